use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::lease::{Lease, Tenant};
use super::queue::{AdmissionQueue, QueueFull};
use super::slot::Slot;
use crate::rpc::contract::{Failure, Limits};
use crate::rpc::observe::metrics::{self, GaugeGuard};
use ascribe_core::analysis::Model;

/// When a rejected caller may retry: long enough for part of the queue to be served.
pub(in crate::rpc) const RETRY_AFTER: Duration = Duration::from_millis(250);

/// Decides who may compute, and how many may wait for it.
///
/// Waiters stand in the [`AdmissionQueue`]. Documents of batches and streams (bulk) pass a gate first, which lets no more
/// of them into the queue than there are workers, so an interactive call waits for at most one round of bulk work.
/// Documents of the accurate engine, each of which takes as long as a hundred of the fast one, wait in a queue of their own
/// for one of a few places before they enter that of all: where there are several workers one is always left to others.
#[derive(Debug)]
pub(in crate::rpc) struct Pool {
    queue: Arc<AdmissionQueue>,
    accurate: Arc<AdmissionQueue>,
    batches: Arc<Semaphore>,
    gate: Arc<Semaphore>,
    orphans: Arc<Semaphore>,
}

/// The right of a batch to be worked on.
#[derive(Debug)]
pub(in crate::rpc) struct BatchPermit {
    _batch: OwnedSemaphorePermit,
}

impl Pool {
    pub(in crate::rpc) fn new(limits: &Limits) -> Self {
        let workers = limits.max_concurrent_analyses as usize;
        let capacity = limits.max_queue_length as usize;
        let semaphore = |permits| Arc::new(Semaphore::new(permits));
        Self {
            queue: AdmissionQueue::new(workers, capacity),
            accurate: AdmissionQueue::new(workers.saturating_sub(1).max(1), capacity),
            batches: semaphore(workers + capacity),
            gate: semaphore(workers),
            orphans: semaphore(workers),
        }
    }

    /// Whether an interactive call that arrives now would be rejected; if so, it is counted as shed.
    pub(in crate::rpc) fn sheds(&self) -> bool {
        let full = self.queue.sheds();
        if full {
            metrics::shed();
        }
        full
    }

    /// Lends a slot to work; at most as many orphans as there are workers come of it.
    pub(in crate::rpc) fn lend(&self, slot: Slot) -> (Arc<Lease>, Tenant) {
        Lease::new(slot, Arc::clone(&self.orphans))
    }

    /// Waits for a slot for one interactive call.
    ///
    /// # Errors
    /// The queue is full.
    pub(in crate::rpc) async fn slot(&self, model: Model) -> Result<Slot, Failure> {
        let _waiting = GaugeGuard::in_queue();
        let place = match model {
            Model::Fast => None,
            Model::Accurate => Some(self.accurate.acquire().await.map_err(queue_full)?),
        };
        Ok(Slot::new(self.queue.acquire().await.map_err(queue_full)?, place, None))
    }

    /// Waits for a slot for one document of a batch or stream.
    ///
    /// # Errors
    /// Never in practice.
    pub(in crate::rpc) async fn bulk_slot(&self, model: Model) -> Result<Slot, Failure> {
        let _waiting = GaugeGuard::in_queue();
        let place = match model {
            Model::Fast => None,
            Model::Accurate => Some(self.accurate.acquire_bulk().await.map_err(queue_full)?),
        };
        // Never closed; if it were, that would be a defect.
        let gate = Arc::clone(&self.gate).acquire_owned().await.map_err(|_| Failure::Internal)?;
        Ok(Slot::new(self.queue.acquire_bulk().await.map_err(queue_full)?, place, Some(gate)))
    }

    /// Admits a batch.
    ///
    /// # Errors
    /// As many batches are in work as calls may compute and wait.
    pub(in crate::rpc) fn admit_batch(&self) -> Result<BatchPermit, Failure> {
        let batch = Arc::clone(&self.batches).try_acquire_owned().map_err(|_| queue_full(QueueFull))?;
        Ok(BatchPermit { _batch: batch })
    }
}

fn queue_full(_: QueueFull) -> Failure {
    metrics::shed();
    Failure::QueueFull { retry_after: RETRY_AFTER }
}
