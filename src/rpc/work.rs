use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::convert::{self, Job, Timing};
use super::metrics;
use super::pool::{Pool, Slot};
use super::record::Tally;
use super::shelf::Shelf;
use super::status::Failure;
use crate::rpc::{Limits, v1};
use ascribe_core::analysis::Analysis;
use ascribe_core::input::{self, Source};
use ascribe_core::interrupt::{Interrupt, Interrupted};
use ascribe_core::pipeline::Features;

/// What the service does with a document: [`Analyzer::analyze`](ascribe_core::pipeline::Analyzer::analyze), or whatever
/// a test puts in its place.
pub type Analyze = dyn Fn(&Source, Features, &Interrupt) -> Result<Analysis, Interrupted> + Send + Sync;

/// How many messages of the largest size the answers may take up that are not taken yet.
const MESSAGES_NOT_TAKEN: usize = 16;

/// How a document waits for its turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Urgency {
    /// Somebody waits for this one; refused when too many wait.
    Interactive,
    /// One of many; waits as long as its deadline allows.
    Bulk,
}

/// Takes one document from its request to its response.
pub(super) struct Worker {
    analyze: Arc<Analyze>,
    pub(super) pool: Pool,
    pub(super) shelf: Arc<Shelf>,
    pub(super) arriving: Arc<Shelf>,
    pub(super) limits: Limits,
}

impl Worker {
    pub(super) fn new(analyze: Arc<Analyze>, limits: Limits) -> Self {
        let shelf = Shelf::new(MESSAGES_NOT_TAKEN * limits.max_message_bytes as usize);
        // As much as all who may compute and wait can send, so that whoever is given up for others would be refused later.
        let at_once = limits.max_concurrent_analyses as usize + limits.max_queue_length as usize;
        let arriving = Shelf::new(at_once * limits.max_message_bytes as usize);
        Self { analyze, pool: Pool::new(&limits), shelf, arriving, limits }
    }

    /// Checks a request, so that one that cannot be answered does not wait first.
    pub(super) fn job(
        &self,
        document: Option<v1::Document>,
        options: Option<v1::AnalysisOptions>,
        tally: &Tally,
    ) -> Result<Job, Failure> {
        let job = convert::job(document, options)?;
        let (field, size) = job.size();
        tally.add_received(size as usize);
        let allowed = self.limits.max_document_bytes.into();
        if size > allowed {
            return Err(Failure::document_too_large(field, size, allowed));
        }
        Ok(job)
    }

    /// Like [`run`](Self::run), for work that no deadline of its call ends.
    pub(super) async fn run_until(
        &self,
        job: Job,
        urgency: Urgency,
        deadline: Instant,
        tally: &Arc<Tally>,
    ) -> Result<v1::AnalyzeDocumentResponse, Failure> {
        let run = self.run(job, urgency, deadline, tally);
        tokio::time::timeout_at(deadline.into(), run).await.unwrap_or(Err(Failure::DeadlineExceeded))
    }

    /// Waits for a place to compute, then analyses a document there.
    ///
    /// Dropping the future stops the work: in the queue at once, while computing at the analysis's next look at its
    /// interrupt.
    pub(super) async fn run(
        &self,
        job: Job,
        urgency: Urgency,
        deadline: Instant,
        tally: &Arc<Tally>,
    ) -> Result<v1::AnalyzeDocumentResponse, Failure> {
        let interrupt = Interrupt { deadline: Some(deadline), cancelled: Arc::default() };
        let mut hang_up = HangUp { cancelled: Arc::clone(&interrupt.cancelled), answered: false };
        let arrived = Instant::now();
        let slot = match urgency {
            Urgency::Interactive => self.pool.slot().await,
            Urgency::Bulk => self.pool.bulk_slot().await,
        };
        let slot = slot.inspect_err(|_| hang_up.answered = true)?;
        let queued = arrived.elapsed();
        let analyze = Arc::clone(&self.analyze);
        // Not on the threads that serve connections: there it would hold up health checks, cancellation and everybody.
        let tally = Arc::clone(tally);
        let work =
            tokio::task::spawn_blocking(move || compute(slot, &*analyze, job, &interrupt, queued, &tally));
        let result = work.await.unwrap_or_else(|_| {
            // The work panicked: that ends this one document and is logged by the hook.
            metrics::panicked();
            Err(Failure::Internal)
        });
        hang_up.answered = true;
        result
    }
}

/// All that takes time for one document. Whoever calls it holds the right to compute.
fn compute(
    slot: Slot,
    analyze: &Analyze,
    job: Job,
    interrupt: &Interrupt,
    queue: Duration,
    tally: &Tally,
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
    let (language, bytes) = (analysis.language.code.clone(), source.text.len());
    let timing = stages.timing();
    let respond = || convert::response(job.reply, job.features, source, analysis, timing);
    let response = interrupt.watch(respond)?;
    stages.respond = elapsed();
    drop(slot);
    for (name, elapsed) in [("read", stages.read), ("analyze", stages.analyze), ("respond", stages.respond)] {
        metrics::stage(name, elapsed);
    }
    metrics::document(&language, bytes);
    tally.add_document(stages, &language, bytes);
    Ok(response)
}

/// Where the time of one document went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Stages {
    pub(super) queue: Duration,
    pub(super) read: Duration,
    pub(super) analyze: Duration,
    pub(super) respond: Duration,
}

impl Stages {
    /// What of it the caller is told.
    pub(super) fn timing(self) -> Timing {
        Timing { queue: self.queue, analysis: self.read + self.analyze }
    }
}

/// Tells an analysis that nobody waits for it any more, when dropped before its answer.
struct HangUp {
    cancelled: Arc<AtomicBool>,
    answered: bool,
}

impl Drop for HangUp {
    fn drop(&mut self) {
        if !self.answered {
            self.cancelled.store(true, Ordering::Relaxed);
            metrics::cancelled();
        }
    }
}
