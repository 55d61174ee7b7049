//! What operators see of a call: metrics, the access log, traces. Sizes, counts and times; never a document's text.

mod access_log;
mod call_stats;
mod log_throttle;
pub mod metrics;
mod peer;
mod stages;
mod trace;

pub(super) use access_log::{AccessLog, AccessThrottle};
pub(super) use call_stats::CallStats;
pub(crate) use log_throttle::LogThrottle;
pub use peer::Peer;
pub(super) use stages::Stages;
pub(super) use trace::Trace;
