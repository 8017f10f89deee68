//! A sheet as a sparse grid: what stands in which cell, which cells are merged, what is hidden.
//! Everything after this speaks of zero-based rows and columns and never of a file format.

use crate::book::grid::CellGrid;
use crate::book::value::Value;
use crate::place::CellRef;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// Cells that merged ranges may cover in all before we stop following them: honest sheets have some
/// thousand.
pub(crate) const MERGED_CELLS: usize = 2_000_000;

/// Cells that are found in any order, by row and column.
pub(crate) type UnorderedCells = BTreeMap<CellRef, Value>;

/// A merged range; all bounds belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Merge {
    pub(crate) top: u32,
    pub(crate) left: u32,
    pub(crate) bottom: u32,
    pub(crate) right: u32,
}

/// Which merged range covers a cell: by row and column where they are few, as in any honest sheet.
#[derive(Debug)]
enum MergeLookup {
    /// One more than the index of the range, or 0, for each cell of so many columns.
    Dense(u32, Vec<u32>),
    Sparse(HashMap<CellRef, usize>),
}

impl MergeLookup {
    /// Cells of a table that is held row by row.
    const DENSE: u64 = 1 << 16;

    fn within(last_row: u32, last_column: u32) -> Self {
        let (rows, columns) = (u64::from(last_row) + 1, u64::from(last_column) + 1);
        match rows * columns {
            size @ ..=Self::DENSE => {
                Self::Dense(last_column + 1, vec![0; usize::try_from(size).unwrap_or(0)])
            }
            _ => Self::Sparse(HashMap::new()),
        }
    }

    fn insert(&mut self, CellRef { row, column }: CellRef, range: usize) {
        match self {
            Self::Dense(columns, cells) => {
                let place = usize::try_from(row * *columns + column).ok();
                if let Some(cell) = place.and_then(|place| cells.get_mut(place)) {
                    *cell = u32::try_from(range + 1).unwrap_or(0);
                }
            }
            Self::Sparse(cells) => drop(cells.insert(CellRef::new(row, column), range)),
        }
    }

    fn get(&self, CellRef { row, column }: CellRef) -> Option<usize> {
        match self {
            Self::Dense(columns, cells) if column < *columns => {
                let place = u64::from(row) * u64::from(*columns) + u64::from(column);
                let range = *cells.get(usize::try_from(place).ok()?)?;
                usize::try_from(range).ok()?.checked_sub(1)
            }
            Self::Dense(..) => None,
            Self::Sparse(cells) => cells.get(&CellRef::new(row, column)).copied(),
        }
    }
}

/// What a workbook's sheet holds.
#[derive(Debug)]
pub(crate) struct Sheet {
    pub(crate) name: Arc<str>,
    /// Whether it is a table of a document.
    pub(crate) is_in_document: bool,
    pub(crate) hidden: bool,
    pub(crate) cells: CellGrid,
    /// What is seen of cells whose formats print words with numbers.
    dressed: HashMap<CellRef, String>,
    pub(crate) hidden_rows: BTreeSet<u32>,
    pub(crate) hidden_columns: Vec<(u32, u32)>,
    /// What its pages print at their top, line by line.
    pub(crate) print_header: Vec<String>,
    merges: Vec<Merge>,
    covered: MergeLookup,
    /// Cells under merged ranges, counted once for each.
    pub(crate) merged_cells: usize,
}

/// What a workbook holds.
pub(crate) struct Book {
    pub(crate) sheets: Vec<Sheet>,
    /// When it was last saved, as it says itself.
    pub(crate) saved: Option<String>,
}

