use std::collections::BTreeMap;
use std::io;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// Bytes of results that may wait for an earlier one before new tasks are held back.
const WAITING_BYTES: usize = 32 << 20;

/// A task.
#[derive(Debug)]
pub(super) struct Task<T> {
    /// Its input.
    pub(super) what: T,
    /// Whether no further input is at hand, so that the result should be flushed.
    pub(super) last_for_now: bool,
}

/// Receives results in the order of their tasks.
pub(super) trait Sink: Send {
    /// Takes one result.
    fn take(&mut self, answer: &[u8]) -> io::Result<()>;
    /// Flushes what was taken.
    fn flush(&mut self) -> io::Result<()>;
}

/// Runs tasks on several threads, this one included, and passes their results on in order.
///
/// Memory is bounded: besides the tasks in work, at most [`WAITING_BYTES`] of results wait for an earlier one, and one
/// more per thread. With one thread none ever waits.
///
/// # Errors
/// The first error of a task or of the sink; no task is started after it.
pub(super) fn run<T: Send>(
    threads: usize,
    tasks: impl Iterator<Item = io::Result<Task<T>>> + Send,
    work: impl Fn(T, &mut Vec<u8>) + Sync,
    sink: impl Sink,
) -> io::Result<()> {
    let tasks = Mutex::new(tasks.enumerate());
    let desk = Desk {
        state: Mutex::new(State { sink, next: 0, waiting: BTreeMap::new(), bytes: 0, failure: None }),
        room: Condvar::new(),
    };
    let labour = || {
        let mut answer = Vec::new();
        while desk.has_room() {
            // The lock is held while reading, so tasks are numbered in order.
            let Some((number, task)) = lock(&tasks).next() else { break };
            match task {
                Ok(Task { what, last_for_now }) => {
                    answer.clear();
                    work(what, &mut answer);
                    desk.deliver(number, &mut answer, last_for_now);
                }
                Err(error) => desk.fail(error),
            }
        }
    };
    thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(labour);
        }
        labour();
    });
    let mut state = desk.state.into_inner().unwrap_or_else(PoisonError::into_inner);
    match state.failure {
        Some(error) => Err(error),
        None => state.sink.flush(),
    }
}

/// The reorder buffer.
struct Desk<S> {
    state: Mutex<State<S>>,
    // Notified when results leave the buffer, and on an error.
    room: Condvar,
}

struct State<S> {
    sink: S,
    // The number of the next result to pass on.
    next: usize,
    // Results that wait for an earlier one; every number is above `next`.
    waiting: BTreeMap<usize, (Vec<u8>, bool)>,
    // Sum of their lengths.
    bytes: usize,
    failure: Option<io::Error>,
}

impl<S: Sink> Desk<S> {
    /// Waits until there is room for results; false after an error.
    ///
    /// No deadlock: the thread that has the next result does not wait, and drains the buffer.
    fn has_room(&self) -> bool {
        let full = |state: &mut State<S>| state.bytes > WAITING_BYTES && state.failure.is_none();
        let state = self.room.wait_while(lock(&self.state), full).unwrap_or_else(PoisonError::into_inner);
        state.failure.is_none()
    }

    fn deliver(&self, number: usize, answer: &mut Vec<u8>, last_for_now: bool) {
        let mut state = lock(&self.state);
        if state.failure.is_some() {
            return;
        }
        if number != state.next {
            state.bytes += answer.len();
            state.waiting.insert(number, (std::mem::take(answer), last_for_now));
            return;
        }
        if let Err(error) = state.pass_on(answer, last_for_now) {
            state.failure = Some(error);
        }
        drop(state);
        self.room.notify_all();
    }

    fn fail(&self, error: io::Error) {
        lock(&self.state).failure.get_or_insert(error);
        self.room.notify_all();
    }
}

impl<S: Sink> State<S> {
    /// Passes on the next result and all that waited for it.
    fn pass_on(&mut self, answer: &[u8], last_for_now: bool) -> io::Result<()> {
        let mut flush = last_for_now;
        self.sink.take(answer)?;
        self.next += 1;
        while let Some((answer, last_for_now)) = self.waiting.remove(&self.next) {
            self.bytes -= answer.len();
            self.sink.take(&answer)?;
            self.next += 1;
            flush |= last_for_now;
        }
        if flush { self.sink.flush() } else { Ok(()) }
    }
}

/// Locks, even after a panic of another holder: no state is left half changed.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Page {
        text: Vec<u8>,
        flushes: usize,
        room: usize,
    }

    impl Sink for &mut Page {
        fn take(&mut self, answer: &[u8]) -> io::Result<()> {
            self.room = self.room.checked_sub(1).ok_or(io::ErrorKind::BrokenPipe)?;
            self.text.extend_from_slice(answer);
            Ok(())
        }

        fn flush(&mut self) -> io::Result<()> {
            self.flushes += 1;
            Ok(())
        }
    }

    fn numbers(count: u32) -> impl Iterator<Item = io::Result<Task<u32>>> + Send {
        (0..count).map(|what| Ok(Task { what, last_for_now: what % 100 == 99 }))
    }

    /// The smaller the number the longer the work, so that answers are ready in another order.
    fn work(number: u32, answer: &mut Vec<u8>) {
        for _ in 0..(50 - number % 50) * 100 {
            std::hint::black_box(number);
        }
        answer.extend_from_slice(format!("{number}\n").as_bytes());
    }

    #[test]
    fn answers_come_in_the_order_of_their_tasks_and_when_nothing_more_is_at_hand() {
        let expect: String = (0..1000).map(|number| format!("{number}\n")).collect();
        for threads in [1, 2, 7] {
            let mut page = Page { room: 1000, ..Page::default() };
            run(threads, numbers(1000), work, &mut page).unwrap();
            assert_eq!(String::from_utf8(page.text).unwrap(), expect);
            assert!((1..=11).contains(&page.flushes), "{} flushes", page.flushes);
        }
    }

    #[test]
    fn a_failing_sink_ends_the_run() {
        for threads in [1, 3] {
            let mut page = Page { room: 2, ..Page::default() };
            let error = run(threads, numbers(u32::MAX), work, &mut page).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
            assert_eq!(page.text, b"0\n1\n");
        }
    }

    #[test]
    fn a_failing_input_ends_the_run() {
        let tasks = numbers(3).chain([Err(io::ErrorKind::TimedOut.into())]);
        let mut page = Page { room: 10, ..Page::default() };
        assert_eq!(run(2, tasks, work, &mut page).unwrap_err().kind(), io::ErrorKind::TimedOut);
    }

    #[test]
    fn the_desk_never_holds_much_more_than_its_bound() {
        let mut page = Page { room: 200, ..Page::default() };
        let work = |number: u32, answer: &mut Vec<u8>| {
            if number == 0 {
                thread::sleep(std::time::Duration::from_millis(50));
            }
            answer.resize(1 << 20, b'.');
        };
        run(3, numbers(200), work, &mut page).unwrap();
        assert_eq!(page.text.len(), 200 << 20);
    }
}
