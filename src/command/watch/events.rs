//! When to look at a folder: at once where the system says that something has happened in it, else after a while.
//! Network shares say nothing, so what the system says only makes it quicker. The only door to notify.

use crate::parallel;
use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread;
use std::time::Duration;

/// The shortest time between two looks, however many events come.
const REST: Duration = Duration::from_millis(150);

/// What the system says of a folder.
pub(super) struct Events {
    watcher: Option<RecommendedWatcher>,
    said: Receiver<()>,
}

impl Events {
    pub(super) fn of(folder: &Path) -> Self {
        let (say, said) = sync_channel(1);
        let watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            // one word is enough until it is heard
            if !event.is_ok_and(|event| is_reading(event.kind)) {
                let _ = say.try_send(());
            }
        });
        let watch = |mut watcher: RecommendedWatcher| {
            let watch = || watcher.watch(folder, RecursiveMode::Recursive);
            match parallel::caught(watch) {
                Some(outcome) => outcome.is_ok().then_some(watcher),
                None => {
                    // it has got no thread from the system, and panics once more when it is dropped
                    std::mem::forget(watcher);
                    None
                }
            }
        };
        Self {
            watcher: watcher.ok().and_then(watch),
            said,
        }
    }

    /// Waits for an event, but no longer than `most`.
    pub(super) fn wait(&self, most: Duration) {
        thread::sleep(REST);
        let left = most.saturating_sub(REST);
        if self.watcher.is_none()
            || self.said.recv_timeout(left) == Err(RecvTimeoutError::Disconnected)
        {
            thread::sleep(left);
        }
    }
}

/// Whether somebody only reads: as a rule this program, which would wake itself.
fn is_reading(kind: EventKind) -> bool {
    matches!(kind, EventKind::Access(kind) if kind != AccessKind::Close(AccessMode::Write))
}
