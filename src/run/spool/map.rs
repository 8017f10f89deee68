//! Values by their names: they wait in a spool, and memory does not grow with their number.

use super::{Spool, SpoolSlot};
use crate::run::digest;
use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::ser::{self, SerializeMap};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Borrow;
use std::collections::HashSet;
use std::fmt;
use std::io;
use std::marker::PhantomData;

/// What stands for a name.
pub(crate) type NameHash = [u8; 16];

/// Chains that the names of a map are spread over: one of a hundred thousand names has about twelve in each.
const CHAINS: usize = 1 << 13;

/// Values by name, in the order in which they came.
#[derive(Debug)]
pub(crate) struct SpooledMap<V, K = String> {
    /// Entries: the slot of the one before in the same chain, the name, the value.
    spool: Spool,
    /// The last entry of each chain; none before the first entry comes.
    chains: Vec<Option<SpoolSlot>>,
    len: usize,
    /// Entries whose names have later ones.
    replaced: HashSet<SpoolSlot>,
    values: PhantomData<fn() -> (K, V)>,
}

/// An entry without its value.
type EntryHead<K> = (Option<SpoolSlot>, K);

impl<V, K> Default for SpooledMap<V, K> {
    fn default() -> Self {
        Self {
            spool: Spool::default(),
            chains: Vec::new(),
            len: 0,
            replaced: HashSet::new(),
            values: PhantomData,
        }
    }
}

impl<V: Serialize + DeserializeOwned, K: Serialize + DeserializeOwned> SpooledMap<V, K> {
    /// Keeps a value; of two of one name the last. Gives whether the name is new.
    pub(crate) fn insert<Q>(&mut self, name: &Q, value: &V) -> bool
    where
        Q: Serialize + PartialEq + ?Sized,
        K: Borrow<Q>,
    {
        let earlier = self.find(name).map(|(slot, _)| slot);
        self.append(name, value);
        self.len -= usize::from(earlier.is_some());
        self.replaced.extend(earlier);
        earlier.is_none()
    }

    /// Keeps a value of a name that has none yet.
    fn append<Q: Serialize + ?Sized>(&mut self, name: &Q, value: &V) {
        self.chains.resize(CHAINS, None);
        let last = &mut self.chains[chain_of(name)];
        *last = Some(self.spool.put_value(&((*last, name), value)));
        self.len += 1;
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
        let (_, entry) = self.find(name).ok_or(io::ErrorKind::NotFound)?;
        entry_of::<V, K>(&entry?).map(|(_, value)| value)
    }

    pub(crate) fn contains<Q>(&self, name: &Q) -> bool
    where
        Q: Serialize + PartialEq + ?Sized,
        K: Borrow<Q>,
    {
        self.find(name).is_some()
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Every name and its value.
    pub(crate) fn iter(&self) -> impl Iterator<Item = io::Result<(K, V)>> + '_ {
        let all = self.spool.iter();
        let current = all.filter(|(slot, _)| !self.replaced.contains(slot));
        current.map(|(_, bytes)| entry_of(&bytes?))
    }

    /// The last entry of a name. What the system has lost may be of that name.
    fn find<Q>(&self, name: &Q) -> Option<(SpoolSlot, io::Result<Vec<u8>>)>
    where
        Q: Serialize + PartialEq + ?Sized,
        K: Borrow<Q>,
    {
        let mut next = *self.chains.get(chain_of(name))?;
        while let Some(slot) = next {
            let entry = self.spool.get(slot);
            let bytes = entry.as_deref().unwrap_or_default();
            match postcard::take_from_bytes::<EntryHead<K>>(bytes) {
                Ok(((before, own), _)) if own.borrow() != name => next = before,
                _ => return Some((slot, entry)),
            }
        }
        None
    }
}

/// The name and the value of an entry.
fn entry_of<V: DeserializeOwned, K: DeserializeOwned>(bytes: &[u8]) -> io::Result<(K, V)> {
    let entry = postcard::from_bytes::<(EntryHead<K>, V)>(bytes);
    let ((_, name), value) = entry.map_err(io::Error::other)?;
    Ok((name, value))
}

/// The chain of a name.
fn chain_of(name: &(impl Serialize + ?Sized)) -> usize {
    let name = postcard::to_stdvec(name).expect("a vector takes everything");
    let chain = short_hash(&name) % CHAINS as u64;
    usize::try_from(chain).unwrap_or_default()
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
pub(crate) struct NameSet(SpooledMap<(), Vec<u8>>);

impl NameSet {
    /// Adds a name; gives whether it is new.
    pub(crate) fn insert(&mut self, name: &[u8]) -> bool {
        let is_new = !self.contains(name);
        if is_new {
            self.0.append(name, &());
        }
        is_new
    }

    pub(crate) fn contains(&self, name: &[u8]) -> bool {
        self.0.contains(name)
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
    fn names_of_one_chain_are_told_apart() {
        let names = (0..i32::try_from(CHAINS).expect("it is small") + 1).map(|it| it.to_string());
        let mut map = SpooledMap::<i32>::default();
        for (value, name) in (0..).zip(names.clone()) {
            assert!(map.insert(name.as_str(), &value));
        }
        assert!(!map.insert("7", &-7));
        for (value, name) in (0..).zip(names) {
            let value = if value == 7 { -7 } else { value };
            assert_eq!(map.get(name.as_str()), Some(value));
        }
        assert_eq!((map.get("a"), map.len()), (None, CHAINS + 1));
    }
}
