//! `cargo xtask dev`: the program follows its source.

use crate::{
    client::{self, Flavour},
    command, serve,
    workspace::{Profile, Workspace},
};
use anyhow::{Context, Result};
use notify::{Event, RecursiveMode, Watcher};
use std::{
    process::Child,
    sync::mpsc::{self, Receiver},
    time::Duration,
};

/// The server's source.
const SERVER: [&str; 4] = ["domain", "entity", "migration", "api"];
/// The client's source.
const CLIENT: [&str; 3] = ["domain", "web", "schema.graphql"];
/// An editor saves in several steps; this much silence means that it is done.
const SILENCE: Duration = Duration::from_millis(200);

/// Builds and starts everything, then again whatever each change touches, until stopped.
///
/// # Errors
/// When the source can't be watched. A build that fails is printed, and waits for the next change.
pub fn run(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    let (sender, news) = mpsc::channel();
    let stopper = sender.clone();
    // Whether by Ctrl-C or by `kill`: the server must not outlive its keeper. A receiver that is gone has stopped already.
    ctrlc::set_handler(move || drop(stopper.send(News::Stop))).context("cannot catch Ctrl-C")?;
    let report = move |change| drop(sender.send(News::Change(change)));
    let mut watcher = notify::recommended_watcher(report).context("cannot watch files")?;
    for source in ["domain", "entity", "migration", "api", "web", "schema.graphql"] {
        let path = workspace.path(source);
        watcher.watch(&path, RecursiveMode::Recursive).with_context(|| format!("cannot watch {}", path.display()))?;
    }

    let mut server = None;
    let mut touched = Some(Touched { server: true, client: true });
    while let Some(sources) = touched {
        if let Err(error) = follow(workspace, &mut server, sources, arguments) {
            command::note(format_args!("{error:#}"));
        }
        command::note(format_args!("{} — waiting for changes (Ctrl-C stops)", serve::address(arguments)));
        touched = wait(workspace, &news)?;
    }
    stop(server)
}

/// What ends a wait.
enum News {
    Change(notify::Result<Event>),
    Stop,
}

/// What has to be built again.
#[derive(Clone, Copy, Default)]
struct Touched {
    server: bool,
    client: bool,
}

fn follow(workspace: &Workspace, server: &mut Option<Child>, touched: Touched, arguments: &[String]) -> Result<()> {
    if touched.client {
        client::build(workspace, Flavour::Development)?;
    }
    if touched.server {
        command::title("Server");
        workspace.build_guichet(Profile::Dev)?;
        stop(server.take())?;
        command::run(workspace.guichet(Profile::Dev, &["demo"]).args(arguments))?;
        let mut command = workspace.guichet(Profile::Dev, &["serve"]);
        *server = Some(command.args(arguments).spawn().context("cannot start the server")?);
    }
    Ok(())
}

fn stop(server: Option<Child>) -> Result<()> {
    if let Some(mut server) = server {
        server.kill()?;
        server.wait()?;
    }
    Ok(())
}

/// Sleeps until the source changes, then until it stops changing. Nothing, when it is time to stop.
fn wait(workspace: &Workspace, news: &Receiver<News>) -> Result<Option<Touched>> {
    let mut touched = Touched::default();
    loop {
        let next = if touched.server || touched.client {
            match news.recv_timeout(SILENCE) {
                Ok(next) => next,
                Err(_) => return Ok(Some(touched)),
            }
        } else {
            news.recv().context("nothing watches the files any more")?
        };
        match next {
            News::Change(change) => touched.add(workspace, &change?),
            News::Stop => return Ok(None),
        }
    }
}

impl Touched {
    fn add(&mut self, workspace: &Workspace, change: &Event) {
        if change.kind.is_access() {
            return;
        }
        for path in change.paths.iter().filter(|path| !path.starts_with(workspace.dist())) {
            let is_under = |sources: &[&str]| sources.iter().any(|source| path.starts_with(workspace.path(source)));
            self.server |= is_under(&SERVER);
            self.client |= is_under(&CLIENT);
        }
    }
}
