//! Signing in, staying signed in, signing out.

use super::{
    UserError,
    person::{self, Only},
    schema,
    vocabulary::{DateTime, EmailAddress, Role},
};
use guichet_domain as domain;

/// Who is signed in.
#[derive(Clone, Debug, PartialEq)]
pub struct Viewer {
    /// Opaque and global.
    pub id: String,
    /// What it may do.
    pub role: domain::Role,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// What it signs in with.
    pub email: Option<String>,
}

impl Viewer {
    /// First and last name.
    pub fn name(&self) -> String {
        person::full_name(&self.first_name, &self.last_name)
    }
}

/// A client's own account.
#[derive(cynic::QueryFragment, Clone, Debug)]
#[cynic(graphql_type = "Client")]
pub struct ClientAccount {
    id: cynic::Id,
    first_name: String,
    last_name: String,
    email: EmailAddress,
}

/// A staff member's own account.
#[derive(cynic::QueryFragment, Clone, Debug)]
#[cynic(graphql_type = "StaffMember")]
pub struct StaffAccount {
    id: cynic::Id,
    role: Role,
    first_name: String,
    last_name: String,
    email: Option<EmailAddress>,
}

impl From<ClientAccount> for Viewer {
    fn from(account: ClientAccount) -> Self {
        let ClientAccount { id, first_name, last_name, email } = account;
        Self { id: id.into_inner(), role: domain::Role::Client, first_name, last_name, email: Some(email.0) }
    }
}

impl From<StaffAccount> for Viewer {
    fn from(account: StaffAccount) -> Self {
        let StaffAccount { id, role, first_name, last_name, email } = account;
        let (id, email) = (id.into_inner(), email.map(|email| email.0));
        Self { id, role: role.into(), first_name, last_name, email }
    }
}

/// A token for whoever signed in, or what was wrong.
#[derive(cynic::QueryFragment, Debug)]
#[cynic(graphql_type = "SignInPayload")]
pub struct Signed {
    /// For the `Authorization` header.
    pub access_token: Option<String>,
    /// When the token stops to hold.
    pub expires_at: Option<DateTime>,
    /// Who signed in, where that is a client.
    #[cynic(alias, rename = "viewer")]
    pub client: Option<Only<ClientAccount>>,
    /// Who signed in, where that is a seller or a technician.
    #[cynic(alias, rename = "viewer")]
    pub staff: Option<Only<StaffAccount>>,
    /// What was wrong.
    pub errors: Vec<UserError>,
}

impl Signed {
    /// The token and who holds it, or else what was wrong.
    ///
    /// # Errors
    /// What was wrong; nothing of it where a kind of person signed in that came after this client was compiled.
    pub fn access(self) -> Result<(String, Viewer), Vec<UserError>> {
        let client = self.client.and_then(|person| person.0).map(Viewer::from);
        let viewer = client.or_else(|| self.staff.and_then(|person| person.0).map(Viewer::from));
        self.access_token.zip(viewer).ok_or(self.errors)
    }
}

/// What [`SignIn`] is asked with.
#[derive(cynic::QueryVariables)]
pub struct SignInVariables {
    /// The address and the password.
    pub input: SignInInput,
}

/// The address and the password.
#[derive(cynic::InputObject)]
pub struct SignInInput {
    /// The e-mail address.
    pub email: String,
    /// The password.
    pub password: String,
}

/// Signs in.
#[derive(cynic::QueryFragment, Debug)]
#[cynic(graphql_type = "Mutation", variables = "SignInVariables")]
pub struct SignIn {
    /// The outcome.
    #[arguments(input: $input)]
    pub sign_in: Signed,
}

/// Gets a new access token for the session that the cookie stands for.
#[derive(cynic::QueryFragment, Debug)]
#[cynic(graphql_type = "Mutation")]
pub struct RefreshSession {
    /// The outcome.
    pub refresh_session: Signed,
}

/// Ends the session.
#[derive(cynic::QueryFragment, Debug)]
#[cynic(graphql_type = "Mutation")]
pub struct SignOut {
    /// The outcome; nothing in it matters.
    #[allow(dead_code, reason = "a mutation has to select something")]
    pub sign_out: SignedOut,
}

/// The outcome of [`SignOut`].
#[derive(cynic::QueryFragment, Debug)]
#[cynic(graphql_type = "SignOutPayload")]
pub struct SignedOut {
    /// What was wrong.
    #[allow(dead_code, reason = "a mutation has to select something")]
    pub errors: Vec<UserError>,
}
