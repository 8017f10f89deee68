//! What a note says first: from what to what, why, and what it mends.

use crate::budget::{Budget, FactId};
use crate::reconcile::{Diagnosis, Report};
use crate::rule::RuleSet;
use crate::say::{Correction, Lang, set_in_words};
use indexmap::IndexSet;

/// What a diagnosis says of one figure.
pub(super) fn advice(
    budget: &Budget,
    diagnosis: &Diagnosis,
    told: &[Vec<Correction>],
    (id, rules, effect): (FactId, &str, &str),
) -> String {
    let lead = diagnosis.lead(budget).zh;
    let own = |set: &&Vec<Correction>| set.iter().any(|mend| mend.fact == Some(id));
    match diagnosis.named().and_then(|index| told.get(index)) {
        Some(set) => {
            let said = match set.iter().find(|mend| mend.fact == Some(id)) {
                Some(mend) if set.len() == 1 => {
                    let why = mend.why.as_ref().map(|why| why.zh.as_str());
                    let lines = [Some(mend.values.zh.as_str()), why];
                    lines.into_iter().flatten().collect::<Vec<_>>().join("\n")
                }
                _ => set_in_words(set, budget, Lang::Zh),
            };
            format!("{lead}：{said}\n改正后{effect}：{rules}")
        }
        None => match told.iter().find(own) {
            Some(set) => format!("可能有误：{}。{lead}", set_in_words(set, budget, Lang::Zh)),
            None => lead,
        },
    }
}

/// The rules that a change makes hold.
pub(super) fn rules_of(rules: &RuleSet, report: &Report, diagnosis: &Diagnosis) -> String {
    let of_equation = |index: &usize| rules.rules[report.equations[*index].rule].id.as_str();
    let ids: IndexSet<&str> = diagnosis.equations.iter().map(of_equation).collect();
    ids.into_iter().collect::<Vec<_>>().join("、")
}
