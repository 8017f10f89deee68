//! The cells of a sheet in which something stands, in the order of rows and columns: found by halving, passed through
//! as a slice.

use crate::book::value::Value;
use crate::place::CellRef;
use std::ops::RangeInclusive;

/// Rows beyond the cells for which it is noted where they begin.
const ROWS: usize = 1 << 10;

/// Cells by row and column.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct CellGrid {
    cells: Vec<(CellRef, Value)>,
    /// Where each row begins, and the end; none where rows lie far apart.
    rows: Vec<usize>,
}

impl CellGrid {
    /// Cells in order, none twice; invisible ones are left out.
    pub(crate) fn new(cells: impl IntoIterator<Item = (CellRef, Value)>) -> Self {
        Self::of(
            cells
                .into_iter()
                .filter(|(_, value)| !value.is_blank())
                .collect(),
        )
    }

    fn of(cells: Vec<(CellRef, Value)>) -> Self {
        debug_assert!(cells.is_sorted_by(|one, other| one.0 < other.0));
        let last = cells
            .last()
            .map_or(0, |(CellRef { row, .. }, _)| *row as usize);
        let mut rows = Vec::new();
        if last < ROWS + 8 * cells.len() {
            rows.reserve(last + 2);
            for (at, (CellRef { row, .. }, _)) in cells.iter().enumerate() {
                rows.resize((*row as usize + 1).max(rows.len()), at);
            }
            rows.push(cells.len());
        }
        Self { cells, rows }
    }

    /// Where the first cell of a row stands, or of the next one that has any.
    fn start(&self, row: u32) -> usize {
        if self.rows.is_empty() {
            return self
                .cells
                .partition_point(|(CellRef { row: own, .. }, _)| *own < row);
        }
        self.rows
            .get(row as usize)
            .copied()
            .unwrap_or(self.cells.len())
    }

    /// The cells of a row, from left to right.
    pub(crate) fn row(&self, row: u32) -> &[(CellRef, Value)] {
        self.rows_between(row, row)
    }

    /// The cells of some rows; of none where `to` lies before `from`.
    pub(crate) fn rows_between(&self, from: u32, to: u32) -> &[(CellRef, Value)] {
        let begin = self.start(from);
        let end = to
            .checked_add(1)
            .map_or(self.cells.len(), |next| self.start(next));
        self.cells.get(begin..end).unwrap_or_default()
    }

    /// Where a cell stands among the others, if there is one.
    fn position(&self, place: CellRef) -> Option<usize> {
        let within = self
            .row(place.row)
            .binary_search_by_key(&place, |(own, _)| *own)
            .ok()?;
        Some(self.start(place.row) + within)
    }

    pub(crate) fn get(&self, place: CellRef) -> Option<&Value> {
        self.position(place).map(|at| &self.cells[at].1)
    }

    /// The first cell of a row from a column on, up to another.
    pub(crate) fn first_within(&self, row: u32, columns: RangeInclusive<u32>) -> Option<CellRef> {
        self.row(row)
            .iter()
            .map(|(place, _)| *place)
            .find(|CellRef { column, .. }| columns.contains(column))
    }

    pub(crate) fn iter(&self) -> std::slice::Iter<'_, (CellRef, Value)> {
        self.cells.iter()
    }

    pub(crate) fn places(&self) -> impl Iterator<Item = CellRef> {
        self.cells.iter().map(|(place, _)| *place)
    }

    pub(crate) fn values(&self) -> impl Iterator<Item = &Value> + Clone {
        self.cells.iter().map(|(_, value)| value)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// The last row in which something stands.
    pub(crate) fn last_row(&self) -> u32 {
        self.cells.last().map_or(0, |(CellRef { row, .. }, _)| *row)
    }

    pub(crate) fn retain(&mut self, mut keep: impl FnMut(CellRef) -> bool) {
        let mut cells = std::mem::take(&mut self.cells);
        cells.retain(|(place, _)| keep(*place));
        *self = Self::of(cells);
    }
}

impl IntoIterator for CellGrid {
    type Item = (CellRef, Value);
    type IntoIter = std::vec::IntoIter<(CellRef, Value)>;
    fn into_iter(self) -> Self::IntoIter {
        self.cells.into_iter()
    }
}

/// Which cells of a grid some table took.
pub(crate) struct ClaimedCells<'a> {
    grid: &'a CellGrid,
    taken: Vec<bool>,
}

impl<'a> ClaimedCells<'a> {
    pub(crate) fn new(grid: &'a CellGrid) -> Self {
        Self {
            grid,
            taken: vec![false; grid.cells.len()],
        }
    }

    pub(crate) fn insert(&mut self, place: CellRef) {
        if let Some(at) = self.grid.position(place) {
            self.taken[at] = true;
        }
    }

    /// The cells that no table took.
    pub(crate) fn free(&self) -> impl Iterator<Item = &'a (CellRef, Value)> {
        self.grid
            .iter()
            .zip(&self.taken)
            .filter(|(_, taken)| !**taken)
            .map(|(cell, _)| cell)
    }
}

impl Extend<CellRef> for ClaimedCells<'_> {
    fn extend<T: IntoIterator<Item = CellRef>>(&mut self, places: T) {
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
            far in any::<bool>(),
            from in (0..7u32, 0..7u32),
            to in (0..7u32, 0..7u32),
        ) {
            let apart = |(row, column): (u32, u32)| CellRef::new(if far { row * 100_000 } else { row }, column);
            let cells: BTreeMap<CellRef, Value> = cells.into_iter().map(|(place, value)| (apart(place), value)).collect();
            let (from, to) = (apart(from), apart(to));
            let grid = CellGrid::new(cells.clone());
            prop_assert_eq!(grid.get(from), cells.get(&from));
            let within: BTreeMap<CellRef, Value> = grid.rows_between(from.row, to.row).iter().cloned().collect();
            let wanted: BTreeMap<CellRef, Value> =
                cells.iter().filter(|(place, _)| (from.row..=to.row).contains(&place.row)).map(|(at, it)| (*at, it.clone())).collect();
            prop_assert_eq!(within, wanted);
            let mut claims = ClaimedCells::new(&grid);
            claims.extend([from, to]);
            let free: Vec<CellRef> = claims.free().map(|(place, _)| *place).collect();
            let wanted: Vec<CellRef> = cells.keys().copied().filter(|place| *place != from && *place != to).collect();
            prop_assert_eq!(free, wanted);
        }
    }
}
