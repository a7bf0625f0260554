use super::*;
use crate::graphql::mask::code_of;
use std::{
    fmt::Write,
    time::{Duration, Instant},
};

fn read_text(query: &str) -> Result<Operation, ServerError> {
    read(&Params { query: query.into(), ..Params::default() }, &Bounds::default())
}

fn refusal(query: &str) -> (String, String) {
    let error = read_text(query).unwrap_err();
    (code_of(&error).unwrap().to_owned(), error.message)
}

fn assert_too_complex(query: &str, word: &str) {
    let (code, message) = refusal(query);
    assert_eq!(code, "QUERY_TOO_COMPLEX", "{message}");
    assert!(message.contains(word), "{message}");
}

#[test]
fn what_a_client_sends_is_read() {
    let operation =
        read_text("query Q($n: Int = 3) { ticket(number: $n) { ...T } } fragment T on Ticket { id }").unwrap();
    assert_eq!(operation.kind, OperationType::Query);
    assert_eq!(read_text("subscription { a }").unwrap().kind, OperationType::Subscription);
}

#[test]
fn the_introspection_of_every_tool_is_within_the_bounds() {
    let mut types = String::from("kind name");
    for _ in 0..9 {
        types = format!("kind name ofType {{ {types} }}");
    }
    let document = format!(
        "query IntrospectionQuery {{ __schema {{ description queryType {{ name kind }} mutationType {{ name kind }} \
         subscriptionType {{ name kind }} types {{ ...FullType }} directives {{ name description isRepeatable locations \
         args(includeDeprecated: true) {{ ...InputValue }} }} }} }} \
         fragment FullType on __Type {{ kind name description specifiedByURL isOneOf \
         fields(includeDeprecated: true) {{ name description args(includeDeprecated: true) {{ ...InputValue }} \
         type {{ ...TypeRef }} isDeprecated deprecationReason }} inputFields(includeDeprecated: true) {{ ...InputValue }} \
         interfaces {{ ...TypeRef }} enumValues(includeDeprecated: true) {{ name description isDeprecated deprecationReason }} \
         possibleTypes {{ ...TypeRef }} }} \
         fragment InputValue on __InputValue {{ name description type {{ ...TypeRef }} defaultValue isDeprecated deprecationReason }} \
         fragment TypeRef on __Type {{ {types} }}"
    );
    read_text(&document).unwrap();
}

#[test]
fn ten_thousand_aliases_are_refused() {
    let mut many = String::from("{");
    for alias in 0..1_000 {
        let _ = write!(many, "a{alias}:id ");
    }
    many.push('}');
    assert_too_complex(&many, "root");
    assert_too_complex(&format!("{{ viewer {many} }}"), "aliases");
    assert_too_complex(&format!("{{ {} }}", "alias: id ".repeat(10_000)), "bytes");
}

#[test]
fn brackets_are_counted_before_the_parser_recurses() {
    for (open, close) in [("{a", "}"), ("{a(b:[", "])}"), ("{a(b:{c:", "})}"), ("{a @b(c:[", "])}")] {
        let nested = format!("{}{}", open.repeat(1_000), close.repeat(1_000));
        assert_too_complex(&nested, "inside one another");
    }
    assert_too_complex(&format!("query($v: {}Int", "[".repeat(10_000)), "brackets");
    assert_too_complex(&"[".repeat(30_000), "brackets");
}

#[test]
fn brackets_in_strings_and_comments_are_text() {
    let brackets = "{".repeat(200);
    read_text(&format!("{{ a(b: \"{brackets} \\\" {brackets}\") }}")).unwrap();
    read_text(&format!("{{ a(b: \"\"\"{brackets} \\\"\"\" \" {brackets}\"\"\") }}")).unwrap();
    read_text(&format!("{{ a # {brackets} \" \n }}")).unwrap();
    assert_too_complex(&format!("{{ a # \" \n {brackets}"), "brackets");
}

/// Fragments that spread the next one three times each, twenty-five levels down.
fn bomb() -> String {
    let mut bomb = String::from("{ ...F0 }");
    for level in 0..25 {
        let next = level + 1;
        let _ = write!(bomb, " fragment F{level} on Q {{ ...F{next} ...F{next} ...F{next} }}");
    }
    bomb
}

