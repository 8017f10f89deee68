//! A text that is of another year than the tables all through: one of the two is left from another year, and nothing here
//! tells which. That is one finding, and no year of the text is to be changed for it.

use super::TextReport;
use crate::budget::{Budget, Notice};
use crate::finding::{ClaimProblem, Passage, Problem, YearProblem};
use crate::label::fold;
use crate::reconcile::{Finding, FindingCell, Verdict};
use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

/// So many sentences must be of that year.
const OFTEN: usize = 3;
/// The unit of a figure that is a year.
const YEAR: &str = "年";

/// Before a year that something is compared with, or that is over.
const COMPARED: &str = "比较与同至止";
/// Behind a year that is over.
const OVER: &str = "底末执决";

/// Takes what a text says of years out of its report where all of it is of one other year; gives what there is to say
/// instead, and the first place that names that year.
pub(in crate::reconcile) fn settle(
    budget: &Budget,
    text: &mut TextReport,
) -> Option<(Notice, FindingCell)> {
    let there = budget.fiscal_year?;
    let of_other: Vec<(i32, &FindingCell, &Passage)> =
        text.findings.iter().filter_map(other_year).collect();
    let said: BTreeSet<i32> = of_other.iter().map(|(year, ..)| *year).collect();
    let here = *said.first().filter(|_| said.len() == 1)?;
    // a sentence may name it several times
    let sentences: HashSet<(usize, &str)> = of_other
        .iter()
        .map(|(.., it)| (it.paragraph, it.text.as_str()))
        .collect();
    if sentences.len() < OFTEN || is_named(budget, text, there) {
        return None;
    }
    let of_text = mentions(budget, text, here).count();
    let first = of_other
        .iter()
        .min_by_key(|(.., it)| (it.paragraph, it.start))?;
    let (_, cell, passage) = *first;
    let first = FindingCell {
        passage: Some(Arc::new(Passage {
            proposed: None,
            is_red: None,
            ..passage.clone()
        })),
        ..cell.clone()
    };
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
    let notice = Notice {
        at: Vec::new(),
        place: Some((text.count.file.clone(), None)),
        problem: Problem::Year(problem),
    };
    Some((notice, first))
}

/// The year that a sentence takes for the budget's, and where.
fn other_year(finding: &Finding) -> Option<(i32, &FindingCell, &Passage)> {
    match claim(finding)? {
        ClaimProblem::YearOfBudget { said, .. } => {
            let year = said.parse().ok()?;
            Some((year, finding.cell_of_text()?, finding.passage()?))
        }
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

/// Whether a text names a year otherwise than as one that it compares with or that is over.
fn is_named(budget: &Budget, text: &TextReport, year: i32) -> bool {
    let mut all = mentions(budget, text, year);
    all.any(|(before, behind)| {
        let is_compared = before.is_some_and(|c| COMPARED.contains(c));
        let is_over = behind.is_some_and(|c| OVER.contains(c));
        !is_compared && !is_over
    })
}

/// Where a text names a year: the characters before and behind.
fn mentions(
    budget: &Budget,
    text: &TextReport,
    year: i32,
) -> impl Iterator<Item = (Option<char>, Option<char>)> {
    let name = format!("{year}{YEAR}");
    let own = budget.texts.iter().filter(|it| it.name == text.count.file);
    let paragraphs = own.flat_map(|it| &it.source.paragraphs);
    paragraphs.flat_map(move |it| {
        let folded = fold(&it.text);
        let places = folded.match_indices(&name).map(|(at, _)| {
            let behind = folded[at + name.len()..].chars();
            let mut behind = behind.skip_while(|c| *c == '度');
            (folded[..at].chars().next_back(), behind.next())
        });
        places.collect::<Vec<_>>()
    })
}
