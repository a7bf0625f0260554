use super::{HttpSettings, Running};
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::{Value, json};

const GRAPHQL: &str = "application/graphql-response+json";
const JSON: &str = "application/json";

fn post(server: &Running, accept: &str, body: impl Into<reqwest::Body>) -> RequestBuilder {
    let request = Client::new().post(server.url("/graphql"));
    request.header("content-type", JSON).header("accept", accept).body(body)
}

fn query(server: &Running, accept: &str, query: &str) -> RequestBuilder {
    post(server, accept, json!({ "query": query }).to_string())
}

async fn read(response: Response) -> (u16, Value) {
    let status = response.status().as_u16();
    let id = response.headers()["x-request-id"].to_str().unwrap().to_owned();
    assert_eq!(response.headers()["cache-control"], "no-store");
    let answer: Value = response.json().await.unwrap();
    for error in answer["errors"].as_array().into_iter().flatten() {
        assert_eq!(error["extensions"]["requestId"], id.as_str(), "{answer}");
        assert!(error["extensions"]["code"].is_string(), "{answer}");
    }
    (status, answer)
}

async fn ask(server: &Running, accept: &str, document: &str) -> (u16, Value) {
    read(query(server, accept, document).send().await.unwrap()).await
}

fn code(answer: &Value) -> &str {
    answer["errors"][0]["extensions"]["code"].as_str().unwrap_or_default()
}

#[tokio::test]
async fn an_answer_comes_in_the_type_that_is_asked_for() {
    let server = Running::start().await;
    for (accept, expected) in [("*/*", JSON), (GRAPHQL, GRAPHQL), (JSON, JSON)] {
        let response = query(&server, accept, "{ hello }").send().await.unwrap();
        assert_eq!(response.headers()["content-type"], format!("{expected}; charset=utf-8"));
        assert_eq!(read(response).await, (200, json!({ "data": { "hello": "world" } })));
    }
    let refused = query(&server, "text/html", "{ hello }").send().await.unwrap();
    let (status, answer) = read(refused).await;
    assert_eq!((status, code(&answer)), (406, "BAD_REQUEST"));
}

#[tokio::test]
async fn a_token_that_cant_be_checked_is_answered_in_the_type_that_is_asked_for() {
    let server = Running::start().await;
    for (accept, expected) in [("*/*", 200), (JSON, 200), (GRAPHQL, 503)] {
        let response = query(&server, accept, "{ hello }").bearer_auth("doubtful").send().await.unwrap();
        assert!(response.headers().contains_key("retry-after"), "{accept}");
        let (status, answer) = read(response).await;
        assert_eq!((status, code(&answer)), (expected, "UNAVAILABLE"), "{accept}");
        assert_eq!(answer.get("data"), None);
    }
}

#[tokio::test]
async fn who_may_only_look_runs_no_mutation() {
    let server = Running::start().await;
    let documents = "query Look { viewer } mutation Act { signIn }";
    for (operation, status, expected) in [("Look", 200, ""), ("Act", 403, "FORBIDDEN")] {
        let body = json!({ "query": documents, "operationName": operation }).to_string();
        let request = post(&server, GRAPHQL, body).bearer_auth("7:60000:read");
        let (found, answer) = read(request.send().await.unwrap()).await;
        assert_eq!((found, code(&answer)), (status, expected), "{answer}");
        assert_eq!(answer.get("data").is_some(), expected.is_empty(), "{answer}");
    }
}

#[tokio::test]
async fn each_type_has_its_own_status_codes() {
    let server = Running::start().await;
    for (document, graphql, expected) in [
        ("{", 400, "BAD_REQUEST"),
        ("{ nothing }", 400, "BAD_REQUEST"),
        ("{ echo(number: \"a\") }", 400, "BAD_REQUEST"),
        ("query A { hello } query B { hello }", 400, "BAD_REQUEST"),
        ("{ tickets(first: 100) { tickets(first: 100) { hello } } }", 400, "QUERY_TOO_COMPLEX"),
        ("{ viewer }", 401, "UNAUTHENTICATED"),
        ("{ limited }", 429, "RATE_LIMITED"),
        ("subscription { silence }", 400, "BAD_REQUEST"),
    ] {
        let (status, answer) = ask(&server, GRAPHQL, document).await;
        assert_eq!((status, code(&answer)), (graphql, expected), "{document}: {answer}");
        assert!(answer.get("data").is_none(), "{document}: {answer}");
        let (status, answer) = ask(&server, JSON, document).await;
        assert_eq!((status, code(&answer)), (200, expected), "{document}: {answer}");
    }
    let limited = query(&server, JSON, "{ limited }").send().await.unwrap();
    assert_eq!(limited.headers()["retry-after"], "7");
}

