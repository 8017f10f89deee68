//! The message and the proposal of a row of the review, for as long as its verdict lasts.

use crate::finding::Problem;
use crate::place::a1;
use crate::reconcile::{Finding, Report};
use crate::say::{self, Lang, Surface};
use crate::write::list::{ReviewRow, quoted, word};
use crate::write::live::{self, DIFFERENCE, Formulas, VERDICT};
use crate::write::page::CellContent;

/// What is wrong, for as long as it is; the gap in it is the one that now is.
pub(super) fn message(finding: &Finding, verdict: &CellContent, row: u32) -> CellContent {
    let text = say::finding_on(finding, Surface::Workbook).zh;
    if !matches!(verdict, CellContent::Formula(..)) {
        return CellContent::text(text);
    }
    let now = match (&finding.problem, say::around_difference(&finding.problem)) {
        (Problem::Mismatch { decimals, .. }, Some([before, after])) => {
            let places = match decimals {
                0 => String::new(),
                decimals => format!(".{}", "0".repeat(*decimals as usize)),
            };
            let difference = a1(row, DIFFERENCE.into());
            let amount = format!("TEXT(ABS({difference}),\"#,##0{places}\")");
            format!("{}&{amount}&{}", quoted(&before.zh), quoted(&after.zh))
        }
        _ => quoted(&text),
    };
    while_so(word(finding.level, finding.verdict), row, &now, &text)
}

/// What the diagnoses say to do about an equation, for as long as it is to be done.
pub(super) fn proposal(
    formulas: &Formulas<'_>,
    report: &Report,
    entry: &ReviewRow<'_>,
    verdict: &CellContent,
    row: u32,
) -> CellContent {
    let own = report
        .diagnoses
        .iter()
        .filter(|diagnosis| entry.equation.is_some_and(|it| diagnosis.explains(it)));
    let said = own.map(|diagnosis| diagnosis.in_words(formulas.budget, Lang::Zh));
    let of_text = entry.finding.and_then(say::passage_change);
    let said: Vec<String> = said.chain(of_text.map(|it| it.zh)).collect();
    let text = said.join("；");
    if entry.equation.is_none() && text.is_empty() {
        return CellContent::Blank;
    }
    if text.is_empty() || !matches!(verdict, CellContent::Formula(..)) {
        return CellContent::text(text);
    }
    while_so(entry.word(), row, &quoted(&text), &text)
}

/// A text that stands in a row as long as its verdict does.
fn while_so(verdict: &str, row: u32, expression: &str, text: &str) -> CellContent {
    let is_so = format!("{}=\"{verdict}\"", a1(row, VERDICT.into()));
    live::formula(
        format!("IF({is_so},{expression},\"\")"),
        CellContent::text(text),
    )
}
