//! Objects written as JSON while their rows are read: exactly the columns that were selected, each in its place.
//!
//! The library makes a future and a value of each field, since any may have to wait. A page of a queue has a thousand
//! fields, and once its rows are read none of them waits for anything. Where something else is selected, such as a list
//! below, there is no [`Writing`]: then every object goes the library's way.

mod row;
mod writings;

pub use writings::{Writings, Written};

use super::HIDDEN;
use crate::ticket::joined::{Cell, Source};
use async_graphql::{
    context::QueryEnv,
    parser::types::{Selection, SelectionSet},
};

/// How the rows of a list are read and written.
#[derive(Debug, PartialEq, Eq)]
pub struct Writing {
    /// What is read of each.
    cells: Vec<Cell>,
    steps: Vec<Step>,
}

#[derive(Debug, PartialEq, Eq)]
enum Step {
    /// JSON as it stands.
    Piece(String),
    /// The value of a cell.
    Cell(Kind, usize),
    /// What depends on whether a person is one of the staff: the cell of its role, and how either is written.
    ByRole(usize, Vec<Step>, Vec<Step>),
    /// What a viewer may do to a ticket: its status, who must act, and its client.
    Actions([usize; 3]),
}

/// How a cell is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A global id of this kind of thing.
    Id(&'static str),
    Number,
    Text,
    Priority,
    Moment,
    Day,
    Flag,
}

/// A type of the schema, and where its columns are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Type {
    Ticket,
    Sale,
    Product,
    /// A client, by the way that leads there.
    Client(Source),
    /// A member of staff.
    StaffMember(Source),
    Message(Source),
}

enum Field {
    Leaf(Kind, &'static str),
    Null,
    Object(Type),
    /// A client or a member of staff.
    Person(Source),
    Actions,
}

impl Writing {
    /// Of objects of which this is selected, for a viewer who sees all or a part.
    fn of(kind: Type, selection: &SelectionSet, env: &QueryEnv, sees_all: bool) -> Option<Self> {
        let mut writer = Writer { env, sees_all, cells: Vec::new() };
        let steps = writer.object(kind, selection)?;
        Some(Self { cells: writer.cells, steps })
    }

    /// Whether what is written depends on who asks.
    fn is_personal(&self) -> bool {
        self.steps.iter().any(|step| matches!(step, Step::Actions(_)))
    }
}

/// What is selected of the rows of a connection: of its `nodes`, and of its edges' `node`.
fn selections<'s>(connection: &'s SelectionSet, env: &'s QueryEnv) -> Vec<&'s SelectionSet> {
    let mut nodes = below(connection, "nodes", env);
    for edge in below(connection, "edges", env) {
        nodes.extend(below(edge, "node", env));
    }
    nodes
}

fn below<'s>(selection: &'s SelectionSet, name: &str, env: &'s QueryEnv) -> Vec<&'s SelectionSet> {
    let mut found = Vec::new();
    for selected in &selection.items {
        match &selected.node {
            Selection::Field(field) if field.node.name.node == name => found.push(&field.node.selection_set.node),
            Selection::Field(_) => {}
            Selection::InlineFragment(fragment) => found.extend(below(&fragment.node.selection_set.node, name, env)),
            Selection::FragmentSpread(spread) => {
                if let Some(fragment) = env.fragments.get(&spread.node.fragment_name.node) {
                    found.extend(below(&fragment.node.selection_set.node, name, env));
                }
            }
        }
    }
    found
}

struct Writer<'w> {
    env: &'w QueryEnv,
    sees_all: bool,
    cells: Vec<Cell>,
}

impl Writer<'_> {
    fn cell(&mut self, source: Source, column: &'static str) -> usize {
        let known = self.cells.iter().position(|cell| *cell == (source, column));
        known.unwrap_or_else(|| {
            self.cells.push((source, column));
            self.cells.len() - 1
        })
    }

    fn object(&mut self, kind: Type, selection: &SelectionSet) -> Option<Vec<Step>> {
        let (mut steps, mut names) = (vec![Step::Piece("{".to_owned())], Vec::new());
        self.add(kind, selection, &mut names, &mut steps)?;
        piece(&mut steps, "}");
        Some(steps)
    }

    fn add(
        &mut self,
        kind: Type,
        selection: &SelectionSet,
        names: &mut Vec<String>,
        steps: &mut Vec<Step>,
    ) -> Option<()> {
        for selected in &selection.items {
            let (condition, below) = match &selected.node {
                Selection::Field(field) => {
                    let field = &field.node;
                    let name = field.response_key().node.as_str();
                    if name == HIDDEN {
                        continue;
                    }
                    if names.iter().any(|known| known == name) {
                        // What is asked for twice below one name would have to be merged.
                        if field.selection_set.node.items.is_empty() {
                            continue;
                        }
                        return None;
                    }
                    let comma = if names.is_empty() { "" } else { "," };
                    names.push(name.to_owned());
                    piece(steps, &format!("{comma}\"{name}\":"));
                    if field.name.node == "__typename" {
                        piece(steps, &format!("\"{}\"", kind.names()[0]));
                        continue;
                    }
                    if !field.arguments.is_empty() {
                        return None;
                    }
                    self.field(kind, field.name.node.as_str(), &field.selection_set.node, steps)?;
                    continue;
                }
                Selection::InlineFragment(fragment) => {
                    (fragment.node.type_condition.as_ref(), &fragment.node.selection_set.node)
                }
                Selection::FragmentSpread(spread) => {
                    let fragment = &self.env.fragments.get(&spread.node.fragment_name.node)?.node;
                    (Some(&fragment.type_condition), &fragment.selection_set.node)
                }
            };
            if condition.is_none_or(|on| kind.names().contains(&on.node.on.node.as_str())) {
                self.add(kind, below, names, steps)?;
            }
        }
        Some(())
    }

    fn field(&mut self, kind: Type, name: &str, selection: &SelectionSet, steps: &mut Vec<Step>) -> Option<()> {
        match kind.field(name, self.sees_all)? {
            Field::Leaf(leaf, column) => steps.push(Step::Cell(leaf, self.cell(kind.source(), column))),
            Field::Null => piece(steps, "null"),
            Field::Object(to) => steps.extend(self.object(to, selection)?),
            Field::Person(source) => {
                let role = self.cell(source, "role");
                let staff = self.object(Type::StaffMember(source), selection)?;
                steps.push(Step::ByRole(role, staff, self.object(Type::Client(source), selection)?));
            }
            Field::Actions => {
                let cells = ["status", "waiting_on", "client_id"].map(|column| self.cell(Source::Ticket, column));
                steps.push(Step::Actions(cells));
            }
        }
        Some(())
    }
}

