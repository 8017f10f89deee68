//! What the department is told: one page in plain Chinese, to be pasted into a message. What to mend,
//! where, from what to what; what mends most stands first.

use super::problem::finding_on;
use super::{DepartmentReport, Lang, Surface, passage, set_in_words};
use crate::budget::Budget;
use crate::reconcile::{Diagnosis, Finding, FindingCell, Verdict};
use crate::rule::Severity;
use std::collections::HashSet;

/// Changes that tie and are told one by one.
const TIES: usize = 4;
/// Lines of one part of the page.
const LINES: usize = 30;

/// The letter to a department whose tables may not be published.
pub fn letter(department: &DepartmentReport<'_>) -> String {
    let (budget, report) = (department.budget, department.report);
    let mut letter = heading(budget);
    letter.push_str(&lead(department));
    let (certain, open): (Vec<&Diagnosis>, Vec<&Diagnosis>) = report
        .diagnoses
        .iter()
        .partition(|diagnosis| diagnosis.named().is_some());
    part(
        &mut letter,
        "请改正",
        certain
            .iter()
            .map(|diagnosis| certain_line(department, diagnosis)),
    );
    part(
        &mut letter,
        "请对照原始资料核对",
        open.iter()
            .map(|diagnosis| open_lines(department, diagnosis)),
    );
    let told: HashSet<usize> = report
        .diagnoses
        .iter()
        .flat_map(|it| it.equations.iter().copied())
        .collect();
    let is_told = |finding: &&Finding| finding.equation.is_some_and(|index| told.contains(&index));
    let others = |level: Severity| {
        let own = report
            .findings
            .iter()
            .filter(move |finding| finding.level == level && finding.passage().is_none());
        own.filter(|finding| finding.verdict == Verdict::Broken)
            .filter(move |finding| !is_told(finding))
    };
    part(
        &mut letter,
        "其他问题",
        others(Severity::Mandatory).map(|finding| other_line(department, finding)),
    );
    let to_verify = others(Severity::Verify).filter(|finding| !finding.is_explained());
    part(
        &mut letter,
        "请核实（可能确有原因的，请写在核实说明.xlsx 里一起交回）",
        to_verify.map(|finding| other_line(department, finding)),
    );
    for text in &report.texts {
        texts(&mut letter, department, &text.file);
    }
    letter
}

/// The heading: the department, its year and what it handed in.
fn heading(budget: &Budget) -> String {
    let year = budget
        .fiscal_year
        .map(|year| format!("{year} 年"))
        .unwrap_or_default();
    let name = if budget.department.is_empty() {
        "（未写部门）"
    } else {
        &budget.department
    };
    let document = budget.layout.document_of(budget.publication);
    format!(
        "{name}{year}{document} 退回意见

"
    )
}

/// What has to be mended, in a sentence.
fn lead(department: &DepartmentReport<'_>) -> String {
    let report = department.report;
    let blocking = report.findings.iter().filter(|finding| finding.blocks());
    let (in_texts, in_tables): (Vec<&Finding>, Vec<&Finding>) =
        blocking.partition(|finding| finding.passage().is_some());
    let tables = format!("报送的表有 {} 处不平或不全", in_tables.len());
    let in_texts = passage::lines(department.rules, in_texts.into_iter()).len();
    let texts = format!("情况说明有 {in_texts} 处不对");
    let all = match (in_tables.len(), in_texts) {
        (_, 0) => tables,
        (0, _) => texts,
        _ => format!("{tables}，{texts}"),
    };
    let unit = department.budget.layout.unit_of_measure;
    format!("{all}，请改正后重新报送。金额单位：{unit}。\n")
}

/// What is wrong with a text, in the order of its paragraphs.
fn texts(letter: &mut String, department: &DepartmentReport<'_>, file: &str) {
    for (level, title) in [
        (Severity::Mandatory, "请改正"),
        (Severity::Verify, "请核实（可能确有原因）"),
    ] {
        let own = department.report.findings.iter().filter(|finding| {
            let is_here = |cell: &FindingCell| &*cell.at.file == file;
            finding.level == level
                && finding.verdict == Verdict::Broken
                && finding.cell_of_text().is_some_and(is_here)
        });
        let lines = passage::lines(department.rules, own);
        let lines = lines
            .iter()
            .map(|line| format!("{} {}。", line.place().zh, line.said().zh));
        part(letter, &format!("情况说明 {file}：{title}"), lines);
    }
}

fn part(letter: &mut String, title: &str, lines: impl Iterator<Item = String>) {
    let mut seen = HashSet::new();
    let lines: Vec<String> = lines.filter(|line| seen.insert(line.clone())).collect();
    if lines.is_empty() {
        return;
    }
    letter.push_str(&format!("\n【{title}】\n"));
    for (number, line) in (1..).zip(lines.iter().take(LINES)) {
        letter.push_str(&format!("{number}. {line}\n"));
    }
    if lines.len() > LINES {
        letter.push_str(&format!(
            "另有 {} 条，见退回的文件。\n",
            lines.len() - LINES
        ));
    }
}

fn certain_line(department: &DepartmentReport<'_>, diagnosis: &Diagnosis) -> String {
    let budget = department.budget;
    let mends = diagnosis.mends(budget);
    let count = diagnosis.equations.len();
    match diagnosis.named().and_then(|index| mends.get(index)) {
        Some(set) => {
            let said = set_in_words(set, budget, Lang::Zh);
            let what = match set.as_slice() {
                [one] if one.at.is_some() => "改这一格",
                [_] => "补上这一行",
                _ => "一并改正",
            };
            let guess = if diagnosis.is_guess() {
                "（推测，请核对）"
            } else {
                ""
            };
            format!("{said}{guess}。{what}可消除 {count} 处不平。")
        }
        None => format!("{}。涉及 {count} 处不平。", diagnosis.lead(budget).zh),
    }
}

fn open_lines(department: &DepartmentReport<'_>, diagnosis: &Diagnosis) -> String {
    let budget = department.budget;
    let findings = department.report.findings.iter();
    let own = findings.filter(|finding| finding.equation.is_some_and(|it| diagnosis.explains(it)));
    let mut text = own
        .map(|finding| other_line(department, finding))
        .take(3)
        .collect::<Vec<_>>()
        .join("\n   ");
    if diagnosis.equations.len() > 3 {
        text.push_str(&format!("\n   等 {} 处不平。", diagnosis.equations.len()));
    }
    text.push_str(&format!("\n   {}。", diagnosis.lead(budget).zh));
    let mends = diagnosis.mends(budget);
    for set in mends.iter().take(TIES) {
        text.push_str(&format!("\n   或 {}", set_in_words(set, budget, Lang::Zh)));
    }
    if mends.len() > TIES {
        text.push_str(&format!("\n   另有 {} 种", mends.len() - TIES));
    }
    text
}

fn other_line(department: &DepartmentReport<'_>, finding: &Finding) -> String {
    let rule = &department.rules.rules[finding.rule];
    match &finding.sides {
        Some(sides) => {
            let [left, right] = super::sides(sides, Lang::Zh);
            let relation = format!("{} {}，{} {}", left.0, left.1, right.0, right.1);
            format!(
                "{}（{}）：{relation}，{}。",
                rule.title,
                rule.id,
                finding_on(finding, Surface::Letter).zh
            )
        }
        None => format!("{}。", finding_on(finding, Surface::Letter).zh),
    }
}
