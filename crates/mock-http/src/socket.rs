//! A connection's socket: it is given up when the caller stands still, and watched for the caller's leaving.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};

use crate::clock::{Deadline, pause};

/// The longest time without a byte from a caller, while the server waits for its request or the next one.
const SILENT: Duration = Duration::from_secs(30);
/// The longest time for which a caller may take nothing of its answer.
const DEAF: Duration = Duration::from_secs(120);
/// The time for an answer after its caller has ended its side of the connection, since the caller may still read.
const HALF_CLOSED: Duration = Duration::from_secs(2);
/// The time between two looks at a connection that has unread bytes before its end.
const LOOK: Duration = Duration::from_millis(100);

/// A socket as hyper reads and writes it.
pub(crate) struct Socket {
    reader: Reader,
    writer: OwnedWriteHalf,
    silence: Deadline,
    deafness: Deadline,
}

/// The reading half of a socket, for its connection and for watchers.
#[derive(Clone)]
pub(crate) struct Reader(Arc<Mutex<OwnedReadHalf>>);

impl Socket {
    /// Takes over a connection.
    pub(crate) fn new(stream: TcpStream) -> Self {
        let (reader, writer) = stream.into_split();
        let reader = Reader(Arc::new(Mutex::new(reader)));
        Self { reader, writer, silence: Deadline::new(SILENT), deafness: Deadline::new(DEAF) }
    }

    /// Returns the half that can be watched.
    pub(crate) fn reader(&self) -> Reader {
        self.reader.clone()
    }

    fn patiently(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        write: impl FnOnce(Pin<&mut OwnedWriteHalf>, &mut Context<'_>) -> Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        let written = write(Pin::new(&mut self.writer), context);
        if written.is_ready() {
            self.deafness.moved();
            return written;
        }
        self.deafness.poll(context, "the caller takes nothing").map(Err)
    }
}

impl Reader {
    /// Ready when the caller has ended its side of the connection and the time for its answer is over.
    ///
    /// HTTP does not take such an end as a loss of interest, and no socket can tell whether the other end still reads.
    pub(crate) async fn gone(self) {
        let mut byte = [0];
        // Bytes before the end belong to the connection. They hide the end until the connection has read them.
        while poll_fn(|context| self.half().as_ref().poll_peek(context, &mut ReadBuf::new(&mut byte)))
            .await
            .is_ok_and(|unread| unread > 0)
        {
            pause(LOOK).await;
        }
        pause(HALF_CLOSED).await;
    }

    fn half(&self) -> MutexGuard<'_, OwnedReadHalf> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl AsyncRead for Socket {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let read = Pin::new(&mut *self.reader.half()).poll_read(context, buffer);
        if read.is_ready() {
            self.silence.moved();
            return read;
        }
        self.silence.poll(context, "the caller sends nothing").map(Err)
    }
}

impl AsyncWrite for Socket {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.patiently(context, |writer, context| writer.poll_write(context, bytes))
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.patiently(context, |writer, context| writer.poll_write_vectored(context, pieces))
    }

    fn is_write_vectored(&self) -> bool {
        self.writer.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.writer).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.writer).poll_shutdown(context)
    }
}
