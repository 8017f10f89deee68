//! The sheet 问题: a row a finding, of the departments and then of the totals.

use super::list::{self, Caption, ListCell};
use super::total::Sums;
use super::{Summary, SummarySource};
use crate::report::{FindingSummary, told};
use crate::rule::Severity;
use crate::write::long::{LongList, TakeRow};
use std::io;

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
pub(super) const LEVELS: [Severity; 3] = [Severity::Mandatory, Severity::Verify, Severity::Hint];

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
pub(super) fn list<'a>(
    all: &'a Summary,
    source: &'a SummarySource<'a>,
    sums: &[Sums<'_>],
) -> io::Result<LongList<'a>> {
    let more = all.departments.iter().map(|own| own.more as usize);
    let mut left_out: usize = more.sum();
    let mut of_sums: Vec<(String, Vec<FindingSummary>)> = Vec::new();
    for own in sums {
        let budget = &own.total.budget;
        let found = told(&own.template.rules, &own.report, budget);
        left_out += own.report.problems().count() - found.len();
        of_sums.push((budget.department.clone(), found));
    }
    let of_departments = all.departments.iter().flat_map(|own| own.findings);
    let of_departments = of_departments.map(|count| count as usize);
    let count =
        of_departments.sum::<usize>() + of_sums.iter().map(|(_, found)| found.len()).sum::<usize>();
    let shown = count.min(ROWS);
    let caption = Caption {
        sheet: "问题",
        title: "问题清单".to_owned(),
        remark: remark(shown, left_out + count - shown),
    };
    let page = list::page(caption, COLUMNS.map(FindingColumn::heading), shown);
    let rows = Box::new(move |take: &mut TakeRow<'_>| {
        let mut left = shown;
        let mut take_all = |level: usize, name: &str, found: &[FindingSummary]| {
            let own = found.iter().filter(|own| level_of(own) == level).take(left);
            let rows = own.map(|own| COLUMNS.map(|column| column.cell(name, own)).into());
            let rows: Vec<_> = rows.collect();
            left -= rows.len();
            rows.into_iter().try_for_each(&mut *take)?;
            Ok::<bool, io::Error>(left == 0)
        };
        for level in 0..LEVELS.len() {
            for (at, own) in all.departments.iter().enumerate() {
                if own.findings[level] == 0 {
                    continue;
                }
                let (own, _) = source(at)?;
                if take_all(level, &own.department, &own.findings)? {
                    return Ok(());
                }
            }
            for (name, found) in &of_sums {
                if take_all(level, name, found)? {
                    return Ok(());
                }
            }
        }
        Ok(())
    });
    LongList::new(page, shown, rows)
}

/// How many findings there are of each level.
pub(super) fn counts(found: &[FindingSummary]) -> [usize; LEVELS.len()] {
    let mut counts = [0; LEVELS.len()];
    found.iter().for_each(|own| counts[level_of(own)] += 1);
    counts
}

fn level_of(finding: &FindingSummary) -> usize {
    let level = LEVELS.iter().position(|own| own.zh() == finding.level);
    level.unwrap_or_default()
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
