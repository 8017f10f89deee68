//! The report for people: a line of verdict a department, then findings by table, both sides one below
//! the other, counts at the end.

mod diagnosis;
mod finding;
mod heading;

use super::equation::undecided;
use super::{DepartmentReport, Lang, Tally, Text, ignored as ignored_reason};
use crate::book::Refusal;
use crate::finding::Ignored;
use crate::label::is_steering;
use crate::reconcile::{Finding, TextCount, Verdict};
use crate::rule::Severity;
use diagnosis::{add_diagnosis, diagnoses_of};
use finding::{add_finding, add_passages};
use heading::{Heading, heading_of};
use indexmap::IndexSet;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Prints a department, with a blank line at the end.
pub fn department_text(department: &DepartmentReport<'_>, lang: Lang) -> String {
    let mut text = String::new();
    add_department(&mut text, department, lang);
    text.push('\n');
    visible(&text)
}

/// Printed at the end: files left alone, and the numbers of files and departments.
pub fn closing(ignored: &[(Arc<str>, Ignored)], tally: &Tally, lang: Lang) -> String {
    let mut text = String::new();
    for (file, reason) in ignored {
        text.push_str(&format!(
            "{}{file}{}{}\n",
            lang.pick("忽略 ", "ignored: "),
            lang.pick("：", ": "),
            ignored_reason(reason).get(lang)
        ));
    }
    let found = tally.found();
    let Tally {
        departments,
        publishable,
        files: read,
        warned,
        refused,
        ignored,
    } = tally;
    text.push_str(&match lang {
        Lang::Zh => format!("文件 {found} 个：读入 {read}（有提醒 {warned}），未能读取 {refused}，忽略 {ignored}。部门 {departments} 个：可以公开 {publishable}。\n"),
        Lang::En => {
            format!("{found} files: {read} read ({warned} with warnings), {refused} not read, {ignored} ignored. {departments} departments: {publishable} publishable.\n")
        }
    });
    visible(&text)
}

/// What happened to output that is not as it was written, or no longer holds: a line each.
pub fn notes(notes: &[Text], lang: Lang) -> String {
    let lead = lang.pick("注意：", "note: ");
    let lines = notes
        .iter()
        .map(|note| format!("{lead}{}\n", note.get(lang)));
    visible(&lines.collect::<String>())
}

/// The line about departments that nothing has changed for since the last run; nothing where there are none.
pub fn unchanged(count: usize, lang: Lang) -> String {
    match (count, lang) {
        (0, _) => String::new(),
        (_, Lang::Zh) => {
            format!("其中 {count} 个部门的文件没有变化，沿用上次的结果。要全部重做，请加 --force\n")
        }
        (_, Lang::En) => {
            format!(
                "{count} of the departments have not changed and were not done again. --force does all again\n"
            )
        }
    }
}

fn add_department(text: &mut String, department: &DepartmentReport<'_>, lang: Lang) {
    let (budget, report) = (department.budget, department.report);
    add_verdict(text, department, lang);
    add_files(text, department, lang);
    let mut by_table: BTreeMap<Heading, Vec<&Finding>> = BTreeMap::new();
    // what cannot be judged stands in a line for each cause
    let mut undecided: BTreeMap<usize, Vec<&Finding>> = BTreeMap::new();
    for ((number, finding), cause) in report.findings.iter().enumerate().zip(report.causes()) {
        if finding.verdict == Verdict::Undecided {
            let cause = cause.unwrap_or(number);
            undecided.entry(cause).or_default().push(finding);
        } else {
            by_table
                .entry(heading_of(department, finding, lang))
                .or_default()
                .push(finding);
        }
    }
    // what is wrong with a table as a whole stands before all findings
    for diagnosis in report.diagnoses.iter().filter(|it| it.is_of_table()) {
        let (said, count) = (diagnosis.in_words(budget, lang), diagnosis.equations.len());
        text.push_str(&match lang {
            Lang::Zh => format!("  {said}。涉及 {count} 处不平\n"),
            Lang::En => format!("  {said}; it breaks {count} equations\n"),
        });
    }
    for (heading, findings) in &by_table {
        text.push_str(&format!("  {}\n", heading.title));
        if heading.is_text {
            add_passages(text, department, findings, lang);
        } else {
            add_table(text, department, findings, lang);
        }
    }
    for findings in undecided.values() {
        add_undecided(text, department, findings, lang);
    }
    let (held, rounding, broken, open) = (
        report.held,
        report.rounding,
        report.broken,
        report.undecided,
    );
    let all = report.all();
    text.push_str(&match lang {
        Lang::Zh => format!("  勾稽 {all} 条：平 {held}，尾差 {rounding}，不平 {broken}，无法判断 {open}\n"),
        Lang::En => format!("  {all} equations: {held} hold, {rounding} rounding, {broken} broken, {open} undecided\n"),
    });
    add_unchecked(text, department, lang);
}

/// The rules that need last year's tables, where they are not at hand.
fn add_unchecked(text: &mut String, department: &DepartmentReport<'_>, lang: Lang) {
    let rules = department.report.without_last_year.iter();
    let ids: Vec<&str> = rules
        .map(|rule| department.rules.rules[*rule].id.as_str())
        .collect();
    if ids.is_empty() {
        return;
    }
    let ids = ids.join(lang.pick("、", ", "));
    text.push_str(&match lang {
        Lang::Zh => format!("  没有上年的表，未核对 {ids}（把上年公开的表放进“上年”文件夹，或用 --last 指定）\n"),
        Lang::En => format!("  not checked without last year's tables: {ids} (put them into the folder 上年, or name theirs with --last)\n"),
    });
}

