//! What browsers are told, on every address of the server.

use guichet_tests::TestApp;
use reqwest::{Method, Response, header::HeaderMap};
use serde_json::json;

const ADDRESSES: [&str; 10] = [
    "/",
    "/demandes/1",
    "/assets/gone.js",
    "/graphql",
    "/graphql/ws",
    "/graphiql",
    "/schema.graphql",
    "/healthz",
    "/readyz",
    "/metrics",
];

async fn get(app: &TestApp, path: &str, headers: &[(&str, &str)]) -> Response {
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let request = headers.iter().fold(http.get(app.url(path)), |request, (name, value)| request.header(*name, *value));
    request.send().await.unwrap()
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).map_or("", |value| value.to_str().unwrap())
}

/// The sources that a policy gives a kind of content.
fn sources<'a>(policy: &'a str, kind: &str) -> Vec<&'a str> {
    let mut parts = policy.split(';').map(|part| part.split_whitespace().collect::<Vec<_>>());
    parts.find(|part| part.first() == Some(&kind)).unwrap_or_default().into_iter().skip(1).collect()
}

#[tokio::test]
async fn every_answer_says_what_a_page_may_not_do() {
    let app = TestApp::start().await;
    for path in ADDRESSES {
        let answer = get(&app, path, &[]).await;
        let headers = answer.headers();
        assert_eq!(text(headers, "x-content-type-options"), "nosniff", "{path}");
        assert_eq!(text(headers, "referrer-policy"), "no-referrer", "{path}");
        assert_eq!(text(headers, "x-frame-options"), "DENY", "{path}");
        let policy = text(headers, "content-security-policy");
        assert_eq!(sources(policy, "frame-ancestors"), ["'none'"], "{path}");
        assert_eq!(sources(policy, "object-src"), ["'none'"], "{path}");
        assert_eq!(sources(policy, "base-uri"), ["'none'"], "{path}");
        assert_eq!(sources(policy, "default-src"), ["'self'"], "{path}");
        let scripts = sources(policy, "script-src");
        assert!(scripts.iter().all(|source| ["'self'", "'wasm-unsafe-eval'"].contains(source)), "{path}: {policy}");
        assert!(!policy.contains("'unsafe-inline'"), "{path}: {policy}");
        assert!(!policy.contains("http") && !policy.contains('*'), "no other site has a part in it: {policy}");
    }
}

#[tokio::test]
async fn only_a_trusted_proxy_says_that_the_browser_speaks_tls() {
    let behind = TestApp::with(|settings| settings.trusted_proxies = vec![[127, 0, 0, 1].into()]).await;
    let elsewhere = TestApp::with(|settings| settings.trusted_proxies = vec![[192, 0, 2, 1].into()]).await;
    let (tls, plain) = ([("x-forwarded-proto", "https")], [("x-forwarded-proto", "http")]);
    for path in ADDRESSES {
        let strict = async |app: &TestApp, headers: &[(&str, &str)]| {
            text(get(app, path, headers).await.headers(), "strict-transport-security").to_owned()
        };
        assert_eq!(strict(&behind, &tls).await, "max-age=31536000", "{path}");
        assert_eq!(strict(&behind, &plain).await, "", "{path}");
        assert_eq!(strict(&behind, &[]).await, "", "{path}");
        assert_eq!(strict(&elsewhere, &tls).await, "", "{path}");
    }
}

#[tokio::test]
async fn no_page_of_another_site_reads_an_answer() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    for origin in ["https://evil.test", "null"] {
        let preflight = http.request(Method::OPTIONS, app.url("/graphql")).header("origin", origin);
        let preflight = preflight
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "authorization, content-type");
        let body = json!({ "query": "{ viewer { id } }" });
        let request = client.request().header("origin", origin).json(&body);
        for answer in [preflight.send().await.unwrap(), request.send().await.unwrap()] {
            let told = answer.headers().keys().find(|name| name.as_str().starts_with("access-control-"));
            assert_eq!(told, None, "{origin}");
        }
    }
}
