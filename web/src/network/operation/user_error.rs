//! What the person can mend.

use super::schema;
use guichet_domain::{Invalid, Reason};

/// Why a mutation did nothing, and what the person can do about it.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq)]
pub struct UserError {
    /// Why.
    pub reason: ErrorReason,
    /// The limit that was passed, where there is one.
    pub limit: Option<i32>,
    /// The path in the input, such as `["input", "serialNumber"]`.
    pub field: Option<Vec<String>>,
}

impl UserError {
    /// The name of the input field it is about, if it is about one.
    pub fn field_name(&self) -> Option<&str> {
        self.field.as_ref()?.last().map(String::as_str)
    }

    /// What the domain would have said.
    pub fn invalid(&self) -> Invalid {
        Invalid { reason: self.reason.into(), limit: self.limit.and_then(|limit| limit.try_into().ok()) }
    }
}

macro_rules! reasons {
    ($($variant:ident),* $(,)?) => {
        /// The domain's reasons, as the API names them.
        #[derive(cynic::Enum, Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(missing_docs, reason = "guichet_domain::Reason describes each")]
        pub enum ErrorReason { $($variant),* }

        impl From<ErrorReason> for Reason {
            fn from(reason: ErrorReason) -> Self {
                match reason { $(ErrorReason::$variant => Self::$variant),* }
            }
        }
    };
}

reasons! {
    Blank, TooLong, TooShort, ControlCharacter, MalformedEmail, SerialNumberLength, SerialNumberCharacter,
    PasswordIsEmail, CommonPassword, MalformedDay, FutureDay, EarlyDay, OffSale, ExpiryPast, ExpiryTooFar, TooManyAccessTokens,
    EmailTaken, AlreadySold, NotFound, AlreadyResolved, WrongCredentials, WrongPassword, SessionEnded, NewerMessage,
    KeyReused,
}
