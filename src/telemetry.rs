//! Logs on standard error, and metrics for whoever asks. They hold sizes, counts and times, never a document's text.

use std::io::{self, IsTerminal};
use std::panic;

use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};
use opentelemetry::{Key, Value};
use opentelemetry_otlp::{ExporterBuildError, SpanExporter, WithExportConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::ParseError;

use crate::config::LogFormat;
use crate::rpc;

/// Upper bounds of the buckets of times, in seconds: a short article takes a few milliseconds.
const SECONDS: [f64; 16] =
    [0.0001, 0.000_25, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// Starts logging for the process.
///
/// # Errors
/// The filter is malformed.
pub fn init(format: LogFormat, filter: &str) -> Result<(), ParseError> {
    let filter = EnvFilter::builder().parse(filter)?;
    // A log that nobody reads must not end the service: by default a line that cannot be written is complained of by
    // `eprintln!`, which panics on a closed pipe.
    let log =
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).log_internal_errors(false);
    // Only the first call in a process has an effect, which is what a second one would want too.
    let _ = match format {
        LogFormat::Human => log.with_ansi(io::stderr().is_terminal()).try_init(),
        LogFormat::Json => log.json().flatten_event(true).with_current_span(false).try_init(),
    };
    log_panics();
    Ok(())
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
