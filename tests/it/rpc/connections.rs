//! Where clients connect, and how many of them.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixListener;
use std::process::{Command, Stdio};

use ascribe::rpc::v1;
use ascribe::server::Security;
use http::HeaderValue;

use super::process::{Program, check_refusal, serve};
use super::{Client, Server, limits, real, request};

/// The address of a Unix socket as `--listen` takes it, in a folder that goes away with what is returned beside it.
fn socket() -> (String, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    (format!("unix:{}", folder.path().join("ascribe.sock").display()), folder)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_unix_socket_serves_and_is_removed_at_the_end() {
    let (address, folder) = socket();
    let path = folder.path().join("ascribe.sock");
    // What a process leaves behind that was killed: a socket at which nobody listens.
    drop(UnixListener::bind(&path).unwrap());
    let program = Program::start(serve(&["--listen", &address, "--lame-duck", "0s"]));
    assert_eq!(program.address, address);
    let mut client = Client::connect(address.clone()).await.unwrap();
    client.analyze_document(request("Some words.")).await.unwrap();
    check_refusal(serve(&["--listen", &address]), &format!("cannot listen on {address}"));
    drop(client);
    program.signal("TERM");
    let (success, log) = program.end();
    assert!(success && log.contains("\"peer\":\"unix\"") && !log.contains("PLAINTEXT"), "{log}");
    assert!(!path.exists(), "help: the socket is still there");
}

#[test]
fn a_file_that_is_no_socket_is_not_removed() {
    let (address, folder) = socket();
    let path = folder.path().join("ascribe.sock");
    fs::write(&path, "a letter").unwrap();
    check_refusal(serve(&["--listen", &address]), "cannot listen on");
    assert_eq!(fs::read_to_string(path).unwrap(), "a letter");
}

/// Starts the program the way systemd does for a socket unit: with the socket as its third descriptor.
fn activated(socket: OwnedFd) -> Program {
    let program = serve(&[]);
    let mut command = Command::new("sh");
    command.env_clear().args(["-c", "export LISTEN_FDS=1 LISTEN_PID=$$; exec \"$@\" 3<&0", "sh"]);
    command.arg(program.get_program()).args(program.get_args());
    command.stdin(Stdio::from(socket)).stderr(Stdio::piped());
    Program::start(command)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_socket_that_systemd_passes_is_used() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = port.local_addr().unwrap().to_string();
    let program = activated(port.into());
    assert_eq!(program.address, address);
    program.client().await.analyze_document(request("Some words.")).await.unwrap();

    let (address, folder) = socket();
    let path = folder.path().join("ascribe.sock");
    let program = activated(UnixListener::bind(&path).unwrap().into());
    assert_eq!(program.address, address);
    Client::connect(address).await.unwrap().analyze_document(request("Some words.")).await.unwrap();
    drop(program);
    assert!(path.exists(), "help: that socket belongs to systemd");
}

const ORIGIN: &str = "https://desk.example.org";

/// The answer to a request in HTTP/1.1 of a page of some origin, as text.
fn ask(server: &Server, method: &str, origin: &str, headers: &str, body: &[u8]) -> String {
    let mut stream = TcpStream::connect(server.address).unwrap();
    let path = "/ascribe.v1.DocumentAnalysisService/GetServerInfo";
    let length = body.len();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: {}\r\nOrigin: {origin}\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n",
        server.address
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(body).unwrap();
    let mut answer = Vec::new();
    // One that is hung up on has no answer.
    stream.read_to_end(&mut answer).ok();
    String::from_utf8_lossy(&answer).into_owned()
}

fn call(server: &Server, origin: &str) -> String {
    // An empty message behind its prefix.
    ask(server, "POST", origin, "Content-Type: application/grpc-web+proto\r\nX-Grpc-Web: 1\r\n", &[0; 5])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_of_the_allowed_origins_call_by_grpc_web() {
    let web_origins = vec![HeaderValue::from_static(ORIGIN)];
    let server = Server::start_secured(Security { web_origins, ..Security::default() }).await;
    let preflight = |origin| {
        let headers = "Access-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: x-grpc-web\r\n";
        ask(&server, "OPTIONS", origin, headers, &[])
    };
    let allowed = format!("access-control-allow-origin: {ORIGIN}\r\n");
    assert!(preflight(ORIGIN).contains(&allowed));
    assert!(!preflight("https://elsewhere.example.org").contains("access-control-allow-origin"));

    let answer = call(&server, ORIGIN);
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains(&allowed), "{answer}");
    assert!(answer.contains(env!("CARGO_PKG_VERSION")) && answer.contains("grpc-status:0"), "{answer}");
    for elsewhere in ["https://elsewhere.example.org", "null", &format!("http://{}", server.address)] {
        let answer = call(&server, elsewhere);
        assert!(answer.starts_with("HTTP/1.1 403"), "help: {elsewhere} was served: {answer}");
        assert!(!answer.contains("access-control-allow-origin"), "{answer}");
    }
    // Everybody else is served as ever.
    server.client().await.get_server_info(v1::GetServerInfoRequest {}).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_page_too_a_name_that_somebody_else_points_here_gets_no_answer() {
    let web_origins = vec![HeaderValue::from_static(ORIGIN)];
    let server = Server::start_secured(Security { web_origins, ..Security::default() }).await;
    for (host, served) in [("evil.example", false), ("localhost", true), ("desk.example.org", true)] {
        let mut stream = TcpStream::connect(server.address).unwrap();
        let path = "/ascribe.v1.DocumentAnalysisService/GetServerInfo";
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: 5\r\n\
             Content-Type: application/grpc-web+proto\r\n\r\n\0\0\0\0\0"
        );
        stream.write_all(head.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).ok();
        let answer = String::from_utf8_lossy(&answer);
        assert_eq!(answer.contains(env!("CARGO_PKG_VERSION")), served, "{host}: {answer}");
        assert_eq!(answer.starts_with("HTTP/1.1 403"), !served, "{host}: {answer}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn grpc_web_is_off_by_default() {
    let server = Server::start(limits(), real()).await;
    let answer = call(&server, ORIGIN);
    assert!(!answer.contains("200 OK") && !answer.contains("access-control"), "{answer}");
}

#[test]
fn what_is_no_origin_is_refused() {
    for text in
        ["*", "desk.example.org", "https://desk.example.org/", "https://a.example.org,ftp://b.example.org"]
    {
        check_refusal(serve(&["--grpc-web-origins", text]), "is not an origin");
    }
}
