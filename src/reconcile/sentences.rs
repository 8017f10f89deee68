//! What a text says, judged: its statements hold, differ by a residue, or are broken, and then a figure of the
//! text is looked for that would let all of them hold.

mod calculation;
mod causes;
mod cells;
mod equation;
mod explain;
mod judge;
mod locate;
mod near;
pub(super) mod other_year;
#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod planted;
mod scope;
mod solve;
mod told;
mod trial;
mod vote;
mod witness;
mod words;

use super::{Cause, Finding, Report};
use crate::budget::{Budget, FactId};
use crate::finding::{ClaimProblem, Problem};
use crate::rule::narrative::{self, Reading, TextParagraph};
use crate::rule::{Expander, RuleSet, Severity};
use rust_decimal::Decimal;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

pub use equation::{SentenceEquation, SentenceSide, SentenceTerm};
pub(super) use told::TextReport;
pub use told::{TextCount, TextDiagnosis};
pub(crate) use told::{TextPlace, of_text};
pub(crate) use trial::trials;
pub use trial::{TextTrial, TrialAmount, TrialLine, TrialMatch};

/// A text with what it says.
struct ReadText<'a> {
    file: Arc<str>,
    /// The budget with the tables that it speaks of.
    budget: Cow<'a, Budget>,
    paragraphs: Vec<TextParagraph<'a>>,
    reading: Reading,
}

/// Judges the texts of a budget, once its tables are judged; gives a report for each. Where several sets of cells may
/// be wrong, the texts vote.
pub(super) fn of_budget(
    rules: &RuleSet,
    budget: &Budget,
    expander: &Expander<'_>,
    tables: &mut Report,
) -> Vec<TextReport> {
    let Some(data) = rules
        .narrative
        .as_deref()
        .filter(|_| !budget.texts.is_empty())
    else {
        return Vec::new();
    };
    let read = budget.texts.iter().map(|text| {
        let own = scope::of_text(budget, text);
        let paragraphs = TextParagraph::all_of(text);
        let reading = match &own {
            Cow::Borrowed(own) => narrative::read(&paragraphs, data, rules, own, expander),
            Cow::Owned(own) => narrative::read(&paragraphs, data, rules, own, &Expander::new(own)),
        };
        ReadText {
            file: text.name.clone(),
            budget: own,
            paragraphs,
            reading,
        }
    });
    let texts: Vec<ReadText<'_>> = read.collect();
    vote::take_values(&texts, budget, &mut tables.diagnoses);
    let have_fallen = vote::take_votes(&texts, &mended(tables), &mut tables.diagnoses);
    let certain = mended(tables);
    if witness::take_witnesses(&texts, budget, &certain, tables) || have_fallen {
        let (findings, diagnoses) = (&mut tables.findings, &tables.diagnoses);
        findings
            .iter_mut()
            .for_each(|finding| finding.paint(budget, diagnoses));
    }
    let mended = mended(tables);
    let judged = texts.iter().map(|text| {
        let place = TextPlace {
            file: text.file.clone(),
            paragraphs: &text.paragraphs,
        };
        of_text(rules, &text.budget, &place, &text.reading, &mended)
    });
    judged.collect()
}

/// What our own reading finds in a text that was written from the tables, by the rules that are more than hints.
pub(crate) fn of_written(
    rules: &RuleSet,
    budget: &Budget,
    paragraphs: &[TextParagraph],
) -> Vec<Finding> {
    let Some(data) = rules.narrative.as_deref() else {
        return Vec::new();
    };
    let expander = Expander::new(budget);
    let reading = narrative::read(paragraphs, data, rules, budget, &expander);
    let place = TextPlace {
        file: "".into(),
        paragraphs,
    };
    let report = of_text(rules, budget, &place, &reading, &HashMap::new());
    // reasons are people's to give, where the template asks for none too
    let lacks_reason = |finding: &Finding| match &finding.problem {
        Problem::Sentence(own) => matches!(own.claim, Some(ClaimProblem::Unexplained { .. })),
        _ => false,
    };
    let is_grave = |finding: &Finding| finding.level != Severity::Hint && !lacks_reason(finding);
    report.findings.into_iter().filter(is_grave).collect()
}

/// Cells that the tables alone show to be wrong, with what they should be.
fn mended(tables: &Report) -> HashMap<FactId, Decimal> {
    let mut mended = HashMap::new();
    for diagnosis in tables.diagnoses.iter().filter(|it| !it.is_guess()) {
        let Some(named) = diagnosis.named() else {
            continue;
        };
        if let Cause::Cells { sets, .. } = &diagnosis.cause {
            for suspect in sets.get(named).into_iter().flatten() {
                if let Some(proposed) = suspect.proposed {
                    mended.insert(suspect.fact, proposed.value());
                }
            }
        }
    }
    mended
}
