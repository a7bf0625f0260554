//! Addresses of bases, which may hold passwords: what is wrong with one is told without a word of it.

use crate::Error;
use sqlx::{postgres::PgConnectOptions, sqlite::SqliteConnectOptions};
use std::{
    fmt::Write,
    path::{Path, PathBuf},
};

/// What the most frequent slip is, and how to mend it.
const ENCODED: &str = "in its password, `/` is written %2F, `?` %3F and `#` %23";

/// The parameters of an address of PostgreSQL. The library passes over any other, and tells the log all of it.
const OF_POSTGRES: [&str; 18] = [
    "application_name",
    "dbname",
    "host",
    "hostaddr",
    "options",
    "password",
    "port",
    "ssl-ca",
    "ssl-cert",
    "ssl-key",
    "ssl-mode",
    "ssl-root-cert",
    "sslcert",
    "sslkey",
    "sslmode",
    "sslrootcert",
    "statement-cache-capacity",
    "user",
];
/// The parameters of an address of SQLite.
const OF_SQLITE: [&str; 4] = ["cache", "immutable", "mode", "vfs"];

/// Refuses what can't be the address of a base, before a library sees it, which would tell all of it. `setting` gave it.
///
/// # Errors
/// [`Error::BadRequest`], which says what is wrong.
pub fn check(setting: &str, address: &str) -> Result<(), Error> {
    let wrong = |what: &str| Error::BadRequest(format!("{setting} is not the address of a base: {what}"));
    if let Some(name) = address.strip_prefix("sqlite:") {
        let is_read = |address: &str| address.parse::<SqliteConnectOptions>().is_ok();
        check_each(parameters(address), &OF_SQLITE, |parameter| is_read(&format!("sqlite://base?{parameter}")))
            .map_err(|what| wrong(&what))?;
        // To the engine itself, that begins an address of another kind.
        if name.trim_start_matches("//").starts_with("file:") {
            return Err(wrong("a file whose name begins with `file:` is written `./file:`"));
        }
        return if is_read(address) { Ok(()) } else { Err(wrong("the name of its file is not UTF-8")) };
    }
    let Some((_, rest)) = address.split_once("://").filter(|(scheme, _)| is_postgres(scheme)) else {
        return Err(wrong("it begins neither with `postgres://` nor with `sqlite://`"));
    };
    if is_cut(rest) {
        return Err(wrong(ENCODED));
    }
    let read = |address: &str| address.parse::<PgConnectOptions>();
    // What follows is for browsers.
    let given = parameters(address.split('#').next().unwrap_or(address));
    check_each(given, &OF_POSTGRES, |parameter| read(&format!("postgres://host/base?{parameter}")).is_ok())
        .map_err(|what| wrong(&format!("{what}; {ENCODED}")))?;
    // What is left is about the address as a whole, and none of its words are in it.
    read(address).map(drop).map_err(|error| wrong(&error.to_string()))
}

/// Tells which parameter can't be, by its name where that is one of ours: another could be a piece of a password.
fn check_each(given: &str, known: &[&str], is_read: impl Fn(&str) -> bool) -> Result<(), String> {
    given.split('&').filter(|parameter| !parameter.is_empty()).try_for_each(|parameter| {
        let name = form_urlencoded::parse(parameter.as_bytes()).next().map(|(name, _)| name).unwrap_or_default();
        // A single one, such as `options[search_path]`.
        let is_option = name.strip_prefix("options[").is_some_and(|name| name.ends_with(']'));
        match known.iter().find(|known| **known == name) {
            Some(_) if is_read(parameter) => Ok(()),
            Some(name) => Err(format!("its parameter `{name}` has a value that can't be")),
            None if is_option && known.contains(&"options") => Ok(()),
            None => Err(format!("it has a parameter that is none of {}", known.join(", "))),
        }
    })
}

fn parameters(address: &str) -> &str {
    address.split_once('?').map_or("", |(_, parameters)| parameters)
}

fn is_postgres(scheme: &str) -> bool {
    matches!(scheme, "postgres" | "postgresql")
}

