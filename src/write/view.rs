//! The pages of a department for whoever draws them: cells with spans, widths and paint, and where each figure stands in
//! the files that were handed in.

use super::page::{CellContent, PageCell, Paint, SheetPage, Style};
use super::place::OutputCells;
use super::{marks, tables, tables_of_units};
use crate::budget::Budget;
use crate::layout::Role;
use crate::place::Address;
use crate::reconcile::Report;
use crate::rule::RuleSet;
use indexmap::IndexSet;
use serde::Serialize;
use std::collections::HashMap;
use std::sync::Arc;

/// All pages of a department.
#[derive(Debug, Serialize)]
pub(crate) struct View {
    sources: Vec<SourceSheet>,
    pages: Vec<ViewPage>,
}

/// A sheet of a file that was handed in.
#[derive(Debug, Serialize)]
struct SourceSheet {
    file: Arc<str>,
    sheet: Arc<str>,
}

/// A table or a form.
#[derive(Debug, Serialize)]
struct ViewPage {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    landscape: bool,
    /// How many rows the header has, with all above it.
    header: u32,
    widths: Vec<f64>,
    cells: Vec<ViewCell>,
}

/// A cell, or a merged range by its first one.
#[derive(Debug, Serialize)]
struct ViewCell {
    row: u32,
    column: u16,
    #[serde(skip_serializing_if = "is_one")]
    rows: u32,
    #[serde(skip_serializing_if = "is_one")]
    columns: u32,
    #[serde(skip_serializing_if = "String::is_empty")]
    text: String,
    style: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    paint: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    /// Where its figure or its code was read: which of the sources, and the cell.
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<String>,
}

fn is_one(count: &u32) -> bool {
    *count == 1
}

/// The tables and forms of a department as its workbook has them, with the marks of its findings.
pub(crate) fn view(budget: &Budget, rules: &RuleSet, report: &Report) -> View {
    let mut pages = tables(budget);
    tables_of_units(budget, &mut pages);
    let places = OutputCells::new(&pages, budget.facts.len());
    let figures = marks::of_figures(budget, rules, report);
    let codes = marks::of_codes(budget, &places, report);
    marks::put(&mut pages, &figures, codes);
    let mut sources = IndexSet::new();
    let pages = pages
        .into_iter()
        .map(|page| view_page(budget, page, &mut sources))
        .collect();
    let sheet = |(file, sheet)| SourceSheet { file, sheet };
    View {
        sources: sources.into_iter().map(sheet).collect(),
        pages,
    }
}

/// Sheets by file and name.
type Sources = IndexSet<(Arc<str>, Arc<str>)>;

fn view_page(budget: &Budget, page: SheetPage, sources: &mut Sources) -> ViewPage {
    let codes = codes(budget, &page);
    let mut cell = |cell: PageCell| {
        let fact = cell.fact.map(|id| &budget.fact(id).at);
        let at = fact.or_else(|| codes.get(&(cell.row, cell.column)).copied());
        let mut source = |at: &Address| {
            let sheet = (at.file.clone(), at.sheet.clone());
            sources.insert_full(sheet).0
        };
        ViewCell {
            row: cell.row,
            column: cell.column,
            rows: cell.rows,
            columns: u32::from(cell.columns),
            text: text(&cell),
            style: word(cell.style),
            source: at.map(&mut source),
            cell: at.map(Address::a1),
            paint: cell.mark.as_ref().map(|mark| match mark.paint {
                Paint::Red => "red",
                Paint::Amber => "amber",
            }),
            note: cell.mark.map(|mark| mark.note),
        }
    };
    ViewPage {
        name: page.name,
        title: page.title,
        landscape: page.landscape,
        header: page.header_end.map_or(0, |end| end + 1),
        widths: page.widths,
        cells: page.cells.into_iter().map(&mut cell).collect(),
    }
}

/// Where the codes and the names of a page's rows were read, by its rows and columns.
fn codes<'a>(budget: &'a Budget, page: &SheetPage) -> HashMap<(u32, u16), &'a Address> {
    let table = page.table.map(|index| &budget.tables[index]);
    let mut found = HashMap::new();
    let blocks = table.iter().flat_map(|it| {
        let layout = &budget.layout.tables[it.layout].blocks;
        layout.iter().zip(&it.blocks)
    });
    for (grid, (layout, rows)) in page.grids.iter().zip(blocks) {
        let mut columns = layout.columns.iter().zip(&grid.columns);
        let label = columns.find(|(column, _)| column.role == Role::Label);
        let label = label.and_then(|(_, printed)| *printed);
        for (at, row) in grid.rows.iter().zip(rows) {
            if let (Some(column), Some(cell)) = (label, &row.label_cell) {
                found.insert((*at, column), cell);
            }
            let cells = grid.codes.iter().zip(&row.code_cells);
            found.extend(cells.map(|(column, cell)| ((*at, *column), cell)));
        }
    }
    found
}

/// What is seen in a cell.
fn text(cell: &PageCell) -> String {
    match cell.content.result() {
        CellContent::Text(text) | CellContent::File(text) => text.clone(),
        CellContent::Amount(amount, decimals) => cell.style.shown(*amount, *decimals),
        CellContent::Link(link) | CellContent::PageNumber(_, link) => link.text.clone(),
        CellContent::Blank | CellContent::Formula(..) => String::new(),
    }
}

fn word(style: Style) -> &'static str {
    match style {
        Style::Mark => "mark",
        Style::Title | Style::CoverTitle => "title",
        Style::Left | Style::Link => "left",
        Style::Right | Style::PageNumber => "right",
        Style::Header => "header",
        Style::Label | Style::RuledLink => "label",
        Style::Centre => "centre",
        Style::Code => "code",
        Style::Amount | Style::Rate => "amount",
        Style::Remark => "remark",
    }
}
