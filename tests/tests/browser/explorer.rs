//! GraphiQL, under a policy that lets no page write scripts or styles into itself.

use guichet_tests::{TestApp, browser::Browser};

#[tokio::test]
async fn the_explorer_works_under_the_policy_of_every_page() {
    let app = TestApp::start().await;
    let explorer = Browser::open(&app, "/graphiql").await;
    explorer.see_text(".graphiql-query-editor .CodeMirror-code", "mutation SignIn").await;
    explorer.press(".graphiql-execute-button", "").await;
    // What was asked with empty fields is answered, beside the question.
    explorer.see_text(".result-window", "INVALID_CREDENTIALS").await;
    let beside = "const [left, right] = ['.graphiql-query-editor', '.result-window']
        .map(selector => document.querySelector(selector).getBoundingClientRect());
        return left.width > 200 && right.width > 200 && left.right <= right.left + 1";
    assert_eq!(explorer.run(beside).await, true, "the editor lost its styles");
    explorer.close().await;
}
