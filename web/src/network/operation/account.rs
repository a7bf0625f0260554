//! One's own account.

use super::{UserError, schema, session::ClientAccount};

/// What [`ChangePassword`] is asked with.
#[derive(cynic::QueryVariables)]
pub struct ChangePasswordVariables {
    /// Both passwords.
    pub input: ChangePasswordInput,
}

/// Both passwords.
#[derive(cynic::InputObject)]
pub struct ChangePasswordInput {
    /// The one that holds.
    pub current_password: String,
    /// The one that is to hold.
    pub new_password: String,
}

/// Changes one's password.
#[derive(cynic::QueryFragment, Debug)]
#[cynic(graphql_type = "Mutation", variables = "ChangePasswordVariables")]
pub struct ChangePassword {
    /// The outcome.
    #[arguments(input: $input)]
    pub change_password: PasswordChanged,
}

/// The outcome of [`ChangePassword`].
#[derive(cynic::QueryFragment, Debug)]
#[cynic(graphql_type = "ChangePasswordPayload")]
pub struct PasswordChanged {
    /// What was wrong.
    pub errors: Vec<UserError>,
}

/// What [`ChangeEmail`] is asked with.
#[derive(cynic::QueryVariables)]
pub struct ChangeEmailVariables {
    /// The password and the new address.
    pub input: ChangeEmailInput,
}

/// The password and the new address.
#[derive(cynic::InputObject)]
pub struct ChangeEmailInput {
    /// The account's password.
    pub password: String,
    /// The new address.
    pub email: String,
}

/// Changes a client's e-mail address.
#[derive(cynic::QueryFragment, Debug)]
#[cynic(graphql_type = "Mutation", variables = "ChangeEmailVariables")]
pub struct ChangeEmail {
    /// The outcome.
    #[arguments(input: $input)]
    pub change_email: EmailChanged,
}

/// The outcome of [`ChangeEmail`].
#[derive(cynic::QueryFragment, Debug)]
#[cynic(graphql_type = "ChangeEmailPayload")]
pub struct EmailChanged {
    /// The account as it is now.
    pub client: Option<ClientAccount>,
    /// What was wrong.
    pub errors: Vec<UserError>,
}
