//! Addresses with passwords that can't be read.

use super::guichet;
use guichet_tests::{Engine, TestApp};

/// What is no address, each with the password `zqf…wyxk` or a part of it.
const WRONG: [&str; 5] = [
    "postgres://guichet:zqf/wyxk@127.0.0.1:1/guichet",
    "postgres://guichet:zqf#wyxk@127.0.0.1:1/guichet",
    "postgres://guichet:zqf?wyxk@127.0.0.1:1/guichet",
    "postgres://guichet:zqfwyxk@127.0.0.1:port/guichet",
    "postgre://guichet:zqfwyxk@127.0.0.1:1/guichet",
];

/// What could be one but for a parameter.
const WITH_PARAMETERS: [&str; 3] = [
    "postgres://guichet:zqf@127.0.0.1:1/guichet?sslmode=wyxk",
    "postgres://guichet:zqf@127.0.0.1:1/guichet?sslmod=wyxk",
    "postgres://guichet:zqf@127.0.0.1:1/guichet?sslmode=disable&wyxk=zqf",
];

#[tokio::test]
async fn an_address_that_cant_be_read_is_told_by_its_setting_alone() {
    let app = TestApp::start().await;
    let settings = &app.inner().settings;
    let refused = async |command: &str, flag: &str, setting: &str, address: &str| {
        let done = guichet(settings, &[command, flag, address, "--listen", "127.0.0.1:0"]).await;
        let told = format!("{}{}", done.complaint(), done.out);
        assert!(told.contains(setting), "{told}");
        assert!(["zqf", "wyxk"].iter().all(|part| !told.contains(part)), "{command} {flag} {address}: {told}");
    };
    for address in WITH_PARAMETERS {
        refused("check", "--database-url", "DATABASE_URL", address).await;
        if Engine::chosen() == Engine::Postgres {
            refused("serve", "--database-replica-url", "DATABASE_REPLICA_URL", address).await;
        }
    }
    for address in WRONG {
        for command in ["serve", "migrate", "check"] {
            refused(command, "--database-url", "DATABASE_URL", address).await;
        }
        if Engine::chosen() == Engine::Postgres {
            refused("serve", "--nats-url", "NATS", &address.replace("postgre", "nat")).await;
            if address.starts_with("postgres:") {
                refused("serve", "--database-replica-url", "DATABASE_REPLICA_URL", address).await;
            }
        }
    }
}
