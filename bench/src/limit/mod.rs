//! What a machine gives at most: a bare handler on hand-written SQL that sends the same bytes. Nobody signs in, nothing is
//! checked, nothing is anybody's.

mod base;
mod broadcast;
mod write;

use anyhow::Result;
use axum::{
    Extension, Json, Router,
    extract::{State, ws::Utf8Bytes},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{any, post},
};
use base::Base;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, SecondsFormat, Utc};
use guichet_domain::fold::fold;
use guichet_tests::clock;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Value, json};
use std::{net::SocketAddr, sync::Arc};
use tokio::{net::TcpListener, sync::broadcast::Sender};

/// Serves the base at this address: `sqlite://…` or `postgres://…`.
///
/// # Errors
/// The base or the port can't be had.
pub async fn serve(listen: SocketAddr, database: &str) -> Result<()> {
    let base = Arc::new(Base::connect(database).await?);
    let app = Router::new()
        .route("/q1", post(queue))
        .route("/q1d", post(deep))
        .route("/q2", post(thread))
        .route("/q3", post(suggest))
        .route("/m1", post(reply))
        .with_state(base);
    let events = broadcast::channel();
    let app = app.merge(sockets(events.clone())).layer(Extension(events));
    Ok(axum::serve(TcpListener::bind(listen).await?, app).await?)
}

/// Serves sockets alone.
///
/// # Errors
/// The port can't be had.
pub async fn serve_sockets(listen: SocketAddr) -> Result<()> {
    Ok(axum::serve(TcpListener::bind(listen).await?, sockets(broadcast::channel())).await?)
}

fn sockets(events: Sender<Utf8Bytes>) -> Router {
    Router::new()
        .route("/graphql/ws", any(broadcast::socket))
        .route("/event", post(broadcast::event))
        .with_state(events)
}

/// A body as GraphQL has it; the document is not looked at.
#[derive(Deserialize)]
struct Asked<V> {
    variables: V,
}

type Answered = Result<Response, Failed>;

struct Failed(sqlx::Error);

impl From<sqlx::Error> for Failed {
    fn from(error: sqlx::Error) -> Self {
        Self(error)
    }
}

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        (StatusCode::INTERNAL_SERVER_ERROR, self.0.to_string()).into_response()
    }
}

/// A moment as the API writes it.
#[derive(Clone, Copy)]
struct Moment(DateTime<Utc>);

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.to_rfc3339_opts(SecondsFormat::AutoSi, false))
    }
}

