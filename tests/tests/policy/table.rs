//! What was answered to whom, as a person reads it.

use super::world::{Who, World};
use serde_json::Value;
use std::fmt::Write;

/// What each of [`Who::ALL`] was answered, with each of its credentials.
pub type Cells = Vec<Vec<String>>;

/// A row for each field of the schema.
#[derive(Debug, Default)]
pub struct Table(pub Vec<(String, Cells)>);

/// What an answer tells: the codes of its errors, and whatever stands under the name `it`.
pub fn told(world: &World, answer: &Value) -> String {
    let errors = answer["errors"].as_array().map(Vec::as_slice).unwrap_or_default();
    let codes = errors.iter().map(|error| error["extensions"]["code"].as_str().expect("an error has a code"));
    let mut told: Vec<String> = codes.map(str::to_owned).collect();
    let mut found = Vec::new();
    find(&answer["data"], &mut found);
    // Where there is an error, null is its consequence.
    found.retain(|it| told.is_empty() || !it.is_null());
    if told.is_empty() && found.is_empty() {
        return "–".to_owned();
    }
    if !found.is_empty() {
        told.push(words(world, &found));
    }
    told.join(", ")
}

/// Values in words: things by their names, each once; numbers with the name of their field.
pub fn words(world: &World, values: &[&Value]) -> String {
    let mut words = Vec::new();
    values.iter().for_each(|value| collect(world, "", value, &mut words));
    if words.is_empty() { "empty".to_owned() } else { words.join(", ") }
}

/// All that stands under the name `it`.
fn find<'a>(value: &'a Value, found: &mut Vec<&'a Value>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                if name == "it" { found.push(value) } else { find(value, found) }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| find(item, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn collect(world: &World, field: &str, value: &Value, words: &mut Vec<String>) {
    match value {
        // A thing that is not shown, alone or in a list, rather than a detail that it lacks.
        Value::Null if field.is_empty() => words.push("null".to_owned()),
        Value::Null => {}
        Value::Bool(false) => {}
        Value::Bool(true) => words.push(field.to_owned()),
        Value::Number(number) if number.as_i64() == Some(0) => {}
        Value::Number(number) => words.push(format!("{field} {number}")),
        Value::String(text) => {
            let word = if field == "id" { world.name(text) } else { text };
            if !words.iter().any(|said| said == word) {
                words.push(word.to_owned());
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(world, "", item, words)),
        Value::Object(fields) => fields.iter().for_each(|(name, value)| collect(world, name, value, words)),
    }
}

impl Table {
    /// The table of both ways in: one row where they answer alike.
    pub fn of(http: Self, socket: Self) -> Self {
        let mut rows = Vec::new();
        assert_eq!(http.0.len(), socket.0.len());
        for ((row, over_http), (same, over_socket)) in http.0.into_iter().zip(socket.0) {
            assert_eq!(row, same);
            if over_http == over_socket {
                rows.push((row, over_http));
            } else {
                rows.push((format!("{row}, request"), over_http));
                rows.push((format!("{row}, socket"), over_socket));
            }
        }
        Self(rows)
    }

    /// Field by field, each answer once, with all those who get it.
    pub fn print(&self) -> String {
        let mut printed = String::new();
        for (row, cells) in &self.0 {
            let _ = writeln!(printed, "{row}");
            let mut answers: Vec<(String, Vec<&str>)> = Vec::new();
            for (who, cell) in Who::ALL.into_iter().zip(cells) {
                let answer = in_short(cell);
                match answers.iter_mut().find(|(other, _)| *other == answer) {
                    Some((_, group)) => group.push(who.name()),
                    None => answers.push((answer, vec![who.name()])),
                }
            }
            for (answer, group) in answers {
                let _ = writeln!(printed, "    {:34}{answer}", group.join(", "));
            }
        }
        printed
    }
}

/// What a session, a token to write and a token to read were answered, without saying the same twice.
fn in_short(cell: &[String]) -> String {
    match cell {
        [session, write, read] if session == write && write == read => session.clone(),
        [session, write, read] if session == write => format!("{session}; read: {read}"),
        [session, write, read] if write == read => format!("{session}; token: {write}"),
        [session, write, read] => format!("{session}; write: {write}; read: {read}"),
        other => other.join("; "),
    }
}
