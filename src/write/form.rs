//! A form (绩效目标表) as a page: the drawing of the layout with its fields filled in.

use super::page::{CellContent, SheetPage, Style};
use super::table;
use crate::budget::{Budget, FactId, Row};
use crate::layout::{self, Form, Role};
use crate::numeral;

/// Composes a form; `count` numbers forms that bear no number.
pub(super) fn page(budget: &Budget, index: usize, count: usize) -> SheetPage {
    let read = &budget.tables[index];
    let layout = &budget.layout.tables[read.layout];
    let mut page = SheetPage {
        name: layout.id.clone(),
        widths: layout.widths.clone(),
        landscape: layout.landscape,
        ..SheetPage::default()
    };
    let Some(form) = &layout.form else {
        return page;
    };
    // forms of several units are numbered again, and all where one has no number
    let mut forms = budget.tables.iter().filter(|it| it.layout == read.layout);
    let is_numbered = budget.units.is_empty() && forms.all(|it| it.number.is_some());
    let number = read
        .number
        .clone()
        .filter(|_| is_numbered)
        .unwrap_or_else(|| numeral::of(u32::try_from(count).unwrap_or(u32::MAX)));
    let tail = form.numbered.replace("{number}", &number);
    page.name.push_str(&tail);
    let title = format!("{}{tail}", table::title(budget, read, layout));
    let block = &layout.blocks[0];
    let row = read.blocks.first().and_then(|rows| rows.first());
    let project = row.and_then(|row| row.project.clone()).unwrap_or_default();
    page.title = Some(if project.is_empty() {
        title.clone()
    } else {
        format!("{title}　{project}")
    });
    page.text(0, 0, layout.widths.len(), title, Style::Title);
    for cell in &form.drawing.cells {
        let name = cell
            .text
            .strip_prefix('{')
            .and_then(|text| text.strip_suffix('}'));
        let field = name.and_then(|name| block.column(name));
        let (content, style, fact) = match field.zip(row) {
            Some((column, row)) => field_content(budget, layout, row, column),
            None => {
                let text = cell
                    .text
                    .replace("{unit_of_measure}", layout.unit_of_measure.name());
                (CellContent::text(text), Style::Header, None)
            }
        };
        let at = 1 + u32::try_from(cell.row).unwrap_or(0);
        if field.is_some_and(|column| block.columns[column].role == Role::Project) {
            page.project = u16::try_from(cell.column).ok().map(|column| (at, column));
        }
        let size = (cell.rows, cell.columns);
        page.put_merged((at, cell.column), size, content, style)
            .fact = fact;
    }
    list(&mut page, form, &read.list);
    page
}

/// A field of a form: its content and look, and its figure if it has one.
fn field_content(
    budget: &Budget,
    layout: &layout::Table,
    row: &Row,
    column: usize,
) -> (CellContent, Style, Option<FactId>) {
    let fact = row.facts[column];
    let text = || {
        row.texts
            .iter()
            .find(|(i, _)| *i == column)
            .map(|(_, text)| text.clone())
            .unwrap_or_default()
    };
    let (content, style) = match layout.blocks[0].columns[column].role {
        Role::Amount => (
            fact.map_or(CellContent::Blank, |id| table::figure(budget, id, layout)),
            Style::Amount,
        ),
        Role::Project => (
            CellContent::text(row.project.clone().unwrap_or_default()),
            Style::Centre,
        ),
        Role::Department => (CellContent::text(text()), Style::Centre),
        _ => (CellContent::text(text()), Style::Label),
    };
    (content, style, fact)
}

/// The texts below a form; equal neighbours of a merged column are one cell, within the cells on its left.
fn list(page: &mut SheetPage, form: &Form, rows: &[Vec<String>]) {
    let first = page.next_row();
    let mut breaks = vec![false; rows.len()];
    for (index, (column, left, width)) in form.list.iter().enumerate() {
        let style = if index + 1 == form.list.len() || column.role == Role::MergedText {
            Style::Centre
        } else {
            Style::Label
        };
        let mut start = 0;
        while start < rows.len() {
            let mut end = start + 1;
            if column.role == Role::MergedText {
                while end < rows.len() && rows[end][index] == rows[start][index] && !breaks[end] {
                    end += 1;
                }
            }
            let row = first + u32::try_from(start).unwrap_or(0);
            page.put_merged(
                (row, *left),
                (end - start, *width),
                CellContent::text(rows[start][index].clone()),
                style,
            );
            if end < rows.len() && column.role == Role::MergedText {
                breaks[end] = true;
            }
            start = end;
        }
    }
}
