use super::*;
use async_graphql::parser::parse_query;

/// What is selected, fragments as they stand.
fn written(set: &SelectionSet) -> String {
    let item = |item: &Positioned<Selection>| {
        let directives = item.node.directives().iter();
        let directives: String = directives.map(|directive| format!(" @{}", directive.node.name.node)).collect();
        match &item.node {
            Selection::Field(field) => {
                let below = &field.node.selection_set.node;
                let below = if below.items.is_empty() { String::new() } else { format!(" {}", written(below)) };
                format!("{}{directives}{below}", field.node.response_key().node)
            }
            Selection::InlineFragment(fragment) => {
                let on = fragment.node.type_condition.as_ref();
                let on = on.map(|on| format!(" on {}", on.node.on.node)).unwrap_or_default();
                format!("...{on}{directives} {}", written(&fragment.node.selection_set.node))
            }
            Selection::FragmentSpread(spread) => format!("...{}{directives}", spread.node.fragment_name.node),
        }
    };
    format!("{{ {} }}", set.items.iter().map(item).collect::<Vec<_>>().join(" "))
}

#[track_caller]
fn assert_put_together(document: &str, expected: &str, fragments: &[&str], parts_are_left: bool) {
    let mut document = parse_query(document).unwrap();
    put_together(&mut document).unwrap();
    let (_, operation) = document.operations.iter().next().unwrap();
    assert_eq!(written(&operation.node.selection_set.node), expected);
    let mut left: Vec<_> = document.fragments.keys().map(Name::as_str).collect();
    left.sort_unstable();
    assert_eq!((left.as_slice(), has_parts(&document)), (fragments, parts_are_left));
}

#[test]
fn parts_become_one_field() {
    assert_put_together("{ a { b } c a { d } }", "{ a { b d } c }", &[], false);
    assert_put_together("{ a { b { c } } a { b { d } } }", "{ a { b { c d } } }", &[], false);
    assert_put_together("{ a { b } ... { a { c } } }", "{ a { b c } }", &[], false);
    assert_put_together(
        "{ ...A ...B } fragment A on Query { x tickets { b } } fragment B on Query { tickets { ...C } y }
         fragment C on TicketConnection { c }",
        "{ x tickets { b ...C } y }",
        &["C"],
        false,
    );
    assert_put_together("mutation { ...F ...F } fragment F on Mutation { a { b } }", "{ a { b b } }", &[], false);
    let below = "{ tickets { nodes { ...F client { c } ... on Node { id } } } } fragment F on Ticket { client { b } }";
    assert_put_together(below, "{ tickets { nodes { client { b c } id } } }", &[], false);
}

#[test]
fn what_is_of_several_types_stays_apart() {
    let document = "{ viewer { ... on Client { a { b } } ... on StaffMember { a { c } } } }";
    assert_put_together(document, document, &[], false);
    let parts = "{ viewer { ... on Client { a { b } x } ... on StaffMember { a { c } } ... on Client { a { d } } } }";
    let together = "{ viewer { ... on Client { a { b d } x } ... on StaffMember { a { c } } } }";
    assert_put_together(parts, together, &[], false);
    // Of somebody on the staff, the second is not selected.
    let both = "{ viewer { a { b } ... on Client { a { c } } } }";
    assert_put_together(both, both, &[], true);
    let nowhere = "{ tickets { nodes { client { b } ... on Product { client { c } } } } }";
    assert_put_together(nowhere, nowhere, &[], true);
}

#[test]
fn what_lands_elsewhere_keeps_the_type_that_has_it() {
    // Of a client, who is no member of staff, but whose type could not say so where the second stood.
    let document = "{ ticket { client { ...Card ...A ...B } } }
        fragment Card on Person { firstName ... on StaffMember { role } ... on Client @include { email } }
        fragment A on Client { sales { a } } fragment B on Client { sales { b } }";
    let written = "{ ticket { client { firstName ... on Person { ... on StaffMember { role } } \
        ... on Person { ... on Client @include { email } } sales { a b } } } }";
    assert_put_together(document, written, &[], false);
    // Within what may be skipped, a node is a ticket, and only said to be a node.
    let document =
        "{ ticket { ... on Node @include { id ...T } } } fragment T on Ticket { sale { a } number sale { b } }";
    let written = "{ ticket { ... on Node @include { id ... on Ticket { sale { a b } number } } } }";
    assert_put_together(document, written, &[], false);
    // What stays within one of several types stays within it.
    let document = "{ viewer { ... on Client { sales { a } ... on Person { ...S @include } sales { b } } } }
        fragment S on StaffMember { role }";
    let written = "{ viewer { ... on Client { sales { a b } ... on Person { ...S @include } } } }";
    assert_put_together(document, written, &["S"], false);
}

#[test]
fn what_a_subscription_is_about_stands_at_its_root() {
    let told = "{ ticketQueue { kind } }";
    assert_put_together("subscription { ...F } fragment F on Subscription { ticketQueue { kind } }", told, &[], false);
    assert_put_together("subscription { ... { ... on Subscription { ticketQueue { kind } } } }", told, &[], false);
    let skipped = "subscription { ...F @include } fragment F on Subscription { ticketQueue { kind } }";
    assert_put_together(skipped, "{ ...F @include }", &["F"], false);
}

#[test]
fn what_may_be_skipped_stays_apart_and_no_mutation_has_it() {
    let parts = "{ a { b } a @include { c } }";
    assert_put_together(parts, parts, &[], true);
    let refuses = |document: &str| {
        let mut document = parse_query(document).unwrap();
        put_together(&mut document).unwrap();
        let (_, operation) = document.operations.iter().next().unwrap();
        refuse_twice(&operation.node, &document.fragments).is_err()
    };
    assert!(refuses("mutation { a { b } ...F @skip(if: true) } fragment F on Mutation { a { c } }"));
    assert!(!refuses("mutation { a { b } ...F } fragment F on Mutation { a { c } }"));
}

#[test]
fn parts_of_different_fields_are_refused() {
    for document in [
        "mutation { r: a(x: 1) { b } ... on Mutation { r: a(x: 2) { b } } }",
        "mutation { r: a { b } ... on Mutation { r: c { b } } }",
        "{ a { b(x: 1) { c } } a { b(x: 2) { c } } }",
        "{ a { x: b { c } } a { x: d { c } } }",
    ] {
        let mut document = parse_query(document).unwrap();
        assert!(put_together(&mut document).is_err());
    }
}

#[test]
fn nothing_else_is_touched() {
    let document = "query { a { b ...F } c { ...F d { e } } } fragment F on T { f { g } }";
    assert_put_together(document, "{ a { b ...F } c { ...F d { e } } }", &["F"], false);
    let unused = "{ a { b } a { c } } fragment F on T { f }";
    assert_put_together(unused, "{ a { b c } }", &["F"], false);
}
