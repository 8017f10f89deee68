//! Where each figure stands in the workbook, and how formulas speak of the cells: by sheet, in runs,
//! with dollar signs, so that a clerk may sort the rows of formulas.

use super::page::{BlockGrid, CellPosition, SheetPage};
use crate::budget::{FactId, RowPosition};
use crate::place::{a1, fixed};
use std::collections::HashMap;

/// Excel takes no more arguments of one function.
const ARGUMENTS: usize = 255;

/// A cell of the workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct OutputCell {
    /// The page, by its index among the tables.
    pub(super) page: usize,
    pub(super) column: u16,
    pub(super) row: u32,
}

/// The cells of all figures.
pub(super) struct OutputCells {
    names: Vec<String>,
    /// The page of each table that has one.
    pages: HashMap<usize, usize>,
    /// By page and block.
    grids: Vec<Vec<BlockGrid>>,
    /// Where forms name their projects, by page.
    projects: Vec<Option<CellPosition>>,
    of: Vec<Option<OutputCell>>,
}

impl OutputCells {
    /// The places of `facts` figures on pages. Where two figures came to stand in one cell, it shows the later.
    pub(super) fn new(tables: &[SheetPage], facts: usize) -> Self {
        let mut of = vec![None; facts];
        for (page, table) in tables.iter().enumerate() {
            let mut cells: Vec<(OutputCell, FactId)> = table
                .cells
                .iter()
                .filter_map(|cell| {
                    Some((
                        OutputCell {
                            page,
                            column: cell.column,
                            row: cell.row,
                        },
                        cell.fact?,
                    ))
                })
                .collect();
            cells.sort_by_key(|(place, _)| *place);
            let shown = |index: usize| {
                cells
                    .get(index + 1)
                    .is_none_or(|(next, _)| *next != cells[index].0)
            };
            for (index, (place, FactId(id))) in cells.iter().enumerate() {
                if shown(index) {
                    of[*id] = Some(*place);
                }
            }
        }
        let names = tables.iter().map(|table| table.name.clone()).collect();
        let pages = tables
            .iter()
            .enumerate()
            .filter_map(|(page, table)| Some((table.table?, page)))
            .collect();
        Self {
            names,
            pages,
            grids: tables.iter().map(|table| table.grids.clone()).collect(),
            projects: tables.iter().map(|table| table.project).collect(),
            of,
        }
    }

    /// Where a figure stands, if any page shows it.
    pub(super) fn of(&self, FactId(id): FactId) -> Option<OutputCell> {
        self.of.get(id).copied().flatten()
    }

    /// Where the rows and columns of a block of a table stand, and on which page; none for a form.
    pub(super) fn grid(&self, table: usize, block: usize) -> Option<(usize, &BlockGrid)> {
        let page = *self.pages.get(&table)?;
        Some((page, self.grids.get(page)?.get(block)?))
    }

    /// Where a row names its project: in the column of a block, or in a field of a form.
    pub(super) fn project(
        &self,
        (table, block, row): RowPosition,
        column: usize,
    ) -> Option<OutputCell> {
        let page = *self.pages.get(&table)?;
        let (row, column) = match self.grids.get(page)?.get(block) {
            Some(grid) => (*grid.rows.get(row)?, (*grid.columns.get(column)?)?),
            None => (*self.projects.get(page)?)?,
        };
        Some(OutputCell { page, column, row })
    }

    /// A part of a column: `'表六'!$D$9:$D$30`.
    pub(super) fn column(&self, page: usize, column: u16, (first, last): (u32, u32)) -> String {
        let place = |row| OutputCell { page, column, row };
        self.area(place(first), place(last))
    }

    fn area(&self, first: OutputCell, last: OutputCell) -> String {
        format!(
            "'{}'!{}",
            self.names[first.page].replace('\'', "''"),
            area(first, last)
        )
    }

    /// The sheet of a cell, and its name on it.
    pub(super) fn name(&self, place: OutputCell) -> (&str, String) {
        (
            &self.names[place.page],
            a1(place.row, u32::from(place.column)),
        )
    }

    /// How many numbers in some cells are not 0, in parts that are added.
    pub(super) fn count_filled(&self, cells: &[OutputCell]) -> Vec<String> {
        let part = |(first, last): (OutputCell, OutputCell)| {
            let area = self.area(first, last);
            if first == last {
                format!("(N({area})<>0)*1")
            } else {
                format!("COUNTIF({area},\">0\")+COUNTIF({area},\"<0\")")
            }
        };
        areas(cells).into_iter().map(part).collect()
    }

