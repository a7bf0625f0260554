//! One row as JSON.

use super::{Kind, Step};
use crate::{account::Actor, graphql::enums, store::cells::Cells};
use async_graphql::Value;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use guichet_domain::{self as domain, Party, Role, TicketState, id::PersonId};
use sea_orm::{ActiveEnum, DbErr};
use std::io::Write;

/// Writes what these steps say of a row whose cells stand from `first` on.
///
/// # Errors
/// The base has something else there.
pub fn write(
    steps: &[Step],
    viewer: Option<&Actor>,
    cells: Cells<'_>,
    first: usize,
    json: &mut Vec<u8>,
) -> Result<(), DbErr> {
    for step in steps {
        match step {
            Step::Piece(piece) => json.extend_from_slice(piece.as_bytes()),
            Step::Cell(kind, at) => write_cell(*kind, cells, first + at, json)?,
            Step::ByRole(role, staff, client) => {
                let role: Role = cells.named(first + role)?;
                let steps = match role.party() {
                    Party::Client => client,
                    Party::Staff => staff,
                };
                write(steps, viewer, cells, first, json)?;
            }
            Step::Actions([status, waiting_on, client]) => {
                let viewer = viewer.ok_or_else(|| DbErr::Custom("actions of nobody".to_owned()))?;
                let (status, waiting_on) = (cells.named(first + status)?, cells.maybe_named(first + waiting_on)?);
                let relation = viewer.relation(PersonId(cells.number(first + client)?));
                let actions = relation.available_actions(TicketState::stored(status, waiting_on));
                let actions: Vec<_> = actions.map(|action| Value::from(enums::TicketAction::from(action))).collect();
                said(serde_json::to_writer(&mut *json, &actions))?;
            }
        }
    }
    Ok(())
}

fn write_cell(kind: Kind, cells: Cells<'_>, at: usize, json: &mut Vec<u8>) -> Result<(), DbErr> {
    match kind {
        Kind::Id(of) => {
            let id = URL_SAFE_NO_PAD.encode(format!("{of}:{}", cells.number(at)?));
            said(write!(json, "\"{id}\""))
        }
        Kind::Number => said(write!(json, "{}", cells.number(at)?)),
        Kind::Text => said(serde_json::to_writer(&mut *json, &cells.text(at)?)),
        Kind::Priority => {
            let priority = domain::Priority::try_from_value(&cells.small_number(at)?)?;
            said(serde_json::to_writer(&mut *json, &Value::from(enums::Priority::from(priority))))
        }
        Kind::Moment => match cells.moment(at)? {
            Some(moment) => said(write!(json, "\"{}\"", moment.to_rfc3339())),
            None => said(json.write_all(b"null")),
        },
        Kind::Day => said(write!(json, "\"{}\"", cells.day(at)?)),
        Kind::Flag => said(write!(json, "{}", cells.flag(at)?)),
    }
}

/// Nothing that is written to memory fails.
fn said<E: std::fmt::Display>(written: Result<(), E>) -> Result<(), DbErr> {
    written.map_err(|error| DbErr::Custom(error.to_string()))
}
