//! Figures that no table took.

use super::attempt::nearest;
use super::file::FileRead;
use super::located::TitleWithoutHeader;
use crate::amount::{self, Written};
use crate::book::grid::ClaimedCells;
use crate::book::sheet::Sheet;
use crate::book::value::Value;
use crate::budget::Notice;
use crate::finding::Problem;
use crate::place::{Address, a1};

impl FileRead {
    /// Reports figures that no table took, a notice for every run of rows.
    pub(super) fn report_unclaimed(
        &mut self,
        sheet: &Sheet,
        claimed: &ClaimedCells<'_>,
        near: &[TitleWithoutHeader],
        is_contents: bool,
    ) {
        for run in unclaimed_runs(claimed, is_contents) {
            let first = run[0];
            let nearest = near
                .iter()
                .rev()
                .find(|near| near.title.0 <= first.0)
                .map(|near| nearest(near, sheet, &self.layout));
            let problem = Problem::FiguresUnclaimed {
                sheet: sheet.name.clone(),
                range: range(&run),
                count: run.len(),
                nearest,
            };
            let at = Address {
                file: self.name.clone(),
                sheet: sheet.name.clone(),
                row: first.0,
                column: first.1,
            };
            self.notices.push(Notice {
                at: vec![at],
                place: None,
                problem,
            });
        }
    }
}

/// Figures that no table took, in runs of rows.
fn unclaimed_runs(claimed: &ClaimedCells<'_>, is_contents: bool) -> Vec<Vec<(u32, u32)>> {
    let is_named = |value: &Value| is_figure(value) && !(is_contents && is_page_number(value));
    let mut runs: Vec<Vec<(u32, u32)>> = Vec::new();
    for (place, _) in claimed.free().filter(|(_, value)| is_named(value)) {
        match runs.last_mut() {
            Some(run) if run.last().is_some_and(|last| place.0 <= last.0 + 1) => run.push(*place),
            _ => runs.push(vec![*place]),
        }
    }
    runs
}

/// The cells around a run, as `A1:C3`.
fn range(run: &[(u32, u32)]) -> String {
    let columns = || run.iter().map(|(_, column)| *column);
    let corner = |row, column: Option<u32>| a1(row, column.unwrap_or(0));
    let (first, last) = (run[0].0, run[run.len() - 1].0);
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

/// Whether a cell reads like an amount of money: not a year, not a page number typed as text.
fn is_figure(value: &Value) -> bool {
    match value {
        Value::Number(number) => {
            !(number.is_integer() && (1990..=2100).any(|year| *number == year.into()))
        }
        Value::Text(text) => {
            matches!(amount::read_text(text), Written::Number(..))
                && text.contains(['.', ',', '，', '．'])
        }
        Value::NoNumber(_) | Value::Shown(_) => true,
        _ => false,
    }
}
