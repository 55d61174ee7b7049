use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

/// How long a rush is remembered: until nobody has been refused for that long, and who has waited that long meanwhile
/// waits no further.
const CALM: Duration = Duration::from_secs(1);

/// How many may wait for each place to compute while calls are refused: enough that the next is there when a place
/// becomes free, and no more, because each makes all after it late. At 1.1 times what a single place can do, with
/// documents of very different lengths, two keep it busy for 87 % of the time, three for 91 % (simulated).
const SHORT: usize = 3;

/// The line of those who wait to compute.
///
/// First come, first served. A line that gets full shows that more come than can be served: until nobody has been
/// refused for a while, of those who come then only a few may wait, and they are served before the others; whoever
/// finds these few waiting is refused at the door ([`turns_away`](Self::turns_away)). The others keep their places and
/// are served when the rush is over, unless it lasts. So a short rush costs nobody their answer who had a place, and a
/// long one does not make everybody late.
///
/// Source: adaptive LIFO and controlled delay, in B. Maurer, "Fail at Scale", ACM Queue 13(8), 2015.
#[derive(Debug)]
pub(super) struct Line {
    state: Mutex<State>,
    most: usize,
    // Invariant: at most `most`.
    short: usize,
}

#[derive(Debug)]
struct State {
    // While there are any, nobody waits.
    free: usize,
    arrivals: u64,
    // By arrival; those who left are not among them.
    calls: BTreeMap<u64, Waiting>,
    bulk: BTreeMap<u64, Waiting>,
    rush: Option<Rush>,
}

#[derive(Debug)]
struct Waiting {
    since: Instant,
    turn: oneshot::Sender<Turn>,
}

