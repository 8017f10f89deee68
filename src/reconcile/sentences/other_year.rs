//! A text that is of another year than the tables all through: one of the two is left from another year, and nothing here
//! tells which. That is one finding, and no year of the text is to be changed for it.

use super::TextReport;
use crate::budget::{Budget, Notice};
use crate::finding::{ClaimProblem, Problem, YearProblem};
use crate::reconcile::{Finding, Verdict};
use std::collections::{BTreeSet, HashSet};

/// So many sentences must be of that year.
const OFTEN: usize = 3;
/// The unit of a figure that is a year.
const YEAR: &str = "年";

/// Takes what a text says of years out of its report where all of it is of one other year; gives what there is to say instead.
pub(in crate::reconcile) fn settle(budget: &Budget, text: &mut TextReport) -> Option<Notice> {
    let there = budget.fiscal_year?;
    let years: Vec<i32> = text.findings.iter().filter_map(other_year).collect();
    let said: BTreeSet<i32> = years.iter().copied().collect();
    let here = *said.first().filter(|_| said.len() == 1)?;
    let (of_text, of_tables) = (mentions(budget, text, here), mentions(budget, text, there));
    // it names the year of the tables only where it compares with it, which is wrong too
    let wrong = text.findings.iter().filter(|it| is_of_year(it)).count();
    if years.len() < OFTEN || of_tables > wrong {
        return None;
    }
    let mut gone: HashSet<(usize, usize)> = HashSet::new();
    text.findings.retain(|finding| {
        let is_kept = !is_of_year(finding);
        if !is_kept {
            let passage = finding.passage();
            gone.extend(passage.map(|it| (it.paragraph, it.start)));
            if finding.verdict == Verdict::Broken {
                text.broken = text.broken.saturating_sub(1);
            }
        }
        is_kept
    });
    text.diagnoses.retain(|diagnosis| {
        let mut passages = diagnosis
            .cells
            .iter()
            .filter_map(|(cell, _)| cell.passage.as_ref());
        !passages.any(|it| gone.contains(&(it.paragraph, it.start)))
    });
    let problem = YearProblem::OfText {
        here,
        there,
        count: of_text,
    };
    Some(Notice {
        at: Vec::new(),
        place: Some((text.count.file.clone(), None)),
        problem: Problem::Year(problem),
    })
}

/// The year that a sentence takes for the budget's.
fn other_year(finding: &Finding) -> Option<i32> {
    match claim(finding)? {
        ClaimProblem::YearOfBudget { said, .. } => said.parse().ok(),
        _ => None,
    }
}

fn claim(finding: &Finding) -> Option<&ClaimProblem> {
    match &finding.problem {
        Problem::Sentence(own) => own.claim.as_ref(),
        _ => None,
    }
}

/// Whether a finding only says that a year should be another.
fn is_of_year(finding: &Finding) -> bool {
    let is_claim = matches!(
        claim(finding),
        Some(ClaimProblem::YearOfBudget { .. } | ClaimProblem::YearOfAmount { .. })
    );
    is_claim || matches!(&finding.problem, Problem::Sentence(own) if own.unit == YEAR)
}

/// How often a text names a year.
fn mentions(budget: &Budget, text: &TextReport, year: i32) -> usize {
    let name = format!("{year}{YEAR}");
    let own = budget.texts.iter().filter(|it| it.name == text.count.file);
    let paragraphs = own.flat_map(|it| &it.source.paragraphs);
    paragraphs.map(|it| it.text.matches(&name).count()).sum()
}
