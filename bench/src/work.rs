//! What is asked, in the words of each server.

use crate::{
    base::{Base, Engine},
    data::{Words, body},
};
use anyhow::{Context, Result, ensure};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use guichet_tests::Dice;
use serde_json::{Value, json};
use sqlx::{PgPool, SqlitePool};
use std::net::SocketAddr;

/// How many different bodies of each kind are asked in turn: more than the product remembers answers of, so that each is
/// answered from the base.
const VARIETY: usize = 60_000;

/// A kind of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Kind {
    /// A queue's first 50 rows, answered from the base.
    Q1,
    /// The same question again, nothing having happened.
    Q1Again,
    /// 2,000 pages further down.
    Q1d,
    /// Other queues and orders: what is open, the oldest first; what was resolved, by when it was opened; what is urgent.
    Q1Sorted,
    /// A thread with its messages.
    Q2,
    /// Products by a piece of their designation.
    Q3,
    /// Requests by one, two and three words.
    Q4,
    /// The same by one who searches, while nobody else asks for anything.
    Q4Alone,
    /// The counters.
    Q5,
    /// An answer posted.
    M1,
}

impl Kind {
    /// How many connections ask at the same time.
    pub const fn connections(self) -> u32 {
        if matches!(self, Self::Q4Alone) { 1 } else { 32 }
    }
}

/// The lines that each server is asked, over and over.
pub struct Bodies {
    /// By the name that the limit has for it.
    pub path: &'static str,
    /// The product's.
    pub guichet: Vec<String>,
    /// The limit's, where there is one.
    pub limit: Vec<String>,
    /// The rival's, where it does that.
    pub rival: Vec<String>,
}

/// An answer of staff.
pub const REPLY: &str = "mutation($input: ReplyToTicketInput!) { replyToTicket(input: $input) {
    message { id postedAt } errors { code } } }";

const LISTED: &str = "nodes { number title status waitingOn lastActivityAt client { firstName lastName email }
    sale { serialNumber product { reference designation } }
    lastMessage { body postedAt author { firstName lastName } } } pageInfo { hasNextPage }";

/// What bodies are made of.
pub struct Material {
    open: Vec<i64>,
    designations: Vec<String>,
    deep: (DateTime<Utc>, i64),
    tickets: i64,
    words: Words,
    author: i64,
}

impl Material {
    /// Reads it from the base, and through the server where it alone knows.
    ///
    /// # Errors
    /// Either does not answer.
    pub async fn read(base: &Base, address: SocketAddr, token: &str) -> Result<Self> {
        let depth = 2_000.min(base.shape.tickets / 60);
        let open = "SELECT id FROM ticket WHERE status <> 'RESOLVED' ORDER BY id LIMIT 2000";
        let designations = "SELECT designation FROM product ORDER BY id";
        let technician = "SELECT id FROM person WHERE role = 'TECHNICIAN' ORDER BY id LIMIT 1";
        let (open, designations, author) = match base.engine {
            Engine::Sqlite => {
                let pool = SqlitePool::connect(&base.url).await?;
                let open = sqlx::query_scalar(open).fetch_all(&pool).await?;
                let designations = sqlx::query_scalar(designations).fetch_all(&pool).await?;
                let author = sqlx::query_scalar(technician).fetch_one(&pool).await?;
                pool.close().await;
                (open, designations, author)
            }
            Engine::Postgres => {
                let pool = PgPool::connect(&base.url).await?;
                let open = sqlx::query_scalar(open).fetch_all(&pool).await?;
                let designations = sqlx::query_scalar(designations).fetch_all(&pool).await?;
                let author = sqlx::query_scalar(technician).fetch_one(&pool).await?;
                pool.close().await;
                (open, designations, author)
            }
        };
        let deep = deep(address, token, depth).await?;
        Ok(Self { open, designations, deep, tickets: base.shape.tickets, words: Words::read()?, author })
    }

