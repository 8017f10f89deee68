//! Values by their names: they wait in a spool, and in memory is only where.

use super::{Spool, SpoolSlot};
use crate::run::digest;
use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::ser::{self, SerializeMap};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Borrow;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::io;
use std::marker::PhantomData;

/// What stands for a name.
pub(crate) type NameHash = [u8; 16];

/// Values by name, in the order in which they came.
#[derive(Debug)]
pub(crate) struct SpooledMap<V, K = String> {
    spool: Spool,
    /// By the hashes of their names; a name whose place another one has is in the next that is free.
    places: HashMap<u64, SpoolSlot>,
    values: PhantomData<fn() -> (K, V)>,
}

impl<V, K> Default for SpooledMap<V, K> {
    fn default() -> Self {
        Self {
            spool: Spool::default(),
            places: HashMap::new(),
            values: PhantomData,
        }
    }
}

impl<V: Serialize + DeserializeOwned, K: Serialize + DeserializeOwned> SpooledMap<V, K> {
    /// Keeps a value; of two of one name the last.
    pub(crate) fn insert<Q>(&mut self, name: &Q, value: &V)
    where
        Q: Serialize + PartialEq + ?Sized,
        K: Borrow<Q>,
    {
        let (place, _) = self.find(name);
        let slot = self.spool.put_value(&(name, value));
        self.places.insert(place, slot);
    }

    /// The value of a name; also `None` where the system has lost it.
    pub(crate) fn get<Q>(&self, name: &Q) -> Option<V>
    where
        Q: Serialize + PartialEq + ?Sized,
        K: Borrow<Q>,
    {
        self.value(name).ok()
    }

    /// The same.
    ///
    /// # Errors
    /// The system's reason where it has lost it.
    pub(crate) fn value<Q>(&self, name: &Q) -> io::Result<V>
    where
        Q: Serialize + PartialEq + ?Sized,
        K: Borrow<Q>,
    {
        let entry = self.find(name).1.ok_or(io::ErrorKind::NotFound)?;
        entry.map(|(_, value)| value)
    }

    pub(crate) fn contains<Q>(&self, name: &Q) -> bool
    where
        Q: Serialize + PartialEq + ?Sized,
        K: Borrow<Q>,
    {
        self.find(name).1.is_some()
    }

    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Every name and its value.
    pub(crate) fn iter(&self) -> impl Iterator<Item = io::Result<(K, V)>> + '_ {
        let mut slots: Vec<SpoolSlot> = self.places.values().copied().collect();
        slots.sort_unstable();
        slots.into_iter().map(|slot| self.spool.value(slot))
    }

    /// The place of a name, and what is there. What the system has lost may be of that name.
    fn find<Q>(&self, name: &Q) -> (u64, Option<io::Result<(K, V)>>)
    where
        Q: Serialize + PartialEq + ?Sized,
        K: Borrow<Q>,
    {
        let name_bytes = postcard::to_stdvec(name).expect("a vector takes everything");
        let mut place = short_hash(&name_bytes);
        while let Some(slot) = self.places.get(&place) {
            let entry: io::Result<(K, V)> = self.spool.value(*slot);
            if entry.as_ref().is_ok_and(|(own, _)| own.borrow() != name) {
                place = place.wrapping_add(1);
            } else {
                return (place, Some(entry));
            }
        }
        (place, None)
    }
}

impl<V: Serialize + DeserializeOwned> Serialize for SpooledMap<V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for entry in self.iter() {
            let (name, value) = entry.map_err(ser::Error::custom)?;
            map.serialize_entry(&name, &value)?;
        }
        map.end()
    }
}

impl<'de, V: Serialize + DeserializeOwned> Deserialize<'de> for SpooledMap<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MapVisitor(Self::default()))
    }
}

/// Takes a map entry by entry.
struct MapVisitor<V>(SpooledMap<V>);

impl<'de, V: Serialize + DeserializeOwned> Visitor<'de> for MapVisitor<V> {
    type Value = SpooledMap<V>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<Self::Value, A::Error> {
        while let Some((name, value)) = map.next_entry::<String, V>()? {
            self.0.insert(name.as_str(), &value);
        }
        Ok(self.0)
    }
}

/// Names, of which it is only asked whether one is among them.
#[derive(Debug, Default)]
pub(crate) struct NameSet(HashSet<NameHash>);

impl NameSet {
    /// Adds a name; gives whether it is new.
    pub(crate) fn insert(&mut self, name: &[u8]) -> bool {
        self.0.insert(name_hash(name))
    }

    pub(crate) fn contains(&self, name: &[u8]) -> bool {
        self.0.contains(&name_hash(name))
    }
}

/// The hash of a name.
pub(crate) fn name_hash(name: &[u8]) -> NameHash {
    let mut short = NameHash::default();
    short.copy_from_slice(&digest(name)[..16]);
    short
}

/// A hash of a name that others may have too.
pub(crate) fn short_hash(name: &[u8]) -> u64 {
    let mut short = [0; size_of::<u64>()];
    short.copy_from_slice(&digest(name)[..size_of::<u64>()]);
    u64::from_le_bytes(short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_values_of_a_name_the_last_stands() {
        let mut map = SpooledMap::<i32>::default();
        for (name, value) in [("b", 1), ("a", 2), ("b", 3)] {
            map.insert(name, &value);
        }
        let all: Result<Vec<_>, _> = map.iter().collect();
        assert_eq!(
            all.expect("the system has it"),
            [("a".to_owned(), 2), ("b".to_owned(), 3)]
        );
        assert_eq!((map.get("a"), map.get("c"), map.len()), (Some(2), None, 2));
        assert!(map.contains("b") && !map.is_empty());
    }

    #[test]
    fn names_of_one_hash_are_told_apart() {
        let mut map = SpooledMap::<i32>::default();
        map.insert("b", &1);
        let (place, _) = map.find("a");
        let slot = map.places.drain().next().expect("it is there").1;
        map.places.insert(place, slot);
        assert_eq!((map.get("a"), map.contains("a")), (None, false));
        map.insert("a", &2);
        map.insert("a", &3);
        assert_eq!((map.get("a"), map.len()), (Some(3), 2));
    }
}
