//! A line that one table lacks and others have. It is tried: if the line were there, would the tables agree?

use super::cells;
use super::codes::{self, TRIES};
use super::state::EquationStates;
use super::{Cause, Diagnosis};
use crate::budget::{Budget, Fact, FactId, Figure, Row, RowKey};
use crate::classification::Code;
use crate::rule;

/// A line that one table lacks and others have, with the budget in which it is there.
pub(super) fn missing_row<'a>(
    state: &EquationStates<'a>,
) -> Option<(Diagnosis, EquationStates<'a>)> {
    // a line that is left out is missed by its partner and by the total above it, or by several partners
    let missed = codes::lacking(state)
        .into_iter()
        .filter(|(_, count)| *count > 1)
        .map(|(it, _)| it);
    let mut tried = missed.take(TRIES).take_while(|_| state.may_try());
    tried.find_map(|(layout, block, code)| {
        let (table, _) = state.budget.tables_of(layout).next()?;
        let mut budget = state.budget.clone().into_owned();
        let row = insert(&mut budget, table, block, &code)
            .filter(|row| budget.tables[table].blocks[block][*row].key == RowKey::Code)?;
        let first = state.budget.facts.len();
        let mut thought = state.with(budget);
        let figures = cells::forced_new(&thought, first)?;
        for (id, amount) in &figures {
            thought.budget.to_mut().facts[id.0].figure = Figure::Amount {
                exact: *amount,
                published: *amount,
            };
        }
        let mended = state.with(thought.budget.into_owned());
        let equations = state.mended_by(&mended)?;
        let column = |id: &FactId| mended.budget.fact(*id).column;
        let figures = figures
            .iter()
            .map(|(id, amount)| (column(id), *amount))
            .collect();
        let parent = rule::parent(&mended.budget.tables[table].blocks[block], row);
        let cause = Cause::Line {
            table,
            block,
            code: Some(code),
            parent,
            figures,
            below: 0,
            totals: Vec::new(),
        };
        Some((Diagnosis { cause, equations }, mended))
    })
}

/// Adds an empty row of a code behind all others; its place on paper is of no account to the equations.
pub(super) fn insert(
    budget: &mut Budget,
    table: usize,
    block: usize,
    code: &Code,
) -> Option<usize> {
    let rows = &budget.tables[table].blocks[block];
    let is_coded =
        |row: &&Row| row.key == RowKey::Code || row.key == RowKey::Project && row.code.is_some();
    let like = rows.iter().find(is_coded)?.clone();
    let row = rows.len();
    let mut facts = vec![None; like.facts.len()];
    for (column, id) in like.facts.iter().enumerate() {
        let Some(id) = id else { continue };
        let it = budget.fact(*id);
        let fact = Fact {
            figure: Figure::Blank,
            row,
            at: it.at.clone(),
            ..it.clone()
        };
        facts[column] = Some(FactId(budget.facts.len()));
        budget.facts.push(fact);
    }
    budget.tables[table].blocks[block].push(Row {
        code: Some(code.clone()),
        label: String::new(),
        facts,
        ..like
    });
    Some(row)
}
