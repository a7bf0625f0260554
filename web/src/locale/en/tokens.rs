//! Access tokens.

use crate::locale::words::Tokens;

pub const TOKENS: Tokens = Tokens {
    title: "Access tokens",
    lead: "A token lets a tool act for you, without your password. Changing your password revokes them all.",
    none: "No token in service.",
    read: "Read",
    write: "Read and write",
    until: "until",
    expired: "ended on",
    used: "Last used:",
    unused: "Never used",
    new: "New token",
    name: "Name of the token",
    scope: "What it allows",
    lasts: "Lasts",
    lengths: ["1 month", "3 months", "6 months", "1 year"],
    submit: "Create the token",
    made: "Here is your token. Copy it now: it will not be shown again.",
    secret: "Token",
    copy: "Copy",
    copied: "The token is copied.",
    revoke: "Revoke",
    revoke_question: "Revoke this token?",
    revoke_text: "The tool that uses it will not be able to do anything for you any more. This can’t be undone.",
    revoke_confirm: "Yes, revoke it",
    revoked: "The token is revoked.",
};
