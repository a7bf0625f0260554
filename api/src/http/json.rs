//! Answers as JSON. What was written while its rows were read (`graphql/written`) goes out as it stands.

use super::answer::Answer;
use async_graphql::Value;
use serde::Serialize;

/// An answer: `data` where something was executed, then `errors` and `extensions` where there are any.
#[must_use]
pub fn answer(answer: &Answer) -> Vec<u8> {
    let mut json = Vec::with_capacity(1_024);
    write_answer(answer, &mut json);
    json
}

/// Writes an answer.
pub fn write_answer(answer: &Answer, json: &mut Vec<u8>) {
    let mut opens = b'{';
    let mut name = |name: &[u8], json: &mut Vec<u8>| {
        json.push(std::mem::replace(&mut opens, b','));
        json.extend_from_slice(name);
    };
    if let Some(data) = &answer.data {
        name(b"\"data\":", json);
        write(data, json);
    }
    if !answer.errors.is_empty() {
        name(b"\"errors\":", json);
        plain(&answer.errors, json);
    }
    if !answer.extensions.is_empty() {
        name(b"\"extensions\":", json);
        plain(&answer.extensions, json);
    }
    if opens == b'{' {
        json.push(b'{');
    }
    json.push(b'}');
}

/// What an answer's `data` is.
#[must_use]
pub fn data(data: &Value) -> Vec<u8> {
    let mut json = Vec::with_capacity(1_024);
    write(data, &mut json);
    json
}

/// The same as a text.
#[must_use]
pub fn answer_text(answered: &Answer) -> String {
    // All of it was text before.
    String::from_utf8(answer(answered)).unwrap_or_default()
}

fn write(value: &Value, json: &mut Vec<u8>) {
    match value {
        Value::Binary(written) => json.extend_from_slice(written),
        Value::List(values) => {
            json.push(b'[');
            for (n, value) in values.iter().enumerate() {
                if n > 0 {
                    json.push(b',');
                }
                write(value, json);
            }
            json.push(b']');
        }
        Value::Object(fields) => {
            json.push(b'{');
            for (n, (name, value)) in fields.iter().enumerate() {
                if n > 0 {
                    json.push(b',');
                }
                plain(name.as_str(), json);
                json.push(b':');
                write(value, json);
            }
            json.push(b'}');
        }
        Value::Null | Value::Number(_) | Value::String(_) | Value::Boolean(_) | Value::Enum(_) => plain(value, json),
    }
}

pub fn plain(value: &(impl Serialize + ?Sized), json: &mut Vec<u8>) {
    if let Err(error) = serde_json::to_writer(&mut *json, value) {
        // Memory takes all that is written; and of these values none has another key than a text.
        tracing::error!(%error, "an answer could not be written as JSON");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_graphql::value;

    #[test]
    fn what_is_written_goes_out_as_it_stands_and_the_rest_as_json() {
        let written = Value::Binary(r#"{"title":"L\u00e9"}"#.into());
        let data = Value::List(vec![value!({ "a \"b\"": [1, null, true, "é\n"] }), written]);
        let answered = Answer { data: Some(data), ..Answer::default() };
        let json = r#"{"data":[{"a \"b\"":[1,null,true,"é\n"]},{"title":"L\u00e9"}]}"#;
        assert_eq!(answer_text(&answered), json);
        let extensions = [("cost".to_owned(), value!(1))].into();
        assert_eq!(answer_text(&Answer { extensions, ..Answer::default() }), r#"{"extensions":{"cost":1}}"#);
        assert_eq!(answer_text(&Answer::default()), "{}");
    }
}
