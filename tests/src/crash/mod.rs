//! What survives a server that is killed again and again while people write and watch.
//!
//! The real program serves a real base from a process of its own. Writers send clients, sales, requests, answers and
//! resolutions, hang up now and then, and try again what was not answered, under the same idempotency key; readers follow the feed, and come
//! back with their cursor. In the end, what was acknowledged is compared with the base.

mod line;
mod readers;
mod report;
mod verify;
mod writers;

pub use report::Report;

use crate::{
    PATIENCE, Site,
    actor::{Client, Staff},
    dice::Dice,
    engine::Engine,
    fixture::SCREEN,
};
use serde_json::json;
use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::sync::watch;
use writers::Writer;

/// How many connections write.
const WRITERS: u64 = 16;
/// The longest that the server lives, once it is ready or not; a slow one that is ready, until it has done its part.
const LIFE: Duration = Duration::from_millis(600);
/// How many writes a server that was ready has acknowledged at least when it is killed: what a machine gets done in a time says
/// nothing.
const PART: usize = 20;
/// The longest that PostgreSQL is away.
const OUTAGE: Duration = Duration::from_millis(500);
/// What no crash is about: how often one asks.
const FLAGS: [&str; 8] = [
    "--sign-in-tries-per-address",
    "1000000",
    "--sign-in-tries-per-account",
    "1000000",
    "--operations-per-minute-per-account",
    "0",
    "--operations-per-minute-per-address",
    "0",
];
/// The last message of a run.
const THE_END: &str = "La fin";

/// What is done.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The program that serves.
    pub program: PathBuf,
    /// On which engine.
    pub engine: Engine,
    /// How often the server is killed.
    pub kills: u32,
    /// After how many kills PostgreSQL crashes as well.
    pub stop_every: u32,
    /// The same throws again.
    pub seed: u64,
}

/// Runs it all, and tells `progress` each kill.
pub async fn run(plan: &Plan, mut progress: impl FnMut(u32)) -> Report {
    let mut site = Site::start(&plan.program, plan.engine, &FLAGS).await;
    let scene = Scene::set(&site).await;
    let (stop, stopped) = watch::channel(false);
    let writers: Vec<_> =
        scene.writers(&site, plan.seed).into_iter().map(|writer| tokio::spawn(writer.write(stopped.clone()))).collect();
    let readers: Vec<_> = scene.readers(&site).into_iter().map(|reader| tokio::spawn(reader.follow())).collect();

    let mut report = Report::new(plan);
    let mut dice = Dice::new(plan.seed, 0);
    for kill in 1..=plan.kills {
        // A third of the kills find the server starting.
        let part = if dice.once_in(3) { 0 } else { PART };
        if part > 0 {
            site.ready().await;
        }
        let before = scene.acknowledged.load(Ordering::Relaxed);
        tokio::time::sleep(dice.shorter_than(LIFE)).await;
        let start = Instant::now();
        while scene.acknowledged.load(Ordering::Relaxed) < before + part {
            assert!(start.elapsed() < PATIENCE, "nothing is written any more:\n{}", site.log());
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        if kill % plan.stop_every == 0
            && let Some(postgres) = site.postgres()
        {
            postgres.crash().await;
            tokio::time::sleep(dice.shorter_than(OUTAGE)).await;
            postgres.again().await;
            tokio::time::sleep(dice.shorter_than(LIFE)).await;
            report.stops += 1;
        }
        site.kill().await;
        site.again();
        report.kills += 1;
        progress(kill);
    }
    site.ready().await;
    stop.send_replace(true);
    for writer in writers {
        report.take(writer.await.expect("a writer failed"));
    }
    scene.technician.reply(&scene.shared, THE_END).await;
    for reader in readers {
        report.readers.push(reader.await.expect("a reader failed"));
    }
    verify::verify(&mut site, &scene, &mut report).await;
    report
}

/// Who is there before anything is killed.
struct Scene {
    seller: Staff,
    technician: Staff,
    clients: Vec<Client>,
    /// Everybody's ticket, which nobody resolves.
    shared: crate::actor::Ticket,
    product: String,
    /// Where the feed stands before anybody writes.
    from: String,
    /// How many writes were acknowledged so far.
    acknowledged: Arc<AtomicUsize>,
}

impl Scene {
    async fn set(site: &Site) -> Self {
        let (seller, technician) = (site.seller().await, site.technician().await);
        let mut clients = Vec::new();
        for _ in 0..WRITERS {
            clients.push(seller.create_client().await);
        }
        let sale = seller.register_sale(&clients[0]).await;
        let shared = clients[0].open_ticket(&sale).await;
        let product = seller.product_id(SCREEN).await;
        let list = technician.tickets(json!({ "first": 1 })).await;
        let from = list["feedCursor"].as_str().expect("a cursor").to_owned();
        // Tokens that outlive a long run.
        let seller = Staff((*seller.access_token("WRITE").await).clone());
        let technician = Staff((*technician.access_token("WRITE").await).clone());
        let mut tools = Vec::new();
        for client in clients {
            tools.push(Client((*client.access_token("WRITE").await).clone()));
        }
        Self { seller, technician, clients: tools, shared, product, from, acknowledged: Arc::default() }
    }

    fn writers(&self, site: &Site, seed: u64) -> Vec<Writer> {
        (1..).zip(&self.clients).map(|(number, client)| Writer::new(number, seed, self, client, site)).collect()
    }

    fn readers(&self, site: &Site) -> Vec<readers::Reader> {
        let of = |caller, what| readers::Reader::new(site.address(), caller, what, &self.from);
        vec![
            of(&self.technician, readers::Watched::Queue),
            of(&self.technician, readers::Watched::Queue),
            of(&self.seller, readers::Watched::Queue),
            of(&self.seller, readers::Watched::Ticket(self.shared.id.clone(), self.shared.number)),
        ]
    }
}
