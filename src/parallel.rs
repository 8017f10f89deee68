//! Work on all cores whose results come in order, however many cores there are.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::num::NonZero;
use std::panic::{self, AssertUnwindSafe, resume_unwind};
use std::sync::mpsc::channel;
use std::sync::{Condvar, Mutex, Once, PoisonError};
use std::thread::{self, Builder};

/// Results that may wait for an earlier one, for each thread.
const AHEAD: usize = 16;

/// Runs `work` for every number below `count` and gives what comes of it to `each`, in order, on the thread that
/// called. Every thread has its own state, made by `state`. No more than a few results wait for an earlier
/// one, so that memory does not grow with `count`.
pub(crate) fn in_order<S, T: Send>(
    count: usize,
    state: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, usize) -> T + Sync,
    mut each: impl FnMut(usize, T),
) {
    let threads = thread::available_parallelism()
        .map_or(1, NonZero::get)
        .min(count);
    if threads < 2 {
        let mut state = state();
        (0..count).for_each(|index| each(index, work(&mut state, index)));
        return;
    }
    let queue = Queue {
        next: Mutex::new((0, 0)),
        moved: Condvar::new(),
        count,
        ahead: AHEAD * threads,
    };
    let (send, results) = channel();
    thread::scope(|scope| {
        let mut started = 0;
        for _ in 0..threads {
            let (send, queue, state, work) = (send.clone(), &queue, &state, &work);
            let run = move || {
                // whatever becomes of this thread, the others do not wait for it
                let _open = QueueGuard(queue);
                let mut state = state();
                while let Some(index) = queue.take() {
                    if send.send((index, work(&mut state, index))).is_err() {
                        break;
                    }
                }
            };
            // a system that has no more threads to give has to do with fewer
            started += usize::from(Builder::new().spawn_scoped(scope, run).is_ok());
        }
        drop(send);
        if started == 0 {
            let mut state = state();
            (0..count).for_each(|index| each(index, work(&mut state, index)));
            return;
        }
        let mut waiting = BTreeMap::new();
        let mut done = 0;
        for (index, result) in results {
            waiting.insert(index, result);
            while let Some(result) = waiting.remove(&done) {
                each(done, result);
                done += 1;
                queue.done(done);
            }
        }
    });
}

/// Runs `work` on its own thread and waits for it. A new thread takes over the memory that ended ones have given
/// back, which the thread that called does not have: after much work on all cores, large work is better done so.
pub(crate) fn apart<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    both(|| (), work).1
}

/// Runs two works, the second one on its own thread where the system has one to give.
pub(crate) fn both<A, B: Send>(
    one: impl FnOnce() -> A,
    other: impl FnOnce() -> B + Send,
) -> (A, B) {
    if cfg!(target_family = "wasm") {
        return (one(), other());
    }
    let other = Mutex::new(Some(other));
    let run = || {
        let other = other.lock().unwrap_or_else(PoisonError::into_inner).take();
        other.map(|other| other())
    };
    thread::scope(|scope| {
        let beside = Builder::new().spawn_scoped(scope, run);
        let one = one();
        let other = match beside {
            Ok(thread) => thread.join().unwrap_or_else(|panic| resume_unwind(panic)),
            // the system has no more threads to give
            Err(_) => run(),
        };
        (one, other.expect("it is run once"))
    })
}

/// Begins `work` on its own thread, where the system has one to give; nobody waits for it.
pub(crate) fn beside(work: impl FnOnce() + Send + 'static) {
    if !cfg!(target_family = "wasm") {
        let _ = Builder::new().spawn(work);
    }
}

/// Runs `work`, which may panic, and prints nothing if it does; then there is no result.
pub(crate) fn caught<T>(work: impl FnOnce() -> T) -> Option<T> {
    static QUIET: Once = Once::new();
    thread_local!(static IS_CAUGHT: Cell<bool> = const { Cell::new(false) });
    QUIET.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !IS_CAUGHT.get() {
                usual(info);
            }
        }));
    });
    let before = IS_CAUGHT.replace(true);
    let outcome = panic::catch_unwind(AssertUnwindSafe(work));
    IS_CAUGHT.set(before);
    outcome.ok()
}

/// What is to be done next, and how far results have been taken.
struct Queue {
    next: Mutex<(usize, usize)>,
    moved: Condvar,
    count: usize,
    ahead: usize,
}

impl Queue {
    fn take(&self) -> Option<usize> {
        let numbers = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let is_far = |(next, done): &mut (usize, usize)| {
            *next < self.count && *next >= done.saturating_add(self.ahead)
        };
        let mut numbers = self
            .moved
            .wait_while(numbers, is_far)
            .unwrap_or_else(PoisonError::into_inner);
        let index = numbers.0;
        numbers.0 += 1;
        (index < self.count).then_some(index)
    }

    fn done(&self, done: usize) {
        let mut numbers = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        // a thread that panicked has opened the queue for good
        numbers.1 = numbers.1.max(done);
        drop(numbers);
        self.moved.notify_all();
    }
}

/// Lets all threads go on when one of them ends.
struct QueueGuard<'a>(&'a Queue);

impl Drop for QueueGuard<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.done(usize::MAX);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn results_come_in_order_whoever_is_first() {
        let mut seen = Vec::new();
        let work = |_: &mut (), index: usize| {
            if index.is_multiple_of(7) {
                thread::sleep(Duration::from_millis(2));
            }
            index * 2
        };
        in_order(300, || (), work, |index, result| seen.push((index, result)));
        assert_eq!(
            seen,
            (0..300).map(|index| (index, index * 2)).collect::<Vec<_>>()
        );
    }

    #[test]
    fn nothing_is_to_be_done_at_times() {
        in_order(
            0,
            || (),
            |_, index| index,
            |_, _| panic!("there is nothing"),
        );
    }

    #[test]
    fn a_thread_that_panics_leaves_nobody_waiting() {
        let run = || in_order(500, || (), |_, index| assert_ne!(index, 3), |_, _| {});
        assert!(std::panic::catch_unwind(run).is_err());
    }
}
