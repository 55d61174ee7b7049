use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};

/// The graceful shutdown, in three steps: [`leave`](Self::leave), [`begin`](Self::begin), [`stop`](Self::stop).
///
/// Clones share their state.
#[derive(Clone, Debug, Default)]
pub struct Drain {
    left: CancellationToken,
    begun: CancellationToken,
    stopped: CancellationToken,
}

impl Drain {
    /// Lame duck: reports not ready, but serves the calls that still arrive.
    pub fn leave(&self) {
        self.left.cancel();
    }

    /// Whether new calls should go elsewhere.
    #[must_use]
    pub fn is_leaving(&self) -> bool {
        self.left.is_cancelled()
    }

    /// Completes accepted calls; streams read no further requests.
    pub fn begin(&self) {
        self.leave();
        self.begun.cancel();
    }

    /// Aborts what is unfinished.
    pub fn stop(&self) {
        self.begin();
        self.stopped.cancel();
    }

    /// Waits for [`begin`](Self::begin).
    pub fn begun(&self) -> WaitForCancellationFutureOwned {
        self.begun.clone().cancelled_owned()
    }

    /// Waits for [`stop`](Self::stop).
    pub fn stopped(&self) -> WaitForCancellationFutureOwned {
        self.stopped.clone().cancelled_owned()
    }
}