#[test]
fn fragments_that_unfold_into_millions_are_counted_in_milliseconds() {
    let bomb = bomb() + " fragment F25 on Q { id }";
    let begun = Instant::now();
    assert_too_complex(&bomb, "fields");
    assert_too_complex(&bomb.replacen("{ ...F0 }", "{ viewer { ...F0 } }", 1), "fields");
    assert_too_complex(&bomb.replacen("{ ...F0 }", "{ a }", 1), "fields");
    assert!(begun.elapsed() < Duration::from_millis(500), "{:?}", begun.elapsed());
}

#[test]
fn what_ends_in_a_fragment_that_is_not_there_is_not_followed() {
    let bomb = bomb();
    for begin in ["{ ...F0 }", "{ viewer { ...F0 } }", "{ a }"] {
        let (code, message) = refusal(&bomb.replacen("{ ...F0 }", begin, 1));
        assert_eq!((code.as_str(), message.as_str()), ("BAD_REQUEST", "there is no fragment `F25`"));
    }
}

#[test]
fn fragments_that_were_counted_before_nest_as_deep() {
    // Each was met by itself before the one that spreads it.
    let spreads: String = (0..140).map(|level| format!("...F{level} ")).collect();
    let mut chain = format!("{{ {spreads} }} fragment F0 on Q {{ a }}");
    for level in 1..140 {
        let _ = write!(chain, " fragment F{level} on Q {{ ...F{} }}", level - 1);
    }
    let bounds = Bounds { root_fields: usize::MAX, ..Bounds::default() };
    let error = read(&Params { query: chain, ..Params::default() }, &bounds).unwrap_err();
    assert!(error.message.contains("selections inside one another"), "{}", error.message);
}

#[test]
fn a_variable_weighs_wherever_it_stands() {
    let with = |query: &str, variables: serde_json::Value| {
        let variables = async_graphql::Variables::from_json(variables);
        read(&Params { query: query.into(), variables, ..Params::default() }, &Bounds::default())
    };
    let weighs = |query: &str, variables| {
        let error = with(query, variables).unwrap_err();
        assert_eq!(code_of(&error), Some("QUERY_TOO_COMPLEX"));
        assert!(error.message.contains("bytes of arguments"), "{}", error.message);
    };
    let (numbers, text) = (serde_json::json!({ "v": vec![0; 5_000] }), serde_json::json!({ "v": "x".repeat(50_000) }));
    let places = "$v,".repeat(1_000);
    for many in [
        format!("query($v: [Int]) {{ a(b: [{places}]) }}"),
        format!("query($v: [Int]) {{ a(b: {{ c: [{places}] }}) }}"),
        format!("query($v: [Int]) {{ a @b(c: [{places}]) }}"),
        format!("query($v: [Int]) @b(c: [{places}]) {{ a }}"),
        format!("query($v: [Int]) {{ {} }} fragment F on Q {{ {} }}", "b { ...F } ".repeat(30), "a(b: $v) ".repeat(40)),
    ] {
        weighs(&many, numbers.clone());
        weighs(&many, text.clone());
        assert!(with(&many, serde_json::json!({ "v": [1, 2, 3] })).is_ok());
    }
    assert!(with("query($v: [Int]) { a(b: $v) c(d: $v) }", numbers).is_ok());
    let undefined = with(&format!("{{ a(b: [{places}]) }}"), serde_json::json!({ "v": vec![0; 5_000] })).unwrap_err();
    assert_eq!(
        (code_of(&undefined), undefined.message.as_str()),
        (Some("BAD_REQUEST"), "variable `$v` is not defined")
    );
    let default = format!("query($v: [Int] = [{}]) {{ a(b: [{}]) }}", "0,".repeat(5_000), "$v,".repeat(1_000));
    weighs(&default, serde_json::json!({}));
    assert!(with(&default, serde_json::json!({ "v": [] })).is_ok(), "another value is in its place");
    // What stands there as it is, is copied with the fragment that holds it.
    let literal = format!("{{ {} }} fragment F on Q {{ a(b: [{}]) }}", "b { ...F } ".repeat(30), "0,".repeat(10_000));
    weighs(&literal, serde_json::json!({}));
}

