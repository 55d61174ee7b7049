//! Logs on standard error, and metrics for whoever asks. They hold sizes, counts and times, never a document's text.

use std::io::{self, IsTerminal};
use std::panic;

use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};
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

/// Says where a panic happened, and not its message: that of a bad slice quotes the text.
fn log_panics() {
    panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(tracing::field::display);
        tracing::error!(place, "a defect: the work on one request panicked");
    }));
}
