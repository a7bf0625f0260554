//! More sign-ins at once than can be taken.

use futures::future::join_all;
use guichet_tests::{
    TestApp,
    fixture::{PASSWORD, SELLER},
};
use serde_json::json;

#[tokio::test]
async fn sign_ins_beyond_the_places_are_refused_at_once_and_told_when_to_come_back() {
    let app = TestApp::with(|settings| {
        settings.hashes_at_once = 1;
        settings.sign_in_tries_per_account = 1_000;
        settings.sign_in_tries_per_address = 1_000;
        settings.operations_per_minute_per_address = 0;
    })
    .await;
    let visitor = app.visitor();
    let storm = (0..200).map(|_| visitor.attempt("signIn", json!({ "email": SELLER.email, "password": PASSWORD })));
    let (mut taken, mut refused) = (0, Vec::new());
    for answer in join_all(storm).await {
        if answer.body.get("errors").is_none() {
            assert!(answer.body["data"]["signIn"]["accessToken"].is_string(), "{}", answer.body);
            taken += 1;
        } else {
            assert_eq!((answer.code(), answer.status.as_u16()), ("UNAVAILABLE", 503), "{}", answer.body);
            refused.push(answer.headers["retry-after"].to_str().unwrap().parse::<u32>().unwrap());
        }
    }
    assert!(taken >= 64 && !refused.is_empty(), "{taken} taken, {} refused", refused.len());
    assert!(refused.iter().all(|seconds| (2..=5).contains(seconds)), "{refused:?}");
    // Not all at the same time.
    assert!(refused.iter().any(|seconds| *seconds != refused[0]), "{refused:?}");
    app.visitor().signed_in(SELLER.email, PASSWORD).await;
}
