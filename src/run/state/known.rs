//! What has changed since the last run: the findings that it left, beside those of this one.

use super::{RunState, StateEntry};
use crate::finding::{KnownFinding, ReportChanges};
use crate::run::ContentHash;
use crate::run::spool::NameSet;

/// The findings of a department that a state knows.
struct KnownDepartment {
    inputs: ContentHash,
    name: String,
    findings: Vec<KnownFinding>,
}

impl RunState {
    /// What has changed in this run since another; nothing where no department that it knew was done again.
    pub(crate) fn changes_since(&self, before: &Self) -> Option<ReportChanges> {
        let mut inputs = self.departments.iter().flatten();
        if before.departments.is_empty()
            || inputs.all(|(inputs, _)| before.departments.contains(&inputs))
        {
            return None;
        }
        let again = self.names(|inputs| !before.departments.contains(inputs));
        let over = before.names(|inputs| !self.departments.contains(inputs));
        if !before.departments().any(|own| {
            !self.departments.contains(&own.inputs) && again.contains(own.name.as_bytes())
        }) {
            return None;
        }
        // what is no longer handed in is not mended, and what is handed in for the first time is not new in this sense
        let (old, new) = (before.names(|_| true), self.names(|_| true));
        let is_changed = |own: &KnownDepartment| {
            let name = own.name.as_bytes();
            again.contains(name) || over.contains(name)
        };
        let mut open = 0;
        let mut now = Vec::new();
        for own in self.departments() {
            if is_changed(&own) {
                now.push(own);
            } else {
                // each finding stands in both
                open += own.findings.iter().filter(|it| it.is_counted).count();
            }
        }
        let earlier = before.departments().filter(is_changed).collect();
        let findings = |mut all: Vec<KnownDepartment>, other: &NameSet| -> Vec<KnownFinding> {
            all.retain(|own| other.contains(own.name.as_bytes()));
            all.sort_by(|one, other| (&one.name, one.inputs).cmp(&(&other.name, other.inputs)));
            all.into_iter().flat_map(|own| own.findings).collect()
        };
        let changes = ReportChanges::between(findings(earlier, &new), findings(now, &old));
        Some(ReportChanges {
            open: changes.open + open,
            ..changes
        })
    }

    /// The names of some departments.
    fn names(&self, is_meant: impl Fn(&ContentHash) -> bool) -> NameSet {
        let mut names = NameSet::default();
        for own in self.departments().filter(|own| is_meant(&own.inputs)) {
            names.insert(own.name.as_bytes());
        }
        names
    }

    /// All departments, one at a time.
    fn departments(&self) -> impl Iterator<Item = KnownDepartment> + '_ {
        let of_entry = |(inputs, entry): (ContentHash, StateEntry)| {
            let (name, findings) = entry.kept.said(&self.spool).ok()?.known()?;
            Some(KnownDepartment {
                inputs,
                name,
                findings,
            })
        };
        self.departments.iter().flatten().filter_map(of_entry)
    }
}