    /// A function over cells: `SUM('表六'!$D$9:$D$30,'表六'!$D$33)`; over very many a sum of such.
    pub(super) fn function(&self, name: &str, cells: &[OutputCell]) -> String {
        let areas: Vec<String> = areas(cells)
            .into_iter()
            .map(|(first, last)| self.area(first, last))
            .collect();
        let calls: Vec<String> = areas
            .chunks(ARGUMENTS)
            .map(|chunk| format!("{name}({})", chunk.join(",")))
            .collect();
        if calls.len() == 1 {
            calls.concat()
        } else {
            format!("({})", calls.join("+"))
        }
    }
}

/// The name of an area that stays where it is: `$D$9:$D$30`.
pub(super) fn area(first: OutputCell, last: OutputCell) -> String {
    let fixed = |place: OutputCell| fixed(place.row, place.column.into());
    if first == last {
        fixed(first)
    } else {
        format!("{}:{}", fixed(first), fixed(last))
    }
}

/// Cells as rectangles, first and last corner each. A cell that is given twice stands in two of them.
pub(super) fn areas(cells: &[OutputCell]) -> Vec<(OutputCell, OutputCell)> {
    let mut cells = cells.to_vec();
    cells.sort_unstable();
    let mut columns: Vec<(OutputCell, OutputCell)> = Vec::new();
    for cell in cells {
        match columns.last_mut() {
            Some((_, last))
                if OutputCell {
                    row: last.row + 1,
                    ..*last
                } == cell =>
            {
                *last = cell
            }
            _ => columns.push((cell, cell)),
        }
    }
    columns.sort_by_key(|(first, last)| (first.page, first.row, last.row, first.column));
    let mut areas: Vec<(OutputCell, OutputCell)> = Vec::new();
    for (first, last) in columns {
        let beside = |(start, end): &(OutputCell, OutputCell)| {
            (start.page, start.row, end.row, end.column + 1)
                == (first.page, first.row, last.row, first.column)
        };
        match areas.last_mut() {
            Some(area) if beside(area) => area.1 = last,
            _ => areas.push((first, last)),
        }
    }
    areas
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(cells: &[(u32, u16)]) -> Vec<String> {
        let places: Vec<OutputCell> = cells
            .iter()
            .map(|(row, column)| OutputCell {
                page: 0,
                column: *column,
                row: *row,
            })
            .collect();
        areas(&places)
            .into_iter()
            .map(|(first, last)| area(first, last))
            .collect()
    }

    #[test]
    fn runs_of_cells_are_ranges() {
        assert_eq!(named(&[(13, 4)]), ["$E$14"]);
        assert_eq!(named(&[(13, 6), (13, 5), (13, 7)]), ["$F$14:$H$14"]);
        assert_eq!(
            named(&[(8, 3), (9, 3), (10, 3), (12, 3)]),
            ["$D$9:$D$11", "$D$13"]
        );
        assert_eq!(named(&[(0, 25), (1, 25), (0, 26), (1, 26)]), ["$Z$1:$AA$2"]);
    }

    #[test]
    fn what_counts_twice_stands_twice() {
        assert_eq!(named(&[(4, 0), (4, 0), (5, 0)]), ["$A$5", "$A$5:$A$6"]);
    }

    #[test]
    fn functions_are_split_where_excel_takes_no_more() {
        let places = OutputCells {
            names: vec!["表'一".to_owned()],
            pages: HashMap::new(),
            grids: Vec::new(),
            projects: Vec::new(),
            of: Vec::new(),
        };
        let cells: Vec<OutputCell> = (0..300)
            .map(|row| OutputCell {
                page: 0,
                column: 0,
                row: 2 * row,
            })
            .collect();
        let text = places.function("SUM", &cells);
        assert!(
            text.starts_with("(SUM('表''一'!$A$1,") && text.ends_with(",'表''一'!$A$599))"),
            "{text}"
        );
        assert_eq!(text.matches("SUM(").count(), 2);
        assert_eq!(
            places.function("COUNT", &cells[..1]),
            "COUNT('表''一'!$A$1)"
        );
    }
}
