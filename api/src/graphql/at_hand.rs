//! Objects whose fields are all at hand, written at once.
//!
//! The library makes a future of each field, since any may have to wait. A page of a queue has a thousand fields, and once
//! its rows are read none of them waits for anything. What is not at hand, such as a list below, is `None` here: then the
//! whole object goes the library's way.

use super::{RequestContext, enums, global_id::NodeKey, ticket::Ticket};
use crate::{
    store::Rows,
    ticket::related::{Profile, Related},
};
use async_graphql::{
    ContextSelectionSet, Name, OutputType, Positioned, ScalarType, ServerResult, Value,
    context::QueryEnv,
    indexmap::IndexMap,
    parser::types::{Field, Selection, SelectionSet},
    registry::Registry,
};
use chrono::{DateTime, Utc};
use guichet_domain::Permission;
use guichet_entity::{message, product, sale, ticket};
use std::borrow::Cow;

/// An object that may have all its fields at hand.
pub trait AtHand {
    /// Its type, and its interfaces.
    fn types(&self) -> &'static [&'static str];

    /// The value of one of its fields.
    fn field(&self, name: &str, asked: &Asked<'_>) -> Option<Value>;
}

/// What is asked of an object.
pub struct Asked<'a> {
    selection: &'a SelectionSet,
    env: &'a QueryEnv,
    /// Who asks.
    pub request: &'a RequestContext,
}

/// The object as it was asked for; `None` when something of it is not at hand.
pub fn write<T: AtHand>(object: &T, ctx: &ContextSelectionSet<'_>) -> Option<Value> {
    let request = ctx.data_opt::<RequestContext>()?;
    Asked { selection: &ctx.item.node, env: ctx.query_env, request }.object(object)
}

impl Asked<'_> {
    /// The object that a field leads to.
    pub fn object<T: AtHand>(&self, object: &T) -> Option<Value> {
        let mut fields = IndexMap::with_capacity(self.selection.items.len());
        self.add(object, self.selection, &mut fields)?;
        Some(Value::Object(fields))
    }

    fn add<T: AtHand>(&self, object: &T, selection: &SelectionSet, fields: &mut IndexMap<Name, Value>) -> Option<()> {
        for selected in &selection.items {
            let (condition, below) = match &selected.node {
                Selection::Field(field) => {
                    let (field, name) = (&field.node, field.node.response_key().node.clone());
                    let asked = Asked { selection: &field.selection_set.node, ..*self };
                    let value = match field.name.node.as_str() {
                        "__typename" => Value::String((*object.types().first()?).to_owned()),
                        _ if !field.arguments.is_empty() => return None,
                        name => object.field(name, &asked)?,
                    };
                    // What is asked for twice below one name would have to be merged.
                    if fields.insert(name, value).is_some() && !field.selection_set.node.items.is_empty() {
                        return None;
                    }
                    continue;
                }
                Selection::InlineFragment(fragment) => {
                    (fragment.node.type_condition.as_ref(), &fragment.node.selection_set.node)
                }
                Selection::FragmentSpread(spread) => {
                    let fragment = &self.env.fragments.get(&spread.node.fragment_name.node)?.node;
                    (Some(&fragment.type_condition), &fragment.selection_set.node)
                }
            };
            if condition.is_none_or(|on| object.types().contains(&on.node.on.node.as_str())) {
                self.add(object, below, fields)?;
            }
        }
        Some(())
    }
}

/// A ticket with what its list read along.
pub struct ListedTicket {
    ticket: Ticket,
    related: Related,
}

impl ListedTicket {
    /// This ticket. Whatever else is asked of it comes from `rows`.
    pub const fn new(row: ticket::Model, related: Related, rows: Rows) -> Self {
        Self { ticket: Ticket { row, rows }, related }
    }
}

impl OutputType for ListedTicket {
    fn type_name() -> Cow<'static, str> {
        <Ticket as OutputType>::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        Ticket::create_type_info(registry)
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        match write(self, ctx) {
            Some(value) => Ok(value),
            None => self.ticket.resolve(ctx, field).await,
        }
    }
}

