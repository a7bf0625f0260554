//! A line that loses, doubles and delays what a server says unasked: NATS's messages, PostgreSQL's notifications.

use std::{
    net::SocketAddr,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::{self, AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::watch,
    task::JoinSet,
};

/// How long a message is kept back.
const DELAY: Duration = Duration::from_millis(200);

/// What is spoken on the line.
#[derive(Clone, Copy, Debug)]
pub enum Protocol {
    /// NATS: lines, and messages of a length that their line tells.
    Nats,
    /// PostgreSQL, without TLS: a letter and a length.
    Postgres,
}

impl Protocol {
    /// The length of the first frame of `bytes`, and whether nobody asked for it; `None` while it is not whole.
    fn frame(self, bytes: &[u8]) -> Option<(usize, bool)> {
        let (length, is_unasked) = match self {
            Self::Nats => {
                let line = bytes.windows(2).position(|end| end == b"\r\n")?;
                let text = std::str::from_utf8(&bytes[..line]).expect("NATS speaks in text");
                match text.strip_prefix("MSG ").and_then(|rest| rest.split(' ').next_back()) {
                    Some(size) => (line + 2 + size.parse::<usize>().expect("a message has a size") + 2, true),
                    None => (line + 2, false),
                }
            }
            Self::Postgres => {
                let length = u32::from_be_bytes(bytes.get(1..5)?.try_into().unwrap());
                (usize::try_from(length).unwrap() + 1, bytes[0] == b'A')
            }
        };
        (bytes.len() >= length).then_some((length, is_unasked))
    }
}

/// What became of the messages.
#[derive(Debug, Default)]
struct Tally {
    lost: AtomicUsize,
    doubled: AtomicUsize,
    delayed: AtomicUsize,
    passed: AtomicUsize,
}

/// The line. It is cut when dropped.
#[derive(Debug)]
pub struct Unreliable {
    address: SocketAddr,
    tally: Arc<Tally>,
    silence: watch::Sender<()>,
    _calls: JoinSet<()>,
}

impl Unreliable {
    /// A line to `server`.
    pub async fn line(server: SocketAddr, protocol: Protocol) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (address, tally) = (listener.local_addr().unwrap(), Arc::<Tally>::default());
        let mut calls = JoinSet::new();
        let silence = watch::Sender::new(());
        calls.spawn({
            let (tally, silence) = (Arc::clone(&tally), silence.clone());
            async move {
                let mut halves = JoinSet::new();
                while let Ok((client, _)) = listener.accept().await {
                    let server = TcpStream::connect(server).await.expect("the server does not answer");
                    let ((mut said, heard), (answered, mut asked)) = (client.into_split(), server.into_split());
                    let asking = async move { io::copy(&mut said, &mut asked).await.map(drop) };
                    halves.spawn(until_silent(silence.subscribe(), asking));
                    halves
                        .spawn(until_silent(silence.subscribe(), carry(protocol, answered, heard, Arc::clone(&tally))));
                }
            }
        });
        Self { address, tally, silence, _calls: calls }
    }

    /// Where to call.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// From now on nothing is carried of the calls that there are, and nobody is told.
    pub fn fall_silent(&self) {
        self.silence.send_replace(());
    }

    /// How many messages were lost, doubled and delayed.
    #[must_use]
    pub fn misdeeds(&self) -> [usize; 3] {
        [&self.tally.lost, &self.tally.doubled, &self.tally.delayed].map(|count| count.load(Ordering::Relaxed))
    }
}

/// Carries until the line falls silent, and keeps both ends open then.
async fn until_silent(
    mut silence: watch::Receiver<()>,
    carrying: impl Future<Output = io::Result<()>>,
) -> io::Result<()> {
    let mut carrying = pin!(carrying);
    tokio::select! {
        done = &mut carrying => done,
        _ = silence.changed() => std::future::pending().await,
    }
}

async fn carry(
    protocol: Protocol,
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    tally: Arc<Tally>,
) -> io::Result<()> {
    let mut bytes = Vec::new();
    while from.read_buf(&mut bytes).await? > 0 {
        while let Some((length, is_unasked)) = protocol.frame(&bytes) {
            let frame: Vec<u8> = bytes.drain(..length).collect();
            if !is_unasked {
                to.write_all(&frame).await?;
                continue;
            }
            let count = |what: &AtomicUsize| what.fetch_add(1, Ordering::Relaxed);
            let seen = [&tally.lost, &tally.doubled, &tally.delayed, &tally.passed];
            match seen.iter().map(|what| what.load(Ordering::Relaxed)).sum::<usize>() % 4 {
                0 => {
                    count(&tally.lost);
                }
                1 => {
                    count(&tally.doubled);
                    to.write_all(&[frame.as_slice(), &frame].concat()).await?;
                }
                2 => {
                    count(&tally.delayed);
                    tokio::time::sleep(DELAY).await;
                    to.write_all(&frame).await?;
                }
                _ => {
                    count(&tally.passed);
                    to.write_all(&frame).await?;
                }
            }
        }
    }
    Ok(())
}
