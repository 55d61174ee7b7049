use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;

/// Lines per window; further events are counted.
const MAX_LINES: u32 = 10;

const WINDOW: Duration = Duration::from_secs(1);

/// Limits log lines about events that a client can cause by the thousand; the rest are summed in one line per window.
///
/// A rejected client can retry at once, and a line each time could fill a disk.
#[derive(Debug)]
pub(crate) struct LogThrottle {
    state: Mutex<State>,
    // Logs how many events had no line.
    summarize: fn(u64),
}

#[derive(Debug, Default)]
struct State {
    lines: u32,
    suppressed: u64,
}

impl LogThrottle {
    /// A throttle that reports by this function how many events had no line.
    pub(crate) fn new(summarize: fn(u64)) -> Arc<Self> {
        Arc::new(Self { state: Mutex::default(), summarize })
    }

    /// Whether this event gets a line; if not, it is counted in the summary.
    pub(crate) fn allows(self: &Arc<Self>) -> bool {
        let mut state = self.state();
        if state.lines < MAX_LINES {
            if state.lines == 0 {
                self.begin_window();
            }
            state.lines += 1;
            return true;
        }
        state.suppressed += 1;
        false
    }

    fn begin_window(self: &Arc<Self>) {
        let this = Arc::clone(self);
        // Nothing is served outside of a runtime; what is suppressed there is reported on drop.
        if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(async move {
                tokio::time::sleep(WINDOW).await;
                this.end_window();
            });
        }
    }

    fn end_window(&self) {
        let State { suppressed, .. } = std::mem::take(&mut *self.state());
        if suppressed > 0 {
            (self.summarize)(suppressed);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while it is held.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for LogThrottle {
    /// Reports the last window, which the end of the process cuts short.
    fn drop(&mut self) {
        self.end_window();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn each_event_has_a_line_or_is_in_a_summary() {
        static SUMMARIZED: AtomicU64 = AtomicU64::new(0);
        let throttle = LogThrottle::new(|count| _ = SUMMARIZED.fetch_add(count, Ordering::Relaxed));
        let lines = |events: u32| (0..events).filter(|_| throttle.allows()).count();
        assert_eq!(lines(5), 5);
        assert_eq!(lines(100), 5);
        tokio::time::sleep(WINDOW * 2).await;
        assert_eq!(SUMMARIZED.load(Ordering::Relaxed), 95);
        assert_eq!(lines(12), 10);
        tokio::time::sleep(WINDOW * 2).await;
        assert_eq!(SUMMARIZED.load(Ordering::Relaxed), 97);
        // The process ends within the window.
        assert_eq!(lines(11), 10);
        throttle.end_window();
        assert_eq!(SUMMARIZED.load(Ordering::Relaxed), 98);
    }
}
