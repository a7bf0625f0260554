//! The processes that hash passwords: apart from the server, replaced when they are lost, gone with it.

use super::program;
use futures::future::join_all;
use guichet_tests::{
    Engine, PATIENCE, Site,
    fixture::{PASSWORD, SELLER},
};
use rustix::process::{Pid, Signal, kill_process};
use std::{fs, time::Duration};

/// A process, as Linux tells of it.
struct Process {
    pid: u32,
    parent: u32,
    session: u32,
}

/// Whichever hash passwords on this machine.
fn hashers() -> Vec<Process> {
    let processes = fs::read_dir("/proc").unwrap().filter_map(|entry| {
        let stat = fs::read_to_string(entry.ok()?.path().join("stat")).ok()?;
        let (name, fields) = stat.rsplit_once(')')?;
        let (pid, name) = name.split_once(" (")?;
        let fields: Vec<u32> =
            fields.split_whitespace().skip(1).take(3).filter_map(|field| field.parse().ok()).collect();
        let &[parent, _, session] = fields.as_slice() else { return None };
        (name == "guichet-hasher").then_some(Process { pid: pid.parse().ok()?, parent, session })
    });
    processes.collect()
}

fn hashers_of(server: u32) -> Vec<Process> {
    hashers().into_iter().filter(|hasher| hasher.parent == server).collect()
}

#[tokio::test]
async fn passwords_are_hashed_apart_and_another_process_goes_on_where_one_is_lost() {
    let flags = ["--sign-in-tries-per-account", "1000", "--sign-in-tries-per-address", "1000"];
    let mut site = Site::start(program(), Engine::chosen(), &flags).await;
    let (server, visitor) = (site.pid().await, site.visitor());
    visitor.signed_in(SELLER.email, PASSWORD).await;
    let hashers = hashers_of(server);
    assert!(!hashers.is_empty());
    assert!(hashers.iter().all(|hasher| hasher.session == hasher.pid), "Linux weighs sessions");
    let mut lost = 0;
    for round in 0..15 {
        let signal = [Signal::KILL, Signal::TERM][round % 2];
        let some = join_all((0..4).map(|n| visitor.sign_in(SELLER.email, [PASSWORD, "wrong"][n % 2])));
        let killed = async {
            tokio::time::sleep(Duration::from_millis(10 * round as u64)).await;
            let pids = hashers_of(server).into_iter().filter_map(|hasher| Pid::from_raw(hasher.pid as i32));
            pids.filter(|pid| kill_process(*pid, signal).is_ok()).count()
        };
        let (answers, killed) = tokio::join!(some, killed);
        lost += killed;
        for (n, answer) in answers.iter().enumerate() {
            match n % 2 {
                0 => assert!(answer.value["accessToken"].is_string(), "{}", site.log()),
                _ => answer.assert_refused("-", "INVALID_CREDENTIALS", "WRONG_CREDENTIALS"),
            }
        }
    }
    assert!(lost >= 15, "{lost}");
}

#[tokio::test]
async fn no_process_that_hashes_outlives_a_server_that_is_killed() {
    let mut site = Site::start(program(), Engine::chosen(), &[]).await;
    let server = site.pid().await;
    site.seller().await;
    let pids: Vec<_> = hashers_of(server).iter().map(|hasher| hasher.pid).collect();
    assert!(!pids.is_empty());
    site.kill().await;
    let gone = async {
        while hashers().iter().any(|hasher| pids.contains(&hasher.pid)) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, gone).await.expect("one is still there");
}
