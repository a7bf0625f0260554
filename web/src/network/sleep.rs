//! Waiting for a while.

use super::signal::Signal;
use gloo_timers::callback::Timeout;
use std::time::Duration;

/// Waits so long: at most three weeks, which is as far as browsers count.
pub async fn sleep(duration: Duration) {
    let over = Signal::new(false);
    let end = over.clone();
    let milliseconds = u32::try_from(duration.as_millis()).unwrap_or(u32::MAX);
    let _timeout = Timeout::new(milliseconds, move || end.set(true));
    over.until(|over| *over).await;
}
