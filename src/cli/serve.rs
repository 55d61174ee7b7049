use std::fmt::Display;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use std::{fs, io};

use opentelemetry::trace::TracerProvider;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use super::{engines, gazetteers};
use crate::config::{ConfigError, Serve, Switch};
use crate::rpc::{DocumentAnalysis, Drain, Limits, Tokens, TokensError};
use crate::server::{self, Listener, Security, Shutdown, Tls, TlsError};
use crate::telemetry::{self, LogError};
use ascribe_core::analysis::Model;
use ascribe_core::pipeline::Analyzer;

/// How long threads that still compute at the end have to stop.
const LAST_MOMENTS: Duration = Duration::from_secs(1);

/// How long the export of the last spans may take.
const LAST_SPANS: Duration = Duration::from_secs(5);

/// Why the server did not start, or ended.
#[derive(Debug, thiserror::Error)]
pub(super) enum ServeError {
    /// The configuration cannot be used.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// Logging cannot start.
    #[error(transparent)]
    Log(#[from] LogError),
    /// A gazetteer cannot be read.
    #[error("--gazetteer: {0}")]
    Gazetteer(io::Error),
    /// An engine cannot be loaded.
    #[error("--models: {0}")]
    Engines(io::Error),
    /// The file of tokens cannot be read.
    #[error("cannot read {path}: {source}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The tokens cannot be used.
    #[error("--tokens-file: {0}")]
    Tokens(#[from] TokensError),
    /// The certificates cannot be used.
    #[error("TLS: {0}")]
    Tls(#[from] TlsError),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address.
        address: String,
        /// Why not.
        source: io::Error,
    },
    /// What systemd passed cannot be listened on.
    #[error("cannot use the socket that systemd passed: {0}")]
    Inherited(io::Error),
    /// The system refuses threads, timers or signals.
    #[error("cannot start: {0}")]
    Start(io::Error),
    /// A metrics recorder is installed already.
    #[error("cannot record metrics: {0}")]
    Metrics(#[from] metrics_exporter_prometheus::BuildError),
    /// Traces cannot be exported.
    #[error("--otlp-endpoint: {0}")]
    Traces(#[from] opentelemetry_otlp::ExporterBuildError),
    /// The transport failed.
    #[error("the server failed: {0}")]
    Transport(#[from] tonic::transport::Error),
}

/// Runs the server until SIGTERM or SIGINT, then drains it; a second signal ends it at once.
pub(super) fn serve(settings: &Serve) -> Result<(), ServeError> {
    let _log = telemetry::init(settings.log_format, &settings.log)?;
    let limits = settings.limits()?;
    tracing::info!(version = env!("CARGO_PKG_VERSION"), ?settings, ?limits, "configured");
    let began = Instant::now();
    let gazetteer = gazetteers::load(&settings.gazetteer).map_err(ServeError::Gazetteer)?;
    let analyzer = Analyzer::load().with_gazetteer(gazetteer);
    let wanted: Vec<Model> = settings.models.iter().map(|&engine| engine.into()).collect();
    let default = settings.default_model.into();
    let (analyzer, models) = engines::load(analyzer, settings.encoder.as_deref(), &wanted, default)
        .map_err(ServeError::Engines)?;
    let analyzer = Arc::new(analyzer);
    tracing::info!(elapsed = ?began.elapsed(), names = analyzer.gazetteer().len(), ?models, "loaded");
    let runtime = runtime(settings, &limits).map_err(ServeError::Start)?;
    let analyze = {
        let analyzer = Arc::clone(&analyzer);
        move |source: &_, features, interrupt: &_| analyzer.analyze(source, features, interrupt)
    };
    let service = DocumentAnalysis::with_models(Arc::new(analyze), limits, models);
    let service = service.linking_by(analyzer.gazetteer());
    let traces = traces(settings, &runtime)?;
    let service = service.traced_by(traces.as_ref().map(|traces| traces.tracer("ascribe")));
    let result = runtime.block_on(run(settings, service));
    if let Some(traces) = traces
        && let Err(error) = traces.shutdown_with_timeout(LAST_SPANS)
    {
        tracing::warn!(%error, "the last traces are lost");
    }
    runtime.shutdown_timeout(LAST_MOMENTS);
    result
}

fn traces(settings: &Serve, runtime: &Runtime) -> Result<Option<SdkTracerProvider>, ServeError> {
    let _within = runtime.enter();
    Ok(settings.otlp_endpoint.as_deref().map(telemetry::trace).transpose()?)
}

fn runtime(settings: &Serve, limits: &Limits) -> io::Result<Runtime> {
    // One blocking thread per analysis, and a few for `tokio` itself (DNS).
    Builder::new_multi_thread()
        .worker_threads(settings.io_threads as usize)
        .max_blocking_threads(limits.max_concurrent_analyses as usize + 4)
        .enable_all()
        .build()
}

async fn run(settings: &Serve, service: DocumentAnalysis) -> Result<(), ServeError> {
    let mut security = security(settings)?;
    let listener = listen(&settings.listen).await?;
    let wanted = settings.playground.map(|switch| switch == Switch::On);
    security.playground = wanted.unwrap_or_else(|| listener.is_loopback_port());
    if let Some(address) = &settings.admin_listen {
        listen_for_operators(address, service.drain()).await?;
    }
    let [first, second] = signals().map_err(ServeError::Start)?;
    announce(&listener, &security);
    let how = Shutdown { lame_duck: settings.lame_duck, drain: settings.drain_timeout };
    tokio::select! {
        result = server::run(service, listener, security, how, first.cancelled()) => Ok(result?),
        () = second.cancelled() => {
            tracing::warn!("a second signal: ending at once");
            Ok(())
        }
    }
}

/// Reads tokens and certificates, and reloads them when they change.
fn security(settings: &Serve) -> Result<Security, ServeError> {
    let every = settings.reload_interval();
    let web_origins = settings.grpc_web_origins().to_vec();
    let mut security = Security { web_origins, ..Security::default() };
    if let Some(path) = settings.tokens_file() {
        let unreadable = |source| ServeError::Unreadable { path: path.into(), source };
        let tokens = Tokens::parse(&read_tokens(path).map_err(unreadable)?)?;
        security.tokens = Some(tokens.clone());
        let path: PathBuf = path.into();
        tokio::spawn(server::follow(vec![path.clone()], every, move || replace(&tokens, &path)));
    }
    if let Some(files) = settings.tls_files() {
        let followed = [Some(files.certificate.clone()), Some(files.key.clone()), files.client_ca.clone()];
        let tls = Tls::load(files)?;
        security.tls = Some(tls.clone());
        let followed = followed.into_iter().flatten().collect();
        tokio::spawn(server::follow(followed, every, move || Ok(tls.reload()?)));
    }
    Ok(security)
}

fn replace(tokens: &Tokens, path: &Path) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    Ok(tokens.replace(&read_tokens(path)?)?)
}

/// Reads the tokens file; warns of one that anybody on this machine may write.
fn read_tokens(path: &Path) -> io::Result<String> {
    if fs::metadata(path)?.mode() & 0o002 != 0 {
        tracing::warn!(?path, "the tokens file is world-writable: anybody on this machine may add a token");
    }
    fs::read_to_string(path)
}

async fn listen(address: &str) -> Result<Listener, ServeError> {
    if let Some(listener) = Listener::inherited().map_err(ServeError::Inherited)? {
        return Ok(listener);
    }
    Listener::bind(address).await.map_err(|source| ServeError::Listen { address: address.into(), source })
}

async fn listen_for_operators(address: &str, drain: Drain) -> Result<(), ServeError> {
    let refused = |source| ServeError::Listen { address: address.into(), source };
    let listener = TcpListener::bind(address).await.map_err(refused)?;
    let address = listener.local_addr().map_err(ServeError::Start)?;
    tracing::info!(%address, "listening for operators");
    tokio::spawn(server::admin::run(listener, drain, telemetry::count()?));
    Ok(())
}

fn announce(address: &Listener, security: &Security) {
    let (tls, tokens) = (security.tls.is_some(), security.tokens.is_some());
    tracing::info!(%address, tls, tokens, "listening");
    if security.playground {
        let scheme = if tls { "https" } else { "http" };
        tracing::info!("a page to try it on: {scheme}://{address}/");
    }
    warn_of_plaintext(address, address.is_open_to_the_network(), tls);
}

fn warn_of_plaintext(address: &impl Display, open: bool, tls: bool) {
    if open && !tls {
        tracing::warn!(%address, "PLAINTEXT ON THE NETWORK: documents and tokens can be read on the way; see --tls-cert");
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

#[cfg(test)]
mod tests {
    use std::io::{Read, Seek};

    use super::*;

    /// What is logged of an address. The test must not listen beyond loopback itself.
    fn logged(open: bool, tls: bool) -> String {
        let mut log = tempfile::tempfile().unwrap();
        let writer = Arc::new(log.try_clone().unwrap());
        let subscriber = tracing_subscriber::fmt().with_writer(writer).with_ansi(false).finish();
        tracing::subscriber::with_default(subscriber, || {
            warn_of_plaintext(&"192.0.2.7:50051", open, tls);
        });
        let mut lines = String::new();
        log.rewind().unwrap();
        log.read_to_string(&mut lines).unwrap();
        lines
    }

    #[test]
    fn plaintext_is_warned_of_where_others_can_connect() {
        let line = logged(true, false);
        for part in ["WARN", "PLAINTEXT ON THE NETWORK", "192.0.2.7:50051", "--tls-cert"] {
            assert!(line.contains(part), "{line}");
        }
        for (open, tls) in [(true, true), (false, false), (false, true)] {
            assert_eq!(logged(open, tls), "", "open: {open}, TLS: {tls}");
        }
    }
}
