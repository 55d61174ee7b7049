//! Connections as the server takes them: so many at a time, under TLS or not, and from clients that speak.

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

use super::{Listener, Tls};
use crate::rpc::{Peer, Sparing, metrics};

/// How long a client may take to shake hands, and then to say its first words.
const PATIENCE: Duration = Duration::from_secs(10);

/// How much those are, in bytes: the connection preface of HTTP/2 and the head of a frame.
const GREETING: usize = 24 + 9;

/// How long to wait when the system has no more descriptors to give.
const BREATH: Duration = Duration::from_millis(100);

/// What bytes are read from and written to.
pub(super) trait Socket: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Socket for T {}

/// One client's connection, which holds its place among those that are allowed.
pub(super) struct Connection {
    socket: Box<dyn Socket>,
    peer: Peer,
    heard: usize,
    // Runs until the client has said enough to be taken for one.
    silence: Option<Pin<Box<Sleep>>>,
    _place: OwnedSemaphorePermit,
    _open: metrics::Present,
}

/// Takes clients in as they come, at most so many at a time; those beyond are hung up on at once.
///
/// Handshakes of TLS go side by side, so that a slow client holds up nobody. The stream goes on whatever happens to
/// single connections.
pub(super) fn accept(
    listener: Listener,
    tls: Option<Tls>,
    most: u32,
) -> impl Stream<Item = io::Result<Connection>> {
    let places = Arc::new(Semaphore::new(most as usize));
    let refusals = Sparing::new(|connections| {
        tracing::warn!(connections, "refused without a line of their own");
    });
    let clients = stream::unfold(listener, async |listener| Some((next(&listener).await, listener)));
    let admitted = clients.filter_map(move |(socket, peer)| {
        let place = Arc::clone(&places).try_acquire_owned();
        if place.is_err() {
            metrics::connection_refused();
            if refusals.has_line() {
                tracing::warn!(%peer, most, "refused: there are as many connections as allowed");
            }
        }
        future::ready(place.ok().map(|place| (socket, peer, place)))
    });
    let handshakes = admitted.map(move |(socket, peer, place)| {
        let acceptor = tls.as_ref().map(Tls::acceptor);
        async move {
            let socket = match acceptor {
                None => socket,
                Some(acceptor) => Box::new(timeout(PATIENCE, acceptor.accept(socket)).await??),
            };
            Ok(Connection::new(socket, peer, place))
        }
    });
    // One more than there can be, so that clients are taken in, or hung up on, while all the others stall.
    handshakes.buffer_unordered(most as usize + 1)
}

/// Waits for a client.
async fn next(listener: &Listener) -> (Box<dyn Socket>, Peer) {
    loop {
        match listener.accept().await {
            Ok(client) => return client,
            // Somebody changed their mind.
            Err(error) if error.kind() == io::ErrorKind::ConnectionAborted => {}
            Err(error) => {
                tracing::warn!(%error, "cannot accept a connection");
                sleep(BREATH).await;
            }
        }
    }
}

impl Connection {
    fn new(socket: Box<dyn Socket>, peer: Peer, place: OwnedSemaphorePermit) -> Self {
        let silence = Some(Box::pin(sleep(PATIENCE)));
        Self { socket, peer, heard: 0, silence, _place: place, _open: metrics::Present::connected() }
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
        let Some(silence) = &mut this.silence else { return polled };
        this.heard += buffer.filled().len() - before;
        if this.heard >= GREETING {
            this.silence = None;
        } else if polled.is_pending() && silence.as_mut().poll(context).is_ready() {
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

    /// What a server reads of a client that says this much and then nothing, for an hour.
    async fn read_of(words: &[u8]) -> io::Result<Vec<u8>> {
        let (mut client, socket) = duplex(1024);
        let place = Arc::new(Semaphore::new(1)).try_acquire_owned().unwrap();
        let mut connection = Connection::new(Box::new(socket), Peer::Local, place);
        client.write_all(words).await?;
        let mut read = vec![0; words.len()];
        connection.read_exact(&mut read).await?;
        match timeout(Duration::from_secs(3600), connection.read_u8()).await {
            Ok(ended) => ended.map(|_| read),
            Err(_) => Ok(read),
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_never_speaks_is_hung_up_on_and_one_that_did_may_be_silent() {
        for words in [&b""[..], b"PRI * HTTP/2.0"] {
            assert_eq!(read_of(words).await.unwrap_err().kind(), io::ErrorKind::TimedOut);
        }
        let greeting = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
        assert_eq!(read_of(greeting).await.unwrap(), greeting);
    }
}
