use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

/// How long after the last rejection an overload counts as over; older waiters are dropped after the same time.
const OVERLOAD_WINDOW: Duration = Duration::from_secs(1);

/// Queue length per worker during an overload: just enough to keep the workers busy, since each waiter adds latency for
/// all behind it. At 1.1 times the capacity of one worker, with documents of very different lengths, two waiters keep it
/// busy for 87 % of the time, three for 91 % (simulated).
const WAITERS_PER_WORKER: usize = 3;

/// The admission queue in front of the workers: adaptive LIFO with a bound.
///
/// First in, first out until the queue overflows. From then on, until no call has been rejected for
/// [`OVERLOAD_WINDOW`], new calls are served first, and only a few of them may wait; calls beyond those are rejected
/// before they are read ([`sheds`](Self::sheds)). Calls that were queued before the overload keep their places and are
/// served when it is over, unless it lasts. A short burst therefore costs no queued call its answer, and a long one does
/// not make every call late.
///
/// Source: adaptive LIFO and controlled delay, in B. Maurer, "Fail at Scale", ACM Queue 13(8), 2015.
#[derive(Debug)]
pub(in crate::rpc) struct AdmissionQueue {
    state: Mutex<State>,
    capacity: usize,
    // Invariant: at most `capacity`.
    overload_capacity: usize,
}

#[derive(Debug)]
struct State {
    // Invariant: 0 while anybody waits.
    free: usize,
    arrivals: u64,
    // Keyed by arrival. Callers that gave up are removed.
    calls: BTreeMap<u64, Waiter>,
    bulk: BTreeMap<u64, Waiter>,
    overload: Option<Overload>,
}

#[derive(Debug)]
struct Waiter {
    since: Instant,
    permit: oneshot::Sender<Permit>,
}

/// The queue has overflowed.
#[derive(Debug)]
struct Overload {
    // The first arrival that found the queue full.
    first: u64,
    last_rejection: Instant,
}

/// The queue is full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::rpc) struct QueueFull;

/// The right to compute; dropping it hands it to the next waiter.
#[derive(Debug)]
pub(in crate::rpc) struct Permit {
    queue: Arc<AdmissionQueue>,
}