#[tokio::test]
async fn what_is_not_a_graphql_request_is_told_so_in_any_type() {
    let server = Running::start().await;
    for body in [
        "NONSENSE",
        "{\"query\":",
        "{\"qeury\":\"{hello}\"}",
        "[{\"query\":\"{hello}\"}]",
        "{\"query\":\"{hello}\",\"variables\":[7]}",
        "",
    ] {
        for accept in [GRAPHQL, JSON] {
            let (status, answer) = read(post(&server, accept, body).send().await.unwrap()).await;
            assert_eq!((status, code(&answer)), (400, "BAD_REQUEST"), "{body}");
        }
    }
}

#[tokio::test]
async fn only_post_with_json_is_taken() {
    let server = Running::start().await;
    for method in [Method::GET, Method::PUT, Method::DELETE, Method::PATCH] {
        let url = server.url("/graphql?query=%7Bhello%7D");
        let response = Client::new().request(method, url).send().await.unwrap();
        assert_eq!(response.headers()["allow"], "POST");
        assert_eq!(read(response).await.0, 405);
    }
    for content_type in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=a",
        "application/graphql",
        "application/json; charset=latin1",
    ] {
        let request = Client::new().post(server.url("/graphql")).header("content-type", content_type);
        let response = request.body("{\"query\":\"mutation{signIn}\"}").send().await.unwrap();
        assert_eq!(read(response).await.0, 415, "{content_type}");
    }
    let without = Client::new().post(server.url("/graphql")).body("{\"query\":\"{hello}\"}");
    assert_eq!(read(without.send().await.unwrap()).await.0, 415);
}

#[tokio::test]
async fn a_body_too_large_is_refused() {
    let server = Running::start().await;
    let large = post(&server, JSON, "x".repeat(3 * 1024 * 1024)).send().await.unwrap();
    assert_eq!(read(large).await.0, 413);
    let (status, answer) = ask(&server, GRAPHQL, &format!("{{ hello # {} }}", "x".repeat(200_000))).await;
    assert_eq!((status, code(&answer)), (400, "QUERY_TOO_COMPLEX"));
    let deep = format!("{{\"query\":\"{{hello}}\",\"variables\":{{\"a\":{}1{}}}}}", "[".repeat(900), "]".repeat(900));
    assert_eq!(read(post(&server, JSON, deep).send().await.unwrap()).await.0, 400);
}

#[tokio::test]
async fn wrong_variables_are_told_before_anything_runs() {
    let server = Running::start().await;
    for variables in [json!({ "n": "a" }), json!({ "n": null }), json!({}), json!({ "n": 1e300 }), json!({ "n": [1] })]
    {
        let body = json!({ "query": "query($n: Int!) { echo(number: $n) }", "variables": variables });
        let (status, answer) = read(post(&server, GRAPHQL, body.to_string()).send().await.unwrap()).await;
        assert_eq!((status, code(&answer)), (400, "BAD_REQUEST"), "{variables}: {answer}");
    }
    let body = json!({ "query": "query($n: Int!) { echo(number: $n) }", "variables": { "n": 3 } });
    let answer = read(post(&server, GRAPHQL, body.to_string()).send().await.unwrap()).await;
    assert_eq!(answer, (200, json!({ "data": { "echo": 3 } })));
}

#[tokio::test]
async fn nothing_internal_leaves_and_a_panic_ends_one_request_only() {
    let server = Running::start().await;
    for document in ["{ hello secret }", "{ hello explode }"] {
        let (status, answer) = ask(&server, GRAPHQL, document).await;
        assert_eq!((status, code(&answer)), (200, "INTERNAL"), "{answer}");
        assert_eq!(answer["errors"][0]["message"], "internal error");
        assert!(!answer.to_string().contains("password_hash") && !answer.to_string().contains("panic"));
    }
    assert_eq!(ask(&server, GRAPHQL, "{ hello }").await.0, 200);
}

#[tokio::test]
async fn a_panic_outside_of_any_operation_is_answered_too() {
    let server = Running::start().await;
    let asked = query(&server, GRAPHQL, "{ hello }").bearer_auth("panic").send().await.unwrap();
    let id = asked.headers()["x-request-id"].clone();
    let (status, answer) = read(asked).await;
    assert_eq!((status, code(&answer)), (500, "INTERNAL"));
    assert_eq!(answer["errors"][0]["extensions"]["requestId"], id.to_str().unwrap());
    assert_eq!(ask(&server, GRAPHQL, "{ hello }").await.0, 200);
}

