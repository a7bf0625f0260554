//! A line to a server that is out of reach for a while, as its database or the proxy before it may be.

use crate::PATIENCE;
use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::{self, AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
};

/// What is answered meanwhile, in turn: by a server without its database, and by a proxy without its server.
const REFUSALS: [&str; 2] = [
    "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/graphql-response+json\r\nRetry-After: 1\r\n\
     Connection: close\r\n\r\n\
     {\"errors\":[{\"message\":\"try again\",\"extensions\":{\"code\":\"UNAVAILABLE\",\"retryAfter\":1}}]}",
    "HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<h1>Bad Gateway</h1>",
];

/// The line. It is cut when dropped.
#[derive(Debug)]
pub struct Line {
    address: SocketAddr,
    is_out: watch::Sender<bool>,
    refused: Arc<AtomicUsize>,
    _calls: JoinSet<()>,
}

impl Line {
    /// A line to `server`.
    pub async fn to(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (address, is_out, refused) = (listener.local_addr().unwrap(), watch::Sender::new(false), Arc::default());
        let mut calls = JoinSet::new();
        calls.spawn({
            let (is_out, refused) = (is_out.subscribe(), Arc::clone(&refused));
            async move {
                let mut calls = JoinSet::new();
                while let Ok((client, _)) = listener.accept().await {
                    calls.spawn(call(client, server, is_out.clone(), Arc::clone(&refused)));
                }
            }
        });
        Self { address, is_out, refused, _calls: calls }
    }

    /// Where to call.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Cuts all calls, and refuses so many before the server is in reach again.
    pub async fn is_out_for(&self, refusals: usize) {
        let before = self.refused.load(Ordering::Relaxed);
        self.is_out.send_replace(true);
        let called = async {
            while self.refused.load(Ordering::Relaxed) < before + refusals {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(PATIENCE, called).await.expect("nobody calls again");
        self.is_out.send_replace(false);
    }
}

async fn call(mut client: TcpStream, server: SocketAddr, mut is_out: watch::Receiver<bool>, refused: Arc<AtomicUsize>) {
    if *is_out.borrow() {
        // A client that still writes would miss the answer.
        let mut request = [0; 65_536];
        let _ = client.read(&mut request).await;
        let refusal = REFUSALS[refused.fetch_add(1, Ordering::Relaxed) % REFUSALS.len()];
        let _ = client.write_all(refusal.as_bytes()).await;
        return;
    }
    let mut server = TcpStream::connect(server).await.expect("the server does not answer");
    tokio::select! {
        _ = io::copy_bidirectional(&mut client, &mut server) => {}
        _ = is_out.wait_for(|is_out| *is_out) => {}
    }
}
