//! `docs/API.md` keeps its word.

use async_graphql::parser::{
    parse_schema,
    types::{TypeKind, TypeSystemDefinition},
};
use guichet_api::{
    account::{refresh_session, sign_in, throttle},
    feed, graphql, http, store,
};
use guichet_domain::access_token;
use guichet_tests::{
    TestApp,
    manual::{Line, NODE, PYTHON, Page, TEXT, Terminal},
};
use serde_json::Value;

/// The address that the page takes for the server's.
const ADDRESS: &str = "http://127.0.0.1:8080";

#[tokio::test]
async fn every_example_prints_what_the_manual_says() {
    let app = TestApp::demonstration().await;
    let mut page = Page::read(TEXT);
    assert!(page.files.len() > 20 && page.commands.len() > 20, "the page was not read");
    let technician = app.visitor().signed_in("thomas.lefevre@guichet.example", guichet_api::demo::PASSWORD).await;
    let terminal = Terminal::open(&page);
    for command in &mut page.commands {
        command.line = command.line.replace(ADDRESS, &app.url(""));
        // Other tests' transactions may hold the feed back, and a watcher would be told again what happened before.
        technician.feed_cursor().await;
        terminal.run(command).await;
    }
}

#[tokio::test]
async fn the_watchers_of_the_manual_outlast_what_passes() {
    let app = TestApp::demonstration_with(|settings| settings.sockets_per_account = 1).await;
    let technician = app.visitor().signed_in("thomas.lefevre@guichet.example", guichet_api::demo::PASSWORD).await;
    let line = Line::to(app.address()).await;
    let page = Page::read(TEXT);
    let terminal = Terminal::open(&page);
    for export in page.commands.iter().filter(|command| command.line.starts_with("export ")) {
        terminal.start(&export.line.replace(ADDRESS, &line.url())).ends().await;
    }
    let answer = async || {
        technician.feed_cursor().await;
        terminal.start("sh reply.sh").ends().await;
    };
    let (list, change) = ("… tickets wait for staff\n", "…LEFT #…; … wait\n");

    technician.feed_cursor().await;
    let mut python = terminal.start("python watch.py");
    python.prints(list).await;
    answer().await;
    python.prints(&[list, change].concat()).await;
    line.is_out_for(2).await;
    answer().await;
    python.prints(&[list, change, change].concat()).await;

    // The one place that the account has is taken: 4429.
    let mut node = terminal.start("node watch.mjs");
    node.prints(list).await;
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    python.stop().await;
    answer().await;
    node.prints(&[list, change].concat()).await;
    line.is_out_for(2).await;
    answer().await;
    node.prints(&[list, change, change].concat()).await;
    node.stop().await;
}

#[test]
fn the_manual_installs_the_versions_that_it_was_run_with() {
    assert!(TEXT.contains(&format!("\npip install '{}'\n", PYTHON.trim())), "{PYTHON}");
    let package: Value = serde_json::from_str(NODE).unwrap();
    let dependencies = package["dependencies"].as_object().unwrap();
    let line: String =
        dependencies.iter().map(|(name, version)| format!(" {name}@{}", version.as_str().unwrap())).collect();
    assert!(TEXT.contains(&format!("\nnpm install{line}\n")), "{line}");
}

/// A row of a table of limits.
fn row(what: &str, most: impl std::fmt::Display) -> String {
    format!("| {what} | {most} |")
}

/// With commas between thousands, as the page writes it.
fn number(value: usize) -> String {
    let digits = value.to_string();
    let groups: Vec<_> = digits.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).unwrap()).collect();
    groups.join(",")
}

