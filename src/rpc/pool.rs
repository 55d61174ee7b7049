use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, TryAcquireError};

use super::metrics::{self, Present};
use super::status::Failure;
use crate::rpc::Limits;

/// When a caller who was refused may try again: long enough for some of those who wait to be served.
const RETRY_AFTER: Duration = Duration::from_millis(250);

/// Decides who may compute, and how many may wait for it.
///
/// Waiting is first come, first served. Documents of batches and streams (bulk) pass a gate of their own first,
/// so that of all of them together no more wait in the common line than can be computed at a time: an interactive
/// call waits for at most one round of bulk work.
#[derive(Debug)]
pub(super) struct Pool {
    slots: Arc<Semaphore>,
    queue: Arc<Semaphore>,
    batches: Arc<Semaphore>,
    gate: Arc<Semaphore>,
}

/// The right to compute. It moves into the work, so that a caller who hangs up does not free the place of work
/// that still runs.
#[derive(Debug)]
pub(super) struct Slot {
    _slot: OwnedSemaphorePermit,
    _gate: Option<OwnedSemaphorePermit>,
    _running: Present,
}

impl Slot {
    fn new(slot: OwnedSemaphorePermit, gate: Option<OwnedSemaphorePermit>) -> Self {
        Self { _slot: slot, _gate: gate, _running: Present::running() }
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
            slots: semaphore(concurrent),
            queue: semaphore(queue),
            batches: semaphore(concurrent + queue),
            gate: semaphore(concurrent),
        }
    }

    /// Waits for the turn of one interactive call.
    ///
    /// # Errors
    /// The queue is full.
    pub(super) async fn slot(&self) -> Result<Slot, Failure> {
        if let Ok(slot) = Arc::clone(&self.slots).try_acquire_owned() {
            return Ok(Slot::new(slot, None));
        }
        let _place = Arc::clone(&self.queue).try_acquire_owned().map_err(refused)?;
        let _waiting = Present::in_queue();
        Ok(Slot::new(acquire(&self.slots).await?, None))
    }

    /// Waits for the turn of one document of a batch or a stream; never refuses.
    pub(super) async fn bulk_slot(&self) -> Result<Slot, Failure> {
        let _waiting = Present::in_queue();
        let gate = acquire(&self.gate).await?;
        Ok(Slot::new(acquire(&self.slots).await?, Some(gate)))
    }

    /// Admits a batch.
    ///
    /// # Errors
    /// There are as many of them as may work and wait.
    pub(super) fn admit_batch(&self) -> Result<Admission, Failure> {
        let batch = Arc::clone(&self.batches).try_acquire_owned().map_err(refused)?;
        Ok(Admission { _batch: batch })
    }
}

async fn acquire(semaphore: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, Failure> {
    // The semaphores are never closed; if one were, that would be a defect.
    Arc::clone(semaphore).acquire_owned().await.map_err(|_| Failure::Internal)
}

fn refused(_: TryAcquireError) -> Failure {
    metrics::shed();
    Failure::QueueFull { retry_after: RETRY_AFTER }
}
