use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::{fmt, mem};

use super::metrics;

/// Where things stand that wait for their callers: answers to be taken, and parts of requests whose rest is to come.
///
/// A caller may be slow, or never do what is waited for, and answers are larger than what they answer. So there is
/// room for so many bytes; beyond, what has stood longest is given up, which is that of whoever does nothing: others take
/// their answers, and send their requests, at once.
#[derive(Debug)]
pub(super) struct Shelf {
    state: Mutex<State>,
    room: usize,
}

#[derive(Debug, Default)]
struct State {
    // By the order in which they were put there.
    things: BTreeMap<u64, Standing>,
    next: u64,
    // Invariant: the sum of their sizes.
    taken_up: usize,
}

struct Standing {
    size: usize,
    thing: Arc<dyn Thing>,
}

impl fmt::Debug for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Never the answer itself, which holds what is in a document.
        write!(f, "{} bytes", self.size)
    }
}

/// What can be given up.
trait Thing: Send + Sync {
    fn give_up(&self);
}

impl<T: Send> Thing for Mutex<Option<T>> {
    fn give_up(&self) {
        *lock(self) = None;
    }
}

/// An answer on the shelf, which is off it when this is dropped.
pub(super) struct Shelved<T> {
    shelf: Arc<Shelf>,
    place: u64,
    thing: Arc<Mutex<Option<T>>>,
}

impl<T> fmt::Debug for Shelved<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Shelved({})", self.place)
    }
}

impl Shelf {
    /// A shelf with room for so many bytes.
    pub(super) fn new(room: usize) -> Arc<Self> {
        Arc::new(Self { state: Mutex::default(), room })
    }

    /// Puts an answer there that takes up so many bytes; it finds a place, whatever its size.
    pub(super) fn put<T: Send + 'static>(self: &Arc<Self>, thing: T, size: usize) -> Shelved<T> {
        let thing = Arc::new(Mutex::new(Some(thing)));
        let (place, given_up) = {
            let mut state = lock(&self.state);
            let place = state.next;
            state.next += 1;
            state.taken_up += size;
            state.things.insert(place, Standing { size, thing: Arc::<Mutex<Option<T>>>::clone(&thing) });
            (place, state.make_room(self.room))
        };
        give_up(given_up);
        Shelved { shelf: Arc::clone(self), place, thing }
    }
}

impl State {
    /// Takes off what is to be given up; what stands there alone is not.
    fn make_room(&mut self, room: usize) -> Vec<Arc<dyn Thing>> {
        let mut given_up = Vec::new();
        while self.taken_up > room
            && self.things.len() > 1
            && let Some((_, oldest)) = self.things.pop_first()
        {
            self.taken_up -= oldest.size;
            given_up.push(oldest.thing);
        }
        given_up
    }
}

/// Not to be done while others wait for a place: what is large takes a while to be dropped.
fn give_up(things: Vec<Arc<dyn Thing>>) {
    for thing in things {
        metrics::cancelled();
        thing.give_up();
    }
}

impl<T> Shelved<T> {
    /// What is to be done with the answer, unless that was given up.
    pub(super) fn with<R>(&self, work: impl FnOnce(&mut T) -> R) -> Option<R> {
        lock(&self.thing).as_mut().map(work)
    }

    /// Says that it takes up so many bytes now. It keeps its place, and may be given up for it.
    pub(super) fn resize(&self, size: usize) {
        let given_up = {
            let mut state = lock(&self.shelf.state);
            let Some(standing) = state.things.get_mut(&self.place) else { return };
            let before = mem::replace(&mut standing.size, size);
            state.taken_up = state.taken_up - before + size;
            state.make_room(self.shelf.room)
        };
        give_up(given_up);
    }

    /// The answer, unless it was given up.
    pub(super) fn take(self) -> Option<T> {
        lock(&self.thing).take()
    }
}

impl<T> Drop for Shelved<T> {
    fn drop(&mut self) {
        let mut state = lock(&self.shelf.state);
        if let Some(standing) = state.things.remove(&self.place) {
            state.taken_up -= standing.size;
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

    /// Which of the answers are still there.
    #[track_caller]
    fn check(shelf: &Arc<Shelf>, answers: &[Shelved<&'static str>], expect: &[&str], taken_up: usize) {
        let there: Vec<_> = answers.iter().filter_map(|answer| answer.with(|text| *text)).collect();
        assert_eq!((&*there, lock(&shelf.state).taken_up), (expect, taken_up));
    }

    #[test]
    fn the_answers_that_have_stood_longest_make_room_for_others() {
        let shelf = Shelf::new(100);
        let mut answers = vec![shelf.put("a", 40), shelf.put("b", 40)];
        check(&shelf, &answers, &["a", "b"], 80);
        answers.push(shelf.put("c", 50));
        check(&shelf, &answers, &["b", "c"], 90);
        // Off the shelf, it takes up nothing.
        assert_eq!(answers.remove(1).take(), Some("b"));
        check(&shelf, &answers, &["c"], 50);
        assert_eq!(answers.remove(0).take(), None, "help: it was given up");
        check(&shelf, &answers, &["c"], 50);
    }

    #[test]
    fn what_grows_keeps_its_place() {
        let shelf = Shelf::new(100);
        let answers = vec![shelf.put("a", 10), shelf.put("b", 10), shelf.put("c", 10)];
        answers[1].resize(85);
        check(&shelf, &answers, &["b", "c"], 95);
        answers[1].resize(95);
        check(&shelf, &answers, &["c"], 10);
        answers[2].resize(1000);
        check(&shelf, &answers, &["c"], 1000);
    }

    #[test]
    fn an_answer_that_is_larger_than_the_shelf_has_it_for_itself() {
        let shelf = Shelf::new(100);
        let mut answers = vec![shelf.put("a", 10), shelf.put("b", 1000)];
        check(&shelf, &answers, &["b"], 1000);
        answers.push(shelf.put("c", 1));
        check(&shelf, &answers, &["c"], 1);
        drop(answers);
        check(&shelf, &[], &[], 0);
    }
}
