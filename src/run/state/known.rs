//! What has changed since the last run: the findings that it left, beside those of this one.

use super::{RunState, StateEntry};
use crate::finding::{KnownFinding, ReportChanges};
use crate::run::ContentHash;
use std::collections::HashSet;

/// The findings of a department that a state knows.
struct KnownDepartment {
    inputs: ContentHash,
    name: String,
    findings: Vec<KnownFinding>,
}

impl RunState {
    /// What has changed in this run since another; nothing where no department that it knew was done again.
    pub(crate) fn changes_since(&self, before: &Self) -> Option<ReportChanges> {
        let is_same = |inputs: &ContentHash| before.departments.contains_key(inputs);
        if self.departments.keys().all(is_same) || before.departments.is_empty() {
            return None;
        }
        let (before, now) = (before.known(), self.known());
        let is_again = |own: &&KnownDepartment| !is_same(&own.inputs);
        let again: HashSet<&str> = now
            .iter()
            .filter(is_again)
            .map(|own| own.name.as_str())
            .collect();
        let is_over = |own: &&KnownDepartment| !self.departments.contains_key(&own.inputs);
        let mut over = before.iter().filter(is_over);
        if !over.any(|own| again.contains(own.name.as_str())) {
            return None;
        }
        // what is no longer handed in is not mended, and what is handed in for the first time is not new in this sense
        let names = |all: &[KnownDepartment]| -> HashSet<String> {
            all.iter().map(|own| own.name.clone()).collect()
        };
        let (old, new) = (names(&before), names(&now));
        let before = before
            .into_iter()
            .filter(|own| new.contains(&own.name))
            .collect();
        let now = now
            .into_iter()
            .filter(|own| old.contains(&own.name))
            .collect();
        let findings = |all: Vec<KnownDepartment>| -> Vec<KnownFinding> {
            all.into_iter().flat_map(|own| own.findings).collect()
        };
        Some(ReportChanges::between(findings(before), findings(now)))
    }

    /// All departments in the order of their names.
    fn known(&self) -> Vec<KnownDepartment> {
        let of_entry = |(inputs, entry): (&ContentHash, &StateEntry)| {
            let (name, findings) = entry.kept.said(&self.spool).ok()?.known()?;
            Some(KnownDepartment {
                inputs: *inputs,
                name,
                findings,
            })
        };
        let mut known: Vec<_> = self.departments.iter().filter_map(of_entry).collect();
        known.sort_by(|one, other| (&one.name, one.inputs).cmp(&(&other.name, other.inputs)));
        known
    }
}
