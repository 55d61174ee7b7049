//! What is not gRPC as its protocol says, and is told so.

use http::{Method, StatusCode};
use tonic::Code::{InvalidArgument, Ok as Fine, Unimplemented};

use super::{Server, check_status, limits, raw, real, request};

const ANALYZE: &str = "AnalyzeDocument";

#[tokio::test]
async fn only_a_post_of_grpc_is_run() {
    let server = Server::start(limits(), real()).await;
    let path = raw::path(ANALYZE);
    for method in [Method::PUT, Method::GET, Method::DELETE] {
        let call =
            raw::begin(server.address, raw::request(server.address, &path).method(method.clone())).await;
        let (http, status) = call.statuses().await;
        assert_eq!(http, StatusCode::METHOD_NOT_ALLOWED, "{method}");
        check_status(&status, InvalidArgument, "METHOD_NOT_ALLOWED");
    }
    for (content_type, is_grpc) in [
        ("text/plain", false),
        ("application/json", false),
        ("application/grpc-web+proto", false),
        ("application/grpcx", false),
        ("application/grpc", true),
        ("application/grpc+proto", true),
        ("application/grpc;charset=utf-8", true),
    ] {
        let mut head = raw::request(server.address, &path);
        head.headers_mut().unwrap().insert("content-type", content_type.parse().unwrap());
        let mut call = raw::begin(server.address, head).await;
        let _ = call.body.send_data(raw::framed(&request("Some words.")), true);
        let (http, status) = call.statuses().await;
        match is_grpc {
            true => assert_eq!((http, status.code()), (StatusCode::OK, Fine), "{content_type}"),
            false => {
                assert_eq!(http, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{content_type}");
                check_status(&status, InvalidArgument, "UNSUPPORTED_CONTENT_TYPE");
            }
        }
    }
}

#[tokio::test]
async fn a_malformed_deadline_is_an_error_and_not_none() {
    let server = Server::start(limits(), real()).await;
    for timeout in ["soon", "10", "1.5S", "123456789S"] {
        let head = raw::request(server.address, &raw::path(ANALYZE)).header("grpc-timeout", timeout);
        let mut call = raw::begin(server.address, head).await;
        let _ = call.body.send_data(raw::framed(&request("Some words.")), true);
        check_status(&call.status().await, InvalidArgument, "MALFORMED_TIMEOUT");
    }
}

#[tokio::test]
async fn a_second_message_of_a_unary_call_is_an_error() {
    let server = Server::start(limits(), real()).await;
    let message = raw::framed(&request("Some words."));
    let both = [&message[..], &message[..]].concat();
    let call = raw::send(server.address, &raw::path(ANALYZE), None, both.into()).await;
    check_status(&call.status().await, Unimplemented, "SECOND_MESSAGE");
    let mut call = raw::open(server.address, &raw::path(ANALYZE), None).await;
    call.body.send_data(message.clone(), false).unwrap();
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    let _ = call.body.send_data(message, true);
    check_status(&call.status().await, Unimplemented, "SECOND_MESSAGE");
}