    /// The bodies of a kind of work.
    pub fn bodies(&self, kind: Kind) -> Bodies {
        let mut dice = Dice::new(7, kind as u64);
        match kind {
            Kind::Q1 => self.queue(VARIETY / 10),
            Kind::Q1Again => Bodies { limit: Vec::new(), rival: Vec::new(), ..self.queue(1) },
            Kind::Q1d => {
                let document = format!(
                    "query($after: String) {{ tickets(first: 50, after: $after, filter: {{ status: [RESOLVED] }}) {{ {LISTED} }} }}"
                );
                let mut bodies = Bodies { path: "/q1d", guichet: Vec::new(), limit: Vec::new(), rival: Vec::new() };
                // Between that place and the one after it, there are as many as one likes.
                for n in 0..i64::try_from(VARIETY / 10).unwrap_or(0) {
                    let (at, id) = (self.deep.0, self.deep.1 - n);
                    let cursor = cursor(at, id);
                    bodies.guichet.push(line(&document, &json!({ "after": cursor })));
                    bodies.limit.push(line("", &json!({ "at": moment(at), "id": id })));
                }
                bodies
            }
            Kind::Q1Sorted => sorted_queues(VARIETY / 10),
            Kind::Q2 => {
                let document = "query($number: Int!) { ticket(number: $number) { number title status waitingOn openedAt
                    client { firstName lastName email }
                    messages(first: 50) { nodes { id body postedAt author { firstName lastName } } } } }";
                let numbers = (0..VARIETY).map(|_| 1 + dice.below(self.tickets.unsigned_abs()));
                let lines: Vec<_> = numbers.map(|number| line(document, &json!({ "number": number }))).collect();
                Bodies { path: "/q2", guichet: lines.clone(), limit: lines.clone(), rival: lines }
            }
            Kind::Q3 => {
                let document = "query($term: String!) { suggestProducts(term: $term) { tooMany
                    products { id reference designation } } }";
                let lines: Vec<_> = (0..VARIETY)
                    .map(|_| {
                        let from: Vec<char> = dice.one_of(&self.designations).chars().collect();
                        let length = (3 + dice.below(4) as usize).min(from.len());
                        let at = dice.below((from.len() - length + 1) as u64) as usize;
                        from[at..at + length].iter().collect::<String>()
                    })
                    .map(|term| line(document, &json!({ "term": term })))
                    .collect();
                Bodies { path: "/q3", guichet: lines.clone(), limit: lines.clone(), rival: lines }
            }
            Kind::Q4 | Kind::Q4Alone => {
                let document =
                    format!("query($search: String) {{ tickets(first: 50, search: $search) {{ {LISTED} }} }}");
                let lines =
                    (0..VARIETY).map(|n| line(&document, &json!({ "search": self.searched(n % 3 + 1, &mut dice) })));
                Bodies { path: "", guichet: lines.collect(), limit: Vec::new(), rival: Vec::new() }
            }
            Kind::Q5 => {
                let document = "{ ticketCounts { open inProgress waitingOnClient waitingOnStaff resolved } }";
                Bodies { path: "", guichet: vec![line(document, &json!({}))], limit: Vec::new(), rival: Vec::new() }
            }
            Kind::M1 => self.replies(&mut dice),
        }
    }

    /// What waits for staff, after a place that nothing has come to yet: each question is another one.
    fn queue(&self, variety: usize) -> Bodies {
        let document = format!(
            "query($after: String) {{ tickets(first: 50, after: $after, filter: {{ waitingOn: STAFF }}) {{ {LISTED} }} }}"
        );
        let rival = format!("query($at: String!) {{ tickets(first: 50, at: $at) {{ {LISTED} }} }}");
        let to_come: DateTime<Utc> = "2030-01-01T00:00:00Z".parse().expect("a moment");
        let mut bodies = Bodies { path: "/q1", guichet: Vec::new(), limit: Vec::new(), rival: Vec::new() };
        for n in 0..variety {
            let at = to_come + TimeDelta::seconds(i64::try_from(n).unwrap_or(0));
            bodies.guichet.push(line(&document, &json!({ "after": cursor(at, 1) })));
            bodies.limit.push(line("", &json!({ "at": moment(at), "id": 1 })));
            bodies.rival.push(line(&rival, &json!({ "at": moment(at) })));
        }
        bodies
    }

    fn replies(&self, dice: &mut Dice) -> Bodies {
        use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
        let rival = "mutation($ticket: Int!, $author: Int!, $body: String!) {
            replyToTicket(ticket: $ticket, author: $author, body: $body) { message { id postedAt } errors { code } } }";
        let mut bodies = Bodies { path: "/m1", guichet: Vec::new(), limit: Vec::new(), rival: Vec::new() };
        for n in 0..VARIETY / 10 {
            let (ticket, text) =
                (*dice.one_of(&self.open), body(&self.words, 9_000_000 + i64::try_from(n).unwrap_or(0)));
            let id = URL_SAFE_NO_PAD.encode(format!("Ticket:{ticket}"));
            bodies.guichet.push(line(REPLY, &json!({ "input": { "ticketId": id, "body": text } })));
            let bare = json!({ "ticket": ticket, "author": self.author, "body": text });
            bodies.limit.push(line("", &bare));
            bodies.rival.push(line(rival, &bare));
        }
        bodies
    }

    /// An answer to the same request for the limit, as a body.
    pub fn bare_reply(&self, body: &str) -> String {
        let ticket = self.open.first().copied().unwrap_or_default();
        line("", &json!({ "ticket": ticket, "author": self.author, "body": body }))
    }

    /// The variables of an answer to some request.
    pub fn reply(&self, body: &str) -> Value {
        use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
        let ticket = self.open.first().copied().unwrap_or_default();
        json!({ "input": { "ticketId": URL_SAFE_NO_PAD.encode(format!("Ticket:{ticket}")), "body": body } })
    }

    /// So many words of a message that is there.
    fn searched(&self, count: usize, dice: &mut Dice) -> String {
        loop {
            let message = 1 + i64::try_from(dice.below(self.tickets.unsigned_abs() * 3)).unwrap_or(0);
            let text = body(&self.words, message);
            let words: Vec<&str> =
                text.trim_end_matches('.').split(' ').filter(|word| word.chars().count() >= 4).collect();
            if !words.is_empty() {
                return (0..count).map(|_| *dice.one_of(&words)).collect::<Vec<_>>().join(" ");
            }
        }
    }
}

