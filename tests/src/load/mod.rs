//! How one node bears many sockets, readers who do not read, and storms of sign-ins.

mod fan_out;
mod figures;
pub mod process;
mod socket;
mod storm;

pub use fan_out::{FanOut, Place, deliver, fan_out};
pub use storm::{Storm, crowd, storm};

use crate::{Engine, Site, actor::Ticket};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use serde_json::json;
use std::{path::PathBuf, time::Duration};

/// What is done.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The program that serves.
    pub program: PathBuf,
    /// On which engine.
    pub engine: Engine,
    /// How many sockets read.
    pub sockets: usize,
    /// How many sockets subscribe and never read.
    pub stalled: usize,
    /// How many events happen.
    pub events: usize,
    /// How much time lies between two events.
    pub every: Duration,
    /// How many characters the message of an event has.
    pub length: usize,
}

/// The limits that stand for many people where one person plays them all.
pub const FLAGS: [&str; 12] = [
    "--sockets-per-account",
    "0",
    "--operations-per-minute-per-account",
    "0",
    "--operations-per-minute-per-address",
    "0",
    "--sign-in-tries-per-account",
    "1000000",
    "--sign-in-tries-per-address",
    "1000000",
    "--trusted-proxies",
    "127.0.0.1",
];

/// A server, with a client's request on it.
async fn site(plan: &Plan) -> (Site, crate::actor::Client, Ticket) {
    let site = Site::start(&plan.program, plan.engine, &FLAGS).await;
    let seller = site.seller().await;
    let client = seller.create_client().await;
    let ticket = client.open_ticket(&seller.register_sale(&client).await).await;
    (site, client, ticket)
}

/// Where technicians are told what happens from now on.
async fn place(site: &mut Site) -> Place {
    let staff = site.technician().await;
    let list = staff.tickets(json!({ "first": 1 })).await;
    let after = list["feedCursor"].as_str().expect("a cursor").to_owned();
    let token = staff.token().expect("somebody is signed in").to_owned();
    Place { pid: site.pid().await, address: site.address(), token, after }
}

/// As many files as the system allows: each socket is one at either end.
fn allow_many_sockets() {
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum }).expect("one may always ask for what is allowed");
}
