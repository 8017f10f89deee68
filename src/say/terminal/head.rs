//! The first lines of a department: whether it may be published, what it was made of and what was written.

use crate::reconcile::TextCount;
use crate::rule::Severity;
use crate::say::short::{path_line, path_within};
use crate::say::{COLUMNS, DepartmentReport, Lang, department_name};
use std::path::Path;

/// Columns of a file's path among others.
const FILE: usize = COLUMNS - 8;

/// The department, and whether it may be published.
pub(super) fn add_verdict(text: &mut String, department: &DepartmentReport<'_>, lang: Lang) {
    let (budget, report) = (department.budget, department.report);
    let name = department_name(&budget.department, budget.fiscal_year, lang);
    let [mandatory, verify, hint] =
        [Severity::Mandatory, Severity::Verify, Severity::Hint].map(|level| report.count(level));
    let is_to_verify = report.is_publishable() && verify > 0;
    let verdict = if report.is_publishable() {
        lang.pick("可以公开", "publishable")
    } else {
        lang.pick("不能公开", "not publishable")
    };
    text.push_str(&match lang {
        Lang::Zh => format!(
            "{name}：{verdict}。强制问题 {mandatory} 个，核实 {verify} 个，提示 {hint} 个{}\n",
            if is_to_verify {
                "。公开前请先核实"
            } else {
                ""
            }
        ),
        Lang::En => {
            let last = if is_to_verify {
                "; verify before publishing"
            } else {
                ""
            };
            format!(
                "{name}: {verdict}. {mandatory} mandatory, {verify} to verify, {hint} hints{last}\n"
            )
        }
    });
}

/// What the budget was made of, and what was written.
pub(super) fn add_files(text: &mut String, department: &DepartmentReport<'_>, lang: Lang) {
    let budget = department.budget;
    let files = budget.files.iter();
    let files: Vec<String> = files.map(|file| path_within(file, FILE)).collect();
    let from = lang.pick("来自 ", "from ");
    text.push_str(&format!("  {from}{}\n", files.join("、")));
    if let Some(last) = &budget.last_year {
        let files = last.files.iter();
        let files: Vec<String> = files.map(|file| path_within(file, FILE)).collect();
        let from = lang.pick("上年数来自 ", "last year's figures from ");
        text.push_str(&format!("  {from}{}\n", files.join("、")));
    }
    // a document of tables alone has no text
    let is_of_tables = |count: &TextCount| {
        let mut texts = budget.texts.iter();
        let own = texts.find(|text| text.name == count.file);
        count.amounts == 0 && own.is_some_and(|text| text.book.is_some())
    };
    let counts = department.report.texts.iter();
    for TextCount {
        file,
        amounts,
        compared,
        ..
    } in counts.filter(|it| !is_of_tables(it))
    {
        let behind = match lang {
            Lang::Zh => format!("：文字中 {amounts} 个金额，核对 {compared} 个"),
            Lang::En => format!(": {compared} of {amounts} amounts in the text were compared"),
        };
        text.push_str(&path_line("  ", file, &behind));
        text.push('\n');
    }
    if !budget.units.is_empty() {
        let count = budget.units.len();
        let units = budget
            .units
            .iter()
            .map(|unit| unit.name.as_str())
            .collect::<Vec<_>>()
            .join("、");
        text.push_str(&match lang {
            Lang::Zh => format!("  合并 {count} 个预算单位：{units}\n"),
            Lang::En => format!("  {count} budget units added up: {units}\n"),
        });
    }
    add_written(text, department, lang);
}

/// What was written for the department.
fn add_written(text: &mut String, department: &DepartmentReport<'_>, lang: Lang) {
    let mut add = |lead: &str, path: &Path, behind: &str| {
        text.push_str(&path_line(lead, &path.display().to_string(), behind));
        text.push('\n');
    };
    if let Some(path) = &department.written {
        add("  → ", path, "");
    }
    if let Some((path, left)) = &department.document {
        let left = match (left, lang) {
            (0, _) => String::new(),
            (left, Lang::Zh) => format!("（待填 {left} 处）"),
            (left, Lang::En) => format!(" ({left} places to fill in)"),
        };
        add("  → ", path, &left);
    }
    if let Some(path) = &department.letter {
        add(lang.pick("  退回 → ", "  returned → "), path, "");
    }
}
