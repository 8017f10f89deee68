//! A department that was done: the little that is kept of it in memory, and the rest, which waits on the disk.

use crate::finding::KnownFinding;
use crate::reconcile::Report;
use crate::report;
use crate::rule::Severity;
use crate::run::output::ExpectedOutput;
use crate::run::spool::{Spool, SpoolSlot};
use crate::run::{self, ContentHash};
use crate::say::{self, DepartmentHints, DepartmentReport, Lang};
use serde::{Deserialize, Serialize};
use std::io;

/// A department that was done.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DepartmentRecord {
    /// Hash of its files and of the names of its output.
    pub(crate) inputs: ContentHash,
    /// Its output.
    pub(crate) expected: Vec<ExpectedOutput>,
    /// What it came to.
    pub(crate) outcome: DepartmentCounts,
}

/// What a department came to, in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepartmentCounts {
    /// Whether it may be published.
    pub is_publishable: bool,
    /// Its files of which reading noticed something.
    pub warned: usize,
    /// Equations that do not hold.
    pub broken: usize,
    /// Findings that block publishing.
    pub mandatory: usize,
}

impl DepartmentCounts {
    /// The counts of a report.
    pub(crate) fn of(report: &Report, warned: usize) -> Self {
        Self {
            is_publishable: report.is_publishable(),
            warned,
            broken: report.broken,
            mandatory: report.count(Severity::Mandatory),
        }
    }

    /// The result of a department.
    pub(crate) fn of_department(department: &DepartmentReport<'_>) -> Self {
        Self::of(department.report, run::warned(department.budget))
    }
}

/// What was said of a department, as bytes: the text that is printed for it, the line and the hints that are printed
/// where there are many, and behind them its name and findings, which the next run compares, and what the summary of the
/// folder needs.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct StoredText(pub(crate) Vec<u8>);

impl StoredText {
    /// What a report says.
    pub(crate) fn of(department: &DepartmentReport<'_>, lang: Lang) -> Self {
        let text = say::department_text(department, lang);
        let (line, hints) = (
            say::held_line(department, lang),
            DepartmentHints::of(department, lang),
        );
        let known = (&department.budget.department, report::known(department));
        let summary = report::DepartmentSummary::of(department);
        let all = (text, line, hints, known, summary);
        Self(postcard::to_stdvec(&all).expect("a vector takes everything"))
    }

    /// The text and the line.
    pub(crate) fn text_and_line(&self) -> (String, String) {
        postcard::take_from_bytes(&self.0)
            .map(|(said, _)| said)
            .unwrap_or_default()
    }

    /// Its hints.
    pub(crate) fn hints(&self) -> DepartmentHints {
        postcard::take_from_bytes::<(&str, &str, DepartmentHints)>(&self.0)
            .map(|((.., hints), _)| hints)
            .unwrap_or_default()
    }

    /// Its name and its findings.
    pub(crate) fn known(&self) -> Option<(String, Vec<KnownFinding>)> {
        type Before<'a> = (
            &'a str,
            &'a str,
            DepartmentHints,
            (String, Vec<KnownFinding>),
        );
        let ((.., known), _) = postcard::take_from_bytes::<Before<'_>>(&self.0).ok()?;
        Some(known)
    }

    /// What the summary needs.
    pub(crate) fn digest(&self) -> Option<report::DepartmentSummary> {
        type Before<'a> = (
            &'a str,
            &'a str,
            DepartmentHints,
            (&'a str, Vec<KnownFinding>),
        );
        let (_, rest) = postcard::take_from_bytes::<Before<'_>>(&self.0).ok()?;
        postcard::from_bytes(rest).ok()
    }
}

/// What was said of a department, on the disk.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct SpooledText(SpoolSlot);

impl SpooledText {
    /// Puts it there.
    pub(crate) fn new(said: &StoredText, spool: &Spool) -> Self {
        Self(spool.put(&said.0))
    }

    /// Takes it from there.
    ///
    /// # Errors
    /// The system's reason where it has lost it.
    pub(crate) fn said(&self, spool: &Spool) -> io::Result<StoredText> {
        spool.get(self.0).map(StoredText)
    }
}
