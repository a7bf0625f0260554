//! The one source of randomness, from the operating system.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rand::Rng;

/// Random bytes, unpredictable to anyone.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is the one place that draws at random")]
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rand::rng().fill_bytes(&mut bytes);
    bytes
}

/// A number that is drawn nowhere twice: positive, and small enough (53 bits) for whatever reads numbers as JavaScript does.
#[must_use]
pub fn number() -> i64 {
    i64::from_be_bytes(bytes()).rem_euclid((1 << 53) - 1) + 1
}

/// A secret of 256 bits in base64url, 43 characters long.
#[must_use]
pub fn secret() -> String {
    URL_SAFE_NO_PAD.encode(bytes::<32>())
}