/// The department, and whether it may be published.
fn add_verdict(text: &mut String, department: &DepartmentReport<'_>, lang: Lang) {
    let (budget, report) = (department.budget, department.report);
    let name = if budget.department.is_empty() {
        lang.pick("（未写部门）", "(no department)")
    } else {
        &budget.department
    };
    let year = budget
        .fiscal_year
        .map(|year| format!(" {year}"))
        .unwrap_or_default();
    let [mandatory, verify, hint] =
        [Severity::Mandatory, Severity::Verify, Severity::Hint].map(|level| report.count(level));
    let verdict = if report.is_publishable() {
        lang.pick("可以公开", "publishable")
    } else {
        lang.pick("不能公开", "not publishable")
    };
    text.push_str(&match lang {
        Lang::Zh => format!(
            "{name}{year}{}：{verdict}。强制问题 {mandatory} 个，核实 {verify} 个，提示 {hint} 个\n",
            if year.is_empty() { "" } else { " 年" }
        ),
        Lang::En => format!(
            "{name}{year}: {verdict}. {mandatory} mandatory, {verify} to verify, {hint} hints\n"
        ),
    });
}

/// What the budget was made of, and what was written.
fn add_files(text: &mut String, department: &DepartmentReport<'_>, lang: Lang) {
    let budget = department.budget;
    let files = budget
        .files
        .iter()
        .map(|file| &**file)
        .collect::<Vec<_>>()
        .join("、");
    text.push_str(&format!("  {}{files}\n", lang.pick("来自 ", "from ")));
    for TextCount {
        file,
        amounts,
        compared,
        ..
    } in &department.report.texts
    {
        text.push_str(&match lang {
            Lang::Zh => format!("  {file}：文字中 {amounts} 个金额，核对 {compared} 个\n"),
            Lang::En => {
                format!("  {file}: {compared} of {amounts} amounts in the text were compared\n")
            }
        });
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
    if let Some(path) = &department.written {
        text.push_str(&format!("  → {}\n", path.display()));
    }
    if let Some((path, left)) = &department.document {
        let left = match (left, lang) {
            (0, _) => String::new(),
            (left, Lang::Zh) => format!("（待填 {left} 处）"),
            (left, Lang::En) => format!(" ({left} places to fill in)"),
        };
        text.push_str(&format!("  → {}{left}\n", path.display()));
    }
    if let Some(path) = &department.letter {
        text.push_str(&format!(
            "  {}{}\n",
            lang.pick("退回 → ", "returned → "),
            path.display()
        ));
    }
}

/// The findings of a table, behind the diagnoses that explain them.
fn add_table(
    text: &mut String,
    department: &DepartmentReport<'_>,
    findings: &[&Finding],
    lang: Lang,
) {
    for diagnosis in diagnoses_of(department, findings) {
        add_diagnosis(text, department, diagnosis, lang);
    }
    let mut rule_before = None;
    let mut said: Option<&Finding> = None;
    for finding in findings {
        // several units with the same problem share one message
        let again =
            |before: &Finding| before.rule == finding.rule && before.problem == finding.problem;
        if finding.sides.is_none() && finding.cells.len() != 1 && said.is_some_and(again) {
            continue;
        }
        said = Some(finding);
        // checks of form that fail in many places stand under one heading
        let same = finding.sides.is_none() && rule_before == Some(finding.rule);
        add_finding(text, department, finding, same, lang);
        rule_before = Some(finding.rule);
    }
}

/// Equations that cannot be judged for the same cause.
fn add_undecided(
    text: &mut String,
    department: &DepartmentReport<'_>,
    findings: &[&Finding],
    lang: Lang,
) {
    let reason = undecided(findings.iter().map(|finding| &finding.problem));
    let (reason, count) = (reason.get(lang), findings.len());
    let rules: IndexSet<&str> = findings
        .iter()
        .map(|finding| department.rules.rules[finding.rule].id.as_str())
        .collect();
    let rules: Vec<&str> = rules.into_iter().collect();
    let rules = rules.join("、");
    text.push_str(&match lang {
        Lang::Zh => format!("  {reason}（{count} 条：{rules}）\n"),
        Lang::En => format!("  {reason} ({count} equations: {rules})\n"),
    });
}

/// The files that could not be read, each with its reason and what to do.
pub fn unreadable(files: &[(Arc<str>, Refusal)], lang: Lang) -> String {
    let line = |(file, refusal): &(Arc<str>, Refusal)| {
        let message = refusal.message();
        match lang {
            Lang::Zh => format!("未能读取 {file}：{}\n", message.zh),
            Lang::En => format!("not read: {file}: {}\n", message.en),
        }
    };
    visible(&files.iter().map(line).collect::<String>())
}

/// A text whose characters that would steer a terminal, or turn the text around, are written as escapes; line breaks
/// stay.
pub(crate) fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if c != '\n' && (c.is_control() || is_steering(c)) {
            shown.push_str(&format!("\\u{{{:x}}}", u32::from(c)));
        } else {
            shown.push(c);
        }
    }
    shown
}

/// A name within a line: its line breaks are escapes too.
pub(crate) fn visible_name(name: &str) -> String {
    visible(name).replace('\n', "\\n")
}
