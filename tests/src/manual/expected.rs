//! What a page says that a program prints, held against what it printed.

/// Whether `printed` begins as `expected` says, where `…` stands for anything.
pub fn begins(expected: &str, printed: &str) -> bool {
    rest(expected, printed).is_some()
}

/// Whether `printed` is what `expected` says, where `…` stands for anything.
pub fn is(expected: &str, printed: &str) -> bool {
    match expected.rsplit_once('…') {
        None => expected == printed,
        Some((before, last)) => rest(before, printed).is_some_and(|left| left.ends_with(last)),
    }
}

/// What is left of `printed` after the shortest beginning that `expected` says.
fn rest<'p>(expected: &str, printed: &'p str) -> Option<&'p str> {
    let mut parts = expected.split('…');
    let left = printed.strip_prefix(parts.next().unwrap_or_default())?;
    parts.try_fold(left, |left, part| left.find(part).map(|at| &left[at + part.len()..]))
}
