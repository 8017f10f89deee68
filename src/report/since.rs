//! What has changed since an earlier report: a mended file comes back, and the clerk asks what is left.
//! Findings are known by rule and place within the tables, for files change their names on the way.

use super::DepartmentReport;
use crate::reconcile::{Finding, Verdict};
use crate::say::{Lang, Text};
use serde::Deserialize;
use std::collections::HashMap;

/// Findings that are told one by one.
const LINES: usize = 20;

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
}

#[derive(Debug, Deserialize)]
struct EarlierSide {
    text: String,
}

#[derive(Debug, Deserialize)]
struct EarlierCell {
    sheet: String,
    cell: String,
}

/// A finding as it is known again: department, rule, and where.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct KnownFinding {
    department: String,
    rule: String,
    place: String,
}

/// What has changed.
#[derive(Debug)]
pub struct Since {
    mended: Vec<KnownFinding>,
    new: Vec<KnownFinding>,
    open: usize,
}

impl EarlierReport {
    /// Reads an earlier report.
    ///
    /// # Errors
    /// What is wrong with its text.
    pub fn parse(text: &str) -> Result<Self, Text> {
        // programs on Windows like to put a mark in front
        serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| {
            Text::new(
                format!("不是 gouji check --format json 的报告：{error}"),
                format!("it is no report of gouji check --format json: {error}"),
            )
        })
    }

    /// What has changed since; `now` are the findings of all departments, as [`known`] gives them.
    pub fn compare(&self, now: Vec<KnownFinding>) -> Since {
        let mut before: HashMap<KnownFinding, usize> = HashMap::new();
        let earlier = || self.departments.iter().flat_map(EarlierDepartment::known);
        earlier().for_each(|known| *before.entry(known).or_default() += 1);
        let mut since = Since {
            mended: Vec::new(),
            new: Vec::new(),
            open: 0,
        };
        for known in now {
            match before.get_mut(&known).filter(|count| **count > 0) {
                Some(count) => {
                    *count -= 1;
                    since.open += 1;
                }
                None => since.new.push(known),
            }
        }
        // of equal ones the last are those that are gone
        let mut still: HashMap<KnownFinding, usize> = HashMap::new();
        since.mended = earlier()
            .filter(|known| {
                let seen = still.entry(known.clone()).or_default();
                *seen += 1;
                *seen <= before.get(known).copied().unwrap_or(0)
            })
            .collect();
        since
    }
}

impl EarlierDepartment {
    fn known(&self) -> Vec<KnownFinding> {
        let counted = self
            .findings
            .iter()
            .filter(|finding| finding.verdict != Verdict::Rounding.word());
        let known = |finding: &EarlierFinding| KnownFinding {
            department: self.department.clone(),
            rule: finding.rule.clone(),
            place: match (&finding.left, &finding.right) {
                (Some(left), Some(right)) => sides(&left.text, &right.text),
                _ if finding.cells.is_empty() => {
                    without_files(finding.message.clone(), self.files.iter())
                }
                _ => cells(
                    finding
                        .cells
                        .iter()
                        .map(|cell| (cell.sheet.as_str(), cell.cell.clone())),
                ),
            },
        };
        counted.map(known).collect()
    }
}

/// The findings of a department as the earlier report would tell them.
pub fn known(department: &DepartmentReport<'_>) -> Vec<KnownFinding> {
    let known = |finding: &Finding| {
        let rule = &department.rules.rules[finding.rule];
        KnownFinding {
            department: department.budget.department.clone(),
            rule: rule.id.clone(),
            place: match &finding.sides {
                Some(it) => sides(&it.left.text, &it.right.text),
                None if finding.cells.is_empty() => without_files(
                    super::json::message(rule, finding, Lang::Zh),
                    department.budget.files.iter(),
                ),
                None => cells(
                    finding
                        .cells
                        .iter()
                        .map(|cell| (&*cell.at.sheet, cell.at.a1())),
                ),
            },
        }
    };
    let counted = department
        .report
        .findings
        .iter()
        .filter(|finding| finding.verdict != Verdict::Rounding);
    counted.map(known).collect()
}

fn without_files<T: AsRef<str>>(message: String, files: impl Iterator<Item = T>) -> String {
    files.fold(message, |message, file| message.replace(file.as_ref(), ""))
}

fn sides(left: &str, right: &str) -> String {
    format!("{left} ~ {right}")
}

fn cells<'a>(cells: impl Iterator<Item = (&'a str, String)>) -> String {
    cells
        .map(|(sheet, cell)| format!("{sheet}!{cell}"))
        .collect::<Vec<_>>()
        .join("、")
}

impl Since {
    /// How many findings are mended, new, and still open.
    pub fn counts(&self) -> [usize; 3] {
        [self.mended.len(), self.new.len(), self.open]
    }

    /// In words.
    pub fn text(&self, lang: Lang) -> String {
        let [mended, new, open] = self.counts();
        let mut text = match lang {
            Lang::Zh => format!("与上次相比：已改正 {mended}，新出现 {new}，还没改 {open}。\n"),
            Lang::En => {
                format!("since the last report: {mended} mended, {new} new, {open} still open.\n")
            }
        };
        for (word, known) in [
            (lang.pick("已改正", "mended"), &self.mended),
            (lang.pick("新出现", "new"), &self.new),
        ] {
            for it in known.iter().take(LINES) {
                text.push_str(&format!(
                    "  {word} {} {} {}\n",
                    it.department, it.rule, it.place
                ));
            }
            if known.len() > LINES {
                let more = known.len() - LINES;
                text.push_str(&match lang {
                    Lang::Zh => format!("  {word} 另有 {more} 条\n"),
                    Lang::En => format!("  {word}: {more} more\n"),
                });
            }
        }
        super::visible(&text)
    }
}
