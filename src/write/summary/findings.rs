//! The sheet 问题: a row a finding, of the departments and then of the totals.

use super::list::{self, Caption, ListCell};
use super::total::Sums;
use crate::report::{DepartmentSummary, FindingSummary, told};
use crate::rule::Severity;
use crate::write::page::SheetPage;

/// Findings that are listed.
const ROWS: usize = 50_000;

/// A column of it.
#[derive(Debug, Clone, Copy)]
enum FindingColumn {
    Department,
    Level,
    Verdict,
    Rule,
    Title,
    Message,
    Left,
    LeftAmount,
    Right,
    RightAmount,
    Difference,
    Cells,
    Proposal,
    Explanation,
}

use FindingColumn::{
    Cells, Department, Difference, Explanation, Left, LeftAmount, Level, Message, Proposal, Right,
    RightAmount, Rule, Title, Verdict,
};

/// All of them in their order.
const COLUMNS: [FindingColumn; 14] = [
    Department,
    Level,
    Cells,
    Proposal,
    Message,
    Title,
    Verdict,
    Rule,
    Left,
    LeftAmount,
    Right,
    RightAmount,
    Difference,
    Explanation,
];

/// Levels in the order of the list.
const LEVELS: [Severity; 3] = [Severity::Mandatory, Severity::Verify, Severity::Hint];

impl FindingColumn {
    /// Its heading and its width.
    fn heading(self) -> (&'static str, f64) {
        match self {
            Department => ("部门", 28.0),
            Level => ("级别", 8.0),
            Verdict => ("结论", 10.0),
            Rule => ("规则", 10.0),
            Title => ("核对内容", 34.0),
            Message => ("问题", 34.0),
            Left => ("左边", 30.0),
            LeftAmount => ("左边金额", 15.0),
            Right => ("右边", 30.0),
            RightAmount => ("右边金额", 15.0),
            Difference => ("差额", 15.0),
            Cells => ("位置", 44.0),
            Proposal => ("建议", 34.0),
            Explanation => ("说明", 34.0),
        }
    }

    /// Its cell in the row of a finding.
    fn cell(self, department: &str, finding: &FindingSummary) -> ListCell {
        let amount = |amount| ListCell::amount(amount, finding.decimals);
        let text = |side: usize| {
            let sides = finding.sides.as_ref();
            ListCell::label(sides.map_or("", |sides| &sides[side].0))
        };
        let value = |side: usize| {
            let sides = finding.sides.as_ref();
            amount(sides.and_then(|sides| sides[side].1))
        };
        match self {
            Department => ListCell::label(department),
            Level => ListCell::centred(&finding.level),
            Verdict => ListCell::centred(&finding.verdict),
            Rule => ListCell::centred(&finding.rule),
            Title => ListCell::label(&finding.title),
            Message => ListCell::label(finding.message()),
            Left => text(0),
            LeftAmount => value(0),
            Right => text(1),
            RightAmount => value(1),
            Difference => amount(finding.difference),
            Cells => ListCell::label(&finding.cells),
            Proposal => ListCell::label(&finding.proposal),
            Explanation => ListCell::label(finding.explained()),
        }
    }
}

/// The sheet.
pub(super) fn page(departments: Vec<DepartmentSummary>, sums: &[Sums<'_>]) -> SheetPage {
    let mut left_out: usize = departments.iter().map(|own| own.more).sum();
    let mut findings: Vec<(String, Vec<FindingSummary>)> = Vec::new();
    for own in departments {
        findings.push((own.department, own.findings));
    }
    for own in sums {
        let budget = &own.total.budget;
        let found = told(&own.template.rules, &own.report, budget);
        left_out += own.report.problems().count() - found.len();
        findings.push((budget.department.clone(), found));
    }
    let all: usize = findings.iter().map(|(_, found)| found.len()).sum();
    let shown = all.min(ROWS);
    let caption = Caption {
        sheet: "问题",
        title: "问题清单".to_owned(),
        remark: remark(shown, left_out + all - shown),
    };
    let mut page = list::page(caption, COLUMNS.map(FindingColumn::heading), shown);
    let rows = findings
        .iter()
        .flat_map(|(name, found)| found.iter().map(move |own| (name, own)));
    let rank = |level: &str| LEVELS.iter().position(|own| own.zh() == level);
    let mut rows: Vec<(&String, &FindingSummary)> = rows.collect();
    rows.sort_by_key(|(_, own)| rank(&own.level));
    for (department, finding) in rows.into_iter().take(ROWS) {
        let cells = COLUMNS.map(|column| column.cell(department, finding));
        list::add_row(&mut page, cells);
    }
    page.widen_to_figures();
    page
}

fn remark(shown: usize, left_out: usize) -> String {
    match (shown, left_out) {
        (0, 0) => "没有问题".to_owned(),
        (shown, 0) => format!("{shown} 个问题。可按部门、级别、规则筛选"),
        (shown, more) => {
            format!("列出 {shown} 个，另有 {more} 个没有列出。可按部门、级别、规则筛选")
        }
    }
}