/// Goes down page by page, as somebody would: cursors are opaque.
async fn deep(address: SocketAddr, token: &str, depth: i64) -> Result<(DateTime<Utc>, i64)> {
    let document = "query($after: String) { tickets(first: 100, after: $after, filter: { status: [RESOLVED] }) {
        nodes { number lastActivityAt } pageInfo { endCursor } } }";
    let mut after = Value::Null;
    let mut last = Value::Null;
    for _ in 0..depth / 2 {
        let answer = ask(address, token, document, json!({ "after": after })).await?;
        let page = &answer["data"]["tickets"];
        after = page["pageInfo"]["endCursor"].clone();
        last = page["nodes"].as_array().and_then(|nodes| nodes.last()).cloned().unwrap_or_default();
    }
    let at = last["lastActivityAt"].as_str().context("there are not so many pages")?.parse()?;
    Ok((at, last["number"].as_i64().context("a number")?))
}

/// Queues in their orders, from before the first of each: each question is another one.
fn sorted_queues(variety: usize) -> Bodies {
    let document = format!(
        "query($filter: TicketFilter, $order: TicketOrder, $after: String) {{
            tickets(first: 50, filter: $filter, orderBy: $order, after: $after) {{ {LISTED} }} }}"
    );
    let queues = [
        (json!({ "status": ["OPEN", "IN_PROGRESS"] }), "LAST_ACTIVITY", "ASC", "activity-asc"),
        (json!({ "status": ["OPEN", "IN_PROGRESS"] }), "OPENED", "ASC", "opened-asc"),
        (json!({ "status": ["RESOLVED"] }), "OPENED", "DESC", "opened-desc"),
        (json!({ "waitingOn": "STAFF" }), "PRIORITY", "DESC", "priority-desc"),
        (json!({ "waitingOn": "CLIENT" }), "OPENED", "DESC", "opened-desc"),
        (json!({ "priority": ["HIGH", "URGENT"] }), "LAST_ACTIVITY", "DESC", "activity-desc"),
    ];
    // Microseconds since 1970 before all that happened, or after it.
    let (before, after) = (946_684_800_000_000, 1_893_456_000_000_000);
    let lines = queues.iter().cycle().zip(0_i64..).take(variety).map(|((filter, field, direction, list), n)| {
        let key = if *direction == "ASC" { before } else { after };
        let order = json!({ "field": field, "direction": direction });
        let key = if *field == "PRIORITY" { 9 } else { key + n };
        line(&document, &json!({ "filter": filter, "order": order, "after": cursor_in(list, key, n) }))
    });
    Bodies { path: "", guichet: lines.collect(), limit: Vec::new(), rival: Vec::new() }
}

/// Opaque to others, a cursor of this list is known to the house.
fn cursor(at: DateTime<Utc>, id: i64) -> String {
    cursor_in("activity-desc", at.timestamp_micros(), id)
}

fn cursor_in(list: &str, key: i64, id: i64) -> String {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    URL_SAFE_NO_PAD.encode(format!("tickets-{list}.{key}.{id}"))
}

/// Asks the product.
///
/// # Errors
/// It refuses.
pub async fn ask(address: SocketAddr, token: &str, document: &str, variables: Value) -> Result<Value> {
    let body = line(document, &variables);
    let answer: Value = serde_json::from_str(&send(address, "/graphql", &body, Some(token)).await?)?;
    ensure!(answer.get("errors").is_none(), "{answer}");
    Ok(answer)
}

/// Sends one line.
///
/// # Errors
/// The server does not answer.
pub async fn send(address: SocketAddr, path: &str, body: &str, token: Option<&str>) -> Result<String> {
    let http = reqwest::Client::builder().no_proxy().build()?;
    let mut request = http.post(format!("http://{address}{path}")).header("content-type", "application/json");
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    let answer = request.body(body.to_owned()).send().await?;
    let status = answer.status();
    let text = answer.text().await?;
    ensure!(status.is_success(), "{status}: {text}");
    Ok(text)
}

fn line(document: &str, variables: &Value) -> String {
    let document = document.split_whitespace().collect::<Vec<_>>().join(" ");
    json!({ "query": document, "variables": variables }).to_string()
}

fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}
