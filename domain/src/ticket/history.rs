//! A ticket as its own history tells it: what has to stand in the base, worked out from nothing but the events.

use super::{Priority, TicketEventKind, TicketState, TicketStatus};
use crate::{
    id::{MessageId, PersonId, TicketEventId},
    person::Party,
};
use chrono::{DateTime, Utc};

/// What decides in which queues a ticket stands, as the base keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Face {
    /// Its status.
    pub status: TicketStatus,
    /// Who must act.
    pub waiting_on: Option<Party>,
    /// How urgent it is.
    pub priority: Priority,
}

/// One event of a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Past {
    /// Its key.
    pub id: TicketEventId,
    /// What happened.
    pub kind: TicketEventKind,
    /// Who did it…
    pub actor: PersonId,
    /// …and on which side.
    pub party: Party,
    /// When.
    pub at: DateTime<Utc>,
    /// The message that it brought.
    pub message: Option<MessageId>,
    /// The ticket before; none for the opening.
    pub before: Option<Face>,
    /// The ticket after.
    pub after: Face,
}

/// A ticket as its history tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    /// Its state.
    pub state: TicketState,
    /// How urgent it is.
    pub priority: Priority,
    /// Who opened it.
    pub client: PersonId,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
    /// When staff answered first.
    pub first_answered_at: Option<DateTime<Utc>>,
    /// When something last happened.
    pub last_activity_at: DateTime<Utc>,
    /// Who resolved it, and when.
    pub resolved: Option<(PersonId, DateTime<Utc>)>,
    /// Its newest message.
    pub last_message: MessageId,
    /// A first answer was posted, and the status has yet to follow.
    is_answered: bool,
}

/// What can't have happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Contradiction {
    /// Nothing happened to it at all.
    #[error("it has no history")]
    Empty,
    /// The first event is no opening by a client with its message, or a later one is an opening.
    #[error("event {0}: the opening is not where it has to be")]
    Opening(TicketEventId),
    /// What it says of the ticket before is not what the event before it left.
    #[error("event {0}: it does not begin where the event before it ended")]
    Gap(TicketEventId),
    /// What it says of the ticket after is not what comes of it by the rules.
    #[error("event {0}: the rules lead elsewhere")]
    Rules(TicketEventId),
    /// The message is missing, or older than the one before.
    #[error("event {0}: its message is missing or out of order")]
    Message(TicketEventId),
    /// A client who did not open the ticket.
    #[error("event {0}: another client's")]
    Stranger(TicketEventId),
    /// The first answer of staff, without the change of status that it brings.
    #[error("its first answer left it open")]
    Unanswered,
}

/// Works out a ticket from its events, in the order in which they happened.
///
/// # Errors
/// The first contradiction that stands in the way.
pub fn replay(history: &[Past]) -> Result<Told, Contradiction> {
    let (opening, rest) = history.split_first().ok_or(Contradiction::Empty)?;
    let told = rest.iter().try_fold(opened(opening)?, Told::followed_by)?;
    if told.is_answered { Err(Contradiction::Unanswered) } else { Ok(told) }
}

fn opened(event: &Past) -> Result<Told, Contradiction> {
    let wrong = Contradiction::Opening(event.id);
    let told = Told {
        state: TicketState::Open,
        priority: event.after.priority,
        client: event.actor,
        opened_at: event.at,
        first_answered_at: None,
        last_activity_at: event.at,
        resolved: None,
        last_message: event.message.ok_or(wrong)?,
        is_answered: false,
    };
    let is_opening = event.kind == TicketEventKind::Opened && event.party == Party::Client && event.before.is_none();
    if is_opening && event.after == told.face() { Ok(told) } else { Err(wrong) }
}

impl Told {
    /// As the base keeps it.
    #[must_use]
    pub const fn face(&self) -> Face {
        Face { status: self.state.status(), waiting_on: self.state.waiting_on(), priority: self.priority }
    }

    fn followed_by(self, event: &Past) -> Result<Self, Contradiction> {
        if event.before != Some(self.face()) {
            return Err(Contradiction::Gap(event.id));
        }
        if event.party == Party::Client && event.actor != self.client {
            return Err(Contradiction::Stranger(event.id));
        }
        let told = Self { last_activity_at: event.at, ..self };
        let told = match event.kind {
            TicketEventKind::Opened => return Err(Contradiction::Opening(event.id)),
            TicketEventKind::MessagePosted => told.with_message(event)?,
            TicketEventKind::StatusChanged => told.with_status(event)?,
            TicketEventKind::PriorityChanged => Self { priority: event.after.priority, ..told },
        };
        if event.after == told.face() { Ok(told) } else { Err(Contradiction::Rules(event.id)) }
    }

