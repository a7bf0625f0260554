//! A look at the text of a document before the parser recurses into it.

use super::Bounds;
use crate::http::error::{bad_request, too_complex};
use async_graphql::ServerError;

/// Refuses a text too long or too deeply nested for the parser, and the escapes that it can't turn into a character.
pub fn scan(text: &str, bounds: &Bounds) -> Result<(), ServerError> {
    if text.len() > bounds.bytes {
        return Err(too_complex("bytes", text.len(), bounds.bytes));
    }
    let (mut open, mut deepest) = (0_usize, 0_usize);
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
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
            b'"' if rest.starts_with(b"\"\"\"") => after_block(&rest[3..]),
            b'"' => after_string(after)?,
            _ => after,
        };
    }
    if deepest > bounds.nesting {
        return Err(too_complex("brackets inside one another", deepest, bounds.nesting));
    }
    Ok(())
}

fn after_comment(text: &[u8]) -> &[u8] {
    let end = text.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(text.len());
    &text[end..]
}

fn after_block(mut text: &[u8]) -> &[u8] {
    while !text.is_empty() {
        if let Some(after) = text.strip_prefix(b"\\\"\"\"") {
            text = after;
        } else if let Some(after) = text.strip_prefix(b"\"\"\"") {
            return after;
        } else {
            text = &text[1..];
        }
    }
    text
}

/// A string ends at its quotation mark; at the end of its line the parser will refuse it.
fn after_string(mut text: &[u8]) -> Result<&[u8], ServerError> {
    loop {
        text = match text {
            [b'\\', b'u', escape @ ..] if is_surrogate(escape) => {
                return Err(bad_request("a string has a surrogate escape: write the character itself"));
            }
            [b'\\', _, after @ ..] => after,
            [b'"', after @ ..] => return Ok(after),
            [] | [b'\n' | b'\r', ..] => return Ok(text),
            [_, after @ ..] => after,
        };
    }
}

/// `D800` to `DFFF`: halves of a pair, and no character.
fn is_surrogate(escape: &[u8]) -> bool {
    matches!(escape, [b'd' | b'D', b'8' | b'9' | b'a'..=b'f' | b'A'..=b'F', ..])
}
