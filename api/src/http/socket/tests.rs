//! A socket's connection whose own task does nothing, and its peer.

use super::{Outlet, seldom::Seldom, wire::Wire};
use std::time::Duration;
use tokio::{
    io::AsyncReadExt,
    net::{TcpListener, TcpStream},
    time::timeout,
};

/// The other end of a connection, with what its server does meanwhile.
pub struct Peer {
    stream: TcpStream,
    outlet: Outlet,
}

/// Where a subscription with this id is told something, and who is told.
pub async fn peer(id: &str) -> (Outlet, Peer) {
    let (here, stream) = connection().await;
    let (wire, mut seldom) = (Wire::new(here), Seldom::new());
    // It has been looked at, and waits.
    futures::future::poll_fn(|task| std::task::Poll::Ready(seldom.look(task).is_some())).await;
    wire.let_go();
    let outlet = Outlet { id: id.into(), wire, woken: seldom.woken() };
    (outlet.clone(), Peer { stream, outlet })
}

/// Both ends of a connection.
pub async fn connection() -> (TcpStream, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (there, here) = tokio::join!(TcpStream::connect(listener.local_addr().unwrap()), listener.accept());
    (here.unwrap().0, there.unwrap())
}

impl Peer {
    /// The socket's own task sets to work.
    pub fn attend(&self) {
        assert!(!self.outlet.wire.attend());
    }

    /// The number that is told next, in a frame of text for the first subscription.
    pub async fn hear(&mut self) -> i64 {
        let mut head = [0; 2];
        timeout(Duration::from_secs(10), self.stream.read_exact(&mut head)).await.unwrap().unwrap();
        let mut text = vec![0; head[1].into()];
        self.stream.read_exact(&mut text).await.unwrap();
        let message: serde_json::Value = serde_json::from_slice(&text).unwrap();
        assert_eq!((head[0], &message["type"], &message["id"]), (0x81, &"next".into(), &"1".into()));
        message["payload"]["data"].as_i64().unwrap()
    }

    /// Whether nothing is told within a moment.
    pub async fn hears_nothing(&mut self) -> bool {
        timeout(Duration::from_millis(50), self.stream.read_u8()).await.is_err()
    }
}

#[tokio::test]
async fn nothing_is_told_over_the_head_of_a_socket_that_has_something_to_do() {
    let (outlet, mut peer) = peer("1").await;
    let frame = outlet.frame(&7.into()).unwrap();
    assert!(outlet.tell(&frame));
    assert_eq!(peer.hear().await, 7);
    peer.attend();
    assert!(!outlet.tell(&frame), "its own task is at work");
    outlet.wire.let_go();
    assert!(outlet.tell(&frame));
    std::task::Wake::wake_by_ref(&outlet.woken);
    assert!(!outlet.tell(&frame), "its session may be over");
    assert_eq!(peer.hear().await, 7);
    assert!(peer.hears_nothing().await);
}

#[tokio::test]
async fn what_is_longer_than_a_frame_is_left_to_the_sockets_own_task() {
    let (outlet, _peer) = peer("1").await;
    let text = |length| outlet.frame(&"x".repeat(length).into());
    assert!(text(60_000).is_some() && text(70_000).is_none());
}
