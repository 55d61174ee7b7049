//! Logs on standard error, and metrics for whoever asks. They hold sizes, counts and times, never a document's text.

mod lines;

pub use lines::Flush;

use std::io::{self, IsTerminal};
use std::panic;

use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};
use opentelemetry::{Key, Value};
use opentelemetry_otlp::{ExporterBuildError, SpanExporter, WithExportConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing_subscriber::filter::{EnvFilter, ParseError, filter_fn};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use lines::Lines;

use crate::config::LogFormat;
use crate::rpc;

/// Upper bounds of the buckets of times, in seconds: a short article takes a few milliseconds.
const SECONDS: [f64; 16] =
    [0.0001, 0.000_25, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// Whose events are logged, if they are asked for: this program's, and those of what moves bytes. What reads documents
/// for it quotes them.
const HEARD: [&str; 9] =
    ["ascribe", "axum", "h2", "hyper", "opentelemetry", "rustls", "tokio", "tonic", "tower"];

/// Why the process cannot log.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The filter is malformed.
    #[error("--log: {0}")]
    Filter(#[from] ParseError),
    /// There is no thread to write on.
    #[error("cannot log: {0}")]
    Thread(#[from] io::Error),
}

/// Starts logging for the process; what is returned is to be dropped at its end, when it writes the last lines.
///
/// # Errors
/// The filter is malformed, or there is no thread to write on.
pub fn init(format: LogFormat, filter: &str) -> Result<Flush, LogError> {
    let filter = EnvFilter::builder().parse(filter)?;
    let (lines, flush) = Lines::to(io::stderr())?;
    // A log that nobody reads must not end the service: by default a line that cannot be written is complained of by
    // `eprintln!`, which panics on a closed pipe.
    let log = tracing_subscriber::fmt::layer().with_writer(lines).log_internal_errors(false);
    let filtered =
        tracing_subscriber::registry().with(filter).with(filter_fn(|event| is_heard(event.target())));
    // Only the first call in a process has an effect, which is what a second one would want too.
    let _ = match format {
        LogFormat::Human => filtered.with(log.with_ansi(io::stderr().is_terminal())).try_init(),
        LogFormat::Json => filtered.with(log.json().flatten_event(true).with_current_span(false)).try_init(),
    };
    log_panics();
    Ok(flush)
}

/// `hyper_util` is heard as `hyper` is, and `opentelemetry-otlp` as `opentelemetry`.
fn is_heard(target: &str) -> bool {
    HEARD.contains(&target.split([':', '-', '_']).next().unwrap_or(target))
}

/// Starts counting for the process; what is returned renders the counts for Prometheus.
///
/// # Errors
/// Something else counts already.
pub fn count() -> Result<PrometheusHandle, BuildError> {
    let builder =
        PrometheusBuilder::new().set_buckets_for_metric(Matcher::Suffix("_seconds".into()), &SECONDS)?;
    let handle = builder.install_recorder()?;
    rpc::metrics::describe();
    Ok(handle)
}

/// Starts sending spans to a collector that speaks OTLP over gRPC; is to be called within a runtime of `tokio`.
///
/// What else there is to say is said by the variables that OpenTelemetry defines: `OTEL_SERVICE_NAME` (here `ascribe`
/// where absent), `OTEL_RESOURCE_ATTRIBUTES`, `OTEL_TRACES_SAMPLER`, `OTEL_BSP_SCHEDULE_DELAY` and so on.
///
/// # Errors
/// The address is none.
pub fn trace(endpoint: &str) -> Result<SdkTracerProvider, ExporterBuildError> {
    let exporter = SpanExporter::builder().with_tonic().with_endpoint(endpoint).build()?;
    let told = Resource::builder().build();
    let name = told.get_ref(&Key::from_static_str("service.name")).map(Value::as_str);
    let named = match name.is_none_or(|name| name.starts_with("unknown_service")) {
        true => Resource::builder().with_service_name(env!("CARGO_PKG_NAME")).build(),
        false => told,
    };
    Ok(SdkTracerProvider::builder().with_batch_exporter(exporter).with_resource(named).build())
}

/// Says where a panic happened, and not its message: that of a bad slice quotes the text.
fn log_panics() {
    panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(tracing::field::display);
        tracing::error!(place, "a defect: the work on one request panicked");
    }));
}
