//! The rounds: each kind of work, each server in turn.

use crate::{
    base::{Base, Engine, Maker},
    process::Process,
    table::{Figure, Footprint, Report, Sockets},
    work::{Bodies, Kind, Material, REPLY, ask, send},
    wrk::{self, Asked, Told},
};
use anyhow::{Context, Result, ensure};
use guichet_tests::{
    fixture::{PASSWORD, TECHNICIAN},
    load,
};
use serde_json::{Value, json};
use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// How a run goes.
pub struct Plan {
    /// The product's program.
    pub guichet: PathBuf,
    /// The rival's folder, its packages installed.
    pub rival: PathBuf,
    /// How many sockets are told of events; none where the list is empty.
    pub sockets: Vec<usize>,
    /// Whether a crowd signs in.
    pub storm: bool,
    /// Which kinds of work.
    pub work: Vec<Kind>,
    /// How often each server has its turn.
    pub rounds: usize,
    /// How long a turn lasts.
    pub lasting: Duration,
    /// Where bodies are written.
    pub folder: PathBuf,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Guichet,
    Limit,
    Rival,
}

/// Does all of it on one base.
///
/// # Errors
/// A server does not start, or refuses what it is asked; limit and product do not say the same.
pub async fn run(plan: &Plan, base: &Base, report: &mut Report) -> Result<()> {
    let (server, token) = plan.guichet(base).await?;
    let material = Material::read(base, server.address, &token).await?;
    report.footprint(base, plan.footprint(base, server).await?);
    for sockets in &plan.sockets {
        let told = plan.sockets(base, &material, *sockets).await?;
        eprintln!("    {} sockets: {told:?}", sockets);
        report.sockets(told);
    }
    if plan.storm {
        let storm = plan.storm(base, &material).await?;
        eprintln!("    {storm}");
        report.storm(base, storm);
    }
    for kind in &plan.work {
        let bodies = material.bodies(*kind);
        let figure = plan.measure(base, *kind, &bodies).await?;
        eprintln!("    {figure}");
        report.add(figure);
    }
    Ok(())
}

impl Plan {
    async fn measure(&self, base: &Base, kind: Kind, bodies: &Bodies) -> Result<Figure> {
        let mut sides = vec![Side::Guichet];
        if !bodies.limit.is_empty() {
            self.compare(base, kind, bodies).await?;
            sides.push(Side::Limit);
        }
        if base.engine == Engine::Postgres && !bodies.rival.is_empty() {
            sides.push(Side::Rival);
        }
        base.read()?;
        let mut told: [Vec<Told>; 3] = Default::default();
        for round in 0..self.rounds {
            // None is always the first.
            for n in 0..sides.len() {
                let side = sides[(n + round) % sides.len()];
                told[side as usize].push(self.turn(base, side, kind, bodies).await?);
            }
        }
        let [guichet, limit, rival] = told;
        Ok(Figure::of(base, kind, guichet, limit, rival))
    }

    /// The product and its limit have to say the same, to the byte.
    async fn compare(&self, base: &Base, kind: Kind, bodies: &Bodies) -> Result<()> {
        if kind == Kind::M1 {
            return Ok(());
        }
        let (guichet, token) = self.guichet(base).await?;
        let limit = self.limit(base).await?;
        for n in (0..bodies.guichet.len()).step_by(97) {
            let ours = send(guichet.address, "/graphql", &bodies.guichet[n], Some(&token)).await?;
            let theirs = send(limit.address, bodies.path, &bodies.limit[n], None).await?;
            let same = ours.bytes().zip(theirs.bytes()).take_while(|(one, other)| one == other).count();
            let from = |text: &str| text.chars().skip(same.saturating_sub(40)).take(120).collect::<String>();
            ensure!(ours == theirs, "{kind:?} differs: …{}… …{}…", from(&ours), from(&theirs));
        }
        Ok(())
    }

    async fn turn(&self, base: &Base, side: Side, kind: Kind, bodies: &Bodies) -> Result<Told> {
        let (lines, path) = match side {
            Side::Guichet => (&bodies.guichet, "/graphql"),
            Side::Limit => (&bodies.limit, bodies.path),
            Side::Rival => (&bodies.rival, "/graphql"),
        };
        let file = self.folder.join("bodies");
        fs::write(&file, lines.join("\n") + "\n")?;
        let (server, token) = match side {
            Side::Guichet => {
                let (server, token) = self.guichet(base).await?;
                (server, Some(token))
            }
            Side::Limit => (self.limit(base).await?, None),
            Side::Rival => (self.rival(base).await?, None),
        };
        if side != Side::Limit {
            let answer: Value = serde_json::from_str(&send(server.address, path, &lines[0], token.as_deref()).await?)?;
            ensure!(answer.get("errors").is_none(), "{kind:?}: {answer}");
        }
        let asked = Asked { path, bodies: &file, token: token.as_deref(), connections: kind.connections() };
        wrk::ask(&server, &asked, self.lasting)
    }

    async fn guichet(&self, base: &Base) -> Result<(Process, String)> {
        let server = self.start(base).await?;
        let token = sign_in(server.address).await?;
        Ok((server, token))
    }

    async fn start(&self, base: &Base) -> Result<Process> {
        let line = |address: SocketAddr| {
            let mut line: Vec<String> = ["env", "--unset=DATABASE_URL", "RUST_LOG=warn"].map(str::to_owned).to_vec();
            line.push(self.guichet.display().to_string());
            line.extend(base.arguments.clone());
            line.extend(load::FLAGS.map(str::to_owned));
            line.extend(["--listen".to_owned(), address.to_string(), "serve".to_owned()]);
            line
        };
        Process::start(line, is_ready).await
    }

