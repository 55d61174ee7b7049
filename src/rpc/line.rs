use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

/// The line of those who wait to compute.
///
/// First come, first served, until more come than can be served for so long that the line is full. From then on until
/// it is half empty the last comes first, and whoever has waited longest is refused for the newcomer: those who are
/// served are served at once, and the others, who would have waited in vain, may try elsewhere. A short rush so costs
/// nobody their answer, and a long one does not make everybody late.
///
/// Source: adaptive LIFO, in B. Maurer, "Fail at Scale", ACM Queue 13(8), 2015.
#[derive(Debug)]
pub(super) struct Line {
    state: Mutex<State>,
    most: usize,
}

#[derive(Debug)]
struct State {
    // While there are any, nobody waits.
    free: usize,
    arrivals: u64,
    // By arrival; those who left are not among them.
    calls: BTreeMap<u64, oneshot::Sender<Turn>>,
    bulk: BTreeMap<u64, oneshot::Sender<Turn>>,
    overloaded: bool,
}

/// The line was too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Refused;

/// The right to compute; whoever is next gets it when it is dropped.
#[derive(Debug)]
pub(super) struct Turn {
    line: Arc<Line>,
}

impl Drop for Turn {
    fn drop(&mut self) {
        let next = self.line.state().next(self.line.most);
        if let Some(next) = next {
            // One who is leaving drops it, so that it goes on to the next.
            let _ = next.send(Self { line: Arc::clone(&self.line) });
        }
    }
}

/// Which of the two lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lane {
    Calls,
    Bulk,
}

/// A place in the line, which is given up when it is dropped.
#[derive(Debug)]
struct Place {
    line: Arc<Line>,
    lane: Lane,
    arrival: u64,
}

impl Drop for Place {
    fn drop(&mut self) {
        self.line.state().lane(self.lane).remove(&self.arrival);
    }
}

impl Line {
    /// A line for so many who compute at a time and so many calls that wait.
    pub(super) fn new(at_once: usize, most: usize) -> Arc<Self> {
        let (calls, bulk) = (BTreeMap::new(), BTreeMap::new());
        let state = State { free: at_once, arrivals: 0, calls, bulk, overloaded: false };
        Arc::new(Self { state: Mutex::new(state), most })
    }

    /// Waits for the turn of a call.
    ///
    /// # Errors
    /// The line is full: at once where nobody may wait, else when this one has waited longest.
    pub(super) async fn turn(self: &Arc<Self>) -> Result<Turn, Refused> {
        let (place, turn) = {
            let mut state = self.state();
            if let Some(turn) = self.take(&mut state) {
                return Ok(turn);
            }
            if state.calls.len() >= self.most {
                state.overloaded = true;
                if state.calls.pop_first().is_none() {
                    return Err(Refused);
                }
            }
            self.enter(&mut state, Lane::Calls)
        };
        let turn = turn.await.map_err(|_| Refused);
        drop(place);
        turn
    }

    /// Waits for the turn of a document of a batch or a stream, which comes when every call that came before it has
    /// been served or refused. Those who ask are to be few.
    ///
    /// # Errors
    /// Never in practice: nobody of this lane is refused.
    pub(super) async fn bulk_turn(self: &Arc<Self>) -> Result<Turn, Refused> {
        let (place, turn) = {
            let mut state = self.state();
            if let Some(turn) = self.take(&mut state) {
                return Ok(turn);
            }
            self.enter(&mut state, Lane::Bulk)
        };
        let turn = turn.await.map_err(|_| Refused);
        drop(place);
        turn
    }

    fn take(self: &Arc<Self>, state: &mut State) -> Option<Turn> {
        state.free = state.free.checked_sub(1)?;
        Some(Turn { line: Arc::clone(self) })
    }

