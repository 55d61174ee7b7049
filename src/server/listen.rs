//! Listeners: a TCP port, a Unix socket, or a socket passed by systemd.

use std::net::SocketAddr;
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::{fmt, fs, io};

use listenfd::ListenFd;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream, UnixListener};

use crate::rpc::Peer;

/// The prefix of a Unix socket in an address, as in gRPC's own.
const UNIX: &str = "unix:";

/// A byte stream.
pub(super) trait Socket: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Socket for T {}

/// A listening socket.
#[derive(Debug)]
pub enum Listener {
    /// A TCP port.
    Tcp(TcpListener),
    /// A Unix socket.
    Unix(UnixListener, UnixPath),
}

/// The path of a Unix socket.
#[derive(Debug)]
pub struct UnixPath {
    path: PathBuf,
    // Device and inode of the socket that this process made; absent for one of systemd, which removes its own.
    made: Option<(u64, u64)>,
}

impl Drop for UnixPath {
    fn drop(&mut self) {
        // Another process may have replaced it, and then owns the path.
        if self.made.is_some() && self.made == identity(&self.path) {
            fs::remove_file(&self.path).ok();
        }
    }
}

impl Listener {
    /// Listens on `HOST:PORT`, or on the Unix socket `unix:PATH`, which is removed on drop.
    ///
    /// # Errors
    /// The address is malformed, in use or not available.
    pub async fn bind(address: &str) -> io::Result<Self> {
        match address.strip_prefix(UNIX) {
            None => Ok(Self::Tcp(TcpListener::bind(address).await?)),
            Some(path) => {
                remove_if_left_behind(Path::new(path))?;
                let listener = UnixListener::bind(path)?;
                Ok(Self::Unix(listener, UnixPath { path: path.into(), made: identity(Path::new(path)) }))
            }
        }
    }

    /// The first socket that systemd passed (`sd_listen_fds(3)`), if any.
    ///
    /// # Errors
    /// It is not a listening stream socket.
    pub fn inherited() -> io::Result<Option<Self>> {
        let mut passed = ListenFd::from_env();
        if passed.len() == 0 {
            return Ok(None);
        }
        if let Ok(Some(listener)) = passed.take_tcp_listener(0) {
            listener.set_nonblocking(true)?;
            return Ok(Some(Self::Tcp(TcpListener::from_std(listener)?)));
        }
        let Some(listener) = passed.take_unix_listener(0)? else { return Ok(None) };
        listener.set_nonblocking(true)?;
        let listener = UnixListener::from_std(listener)?;
        let path = listener.local_addr()?.as_pathname().map(Path::to_owned).unwrap_or_default();
        Ok(Some(Self::Unix(listener, UnixPath { path, made: None })))
    }

    /// Whether it is a TCP port reachable from this machine only.
    #[must_use]
    pub fn is_loopback_port(&self) -> bool {
        matches!(self, Self::Tcp(_)) && !self.is_open_to_the_network()
    }

    /// Whether other machines can connect.
    #[must_use]
    pub fn is_open_to_the_network(&self) -> bool {
        match self {
            Self::Tcp(listener) => listener.local_addr().is_ok_and(is_open),
            Self::Unix(..) => false,
        }
    }

    pub(super) async fn accept(&self) -> io::Result<(Box<dyn Socket>, Peer)> {
        match self {
            Self::Tcp(listener) => {
                let (socket, address) = accept_tcp(listener).await?;
                Ok((Box::new(socket), Peer::Address(address)))
            }
            Self::Unix(listener, _) => Ok((Box::new(listener.accept().await?.0), Peer::Local)),
        }
    }
}

impl From<TcpListener> for Listener {
    fn from(listener: TcpListener) -> Self {
        Self::Tcp(listener)
    }
}

impl fmt::Display for Listener {
    /// The address in the form that [`bind`](Self::bind) takes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(listener) => match listener.local_addr() {
                Ok(address) => address.fmt(f),
                Err(error) => error.fmt(f),
            },
            Self::Unix(_, UnixPath { path, .. }) => write!(f, "{UNIX}{}", path.display()),
        }
    }
}

async fn accept_tcp(listener: &TcpListener) -> io::Result<(TcpStream, SocketAddr)> {
    let (socket, address) = listener.accept().await?;
    // Nagle's algorithm would delay each response by 40 ms.
    socket.set_nodelay(true)?;
    Ok((socket, address))
}

/// Whether other machines can connect to an address.
fn is_open(address: SocketAddr) -> bool {
    !address.ip().to_canonical().is_loopback()
}

/// Device and inode of a file, links not followed.
fn identity(path: &Path) -> Option<(u64, u64)> {
    fs::symlink_metadata(path).ok().map(|metadata| (metadata.dev(), metadata.ino()))
}

/// Removes a stale socket, at which nobody listens.
fn remove_if_left_behind(path: &Path) -> io::Result<()> {
    let is_socket = fs::symlink_metadata(path).is_ok_and(|metadata| metadata.file_type().is_socket());
    let refused = || UnixStream::connect(path).is_err_and(|e| e.kind() == io::ErrorKind::ConnectionRefused);
    if is_socket && refused() { fs::remove_file(path) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn accepted_connections_have_nagle_off() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let _client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (socket, _) = accept_tcp(&listener).await.unwrap();
        assert!(socket.nodelay().unwrap());
    }

    #[tokio::test]
    async fn a_socket_that_another_process_replaced_is_not_removed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("socket");
        let address = format!("unix:{}", path.display());
        let old = Listener::bind(&address).await.unwrap();
        // Kept, so that its inode is not used again.
        fs::rename(&path, folder.path().join("old")).unwrap();
        let new = Listener::bind(&address).await.unwrap();
        drop(old);
        assert!(path.exists(), "help: the socket of the other process is gone");
        drop(new);
        assert!(!path.exists());
    }

    #[test]
    fn loopback_addresses_are_not_open() {
        for (address, open) in [
            ("127.0.0.1:1", false),
            ("127.1.2.3:1", false),
            ("[::1]:1", false),
            ("[::ffff:127.0.0.1]:1", false),
            ("0.0.0.0:1", true),
            ("[::]:1", true),
            ("192.0.2.7:1", true),
            ("[2001:db8::7]:1", true),
            ("[::ffff:192.0.2.7]:1", true),
        ] {
            assert_eq!(is_open(address.parse().unwrap()), open, "{address}");
        }
    }
}
