//! Columns about last year (上年数, 增减, 增减率): a rate is the change divided by last year's figure, judged at its
//! printed places, with the rounding of the printed amounts; and a column in which nothing stands is named.

use crate::amount::{Amount, Rounded};
use crate::budget::{Budget, Fact, FactId, Figure, Notice, Row};
use crate::finding::Problem;
use crate::layout::{Block, RATE_DECIMALS, Role};
use rust_decimal::Decimal;

/// The amounts of a row that a rate speaks of.
struct YearFigures {
    now: Option<Rounded>,
    before: Option<Rounded>,
    change: Option<Rounded>,
}

/// Columns left blank, and rates that do not fit.
pub(super) fn notices(budget: &Budget) -> Vec<Notice> {
    let mut notices = Vec::new();
    for (index, table) in budget.in_scope() {
        let blocks = &budget.layout.tables[table.layout].blocks;
        for (block, rows) in blocks.iter().zip(&table.blocks) {
            let compares = block.columns_of(Role::compares);
            notices
                .extend(compares.filter_map(|column| blank(budget, (index, block), rows, column)));
            for column in block.columns_of(|role| role == Role::Rate) {
                let own = rows.iter().filter_map(|row| row.facts[column]);
                let wrong = own.filter_map(|id| notice(budget, (index, block), id));
                notices.extend(wrong);
            }
        }
    }
    notices
}

/// A column in which nothing stands beside figures of this year, with what last year's workbook has.
fn blank(
    budget: &Budget,
    (table, block): (usize, &Block),
    rows: &[Row],
    column: usize,
) -> Option<Notice> {
    let own = &block.columns[column];
    let of = own.of?;
    if budget.tables[table].columns[block.first_column + column] {
        return None;
    }
    let is_figure = |row: &&Row| {
        let now = row.facts[of].and_then(|id| budget.published(id));
        now.is_some_and(|now| !now.is_zero())
    };
    let blank = rows.iter().filter(is_figure);
    let blank: Vec<(&Row, FactId)> = blank
        .filter_map(|row| Some((row, row.facts[column]?)))
        .collect();
    let proposed = blank.iter().filter_map(|(row, id)| {
        let fact = budget.fact(*id);
        let before = row.last_year_figure(of, own.is_executed)?.figure.value()?;
        let name = budget.row_name(fact.table, fact.block, fact.row);
        Some((name, Amount::new(before)))
    });
    let proposed = match own.role {
        Role::LastYear => proposed.collect(),
        _ => Vec::new(),
    };
    let at: Vec<_> = blank
        .iter()
        .map(|(_, id)| budget.fact(*id).at.clone())
        .collect();
    (!at.is_empty()).then(|| {
        Notice::at(
            at,
            Problem::YearColumnBlank {
                table: budget.table_name(table),
                column: own.id.clone(),
                proposed,
                decimals: budget.decimals(),
            },
        )
    })
}

fn notice(budget: &Budget, (table, block): (usize, &Block), id: FactId) -> Option<Notice> {
    let fact = budget.fact(id);
    let Figure::Amount { published, .. } = fact.figure else {
        return None;
    };
    // the sum of budget units has its rate from their sums
    if fact.is_added_up() {
        return None;
    }
    let of = block.columns[fact.column].of?;
    let rate = Rounded {
        value: published.value(),
        half: fact.half_unit.value(),
    };
    let compared = compared(budget, block, budget.row(fact), of);
    let (change, before) = compared.fits(rate)?;
    let share = (change * Decimal::ONE_HUNDRED).checked_div(before);
    let right = share.map(|share| Amount::new(share).published(RATE_DECIMALS));
    Some(Notice::at(
        vec![fact.at.clone()],
        Problem::RateDiffers {
            table: budget.table_name(table),
            row: budget.row_name(fact.table, fact.block, fact.row),
            column: block.columns[fact.column].id.clone(),
            printed: published,
            change: Amount::new(change),
            before: Amount::new(before),
            right,
            decimals: budget.decimals(),
        },
    ))
}

fn compared(budget: &Budget, block: &Block, row: &Row, of: usize) -> YearFigures {
    let rounded = |fact: &Fact| {
        let value = fact.figure.value()?;
        let half = fact.half_unit.value();
        Some(Rounded { value, half })
    };
    let figure = |column: usize| rounded(budget.fact(row.facts[column]?));
    let in_column = |role: Role| figure(block.comparing(of, role)?);
    let is_executed = block
        .comparing(of, Role::LastYear)
        .is_some_and(|column| block.columns[column].is_executed);
    let of_workbook = || {
        let value = row.last_year_figure(of, is_executed)?.figure.value()?;
        let half = budget.fact(row.facts[of]?).half_unit.value();
        Some(Rounded { value, half })
    };
    YearFigures {
        now: figure(of),
        before: in_column(Role::LastYear).or_else(of_workbook),
        change: in_column(Role::Change),
    }
}

impl YearFigures {
    /// The change and last year's figure, if a rate does not fit them. Where one of the three amounts is wrong, the rate
    /// fits the two others: it is not the rate that is to be told.
    fn fits(&self, rate: Rounded) -> Option<(Decimal, Decimal)> {
        // change and what was before, from two of the amounts
        type Share = fn(&[Decimal]) -> (Decimal, Decimal);
        let pairs: [(_, Share); 3] = [
            (self.now.zip(self.before), |it| (it[0] - it[1], it[1])),
            (self.change.zip(self.before), |it| (it[0], it[1])),
            (self.now.zip(self.change), |it| (it[1], it[0] - it[1])),
        ];
        let mut all = pairs.into_iter().filter_map(|(pair, share)| {
            let (one, other) = pair?;
            let (change, before) = share(&[one.value, other.value]);
            Some((change, before, is_rate(rate, (one, other), share)))
        });
        let (change, before, is_right) = all.next()?;
        (!is_right && !all.any(|(_, _, is_right)| is_right)).then_some((change, before))
    }
}

/// Whether a rate in per cent may be the change divided by what was before, as `share` gives them.
fn is_rate(
    rate: Rounded,
    (one, other): (Rounded, Rounded),
    share: fn(&[Decimal]) -> (Decimal, Decimal),
) -> bool {
    let (change, before) = share(&[one.value, other.value]);
    if before.is_zero() {
        // what is new grew by nothing that can be said; 100% is a habit
        let is_new = rate.value == Decimal::ONE_HUNDRED && !change.is_zero();
        return rate.value.is_zero() || is_new;
    }
    rate.is_share_of(&[one, other], share)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_new_has_no_rate_or_a_hundred() {
        let of = |value: i64| Rounded {
            value: value.into(),
            half: Decimal::ZERO,
        };
        let is_it = |rate| is_rate(of(rate), (of(5), of(0)), |it| (it[0], it[1]));
        assert!(is_it(0) && is_it(100) && !is_it(12));
    }
}
