//! What is most likely wrong, before the findings that it explains.

use crate::reconcile::{Diagnosis, Finding};
use crate::say::{DepartmentReport, Lang, set_in_words};

/// Tied changes that are listed one by one; more are counted.
const TIES: usize = 4;

/// The diagnoses whose first finding is one of these.
pub(super) fn diagnoses_of<'a>(
    department: &DepartmentReport<'a>,
    findings: &[&Finding],
) -> Vec<&'a Diagnosis> {
    let all = &department.report.findings;
    let is_here = |diagnosis: &&Diagnosis| {
        let first = all
            .iter()
            .find(|finding| finding.equation.is_some_and(|it| diagnosis.explains(it)));
        first.is_some_and(|first| findings.iter().any(|finding| std::ptr::eq(*finding, first)))
    };
    let told_here = department.report.diagnoses.iter();
    told_here
        .filter(|diagnosis| !diagnosis.is_of_table())
        .filter(is_here)
        .collect()
}

/// A diagnosis, with the changes that tie.
pub(super) fn add_diagnosis(
    text: &mut String,
    department: &DepartmentReport<'_>,
    diagnosis: &Diagnosis,
    lang: Lang,
) {
    let budget = department.budget;
    let (said, mends) = (diagnosis.in_words(budget, lang), diagnosis.mends(budget));
    if diagnosis.named().is_some_and(|index| index < mends.len()) {
        let effect = diagnosis.effect(department.report);
        let effect = effect.get(lang);
        text.push_str(&match lang {
            Lang::Zh => format!("    {said}。改正后{effect}\n"),
            Lang::En => format!("    {said}; {effect}\n"),
        });
        return;
    }
    text.push_str(&format!("    {said}\n"));
    for set in mends.iter().take(TIES) {
        text.push_str(&format!(
            "      {} {}\n",
            lang.pick("或", "or"),
            set_in_words(set, budget, lang)
        ));
    }
    if mends.len() > TIES {
        let more = mends.len() - TIES;
        text.push_str(&match lang {
            Lang::Zh => format!("      另有 {more} 种\n"),
            Lang::En => format!("      and {more} more\n"),
        });
    }
}
