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
    /// It could not be found out: the server gave this instead.
    NotRestored(Failure),
    /// Nobody.
    Visitor,
    /// This person.
    SignedIn(Rc<Viewer>),
    /// This person was until just now. Its page stays as it is, until it signs in again.
    Ended {
        /// Whose page it is.
        viewer: Rc<Viewer>,
        /// Who has signed in from another tab since, if somebody did.
        other: Option<Rc<Viewer>>,
    },
}

impl SessionState {
    /// Who is signed in, if somebody is.
    pub fn viewer(&self) -> Option<&Rc<Viewer>> {
        match self {
            Self::SignedIn(viewer) => Some(viewer),
            Self::Restoring | Self::NotRestored(_) | Self::Visitor | Self::Ended { .. } => None,
        }
    }

    /// A renewal brought a token of this person. The cookie is that of whoever signed in last, in whatever tab: a page of
    /// somebody else does not go on as this person.
    fn renewed(self, now: Rc<Viewer>) -> Self {
        match self {
            Self::SignedIn(viewer) | Self::Ended { viewer, .. } if viewer.id != now.id => {
                Self::Ended { viewer, other: Some(now) }
            }
            Self::Restoring | Self::NotRestored(_) | Self::Visitor | Self::SignedIn(_) | Self::Ended { .. } => {
                Self::SignedIn(now)
            }
        }
    }

    /// The token does not hold any more, and no other is to be had.
    fn ended(self) -> Self {
        match self {
            Self::SignedIn(viewer) => Self::Ended { viewer, other: None },
            Self::Ended { viewer, other } => Self::Ended { viewer, other },
            Self::Restoring | Self::NotRestored(_) | Self::Visitor => Self::Visitor,
        }
    }
}

/// An access token, and whose it is. What one person began, the token of another does not end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    token: Rc<str>,
    owner: Rc<str>,
}

impl Access {
    /// The token, for the server.
    pub fn token(&self) -> &str {
        &self.token
    }
}

/// The session of this tab. Clones stand for the same session.
#[derive(Clone)]
pub struct Session {
    state: Signal<SessionState>,
    /// With the moment at which it expires, in milliseconds.
    access: Rc<RefCell<Option<(Access, f64)>>>,
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
                Failure::SessionEnded => {
                    self.state.set(SessionState::Visitor);
                    return;
                }
                Failure::Forbidden | Failure::RateLimited { .. } | Failure::Internal { .. } => {
                    // Not a visitor: the cookie may hold, and asking for a password again would be of no use.
                    self.state.set(SessionState::NotRestored(failure));
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
        Ok(self.accept(answer.data::<operation::SignIn>()?.sign_in, |_, viewer| SessionState::SignedIn(viewer)))
    }

    /// Finds out anew who is signed in, such as where somebody has signed in since from another tab. The page of the one
    /// before goes.
    pub async fn go_on(&self) {
        self.access.take();
        self.state.set(SessionState::Restoring);
        self.restore().await;
    }

    /// Signs out, here and on the server.
    ///
    /// # Errors
    /// When the server does not say that it is done: the session would come back at the next visit.
    pub async fn sign_out(&self) -> Result<(), Failure> {
        let access = self.access();
        let body = http::Body::asking::<operation::SignOut>(&())?;
        http::send(&body, access.as_ref().map(Access::token), &self.connection).await?;
        self.access.take();
        self.state.set(SessionState::Visitor);
        Ok(())
    }

    /// The account of whoever is signed in has changed.
    pub fn update_viewer(&self, viewer: Viewer) {
        if self.state.get().viewer().is_some_and(|known| known.id == viewer.id) {
            self.state.set(SessionState::SignedIn(Rc::new(viewer)));
        }
    }

    /// A token that lasts a little longer, renewed first where it does not; none for a visitor.
    ///
    /// # Errors
    /// When it can't be renewed.
    pub async fn usable(&self) -> Result<Option<Access>, Failure> {
        let lasts = |expires_at: f64| expires_at - js_sys::Date::now() > AHEAD;
        let held = self.access.borrow().clone();
        let stale = match held {
            Some((access, expires_at)) if lasts(expires_at) => return Ok(Some(access)),
            held => held.map(|(access, _)| access),
        };
        match self.state.get() {
            SessionState::Visitor | SessionState::NotRestored(_) => Ok(None),
            SessionState::Ended { .. } => Err(Failure::SessionEnded),
            SessionState::Restoring | SessionState::SignedIn(_) => self.renew(stale.as_ref()).await.map(Some),
        }
    }

