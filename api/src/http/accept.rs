//! Which form of answer a request takes: the `Accept` header, read as HTTP (RFC 9110, 12.5.1) and the GraphQL-over-HTTP
//! draft say.

use axum::http::{HeaderMap, HeaderValue, header};

/// The media type of a single answer. Each has its own rules of status codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// `application/graphql-response+json`: the status tells whether the operation ran.
    GraphqlResponse,
    /// `application/json`: 200 for whatever was well-formed, since anything on the way may have written another status.
    Json,
}

impl Media {
    /// The `Content-Type` of the answer.
    #[must_use]
    pub const fn content_type(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        })
    }
}

/// What a request takes for an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// The preferred form of a single answer, if any is taken.
    pub single: Option<Media>,
    /// Whether `text/event-stream` is named: a wildcard alone asks for no stream.
    pub stream: bool,
}

impl Accepted {
    /// Reads the `Accept` headers; nothing when no form that this server knows is taken. Without a header the draft wants
    /// `application/graphql-response+json`. A bare wildcard is how tools that know nothing of GraphQL ask, and gets
    /// `application/json`.
    #[must_use]
    pub fn read(headers: &HeaderMap) -> Option<Self> {
        if !headers.contains_key(header::ACCEPT) {
            return Some(Self { single: Some(Media::GraphqlResponse), stream: false });
        }
        let lists = headers.get_all(header::ACCEPT).iter().filter_map(|list| list.to_str().ok());
        let ranges: Vec<Range> = lists.flat_map(|list| list.split(',')).filter_map(Range::parse).collect();

        let graphql = weight(&ranges, "application", "graphql-response+json");
        let json = weight(&ranges, "application", "json");
        let names_graphql = graphql.exactness == 2;
        let single = match (graphql.quality > 0.0, json.quality > 0.0) {
            (false, false) => None,
            (true, false) => Some(Media::GraphqlResponse),
            (false, true) => Some(Media::Json),
            (true, true) if graphql.quality > json.quality => Some(Media::GraphqlResponse),
            (true, true) if graphql.quality < json.quality => Some(Media::Json),
            (true, true) => Some(if names_graphql { Media::GraphqlResponse } else { Media::Json }),
        };
        let events = weight(&ranges, "text", "event-stream");
        let stream = events.quality > 0.0 && events.exactness > 0;
        (single.is_some() || stream).then_some(Self { single, stream })
    }
}

/// One media range of the header, such as `application/*;q=0.5`.
#[derive(Debug)]
struct Range<'h> {
    kind: &'h str,
    subtype: &'h str,
    quality: f32,
}

impl<'h> Range<'h> {
    fn parse(text: &'h str) -> Option<Self> {
        let mut parts = text.split(';').map(str::trim);
        let (kind, subtype) = parts.next()?.split_once('/')?;
        let mut quality = 1.0;
        for parameter in parts {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            match name.trim().to_ascii_lowercase().as_str() {
                "q" => quality = value.trim().parse().ok().filter(|quality| (0.0..=1.0).contains(quality))?,
                "charset" if !value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8") => return None,
                _ => {}
            }
        }
        Some(Self { kind, subtype, quality })
    }

    /// How exactly the range names the type: 2 by name, 1 by kind, 0 like everything.
    fn matches(&self, kind: &str, subtype: &str) -> Option<u8> {
        match (self.kind, self.subtype) {
            ("*", "*") => Some(0),
            (named, "*") if named.eq_ignore_ascii_case(kind) => Some(1),
            (named, exact) if named.eq_ignore_ascii_case(kind) && exact.eq_ignore_ascii_case(subtype) => Some(2),
            _ => None,
        }
    }
}

#[derive(Clone, Copy)]
struct Weight {
    exactness: u8,
    quality: f32,
}

/// The weight of a type is that of the range that names it most exactly.
fn weight(ranges: &[Range<'_>], kind: &str, subtype: &str) -> Weight {
    let matching = ranges.iter().filter_map(|range| {
        let exactness = range.matches(kind, subtype)?;
        Some(Weight { exactness, quality: range.quality })
    });
    matching.max_by_key(|weight| weight.exactness).unwrap_or(Weight { exactness: 0, quality: 0.0 })
}

/// Whether the body is `application/json` in UTF-8: the one type that a foreign page can't send without asking first.
#[must_use]
pub fn is_json(headers: &HeaderMap) -> bool {
    let Some(Ok(content_type)) = headers.get(header::CONTENT_TYPE).map(HeaderValue::to_str) else { return false };
    Range::parse(content_type).is_some_and(|range| range.matches("application", "json") == Some(2))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(accept: &'static str) -> Option<(Option<Media>, bool)> {
        let headers = HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static(accept))]);
        Accepted::read(&headers).map(|accepted| (accepted.single, accepted.stream))
    }

    #[test]
    fn the_preferred_form_is_chosen() {
        const GRAPHQL: Option<Media> = Some(Media::GraphqlResponse);
        const JSON: Option<Media> = Some(Media::Json);
        for (accept, expected) in [
            ("application/graphql-response+json", Some((GRAPHQL, false))),
            ("application/json", Some((JSON, false))),
            ("APPLICATION/JSON; charset=UTF-8", Some((JSON, false))),
            ("application/json, application/graphql-response+json", Some((GRAPHQL, false))),
            ("application/json;q=0.9, application/graphql-response+json;q=0.5", Some((JSON, false))),
            ("application/graphql-response+json;q=0, */*", Some((JSON, false))),
            ("application/graphql-response+json, */*;q=0.1", Some((GRAPHQL, false))),
            ("*/*", Some((JSON, false))),
            ("application/*", Some((JSON, false))),
            ("text/event-stream", Some((None, true))),
            ("text/event-stream, application/json", Some((JSON, true))),
            ("text/*", Some((None, true))),
            ("text/html", None),
            ("application/json;q=0", None),
            ("application/json;charset=latin1", None),
            ("application/json;q=2", None),
            ("nonsense", None),
            ("", None),
        ] {
            assert_eq!(read(accept), expected, "{accept}");
        }
    }

    #[test]
    fn without_a_header_the_answer_is_graphqls_own_type() {
        let accepted = Accepted::read(&HeaderMap::new());
        assert_eq!(accepted, Some(Accepted { single: Some(Media::GraphqlResponse), stream: false }));
    }

    #[test]
    fn only_json_in_utf8_is_a_body() {
        for (content_type, expected) in [
            ("application/json", true),
            ("application/json; charset=utf-8", true),
            ("application/json;charset=\"UTF-8\"", true),
            ("application/json; charset=utf-16", false),
            ("text/plain", false),
            ("application/graphql", false),
            ("application/x-www-form-urlencoded", false),
            ("multipart/form-data; boundary=a", false),
            ("application/*", false),
        ] {
            let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_static(content_type))]);
            assert_eq!(is_json(&headers), expected, "{content_type}");
        }
        assert!(!is_json(&HeaderMap::new()));
    }
}
