//! Who is signed in. The access token lives here, in memory alone; what restores it after a reload is a cookie that
//! scripts can't read.

use super::{
    connection::Connection,
    failure::Failure,
    http, lock,
    operation::{
        UserError,
        session::{self as operation, Signed, Viewer},
    },
    signal::Signal,
};
use std::{cell::RefCell, rc::Rc};

/// A token is renewed this long before it expires, in milliseconds.
const AHEAD: f64 = 60_000.0;
/// However wrong the device's clock is, a new token is taken to last so long, in milliseconds.
const SHORTEST_LIFE: f64 = 120_000.0;
/// Two tabs that renew at once would look like a stolen cookie.
const LOCK: &str = "guichet-session";

/// Who is signed in.
#[derive(Clone, Debug, PartialEq)]
pub enum SessionState {
    /// It is not known yet.
    Restoring,
    /// Nobody.
    Visitor,
    /// This person.
    SignedIn(Rc<Viewer>),
    /// This person was until just now. Its page stays as it is, until it signs in again.
    Ended(Rc<Viewer>),
}

impl SessionState {
    /// Who is signed in, if somebody is.
    pub fn viewer(&self) -> Option<&Rc<Viewer>> {
        match self {
            Self::SignedIn(viewer) => Some(viewer),
            Self::Restoring | Self::Visitor | Self::Ended(_) => None,
        }
    }
}

struct Access {
    token: Rc<str>,
    expires_at: f64,
}

/// The session of this tab. Clones stand for the same session.
#[derive(Clone)]
pub struct Session {
    state: Signal<SessionState>,
    access: Rc<RefCell<Option<Access>>>,
    renewing: Signal<bool>,
    connection: Connection,
}

impl Session {
    /// A session that [`restore`](Self::restore) has yet to find.
    pub fn new(connection: Connection) -> Self {
        let state = Signal::new(SessionState::Restoring);
        Self { state, access: Rc::default(), renewing: Signal::new(false), connection }
    }

    /// Who is signed in, to watch.
    pub const fn state(&self) -> &Signal<SessionState> {
        &self.state
    }

    /// Finds out at the start whether the cookie of an earlier visit still holds; waits for the server where need be.
    pub async fn restore(&self) {
        while let Err(failure) = self.renew(None).await {
            match failure {
                Failure::Unreachable => self.connection.back().await,
                Failure::SessionEnded | Failure::Forbidden | Failure::RateLimited { .. } | Failure::Internal { .. } => {
                    self.state.set(SessionState::Visitor);
                    return;
                }
            }
        }
    }

    /// Signs in. Empty: it worked.
    ///
    /// # Errors
    /// When the server can't be reached, has had too many attempts or fails.
    pub async fn sign_in(&self, email: String, password: String) -> Result<Vec<UserError>, Failure> {
        let variables = operation::SignInVariables { input: operation::SignInInput { email, password } };
        let body = http::Body::asking::<operation::SignIn>(&variables)?;
        let answer = http::send(&body, None, &self.connection).await?;
        Ok(self.accept(answer.data::<operation::SignIn>()?.sign_in))
    }

    /// Signs out, here and on the server.
    ///
    /// # Errors
    /// When the server does not say that it is done: the session would come back at the next visit.
    pub async fn sign_out(&self) -> Result<(), Failure> {
        let token = self.access.borrow().as_ref().map(|access| access.token.clone());
        let body = http::Body::asking::<operation::SignOut>(&())?;
        http::send(&body, token.as_deref(), &self.connection).await?;
        self.access.take();
        self.state.set(SessionState::Visitor);
        Ok(())
    }

    /// The account of whoever is signed in has changed.
    pub fn update_viewer(&self, viewer: Viewer) {
        if let SessionState::SignedIn(_) = self.state.get() {
            self.state.set(SessionState::SignedIn(Rc::new(viewer)));
        }
    }

    /// A token that lasts a little longer, renewed first where it does not; none for a visitor.
    ///
    /// # Errors
    /// When it can't be renewed.
    pub async fn token(&self) -> Result<Option<Rc<str>>, Failure> {
        let usable = |access: &Access| access.expires_at - js_sys::Date::now() > AHEAD;
        if let Some(access) = self.access.borrow().as_ref().filter(|access| usable(access)) {
            return Ok(Some(access.token.clone()));
        }
        match self.state.get() {
            SessionState::Visitor => return Ok(None),
            SessionState::Ended(_) => return Err(Failure::SessionEnded),
            SessionState::Restoring | SessionState::SignedIn(_) => {}
        }
        let stale = self.access.borrow().as_ref().map(|access| access.token.clone());
        self.renew(stale.as_deref()).await?;
        Ok(self.access.borrow().as_ref().map(|access| access.token.clone()))
    }

    /// Gets a new token in place of `stale`. Whoever asks meanwhile waits for the same answer.
    ///
    /// # Errors
    /// [`Failure::SessionEnded`], after which [`state`](Self::state) says so too; or the server can't be reached.
    pub async fn renew(&self, stale: Option<&str>) -> Result<(), Failure> {
        if self.renewing.get() {
            self.renewing.until(|renewing| !renewing).await;
        }
        if self.access.borrow().as_ref().is_some_and(|access| Some(&*access.token) != stale) {
            return Ok(());
        }
        if let SessionState::Ended(_) | SessionState::Visitor = self.state.get() {
            return Err(Failure::SessionEnded);
        }
        self.renewing.set(true);
        let result = match self.refresh().await {
            Ok(signed) if signed.errors.is_empty() => {
                self.accept(signed);
                Ok(())
            }
            Ok(_) => Err(Failure::SessionEnded),
            Err(failure) => Err(failure),
        };
        if result == Err(Failure::SessionEnded) {
            self.end();
        }
        self.renewing.set(false);
        result
    }

    async fn refresh(&self) -> Result<Signed, Failure> {
        let body = http::Body::asking::<operation::RefreshSession>(&())?;
        let connection = self.connection.clone();
        let request = async move { http::send(&body, None, &connection).await };
        let answer = lock::exclusively(LOCK, request).await.unwrap_or(Err(Failure::Unreachable))?;
        Ok(answer.data::<operation::RefreshSession>()?.refresh_session)
    }

    /// Takes a new token where there is one, and gives what was wrong where there is none.
    fn accept(&self, signed: Signed) -> Vec<UserError> {
        let now = js_sys::Date::now();
        let life = signed.expires_at.as_ref().map_or(0.0, |at| at.milliseconds() - now).max(SHORTEST_LIFE);
        match signed.access() {
            Ok((token, viewer)) => {
                *self.access.borrow_mut() = Some(Access { token: token.into(), expires_at: now + life });
                self.state.set(SessionState::SignedIn(Rc::new(viewer)));
                Vec::new()
            }
            Err(errors) => errors,
        }
    }

    fn end(&self) {
        self.access.take();
        self.state.set(match self.state.get() {
            SessionState::SignedIn(viewer) | SessionState::Ended(viewer) => SessionState::Ended(viewer),
            SessionState::Restoring | SessionState::Visitor => SessionState::Visitor,
        });
    }
}
