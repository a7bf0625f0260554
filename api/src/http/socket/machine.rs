//! The protocol's rules as a state machine: a message comes in, what to do comes out. Nothing here touches the network.

use super::{close::Close, message::ClientMessage};
use crate::http::{backend::bearer, params::Params};
use std::collections::HashSet;

/// What to do about a message.
#[derive(Debug)]
pub enum Action {
    /// Nothing.
    Nothing,
    /// Find out who this is, if the client says so, then [`Machine::acknowledge`].
    Initialise { token: Option<String> },
    /// Answer a `ping`.
    Pong,
    /// Put a newer token in the place of the first, then answer the `ping`.
    Renew { token: String },
    /// Start an operation.
    Start { id: String, params: Params },
    /// Refuse an operation: too many run.
    Refuse { id: String },
    /// Stop an operation.
    Stop { id: String },
    /// Close the socket.
    Close(Close),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Opened,
    Initialising,
    Acknowledged,
}

/// Where a socket stands.
#[derive(Debug)]
pub struct Machine {
    phase: Phase,
    running: HashSet<String>,
    most_running: usize,
}

impl Machine {
    /// A socket just opened, on which so many operations may run at a time.
    pub fn new(most_running: usize) -> Self {
        Self { phase: Phase::Opened, running: HashSet::new(), most_running }
    }

    /// `connection_ack` goes out.
    pub fn acknowledge(&mut self) {
        self.phase = Phase::Acknowledged;
    }

    /// An operation ended by itself; its id is free again.
    pub fn ended(&mut self, id: &str) {
        self.running.remove(id);
    }

    /// Takes a text message.
    pub fn on_text(&mut self, text: &str) -> Action {
        match ClientMessage::parse(text) {
            Ok(message) => self.on_message(message),
            Err(reason) => Action::Close(Close::invalid(reason)),
        }
    }

