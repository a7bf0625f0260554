//! People, as other screens show them.

use super::{
    schema,
    vocabulary::{EmailAddress, Role},
};
use cynic::{
    QueryFragment,
    queries::{SelectionBuilder, VariableMatch},
    schema::{HasSubtype, NamedType},
};
use serde::{Deserialize, Deserializer};

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

/// What only one type of person has; none for a person of another type.
///
/// cynic's own way to tell types apart keeps what comes before the type's name, and has everything below compiled once
/// more to be read from there.
#[derive(Clone, Debug)]
pub struct Only<Fragment>(pub Option<Fragment>);

impl<Fragment> QueryFragment for Only<Fragment>
where
    Fragment: QueryFragment,
    Fragment::SchemaType: NamedType,
    Fragment::VariablesFields: VariableMatch<Fragment::VariablesFields>,
    schema::Person: HasSubtype<Fragment::SchemaType>,
{
    type SchemaType = schema::Person;
    type VariablesFields = Fragment::VariablesFields;

    fn query(mut builder: SelectionBuilder<'_, Self::SchemaType, Self::VariablesFields>) {
        Fragment::query(builder.inline_fragment().on::<Fragment::SchemaType>().select_children());
    }
}

impl<'de, Fragment: Deserialize<'de>> Deserialize<'de> for Only<Fragment> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Of a person of another type the answer holds none of the fields.
        Ok(Self(Fragment::deserialize(deserializer).ok()))
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
