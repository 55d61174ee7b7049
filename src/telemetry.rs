//! Logs on standard error. They hold sizes, counts and times, never a document's text.

use std::io::{self, IsTerminal};
use std::panic;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::ParseError;

use crate::config::LogFormat;

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

/// Says where a panic happened, and not its message: that of a bad slice quotes the text.
fn log_panics() {
    panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(tracing::field::display);
        tracing::error!(place, "a defect: the work on one request panicked");
    }));
}
