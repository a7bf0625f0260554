//! Signing in, the client's pages, the account.

use crate::locale::words::{Account, Home, NewTicket, SignIn};

pub const SIGN_IN: SignIn = SignIn {
    title: "Sign in",
    lead: "Follow your assistance requests.",
    email: "E-mail address",
    password: "Password",
    submit: "Sign in",
    help: "The seller opens your account when you buy. Forgotten your password? Tell us where you bought: whoever runs this site can give you another.",
    again_title: "Your session has ended",
    again_text: "Sign in again to go on: the page and what you typed are waiting for you.",
    other: |name| format!("{name} has signed in from another tab. Nothing was sent in that name."),
    go_on: "Leave this page and go on with the other account",
};

pub const HOME: Home = Home {
    title: "My assistance requests",
    lead: |name| format!("Hello {name}."),
    new_ticket: "New request",
    waiting: "Waiting for your answer",
    waiting_none: "No request waits for your answer.",
    tickets: "My requests",
    other_tickets: "My other requests",
    tickets_none: "No request yet",
    tickets_none_text: "Trouble with a product? Open an assistance request, and we will answer here.",
    articles: "My products",
    articles_lead: "The products that you bought from us.",
    articles_none: "No product registered",
    articles_none_text: "The seller registers what you buy. If something is missing, ask where you bought it.",
    ask_for_help: "Ask for help",
    ask_for_help_on: |product| format!("Ask for help with {product}"),
    answered: |number| format!("New answer to your request no. {number}"),
    unread: "Not read:",
    resolved: |number| format!("Your request no. {number} is resolved"),
};

pub const NEW_TICKET: NewTicket = NewTicket {
    title: "New assistance request",
    lead: "Choose the product, then describe your request.",
    choose: "Product",
    choose_missing: "Choose the product.",
    change: "Choose another product",
    subject: "Subject",
    subject_hint: "In a few words, for example: the screen stays black.",
    body: "Description",
    body_hint: "What happens, since when, and what you have tried.",
    submit: "Send the request",
    opened: "Your request is open.",
    waiting: "A new request has not left yet.",
    refused: "This request could not be sent. Take it back to correct it.",
    held: "Your request has not left: it waits for you under “New request”.",
};

pub const ACCOUNT: Account = Account {
    title: "My account",
    email_title: "E-mail address",
    email_now: |email| format!("Your address is {email}. You sign in with it."),
    new_email: "New e-mail address",
    email_password_hint: "To confirm that it is you.",
    email_submit: "Change the address",
    email_done: "Your e-mail address is changed.",
    password_title: "Password",
    current_password: "Current password",
    new_password: "New password",
    new_password_hint: |least| format!("At least {least} characters; a sentence will do very well."),
    password_submit: "Change the password",
    password_done: "Your password is changed. Your other sessions have ended.",
    notifications_title: "Notifications",
    notifications_text: "When an answer arrives while this page is out of sight, your device can tell you.",
    notifications_legend: "Notifications on this device",
    notifications_on: "On",
    notifications_off: "Off",
    notifications_done: "Notifications are on.",
    notifications_refused: "Your browser refuses them: allow them for this site in its settings.",
};
