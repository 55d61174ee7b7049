use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use http::HeaderMap;
use http::uri::PathAndQuery;
use tonic::Code;

use super::metrics::Method;
use super::sparing::Sparing;
use super::trace::Trace;
use super::work::Stages;

/// The other end of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Peer {
    /// It came over a port.
    Address(SocketAddr),
    /// It came over a Unix socket, where clients have no names.
    Local,
}

impl fmt::Display for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(address) => address.fmt(f),
            Self::Local => f.write_str("unix"),
        }
    }
}

/// What the handlers of a call report for its access line.
#[derive(Debug, Default)]
pub(super) struct Tally {
    documents: AtomicU64,
    received: AtomicU64,
    queue_micros: AtomicU64,
    analysis_micros: AtomicU64,
    // Present where calls are traced.
    trace: Option<Trace>,
}

impl Tally {
    pub(super) fn traced(trace: Option<Trace>) -> Self {
        Self { trace, ..Self::default() }
    }

    pub(super) fn add_received(&self, bytes: usize) {
        self.received.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    /// Takes note of a document in the moment when its work has ended.
    pub(super) fn add_document(&self, stages: Stages, language: &str, bytes: usize) {
        self.documents.fetch_add(1, Ordering::Relaxed);
        self.queue_micros.fetch_add(micros(stages.queue), Ordering::Relaxed);
        self.analysis_micros.fetch_add(micros(stages.timing().analysis), Ordering::Relaxed);
        if let Some(trace) = &self.trace {
            trace.document(stages, language, bytes);
        }
    }
}

/// Which calls that were refused at the door have an access line of their own.
#[derive(Clone, Debug)]
pub(super) struct Refusals {
    queue_full: Arc<Sparing>,
    unauthenticated: Arc<Sparing>,
}

impl Default for Refusals {
    fn default() -> Self {
        macro_rules! sum {
            ($code:ident) => {
                Sparing::new(|calls| {
                    let code = Code::$code;
                    tracing::info!(target: "ascribe::access", ?code, calls, "refused without a line of their own");
                })
            };
        }
        Self { queue_full: sum!(ResourceExhausted), unauthenticated: sum!(Unauthenticated) }
    }
}

impl Refusals {
    /// Whether a call that ended with this code is to have its line.
    fn has_line(&self, code: Code) -> bool {
        match code {
            Code::ResourceExhausted => self.queue_full.has_line(),
            Code::Unauthenticated => self.unauthenticated.has_line(),
            _ => true,
        }
    }
}

/// Writes one access line about a call when it is over, however it ends.
///
/// The line holds sizes, counts and times, never a document's text.
#[derive(Debug)]
pub(super) struct Record {
    refusals: Refusals,
    path: Option<PathAndQuery>,
    // Absent for health, whose probes are not counted and not logged by default.
    method: Option<&'static Method>,
    peer: Option<Peer>,
    began: Instant,
    tally: Arc<Tally>,
    // Absent until the status is sent: a call that ends without one was given up by its client.
    code: Option<Code>,
    sent: u64,
}

impl Record {
    pub(super) fn new(
        refusals: &Refusals,
        request: &http::Request<tonic::body::Body>,
        method: Option<&'static Method>,
        began: Instant,
        tally: Arc<Tally>,
    ) -> Self {
        if let Some(method) = method {
            method.started();
        }
        Self {
            refusals: refusals.clone(),
            path: request.uri().path_and_query().cloned(),
            method,
            peer: request.extensions().get().copied(),
            began,
            tally,
            code: None,
            sent: 0,
        }
    }

    /// Whether its call is answered by one message.
    pub(super) fn is_of_one_answer(&self) -> bool {
        self.method.is_some_and(Method::is_unary)
    }

    /// Takes note of headers or trailers, which may hold the status.
    pub(super) fn saw(&mut self, headers: &HeaderMap) {
        if let Some(code) = headers.get("grpc-status") {
            self.code = Some(Code::from_bytes(code.as_bytes()));
        }
    }

    pub(super) fn add_sent(&mut self, bytes: usize) {
        self.sent += bytes as u64;
    }
}

impl Drop for Record {
    fn drop(&mut self) {
        let method = self.path.as_ref().map_or("", PathAndQuery::path);
        let peer = self.peer.map(tracing::field::display);
        let code = self.code.unwrap_or(Code::Cancelled);
        let elapsed = self.began.elapsed();
        let Tally { documents, received, queue_micros, analysis_micros, trace } = &*self.tally;
        if let Some(trace) = trace {
            trace.end(code);
        }
        let trace = trace.as_ref().map(|trace| tracing::field::display(trace.id()));
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        // Probes come every few seconds from every balancer, and would bury the rest.
        macro_rules! access {
            ($level:ident) => {
                tracing::$level!(
                    target: "ascribe::access",
                    method,
                    peer,
                    trace,
                    ?code,
                    documents = read(documents),
                    received_bytes = read(received),
                    sent_bytes = self.sent,
                    queue_us = read(queue_micros),
                    analysis_us = read(analysis_micros),
                    total_us = micros(elapsed),
                )
            };
        }
        if let Some(counted) = self.method {
            counted.handled(code, elapsed);
        }
        match self.method {
            Some(_) if self.refusals.has_line(code) => access!(info),
            _ => access!(debug),
        }
    }
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}
