use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};

/// Tells every call that the server is going away, in two steps; clones tell the same.
///
/// After [`begin`](Self::begin) what was accepted is completed and streams read no further. After
/// [`stop`](Self::stop) what is still unfinished is given up.
#[derive(Clone, Debug, Default)]
pub struct Drain {
    begun: CancellationToken,
    stopped: CancellationToken,
}

impl Drain {
    /// Completes what was accepted.
    pub fn begin(&self) {
        self.begun.cancel();
    }

    /// Gives up what is unfinished.
    pub fn stop(&self) {
        self.begun.cancel();
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