#[test]
fn the_limits_of_the_manual_are_those_of_the_code() {
    let server = http::HttpSettings::default();
    let (bounds, socket) = (server.bounds, server.socket);
    let settings = guichet_api::Settings::default();
    let (page, usual) = (store::page::MAX_SIZE, store::page::DEFAULT_SIZE);
    let depth = bounds.depth.min(graphql::MAX_DEPTH);
    let on_one_field = graphql::MAX_DIRECTIVES;
    let thousands = |value: u32| number(value.try_into().unwrap());
    for expected in [
        row("bytes", number(bounds.bytes)),
        row("cost", number(bounds.cost)),
        row("fields inside one another", depth),
        row("brackets inside one another", bounds.nesting),
        row("fields, fragments unfolded", number(bounds.fields)),
        row("fields at the root of an operation", bounds.root_fields),
        row("aliases", bounds.aliases),
        row("bytes of a name", bounds.name),
        row("selections inside one another, fragments among them", bounds.levels),
        row("arguments of one field or directive", bounds.arguments_of_one),
        row("cost of each event of a subscription", number(bounds.event_cost)),
        row("cost of all that one asker has under way", number(bounds.under_way)),
        row(
            "cost of one event of each subscription of one asker, together",
            number(bounds.event_cost * socket.per_account),
        ),
        row(
            "bytes of a subscription with its variables, each name, value and pair of brackets counted for 32 more than its text",
            number(bounds.subscription),
        ),
        row("fields of a subscription, fragments unfolded", bounds.subscription_fields),
        row("cost of introspection", number(bounds.introspection)),
        row(
            "bytes of its arguments, fragments unfolded and variables put in, each value counted for 32 more than its text",
            number(bounds.arguments),
        ),
        row("directives; on one field", format!("{}; {on_one_field}", bounds.directives)),
        row("operations, fragments and variables that it defines", bounds.definitions),
        row("bytes of the body", number(server.body_bytes)),
        row("values of its JSON, lists and objects among them, and names of members", number(http::MAX_PIECES)),
        row("seconds for the body to arrive", server.body_time.as_secs()),
        row("rows of a page; when nothing is said", format!("{page}; {usual}")),
        row("ids that `nodes` takes", graphql::MAX_NODES),
        row("characters of an `idempotencyKey`", store::idempotency::MAX_KEY_LENGTH),
        row("seconds until `connection_init`", socket.init_time.as_secs()),
        row("bytes of a message", number(socket.message_bytes)),
        row("bytes of an operation's `id`", http::MAX_ID),
        row("operations at a time", socket.operations),
        row("seconds without a sign of life, pongs included", socket.ping_every.as_secs() * 2),
        row("seconds that a message waits for a reader who does not read", socket.send_time.as_secs()),
        row("events missed before RESYNC", number(feed::queue::MAX_MISSED.try_into().unwrap())),
        row(
            "operations of one account, each field at a root being one",
            thousands(settings.operations_per_minute_per_account),
        ),
        row("operations of visitors from one address, likewise", thousands(settings.operations_per_minute_per_address)),
        row(
            "sign-ins to one account from one address; from all",
            format!(
                "{}; {}",
                settings.sign_in_tries_per_account,
                settings.sign_in_tries_per_account * sign_in::ADDRESSES
            ),
        ),
        row("sign-ins from one address", settings.sign_in_tries_per_address),
        row("addresses that one account would take with `changeEmail`", settings.sign_in_tries_per_account),
        row("passwords typed again by one account", settings.sign_in_tries_per_account),
        row("passwords typed again from one address", settings.sign_in_tries_per_address),
        row("refreshes of the sessions of one account", thousands(refresh_session::REFRESHES_PER_ACCOUNT)),
        row(
            "refreshes from one address with tokens that carry no session on",
            thousands(refresh_session::REFRESHES_PER_ADDRESS),
        ),
        row("WebSockets and event streams of one account", settings.sockets_per_account),
        row("WebSockets from one address on which nobody has signed in", settings.sockets_per_address),
        row("that work at a time", access_token::MAX_LIVE),
        row(
            "days that one works; when nothing is said",
            format!("{}; {}", access_token::MAX_DAYS, access_token::DEFAULT_DAYS),
        ),
        row(&format!("within {} minutes", throttle::WINDOW.num_minutes()), "most"),
        format!("every {} seconds shows that the connection lives", http::KEEP_ALIVE.as_secs()),
    ] {
        assert!(TEXT.contains(&expected), "the manual does not say: {expected}");
    }
}

/// The values of an enum of the schema.
fn values(name: &str) -> Vec<String> {
    let definitions = parse_schema(graphql::sdl()).unwrap().definitions;
    let found = definitions.into_iter().find_map(|definition| match definition {
        TypeSystemDefinition::Type(definition) if definition.node.name.node == name => Some(definition.node.kind),
        _ => None,
    });
    match found {
        Some(TypeKind::Enum(values)) => values.values.iter().map(|value| value.node.value.to_string()).collect(),
        other => panic!("{name} is {other:?}"),
    }
}

#[test]
fn the_manual_knows_every_code_and_reason() {
    let after = |heading: &str| TEXT.split_once(heading).unwrap_or_else(|| panic!("no {heading}")).1;
    let mendable = after("| `code` | `reason` |").split_once("\n\n").unwrap().0;
    for code in values("ErrorCode") {
        assert!(mendable.contains(&format!("\n| {code} | ")), "{code}");
    }
    let reasons: Vec<&str> = mendable.lines().flat_map(|row| row.split(['|', ',', ' '])).collect();
    for reason in values("ErrorReason") {
        assert!(reasons.contains(&reason.as_str()), "{reason}");
    }
    let top_level = after("| `extensions.code` |").split_once("\n\n").unwrap().0;
    let sdl = graphql::sdl();
    let listed = sdl.split_once("top-level error with `extensions.code`:").unwrap().1.split_once('.').unwrap().0;
    let codes: Vec<&str> = listed.split([',', ' ', '\n']).filter(|word| word.len() > 2).collect();
    assert!(codes.len() > 7, "{codes:?}");
    for code in codes {
        assert!(top_level.contains(&format!("\n| {code} | ")), "{code}");
    }
}

#[test]
fn the_links_within_the_manual_lead_somewhere() {
    let headings = TEXT.lines().filter_map(|line| line.strip_prefix("## ").or_else(|| line.strip_prefix("### ")));
    let anchors: Vec<String> =
        headings.map(|heading| heading.to_lowercase().replace(',', "").replace(' ', "-")).collect();
    let targets: Vec<&str> = TEXT.split("](#").skip(1).map(|rest| rest.split_once(')').unwrap().0).collect();
    assert!(targets.len() > 8, "the links were not read");
    for target in targets {
        assert!(anchors.iter().any(|anchor| anchor == target), "{target}");
    }
}
