//! The connection of a socket, on which others than its own task may say something while that has nothing to do.

use std::{
    io::{self, ErrorKind},
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, ready},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
};

/// A connection that carries whole frames.
#[derive(Debug)]
pub struct Wire {
    stream: TcpStream,
    out: Mutex<Out>,
}

#[derive(Debug)]
struct Out {
    /// Whether its own task is at work, and nobody else may say anything.
    is_attended: bool,
    /// Whether the beginning of a frame has left, of which its own task has the rest.
    is_mid_frame: bool,
    /// The rest of a frame that somebody else has begun.
    rest: Vec<u8>,
}

impl Wire {
    /// A connection whose own task is at work.
    pub fn new(stream: TcpStream) -> Arc<Self> {
        Arc::new(Self { stream, out: Mutex::new(Out { is_attended: true, is_mid_frame: false, rest: Vec::new() }) })
    }

    /// Its own task sets to work: nobody else says anything until it lets go. Gives whether it has the rest of a frame to flush.
    pub fn attend(&self) -> bool {
        let mut out = self.out();
        out.is_attended = true;
        !out.rest.is_empty()
    }

    /// Its own task waits for something to do.
    pub fn let_go(&self) {
        self.out().is_attended = false;
    }

    /// Says a frame, unless its own task is at work, something else has to leave first, the peer takes nothing now, or `unless` says no.
    /// Where the peer took a part, its own task is to flush the rest.
    pub fn say(&self, frame: &[u8], unless: impl FnOnce() -> bool) -> Said {
        let mut out = self.out();
        if out.is_attended || out.is_mid_frame || !out.rest.is_empty() || unless() {
            return Said::Nothing;
        }
        // A connection that is broken is found out by its own task, which reads.
        match self.stream.try_write(frame) {
            Ok(length) if length == frame.len() => Said::All,
            Ok(length) if length > 0 => {
                out.rest = frame.get(length..).unwrap_or_default().to_vec();
                Said::Beginning
            }
            Ok(_) | Err(_) => Said::Nothing,
        }
    }

    fn out(&self) -> MutexGuard<'_, Out> {
        self.out.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What became of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// It has left.
    All,
    /// Its beginning has left, its rest is kept.
    Beginning,
    /// Nothing of it has left or is kept.
    Nothing,
}

impl Out {
    fn flush(&mut self, stream: &TcpStream) -> io::Result<()> {
        while !self.rest.is_empty() {
            match stream.try_write(&self.rest)? {
                0 => return Err(ErrorKind::WriteZero.into()),
                length => drop(self.rest.drain(..length)),
            }
        }
        self.rest = Vec::new();
        Ok(())
    }

    fn write(&mut self, stream: &TcpStream, bytes: &[u8]) -> io::Result<usize> {
        self.flush(stream)?;
        let length = stream.try_write(bytes)?;
        self.is_mid_frame = length < bytes.len();
        Ok(length)
    }
}

/// The connection as its own task reads and writes it.
#[derive(Debug)]
pub struct WireStream(pub Arc<Wire>);

impl WireStream {
    fn poll_out<T>(
        &self,
        cx: &mut Context<'_>,
        mut act: impl FnMut(&mut Out, &TcpStream) -> io::Result<T>,
    ) -> Poll<io::Result<T>> {
        let wire = &*self.0;
        loop {
            match act(&mut wire.out(), &wire.stream) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => ready!(wire.stream.poll_write_ready(cx))?,
                done => return Poll::Ready(done),
            }
        }
    }
}

impl AsyncRead for WireStream {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let stream = &self.0.stream;
        loop {
            ready!(stream.poll_read_ready(cx))?;
            match stream.try_read(buffer.initialize_unfilled()) {
                Ok(length) => {
                    buffer.advance(length);
                    return Poll::Ready(Ok(()));
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(error) => return Poll::Ready(Err(error)),
            }
        }
    }
}

impl AsyncWrite for WireStream {
    /// Whoever writes hands over whole frames, or the rest of one.
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.poll_out(cx, |out, stream| out.write(stream, bytes))
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.poll_out(cx, Out::flush)
    }

    /// The connection ends when it is dropped.
    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.poll_flush(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::socket::tests::connection;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    /// More than the buffers between two ends hold.
    const MUCH: usize = 32 * 1024 * 1024;

    /// Says frames until the peer takes no more, and gives all that was said.
    fn fill(wire: &Wire) -> Vec<u8> {
        let mut all = Vec::new();
        for n in 0..MUCH {
            let frame: Vec<u8> = format!("{n:07}").into_bytes().repeat(1_000);
            match wire.say(&frame, || false) {
                Said::Nothing => return all,
                Said::All | Said::Beginning => all.extend(frame),
            }
        }
        unreachable!("it took {MUCH} frames");
    }

    #[tokio::test]
    async fn what_the_peer_takes_in_parts_comes_whole_and_before_what_is_written_next() {
        let (here, mut there) = connection().await;
        let wire = Wire::new(here);
        assert_eq!(wire.say(b"early", || false), Said::Nothing, "its own task is at work");
        wire.let_go();
        let mut all = fill(&wire);
        let has_rest = wire.attend();
        let own = tokio::spawn({
            let mut own = WireStream(Arc::clone(&wire));
            async move {
                if has_rest {
                    own.flush().await.unwrap();
                }
                own.write_all(b"the end").await.unwrap();
                own.flush().await.unwrap();
            }
        });
        all.extend(b"the end");
        let mut read = vec![0; all.len()];
        there.read_exact(&mut read).await.unwrap();
        own.await.unwrap();
        assert!(read == all, "in order and whole");
        wire.let_go();
        assert_eq!(wire.say(b"again", || false), Said::All);
        assert_eq!(there.read_u8().await.unwrap(), b'a');
    }

    #[tokio::test]
    async fn nobody_speaks_in_the_middle_of_a_frame_that_is_written() {
        let (here, mut there) = connection().await;
        let wire = Wire::new(here);
        let frame = vec![1; MUCH];
        let mut own = WireStream(Arc::clone(&wire));
        let first = own.write(&frame).await.unwrap();
        assert!(first < MUCH);
        wire.let_go();
        let mut read = vec![0; first];
        there.read_exact(&mut read).await.unwrap();
        assert_eq!(wire.say(&[2], || false), Said::Nothing, "there would be room");
        let rest = tokio::spawn(async move { own.write_all(&frame[first..]).await });
        let mut read = vec![0; MUCH - first];
        there.read_exact(&mut read).await.unwrap();
        rest.await.unwrap().unwrap();
        assert!(read.iter().all(|byte| *byte == 1));
        assert_eq!(wire.say(&[2], || false), Said::All);
    }
}
