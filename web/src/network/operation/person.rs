//! People, as other screens show them.

use super::{
    schema,
    vocabulary::{EmailAddress, Role},
};

/// Someone who wrote, resolved or sold.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq)]
pub struct Person {
    /// Opaque and global.
    pub id: cynic::Id,
    /// Which side, and what it does there.
    pub role: Role,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
}

impl Person {
    /// First and last name.
    pub fn name(&self) -> String {
        full_name(&self.first_name, &self.last_name)
    }
}

/// A client, as a ticket names it.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq)]
pub struct Client {
    /// Opaque and global.
    pub id: cynic::Id,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// What it signs in with.
    pub email: EmailAddress,
}

impl Client {
    /// First and last name.
    pub fn name(&self) -> String {
        full_name(&self.first_name, &self.last_name)
    }
}

/// First and last name in one.
pub fn full_name(first: &str, last: &str) -> String {
    format!("{first} {last}")
}
