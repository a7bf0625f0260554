//! Global opaque ids: the kind of thing and its key.

use async_graphql::ID;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use guichet_domain::id::{AccessTokenId, MessageId, PersonId, ProductId, SaleId, TicketId};

/// The key of a kind of thing that `node(id:)` finds.
pub trait NodeKey: Sized {
    /// How ids of this kind begin.
    const KIND: &str;

    /// From the bare key.
    fn from_key(key: i64) -> Self;
    /// The bare key.
    fn key(&self) -> i64;

    /// The opaque id.
    fn to_id(&self) -> ID {
        ID(URL_SAFE_NO_PAD.encode(format!("{}:{}", Self::KIND, self.key())))
    }

    /// The key that an id stands for; `None` when it is malformed or of another kind: it names nothing.
    fn from_id(id: &ID) -> Option<Self> {
        let (kind, key) = decode(id)?;
        (kind == Self::KIND).then(|| Self::from_key(key))
    }
}

/// The kind and key that an id stands for.
pub fn decode(id: &ID) -> Option<(String, i64)> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(id.as_bytes()).ok()?).ok()?;
    let (kind, key) = text.split_once(':')?;
    Some((kind.to_owned(), key.parse().ok()?))
}

macro_rules! node_keys {
    ($($key:ident: $kind:literal),* $(,)?) => {$(
        impl NodeKey for $key {
            const KIND: &str = $kind;

            fn from_key(key: i64) -> Self {
                Self(key)
            }

            fn key(&self) -> i64 {
                self.0
            }
        }
    )*};
}

node_keys! {
    PersonId: "Person",
    ProductId: "Product",
    SaleId: "Sale",
    TicketId: "Ticket",
    MessageId: "Message",
    AccessTokenId: "AccessToken",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_names_one_kind_of_thing() {
        let id = TicketId(42).to_id();
        assert_eq!(TicketId::from_id(&id), Some(TicketId(42)));
        assert_eq!(SaleId::from_id(&id), None);
        for wrong in ["", "42", "é", "VGlja2V0", "VGlja2V0OmFi"] {
            assert_eq!(TicketId::from_id(&ID(wrong.to_owned())), None, "{wrong}");
        }
    }
}
