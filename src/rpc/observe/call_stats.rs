use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::stages::Stages;
use super::trace::Trace;

/// What the handlers of a call report for its access log line and its trace.
#[derive(Debug, Default)]
pub(in crate::rpc) struct CallStats {
    documents: AtomicU64,
    received: AtomicU64,
    queue_micros: AtomicU64,
    analysis_micros: AtomicU64,
    // Absent unless calls are traced.
    trace: Option<Trace>,
}

/// The totals of a call.
pub(super) struct Totals {
    pub(super) documents: u64,
    pub(super) received: u64,
    pub(super) queue_micros: u64,
    pub(super) analysis_micros: u64,
}

impl CallStats {
    pub(in crate::rpc) fn traced(trace: Option<Trace>) -> Self {
        Self { trace, ..Self::default() }
    }

    pub(in crate::rpc) fn add_received(&self, bytes: usize) {
        self.received.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    /// Counts a document; call it right after its work, since the trace takes the current time as the end of it.
    pub(in crate::rpc) fn add_document(&self, stages: Stages, language: &str, bytes: usize) {
        self.documents.fetch_add(1, Ordering::Relaxed);
        self.queue_micros.fetch_add(micros(stages.queue), Ordering::Relaxed);
        self.analysis_micros.fetch_add(micros(stages.analysis()), Ordering::Relaxed);
        if let Some(trace) = &self.trace {
            trace.document(stages, language, bytes);
        }
    }

    pub(super) fn totals(&self) -> Totals {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Totals {
            documents: read(&self.documents),
            received: read(&self.received),
            queue_micros: read(&self.queue_micros),
            analysis_micros: read(&self.analysis_micros),
        }
    }

    pub(super) fn trace(&self) -> Option<&Trace> {
        self.trace.as_ref()
    }
}

/// Whole microseconds.
pub(super) fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}
