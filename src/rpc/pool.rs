use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::line::{Line, Refused, Turn};
use super::metrics::{self, Present};
use super::status::Failure;
use crate::rpc::Limits;

/// When a caller who was refused may try again: long enough for some of those who wait to be served.
pub(super) const RETRY_AFTER: Duration = Duration::from_millis(250);

/// Decides who may compute, and how many may wait for it.
///
/// Whoever waits does so in the [`Line`]. Documents of batches and streams (bulk) pass a gate of their own first, so that
/// of all of them together no more stand in it than can be computed at a time: an interactive call waits for at most
/// one round of bulk work.
#[derive(Debug)]
pub(super) struct Pool {
    line: Arc<Line>,
    batches: Arc<Semaphore>,
    gate: Arc<Semaphore>,
}

/// The right to compute. It moves into the work, so that a caller who hangs up does not free the place of work
/// that still runs.
#[derive(Debug)]
pub(super) struct Slot {
    _turn: Turn,
    _gate: Option<OwnedSemaphorePermit>,
    _running: Present,
}

impl Slot {
    fn new(turn: Turn, gate: Option<OwnedSemaphorePermit>) -> Self {
        Self { _turn: turn, _gate: gate, _running: Present::running() }
    }
}

/// The right of a batch to be worked on.
#[derive(Debug)]
pub(super) struct Admission {
    _batch: OwnedSemaphorePermit,
}

impl Pool {
    pub(super) fn new(limits: &Limits) -> Self {
        let concurrent = limits.max_concurrent_analyses as usize;
        let queue = limits.max_queue_length as usize;
        let semaphore = |permits| Arc::new(Semaphore::new(permits));
        Self {
            line: Line::new(concurrent, queue),
            batches: semaphore(concurrent + queue),
            gate: semaphore(concurrent),
        }
    }

    /// Whether an interactive call that comes now would be refused; then it is counted as such.
    pub(super) fn turns_away(&self) -> bool {
        let full = self.line.turns_away();
        if full {
            metrics::shed();
        }
        full
    }

    /// Waits for the turn of one interactive call.
    ///
    /// # Errors
    /// More wait than may.
    pub(super) async fn slot(&self) -> Result<Slot, Failure> {
        let _waiting = Present::in_queue();
        Ok(Slot::new(self.line.turn().await.map_err(refused)?, None))
    }

    /// Waits for the turn of one document of a batch or a stream.
    ///
    /// # Errors
    /// Never in practice.
    pub(super) async fn bulk_slot(&self) -> Result<Slot, Failure> {
        let _waiting = Present::in_queue();
        // It is never closed; if it were, that would be a defect.
        let gate = Arc::clone(&self.gate).acquire_owned().await.map_err(|_| Failure::Internal)?;
        Ok(Slot::new(self.line.bulk_turn().await.map_err(refused)?, Some(gate)))
    }

    /// Admits a batch.
    ///
    /// # Errors
    /// There are as many of them as may work and wait.
    pub(super) fn admit_batch(&self) -> Result<Admission, Failure> {
        let batch = Arc::clone(&self.batches).try_acquire_owned().map_err(|_| refused(Refused))?;
        Ok(Admission { _batch: batch })
    }
}

fn refused(_: Refused) -> Failure {
    metrics::shed();
    Failure::QueueFull { retry_after: RETRY_AFTER }
}
