//! The report for people: a line of verdict a department, then findings by table, both sides one below
//! the other, counts at the end.

mod diagnosis;
mod finding;
mod head;
mod heading;

use super::brief::ignored_line;
use super::equation::{lacks_only_figures, undecided};
use super::short::{COLUMNS, path_within};
use super::{DepartmentReport, Lang, Tally, Text, alike, ignored as ignored_reason};
use crate::amount::UnitOfMeasure;
use crate::book::Refusal;
use crate::finding::Ignored;
use crate::label::is_steering;
use crate::reconcile::{Finding, Verdict};
use crate::rule::Severity;
use diagnosis::{add_diagnosis, diagnoses_of};
use finding::{add_alike, add_finding, add_passages};
use head::{add_files, add_verdict};
use heading::{Heading, heading_of};
use indexmap::IndexSet;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Columns of the path of a file that was not read.
const FILE: usize = COLUMNS - 30;

/// Prints a department, with a blank line at the end.
pub(crate) fn department_text(department: &DepartmentReport<'_>, lang: Lang) -> String {
    let mut text = String::new();
    add_department(&mut text, department, lang);
    text.push('\n');
    visible(&text)
}

/// Printed at the end: files left alone, and the numbers of files and departments.
pub fn closing(ignored: &[(Arc<str>, Ignored)], tally: &Tally, lang: Lang) -> String {
    let mut text = String::new();
    for (file, reason) in ignored {
        let reason = ignored_reason(reason);
        text.push_str(&ignored_line(file, reason.get(lang), lang));
        text.push('\n');
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
        if is_apart(department, finding) || is_of_unit(department, finding) {
            continue;
        }
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
    // whichever cells they lack, those which cannot be read are named once
    let (of_figures, others): (Vec<_>, Vec<_>) = undecided.into_values().partition(|findings| {
        let mut problems = findings.iter().map(|finding| &finding.problem);
        problems.all(lacks_only_figures)
    });
    let of_figures: Vec<&Finding> = of_figures.into_iter().flatten().collect();
    let of_figures = Some(of_figures).filter(|findings| !findings.is_empty());
    for findings in others.iter().chain(&of_figures) {
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
    add_findings(text, department, findings, None, lang);
}

/// Findings in their order; the line of the rule is left out where it is that of the one before.
pub(super) fn add_findings(
    text: &mut String,
    department: &DepartmentReport<'_>,
    findings: &[&Finding],
    mut rule_before: Option<usize>,
    lang: Lang,
) {
    let mut said: Option<&Finding> = None;
    for group in alike::grouped(findings.iter().copied()) {
        let finding = group[0];
        // several units with the same problem share one message
        let again =
            |before: &Finding| before.rule == finding.rule && before.problem == finding.problem;
        if finding.sides.is_none() && finding.cells.len() != 1 && said.is_some_and(again) {
            continue;
        }
        said = Some(finding);
        // checks of form that fail in many places stand under one heading
        let is_heading_said = finding.sides.is_none() || is_apart(department, finding);
        let same = is_heading_said && rule_before == Some(finding.rule);
        match group.as_slice() {
            [_] => add_finding(text, department, finding, same, lang),
            group => add_alike(text, department, group, same, lang),
        }
        rule_before = Some(finding.rule);
    }
}

/// Whether a finding is a hint that stands behind all departments, with theirs.
pub(super) fn is_apart(department: &DepartmentReport<'_>, finding: &Finding) -> bool {
    let mut diagnoses = department.report.diagnoses.iter();
    finding.level == Severity::Hint
        && finding.verdict != Verdict::Undecided
        && !finding.problem.leads()
        && !diagnoses.any(|it| {
            finding
                .equation
                .is_some_and(|equation| it.explains(equation))
        })
}

/// Whether a finding is one of many that 万元 above figures in 元 explains, in a layout in 元.
fn is_of_unit(department: &DepartmentReport<'_>, finding: &Finding) -> bool {
    if department.budget.layout.unit_of_measure != UnitOfMeasure::Yuan {
        return false;
    }
    let mut units = department.report.diagnoses.iter();
    let explains = |equation| units.any(|it| it.is_of_unit() && it.explains(equation));
    finding.equation.is_some_and(explains)
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
        let lead = lang.pick("未能读取 ", "not read: ");
        let file = path_within(file, FILE);
        let colon = lang.pick("：", ": ");
        format!("{lead}{file}{colon}{}\n", message.get(lang))
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
