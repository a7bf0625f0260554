//! What a storm of sign-ins leaves to others.

use super::{Plan, figures::percentile, site};
use crate::{
    actor::Caller,
    fixture::{PASSWORD, SELLER},
};
use serde_json::{Value, json};
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
const QUEUE: &str = "{ tickets(first: 50, filter: { waitingOn: STAFF }) { nodes { number title status
    client { firstName lastName } sale { serialNumber product { designation } } lastMessage { body } } } }";

/// What came of it.
#[derive(Debug)]
pub struct Storm {
    calm: [Duration; 2],
    stormy: [Duration; 2],
    taken: u64,
    refused: u64,
}

/// Asks for the queue in calm, then while a crowd signs in.
pub async fn storm(plan: &Plan) -> Storm {
    let (site, client, _) = site(plan).await;
    let sale = site.seller().await.register_sale(&client).await;
    for _ in 0..50 {
        client.open_ticket(&sale).await;
    }
    let staff = site.technician().await;
    ask(&staff).await;
    let calm = ask(&staff).await;
    let (taken, refused) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let mut crowd = JoinSet::new();
    for n in 0..CROWD {
        crowd.spawn(sign_in(site.visitor(), n, Arc::clone(&taken), Arc::clone(&refused)));
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    let stormy = ask(&staff).await;
    crowd.shutdown().await;
    let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
    Storm { calm, stormy, taken: count(&taken), refused: count(&refused) }
}

/// How long the queue took, p50 and p99.
async fn ask(staff: &Caller) -> [Duration; 2] {
    let mut took = Vec::with_capacity(ASKED);
    for _ in 0..ASKED {
        let begun = Instant::now();
        staff.data(QUEUE, Value::Null).await;
        took.push(begun.elapsed());
    }
    [50, 99].map(|hundredths| percentile(&mut took, hundredths))
}

/// Signs in again and again, from an address of its own; waits as it is told to.
async fn sign_in(visitor: Caller, n: u64, taken: Arc<AtomicU64>, refused: Arc<AtomicU64>) {
    let document = "mutation($input: SignInInput!) { signIn(input: $input) { accessToken } }";
    let body = json!({ "query": document, "variables": { "input": { "email": SELLER.email, "password": PASSWORD } } });
    loop {
        let request = visitor.request().header("x-forwarded-for", format!("10.{}.{}.1", n / 250, n % 250));
        let Ok(answer) = request.json(&body).send().await else { return };
        let wait = answer.headers().get("retry-after").and_then(|wait| wait.to_str().ok()?.parse().ok());
        if answer.status() == 503 {
            refused.fetch_add(1, Ordering::Relaxed);
            // People do not press a button in the same millisecond.
            let moment = Duration::from_millis(n * 1_000 / CROWD);
            tokio::time::sleep(Duration::from_secs(wait.expect("it says when")) + moment).await;
        } else {
            taken.fetch_add(1, Ordering::Relaxed);
        }
    }
}

impl fmt::Display for Storm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [[calm, calm_most], [stormy, stormy_most]] =
            [self.calm, self.stormy].map(|times| times.map(|time| time.as_secs_f64() * 1_000.0));
        writeln!(f, "{CROWD} people who sign in over and over: {} taken, {} refused", self.taken, self.refused)?;
        writeln!(f, "{calm:>9.1}  ms for the queue in calm, p50; {calm_most:.1} ms, p99")?;
        writeln!(f, "{stormy:>9.1}  ms in the storm, p50; {stormy_most:.1} ms, p99")?;
        writeln!(f, "{:>9.2}  times the calm p99", stormy_most / calm_most)
    }
}
