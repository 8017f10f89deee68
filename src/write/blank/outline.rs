//! The rows of an outline in a blank workbook: texts and figures are entered, the total is that of the outermost rows.

use crate::budget::RowKey;
use crate::layout::{Block, Role};
use crate::write::blank::reckoning::fixed;
use crate::write::blank::{BlankDraft, cell, formula};
use crate::write::page::{BlockGrid, CellContent, CellPurpose, SheetPage};

impl BlankDraft<'_> {
    /// A figure of an outline: entered; the total is that of the outermost rows.
    pub(super) fn outline(
        &self,
        page: &mut SheetPage,
        own: &Block,
        grid: &BlockGrid,
        (row, column): (u32, u16),
        key: &RowKey,
    ) {
        let outermost = own
            .columns
            .iter()
            .position(|it| it.role == Role::Level)
            .and_then(|it| grid.columns[it]);
        let area = |column: u16| {
            format!(
                "{}:{}",
                fixed(column, grid.ends.0),
                fixed(column, grid.ends.1)
            )
        };
        let room = u32::try_from(self.room.outline).unwrap_or(0);
        let Some(cell) = cell(page, row, column) else {
            return;
        };
        match (key, outermost) {
            (RowKey::Level(_), _) => {
                (cell.content, cell.dress) = (CellContent::Blank, CellPurpose::Entered)
            }
            (_, Some(outermost)) if room > 0 => {
                let (first, last) = if row == grid.ends.0 {
                    (row + 1, row + room)
                } else {
                    (row - room, row - 1)
                };
                let area =
                    |column: u16| format!("{}:{}", fixed(column, first), fixed(column, last));
                let sum = format!("SUMIF({},\"?*\",{})", area(outermost), area(column));
                cell.content = formula(format!("IF({sum}=0,\"\",{sum})"));
            }
            _ => cell.content = formula(format!("SUM({})", area(column))),
        }
    }
}

/// Texts of a row that are entered.
pub(super) fn texts(page: &mut SheetPage, own: &Block, block: usize, at: u32) {
    let places = page.grids[block].columns.clone();
    let columns = own.columns.iter().zip(places);
    for (_, place) in columns.filter(|(column, _)| column.role != Role::Amount) {
        if let Some(cell) = place.and_then(|place| cell(page, at, place)) {
            (cell.content, cell.dress) = (CellContent::Blank, CellPurpose::Entered);
        }
    }
}
