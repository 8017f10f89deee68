//! Rows that a table lacks together with their share of its totals: the table agrees with itself, and other tables print
//! the rows. They are tried in thought, with the figures of the other tables, and their totals made larger by them.

use super::codes;
use super::projects::{self, LoneProject};
use super::rows::insert;
use super::state::EquationStates;
use super::{Cause, Diagnosis};
use crate::amount::Amount;
use crate::budget::{Budget, FactId, Figure, RowKey};
use crate::classification::Code;
use crate::equation::{Equation, EquationSide, MissingFigure};
use crate::relation::Relation;
use crate::rule;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// So many equations must be mended.
const EQUATIONS: usize = 2;

/// So many families are put in at once.
const MOST: usize = 100;

/// Figures by their facts.
type Values = HashMap<FactId, Decimal>;

/// Codes that a table lacks: one with those below it.
#[derive(Clone)]
struct Family {
    table: usize,
    block: usize,
    codes: BTreeSet<Code>,
}

/// Rows put into a table in thought.
struct Insertion<'a> {
    state: EquationStates<'a>,
    table: usize,
    /// The rows, by their number in the block.
    rows: BTreeMap<Code, usize>,
    block: usize,
    /// The first fact that is thought up.
    first: usize,
}

/// Rows that one table lacks and others have, with the budget in which they all are there. Every family that does not
/// fit takes one from `failures`; at none left, no more are tried.
pub(super) fn rows<'a>(
    state: &EquationStates<'a>,
    failures: &mut usize,
) -> Option<(Vec<Diagnosis>, EquationStates<'a>)> {
    let mut found = Vec::new();
    let mut all: Option<EquationStates<'a>> = None;
    for family in families(state) {
        if *failures == 0 || found.len() == MOST || !state.may_try() {
            break;
        }
        let before = all.as_ref().unwrap_or(state);
        match tried(before, &family, &projects::lone(before)) {
            Some((diagnosis, mended)) => {
                found.push(diagnosis);
                all = Some(mended);
            }
            None => *failures -= 1,
        }
    }
    Some((found, all?))
}

/// What other tables have and one lacks: each highest code with those below it.
fn families(state: &EquationStates<'_>) -> Vec<Family> {
    let mut of_block: BTreeMap<(usize, usize), BTreeSet<Code>> = BTreeMap::new();
    for ((layout, block, code), _) in codes::lacking(state) {
        if let Some((table, _)) = state.budget.tables_of(layout).next()
            && has_level(&state.budget, (table, block), &code)
        {
            of_block.entry((table, block)).or_default().insert(code);
        }
    }
    let mut found = Vec::new();
    for ((table, block), codes) in of_block {
        let is_top = |code: &&Code| !codes.iter().any(|other| code.is_below(other));
        let tops: Vec<&Code> = codes.iter().filter(is_top).collect();
        let family = |own: Vec<&Code>| Family {
            table,
            block,
            codes: own.into_iter().cloned().collect(),
        };
        let below = |top: &&Code| {
            let own = codes.iter();
            family(
                own.filter(|code| code == top || code.is_below(top))
                    .collect(),
            )
        };
        found.extend(tops.iter().map(below));
    }
    found
}

/// Whether a block prints codes of a level.
fn has_level(budget: &Budget, (table, block): (usize, usize), code: &Code) -> bool {
    let mut rows = budget.tables[table].blocks[block].iter();
    rows.any(|row| {
        row.code
            .as_ref()
            .is_some_and(|own| own.level() == code.level())
    })
}

/// The diagnosis of rows left out, if the tables would agree with them.
fn tried<'a>(
    state: &EquationStates<'a>,
    family: &Family,
    lone: &[LoneProject],
) -> Option<(Diagnosis, EquationStates<'a>)> {
    let insertion = inserted(state, family, lone)?;
    let printed = insertion.printed()?;
    let insertion = Insertion {
        state: insertion.filled(&printed),
        ..insertion
    };
    let known = insertion.completed(printed);
    let choices = insertion.choices(&known);
    let mended = choices.into_iter().find_map(|values| {
        let all = insertion.with_totals(values)?;
        let mended = insertion.filled(&all);
        let equations = state.mended_with_counts(&mended)?;
        (equations.len() >= EQUATIONS).then_some((all, mended, equations))
    });
    let (all, mended, equations) = mended?;
    let cause = insertion.cause(&known, &all)?;
    Some((Diagnosis { cause, equations }, mended))
}

