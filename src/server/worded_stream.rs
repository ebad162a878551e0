//! A connection's answers, where those that hyper writes by itself are ours. Above TLS: what passes
//! below it cannot be read.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::connection::Connection;
use super::unreadable;

/// A stream on which nobody is refused without a sentence.
pub(super) struct WordedStream<S> {
    stream: S,
    connection: Arc<Connection>,
    /// What goes out instead of so many bytes, and how much of it has.
    instead: Option<(Vec<u8>, usize, usize)>,
}

impl<S> WordedStream<S> {
    pub(super) fn new(stream: S, connection: Arc<Connection>) -> Self {
        Self { stream, connection, instead: None }
    }

    /// Begins to write something else, where nobody asked and hyper answers by itself.
    fn replaces(&mut self, bytes: &[u8]) {
        if self.instead.is_none() && self.connection.is_reading_head() {
            let instead = unreadable::replacement_of(bytes);
            self.instead = instead.map(|instead| (instead, 0, bytes.len()));
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for WordedStream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> WordedStream<S> {
    /// Writes what goes out instead; how many bytes are done with it, or nothing where all is as
    /// it came.
    fn poll_instead(&mut self, context: &mut Context<'_>) -> Option<Poll<io::Result<usize>>> {
        let (instead, done, stands_for) = self.instead.as_mut()?;
        while *done < instead.len() {
            match Pin::new(&mut self.stream).poll_write(context, &instead[*done..]) {
                Poll::Ready(Ok(0)) => {
                    return Some(Poll::Ready(Err(io::ErrorKind::WriteZero.into())));
                }
                Poll::Ready(Ok(written)) => *done += written,
                other => return Some(other),
            }
        }
        let stands_for = *stands_for;
        self.instead = None;
        Some(Poll::Ready(Ok(stands_for)))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for WordedStream<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.replaces(bytes);
        match self.poll_instead(context) {
            Some(written) => written,
            None => Pin::new(&mut self.stream).poll_write(context, bytes),
        }
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if let [first, ..] = slices {
            self.replaces(first);
        }
        match self.poll_instead(context) {
            Some(written) => written,
            None => Pin::new(&mut self.stream).poll_write_vectored(context, slices),
        }
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