    /// The first answer of staff is two events: the message leaves the ticket open, the change of status follows.
    fn with_message(self, event: &Past) -> Result<Self, Contradiction> {
        let message = event.message.filter(|message| *message > self.last_message);
        let message = message.ok_or(Contradiction::Message(event.id))?;
        let after = self.state.replied_by(event.party).map_err(|_| Contradiction::Rules(event.id))?;
        let is_answered = self.state.status() != after.status();
        let state = if is_answered { self.state } else { after };
        if self.is_answered {
            return Err(Contradiction::Unanswered);
        }
        Ok(Self { state, last_message: message, is_answered, ..self })
    }

    fn with_status(self, event: &Past) -> Result<Self, Contradiction> {
        let wrong = Contradiction::Rules(event.id);
        if self.is_answered {
            let state = self.state.replied_by(event.party).map_err(|_| wrong)?;
            return Ok(Self { state, first_answered_at: Some(event.at), is_answered: false, ..self });
        }
        let state = self.state.resolved().map_err(|_| wrong)?;
        Ok(Self { state, resolved: Some((event.actor, event.at)), ..self })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use TicketEventKind::{MessagePosted, Opened, StatusChanged};
    use TicketStatus::{InProgress, Open, Resolved};

    const CLIENT: PersonId = PersonId(1);
    const STAFF: PersonId = PersonId(2);

    fn face(status: TicketStatus, waiting_on: Option<Party>) -> Face {
        Face { status, waiting_on, priority: Priority::Normal }
    }

    /// Opened, answered, added to, resolved: what real traffic leaves, a second apart.
    fn course() -> Vec<Past> {
        let open = face(Open, Some(Party::Staff));
        let answered = face(InProgress, Some(Party::Client));
        let added = face(InProgress, Some(Party::Staff));
        let resolved = face(Resolved, None);
        [
            (Opened, CLIENT, Some(1), None, open),
            (MessagePosted, STAFF, Some(2), Some(open), open),
            (StatusChanged, STAFF, None, Some(open), answered),
            (MessagePosted, CLIENT, Some(3), Some(answered), added),
            (StatusChanged, CLIENT, None, Some(added), resolved),
        ]
        .into_iter()
        .zip(1..)
        .map(|((kind, actor, message, before, after), n)| Past {
            id: TicketEventId(n),
            kind,
            actor,
            party: if actor == CLIENT { Party::Client } else { Party::Staff },
            at: DateTime::from_timestamp(n, 0).unwrap(),
            message: message.map(MessageId),
            before,
            after,
        })
        .collect()
    }

    #[test]
    fn a_ticket_is_what_its_history_tells() {
        let told = replay(&course()).unwrap();
        let second = |n| DateTime::from_timestamp(n, 0).unwrap();
        assert_eq!((told.state, told.client, told.last_message), (TicketState::Resolved, CLIENT, MessageId(3)));
        assert_eq!((told.opened_at, told.first_answered_at), (second(1), Some(second(3))));
        assert_eq!((told.last_activity_at, told.resolved), (second(5), Some((CLIENT, second(5)))));
        let told = replay(&course()[..4]).unwrap();
        assert_eq!((told.state, told.resolved), (TicketState::InProgress { last: Party::Client }, None));
    }

    #[test]
    fn what_can_not_have_happened_is_found() {
        let found = |change: &dyn Fn(&mut Vec<Past>)| {
            let mut course = course();
            change(&mut course);
            replay(&course).unwrap_err()
        };
        let at = TicketEventId;
        assert_eq!(found(&|course| course.clear()), Contradiction::Empty);
        assert_eq!(
            found(&|course| {
                course.remove(0);
            }),
            Contradiction::Opening(at(2))
        );
        assert_eq!(found(&|course| course[0].message = None), Contradiction::Opening(at(1)));
        assert_eq!(
            found(&|course| {
                course.remove(2);
            }),
            Contradiction::Gap(at(4))
        );
        assert_eq!(found(&|course| course.truncate(2)), Contradiction::Unanswered);
        assert_eq!(found(&|course| course[3].after.waiting_on = Some(Party::Client)), Contradiction::Rules(at(4)));
        assert_eq!(found(&|course| course[3].message = Some(MessageId(2))), Contradiction::Message(at(4)));
        assert_eq!(found(&|course| course[3].actor = PersonId(9)), Contradiction::Stranger(at(4)));
        let again = |course: &mut Vec<Past>| {
            let last = Past { before: Some(course[4].after), id: at(6), ..course[4] };
            course.push(last);
        };
        assert_eq!(found(&again), Contradiction::Rules(at(6)), "a resolved ticket stays resolved");
    }
}
