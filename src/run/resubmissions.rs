//! Departments that handed in more than one budget: what the others need to know of each.

use std::collections::HashMap;
use std::sync::Mutex;

/// What is known of the submissions of departments that handed in more than one, by their numbers: each is read and
/// reconciled once, however many there are.
#[derive(Debug, Default)]
pub(crate) struct Resubmissions(Mutex<HashMap<usize, Resubmission>>);

/// A submission as the others of its department see it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Resubmission {
    /// Hash of its amounts.
    pub(crate) amounts: u64,
    pub(crate) is_publishable: bool,
}

impl Resubmissions {
    /// What is known of a number, or is found out now; several at once may find out the same.
    pub(crate) fn of(
        &self,
        at: usize,
        find: impl FnOnce() -> Option<Resubmission>,
    ) -> Option<Resubmission> {
        let known = self.0.lock().ok().and_then(|all| all.get(&at).copied());
        let found = known.or_else(find)?;
        if let Ok(mut all) = self.0.lock() {
            all.insert(at, found);
        }
        Some(found)
    }
}