impl Sheet {
    /// A sheet of cells in order.
    pub(crate) fn new(
        name: &str,
        hidden: bool,
        cells: impl IntoIterator<Item = (CellRef, Value)>,
        merges: Vec<Merge>,
    ) -> Self {
        let mut dressed = HashMap::new();
        let cells = cells.into_iter().map(|(place, value)| match value {
            Value::Dressed(own) => {
                dressed.insert(place, own.1);
                (place, own.0)
            }
            value => (place, value),
        });
        let cells = CellGrid::new(cells);
        let last_row = cells.last_row();
        let last_column = cells
            .places()
            .map(|CellRef { column, .. }| column)
            .max()
            .unwrap_or(0);
        let bounds = merges.iter().fold((0, 0), |far, merge| {
            (far.0.max(merge.bottom), far.1.max(merge.right))
        });
        let mut covered =
            MergeLookup::within(bounds.0.min(last_row), bounds.1.min(last_column + 1));
        // ranges over each other cover few cells and take as long
        let mut merged_cells = 0;
        'merges: for (i, merge) in merges.iter().enumerate() {
            for row in merge.top..=merge.bottom.min(last_row) {
                for column in merge.left..=merge.right.min(last_column + 1) {
                    covered.insert(CellRef::new(row, column), i);
                    merged_cells += 1;
                    if merged_cells > MERGED_CELLS {
                        break 'merges;
                    }
                }
            }
        }
        Self {
            name: name.into(),
            is_in_document: false,
            hidden,
            cells,
            dressed,
            hidden_rows: BTreeSet::new(),
            hidden_columns: Vec::new(),
            print_header: Vec::new(),
            merges,
            covered,
            merged_cells,
        }
    }

    /// What is seen of a cell, with the words that its format prints.
    pub(crate) fn seen_text(&self, CellRef { row, column }: CellRef) -> Cow<'_, str> {
        let place = self.anchor(row, column);
        match (self.dressed.get(&place), self.cells.get(place)) {
            (Some(text), _) => text.into(),
            (None, Some(value)) => value.text(),
            (None, None) => "".into(),
        }
    }

    /// Leaves out what stands beside the tables of a blank workbook, to help those who fill it in: the columns from a
    /// cell on that says so. A sheet that is nothing but help keeps its first cell, by which it is known.
    pub(crate) fn leave_out_aids(&mut self, mark: &str) -> bool {
        let is_mark = |value: &Value| matches!(value, Value::Text(text) if text.starts_with(mark));
        let aids = self
            .cells
            .iter()
            .filter(|(CellRef { column, .. }, value)| *column > 0 && is_mark(value));
        let Some(first) = aids.map(|(CellRef { column, .. }, _)| *column).min() else {
            return false;
        };
        self.cells.retain(|CellRef { column, .. }| column < first);
        true
    }

    /// The same sheet cut into strips of columns, each beginning at one of `cuts`; whole where a merged range
    /// reaches over a cut.
    pub(crate) fn strips(self, cuts: &BTreeSet<u32>) -> Vec<Self> {
        let crosses = |merge: &Merge| {
            cuts.range(merge.left + 1..=merge.right.max(merge.left + 1))
                .any(|cut| *cut <= merge.right)
        };
        if cuts.is_empty() || self.merges.iter().any(crosses) {
            return vec![self];
        }
        let strip = |column: u32| cuts.range(..=column).count();
        let mut strips: Vec<(Vec<_>, Vec<_>)> = vec![Default::default(); cuts.len() + 1];
        let mut dressed = self.dressed;
        for (place, value) in self.cells {
            let value = match dressed.remove(&place) {
                Some(seen) => Value::Dressed(Box::new((value, seen))),
                None => value,
            };
            strips[strip(place.column)].0.push((place, value));
        }
        for merge in self.merges {
            strips[strip(merge.left)].1.push(merge);
        }
        let sheet = |(cells, merges)| Self {
            hidden_rows: self.hidden_rows.clone(),
            hidden_columns: self.hidden_columns.clone(),
            print_header: self.print_header.clone(),
            ..Self::new(&self.name, self.hidden, cells, merges)
        };
        strips.into_iter().map(sheet).collect()
    }

    /// The last row in which something stands.
    pub(crate) fn last_row(&self) -> u32 {
        self.cells.last_row()
    }

    /// The cells of a row in which something stands, from left to right.
    pub(crate) fn row(&self, row: u32) -> impl Iterator<Item = (u32, &Value)> {
        self.cells
            .row(row)
            .iter()
            .map(|(CellRef { column, .. }, value)| (*column, value))
    }

    /// The cells of some rows in which something stands; of none where `to` lies before `from`.
    pub(crate) fn rows(
        &self,
        from: u32,
        to: u32,
    ) -> impl Iterator<Item = (&CellRef, &Value)> + Clone {
        self.cells
            .rows_between(from, to)
            .iter()
            .map(|(place, value)| (place, value))
    }

    /// The merged range over a cell.
    pub(crate) fn merge(&self, row: u32, column: u32) -> Option<Merge> {
        self.covered
            .get(CellRef::new(row, column))
            .map(|i| self.merges[i])
    }

    /// The cell that is seen in the place of this one: the first of a merged range.
    pub(crate) fn anchor(&self, row: u32, column: u32) -> CellRef {
        self.merge(row, column)
            .map_or(CellRef::new(row, column), |merge| {
                CellRef::new(merge.top, merge.left)
            })
    }

    /// What is seen at a cell, the range over it included.
    pub(crate) fn seen(&self, row: u32, column: u32) -> Option<&Value> {
        self.cells.get(self.anchor(row, column))
    }

    /// What stands in a cell itself; nothing where a merged range hides it.
    pub(crate) fn own(&self, row: u32, column: u32) -> Option<&Value> {
        (self.anchor(row, column) == CellRef::new(row, column))
            .then(|| self.cells.get(CellRef::new(row, column)))
            .flatten()
    }

    /// The last column that a cell reaches.
    pub(crate) fn right_end(&self, row: u32, column: u32) -> u32 {
        self.merge(row, column).map_or(column, |merge| merge.right)
    }

    /// Whether a cell's row or column is hidden.
    pub(crate) fn is_hidden(&self, row: u32, column: u32) -> bool {
        self.hidden_rows.contains(&row)
            || self
                .hidden_columns
                .iter()
                .any(|(first, last)| (*first..=*last).contains(&column))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merged_ranges_over_each_other_take_no_time() {
        let merge = Merge {
            top: 0,
            left: 0,
            bottom: 999_999,
            right: 99,
        };
        let corner = (CellRef::new(999_999, 99), Value::Bool(true));
        let sheet = Sheet::new("表", false, [corner], vec![merge; 100_000]);
        assert_eq!(sheet.merge(0, 0), Some(merge));
    }
}
