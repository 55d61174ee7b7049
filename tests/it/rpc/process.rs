//! The program `ascribe serve` as its operators see it: configuration, logs, signals.
//!
//! On runtimes of two threads: the tests wait for the program while a connection of theirs has to be closed.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStderr, Command, Stdio};

use ascribe::rpc::v1;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;

use super::{Client, raw, request, soon};

/// A running program, killed when the test is over.
pub(super) struct Program {
    child: Child,
    log: Option<BufReader<ChildStderr>>,
    pub(super) address: String,
    // Empty without `--admin-listen`.
    admin: String,
}

impl Drop for Program {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// A command that starts on a free port, with nothing of the environment that could be configuration.
pub(super) fn serve(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ascribe"));
    command.env_clear().args(["serve", "--log-format", "json"]).args(arguments);
    if !arguments.contains(&"--listen") {
        command.args(["--listen", "127.0.0.1:0"]);
    }
    command.stderr(Stdio::piped());
    command
}

impl Program {
    pub(super) fn start(mut command: Command) -> Self {
        let mut child = command.spawn().unwrap();
        let log = child.stderr.take().map(BufReader::new);
        let mut program = Self { child, log, address: String::new(), admin: String::new() };
        while program.address.is_empty() {
            let mut line = String::new();
            program.log.as_mut().unwrap().read_line(&mut line).unwrap();
            assert!(!line.is_empty(), "help: the program ended at its start");
            let event: serde_json::Value = serde_json::from_str(&line).unwrap();
            let address = || event["address"].as_str().unwrap().to_owned();
            match event["message"].as_str() {
                Some("listening") => program.address = address(),
                Some("listening for operators") => program.admin = address(),
                _ => {}
            }
        }
        program
    }

    pub(super) async fn client(&self) -> Client {
        Client::connect(format!("http://{}", self.address)).await.unwrap()
    }

    pub(super) fn id(&self) -> u32 {
        self.child.id()
    }

    pub(super) fn signal(&self, name: &str) {
        let kill = Command::new("kill").args(["-s", name, &self.child.id().to_string()]).status();
        assert!(kill.unwrap().success());
    }