/// A global id.
fn id(kind: &str, key: i64) -> String {
    URL_SAFE_NO_PAD.encode(format!("{kind}:{key}"))
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Name {
    first_name: String,
    last_name: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Client {
    first_name: String,
    last_name: String,
    email: String,
}

#[derive(Serialize)]
struct Product {
    reference: String,
    designation: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Sale {
    serial_number: String,
    product: Product,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LastMessage {
    body: String,
    posted_at: Moment,
    author: Name,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Listed {
    number: i64,
    title: String,
    status: String,
    waiting_on: Option<String>,
    last_activity_at: Moment,
    client: Client,
    sale: Sale,
    last_message: LastMessage,
}

fn page(rows: Vec<base::Listed>) -> Response {
    let has_next = rows.len() > base::PAGE;
    let nodes: Vec<Listed> = rows
        .into_iter()
        .take(base::PAGE)
        .map(|(number, title, status, waiting_on, at, client, sale, message)| Listed {
            number,
            title,
            status,
            waiting_on,
            last_activity_at: Moment(at),
            client: Client { first_name: client.0, last_name: client.1, email: client.2 },
            sale: Sale { serial_number: sale.0, product: Product { reference: sale.1, designation: sale.2 } },
            last_message: LastMessage {
                body: message.0,
                posted_at: Moment(message.1),
                author: Name { first_name: message.2, last_name: message.3 },
            },
        })
        .collect();
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct PageInfo {
        has_next_page: bool,
    }
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Tickets {
        nodes: Vec<Listed>,
        page_info: PageInfo,
    }
    answer("tickets", Tickets { nodes, page_info: PageInfo { has_next_page: has_next } })
}

/// `{"data":{name: value}}`
fn answer(name: &'static str, value: impl Serialize) -> Response {
    struct Data<V>(&'static str, V);
    impl<V: Serialize> Serialize for Data<V> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_map([(self.0, &self.1)])
        }
    }
    #[derive(Serialize)]
    struct Body<V> {
        data: V,
    }
    Json(Body { data: Data(name, value) }).into_response()
}

#[derive(Deserialize)]
struct Place {
    at: DateTime<Utc>,
    id: i64,
}

async fn queue(State(base): State<Arc<Base>>, Json(asked): Json<Asked<Place>>) -> Answered {
    Ok(page(base.queue(asked.variables.at, asked.variables.id).await?))
}

async fn deep(State(base): State<Arc<Base>>, Json(asked): Json<Asked<Place>>) -> Answered {
    Ok(page(base.deep(asked.variables.at, asked.variables.id).await?))
}

#[derive(Deserialize)]
struct Number {
    number: i64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Message {
    id: String,
    body: String,
    posted_at: Moment,
    author: Name,
}

#[derive(Serialize)]
struct Messages {
    nodes: Vec<Message>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Thread {
    number: i64,
    title: String,
    status: String,
    waiting_on: Option<String>,
    opened_at: Moment,
    client: Client,
    messages: Messages,
}

async fn thread(State(base): State<Arc<Base>>, Json(asked): Json<Asked<Number>>) -> Answered {
    let rows = base.thread(asked.variables.number).await?;
    let mut thread: Option<Thread> = None;
    for (number, title, status, waiting_on, at, client, message) in rows {
        let thread = thread.get_or_insert_with(|| Thread {
            number,
            title,
            status,
            waiting_on,
            opened_at: Moment(at),
            client: Client { first_name: client.0, last_name: client.1, email: client.2 },
            messages: Messages { nodes: Vec::new() },
        });
        thread.messages.nodes.push(Message {
            id: id("Message", message.0),
            body: message.1,
            posted_at: Moment(message.2),
            author: Name { first_name: message.3, last_name: message.4 },
        });
    }
    Ok(answer("ticket", thread))
}

#[derive(Deserialize)]
struct Term {
    term: String,
}

async fn suggest(State(base): State<Arc<Base>>, Json(asked): Json<Asked<Term>>) -> Answered {
    #[derive(Serialize)]
    struct Found {
        id: String,
        reference: String,
        designation: String,
    }
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Suggestions {
        too_many: bool,
        products: Vec<Found>,
    }
    let found = base.suggest(&fold(&asked.variables.term)).await?;
    let too_many = found.len() == 10;
    let products = if too_many { Vec::new() } else { found };
    let products = products
        .into_iter()
        .map(|(key, reference, designation)| Found { id: id("Product", key), reference, designation })
        .collect();
    Ok(answer("suggestProducts", Suggestions { too_many, products }))
}

#[derive(Deserialize)]
struct Reply {
    ticket: i64,
    author: i64,
    body: String,
}

/// Tells sockets as well, where there are any.
async fn reply(
    State(base): State<Arc<Base>>,
    Extension(events): Extension<Sender<Utf8Bytes>>,
    Json(asked): Json<Asked<Reply>>,
) -> Answered {
    let Reply { ticket, author, body } = asked.variables;
    let folded = fold(&body);
    let event = (events.receiver_count() > 0).then(|| broadcast::told(&body));
    let message = base.reply(write::Reply { ticket, author, body, folded, at: clock::now() }).await?;
    let told: Value = match message {
        Some((key, at)) => {
            json!({ "message": { "id": id("Message", key), "postedAt": Moment(at) }, "errors": [] })
        }
        None => json!({ "message": null, "errors": [{ "code": "INVALID_TRANSITION" }] }),
    };
    if let Some(event) = event {
        // Nobody may listen any more.
        let _ = events.send(event);
    }
    Ok(answer("replyToTicket", told))
}
