use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};

/// Tells everybody that the server is going away, in three steps; clones tell the same.
///
/// After [`leave`](Self::leave) it asks for no new calls. After [`begin`](Self::begin) what was accepted is completed and streams read no further. After
/// [`stop`](Self::stop) what is still unfinished is given up.
#[derive(Clone, Debug, Default)]
pub struct Drain {
    left: CancellationToken,
    begun: CancellationToken,
    stopped: CancellationToken,
}

impl Drain {
    /// Asks for no new calls, but serves those that come.
    pub fn leave(&self) {
        self.left.cancel();
    }

    /// Whether new calls had better go elsewhere.
    #[must_use]
    pub fn is_leaving(&self) -> bool {
        self.left.is_cancelled()
    }

    /// Completes what was accepted.
    pub fn begin(&self) {
        self.leave();
        self.begun.cancel();
    }

    /// Gives up what is unfinished.
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
