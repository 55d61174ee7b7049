//! The admin port, plain HTTP for operators: `/livez`, `/readyz`, `/metrics`.
//!
//! A port of its own, since the gRPC port answers 400 to plain HTTP, and since it outlives the drain: a draining server is
//! still alive. Its connections are few and short, so that idle ones cannot use up the descriptors that calls need.

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use futures_util::future::BoxFuture;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::rpc::Drain;

/// How often histogram samples are aggregated; each takes memory until then.
const UPKEEP: Duration = Duration::from_secs(5);

/// How long a connection lives, whatever it does; a probe or a scrape takes milliseconds.
const LIFETIME: Duration = Duration::from_secs(10);

/// Connections at a time; a further one closes the oldest, so that a probe always gets through.
const MAX_CONNECTIONS: usize = 64;

/// Pause when the process is out of file descriptors.
const ACCEPT_BACKOFF: Duration = Duration::from_millis(100);

/// Serves until the future is dropped.
///
/// # Errors
/// The listener fails.
pub async fn run(listener: TcpListener, drain: Drain, metrics: PrometheusHandle) -> io::Result<()> {
    let kept = metrics.clone();
    let upkeep = async move {
        loop {
            tokio::time::sleep(UPKEEP).await;
            kept.run_upkeep();
        }
    };
    let listener = BoundedListener { listener, open: VecDeque::new() };
    tokio::select! {
        result = axum::serve(listener, routes(drain, metrics)).into_future() => result,
        () = upkeep => Ok(()),
    }
}

fn routes(drain: Drain, metrics: PrometheusHandle) -> Router {
    // A full queue is not unready: it calls for more replicas, not for one less.
    let ready = move || {
        let leaving = drain.is_leaving();
        async move {
            if leaving { (StatusCode::SERVICE_UNAVAILABLE, "leaving\n") } else { (StatusCode::OK, "ready\n") }
        }
    };
    let metrics = move || {
        let text = metrics.render();
        async move { ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text) }
    };
    Router::new()
        .route("/livez", get(|| async { "alive\n" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
}

/// Accepts at most [`MAX_CONNECTIONS`] at a time.
struct BoundedListener {
    listener: TcpListener,
    // What closes each connection, oldest first; cancelled ones have ended.
    open: VecDeque<CancellationToken>,
}

impl BoundedListener {
    /// Makes room for a connection, and limits its life.
    fn admit<S>(&mut self, socket: S) -> ShortLived<S> {
        self.open.retain(|token| !token.is_cancelled());
        if self.open.len() >= MAX_CONNECTIONS
            && let Some(oldest) = self.open.pop_front()
        {
            oldest.cancel();
        }
        let closed = CancellationToken::new();
        self.open.push_back(closed.clone());
        ShortLived::new(socket, closed)
    }
}

impl axum::serve::Listener for BoundedListener {
    type Io = ShortLived<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, SocketAddr) {
        loop {
            match self.listener.accept().await {
                Ok((socket, address)) => return (self.admit(socket), address),
                Err(_) => tokio::time::sleep(ACCEPT_BACKOFF).await,
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// A socket that fails after [`LIFETIME`], or when it is evicted.
struct ShortLived<S> {
    socket: S,
    end: BoxFuture<'static, ()>,
    // Tells the listener that it has ended.
    _closed: DropGuard,
}

impl<S> ShortLived<S> {
    fn new(socket: S, closed: CancellationToken) -> Self {
        let evicted = closed.clone().cancelled_owned();
        let end = Box::pin(async move {
            tokio::time::timeout(LIFETIME, evicted).await.ok();
        });
        Self { socket, end, _closed: closed.drop_guard() }
    }

    /// Fails once the life of the connection is over.
    fn poll_alive(&mut self, context: &mut Context<'_>) -> io::Result<()> {
        match self.end.as_mut().poll(context) {
            // Not again: a future that is done must not be polled.
            Poll::Ready(()) => {
                self.end = Box::pin(std::future::ready(()));
                Err(io::ErrorKind::TimedOut.into())
            }
            Poll::Pending => Ok(()),
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for ShortLived<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        this.poll_alive(context)?;
        Pin::new(&mut this.socket).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for ShortLived<S> {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        this.poll_alive(context)?;
        Pin::new(&mut this.socket).poll_write(context, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        this.poll_alive(context)?;
        Pin::new(&mut this.socket).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        this.poll_alive(context)?;
        Pin::new(&mut this.socket).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};

    use super::*;

    async fn listener() -> BoundedListener {
        BoundedListener { listener: TcpListener::bind("127.0.0.1:0").await.unwrap(), open: VecDeque::new() }
    }

    /// Connects; returns both ends.
    fn connect(listener: &mut BoundedListener) -> (DuplexStream, ShortLived<DuplexStream>) {
        let (client, server) = duplex(64);
        (client, listener.admit(server))
    }

    #[tokio::test(start_paused = true)]
    async fn a_connection_ends_however_busy_it_is() {
        let mut listener = listener().await;
        let (_idle, mut server) = connect(&mut listener);
        assert_eq!(server.read_u8().await.unwrap_err().kind(), io::ErrorKind::TimedOut);
        assert_eq!(server.read_u8().await.unwrap_err().kind(), io::ErrorKind::TimedOut);
        // One byte a second, and one that never reads.
        let (mut slow, mut server) = connect(&mut listener);
        tokio::spawn(async move {
            while slow.write_u8(0).await.is_ok() {
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        });
        let end = loop {
            if let Err(error) = server.read_u8().await {
                break error;
            }
        };
        assert_eq!(end.kind(), io::ErrorKind::TimedOut);
        let (_deaf, mut server) = connect(&mut listener);
        assert_eq!(server.write_all(&[0; 1000]).await.unwrap_err().kind(), io::ErrorKind::TimedOut);
    }

    #[tokio::test(start_paused = true)]
    async fn a_further_connection_closes_the_oldest_and_ended_ones_do_not_count() {
        let mut listener = listener().await;
        let mut open: Vec<_> = (0..MAX_CONNECTIONS).map(|_| connect(&mut listener)).collect();
        drop(open.pop());
        open.push(connect(&mut listener));
        let alive = |server: &mut ShortLived<DuplexStream>| {
            server.poll_alive(&mut Context::from_waker(std::task::Waker::noop())).is_ok()
        };
        assert!(open.iter_mut().all(|(_, server)| alive(server)));
        open.push(connect(&mut listener));
        let ended = open.iter_mut().map(|(_, server)| !alive(server)).collect::<Vec<_>>();
        assert_eq!(ended.iter().position(|ended| *ended), Some(0));
        assert_eq!(ended.iter().filter(|ended| **ended).count(), 1);
    }
}
