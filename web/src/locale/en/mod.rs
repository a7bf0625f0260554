//! English.

mod client;
mod common;
mod invalid;
mod keys;
mod staff;
mod ticket;
mod tokens;

use super::words::Words;

/// Every word.
pub const WORDS: Words = Words {
    common: common::COMMON,
    trouble: common::TROUBLE,
    invalid: invalid::invalid,
    sign_in: client::SIGN_IN,
    ticket: ticket::TICKET,
    thread: ticket::THREAD,
    home: client::HOME,
    new_ticket: client::NEW_TICKET,
    account: client::ACCOUNT,
    tokens: tokens::TOKENS,
    keys: keys::KEYS,
    queue: staff::QUEUE,
    sale: staff::SALE,
};
