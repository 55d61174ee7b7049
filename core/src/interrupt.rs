//! The one way to end an analysis early.
//!
//! Between its stages an analysis [checks](Interrupt::check). Inside of them, what goes over a whole text
//! [looks](checkpoint) in every step, which does nothing unless the work is [watched](Interrupt::watch) on this thread.

use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};
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

    /// Does work that ends where it [looks](checkpoint) once it is interrupted, however deep that is.
    ///
    /// # Errors
    /// It was interrupted; nothing is left of it.
    ///
    /// # Panics
    /// The work does.
    pub fn watch<T>(&self, work: impl FnOnce() -> T) -> Result<T, Interrupted> {
        let before = WATCHED.replace(Some(self.clone()));
        let done = panic::catch_unwind(AssertUnwindSafe(work));
        WATCHED.set(before);
        done.or_else(|payload| match payload.downcast() {
            Ok(interrupted) => Err(*interrupted),
            Err(defect) => panic::resume_unwind(defect),
        })
    }
}

/// How many looks pass until one is taken: steps are short, and reading a clock in each would cost more than some do.
const LOOKS: u32 = 64;

thread_local! {
    static WATCHED: RefCell<Option<Interrupt>> = const { RefCell::new(None) };
    static LOOKS_LEFT: Cell<u32> = const { Cell::new(0) };
}

/// Ends the work on this thread if it is [watched](Interrupt::watch) and was interrupted.
///
/// It unwinds, so that whoever is deep in a text does not have to hand an early end on to those above, none of whom
/// could do anything but hand it on too. Source: salsa's `Cancelled`, by which rust-analyzer drops work that is out of
/// date.
#[inline]
pub fn checkpoint() {
    match LOOKS_LEFT.get() {
        0 => look_now(),
        left => LOOKS_LEFT.set(left - 1),
    }
}

/// Like [`checkpoint`], for steps that take as long as many others: it is taken each time.
#[cold]
pub fn look_now() {
    LOOKS_LEFT.set(LOOKS);
    let checked = WATCHED.with_borrow(|watched| watched.as_ref().map_or(Ok(()), Interrupt::check));
    if let Err(interrupted) = checked {
        // Not a panic: nothing is wrong, and no hook is to report it.
        panic::resume_unwind(Box::new(interrupted));
    }
}

/// Like [`Vec::resize`], with looks in between: to fill megabytes takes its time as well.
pub fn resize<T: Clone>(vec: &mut Vec<T>, len: usize, value: &T) {
    const AT_ONCE: usize = 16 << 10;
    vec.reserve(len.saturating_sub(vec.len()));
    while vec.len() < len {
        look_now();
        vec.resize(len.min(vec.len() + AT_ONCE), value.clone());
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// Looks so often, and says how often it got to.
    fn work(steps: u32) -> u32 {
        (0..steps).inspect(|_| checkpoint()).count() as u32
    }

    #[test]
    fn what_is_watched_ends_at_a_look_and_what_is_not_goes_on() {
        let past = Interrupt { deadline: Some(Instant::now()), ..Interrupt::default() };
        assert_eq!(past.watch(|| work(1000)), Err(Interrupted::DeadlineExceeded));
        let cancelled = Interrupt::never();
        cancelled.cancelled.store(true, Ordering::Relaxed);
        assert_eq!(cancelled.watch(|| work(1000)), Err(Interrupted::Cancelled));
        assert_eq!(Interrupt::never().watch(|| work(1000)), Ok(1000));
        assert_eq!(work(1000), 1000, "help: nobody watches any more");
    }

    #[test]
    fn a_watch_within_a_watch_gives_way_to_the_outer_one() {
        let outer =
            Interrupt { deadline: Some(Instant::now() + Duration::from_secs(3600)), ..Default::default() };
        let cancelled = Arc::clone(&outer.cancelled);
        let ended = outer.watch(|| {
            assert_eq!(Interrupt::never().watch(|| work(1000)), Ok(1000));
            cancelled.store(true, Ordering::Relaxed);
            work(1000)
        });
        assert_eq!(ended, Err(Interrupted::Cancelled));
    }

    #[test]
    fn a_defect_is_no_interruption() {
        let defect =
            panic::catch_unwind(|| Interrupt::never().watch(|| panic::resume_unwind(Box::new("a defect"))));
        assert_eq!(defect.unwrap_err().downcast_ref(), Some(&"a defect"));
    }
}
