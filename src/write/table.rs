//! A table as a page: mark, title, heading, header, rows in the order submitted, notes.

use super::page::{BlockGrid, CellContent, SheetPage, Style};
use crate::budget::{Budget, Row, RowKey, Table};
use crate::classification::Level;
use crate::layout::{self, Block, Role, Rows};

/// Ruled lines that an empty table shows.
const EMPTY_ROWS: usize = 3;

pub(super) fn page(budget: &Budget, index: usize) -> SheetPage {
    let table = &budget.tables[index];
    let layout = &budget.layout.tables[table.layout];
    let keep = kept_columns(table, layout);
    let header = layout.header.keeping(&keep);
    let widths: Vec<f64> = layout
        .widths
        .iter()
        .zip(&keep)
        .filter(|(_, keep)| **keep)
        .map(|(width, _)| *width)
        .collect();
    let mut page = SheetPage {
        name: layout.id.clone(),
        widths,
        landscape: layout.landscape,
        frozen: true,
        ..SheetPage::default()
    };
    let top = heading(&mut page, budget, table, layout);
    for cell in &header.cells {
        page.put_merged(
            top + small(cell.row),
            cell.column,
            cell.rows,
            cell.columns,
            CellContent::text(layout::with_year(&cell.text, budget.fiscal_year)),
            Style::Header,
        );
    }
    let first = top + small(header.rows);
    page.header_end = Some(first.saturating_sub(1));
    let mut last = first;
    for (block_index, block) in layout.blocks.iter().enumerate() {
        let composer = Composer {
            budget,
            index,
            block_index,
            block,
            table: layout,
            keep: &keep,
        };
        let mut grid = composer.grid(first);
        last = last.max(composer.rows(&mut page, &mut grid));
        page.grids.push(grid);
    }
    let width = page.widths.len();
    rule_blanks(&mut page, first, last, width);
    notes(&mut page, budget, table, layout, last);
    page
}

/// Which columns are printed: all but optional ones that the submitted table does not have.
fn kept_columns(table: &Table, layout: &layout::Table) -> Vec<bool> {
    let columns = layout.blocks.iter().flat_map(|block| &block.columns);
    columns
        .zip(&table.columns)
        .map(|(column, is_there)| *is_there || !column.optional)
        .collect()
}

fn small(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// The title in print: the one of the layout that the submitted table bears, with the year.
pub(super) fn title(budget: &Budget, table: &Table, layout: &layout::Table) -> String {
    layout.title(table.title_known, budget.fiscal_year, &budget.department)
}

/// The rows above the header; gives the row of the header.
fn heading(page: &mut SheetPage, budget: &Budget, table: &Table, layout: &layout::Table) -> u32 {
    let width = page.widths.len();
    let title = title(budget, table, layout);
    let mut row = 0;
    if let Some(mark) = &layout.mark {
        page.text(row, 0, 1, mark.clone(), Style::Mark);
        row += 1;
    }
    page.text(row, 0, width, title.clone(), Style::Title);
    page.title = Some(
        layout
            .mark
            .iter()
            .cloned()
            .chain([title])
            .collect::<String>(),
    );
    row += 1;
    // the unit of measure takes the last column, or the last two where one is narrow
    let right = if width <= 4 {
        1
    } else {
        2.min(width.saturating_sub(1)).max(1)
    };
    let department = table
        .department
        .as_ref()
        .map_or(budget.department.as_str(), |placed| placed.text.as_str());
    let left = layout
        .heading
        .as_ref()
        .map_or(String::new(), |label| format!("{label}：{department}"));
    page.text(row, 0, width - right, left, Style::Left);
    page.text(
        row,
        width - right,
        right,
        format!("单位：{}", layout.unit_of_measure),
        Style::Right,
    );
    row + 1
}

/// One block of a table.
struct Composer<'a> {
    budget: &'a Budget,
    index: usize,
    block_index: usize,
    block: &'a Block,
    table: &'a layout::Table,
    keep: &'a [bool],
}