/// Whether the host seems to end before user and password do. What follows the first `=` is the value of a parameter.
fn is_cut(rest: &str) -> bool {
    let named = rest.split('=').next().unwrap_or(rest);
    matches!((named.find(['/', '?', '#']), named.find('@')), (Some(end), Some(at)) if end < at)
}

/// The file that an address of SQLite opens, as the library reads it.
pub fn file(address: &str) -> Option<PathBuf> {
    address.parse::<SqliteConnectOptions>().ok().map(|options| options.get_filename().to_owned())
}

/// The address of the base in this file, whatever the file is called: to the library, `%` begins an encoded character, and `?` the
/// parameters.
///
/// # Errors
/// The name is not UTF-8, which no address can say.
pub fn of_file(file: &Path, mode: &str) -> Result<String, Error> {
    let name = file.to_str().ok_or_else(|| Error::BadRequest(format!("{}: the name is not UTF-8", file.display())))?;
    let mut address = "sqlite://".to_owned();
    if name.starts_with("file:") {
        address.push_str("./");
    }
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"/.-_".contains(&byte) {
            address.push(byte.into());
        } else {
            // Writing to a string cannot fail.
            let _ = write!(address, "%{byte:02X}");
        }
    }
    Ok(format!("{address}?mode={mode}"))
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
            ("postgres://guichet:zqf@127.0.0.1/guichet?sslmode=wyxk", "`sslmode`"),
            ("postgres://guichet:zqf@127.0.0.1/guichet?user=zoe&port=wyxk", "`port`"),
            ("postgres://guichet:zqf@127.0.0.1/guichet?hostaddr=wyxk&sslmode=require", "`hostaddr`"),
            ("postgres://guichet:zqf@127.0.0.1/guichet?statement-cache-capacity=wyxk", "`statement-cache-capacity`"),
            ("postgres://guichet:zqf@127.0.0.1/guichet?sslmod=wyxk", "none of application_name, dbname"),
            ("postgres://guichet:zqf@127.0.0.1/guichet?sslmode=require&wyxk", "none of application_name, dbname"),
            ("postgres://guichet:zqf?wyxk=wyxk@127.0.0.1/guichet", "%3F"),
            ("postgre://guichet:zqwyxk@127.0.0.1/guichet", "begins neither"),
            ("guichet:zqwyxk@127.0.0.1", "begins neither"),
            ("sqlite://guichet.sqlite?mode=wyxk", "`mode`"),
            ("sqlite://guichet.sqlite?wyxk=1", "none of cache, immutable"),
            ("sqlite://%ff.sqlite", "not UTF-8"),
            ("sqlite:file:wyxk.sqlite?mode=rwc", "`./file:`"),
            ("postgres://guichet:zqf@127.0.0.1/guichet?OPTIONS[search_path]=wyxk", "none of application_name, dbname"),
            ("postgres://guichet:zqf@127.0.0.1/guichet?options[search_path=wyxk", "none of application_name, dbname"),
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
            "postgres://guichet@db.example/guichet?sslmode=verify-full&sslrootcert=/a%20b.pem&",
            "postgres://guichet@db.example/guichet?options[search_path]=a&options%5Block_timeout%5D=1s#end",
            "postgres://guichet@db.example/guichet?application%5Fname=a",
            "sqlite://data/guichet.sqlite?mode=rwc",
            "sqlite::memory:",
        ] {
            check("DATABASE_URL", right).unwrap();
        }
    }

    #[test]
    fn a_file_has_an_address_whatever_it_is_called() {
        for name in ["data/guichet.sqlite", "a%62/c", "a b?c=d#e&f", "sqlite://a:b@c", "/été/\u{1f512}", ":memory:"] {
            let address = of_file(Path::new(name), "rwc").unwrap();
            check("DATABASE_URL", &address).unwrap();
            assert_eq!(file(&address), Some(name.into()), "{address}");
        }
        assert_eq!(of_file(Path::new("data/guichet.sqlite"), "rw").unwrap(), "sqlite://data/guichet.sqlite?mode=rw");
        assert_eq!(file("sqlite:a%20b.sqlite"), Some("a b.sqlite".into()));
    }
}
