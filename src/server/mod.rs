//! The server around the service: transport, health, reflection, graceful shutdown.

pub mod admin;
mod connection;
mod follow;
mod listen;
mod origin;
mod playground;
mod tls;
mod web;

pub use follow::follow;
pub use listen::{Listener, UnixPath};
pub use tls::{Tls, TlsError};

use std::future::Future;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;
use http::HeaderValue;
use tokio::time::timeout;
use tonic::codec::CompressionEncoding;
use tonic::server::NamedService;
use tonic::service::Routes;
use tonic::transport::{Error, Server};
use tonic::{Request, Response, Status};
use tonic_health::ServingStatus;
use tonic_health::pb::health_server::{Health, HealthServer};
use tonic_health::pb::{HealthCheckRequest, HealthCheckResponse};
use tonic_health::server::{HealthReporter, HealthService};
use tonic_web::GrpcWebLayer;

use origin::OriginLayer;
use playground::PlaygroundLayer;

use crate::rpc::v1::document_analysis_service_server::DocumentAnalysisServiceServer;
use crate::rpc::{CallLayer, DocumentAnalysis, Drain, Limits, Tokens, v1};

/// Flow-control window of a connection, in bytes.
///
/// With a small one h2 closes connections that stream many small messages (`too_many_data_frames`).
const CONNECTION_WINDOW: u32 = 16 << 20;

/// Flow-control window of a call: a typical document fits without a window update.
const STREAM_WINDOW: u32 = 1 << 20;

/// Interval and timeout of HTTP/2 keep-alive pings.
const KEEPALIVE: (Duration, Duration) = (Duration::from_secs(60), Duration::from_secs(20));

/// How long calls aborted at the end of a drain have to send their status.
const ABORT_GRACE: Duration = Duration::from_secs(1);

type Service = DocumentAnalysisServiceServer<DocumentAnalysis>;

/// Who may call, and how.
#[derive(Clone, Debug, Default)]
pub struct Security {
    /// The accepted tokens; everybody may call if absent.
    pub tokens: Option<Tokens>,
    /// Plaintext if absent.
    pub tls: Option<Tls>,
    /// The origins whose pages may call by gRPC-Web, which is off without any.
    pub web_origins: Vec<HeaderValue>,
    /// Whether the playground is served, which calls by gRPC-Web.
    pub playground: bool,
}

/// How a server shuts down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shutdown {
    /// How long it serves on after reporting `NOT_SERVING`, so that balancers notice.
    pub lame_duck: Duration,
    /// How long it then waits for accepted calls.
    pub drain: Duration,
}

/// Serves until `shutdown` completes, then ends in order: `NOT_SERVING`, lame duck, drain, hard limit.
///
/// # Errors
/// The transport fails.
pub async fn run(
    service: DocumentAnalysis,
    listener: Listener,
    security: Security,
    how: Shutdown,
    shutdown: impl Future<Output = ()>,
) -> Result<(), Error> {
    let drain = service.drain();
    let reporter = HealthReporter::new();
    report(&reporter, ServingStatus::Serving).await;
    let mut serving = serve(service, listener, security, &reporter);
    tokio::select! {
        result = &mut serving => return result,
        () = shutdown => {}
    }
    tracing::info!(lame_duck = ?how.lame_duck, "shutting down: reporting NOT_SERVING");
    drain.leave();
    report(&reporter, ServingStatus::NotServing).await;
    if let Ok(result) = timeout(how.lame_duck, &mut serving).await {
        return result;
    }
    tracing::info!(limit = ?how.drain, "draining");
    drain.begin();
    if let Ok(result) = timeout(how.drain, &mut serving).await {
        tracing::info!("drained");
        return result;
    }
    // `tonic` would wait for ever.
    tracing::warn!("the drain timed out; aborting unfinished calls");
    drain.stop();
    timeout(ABORT_GRACE, serving).await.unwrap_or(Ok(()))
}

