//! What was found, for people and for programs. Findings go to standard output, what could not be
//! read to standard error.

mod digest;
mod json;
mod letter;
mod since;
mod text;

pub(crate) use digest::told;
pub use digest::{DepartmentSummary, FindingSummary};
pub use json::{Json, department_json};
pub use letter::letter;
pub use since::{EarlierReport, KnownFinding, Since, known};
pub use text::{closing, department_text, unchanged};

use crate::book::Refusal;
use crate::budget::Budget;
use crate::reconcile::Report;
use crate::rule::RuleSet;
use crate::say::Lang;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

/// A department as it is reported.
#[derive(Debug)]
pub struct DepartmentReport<'a> {
    /// What it handed in.
    pub budget: &'a Budget,
    /// The rules of its layout.
    pub rules: &'a RuleSet,
    /// What they found.
    pub report: &'a Report,
    /// The workbook that was written for it.
    pub written: Option<PathBuf>,
    /// The letter that goes back with its marked files.
    pub letter: Option<PathBuf>,
}

/// What a run came to, in numbers.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tally {
    /// Departments that were examined.
    pub departments: usize,
    /// Those among them that may be published.
    pub publishable: usize,
    /// Files that were read.
    pub files: usize,
    /// Those among them of which reading noticed something.
    pub warned: usize,
    /// Files that were not read.
    pub refused: usize,
    /// Files left alone.
    pub ignored: usize,
}

impl Tally {
    /// Every file that was found.
    pub fn found(&self) -> usize {
        self.files + self.refused + self.ignored
    }
}

/// Prints the files that could not be read to standard error, each with its reason and what to do.
pub fn unreadable(files: &[(Arc<str>, Refusal)], lang: Lang) {
    let mut out = std::io::stderr().lock();
    for (file, refusal) in files {
        let message = refusal.message();
        let line = match lang {
            Lang::Zh => format!("未能读取 {file}：{}", message.zh),
            Lang::En => format!("not read: {file}: {}", message.en),
        };
        let _ = writeln!(out, "{}", visible(&line));
    }
}

/// A text without characters that would steer a terminal; line breaks stay.
pub(crate) fn visible(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c.is_control() && c != '\n' {
                '\u{fffd}'
            } else {
                c
            }
        })
        .collect()
}
