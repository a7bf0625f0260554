//! What is given hostile bytes.

/// Something that takes bytes from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The body of a request.
    Request,
    /// A document.
    Document,
    /// Messages on a socket, one a line.
    Socket,
    /// The `Authorization` header, and the refresh cookie.
    Token,
    /// A cursor of any list.
    Cursor,
    /// A global id, wherever one is taken.
    Id,
    /// The file of an import.
    Csv,
    /// A serial number.
    SerialNumber,
    /// An e-mail address.
    Email,
    /// What is searched, through the searches themselves.
    Search,
    /// A text that is folded and looked through.
    Fold,
}

impl Target {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Request,
        Self::Document,
        Self::Socket,
        Self::Token,
        Self::Cursor,
        Self::Id,
        Self::Csv,
        Self::SerialNumber,
        Self::Email,
        Self::Search,
        Self::Fold,
    ];

    /// The name of its corpus.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Document => "document",
            Self::Socket => "socket",
            Self::Token => "token",
            Self::Cursor => "cursor",
            Self::Id => "id",
            Self::Csv => "csv",
            Self::SerialNumber => "serial_number",
            Self::Email => "email",
            Self::Search => "search",
            Self::Fold => "fold",
        }
    }
}
