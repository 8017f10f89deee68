//! One fact as one row: its department, its place in the tables, what it says, where it was read and what the
//! equations say of it.

use crate::amount::{Amount, UnitOfMeasure};
use crate::budget::{Budget, Fact, FactId, Figure, Row, RowKey};
use crate::layout::Layout;
use crate::reconcile::{Report, Verdict};
use rust_decimal::Decimal;
use std::borrow::Cow;

/// The unit of measure of every value, whatever a layout compares in: a file may hold several layouts.
const UNIT: UnitOfMeasure = UnitOfMeasure::TenThousandYuan;
/// Decimal places of a value at least: 元 with two places, in 万元.
const PLACES: u32 = 6;

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Words.
    Text,
    /// A year.
    Year,
    /// An amount in 万元.
    Value,
}

/// The columns, in order. Names are stable: later versions may add columns at the end.
pub const COLUMNS: [(&str, ColumnKind); 19] = [
    ("department", ColumnKind::Text),
    ("unit", ColumnKind::Text),
    ("year", ColumnKind::Year),
    ("layout", ColumnKind::Text),
    ("table", ColumnKind::Text),
    ("form", ColumnKind::Text),
    ("block", ColumnKind::Text),
    ("row_kind", ColumnKind::Text),
    ("code", ColumnKind::Text),
    ("name", ColumnKind::Text),
    ("project", ColumnKind::Text),
    ("column", ColumnKind::Text),
    ("value", ColumnKind::Value),
    ("written", ColumnKind::Text),
    ("file", ColumnKind::Text),
    ("sheet", ColumnKind::Text),
    ("cell", ColumnKind::Text),
    ("verdict", ColumnKind::Text),
    ("painted", ColumnKind::Text),
];

/// The columns' names for people.
pub(super) const CHINESE: [&str; COLUMNS.len()] = [
    "部门",
    "预算单位",
    "年度",
    "格式",
    "表",
    "绩效目标表序号",
    "收支",
    "行的种类",
    "科目编码",
    "名称",
    "项目",
    "列",
    "金额（万元）",
    "原文",
    "文件",
    "工作表",
    "单元格",
    "结论",
    "颜色",
];

/// What stands in one column of a row; nothing where the fact has no such thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordCell<'a> {
    /// Words.
    Text(Option<Cow<'a, str>>),
    /// A year.
    Year(Option<i32>),
    /// An amount in 万元.
    Value(Option<Amount>),
}

/// One fact as one row.
#[derive(Debug, Clone)]
pub struct FactRecord<'a> {
    budget: &'a Budget,
    fact: &'a Fact,
    verdict: Option<Verdict>,
    painted: Option<&'static str>,
}

/// Whether a fact is an amount that may be used.
pub(super) fn is_exported(budget: &Budget, fact: &Fact) -> bool {
    budget.is_money(fact) && !budget.is_contested(fact)
}

/// Every amount of a budget that may be used, in the order of the tables.
pub fn records<'a>(budget: &'a Budget, report: &Report) -> impl Iterator<Item = FactRecord<'a>> {
    let verdicts = verdicts(budget, report);
    let paints = paints(budget, report);
    let said = verdicts.into_iter().zip(paints);
    budget
        .facts
        .iter()
        .zip(said)
        .filter(|(fact, _)| is_exported(budget, fact))
        .map(|(fact, (verdict, painted))| FactRecord {
            budget,
            fact,
            verdict,
            painted,
        })
}