    fn on_message(&mut self, message: ClientMessage) -> Action {
        match (message, self.phase) {
            (ClientMessage::Init(authorization), Phase::Opened) => {
                self.phase = Phase::Initialising;
                match authorization.map(|value| bearer(&value).map(str::to_owned)) {
                    None => Action::Initialise { token: None },
                    Some(Some(token)) => Action::Initialise { token: Some(token) },
                    Some(None) => Action::Close(Close::forbidden("`authorization` must be `Bearer` and a token")),
                }
            }
            (ClientMessage::Init(_), Phase::Initialising | Phase::Acknowledged) => {
                Action::Close(Close::too_many_inits())
            }
            (ClientMessage::Ping { authorization: Some(value) }, Phase::Acknowledged) => match bearer(&value) {
                Some(token) => Action::Renew { token: token.to_owned() },
                None => Action::Close(Close::forbidden("`authorization` must be `Bearer` and a token")),
            },
            (ClientMessage::Ping { .. }, _) => Action::Pong,
            (ClientMessage::Pong, _) => Action::Nothing,
            (ClientMessage::Subscribe { .. }, Phase::Opened | Phase::Initialising) => {
                Action::Close(Close::unauthorized())
            }
            (ClientMessage::Subscribe { id, .. }, Phase::Acknowledged) if self.running.contains(&id) => {
                Action::Close(Close::duplicate(&id))
            }
            (ClientMessage::Subscribe { id, .. }, Phase::Acknowledged) if self.running.len() >= self.most_running => {
                Action::Refuse { id }
            }
            (ClientMessage::Subscribe { id, params }, Phase::Acknowledged) => {
                self.running.insert(id.clone());
                Action::Start { id, params }
            }
            // It may cross the server's own `complete` on the way.
            (ClientMessage::Complete { id }, _) => {
                if self.running.remove(&id) {
                    Action::Stop { id }
                } else {
                    Action::Nothing
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INIT: &str = r#"{"type":"connection_init","payload":{"authorization":"Bearer abc"}}"#;

    fn subscribe(id: &str) -> String {
        format!(r#"{{"type":"subscribe","id":"{id}","payload":{{"query":"{{a}}"}}}}"#)
    }

    fn acknowledged() -> Machine {
        let mut machine = Machine::new(2);
        assert!(matches!(machine.on_text(INIT), Action::Initialise { token: Some(token) } if token == "abc"));
        machine.acknowledge();
        machine
    }

    fn assert_closes(action: Action, code: u16) {
        match action {
            Action::Close(close) => assert_eq!(close.code, code, "{}", close.reason),
            other => panic!("{other:?} instead of {code}"),
        }
    }

    #[test]
    fn whatever_is_no_message_closes_with_4400() {
        for text in [
            "",
            "nonsense",
            "[]",
            "null",
            r#"{"type":1}"#,
            r#"{"type":"start"}"#,
            r#"{"type":"next","id":"1","payload":{}}"#,
            r#"{"type":"connection_init","payload":"abc"}"#,
            r#"{"type":"connection_init","payload":{"authorization":1}}"#,
            r#"{"type":"subscribe","payload":{"query":"{a}"}}"#,
            r#"{"type":"subscribe","id":"","payload":{"query":"{a}"}}"#,
            r#"{"type":"subscribe","id":1,"payload":{"query":"{a}"}}"#,
            r#"{"type":"subscribe","id":"1"}"#,
            r#"{"type":"subscribe","id":"1","payload":{}}"#,
            r#"{"type":"subscribe","id":"1","payload":{"query":"{a}","variables":[]}}"#,
            r#"{"type":"complete"}"#,
            r#"{"type":"ping","payload":[]}"#,
        ] {
            assert_closes(acknowledged().on_text(text), 4400);
        }
    }

    #[test]
    fn nothing_runs_before_the_acknowledgement() {
        assert_closes(Machine::new(2).on_text(&subscribe("1")), 4401);
        let mut machine = Machine::new(2);
        machine.on_text(INIT);
        assert_closes(machine.on_text(&subscribe("1")), 4401);
    }

    #[test]
    fn there_is_one_initialisation() {
        assert_closes(acknowledged().on_text(INIT), 4429);
        let mut machine = Machine::new(2);
        machine.on_text(INIT);
        assert_closes(machine.on_text(INIT), 4429);
    }

    #[test]
    fn a_socket_without_a_token_is_a_visitors() {
        for init in [r#"{"type":"connection_init"}"#, r#"{"type":"connection_init","payload":{"a":1}}"#] {
            assert!(matches!(Machine::new(2).on_text(init), Action::Initialise { token: None }));
        }
        let basic = r#"{"type":"connection_init","payload":{"authorization":"Basic abc"}}"#;
        assert_closes(Machine::new(2).on_text(basic), 4403);
    }

    #[test]
    fn an_id_serves_one_operation_at_a_time() {
        let mut machine = acknowledged();
        assert!(matches!(machine.on_text(&subscribe("1")), Action::Start { id, .. } if id == "1"));
        assert_closes(machine.on_text(&subscribe("1")), 4409);
        machine.ended("1");
        assert!(matches!(machine.on_text(&subscribe("1")), Action::Start { .. }));
        assert!(matches!(machine.on_text(r#"{"type":"complete","id":"1"}"#), Action::Stop { .. }));
        assert!(matches!(machine.on_text(r#"{"type":"complete","id":"1"}"#), Action::Nothing));
        assert!(matches!(machine.on_text(&subscribe("1")), Action::Start { .. }));
    }

    #[test]
    fn a_socket_runs_so_many_operations_and_no_more() {
        let mut machine = acknowledged();
        machine.on_text(&subscribe("1"));
        machine.on_text(&subscribe("2"));
        assert!(matches!(machine.on_text(&subscribe("3")), Action::Refuse { id } if id == "3"));
        machine.ended("1");
        assert!(matches!(machine.on_text(&subscribe("3")), Action::Start { .. }));
    }

    #[test]
    fn a_ping_is_answered_and_may_bring_a_newer_token() {
        assert!(matches!(Machine::new(2).on_text(r#"{"type":"ping"}"#), Action::Pong));
        assert!(matches!(acknowledged().on_text(r#"{"type":"ping","payload":{"a":1}}"#), Action::Pong));
        assert!(matches!(acknowledged().on_text(r#"{"type":"pong"}"#), Action::Nothing));
        let renew = r#"{"type":"ping","payload":{"authorization":"Bearer newer"}}"#;
        assert!(matches!(acknowledged().on_text(renew), Action::Renew { token } if token == "newer"));
    }

    #[test]
    fn a_long_id_does_not_break_the_close_frame() {
        let mut machine = acknowledged();
        let id = "é".repeat(500);
        machine.on_text(&subscribe(&id));
        match machine.on_text(&subscribe(&id)) {
            Action::Close(close) => assert!(close.reason.len() <= 123),
            other => panic!("{other:?}"),
        }
    }
}
