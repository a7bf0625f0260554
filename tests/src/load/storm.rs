//! What a storm of sign-ins leaves to others.

use super::{Place, Plan, figures::percentile, place, site};
use crate::fixture::{PASSWORD, SELLER};
use reqwest::{Client, Response};
use serde_json::json;
use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::task::JoinSet;

/// How many people sign in at the same time, over and over.
const CROWD: u64 = 400;
/// How often the queue is asked for, calm or not.
const ASKED: usize = 3_000;
/// In how many ways: what they take together is more than the server remembers, so that each is answered from the base.
const VARIETY: usize = 500;
const QUEUE: &str = "query($until: DateTime!) { tickets(first: 50, filter: { waitingOn: STAFF, openedTo: $until }) {
    nodes { number title status client { firstName lastName } sale { serialNumber product { designation } }
    lastMessage { body } } } }";

/// What came of it.
#[derive(Debug)]
pub struct Storm {
    calm: [Duration; 2],
    stormy: [Duration; 2],
    taken: u64,
    refused: u64,
}

/// A small base in a storm.
pub async fn storm(plan: &Plan) -> Storm {
    let (mut site, client, _) = site(plan).await;
    let sale = site.seller().await.register_sale(&client).await;
    for _ in 0..50 {
        client.open_ticket(&sale).await;
    }
    let lines: Vec<_> = (0..VARIETY)
        .map(|n| {
            let until = format!("2100-01-01T00:{:02}:{:02}Z", n / 60, n % 60);
            json!({ "query": QUEUE, "variables": { "until": until } }).to_string()
        })
        .collect();
    crowd(&place(&mut site).await, &lines).await
}

/// Asks a server the lines in turn, one after the other, in calm; then while a crowd signs in there.
pub async fn crowd(place: &Place, lines: &[String]) -> Storm {
    let http = Client::builder().no_proxy().build().expect("a client");
    let address = format!("http://{}/graphql", place.address);
    let queue = Queue { http: http.clone(), address: address.clone(), token: place.token.clone() };
    queue.ask(lines).await;
    let calm = queue.ask(lines).await;
    let (taken, refused) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let mut crowd = JoinSet::new();
    for n in 0..CROWD {
        crowd.spawn(sign_in(http.clone(), address.clone(), n, Arc::clone(&taken), Arc::clone(&refused)));
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    let stormy = queue.ask(lines).await;
    crowd.shutdown().await;
    let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
    Storm { calm, stormy, taken: count(&taken), refused: count(&refused) }
}

/// Somebody who asks for a queue.
struct Queue {
    http: Client,
    address: String,
    token: String,
}

impl Queue {
    /// How long the queue took, p50 and p99.
    async fn ask(&self, lines: &[String]) -> [Duration; 2] {
        let mut took = Vec::with_capacity(ASKED);
        for line in lines.iter().cycle().take(ASKED) {
            let request = post(&self.http, &self.address, line).bearer_auth(&self.token);
            let begun = Instant::now();
            let answer = request.send().await.and_then(Response::error_for_status).expect("the queue was refused");
            let told = answer.text().await.expect("the answer broke off");
            took.push(begun.elapsed());
            assert!(told.starts_with(r#"{"data":{"tickets""#), "{told}");
        }
        [50, 99].map(|hundredths| percentile(&mut took, hundredths))
    }
}

fn post(http: &Client, address: &str, line: &str) -> reqwest::RequestBuilder {
    http.post(address).header("content-type", "application/json").body(line.to_owned())
}

/// Signs in again and again, from an address of its own; waits as it is told to.
async fn sign_in(http: Client, address: String, n: u64, taken: Arc<AtomicU64>, refused: Arc<AtomicU64>) {
    let document = "mutation($input: SignInInput!) { signIn(input: $input) { accessToken } }";
    let input = json!({ "email": SELLER.email, "password": PASSWORD });
    let line = json!({ "query": document, "variables": { "input": input } }).to_string();
    loop {
        let request = post(&http, &address, &line).header("x-forwarded-for", format!("10.{}.{}.1", n / 250, n % 250));
        let Ok(answer) = request.send().await else { return };
        let wait = answer.headers().get("retry-after").and_then(|wait| wait.to_str().ok()?.parse().ok());
        if let Some(wait) = wait {
            refused.fetch_add(1, Ordering::Relaxed);
            // People do not press a button in the same millisecond.
            let moment = Duration::from_millis(n * 1_000 / CROWD);
            tokio::time::sleep(Duration::from_secs(wait) + moment).await;
        } else {
            taken.fetch_add(1, Ordering::Relaxed);
        }
    }
}

impl Storm {
    /// The queue's p50 and p99 in calm.
    #[must_use]
    pub const fn calm(&self) -> [Duration; 2] {
        self.calm
    }

    /// The queue's p50 and p99 in the storm.
    #[must_use]
    pub const fn stormy(&self) -> [Duration; 2] {
        self.stormy
    }

    /// The p99 in the storm, in times the calm one.
    #[must_use]
    pub const fn ratio(&self) -> f64 {
        self.stormy[1].as_secs_f64() / self.calm[1].as_secs_f64()
    }
}

impl fmt::Display for Storm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [[calm, calm_most], [stormy, stormy_most]] =
            [self.calm, self.stormy].map(|times| times.map(|time| time.as_secs_f64() * 1_000.0));
        writeln!(f, "{CROWD} people who sign in over and over: {} taken, {} refused", self.taken, self.refused)?;
        writeln!(f, "{calm:>9.1}  ms for the queue in calm, p50; {calm_most:.1} ms, p99")?;
        writeln!(f, "{stormy:>9.1}  ms in the storm, p50; {stormy_most:.1} ms, p99")?;
        writeln!(f, "{:>9.2}  times the calm p99", self.ratio())
    }
}
