//! Many sockets, some of which do not read. `cargo xtask load` opens ten thousand.

use super::program;
use guichet_tests::{Engine, load};
use std::time::Duration;

/// How many sockets stop reading.
const STALLED: usize = 50;
/// How long the messages are: near the most that there may be.
const LENGTH: usize = 9_000;
/// How many there are: more than the buffers between the server and a reader who does not read can hold.
const EVENTS: usize = 300;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readers_who_do_not_read_cost_no_memory_and_the_others_get_everything_in_order() {
    let plan = load::Plan {
        program: program().to_owned(),
        engine: Engine::chosen(),
        sockets: 20,
        stalled: STALLED,
        events: EVENTS,
        every: Duration::from_millis(5),
        length: LENGTH,
    };
    let delivered = load::fan_out(&plan).await;
    assert!(delivered.is_complete(), "{delivered}");
    // Kept for each of them, what is not read would be more than a hundred megabytes. What is kept is one message in hand
    // for each, and one backlog for all, of which a message is a part twice: as its row and as the ticket's last.
    let unread = STALLED * EVENTS * LENGTH / 1024;
    let in_hand = STALLED * 4 * LENGTH / 1024;
    let backlog = EVENTS * 4 * LENGTH / 1024;
    let most = u64::try_from(in_hand + backlog + 16 * 1024).unwrap();
    assert!(most < u64::try_from(unread / 3).unwrap() && delivered.growth() < most, "at most {most} KiB: {delivered}");
}
