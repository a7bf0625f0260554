//! A server that is killed, again and again. `cargo xtask crash` does it for longer.

use super::program;
use guichet_tests::{Engine, crash};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_survives_a_server_that_is_killed_and_happens_once() {
    // So many that a machine that is busy with all the other tests gets enough done in between.
    // Seven of the nine kills find a server that was ready.
    let plan =
        crash::Plan { program: program().to_owned(), engine: Engine::chosen(), kills: 9, stop_every: 3, seed: 2 };
    let report = crash::run(&plan, |_| ()).await;
    assert!(report.is_clean(), "{report}");
    assert_eq!(report.kills, 9);
    assert!(report.acknowledged() > 100 && report.returns() > 10, "nothing was put to the test: {report}");
}
