//! What the demonstration tells: people.toml, tickets.toml and products.csv beside this file.

use super::moment::Moment;
use crate::{
    Error,
    catalogue::csv::{ProductLine, ProductLines},
};
use guichet_domain::{Priority, Role};
use serde::{Deserialize, de::DeserializeOwned};

/// All of it.
pub struct Script {
    /// The catalogue.
    pub products: Vec<ProductLine>,
    /// Sellers and technicians.
    pub staff: Vec<StaffMember>,
    /// Clients and what they bought.
    pub clients: Vec<Client>,
    /// What they asked, and what came of it.
    pub tickets: Vec<Ticket>,
}

#[derive(Deserialize)]
struct People {
    staff: Vec<StaffMember>,
    client: Vec<Client>,
}

#[derive(Deserialize)]
struct Tickets {
    ticket: Vec<Ticket>,
}

/// A seller or a technician.
#[derive(Deserialize)]
pub struct StaffMember {
    /// What the tickets call it.
    pub key: String,
    pub role: StaffRole,
    pub first_name: String,
    pub last_name: String,
    pub email: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StaffRole {
    Seller,
    Technician,
}

impl From<StaffRole> for Role {
    fn from(role: StaffRole) -> Self {
        match role {
            StaffRole::Seller => Self::Seller,
            StaffRole::Technician => Self::Technician,
        }
    }
}

/// A client; the tickets call it by what stands before the `@` of its address.
#[derive(Deserialize)]
pub struct Client {
    pub first_name: String,
    pub last_name: String,
    pub email: String,
    pub bought: Vec<Purchase>,
}

impl Client {
    /// What the tickets call it.
    pub fn key(&self) -> &str {
        self.email.split_once('@').map_or(&self.email, |(local, _)| local)
    }
}

/// A product that a client bought.
#[derive(Deserialize)]
pub struct Purchase {
    /// Its reference.
    pub product: String,
    pub at: Moment,
}

/// A ticket, opened by its first message.
#[derive(Deserialize)]
pub struct Ticket {
    pub client: String,
    pub product: String,
    pub at: Moment,
    #[serde(default)]
    pub priority: TicketPriority,
    pub title: String,
    pub body: String,
    pub then: Vec<Step>,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TicketPriority {
    Low,
    #[default]
    Normal,
    High,
    Urgent,
}

impl From<TicketPriority> for Priority {
    fn from(priority: TicketPriority) -> Self {
        match priority {
            TicketPriority::Low => Self::Low,
            TicketPriority::Normal => Self::Normal,
            TicketPriority::High => Self::High,
            TicketPriority::Urgent => Self::Urgent,
        }
    }
}

/// What happened next: a message, or the resolution.
#[derive(Deserialize)]
pub struct Step {
    pub at: Moment,
    /// A staff member, or `client`.
    pub by: String,
    #[serde(flatten)]
    pub act: Act,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// A message.
    Says(String),
    /// The resolution; always `true`.
    #[expect(dead_code, reason = "TOML has no unit value")]
    Resolves(bool),
}

impl Script {
    /// Reads the files, which the program carries.
    ///
    /// # Errors
    /// A file is not what the program expects.
    pub fn read() -> Result<Self, Error> {
        let People { staff, client } = parse(include_str!("people.toml"))?;
        let Tickets { ticket } = parse(include_str!("tickets.toml"))?;
        let lines = ProductLines::new(include_bytes!("products.csv").as_slice()).map_err(broken)?;
        let products = lines.map(|line| line.map_err(broken)?.map_err(broken)).collect::<Result<_, _>>()?;
        Ok(Self { products, staff, clients: client, tickets: ticket })
    }
}

fn parse<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    toml::from_str(text).map_err(broken)
}

fn broken(error: impl std::fmt::Display) -> Error {
    Error::Internal(format!("demonstration: {error}"))
}
