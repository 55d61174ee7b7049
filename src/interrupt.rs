//! The one way to end an analysis early.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

/// Tells an analysis to stop: at a deadline, or because its caller hung up.
///
/// Analysers look at it between stages and every few sentences; that costs one load and, with a deadline, one
/// reading of the clock.
#[derive(Clone, Debug, Default)]
pub struct Interrupt {
    /// When the work loses its value.
    pub deadline: Option<Instant>,
    /// Set by the caller to cancel.
    pub cancelled: Arc<AtomicBool>,
}

/// Why an analysis ended early.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Interrupted {
    /// The deadline passed.
    #[error("the deadline passed before the analysis was complete")]
    DeadlineExceeded,
    /// The caller cancelled.
    #[error("the caller cancelled the analysis")]
    Cancelled,
}

impl Interrupt {
    /// Never stops the work.
    #[must_use]
    pub fn never() -> Self {
        Self::default()
    }

    /// Whether the work may go on.
    ///
    /// # Errors
    /// Says why it may not.
    pub fn check(&self) -> Result<(), Interrupted> {
        if self.cancelled.load(Ordering::Relaxed) {
            return Err(Interrupted::Cancelled);
        }
        match self.deadline {
            Some(deadline) if deadline <= Instant::now() => Err(Interrupted::DeadlineExceeded),
            _ => Ok(()),
        }
    }
}
