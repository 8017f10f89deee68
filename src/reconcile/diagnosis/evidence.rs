//! What speaks for a changed figure: the slip that explains it, and where else its right value is printed.

use super::ranking::CellDiagnosis;
use crate::amount::Amount;
use crate::budget::{FactId, Figure, Row};
use crate::equation::Equation;
use crate::label::fold;
use crate::reconcile::locate::CellChange;
use crate::reconcile::slip::{self, Slip};
use rust_decimal::Decimal;
use std::collections::HashSet;

/// Values of an interval that are tried for a slip.
const TRIED: usize = 64;
/// A round figure has so many digits less than the exact one.
const ROUNDER: usize = 2;

impl CellDiagnosis<'_> {
    pub(super) fn value(&self, id: FactId) -> Decimal {
        self.state
            .budget
            .published(id)
            .map_or(Decimal::ZERO, |amount| amount.value())
    }

    /// The plainest slip that turns `right` into the figure as it stands.
    pub(super) fn slip(
        &self,
        set: &[&CellChange],
        change: &CellChange,
        right: Decimal,
    ) -> Option<Slip> {
        let budget = &self.state.budget;
        let id = self.model.facts[change.cell];
        if matches!(budget.fact(id).figure, Figure::Unreadable(_)) {
            return None;
        }
        let wrong = self.value(id);
        let unit = budget.layout.unit_of_measure;
        let of_figures = slip::of_figures(wrong, right, budget.decimals(), unit);
        let others = [
            self.exchanged(set, change, right),
            self.line(id, wrong, right),
            self.neighbour(set, change.cell, wrong),
            // a blank is a slip where more than one equation asks for a figure
            of_figures.filter(|slip| *slip != Slip::LeftBlank || self.is_asked_for(change.cell)),
        ];
        others.into_iter().flatten().min_by_key(Slip::rank)
    }

    /// In a narrow interval the one value that a slip explains; of several that a slip of one kind explains, the
    /// roundest.
    pub(super) fn slip_within(
        &self,
        set: &[&CellChange],
        change: &CellChange,
        low: Option<Amount>,
        high: Option<Amount>,
    ) -> (Option<Amount>, Option<Slip>) {
        let (Some(low), Some(high)) = (low, high) else {
            return (None, None);
        };
        let step = Decimal::new(1, self.state.budget.decimals());
        let values = values(low.value(), high.value(), step).unwrap_or_default();
        let explained = values
            .into_iter()
            .filter_map(|value| Some((value, self.slip(set, change, value)?)));
        match plainest(explained.collect()) {
            Some((value, slip)) => (Some(Amount::new(value)), Some(slip)),
            None => (None, None),
        }
    }

    /// The value that equations force on a cell. Where they allow a residue, a figure near it that a plainer slip
    /// explains comes first, and so does a round one.
    pub(super) fn forced(
        &self,
        set: &[&CellChange],
        change: &CellChange,
        value: Decimal,
    ) -> (Option<Amount>, Option<Slip>) {
        let exact = self.slip(set, change, value);
        let rank = |slip: &Option<Slip>| slip.as_ref().map_or(u8::MAX, Slip::rank);
        let rounded = self.near(set, change, value).filter(|(near, slip)| {
            let is_round = digits(*near) + ROUNDER <= digits(value);
            slip.rank() < rank(&exact) || is_round && slip.rank() == rank(&exact)
        });
        match rounded {
            Some((near, slip)) => (Some(Amount::new(near)), Some(slip)),
            None => (Some(Amount::new(value)), exact),
        }
    }

    /// Of the values around an exact one that all equations allow, the one that a slip explains best.
    fn near(
        &self,
        set: &[&CellChange],
        change: &CellChange,
        exact: Decimal,
    ) -> Option<(Decimal, Slip)> {
        let [_] = set else { return None };
        let id = self.model.facts[change.cell];
        let own: Vec<usize> = self.model.of_cell(change.cell).collect();
        let allowance = |index: &usize| self.state.judgements[*index].allowance.value();
        let most = own.iter().map(allowance).min()?;
        let is_allowed = |value: &Decimal| {
            own.iter().all(|index| {
                let equation = &self.state.equations[*index];
                let figure = |fact: FactId| if fact == id { *value } else { self.value(fact) };
                let [left, right] = equation.sides().map(|side| side.value_with(figure));
                equation.relation.holds(left, right)
                    || (left - right).value().abs() <= allowance(index)
            })
        };
        let step = self.state.budget.fact(id).half_unit.value() * Decimal::TWO;
        let around = values(exact - most, exact + most, step)?;
        let explained = around
            .into_iter()
            .filter(|value| *value != exact && is_allowed(value))
            .filter_map(|value| Some((value, self.slip(set, change, value)?)));
        plainest(explained.collect())
    }

    fn is_asked_for(&self, cell: usize) -> bool {
        let id = self.model.facts[cell];
        self.broken(cell).len() > 1
            || self.is_only_empty_row(id)
            || self
                .broken(cell)
                .iter()
                .any(|index| total_of(&self.state.equations[*index], id))
    }

    /// Whether a figure's row is the only one of its block without any figure.
    fn is_only_empty_row(&self, id: FactId) -> bool {
        let budget = &self.state.budget;
        let fact = budget.fact(id);
        let rows = budget.tables[fact.table].blocks[fact.block].iter();
        let is_blank = |id: &FactId| matches!(budget.fact(*id).figure, Figure::Blank);
        let is_empty = |row: &&Row| row.facts.iter().flatten().all(is_blank);
        let mut empty = rows.filter(is_empty);
        empty
            .next()
            .is_some_and(|row| row.facts.contains(&Some(id)))
            && empty.next().is_none()
    }

    fn exchanged(&self, set: &[&CellChange], change: &CellChange, right: Decimal) -> Option<Slip> {
        let wrong = self.value(self.model.facts[change.cell]);
        set.iter()
            .filter(|other| other.cell != change.cell)
            .find_map(|other| {
                let id = self.model.facts[other.cell];
                (self.value(id) == right && other.forced()? == wrong).then_some(Slip::Exchanged(id))
            })
    }

    /// A total that lacks one of its lines, or has one twice.
    fn line(&self, id: FactId, wrong: Decimal, right: Decimal) -> Option<Slip> {
        let gap = right - wrong;
        for index in self.stands.get(&id)? {
            let equation = &self.state.equations[*index];
            if !total_of(equation, id) {
                continue;
            }
            let lines = equation.left.terms.iter().chain(&equation.right.terms);
            let mut lines = lines.filter(|(factor, line)| *line != id && *factor == Decimal::ONE);
            let found = lines.find_map(|(_, line)| match self.value(*line) {
                value if value.is_zero() => None,
                value if value == gap => Some(Slip::LineLeftOut(*line)),
                value if value == -gap => Some(Slip::LineCountedTwice(Some(*line))),
                _ => None,
            });
            if found.is_some() {
                return found;
            }
        }
        (!right.is_zero() && wrong == right + right).then_some(Slip::LineCountedTwice(None))
    }

    /// The same figure in the cell above, below or beside, which is right there.
    fn neighbour(&self, set: &[&CellChange], cell: usize, wrong: Decimal) -> Option<Slip> {
        if wrong.is_zero() {
            return None;
        }
        let budget = &self.state.budget;
        let fact = budget.fact(self.model.facts[cell]);
        let rows = &budget.tables[fact.table].blocks[fact.block];
        let at = |row: Option<usize>, column: Option<usize>| {
            rows.get(row?)?.facts.get(column?).copied().flatten()
        };
        let (row, column) = (fact.row, fact.column);
        let beside = [
            at(row.checked_sub(1), Some(column)),
            at(row.checked_add(1), Some(column)),
            at(Some(row), column.checked_sub(1)),
            at(Some(row), column.checked_add(1)),
        ];
        let is_right = |other: &FactId| {
            set.iter()
                .all(|change| self.model.facts[change.cell] != *other)
                && !self.ought_to_be_equal(cell, *other)
        };
        let mut beside = beside.into_iter().flatten().filter(is_right);
        beside
            .find(|other| self.value(*other) == wrong)
            .map(Slip::Neighbour)
    }

    /// Whether an equation sets two figures against each other, at once or through a third: a total equals its only
    /// line without any slip.
    fn ought_to_be_equal(&self, cell: usize, other: FactId) -> bool {
        let own = self.against(self.model.of_cell(cell), self.model.facts[cell]);
        let through = |id: &FactId| {
            let third = self.model.facts.iter().position(|fact| fact == id);
            third.is_some_and(|cell| self.against(self.model.of_cell(cell), *id).contains(&other))
        };
        let is_same = |id: &&FactId| self.value(**id) == self.value(other);
        own.contains(&other) || own.iter().filter(is_same).any(through)
    }

    /// The figures that stand against one in some equations: a total for its lines, lines for their total.
    fn against(&self, equations: impl Iterator<Item = usize>, id: FactId) -> HashSet<FactId> {
        let mut found = HashSet::new();
        for index in equations {
            let equation = &self.state.equations[index];
            let sign = |is_left: bool, factor: Decimal| (factor.is_sign_positive()) == is_left;
            let sides = [(true, &equation.left), (false, &equation.right)];
            let signed: Vec<(bool, FactId)> = sides
                .into_iter()
                .flat_map(|(is_left, side)| {
                    let terms = side.terms.iter();
                    terms.map(move |(factor, id)| (sign(is_left, *factor), *id))
                })
                .collect();
            for (own, _) in signed.iter().filter(|(_, fact)| *fact == id) {
                let others = signed.iter().filter(|(other, _)| other != own);
                found.extend(others.map(|(_, fact)| *fact));
            }
        }
        found
    }

    /// Whether a figure stands somewhere else for the same thing: a code, project or name, in another table.
    pub(super) fn is_printed_elsewhere(
        &self,
        set: &[&CellChange],
        id: FactId,
        value: Amount,
    ) -> bool {
        let budget = &self.state.budget;
        let own = budget.fact(id);
        let row = budget.row(own);
        let in_set = |fact: FactId| {
            let mut cells = set.iter().map(|change| self.model.facts[change.cell]);
            cells.any(|cell| cell == fact)
        };
        let is_other = |fact: &FactId| budget.fact(*fact).table != own.table && !in_set(*fact);
        !value.is_zero()
            && (0..self.state.real_facts)
                .map(FactId)
                .filter(|fact| budget.published(*fact) == Some(value))
                .filter(is_other)
                .any(|fact| is_same_thing(row, budget.row(budget.fact(fact))))
    }
}