#[test]
fn what_is_written_out_is_made_once_however_deep_it_stood() {
    // Twelve fragments within one another spread one whose field stands in twelve more, with a long argument.
    let chain: String = (0..12).map(|level| format!("fragment F{level} on Ticket {{ ...F{} }}", level + 1)).collect();
    let argument = "{ a: 1 },".repeat(3_000);
    let deep = format!("fragment G on Ticket {{ {} id(a: [{argument}]) {} }}", "... {".repeat(12), "}".repeat(12));
    let takes = |parts: &str| {
        let last = format!("fragment F12 on Ticket {{ {parts} {} }}", "...G ".repeat(6));
        let document = format!("{{ ticket(number: 1) {{ ...F0 }} }} {chain} {last} {deep}");
        let of_one = |_| {
            let begun = Instant::now();
            read_text(&document).unwrap();
            begun.elapsed()
        };
        (0..3).map(of_one).min().unwrap()
    };
    let (whole, in_parts) = (takes("client { id }"), takes("client { id } client { id }"));
    assert!(in_parts < whole * 20, "{in_parts:?} instead of {whole:?}");
}

#[test]
fn thousands_of_variables_in_thousands_of_places_are_weighed_in_milliseconds() {
    let names: String = (0..3_000).map(|n| format!("$v{n},")).collect();
    let spread = format!("{{ b {{ {} }} }} fragment F on Q {{ a(b: [{names}]) }}", "...F ".repeat(1_900));
    let begun = Instant::now();
    assert!(refusal(&spread).1.contains("is not defined"));
    assert!(begun.elapsed() < Duration::from_millis(500), "{:?}", begun.elapsed());
}

#[test]
fn fragments_in_a_circle_are_refused() {
    for circle in [
        "{ ...F } fragment F on Q { ...F ...F }",
        "{ ...F } fragment F on Q { ...G ...G } fragment G on Q { ...F }",
        "{ a } fragment F on Q { b { ...F ...F } }",
    ] {
        let (code, message) = refusal(circle);
        assert_eq!(code, "BAD_REQUEST");
        assert!(message.contains("spreads itself"), "{message}");
    }
}

#[test]
fn a_long_chain_of_fragments_nests_like_brackets() {
    let mut chain = String::from("{ ...F0 }");
    for level in 0..120 {
        let _ = write!(chain, " fragment F{level} on Q {{ ...F{} }}", level + 1);
    }
    chain.push_str(" fragment F120 on Q { id }");
    assert_too_complex(&chain, "selections inside one another");
}

#[test]
fn directives_depth_and_definitions_have_their_bounds() {
    let on_one_field = |count: usize| format!("{{ a {} }}", "@b ".repeat(count));
    assert_too_complex(&on_one_field(9), "9 directives on one field");
    read_text(&on_one_field(8)).unwrap();
    assert_too_complex(&format!("{{ a {{ {} }} }}", "a @b ".repeat(101)), "101 directives, fragments");
    let nested = |depth: usize| format!("{}{}", "{a".repeat(depth), "}".repeat(depth));
    assert_too_complex(&nested(17), "fields inside");
    read_text(&nested(16)).unwrap();
    assert_too_complex(&format!("{{ {}: a }}", "b".repeat(201)), "bytes in a name");
    read_text(&format!("{{ {}: a }}", "b".repeat(200))).unwrap();
    let variables: String = (0..1_000).map(|n| format!("$v{n}: Int ")).collect();
    assert_too_complex(&format!("query Q({variables}) {{ a }}"), "definitions");
}

#[test]
fn selections_nest_as_deep_as_is_said_and_below_a_leaf_there_is_none() {
    let nested = |fragments: usize| {
        format!("{}{}a{}", "{ ...".repeat(fragments), "{ a ".repeat(15) + "{ ", "}".repeat(fragments + 16))
    };
    read_text(&nested(16)).unwrap();
    assert_too_complex(&nested(17), "33 selections inside one another");
}

