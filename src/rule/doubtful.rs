//! What may be right and should be looked at: forms without a goal, amounts below zero, tables in a coarser unit of
//! measure than the public one.

use crate::amount::UnitOfMeasure;
use crate::budget::{Budget, FactId, Notice, RowKey, Table};
use crate::finding::Problem;
use crate::layout::{self, Role};
use rust_decimal::Decimal;

/// Cells that a finding names.
const CELLS: usize = 20;

/// What should be looked at.
pub(super) fn notices(budget: &Budget) -> Vec<Notice> {
    let mut notices: Vec<Notice> = Vec::new();
    for (index, table) in budget.in_scope() {
        notices.extend(without_goal(budget, index, table));
    }
    notices.extend(below_zero(budget));
    notices.extend(coarse(budget));
    notices
}

/// A form with money and without words.
fn without_goal(budget: &Budget, index: usize, table: &Table) -> Option<Notice> {
    let layout = &budget.layout.tables[table.layout];
    let form = layout.form.as_ref()?;
    let row = table.rows().next().map(|(_, _, row)| row)?;
    let columns = layout.blocks[0].columns.iter().enumerate();
    let goals = columns.filter(|(_, column)| column.role == Role::Text);
    let is_blank = |at: usize| {
        let mut texts = row.texts.iter();
        !texts.any(|(own, text)| *own == at && !text.is_empty())
    };
    let blank = goals.filter(|(at, _)| is_blank(*at));
    let mut missing: Vec<String> = blank.map(|(_, column)| column.id.clone()).collect();
    let is_own = |column: usize| form.list[column].0.role != Role::MergedText;
    let has_list = table.list.iter().any(|texts| {
        let mut texts = texts.iter().enumerate();
        texts.any(|(column, text)| is_own(column) && !text.is_empty())
    });
    let headings = form.list.iter().enumerate();
    let own = headings.filter(|(at, _)| !has_list && is_own(*at));
    missing.extend(own.map(|(_, (column, ..))| column.id.clone()));
    (!missing.is_empty() && budget.is_filled(table)).then(|| {
        let problem = Problem::FormWithoutGoal {
            table: budget.table_name(index),
            missing,
        };
        // where its texts stand is not kept, and its first cell is another field
        Notice::at(vec![table.title.at.clone()], problem)
    })
}

/// Amounts below zero where the layout expects none.
fn below_zero(budget: &Budget) -> Option<Notice> {
    let tables = budget.in_scope();
    let found: Vec<FactId> = tables.flat_map(|(_, it)| negative(budget, it)).collect();
    let first = budget.fact(*found.first()?);
    let problem = Problem::AmountBelowZero {
        table: budget.table_name(first.table),
        row: budget.row_name(first.table, first.block, first.row),
        column: budget
            .column_name(first.table, first.block, first.column)
            .to_owned(),
        amount: budget.published(found[0]).unwrap_or_default(),
        decimals: budget.decimals(),
        count: found.len(),
    };
    let cells = found.iter().take(CELLS);
    let at = cells.map(|id| budget.fact(*id).at.clone()).collect();
    Some(Notice::at(at, problem))
}

/// The amounts of a table that are below zero.
fn negative(budget: &Budget, table: &Table) -> Vec<FactId> {
    let layout = &budget.layout.tables[table.layout];
    let mut found: Vec<FactId> = Vec::new();
    for (block, _, row) in table.rows() {
        let block = &layout.blocks[block];
        if matches!(row.key, RowKey::Line(line) if block.lines[line].negative) {
            continue;
        }
        let facts = row.facts.iter().zip(&block.columns);
        let money = facts.filter(|(_, column)| is_plain(column));
        found.extend(money.filter_map(|(id, _)| *id).filter(|id| {
            let amount = budget.published(*id);
            amount.is_some_and(|it| it.value() < Decimal::ZERO)
        }));
    }
    found
}

fn is_plain(column: &layout::Column) -> bool {
    column.role == Role::Amount && !column.negative
}

/// Whether a unit of measure is larger than another.
fn is_coarser(one: UnitOfMeasure, other: UnitOfMeasure) -> bool {
    let in_yuan = |unit: UnitOfMeasure| unit.convert(Decimal::ONE, UnitOfMeasure::Yuan);
    in_yuan(one) > in_yuan(other)
}

/// Tables whose figures are rounded to more than the last place of the public ones.
fn coarse(budget: &Budget) -> Option<Notice> {
    let mut tables = Vec::new();
    let mut at = Vec::new();
    let mut unit = None;
    for (index, table) in budget.in_scope() {
        let layout = &budget.layout.tables[table.layout];
        let Some(stated) = table
            .unit_of_measure
            .filter(|it| is_coarser(*it, layout.unit_of_measure))
        else {
            continue;
        };
        let last = Decimal::new(5, table.decimals + 1);
        let is_coarse = |id: &FactId| {
            let fact = budget.fact(*id);
            let is_amount = budget.published(*id).is_some_and(|it| !it.is_zero());
            is_amount && !fact.is_added_up() && fact.half_unit.value() > last
        };
        let mut facts = table
            .rows()
            .flat_map(|(_, _, row)| row.facts.iter().flatten());
        if facts.any(is_coarse) {
            unit.get_or_insert((stated, layout.unit_of_measure));
            tables.push(budget.table_name(index));
            at.push(
                table
                    .unit_at
                    .clone()
                    .unwrap_or_else(|| table.title.at.clone()),
            );
        }
    }
    let (stated, published) = unit?;
    let problem = Problem::UnitOfMeasureCoarse {
        tables,
        stated,
        published,
    };
    Some(Notice::at(at, problem))
}
