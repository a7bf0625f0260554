//! A look at the text of a document before the parser recurses into it.

use super::Bounds;
use crate::http::error::{bad_request, too_complex};
use async_graphql::ServerError;

/// Refuses a text too long or too deeply nested for the parser, names longer than any needs, and the escapes that the parser can't
/// turn into a character. A string without an end is refused here: the parser would go back and read what follows as
/// something else, and its brackets would not have been counted.
///
/// Gives how many names, values and pairs of brackets it holds: nothing is parsed that has none of its own.
pub fn scan(text: &str, bounds: &Bounds) -> Result<usize, ServerError> {
    if text.len() > bounds.bytes {
        return Err(too_complex("bytes", text.len(), bounds.bytes));
    }
    let (mut open, mut deepest, mut pieces) = (0_usize, 0_usize, 0_usize);
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        pieces += usize::from(byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'"' | b'{' | b'[' | b'('));
        rest = match byte {
            b'{' | b'[' | b'(' => {
                open += 1;
                deepest = deepest.max(open);
                after
            }
            b'}' | b']' | b')' => {
                open = open.saturating_sub(1);
                after
            }
            b'#' => after_comment(after),
            b'"' if rest.starts_with(b"\"\"\"") => after_block(&rest[3..])?,
            b'"' => after_string(after)?,
            b'_' | b'a'..=b'z' | b'A'..=b'Z' => after_name(rest, bounds)?,
            b'0'..=b'9' => after_digits(after),
            _ => after,
        };
    }
    if deepest > bounds.nesting {
        return Err(too_complex("brackets inside one another", deepest, bounds.nesting));
    }
    Ok(pieces)
}

fn after_comment(text: &[u8]) -> &[u8] {
    let end = text.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(text.len());
    &text[end..]
}

/// Names come back with each row and each error.
fn after_name<'t>(text: &'t [u8], bounds: &Bounds) -> Result<&'t [u8], ServerError> {
    let end = text.iter().position(|byte| !matches!(byte, b'_' | b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9'));
    let length = end.unwrap_or(text.len());
    if length > bounds.name {
        return Err(too_complex("bytes in a name", length, bounds.name));
    }
    Ok(&text[length..])
}

/// Its digits alone: letters that follow could be a name.
fn after_digits(text: &[u8]) -> &[u8] {
    let end = text.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    &text[end..]
}

fn after_block(mut text: &[u8]) -> Result<&[u8], ServerError> {
    loop {
        text = match text {
            [b'\\', b'"', b'"', b'"', after @ ..] => after,
            [b'"', b'"', b'"', after @ ..] => return Ok(after),
            [_, after @ ..] => after,
            [] => return Err(endless()),
        };
    }
}

/// A string ends at its quotation mark, in its line.
fn after_string(mut text: &[u8]) -> Result<&[u8], ServerError> {
    loop {
        text = match text {
            [b'\\', b'u', escape @ ..] if is_surrogate(escape) => {
                return Err(bad_request("a string has a surrogate escape: write the character itself"));
            }
            [b'\\', _, after @ ..] => after,
            [b'"', after @ ..] => return Ok(after),
            [] | [b'\n' | b'\r', ..] => return Err(endless()),
            [_, after @ ..] => after,
        };
    }
}

fn endless() -> ServerError {
    bad_request("a string has no end")
}

/// `D800` to `DFFF`: halves of a pair, and no character.
fn is_surrogate(escape: &[u8]) -> bool {
    matches!(escape, [b'd' | b'D', b'8' | b'9' | b'a'..=b'f' | b'A'..=b'F', ..])
}
