//! Every operation, every role, every ownership: a table of who is answered what, whose rows are read from
//! `schema.graphql`. What the schema gains has no row until somebody says here how to ask for it, and reads what each
//! is answered.

mod leak;
mod question;
mod schema;
mod table;
mod transport;
mod world;

use question::Question;
use schema::Schema;
use serde_json::{Value, json};
use table::{Cells, Table, told, words};
use transport::Transport;
use world::{Credentials, World};

/// How the table is read; it stands above it.
const LEGEND: &str = "\
Two clients, the owner and the other, have each bought an article and opened a ticket about it. Everybody asks for what
is the owner's, wherever it is somebody's; an answer is told by the things that it names, each once, and by its numbers,
but for zero. `–`: there is no way to the object that has the field. `null`: there is one, and nothing at its end. `new`:
what the operation made. After a semicolon stands what is answered to a personal access token where that is something
else than to a session: to one of either scope, or of the scope that is named.";

/// Mutations after which those who ran them need new devices and tools.
const ENDINGS: [&str; 3] = ["refreshSession", "signOut", "changePassword"];

#[tokio::test]
async fn everybody_is_answered_as_the_table_says() {
    let (http, socket) = (ask_everything(Transport::Http).await, ask_everything(Transport::Socket).await);
    let table = Table::of(http, socket);
    let printed = format!("{LEGEND}\n\n{}", table.print());
    insta::assert_snapshot!(printed);
}

async fn ask_everything(transport: Transport) -> Table {
    let schema = Schema::read();
    let mut world = World::new().await;
    let mut actors = world.actors().await;
    let mut table = Table::default();
    let (queries, links) = (question::queries(&schema, &world), question::links(&schema, &world));
    let subscriptions = question::subscriptions(&schema, &world);
    for question in queries.into_iter().chain(subscriptions).chain(links) {
        let cells = answers(transport, &world, &actors, &question).await;
        table.0.push((question.row, cells));
    }
    // Last: they change what the others tell.
    for mutation in schema.operations("Mutation") {
        let question = question::mutation(&schema, &mutation);
        // Two mutations may share a payload, so its fields are rows of the mutation's.
        let links = schema.links_of(&mutation.to);
        let mut rows = vec![(question.row.clone(), Cells::new())];
        rows.extend(links.iter().map(|link| (format!("{}.{}", question.row, link.name), Cells::new())));
        for actor in &actors {
            rows.iter_mut().for_each(|(_, cells)| cells.push(Vec::new()));
            // The session last: what it does may end the tokens.
            for caller in actor.iter().rev() {
                let input = question::input(&mutation, &mut world, caller).await;
                let answer = match transport.ask(caller, &question.document, json!({ "input": input })).await {
                    Some(answer) => answer,
                    // The socket of a session that signs out may close before it is told.
                    None if mutation.name == "signOut" => json!({ "data": { "it": { "errors": [] } } }),
                    None => panic!("{}: the socket was closed", question.row),
                };
                let told = outcome(&world, &answer, links.iter().map(|link| link.name.as_str()));
                for ((_, cells), told) in rows.iter_mut().zip(told) {
                    cells.last_mut().expect("pushed above").insert(0, told);
                }
            }
        }
        table.0.extend(rows);
        if ENDINGS.contains(&mutation.name.as_str()) {
            actors = world.actors().await;
        }
    }
    table
}

/// What everybody is told, asked at once.
async fn answers(transport: Transport, world: &World, actors: &[Credentials], question: &Question) -> Cells {
    let ask = async |actor: &Credentials| {
        let asked = actor.iter().map(|caller| transport.ask(caller, &question.document, Value::Null));
        let answers = futures::future::join_all(asked).await;
        answers.iter().map(|answer| told(world, answer.as_ref().expect("no session ends"))).collect::<Vec<_>>()
    };
    futures::future::join_all(actors.iter().map(ask)).await
}

/// What a mutation and each field of its payload tell.
fn outcome<'a>(world: &World, answer: &Value, links: impl Iterator<Item = &'a str>) -> impl Iterator<Item = String> {
    let payload = &answer["data"]["it"];
    let whole = match payload["errors"].as_array().map(Vec::as_slice) {
        None => told(world, answer),
        Some([]) => "done".to_owned(),
        Some(refused) => {
            let codes: Vec<_> = refused.iter().map(|error| error["code"].as_str().expect("a code")).collect();
            format!("refused {}", codes.join(" "))
        }
    };
    let field = |link| if payload.is_null() { "–".to_owned() } else { words(world, &[&payload[link]]) };
    [whole].into_iter().chain(links.map(field).collect::<Vec<_>>())
}
