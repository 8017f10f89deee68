//! What has changed since an earlier report: a mended file comes back, and the clerk asks what is left. Findings are
//! known by rule and place within the tables, for files and names of rows change on the way.

use super::keys::keys;
use crate::finding::{Compared, KnownFinding, Problem, ReportChanges};
use crate::reconcile::{Finding, Verdict};
use crate::say::{self, DepartmentReport, Surface};
use serde::Deserialize;
use std::borrow::Cow;

/// An earlier report, as `check --format json` printed it.
#[derive(Debug, Deserialize)]
pub struct EarlierReport {
    departments: Vec<EarlierDepartment>,
}

#[derive(Debug, Deserialize)]
struct EarlierDepartment {
    department: String,
    files: Vec<String>,
    findings: Vec<EarlierFinding>,
}

#[derive(Debug, Deserialize)]
struct EarlierFinding {
    rule: String,
    verdict: String,
    message: String,
    left: Option<EarlierSide>,
    right: Option<EarlierSide>,
    #[serde(default)]
    cells: Vec<EarlierCell>,
    /// None in reports of older versions.
    key: Option<String>,
}

#[derive(Debug, Deserialize)]
struct EarlierSide {
    text: String,
    value: Option<String>,
}

#[derive(Debug, Deserialize)]
struct EarlierCell {
    sheet: String,
    cell: String,
    table: Option<String>,
    column: Option<String>,
}

impl EarlierReport {
    /// Reads an earlier report.
    ///
    /// # Errors
    /// What is wrong with its text.
    pub(crate) fn of_bytes(bytes: &[u8]) -> Result<Self, serde_json::Error> {
        Self::parse(&text_of(bytes))
    }

    /// The same from a text.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, serde_json::Error> {
        // programs on Windows like to put a mark in front
        serde_json::from_str(text.trim_start_matches('\u{feff}'))
    }

    /// What has changed since; `now` are the findings of all departments, as [`known`] gives them.
    pub fn compare(&self, now: Vec<KnownFinding>) -> ReportChanges {
        let before: Vec<KnownFinding> = self
            .departments
            .iter()
            .flat_map(EarlierDepartment::known)
            .collect();
        ReportChanges::between(before, now)
    }
}

impl EarlierDepartment {
    fn known(&self) -> Vec<KnownFinding> {
        let counted = self
            .findings
            .iter()
            .filter(|finding| finding.verdict != Verdict::Rounding.word());
        counted.map(|finding| self.of_finding(finding)).collect()
    }

    fn of_finding(&self, finding: &EarlierFinding) -> KnownFinding {
        let sides = finding.left.as_ref().zip(finding.right.as_ref());
        let columns = || {
            let cells = finding.cells.iter();
            cells.filter_map(|cell| Some((cell.table.clone()?, cell.column.clone()?)))
        };
        let place = match sides {
            Some((left, right)) => both(&left.text, &right.text),
            None if finding.cells.is_empty() => {
                without_files(finding.message.clone(), self.files.iter())
            }
            None => cells(
                finding
                    .cells
                    .iter()
                    .map(|cell| (cell.sheet.as_str(), cell.cell.clone())),
            ),
        };
        KnownFinding {
            department: self.department.clone(),
            rule: finding.rule.clone(),
            place,
            is_placed: sides.is_some() || !finding.cells.is_empty(),
            key: finding.key.clone(),
            is_counted: finding.verdict != Verdict::Undecided.word(),
            unread: Vec::new(),
            compared: sides.map(|(left, right)| Compared {
                columns: columns().collect(),
                values: [left.value.clone(), right.value.clone()],
            }),
        }
    }
}

/// The findings of a department as the earlier report would have them.
pub fn known(department: &DepartmentReport<'_>) -> Vec<KnownFinding> {
    let report = department.report;
    let keys = keys(department.rules, department.budget, report);
    let findings = report.findings.iter().zip(report.causes());
    findings
        .zip(keys)
        .filter(|((finding, _), _)| finding.verdict != Verdict::Rounding)
        .map(|((finding, cause), key)| KnownFinding {
            is_counted: cause.is_none(),
            unread: unread(&finding.problem),
            department: department.budget.department.clone(),
            rule: key.rule.clone(),
            place: place(department, finding),
            is_placed: finding.sides.is_some() || !finding.cells.is_empty(),
            key: Some(key.to_string()),
            compared: compared(department, finding),
        })
        .collect()
}

/// Tables that are not read, by what a finding tells.
fn unread(problem: &Problem) -> Vec<String> {
    match problem {
        Problem::TableMissing { table, .. } | Problem::TitleAlone { table, .. } => {
            vec![table.to_string()]
        }
        Problem::VersionsDiffer { versions, .. } => {
            versions.iter().map(|it| it.id.to_string()).collect()
        }
        _ => Vec::new(),
    }
}

fn place(department: &DepartmentReport<'_>, finding: &Finding) -> String {
    match &finding.sides {
        Some(it) => both(&it.left.text, &it.right.text),
        None if finding.cells.is_empty() => without_files(
            say::titled(
                &department.rules.rules[finding.rule],
                finding,
                Surface::Page,
            )
            .zh,
            department.budget.files.iter(),
        ),
        None => cells(
            finding
                .cells
                .iter()
                .map(|cell| (&*cell.at.sheet, cell.at.a1())),
        ),
    }
}

fn compared(department: &DepartmentReport<'_>, finding: &Finding) -> Option<Compared> {
    let sides = finding.sides.as_ref()?;
    let budget = department.budget;
    let facts = finding.cells.iter().filter_map(|cell| cell.fact);
    let column = |id| {
        let fact = budget.fact(id);
        let column = budget.column_name(fact.table, fact.block, fact.column);
        (budget.table_name(fact.table), column.to_owned())
    };
    let values =
        [&sides.left, &sides.right].map(|side| side.value.map(|value| value.plain(sides.decimals)));
    Some(Compared {
        columns: facts.map(column).collect(),
        values,
    })
}

fn without_files<T: AsRef<str>>(message: String, files: impl Iterator<Item = T>) -> String {
    files.fold(message, |message, file| message.replace(file.as_ref(), ""))
}

fn both(left: &str, right: &str) -> String {
    format!("{left} ~ {right}")
}

fn cells<'a>(cells: impl Iterator<Item = (&'a str, String)>) -> String {
    cells
        .map(|(sheet, cell)| format!("{sheet}!{cell}"))
        .collect::<Vec<_>>()
        .join("、")
}

/// The text of a file in UTF-8, or in UTF-16 as PowerShell's `>` writes it.
fn text_of(bytes: &[u8]) -> Cow<'_, str> {
    let (is_little, rest) = match bytes {
        [0xff, 0xfe, rest @ ..] => (true, rest),
        [0xfe, 0xff, rest @ ..] => (false, rest),
        _ => return String::from_utf8_lossy(bytes),
    };
    let unit = |pair: &[u8; 2]| match is_little {
        true => u16::from_le_bytes(*pair),
        false => u16::from_be_bytes(*pair),
    };
    let units: Vec<u16> = rest.as_chunks::<2>().0.iter().map(unit).collect();
    String::from_utf16_lossy(&units).into()
}
