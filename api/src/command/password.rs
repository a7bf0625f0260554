//! A password that comes from standard input, or is made and told.

use super::print_line;
use crate::{Error, random};
use std::io::{IsTerminal, Read};

/// A password for somebody's account.
pub enum Password {
    /// It was typed.
    Read(String),
    /// It was made here, and nobody knows it yet.
    Made(String),
}

/// Reads one, or makes one. Never a flag: command lines are kept in histories and shown by `ps`.
///
/// # Errors
/// Standard input can't be read.
pub fn read_or_made(is_read: bool) -> Result<Password, Error> {
    if is_read { read().map(Password::Read) } else { Ok(Password::Made(random::secret())) }
}

impl Password {
    /// What it is.
    pub fn text(&self) -> &str {
        match self {
            Self::Read(text) | Self::Made(text) => text,
        }
    }

    /// Tells one that was made: before it is kept, or nobody would ever know it.
    ///
    /// # Errors
    /// Nobody reads the standard output.
    pub fn tell(&self) -> Result<(), Error> {
        match self {
            Self::Read(_) => Ok(()),
            Self::Made(text) => match print_line(&format!("Password: {text}"))? {
                true => Ok(()),
                false => Err(Error::BadRequest("nobody reads the password: nothing was changed".to_owned())),
            },
        }
    }
}

fn read() -> Result<String, Error> {
    let mut input = std::io::stdin();
    if input.is_terminal() {
        eprintln!("Password, then Enter and Ctrl-D:");
    }
    let mut text = String::new();
    input.read_to_string(&mut text).map_err(|error| Error::BadRequest(format!("can't read the password: {error}")))?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}
