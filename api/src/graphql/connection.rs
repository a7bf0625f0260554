//! Relay connections over the pages of `store::page`.

use super::{
    RequestContext,
    lists::{Lists, Reading},
};
use crate::{
    App, Error,
    account::{Actor, standing},
    clock,
    store::{Rows, Tx, page, question::Question},
    ticket::searching::Searching,
};
use async_graphql::{
    Context, ObjectType, OutputType,
    connection::{Connection, Edge},
};
use guichet_domain::id::PersonId;

/// What resolvers ask of their context.
pub trait ContextExt {
    /// What serves the request.
    fn app(&self) -> async_graphql::Result<&App>;
    /// The request.
    fn request(&self) -> async_graphql::Result<&RequestContext>;
    /// Who is signed in.
    fn actor(&self) -> async_graphql::Result<&Actor>;
    /// Whether this person is the one who asks. A visitor meets only itself, when it signs in.
    fn is_viewer(&self, id: PersonId) -> async_graphql::Result<bool>;
    /// A transaction of whoever asks, which happens now.
    fn begin(&self) -> impl Future<Output = async_graphql::Result<Tx>> + Send;
    /// Commits it, or takes all of it back. Nothing is kept of somebody who is let in no more by then.
    fn end(&self, tx: Tx, is_kept: bool) -> impl Future<Output = async_graphql::Result<()>> + Send;
    /// What lists, searches and suggestions are read from: the base, or its replica. The same for all of a request.
    fn lists(&self) -> impl Future<Output = async_graphql::Result<&Reading>> + Send;
    /// The same, for a list of tickets.
    fn searched(&self) -> impl Future<Output = async_graphql::Result<Searching<'_>>> + Send;
    /// Rows by key, for all that one field of the root leads to.
    fn rows(&self) -> async_graphql::Result<Rows>;
    /// Whether anything of the page was selected of the connection that is being resolved.
    fn selects_page(&self) -> bool;
    /// The answer to a question that is put for all objects at once which ask it now.
    fn ask<Q: Question>(&self, question: Q) -> impl Future<Output = async_graphql::Result<Option<Q::Answer>>> + Send;
    /// The same, of the base: where it decides what is shown.
    fn decide<Q: Question>(&self, question: Q)
    -> impl Future<Output = async_graphql::Result<Option<Q::Answer>>> + Send;
    /// A page of what belongs to one object, of which many may be asked; read when anything of it was selected. From the base, as the
    /// object may be: behind it, a request of which one was just told would stand there without a message.
    fn page<Row, Q>(&self, question: Q) -> impl Future<Output = async_graphql::Result<page::Slice<Row>>> + Send
    where
        Row: Send + Sync,
        Q: Question<Answer = page::Slice<Row>>;
    /// A count of what belongs to one object, as GraphQL's `Int` can say it.
    fn total<Q: Question<Answer = u64>>(&self, question: Q) -> impl Future<Output = async_graphql::Result<i32>> + Send;
}

impl ContextExt for Context<'_> {
    fn app(&self) -> async_graphql::Result<&App> {
        self.data()
    }

    fn request(&self) -> async_graphql::Result<&RequestContext> {
        self.data()
    }

    fn actor(&self) -> async_graphql::Result<&Actor> {
        Ok(self.request()?.actor.as_ref().ok_or(Error::Unauthenticated)?)
    }

    fn is_viewer(&self, id: PersonId) -> async_graphql::Result<bool> {
        Ok(self.request()?.actor.is_none_or(|actor| actor.id == id))
    }

    async fn end(&self, tx: Tx, is_kept: bool) -> async_graphql::Result<()> {
        if is_kept {
            standing::require(&tx, self.actor()?).await?;
        }
        Ok(tx.end(is_kept).await.map_err(Error::from)?)
    }

    async fn begin(&self) -> async_graphql::Result<Tx> {
        let request = self.request()?;
        let tx = self.app()?.store.begin(clock::now()).await.map_err(Error::from)?;
        Ok(tx.coming_from(&request.origin()).by(request.actor.map(|actor| actor.id)))
    }

    async fn lists(&self) -> async_graphql::Result<&Reading> {
        let lists: &Lists = self.data()?;
        Ok(lists.of(self.request()?).await)
    }

    async fn searched(&self) -> async_graphql::Result<Searching<'_>> {
        let lists: &Lists = self.data()?;
        Ok(lists.searched(self.request()?).await)
    }

    fn rows(&self) -> async_graphql::Result<Rows> {
        Ok(Rows::fresh(&self.app()?.store))
    }

    fn selects_page(&self) -> bool {
        let selected = self.look_ahead();
        ["edges", "nodes", "pageInfo"].into_iter().any(|field| selected.field(field).exists())
    }

    async fn ask<Q: Question>(&self, question: Q) -> async_graphql::Result<Option<Q::Answer>> {
        Ok(self.lists().await?.questions.ask(question).await.map_err(Error::from)?)
    }

    async fn decide<Q: Question>(&self, question: Q) -> async_graphql::Result<Option<Q::Answer>> {
        Ok(self.data::<Lists>()?.base().questions.ask(question).await.map_err(Error::from)?)
    }

    async fn page<Row, Q>(&self, question: Q) -> async_graphql::Result<page::Slice<Row>>
    where
        Row: Send + Sync,
        Q: Question<Answer = page::Slice<Row>>,
    {
        if self.selects_page() {
            Ok(self.decide(question).await?.unwrap_or_default())
        } else {
            Ok(page::Slice::default())
        }
    }

    async fn total<Q: Question<Answer = u64>>(&self, question: Q) -> async_graphql::Result<i32> {
        Ok(total(self.decide(question).await?.unwrap_or_default()))
    }
}

/// A page as a connection: `wrap` gives each row's cursor and object.
pub fn connect<Row, Node, Fields>(
    slice: page::Slice<Row>,
    fields: Fields,
    wrap: impl Fn(Row) -> (String, Node),
) -> Connection<String, Node, Fields>
where
    Node: OutputType,
    Fields: ObjectType,
{
    connect_edges(slice, fields, |row| {
        let (cursor, node) = wrap(row);
        Edge::new(cursor, node)
    })
}

/// The same, where an edge has more than a cursor and an object.
pub fn connect_edges<Row, Node, Fields, EdgeFields>(
    slice: page::Slice<Row>,
    fields: Fields,
    wrap: impl Fn(Row) -> Edge<String, Node, EdgeFields>,
) -> Connection<String, Node, Fields, EdgeFields>
where
    Node: OutputType,
    Fields: ObjectType,
    EdgeFields: ObjectType,
{
    let mut connection = Connection::with_additional_fields(slice.has_previous, slice.has_next, fields);
    connection.edges.extend(slice.rows.into_iter().map(wrap));
    connection
}

/// A count as GraphQL's `Int` can say it.
pub fn total(count: u64) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
