//! `docs/SECURITY.md` names tests that are there.

use std::{fs, path::Path};

const TEXT: &str = include_str!("../../docs/SECURITY.md");

#[test]
fn every_test_that_the_page_names_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let quoted = TEXT.split('`').skip(1).step_by(2);
    let named: Vec<_> = quoted.filter_map(|quoted| quoted.split_once(".rs::")).collect();
    assert!(named.len() > 60, "only {} were read", named.len());
    for (file, test) in named {
        let source = fs::read_to_string(root.join(format!("{file}.rs")));
        let source = source.unwrap_or_else(|error| panic!("{file}.rs: {error}"));
        let declared = format!("fn {test}()");
        let before = source.split_once(&declared).unwrap_or_else(|| panic!("{file}.rs has no test {test}")).0;
        let attribute = before.trim_end_matches("async ").trim_end().lines().last().unwrap_or_default().trim();
        let is_run = attribute.starts_with("#[test]") || attribute.starts_with("#[tokio::test");
        assert!(is_run, "{test} of {file}.rs is not run: {attribute}");
    }
}
