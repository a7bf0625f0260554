//! Signing in, staying signed in, signing out.

use super::{
    UserError, person, schema,
    vocabulary::{DateTime, EmailAddress, Role},
};
use guichet_domain as domain;

/// Who is signed in.
#[derive(Clone, Debug, PartialEq)]
pub struct Viewer {
    /// Opaque and global; empty for a kind of person that this client does not know.
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

/// Someone with its address, on either side.
#[derive(cynic::InlineFragments, Clone, Debug)]
#[cynic(graphql_type = "Person")]
pub enum Account {
    /// A client.
    Client(ClientAccount),
    /// A seller or a technician.
    StaffMember(StaffAccount),
    /// A kind of person that came after this client was compiled.
    #[cynic(fallback)]
    Unknown,
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

impl From<Account> for Viewer {
    fn from(account: Account) -> Self {
        match account {
            Account::Client(account) => account.into(),
            Account::StaffMember(StaffAccount { id, role, first_name, last_name, email }) => {
                let (id, email) = (id.into_inner(), email.map(|email| email.0));
                Self { id, role: role.into(), first_name, last_name, email }
            }
            // With the fewest rights on screen; the server decides anyway.
            Account::Unknown => {
                let (id, first_name, last_name) = Default::default();
                Self { id, role: domain::Role::Client, first_name, last_name, email: None }
            }
        }
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
    /// Who signed in.
    pub viewer: Option<Account>,
    /// What was wrong.
    pub errors: Vec<UserError>,
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
