//! Values by their numbers: they wait in a spool, and in memory is only where.

use super::{Spool, SpoolSlot};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::io;
use std::marker::PhantomData;

/// Values in their order.
#[derive(Debug)]
pub(crate) struct SpooledList<T> {
    spool: Spool,
    slots: Vec<SpoolSlot>,
    values: PhantomData<fn() -> T>,
}

impl<T> Default for SpooledList<T> {
    fn default() -> Self {
        Self {
            spool: Spool::default(),
            slots: Vec::new(),
            values: PhantomData,
        }
    }
}

impl<T: Serialize + DeserializeOwned> SpooledList<T> {
    /// Adds a value.
    pub(crate) fn push(&mut self, value: &T) {
        self.slots.push(self.spool.put_value(value));
    }

    /// Puts a value into the place of the one of a number.
    pub(crate) fn replace(&mut self, at: usize, value: &T) {
        self.slots[at] = self.spool.put_value(value);
    }

    pub(crate) fn len(&self) -> usize {
        self.slots.len()
    }

    /// All values, one at a time.
    pub(crate) fn iter(&self) -> impl Iterator<Item = io::Result<T>> + '_ {
        self.slots.iter().map(|slot| self.spool.value(*slot))
    }

    /// The value of a number.
    ///
    /// # Errors
    /// The system's reason where it has lost it.
    pub(crate) fn get(&self, at: usize) -> io::Result<T> {
        let slot = self.slots.get(at).ok_or(io::ErrorKind::NotFound)?;
        self.spool.value(*slot)
    }
}
