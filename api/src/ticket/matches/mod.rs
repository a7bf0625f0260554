//! The passages that a search found in the tickets of a page: what a reader wants to see beside each hit.

mod choose;
mod read;

use super::search::Search;
use crate::{
    Error,
    store::{Scope, Store},
};
use choose::{Candidate, Passage, choose};
use guichet_domain::{
    excerpt::{EXCERPT_LENGTH, Excerpt},
    fold::fold,
    id::{MessageId, TicketId},
};
use guichet_entity::message;
use read::{Head, Mention};
use std::{collections::HashMap, sync::Arc};

/// How many passages of a ticket are given at most.
pub const MAX_MATCHES: usize = 3;

/// A passage that a search found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// Where it stands.
    pub place: Place,
    /// What stands there, the words of the search marked.
    pub excerpt: Excerpt,
}

/// Where in a ticket a passage stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In one of the fields around it.
    Field(Field),
    /// In a message.
    Message(Arc<message::Model>),
}

/// A short text of a ticket. The later ones weigh more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// The client's names; staff alone searches them.
    ClientName,
    /// The client's address; staff alone searches it.
    ClientEmail,
    /// The designation of the product.
    ProductDesignation,
    /// The reference of the product.
    ProductReference,
    /// The serial number of the article.
    SerialNumber,
    /// The title.
    Title,
    /// The number.
    Number,
}

/// At most [`MAX_MATCHES`] passages of each of these tickets, the best first: each shows as many words of the search as
/// it can that those before it do not show; of equal ones a field comes before a message, and a newer message first.
///
/// Three statements, however many tickets there are and however long their threads.
///
/// # Errors
/// The base did not answer.
pub async fn find_matches(
    store: &Store,
    scope: Scope,
    search: &Search,
    tickets: &[TicketId],
) -> Result<HashMap<TicketId, Vec<Match>>, Error> {
    let words: Vec<_> = search.indexed().collect();
    let mut candidates = HashMap::new();
    for head in read::heads(store, tickets).await? {
        candidates.insert(head.id, in_fields(&head, scope, search, &words));
    }
    for Mention { ticket_id, message_id, words } in read::mentions(store, tickets, &words).await? {
        candidates.entry(ticket_id).or_default().push(Candidate { words, passage: Passage::Message(message_id) });
    }
    let chosen: Vec<_> = candidates.into_iter().map(|(ticket, candidates)| (ticket, choose(candidates))).collect();
    let mut messages = read::messages(store, chosen.iter().flat_map(|(_, chosen)| chosen).filter_map(unread)).await?;
    let mut shown = |passage| match passage {
        Passage::Field(field, excerpt) => Some(Match { place: Place::Field(field), excerpt }),
        Passage::Message(id) => {
            let message = messages.remove(&id)?;
            let excerpt = Excerpt::of(&message.body, &words, EXCERPT_LENGTH)?;
            Some(Match { place: Place::Message(Arc::new(message)), excerpt })
        }
    };
    let mut matches = |chosen: Vec<Candidate>| chosen.into_iter().filter_map(|it| shown(it.passage)).collect();
    Ok(chosen.into_iter().map(|(ticket, chosen)| (ticket, matches(chosen))).collect())
}

/// What the fields of a ticket hold of the search, of those that the viewer searches.
fn in_fields(head: &Head, scope: Scope, search: &Search, words: &[&str]) -> Vec<Candidate> {
    let number = head.id.to_string();
    let mut fields = vec![
        (Field::Title, head.title.clone()),
        (Field::SerialNumber, head.serial_number.to_string()),
        (Field::ProductReference, head.reference.clone()),
        (Field::ProductDesignation, head.designation.clone()),
    ];
    match scope {
        Scope::OwnedBy(_) => {}
        Scope::Everything => {
            fields.push((Field::ClientEmail, head.email.to_string()));
            fields.push((Field::ClientName, format!("{} {}", head.first_name, head.last_name)));
        }
    }
    let mut candidates = Vec::new();
    if search.number() == Some(head.id.0) {
        // It is all of the search, however short.
        let excerpt = Excerpt::of(&number, &[&number], EXCERPT_LENGTH);
        candidates.extend(excerpt.map(|excerpt| Candidate::in_field(choose::ALL_WORDS, Field::Number, excerpt)));
    } else {
        fields.push((Field::Number, number));
    }
    for (field, text) in fields {
        let excerpt = Excerpt::of(&text, words, EXCERPT_LENGTH);
        candidates.extend(excerpt.map(|excerpt| Candidate::in_field(held(&text, words), field, excerpt)));
    }
    candidates
}

/// The words that a text holds.
fn held(text: &str, words: &[&str]) -> choose::WordSet {
    let folded = fold(text);
    words.iter().zip(0..).filter(|(word, _)| folded.contains(**word)).fold(0, |set, (_, bit)| set | 1 << bit)
}

fn unread(candidate: &Candidate) -> Option<MessageId> {
    match candidate.passage {
        Passage::Message(id) => Some(id),
        Passage::Field(..) => None,
    }
}
