//! What the program reports: a department, and a run in numbers.

use super::Lang;
use crate::budget::Budget;
use crate::reconcile::Report;
use crate::rule::RuleSet;
use std::path::PathBuf;

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
    /// The document beside it, and how many places of it are left to be filled in.
    pub document: Option<(PathBuf, usize)>,
    /// The letter that goes back with its marked files.
    pub letter: Option<PathBuf>,
}

/// A department and its year, as the terminal names it.
pub(crate) fn department_name(name: &str, year: Option<i32>, lang: Lang) -> String {
    let name = match name {
        "" => lang.pick("（未写部门）", "(no department)"),
        name => name,
    };
    match (year, lang) {
        (None, _) => name.to_owned(),
        (Some(year), Lang::Zh) => format!("{name} {year} 年"),
        (Some(year), Lang::En) => format!("{name} {year}"),
    }
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
