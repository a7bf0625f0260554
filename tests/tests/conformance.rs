//! GraphQL over HTTP, judged by the audits of its working group: npm's `graphql-http`.

use guichet_tests::{TestApp, manual::Programs};
use serde_json::Value;

/// Prints what each audit found, as JSON.
const AUDIT: &str = "
  import { auditServer } from 'graphql-http';
  const results = await auditServer({ url: process.argv[1], fetchFn: fetch });
  console.log(JSON.stringify(results.map(({ id, name, status, reason }) => ({ id, name, status, reason }))));
";

/// What a server may do and ours does not, since a page of another site could send it: to answer GET.
const REFUSED: [&str; 3] = ["5A70", "D6D5", "6A70"];

#[tokio::test]
async fn the_audits_of_the_working_group_pass() {
    let app = TestApp::start().await;
    let audit = tokio::process::Command::new("node")
        .args(["--input-type=module", "--eval", AUDIT, &app.url("/graphql")])
        .current_dir(Programs::find().folder)
        .output()
        .await
        .unwrap();
    let results: Vec<Value> = serde_json::from_slice(&audit.stdout).unwrap_or_else(|_| panic!("{audit:?}"));
    assert!(results.len() > 50, "{results:?}");
    for result in &results {
        let expected = if REFUSED.contains(&result["id"].as_str().unwrap()) { "notice" } else { "ok" };
        assert_eq!(result["status"], expected, "{result}");
    }
}
