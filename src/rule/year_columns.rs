//! Columns about last year (上年数, 增减, 增减率): a rate is the change divided by last year's figure, judged at its
//! printed places, with the rounding of the printed amounts; and a column in which nothing stands is named.

use crate::amount::Amount;
use crate::budget::{Budget, Fact, FactId, Figure, Notice, Row};
use crate::finding::Problem;
use crate::layout::{Block, RATE_DECIMALS, Role};
use rust_decimal::Decimal;

/// A value, and how far off rounding may have put it.
#[derive(Debug, Clone, Copy)]
struct Rounded {
    value: Decimal,
    half: Decimal,
}

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
    (!at.is_empty()).then(|| Notice {
        at,
        place: None,
        problem: Problem::YearColumnBlank {
            table: budget.table_name(table),
            column: own.id.clone(),
            proposed,
            decimals: budget.decimals(),
        },
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
    Some(Notice {
        at: vec![fact.at.clone()],
        place: None,
        problem: Problem::RateDiffers {
            table: budget.table_name(table),
            row: budget.row_name(fact.table, fact.block, fact.row),
            column: block.columns[fact.column].id.clone(),
            printed: published,
            change: Amount::new(change),
            before: Amount::new(before),
            right,
            decimals: budget.decimals(),
        },
    })
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
        let by_now = self.now.zip(self.before);
        let change = by_now.map(|(now, before)| now.less(before));
        let last = self
            .now
            .zip(self.change)
            .map(|(now, change)| now.less(change));
        let pairs = [
            change.zip(self.before),
            self.change.zip(self.before),
            self.change.zip(last),
        ];
        let mut all = pairs.into_iter().flatten();
        let (change, before) = all.clone().next()?;
        let is_right = all.any(|(change, before)| rate.is_share(change, before));
        (!is_right).then_some((change.value, before.value))
    }
}

impl Rounded {
    fn less(self, other: Self) -> Self {
        Self {
            value: self.value - other.value,
            half: self.half + other.half,
        }
    }

    /// Whether this rate in per cent may be a change divided by what was before.
    fn is_share(self, change: Self, before: Self) -> bool {
        if before.value.is_zero() {
            // what is new grew by nothing that can be said; 100% is a habit
            let is_new = self.value == Decimal::ONE_HUNDRED && !change.value.is_zero();
            return self.value.is_zero() || is_new;
        }
        let [low, high] = [before.value - before.half, before.value + before.half];
        if low <= Decimal::ZERO && high >= Decimal::ZERO {
            // so small that rounding leaves everything open
            return true;
        }
        let ends = [self.value - self.half, self.value + self.half];
        // the rate times what was before, against a hundred times the change
        let products = ends.map(|rate| [low, high].map(|before| rate.checked_mul(before)));
        let products: Option<Vec<Decimal>> = products.into_iter().flatten().collect();
        let Some(products) = products else {
            return true;
        };
        let least = products.iter().min().copied().unwrap_or_default();
        let most = products.iter().max().copied().unwrap_or_default();
        let [from, to] = [change.value - change.half, change.value + change.half]
            .map(|change| change * Decimal::ONE_HUNDRED);
        least <= to && from <= most
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(value: &str, half: &str) -> Rounded {
        let [value, half] = [value, half].map(|text| text.parse().unwrap_or_default());
        Rounded { value, half }
    }

    #[test]
    fn a_rate_is_judged_at_its_printed_places() {
        let (change, before) = (of("645.97", "0"), of("15426.26", "0"));
        for (rate, half, fits) in [
            ("4.19", "0.005", true),
            ("4.2", "0.05", true),
            ("4.18", "0.005", false),
            ("4.20", "0.005", false),
            ("-4.19", "0.005", false),
            ("0.04", "0.005", false),
        ] {
            assert_eq!(of(rate, half).is_share(change, before), fits, "{rate}");
        }
        // an amount of two places leaves the rate of a small one open
        let (change, before) = (of("0.01", "0.01"), of("0.03", "0.005"));
        assert!(of("50", "0.005").is_share(change, before));
        assert!(of("100", "0.5").is_share(of("5", "0"), of("0", "0")));
        assert!(!of("12", "0.5").is_share(of("5", "0"), of("0", "0")));
    }
}