/// Adds to the last piece, if that is what comes last.
fn piece(steps: &mut Vec<Step>, json: &str) {
    match steps.last_mut() {
        Some(Step::Piece(piece)) => piece.push_str(json),
        _ => steps.push(Step::Piece(json.to_owned())),
    }
}

impl Type {
    /// Its own name, and its interfaces'.
    const fn names(self) -> &'static [&'static str] {
        match self {
            Self::Ticket => &["Ticket", "Node"],
            Self::Sale => &["Sale", "Node"],
            Self::Product => &["Product", "Node"],
            Self::Client(_) => &["Client", "Person", "Node"],
            Self::StaffMember(_) => &["StaffMember", "Person", "Node"],
            Self::Message(_) => &["Message", "Node"],
        }
    }

    const fn source(self) -> Source {
        match self {
            Self::Ticket => Source::Ticket,
            Self::Sale => Source::Sale,
            Self::Product => Source::Product,
            Self::Client(source) | Self::StaffMember(source) | Self::Message(source) => source,
        }
    }

    /// What one of its fields is; `None` for one that is not read along.
    fn field(self, name: &str, sees_all: bool) -> Option<Field> {
        use Kind::{Day, Flag, Id, Moment, Number, Priority, Text};
        Some(match (self, name) {
            (Self::Ticket, "id") => Field::Leaf(Id("Ticket"), "id"),
            (Self::Ticket, "number") => Field::Leaf(Number, "id"),
            (Self::Ticket, "title") => Field::Leaf(Text, "title"),
            (Self::Ticket, "status") => Field::Leaf(Text, "status"),
            (Self::Ticket, "waitingOn") => Field::Leaf(Text, "waiting_on"),
            (Self::Ticket, "priority") => Field::Leaf(Priority, "priority"),
            (Self::Ticket, "client") => Field::Object(Self::Client(Source::Client)),
            (Self::Ticket, "sale") => Field::Object(Self::Sale),
            (Self::Ticket, "openedAt") => Field::Leaf(Moment, "opened_at"),
            (Self::Ticket, "firstAnsweredAt") => Field::Leaf(Moment, "first_answered_at"),
            (Self::Ticket, "lastActivityAt") => Field::Leaf(Moment, "last_activity_at"),
            (Self::Ticket, "resolvedAt") => Field::Leaf(Moment, "resolved_at"),
            (Self::Ticket, "lastMessage") => Field::Object(Self::Message(Source::LastMessage)),
            (Self::Ticket, "availableActions") => Field::Actions,
            (Self::Sale, "id") => Field::Leaf(Id("Sale"), "id"),
            (Self::Sale, "product") => Field::Object(Self::Product),
            (Self::Sale, "serialNumber") => Field::Leaf(Text, "serial_number"),
            (Self::Sale, "soldOn") => Field::Leaf(Day, "sold_on"),
            (Self::Product, "id") => Field::Leaf(Id("Product"), "id"),
            (Self::Product, "reference") => Field::Leaf(Text, "reference"),
            (Self::Product, "designation") => Field::Leaf(Text, "designation"),
            (Self::Product, "onSale") => Field::Leaf(Flag, "on_sale"),
            (Self::Message(_), "id") => Field::Leaf(Id("Message"), "id"),
            (Self::Message(_), "body") => Field::Leaf(Text, "body"),
            (Self::Message(_), "postedAt") => Field::Leaf(Moment, "posted_at"),
            (Self::Message(Source::LastMessage), "author") => Field::Person(Source::LastAuthor),
            (Self::Message(_), "author") => Field::Person(Source::Author),
            (Self::Client(_) | Self::StaffMember(_), "id") => Field::Leaf(Id("Person"), "id"),
            (Self::Client(_) | Self::StaffMember(_), "role") => Field::Leaf(Text, "role"),
            (Self::Client(_) | Self::StaffMember(_), "firstName") => Field::Leaf(Text, "first_name"),
            (Self::Client(_) | Self::StaffMember(_), "lastName") => Field::Leaf(Text, "last_name"),
            // A client's own address is whose ticket it is: nobody else is shown the ticket.
            (Self::Client(_), "email") => Field::Leaf(Text, "email"),
            (Self::StaffMember(_), "email") if sees_all => Field::Leaf(Text, "email"),
            (Self::StaffMember(_), "email") => Field::Null,
            _ => return None,
        })
    }
}
