//! Values by their names: they wait in a spool, and in memory is only where.

use super::{Spool, SpoolSlot};
use crate::run::digest;
use indexmap::IndexMap;
use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::ser::{self, SerializeMap};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::HashSet;
use std::fmt;
use std::io;
use std::marker::PhantomData;

/// What stands for a name.
pub(crate) type NameHash = [u8; 16];

/// Values by name, in the order in which the names came.
#[derive(Debug)]
pub(crate) struct SpooledMap<V> {
    spool: Spool,
    places: IndexMap<NameHash, SpoolSlot>,
    values: PhantomData<fn() -> V>,
}

impl<V> Default for SpooledMap<V> {
    fn default() -> Self {
        Self {
            spool: Spool::default(),
            places: IndexMap::new(),
            values: PhantomData,
        }
    }
}

impl<V: Serialize + DeserializeOwned> SpooledMap<V> {
    /// Keeps a value; of two of one name the last.
    pub(crate) fn insert(&mut self, name: &str, value: &V) {
        let slot = self.spool.put_value(&(name, value));
        self.places.insert(name_hash(name.as_bytes()), slot);
    }

    /// The value of a name; also `None` where the system has lost it.
    pub(crate) fn get(&self, name: &str) -> Option<V> {
        let (own, value) = self
            .entry(self.places.get(&name_hash(name.as_bytes()))?)
            .ok()?;
        (own == name).then_some(value)
    }

    pub(crate) fn contains(&self, name: &str) -> bool {
        self.places.contains_key(&name_hash(name.as_bytes()))
    }

    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Every name and its value.
    pub(crate) fn iter(&self) -> impl Iterator<Item = io::Result<(String, V)>> + '_ {
        self.places.values().map(|slot| self.entry(slot))
    }

    fn entry(&self, slot: &SpoolSlot) -> io::Result<(String, V)> {
        self.spool.value(slot)
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
            self.0.insert(&name, &value);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_their_place_and_their_last_value() {
        let mut map = SpooledMap::default();
        for (name, value) in [("b", 1), ("a", 2), ("b", 3)] {
            map.insert(name, &value);
        }
        let all: Result<Vec<_>, _> = map.iter().collect();
        assert_eq!(
            all.expect("the system has it"),
            [("b".to_owned(), 3), ("a".to_owned(), 2)]
        );
        assert_eq!((map.get("a"), map.get("c"), map.len()), (Some(2), None, 2));
        assert!(map.contains("b") && !map.is_empty());
    }
}
