//! Units of measure that are hardly meant, by the figures of the whole budget.

mod yuan;

pub(crate) use yuan::told_by_text;

use crate::budget::{Budget, Figure, Notice, Table};
use crate::finding::Problem;
use rust_decimal::Decimal;

/// Adds what the tables say of units that are hardly meant.
pub(crate) fn report(budget: &mut Budget) {
    let unfit = unfit(budget);
    budget.notices.extend(unfit);
    let in_yuan = yuan::notices(budget);
    budget.notices.extend(in_yuan);
}

/// Tables that alone state a finer unit of measure than the layout's, with figures that all come to less than one of its
/// own: the unit is hardly meant. Where figures come to nothing, reading has said so.
fn unfit(budget: &Budget) -> Vec<Notice> {
    let layout = &budget.layout;
    let mut largest = vec![Decimal::ZERO; budget.tables.len()];
    for fact in budget.facts.iter().filter(|fact| budget.is_money(fact)) {
        if let Figure::Amount { published, .. } = fact.figure {
            let most = &mut largest[fact.table];
            *most = (*most).max(published.value().abs());
        }
    }
    let is_own = |table: &Table| {
        let own = layout.tables[table.layout].unit_of_measure;
        table.unit_of_measure.is_none_or(|stated| stated == own)
    };
    let filled = || {
        let tables = budget.tables.iter().zip(&largest);
        tables.filter(|(_, most)| !most.is_zero())
    };
    if filled().filter(|(table, _)| is_own(table)).count() * 2 < filled().count() {
        return Vec::new();
    }
    let unfit = filled().filter_map(|(table, most)| {
        let known = &layout.tables[table.layout];
        let own = known.unit_of_measure;
        let (stated, at) = table.unit_of_measure.zip(table.unit_at.clone())?;
        let one = own.convert(Decimal::ONE, layout.unit_of_measure);
        let problem = Problem::UnitOfMeasureUnfit {
            table: known.id.clone(),
            stated,
            likely: own,
            count: 0,
            cell: String::new(),
        };
        let is_told = budget.notices.iter().any(|told| {
            matches!(&told.problem, Problem::UnitOfMeasureUnfit { table, .. } if *table == known.id)
        });
        (!is_own(table) && *most < one && !is_told).then(|| Notice::at(vec![at], problem))
    });
    unfit.collect()
}