    /// The answer of the admin port, with its status line and headers.
    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.admin).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: admin\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    /// Waits for the end; says whether it was a good one, and what was logged since the start.
    pub(super) fn end(mut self) -> (bool, String) {
        let mut log = String::new();
        self.log.take().unwrap().read_to_string(&mut log).unwrap();
        (self.child.wait().unwrap().success(), log)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_program_serves_logs_no_text_and_ends_on_a_signal() {
    for signal in ["TERM", "INT"] {
        let program = Program::start(serve(&["--lame-duck", "0s"]));
        let mut client = program.client().await;
        client.analyze_document(request("A confidential sentence.")).await.unwrap();
        drop(client);
        program.signal(signal);
        let (success, log) = program.end();
        assert!(success, "{log}");
        assert!(!log.contains("confidential"), "help: a log never holds a document's text");
        let access = log.lines().find(|line| line.contains("ascribe::access")).unwrap();
        let access: serde_json::Value = serde_json::from_str(access).unwrap();
        assert_eq!(access["method"], "/ascribe.v1.DocumentAnalysisService/AnalyzeDocument");
        assert_eq!(
            (&access["code"], &access["documents"], &access["received_bytes"]),
            (&"Ok".into(), &1.into(), &24.into())
        );
        assert!(
            access["analysis_us"].is_u64() && access["queue_us"].is_u64() && access["sent_bytes"].is_u64()
        );
        assert!(log.contains("drained"));
        assert!(!log.contains("PLAINTEXT"), "help: nobody else can connect to loopback");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_drain_starts_though_nobody_reads_the_log() {
    let mut program = Program::start(serve(&["--lame-duck", "0s"]));
    let mut client = program.client().await;
    client.analyze_document(request("Text.")).await.unwrap();
    drop(client);
    // Closes the pipe: from here on every line of the log fails to be written.
    drop(program.log.take());
    program.signal("TERM");
    assert!(program.child.wait().unwrap().success());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flag_wins_over_the_environment_and_that_over_the_file() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let settings =
        "max_batch_size = 1\nmax_queue_length = 1\nmax_document_bytes = \"1KiB\"\nmax_deadline = \"7s\"\n";
    std::fs::write(&file, settings).unwrap();
    let mut command = serve(&["--max-batch-size", "3", "--config", file.path().to_str().unwrap()]);
    command.env("ASCRIBE_MAX_BATCH_SIZE", "2").env("ASCRIBE_MAX_QUEUE_LENGTH", "2");
    let program = Program::start(command);
    let mut client = program.client().await;
    let info = soon(client.get_server_info(v1::GetServerInfoRequest {})).await.unwrap().into_inner();
    let limits = info.limits.unwrap();
    assert_eq!((limits.max_batch_size, limits.max_queue_length, limits.max_document_bytes), (3, 2, 1024));
    assert_eq!(limits.max_deadline.unwrap().seconds, 7);
    assert_eq!(limits.max_http2_streams, 256);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_setting_with_several_values_may_be_an_array() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&file, "grpc_web_origins = [\"https://a.example.org\", \"https://b.example.org\"]")
        .unwrap();
    let program = Program::start(serve(&["--config", file.path().to_str().unwrap()]));
    for (origin, allowed) in [("a", true), ("b", true), ("c", false)] {
        let origin = format!("https://{origin}.example.org");
        let mut stream = TcpStream::connect(&program.address).unwrap();
        write!(
            stream,
            "OPTIONS /ascribe.v1.DocumentAnalysisService/GetServerInfo HTTP/1.1\r\nHost: {}\r\nOrigin: {origin}\r\n\
             Access-Control-Request-Method: POST\r\nConnection: close\r\n\r\n",
            program.address
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert_eq!(
            answer.contains(&format!("access-control-allow-origin: {origin}\r\n")),
            allowed,
            "{answer}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_idle_connections_to_the_admin_port_hold_up_neither_probes_nor_calls() {
    let program = Program::start(serve(&["--admin-listen", "127.0.0.1:0"]));
    let idle: Vec<TcpStream> = (0..1000).map(|_| TcpStream::connect(&program.admin).unwrap()).collect();
    assert!(program.get("/livez").starts_with("HTTP/1.1 200"));
    program.client().await.analyze_document(request("Some words.")).await.unwrap();
    let descriptors =
        std::fs::read_dir(format!("/proc/{}/fd", program.child.id())).map_or(0, Iterator::count);
    assert!(descriptors < 200, "help: {descriptors} descriptors are open");
    drop(idle);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_path_is_logged_by_its_beginning_and_abandoned_calls_in_a_few_lines() {
    const CALLS: u64 = 100;
    let program = Program::start(serve(&["--lame-duck", "0s"]));
    let address = program.address.parse().unwrap();
    let path = format!("/made.up.Name/{}", "x".repeat(10_000));
    raw::send(address, &path, None, raw::framed_bytes(&[])).await.status().await;
    let mut calls = Vec::new();
    for _ in 0..CALLS {
        calls.push(raw::open(address, &raw::path("StreamAnalyzeDocuments"), None).await);
    }
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    // All at once, before they are answered.
    drop(calls);
    program.client().await.get_server_info(v1::GetServerInfoRequest {}).await.unwrap();
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    program.signal("TERM");
    let (success, log) = program.end();
    assert!(success, "{log}");
    assert!(log.contains("/made.up.Name/xxx") && log.lines().all(|line| line.len() < 1000), "{log}");
    let own = log.lines().filter(|line| line.contains("StreamAnalyzeDocuments")).count() as u64;
    assert!((1..CALLS / 2).contains(&own), "{own} of them have a line of their own");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tokens_file_that_anybody_may_write_is_warned_of() {
    use std::os::unix::fs::PermissionsExt;
    for (mode, warned) in [(0o600, false), (0o644, false), (0o666, true)] {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(&file, "a-token-that-nobody-sends").unwrap();
        file.as_file().set_permissions(std::fs::Permissions::from_mode(mode)).unwrap();
        let mut command =
            serve(&["--tokens-file", file.path().to_str().unwrap(), "--listen", "127.0.0.1:no"]);
        let log = String::from_utf8(command.output().unwrap().stderr).unwrap();
        assert_eq!(log.contains("world-writable"), warned, "{mode:o}: {log}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn callers_are_told_of_a_gazetteer_and_of_how_much_it_knows() {
    let names = tempfile::Builder::new().suffix(".csv").tempfile().unwrap();
    let rows = "id,name,aliases\nkb:1,Ada Lindqvist,A. Lindqvist|Mayor Lindqvist\nkb:2,Harbour Authority,\n";
    std::fs::write(&names, rows).unwrap();
    let info = async |flags: &[&str]| {
        let program = Program::start(serve(flags));
        let mut client = program.client().await;
        soon(client.get_server_info(v1::GetServerInfoRequest {})).await.unwrap().into_inner()
    };
    let told = info(&["--gazetteer", names.path().to_str().unwrap()]).await.gazetteer;
    assert_eq!(told, Some(v1::GazetteerInfo { entries: 2, names: 4 }));
    assert_eq!(info(&[]).await.gazetteer, None);
}

/// Checks that the program refuses to start and says this.
#[track_caller]
pub(super) fn check_refusal(mut command: Command, says: &str) {
    let output = command.output().unwrap();
    assert!(!output.status.success());
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.contains(says), "{message:?} does not say {says:?}");
}

#[test]
fn a_configuration_that_cannot_be_used_is_refused_with_the_reason() {
    let file = |settings: &str| {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(&file, settings).unwrap();
        file
    };
    let configured = |settings: &str, says: &str| {
        let file = file(settings);
        check_refusal(serve(&["--config", file.path().to_str().unwrap()]), says);
    };
    configured("max_batchsize = 3", "`max_batchsize` is not a setting");
    configured("max_batch_size = true", "must be text or a whole number");
    configured("max_batch_size = [1, 2]", "takes a single value, not an array");
    configured("gazetteer = [\"a.csv,b.csv\"]", "must not hold a comma within an element");
    configured("grpc_web_origins = [\"desk.example.org\"]", "is not an origin");
    configured("max_batch_size = 0", "--max-batch-size");
    configured("max_batch_size", "is not TOML");
    check_refusal(serve(&["--config", "/no/such/file"]), "cannot read /no/such/file");
    check_refusal(serve(&["--max-document-bytes", "4MB"]), "KiB or MiB");
    check_refusal(serve(&["--max-deadline", "10"]), "with its unit");
    check_refusal(
        serve(&["--max-document-bytes", "2MiB", "--max-message-bytes", "2MiB"]),
        "at least 64 KiB more",
    );
    check_refusal(serve(&["--log", "ascribe=loud"]), "--log");
    check_refusal(serve(&["--otlp-endpoint", "https://collector:4317"]), "http://HOST:PORT");
    check_refusal(serve(&["--tokens-file", "/no/such/file"]), "cannot read /no/such/file");
    check_refusal(serve(&["--tokens-file", "/dev/null"]), "there is no token");
    let commented = file("a-token-of-the-desk # the desk\n");
    check_refusal(serve(&["--tokens-file", commented.path().to_str().unwrap()]), "line 1 holds a blank");
    check_refusal(serve(&["--tls-cert", "/no/such/file"]), "--tls-key");
    check_refusal(serve(&["--tls-cert", "/no/such/file", "--tls-key", "/dev/null"]), "/no/such/file");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn operators_see_whether_it_lives_is_ready_and_what_it_did() {
    let program = Program::start(serve(&["--admin-listen", "127.0.0.1:0", "--lame-duck", "30s"]));
    let mut client = program.client().await;
    client.analyze_document(request("Some words.")).await.unwrap();
    client.analyze_document(request("")).await.unwrap_err();
    let unknown =
        raw::send(program.address.parse().unwrap(), "/made.up.Name/Of42", None, raw::framed_bytes(&[]));
    unknown.await.status().await;
    let channel = tonic::transport::Endpoint::new(format!("http://{}", program.address)).unwrap();
    let mut health = HealthClient::new(channel.connect().await.unwrap());
    health.check(HealthCheckRequest::default()).await.unwrap();

    assert!(program.get("/livez").starts_with("HTTP/1.1 200"));
    assert!(program.get("/readyz").starts_with("HTTP/1.1 200"));
    let metrics = program.get("/metrics");
    let labels = "grpc_type=\"unary\",grpc_service=\"ascribe.v1.DocumentAnalysisService\",grpc_method=\"AnalyzeDocument\"";
    for line in [
        &*format!("grpc_server_started_total{{{labels}}} 2"),
        &*format!("grpc_server_handled_total{{{labels},grpc_code=\"OK\"}} 1"),
        &*format!("grpc_server_handled_total{{{labels},grpc_code=\"InvalidArgument\"}} 1"),
        &*format!("grpc_server_handling_seconds_count{{{labels}}} 2"),
        "ascribe_stage_seconds_count{stage=\"analyze\"} 1",
        "ascribe_queue_length 0",
        "ascribe_analyses_running 0",
        "ascribe_shed_total 0",
    ] {
        assert!(metrics.lines().any(|found| found == line), "{line} is not in\n{metrics}");
    }
    for never in ["Health", "made.up", "Some words"] {
        assert!(!metrics.contains(never), "{never} is in\n{metrics}");
    }

    program.signal("TERM");
    while program.get("/readyz").starts_with("HTTP/1.1 200") {
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    assert!(program.get("/readyz").starts_with("HTTP/1.1 503"));
    assert!(program.get("/livez").starts_with("HTTP/1.1 200"), "help: a server that leaves is alive");
    // A second signal does not wait for the lame duck.
    program.signal("TERM");
    assert!(program.end().0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tokens_are_read_again_when_their_file_changes() {
    const TOKENS: [&str; 2] = ["a-long-first-token", "a-long-second-token"];
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&file, TOKENS[0]).unwrap();
    let path = file.path().to_str().unwrap();
    let program =
        Program::start(serve(&["--tokens-file", path, "--reload-interval", "10ms", "--lame-duck", "0s"]));
    let mut client = program.client().await;
    let ask = |token: &str| {
        let mut request = tonic::Request::new(v1::GetServerInfoRequest {});
        request.metadata_mut().insert("authorization", format!("Bearer {token}").parse().unwrap());
        request
    };
    client.get_server_info(ask(TOKENS[0])).await.unwrap();
    client.get_server_info(ask(TOKENS[1])).await.unwrap_err();
    std::fs::write(&file, TOKENS[1]).unwrap();
    soon(async { while client.get_server_info(ask(TOKENS[1])).await.is_err() {} }).await;
    client.get_server_info(ask(TOKENS[0])).await.unwrap_err();
    drop(client);
    program.signal("TERM");
    let (success, log) = program.end();
    assert!(success && !TOKENS.iter().any(|token| log.contains(token)), "{log}");
}

#[test]
fn the_handbook_lists_every_flag_and_every_metric() {
    let handbook = include_str!("../../../docs/operating.md");
    let mut command = Command::new(env!("CARGO_BIN_EXE_ascribe"));
    let help = String::from_utf8(command.args(["serve", "--help"]).output().unwrap().stdout).unwrap();
    let flags = help.lines().filter_map(|line| line.trim_start().strip_prefix("--"));
    for flag in flags.filter_map(|line| line.split_whitespace().next()) {
        assert!(handbook.contains(&format!("`--{flag}`")), "help: docs/operating.md does not list --{flag}");
        let variable = format!("[env: ASCRIBE_{}", flag.to_uppercase().replace('-', "_"));
        assert!(help.contains(&variable), "help: --{flag} has no variable of its name");
    }
    let metrics = include_str!("../../../src/rpc/observe/metrics.rs");
    let names = metrics.lines().filter_map(|line| line.strip_prefix("const ")?.split('"').nth(1));
    for name in names
        .filter(|name| name.ends_with("_total") || name.contains("ascribe_") || name.ends_with("_seconds"))
    {
        assert!(handbook.contains(&format!("`{name}`")), "help: docs/operating.md does not list {name}");
    }
}

#[test]
fn an_address_in_use_is_named() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let mut command = Command::new(env!("CARGO_BIN_EXE_ascribe"));
    command.env_clear().args(["serve", "--listen", &address]);
    check_refusal(command, &format!("cannot listen on {address}"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_that_are_refused_by_the_hundred_are_all_told_of_in_a_few_lines() {
    const CALLS: u64 = 100;
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&file, "a-token-that-nobody-sends").unwrap();
    let tokens = file.path().to_str().unwrap();
    let program = Program::start(serve(&["--tokens-file", tokens, "--lame-duck", "0s"]));
    let mut client = program.client().await;
    for _ in 0..CALLS {
        client.get_server_info(v1::GetServerInfoRequest {}).await.unwrap_err();
    }
    drop(client);
    program.signal("TERM");
    let (success, log) = program.end();
    assert!(success, "{log}");
    let access = log.lines().filter(|line| line.contains("ascribe::access"));
    let access: Vec<serde_json::Value> = access.map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(access.iter().all(|line| line["code"] == "Unauthenticated"), "{log}");
    // A line is of one call, or of so many.
    assert_eq!(access.iter().map(|line| line["calls"].as_u64().unwrap_or(1)).sum::<u64>(), CALLS);
    let own = access.iter().filter(|line| line["peer"].is_string()).count();
    assert!((10..CALLS as usize).contains(&own), "{own} of them have a line of their own");
}
