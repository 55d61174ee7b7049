use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::rpc::admission::{ByteBudget, Lease, Pool, Tenant};
use crate::rpc::contract::convert::{self, Job, Timing};
use crate::rpc::contract::{Failure, Limits, Models, v1};
use crate::rpc::observe::{CallStats, Stages, metrics};
use ascribe_core::analysis::Analysis;
use ascribe_core::input::{self, Source};
use ascribe_core::interrupt::{Interrupt, Interrupted};
use ascribe_core::pipeline::Features;

/// The analysis: [`Analyzer::analyze`](ascribe_core::pipeline::Analyzer::analyze), or what a test puts in its place.
pub type Analyze = dyn Fn(&Source, Features, &Interrupt) -> Result<Analysis, Interrupted> + Send + Sync;

/// The budget of unread responses, in messages of the largest size.
const UNREAD_MESSAGES: usize = 16;

/// How a document is queued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Priority {
    /// A call of its own; rejected when the queue is full.
    Interactive,
    /// One of a batch or stream; waits until its deadline.
    Bulk,
}

/// Takes one document from its request to its response.
pub(super) struct Worker {
    analyze: Arc<Analyze>,
    pub(super) pool: Pool,
    pub(super) responses: Arc<ByteBudget>,
    pub(super) requests: Arc<ByteBudget>,
    pub(super) limits: Limits,
    models: Models,
}

impl Worker {
    pub(super) fn new(analyze: Arc<Analyze>, limits: Limits, models: Models) -> Self {
        let responses = ByteBudget::new(UNREAD_MESSAGES * limits.max_message_bytes as usize);
        // As much as all calls that may compute and wait can send: whoever is evicted would have been rejected later.
        let calls = limits.max_concurrent_analyses as usize + limits.max_queue_length as usize;
        let requests = ByteBudget::new(calls * limits.max_message_bytes as usize);
        Self { analyze, pool: Pool::new(&limits), responses, requests, limits, models }
    }

    /// Validates a request before it is queued.
    pub(super) fn job(
        &self,
        document: Option<v1::Document>,
        options: Option<v1::AnalysisOptions>,
        stats: &CallStats,
    ) -> Result<Job, Failure> {
        let mut job = convert::job(document, options)?;
        job.features.model = self.models.choose(job.model)?;
        let (field, size) = job.size();
        stats.add_received(size as usize);
        let allowed = self.limits.max_document_bytes.into();
        if size > allowed {
            return Err(Failure::document_too_large(field, size, allowed));
        }
        Ok(job)
    }

    /// Like [`run`](Self::run), for work that the deadline of a call does not drop.
    pub(super) async fn run_until(
        &self,
        job: Job,
        urgency: Priority,
        deadline: Instant,
        stats: &Arc<CallStats>,
    ) -> Result<v1::AnalyzeDocumentResponse, Failure> {
        let run = self.run(job, urgency, deadline, stats);
        tokio::time::timeout_at(deadline.into(), run).await.unwrap_or(Err(Failure::DeadlineExceeded))
    }

    /// Queues a document, then analyses it.
    ///
    /// Dropping the future cancels the work: in the queue at once, later at the next checkpoint of the analysis. Work that
    /// comes to none for long loses its slot all the same ([`Lease`]).
    pub(super) async fn run(
        &self,
        job: Job,
        urgency: Priority,
        deadline: Instant,
        stats: &Arc<CallStats>,
    ) -> Result<v1::AnalyzeDocumentResponse, Failure> {
        let interrupt = Interrupt { deadline: Some(deadline), cancelled: Arc::default() };
        let mut guard = CancelOnDrop::new(&interrupt);
        let arrived = Instant::now();
        let slot = match urgency {
            Priority::Interactive => self.pool.slot(job.features.model).await,
            Priority::Bulk => self.pool.bulk_slot(job.features.model).await,
        };
        let (lease, tenant) = self.pool.lend(slot.inspect_err(|_| guard.finished = true)?);
        guard.lease = Some(lease);
        let queued = arrived.elapsed();
        let analyze = Arc::clone(&self.analyze);
        // On those threads it would delay every connection, health checks and cancellation.
        let stats = Arc::clone(stats);
        let work =
            tokio::task::spawn_blocking(move || compute(tenant, &*analyze, job, &interrupt, queued, &stats));
        let result = work.await.unwrap_or_else(|_| {
            // A panic ends this document only; the hook logs it.
            metrics::panicked();
            Err(Failure::Internal)
        });
        guard.finished = true;
        result
    }
}

/// The work on one document, as long as it holds its slot.
fn compute(
    tenant: Tenant,
    analyze: &Analyze,
    job: Job,
    interrupt: &Interrupt,
    queue: Duration,
    stats: &CallStats,
) -> Result<v1::AnalyzeDocumentResponse, Failure> {
    metrics::stage("queue", queue);
    interrupt.check()?;
    let mut stages = Stages { queue, ..Stages::default() };
    let mut began = Instant::now();
    let mut elapsed = || {
        let elapsed = began.elapsed();
        began += elapsed;
        elapsed
    };
    let source = interrupt.watch(|| input::read(job.document))?.map_err(convert::InvalidArgument::from)?;
    stages.read = elapsed();
    let analysis = analyze(&source, job.features, interrupt)?;
    stages.analyze = elapsed();
    let (language, model, bytes) = (analysis.language.code.clone(), analysis.model, source.text.len());
    let timing = Timing { queue: stages.queue, analysis: stages.analysis() };
    let respond = || convert::response(job.reply, job.features, source, analysis, timing);
    let response = interrupt.watch(respond)?;
    stages.respond = elapsed();
    drop(tenant);
    for (name, elapsed) in [("read", stages.read), ("analyze", stages.analyze), ("respond", stages.respond)] {
        metrics::stage(name, elapsed);
    }
    metrics::document(&language, model, bytes);
    stats.add_document(stages, &language, bytes);
    Ok(response)
}

/// Cancels an analysis when dropped before its result.
struct CancelOnDrop {
    cancelled: Arc<AtomicBool>,
    // Once it has left the queue.
    lease: Option<Arc<Lease>>,
    finished: bool,
}

impl CancelOnDrop {
    fn new(interrupt: &Interrupt) -> Self {
        Self { cancelled: Arc::clone(&interrupt.cancelled), lease: None, finished: false }
    }
}

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        if !self.finished {
            self.cancelled.store(true, Ordering::Relaxed);
            metrics::cancelled();
            if let Some(lease) = self.lease.take() {
                lease.abandon();
            }
        }
    }
}
