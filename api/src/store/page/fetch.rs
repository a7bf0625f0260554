//! Reading pages: of one list, or the same page of many lists at once.

use super::{Keys, Ordering, Page, Position, Slice};
use crate::store::{cells::Cells, statement::build};
use sea_orm::{
    ConnectionTrait, DbBackend, DbErr, EntityTrait, FromQueryResult, JoinType, Order, QueryFilter, QueryOrder,
    QueryResult, QuerySelect, QueryTrait, Select,
    sea_query::{Alias, Asterisk, Expr, ExprTrait, Func, Query, SelectStatement, UnionType},
};
use std::{collections::HashMap, fmt::Display, hash::Hash, num::ParseIntError};

/// How many lists one statement reads: SQLite takes at most 500.
const LISTS_AT_ONCE: usize = 100;

/// Reads one page of a list.
///
/// # Errors
/// The base did not answer.
pub async fn fetch<E: EntityTrait, Row: FromQueryResult>(
    db: &impl ConnectionTrait,
    list: Select<E>,
    ordering: &Ordering,
    page: &Page,
) -> Result<Slice<Row>, DbErr> {
    let statement = build(db.get_database_backend(), page.of(list, ordering).as_query());
    Ok(page.slice(Row::find_by_statement(statement).all(db).await?))
}

/// Reads one page of a list, each row with what `join` adds of other tables to a statement that gives the list's rows under
/// the name of their table. `read` makes something of it, and says where it stands.
///
/// # Errors
/// The base did not answer.
pub async fn fetch_joined<E: EntityTrait, Row>(
    db: &impl ConnectionTrait,
    list: Select<E>,
    ordering: &Ordering,
    page: &Page,
    join: impl Fn(&mut SelectStatement),
    read: impl Fn(&QueryResult) -> Result<(Position, Row), DbErr>,
) -> Result<Slice<(Position, Row)>, DbErr> {
    let mut statement = Query::select();
    statement.from_subquery(page.of(list, ordering).into_query(), Alias::new(E::default().table_name()));
    join(&mut statement);
    let rows = db.query_all_raw(build(db.get_database_backend(), &statement)).await?;
    Ok(page.sorted_slice(rows.iter().map(read).collect::<Result<_, _>>()?, ordering))
}

