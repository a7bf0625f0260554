//! The parameters of a GraphQL request, read from JSON that anyone may have written.

use async_graphql::Variables;
use serde_json::{Map, Value};

/// How many values, lists and objects among them, and names of members the JSON of a request has at most.
pub const MAX_PIECES: usize = 20_000;

/// What a request or a `subscribe` message asks for.
#[derive(Debug, Default)]
pub struct Params {
    /// The source text of the document.
    pub query: String,
    /// Which operation of the document to run, when it has several.
    pub operation_name: Option<String>,
    /// The values of the operation's variables.
    pub variables: Variables,
    /// Whether `extensions.cost` asks what the document costs.
    pub wants_cost: bool,
}

impl Params {
    /// Reads the body of a request.
    ///
    /// # Errors
    /// What is wrong, worded for whoever wrote the request.
    pub fn from_body(body: &[u8]) -> Result<Self, String> {
        match read_json(body).map_err(|error| format!("the body {error}"))? {
            Value::Object(object) => Self::from_object(object),
            Value::Array(_) => Err("batches are not taken: send one request for each operation".into()),
            _ => Err("the body must be a JSON object".into()),
        }
    }

    /// Reads the parameters themselves. Names that the specification reserves for later are passed over.
    ///
    /// # Errors
    /// The parameter that is missing or of another type.
    pub fn from_object(mut object: Map<String, Value>) -> Result<Self, String> {
        let query = match object.remove("query") {
            Some(Value::String(query)) => query,
            Some(_) => return Err("`query` must be a string".into()),
            None => return Err("`query` is missing".into()),
        };
        let operation_name = match object.remove("operationName") {
            // Some tools write that there is none as an empty one.
            Some(Value::String(name)) => Some(name).filter(|name| !name.is_empty()),
            None | Some(Value::Null) => None,
            Some(_) => return Err("`operationName` must be a string or null".into()),
        };
        let variables = match object.remove("variables") {
            Some(variables @ Value::Object(_)) => Variables::from_json(variables),
            None | Some(Value::Null) => Variables::default(),
            Some(_) => return Err("`variables` must be an object or null".into()),
        };
        let wants_cost = match object.remove("extensions") {
            Some(Value::Object(extensions)) => extensions.get("cost") == Some(&Value::Bool(true)),
            None | Some(Value::Null) => false,
            Some(_) => return Err("`extensions` must be an object or null".into()),
        };
        Ok(Self { query, operation_name, variables, wants_cost })
    }
}

/// Reads JSON, if it is not of more pieces than any request: each takes far longer to read than to send.
///
/// # Errors
/// It is no JSON, or has too many pieces.
pub fn read_json(text: &[u8]) -> Result<Value, String> {
    let pieces = pieces_of(text);
    if pieces > MAX_PIECES {
        return Err(format!("has {pieces} values and names, and {MAX_PIECES} is the most allowed"));
    }
    serde_json::from_slice(text).map_err(|error| format!("is not valid JSON: {error}"))
}

/// A bracket stands for the first value in it, a comma for each other one, a colon for a name.
fn pieces_of(text: &[u8]) -> usize {
    let (mut pieces, mut rest) = (0, text.iter());
    while let Some(byte) = rest.next() {
        match byte {
            b',' | b':' | b'[' | b'{' => pieces += 1,
            b'"' => loop {
                match rest.next() {
                    Some(b'\\') => _ = rest.next(),
                    Some(b'"') | None => break,
                    Some(_) => {}
                }
            },
            _ => {}
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_parameter_of_another_type_is_named() {
        for (body, named) in [
            (r#"{}"#, "`query` is missing"),
            (r#"{"qeury":"{a}"}"#, "`query` is missing"),
            (r#"{"query":1}"#, "`query`"),
            (r#"{"query":"{a}","operationName":1}"#, "`operationName`"),
            (r#"{"query":"{a}","variables":[7]}"#, "`variables`"),
            (r#"{"query":"{a}","variables":"{}"}"#, "`variables`"),
            (r#"{"query":"{a}","extensions":true}"#, "`extensions`"),
            (r#"[{"query":"{a}"}]"#, "batches"),
            ("NONSENSE", "valid JSON"),
            (r#""query""#, "object"),
            (r#"{"query":"#, "valid JSON"),
        ] {
            let error = Params::from_body(body.as_bytes()).unwrap_err();
            assert!(error.contains(named), "{body}: {error}");
        }
    }

    #[test]
    fn nulls_stand_for_what_is_left_out() {
        let body = br#"{"query":"{a}","operationName":null,"variables":null,"extensions":null,"later":1}"#;
        let params = Params::from_body(body).unwrap();
        assert_eq!(params.query, "{a}");
        assert!(params.operation_name.is_none() && params.variables.is_empty() && !params.wants_cost);
    }

    #[test]
    fn json_nested_without_end_is_refused() {
        let body = format!(r#"{{"query":"{{a}}","variables":{{"v":{}}}}}"#, "[".repeat(10_000));
        assert!(Params::from_body(body.as_bytes()).unwrap_err().contains("valid JSON"));
        assert!(Params::from_body(b"{\"query\":\"\xff\"}").unwrap_err().contains("valid JSON"));
    }

    #[test]
    fn json_of_countless_pieces_is_refused_before_it_is_read() {
        let with = |values: &str| format!(r#"{{"query":"{{a}}","variables":{{"a":{values}}}}}"#);
        for piece in ["0,", "{},", "[[]],", r#"{"":{"":0}},"#] {
            let body = with(&format!("[{}0]", piece.repeat(20_000)));
            assert!(Params::from_body(body.as_bytes()).unwrap_err().contains("20000 is the most"), "{piece}");
        }
        // What stands in a text is text.
        let text = with(&format!(r#""{}""#, r#",:[{\"\\"#.repeat(10_000)));
        Params::from_body(text.as_bytes()).unwrap();
        Params::from_body(with(&format!("[{}0]", "0,".repeat(10_000))).as_bytes()).unwrap();
    }

    #[test]
    fn values_and_names_are_counted_below_the_outermost() {
        for (text, pieces) in
            [("{}", 1), ("[1,2,3]", 3), (r#"{"a":1}"#, 2), (r#"{"a":[1,2],"b":{"c":"d"}}"#, 8), (r#"[{"a":1},[2]]"#, 5)]
        {
            assert_eq!(pieces_of(text.as_bytes()), pieces, "{text}");
        }
    }
}
