//! What is counted. Nothing is, and nothing is spent on it, unless [`telemetry`](crate::telemetry) was told to.
//!
//! Labels take values from fixed sets only: one that a caller could choose would grow without bound.

use std::time::Duration;

use metrics::{Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use tonic::Code;

use ascribe_core::langid;

const STARTED: &str = "grpc_server_started_total";
const HANDLED: &str = "grpc_server_handled_total";
const HANDLING_SECONDS: &str = "grpc_server_handling_seconds";
const STAGE_SECONDS: &str = "ascribe_stage_seconds";
const DOCUMENTS: &str = "ascribe_documents_total";
const DOCUMENT_BYTES: &str = "ascribe_document_bytes_total";
const QUEUE_LENGTH: &str = "ascribe_queue_length";
const RUNNING: &str = "ascribe_analyses_running";
const SHED: &str = "ascribe_shed_total";
const CANCELLED: &str = "ascribe_cancelled_total";
const PANICS: &str = "ascribe_panics_total";
const CONNECTIONS: &str = "ascribe_connections";
const CONNECTIONS_REFUSED: &str = "ascribe_connections_refused_total";
const LOG_LINES_LOST: &str = "ascribe_log_lines_lost_total";

/// Says what each metric means.
pub fn describe() {
    describe_counter!(STARTED, "Calls that began");
    describe_counter!(HANDLED, "Calls that ended, by code");
    describe_histogram!(HANDLING_SECONDS, Unit::Seconds, "Time from the beginning of a call to its end");
    describe_histogram!(
        STAGE_SECONDS,
        Unit::Seconds,
        "Time of a document in the queue and in each stage of its work"
    );
    describe_counter!(DOCUMENTS, "Documents analysed, by language");
    describe_counter!(DOCUMENT_BYTES, Unit::Bytes, "Text analysed, by language");
    describe_gauge!(QUEUE_LENGTH, "Documents that wait for their turn");
    describe_gauge!(RUNNING, "Documents that are being analysed");
    describe_counter!(SHED, "Calls refused because the queue was full");
    describe_counter!(CANCELLED, "Documents given up because their caller left or their deadline passed");
    describe_counter!(PANICS, "Documents whose analysis ended by a defect");
    describe_gauge!(CONNECTIONS, "Connections that are open");
    describe_counter!(
        CONNECTIONS_REFUSED,
        "Connections closed at once because there were as many as allowed"
    );
    describe_counter!(LOG_LINES_LOST, "Lines of the log that nobody took or could be written to");
    // Present from the start, so that a rate over the first of them is not missed.
    for name in [SHED, CANCELLED, PANICS, CONNECTIONS_REFUSED, LOG_LINES_LOST] {
        counter!(name).increment(0);
    }
    for name in [QUEUE_LENGTH, RUNNING, CONNECTIONS] {
        gauge!(name).set(0.0);
    }
}

/// A method whose calls are counted.
#[derive(Debug)]
pub(super) struct Method {
    service: &'static str,
    name: &'static str,
    kind: &'static str,
}

const SERVICE: &str = "ascribe.v1.DocumentAnalysisService";

/// Every method that is served, but for health: its probes would drown the rest.
const METHODS: [Method; 7] = [
    Method { service: SERVICE, name: "AnalyzeDocument", kind: "unary" },
    Method { service: SERVICE, name: "BatchAnalyzeDocuments", kind: "unary" },
    Method { service: SERVICE, name: "StreamAnalyzeDocuments", kind: "bidi_stream" },
    Method { service: SERVICE, name: "DetectLanguage", kind: "unary" },
    Method { service: SERVICE, name: "GetServerInfo", kind: "unary" },
    Method {
        service: "grpc.reflection.v1.ServerReflection",
        name: "ServerReflectionInfo",
        kind: "bidi_stream",
    },
    Method {
        service: "grpc.reflection.v1alpha.ServerReflection",
        name: "ServerReflectionInfo",
        kind: "bidi_stream",
    },
];

/// What is called under a path that is not served.
const UNKNOWN: Method = Method { service: "unknown", name: "unknown", kind: "unary" };

impl Method {
    /// The method of a path; absent for health.
    pub(super) fn of(path: &str) -> Option<&'static Self> {
        let (service, name) = path.strip_prefix('/')?.split_once('/')?;
        if service == "grpc.health.v1.Health" {
            return None;
        }
        let known = METHODS.iter().find(|method| method.service == service && method.name == name);
        Some(known.unwrap_or(&UNKNOWN))
    }

    /// Whether its calls wait for their turn, one document each, and are refused when too many do.
    pub(super) fn waits(&self) -> bool {
        self.service == SERVICE && matches!(self.name, "AnalyzeDocument" | "DetectLanguage")
    }

    /// Whether its calls are answered by one message.
    pub(super) fn is_unary(&self) -> bool {
        self.kind == "unary"
    }

    pub(super) fn service(&self) -> &'static str {
        self.service
    }

    pub(super) fn name(&self) -> &'static str {
        self.name
    }

    pub(super) fn started(&self) {
        let &Self { service, name, kind } = self;
        counter!(STARTED, "grpc_type" => kind, "grpc_service" => service, "grpc_method" => name).increment(1);
    }

    pub(super) fn handled(&self, code: Code, elapsed: Duration) {
        let &Self { service, name, kind } = self;
        let code = code_name(code);
        counter!(HANDLED, "grpc_type" => kind, "grpc_service" => service, "grpc_method" => name, "grpc_code" => code)
            .increment(1);
        histogram!(HANDLING_SECONDS, "grpc_type" => kind, "grpc_service" => service, "grpc_method" => name)
            .record(elapsed);
    }
}

