//! The breaking changes that are meant, each with its reason: the one place where they are said.

use crate::workspace::Workspace;
use anyhow::{Context, Result, ensure};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

/// Where they are said.
pub const FILE: &str = "docs/schema/breaking.toml";

/// The file while there are none.
const EMPTY: &str = "\
# Breaking changes of schema.graphql since released.graphql, beside this file, and why each had to be.
# Third parties read this: a change that is not announced here fails `cargo xtask schema --check`, and so does one that is
# announced and not made. `cargo xtask schema --release` takes schema.graphql for the released one, and empties this list.
#
# \"Ticket.title is gone\" = \"Why, and what to use instead.\"
";

/// What is announced: the change, as [`super::breaking`] words it, and the reason.
pub struct Announced(BTreeMap<String, String>);

impl Announced {
    /// Reads the file.
    ///
    /// # Errors
    /// It is not there, is no table of texts, or gives no reason.
    pub fn read(workspace: &Workspace) -> Result<Self> {
        let text = fs::read_to_string(workspace.path(FILE)).with_context(|| format!("cannot read {FILE}"))?;
        Self::parse(&text)
    }

    fn parse(text: &str) -> Result<Self> {
        let changes: BTreeMap<String, String> =
            toml::from_str(text).with_context(|| format!("{FILE} can't be read"))?;
        for (change, reason) in &changes {
            ensure!(!reason.trim().is_empty(), "{FILE} does not say why `{change}`");
        }
        Ok(Self(changes))
    }

    /// Holds the changes that were announced against those that were made.
    ///
    /// # Errors
    /// One was made and not announced, or the reverse; all of them are named.
    pub fn compare(&self, made: &BTreeSet<String>) -> Result<()> {
        let missing: Vec<_> = made.iter().filter(|change| !self.0.contains_key(*change)).collect();
        let stale: Vec<_> = self.0.keys().filter(|change| !made.contains(*change)).collect();
        let mut complaint = String::new();
        if !missing.is_empty() {
            complaint += &format!("schema.graphql breaks what was released, and {FILE} does not say why:\n");
            complaint.extend(missing.iter().map(|change| format!("    \"{change}\" = \"…\"\n")));
        }
        if !stale.is_empty() {
            complaint += &format!("{FILE} announces what schema.graphql does not do, or no longer:\n");
            complaint.extend(stale.iter().map(|change| format!("    \"{change}\"\n")));
        }
        ensure!(complaint.is_empty(), "{}", complaint.trim_end());
        Ok(())
    }
}

/// Announces nothing.
///
/// # Errors
/// When the file can't be written.
pub fn clear(workspace: &Workspace) -> Result<()> {
    fs::write(workspace.path(FILE), EMPTY).with_context(|| format!("cannot write {FILE}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaint(announced: &str, made: &[&str]) -> String {
        let made = made.iter().map(|change| (*change).to_owned()).collect();
        Announced::parse(announced)
            .and_then(|announced| announced.compare(&made))
            .err()
            .map(|e| e.to_string())
            .unwrap_or_default()
    }

    #[test]
    fn what_is_made_is_announced_and_the_reverse() {
        assert_eq!(complaint(EMPTY, &[]), "");
        assert_eq!(complaint("'A.a is gone' = 'Nobody asked for it.'", &["A.a is gone"]), "");
        let both = complaint("'A.a is gone' = 'Nobody asked for it.'", &["A.b is gone"]);
        assert!(
            both.contains("does not say why:\n    \"A.b is gone\"") && both.contains("no longer:\n    \"A.a is gone\""),
            "{both}"
        );
    }

    #[test]
    fn a_change_without_a_reason_is_not_announced() {
        assert!(complaint("'A.a is gone' = ' '", &["A.a is gone"]).contains("does not say why `A.a is gone`"));
        assert!(complaint("'A.a is gone' = 1", &["A.a is gone"]).contains("can't be read"));
    }
}
