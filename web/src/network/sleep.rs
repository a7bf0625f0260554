//! Waiting for a while.

use super::signal::Signal;
use gloo_timers::callback::Timeout;

/// Waits so many milliseconds: at most three weeks, which is as far as browsers count.
pub async fn sleep(milliseconds: u32) {
    let over = Signal::new(false);
    let end = over.clone();
    let _timeout = Timeout::new(milliseconds, move || end.set(true));
    over.until(|over| *over).await;
}