/// Puts empty rows in.
fn inserted<'a>(
    state: &EquationStates<'a>,
    family: &Family,
    lone: &[LoneProject],
) -> Option<Insertion<'a>> {
    let mut budget = state.budget.clone().into_owned();
    let first = budget.facts.len();
    let layout = budget.tables[family.table].layout;
    let mut rows = BTreeMap::new();
    for code in &family.codes {
        let row = insert(&mut budget, family.table, family.block, code)?;
        let own = &mut budget.tables[family.table].blocks[family.block][row];
        if own.key == RowKey::Project {
            let amount = amount_of(state, (layout, family.block), code);
            let is_meant = |it: &&LoneProject| {
                it.lacking == (layout, family.block) && Some(it.amount) == amount
            };
            let lone = lone.iter().find(is_meant);
            own.project = Some(lone.map_or_else(String::new, |it| it.name.clone()));
        }
        rows.insert(code.clone(), row);
    }
    Some(Insertion {
        state: state.with(budget).rejoined(state),
        table: family.table,
        block: family.block,
        rows,
        first,
    })
}

/// The amount of a code in the first equation that misses it in a block of the layout.
fn amount_of(state: &EquationStates<'_>, place: (usize, usize), code: &Code) -> Option<Amount> {
    let is_lacking = |side: &EquationSide| {
        side.absent.iter().any(|absent| match &absent.lack {
            MissingFigure::Code(table, block, own) => (*table, *block) == place && own == code,
            _ => false,
        })
    };
    state.broken().find_map(|index| {
        let [left, right] = state.equations[index].sides();
        match (is_lacking(left), is_lacking(right)) {
            (true, false) => Some(right.value(&state.budget)),
            (false, true) => Some(left.value(&state.budget)),
            _ => None,
        }
    })
}

impl<'a> Insertion<'a> {
    fn is_new(&self, id: FactId) -> bool {
        id.0 >= self.first
    }

    fn is_of_table(&self, id: FactId) -> bool {
        self.state.budget.fact(id).table == self.table
    }

    fn value(&self, values: &Values, id: FactId) -> Decimal {
        let own = || self.state.budget.published(id);
        let known = values.get(&id).copied();
        known.unwrap_or_else(|| own().map_or(Decimal::ZERO, Amount::value))
    }

    /// Left less right.
    fn gap(&self, equation: &Equation, values: &Values) -> Decimal {
        let [left, right] = equation
            .sides()
            .map(|side| side.value_with(|id| self.value(values, id)));
        (left - right).value()
    }

    /// The equations that decide figures, with their numbers.
    fn equations(&self) -> impl Iterator<Item = (usize, &Equation)> {
        let all = self.state.equations.iter().enumerate();
        all.filter(|(index, equation)| {
            equation.relation == Relation::Equal && self.state.is_usable(*index)
        })
    }

    /// The figures of the rows that other tables print; none where they contradict each other.
    fn printed(&self) -> Option<Values> {
        let mut values = Values::new();
        for (_, equation) in self.equations() {
            let is_across = equation.facts().any(|(_, id)| !self.is_of_table(id));
            let mut own = equation.facts().filter(|(_, id)| self.is_of_table(*id));
            let (Some((_, id)), None) = (own.next(), own.next()) else {
                continue;
            };
            if !is_across || !self.is_new(id) {
                continue;
            }
            let value = self.solved(equation, id, &Values::new())?;
            if values.insert(id, value).is_some_and(|known| known != value) {
                return None;
            }
        }
        (!values.is_empty()).then_some(values)
    }

    /// The same with those that follow within a row.
    fn completed(&self, mut values: Values) -> Values {
        while let Some((id, value)) = self.following(&values) {
            values.insert(id, value);
        }
        values
    }

    /// The value of a figure that makes an equation hold.
    fn solved(&self, equation: &Equation, id: FactId, values: &Values) -> Option<Decimal> {
        let factor = |side: &EquationSide| -> Decimal {
            let own = side.terms.iter().filter(|(_, fact)| *fact == id);
            own.map(|(factor, _)| factor).sum()
        };
        let [left, right] = equation.sides().map(factor);
        let rest = self.gap(equation, values) - (left - right) * self.value(values, id);
        (-rest).checked_div(left - right)
    }

    /// A figure of a new row that follows from the others of the row.
    fn following(&self, values: &Values) -> Option<(FactId, Decimal)> {
        self.equations().find_map(|(_, equation)| {
            let mut open = equation.facts().map(|(_, id)| id);
            let is_within = equation.facts().all(|(_, id)| self.is_new(id));
            let is_one_row = is_within && {
                let row = |id: FactId| self.state.budget.fact(id).row;
                let rows: BTreeSet<usize> = equation.facts().map(|(_, id)| row(id)).collect();
                rows.len() == 1
            };
            let id = open.find(|id| !values.contains_key(id))?;
            let is_only = open.all(|other| other == id || values.contains_key(&other));
            if !is_one_row || !is_only {
                return None;
            }
            Some((id, self.solved(equation, id, values)?))
        })
    }

