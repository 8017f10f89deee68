//! A table as a page: mark, title, heading, header, rows in the order submitted, notes.

mod block;

use super::page::{CellContent, SheetPage, Style};
use crate::budget::{Budget, Table};
use crate::layout;
use block::Composer;

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
            (top + small(cell.row), cell.column),
            (cell.rows, cell.columns),
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
    // the submitted word stays: 编制单位 is no 编制部门
    let label = table.department_label.as_ref().or(layout.heading.as_ref());
    let label = label.filter(|_| layout.heading.is_some());
    let left = label.map_or(String::new(), |label| format!("{label}：{department}"));
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

/// A rate in per cent, which no unit of measure changes.
pub(super) fn rate(budget: &Budget, id: crate::budget::FactId) -> CellContent {
    let fact = budget.fact(id);
    // half of the last place has one more
    let places = fact.half_unit.value().scale().saturating_sub(1);
    CellContent::figure(&fact.figure, |rate| rate, places)
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
