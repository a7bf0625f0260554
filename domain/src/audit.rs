//! What the record of security events tells.

#[cfg(feature = "sea-orm")]
use sea_orm::{DeriveActiveEnum, EnumIter};

/// One kind of event that an operator may have to answer for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "sea-orm",
    derive(EnumIter, DeriveActiveEnum),
    sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")
)]
pub enum AuditKind {
    /// A session began.
    SignedIn,
    /// A sign-in was refused.
    SignInRefused,
    /// A session was ended by its owner.
    SignedOut,
    /// A refresh token came back after its use: it had been stolen, and its session was ended.
    SessionReplayed,
    /// A session was refreshed too often.
    RefreshRefused,
    /// A password that had to be typed again was wrong, or tried too often.
    PasswordRefused,
    /// A password was changed; every other session and every access token of the account ended with it.
    PasswordChanged,
    /// Another address to sign in with was tried too often.
    EmailRefused,
    /// The address that one signs in with was changed.
    EmailChanged,
    /// A personal access token was made, or given another secret.
    AccessTokenCreated,
    /// A personal access token was revoked by its owner.
    AccessTokenRevoked,
    /// Staff made a client's account.
    ClientCreated,
    /// The operator made the account of a seller or a technician.
    StaffCreated,
    /// The operator closed an account; its sessions and access tokens ended with it.
    AccountDisabled,
    /// The operator opened an account again.
    AccountEnabled,
    /// Somebody signed in tried what its role or its token does not allow; stands for all that it tries within 15 minutes.
    OperationForbidden,
    /// The operator made another key to sign access tokens with.
    SigningKeyRotated,
    /// The operator imported products: one event for each transaction of an import.
    ProductsImported,
    /// The operator took out all that there is about a client.
    ClientExported,
    /// The operator erased a client.
    ClientErased,
}
