use super::*;
use crate::access::{Permission, Relation};
use crate::person::Role;
use proptest::prelude::*;
use std::fmt::Write;

#[test]
fn only_the_first_answer_of_staff_makes_a_ticket_in_progress() {
    assert_eq!(TicketState::Open.replied_by(Party::Client), Ok(TicketState::Open));
    assert_eq!(TicketState::Open.replied_by(Party::Staff), Ok(TicketState::InProgress { last: Party::Staff }));
}

#[test]
fn the_other_side_must_act_once_a_ticket_is_in_progress() {
    for author in [Party::Client, Party::Staff] {
        let waiting = TicketState::InProgress { last: author }.waiting_on();
        assert_eq!(waiting, Some(author.other()));
    }
}

#[test]
fn either_side_resolves_an_open_or_in_progress_ticket_once() {
    for state in TicketState::ALL {
        let expected = if state == TicketState::Resolved { Err(AlreadyResolved) } else { Ok(TicketState::Resolved) };
        assert_eq!(state.resolved(), expected, "{state:?}");
    }
}

#[test]
fn a_state_is_read_back_from_its_columns() {
    for state in TicketState::ALL {
        assert_eq!(TicketState::stored(state.status(), state.waiting_on()), state);
    }
}

#[test]
fn priorities_are_ordered_by_urgency() {
    assert!(Priority::Low < Priority::Normal && Priority::Normal < Priority::High && Priority::High < Priority::Urgent);
}

#[test]
fn sellers_and_technicians_may_do_the_same() {
    for permission in Permission::ALL {
        assert_eq!(Role::Seller.may(permission), Role::Technician.may(permission), "{permission:?}");
    }
}

#[test]
fn the_table_of_actions_is_as_written() {
    let mut table = String::new();
    for relation in Relation::ALL {
        for state in TicketState::ALL {
            for action in TicketAction::ALL {
                let after = relation.party().and_then(|party| match action {
                    TicketAction::Reply => state.replied_by(party).ok(),
                    TicketAction::Resolve => state.resolved().ok(),
                });
                let after = after.map_or("refused".to_owned(), described);
                assert_eq!(relation.may(action, state), after != "refused");
                let _ = writeln!(
                    table,
                    "{:9} {:32} {:8} {after}",
                    format!("{relation:?}"),
                    described(state),
                    format!("{action:?}")
                );
            }
        }
    }
    insta::assert_snapshot!(table);
}

#[test]
fn the_table_of_permissions_is_as_written() {
    let mut table = String::new();
    for permission in Permission::ALL {
        for role in Role::ALL {
            let answer = if role.may(permission) { "yes" } else { "no" };
            let _ = writeln!(table, "{:18} {:11} {answer}", format!("{permission:?}"), format!("{role:?}"));
        }
    }
    insta::assert_snapshot!(table);
}

fn described(state: TicketState) -> String {
    let waiting_on = state.waiting_on().map_or("nobody".to_owned(), |party| format!("{party:?}").to_lowercase());
    format!("{:?}, waiting on {waiting_on}", state.status())
}

/// What happens to a ticket after it is opened.
#[derive(Clone, Copy, Debug)]
enum Step {
    Reply(Party),
    Resolve,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => Just(Step::Reply(Party::Client)),
        4 => Just(Step::Reply(Party::Staff)),
        1 => Just(Step::Resolve),
    ]
}

proptest! {
    /// The rules of the specification, told from the list of what happened rather than from the state before.
    #[test]
    fn a_state_follows_from_what_happened(steps in prop::collection::vec(step(), 0..30)) {
        let mut state = TicketState::Open;
        let mut resolved = false;
        let mut answered = false;
        let mut last = Party::Client;
        for step in steps {
            let before = state;
            let after = match step {
                Step::Reply(author) => state.replied_by(author),
                Step::Resolve => state.resolved(),
            };
            prop_assert_eq!(after.is_err(), resolved, "only a resolved ticket refuses");
            let Ok(after) = after else { continue };
            state = after;
            match step {
                Step::Reply(author) => {
                    last = author;
                    answered |= author == Party::Staff;
                    if author == Party::Client {
                        prop_assert_eq!(state.status(), before.status(), "a client's addition leaves the status");
                    }
                }
                Step::Resolve => resolved = true,
            }
            let (status, waiting_on) = match (resolved, answered) {
                (true, _) => (TicketStatus::Resolved, None),
                (false, false) => (TicketStatus::Open, Some(Party::Staff)),
                (false, true) => (TicketStatus::InProgress, Some(last.other())),
            };
            prop_assert_eq!(state.status(), status);
            prop_assert_eq!(state.waiting_on(), waiting_on);
            prop_assert_eq!(TicketState::stored(status, waiting_on), state);
        }
    }
}
