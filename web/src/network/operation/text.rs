//! Each operation as it is asked: its text, written ahead.
//!
//! cynic checks the types of `operation` against the schema, and would write an operation's text each time that it is asked.
//! The texts are always the same, and the code that writes them is as heavy as a screen: it stays at home. The test below
//! has cynic write each of them and compares; with `UPDATE_OPERATIONS=1` in the environment it keeps what cynic wrote.

use super::{access_token, account, home, live, queue, registration, session, sold, suggestion, thread, ticket};
use serde::{Serialize, de::DeserializeOwned};

/// An operation, by the type of what it gives.
pub trait Operation: DeserializeOwned + 'static {
    /// What it is asked with.
    type Variables: Serialize;
    /// The document to send.
    const TEXT: &'static str;
}

macro_rules! operations {
    ($($kind:ident $module:ident::$name:ident($($variables:tt)*) in $file:literal;)*) => {
        $(impl Operation for $module::$name {
            type Variables = operations!(@variables $module $($variables)*);
            const TEXT: &'static str = include_str!(concat!("text/", $file, ".graphql"));
        })*

        #[cfg(test)]
        mod tests {
            use super::*;
            use cynic::queries::OperationType;

            #[test]
            fn each_text_is_what_cynic_writes() {
                $(tests_of::<$module::$name, operations!(@variables $module $($variables)*)>(OperationType::$kind, $file);)*
            }

            fn tests_of<Asked, Variables>(kind: OperationType, file: &str)
            where
                Asked: Operation<Variables = Variables> + cynic::QueryFragment,
                Variables: cynic::QueryVariables,
            {
                let name = Asked::name();
                let document = cynic::queries::build_executable_document::<Asked, Variables>(
                    kind,
                    name.as_deref(),
                    Default::default(),
                    None,
                );
                // What sets the lines in weighs, and says nothing.
                let written: Vec<_> = document.lines().map(str::trim_start).collect();
                let written = written.join("\n");
                if std::env::var_os("UPDATE_OPERATIONS").is_some() {
                    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/network/operation/text");
                    std::fs::write(format!("{folder}/{file}.graphql"), &written).unwrap();
                } else {
                    assert_eq!(Asked::TEXT, written, "{file}.graphql: run this test with UPDATE_OPERATIONS=1");
                }
            }
        }
    };
    (@variables $module:ident) => { () };
    (@variables $module:ident $variables:ident) => { $module::$variables };
}

operations! {
    Mutation session::SignIn(SignInVariables) in "sign_in";
    Mutation session::RefreshSession() in "refresh_session";
    Mutation session::SignOut() in "sign_out";
    Mutation account::ChangePassword(ChangePasswordVariables) in "change_password";
    Mutation account::ChangeEmail(ChangeEmailVariables) in "change_email";
    Query access_token::MyAccessTokens() in "my_access_tokens";
    Mutation access_token::CreateAccessToken(CreateAccessTokenVariables) in "create_access_token";
    Mutation access_token::RevokeAccessToken(RevokeAccessTokenVariables) in "revoke_access_token";
    Query home::MyTickets(MyTicketsVariables) in "my_tickets";
    Query home::Now() in "now";
    Query home::MyArticles(MyArticlesVariables) in "my_articles";
    Query queue::Queue(QueuePageVariables) in "queue";
    Query thread::Thread(ThreadVariables) in "thread";
    Query sold::Sold(SoldVariables) in "sold";
    Query suggestion::SuggestProducts(SuggestVariables) in "suggest_products";
    Query suggestion::SuggestClients(SuggestVariables) in "suggest_clients";
    Mutation registration::CreateClient(CreateClientVariables) in "create_client";
    Mutation registration::RegisterSale(RegisterSaleVariables) in "register_sale";
    Mutation ticket::OpenTicket(OpenTicketVariables) in "open_ticket";
    Mutation ticket::ReplyToTicket(ReplyVariables) in "reply_to_ticket";
    Mutation ticket::ResolveTicket(ResolveVariables) in "resolve_ticket";
    Subscription live::TicketQueue(QueueVariables) in "ticket_queue";
    Subscription live::TicketEvents(EventsVariables) in "ticket_events";
}
