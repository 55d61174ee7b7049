use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::config::{ConfigError, Serve};
use crate::pipeline::Analyzer;
use crate::rpc::DocumentAnalysis;
use crate::server::{self, Shutdown};
use crate::telemetry;

/// How long threads that still compute at the end have to notice it.
const LAST_MOMENTS: Duration = Duration::from_secs(1);

/// Why the server did not start, or ended.
#[derive(Debug, thiserror::Error)]
pub(super) enum ServeError {
    /// The configuration cannot be used.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The log filter is malformed.
    #[error("--log: {0}")]
    Log(#[from] tracing_subscriber::filter::ParseError),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address.
        address: String,
        /// Why not.
        source: io::Error,
    },
    /// The system refuses threads, timers or signals.
    #[error("cannot start: {0}")]
    Start(io::Error),
    /// Something else counts already.
    #[error("cannot count: {0}")]
    Metrics(#[from] metrics_exporter_prometheus::BuildError),
    /// The transport failed.
    #[error("the server failed: {0}")]
    Transport(#[from] tonic::transport::Error),
}

/// Runs the server until SIGTERM or SIGINT, and until it is drained then; a second signal ends it at once.
pub(super) fn serve(settings: &Serve) -> Result<(), ServeError> {
    telemetry::init(settings.log_format, &settings.log)?;
    let limits = settings.limits()?;
    tracing::info!(version = env!("CARGO_PKG_VERSION"), ?settings, ?limits, "configured");
    let began = Instant::now();
    let analyzer = Analyzer::load();
    tracing::info!(elapsed = ?began.elapsed(), "loaded");
    // A thread for each analysis, and a few for what `tokio` itself does on such threads (names of hosts).
    let runtime = Builder::new_multi_thread()
        .worker_threads(settings.io_threads as usize)
        .max_blocking_threads(limits.max_concurrent_analyses as usize + 4)
        .enable_all()
        .build()
        .map_err(ServeError::Start)?;
    let analyze = move |source: &_, features, interrupt: &_| analyzer.analyze(source, features, interrupt);
    let service = DocumentAnalysis::new(Arc::new(analyze), limits);
    let result = listen(&runtime, settings, service);
    runtime.shutdown_timeout(LAST_MOMENTS);
    result
}

fn listen(runtime: &Runtime, settings: &Serve, service: DocumentAnalysis) -> Result<(), ServeError> {
    runtime.block_on(async {
        let listener = bind(&settings.listen).await?;
        if let Some(address) = &settings.admin_listen {
            let admin = bind(address).await?;
            let address = admin.local_addr().map_err(ServeError::Start)?;
            tracing::info!(%address, "listening for operators");
            tokio::spawn(server::admin::run(admin, service.drain(), telemetry::count()?));
        }
        let [first, second] = signals().map_err(ServeError::Start)?;
        announce(&listener);
        let how = Shutdown { lame_duck: settings.lame_duck, drain: settings.drain_timeout };
        tokio::select! {
            result = server::run(service, listener, how, first.cancelled()) => Ok(result?),
            () = second.cancelled() => {
                tracing::warn!("a second signal: ending at once");
                Ok(())
            }
        }
    })
}

async fn bind(address: &str) -> Result<TcpListener, ServeError> {
    TcpListener::bind(address).await.map_err(|source| ServeError::Listen { address: address.into(), source })
}

fn announce(listener: &TcpListener) {
    let Ok(address) = listener.local_addr() else { return };
    tracing::info!(%address, "listening");
    if !address.ip().is_loopback() {
        tracing::warn!(%address, "PLAINTEXT ON THE NETWORK: anybody who reaches this address can read and call");
    }
}

/// Tokens that the first and the second SIGTERM or SIGINT cancel.
fn signals() -> io::Result<[CancellationToken; 2]> {
    let tokens = [CancellationToken::new(), CancellationToken::new()];
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let told = tokens.clone();
    tokio::spawn(async move {
        for token in told {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            token.cancel();
        }
    });
    Ok(tokens)
}
