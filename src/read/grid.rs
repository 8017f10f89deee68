//! The cells of a sheet in which something stands, in the order of rows and columns: found by halving, passed through
//! as a slice.

use super::sheet::Value;
use std::ops::{Bound, RangeBounds};

/// A row and a column, zero-based.
pub(crate) type Place = (u32, u32);

/// Cells by row and column.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Grid(Vec<(Place, Value)>);

impl Grid {
    /// Cells in order, none twice; those that nobody sees are left out.
    pub(crate) fn new(cells: impl IntoIterator<Item = (Place, Value)>) -> Self {
        let seen = Self(cells.into_iter().filter(|(_, value)| !value.is_blank()).collect());
        debug_assert!(seen.0.is_sorted_by(|one, other| one.0 < other.0));
        seen
    }

    /// Where a cell stands among the others, if there is one.
    fn position(&self, place: Place) -> Option<usize> {
        self.0.binary_search_by_key(&place, |(own, _)| *own).ok()
    }

    pub(crate) fn get(&self, place: Place) -> Option<&Value> {
        self.position(place).map(|at| &self.0[at].1)
    }

    /// All cells from a place to another, row by row; none where the other lies before.
    pub(crate) fn range(&self, places: impl RangeBounds<Place>) -> &[(Place, Value)] {
        let begin = match places.start_bound() {
            Bound::Included(from) => self.0.partition_point(|(place, _)| place < from),
            Bound::Excluded(from) => self.0.partition_point(|(place, _)| place <= from),
            Bound::Unbounded => 0,
        };
        let rest = &self.0[begin..];
        let length = match places.end_bound() {
            Bound::Included(to) => rest.partition_point(|(place, _)| place <= to),
            Bound::Excluded(to) => rest.partition_point(|(place, _)| place < to),
            Bound::Unbounded => rest.len(),
        };
        &rest[..length]
    }

    pub(crate) fn iter(&self) -> std::slice::Iter<'_, (Place, Value)> {
        self.0.iter()
    }

    pub(crate) fn places(&self) -> impl Iterator<Item = Place> {
        self.0.iter().map(|(place, _)| *place)
    }

    pub(crate) fn values(&self) -> impl Iterator<Item = &Value> + Clone {
        self.0.iter().map(|(_, value)| value)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The last row in which something stands.
    pub(crate) fn last_row(&self) -> u32 {
        self.0.last().map_or(0, |((row, _), _)| *row)
    }

    pub(crate) fn retain(&mut self, mut keep: impl FnMut(Place) -> bool) {
        self.0.retain(|(place, _)| keep(*place));
    }
}

impl IntoIterator for Grid {
    type Item = (Place, Value);
    type IntoIter = std::vec::IntoIter<(Place, Value)>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// Which cells of a grid some table took.
pub(super) struct Claims<'a> {
    grid: &'a Grid,
    taken: Vec<bool>,
}

impl<'a> Claims<'a> {
    pub(super) fn new(grid: &'a Grid) -> Self {
        Self { grid, taken: vec![false; grid.0.len()] }
    }

    pub(super) fn insert(&mut self, place: Place) {
        if let Some(at) = self.grid.position(place) {
            self.taken[at] = true;
        }
    }

    /// The cells that nobody took.
    pub(super) fn free(&self) -> impl Iterator<Item = &'a (Place, Value)> {
        self.grid.iter().zip(&self.taken).filter(|(_, taken)| !**taken).map(|(cell, _)| cell)
    }
}

impl Extend<Place> for Claims<'_> {
    fn extend<T: IntoIterator<Item = Place>>(&mut self, places: T) {
        places.into_iter().for_each(|place| self.insert(place));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        /// It answers as a map does.
        #[test]
        fn a_grid_is_a_map(
            cells in prop::collection::btree_map((0..6u32, 0..6u32), any::<bool>().prop_map(Value::Bool), 0..20),
            from in (0..7u32, 0..7u32),
            to in (0..7u32, 0..7u32),
        ) {
            let grid = Grid::new(cells.clone());
            prop_assert_eq!(grid.get(from), cells.get(&from));
            let within: BTreeMap<Place, Value> = grid.range(from..=to).iter().cloned().collect();
            let wanted: BTreeMap<Place, Value> =
                cells.iter().filter(|(place, _)| (from..=to).contains(place)).map(|(at, it)| (*at, it.clone())).collect();
            prop_assert_eq!(within, wanted);
            let mut claims = Claims::new(&grid);
            claims.extend([from, to]);
            let free: Vec<Place> = claims.free().map(|(place, _)| *place).collect();
            let wanted: Vec<Place> = cells.keys().copied().filter(|place| *place != from && *place != to).collect();
            prop_assert_eq!(free, wanted);
        }
    }
}
