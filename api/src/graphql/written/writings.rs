//! How documents that come again and again are written, found out once.

use super::{Type, Writing, row, selections};
use crate::{
    account::Actor,
    graphql::RequestContext,
    store::cells::Cells,
    ticket::joined::{Cell, Make, Source},
};
use async_graphql::{Context, Pos, Value};
use guichet_domain::Permission;
use sea_orm::DbErr;
use std::{
    collections::HashMap,
    hash::{Hash, Hasher},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// How the lists of one document are written, of which the same is selected each time: by where their field stands, and by whether the
/// viewer sees everything. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Writings(Arc<Mutex<Known>>);

type Place = (Pos, bool);
/// None for what can't be written.
type Known = HashMap<Place, Option<Arc<Writing>>>;

/// How many lists of a document are remembered.
const MOST_LISTS: usize = 16;

impl Writings {
    fn at(&self, place: Place, make: impl FnOnce() -> Option<Arc<Writing>>) -> Option<Arc<Writing>> {
        if let Some(known) = self.known().get(&place) {
            return known.clone();
        }
        // Two may make the same: they are equal.
        let made = make();
        let mut known = self.known();
        if known.len() < MOST_LISTS {
            known.insert(place, made.clone());
        }
        made
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How the rows of a list are read and written for one viewer.
#[derive(Clone, Debug)]
pub struct Written {
    writing: Arc<Writing>,
    /// Where what is written depends on who asks.
    viewer: Option<Actor>,
}

impl Written {
    /// The tickets of the connection that is being resolved, if what is selected of them can be.
    pub fn tickets(ctx: &Context<'_>, request: &RequestContext) -> Option<Self> {
        Self::of(Type::Ticket, ctx, request)
    }

    /// The messages of the connection that is being resolved, if what is selected of them can be.
    pub fn messages(ctx: &Context<'_>, request: &RequestContext) -> Option<Self> {
        Self::of(Type::Message(Source::Message), ctx, request)
    }

    fn of(kind: Type, ctx: &Context<'_>, request: &RequestContext) -> Option<Self> {
        let viewer = request.actor.filter(|_| !request.has_parts)?;
        let sees_all = viewer.role.may(Permission::SeeEverything);
        let make = || {
            let selections = selections(&ctx.item.node.selection_set.node, ctx.query_env);
            let [selection] = selections.as_slice() else { return None };
            Writing::of(kind, selection, ctx.query_env, sees_all).map(Arc::new)
        };
        let writing = match &request.writings {
            Some(writings) => writings.at((ctx.item.pos, sees_all), make),
            None => make(),
        }?;
        let viewer = writing.is_personal().then_some(viewer);
        Some(Self { writing, viewer })
    }
}

impl Make for Written {
    type Made = Value;

    fn cells(&self) -> &[Cell] {
        &self.writing.cells
    }

    fn make(&self, cells: Cells<'_>, first: usize) -> Result<Value, DbErr> {
        let mut json = Vec::with_capacity(512);
        row::write(&self.writing.steps, self.viewer.as_ref(), cells, first, &mut json)?;
        Ok(Value::Binary(json.into()))
    }
}

/// What is written alike is read together by one statement. Most often it was found out once.
impl PartialEq for Written {
    fn eq(&self, other: &Self) -> bool {
        let is_one = Arc::ptr_eq(&self.writing, &other.writing);
        (is_one || self.writing == other.writing) && self.viewer == other.viewer
    }
}

impl Eq for Written {}

impl Hash for Written {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (&self.writing.cells, self.viewer).hash(state);
    }
}