    /// The figures of the rows: as they are known, or with what a row lacks in one of its other columns.
    fn choices(&self, known: &Values) -> Vec<Values> {
        let facts = (self.first..self.state.budget.facts.len()).map(FactId);
        let open: BTreeSet<usize> = facts
            .filter(|id| !known.contains_key(id))
            .map(|id| self.state.budget.fact(id).column)
            .collect();
        let in_column = |column: &usize| {
            let mut values = known.clone();
            for (_, equation) in self.equations() {
                let mut own = equation.facts().map(|(_, id)| id);
                if !equation.facts().all(|(_, id)| self.is_new(id)) {
                    continue;
                }
                let open = own.find(|id| {
                    !known.contains_key(id) && self.state.budget.fact(*id).column == *column
                });
                if let Some((id, value)) =
                    open.and_then(|id| Some((id, self.solved(equation, id, &values)?)))
                {
                    values.insert(id, value);
                }
            }
            values
        };
        let mut choices = vec![known.clone()];
        choices.extend(open.iter().map(in_column));
        choices
    }

    /// The same with the totals of the table that lack the rows made larger; none where that cannot be done.
    fn with_totals(&self, mut values: Values) -> Option<Values> {
        let new = (self.first..self.state.budget.facts.len()).map(FactId);
        let without: Values = new.map(|id| (id, Decimal::ZERO)).collect();
        let own = self
            .equations()
            .filter(|(_, equation)| equation.facts().all(|(_, id)| self.is_of_table(id)));
        let gaps = own.map(|(index, equation)| (index, equation, self.gap(equation, &without)));
        let held: Vec<(&Equation, Decimal)> = gaps
            .filter(|(index, _, gap)| gap.abs() <= self.state.judgements[*index].allowance.value())
            .map(|(_, equation, gap)| (equation, gap))
            .collect();
        // each round settles a total, and no total twice
        loop {
            let open: Vec<_> = held
                .iter()
                .filter(|(equation, gap)| self.gap(equation, &values) != *gap)
                .collect();
            if open.is_empty() {
                return Some(values);
            }
            let settled = open.into_iter().find_map(|(equation, gap)| {
                let id = self.total_of(equation, &values)?;
                let rest = self.gap(equation, &values) - gap;
                let is_left = equation.left.terms.iter().any(|(_, fact)| *fact == id);
                let change = if is_left { -rest } else { rest };
                Some((id, self.value(&values, id) + change))
            });
            let (id, value) = settled?;
            values.insert(id, value);
        }
    }

    /// The total of an equation that the rows below it have outgrown.
    fn total_of(&self, equation: &Equation, values: &Values) -> Option<FactId> {
        let is_free = |id: &FactId| !self.is_new(*id) && !values.contains_key(id);
        let single = |side: &EquationSide| match side.terms.as_slice() {
            [(factor, id)] if *factor == Decimal::ONE => Some(*id).filter(is_free),
            _ => None,
        };
        let [left, right] = equation.sides();
        single(left).or_else(|| single(right))
    }

    /// The budget with these figures.
    fn filled(&self, values: &Values) -> EquationStates<'a> {
        let mut budget = self.state.budget.clone().into_owned();
        for (FactId(id), value) in values {
            let amount = Amount::new(*value);
            budget.facts[*id].figure = Figure::Amount {
                exact: amount,
                published: amount,
            };
        }
        self.state.with(budget)
    }

    /// The highest row that is left out, and the totals that lack it.
    fn cause(&self, known: &Values, all: &Values) -> Option<Cause> {
        let (code, row) = self.rows.first_key_value()?;
        let budget = &self.state.budget;
        let mut figures: Vec<(usize, Amount)> = known
            .iter()
            .filter(|(id, value)| budget.fact(**id).row == *row && !value.is_zero())
            .map(|(id, value)| (budget.fact(*id).column, Amount::new(*value)))
            .collect();
        figures.sort_by_key(|(column, _)| *column);
        let mut totals: Vec<FactId> = all.keys().copied().filter(|id| !self.is_new(*id)).collect();
        totals.sort_unstable();
        let rows = &budget.tables[self.table].blocks[self.block];
        Some(Cause::Line {
            table: self.table,
            block: self.block,
            code: Some(code.clone()),
            parent: rule::parent(rows, *row),
            figures,
            below: self.rows.len() - 1,
            totals,
        })
    }
}
