//! Where connections come from: a port, a Unix socket, or a socket that systemd opened.

use std::net::SocketAddr;
use std::os::unix::fs::FileTypeExt;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::{fmt, fs, io};

use listenfd::ListenFd;
use tokio::net::{TcpListener, TcpStream, UnixListener};

use super::connection::Socket;
use crate::rpc::Peer;

/// What the name of a Unix socket begins with, as in gRPC's own addresses.
const UNIX: &str = "unix:";

/// A place where clients connect.
#[derive(Debug)]
pub enum Listener {
    /// A port.
    Tcp(TcpListener),
    /// A Unix socket.
    Unix(UnixListener, UnixPath),
}

/// The name of a Unix socket.
#[derive(Debug)]
pub struct UnixPath {
    path: PathBuf,
    // One that the system manager made is its to remove.
    own: bool,
}

impl Drop for UnixPath {
    fn drop(&mut self) {
        if self.own {
            // Somebody may have removed it already.
            fs::remove_file(&self.path).ok();
        }
    }
}

impl Listener {
    /// Listens on `HOST:PORT`, or on the Unix socket of `unix:PATH`, which must not be in use and is removed at the end.
    ///
    /// # Errors
    /// The address is malformed, in use or not ours.
    pub async fn bind(address: &str) -> io::Result<Self> {
        match address.strip_prefix(UNIX) {
            None => Ok(Self::Tcp(TcpListener::bind(address).await?)),
            Some(path) => {
                remove_if_left_behind(Path::new(path))?;
                Ok(Self::Unix(UnixListener::bind(path)?, UnixPath { path: path.into(), own: true }))
            }
        }
    }

    /// The first socket that systemd passed to this process, by its protocol for that (`sd_listen_fds(3)`).
    ///
    /// # Errors
    /// It is no socket that listens for streams.
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
        Ok(Some(Self::Unix(listener, UnixPath { path, own: false })))
    }

    /// Whether it is a port that only this machine can connect to.
    #[must_use]
    pub fn is_loopback_port(&self) -> bool {
        matches!(self, Self::Tcp(_)) && !self.is_open_to_the_network()
    }

    /// Whether others than this machine can connect.
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
    // Without it each answer waits 40 ms for the acknowledgement of the one before.
    socket.set_nodelay(true)?;
    Ok((socket, address))
}

/// Whether others than this machine can connect to an address.
fn is_open(address: SocketAddr) -> bool {
    !address.ip().to_canonical().is_loopback()
}

/// Removes the socket of a process that ended without doing so: nobody answers there.
fn remove_if_left_behind(path: &Path) -> io::Result<()> {
    let is_socket = fs::symlink_metadata(path).is_ok_and(|metadata| metadata.file_type().is_socket());
    let refused = || UnixStream::connect(path).is_err_and(|e| e.kind() == io::ErrorKind::ConnectionRefused);
    if is_socket && refused() { fs::remove_file(path) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_answer_to_a_port_does_not_wait_for_the_acknowledgement_of_another() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let _client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (socket, _) = accept_tcp(&listener).await.unwrap();
        assert!(socket.nodelay().unwrap());
    }

    #[test]
    fn what_only_this_machine_can_connect_to_is_not_open() {
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
