//! What the flagged workbook adds to the public one: red and amber cells with notes, and the first
//! sheet 审核结果 with a row a finding.

use super::page::{Content, Page, Paint, Style};
use super::{Mark, Marks};
use crate::amount::Amount;
use crate::budget::{Budget, FactId, a1};
use crate::lang::Lang;
use crate::read::REVIEW_SHEET;
use crate::reconcile::{Finding, Report, Verdict};
use crate::rule::{Level, RuleSet};
use std::collections::HashMap;

/// Findings beyond this number are counted, not listed.
const ROWS: usize = 2_000;

/// Notes longer than this are cut: nobody reads on.
const NOTE: usize = 1_000;

/// The marks of all wrong figures, with one note each.
pub(super) fn marks(budget: &Budget, rules: &RuleSet, report: &Report) -> Marks {
    let mut marks: Marks = HashMap::new();
    for finding in &report.findings {
        let paint = if finding.verdict == Verdict::Rounding { Paint::Amber } else { Paint::Red };
        let note = note(budget, rules, finding);
        for id in &finding.painted {
            let mark = marks.entry(*id).or_insert_with(|| Mark { paint, note: String::new() });
            if paint == Paint::Red {
                mark.paint = Paint::Red;
            }
            if mark.note.chars().count() < NOTE {
                if !mark.note.is_empty() {
                    mark.note.push_str("\n\n");
                }
                mark.note.push_str(&note);
            }
        }
    }
    marks
}

/// Rule, both sides with values, the difference, the places.
fn note(budget: &Budget, rules: &RuleSet, finding: &Finding) -> String {
    let rule = &rules.rules[finding.rule];
    let mut lines = vec![format!("{} {}：{}", rule.id, finding.verdict.zh(), rule.title)];
    if let Some(sides) = &finding.sides {
        lines.extend(sides.shown(Lang::Zh).map(|(side, value)| format!("{side}：{value}")));
    }
    lines.push(finding.message.zh.clone());
    let filled = |id: &FactId| budget.published(*id).is_some() || finding.painted.contains(id);
    let mut places: Vec<String> = finding
        .cells
        .iter()
        .filter(|cell| cell.fact.as_ref().is_none_or(filled))
        .map(|cell| cell.at.to_string())
        .collect();
    let count = places.len();
    places.truncate(4);
    if !places.is_empty() {
        let more = if count > 4 { format!(" 等 {count} 格") } else { String::new() };
        lines.push(format!("来源：{}{more}", places.join("；")));
    }
    lines.join("\n")
}

const COLUMNS: [(&str, f64); 13] = [
    ("序号", 6.0),
    ("级别", 7.0),
    ("结论", 9.0),
    ("规则", 9.0),
    ("核对内容", 34.0),
    ("问题", 34.0),
    ("左边", 30.0),
    ("左边金额", 15.0),
    ("右边", 30.0),
    ("右边金额", 15.0),
    ("差额", 15.0),
    ("位置", 14.0),
    ("来源", 40.0),
];