#[test]
fn what_the_parser_would_choke_on_is_refused() {
    assert_eq!(refusal("{ a(b: \"\\uD800\") }").0, "BAD_REQUEST");
    assert_eq!(refusal("{ a(b: \"\\uDfff\") }").0, "BAD_REQUEST");
    assert_eq!(refusal(&format!("{{ a(b: {}) }}", "9".repeat(20_000) + "e99999")).0, "BAD_REQUEST");
    for text in ["", "{", "}", "{ a(b: \"", "{ a(b: \"\\", "{ a(b: \"\"\"", "\u{0}", "query", "fragment F on Q { a }"] {
        assert_eq!(refusal(text).0, "BAD_REQUEST", "{text}");
    }
    read_text("{ a(b: \"\\u00e9 \\\\uD800\") }").unwrap();
}

#[test]
fn the_operation_is_chosen_by_its_name() {
    let named = |name: Option<&str>| {
        let query = "query A { a } mutation B { b }".into();
        read(&Params { query, operation_name: name.map(Into::into), ..Params::default() }, &Bounds::default())
    };
    assert_eq!(named(Some("B")).unwrap().kind, OperationType::Mutation);
    assert!(named(None).unwrap_err().message.contains("operationName"));
    assert!(named(Some("C")).unwrap_err().message.contains("operationName"));
}

#[test]
fn a_variable_that_the_operation_needs_must_be_there() {
    let with = |variables: serde_json::Value| {
        let query = "query($id: ID!, $first: Int! = 3, $after: String) { a }".into();
        let variables = async_graphql::Variables::from_json(variables);
        read(&Params { query, variables, ..Params::default() }, &Bounds::default())
    };
    assert!(with(serde_json::json!({ "id": "1" })).is_ok());
    assert!(with(serde_json::json!({})).unwrap_err().message.contains("`$id` of type `ID!`"));
    assert!(with(serde_json::json!({ "id": null })).is_err());
    assert!(with(serde_json::json!({ "id": "1", "first": null })).unwrap_err().message.contains("$first"));
}

#[test]
fn a_string_without_an_end_hides_no_brackets() {
    let brackets = format!("{}{}", "[".repeat(4_000), "]".repeat(4_000));
    for begin in ["{a(b:[\"\"\" \"", "{a(b:[\"\\\"\"\"\"\"", "{a(b:[\"c\n\"", "{a(b:[\"c\r\""] {
        let (code, message) = refusal(&format!("{begin}{brackets}])}}"));
        assert_eq!((code.as_str(), message.as_str()), ("BAD_REQUEST", "a string has no end"), "{begin}");
    }
    // The parser would try each of these blocks to the end of the text.
    let blocks = format!("{{a(b:[\"{}{}])}}", "\\\"\"\"\"\"".repeat(3_640), "x".repeat(10_900));
    assert_eq!(refusal(&blocks).1, "a string has no end");
}

#[test]
fn names_and_arguments_have_their_bounds() {
    let long = "b".repeat(201);
    for text in [
        format!("{{ {long}: a }}"),
        format!("{{ {long} }}"),
        format!("{{ a({long}: 1) }}"),
        format!("{{ a(b: {{ {long}: 1 }}) }}"),
        format!("{{ a(b: {long}) }}"),
        format!("query {long} {{ a }}"),
        format!("query($a: {long}) {{ a }}"),
        format!("{{ ...{long} }} fragment {long} on Q {{ a }}"),
    ] {
        assert_too_complex(&text, "bytes in a name");
    }
    read_text(&format!("{{ a(b: \"{long}\") # {long}\n }}")).unwrap();
    let arguments = |count: usize| (0..count).map(|n| format!("a{n}: 1 ")).collect::<String>();
    read_text(&format!("{{ a({}) }}", arguments(16))).unwrap();
    assert_too_complex(&format!("{{ a({}) }}", arguments(17)), "arguments of one");
    assert_too_complex(&format!("{{ a @b({}) }}", arguments(17)), "arguments of one");
}

