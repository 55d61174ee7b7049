//! Logs, metrics and traces. They hold sizes, counts and times, never a document's text.

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

/// Upper bounds of histogram buckets, in seconds; a short article takes a few milliseconds.
const SECONDS: [f64; 16] =
    [0.0001, 0.000_25, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// The crates whose events may be logged: this one and the transport. Parsers are left out, since they quote documents.
const LOGGED_CRATES: [&str; 9] =
    ["ascribe", "axum", "h2", "hyper", "opentelemetry", "rustls", "tokio", "tonic", "tower"];

/// Why the process cannot log.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The filter is malformed.
    #[error("--log: {0}")]
    Filter(#[from] ParseError),
    /// The writer thread cannot be spawned.
    #[error("cannot log: {0}")]
    Thread(#[from] io::Error),
}

/// Starts logging for the process; the returned guard flushes the last lines on drop.
///
/// # Errors
/// The filter is malformed, or the writer thread cannot be spawned.
pub fn init(format: LogFormat, filter: &str) -> Result<Flush, LogError> {
    let filter = EnvFilter::builder().parse(filter)?;
    let (lines, flush) = Lines::to(io::stderr())?;
    // By default a failed write is reported by `eprintln!`, which panics on a closed pipe and would end the service.
    let log = tracing_subscriber::fmt::layer().with_writer(lines).log_internal_errors(false);
    let filtered =
        tracing_subscriber::registry().with(filter).with(filter_fn(|event| is_logged(event.target())));
    // Only the first call in a process has an effect.
    let _ = match format {
        LogFormat::Human => filtered.with(log.with_ansi(io::stderr().is_terminal())).try_init(),
        LogFormat::Json => filtered.with(log.json().flatten_event(true).with_current_span(false)).try_init(),
    };
    log_panics();
    Ok(flush)
}

/// `hyper_util` counts as `hyper`, `opentelemetry-otlp` as `opentelemetry`.
fn is_logged(target: &str) -> bool {
    LOGGED_CRATES.contains(&target.split([':', '-', '_']).next().unwrap_or(target))
}

/// Installs the metrics recorder of the process; the returned handle renders them for Prometheus.
///
/// # Errors
/// A recorder is installed already.
pub fn count() -> Result<PrometheusHandle, BuildError> {
    let builder =
        PrometheusBuilder::new().set_buckets_for_metric(Matcher::Suffix("_seconds".into()), &SECONDS)?;
    let handle = builder.install_recorder()?;
    rpc::metrics::describe();
    Ok(handle)
}

/// Exports spans to a collector by OTLP over gRPC; must be called within a `tokio` runtime.
///
/// Everything else is set by the variables of OpenTelemetry: `OTEL_SERVICE_NAME` (`ascribe` if absent), `OTEL_RESOURCE_ATTRIBUTES`, `OTEL_TRACES_SAMPLER`, `OTEL_BSP_SCHEDULE_DELAY` and so on.
///
/// # Errors
/// The address is malformed.
pub fn trace(endpoint: &str) -> Result<SdkTracerProvider, ExporterBuildError> {
    let exporter = SpanExporter::builder().with_tonic().with_endpoint(endpoint).build()?;
    let detected = Resource::builder().build();
    let name = detected.get_ref(&Key::from_static_str("service.name")).map(Value::as_str);
    let named = match name.is_none_or(|name| name.starts_with("unknown_service")) {
        true => Resource::builder().with_service_name(env!("CARGO_PKG_NAME")).build(),
        false => detected,
    };
    Ok(SdkTracerProvider::builder().with_batch_exporter(exporter).with_resource(named).build())
}

/// Logs where a panic happened without its message, which may quote a document (a bad slice does).
fn log_panics() {
    panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(tracing::field::display);
        tracing::error!(place, "panic: a defect; one request failed");
    }));
}
