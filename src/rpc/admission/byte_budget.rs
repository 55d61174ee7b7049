use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::{fmt, mem};

use crate::rpc::observe::metrics;

/// Bounds the bytes held for slow clients, responses not yet read and requests not yet complete; evicts the oldest.
///
/// Responses are larger than their requests, and a client may never read or never finish sending. Beyond the budget the
/// oldest reservation is evicted: healthy clients read and send at once, so the oldest belongs to a stalled one.
#[derive(Debug)]
pub(in crate::rpc) struct ByteBudget {
    state: Mutex<State>,
    bytes: usize,
}

#[derive(Debug, Default)]
struct State {
    // Keyed by age.
    reserved: BTreeMap<u64, Reserved>,
    next: u64,
    // Invariant: the sum of all sizes.
    used: usize,
}

struct Reserved {
    size: usize,
    value: Arc<dyn Evict>,
}

impl fmt::Debug for Reserved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Never the value, which holds text of a document.
        write!(f, "{} bytes", self.size)
    }
}

trait Evict: Send + Sync {
    fn evict(&self);
}

impl<T: Send> Evict for Mutex<Option<T>> {
    fn evict(&self) {
        *lock(self) = None;
    }
}

/// A value within the budget, unless evicted; dropping it returns its bytes.
pub(in crate::rpc) struct Reservation<T> {
    budget: Arc<ByteBudget>,
    key: u64,
    value: Arc<Mutex<Option<T>>>,
}

impl<T> fmt::Debug for Reservation<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reservation({})", self.key)
    }
}

impl ByteBudget {
    /// A budget of this many bytes.
    pub(in crate::rpc) fn new(bytes: usize) -> Arc<Self> {
        Arc::new(Self { state: Mutex::default(), bytes })
    }

    /// Holds a value of `size` bytes. It is always taken, even when larger than the budget; others make room for it.
    pub(in crate::rpc) fn reserve<T: Send + 'static>(
        self: &Arc<Self>,
        value: T,
        size: usize,
    ) -> Reservation<T> {
        let value = Arc::new(Mutex::new(Some(value)));
        let (key, evicted) = {
            let mut state = lock(&self.state);
            let key = state.next;
            state.next += 1;
            state.used += size;
            state.reserved.insert(key, Reserved { size, value: Arc::<Mutex<Option<T>>>::clone(&value) });
            (key, state.make_room(self.bytes))
        };
        evict(evicted);
        Reservation { budget: Arc::clone(self), key, value }
    }
}

impl State {
    /// Removes what is to be evicted; the last one is kept whatever its size.
    fn make_room(&mut self, bytes: usize) -> Vec<Arc<dyn Evict>> {
        let mut evicted = Vec::new();
        while self.used > bytes
            && self.reserved.len() > 1
            && let Some((_, oldest)) = self.reserved.pop_first()
        {
            self.used -= oldest.size;
            evicted.push(oldest.value);
        }
        evicted
    }
}

/// Call it without the lock: dropping a large value takes time.
fn evict(values: Vec<Arc<dyn Evict>>) {
    for value in values {
        metrics::cancelled();
        value.evict();
    }
}

impl<T> Reservation<T> {
    /// Works on the value, unless it was evicted.
    pub(in crate::rpc) fn with<R>(&self, work: impl FnOnce(&mut T) -> R) -> Option<R> {
        lock(&self.value).as_mut().map(work)
    }

    /// Changes its size. It keeps its age, and may be evicted at once.
    pub(in crate::rpc) fn resize(&self, size: usize) {
        let evicted = {
            let mut state = lock(&self.budget.state);
            let Some(reserved) = state.reserved.get_mut(&self.key) else { return };
            let before = mem::replace(&mut reserved.size, size);
            state.used = state.used - before + size;
            state.make_room(self.budget.bytes)
        };
        evict(evicted);
    }

    /// The value, unless it was evicted.
    pub(in crate::rpc) fn take(self) -> Option<T> {
        lock(&self.value).take()
    }
}

impl<T> Drop for Reservation<T> {
    fn drop(&mut self) {
        let mut state = lock(&self.budget.state);
        if let Some(reserved) = state.reserved.remove(&self.key) {
            state.used -= reserved.size;
        }
    }
}

fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nothing that panics is done while it is held.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks which values are left, and how many bytes are in use.
    #[track_caller]
    fn check(budget: &Arc<ByteBudget>, held: &[Reservation<&'static str>], expect: &[&str], used: usize) {
        let left: Vec<_> = held.iter().filter_map(|value| value.with(|text| *text)).collect();
        assert_eq!((&*left, lock(&budget.state).used), (expect, used));
    }

    #[test]
    fn the_oldest_is_evicted() {
        let budget = ByteBudget::new(100);
        let mut held = vec![budget.reserve("a", 40), budget.reserve("b", 40)];
        check(&budget, &held, &["a", "b"], 80);
        held.push(budget.reserve("c", 50));
        check(&budget, &held, &["b", "c"], 90);
        assert_eq!(held.remove(1).take(), Some("b"));
        check(&budget, &held, &["c"], 50);
        assert_eq!(held.remove(0).take(), None, "help: it was evicted");
        check(&budget, &held, &["c"], 50);
    }

    #[test]
    fn a_value_that_grows_keeps_its_age() {
        let budget = ByteBudget::new(100);
        let held = vec![budget.reserve("a", 10), budget.reserve("b", 10), budget.reserve("c", 10)];
        held[1].resize(85);
        check(&budget, &held, &["b", "c"], 95);
        held[1].resize(95);
        check(&budget, &held, &["c"], 10);
        held[2].resize(1000);
        check(&budget, &held, &["c"], 1000);
    }

    #[test]
    fn a_value_larger_than_the_budget_has_it_to_itself() {
        let budget = ByteBudget::new(100);
        let mut held = vec![budget.reserve("a", 10), budget.reserve("b", 1000)];
        check(&budget, &held, &["b"], 1000);
        held.push(budget.reserve("c", 1));
        check(&budget, &held, &["c"], 1);
        drop(held);
        check(&budget, &[], &[], 0);
    }
}
