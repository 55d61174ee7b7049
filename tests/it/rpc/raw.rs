//! Calls below the level of a gRPC client, to send what no client would and to see what the server itself says.

use std::net::SocketAddr;
use std::time::Duration;

use bytes::{BufMut, Bytes, BytesMut};
use h2::client::ResponseFuture;
use h2::{RecvStream, SendStream};
use http::request::Builder;
use http::{HeaderMap, Request, StatusCode};
use prost::Message;
use tokio::net::TcpStream;
use tonic::Status;

use super::soon;

/// A call whose request is under way.
pub(super) struct RawCall {
    response: ResponseFuture,
    pub(super) body: SendStream<Bytes>,
}

/// The path of a method of the service.
pub(super) fn path(method: &str) -> String {
    format!("/ascribe.v1.DocumentAnalysisService/{method}")
}

/// A message behind the prefix that gRPC puts before it.
pub(super) fn framed(message: &impl Message) -> Bytes {
    framed_bytes(&message.encode_to_vec())
}

/// Bytes behind the prefix that gRPC puts before a message.
pub(super) fn framed_bytes(message: &[u8]) -> Bytes {
    let mut frame = BytesMut::new();
    frame.put_u8(0);
    frame.put_u32(u32::try_from(message.len()).unwrap());
    frame.put(message);
    frame.freeze()
}

/// Opens a call, with a deadline if one is given, without a client that would watch over it.
pub(super) async fn open(address: SocketAddr, path: &str, timeout: Option<Duration>) -> RawCall {
    let mut request = request(address, path);
    if let Some(timeout) = timeout {
        request = request.header("grpc-timeout", format!("{}m", timeout.as_millis()));
    }
    begin(address, request).await
}

/// The head of a call.
pub(super) fn request(address: SocketAddr, path: &str) -> Builder {
    Request::post(format!("http://{address}{path}"))
        .header("content-type", "application/grpc")
        .header("te", "trailers")
}

/// Begins a call with this head on a connection of its own.
pub(super) async fn begin(address: SocketAddr, request: Builder) -> RawCall {
    let tcp = TcpStream::connect(address).await.unwrap();
    let (send, connection) = h2::client::handshake(tcp).await.unwrap();
    tokio::spawn(connection);
    let mut send = send.ready().await.unwrap();
    let (response, body) = send.send_request(request.body(()).unwrap(), false).unwrap();
    RawCall { response, body }
}

/// Sends one whole request.
pub(super) async fn send(address: SocketAddr, path: &str, timeout: Option<Duration>, body: Bytes) -> RawCall {
    let mut call = open(address, path, timeout).await;
    // A server may answer by the headers alone and close the stream before the body is sent (RFC 9113, 8.1);
    // what it answered is checked by whoever reads the status.
    let _ = call.body.send_data(body, true);
    call
}

impl RawCall {
    /// The status that the server answers with, from headers or trailers.
    pub(super) async fn status(self) -> Status {
        self.statuses().await.1
    }

    /// The status of HTTP, and that of gRPC from headers or trailers.
    pub(super) async fn statuses(self) -> (StatusCode, Status) {
        soon(async {
            let (head, mut body) = self.response.await.unwrap().into_parts();
            if let Some(status) = Status::from_header_map(&head.headers) {
                return (head.status, status);
            }
            let trailers = drain(&mut body).await.expect("help: a response ends with trailers");
            let status = Status::from_header_map(&trailers).expect("help: trailers hold the status");
            (head.status, status)
        })
        .await
    }
}

async fn drain(body: &mut RecvStream) -> Option<HeaderMap> {
    while let Some(data) = body.data().await {
        let data = data.unwrap();
        body.flow_control().release_capacity(data.len()).unwrap();
    }
    body.trailers().await.unwrap()
}
