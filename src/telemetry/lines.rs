use std::io::{self, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use std::{mem, thread};

use tracing_subscriber::fmt::MakeWriter;

use crate::rpc::metrics;

/// Capacity of the buffer in bytes: some thousand lines.
const CAPACITY: usize = 1 << 20;

/// How long the last lines have at the end of the process.
const FLUSH_TIMEOUT: Duration = Duration::from_secs(1);

/// A non-blocking log writer: a bounded buffer, drained by its own thread.
///
/// The reader of the log may be slow or stalled, which must not block the threads that serve connections. A line that does
/// not fit is dropped and counted.
#[derive(Clone, Debug)]
pub(super) struct Lines {
    shared: Arc<Shared>,
}

/// Flushes the buffer on drop, within [`FLUSH_TIMEOUT`].
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
    // Whole lines, `CAPACITY` bytes at most.
    waiting: Vec<u8>,
    is_writing: bool,
    // Since the last line about it.
    lost: u64,
}

impl Lines {
    /// Starts the thread that writes to `out`.
    ///
    /// # Errors
    /// No thread can be spawned.
    pub(super) fn to(out: impl Write + Send + 'static) -> io::Result<(Self, Flush)> {
        let shared = Arc::<Shared>::default();
        let written = Arc::clone(&shared);
        thread::Builder::new().name("log".into()).spawn(move || written.drain_to(out))?;
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
    /// Buffers a whole line, or drops it; never blocks.
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let mut state = self.shared.state();
        if state.waiting.len() + line.len() <= CAPACITY {
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

    /// Writes lines until the process ends.
    fn drain_to(&self, mut out: impl Write) {
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
                // Only counted: a line about it would be lost as well.
                metrics::log_lines_lost(lines.iter().filter(|&&byte| byte == b'\n').count() as u64);
            }
            if lost > 0 {
                tracing::warn!(lost, "log lines were dropped: they are written faster than read");
            }
            self.state().is_writing = false;
            self.changed.notify_all();
        }
    }
}

impl Drop for Flush {
    fn drop(&mut self) {
        let busy = |state: &mut State| state.is_writing || !state.waiting.is_empty();
        // What is left after the timeout is lost.
        let _ = self.shared.changed.wait_timeout_while(self.shared.state(), FLUSH_TIMEOUT, busy);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, Sender, channel};

    use super::*;

    /// Accepts one write for each message in `go_on`.
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
    fn a_stalled_reader_blocks_no_writer_and_cuts_no_line() {
        let ((go, go_on), (read, pieces)) = (channel(), channel());
        let (lines, _flush) = Lines::to(Reader { go_on, read }).unwrap();
        let line = [b"a line of the log".repeat(60), b"\n".to_vec()].concat();
        (&lines).write_all(&line).unwrap();
        while !lines.shared.state().is_writing {
            thread::yield_now();
        }
        for _ in 0..3 * CAPACITY / line.len() {
            (&lines).write_all(&line).unwrap();
        }
        assert!(lines.shared.state().lost > 0);
        // The first line, then what was buffered meanwhile.
        go.send(()).unwrap();
        go.send(()).unwrap();
        let (first, second) = (pieces.recv().unwrap(), pieces.recv().unwrap());
        assert!(second.len() <= CAPACITY && second.len() > CAPACITY - line.len(), "{}", second.len());
        assert!([first, second].concat().chunks(line.len()).all(|found| found == line));
    }

    #[test]
    fn lines_logged_before_the_end_are_flushed() {
        let ((go, go_on), (read, pieces)) = (channel(), channel());
        let (lines, flush) = Lines::to(Reader { go_on, read }).unwrap();
        (&lines).write_all(b"the last words\n").unwrap();
        go.send(()).unwrap();
        drop(flush);
        assert_eq!(pieces.try_recv().unwrap(), b"the last words\n");
    }
}
