use std::borrow::Cow;
use std::sync::Arc;
use std::time::Instant;

use http::HeaderMap;
use http::uri::PathAndQuery;
use tonic::Code;

use super::call_stats::{CallStats, Totals, micros};
use super::log_throttle::LogThrottle;
use super::metrics::Method;
use super::peer::Peer;

/// The longest path that is logged, in characters; a client may send 16 KiB.
const MAX_PATH: usize = 128;

/// Throttles the lines of calls that cost their clients nothing to repeat.
#[derive(Clone, Debug)]
pub(in crate::rpc) struct AccessThrottle {
    queue_full: Arc<LogThrottle>,
    unauthenticated: Arc<LogThrottle>,
    cancelled: Arc<LogThrottle>,
    unimplemented: Arc<LogThrottle>,
}

impl Default for AccessThrottle {
    fn default() -> Self {
        macro_rules! sum {
            ($code:ident) => {
                LogThrottle::new(|calls| {
                    let code = Code::$code;
                    tracing::info!(target: "ascribe::access", ?code, calls, "calls without a line of their own");
                })
            };
        }
        Self {
            queue_full: sum!(ResourceExhausted),
            unauthenticated: sum!(Unauthenticated),
            cancelled: sum!(Cancelled),
            unimplemented: sum!(Unimplemented),
        }
    }
}

impl AccessThrottle {
    /// Whether a call that ended with this code gets a line of its own.
    fn allows(&self, code: Code) -> bool {
        match code {
            Code::ResourceExhausted => self.queue_full.allows(),
            Code::Unauthenticated => self.unauthenticated.allows(),
            Code::Cancelled => self.cancelled.allows(),
            Code::Unimplemented => self.unimplemented.allows(),
            _ => true,
        }
    }
}

/// Writes the access log line of one call on drop, however the call ends.
#[derive(Debug)]
pub(in crate::rpc) struct AccessLog {
    throttle: AccessThrottle,
    path: Option<PathAndQuery>,
    // Absent for health checks, which are not counted and logged at debug level.
    method: Option<&'static Method>,
    peer: Option<Peer>,
    began: Instant,
    stats: Arc<CallStats>,
    // Absent until the status is sent: a call without one was cancelled by its client.
    code: Option<Code>,
    sent: u64,
}

impl AccessLog {
    pub(in crate::rpc) fn new(
        throttle: &AccessThrottle,
        request: &http::Request<tonic::body::Body>,
        method: Option<&'static Method>,
        began: Instant,
        stats: Arc<CallStats>,
    ) -> Self {
        if let Some(method) = method {
            method.started();
        }
        Self {
            throttle: throttle.clone(),
            path: request.uri().path_and_query().cloned(),
            method,
            peer: request.extensions().get().copied(),
            began,
            stats,
            code: None,
            sent: 0,
        }
    }

    /// Whether the call is answered by a single message.
    pub(in crate::rpc) fn is_unary(&self) -> bool {
        self.method.is_some_and(Method::is_unary)
    }

    /// Notes headers or trailers, which may hold the status.
    pub(in crate::rpc) fn observe(&mut self, headers: &HeaderMap) {
        if let Some(code) = headers.get("grpc-status") {
            self.code = Some(Code::from_bytes(code.as_bytes()));
        }
    }

    pub(in crate::rpc) fn add_sent(&mut self, bytes: usize) {
        self.sent += bytes as u64;
    }
}

impl Drop for AccessLog {
    fn drop(&mut self) {
        let method = truncated(self.path.as_ref().map_or("", PathAndQuery::path));
        let peer = self.peer.map(tracing::field::display);
        let code = self.code.unwrap_or(Code::Cancelled);
        let elapsed = self.began.elapsed();
        let Totals { documents, received, queue_micros, analysis_micros } = self.stats.totals();
        if let Some(trace) = self.stats.trace() {
            trace.end(code);
        }
        let trace = self.stats.trace().map(|trace| tracing::field::display(trace.id()));
        macro_rules! access {
            ($level:ident) => {
                tracing::$level!(
                    target: "ascribe::access",
                    %method,
                    peer,
                    trace,
                    ?code,
                    documents,
                    received_bytes = received,
                    sent_bytes = self.sent,
                    queue_us = queue_micros,
                    analysis_us = analysis_micros,
                    total_us = micros(elapsed),
                )
            };
        }
        if let Some(counted) = self.method {
            counted.handled(code, elapsed);
        }
        match self.method {
            Some(_) if self.throttle.allows(code) => access!(info),
            _ => access!(debug),
        }
    }
}

/// The beginning of a path, with an ellipsis where it goes on.
fn truncated(path: &str) -> Cow<'_, str> {
    match path.char_indices().nth(MAX_PATH) {
        Some((at, _)) => Cow::Owned(format!("{}…", &path[..at])),
        None => Cow::Borrowed(path),
    }
}
