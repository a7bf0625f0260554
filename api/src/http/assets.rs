//! The web client, from inside the binary.
//!
//! `cargo xtask client` names every file by its content and puts it under `assets/`, so a browser keeps those for ever;
//! `index.html` alone keeps its name, and is asked for again at each visit.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use rust_embed::{Embed, EmbeddedFile};
use std::fmt::Write;

/// What `cargo xtask client` left: nothing, when the server is built alone. A debug build reads the folder at each request.
#[derive(Embed)]
#[folder = "../web/dist"]
struct Client;

/// The page that every screen starts from.
const PAGE: &str = "index.html";
/// The folder of the files named by their content.
const IMMUTABLE: &str = "assets/";
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

const NO_CLIENT: &str = "This server was built without its web client.\n\
    `cargo xtask run` builds both and starts them; the API answers at /graphql.\n";

/// Answers whatever no other route does: a file of the client, or its page, since the client routes its own screens.
pub async fn asset(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    if !matches!(method, Method::GET | Method::HEAD) {
        return (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET, HEAD")]).into_response();
    }
    let path = match uri.path().trim_start_matches('/') {
        screen if is_screen(screen) => PAGE,
        file => file,
    };
    let response = match find(path, &headers) {
        Some(found) => found.answer(path, &headers),
        None if path == PAGE => (StatusCode::SERVICE_UNAVAILABLE, NO_CLIENT).into_response(),
        None => (StatusCode::NOT_FOUND, "Not found\n").into_response(),
    };
    if method == Method::HEAD { response.map(|_| Body::empty()) } else { response }
}

/// Files have an extension, the addresses of the client's screens have none.
fn is_screen(path: &str) -> bool {
    !path.starts_with(IMMUTABLE) && !path.rsplit('/').next().is_some_and(|last| last.contains('.'))
}

/// A file as this browser takes it.
struct Found {
    file: EmbeddedFile,
    encoding: Option<Encoding>,
}

fn find(path: &str, headers: &HeaderMap) -> Option<Found> {
    // The compressed files are forms of the others, and no address of their own.
    if Encoding::ALL.iter().any(|encoding| path.ends_with(encoding.suffix())) {
        return None;
    }
    let compressed = Encoding::ALL.into_iter().filter(|encoding| encoding.is_accepted(headers)).find_map(|encoding| {
        let file = Client::get(&format!("{path}{}", encoding.suffix()))?;
        Some(Found { file, encoding: Some(encoding) })
    });
    compressed.or_else(|| Some(Found { file: Client::get(path)?, encoding: None }))
}

impl Found {
    fn answer(self, path: &str, asked: &HeaderMap) -> Response {
        let mut headers = HeaderMap::new();
        headers.insert(header::CACHE_CONTROL, if path.starts_with(IMMUTABLE) { FOR_EVER } else { ASK_AGAIN });
        headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
        let tag = tag(&self.file);
        let is_known = asked.get_all(header::IF_NONE_MATCH).iter().any(|known| names(known, &tag));
        if let Ok(tag) = HeaderValue::try_from(tag) {
            headers.insert(header::ETAG, tag);
        }
        if is_known {
            return (StatusCode::NOT_MODIFIED, headers).into_response();
        }

        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(path)));
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(self.file.data.len()));
        if let Some(encoding) = self.encoding {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding.name()));
        }
        (headers, Body::from(self.file.data)).into_response()
    }
}

/// A strong tag: each compressed form has its own.
fn tag(file: &EmbeddedFile) -> String {
    let mut tag = String::from("\"");
    for byte in file.metadata.sha256_hash().iter().take(16) {
        // Writing to a string can't fail.
        let _ = write!(tag, "{byte:02x}");
    }
    tag + "\""
}

/// Whether an `If-None-Match` names this tag. A proxy that compresses may have weakened it (RFC 9110, 13.1.2).
fn names(known: &HeaderValue, tag: &str) -> bool {
    let mut tags = known.to_str().unwrap_or_default().split(',').map(str::trim);
    tags.any(|known| known == "*" || known.trim_start_matches("W/") == tag)
}

/// The compressed forms made at build time, the smallest first.
#[derive(Clone, Copy)]
enum Encoding {
    Brotli,
    Gzip,
}

impl Encoding {
    const ALL: [Self; 2] = [Self::Brotli, Self::Gzip];

    const fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
        }
    }

    const fn suffix(self) -> &'static str {
        match self {
            Self::Brotli => ".br",
            Self::Gzip => ".gz",
        }
    }

    /// Whether `Accept-Encoding` names it, with a weight other than zero.
    fn is_accepted(self, headers: &HeaderMap) -> bool {
        let lists = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|list| list.to_str().ok());
        lists.flat_map(|list| list.split(',')).any(|item| {
            let (name, weight) = item.split_once(";q=").unwrap_or((item, "1"));
            name.trim().eq_ignore_ascii_case(self.name()) && weight.trim().parse().is_ok_and(|weight: f32| weight > 0.0)
        })
    }
}

/// The types of the files that a client is made of.
fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("webmanifest") => "application/manifest+json",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepting(list: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(list))])
    }

    #[test]
    fn a_screen_has_no_extension() {
        for screen in ["", "tickets", "tickets/12", "queue/open"] {
            assert!(is_screen(screen), "{screen}");
        }
        for file in ["index.html", "favicon.ico", "assets/boot-1.js", "assets/anything"] {
            assert!(!is_screen(file), "{file}");
        }
    }

    #[test]
    fn an_encoding_refused_with_weight_zero_is_not_sent() {
        assert!(Encoding::Brotli.is_accepted(&accepting("gzip, deflate, br")));
        assert!(Encoding::Gzip.is_accepted(&accepting("br;q=0, GZIP;q=0.5")));
        assert!(!Encoding::Brotli.is_accepted(&accepting("br;q=0, gzip")));
        assert!(!Encoding::Brotli.is_accepted(&accepting("identity")));
    }

    #[test]
    fn a_weakened_tag_is_still_known() {
        let known = HeaderValue::from_static("\"a\", W/\"b\"");
        assert!(names(&known, "\"b\"") && names(&known, "\"a\"") && !names(&known, "\"c\""));
    }

    #[tokio::test]
    async fn a_missing_file_is_not_the_page() {
        let answer = asset(Method::GET, Uri::from_static("/assets/gone.js"), HeaderMap::new()).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    }

    #[tokio::test]
    async fn writing_is_refused() {
        let answer = asset(Method::POST, Uri::from_static("/"), HeaderMap::new()).await;
        assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED);
    }
}
