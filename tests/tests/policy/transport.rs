//! The two ways in: requests and sockets.

use guichet_tests::actor::Caller;
use serde_json::Value;

/// How a question gets to the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// `POST /graphql`; subscriptions as event streams.
    Http,
    /// `/graphql/ws`.
    Socket,
}

impl Transport {
    /// The first answer to an operation of any kind: `data`, `errors`, or both.
    ///
    /// A socket whose session ends meanwhile answers nothing.
    pub async fn ask(self, caller: &Caller, document: &str, variables: Value) -> Option<Value> {
        match self {
            Self::Http if document.starts_with("subscription") => {
                Some(caller.stream(document, variables).await.answer().await)
            }
            Self::Http => Some(caller.ask(document, variables).await.body),
            Self::Socket => caller.socket().await.ask(document, variables).await.ok(),
        }
    }
}