/// The sheet 审核结果; `tables` are the pages that its links lead to.
pub(super) fn page(budget: &Budget, rules: &RuleSet, report: &Report, tables: &[Page]) -> Page {
    let places = places(tables);
    let mut page = Page {
        name: REVIEW_SHEET.to_owned(),
        widths: COLUMNS.iter().map(|(_, width)| *width).collect(),
        landscape: true,
        header_end: Some(2),
        frozen: true,
        ..Page::default()
    };
    let year = budget.fiscal_year.map(|year| format!("{year} 年")).unwrap_or_default();
    page.text(0, 0, COLUMNS.len(), format!("{REVIEW_SHEET}：{} {year}", budget.department), Style::Title);
    let summary = format!(
        "勾稽 {} 条：平 {}，尾差 {}，不平 {}，无法判断 {}。强制问题 {} 处，须改正后才能公开；核实 {} 处；提示 {} 处。金额单位：{}",
        report.equations.len(),
        report.held,
        report.rounding,
        report.broken,
        report.undecided,
        report.count(Level::Mandatory),
        report.count(Level::Verify),
        report.count(Level::Hint),
        budget.layout.unit_of_measure,
    );
    page.text(1, 0, COLUMNS.len(), summary, Style::Remark);
    for (column, (name, _)) in COLUMNS.iter().enumerate() {
        page.text(2, column, 1, *name, Style::Header);
    }
    for (index, finding) in report.findings.iter().enumerate().take(ROWS) {
        row(&mut page, budget, rules, finding, index, &places);
    }
    if let Some(more) = report.findings.len().checked_sub(ROWS).filter(|more| *more > 0) {
        let last = page.next_row();
        page.text(last, 0, COLUMNS.len(), format!("另有 {more} 条没有列出，请先改正以上问题"), Style::Remark);
    }
    page
}

/// Where each fact stands in the workbook: sheet and cell.
fn places(tables: &[Page]) -> HashMap<FactId, (String, String)> {
    let of_page = |page: &Page| {
        let name = page.name.clone();
        let cells = page.cells.iter().filter_map(|cell| Some((cell.fact?, a1(cell.row, u32::from(cell.column)))));
        cells.map(|(id, cell)| (id, (name.clone(), cell))).collect::<Vec<_>>()
    };
    tables.iter().flat_map(of_page).collect()
}

fn row(
    page: &mut Page,
    budget: &Budget,
    rules: &RuleSet,
    finding: &Finding,
    index: usize,
    places: &HashMap<FactId, (String, String)>,
) {
    let at = page.next_row();
    let rule = &rules.rules[finding.rule];
    let texts =
        [(index + 1).to_string(), finding.level.zh().to_owned(), finding.verdict.zh().to_owned(), rule.id.clone()];
    for (column, text) in texts.into_iter().enumerate() {
        page.text(at, column, 1, text, Style::Centre);
    }
    page.text(at, 4, 1, rule.title.clone(), Style::Label);
    page.text(at, 5, 1, finding.message.zh.clone(), Style::Label);
    match &finding.sides {
        Some(sides) => {
            let decimals = sides.decimals;
            let value = |amount: Option<Amount>| amount.map_or(Content::Blank, |it| Content::Amount(it, decimals));
            page.text(at, 6, 1, sides.left.text.clone(), Style::Label);
            page.put(at, 7, value(sides.left.value), Style::Amount);
            page.text(at, 8, 1, sides.right.text.clone(), Style::Label);
            page.put(at, 9, value(sides.right.value), Style::Amount);
            page.put(at, 10, value(sides.difference), Style::Amount);
        }
        None => (6..11).for_each(|column| {
            page.put(at, column, Content::Blank, Style::Label);
        }),
    }
    let first = finding
        .painted
        .iter()
        .chain(finding.cells.iter().filter_map(|cell| cell.fact.as_ref()))
        .find_map(|id| places.get(id));
    match first {
        Some((sheet, cell)) => {
            let text = format!("{sheet}!{cell}");
            page.put(at, 11, Content::Link { text, sheet: sheet.clone(), cell: cell.clone() }, Style::RuledLink);
        }
        None => {
            page.put(at, 11, Content::Blank, Style::Label);
        }
    }
    let shown = |cell: &&crate::reconcile::FindingCell| {
        cell.fact.is_none_or(|id| budget.published(id).is_some() || finding.painted.contains(&id))
    };
    let mut sources: Vec<String> = finding.cells.iter().filter(shown).map(|cell| cell.at.to_string()).collect();
    let count = sources.len();
    sources.truncate(3);
    let more = if count > 3 { format!("\n等 {count} 格") } else { String::new() };
    page.text(at, 12, 1, format!("{}{more}", sources.join("\n")), Style::Label);
}
