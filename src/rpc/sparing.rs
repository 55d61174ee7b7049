use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;

/// How many of one kind have a line of their own in the log, of those that come within [`WINDOW`].
const MOST: u32 = 10;

/// How long the others are counted until their number is said.
const WINDOW: Duration = Duration::from_secs(1);

/// Sees to it that the log tells of all that comes by the thousand, but not of each in a line.
///
/// Who is refused at the door can come again at once, so that lines about it could fill a disk; nothing else that is
/// logged is that cheap for who causes it.
#[derive(Debug)]
pub(crate) struct Sparing {
    state: Mutex<State>,
    // Says how many had no line.
    say: fn(u64),
}

#[derive(Debug, Default)]
struct State {
    lines: u32,
    silent: u64,
}

impl Sparing {
    /// One that says by this function how many had no line.
    pub(crate) fn new(say: fn(u64)) -> Arc<Self> {
        Arc::new(Self { state: Mutex::default(), say })
    }

    /// Whether the one that comes now is to have a line; else it is counted in one that follows.
    pub(crate) fn has_line(self: &Arc<Self>) -> bool {
        let mut state = self.state();
        if state.lines < MOST {
            if state.lines == 0 {
                self.begin_window();
            }
            state.lines += 1;
            return true;
        }
        state.silent += 1;
        false
    }

    fn begin_window(self: &Arc<Self>) {
        let this = Arc::clone(self);
        // Outside of a runtime nothing is served, and what is silent is said when this is dropped.
        if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(async move {
                tokio::time::sleep(WINDOW).await;
                this.end_window();
            });
        }
    }

    fn end_window(&self) {
        let State { silent, .. } = std::mem::take(&mut *self.state());
        if silent > 0 {
            (self.say)(silent);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while it is held.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Sparing {
    /// At the end of the process, the last of them are said before their second is over.
    fn drop(&mut self) {
        self.end_window();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn each_is_told_of_once_in_a_line_of_its_own_or_in_a_sum() {
        static SAID: AtomicU64 = AtomicU64::new(0);
        let sparing = Sparing::new(|silent| _ = SAID.fetch_add(silent, Ordering::Relaxed));
        let come = |count: u32| (0..count).filter(|_| sparing.has_line()).count();
        assert_eq!(come(5), 5);
        assert_eq!(come(100), 5);
        tokio::time::sleep(WINDOW * 2).await;
        assert_eq!(SAID.load(Ordering::Relaxed), 95);
        assert_eq!(come(12), 10);
        tokio::time::sleep(WINDOW * 2).await;
        assert_eq!(SAID.load(Ordering::Relaxed), 97);
        // The end comes before the second is over.
        assert_eq!(come(11), 10);
        sparing.end_window();
        assert_eq!(SAID.load(Ordering::Relaxed), 98);
    }
}