#[test]
fn fields_that_come_back_as_one_must_be_the_same() {
    for same in [
        "{ a a b: a(c: 1) b: a(c: 1) ...F } fragment F on Q { a }",
        "{ p { ... on Dog { a(b: 1) } ... on Cat { a(b: 2) } } }",
        "{ p { ...D ...C } } fragment D on Dog { v: barks } fragment C on Cat { v: meows }",
        "{ p { a(b: 1) } q { a(b: 2) } }",
    ] {
        read_text(same).unwrap();
    }
    for other in [
        "{ a: b a: c }",
        "{ a a: c }",
        "{ a(b: 1) a(b: 2) }",
        "{ a a(b: 2) }",
        "{ a(b: 1) a(c: 1) }",
        "{ p { ... on Dog { a(b: 1) } ... on Dog { a(b: 2) } } }",
        "{ p { ... on Dog { ... { a(b: 1) a } } } }",
        "{ a } fragment F on Q { a: b a }",
        "{ ...F ...G } fragment F on Q { a: b } fragment G on Q { a }",
    ] {
        let (code, message) = refusal(other);
        assert_eq!(code, "BAD_REQUEST", "{other}");
        assert!(message.starts_with("two fields that come back as `a`"), "{other}: {message}");
    }
}

#[test]
fn of_thousands_of_conflicts_the_first_is_told() {
    let arguments = |name: &str| (0..16).map(|n| format!("{name}{n}:1 ")).collect::<String>();
    let (some, others) = (format!("x({})", arguments("a")), format!("x({})", arguments("b")));
    for (repeated, other) in [("x ", "x(a: 1) "), (some.as_str(), others.as_str())] {
        let many = repeated.repeat((16_000 / repeated.len()).min(900)) + &other.repeat((8_000 / other.len()).min(900));
        for text in [
            format!("{{ a }} fragment F on Q {{ {}{many}{} }}", "...{".repeat(25), "}".repeat(25)),
            format!("{{ a {{ {}{many}{} }} }}", "...{".repeat(25), "}".repeat(25)),
        ] {
            assert!(refusal(&text).1.starts_with("two fields that come back as `x`"));
        }
    }
}

fn cost(query: &str, variables: serde_json::Value) -> usize {
    let variables = async_graphql::Variables::from_json(variables);
    let params = Params { query: query.into(), variables, ..Params::default() };
    let bounds = Bounds { cost: usize::MAX, event_cost: usize::MAX, ..Bounds::default() };
    read(&params, &bounds).unwrap().cost(&params.variables, &bounds).0
}

#[test]
fn a_list_costs_its_rows_times_what_one_of_them_costs() {
    for (query, variables, expected) in [
        ("{ a b { c d } }", serde_json::json!({}), 4),
        (
            "{ tickets(first: 1) { nodes { number messages(first: 5) { nodes { postedAt } } } } }",
            serde_json::json!({}),
            12,
        ),
        ("{ tickets { totalCount } }", serde_json::json!({}), 25),
        ("{ tickets(last: 7) { totalCount pageInfo { hasNextPage } } }", serde_json::json!({}), 21),
        ("{ tickets(first: null) { totalCount } }", serde_json::json!({}), 25),
        ("{ tickets(first: 1000000) { totalCount } }", serde_json::json!({}), 100),
        ("{ tickets(first: -5) { totalCount } }", serde_json::json!({}), 1),
        ("query($n: Int) { tickets(first: $n) { totalCount } }", serde_json::json!({ "n": 9 }), 9),
        ("query($n: Int) { tickets(first: $n) { totalCount } }", serde_json::json!({}), 25),
        ("query($n: Int = 3) { tickets(last: $n) { totalCount } }", serde_json::json!({}), 3),
        ("query($n: Int = 3) { tickets(last: $n) { totalCount } }", serde_json::json!({ "n": "x" }), 25),
        (
            "query($n: Int) { t(a: $n) { tickets(first: 10) { nodes { messages(first: $n) { totalCount } } } } }",
            serde_json::json!({ "n": 20 }),
            211,
        ),
        ("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", serde_json::json!({ "ids": ["a", "b", "c"] }), 3),
        ("query($id: ID!) { nodes(ids: [$id, $id]) { id __typename } }", serde_json::json!({ "id": "a" }), 4),
        ("{ suggestClients(term: \"abc\") { tooMany clients { id } } }", serde_json::json!({}), 30),
        ("{ ticket { lastMessage { body } } }", serde_json::json!({}), 27),
        ("{ tickets(first: 1, search: \"a\") { totalCount } }", serde_json::json!({}), 5_001),
        ("query($s: String) { tickets(first: 1, search: $s) { totalCount } }", serde_json::json!({ "s": "a" }), 5_001),
        ("query($s: String) { tickets(first: 1, search: $s) { totalCount } }", serde_json::json!({ "s": null }), 1),
        ("query($s: String) { tickets(first: 1, search: $s) { totalCount } }", serde_json::json!({}), 1),
        ("query($a: String) { a(b: $a) }", serde_json::json!({ "a": "x".repeat(1_000) }), 5),
    ] {
        assert_eq!(cost(query, variables), expected, "{query}");
    }
}

