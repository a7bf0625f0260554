//! `GET /graphiql`: the explorer, from inside the binary. Nothing is loaded from another site.

use axum::{
    Router,
    http::{HeaderMap, HeaderValue, header},
    response::{Html, IntoResponse},
    routing::get,
};

const PAGE: &str = include_str!("graphiql/page.html");
const STYLE: &str = include_str!("graphiql/page.css");
const SCRIPT: &str = include_str!("graphiql/page.js");

/// What `web/vendor/graphiql` holds, under shorter names.
const VENDORED: [(&str, &str, &[u8]); 4] = [
    ("/graphiql/graphiql.css", CSS, include_bytes!("../../../web/vendor/graphiql/graphiql.min.css.gz")),
    ("/graphiql/graphiql.js", JS, include_bytes!("../../../web/vendor/graphiql/graphiql.min.js.gz")),
    ("/graphiql/react.js", JS, include_bytes!("../../../web/vendor/graphiql/react.production.min.js.gz")),
    ("/graphiql/react-dom.js", JS, include_bytes!("../../../web/vendor/graphiql/react-dom.production.min.js.gz")),
];

const CSS: &str = "text/css; charset=utf-8";
const JS: &str = "text/javascript; charset=utf-8";

/// The page and its files.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    let own = Router::new()
        .route("/graphiql", get(async || Html(PAGE)))
        .route("/graphiql/page.css", get(async || ([(header::CONTENT_TYPE, CSS)], STYLE)))
        .route("/graphiql/page.js", get(async || ([(header::CONTENT_TYPE, JS)], SCRIPT)));
    VENDORED.into_iter().fold(own, |router, (path, content_type, bytes)| {
        router.route(path, get(async move || compressed(content_type, bytes)))
    })
}

/// Every browser takes gzip; brotli only over TLS.
fn compressed(content_type: &'static str, bytes: &'static [u8]) -> impl IntoResponse {
    let headers = HeaderMap::from_iter([
        (header::CONTENT_TYPE, HeaderValue::from_static(content_type)),
        (header::CONTENT_ENCODING, HeaderValue::from_static("gzip")),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=86400")),
    ]);
    (headers, bytes)
}
