//! This year beside last year, row by row: what a summary says of the changes of a department. The changes of its items
//! and the rows that are gone sum to the change of the total; where they do not, the rest is a row too.

use crate::amount::Amount;
use crate::budget::{Budget, GoneRow, Row, RowKey, Table};
use crate::classification::Code;
use crate::rule::RuleSet;
use crate::rule::narrative::Grid;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Rows of a department that are kept.
const ROWS: usize = 400;

/// A row of both years, in the unit of the layout.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ChangeSummary {
    /// Its table.
    pub table: String,
    /// Its code and name.
    pub row: String,
    /// What becomes of it.
    pub kind: ChangeKind,
    /// This year's figure.
    pub now: Option<Amount>,
    /// Last year's; none where it is unknown.
    pub before: Option<Amount>,
}

/// What becomes of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChangeKind {
    /// The total.
    Total,
    /// It has a figure in both years.
    Kept,
    /// It is new.
    New,
    /// It is gone.
    Gone,
    /// Its code was divided up, or stands twice.
    Unknown,
    /// What the others do not explain of the total.
    Rest,
}

impl ChangeSummary {
    /// This year less last year.
    pub fn change(&self) -> Option<Amount> {
        let now = self.now.map_or(Decimal::ZERO, Amount::value);
        Some(Amount::new(now - self.before?.value()))
    }
}

/// The rows of a department; none where last year is not at hand.
pub(super) fn changes(rules: &RuleSet, budget: &Budget) -> Vec<ChangeSummary> {
    let Some(last) = &budget.last_year else {
        return Vec::new();
    };
    let grids = rules.changes.iter();
    let mut all: Vec<ChangeSummary> = grids
        .flat_map(|grid| of_grid(budget, *grid, &last.gone))
        .collect();
    all.truncate(ROWS);
    all
}

fn of_grid(budget: &Budget, grid: Grid, gone: &[GoneRow]) -> Vec<ChangeSummary> {
    let Some((_, table)) = budget.tables_of(grid.table).next() else {
        return Vec::new();
    };
    let id = &budget.layout.tables[grid.table].id;
    let rows = &table.blocks[grid.block];
    let change = |row: &Row| of_row(budget, table, grid, row);
    let total = rows.iter().find(|row| matches!(row.key, RowKey::Line(_)));
    let total = total.and_then(change).map(|own| ChangeSummary {
        kind: ChangeKind::Total,
        ..own
    });
    let leaves = rows.iter().filter(|row| is_leaf(row, rows));
    let mut items: Vec<ChangeSummary> = leaves.filter_map(change).collect();
    let gone = gone
        .iter()
        .filter(|row| row.table == grid.table && row.is_leaf);
    items.extend(gone.filter_map(|row| {
        let mut figures = row.figures.iter();
        let before = figures
            .find(|it| it.column == grid.column)?
            .figure
            .value()?;
        Some(ChangeSummary {
            table: id.clone(),
            row: row.name.clone(),
            kind: ChangeKind::Gone,
            now: None,
            before: Some(Amount::new(before)),
        })
    }));
    let rest = total.as_ref().and_then(|total| rest(total, &items));
    total.into_iter().chain(items).chain(rest).collect()
}

/// Whether it has a code, and no row stands below it.
fn is_leaf(row: &Row, rows: &[Row]) -> bool {
    let is_coded = matches!(row.key, RowKey::Code);
    row.code.as_ref().filter(|_| is_coded).is_some_and(|code| {
        let mut others = rows.iter().filter_map(|it| it.code.as_ref());
        !others.any(|other| Code::is_below(other, code))
    })
}

fn of_row(budget: &Budget, table: &Table, grid: Grid, row: &Row) -> Option<ChangeSummary> {
    let fact = row.facts.get(grid.column).copied().flatten()?;
    let now = budget.fact(fact).figure.value()?;
    let before = row.last_year_figure(grid.column, false);
    let before = before.and_then(|it| it.figure.value());
    let kind = match before {
        None => ChangeKind::Unknown,
        Some(before) if before.is_zero() && now.is_zero() => return None,
        Some(before) if before.is_zero() => ChangeKind::New,
        Some(_) if now.is_zero() => ChangeKind::Gone,
        Some(_) => ChangeKind::Kept,
    };
    let code = row.code.as_ref().map_or("", Code::as_str);
    let layout = &budget.layout.tables[table.layout];
    let label = match row.key {
        RowKey::Line(line) if row.label.is_empty() => &layout.blocks[grid.block].lines[line].label,
        _ => &row.label,
    };
    Some(ChangeSummary {
        table: layout.id.clone(),
        row: format!("{code} {label}").trim().to_owned(),
        kind,
        now: Some(Amount::new(now)),
        before: before.map(Amount::new),
    })
}

/// What the items do not explain of the change of the total.
fn rest(total: &ChangeSummary, items: &[ChangeSummary]) -> Option<ChangeSummary> {
    let sum = |of: fn(&ChangeSummary) -> Option<Amount>| {
        let values = items.iter().filter_map(of);
        values.map(Amount::value).sum::<Decimal>()
    };
    let now = total.now?.value() - sum(|it| it.now);
    let before = total.before?.value() - sum(|it| it.before);
    (now != before).then(|| ChangeSummary {
        table: total.table.clone(),
        row: "各项以外".to_owned(),
        kind: ChangeKind::Rest,
        now: Some(Amount::new(now)),
        before: Some(Amount::new(before)),
    })
}
