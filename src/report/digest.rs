//! What a summary of many departments keeps of each: a line, its findings, and what it adds to the total. Small
//! enough to be kept for a later run.

use super::changes::{ChangeSummary, changes};
use crate::amount::Amount;
use crate::budget::Budget;
use crate::consolidate::DepartmentTotals;
use crate::finding::{Explanation, Problem};
use crate::reconcile::{Diagnosis, FindingCell, WrongCells};
use crate::reconcile::{Finding, Report};
use crate::rule::{RuleSet, Severity};
use crate::say::{self, DepartmentReport, Lang};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Findings of a department that are kept; the others are counted.
const FINDINGS: usize = 1_000;
/// Cells of a finding that are named.
const CELLS: usize = 3;

/// A department in a summary.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DepartmentSummary {
    /// Its name; empty where nothing names it.
    pub department: String,
    /// The fiscal year.
    pub fiscal_year: Option<i32>,
    /// The id of its layout.
    pub layout: String,
    /// Its files.
    pub files: Vec<String>,
    /// Whether it may be published.
    pub publishable: bool,
    /// The name of its workbook; none where none was written.
    pub workbook: Option<String>,
    /// Figures that a line about it shows, in its layout's unit of measure, each with its name.
    pub figures: Vec<(String, Option<Amount>)>,
    /// Decimal places of these.
    pub decimals: u32,
    /// Findings that are mandatory, to verify, and hints.
    pub counts: [usize; 3],
    /// Findings to verify that the department has explained.
    pub explained: usize,
    /// Its findings, grave ones first.
    pub findings: Vec<FindingSummary>,
    /// The first of them in a line; empty where there is none.
    pub first_finding: String,
    /// Findings that are not among these.
    pub more: usize,
    /// Its rows beside last year's.
    pub changes: Vec<ChangeSummary>,
    /// What it adds to the total.
    pub part: DepartmentTotals,
}

/// A finding as a summary tells it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FindingSummary {
    /// The id of its rule.
    pub rule: String,
    /// What must hold.
    pub title: String,
    /// How grave it is, for a clerk.
    pub level: String,
    /// Its verdict, for a clerk.
    pub verdict: String,
    /// What is wrong.
    pub problem: Problem,
    /// File and sheet where there is no cell.
    pub place: Option<(Arc<str>, Option<Arc<str>>)>,
    /// Both sides of an equation: in words, and the value.
    pub sides: Option<[(String, Option<Amount>); 2]>,
    /// Left less right.
    pub difference: Option<Amount>,
    /// Decimal places of the amounts.
    pub decimals: u32,
    /// The files that its cells stand in, and the cells.
    pub cells: String,
    /// What the diagnosis proposes.
    pub proposal: String,
    /// What the department says of it.
    pub explanation: Option<Explanation>,
}

impl DepartmentSummary {
    /// What is kept of a department.
    pub fn of(department: &DepartmentReport<'_>) -> Self {
        let (budget, report) = (department.budget, department.report);
        let name = department
            .written
            .as_deref()
            .and_then(|path| path.file_name());
        let findings = told(department.rules, report, budget);
        let first = report.problems().next();
        Self {
            department: budget.department.clone(),
            fiscal_year: budget.fiscal_year,
            layout: budget.layout.id.clone(),
            files: budget.files.iter().map(|file| file.to_string()).collect(),
            publishable: report.is_publishable(),
            workbook: name.map(|name| name.to_string_lossy().into_owned()),
            figures: report.figures.clone(),
            decimals: budget.decimals(),
            counts: [Severity::Mandatory, Severity::Verify, Severity::Hint]
                .map(|level| report.count(level)),
            explained: report
                .findings
                .iter()
                .filter(|it| it.is_explained())
                .count(),
            more: report.problems().count() - findings.len(),
            findings,
            first_finding: first.map_or(String::new(), |it| {
                say::finding_line(it, &department.rules.rules[it.rule])
            }),
            changes: changes(department.rules, budget),
            part: DepartmentTotals::of(budget),
        }
    }
}

/// The findings of a report.
pub(crate) fn told(rules: &RuleSet, report: &Report, budget: &Budget) -> Vec<FindingSummary> {
    report
        .problems()
        .take(FINDINGS)
        .map(|finding| summary(rules, report, budget, finding))
        .collect()
}

/// What a summary says of one finding.
pub(super) fn summary(
    rules: &RuleSet,
    report: &Report,
    budget: &Budget,
    finding: &Finding,
) -> FindingSummary {
    let rule = &rules.rules[finding.rule];
    let sides = finding.sides.as_ref();
    let sentence = finding.sentence.as_ref();
    let diagnoses = report
        .diagnoses
        .iter()
        .filter(|it| finding.equation.is_some_and(|index| it.explains(index)))
        .filter(|it| is_of_cells(it, budget));
    let proposal: Vec<String> = diagnoses
        .map(|diagnosis| diagnosis.in_words(budget, Lang::Zh))
        .collect();
    let of_sides =
        sides.map(|sides| [&sides.left, &sides.right].map(|side| (side.text.clone(), side.value)));
    let of_sentence =
        sentence.map(|it| [&it.left, &it.right].map(|side| (side.text.clone(), Some(side.value))));
    FindingSummary {
        rule: rule.id.clone(),
        title: rule.title.clone(),
        level: finding.level.zh().to_owned(),
        verdict: if sides.is_some() || sentence.is_some() {
            finding.verdict.zh().to_owned()
        } else {
            String::new()
        },
        problem: finding.problem.clone(),
        place: finding.place.clone(),
        sides: of_sides.or(of_sentence),
        difference: sides
            .and_then(|sides| sides.difference)
            .or_else(|| sentence.map(|it| it.difference())),
        decimals: sides
            .map(|sides| sides.decimals)
            .or_else(|| sentence.map(|it| it.decimals))
            .unwrap_or(0),
        cells: cells_of(finding, budget),
        proposal: say::passage_change(finding).map_or(proposal.join("；"), |it| it.zh),
        explanation: finding.explanation.clone(),
    }
}

/// Whether what a diagnosis holds to be wrong stands in cells that somebody filled in: sums over departments have none.
fn is_of_cells(diagnosis: &Diagnosis, budget: &Budget) -> bool {
    match diagnosis.wrong_cells(budget) {
        WrongCells::Certain(cells) | WrongCells::Tied(cells) | WrongCells::Beside(cells) => {
            !cells.iter().any(|id| budget.fact(*id).is_added_up())
        }
        WrongCells::Elsewhere | WrongCells::Unknown => true,
    }
}

/// The cells of a finding that the workbook shows, the first few of them by name.
fn cells_of(finding: &Finding, budget: &Budget) -> String {
    let is_seen = |cell: &&FindingCell| {
        cell.fact
            .is_none_or(|id| finding.marked().any(|it| it == id) || budget.published(id).is_some())
    };
    let mut all: Vec<String> = finding
        .cells
        .iter()
        .filter(is_seen)
        .map(|cell| cell.at.to_string())
        .collect();
    // several figures of a paragraph are one place
    all.dedup();
    let count = all.len();
    if count > CELLS {
        all.truncate(CELLS);
        all.push(format!("等 {count} 格"));
    }
    all.join("\n")
}

impl FindingSummary {
    /// Its sentence.
    pub(crate) fn message(&self) -> String {
        say::located(&self.problem, self.place.as_ref()).zh
    }

    /// What the department says of it.
    pub(crate) fn explained(&self) -> String {
        let said = self.explanation.as_ref().map(say::explanation);
        said.map_or(String::new(), |it| it.zh)
    }
}
