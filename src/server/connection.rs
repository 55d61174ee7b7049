//! Accepts connections: a bounded number, with or without TLS, from clients that speak in time.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::{Stream, StreamExt, future, stream};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Sleep, sleep, timeout};
use tonic::transport::server::Connected;

use super::listen::{Listener, Socket};
use super::tls::Tls;
use crate::rpc::{LogThrottle, Peer, metrics};

/// How long a client may take for the TLS handshake, and again for its first bytes of HTTP/2.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);

/// Those bytes: the connection preface of HTTP/2 and the header of a frame.
const PREFACE: usize = 24 + 9;

/// Pause when the process is out of file descriptors.
const ACCEPT_BACKOFF: Duration = Duration::from_millis(100);

/// A connection, which holds its permit of `max_connections`.
pub(super) struct Connection {
    socket: Box<dyn Socket>,
    peer: Peer,
    received: usize,
    // Runs until the preface has arrived.
    timeout: Option<Pin<Box<Sleep>>>,
    _permit: OwnedSemaphorePermit,
    _open: metrics::GaugeGuard,
}

/// Accepts up to `max` connections at a time; further ones are closed at once.
///
/// TLS handshakes run concurrently, so a slow client delays nobody. The stream never ends, whatever happens to a
/// connection.
pub(super) fn accept(
    listener: Listener,
    tls: Option<Tls>,
    max: u32,
) -> impl Stream<Item = io::Result<Connection>> {
    let permits = Arc::new(Semaphore::new(max as usize));
    let throttle = LogThrottle::new(|connections| {
        tracing::warn!(connections, "connections refused without a line of their own");
    });
    let clients = stream::unfold(listener, async |listener| Some((next(&listener).await, listener)));
    let admitted = clients.filter_map(move |(socket, peer)| {
        let permit = Arc::clone(&permits).try_acquire_owned();
        if permit.is_err() {
            metrics::connection_refused();
            if throttle.allows() {
                tracing::warn!(%peer, max, "connection refused: too many are open");
            }
        }
        future::ready(permit.ok().map(|permit| (socket, peer, permit)))
    });
    let handshakes = admitted.map(move |(socket, peer, permit)| {
        let acceptor = tls.as_ref().map(Tls::acceptor);
        async move {
            let socket = match acceptor {
                None => socket,
                Some(acceptor) => Box::new(timeout(HANDSHAKE_TIMEOUT, acceptor.accept(socket)).await??),
            };
            Ok(Connection::new(socket, peer, permit))
        }
    });
    // One more than permits, so that clients are accepted, or refused, while all others stall.
    handshakes.buffer_unordered(max as usize + 1)
}

/// Waits for a client.
async fn next(listener: &Listener) -> (Box<dyn Socket>, Peer) {
    loop {
        match listener.accept().await {
            Ok(client) => return client,
            // The client has gone already.
            Err(error) if error.kind() == io::ErrorKind::ConnectionAborted => {}
            Err(error) => {
                tracing::warn!(%error, "cannot accept a connection");
                sleep(ACCEPT_BACKOFF).await;
            }
        }
    }
}

impl Connection {
    fn new(socket: Box<dyn Socket>, peer: Peer, permit: OwnedSemaphorePermit) -> Self {
        let timeout = Some(Box::pin(sleep(HANDSHAKE_TIMEOUT)));
        let open = metrics::GaugeGuard::connected();
        Self { socket, peer, received: 0, timeout, _permit: permit, _open: open }
    }
}

impl Connected for Connection {
    type ConnectInfo = Peer;

    fn connect_info(&self) -> Peer {
        self.peer
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buffer.filled().len();
        let polled = Pin::new(&mut this.socket).poll_read(context, buffer);
        let Some(timeout) = &mut this.timeout else { return polled };
        this.received += buffer.filled().len() - before;
        if this.received >= PREFACE {
            this.timeout = None;
        } else if polled.is_pending() && timeout.as_mut().poll(context).is_ready() {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        polled
    }
}

impl AsyncWrite for Connection {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().socket).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().socket).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().socket).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().socket).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    use super::*;

    /// What a server reads from a client that sends this much and then nothing for an hour.
    async fn read_from(words: &[u8]) -> io::Result<Vec<u8>> {
        let (mut client, socket) = duplex(1024);
        let permit = Arc::new(Semaphore::new(1)).try_acquire_owned().unwrap();
        let mut connection = Connection::new(Box::new(socket), Peer::Local, permit);
        client.write_all(words).await?;
        let mut read = vec![0; words.len()];
        connection.read_exact(&mut read).await?;
        match timeout(Duration::from_secs(3600), connection.read_u8()).await {
            Ok(ended) => ended.map(|_| read),
            Err(_) => Ok(read),
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_sends_no_preface_times_out_and_one_that_did_may_idle() {
        for words in [&b""[..], b"PRI * HTTP/2.0"] {
            assert_eq!(read_from(words).await.unwrap_err().kind(), io::ErrorKind::TimedOut);
        }
        let preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
        assert_eq!(read_from(preface).await.unwrap(), preface);
    }
}