impl<'a> FactRecord<'a> {
    /// What stands in each of the [`COLUMNS`].
    pub fn cells(&self) -> [RecordCell<'a>; COLUMNS.len()] {
        let Self {
            budget,
            fact,
            verdict,
            painted,
        } = *self;
        let (row, table) = (budget.row(fact), &budget.tables[fact.table]);
        let layout = &budget.layout.tables[table.layout];
        let block = &layout.blocks[fact.block];
        let text =
            |text: &'a str| RecordCell::Text((!text.is_empty()).then_some(Cow::Borrowed(text)));
        let maybe = |it: Option<&'a str>| it.map_or(RecordCell::Text(None), text);
        let made = |it: Option<String>| {
            RecordCell::Text(it.filter(|text| !text.is_empty()).map(Cow::Owned))
        };
        [
            text(&budget.department),
            maybe(unit(budget, fact, row)),
            RecordCell::Year(budget.fiscal_year),
            text(&budget.layout.id),
            text(&layout.id),
            maybe(table.number.as_deref()),
            maybe(block.id.as_deref()),
            text(kind(row, block)),
            made(row.code.as_ref().map(ToString::to_string)),
            match row.key {
                // as the layout calls it, so that departments have one name for it
                RowKey::Line(_) | RowKey::Level(_) => {
                    made(Some(budget.row_name(fact.table, fact.block, fact.row)))
                }
                _ => text(&row.label),
            },
            maybe(row.project.as_deref()),
            text(&block.columns[fact.column].id),
            RecordCell::Value(value(budget, fact)),
            match &fact.figure {
                Figure::Dash(written) | Figure::Nothing(written) | Figure::Unreadable(written) => {
                    text(written)
                }
                Figure::Amount { .. } | Figure::Blank => RecordCell::Text(None),
            },
            maybe(Some(&*fact.at.file).filter(|_| !fact.is_added_up())),
            maybe(Some(&*fact.at.sheet).filter(|_| !fact.is_added_up())),
            made(Some(fact.at.a1()).filter(|_| !fact.is_added_up())),
            text(word(verdict)),
            maybe(painted),
        ]
    }
}

/// A value as plain text: two decimal places at least.
pub(super) fn plain(value: Amount) -> String {
    value.plain(2)
}

/// How many decimal places values of these layouts may have, in 万元.
pub(super) fn places<'a>(layouts: impl Iterator<Item = &'a Layout>) -> u32 {
    let of_table = |unit: UnitOfMeasure, decimals| {
        let least = Decimal::try_new(1, decimals).map(|least| unit.convert(least, UNIT));
        least.map_or(decimals, |least| least.normalize().scale())
    };
    layouts
        .flat_map(|layout| &layout.tables)
        .map(|table| of_table(table.unit_of_measure, table.decimals))
        .fold(PLACES, u32::max)
}

/// The budget unit that the fact is of.
fn unit<'a>(budget: &'a Budget, fact: &Fact, row: &Row) -> Option<&'a str> {
    let table = &budget.tables[fact.table];
    // of a department with several units every table is of one of them, or of all
    let of_table = table.unit.map(|unit| budget.units[unit].name.as_str());
    of_table.or_else(|| {
        row.unit
            .map(|unit| table.blocks[fact.block][unit].label.as_str())
    })
}

/// The figure as the public sees it, which is what verdicts go by, in 万元.
fn value(budget: &Budget, fact: &Fact) -> Option<Amount> {
    match fact.figure {
        Figure::Amount { published, .. } => Some(Amount::new(
            budget
                .layout
                .unit_of_measure
                .convert(published.value(), UNIT),
        )),
        _ => None,
    }
}

fn kind(row: &Row, block: &crate::layout::Block) -> &'static str {
    match row.key {
        RowKey::Line(line) if block.lines[line].total => "total",
        RowKey::Line(_) => "line",
        RowKey::Code => "code",
        RowKey::Project => "project",
        RowKey::Unclear => "unclear",
        RowKey::Unit => "unit",
        RowKey::Single => "single",
        RowKey::Level(_) => "level",
    }
}

fn word(verdict: Option<Verdict>) -> &'static str {
    match verdict {
        Some(Verdict::Broken) => "broken",
        Some(Verdict::Undecided) => "undecided",
        Some(Verdict::Rounding) => "rounding",
        Some(Verdict::Holds) => "holds",
        None => "none",
    }
}

/// The gravest verdict of the equations that each fact stands in.
fn verdicts(budget: &Budget, report: &Report) -> Vec<Option<Verdict>> {
    let mut gravest: Vec<Option<Verdict>> = vec![None; budget.facts.len()];
    for (equation, judgement) in report.equations.iter().zip(&report.judgements) {
        for (_, FactId(id)) in equation.facts() {
            let own = &mut gravest[id];
            *own = Some(own.map_or(judgement.verdict, |it| it.min(judgement.verdict)));
        }
    }
    gravest
}

/// How each fact is painted in a flagged workbook.
fn paints(budget: &Budget, report: &Report) -> Vec<Option<&'static str>> {
    let mut paints = vec![None; budget.facts.len()];
    for finding in &report.findings {
        let red = if finding.verdict == Verdict::Rounding {
            "amber"
        } else {
            "red"
        };
        for (ids, paint) in [(&finding.painted, red), (&finding.suspected, "amber")] {
            for FactId(id) in ids {
                if paints[*id] != Some("red") {
                    paints[*id] = Some(paint);
                }
            }
        }
    }
    paints
}