/// Whether two rows speak of one thing.
fn is_same_thing(one: &Row, other: &Row) -> bool {
    match ((&one.code, &one.project), (&other.code, &other.project)) {
        ((Some(one), _), (Some(other), _)) if one == other => true,
        ((_, Some(one)), (_, Some(other))) => fold(one) == fold(other),
        _ => !one.label.is_empty() && fold(&one.label) == fold(&other.label),
    }
}

/// Every value from one to another, by steps; none where they are too many.
fn values(low: Decimal, high: Decimal, step: Decimal) -> Option<Vec<Decimal>> {
    if step.is_zero() {
        return None;
    }
    let first = (low / step).ceil() * step;
    let values = std::iter::successors(Some(first), |value| Some(value + step));
    let values: Vec<Decimal> = values
        .take_while(|value| *value <= high)
        .take(TRIED + 1)
        .collect();
    (values.len() <= TRIED).then_some(values)
}

/// The value with the plainest slip; of several the roundest; none where these tie too.
fn plainest(mut explained: Vec<(Decimal, Slip)>) -> Option<(Decimal, Slip)> {
    let key = |(value, slip): &(Decimal, Slip)| (slip.rank(), digits(*value));
    explained.sort_by_key(key);
    let is_alone = explained
        .get(1)
        .is_none_or(|second| key(&explained[0]) < key(second));
    explained.into_iter().next().filter(|_| is_alone)
}

/// The digits of a figure without the zeros behind them: 3 for 86400.
fn digits(value: Decimal) -> usize {
    let text = value.normalize().mantissa().unsigned_abs().to_string();
    text.trim_end_matches('0').len()
}

/// Whether a figure is the total of an equation: alone on its side, against several.
fn total_of(equation: &Equation, id: FactId) -> bool {
    let is_total = |own: &[(Decimal, FactId)], other: &[(Decimal, FactId)]| {
        matches!(own, [(factor, fact)] if *fact == id && *factor == Decimal::ONE) && other.len() > 1
    };
    let (left, right) = (&equation.left.terms, &equation.right.terms);
    is_total(left, right) || is_total(right, left)
}
