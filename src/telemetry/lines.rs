use std::io::{self, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use std::{mem, thread};

use tracing_subscriber::fmt::MakeWriter;

use crate::rpc::metrics;

/// How much of the log may be on its way, in bytes: some thousand lines.
const MOST: usize = 1 << 20;

/// How long the last lines have at the end of the process.
const LAST_LINES: Duration = Duration::from_secs(1);

/// Where lines of the log are left; a thread of its own writes them.
///
/// Whoever reads a log may be slow, or have stopped: a thread that served connections and waited for that would serve
/// nobody. So a line for which there is no room is lost, and counted.
#[derive(Clone, Debug)]
pub(super) struct Lines {
    shared: Arc<Shared>,
}

/// Writes what was left when it is dropped, as long as that takes no longer than a moment.
#[derive(Debug)]
#[must_use]
pub struct Flush {
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    // Whole lines, `MOST` bytes at most.
    waiting: Vec<u8>,
    is_writing: bool,
    // Since this was last said in the log.
    lost: u64,
}

impl Lines {
    /// Begins to write to this.
    ///
    /// # Errors
    /// There is no thread to be had.
    pub(super) fn to(out: impl Write + Send + 'static) -> io::Result<(Self, Flush)> {
        let shared = Arc::<Shared>::default();
        let written = Arc::clone(&shared);
        thread::Builder::new().name("log".into()).spawn(move || written.write_on(out))?;
        Ok((Self { shared: Arc::clone(&shared) }, Flush { shared }))
    }
}

impl<'l> MakeWriter<'l> for Lines {
    type Writer = &'l Self;

    fn make_writer(&'l self) -> Self::Writer {
        self
    }
}

impl Write for &Lines {
    /// Takes a whole line, or loses it; never waits.
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let mut state = self.shared.state();
        if state.waiting.len() + line.len() <= MOST {
            state.waiting.extend_from_slice(line);
            self.shared.changed.notify_all();
        } else {
            state.lost += 1;
            drop(state);
            metrics::log_lines_lost(1);
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while it is held.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes what comes, to the end of the process.
    fn write_on(&self, mut out: impl Write) {
        let mut lines = Vec::new();
        loop {
            lines.clear();
            let lost = {
                let idle = |state: &mut State| state.waiting.is_empty();
                let state = self.changed.wait_while(self.state(), idle);
                let mut state = state.unwrap_or_else(PoisonError::into_inner);
                mem::swap(&mut state.waiting, &mut lines);
                state.is_writing = true;
                mem::take(&mut state.lost)
            };
            if out.write_all(&lines).is_err() {
                // Said by a number only: a line about it would be lost as well.
                metrics::log_lines_lost(lines.iter().filter(|&&byte| byte == b'\n').count() as u64);
            }
            if lost > 0 {
                tracing::warn!(lost, "lines of the log were lost: they came faster than they are read");
            }
            self.state().is_writing = false;
            self.changed.notify_all();
        }
    }
}

impl Drop for Flush {
    fn drop(&mut self) {
        let busy = |state: &mut State| state.is_writing || !state.waiting.is_empty();
        // What could not be written until now is lost; there is nobody left to tell.
        let _ = self.shared.changed.wait_timeout_while(self.shared.state(), LAST_LINES, busy);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, Sender, channel};

    use super::*;

    /// Takes what is written, a piece at a time and only when it is told to.
    struct Reader {
        go_on: Receiver<()>,
        read: Sender<Vec<u8>>,
    }

    impl Write for Reader {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.go_on.recv().map_err(io::Error::other)?;
            self.read.send(bytes.to_vec()).map_err(io::Error::other)?;
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn who_logs_never_waits_for_who_reads_and_no_line_is_cut() {
        let ((go, go_on), (read, pieces)) = (channel(), channel());
        let (lines, _flush) = Lines::to(Reader { go_on, read }).unwrap();
        let line = [b"a line of the log".repeat(60), b"\n".to_vec()].concat();
        (&lines).write_all(&line).unwrap();
        while !lines.shared.state().is_writing {
            thread::yield_now();
        }
        for _ in 0..3 * MOST / line.len() {
            (&lines).write_all(&line).unwrap();
        }
        assert!(lines.shared.state().lost > 0);
        // The first, and what had room while that was written.
        go.send(()).unwrap();
        go.send(()).unwrap();
        let (first, second) = (pieces.recv().unwrap(), pieces.recv().unwrap());
        assert!(second.len() <= MOST && second.len() > MOST - line.len(), "{}", second.len());
        assert!([first, second].concat().chunks(line.len()).all(|found| found == line));
    }

    #[test]
    fn what_was_logged_before_the_end_is_written() {
        let ((go, go_on), (read, pieces)) = (channel(), channel());
        let (lines, flush) = Lines::to(Reader { go_on, read }).unwrap();
        (&lines).write_all(b"the last words\n").unwrap();
        go.send(()).unwrap();
        drop(flush);
        assert_eq!(pieces.try_recv().unwrap(), b"the last words\n");
    }
}
