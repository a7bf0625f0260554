//! Whom somebody sees.

use crate::store::{Scope, Store, question::Question};
use guichet_domain::id::PersonId;
use guichet_entity::{sale, ticket, ticket_event};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, QueryTrait};
use std::collections::HashMap;

/// Whether the viewer sees a person: staff everybody; a client itself, and of staff those whom its sales and tickets
/// name: who sold, answered or resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Acquainted {
    /// What the viewer may see.
    pub scope: Scope,
    /// The person.
    pub person: PersonId,
}

impl Question for Acquainted {
    type Kind = Scope;
    type About = PersonId;
    type Answer = ();

    fn parts(&self) -> (Scope, PersonId) {
        (self.scope, self.person)
    }

    async fn answer(store: &Store, scope: &Scope, people: &[PersonId]) -> Result<HashMap<PersonId, ()>, DbErr> {
        let Scope::OwnedBy(viewer) = *scope else {
            return Ok(people.iter().map(|person| (*person, ())).collect());
        };
        let sellers = sale::Entity::find()
            .filter(scope.sales())
            .filter(sale::Column::SellerId.is_in(people.iter().copied()))
            .select_only()
            .column(sale::Column::SellerId)
            .distinct();
        // Whatever is done to a ticket is an event of whoever does it.
        let own = ticket::Entity::find().filter(scope.tickets()).select_only().column(ticket::Column::Id).into_query();
        let actors = ticket_event::Entity::find()
            .filter(ticket_event::Column::TicketId.in_subquery(own))
            .filter(ticket_event::Column::ActorId.is_in(people.iter().copied()))
            .select_only()
            .column(ticket_event::Column::ActorId)
            .distinct();
        let mut seen: Vec<PersonId> = sellers.into_tuple().all(&store.reader()).await?;
        seen.extend(actors.into_tuple::<PersonId>().all(&store.reader()).await?);
        seen.push(viewer);
        Ok(seen.into_iter().map(|person| (person, ())).collect())
    }
}
