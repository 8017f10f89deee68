//! Findings about texts as lines: one for each figure or passage, in the order of the text.

use super::spaces::printed;
use super::{Text, finding as sentence_of, sentence};
use crate::finding::{Problem, SentenceProblem, SentenceSlip};
use crate::place::Address;
use crate::reconcile::{Finding, Verdict};
use crate::rule::{RuleSet, Severity};

/// Everything that is wrong with a figure or a passage of a text.
pub(crate) struct PassageLine<'a> {
    pub(crate) at: &'a Address,
    pub(crate) level: Severity,
    pub(crate) verdict: Verdict,
    /// The rules that say so.
    pub(crate) rules: Vec<&'a str>,
    problems: Vec<&'a SentenceProblem>,
    pub(crate) finding: &'a Finding,
}

impl PassageLine<'_> {
    /// What is wrong.
    pub(crate) fn said(&self) -> Text {
        if self.problems.is_empty() {
            return sentence_of(self.finding);
        }
        printed(sentence::together(&self.problems))
    }

    /// Where it stands.
    pub(crate) fn place(&self) -> Text {
        place(self.at)
    }
}

/// Where a passage stands: `第27段`, or the sheet and the cell.
pub(super) fn place(at: &Address) -> Text {
    if at.is_text() {
        return Text::new(at.a1(), format!("paragraph {}", at.row + 1));
    }
    let place = format!("{}!{}", at.sheet, at.a1());
    Text::new(place.clone(), place)
}

/// The findings about texts among some, each figure once.
pub(crate) fn lines<'a>(
    rules: &'a RuleSet,
    findings: impl Iterator<Item = &'a Finding>,
) -> Vec<PassageLine<'a>> {
    let mut lines: Vec<PassageLine<'a>> = Vec::new();
    for finding in findings {
        let Some(cell) = finding.cell_of_text() else {
            continue;
        };
        let rule = rules.rules[finding.rule].id.as_str();
        let problem = match &finding.problem {
            Problem::Sentence(problem) => Some(&**problem),
            _ => None,
        };
        let is_same = |line: &&mut PassageLine<'a>| {
            let other = line.finding.passage();
            let is_one_figure = |one: &SentenceProblem, other: &SentenceProblem| {
                one.right == other.right
                    && one.printed == other.printed
                    && one.is_certain == other.is_certain
                    && one.claim.is_none() == other.claim.is_none()
            };
            let first = line.problems.first().zip(problem);
            line.level == finding.level
                && line.verdict == finding.verdict
                && line.at == &cell.at
                && other.map(|it| it.start) == cell.passage.as_ref().map(|it| it.start)
                && first.is_some_and(|(one, other)| is_one_figure(one, other))
        };
        match lines.iter_mut().find(is_same) {
            Some(line) => {
                if !line.rules.contains(&rule) {
                    line.rules.push(rule);
                }
                line.problems
                    .extend(problem.filter(|it| it.claim.is_none()));
            }
            None => lines.push(PassageLine {
                at: &cell.at,
                level: finding.level,
                verdict: finding.verdict,
                rules: vec![rule],
                problems: problem.into_iter().collect(),
                finding,
            }),
        }
    }
    lines
}

/// What to do about a figure or a passage of a text, where that is known: `1173.67 → 1313.32`.
pub(crate) fn change(finding: &Finding) -> Option<Text> {
    let Problem::Sentence(problem) = &finding.problem else {
        return None;
    };
    let passage = finding.passage()?;
    let proposed = passage.proposed.as_ref()?;
    // of a change in the wrong direction the amount stays
    let change = match problem.slip {
        Some(SentenceSlip::Direction) => Text::new("改增减方向", "the other direction"),
        Some(SentenceSlip::Unit(unit)) => {
            Text::new(format!("单位改为“{unit}”"), format!("the unit {unit}"))
        }
        _ => {
            let change = format!("{} → {proposed}", passage.value);
            Text::new(change.clone(), change)
        }
    };
    Some(match problem.is_certain {
        true => change,
        false => Text::new(
            format!("可能：{}", change.zh),
            format!("perhaps {}", change.en),
        ),
    })
}