#[test]
fn no_fragment_changes_what_is_paid() {
    let selection = "tickets(first: 100) { nodes { client { tickets(first: 100) { nodes { id } } } } }";
    let costs: Vec<_> = [
        format!("{{ viewer {{ ... on Client {{ {selection} }} }} }}"),
        format!("{{ viewer {{ ... {{ ... on Client {{ {selection} }} }} }} }}"),
        format!("{{ viewer {{ ...C }} }} fragment C on Client {{ {selection} }}"),
        format!("{{ viewer {{ ...P }} }} fragment P on Person {{ ...C }} fragment C on Client {{ {selection} }}"),
        format!("{{ node {{ ...C }} }} fragment C on Client {{ {selection} }}"),
    ]
    .iter()
    .map(|query| cost(query, serde_json::json!({})))
    .collect();
    assert_eq!(costs, [20_201; 5]);
    let many = format!("{{ a: node {{ ...C }} b: node {{ ...C }} }} fragment C on Client {{ {selection} }}");
    assert_too_complex(&many, "costs 40402");
}

#[test]
fn the_schema_is_told_once_and_not_over_and_over() {
    let pairs = |count: usize| {
        let (open, close) = ("possibleTypes{interfaces{".repeat(count), "}}".repeat(count));
        format!("{{__type(name:\"Node\"){{{open}name{close}}}}}")
    };
    read_text(&pairs(2)).unwrap();
    assert_too_complex(&pairs(5), "costs");
    let leaves: String = (0..90).map(|n| format!("a{n}: name ")).collect();
    assert_too_complex(
        &format!("{{ __schema {{ types {{ fields {{ args {{ {leaves} type {{ name }} }} }} }} }} }}"),
        "costs",
    );
    let again = "...T ".repeat(30);
    let text = format!(
        "{{ __schema {{ types {{ {again} }} }} }} fragment T on __Type {{ fields {{ name type {{ name kind }} }} name }}"
    );
    read_text(&text).unwrap();
    let text = text.replace("type { name kind }", "type { fields { name } }");
    assert_too_complex(&text, "costs");
}

#[test]
fn a_subscription_has_one_field_and_keeps_little() {
    let read = |query: &str, variables: serde_json::Value| {
        let variables = async_graphql::Variables::from_json(variables);
        read(&Params { query: query.into(), variables, ..Params::default() }, &Bounds::default())
    };
    for text in ["subscription { a b }", "subscription { a ...F } fragment F on S { b }"] {
        assert_eq!(refusal(text), ("BAD_REQUEST".to_owned(), "a subscription has one field at its root".to_owned()));
    }
    let subscription = "subscription($v: [Int]) { a(b: $v) { messages(first: 100) { nodes { id } } } }";
    assert!(read(subscription, serde_json::json!({ "v": [1] })).is_ok());
    let error = read(subscription, serde_json::json!({ "v": vec![0; 1_000] })).unwrap_err();
    assert!(error.message.contains("bytes of a subscription"), "{}", error.message);
    let long = format!("subscription {{ a }} # {}", "b".repeat(8_192));
    assert_too_complex(&long, "bytes of a subscription");
    assert_too_complex("subscription { a { messages(first: 100) { nodes { body } } } }", "costs 2601");
}

