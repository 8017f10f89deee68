//! Joins a part with further columns to the rows of its table.

mod matching;

use super::file::FileRead;
use super::located::LocatedTable;
use super::rows::RowReader;
use super::tables::TableSource;
use crate::amount::Amount;
use crate::book::grid::ClaimedCells;
use crate::book::sheet::Sheet;
use crate::budget::{Fact, FactId, Figure, Placed, Row};
use crate::finding::{BeyondProblem, Problem};
use crate::layout::{Block, Role, Table};
use crate::place::CellRef;
use matching::Matching;

/// A row of the sheet that has no row in the first part.
pub(super) struct UnmatchedRow {
    row: u32,
    name: String,
}

/// A figure of a part, and the row of the table that it belongs to.
struct JoinedCell {
    block: usize,
    row: usize,
    column: usize,
    place: CellRef,
}

/// What a part adds to its table.
#[derive(Default)]
struct JoinedPart {
    cells: Vec<JoinedCell>,
    notes: Vec<Placed>,
}

impl FileRead {
    /// Reads a part with further columns of the table before it.
    pub(super) fn part(
        &mut self,
        sheet: &Sheet,
        located: &LocatedTable,
        claimed: &mut ClaimedCells<'_>,
    ) {
        let layout = self.layout.clone();
        let table = &layout.tables[located.table];
        let (facts, notices) = (self.facts.len(), self.notices.len());
        let before = self
            .tables
            .iter()
            .rposition(|it| it.layout == located.table);
        let joined = match before {
            None => Err(None),
            Some(before) => {
                let source = TableSource::new(sheet, located, &layout);
                if self.lacks_blocks(before, located, table) {
                    self.join_blocks(before, &source, claimed);
                    Ok(())
                } else {
                    self.join_rows(before, &source, claimed).map_err(Some)
                }
            }
        };
        if let Err(unmatched) = joined {
            self.facts.truncate(facts);
            self.notices.truncate(notices);
            let cells = sheet.cells.rows_between(located.title.row, located.end);
            claimed.extend(cells.iter().map(|(place, _)| *place));
            self.report_part(sheet, located, unmatched);
        }
    }

    /// Whether the blocks of a part's figures have no column at all in the table before it.
    fn lacks_blocks(&self, before: usize, located: &LocatedTable, table: &Table) -> bool {
        let known = &self.tables[before].columns;
        let mut blocks = table.blocks.iter().filter(|block| {
            let own = &located.columns[block.first_column..];
            block
                .columns_of(Role::is_figure)
                .any(|at| own[at].is_some())
        });
        blocks.all(|block| {
            let range = block.first_column..block.first_column + block.columns.len();
            !known[range].contains(&true)
        })
    }

    /// Adds whole blocks.
    fn join_blocks(
        &mut self,
        before: usize,
        source: &TableSource<'_>,
        claimed: &mut ClaimedCells<'_>,
    ) {
        let mut reader = self.reader(source, claimed);
        reader.index = before;
        let located = source.located;
        let body = reader.table_body();
        let table = &mut self.tables[before];
        for (own, rows) in table.blocks.iter_mut().zip(body.blocks) {
            if !rows.is_empty() {
                *own = rows;
            }
        }
        for (own, place) in table.columns.iter_mut().zip(&located.columns) {
            *own |= place.is_some();
        }
        table.notes.extend(body.notes);
    }

    /// Adds columns to the rows of a table.
    fn join_rows(
        &mut self,
        before: usize,
        source: &TableSource<'_>,
        claimed: &mut ClaimedCells<'_>,
    ) -> Result<(), UnmatchedRow> {
        let layout = self.layout.clone();
        let blocks = self.tables[before].blocks.clone();
        let mut reader = self.reader(source, claimed);
        reader.index = before;
        let located = source.located;
        let JoinedPart { cells, notes } = reader.joined_part(&blocks)?;
        let headings = source
            .sheet
            .cells
            .rows_between(located.title.row, located.header.1);
        reader
            .claimed
            .extend(headings.iter().map(|(place, _)| *place));
        let mut read = Vec::new();
        for cell in cells {
            if reader.repeats(&blocks, &cell)? {
                reader.claimed.insert(cell.place);
            } else {
                let id = reader.fact(cell.block, cell.row, cell.column, cell.place);
                read.push((cell, id));
            }
        }
        for (cell, id) in read {
            self.put(before, &cell, id);
        }
        let table = &layout.tables[located.table];
        for block in 0..table.blocks.len() {
            self.fill_blanks(before, (block, &table.blocks[block]), located);
        }
        self.tables[before].notes.extend(notes);
        Ok(())
    }

    /// Puts a figure into its row.
    fn put(&mut self, before: usize, cell: &JoinedCell, id: FactId) {
        let row = &mut self.tables[before].blocks[cell.block][cell.row];
        row.facts[cell.column] = Some(id);
    }

