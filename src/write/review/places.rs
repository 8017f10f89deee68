//! Where a row of the review is about.

use super::PLACE;
use crate::budget::FactId;
use crate::equation::Equation;
use crate::place::Address;
use crate::reconcile::{Finding, Report};
use crate::write::list::ReviewRow;
use crate::write::live::Formulas;
use crate::write::page::{CellContent, SheetPage, Style};
use crate::write::place::OutputCell;

/// Where a row is about: a link to its cell in this workbook, or where it was read.
pub(super) fn put_place(
    page: &mut SheetPage,
    formulas: &Formulas<'_>,
    report: &Report,
    entry: &ReviewRow<'_>,
    at: u32,
) {
    let (link, sources) = match (entry.finding, entry.equation) {
        (Some(finding), _) => of_finding(formulas, finding),
        (None, Some(equation)) => of_equation(formulas, &report.equations[equation]),
        (None, None) => (None, Vec::new()),
    };
    // a wrong sentence is in the text, whatever cell is right
    let is_of_text = entry.finding.is_some_and(|it| it.passage().is_some());
    let link = link.filter(|_| !is_of_text);
    if let Some((sheet, cell)) = link.map(|place| formulas.places.name(place)) {
        let text = format!("{sheet}!{cell}");
        let link = CellContent::link(text, sheet, cell);
        page.put(at, PLACE.into(), link, Style::RuledLink);
        return;
    }
    let is_meant = |at: &&&Address| !is_of_text || at.is_text();
    let sources = sources.iter().filter(is_meant);
    let mut places: Vec<String> = sources.map(|it| formulas.budget.short(it)).collect();
    // several figures of a paragraph are one place
    places.dedup();
    let count = places.len();
    places.truncate(3);
    if count > 3 {
        places.push(format!("等 {count} 格"));
    }
    page.text(at, PLACE.into(), 1, places.join("\n"), Style::Label);
}

/// The cell that a finding leads to, and where its cells were read.
fn of_finding<'a>(
    formulas: &Formulas<'_>,
    finding: &'a Finding,
) -> (Option<OutputCell>, Vec<&'a Address>) {
    let facts = finding.cells.iter().filter_map(|cell| cell.fact);
    let link = finding
        .marked()
        .chain(facts)
        .find_map(|id| formulas.places.of(id));
    let is_shown = |id: FactId| {
        formulas.budget.published(id).is_some() || finding.marked().any(|marked| marked == id)
    };
    let shown = finding
        .cells
        .iter()
        .filter(|cell| cell.fact.is_none_or(is_shown));
    (link, shown.map(|cell| &cell.at).collect())
}

/// The same of an equation that holds.
fn of_equation<'a>(
    formulas: &Formulas<'a>,
    equation: &Equation,
) -> (Option<OutputCell>, Vec<&'a Address>) {
    let budget = formulas.budget;
    let filled = || {
        equation
            .facts()
            .map(|(_, id)| id)
            .filter(|id| budget.published(*id).is_some())
    };
    (
        filled().find_map(|id| formulas.places.of(id)),
        filled().map(|id| &budget.fact(id).at).collect(),
    )
}