/// The names that dashboards for gRPC know; they come from Go.
fn code_name(code: Code) -> &'static str {
    match code {
        Code::Ok => "OK",
        Code::Cancelled => "Canceled",
        Code::Unknown => "Unknown",
        Code::InvalidArgument => "InvalidArgument",
        Code::DeadlineExceeded => "DeadlineExceeded",
        Code::NotFound => "NotFound",
        Code::AlreadyExists => "AlreadyExists",
        Code::PermissionDenied => "PermissionDenied",
        Code::ResourceExhausted => "ResourceExhausted",
        Code::FailedPrecondition => "FailedPrecondition",
        Code::Aborted => "Aborted",
        Code::OutOfRange => "OutOfRange",
        Code::Unimplemented => "Unimplemented",
        Code::Internal => "Internal",
        Code::Unavailable => "Unavailable",
        Code::DataLoss => "DataLoss",
        Code::Unauthenticated => "Unauthenticated",
    }
}

/// Takes note of how long one stage of a document's work took.
pub(super) fn stage(name: &'static str, elapsed: Duration) {
    histogram!(STAGE_SECONDS, "stage" => name).record(elapsed);
}

/// Takes note of a document that was analysed.
pub(super) fn document(code: &str, bytes: usize) {
    let known = langid::SUPPORTED.into_iter().chain(["und"]).find(|known| *known == code);
    let language = known.unwrap_or("other");
    counter!(DOCUMENTS, "language" => language).increment(1);
    counter!(DOCUMENT_BYTES, "language" => language).increment(bytes as u64);
}

pub(super) fn shed() {
    counter!(SHED).increment(1);
}

pub(super) fn cancelled() {
    counter!(CANCELLED).increment(1);
}

pub(super) fn panicked() {
    counter!(PANICS).increment(1);
}

pub(crate) fn connection_refused() {
    counter!(CONNECTIONS_REFUSED).increment(1);
}

pub(crate) fn log_lines_lost(count: u64) {
    counter!(LOG_LINES_LOST).increment(count);
}

/// Counts as one for as long as it lives.
#[derive(Debug)]
pub(crate) struct Present(&'static str);

impl Present {
    pub(super) fn in_queue() -> Self {
        Self::new(QUEUE_LENGTH)
    }

    pub(super) fn running() -> Self {
        Self::new(RUNNING)
    }

    pub(crate) fn connected() -> Self {
        Self::new(CONNECTIONS)
    }

    fn new(name: &'static str) -> Self {
        gauge!(name).increment(1.0);
        Self(name)
    }
}

impl Drop for Present {
    fn drop(&mut self) {
        gauge!(self.0).decrement(1.0);
    }
}