/// Serves until the drain has begun and accepted calls are complete.
fn serve(
    service: DocumentAnalysis,
    listener: Listener,
    security: Security,
    reporter: &HealthReporter,
) -> BoxFuture<'static, Result<(), Error>> {
    let Security { tokens, tls, web_origins, playground } = security;
    let begun = service.drain().begun();
    let connections = connection::accept(listener, tls, service.limits().max_connections);
    let server = transport(service.limits());
    let calls = CallLayer::new(&service, tokens);
    let routes = routes(service, reporter);
    if web_origins.is_empty() && !playground {
        let router = server.layer(calls).add_routes(routes);
        return Box::pin(router.serve_with_incoming_shutdown(connections, begun));
    }
    // Outside of `CallLayer`, which sees gRPC only. Browsers speak HTTP/1.1 without TLS.
    let (guard, page) = (OriginLayer::new(&web_origins, playground), PlaygroundLayer::new(playground));
    let server = server.accept_http1(true).layer(guard).layer(page);
    let server = server.layer(web::cors(web_origins)).layer(GrpcWebLayer::new());
    Box::pin(server.layer(calls).add_routes(routes).serve_with_incoming_shutdown(connections, begun))
}

fn transport(limits: &Limits) -> Server {
    let server = Server::builder()
        .max_concurrent_streams(limits.max_http2_streams)
        .initial_connection_window_size(CONNECTION_WINDOW)
        .initial_stream_window_size(STREAM_WINDOW)
        .http2_adaptive_window(Some(false))
        .http2_keepalive_interval(Some(KEEPALIVE.0))
        .http2_keepalive_timeout(Some(KEEPALIVE.1));
    match limits.max_connection_age {
        // Without `max_connection_age_grace`: with it, tonic 0.14 closes connections without a GOAWAY.
        Some(age) => server.max_connection_age(age),
        None => server,
    }
}

async fn report(reporter: &HealthReporter, status: ServingStatus) {
    // The empty name is the server as a whole.
    for name in ["", Service::NAME] {
        reporter.set_service_status(name, status).await;
    }
}

fn routes(service: DocumentAnalysis, reporter: &HealthReporter) -> Routes {
    let drain = service.drain();
    let health = EndingHealth { inner: HealthService::from_health_reporter(reporter.clone()), drain };
    // Above the limit of documents: the codec rejects a message before the handler could say which document is too
    // large.
    let max_message_bytes = service.limits().max_message_bytes as usize;
    let service = Service::new(service)
        .max_decoding_message_size(max_message_bytes)
        .max_encoding_message_size(usize::MAX)
        .accept_compressed(CompressionEncoding::Gzip)
        .accept_compressed(CompressionEncoding::Zstd)
        .send_compressed(CompressionEncoding::Gzip)
        .send_compressed(CompressionEncoding::Zstd);
    let mut routes = Routes::new(service).add_service(HealthServer::new(health));
    // Older clients such as grpcurl 1.8 know v1alpha only.
    match (reflection().build_v1(), reflection().build_v1alpha()) {
        (Ok(v1), Ok(v1alpha)) => routes = routes.add_service(v1).add_service(v1alpha),
        (Err(error), _) | (_, Err(error)) => tracing::error!(%error, "reflection is not available"),
    }
    routes.prepare()
}

/// Reflection over the contract, health, and error details, so that tools print those readably.
fn reflection() -> tonic_reflection::server::Builder<'static> {
    tonic_reflection::server::Builder::configure()
        .register_encoded_file_descriptor_set(v1::FILE_DESCRIPTOR_SET)
        .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
        .register_encoded_file_descriptor_set(tonic_types::pb::FILE_DESCRIPTOR_SET)
        .register_encoded_file_descriptor_set(tonic_reflection::pb::v1::FILE_DESCRIPTOR_SET)
        .register_encoded_file_descriptor_set(tonic_reflection::pb::v1alpha::FILE_DESCRIPTOR_SET)
        .include_reflection_service(false)
}

/// Health whose `Watch` streams end with the drain; they would hold it open otherwise.
struct EndingHealth {
    inner: HealthService,
    drain: Drain,
}

#[tonic::async_trait]
impl Health for EndingHealth {
    async fn check(
        &self,
        request: Request<HealthCheckRequest>,
    ) -> Result<Response<HealthCheckResponse>, Status> {
        self.inner.check(request).await
    }

    type WatchStream = BoxStream<'static, Result<HealthCheckResponse, Status>>;

    async fn watch(
        &self,
        request: Request<HealthCheckRequest>,
    ) -> Result<Response<Self::WatchStream>, Status> {
        let begun = self.drain.begun();
        let watch = self.inner.watch(request).await?;
        Ok(watch.map(|statuses| statuses.take_until(begun).boxed()))
    }
}
