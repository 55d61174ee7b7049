//! Prometheus metrics. Free unless [`telemetry`](crate::telemetry) installs a recorder.
//!
//! Labels have values from fixed sets: one that a caller chooses would grow without bound.

use std::time::Duration;

use metrics::{Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use tonic::Code;

use ascribe_core::analysis::Model;
use ascribe_core::lang::Packs;

const STARTED: &str = "grpc_server_started_total";
const HANDLED: &str = "grpc_server_handled_total";
const HANDLING_SECONDS: &str = "grpc_server_handling_seconds";
const STAGE_SECONDS: &str = "ascribe_stage_seconds";
const DOCUMENTS: &str = "ascribe_documents_total";
const DOCUMENT_BYTES: &str = "ascribe_document_bytes_total";
const QUEUE_LENGTH: &str = "ascribe_queue_length";
const RUNNING: &str = "ascribe_analyses_running";
const ORPHANS: &str = "ascribe_orphans";
const SHED: &str = "ascribe_shed_total";
const CANCELLED: &str = "ascribe_cancelled_total";
const PANICS: &str = "ascribe_panics_total";
const CONNECTIONS: &str = "ascribe_connections";
const CONNECTIONS_REFUSED: &str = "ascribe_connections_refused_total";
const LOG_LINES_LOST: &str = "ascribe_log_lines_lost_total";

/// Describes each metric.
pub fn describe() {
    describe_counter!(STARTED, "Calls started");
    describe_counter!(HANDLED, "Calls completed, by code");
    describe_histogram!(HANDLING_SECONDS, Unit::Seconds, "Time from the start of a call to its end");
    describe_histogram!(STAGE_SECONDS, Unit::Seconds, "Time of a document in the queue and in each stage");
    describe_counter!(DOCUMENTS, "Documents analysed, by language and model");
    describe_counter!(DOCUMENT_BYTES, Unit::Bytes, "Text analysed, by language and model");
    describe_gauge!(QUEUE_LENGTH, "Documents in the queue");
    describe_gauge!(RUNNING, "Documents being analysed");
    describe_gauge!(
        ORPHANS,
        "Documents still being analysed whose place was given back after their deadline"
    );
    describe_counter!(SHED, "Calls rejected because the queue was full");
    describe_counter!(CANCELLED, "Documents abandoned: cancelled, past their deadline, or evicted");
    describe_counter!(PANICS, "Documents whose analysis panicked");
    describe_gauge!(CONNECTIONS, "Open connections");
    describe_counter!(CONNECTIONS_REFUSED, "Connections closed at once because too many were open");
    describe_counter!(LOG_LINES_LOST, "Log lines dropped");
    // Present from the start, so that a rate sees the first increment.
    for name in [SHED, CANCELLED, PANICS, CONNECTIONS_REFUSED, LOG_LINES_LOST] {
        counter!(name).increment(0);
    }
    for name in [QUEUE_LENGTH, RUNNING, ORPHANS, CONNECTIONS] {
        gauge!(name).set(0.0);
    }
}

/// A method as it appears in labels.
#[derive(Debug)]
pub(in crate::rpc) struct Method {
    service: &'static str,
    name: &'static str,
    kind: &'static str,
}

const SERVICE: &str = "ascribe.v1.DocumentAnalysisService";

/// Every method that is served except health, whose probes would drown the rest.
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

/// Stands for every path that is not served.
const UNKNOWN: Method = Method { service: "unknown", name: "unknown", kind: "unary" };

impl Method {
    /// The method of a path; none for health.
    pub(in crate::rpc) fn of(path: &str) -> Option<&'static Self> {
        let (service, name) = path.strip_prefix('/')?.split_once('/')?;
        if service == "grpc.health.v1.Health" {
            return None;
        }
        let known = METHODS.iter().find(|method| method.service == service && method.name == name);
        Some(known.unwrap_or(&UNKNOWN))
    }

    /// Whether its calls pass the admission queue, one document each.
    pub(in crate::rpc) fn is_queued(&self) -> bool {
        self.service == SERVICE && matches!(self.name, "AnalyzeDocument" | "DetectLanguage")
    }

    /// Whether its calls are answered by a single message.
    pub(in crate::rpc) fn is_unary(&self) -> bool {
        self.kind == "unary"
    }

    pub(in crate::rpc) fn service(&self) -> &'static str {
        self.service
    }

    pub(in crate::rpc) fn name(&self) -> &'static str {
        self.name
    }

    pub(in crate::rpc) fn started(&self) {
        let &Self { service, name, kind } = self;
        counter!(STARTED, "grpc_type" => kind, "grpc_service" => service, "grpc_method" => name).increment(1);
    }

    pub(in crate::rpc) fn handled(&self, code: Code, elapsed: Duration) {
        let &Self { service, name, kind } = self;
        let code = code_name(code);
        counter!(HANDLED, "grpc_type" => kind, "grpc_service" => service, "grpc_method" => name, "grpc_code" => code)
            .increment(1);
        histogram!(HANDLING_SECONDS, "grpc_type" => kind, "grpc_service" => service, "grpc_method" => name)
            .record(elapsed);
    }
}

/// The names that gRPC dashboards expect, which are those of Go.
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

/// Records the time of one stage of a document.
pub(in crate::rpc) fn stage(name: &'static str, elapsed: Duration) {
    histogram!(STAGE_SECONDS, "stage" => name).record(elapsed);
}

/// Counts an analysed document.
pub(in crate::rpc) fn document(code: &str, model: Model, bytes: usize) {
    let packs = Packs::load();
    let language =
        if code == "und" { "und" } else { packs.supported(code).map_or("other", |pack| pack.code) };
    counter!(DOCUMENTS, "language" => language, "model" => model.name()).increment(1);
    counter!(DOCUMENT_BYTES, "language" => language, "model" => model.name()).increment(bytes as u64);
}

pub(in crate::rpc) fn shed() {
    counter!(SHED).increment(1);
}

pub(in crate::rpc) fn cancelled() {
    counter!(CANCELLED).increment(1);
}

pub(in crate::rpc) fn panicked() {
    counter!(PANICS).increment(1);
}

pub(crate) fn connection_refused() {
    counter!(CONNECTIONS_REFUSED).increment(1);
}

pub(crate) fn log_lines_lost(count: u64) {
    counter!(LOG_LINES_LOST).increment(count);
}

/// Adds one to a gauge while it lives.
#[derive(Debug)]
pub(crate) struct GaugeGuard(&'static str);

impl GaugeGuard {
    pub(in crate::rpc) fn in_queue() -> Self {
        Self::new(QUEUE_LENGTH)
    }

    pub(in crate::rpc) fn running() -> Self {
        Self::new(RUNNING)
    }

    pub(in crate::rpc) fn orphaned() -> Self {
        Self::new(ORPHANS)
    }

    pub(crate) fn connected() -> Self {
        Self::new(CONNECTIONS)
    }

    fn new(name: &'static str) -> Self {
        gauge!(name).increment(1.0);
        Self(name)
    }
}

impl Drop for GaugeGuard {
    fn drop(&mut self) {
        gauge!(self.0).decrement(1.0);
    }
}