    fn enter(self: &Arc<Self>, state: &mut State, lane: Lane) -> (Place, oneshot::Receiver<Turn>) {
        let (sender, receiver) = oneshot::channel();
        let arrival = state.arrivals;
        state.arrivals += 1;
        state.lane(lane).insert(arrival, sender);
        (Place { line: Arc::clone(self), lane, arrival }, receiver)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while it is held.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Takes whoever is next out of the line; where nobody waits, a place becomes free.
    fn next(&mut self, most: usize) -> Option<oneshot::Sender<Turn>> {
        let oldest = self.calls.first_key_value().map(|(arrival, _)| *arrival);
        let bulk = self.bulk.first_key_value().map(|(arrival, _)| *arrival);
        let next = match (oldest, bulk) {
            (Some(call), Some(bulk)) if bulk < call => self.bulk.pop_first(),
            (None, _) => self.bulk.pop_first(),
            _ if self.overloaded => self.calls.pop_last(),
            _ => self.calls.pop_first(),
        };
        self.overloaded &= 2 * self.calls.len() > most;
        if next.is_none() {
            self.free += 1;
        }
        next.map(|(_, sender)| sender)
    }

    fn lane(&mut self, lane: Lane) -> &mut BTreeMap<u64, oneshot::Sender<Turn>> {
        match lane {
            Lane::Calls => &mut self.calls,
            Lane::Bulk => &mut self.bulk,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::pin::Pin;
    use std::task::{Context, Poll, Waker};

    use super::*;

    type Waiting = Pin<Box<dyn Future<Output = Result<Turn, Refused>>>>;

    /// Callers by name, each polled once so that it has its place.
    struct Callers {
        line: Arc<Line>,
        waiting: Vec<(&'static str, Waiting)>,
        turns: Vec<Turn>,
    }

    impl Callers {
        fn new(at_once: usize, most: usize) -> Self {
            Self { line: Line::new(at_once, most), waiting: Vec::new(), turns: Vec::new() }
        }

        fn come(&mut self, names: &[&'static str]) -> String {
            let mut said = String::new();
            for &name in names {
                let line = Arc::clone(&self.line);
                let waiting: Waiting = match name.starts_with("bulk") {
                    true => Box::pin(async move { line.bulk_turn().await }),
                    false => Box::pin(async move { line.turn().await }),
                };
                // In front, so that it is seen that whoever is refused is told at once.
                self.waiting.insert(0, (name, waiting));
                said += &self.poll();
            }
            said
        }

        fn leave(&mut self, name: &str) {
            self.waiting.retain(|(waiting, _)| *waiting != name);
        }

        /// One who computes is done; says what became of whom.
        fn done(&mut self) -> String {
            drop(self.turns.pop().expect("help: nobody computes"));
            self.poll()
        }

        fn poll(&mut self) -> String {
            let mut said = Vec::new();
            let mut context = Context::from_waker(Waker::noop());
            self.waiting.retain_mut(|(name, waiting)| match waiting.as_mut().poll(&mut context) {
                Poll::Pending => true,
                Poll::Ready(Ok(turn)) => {
                    self.turns.push(turn);
                    said.push(format!("{name} computes"));
                    false
                }
                Poll::Ready(Err(Refused)) => {
                    said.push(format!("{name} is refused"));
                    false
                }
            });
            said.join(", ")
        }
    }

    #[test]
    fn first_come_first_served() {
        let mut callers = Callers::new(1, 3);
        callers.come(&["a", "b", "c", "d"]);
        assert_eq!(callers.done(), "b computes");
        assert_eq!(callers.done(), "c computes");
        assert_eq!(callers.done(), "d computes");
        assert_eq!(callers.done(), "");
        callers.come(&["e"]);
        assert_eq!(callers.turns.len(), 1);
    }

    #[test]
    fn in_a_full_line_the_last_comes_first_and_the_longest_waiting_is_refused() {
        let mut callers = Callers::new(1, 4);
        callers.come(&["a", "b", "c", "d", "e"]);
        assert_eq!(callers.come(&["f"]), "b is refused");
        assert_eq!(callers.done(), "f computes");
        assert_eq!(callers.done(), "e computes");
        // Half empty.
        assert_eq!(callers.done(), "c computes");
        assert_eq!(callers.done(), "d computes");
    }

    #[test]
    fn where_nobody_may_wait_the_newcomer_is_refused() {
        let mut callers = Callers::new(1, 0);
        callers.come(&["a"]);
        assert_eq!(callers.come(&["b"]), "b is refused");
    }

    #[test]
    fn one_who_leaves_is_not_waited_for_and_keeps_no_place() {
        let mut callers = Callers::new(1, 2);
        callers.come(&["a", "b", "c"]);
        callers.leave("b");
        callers.come(&["d"]);
        assert_eq!(callers.done(), "c computes");
        callers.leave("d");
        assert_eq!(callers.done(), "");
        assert_eq!(callers.line.state().free, 1);
    }

    #[test]
    fn a_turn_that_arrives_too_late_goes_on_to_the_next() {
        let mut callers = Callers::new(1, 2);
        callers.come(&["a", "b", "c"]);
        drop(callers.turns.pop());
        // It has been sent to b, who has not looked yet.
        callers.leave("b");
        assert_eq!(callers.poll(), "c computes");
    }

    #[test]
    fn bulk_is_served_in_its_turn_even_when_calls_are_refused() {
        let mut callers = Callers::new(1, 2);
        callers.come(&["a", "b", "bulk", "c"]);
        assert_eq!(callers.done(), "b computes");
        callers.come(&["d"]);
        // c came after the bulk and is refused for e: the line is overloaded.
        callers.come(&["e"]);
        assert_eq!(callers.done(), "bulk computes");
        assert_eq!(callers.done(), "e computes");
        assert_eq!(callers.done(), "d computes");
    }
}
