//! The page for browsers on the port of the service.

use std::io::{Read, Write};
use std::net::TcpStream;

use ascribe::rpc::v1;

use super::process::{Program, check_refusal, serve};
use super::request;

/// What is answered to a request in HTTP/1.1 that names this host.
fn ask(program: &Program, host: &str, request_line: &str, more: &str) -> String {
    let mut stream = TcpStream::connect(&program.address).unwrap();
    write!(stream, "{request_line} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{more}\r\n").unwrap();
    let mut answer = Vec::new();
    // One that is hung up on has no answer.
    stream.read_to_end(&mut answer).ok();
    String::from_utf8_lossy(&answer).into_owned()
}

const CALL: &str = "POST /ascribe.v1.DocumentAnalysisService/GetServerInfo";

/// Calls by gRPC-Web with an empty message.
fn call(program: &Program, host: &str) -> String {
    let headers = "Content-Type: application/grpc-web+proto\r\nContent-Length: 5\r\n\r\n\0\0\0\0\0";
    ask(program, host, CALL, headers)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_this_machine_a_browser_is_shown_a_page_that_may_load_nothing_from_elsewhere() {
    let program = Program::start(serve(&[]));
    let page = ask(&program, &program.address, "GET /", "");
    assert!(page.starts_with("HTTP/1.1 200 OK") && page.contains("<title>ascribe"), "{page}");
    for says in
        ["default-src 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'", "nosniff"]
    {
        assert!(page.contains(says), "help: no {says} in {page}");
    }
    let script = ask(&program, &program.address, "GET /app.js", "Accept-Encoding: br, gzip\r\n");
    assert!(script.contains("text/javascript") && script.contains("content-encoding: gzip"), "{script}");
    let head = ask(&program, &program.address, "HEAD /app.css", "");
    assert!(head.contains("text/css") && head.ends_with("\r\n\r\n"), "{head}");
    let called = call(&program, &program.address);
    assert!(called.starts_with("HTTP/1.1 200") && called.contains("grpc-status:0"), "{called}");
    assert!(!ask(&program, &program.address, "GET /etc/passwd", "").contains("200 OK"));
    program.client().await.analyze_document(request("Some words.")).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_name_that_somebody_else_points_at_this_machine_gets_no_answer() {
    let program = Program::start(serve(&[]));
    let port = program.address.rsplit(':').next().unwrap();
    let evil = format!("evil.example:{port}");
    for answer in [ask(&program, &evil, "GET /", ""), call(&program, &evil)] {
        assert!(answer.starts_with("HTTP/1.1 403"), "{answer}");
        assert!(!answer.contains(env!("CARGO_PKG_VERSION")), "{answer}");
    }
    let localhost = format!("localhost:{port}");
    assert!(call(&program, &localhost).starts_with("HTTP/1.1 200"));
    // Pages of other origins are not allowed to read either, nor to ask beforehand.
    let preflight = "Origin: https://evil.example\r\nAccess-Control-Request-Method: POST\r\n";
    let answer = ask(&program, &localhost, &CALL.replace("POST", "OPTIONS"), preflight);
    assert!(!answer.contains("access-control-allow-origin"), "{answer}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clients_of_grpc_may_call_it_by_any_name() {
    let program = Program::start(serve(&[]));
    let channel = tonic::transport::Endpoint::new(format!("http://{}", program.address)).unwrap();
    let channel = channel.origin("http://ascribe.news.svc:50051".parse().unwrap()).connect().await.unwrap();
    let mut client = super::Client::new(channel);
    client.get_server_info(v1::GetServerInfoRequest {}).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn there_is_no_page_where_it_is_off_or_others_could_open_it() {
    for (flags, expect) in [
        (&["--playground", "off"][..], false),
        (&["--listen", "0.0.0.0:0"], false),
        (&["--listen", "0.0.0.0:0", "--playground", "on"], true),
    ] {
        let mut program = Program::start(serve(flags));
        program.address = program.address.replace("0.0.0.0", "127.0.0.1");
        let answer = ask(&program, &program.address, "GET /", "");
        assert_eq!(answer.contains("200 OK"), expect, "{flags:?}: {answer}");
    }
    check_refusal(serve(&["--playground", "perhaps"]), "--playground");
}