    async fn limit(&self, base: &Base) -> Result<Process> {
        let program = std::env::current_exe()?.display().to_string();
        let line = |address: SocketAddr| vec![program, "limit".to_owned(), address.to_string(), base.url.clone()];
        Process::start(line, async |_| true).await
    }

    async fn rival(&self, base: &Base) -> Result<Process> {
        let script = self.rival.join("server.mjs").display().to_string();
        let line = |address: SocketAddr| vec!["node".to_owned(), script, base.url.clone(), address.port().to_string()];
        Process::start(line, async |_| true).await
    }

    /// Two hundred events at twenty a second, to so many sockets: of the product, of a bare server that keeps each on the disk before it
    /// tells it, and of one that keeps nothing.
    async fn sockets(&self, base: &Base, material: &Material, sockets: usize) -> Result<Sockets> {
        let every = Duration::from_millis(50);
        let plan = load::Plan {
            program: self.guichet.clone(),
            engine: guichet_tests::Engine::Sqlite,
            sockets,
            stalled: 0,
            events: 200,
            every,
            length: 100,
        };
        let (server, token) = self.guichet(base).await?;
        let list = ask(server.address, &token, "{ tickets(first: 1) { feedCursor } }", json!({})).await?;
        let after = list["data"]["tickets"]["feedCursor"].as_str().context("a cursor")?.to_owned();
        let place = load::Place { pid: server.pid, address: server.address, token: token.clone(), after };
        let say = async |body: String| {
            let answer = ask(server.address, &token, REPLY, material.reply(&body)).await;
            answer.expect("the reply was refused");
        };
        let guichet = load::deliver(&plan, &place, say).await;
        ensure!(guichet.is_complete(), "{guichet}");
        drop(server);

        let server = self.limit(base).await?;
        let place = bare(&server);
        let say = async |body: String| {
            let answer = send(server.address, "/m1", &material.bare_reply(&body), None).await;
            answer.expect("the reply was refused");
        };
        let keeping = load::deliver(&plan, &place, say).await;
        ensure!(keeping.is_complete(), "{keeping}");
        drop(server);

        let program = std::env::current_exe()?.display().to_string();
        let server =
            Process::start(|address| vec![program, "limit".to_owned(), address.to_string()], async |_| true).await?;
        let place = bare(&server);
        let say = async |body: String| {
            send(server.address, "/event", &body, None).await.expect("the event was refused");
        };
        let limit = load::deliver(&plan, &place, say).await;
        ensure!(limit.is_complete(), "{limit}");
        Ok(Sockets { engine: base.engine, sockets, guichet, keeping, limit })
    }

    /// The queue's first page in calm and in a storm of sign-ins, asked by one who waits for each answer.
    async fn storm(&self, base: &Base, material: &Material) -> Result<load::Storm> {
        let (server, token) = self.guichet(base).await?;
        let place = load::Place { pid: server.pid, address: server.address, token, after: String::new() };
        Ok(load::crowd(&place, &material.bodies(Kind::Q1).guichet).await)
    }

    /// What it takes to start, at rest, and under load.
    async fn footprint(&self, base: &Base, mut server: Process) -> Result<Footprint> {
        let mut starts = Vec::new();
        for _ in 0..5 {
            drop(server);
            server = self.start(base).await?;
            starts.push(server.started);
        }
        starts.sort_unstable();
        tokio::time::sleep(Duration::from_secs(1)).await;
        Ok(Footprint { start: starts[starts.len() / 2], rest: server.resident() })
    }
}

/// Where nobody signs in.
fn bare(server: &Process) -> load::Place {
    load::Place { pid: server.pid, address: server.address, token: "none".into(), after: "none".into() }
}

/// Asks without a client's own cost: it is part of what is measured.
async fn is_ready(address: SocketAddr) -> bool {
    let asked = async {
        let mut stream = TcpStream::connect(address).await?;
        stream.write_all(b"GET /readyz HTTP/1.0\r\n\r\n").await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await?;
        std::io::Result::Ok(answer.starts_with("HTTP/1.0 200"))
    };
    asked.await.unwrap_or(false)
}

async fn sign_in(address: SocketAddr) -> Result<String> {
    let document = "mutation($input: SignInInput!) { signIn(input: $input) { accessToken errors { code } } }";
    let input = json!({ "input": { "email": TECHNICIAN.email, "password": PASSWORD } });
    let body = json!({ "query": document, "variables": input }).to_string();
    let answer: Value = serde_json::from_str(&send(address, "/graphql", &body, None).await?)?;
    let token = answer["data"]["signIn"]["accessToken"].as_str().with_context(|| answer.to_string())?;
    // What a token costs the first time is no part of what is measured.
    ask(address, token, "{ viewer { id } }", json!({})).await?;
    Ok(token.to_owned())
}

/// What is asked of a maker.
///
/// # Errors
/// As [`run`].
pub async fn all(
    plan: &mut Plan,
    maker: &mut Maker<'_>,
    engines: &[Engine],
    shapes: &[crate::data::Shape],
    report: &mut Report,
    keep: &Path,
) -> Result<()> {
    for shape in shapes {
        for engine in engines {
            eprintln!("  {} requests on {engine:?}", shape.tickets);
            let base = maker.base(*engine, *shape).await?;
            run(plan, &base, report).await?;
            fs::write(keep, report.to_string())?;
        }
        // What a socket takes does not depend on the base.
        plan.sockets.clear();
    }
    Ok(())
}
