//! How SQLite reads lists.

use super::*;
use crate::store::statement::build;
use guichet_domain::{Party, Priority, TicketStatus};
use sea_orm::{ConnectionTrait, Order, QueryOrder, QueryTrait};

/// What SQLite gathers of a base in which nearly all tickets are resolved and none is urgent.
const STATISTICS: &str = "
    ANALYZE;
    DELETE FROM sqlite_stat1;
    INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
        ('ticket', 'ticket_activity', '1000000 1 1'),
        ('ticket', 'ticket_opened', '1000000 1 1'),
        ('ticket', 'ticket_priority', '1000000 1000000 1'),
        ('ticket', 'ticket_status_activity', '1000000 333334 1 1'),
        ('ticket', 'ticket_waiting_activity', '1000000 333334 1 1'),
        ('ticket', 'ticket_client_activity', '1000000 6 1 1'),
        ('ticket', 'ticket_open_activity', '30000 1 1'),
        ('ticket', 'ticket_open_opened', '30000 1 1'),
        ('ticket', 'ticket_open_priority', '30000 30000 1');
    ANALYZE sqlite_schema;";

/// How SQLite reads the first page of a list that it walks along.
async fn plan(store: &Store, list: &TicketList) -> Vec<String> {
    let lead = Lead::Order(list.by().unwrap());
    let ordering = list.ordering(store, lead);
    let direction = if list.descending { Order::Desc } else { Order::Asc };
    let page = list.unsearched(store, lead).order_by(ordering.key, direction.clone()).order_by(ordering.id, direction);
    let mut statement = build(store.backend(), page.limit(51).as_query());
    statement.sql.insert_str(0, "EXPLAIN QUERY PLAN ");
    let rows = store.writer().query_all_raw(statement).await.unwrap();
    rows.iter().map(|row| row.try_get("", "detail").unwrap()).collect()
}

#[tokio::test]
async fn sqlite_walks_along_each_list_whatever_it_knows_of_the_base() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}?mode=rwc", folder.path().join("base.sqlite").display());
    let store = Store::connect(&url, 2).await.unwrap();
    store.migrate().await.unwrap();
    let status = |any: &[TicketStatus]| TicketFilter { status: Some(any.to_vec()), ..TicketFilter::default() };
    let waiting_on = |side| TicketFilter { waiting_on: Some(side), ..TicketFilter::default() };
    let opened_from = Some(clock::now());
    let filters = [
        TicketFilter::default(),
        status(&[TicketStatus::Open]),
        status(&[TicketStatus::Open, TicketStatus::InProgress]),
        status(&[TicketStatus::Resolved]),
        status(&[TicketStatus::Resolved, TicketStatus::InProgress]),
        waiting_on(Party::Client),
        TicketFilter { status: Some(vec![TicketStatus::InProgress]), ..waiting_on(Party::Staff) },
        TicketFilter { priority: Some(vec![Priority::Normal, Priority::High]), ..TicketFilter::default() },
        TicketFilter { priority: Some(vec![Priority::Urgent]), opened_from, ..status(&[TicketStatus::Open]) },
        TicketFilter { opened_from, ..status(&[TicketStatus::Resolved]) },
    ];
    for statistics in ["", STATISTICS] {
        store.writer().execute_unprepared(statistics).await.unwrap();
        for filter in &filters {
            for order_by in [OrderBy::LastActivity, OrderBy::Opened, OrderBy::Priority] {
                for descending in [false, true] {
                    let (scope, filter) = (Scope::Everything, filter.clone());
                    let list = TicketList { scope, filter, search: None, order_by, descending };
                    let plan = plan(&store, &list).await;
                    let is_walk = plan.len() == 1 && plan[0].contains("ticket USING INDEX");
                    // A priority after the other is no order of their own.
                    let is_of_some = order_by == OrderBy::Priority && list.filter.priority.is_some();
                    assert!(is_walk || is_of_some, "{plan:?} for {list:?}");
                }
            }
        }
    }
}