    /// Rows that a part leaves out are blank in its columns.
    fn fill_blanks(
        &mut self,
        before: usize,
        (index, block): (usize, &Block),
        located: &LocatedTable,
    ) {
        for column in block.columns_of(Role::is_figure) {
            let place = block.first_column + column;
            if located.columns[place].is_none() {
                continue;
            }
            self.tables[before].columns[place] = true;
            for row in 0..self.tables[before].blocks[index].len() {
                let own = &mut self.tables[before].blocks[index][row];
                if own.facts[column].is_some() {
                    continue;
                }
                own.facts[column] = Some(FactId(self.facts.len()));
                self.facts.push(Fact {
                    at: own.at.clone(),
                    figure: Figure::Blank,
                    half_unit: Amount::ZERO,
                    table: before,
                    block: index,
                    row,
                    column,
                });
            }
        }
    }

    /// Names a part that could not be joined.
    fn report_part(
        &mut self,
        sheet: &Sheet,
        located: &LocatedTable,
        unmatched: Option<UnmatchedRow>,
    ) {
        let layout = self.layout.clone();
        let table = &layout.tables[located.table];
        let columns = table.blocks.iter().flat_map(|block| &block.columns);
        let own = columns.zip(&located.columns);
        let columns = own
            .filter(|(column, place)| column.role.is_figure() && place.is_some())
            .map(|(column, _)| column.id.clone());
        let mut at = vec![self.address(sheet, located.title)];
        if let Some(unmatched) = &unmatched {
            let first = sheet.row(unmatched.row).next();
            at.extend(
                first.map(|(column, _)| self.address(sheet, CellRef::new(unmatched.row, column))),
            );
        }
        let problem = BeyondProblem::PartNotJoined {
            table: table.id.clone(),
            columns: columns.collect(),
            sheet: sheet.name.clone(),
            cell: located.title.a1(),
            row: unmatched.map(|it| (it.row + 1, it.name)),
        };
        self.notice(at, Problem::Beyond(problem));
    }
}

impl RowReader<'_, '_> {
    /// Finds the row of the table for each row of a part.
    fn joined_part(&mut self, blocks: &[Vec<Row>]) -> Result<JoinedPart, UnmatchedRow> {
        let mut matchings: Vec<Matching<'_>> =
            blocks.iter().map(|rows| Matching::new(rows)).collect();
        let mut joined = JoinedPart::default();
        self.report_others();
        for row in self.located.header.1 + 1..=self.located.end {
            if self.sheet.row(row).next().is_none() {
                continue;
            }
            if self.is_no_row(row) || self.is_page_line(row) {
                self.claim_row(row);
            } else if let Some(note) = self.note(row) {
                joined.notes.push(note);
            } else {
                for (block, matching) in matchings.iter_mut().enumerate() {
                    self.joined_row((block, row), matching, &mut joined.cells)?;
                }
            }
        }
        Ok(joined)
    }

    /// Finds the row of the table for a row of a part.
    fn joined_row(
        &mut self,
        (index, row): (usize, u32),
        matching: &mut Matching<'_>,
        cells: &mut Vec<JoinedCell>,
    ) -> Result<(), UnmatchedRow> {
        let (layout, located) = (self.layout, self.located);
        let block = &layout.tables[located.table].blocks[index];
        let spans = &located.columns[block.first_column..block.first_column + block.columns.len()];
        let amounts = self.amount_places(block, spans, row);
        if amounts.is_empty() {
            return Ok(());
        }
        let names = self.names(
            block,
            row,
            spans,
            matching.code.as_ref(),
            &mut matching.section,
        );
        let beside = spans.iter().zip(&block.columns);
        let named = beside
            .filter(|(_, column)| !column.role.is_figure())
            .filter_map(|(span, _)| *span)
            .flat_map(|(first, last)| first..=last);
        self.claimed
            .extend(named.map(|column| CellRef::new(row, column)));
        matching.code = names.code.clone().or(matching.code.take());
        match matching.find(block, &names) {
            Some(of) => cells.extend(amounts.into_iter().map(|(column, place)| JoinedCell {
                block: index,
                row: of,
                column,
                place,
            })),
            // a row without figures says nothing that could be lost
            None if !amounts.iter().any(|(_, place)| self.says_something(*place)) => {
                self.claimed
                    .extend(amounts.into_iter().map(|(_, place)| place));
            }
            None => {
                let name = names.project.filter(|name| !name.is_empty());
                return Err(UnmatchedRow {
                    row,
                    name: name.unwrap_or(names.label),
                });
            }
        }
        Ok(())
    }

    /// Whether a cell prints a figure that the first part has, in a column that stands in both.
    fn repeats(&self, blocks: &[Vec<Row>], cell: &JoinedCell) -> Result<bool, UnmatchedRow> {
        let row = &blocks[cell.block][cell.row];
        let Some(FactId(id)) = row.facts[cell.column] else {
            return Ok(false);
        };
        let first = &self.facts[id];
        // left out by an earlier page
        if first.at == row.at {
            return Ok(false);
        }
        let amount = match &first.figure {
            Figure::Amount { exact, .. } => *exact,
            _ => Amount::ZERO,
        };
        if !self.says_something(cell.place) || self.amount_at(cell.place) == Some(amount) {
            return Ok(true);
        }
        Err(UnmatchedRow {
            row: cell.place.row,
            name: row.label.clone(),
        })
    }
}