impl Drop for Permit {
    fn drop(&mut self) {
        let next = self.queue.state().next();
        if let Some(next) = next {
            // A waiter that has just gone away drops the permit, which hands it on again.
            let _ = next.send(Self { queue: Arc::clone(&self.queue) });
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lane {
    Calls,
    Bulk,
}

/// A place in the queue, given up on drop.
#[derive(Debug)]
struct QueueEntry {
    queue: Arc<AdmissionQueue>,
    lane: Lane,
    arrival: u64,
}

impl Drop for QueueEntry {
    fn drop(&mut self) {
        self.queue.state().lane(self.lane).remove(&self.arrival);
    }
}

impl AdmissionQueue {
    /// A queue in front of `workers` workers, in which at most `capacity` calls wait.
    pub(in crate::rpc) fn new(workers: usize, capacity: usize) -> Arc<Self> {
        let (calls, bulk) = (BTreeMap::new(), BTreeMap::new());
        let state = State { free: workers, arrivals: 0, calls, bulk, overload: None };
        let overload_capacity = capacity.min(WAITERS_PER_WORKER * workers);
        Arc::new(Self { state: Mutex::new(state), capacity, overload_capacity })
    }

    /// Whether a call that arrives now would be rejected, so that it need not be read.
    pub(in crate::rpc) fn sheds(&self) -> bool {
        let mut state = self.state();
        state.free == 0 && self.is_closed(&mut state, Instant::now())
    }

    /// Waits for the permit of a call.
    ///
    /// # Errors
    /// The queue is full, or this call was evicted from it.
    pub(in crate::rpc) async fn acquire(self: &Arc<Self>) -> Result<Permit, QueueFull> {
        let (entry, permit) = {
            let mut state = self.state();
            if let Some(permit) = self.take_free(&mut state) {
                return Ok(permit);
            }
            if self.is_closed(&mut state, Instant::now()) {
                return Err(QueueFull);
            }
            if state.calls.len() >= self.capacity {
                state.calls.pop_first();
            }
            self.enter(&mut state, Lane::Calls)
        };
        let permit = permit.await.map_err(|_| QueueFull);
        drop(entry);
        permit
    }

    /// Waits for the permit of a document of a batch or stream, which is due once every earlier call has been served or
    /// rejected. This lane has no bound of its own; callers limit how many wait in it.
    ///
    /// # Errors
    /// Never in practice: this lane is not shed.
    pub(in crate::rpc) async fn acquire_bulk(self: &Arc<Self>) -> Result<Permit, QueueFull> {
        let (entry, permit) = {
            let mut state = self.state();
            if let Some(permit) = self.take_free(&mut state) {
                return Ok(permit);
            }
            self.enter(&mut state, Lane::Bulk)
        };
        let permit = permit.await.map_err(|_| QueueFull);
        drop(entry);
        permit
    }

    /// Whether new calls are rejected; starts and ends the overload.
    fn is_closed(&self, state: &mut State, now: Instant) -> bool {
        state.overload.take_if(|overload| now.duration_since(overload.last_rejection) > OVERLOAD_WINDOW);
        if state.overload.is_none() && state.calls.len() >= self.capacity {
            tracing::warn!(queued = state.calls.len(), "overload: the queue is full; rejecting calls");
            state.overload = Some(Overload { first: state.arrivals, last_rejection: now });
        }
        let Some(overload) = &mut state.overload else { return false };
        let closed = state.calls.range(overload.first..).count() >= self.overload_capacity;
        if closed {
            overload.last_rejection = now;
            while let Some(oldest) = state.calls.first_entry()
                && *oldest.key() < overload.first
                && now.duration_since(oldest.get().since) > OVERLOAD_WINDOW
            {
                oldest.remove();
            }
        }
        closed
    }

    fn take_free(self: &Arc<Self>, state: &mut State) -> Option<Permit> {
        state.free = state.free.checked_sub(1)?;
        Some(Permit { queue: Arc::clone(self) })
    }

    fn enter(self: &Arc<Self>, state: &mut State, lane: Lane) -> (QueueEntry, oneshot::Receiver<Permit>) {
        let (sender, receiver) = oneshot::channel();
        let arrival = state.arrivals;
        state.arrivals += 1;
        state.lane(lane).insert(arrival, Waiter { since: Instant::now(), permit: sender });
        (QueueEntry { queue: Arc::clone(self), lane, arrival }, receiver)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while it is held.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Removes the next waiter from the queue; with none, a worker becomes free.
    fn next(&mut self) -> Option<oneshot::Sender<Permit>> {
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
        next.map(|(_, waiter)| waiter.permit)
    }

    fn next_call(&mut self) -> Option<(u64, Waiter)> {
        let Some(overload) = &self.overload else { return self.calls.pop_first() };
        match self.calls.range(overload.first..).next().map(|(arrival, _)| *arrival) {
            Some(arrival) => self.calls.remove_entry(&arrival),
            // Queued before the overload: newest first, since its client is the least likely to have given up.
            None => self.calls.pop_last(),
        }
    }

    fn lane(&mut self, lane: Lane) -> &mut BTreeMap<u64, Waiter> {
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

    type Acquire = Pin<Box<dyn Future<Output = Result<Permit, QueueFull>>>>;

    /// Callers by name, each polled once so that it is queued.
    struct Callers {
        queue: Arc<AdmissionQueue>,
        waiting: Vec<(&'static str, Acquire)>,
        permits: Vec<Permit>,
    }

    impl Callers {
        fn new(workers: usize, capacity: usize) -> Self {
            Self { queue: AdmissionQueue::new(workers, capacity), waiting: Vec::new(), permits: Vec::new() }
        }

        fn come(&mut self, names: &[&'static str]) -> String {
            let mut said = String::new();
            for &name in names {
                let queue = Arc::clone(&self.queue);
                let waiting: Acquire = match name.starts_with("bulk") {
                    true => Box::pin(async move { queue.acquire_bulk().await }),
                    false => Box::pin(async move { queue.acquire().await }),
                };
                // In front, to show that a rejection is delivered at once.
                self.waiting.insert(0, (name, waiting));
                said += &self.poll();
            }
            said
        }

        /// Lets time pass, for all waiters and since the last rejection.
        fn age(&mut self, by: Duration) {
            let mut state = self.queue.state();
            let earlier = |time: &mut Instant| *time = time.checked_sub(by).expect("the machine is older");
            state.calls.values_mut().for_each(|waiting| earlier(&mut waiting.since));
            state.overload.iter_mut().for_each(|overload| earlier(&mut overload.last_rejection));
        }

        fn leave(&mut self, name: &str) {
            self.waiting.retain(|(waiting, _)| *waiting != name);
        }

        /// One worker finishes; returns what happened to whom.
        fn done(&mut self) -> String {
            drop(self.permits.pop().expect("help: no worker is busy"));
            self.poll()
        }

        fn poll(&mut self) -> String {
            let mut said = Vec::new();
            let mut context = Context::from_waker(Waker::noop());
            self.waiting.retain_mut(|(name, waiting)| match waiting.as_mut().poll(&mut context) {
                Poll::Pending => true,
                Poll::Ready(Ok(permit)) => {
                    self.permits.push(permit);
                    said.push(format!("{name} runs"));
                    false
                }
                Poll::Ready(Err(QueueFull)) => {
                    said.push(format!("{name} is rejected"));
                    false
                }
            });
            said.join(", ")
        }
    }

    #[test]
    fn calls_are_served_first_in_first_out() {
        let mut callers = Callers::new(1, 3);
        callers.come(&["a", "b", "c", "d"]);
        assert_eq!(callers.done(), "b runs");
        assert_eq!(callers.done(), "c runs");
        assert_eq!(callers.done(), "d runs");
        assert_eq!(callers.done(), "");
        callers.come(&["e"]);
        assert_eq!(callers.permits.len(), 1);
    }

    #[test]
    fn under_overload_few_new_calls_wait_and_are_served_before_those_queued_earlier() {
        let mut callers = Callers::new(1, 6);
        callers.come(&["a", "b", "c", "d", "e", "f", "g"]);
        assert!(!callers.queue.sheds(), "help: few have arrived since the queue was full");
        for (comes, says) in [("h", "b is rejected"), ("i", "c is rejected"), ("j", "d is rejected")] {
            assert_eq!(callers.come(&[comes]), says, "help: six wait, never more");
        }
        assert!(callers.queue.sheds());
        assert_eq!(callers.come(&["l"]), "l is rejected");
        assert_eq!(callers.done(), "h runs");
        assert!(!callers.queue.sheds());
        assert_eq!(callers.come(&["m", "n"]), "n is rejected");
        for next in ["i", "j", "m", "g", "f", "e"] {
            assert_eq!(callers.done(), format!("{next} runs"));
        }
    }

    #[test]
    fn a_lasting_overload_evicts_the_calls_queued_before_it() {
        let mut callers = Callers::new(1, 6);
        callers.come(&["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"]);
        callers.age(OVERLOAD_WINDOW * 2 / 3);
        assert_eq!(callers.come(&["l"]), "l is rejected");
        callers.age(OVERLOAD_WINDOW * 2 / 3);
        assert_eq!(callers.come(&["m"]), "m is rejected, g is rejected, f is rejected, e is rejected");
        assert_eq!(callers.done(), "h runs");
    }

    #[test]
    fn a_while_after_the_last_rejection_the_queue_is_first_in_first_out_again() {
        let mut callers = Callers::new(1, 6);
        callers.come(&["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"]);
        assert_eq!(callers.done(), "h runs");
        callers.age(OVERLOAD_WINDOW + Duration::from_millis(1));
        assert_eq!(callers.come(&["m"]), "", "help: five wait");
        assert_eq!(callers.done(), "e runs");
        assert_eq!(callers.done(), "f runs");
        assert_eq!(callers.done(), "g runs");
    }

    #[test]
    fn without_capacity_a_new_call_is_rejected() {
        let mut callers = Callers::new(1, 0);
        callers.come(&["a"]);
        assert_eq!(callers.come(&["b"]), "b is rejected");
    }

    #[test]
    fn a_cancelled_call_leaves_the_queue() {
        let mut callers = Callers::new(1, 2);
        callers.come(&["a", "b", "c"]);
        callers.leave("b");
        callers.come(&["d"]);
        assert_eq!(callers.done(), "c runs");
        callers.leave("d");
        assert_eq!(callers.done(), "");
        assert_eq!(callers.queue.state().free, 1);
    }

    #[test]
    fn a_permit_for_a_cancelled_call_goes_to_the_next() {
        let mut callers = Callers::new(1, 2);
        callers.come(&["a", "b", "c"]);
        drop(callers.permits.pop());
        // It was sent to b, which has not been polled yet.
        callers.leave("b");
        assert_eq!(callers.poll(), "c runs");
    }

    #[test]
    fn bulk_is_served_in_order_even_while_calls_are_rejected() {
        let mut callers = Callers::new(1, 2);
        callers.come(&["a", "b", "bulk", "c"]);
        assert_eq!(callers.done(), "b runs");
        callers.come(&["d"]);
        // c arrived after the bulk and is rejected for e: the queue is overloaded.
        assert_eq!(callers.come(&["e"]), "c is rejected");
        assert_eq!(callers.done(), "bulk runs");
        assert_eq!(callers.done(), "e runs");
        assert_eq!(callers.done(), "d runs");
    }
}