impl AtHand for ListedTicket {
    fn types(&self) -> &'static [&'static str] {
        &["Ticket", "Node"]
    }

    fn field(&self, name: &str, asked: &Asked<'_>) -> Option<Value> {
        let (row, related) = (&self.ticket.row, &self.related);
        Some(match name {
            "id" => id(row.id),
            "number" => i32::try_from(row.id.0).ok()?.into(),
            "title" => text(&row.title),
            "status" => enums::TicketStatus::from(row.status).into(),
            "waitingOn" => row.waiting_on.map_or(Value::Null, |party| enums::Party::from(party).into()),
            "priority" => enums::Priority::from(row.priority).into(),
            "client" => asked.object(related.client.as_ref()?)?,
            "sale" => asked.object(related.sale.as_ref()?)?,
            "openedAt" => row.opened_at.to_value(),
            "firstAnsweredAt" => moment(row.first_answered_at),
            "lastActivityAt" => row.last_activity_at.to_value(),
            "resolvedAt" => moment(row.resolved_at),
            "resolvedBy" if row.resolved_by_id.is_none() => Value::Null,
            "lastMessage" => asked.object(related.last_message.as_ref()?)?,
            "availableActions" => {
                let relation = asked.request.actor.as_ref()?.relation(row.client_id);
                let actions = relation.available_actions(row.state());
                Value::List(actions.map(|action| enums::TicketAction::from(action).into()).collect())
            }
            _ => return None,
        })
    }
}

impl AtHand for (sale::Model, product::Model) {
    fn types(&self) -> &'static [&'static str] {
        &["Sale", "Node"]
    }

    fn field(&self, name: &str, asked: &Asked<'_>) -> Option<Value> {
        let (sale, product) = self;
        Some(match name {
            "id" => id(sale.id),
            "product" => asked.object(product)?,
            "serialNumber" => text(sale.serial_number.as_str()),
            "soldOn" => Value::String(sale.sold_on.to_string()),
            _ => return None,
        })
    }
}

impl AtHand for product::Model {
    fn types(&self) -> &'static [&'static str] {
        &["Product", "Node"]
    }

    fn field(&self, name: &str, _: &Asked<'_>) -> Option<Value> {
        Some(match name {
            "id" => id(self.id),
            "reference" => text(&self.reference),
            "designation" => text(&self.designation),
            "onSale" => self.on_sale.into(),
            _ => return None,
        })
    }
}

impl AtHand for (message::Model, Profile) {
    fn types(&self) -> &'static [&'static str] {
        &["Message", "Node"]
    }

    fn field(&self, name: &str, asked: &Asked<'_>) -> Option<Value> {
        let (message, author) = self;
        Some(match name {
            "id" => id(message.id),
            "author" => asked.object(author)?,
            "body" => text(&message.body),
            "postedAt" => message.posted_at.to_value(),
            _ => return None,
        })
    }
}

impl AtHand for Profile {
    fn types(&self) -> &'static [&'static str] {
        if self.role.is_staff() { &["StaffMember", "Person", "Node"] } else { &["Client", "Person", "Node"] }
    }

    fn field(&self, name: &str, asked: &Asked<'_>) -> Option<Value> {
        Some(match name {
            "id" => id(self.id),
            "role" => enums::Role::from(self.role).into(),
            "firstName" => text(&self.first_name),
            "lastName" => text(&self.last_name),
            "email" => {
                let sees = asked.request.actor.as_ref()?.role.may(Permission::SeeEverything);
                // A client's own address is whose ticket it is: nobody else is shown the ticket.
                if sees || !self.role.is_staff() { text(self.email.as_str()) } else { Value::Null }
            }
            _ => return None,
        })
    }
}

fn id(key: impl NodeKey) -> Value {
    Value::String(key.to_id().0)
}

fn text(text: &str) -> Value {
    Value::String(text.to_owned())
}

fn moment(moment: Option<DateTime<Utc>>) -> Value {
    moment.map_or(Value::Null, |moment| moment.to_value())
}
