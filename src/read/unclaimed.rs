//! Figures that no table took.

use super::attempt::nearest;
use super::file::FileRead;
use super::located::{StrangeTable, TitleWithoutHeader};
use super::measure::unit_of_measure;
use crate::amount::{self, Written};
use crate::book::grid::ClaimedCells;
use crate::book::sheet::Sheet;
use crate::book::value::Value;
use crate::budget::Notice;
use crate::finding::Problem;
use crate::place::{Address, CellRef, a1};
use rust_decimal::prelude::ToPrimitive;
use std::ops::Range;

impl FileRead {
    /// Reports figures that no table took, a notice for every run of rows.
    pub(super) fn report_unclaimed(
        &mut self,
        sheet: &Sheet,
        claimed: &ClaimedCells<'_>,
        near: &[TitleWithoutHeader],
        is_contents: bool,
    ) {
        let runs = unclaimed_runs(claimed, is_contents);
        if runs.is_empty() && !is_contents {
            near.iter()
                .for_each(|near| self.title_alone(sheet, near.title, near.table));
        }
        for run in runs {
            let first = run[0];
            if let Some(table) = table_of(sheet, &run) {
                self.strange_part(sheet, &table, &run);
                continue;
            }
            let nearest = near
                .iter()
                .rev()
                .find(|near| near.title.row <= first.row)
                .map(|near| nearest(near, sheet, &self.layout));
            let problem = Problem::FiguresUnclaimed {
                sheet: sheet.name.clone(),
                is_in_document: sheet.is_in_document,
                range: range(&run),
                count: run.len(),
                nearest,
            };
            let at = self.address(sheet, first);
            self.notices.push(Notice::at(vec![at], problem));
        }
    }

    /// Reports a title without its table, if the layout asks for the table.
    fn title_alone(&mut self, sheet: &Sheet, place: CellRef, table: usize) {
        let title = sheet.own(place.row, place.column);
        let title = title.map(|it| it.text().trim().to_owned());
        let at = self.address(sheet, place);
        self.report_title_alone(title.unwrap_or_default(), at, table, sheet.is_in_document);
    }

    pub(super) fn report_title_alone(
        &mut self,
        title: String,
        at: Address,
        table: usize,
        is_in_document: bool,
    ) {
        let table = &self.layout.tables[table];
        if table.required && table.form.is_none() {
            let problem = Problem::TitleAlone {
                table: table.id.clone(),
                title,
                sheet: at.sheet.clone(),
                is_in_document,
            };
            self.notices.push(Notice::at(vec![at], problem));
        }
    }
}

/// Rows above a run of figures in which headings of its columns stand.
const HEADINGS_WITHIN: u32 = 2;
/// Rows above its headings in which its title stands.
const TITLE_WITHIN: u32 = 3;
/// Characters of the longest label of a row.
const LABEL_LENGTH: usize = 40;

/// The table that figures make: two rows at least with a label each, below a heading.
fn table_of(sheet: &Sheet, run: &[CellRef]) -> Option<StrangeTable> {
    let (first, last) = (run[0], run[run.len() - 1].row);
    // the figures stand row by row
    let rows: Vec<&[CellRef]> = run.chunk_by(|one, next| one.row == next.row).collect();
    let is_labelled = |figures: &&&[CellRef]| {
        let CellRef { row, column } = figures[0];
        let mut cells = sheet.row(row);
        cells.any(|(at, value)| at < column && is_word(value))
    };
    let labelled = rows.iter().filter(is_labelled).count();
    let above = (first.row.saturating_sub(HEADINGS_WITHIN)..first.row).rev();
    let heading = above
        .take_while(|row| sheet.row(*row).next().is_some())
        .find(|row| sheet.own(*row, first.column).is_some_and(is_word))?;
    if labelled < 2 || labelled * 2 < rows.len() {
        return None;
    }
    let lines = heading.saturating_sub(TITLE_WITHIN)..heading;
    let mut title = lines.filter_map(|row| {
        let mut cells = sheet.row(row);
        let (column, value) = cells.next().filter(|_| cells.next().is_none())?;
        let text = value.text();
        let is_title =
            is_word(value) && !text.contains([':', '：']) && unit_of_measure(&text).is_none();
        is_title.then(|| (CellRef::new(row, column), text.into_owned()))
    });
    // without a title it is called by its headings
    let (title, text) = title.next_back().unwrap_or_else(|| {
        let headings = sheet.row(heading).map(|(_, value)| value.text());
        let headings: Vec<_> = headings.filter(|text| !text.is_empty()).collect();
        let above = CellRef::new(heading.saturating_sub(1), first.column);
        (above, headings.join("、"))
    });
    Some(StrangeTable {
        title,
        text,
        end: last,
    })
}

/// Whether a cell may be a label or a heading.
pub(super) fn is_word(value: &Value) -> bool {
    match value {
        Value::Text(text) => {
            let length = text.folded().chars().count();
            (1..=LABEL_LENGTH).contains(&length)
                && matches!(amount::read_text(text), Written::NotAnAmount)
        }
        _ => false,
    }
}

/// Figures that no table took, in runs of rows.
fn unclaimed_runs(claimed: &ClaimedCells<'_>, is_contents: bool) -> Vec<Vec<CellRef>> {
    let is_named = |value: &Value| is_figure(value) && !(is_contents && is_page_number(value));
    let mut runs: Vec<Vec<CellRef>> = Vec::new();
    for (place, _) in claimed.free().filter(|(_, value)| is_named(value)) {
        match runs.last_mut() {
            Some(run) if run.last().is_some_and(|last| place.row <= last.row + 1) => {
                run.push(*place)
            }
            _ => runs.push(vec![*place]),
        }
    }
    runs
}

/// The cells around a run, as `A1:C3`.
fn range(run: &[CellRef]) -> String {
    let columns = || run.iter().map(|CellRef { column, .. }| *column);
    let corner = |row, column: Option<u32>| a1(row, column.unwrap_or(0));
    let (first, last) = (run[0].row, run[run.len() - 1].row);
    let begin = corner(first, columns().min());
    if run.len() == 1 {
        return begin;
    }
    format!("{begin}:{}", corner(last, columns().max()))
}

/// Whether a cell may number a page.
fn is_page_number(value: &Value) -> bool {
    matches!(value, Value::Number(number) if number.is_integer() && *number < 1_000.into())
}

/// Telephone numbers of China that are no amounts: eleven digits, the first of them 1 and the second no less than 3.
const MOBILE: Range<i64> = 13_000_000_000..20_000_000_000;

/// Whether a cell reads like an amount of money: not a year or a telephone number, not a page number typed as text.
fn is_figure(value: &Value) -> bool {
    match value {
        Value::Number(number) => {
            let is_year = || (1990..=2100).any(|year| *number == year.into());
            let is_mobile = || number.to_i64().is_some_and(|it| MOBILE.contains(&it));
            !(number.is_integer() && (is_year() || is_mobile()))
        }
        Value::Text(text) => {
            matches!(amount::read_text(text), Written::Number(..))
                && text.contains(['.', ',', '，', '．'])
        }
        Value::NoNumber(_) | Value::Shown(_) => true,
        _ => false,
    }
}
