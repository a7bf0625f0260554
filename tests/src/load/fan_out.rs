//! Every event to every socket, in order.

use super::{Plan, allow_many_sockets, figures::percentile, place, process, site, socket::Subscriber};
use std::{
    fmt,
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::task::JoinSet;

/// How many sockets open at the same time.
const AT_ONCE: usize = 64;

/// What came of it.
#[derive(Debug)]
pub struct FanOut {
    plan: Plan,
    /// Events that came, each to one socket, in their order.
    pub deliveries: usize,
    /// Why sockets did not get all.
    pub complaints: Vec<String>,
    delays: [Duration; 3],
    processor: Duration,
    lasted: Duration,
    /// Resident memory of the server, in KiB: before the sockets, with them, and at its most after each event.
    pub resident: [u64; 3],
}

impl FanOut {
    /// Whether every socket that reads got every event, in order.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.complaints.is_empty() && self.deliveries == self.plan.sockets * self.plan.events
    }

    /// The server's time on the processor for each delivery, in microseconds.
    #[must_use]
    pub fn processor(&self) -> f64 {
        self.processor.as_secs_f64() * 1e6 / self.deliveries.max(1) as f64
    }

    /// What half of the deliveries took at the most, and all but one in a hundred.
    #[must_use]
    pub const fn delays(&self) -> [Duration; 2] {
        let [p50, p99, _] = self.delays;
        [p50, p99]
    }

    /// By how many KiB a socket made the server grow.
    #[must_use]
    pub fn socket(&self) -> f64 {
        let [before, with, _] = self.resident;
        with.saturating_sub(before) as f64 / (self.plan.sockets + self.plan.stalled).max(1) as f64
    }

    /// By how many KiB the server grew while events were delivered.
    #[must_use]
    pub const fn growth(&self) -> u64 {
        self.resident[2].saturating_sub(self.resident[1])
    }
}

/// A server that sockets are opened at.
#[derive(Clone, Debug)]
pub struct Place {
    /// Its process.
    pub pid: u32,
    /// Where it listens.
    pub address: SocketAddr,
    /// The token that sockets bring.
    pub token: String,
    /// The cursor that they subscribe from.
    pub after: String,
}

/// Opens the sockets, has the events happen, and waits until all have arrived.
pub async fn fan_out(plan: &Plan) -> FanOut {
    let (mut site, client, ticket) = site(plan).await;
    let place = place(&mut site).await;
    let say = async |body: String| drop(client.reply(&ticket, &body).await);
    deliver(plan, &place, say).await
}

/// The same at any server that tells its sockets what `say` says.
pub async fn deliver(plan: &Plan, place: &Place, say: impl AsyncFn(String)) -> FanOut {
    allow_many_sockets();
    let pid = place.pid;
    let before = process::resident(pid);
    let stalled = open(place, plan.stalled, true).await;
    let readers = open(place, plan.sockets, false).await;
    let (with, used) = (process::resident(pid), process::processor(pid));

    let begun = Instant::now();
    let mut reading = JoinSet::new();
    for reader in readers {
        reading.spawn(read(reader, plan.events, begun));
    }
    let mut most = with;
    let mut ticks = tokio::time::interval(plan.every);
    for n in 1..=plan.events {
        ticks.tick().await;
        // Counted from when it is due: a server that is late with one answer is late with the next event.
        let due = (plan.every * u32::try_from(n - 1).unwrap()).as_micros();
        say(format!("{n} {due} {}", "x".repeat(plan.length))).await;
        most = most.max(process::resident(pid));
    }
    let (mut delays, mut complaints) = (Vec::new(), Vec::new());
    while let Some(read) = reading.join_next().await {
        let (mut took, complaint) = read.expect("a reader failed");
        delays.append(&mut took);
        complaints.extend(complaint);
    }
    most = most.max(process::resident(pid));
    drop(stalled);
    FanOut {
        plan: plan.clone(),
        deliveries: delays.len(),
        complaints,
        delays: [50, 99, 100].map(|hundredths| percentile(&mut delays, hundredths)),
        processor: process::processor(pid) - used,
        lasted: begun.elapsed(),
        resident: [before, with, most],
    }
}

async fn open(place: &Place, count: usize, narrow: bool) -> Vec<Subscriber> {
    let (mut opening, mut open) = (JoinSet::new(), Vec::with_capacity(count));
    let place = Arc::new(place.clone());
    for _ in 0..count {
        let place = Arc::clone(&place);
        opening.spawn(async move { Subscriber::open(place.address, &place.token, &place.after, narrow).await });
        if opening.len() == AT_ONCE {
            open.push(opening.join_next().await.expect("some are opening").expect("a socket failed"));
        }
    }
    open.extend(opening.join_all().await);
    open
}

/// How long each event took from when it was due to being read; and what came instead of one.
async fn read(mut socket: Subscriber, events: usize, begun: Instant) -> (Vec<Duration>, Option<String>) {
    let mut delays = Vec::with_capacity(events);
    for n in 1..=events {
        let body = match socket.next().await {
            Ok(body) => body,
            Err(complaint) => return (delays, Some(format!("instead of event {n}: {complaint}"))),
        };
        let mut words = body.split(' ');
        if words.next().and_then(|word| word.parse().ok()) != Some(n) {
            return (delays, Some(format!("instead of event {n}: {body}")));
        }
        let due = words.next().and_then(|word| word.parse().ok()).map_or(Duration::ZERO, Duration::from_micros);
        delays.push(begun.elapsed().saturating_sub(due));
    }
    (delays, None)
}

impl fmt::Display for FanOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [p50, p99, most] = self.delays.map(|delay| delay.as_secs_f64() * 1_000.0);
        let [before, _, at_most] = self.resident;
        let Plan { sockets, stalled, events, every, .. } = &self.plan;
        let wanted = sockets * events;
        writeln!(f, "{sockets} sockets that read, {stalled} that do not; {events} events, one every {every:?}")?;
        writeln!(f, "{:>9}  deliveries in order, of {wanted}", self.deliveries)?;
        let seconds = self.lasted.as_secs_f64();
        writeln!(f, "{seconds:>9.1}  s until the last of them, of {:.1}", every.as_secs_f64() * *events as f64)?;
        writeln!(f, "{p50:>9.1}  ms from due to read, p50")?;
        writeln!(f, "{p99:>9.1}  ms, p99")?;
        writeln!(f, "{most:>9.1}  ms, the longest")?;
        if self.deliveries > 0 {
            writeln!(f, "{:>9.1}  µs of the server's processor for each", self.processor())?;
        }
        writeln!(f, "{:>9.1}  MB resident without sockets", before as f64 / 1024.0)?;
        writeln!(f, "{:>9.1}  KB more for each socket", self.socket())?;
        writeln!(f, "{:>9.1}  MB resident at the most while events happen", at_most as f64 / 1024.0)?;
        for complaint in self.complaints.iter().take(10) {
            writeln!(f, "{complaint}")?;
        }
        Ok(())
    }
}
