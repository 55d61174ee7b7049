//! The program `ascribe serve` as its operators see it: configuration, logs, signals.
//!
//! On runtimes of two threads: the tests wait for the program while a connection of theirs has to be closed.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStderr, Command, Stdio};

use ascribe::rpc::v1;

use super::{Client, request, soon};

/// A running program, killed when the test is over.
struct Program {
    child: Child,
    log: Option<BufReader<ChildStderr>>,
    address: String,
}

impl Drop for Program {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// A command that starts on a free port, with nothing of the environment that could be configuration.
fn serve(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ascribe"));
    command.env_clear().args(["serve", "--listen", "127.0.0.1:0", "--log-format", "json"]).args(arguments);
    command.stderr(Stdio::piped());
    command
}

impl Program {
    fn start(mut command: Command) -> Self {
        let mut child = command.spawn().unwrap();
        let log = child.stderr.take().map(BufReader::new);
        let mut program = Self { child, log, address: String::new() };
        while program.address.is_empty() {
            let mut line = String::new();
            program.log.as_mut().unwrap().read_line(&mut line).unwrap();
            assert!(!line.is_empty(), "help: the program ended at its start");
            let event: serde_json::Value = serde_json::from_str(&line).unwrap();
            if event["message"] == "listening" {
                program.address = event["address"].as_str().unwrap().into();
            }
        }
        program
    }

    async fn client(&self) -> Client {
        Client::connect(format!("http://{}", self.address)).await.unwrap()
    }

    fn signal(&self, name: &str) {
        let kill = Command::new("kill").args(["-s", name, &self.child.id().to_string()]).status();
        assert!(kill.unwrap().success());
    }

    /// Waits for the end; says whether it was a good one, and what was logged since the start.
    fn end(mut self) -> (bool, String) {
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

/// Checks that the program refuses to start and says this.
#[track_caller]
fn check_refusal(mut command: Command, says: &str) {
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
}

#[test]
fn an_address_in_use_is_named() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let mut command = Command::new(env!("CARGO_BIN_EXE_ascribe"));
    command.env_clear().args(["serve", "--listen", &address]);
    check_refusal(command, &format!("cannot listen on {address}"));
}
