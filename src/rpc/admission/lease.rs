use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::slot::Slot;
use crate::rpc::observe::metrics::GaugeGuard;

/// How long abandoned work keeps its slot: far longer than from one of its checkpoints to the next.
const GRACE: Duration = Duration::from_millis(250);

/// A slot on loan to work that its caller may abandon.
///
/// Most work stops at its next checkpoint. What does not, because a library knows of none, becomes an orphan after
/// [`GRACE`]: its slot goes to the next caller while it runs on. There are only so many orphans; beyond them abandoned
/// work keeps its slot until it ends.
#[derive(Debug)]
pub(in crate::rpc) struct Lease {
    state: Mutex<State>,
    orphans: Arc<Semaphore>,
}

#[derive(Debug)]
enum State {
    Held { _slot: Slot },
    Orphaned { _permit: OwnedSemaphorePermit, _running: GaugeGuard },
    Ended,
}

/// The work's end of a lease: ends it when dropped.
#[derive(Debug)]
pub(in crate::rpc) struct Tenant(Arc<Lease>);

impl Lease {
    /// Lends a slot; the second half goes into the work.
    pub(super) fn new(slot: Slot, orphans: Arc<Semaphore>) -> (Arc<Self>, Tenant) {
        let lease = Arc::new(Self { state: Mutex::new(State::Held { _slot: slot }), orphans });
        (Arc::clone(&lease), Tenant(lease))
    }

    /// Takes the slot back soon, for nobody waits for the work any longer.
    pub(in crate::rpc) fn abandon(self: Arc<Self>) {
        if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(async move {
                tokio::time::sleep(GRACE).await;
                self.orphan();
            });
        }
    }

    fn orphan(&self) {
        let before = {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            if !matches!(*state, State::Held { .. }) {
                return;
            }
            let Ok(permit) = Arc::clone(&self.orphans).try_acquire_owned() else { return };
            std::mem::replace(
                &mut *state,
                State::Orphaned { _permit: permit, _running: GaugeGuard::orphaned() },
            )
        };
        tracing::warn!("an analysis does not stop after its deadline; its place is given back");
        // Without the lock: the next caller takes the slot over.
        drop(before);
    }
}

impl Drop for Tenant {
    fn drop(&mut self) {
        let before = {
            let mut state = self.0.state.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::replace(&mut *state, State::Ended)
        };
        drop(before);
    }
}
