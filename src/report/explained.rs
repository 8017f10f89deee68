//! Findings to be verified and what was said of them.

use super::digest::{FindingSummary, summary};
use super::keys::keys;
use crate::budget::{Budget, Figure};
use crate::finding::{Explanation, FindingMark, GivenExplanation};
use crate::label::fold;
use crate::reconcile::{Finding, FindingCell, Report, Verdict};
use crate::rule::{RuleSet, Severity};

/// Whether somebody may explain a finding.
pub(crate) fn is_explainable(finding: &Finding) -> bool {
    finding.level == Severity::Verify && finding.verdict != Verdict::Rounding
}

/// Gives each finding to be verified its explanation.
pub(crate) fn explain(
    rules: &RuleSet,
    budget: &Budget,
    report: &mut Report,
    given: &[GivenExplanation],
) {
    for (index, mark) in marks(rules, budget, report) {
        report.findings[index].explanation = Explanation::of(mark, given);
    }
}

/// The findings to be verified, each with what an explanation of it is given for.
pub(crate) fn explainable(
    rules: &RuleSet,
    budget: &Budget,
    report: &Report,
) -> Vec<(FindingSummary, FindingMark)> {
    let marks = marks(rules, budget, report).into_iter();
    marks
        .map(|(index, mark)| {
            let finding = &report.findings[index];
            (summary(rules, report, budget, finding), mark)
        })
        .collect()
}

fn marks(rules: &RuleSet, budget: &Budget, report: &Report) -> Vec<(usize, FindingMark)> {
    if !report.findings.iter().any(is_explainable) {
        return Vec::new();
    }
    let of_budget = FindingMark::budget_of(
        &fold(&budget.department),
        budget.fiscal_year,
        budget.publication.word(),
    );
    let keys = keys(rules, budget, report).into_iter();
    let findings = report.findings.iter().zip(keys).enumerate();
    findings
        .filter(|(_, (finding, _))| is_explainable(finding))
        .map(|(index, (finding, key))| {
            let figures: Vec<String> = figures(budget, finding);
            let mark = FindingMark {
                budget: of_budget,
                finding: FindingMark::hash([key.to_string().as_str()]),
                figures: FindingMark::hash(figures.iter().map(String::as_str)),
            };
            (index, mark)
        })
        .collect()
}

/// The figures that a finding stands on, as the public sees them.
fn figures(budget: &Budget, finding: &Finding) -> Vec<String> {
    let of_cell = |cell: &FindingCell| match (&cell.passage, cell.fact) {
        (Some(passage), _) => {
            let is_figure = |c: &char| c.is_ascii_digit() || *c == '.';
            passage.text.chars().filter(is_figure).collect()
        }
        (None, Some(id)) => match &budget.fact(id).figure {
            Figure::Amount { published, .. } => published.value().normalize().to_string(),
            Figure::Blank => String::new(),
            Figure::Dash(text) | Figure::Nothing(text) | Figure::Unreadable(text) => text.clone(),
        },
        (None, None) => String::new(),
    };
    let of_sides = finding.sides.iter().flat_map(|sides| {
        let values = [sides.left.value, sides.right.value];
        values.map(|value| value.map_or(String::new(), |it| it.value().normalize().to_string()))
    });
    // rows and files may come in another order
    let mut cells: Vec<String> = finding.cells.iter().map(of_cell).collect();
    cells.sort();
    of_sides.chain(cells).collect()
}
