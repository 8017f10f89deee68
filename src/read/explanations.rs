//! 核实说明.xlsx as it comes back: words beside what is to be verified. It is no budget workbook, whatever it is called.

use super::{EXPLANATION, EXPLANATION_MARK, EXPLANATIONS};
use crate::book::sheet::{Book, Sheet};
use crate::finding::GivenExplanation;

/// Rows in which the headings are looked for.
const HEADINGS: u32 = 10;
/// Characters of an explanation that are kept.
const LENGTH: usize = 2_000;

/// What a workbook explains; nothing where it is no 核实说明.xlsx.
pub(crate) fn of_book(book: &Book) -> Option<Vec<GivenExplanation>> {
    let mut sheets = book
        .sheets
        .iter()
        .filter(|it| it.cells.iter().next().is_some());
    let first = of_sheet(sheets.next()?)?;
    let rest: Option<Vec<_>> = sheets.map(of_sheet).collect();
    Some(
        rest?
            .into_iter()
            .fold(first, |all, own| [all, own].concat()),
    )
}

/// Whether a sheet holds explanations.
pub(super) fn is_sheet(sheet: &Sheet) -> bool {
    of_sheet(sheet).is_some()
}

/// What a sheet explains; nothing where it is none of 核实说明.xlsx.
pub(super) fn of_sheet(sheet: &Sheet) -> Option<Vec<GivenExplanation>> {
    let is_titled = sheet
        .rows(0, HEADINGS)
        .any(|(_, value)| value.folded().ends_with(EXPLANATIONS));
    let (header, words, mark) = (0..=HEADINGS).filter(|_| is_titled).find_map(|row| {
        let column = |heading: &str| {
            let mut cells = sheet.row(row);
            Some(cells.find(|(_, value)| value.folded() == heading)?.0)
        };
        Some((row, column(EXPLANATION)?, column(EXPLANATION_MARK)?))
    })?;
    let given = (header + 1..=sheet.last_row()).filter_map(|row| {
        let mark = sheet.own(row, mark)?.text().parse().ok()?;
        let text = sheet
            .own(row, words)?
            .text()
            .trim()
            .chars()
            .take(LENGTH)
            .collect();
        Some(GivenExplanation { mark, text })
    });
    Some(given.filter(|it| !it.text.is_empty()).collect())
}
