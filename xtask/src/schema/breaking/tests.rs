//! Every kind of change, one at a time.

use super::breaking;

const SCHEMA: &str = "
    schema { query: Query mutation: Mutation }
    directive @mark(x: Int) on FIELD | OBJECT
    type Query { a(x: Int, y: Int! = 1, z: Int!): String b: [Int] c: E d: U e: S }
    type Mutation { f(input: I!): A! }
    interface Node { id: ID! }
    interface Named implements Node { id: ID! name: String! }
    type A implements Named & Node { id: ID! name: String! tags: [String!]! }
    type B implements Node { id: ID! }
    union U = A | B
    enum E { X Y }
    scalar S
    input I { a: Int b: Int! c: [Int!]! d: Int = 1 }
";

/// What breaks when this is written in the place of that.
fn changed(from: &str, to: &str) -> Vec<String> {
    assert_eq!(SCHEMA.matches(from).count(), 1, "{from}");
    breaking(SCHEMA, &SCHEMA.replace(from, to)).unwrap().into_iter().collect()
}

#[test]
fn what_programs_rely_on_breaks_them() {
    for (from, to, broken) in [
        ("mutation: Mutation", "", "the schema's mutation is gone"),
        ("mutation: Mutation", "mutation: A", "the schema's mutation is A and was Mutation"),
        ("directive @mark(x: Int) on FIELD | OBJECT", "", "@mark is gone"),
        ("@mark(x: Int)", "@mark", "@mark(x:) is gone"),
        ("FIELD | OBJECT", "FIELD", "@mark no longer goes on Object"),
        ("scalar S", "", "S is gone"),
        ("scalar S", "enum S { A }", "S is an enum and was a scalar"),
        ("type B implements Node", "type B", "B no longer implements Node"),
        ("interface Named implements Node", "interface Named", "Named no longer implements Node"),
        ("union U = A | B", "union U = A", "U no longer holds B"),
        ("enum E { X Y }", "enum E { X }", "E.Y is gone"),
        ("enum E { X Y }", "enum E { X Z }", "E.Y is gone"),
        ("b: [Int] ", "", "Query.b is gone"),
        ("b: [Int] ", "b: Int ", "Query.b is Int and was [Int]"),
        ("b: [Int] ", "b: [String] ", "Query.b is [String] and was [Int]"),
        ("tags: [String!]!", "tags: [String!]", "A.tags is [String!] and was [String!]!"),
        ("tags: [String!]!", "tags: [String]!", "A.tags is [String]! and was [String!]!"),
        ("a(x: Int, ", "a(", "Query.a(x:) is gone"),
        ("a(x: Int, ", "a(w: Int!, x: Int, ", "Query.a(w:) is new and can't be left out"),
        ("a(x: Int, ", "a(x: Int!, ", "Query.a(x:) is Int! and was Int"),
        ("a(x: Int, ", "a(x: String, ", "Query.a(x:) is String and was Int"),
        ("a(x: Int, ", "a(x: Int = 7, ", "Query.a(x:) stands for 7 when left out and stood for nothing"),
        ("y: Int! = 1", "y: Int! = 2", "Query.a(y:) stands for 2 when left out and stood for 1"),
        ("y: Int! = 1", "y: Int!", "Query.a(y:) stands for nothing when left out and stood for 1"),
        ("input I { a: Int b", "input I { b", "I.a is gone"),
        ("input I { a: Int b", "input I { a: Int! b", "I.a is Int! and was Int"),
        ("input I { a: Int b", "input I { n: Int! a: Int b", "I.n is new and can't be left out"),
        ("d: Int = 1", "d: Int", "I.d stands for nothing when left out and stood for 1"),
        ("c: [Int!]!", "c: Int!", "I.c is Int! and was [Int!]!"),
    ] {
        assert_eq!(changed(from, to), [broken], "{from} -> {to}");
    }
}

#[test]
fn what_is_added_or_eased_breaks_nothing() {
    for (from, to) in [
        ("mutation: Mutation", "mutation: Mutation subscription: Query"),
        ("@mark(x: Int)", "@mark(x: Int y: Int)"),
        ("FIELD | OBJECT", "FIELD | OBJECT | SCALAR"),
        ("scalar S", "scalar S scalar T"),
        ("scalar S", "\"A word about it.\" scalar S @specifiedBy(url: \"https://example.org\")"),
        ("type B implements Node { id: ID! }", "type B implements Named & Node { id: ID! name: String! }"),
        ("union U = A | B", "union U = A | B | Query"),
        ("enum E { X Y }", "enum E { W Y X }"),
        ("b: [Int] ", "b: [Int!]! "),
        ("b: [Int] ", "b: [Int] n: Int "),
        ("a(x: Int, ", "a(w: Int, x: Int, "),
        ("a(x: Int, ", "a(w: Int! = 1, x: Int, "),
        ("z: Int!)", "z: Int)"),
        ("z: Int!)", "z: Int! = 3)"),
        ("b: Int! c", "b: Int c"),
        ("c: [Int!]!", "c: [Int]"),
        ("input I { a: Int b", "input I { n: Int m: Int! = 1 a: Int b"),
    ] {
        assert_eq!(changed(from, to), [""; 0], "{from} -> {to}");
    }
}

#[test]
fn what_is_no_schema_is_told() {
    assert!(breaking(SCHEMA, "type Query {").is_err());
    assert!(breaking("nonsense", SCHEMA).is_err());
}
