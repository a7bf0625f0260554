//! Addresses that may hold passwords: what is wrong with one is told without a word of it.

use crate::Error;
use sqlx::{postgres::PgConnectOptions, sqlite::SqliteConnectOptions};

/// What the most frequent slip is, and how to mend it.
const ENCODED: &str = "in its password, `/` is written %2F, `?` %3F and `#` %23";

/// Refuses what can't be the address of a base, before a library sees it, which would tell all of it. `setting` gave it.
///
/// # Errors
/// [`Error::BadRequest`], which says what is wrong.
pub fn check(setting: &str, address: &str) -> Result<(), Error> {
    let wrong = |what: &str| Err(Error::BadRequest(format!("{setting} is not the address of a base: {what}")));
    let parsed = if address.starts_with("sqlite:") {
        address.parse::<SqliteConnectOptions>().map(drop)
    } else if let Some((_, rest)) = address.split_once("://").filter(|(scheme, _)| is_postgres(scheme)) {
        if is_cut(rest) {
            return wrong(ENCODED);
        }
        address.parse::<PgConnectOptions>().map(drop)
    } else {
        return wrong("it begins neither with `postgres://` nor with `sqlite://`");
    };
    parsed.or_else(|error| wrong(&error.to_string()))
}

fn is_postgres(scheme: &str) -> bool {
    matches!(scheme, "postgres" | "postgresql")
}

/// Whether the host seems to end before user and password do. What follows the first `=` is the value of a parameter.
fn is_cut(rest: &str) -> bool {
    let named = rest.split('=').next().unwrap_or(rest);
    matches!((named.find(['/', '?', '#']), named.find('@')), (Some(end), Some(at)) if end < at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_with_an_address_is_told_without_a_word_of_it() {
        for (wrong, why) in [
            ("postgres://guichet:zq/wyxk@127.0.0.1/guichet", "%2F"),
            ("postgres://guichet:12/wyxk@127.0.0.1/guichet", "%2F"),
            ("postgresql://guichet:zq#wyxk@127.0.0.1/guichet", "%23"),
            ("postgres://guichet:zq?wyxk@127.0.0.1/guichet", "%3F"),
            ("postgres://guichet:zqwyxk@127.0.0.1:port/guichet", "invalid port number"),
            ("postgres://guichet:zqwyxk@127.0.0.1:99999/guichet", "invalid port number"),
            ("postgres://guichet:zqwyxk@127.0.0.1/guichet?sslmode=perhaps", "ssl_mode"),
            ("postgre://guichet:zqwyxk@127.0.0.1/guichet", "begins neither"),
            ("guichet:zqwyxk@127.0.0.1", "begins neither"),
            ("sqlite://guichet.sqlite?mode=perhaps", "mode"),
        ] {
            let told = check("DATABASE_URL", wrong).unwrap_err().to_string();
            assert!(
                told.starts_with("DATABASE_URL is not") && told.to_lowercase().contains(&why.to_lowercase()),
                "{told}"
            );
            assert!(["zq", "wyxk", "12"].iter().all(|part| !told.contains(part)), "{told}");
        }
        for right in [
            "postgres://guichet:a@b=c:d@127.0.0.1:5432/guichet",
            "postgresql:///guichet?host=/run/postgresql&user=zoe@shop",
            "postgres://guichet:%2F%3F%23@db.example/guichet?application_name=a@b",
            "sqlite://data/guichet.sqlite?mode=rwc",
            "sqlite::memory:",
        ] {
            check("DATABASE_URL", right).unwrap();
        }
    }
}
