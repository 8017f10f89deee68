//! One cause, one problem: an equation that cannot be judged follows from the finding that tells what it lacks.

use super::{Finding, Report, Verdict};
use crate::finding::{Absence, BeyondProblem, FormatProblem, Problem};
use crate::place::Address;
use std::collections::HashMap;

/// What an equation may lack.
#[derive(PartialEq, Eq, Hash)]
enum Lack<'a> {
    Table(&'a str),
    OneOfTwo(&'a str),
    Column(&'a str),
    Unread(&'a str),
    Line(&'a str, &'a str),
    Figure(&'a Address),
}

impl<'a> Lack<'a> {
    /// What an absence is, as far as its own finding may tell it.
    fn of(absence: &'a Absence) -> Option<Self> {
        Some(match absence {
            Absence::Table { table } => Self::Table(table),
            Absence::TwoVersions { table } => Self::OneOfTwo(table),
            Absence::Column { table } => Self::Column(table),
            Absence::UnreadColumn { table } => Self::Unread(table),
            Absence::Line { table, line } => Self::Line(table, line),
            Absence::Figure { cell, .. } => Self::Figure(cell),
            Absence::Row { .. } | Absence::UnitRow { .. } => return None,
        })
    }

    /// What a finding of form tells to be lacking.
    fn told_by(finding: &'a Finding) -> Vec<Self> {
        match &finding.problem {
            Problem::TableMissing { table, .. } | Problem::TitleAlone { table, .. } => {
                vec![Self::Table(table)]
            }
            Problem::VersionsDiffer { versions, .. } => versions
                .iter()
                .map(|version| Self::OneOfTwo(&version.id))
                .collect(),
            Problem::ColumnsMissing { table, .. } => vec![Self::Column(table)],
            Problem::Beyond(BeyondProblem::ColumnUnknown { table, .. }) => {
                vec![Self::Unread(table)]
            }
            Problem::TotalRowMissing { table, row } => vec![Self::Line(table, row)],
            Problem::FigureUnreadable { .. }
            | Problem::FigureMarked { .. }
            | Problem::Format(FormatProblem::Disguised { .. }) => finding
                .cells
                .iter()
                .map(|cell| Self::Figure(&cell.at))
                .collect(),
            _ => Vec::new(),
        }
    }
}

impl Report {
    /// The finding that each finding follows from, by its number; none for one that is a cause itself. Of equations
    /// that lack the same and that no finding explains, the first stands for all.
    pub fn causes(&self) -> Vec<Option<usize>> {
        if self.undecided == 0 {
            return vec![None; self.findings.len()];
        }
        let mut told: HashMap<Lack<'_>, usize> = HashMap::new();
        for (number, finding) in self.findings.iter().enumerate() {
            if finding.equation.is_none() {
                for lack in Lack::told_by(finding) {
                    told.entry(lack).or_insert(number);
                }
            }
        }
        let mut first: HashMap<&[Absence], usize> = HashMap::new();
        let mut causes = Vec::with_capacity(self.findings.len());
        for (number, finding) in self.findings.iter().enumerate() {
            let Problem::Undecided { absent } = &finding.problem else {
                causes.push(None);
                continue;
            };
            let lacks = absent.iter().filter_map(Lack::of);
            let cause = lacks.filter_map(|lack| told.get(&lack)).min().copied();
            causes.push(cause.or_else(|| {
                let first = *first.entry(absent).or_insert(number);
                (first != number).then_some(first)
            }));
        }
        causes
    }

    /// Findings to talk about: neither residues nor what follows from another.
    pub fn problems(&self) -> impl Iterator<Item = &Finding> {
        let causes = self.causes();
        let findings = self.findings.iter().zip(causes);
        findings
            .filter(|(finding, cause)| finding.verdict != Verdict::Rounding && cause.is_none())
            .map(|(finding, _)| finding)
    }
}
