//! One block of a table as rows of a page.

use super::{figure, rate, small};
use crate::budget::{Budget, FactId, Row, RowKey};
use crate::classification::Level;
use crate::layout::{self, Block, Role, Rows};
use crate::write::page::{BlockGrid, CellContent, SheetPage, Style};

/// Ruled lines that an empty table shows.
const EMPTY_ROWS: usize = 3;

/// One block of a table.
pub(super) struct Composer<'a> {
    pub(super) budget: &'a Budget,
    pub(super) index: usize,
    pub(super) block_index: usize,
    pub(super) block: &'a Block,
    pub(super) table: &'a layout::Table,
    pub(super) keep: &'a [bool],
}

impl Composer<'_> {
    /// The columns of the block, and its rows before any is written.
    pub(super) fn grid(&self, first: u32) -> BlockGrid {
        let narrow = |place: usize| u16::try_from(place).unwrap_or(u16::MAX);
        let is_kept = |column: usize| self.keep[self.block.first_column + column];
        let columns: Vec<Option<u16>> = (0..self.block.columns.len())
            .map(|it| is_kept(it).then(|| narrow(self.place(it))))
            .collect();
        let roles = self
            .block
            .columns
            .iter()
            .zip(&columns)
            .map(|(column, place)| (column.role, *place));
        let codes: Vec<(Role, u16)> = roles
            .filter(|(role, _)| matches!(role, Role::CodePart(_) | Role::Code))
            .filter_map(|(role, place)| Some((role, place?)))
            .collect();
        let rows = &self.budget.tables[self.index].blocks[self.block_index];
        let depth = rows
            .iter()
            .filter_map(|row| Some(row.code.as_ref()?.parts().len()))
            .max()
            .unwrap_or(0);
        let is_part = |(role, level): (&(Role, u16), &Level)| role.0 == Role::CodePart(*level);
        let are_parts = codes.len() >= depth && codes.iter().zip(&Level::ALL).all(is_part);
        let are_whole = are_parts || matches!(codes.as_slice(), [(Role::Code, _)]);
        let codes = codes
            .into_iter()
            .filter(|_| are_whole)
            .map(|(_, place)| place)
            .collect();
        BlockGrid {
            ends: (first, first),
            rows: Vec::new(),
            columns,
            codes,
        }
    }

    /// Writes the rows of the block into its grid; gives the row below the last.
    pub(super) fn rows(&self, page: &mut SheetPage, grid: &mut BlockGrid) -> u32 {
        let rows = &self.budget.tables[self.index].blocks[self.block_index];
        let is_closing =
            |row: &&Row| matches!(row.key, RowKey::Line(line) if self.block.lines[line].closing);
        let closing = rows.iter().filter(is_closing).count();
        let first = grid.ends.0;
        let mut at = first;
        let has_body = rows.iter().any(|row| !matches!(row.key, RowKey::Line(_)));
        if self.block.rows != Rows::Lines && !has_body {
            at += small(if self.block.rows == Rows::Single {
                1
            } else {
                EMPTY_ROWS
            });
        }
        let bottom = first + self.closing_top();
        for row in rows {
            let own = if is_closing(&row) {
                bottom + self.closing_place(row)
            } else {
                at
            };
            at = if is_closing(&row) { at } else { own + 1 };
            self.row(page, own, row);
            grid.rows.push(own);
        }
        grid.ends.1 = at.saturating_sub(1).max(first);
        if closing == 0 {
            at
        } else {
            bottom + self.closing_rows()
        }
    }

    /// Rows above the closing ones: as many as the longest block has.
    fn closing_top(&self) -> u32 {
        let table = &self.budget.tables[self.index];
        let open = |(index, rows): (usize, &Vec<Row>)| {
            let lines = &self.table.blocks[index].lines;
            rows.iter()
                .filter(|row| !matches!(row.key, RowKey::Line(line) if lines[line].closing))
                .count()
        };
        small(table.blocks.iter().enumerate().map(open).max().unwrap_or(0))
    }

    fn closing_rows(&self) -> u32 {
        let count = |block: &Block| block.lines.iter().filter(|line| line.closing).count();
        small(self.table.blocks.iter().map(count).max().unwrap_or(0))
    }

    /// Where a closing row stands: the last ones of all blocks side by side, the others from the top.
    fn closing_place(&self, row: &Row) -> u32 {
        let closing: Vec<usize> = self
            .block
            .lines
            .iter()
            .enumerate()
            .filter(|(_, line)| line.closing)
            .map(|(i, _)| i)
            .collect();
        let place = closing
            .iter()
            .position(|line| row.key == RowKey::Line(*line))
            .unwrap_or(0);
        if place + 1 == closing.len() {
            self.closing_rows().saturating_sub(1)
        } else {
            small(place)
        }
    }

    /// What names a row in print: the layout's label of a line, or the name as submitted, with its code
    /// where no column is for codes.
    fn label(&self, row: &Row, line: Option<&layout::Line>) -> String {
        let has_codes = self
            .block
            .columns
            .iter()
            .any(|column| matches!(column.role, Role::CodePart(_) | Role::Code));
        match (line, &row.code) {
            (Some(line), _) if !self.block.keep_labels || row.label.is_empty() => {
                line.label.clone()
            }
            (None, Some(code)) if !has_codes => format!("{code} {}", row.label),
            _ => row.label.clone(),
        }
    }

    /// Where a column of the block stands in print.
    fn place(&self, column: usize) -> usize {
        self.keep[..self.block.first_column + column]
            .iter()
            .filter(|keep| **keep)
            .count()
    }

    fn row(&self, page: &mut SheetPage, at: u32, row: &Row) {
        let first = self.place(0);
        let line = match row.key {
            RowKey::Line(line) => Some(&self.block.lines[line]),
            _ => None,
        };
        // the label of a total runs over all columns in front of the figures
        let before = self
            .block
            .columns
            .iter()
            .take_while(|column| !column.role.is_figure())
            .count();
        let is_total = line.is_some_and(|line| {
            line.total && line.code.is_none() && (line.closing || self.block.rows != Rows::Lines)
        });
        if is_total && before > 0 {
            let label = line.map_or(String::new(), |line| line.label.clone());
            page.put_merged(
                (at, first),
                (1, self.place(before) - first),
                CellContent::text(label),
                Style::Centre,
            );
        }
        for index in 0..self.block.columns.len() {
            if is_total && index < before || !self.keep[self.block.first_column + index] {
                continue;
            }
            if let Some((content, style, fact)) = self.cell(row, line, index) {
                page.put(at, self.place(index), content, style).fact = fact;
            }
        }
    }

    /// A cell of a row: its content and look, and its figure if it has one; `None` where no figure belongs.
    fn cell(
        &self,
        row: &Row,
        line: Option<&layout::Line>,
        index: usize,
    ) -> Option<(CellContent, Style, Option<FactId>)> {
        let text = || {
            row.texts
                .iter()
                .find(|(i, _)| *i == index)
                .map(|(_, text)| text.clone())
                .unwrap_or_default()
        };
        let (text, style) = match self.block.columns[index].role {
            Role::CodePart(level) => {
                let parts = row.code.as_ref().map(|code| code.parts());
                let part = parts.and_then(|parts| parts.get(level as usize).copied());
                (part.unwrap_or("").to_owned(), Style::Code)
            }
            Role::Code => {
                let code = row.code.as_ref().map_or("", |code| code.as_str());
                (code.to_owned(), Style::Code)
            }
            Role::Label => (self.label(row, line), Style::Label),
            Role::Project => (row.project.clone().unwrap_or_default(), Style::Label),
            Role::Section
            | Role::Level
            | Role::LevelToo
            | Role::Text
            | Role::MergedText
            | Role::Department => (text(), Style::Label),
            Role::Amount | Role::LastYear | Role::Change => {
                let id = row.facts[index]?;
                return Some((figure(self.budget, id, self.table), Style::Amount, Some(id)));
            }
            Role::Rate => {
                let id = row.facts[index]?;
                let style = match self.block.columns[index].says_per_cent() {
                    true => Style::Amount,
                    false => Style::Rate,
                };
                return Some((rate(self.budget, id), style, Some(id)));
            }
        };
        Some((CellContent::text(text), style, None))
    }
}
