//! The service over the wire: the real server on a loopback port, called by a real client.

mod connections;
#[cfg(target_os = "linux")]
mod costs;
mod documents;
mod errors;
mod ending;
mod limits;
mod models;
mod playground;
mod process;
mod protocol;
mod raw;
mod security;
mod streams;
mod traces;
mod waiting;

use std::future::Future;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use ascribe::rpc::v1::document_analysis_service_client::DocumentAnalysisServiceClient;
use ascribe::rpc::{Analyze, DocumentAnalysis, Limits, Models, v1};
use ascribe::server::{self, Security, Shutdown};
use ascribe_core::analysis::Analysis;
use ascribe_core::pipeline::Analyzer;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tonic::Status;
use tonic::transport::Channel;
use tonic_types::StatusExt;

pub(super) type Client = DocumentAnalysisServiceClient<Channel>;

/// How long to wait for what must happen; a test that gets there fails.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running server.
pub(super) struct Server {
    pub(super) address: SocketAddr,
    shutdown: Option<oneshot::Sender<()>>,
    task: JoinHandle<Result<(), tonic::transport::Error>>,
}

/// Limits that no test runs into by accident.
pub(super) fn limits() -> Limits {
    Limits {
        max_document_bytes: 1 << 20,
        max_batch_size: 8,
        max_message_bytes: 2 << 20,
        max_concurrent_analyses: 2,
        max_queue_length: 64,
        max_stream_in_flight: 4,
        max_deadline: PATIENCE,
        max_http2_streams: 256,
        max_connections: 1000,
        max_connection_age: None,
    }
}

/// The analysis that the program does.
pub(super) fn real() -> Arc<Analyze> {
    static ANALYZER: LazyLock<Analyzer> = LazyLock::new(Analyzer::load);
    Arc::new(|source, features, interrupt| ANALYZER.analyze(source, features, interrupt))
}

impl Server {
    pub(super) async fn start(limits: Limits, analyze: Arc<Analyze>) -> Self {
        let patient = Shutdown { lame_duck: Duration::ZERO, drain: PATIENCE };
        Self::start_ending(limits, analyze, patient).await
    }

    pub(super) async fn start_ending(limits: Limits, analyze: Arc<Analyze>, how: Shutdown) -> Self {
        Self::start_as(DocumentAnalysis::new(analyze, limits), how, Security::default()).await
    }

    pub(super) async fn start_offering(limits: Limits, analyze: Arc<Analyze>, models: Models) -> Self {
        let patient = Shutdown { lame_duck: Duration::ZERO, drain: PATIENCE };
        let service = DocumentAnalysis::with_models(analyze, limits, models);
        Self::start_as(service, patient, Security::default()).await
    }

    pub(super) async fn start_secured(security: Security) -> Self {
        let patient = Shutdown { lame_duck: Duration::ZERO, drain: PATIENCE };
        Self::start_as(DocumentAnalysis::new(real(), limits()), patient, security).await
    }

    async fn start_as(service: DocumentAnalysis, how: Shutdown, security: Security) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (shutdown, told) = oneshot::channel();
        let task = tokio::spawn(server::run(service, listener.into(), security, how, async {
            told.await.ok();
        }));
        Self { address, shutdown: Some(shutdown), task }
    }

    pub(super) async fn channel(&self) -> Channel {
        Channel::from_shared(format!("http://{}", self.address)).unwrap().connect().await.unwrap()
    }

    pub(super) async fn client(&self) -> Client {
        Client::new(self.channel().await)
    }

    pub(super) fn shut_down(&mut self) {
        self.shutdown.take().unwrap().send(()).unwrap();
    }

    /// Waits for the server to end.
    pub(super) async fn ended(self) {
        soon(self.task).await.unwrap().unwrap();
    }
}

/// An analysis that a test holds up, watches and lets go.
#[derive(Clone, Default)]
pub(super) struct Gate {
    open: Arc<AtomicBool>,
    started: Arc<AtomicUsize>,
    interrupted: Arc<AtomicUsize>,
}

impl Gate {
    pub(super) fn analyze(&self) -> Arc<Analyze> {
        let gate = self.clone();
        Arc::new(move |_, _, interrupt| {
            gate.started.fetch_add(1, Ordering::SeqCst);
            while !gate.open.load(Ordering::SeqCst) {
                if let Err(interrupted) = interrupt.check() {
                    gate.interrupted.fetch_add(1, Ordering::SeqCst);
                    return Err(interrupted);
                }
                std::thread::sleep(Duration::from_millis(1));
            }
            Ok(Analysis::default())
        })
    }

    pub(super) fn open(&self) {
        self.open.store(true, Ordering::SeqCst);
    }

    pub(super) fn started(&self) -> usize {
        self.started.load(Ordering::SeqCst)
    }

    pub(super) async fn until_started(&self, count: usize) {
        until(|| self.started() == count, "analyses to start").await;
    }

    pub(super) async fn until_interrupted(&self, count: usize) {
        until(|| self.interrupted.load(Ordering::SeqCst) == count, "analyses to be interrupted").await;
    }
}

/// Waits for a condition.
#[track_caller]
pub(super) fn until(condition: impl Fn() -> bool, what: &'static str) -> impl Future<Output = ()> {
    let caller = std::panic::Location::caller();
    async move {
        let waited = tokio::time::timeout(PATIENCE, async {
            while !condition() {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        });
        assert!(waited.await.is_ok(), "{caller}: help: waited in vain for {what}");
    }
}

/// What a future gives, which must not take long.
pub(super) async fn soon<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, future).await.expect("help: this should have happened long ago")
}

pub(super) fn document(text: &str) -> Option<v1::Document> {
    let content = Some(v1::document::Content::Text(text.into()));
    Some(v1::Document { content, ..Default::default() })
}

pub(super) fn request(text: &str) -> v1::AnalyzeDocumentRequest {
    v1::AnalyzeDocumentRequest { document: document(text), options: None }
}

/// Checks that a status carries what every error of this service does.
#[track_caller]
pub(super) fn check_status(status: &Status, code: tonic::Code, reason: &str) {
    assert_eq!(status.code(), code, "{status:?}");
    let info = status.get_details_error_info().expect("help: every error carries ErrorInfo");
    assert_eq!((info.domain.as_str(), info.reason.as_str()), ("ascribe", reason));
}

/// Checks the status of one item of a batch or stream.
#[track_caller]
pub(super) fn check_item(status: &ascribe::rpc::google_rpc::Status, code: tonic::Code, reason: &str) {
    let details = prost::Message::encode_to_vec(status).into();
    check_status(&Status::with_details(status.code.into(), status.message.clone(), details), code, reason);
}
