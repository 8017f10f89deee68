//! What the rows of a table hold.

use super::outline::Path;
use super::subtotals::Subtotal;
use crate::budget::{Placed, Row};
use crate::place::CellRef;
use std::collections::BTreeMap;

/// The rows of a table, with the notes between them.
#[derive(Default)]
pub(super) struct TableBody {
    pub(super) blocks: Vec<Vec<Row>>,
    pub(super) notes: Vec<Placed>,
    pub(super) list: Vec<Vec<String>>,
    pub(super) list_cells: Vec<Vec<Option<CellRef>>>,
    pub(super) field_cells: Vec<(usize, CellRef)>,
    /// The names above the next row of an outline, a block each.
    pub(super) paths: Vec<Path>,
    /// The last row with a figure of each block.
    pub(super) last_figures: Vec<u32>,
    /// Whether no row of a block has anything in its columns for codes.
    pub(super) codeless: Vec<bool>,
    /// Rows of each block that stand above the projects they add up, by the row of the sheet.
    pub(super) subtotals: Vec<BTreeMap<u32, Subtotal>>,
    /// Whether a page break is all that stands between the last row and the next one.
    pub(super) is_after_break: bool,
}

impl TableBody {
    /// Whether a row stands below all figures of the table.
    pub(super) fn is_below_figures(&self, row: u32) -> bool {
        self.last_figures.iter().all(|last| *last < row)
    }
}
