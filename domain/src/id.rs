//! Typed keys: a ticket's number never stands where a client's is meant.

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "sea-orm", derive(sea_orm::DeriveValueType))]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

ids! {
    /// A client or a staff member.
    PersonId,
    /// A signed-in device.
    SessionId,
    /// A personal access token.
    AccessTokenId,
    /// A product of the catalogue.
    ProductId,
    /// One article sold to one client.
    SaleId,
    /// An assistance request; also the number that people say on the phone.
    TicketId,
    /// A message of a ticket.
    MessageId,
    /// A row of a ticket's history.
    TicketEventId,
    /// A row of the record of security events.
    AuditEventId,
}