/// More come than can be served.
#[derive(Debug)]
struct Rush {
    // The first arrival that found the line full.
    first: u64,
    // When somebody was refused last.
    refused: Instant,
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
        let next = self.line.state().next();
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
        let state = State { free: at_once, arrivals: 0, calls, bulk, rush: None };
        Arc::new(Self { state: Mutex::new(state), most, short: most.min(SHORT * at_once) })
    }

    /// Whether a call that comes now would be refused: it need not be read.
    pub(super) fn turns_away(&self) -> bool {
        let mut state = self.state();
        state.free == 0 && self.is_closed(&mut state, Instant::now())
    }

    /// Waits for the turn of a call.
    ///
    /// # Errors
    /// The line is full: at once, or when this one has waited too long.
    pub(super) async fn turn(self: &Arc<Self>) -> Result<Turn, Refused> {
        let (place, turn) = {
            let mut state = self.state();
            if let Some(turn) = self.take(&mut state) {
                return Ok(turn);
            }
            if self.is_closed(&mut state, Instant::now()) {
                return Err(Refused);
            }
            if state.calls.len() >= self.most {
                state.calls.pop_first();
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

    /// Whether the line takes nobody in.
    fn is_closed(&self, state: &mut State, now: Instant) -> bool {
        state.rush.take_if(|rush| now.duration_since(rush.refused) > CALM);
        if state.rush.is_none() && state.calls.len() >= self.most {
            tracing::warn!(waiting = state.calls.len(), "more calls come than can be served; refusing some");
            state.rush = Some(Rush { first: state.arrivals, refused: now });
        }
        let Some(rush) = &mut state.rush else { return false };
        let closed = state.calls.range(rush.first..).count() >= self.short;
        if closed {
            rush.refused = now;
            while let Some(oldest) = state.calls.first_entry()
                && *oldest.key() < rush.first
                && now.duration_since(oldest.get().since) > CALM
            {
                oldest.remove();
            }
        }
        closed
    }

    fn take(self: &Arc<Self>, state: &mut State) -> Option<Turn> {
        state.free = state.free.checked_sub(1)?;
        Some(Turn { line: Arc::clone(self) })
    }

    fn enter(self: &Arc<Self>, state: &mut State, lane: Lane) -> (Place, oneshot::Receiver<Turn>) {
        let (sender, receiver) = oneshot::channel();
        let arrival = state.arrivals;
        state.arrivals += 1;
        state.lane(lane).insert(arrival, Waiting { since: Instant::now(), turn: sender });
        (Place { line: Arc::clone(self), lane, arrival }, receiver)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while it is held.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Takes whoever is next out of the line; where nobody waits, a place becomes free.
    fn next(&mut self) -> Option<oneshot::Sender<Turn>> {
        let oldest = self.calls.first_key_value().map(|(arrival, _)| *arrival);
        let bulk = self.bulk.first_key_value().map(|(arrival, _)| *arrival);
        let next = match (oldest, bulk) {
            (Some(call), Some(bulk)) if bulk < call => self.bulk.pop_first(),
            (None, _) => self.bulk.pop_first(),
            (Some(_), _) => self.next_call(),
        };
        if next.is_none() {
            self.free += 1;
        }
        next.map(|(_, waiting)| waiting.turn)
    }

    fn next_call(&mut self) -> Option<(u64, Waiting)> {
        let Some(rush) = &self.rush else { return self.calls.pop_first() };
        match self.calls.range(rush.first..).next().map(|(arrival, _)| *arrival) {
            Some(arrival) => self.calls.remove_entry(&arrival),
            // They came before the rush; those who came last have most patience left.
            None => self.calls.pop_last(),
        }
    }

    fn lane(&mut self, lane: Lane) -> &mut BTreeMap<u64, Waiting> {
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

        /// Lets time pass for all who wait, and since the last refusal.
        fn age(&mut self, by: Duration) {
            let mut state = self.line.state();
            let earlier = |time: &mut Instant| *time = time.checked_sub(by).expect("the machine is older");
            state.calls.values_mut().for_each(|waiting| earlier(&mut waiting.since));
            state.rush.iter_mut().for_each(|rush| earlier(&mut rush.refused));
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
    fn in_a_rush_few_may_wait_and_are_served_before_those_who_keep_their_places() {
        let mut callers = Callers::new(1, 6);
        callers.come(&["a", "b", "c", "d", "e", "f", "g"]);
        assert!(!callers.line.turns_away(), "help: few have come since the line was full");
        for (comes, says) in [("h", "b is refused"), ("i", "c is refused"), ("j", "d is refused")] {
            assert_eq!(callers.come(&[comes]), says, "help: six wait, never more");
        }
        assert!(callers.line.turns_away());
        assert_eq!(callers.come(&["l"]), "l is refused");
        assert_eq!(callers.done(), "h computes");
        assert!(!callers.line.turns_away());
        assert_eq!(callers.come(&["m", "n"]), "n is refused");
        for next in ["i", "j", "m", "g", "f", "e"] {
            assert_eq!(callers.done(), format!("{next} computes"));
        }
    }

    #[test]
    fn a_rush_that_lasts_costs_those_who_came_before_it_their_places() {
        let mut callers = Callers::new(1, 6);
        callers.come(&["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"]);
        callers.age(CALM * 2 / 3);
        assert_eq!(callers.come(&["l"]), "l is refused");
        callers.age(CALM * 2 / 3);
        assert_eq!(callers.come(&["m"]), "m is refused, g is refused, f is refused, e is refused");
        assert_eq!(callers.done(), "h computes");
    }

    #[test]
    fn when_nobody_was_refused_for_a_while_it_is_first_come_first_served_again() {
        let mut callers = Callers::new(1, 6);
        callers.come(&["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"]);
        assert_eq!(callers.done(), "h computes");
        callers.age(CALM + Duration::from_millis(1));
        assert_eq!(callers.come(&["m"]), "", "help: five wait");
        assert_eq!(callers.done(), "e computes");
        assert_eq!(callers.done(), "f computes");
        assert_eq!(callers.done(), "g computes");
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
        // c came after the bulk and is refused for e: there is a rush.
        assert_eq!(callers.come(&["e"]), "c is refused");
        assert_eq!(callers.done(), "bulk computes");
        assert_eq!(callers.done(), "e computes");
        assert_eq!(callers.done(), "d computes");
    }
}
