//! The one socket that all subscriptions of a tab share.

use super::{
    connection::Connection,
    failure::Failure,
    http::{self, Body},
    line::{Line, Stage},
    session::Session,
    signal::Signal,
};
use serde::Serialize;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

const PATH: &str = "/graphql/ws";
/// How the protocol refuses a socket whose token does not hold.
const REFUSED: [u16; 2] = [4401, 4403];
/// A socket that fails so often in a row, while the server can be reached, does not get through.
const MANY: u32 = 3;

/// Opened when first needed, and again after it was lost.
#[derive(Clone)]
pub struct Socket {
    line: Rc<RefCell<Option<Line>>>,
    opening: Signal<bool>,
    /// How often in a row it failed while the server could be reached.
    failed: Rc<Cell<u32>>,
    session: Session,
    connection: Connection,
}

#[derive(Serialize)]
struct Presentation {
    authorization: String,
}

impl Socket {
    /// A socket that is not open yet.
    pub fn new(session: Session, connection: Connection) -> Self {
        Self { line: Rc::default(), opening: Signal::new(false), failed: Rc::default(), session, connection }
    }

    /// The open line. Whoever asks while it opens waits for the same one.
    ///
    /// # Errors
    /// When the server can't be reached or nobody is signed in.
    pub async fn line(&self) -> Result<Line, Failure> {
        if self.opening.get() {
            self.opening.until(|opening| !opening).await;
        }
        if let Some(line) = self.open_line() {
            return Ok(line);
        }
        if self.opening.get() {
            return Err(Failure::Unreachable);
        }
        self.opening.set(true);
        let opened = self.open().await;
        self.opening.set(false);
        self.count(&opened).await;
        opened?;
        self.open_line().ok_or(Failure::Unreachable)
    }

    /// Tells whether what happens is told at once: a socket that fails is no lost server.
    async fn count(&self, opened: &Result<(), Failure>) {
        match opened {
            Ok(()) => {
                self.failed.set(0);
                self.connection.works();
                self.connection.live().set(true);
            }
            Err(Failure::Unreachable) => {
                if self.connection.is_there().await {
                    self.failed.set(self.failed.get().saturating_add(1));
                    self.connection.live().set(self.failed.get() < MANY);
                }
            }
            Err(
                Failure::SessionEnded | Failure::Forbidden | Failure::RateLimited { .. } | Failure::Internal { .. },
            ) => {}
        }
    }

    /// Closes it: what it carried was for whoever was signed in.
    pub fn close(&self) {
        self.connection.live().set(true);
        if let Some(line) = self.line.take() {
            line.close();
        }
    }

    fn open_line(&self) -> Option<Line> {
        self.line.borrow().clone().filter(|line| line.stage().get() == Stage::Open)
    }

    async fn open(&self) -> Result<(), Failure> {
        let access = self.session.usable().await?.ok_or(Failure::SessionEnded)?;
        let stage = match self.connect(access.token()).await? {
            Stage::Closed(code) if REFUSED.contains(&code) => {
                let access = self.session.renew(Some(&access)).await?;
                self.connect(access.token()).await?
            }
            stage => stage,
        };
        if stage == Stage::Open { Ok(()) } else { Err(Failure::Unreachable) }
    }

    /// Presents this token, and gives what the server made of it.
    async fn connect(&self, token: &str) -> Result<Stage, Failure> {
        let presentation = Body::of(&Presentation { authorization: http::bearer(token) })?;
        let line = url().and_then(|url| Line::open(&url, &presentation)).ok_or(Failure::Unreachable)?;
        *self.line.borrow_mut() = Some(line.clone());
        Ok(line.stage().until(|stage| *stage != Stage::Opening).await)
    }
}

fn url() -> Option<String> {
    let location = web_sys::window()?.location();
    let scheme = if location.protocol().ok()? == "https:" { "wss" } else { "ws" };
    Some(format!("{scheme}://{}{PATH}", location.host().ok()?))
}
