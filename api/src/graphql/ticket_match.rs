//! What a search found in the tickets of a page.

use super::{enums::TicketMatchField, message::Message};
use crate::{
    Error,
    store::{Rows, Scope, Store},
    ticket::{
        list::TicketList,
        matches::{Field, Match, Place, find_matches},
        search::Search,
    },
};
use async_graphql::{Object, Result, SimpleObject};
use guichet_domain::{excerpt::Part, id::TicketId};
use std::{collections::HashMap, sync::Arc};
use tokio::sync::OnceCell;

/// A passage of a ticket in which a search was found.
pub struct TicketMatch {
    found: Match,
    rows: Rows,
}

/// A passage of a ticket in which a search was found.
#[Object]
impl TicketMatch {
    /// Where it stands.
    async fn field(&self) -> TicketMatchField {
        match &self.found.place {
            Place::Field(Field::Number) => TicketMatchField::Number,
            Place::Field(Field::Title) => TicketMatchField::Title,
            Place::Field(Field::ProductReference) => TicketMatchField::ProductReference,
            Place::Field(Field::ProductDesignation) => TicketMatchField::ProductDesignation,
            Place::Field(Field::SerialNumber) => TicketMatchField::SerialNumber,
            Place::Field(Field::ClientName) => TicketMatchField::ClientName,
            Place::Field(Field::ClientEmail) => TicketMatchField::ClientEmail,
            Place::Message(_) => TicketMatchField::Message,
        }
    }

    /// The message it stands in, for MESSAGE.
    async fn message(&self) -> Option<Message> {
        match &self.found.place {
            Place::Field(_) => None,
            Place::Message(row) => Some(Message { row: Arc::clone(row), rows: self.rows.clone() }),
        }
    }

    /// The passage as it was written, around what was found: at most 200 characters, unless a match alone is longer.
    /// Its parts follow each other without a gap.
    async fn excerpt(&self) -> Vec<ExcerptPart> {
        self.found.excerpt.parts.iter().map(ExcerptPart::from).collect()
    }

    /// Whether the field begins before the excerpt: show an ellipsis.
    async fn is_cut_before(&self) -> bool {
        self.found.excerpt.cut_before
    }

    /// Whether the field goes on after the excerpt: show an ellipsis.
    async fn is_cut_after(&self) -> bool {
        self.found.excerpt.cut_after
    }
}

/// A part of an excerpt.
#[derive(SimpleObject)]
pub struct ExcerptPart {
    /// Plain text, never markup: escape it for wherever it is shown. May hold line breaks.
    text: String,
    /// Whether it is what the search found: mark it.
    is_match: bool,
}

impl From<&Part> for ExcerptPart {
    fn from(part: &Part) -> Self {
        Self { text: part.text.clone(), is_match: part.is_match }
    }
}

/// The matches of all tickets of a page: found together, by the first edge that is asked for its own.
pub struct PageMatches {
    scope: Scope,
    search: Search,
    tickets: Vec<TicketId>,
    found: OnceCell<HashMap<TicketId, Vec<Match>>>,
}

impl PageMatches {
    /// Of a page of this list; `None` when it is no search.
    pub fn of_page(list: &TicketList, tickets: impl Iterator<Item = TicketId>) -> Option<Self> {
        let search = list.search.clone()?;
        Some(Self { scope: list.scope, search, tickets: tickets.collect(), found: OnceCell::new() })
    }

    /// Those of one of its tickets.
    pub async fn of(&self, store: &Store, ticket: TicketId, rows: &Rows) -> Result<Vec<TicketMatch>, Error> {
        let found = self.found.get_or_try_init(|| find_matches(store, self.scope, &self.search, &self.tickets)).await?;
        let matches = found.get(&ticket).into_iter().flatten();
        Ok(matches.map(|found| TicketMatch { found: found.clone(), rows: rows.clone() }).collect())
    }
}
