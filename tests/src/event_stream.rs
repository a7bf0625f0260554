//! Subscriptions as server-sent events.

use crate::PATIENCE;
use futures::{StreamExt, stream::BoxStream};
use reqwest::Response;
use serde_json::Value;
use std::fmt;

/// A subscription with a connection of its own.
pub struct EventStream {
    arriving: BoxStream<'static, Vec<u8>>,
    unread: Vec<u8>,
}

impl fmt::Debug for EventStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventStream").finish_non_exhaustive()
    }
}

impl EventStream {
    pub(crate) fn read(response: Response) -> Self {
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        let arriving = response.bytes_stream().map(|chunk| chunk.expect("the stream broke").to_vec());
        Self { arriving: arriving.boxed(), unread: Vec::new() }
    }

    /// What the root field says next.
    pub async fn next(&mut self) -> Value {
        let answer = self.answer().await;
        assert!(answer.get("errors").is_none(), "{answer}");
        let data = answer["data"].as_object().expect("data is an object");
        data.values().next().expect("a subscription has one root field").clone()
    }

    /// The code of the error with which the server ends the stream, and that it ends then.
    pub async fn refused(&mut self) -> String {
        let answer = self.answer().await;
        let code = answer["errors"][0]["extensions"]["code"].as_str();
        let code = code.unwrap_or_else(|| panic!("no code: {answer}")).to_owned();
        assert_eq!(self.event().await, Some(("complete".to_owned(), Value::Null)));
        assert_eq!(self.event().await, None);
        code
    }

    /// The next answer, whatever it says.
    pub async fn answer(&mut self) -> Value {
        match self.event().await {
            Some((name, answer)) if name == "next" => answer,
            other => panic!("{other:?} instead of an answer"),
        }
    }

    /// The next event and its data; `None` at the end.
    async fn event(&mut self) -> Option<(String, Value)> {
        loop {
            while let Some(end) = self.unread.windows(2).position(|pair| pair == b"\n\n") {
                let block: Vec<u8> = self.unread.drain(..end + 2).collect();
                let block = String::from_utf8(block).expect("events are UTF-8");
                let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
                // A block without an event is a comment: the server's sign of life.
                if let (Some(event), Some(data)) = (field("event:"), field("data:")) {
                    return Some((event.to_owned(), serde_json::from_str(data).expect("data is JSON")));
                }
            }
            let chunk = tokio::time::timeout(PATIENCE, self.arriving.next()).await.expect("nothing came")?;
            self.unread.extend(chunk);
        }
    }
}
