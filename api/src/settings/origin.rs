//! Origins as browsers tell them (RFC 6454): what is written otherwise would be no page's.

use axum::http::uri::Authority;

/// Reads `https://desk.example.org`, or with a port; nothing at all is none.
///
/// # Errors
/// No browser would tell it so.
pub fn parse(typed: &str) -> Result<String, String> {
    let origin = typed.trim();
    if origin.is_empty() || is_origin(origin) {
        return Ok(origin.to_owned());
    }
    Err("an origin is a scheme, a host and a port where it is not the scheme's own, such as https://desk.example.org"
        .to_owned())
}

fn is_origin(origin: &str) -> bool {
    let Some((scheme, authority)) = origin.split_once("://") else { return false };
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    let Ok(authority) = authority.parse::<Authority>() else { return false };
    let is_host = !authority.host().is_empty()
        && authority.as_str().chars().all(|c| c.is_ascii_alphanumeric() || "-._[]:".contains(c));
    let is_port = match authority.port() {
        // A browser leaves out the port that the scheme has anyway.
        Some(port) => match scheme.to_ascii_lowercase().as_str() {
            "http" => port.as_u16() != 80,
            "https" => port.as_u16() != 443,
            _ => true,
        },
        None => authority.as_str() == authority.host(),
    };
    is_scheme && is_host && is_port
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_as_a_browser_tells_it() {
        for right in [
            "https://desk.example.org",
            " https://Desk.example.org ",
            "http://localhost:8080",
            "http://[::1]:8080",
            "http://192.0.2.1",
            "chrome-extension://abcdefghijklmnop",
            "",
        ] {
            assert_eq!(parse(right).as_deref(), Ok(right.trim()));
        }
        for wrong in [
            "desk.example.org",
            "null",
            "*",
            "https://",
            "https://desk.example.org/",
            "https://desk.example.org/desk",
            "https://desk.example.org?x",
            "https://zoe@desk.example.org",
            "https://desk.example.org:443",
            "http://desk.example.org:80",
            "https://desk.example.org:99999",
            "https://desk.example.org:",
            "https://guichet.été",
            "//desk.example.org",
            "https:desk.example.org",
            "https://*.example.org",
        ] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
