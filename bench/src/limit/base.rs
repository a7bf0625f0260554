//! The statements, and the connections that they run on.

use super::write::{self, Reply, Writer};
use chrono::{DateTime, Utc};
use sqlx::{
    PgPool, Row, SqlitePool,
    postgres::PgPoolOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::str::FromStr;

/// How many rows a page shows; one more tells whether there is another page.
pub const PAGE: usize = 50;
/// As many as the program itself opens.
const CONNECTIONS: u32 = 8;

type Three = (String, String, String);
type Said = (String, DateTime<Utc>, String, String);
/// Number, title, status, who must act, last activity; client, sale, last message.
pub type Listed = (i64, String, String, Option<String>, DateTime<Utc>, Three, Three, Said);
/// Number, title, status, who must act, when opened; client, a message.
pub type Threaded =
    (i64, String, String, Option<String>, DateTime<Utc>, Three, (i64, String, DateTime<Utc>, String, String));

/// A base for reading and writing.
pub enum Base {
    /// A file.
    Sqlite(SqlitePool, Writer),
    /// A server.
    Postgres(PgPool),
}

const QUEUE: &str = "SELECT t.id, t.title, t.status, t.waiting_on, t.last_activity_at,
        c.first_name, c.last_name, c.email, s.serial_number, p.reference, p.designation,
        m.body, m.posted_at, a.first_name, a.last_name
    FROM (
        SELECT * FROM ticket WHERE waiting_on = 'STAFF' AND (last_activity_at, id) < ($1, $2)
        ORDER BY last_activity_at DESC, id DESC LIMIT 51
    ) t
    JOIN person c ON c.id = t.client_id JOIN sale s ON s.id = t.sale_id JOIN product p ON p.id = s.product_id
    JOIN message m ON m.id = t.last_message_id JOIN person a ON a.id = m.author_id
    ORDER BY t.last_activity_at DESC, t.id DESC";

const DEEP: &str = "SELECT t.id, t.title, t.status, t.waiting_on, t.last_activity_at,
        c.first_name, c.last_name, c.email, s.serial_number, p.reference, p.designation,
        m.body, m.posted_at, a.first_name, a.last_name
    FROM (
        SELECT * FROM ticket WHERE status = 'RESOLVED' AND (last_activity_at, id) < ($1, $2)
        ORDER BY last_activity_at DESC, id DESC LIMIT 51
    ) t
    JOIN person c ON c.id = t.client_id JOIN sale s ON s.id = t.sale_id JOIN product p ON p.id = s.product_id
    JOIN message m ON m.id = t.last_message_id JOIN person a ON a.id = m.author_id
    ORDER BY t.last_activity_at DESC, t.id DESC";

const THREAD: &str = "SELECT t.id, t.title, t.status, t.waiting_on, t.opened_at, c.first_name, c.last_name, c.email,
        m.id, m.body, m.posted_at, a.first_name, a.last_name
    FROM ticket t JOIN person c ON c.id = t.client_id
    JOIN message m ON m.ticket_id = t.id JOIN person a ON a.id = m.author_id
    WHERE t.id = $1 ORDER BY m.id LIMIT 50";

/// What the engines have for pieces of words: the program has no use for it, and its schema none of it.
const SEARCHED_SQLITE: &str = "
    CREATE VIRTUAL TABLE product_search USING fts5(search_text, content='product', content_rowid='id',
        tokenize='trigram');
    INSERT INTO product_search(product_search) VALUES ('rebuild')";

const SEARCHED_POSTGRES: &str = "
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
    CREATE INDEX IF NOT EXISTS product_search ON product USING gin (search_text gin_trgm_ops);
    ANALYZE product";

const SUGGEST_SQLITE: &str = "SELECT id, reference, designation FROM product
    WHERE id IN (SELECT rowid FROM product_search WHERE product_search MATCH $1) ORDER BY designation, id LIMIT 10";

const SUGGEST_POSTGRES: &str = "SELECT id, reference, designation FROM product
    WHERE search_text LIKE $1 ORDER BY designation, id LIMIT 10";

macro_rules! listed {
    ($row:expr) => {{
        let row = $row;
        (
            row.get(0),
            row.get(1),
            row.get(2),
            row.get(3),
            row.get(4),
            (row.get(5), row.get(6), row.get(7)),
            (row.get(8), row.get(9), row.get(10)),
            (row.get(11), row.get(12), row.get(13), row.get(14)),
        )
    }};
}

macro_rules! threaded {
    ($row:expr) => {{
        let row = $row;
        (
            row.get(0),
            row.get(1),
            row.get(2),
            row.get(3),
            row.get(4),
            (row.get(5), row.get(6), row.get(7)),
            (row.get(8), row.get(9), row.get(10), row.get(11), row.get(12)),
        )
    }};
}

impl Base {
    /// Opens it.
    pub async fn connect(url: &str) -> Result<Self, sqlx::Error> {
        if url.starts_with("postgres") {
            let pool = PgPoolOptions::new().max_connections(CONNECTIONS).test_before_acquire(false);
            let pool = pool.connect(url).await?;
            sqlx::raw_sql(SEARCHED_POSTGRES).execute(&pool).await?;
            return Ok(Self::Postgres(pool));
        }
        let options = SqliteConnectOptions::from_str(url)?
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .pragma("cache_size", "-4096")
            .pragma("wal_autocheckpoint", "4000");
        let pool = SqlitePoolOptions::new().max_connections(CONNECTIONS).test_before_acquire(false);
        let pool = pool.connect_with(options.clone()).await?;
        let there =
            sqlx::query("SELECT 1 FROM sqlite_master WHERE name = 'product_search'").fetch_optional(&pool).await?;
        if there.is_none() {
            sqlx::raw_sql(SEARCHED_SQLITE).execute(&pool).await?;
        }
        Ok(Self::Sqlite(pool, Writer::start(&options).await?))
    }

    /// The first page of what waits for staff.
    pub async fn queue(&self, at: DateTime<Utc>, id: i64) -> Result<Vec<Listed>, sqlx::Error> {
        Ok(match self {
            Self::Sqlite(pool, _) => {
                let rows = sqlx::query(QUEUE).bind(at).bind(id).fetch_all(pool).await?;
                rows.iter().map(|row| listed!(row)).collect()
            }
            Self::Postgres(pool) => {
                let rows = sqlx::query(QUEUE).bind(at).bind(id).fetch_all(pool).await?;
                rows.iter().map(|row| listed!(row)).collect()
            }
        })
    }

    /// The page of what is resolved, after this one.
    pub async fn deep(&self, at: DateTime<Utc>, id: i64) -> Result<Vec<Listed>, sqlx::Error> {
        Ok(match self {
            Self::Sqlite(pool, _) => {
                let rows = sqlx::query(DEEP).bind(at).bind(id).fetch_all(pool).await?;
                rows.iter().map(|row| listed!(row)).collect()
            }
            Self::Postgres(pool) => {
                let rows = sqlx::query(DEEP).bind(at).bind(id).fetch_all(pool).await?;
                rows.iter().map(|row| listed!(row)).collect()
            }
        })
    }

    /// A ticket, once for each of its messages.
    pub async fn thread(&self, number: i64) -> Result<Vec<Threaded>, sqlx::Error> {
        Ok(match self {
            Self::Sqlite(pool, _) => {
                let rows = sqlx::query(THREAD).bind(number).fetch_all(pool).await?;
                rows.iter().map(|row| threaded!(row)).collect()
            }
            Self::Postgres(pool) => {
                let rows = sqlx::query(THREAD).bind(number).fetch_all(pool).await?;
                rows.iter().map(|row| threaded!(row)).collect()
            }
        })
    }

    /// Ten products whose text holds this folded one.
    pub async fn suggest(&self, folded: &str) -> Result<Vec<(i64, String, String)>, sqlx::Error> {
        // A trigram has three.
        if folded.chars().count() < 3 {
            return Ok(Vec::new());
        }
        match self {
            Self::Sqlite(pool, _) => {
                let phrase = format!("\"{}\"", folded.replace('"', "\"\""));
                sqlx::query_as(SUGGEST_SQLITE).bind(phrase).fetch_all(pool).await
            }
            Self::Postgres(pool) => {
                let pattern = folded.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
                sqlx::query_as(SUGGEST_POSTGRES).bind(format!("%{pattern}%")).fetch_all(pool).await
            }
        }
    }

    /// Posts a message, durably; none on what is resolved.
    pub async fn reply(&self, reply: Reply) -> Result<Option<(i64, DateTime<Utc>)>, sqlx::Error> {
        match self {
            Self::Sqlite(_, writer) => writer.reply(reply).await,
            Self::Postgres(pool) => write::on_postgres(pool, &reply).await,
        }
    }
}
