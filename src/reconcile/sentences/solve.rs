//! The value of a figure that would let its statements hold.

use super::calculation::left_rate;
use super::judge::{Judged, Values, rounded};
use super::locate::{Candidate, Search, figure_of_cells, figures};
use crate::amount::{UnitOfMeasure, has_many_digits};
use crate::budget::FactId;
use crate::reconcile::Verdict;
use crate::reconcile::slip;
use crate::relation::Relation;
use crate::rule::narrative::{Kind, Ref, Statement, TextFigure};
use rust_decimal::Decimal;
use std::collections::HashSet;
use std::rc::Rc;

/// Amounts farther from what a rate asks for than this part of it cannot give that rate.
const NEAR: Decimal = Decimal::from_parts(1, 0, 0, false, 1);

/// The last place of most amounts.
const HUNDREDTH: Decimal = Decimal::from_parts(1, 0, 0, false, 2);

/// Places by which a decimal point is moved.
const FARTHEST_SHIFT: u32 = 3;

impl Search<'_> {
    /// The best value of a figure: how many statements it mends, less those that it breaks.
    pub(super) fn best(&self, figure: usize, open: &HashSet<usize>) -> Option<(i64, Candidate)> {
        let own = self.of_figure.get(&figure)?;
        let printed = &self.reading().figures[figure];
        if matches!(printed.figure.kind, Kind::Year) {
            // only its sentence gives a year
            return self.year(figure, open);
        }
        let unit = printed.half + printed.half;
        let is_same = printed.figure.kind == Kind::Same;
        if is_same && !printed.is_change {
            // 未安排, which is reported by itself
            return None;
        }
        let exact = match unit.is_zero() {
            true if is_same => Decimal::new(1, 4),
            true => self.unit_of_nothing(figure),
            false => unit,
        };
        let values = self.wanted(figure, own, exact);
        let mut best: Option<(i64, Candidate)> = None;
        for value in values {
            let is_opposite = printed.is_change && value == -printed.value;
            let is_minus = value.is_sign_negative() && !is_opposite && !is_same;
            if value == printed.value || is_minus {
                continue;
            }
            let (score, mends) = self.weighed(figure, value, (own, open));
            if mends.is_empty() || (value.is_zero() && self.is_not_nothing(figure, &mends)) {
                continue;
            }
            let better = best.as_ref().is_none_or(|(own, _)| score > *own);
            if better {
                let slip = self.slip(figure, value, &mends);
                best = Some((
                    score,
                    Candidate {
                        figure,
                        value,
                        slip,
                        mends,
                    },
                ));
            }
        }
        best
    }

    /// The last place of one that is printed as 0: that of the amounts around it, which may be finer than its own; two decimals
    /// where there are none.
    fn unit_of_nothing(&self, figure: usize) -> Decimal {
        let figures = &self.reading().figures;
        let own = &figures[figure];
        let is_nothing = own.figure.value.is_zero();
        let unit = match own.figure.kind {
            Kind::Amount(unit) if is_nothing => unit,
            Kind::Bare if is_nothing => self.unit,
            _ => return Decimal::ONE,
        };
        let near = |line: usize| {
            let alike = figures.iter().filter(move |it| {
                it.line.abs_diff(own.line) <= line && it.figure.kind == own.figure.kind
            });
            alike.filter_map(last_place).min()
        };
        let around = near(0).or_else(|| near(usize::MAX));
        let decimals = own.figure.decimals;
        let printed = unit.convert(Decimal::new(1, decimals), self.unit);
        let printed = Some(printed).filter(|_| decimals > 0);
        let found = around.into_iter().chain(printed).min();
        found.unwrap_or_else(|| unit.convert(HUNDREDTH, self.unit))
    }

    /// Whether an amount is not nothing, whatever a sum asks for: one that the tables have, and that the sum has once.
    fn is_not_nothing(&self, figure: usize, mends: &[usize]) -> bool {
        let printed = &self.reading().figures[figure];
        let is_part = matches!(printed.figure.kind, Kind::Amount(_)) && !printed.is_change;
        let is_twice = |statement: &usize| {
            let mut own = figures(&self.statements[*statement]).into_iter();
            own.any(|it| it != figure && self.reading().figures[it].value == printed.value)
        };
        let is_long = has_many_digits(printed.figure.value);
        let budget = self.values.budget;
        let is_it = |id: FactId| {
            let amount = budget.published(id);
            amount.is_some_and(|it| (it.value() - printed.value).abs() <= printed.half)
        };
        // what its own words mean is nothing in the tables
        let is_nothing = |(_, id): &(Decimal, FactId)| {
            budget.published(*id).is_none_or(|it| it.value().is_zero())
        };
        let has_nothing = !printed.cells.is_empty() && printed.cells.iter().all(is_nothing);
        is_part
            && !has_nothing
            && is_long
            && !mends.iter().any(|it| self.is_of_cells(*it) || is_twice(it))
            && (0..budget.facts.len()).map(FactId).any(is_it)
    }

    /// Whether a statement holds a figure against nothing but cells, or makes a rate.
    fn is_of_cells(&self, statement: usize) -> bool {
        let own = &self.statements[statement];
        own.over.is_some() || figure_of_cells(own).is_some()
    }

    /// Values of a figure that broken statements ask for.
    fn wanted(&self, figure: usize, own: &[usize], exact: Decimal) -> Vec<Decimal> {
        // an amount that a sum or a cell asks for is exact; one that a rate asks for is not
        let mut wanted: Vec<usize> = own
            .iter()
            .copied()
            .filter(|index| self.judged[*index].verdict == Verdict::Broken)
            .collect();
        wanted.sort_by_key(|index| self.statements[*index].over.is_some());
        let mut values: Vec<Decimal> = self.opposite(figure, &wanted).into_iter().collect();
        for index in wanted {
            let solved = self.solve(&self.statements[index], figure);
            let value = solved.map(|value| rounded(value, exact));
            let shifted = solved.and_then(|value| self.shifted(figure, value, exact));
            let typed = value.and_then(|value| self.typed(figure, index, value));
            let places = solved.and_then(|value| self.at_places(figure, index, value));
            let in_unit = solved.and_then(|value| self.in_finer_unit(figure, value));
            let customary = self.customary(figure, index);
            let asked = customary.into_iter().chain(in_unit);
            let asked = asked.chain(shifted).chain(typed);
            let asked = asked.chain(places).chain(value);
            for value in asked {
                if !values.contains(&value) {
                    values.push(value);
                }
            }
        }
        values
    }

    /// The amount with which all of it is new, where the rate is 100 %: by custom the rate of what there was nothing of.
    fn customary(&self, figure: usize, index: usize) -> Option<Decimal> {
        let statement = &self.statements[index];
        let over = statement.over.as_ref()?;
        let is_all = statement.left.constant.is_zero()
            && self.values.total(&statement.left) == Decimal::ONE_HUNDRED;
        let is_of_two = over.terms.len() == 2 && is_all;
        let mut own = over.terms.iter().filter(|_| is_of_two);
        let (factor, _) = own.find(|(_, it)| *it == Ref::Text(figure))?;
        let gap = self.values.total(over).checked_div(*factor)?;
        Some(self.reading().figures[figure].value - gap)
    }

    /// The amount that its digits are in a finer unit, where that is what is asked for: 1759.10亿元 for 1759.10万元.
    fn in_finer_unit(&self, figure: usize, asked: Decimal) -> Option<Decimal> {
        let printed = &self.reading().figures[figure];
        let Kind::Amount(unit) = printed.figure.kind else {
            return None;
        };
        let in_unit = |other: UnitOfMeasure| {
            let own = [printed.figure.value, printed.figure.half];
            own.map(|it| other.convert(it, self.unit))
        };
        let is_finer = |other: &UnitOfMeasure| in_unit(*other)[1] < in_unit(unit)[1];
        let units = UnitOfMeasure::ALL.into_iter().filter(is_finer);
        let mut amounts = units.map(in_unit);
        let is_asked = |[value, half]: &[Decimal; 2]| (*value - asked).abs() <= *half;
        let is_something = has_many_digits(printed.figure.value);
        let found = amounts.find(is_asked).filter(|_| is_something);
        found.map(|[value, _]| value)
    }

    /// What is asked for at the places that a figure is printed with, if that will do.
    fn at_places(&self, figure: usize, index: usize, asked: Decimal) -> Option<Decimal> {
        let printed = &self.reading().figures[figure];
        let is_amount = matches!(printed.figure.kind, Kind::Amount(_));
        let value = rounded(asked, last_place(printed)?);
        let is_it = || self.with(figure, value, index).verdict != Verdict::Broken;
        (is_amount && is_it()).then_some(value)
    }

    /// A change in the other direction, where that is all that is wrong. A rate asks for its amounts only about, so it has
    /// to be tried.
    fn opposite(&self, figure: usize, wanted: &[usize]) -> Option<Decimal> {
        let printed = &self.reading().figures[figure];
        let is_change = printed.is_change && !printed.value.is_zero();
        let opposite = Some(-printed.value).filter(|_| is_change)?;
        let mut all = wanted.iter();
        let has_rate = all.any(|it| self.statements[*it].over.is_some());
        let holds = |index: &usize| {
            let (judged, own) = (
                self.with(figure, opposite, *index),
                &self.statements[*index],
            );
            // what the places of a coarser figure leave open explains no direction: 0.9 = 0.7 + 2
            let count = Decimal::from(own.left.terms.len() + own.right.terms.len());
            let is_sum = own.over.is_none() && own.relation == Relation::Equal;
            let gap = (judged.left - judged.right).abs();
            let is_closed = !is_sum || gap <= printed.half * count;
            if self.is_nearly_the_rate(*index) {
                return false;
            }
            match judged.verdict {
                Verdict::Holds => is_closed,
                // a sum may have a residue besides
                Verdict::Rounding => own.over.is_none() && is_closed,
                _ => has_rate && is_less(own, judged),
            }
        };
        wanted.iter().all(holds).then_some(opposite)
    }

    /// Whether a printed rate is off by no more than two of its last place: 5% for 5.56. In the other direction such a
    /// rate fits by chance.
    fn is_nearly_the_rate(&self, index: usize) -> bool {
        let statement = &self.statements[index];
        let [(_, Ref::Text(rate))] = statement.left.terms.as_slice() else {
            return false;
        };
        let judged = &self.judged[index];
        let last_place = self.reading().figures[*rate].half * Decimal::TWO;
        statement.over.is_some() && (judged.left - judged.right).abs() <= last_place * Decimal::TWO
    }

    /// The amount that was printed with its point moved to the right, so that it has fewer decimals than it should:
    /// 229.1 for 22.91.
    fn shifted(&self, figure: usize, asked: Decimal, exact: Decimal) -> Option<Decimal> {
        let printed = &self.reading().figures[figure];
        let is_amount = matches!(printed.figure.kind, Kind::Amount(_)) && !printed.value.is_zero();
        let powers = (1..=FARTHEST_SHIFT).map(|places| Decimal::new(1, places));
        let mut powers = powers.filter(|_| is_amount);
        powers.find_map(|power| {
            let right = printed.value * power;
            (rounded(asked, exact * power) == right).then_some(right)
        })
    }

    /// The amount nearest to what a rate or a sum asks for that is the printed one but for a digit. A rate gives its
    /// amounts only about, and a sum may have a residue: of those that it allows, the one that was mistyped is the
    /// likeliest.
    fn typed(&self, figure: usize, index: usize, asked: Decimal) -> Option<Decimal> {
        let printed = &self.reading().figures[figure];
        let is_amount = matches!(printed.figure.kind, Kind::Amount(_));
        let is_rate = self.statements[index].over.is_some();
        let is_sum = figures(&self.statements[index]).len() > 2;
        if !is_amount || !(is_rate || is_sum) || printed.figure.value.is_zero() {
            return None;
        }
        let scale = printed.value / printed.figure.value;
        let (own, decimals) = (printed.figure.value, printed.figure.decimals);
        let mut values = slip::digit_changes(own, decimals);
        if is_rate {
            let most = decimals.max(self.values.budget.decimals());
            let changes = slip::length_changes(own, decimals);
            values.extend(
                changes
                    .into_iter()
                    .filter(|it| it.normalize().scale() <= most),
            );
        }
        if !is_rate && values.contains(&(asked / scale)) {
            return None;
        }
        let fits = |value: &Decimal| {
            let verdict = self.with(figure, *value, index).verdict;
            let fits = verdict == Verdict::Holds || (!is_rate && verdict == Verdict::Rounding);
            *value != asked && fits
        };
        let values = values.into_iter().map(|value| value * scale);
        let near = values.filter(|value| (*value - asked).abs() <= asked.abs() * NEAR);
        // 5.00 is likelier than 4.99
        let places = |value: Decimal| (value / scale).normalize().scale();
        let near = near.filter(|value| is_rate || places(*value) <= places(asked));
        // a point in a wrong place is likelier than a digit
        let digits = |value: Decimal| value.normalize().mantissa();
        let is_typed = |value: Decimal| digits(value) != digits(printed.value);
        near.filter(fits)
            .min_by_key(|value| (is_typed(*value), (*value - asked).abs()))
    }

    /// What a value of a figure mends, less what it breaks.
    fn weighed(
        &self,
        figure: usize,
        value: Decimal,
        (own, open): (&[usize], &HashSet<usize>),
    ) -> (i64, Vec<usize>) {
        let (mut score, mut mends) = (0, Vec::new());
        let mut less = Vec::new();
        for index in own {
            let was = self.judged[*index].verdict;
            let judged = self.with(figure, value, *index);
            let now = judged.verdict;
            let weight = self.weight(*index);
            match (was, now) {
                (Verdict::Broken, Verdict::Broken) if is_less(&self.statements[*index], judged) => {
                    less.push(*index);
                }
                // of a base of nothing no rate is right
                (Verdict::Broken, Verdict::Undecided)
                    if !value.is_zero() || self.is_only_opposite(*index) => {}
                (Verdict::Broken, Verdict::Holds | Verdict::Rounding | Verdict::Undecided) => {
                    score += weight;
                    if open.contains(index) {
                        mends.push(*index);
                    }
                }
                (Verdict::Holds | Verdict::Rounding, Verdict::Broken) => score -= weight,
                _ => {}
            }
        }
        // what was given up explains the rest of a sum where the rate is right
        if mends.iter().any(|it| self.statements[*it].over.is_some()) {
            score += less.iter().map(|it| self.weight(*it)).sum::<i64>();
            mends.extend(less.into_iter().filter(|it| open.contains(it)));
            mends.sort_unstable();
        }
        (score, mends)
    }

    /// Whether a statement is of a rate whose direction alone is wrong.
    fn is_only_opposite(&self, index: usize) -> bool {
        let statement = &self.statements[index];
        let rate = left_rate(statement).filter(|_| statement.over.is_some());
        let unit = rate.map(|it| Decimal::TWO * self.reading().figures[it].half);
        unit.is_some_and(|unit| self.judged[index].is_opposite(unit))
    }

    /// How much a statement counts among those that a value mends or breaks.
    fn weight(&self, index: usize) -> i64 {
        match self.statements[index].is_near {
            true => 1,
            false => 4,
        }
    }

    pub(super) fn year(&self, figure: usize, open: &HashSet<usize>) -> Option<(i64, Candidate)> {
        let own = self
            .of_figure
            .get(&figure)?
            .iter()
            .find(|index| open.contains(index))?;
        let value = self.solve(&self.statements[*own], figure)?;
        let mends: Vec<usize> = self
            .of_figure
            .get(&figure)?
            .iter()
            .copied()
            .filter(|it| open.contains(it))
            .collect();
        Some((
            4 * i64::try_from(mends.len()).unwrap_or(1),
            Candidate {
                figure,
                value,
                slip: None,
                mends,
            },
        ))
    }

    /// A statement with a figure changed in thought. A change in the other direction takes its rate with it where both words
    /// are wrong: 10万元，比上年增加15万元，增长60%.
    pub(super) fn with(&self, figure: usize, value: Decimal, index: usize) -> Judged {
        let statement = &self.statements[index];
        let changed_with = |changed| Values {
            changed,
            trial: Some((figure, value)),
            ..self.values
        };
        let judged = changed_with(self.values.changed.clone()).judge(statement);
        let printed = &self.reading().figures[figure];
        let is_opposite = printed.is_change && value == -printed.value && !value.is_zero();
        match (&statement.over, statement.left.terms.as_slice()) {
            (Some(_), [(_, Ref::Text(rate))])
                if is_opposite && *rate != figure && judged.verdict == Verdict::Broken =>
            {
                let mut changed = self.values.changed.clone();
                let opposite = -self.values.of(Ref::Text(*rate));
                Rc::make_mut(&mut changed).insert(*rate, opposite);
                changed_with(changed).judge(statement)
            }
            _ => judged,
        }
    }

    /// The value of a figure that lets a statement hold exactly.
    pub(super) fn solve(&self, statement: &Statement, figure: usize) -> Option<Decimal> {
        let own = Ref::Text(figure);
        let factor = |sum: &crate::rule::narrative::Sum| -> Decimal {
            sum.terms
                .iter()
                .filter(|(_, it)| *it == own)
                .map(|(factor, _)| *factor)
                .sum()
        };
        let now = self.values.of(own);
        let (left, right) = (
            self.values.total(&statement.left),
            self.values.total(&statement.right),
        );
        match &statement.over {
            None => {
                let slope = factor(&statement.left) - factor(&statement.right);
                (!slope.is_zero()).then(|| now - (left - right) / slope)
            }
            Some(over) => {
                let over_now = self.values.total(over);
                let (a, b) = (factor(&statement.right), factor(over));
                let rate_factor = factor(&statement.left);
                if !rate_factor.is_zero() {
                    let rate = right * Decimal::ONE_HUNDRED / over_now;
                    return Some(rate / rate_factor);
                }
                // left * (over + b·d) = 100 * (right + a·d)
                let slope = Decimal::ONE_HUNDRED * a - left * b;
                (!slope.is_zero())
                    .then(|| now + (left * over_now - Decimal::ONE_HUNDRED * right) / slope)
            }
        }
    }
}

/// What the last printed digit of a figure stands for, in the unit of its value; nothing of a 0.
fn last_place(printed: &TextFigure) -> Option<Decimal> {
    let scale = printed.value.checked_div(printed.figure.value)?;
    Some((scale * Decimal::new(1, printed.figure.decimals)).abs())
}

/// Whether the left side of a statement is less and may be.
pub(super) fn is_less(statement: &Statement, judged: Judged) -> bool {
    statement.may_be_less && judged.left < judged.right
}
