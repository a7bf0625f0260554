//! The documents of the mutations, by name.

/// All of a ticket that tests look at.
pub const TICKET: &str = "fragment T on Ticket {
    id number title status waitingOn priority openedAt firstAnsweredAt lastActivityAt resolvedAt availableActions
    resolvedBy { id firstName lastName } client { id } sale { id }
    lastMessage { id body postedAt author { id firstName lastName } }
}";

const SIGNED_IN: &str = "accessToken expiresAt viewer {
    id role firstName lastName ... on Client { email } ... on StaffMember { staffEmail: email }
}";
const ACCESS_TOKEN: &str = "accessToken { id name scope createdAt expiresAt lastUsedAt }";
const ACCESS_TOKEN_AND_SECRET: &str = "accessToken { id name scope createdAt expiresAt lastUsedAt } secret";
const CLIENT: &str = "client { id role firstName lastName email }";
const SALE: &str = "sale { id serialNumber soldOn client { id } product { id reference } seller { id } }";

/// The document of a mutation, its input in `$input`.
pub fn document(mutation: &str) -> String {
    let (input, selection) = match mutation {
        "signIn" => ("SignInInput", SIGNED_IN),
        "refreshSession" => ("", SIGNED_IN),
        "signOut" => ("", ""),
        "changePassword" => ("ChangePasswordInput", ""),
        "changeEmail" => ("ChangeEmailInput", CLIENT),
        "createAccessToken" => ("CreateAccessTokenInput", ACCESS_TOKEN_AND_SECRET),
        "revokeAccessToken" => ("RevokeAccessTokenInput", ACCESS_TOKEN),
        "createClient" => ("CreateClientInput", CLIENT),
        "registerSale" => ("RegisterSaleInput", SALE),
        "openTicket" => ("OpenTicketInput", "ticket { ...T }"),
        "replyToTicket" => ("ReplyToTicketInput", "ticket { ...T } message { id body author { id } }"),
        "resolveTicket" => ("ResolveTicketInput", "ticket { ...T }"),
        other => panic!("no mutation is called {other}"),
    };
    let fragment = if selection.contains("...T") { TICKET } else { "" };
    let (parameter, argument) = match input {
        "" => (String::new(), ""),
        input => (format!("($input: {input}!)"), "(input: $input)"),
    };
    format!(
        "mutation{parameter} {{ {mutation}{argument} {{ {selection} errors {{ code reason limit field message }} }} }} {fragment}"
    )
}