/// The keys of the rows from which a page is taken, so many, in the order in which it is read: as one text, since that costs a
/// fraction of as many rows. `read` gives what the list is ordered by from a cell.
///
/// # Errors
/// The base did not answer.
pub async fn keys<E: EntityTrait>(
    db: &impl ConnectionTrait,
    list: Select<E>,
    ordering: &Ordering,
    page: &Page,
    count: u64,
    read: impl Fn(Cells<'_>, usize) -> Result<i64, DbErr>,
) -> Result<Keys, DbErr> {
    let backend = db.get_database_backend();
    let rows = page.of(list, ordering).limit(count).select_only();
    let rows = rows.expr_as(ordering.id.clone(), "id").expr_as(ordering.key.clone(), "key").into_query();
    let together = match backend {
        DbBackend::Postgres => "string_agg(id::text, ',')",
        _ => "group_concat(id)",
    };
    let key = Expr::col(Alias::new("key"));
    let last = if page.direction(ordering) == Order::Asc { key.max() } else { key.min() };
    let statement =
        Query::select().expr(Expr::cust(together)).expr(last).from_subquery(rows, Alias::new("page")).to_owned();
    let Some(row) = db.query_one_raw(build(backend, &statement)).await? else { return Ok(Keys::default()) };
    let Some(text) = row.try_get_by_index::<Option<String>>(0)? else { return Ok(Keys::default()) };
    let wrong = |error: ParseIntError| DbErr::Type(error.to_string());
    let ids: Vec<i64> = text.split_terminator(',').map(|id| id.parse().map_err(wrong)).collect::<Result<_, _>>()?;
    let key = read(Cells::of(&row)?, 1)?;
    let last = ids.last().map(|id| Position { key, id: *id });
    Ok(Keys { ids, last })
}

/// The same page of the list of each of these owners, each row with what `join` adds: one statement, the same however many
/// owners there are, so that it is planned once.
///
/// # Errors
/// The base did not answer.
pub async fn fetch_each_joined<E: EntityTrait, Row, Owner: Copy + Eq + Hash + Display>(
    db: &impl ConnectionTrait,
    owners: &[Owner],
    list: impl Fn(Expr) -> Select<E>,
    ordering: &Ordering,
    page: &Page,
    join: impl Fn(&mut SelectStatement),
    read: impl Fn(&QueryResult) -> Result<(Owner, Position, Row), DbErr>,
) -> Result<HashMap<Owner, Slice<Row>>, DbErr> {
    let backend = db.get_database_backend();
    let table = || Alias::new(E::default().table_name());
    let keys = owners.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
    let page_of = |column: &'static str| page.of(list(Expr::col((Alias::new("owner"), Alias::new(column)))), ordering);
    let mut statement = Query::select();
    match backend {
        DbBackend::Postgres => {
            let keys = Expr::cust_with_values("string_to_array($1, ',')::bigint[]", [keys]);
            statement.from_function(Func::cust("unnest").arg(keys), "owner").join_lateral(
                JoinType::InnerJoin,
                page_of("owner").into_query(),
                table(),
                Expr::cust("TRUE"),
            );
        }
        _ => {
            // It has no lateral joins.
            let ids = page_of("value").select_only().expr_as(ordering.id.clone(), "id").into_query();
            let is_of_page = Expr::col((table(), Alias::new("id"))).in_subquery(ids);
            statement.from_function(Func::cust("json_each").arg(format!("[{keys}]")), "owner").join(
                JoinType::InnerJoin,
                table(),
                is_of_page,
            );
        }
    }
    join(&mut statement);
    let mut rows: HashMap<Owner, Vec<(Position, Row)>> = HashMap::new();
    for row in db.query_all_raw(build(backend, &statement)).await? {
        let (owner, position, row) = read(&row)?;
        rows.entry(owner).or_default().push((position, row));
    }
    let slice = |owner| page.sorted_slice(rows.remove(owner).unwrap_or_default(), ordering).map(|(_, row)| row);
    let slices: Vec<_> = owners.iter().map(slice).collect();
    Ok(owners.iter().copied().zip(slices).collect())
}

/// Reads the same page of the list of each of these owners, such as the first messages of each ticket.
///
/// Each list is read by its own index and no further than its page: an owner with a million rows costs what others cost.
///
/// # Errors
/// The base did not answer.
pub async fn fetch_each<E: EntityTrait, Row: FromQueryResult, Owner: Copy + Eq + Hash>(
    db: &impl ConnectionTrait,
    owners: &[Owner],
    list: impl Fn(Owner) -> Select<E>,
    owner_of: impl Fn(&Row) -> Owner,
    ordering: &Ordering,
    page: &Page,
) -> Result<HashMap<Owner, Slice<Row>>, DbErr> {
    let mut rows: HashMap<Owner, Vec<Row>> = HashMap::new();
    for owners in owners.chunks(LISTS_AT_ONCE) {
        let lists = owners.iter().map(|owner| page.of(list(*owner), ordering).into_query());
        let together = together::<E>(lists, ordering, page);
        for row in Row::find_by_statement(build(db.get_database_backend(), &together)).all(db).await? {
            rows.entry(owner_of(&row)).or_default().push(row);
        }
    }
    Ok(owners.iter().map(|owner| (*owner, page.slice(rows.remove(owner).unwrap_or_default()))).collect())
}

/// The rows of several lists of one table, in the order of each of them.
fn together<E: EntityTrait>(
    lists: impl Iterator<Item = SelectStatement>,
    ordering: &Ordering,
    page: &Page,
) -> SelectStatement {
    let mut lists =
        lists.map(|list| Query::select().column(Asterisk).from_subquery(list, Alias::new("page")).to_owned());
    let mut all = lists.next().unwrap_or_default();
    for list in lists {
        all.union(UnionType::All, list);
    }
    let direction = page.direction(ordering);
    Query::select()
        .column(Asterisk)
        // Under the table's own name, so that the ordering reads the same.
        .from_subquery(all, Alias::new(E::default().table_name()))
        .order_by_expr(ordering.key.clone(), direction.clone())
        .order_by_expr(ordering.id.clone(), direction)
        .to_owned()
}

impl Page {
    /// The rows of a list that this page reads.
    fn of<E: EntityTrait>(&self, mut list: Select<E>, ordering: &Ordering) -> Select<E> {
        let row = || Expr::tuple([ordering.key.clone(), ordering.id.clone()]);
        let bound = |at: Position| Expr::tuple([Expr::val((ordering.value)(at.key)), Expr::val(at.id)]);
        if let Some(after) = self.after {
            list = list.filter(if ordering.descending { row().lt(bound(after)) } else { row().gt(bound(after)) });
        }
        if let Some(before) = self.before {
            list = list.filter(if ordering.descending { row().gt(bound(before)) } else { row().lt(bound(before)) });
        }
        let direction = self.direction(ordering);
        list.order_by(ordering.key.clone(), direction.clone())
            .order_by(ordering.id.clone(), direction)
            // One more than asked tells whether the list goes on.
            .limit(self.size + 1)
    }

    /// From which end it is read.
    const fn direction(&self, ordering: &Ordering) -> Order {
        if ordering.descending == self.from_the_back { Order::Asc } else { Order::Desc }
    }

    /// The page that was read with a join, which keeps no order; and there are few rows.
    fn sorted_slice<Row>(&self, mut rows: Vec<(Position, Row)>, ordering: &Ordering) -> Slice<(Position, Row)> {
        rows.sort_unstable_by_key(|(position, _)| *position);
        if self.direction(ordering) == Order::Desc {
            rows.reverse();
        }
        self.slice(rows)
    }

    /// The page that was read.
    fn slice<Row>(&self, mut rows: Vec<Row>) -> Slice<Row> {
        let goes_on = rows.len() as u64 > self.size;
        rows.truncate(usize::try_from(self.size).unwrap_or(usize::MAX));
        if self.from_the_back {
            rows.reverse();
            Slice { rows, has_previous: goes_on, has_next: self.before.is_some() }
        } else {
            Slice { rows, has_previous: self.after.is_some(), has_next: goes_on }
        }
    }
}
