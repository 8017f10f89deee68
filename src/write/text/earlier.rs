//! What is known of last year's figures: they stand in columns beside this year's, or nowhere.

use super::rows::amount;
use crate::budget::{Budget, FactId};
use rust_decimal::Decimal;

/// Last year's figure for cells, if every one of them has it; of the budget, or of what was spent.
pub(super) fn of_cells(
    budget: &Budget,
    cells: &[(Decimal, FactId)],
    is_executed: bool,
) -> Option<Decimal> {
    let of_cell = |(factor, id): &(Decimal, FactId)| {
        let fact = budget.fact(*id);
        let beside = &budget.row(fact).last_year;
        let mut own = beside
            .iter()
            .filter(|it| it.column == fact.column && it.is_executed == is_executed);
        Some(*factor * amount(&own.next()?.figure)?)
    };
    if cells.is_empty() {
        return None;
    }
    cells.iter().map(of_cell).sum()
}
