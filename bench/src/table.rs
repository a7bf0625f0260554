//! What came of it, ratios first.

use crate::{
    base::{Base, Engine},
    work::Kind,
    wrk::Told,
};
use guichet_tests::load::{FanOut, Storm};
use std::{fmt, time::Duration};

/// A kind of work on a base.
pub struct Figure {
    kind: Kind,
    engine: Engine,
    tickets: i64,
    guichet: Told,
    limit: Option<Told>,
    rival: Option<Told>,
}

impl Figure {
    /// The median of each server's rounds.
    pub fn of(base: &Base, kind: Kind, guichet: Vec<Told>, limit: Vec<Told>, rival: Vec<Told>) -> Self {
        let guichet = median(guichet).expect("the product is always measured");
        Self {
            kind,
            engine: base.engine,
            tickets: base.shape.tickets,
            guichet,
            limit: median(limit),
            rival: median(rival),
        }
    }

    fn ratio(&self, other: Option<Told>) -> String {
        other.map_or_else(|| "–".to_owned(), |other| format!("{:.2}", self.guichet.rate / other.rate))
    }
}

/// By its rate.
fn median(mut told: Vec<Told>) -> Option<Told> {
    told.sort_unstable_by(|one, other| one.rate.total_cmp(&other.rate));
    told.get(told.len() / 2).copied()
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1_000.0
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, engine, tickets, guichet, limit, rival } = self;
        let rate = |told: &Option<Told>| told.map_or_else(|| "–".to_owned(), |told| format!("{:.0}", told.rate));
        write!(
            f,
            "| {kind:?} | {engine:?} | {tickets} | {} | {} | {:.0} | {} | {} | {:.1} | {:.1} | {:.0} | {:.0} |",
            self.ratio(*limit),
            self.ratio(*rival),
            guichet.rate,
            rate(limit),
            rate(rival),
            milliseconds(guichet.p50),
            milliseconds(guichet.p99),
            guichet.processor.as_secs_f64() * 1e6,
            guichet.resident,
        )
    }
}

/// What a server takes on a base.
pub struct Footprint {
    /// From its start to its first answer.
    pub start: Duration,
    /// Resident memory at rest, in MB.
    pub rest: f64,
}

/// Events told to many sockets.
#[derive(Debug)]
pub struct Sockets {
    /// What the product runs on.
    pub engine: Engine,
    /// How many.
    pub sockets: usize,
    /// By the product.
    pub guichet: FanOut,
    /// By a bare server that keeps what it tells.
    pub keeping: FanOut,
    /// By a bare server.
    pub limit: FanOut,
}

impl fmt::Display for Sockets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { engine, sockets, guichet, keeping, limit } = self;
        let delays = |told: &FanOut| told.delays().map(milliseconds);
        let ([p50, p99], [limit_p50, limit_p99]) = (delays(guichet), delays(limit));
        let [kept_p50, _] = delays(keeping);
        write!(
            f,
            "| {sockets} | {engine:?} | {:.2} | {:.2} | {:.2} | {:.2} | {:.1} | {:.1} | {:.1} | {p50:.1} | {kept_p50:.1} | {limit_p50:.1} | {p99:.1} | {limit_p99:.1} | {:.1} | {:.1} |",
            guichet.processor() / limit.processor(),
            p50 / limit_p50,
            guichet.processor() / keeping.processor(),
            p50 / kept_p50,
            guichet.processor(),
            keeping.processor(),
            limit.processor(),
            guichet.socket(),
            limit.socket(),
        )
    }
}

/// All that was measured.
#[derive(Default)]
pub struct Report {
    figures: Vec<Figure>,
    sockets: Vec<Sockets>,
    storms: Vec<(Engine, i64, Storm)>,
    footprints: Vec<(Engine, i64, Footprint)>,
}

impl Report {
    /// Adds a kind of work.
    pub fn add(&mut self, figure: Figure) {
        self.figures.push(figure);
    }

    /// Adds what sockets were told.
    pub fn sockets(&mut self, told: Sockets) {
        self.sockets.push(told);
    }

    /// Adds what a storm of sign-ins left of the queue.
    pub fn storm(&mut self, base: &Base, storm: Storm) {
        self.storms.push((base.engine, base.shape.tickets, storm));
    }

    /// Adds what a server takes.
    pub fn footprint(&mut self, base: &Base, footprint: Footprint) {
        self.footprints.push((base.engine, base.shape.tickets, footprint));
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "| work | engine | requests | to the limit | to Mercurius | Guichet, /s | limit, /s | Mercurius, /s | p50, ms | p99, ms | processor, µs | memory after it, MB |"
        )?;
        writeln!(f, "| --- | --- |{}", " ---: |".repeat(10))?;
        for figure in &self.figures {
            writeln!(f, "{figure}")?;
        }
        writeln!(
            f,
            "\n| sockets | engine | processor, to the limit | p50, to the limit | processor, to one that keeps | p50, to one that keeps | processor a delivery, µs | one that keeps, µs | limit, µs | p50, ms | one that keeps, ms | limit, ms | p99, ms | limit, ms | a socket, KB | limit, KB |"
        )?;
        writeln!(f, "| ---: | --- |{}", " ---: |".repeat(14))?;
        for told in &self.sockets {
            writeln!(f, "{told}")?;
        }
        writeln!(
            f,
            "\n| storm of sign-ins | requests | p99, to calm | p50, ms | calm, ms | p99, ms | calm, ms |\n| --- |{}",
            " ---: |".repeat(6)
        )?;
        for (engine, tickets, storm) in &self.storms {
            let ([p50, p99], [calm_p50, calm_p99]) = (storm.stormy(), storm.calm());
            let [p50, calm_p50, p99, calm_p99] = [p50, calm_p50, p99, calm_p99].map(milliseconds);
            let ratio = storm.ratio();
            writeln!(
                f,
                "| {engine:?} | {tickets} | {ratio:.2} | {p50:.2} | {calm_p50:.2} | {p99:.2} | {calm_p99:.2} |"
            )?;
        }
        writeln!(f, "\n| engine | requests | start, ms | at rest, MB |\n| --- | ---: | ---: | ---: |")?;
        for (engine, tickets, Footprint { start, rest }) in &self.footprints {
            writeln!(f, "| {engine:?} | {tickets} | {:.0} | {rest:.1} |", milliseconds(*start))?;
        }
        Ok(())
    }
}