#[test]
fn a_subscription_keeps_little_once_it_is_parsed() {
    // What takes a few bytes of text each, and many times that once it is parsed.
    for many in [
        format!("subscription A {{ a {{ {} }} }}", "b ".repeat(300)),
        format!("subscription A {{ a {{ {} }} }}", "... { b } ".repeat(140)),
        format!("subscription A {{ a(b: [{}]) }}", "[]".repeat(300)),
        format!("subscription A {{ a(b: [{}]) }}", "1 ".repeat(300)),
        format!("subscription A {{ a(b: [{}]) }}", "E ".repeat(300)),
        format!("subscription A {{ a(b: [{}]) }}", "\"\" ".repeat(300)),
        format!("subscription A($v: [X] = [{}]) {{ a(b: $v) }}", "[]".repeat(300)),
        format!("subscription A($v: [X] @d(b: [{}])) {{ a(b: $v) }}", "[]".repeat(300)),
        format!(
            "subscription A {{ a }} {}",
            (0..30).fold(String::new(), |all, n| { format!("{all} query B{n}($v: [X] = [[] [] []]) {{ a }}") })
        ),
    ] {
        let params = Params { query: many, operation_name: Some("A".into()), ..Params::default() };
        let error = read(&params, &Bounds::default()).unwrap_err();
        assert!(error.message.contains("subscription"), "{}", error.message);
    }
    let unfolds = format!("subscription {{ a {{ {} }} }} fragment F on A {{ b c d e f }}", "b { ...F } ".repeat(30));
    assert_too_complex(&unfolds, "fields in a subscription");
    read_text(&unfolds.replace("subscription", "query")).unwrap();
}

#[test]
fn the_subscriptions_of_the_client_are_far_from_the_bounds() {
    let bounds = Bounds::default();
    let tight =
        Bounds { subscription: bounds.subscription / 2, subscription_fields: bounds.subscription_fields / 3, ..bounds };
    for text in [
        include_str!("../../../../web/src/network/operation/text/ticket_queue.graphql"),
        include_str!("../../../../web/src/network/operation/text/ticket_events.graphql"),
    ] {
        let variables = async_graphql::Variables::from_json(serde_json::json!({ "ticketId": "VGlja2V0OjE" }));
        read(&Params { query: text.into(), variables, ..Params::default() }, &tight).unwrap();
    }
}

#[test]
fn variables_that_nobody_defined_are_left_behind() {
    let operation = read_text("query A($a: Int) { a(b: $a) }").unwrap();
    let mut variables = async_graphql::Variables::from_json(serde_json::json!({ "a": 1, "b": [1, 2, 3] }));
    operation.settle(&mut variables);
    assert_eq!(variables, async_graphql::Variables::from_json(serde_json::json!({ "a": 1 })));
}

#[test]
fn arguments_are_paid_wherever_they_are_read() {
    let rows = "tickets(first: 100) { nodes { messages(first: 20) { nodes { a(b: ARGUMENT) } } } }";
    let list = format!("[{}]", "OPEN ".repeat(1_000));
    let query = format!("query($v: [S]) {{ {} }}", rows.replace("ARGUMENT", "$v"));
    let default = query.replace("[S]", &format!("[S] = {list}"));
    for (query, variables) in [
        (format!("{{ {} }}", rows.replace("ARGUMENT", &list)), serde_json::json!({})),
        (query.clone(), serde_json::json!({ "v": vec!["OPEN"; 1_000] })),
        (default.clone(), serde_json::json!({})),
    ] {
        assert!((250_000..300_000).contains(&cost(&query, variables)));
    }
    for query in [query, default] {
        assert!(cost(&query, serde_json::json!({ "v": [] })) < 5_000);
    }
}

#[test]
fn a_default_that_stands_in_thousands_of_places_is_not_copied() {
    let text = format!(
        "query($v: X = [{}]) {{ a {{ {} }} }} fragment F on Q {{ {} }}",
        "[]".repeat(14_000),
        "...F".repeat(48),
        "tickets(first: $v last: $v) ".repeat(40)
    );
    let operation = read(
        &Params {
            query: text,
            variables: async_graphql::Variables::from_json(serde_json::json!({ "v": 1 })),
            ..Params::default()
        },
        &Bounds { cost: usize::MAX, ..Bounds::default() },
    );
    assert!(operation.unwrap().size() < 1024 * 1024);
    let literal = format!("{{ a {{ {} }} }} fragment F on Q {{ a(b: [{}]) }}", "...F ".repeat(480), "[]".repeat(9_000));
    assert_too_complex(&literal, "bytes of arguments");
}

#[test]
fn the_clients_largest_screen_is_allowed() {
    let queue = include_str!("../../../../web/src/network/operation/text/queue.graphql");
    let variables = serde_json::json!({ "filter": {}, "search": "écran", "order": {}, "first": 100 });
    assert!(cost(queue, variables) < Bounds::default().cost);
}