    /// Gets a new token of the same person in place of `stale`. Whoever asks meanwhile waits for the same answer.
    ///
    /// # Errors
    /// [`Failure::SessionEnded`], also where another person is signed in by now; or the server can't be reached.
    pub async fn renew(&self, stale: Option<&Access>) -> Result<Access, Failure> {
        if self.renewing.get() {
            self.renewing.until(|renewing| !renewing).await;
        }
        if let Some(access) = self.access().filter(|access| Some(access) != stale) {
            let same = stale.is_none_or(|stale| stale.owner == access.owner);
            return if same { Ok(access) } else { Err(Failure::SessionEnded) };
        }
        if let SessionState::Ended { .. } | SessionState::Visitor = self.state.get() {
            return Err(Failure::SessionEnded);
        }
        self.renewing.set(true);
        let result = self.refresh().await.and_then(|signed| {
            self.access.take();
            self.accept(signed, SessionState::renewed);
            self.access().ok_or(Failure::SessionEnded)
        });
        if result == Err(Failure::SessionEnded) {
            self.access.take();
            self.state.set(self.state.get().ended());
        }
        self.renewing.set(false);
        result
    }

    fn access(&self) -> Option<Access> {
        self.access.borrow().as_ref().map(|(access, _)| access.clone())
    }

    async fn refresh(&self) -> Result<Signed, Failure> {
        let body = http::Body::asking::<operation::RefreshSession>(&())?;
        let connection = self.connection.clone();
        let request = async move { http::send(&body, None, &connection).await };
        let answer = lock::exclusively(LOCK, request).await.unwrap_or(Err(Failure::Unreachable))?;
        Ok(answer.data::<operation::RefreshSession>()?.refresh_session)
    }

    /// Takes a new token where there is one, unless the page is not to go on with it, and gives what was wrong where there
    /// is none.
    fn accept(&self, signed: Signed, next: fn(SessionState, Rc<Viewer>) -> SessionState) -> Vec<UserError> {
        let now = js_sys::Date::now();
        let life = signed.expires_at.as_ref().map_or(0.0, |at| at.milliseconds() - now).max(SHORTEST_LIFE);
        match signed.access() {
            Ok((token, viewer)) => {
                let access = Access { token: token.into(), owner: viewer.id.as_str().into() };
                let state = next(self.state.get(), Rc::new(viewer));
                *self.access.borrow_mut() = state.viewer().map(|_| (access, now + life));
                self.state.set(state);
                Vec::new()
            }
            Err(errors) => errors,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(id: &str) -> Rc<Viewer> {
        let (first_name, last_name) = Default::default();
        Rc::new(Viewer { id: id.to_owned(), role: guichet_domain::Role::Seller, first_name, last_name, email: None })
    }

    #[test]
    fn a_page_goes_on_as_the_person_whose_it_is_and_nobody_else() {
        let (sophie, thomas) = (person("sophie"), person("thomas"));
        let signed_in = SessionState::SignedIn(sophie.clone());
        assert_eq!(signed_in.clone().renewed(sophie.clone()), signed_in);
        let ended = |other| SessionState::Ended { viewer: sophie.clone(), other };
        assert_eq!(signed_in.clone().renewed(thomas.clone()), ended(Some(thomas.clone())));
        assert_eq!(ended(None).renewed(thomas.clone()), ended(Some(thomas.clone())));
        // What is said of the other stays until one of them signs in here.
        assert_eq!(ended(Some(thomas.clone())).ended(), ended(Some(thomas)));
        assert_eq!(signed_in.ended(), ended(None));
    }

    #[test]
    fn whoever_the_cookie_names_goes_on_where_nobody_was() {
        let sophie = person("sophie");
        for state in [SessionState::Restoring, SessionState::NotRestored(Failure::Forbidden), SessionState::Visitor] {
            assert_eq!(state.renewed(sophie.clone()), SessionState::SignedIn(sophie.clone()));
        }
    }
}
