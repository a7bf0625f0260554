//! The SQL statements that requests take.

use guichet_api::store::STATEMENTS;
use std::{
    cell::{Cell, RefCell},
    fmt,
    marker::PhantomData,
    rc::Rc,
    sync::Once,
};
use tracing::{
    Event, Level, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{
    Layer, Registry,
    filter::Targets,
    layer::{Context, SubscriberExt},
    registry::LookupSpan,
};

thread_local! {
    /// What this thread's test has had sent; none where nobody watches.
    static SEEN: RefCell<Option<Vec<String>>> = const { RefCell::new(None) };
    /// Whether what the nodes ask beside their requests counts too.
    static WHOLE_NODE: Cell<bool> = const { Cell::new(false) };
}

/// Watches what is asked of the base, for as long as it lives.
///
/// A test's server runs on the test's own thread, and so does whatever it starts: the statements of that thread are kept.
#[derive(Debug)]
pub struct Statements {
    // It means something on its own thread only.
    _here: PhantomData<Rc<()>>,
}

impl Statements {
    /// Watches what requests ask, from now on: what is sent within a request's span.
    #[must_use]
    pub fn watch() -> Self {
        Self::start(false)
    }

    /// Watches all that nodes ask, from now on, beside their requests too.
    #[must_use]
    pub fn watch_nodes() -> Self {
        Self::start(true)
    }

    fn start(whole_node: bool) -> Self {
        static INSTALLED: Once = Once::new();
        INSTALLED.call_once(|| {
            let targets =
                Targets::new().with_target(STATEMENTS, Level::TRACE).with_target("guichet_api::http", Level::INFO);
            // One for all tests: several would have to agree, while they come and go, on what is worth telling.
            let subscriber = Registry::default().with(Watch.with_filter(targets));
            tracing::subscriber::set_global_default(subscriber).expect("nobody else listens");
        });
        SEEN.set(Some(Vec::new()));
        WHOLE_NODE.set(whole_node);
        Self { _here: PhantomData }
    }

    /// The statements since this was asked last, in SQL.
    #[must_use]
    pub fn take(&self) -> Vec<String> {
        SEEN.replace(Some(Vec::new())).unwrap_or_default()
    }

    /// The tables that these statements read, in alphabetical order: what is asked at once comes in any.
    #[must_use]
    pub fn take_tables(&self) -> Vec<String> {
        let mut tables: Vec<_> = self.take().iter().map(|sql| table(sql).to_owned()).collect();
        tables.sort();
        tables
    }
}

impl Drop for Statements {
    fn drop(&mut self) {
        SEEN.set(None);
    }
}

/// The table whose rows a statement gives, or the statement itself when it gives none.
fn table(sql: &str) -> &str {
    let mut depth = 0;
    for (at, c) in sql.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            // Not that of a condition or a column.
            'F' if depth == 0 => {
                if let Some(from) = sql[at..].strip_prefix("FROM ") {
                    return from.strip_prefix('(').map_or_else(|| name(from), table);
                }
            }
            _ => {}
        }
    }
    sql
}

fn name(from: &str) -> &str {
    // Of what is joined to a list of keys.
    let joined = |keys: &str| from.strip_prefix(keys)?.split_once(" JOIN ").map(|(_, joined)| joined);
    let from = joined("json_each(").or_else(|| joined("unnest(")).unwrap_or(from);
    from.strip_prefix("LATERAL (").map_or_else(|| from.split('"').nth(1).unwrap_or(from), table)
}

struct Watch;

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Watch {
    fn on_event(&self, event: &Event<'_>, ctx: Context<'_, S>) {
        let counts = WHOLE_NODE.get()
            || ctx.event_scope(event).is_some_and(|mut scope| scope.any(|span| span.name() == "request"));
        if event.metadata().target() == STATEMENTS && counts {
            SEEN.with_borrow_mut(|seen| {
                if let Some(seen) = seen {
                    event.record(&mut Sql(seen));
                }
            });
        }
    }
}

/// Keeps the statement of an event.
struct Sql<'a>(&'a mut Vec<String>);

impl Visit for Sql<'_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "sql" {
            self.0.push(value.to_owned());
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn fmt::Debug) {}
}