#[tokio::test]
async fn a_dead_token_makes_a_visitor_who_may_sign_in_again() {
    let server = Running::start().await;
    let dead = |document| query(&server, GRAPHQL, document).bearer_auth("forged").send();
    let (status, answer) = read(dead("{ viewer }").await.unwrap()).await;
    assert_eq!((status, code(&answer)), (401, "UNAUTHENTICATED"));
    assert_eq!(read(dead("{ isRejected }").await.unwrap()).await.1["data"]["isRejected"], true);
    assert_eq!(read(dead("mutation { signIn }").await.unwrap()).await.0, 200);

    let alive = query(&server, GRAPHQL, "{ viewer }").bearer_auth("12").send().await.unwrap();
    assert_eq!(read(alive).await, (200, json!({ "data": { "viewer": 12 } })));
}

#[tokio::test]
async fn cookies_go_both_ways_but_not_for_a_foreign_page() {
    let server = Running::start().await;
    let sign_in = || query(&server, GRAPHQL, "mutation { signIn }").header("cookie", "guichet_refresh=old");
    let response = sign_in().send().await.unwrap();
    assert_eq!(response.headers()["set-cookie"], "guichet_refresh=new; HttpOnly");
    assert_eq!(read(response).await.1["data"]["signIn"], "old");
    for origin in ["https://evil.example", "null"] {
        let foreign = sign_in().header("origin", origin).send().await.unwrap();
        assert!(!foreign.headers().contains_key("access-control-allow-origin"));
        assert_eq!(read(foreign).await.1["data"]["signIn"], Value::Null);
    }
}

#[tokio::test]
async fn the_cost_is_told_to_whoever_asks() {
    let server = Running::start().await;
    let body = json!({ "query": "{ tickets(first: 10) { hello } }", "extensions": { "cost": true } });
    let (_, answer) = read(post(&server, GRAPHQL, body.to_string()).send().await.unwrap()).await;
    assert_eq!(answer["extensions"]["cost"], json!({ "asked": 10, "allowed": 500 }));
    let (_, answer) =
        ask(&server, GRAPHQL, "{ tickets(first: 100) { hello a: hello b: hello c: hello d: hello e: hello } }").await;
    assert_eq!(answer["errors"][0]["extensions"]["asked"], 600);
    assert_eq!(answer["errors"][0]["extensions"]["allowed"], 500);
}

#[tokio::test]
async fn the_other_routes_answer_with_the_headers_that_browsers_obey() {
    let server = Running::start().await;
    for (path, expected) in [("/healthz", 200), ("/readyz", 200), ("/metrics", 200), ("/schema.graphql", 200)] {
        let response = reqwest::get(server.url(path)).await.unwrap();
        assert_eq!(response.status(), expected, "{path}");
        let policy = response.headers()["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe-inline"), "{policy}");
        assert_eq!(response.headers()["x-content-type-options"], "nosniff");
    }
    server.revoked.cancel();
    assert_eq!(reqwest::get(server.url("/readyz")).await.unwrap().status(), 503);
}

#[tokio::test]
async fn the_explorer_loads_nothing_from_another_site() {
    let server = Running::start().await;
    let page = reqwest::get(server.url("/graphiql")).await.unwrap();
    assert!(page.headers()["content-security-policy"].to_str().unwrap().contains("script-src 'self';"));
    let page = page.text().await.unwrap();
    assert!(!page.contains("://"), "{page}");
    let files: Vec<&str> = page.split('"').filter(|address| address.starts_with("/graphiql/")).collect();
    assert_eq!(files.len(), 6);
    for file in files {
        let response = reqwest::get(server.url(file)).await.unwrap();
        assert_eq!(response.status(), 200, "{file}");
    }
}

#[tokio::test]
async fn a_request_id_that_came_along_is_kept_when_it_is_plain_and_a_trusted_proxys() {
    let with = async |server: &Running, id: &'static str| {
        let answer = query(server, JSON, "{ hello }").header("x-request-id", id).send().await.unwrap();
        answer.headers()["x-request-id"] == id
    };
    let settings = HttpSettings { trusted_proxies: vec![[127, 0, 0, 1].into()], ..HttpSettings::default() };
    let behind = Running::set(settings).await;
    assert!(with(&behind, "abc-1").await && !with(&behind, "abc def").await);
    assert!(!with(&Running::start().await, "abc-1").await, "whoever is no proxy is believed nothing");
}

#[tokio::test]
async fn a_stopping_server_answers_what_it_had_taken() {
    let mut server = Running::start().await;
    let slow = query(&server, GRAPHQL, "mutation { slow }");
    let answer = tokio::spawn(async move { read(slow.send().await.unwrap()).await });
    tokio::time::sleep(std::time::Duration::from_millis(150)).await;
    server.stop.cancel();
    assert_eq!(answer.await.unwrap(), (200, json!({ "data": { "slow": true } })));
    (&mut server.serving).await.unwrap();
}