impl Composer<'_> {
    /// The columns of the block, and its rows before any is written.
    fn grid(&self, first: u32) -> BlockGrid {
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
    fn rows(&self, page: &mut SheetPage, grid: &mut BlockGrid) -> u32 {
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
        let parts = row
            .code
            .as_ref()
            .map(|code| code.parts())
            .unwrap_or_default();
        // the label of a total runs over all columns in front of the figures
        let before = self
            .block
            .columns
            .iter()
            .take_while(|column| column.role != Role::Amount)
            .count();
        let is_total = line.is_some_and(|line| {
            line.total && line.code.is_none() && (line.closing || self.block.rows != Rows::Lines)
        });
        if is_total && before > 0 {
            let style = Style::Centre;
            let label = line.map_or(String::new(), |line| line.label.clone());
            page.put_merged(
                at,
                first,
                1,
                self.place(before) - first,
                CellContent::text(label),
                style,
            );
        }
        for (index, column) in self.block.columns.iter().enumerate() {
            if is_total && index < before || !self.keep[self.block.first_column + index] {
                continue;
            }
            let place = self.place(index);
            let label = || self.label(row, line);
            let text = || {
                row.texts
                    .iter()
                    .find(|(i, _)| *i == index)
                    .map(|(_, text)| text.clone())
                    .unwrap_or_default()
            };
            let (content, style) = match column.role {
                Role::CodePart(level) => (
                    CellContent::text(parts.get(level as usize).copied().unwrap_or("")),
                    Style::Code,
                ),
                Role::Code => (
                    CellContent::text(row.code.as_ref().map_or("", |code| code.as_str())),
                    Style::Code,
                ),
                Role::Label => (CellContent::text(label()), Style::Label),
                Role::Project => (
                    CellContent::text(row.project.clone().unwrap_or_default()),
                    Style::Label,
                ),
                Role::Section
                | Role::Level
                | Role::LevelToo
                | Role::Text
                | Role::MergedText
                | Role::Department => (CellContent::text(text()), Style::Label),
                Role::Amount => {
                    let Some(id) = row.facts[index] else { continue };
                    let content = figure(self.budget, id, self.table);
                    page.put(at, place, content, Style::Amount).fact = Some(id);
                    continue;
                }
            };
            page.put(at, place, content, style);
        }
    }
}

/// A figure in the unit and with the decimals of its table.
pub(super) fn figure(
    budget: &Budget,
    id: crate::budget::FactId,
    table: &layout::Table,
) -> CellContent {
    let unit = budget.layout.unit_of_measure;
    let in_table = |amount: crate::amount::Amount| {
        crate::amount::Amount::new(unit.convert(amount.value(), table.unit_of_measure))
    };
    let decimals = budget.tables[budget.fact(id).table].decimals;
    CellContent::figure(&budget.fact(id).figure, in_table, decimals)
}

/// Lines around cells in which nothing stands.
fn rule_blanks(page: &mut SheetPage, first: u32, last: u32, width: usize) {
    let mut filled = vec![vec![false; width]; (last - first) as usize];
    for cell in page.cells.iter().filter(|cell| cell.row >= first) {
        for row in cell.row..cell.row + cell.rows {
            for column in cell.column..cell.column + cell.columns {
                filled[(row - first) as usize][usize::from(column)] = true;
            }
        }
    }
    for (row, columns) in (first..).zip(filled) {
        for column in columns
            .iter()
            .enumerate()
            .filter(|(_, filled)| !**filled)
            .map(|(column, _)| column)
        {
            page.put(row, column, CellContent::Blank, Style::Label);
        }
    }
}

fn notes(
    page: &mut SheetPage,
    budget: &Budget,
    table: &Table,
    layout: &layout::Table,
    mut row: u32,
) {
    let own = table.notes.iter().map(|note| note.text.clone());
    let standard = layout
        .remark
        .clone()
        .filter(|_| table.notes.is_empty() && budget.is_filled(table));
    for note in own.chain(standard) {
        page.text(row, 0, page.widths.len(), note, Style::Remark);
        row += 1;
    }
}
