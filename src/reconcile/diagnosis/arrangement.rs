//! Figures that are right and stand in the wrong place: two columns exchanged. It is tried in thought: were they moved
//! back, would the tables agree? Rows that moved are tried alike (`shift.rs`).

use super::state::EquationStates;
use super::{Cause, Diagnosis};
use crate::budget::{Budget, FactId};
use crate::equation::Equation;
use crate::reconcile::Verdict;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// So many equations must be mended: fewer are reported cell by cell.
pub(super) const EQUATIONS: usize = 4;
/// So few equations are enough where an exchange of columns mends all that is broken, and no other one does.
const FEW: usize = 2;

/// The places of a block's figures: each fact with the fact whose figure it would have.
pub(super) type Move = Vec<(FactId, FactId)>;

/// Two columns that hold each other's figures, with the budget in which they are put right. Where few equations notice,
/// the exchange must mend everything.
pub(super) fn exchanged<'a>(state: &EquationStates<'a>) -> Option<(Diagnosis, EquationStates<'a>)> {
    let trial = Trial::new(state);
    let broken = state.broken().count();
    let mut tried = Vec::new();
    for (table, block) in trial.blocks(FEW) {
        for (left, right) in pairs(&state.budget, table, block) {
            let moves = exchange(&state.budget, (table, block), (left, right));
            if moves.len() < 2 * FEW {
                continue;
            }
            let mended = trial.mended(&moves, &[]);
            if let Some(mended) = mended.filter(|it| *it >= EQUATIONS.min(broken.max(FEW))) {
                tried.push((mended, (table, block, left, right), moves));
            }
        }
    }
    let most = tried.iter().map(|(mended, ..)| *mended).max()?;
    tried.retain(|(mended, ..)| *mended == most);
    let accepted = tried.into_iter().filter_map(|(_, place, moves)| {
        let (table, block, left, right) = place;
        let cause = Cause::Columns {
            table,
            block,
            columns: (left, right),
            cells: moved(&state.budget, &moves),
        };
        let (diagnosis, mended) = trial.accepted(cause, &moves)?;
        let left_open = mended.not_holding();
        Some(((left_open, moves.len()), diagnosis, mended))
    });
    let mut accepted: Vec<_> = accepted.collect();
    accepted.sort_by_key(|(key, ..)| *key);
    let is_tie = accepted.len() > 1 && accepted[0].0.0 == accepted[1].0.0;
    if most < EQUATIONS && is_tie {
        return None;
    }
    let (_, diagnosis, mended) = accepted.into_iter().next()?;
    Some((diagnosis, mended))
}

/// The columns of a block that have figures.
pub(super) fn columns(budget: &Budget, table: usize, block: usize) -> Vec<usize> {
    let is_filled = |column: &usize| is_filled(budget, (table, block), *column);
    (0..width(budget, table, block)).filter(is_filled).collect()
}

fn width(budget: &Budget, table: usize, block: usize) -> usize {
    let rows = &budget.tables[table].blocks[block];
    rows.iter().map(|row| row.facts.len()).max().unwrap_or(0)
}

fn is_filled(budget: &Budget, (table, block): (usize, usize), column: usize) -> bool {
    let rows = budget.tables[table].blocks[block].iter();
    let mut figures = rows.filter_map(|row| row.facts.get(column).copied().flatten());
    figures.any(|id| budget.published(id).is_some_and(|amount| !amount.is_zero()))
}

/// Two columns each. One of them may be empty: all its figures stand in the other.
fn pairs(budget: &Budget, table: usize, block: usize) -> Vec<(usize, usize)> {
    let filled = columns(budget, table, block);
    let all = 0..width(budget, table, block);
    all.clone()
        .flat_map(|left| (left + 1..all.end).map(move |right| (left, right)))
        .filter(|(left, right)| filled.contains(left) || filled.contains(right))
        .collect()
}

/// Each figure of two columns for the other.
fn exchange(
    budget: &Budget,
    (table, block): (usize, usize),
    (left, right): (usize, usize),
) -> Move {
    let mut moves = Vec::new();
    for row in &budget.tables[table].blocks[block] {
        let at = |column: usize| row.facts.get(column).copied().flatten();
        if let (Some(left), Some(right)) = (at(left), at(right))
            && budget.published(left) != budget.published(right)
        {
            moves.extend([(left, right), (right, left)]);
        }
    }
    moves
}

/// The cells that get another figure.
pub(super) fn moved(budget: &Budget, moves: &Move) -> Vec<FactId> {
    let value = |id: &FactId| budget.published(*id).unwrap_or_default();
    let changed = moves.iter().filter(|(to, from)| value(to) != value(from));
    changed.map(|(to, _)| *to).collect()
}

/// Figures moved in thought, over the equations that notice.
pub(super) struct Trial<'s, 'a> {
    pub(super) state: &'s EquationStates<'a>,
    /// The usable equations of each fact.
    of_fact: HashMap<FactId, Vec<usize>>,
}

impl<'s, 'a> Trial<'s, 'a> {
    pub(super) fn new(state: &'s EquationStates<'a>) -> Self {
        let mut of_fact: HashMap<FactId, Vec<usize>> = HashMap::new();
        let usable = (0..state.equations.len()).filter(|index| state.is_usable(*index));
        for index in usable {
            for (_, id) in state.equations[index].facts() {
                of_fact.entry(id).or_default().push(index);
            }
        }
        Self { state, of_fact }
    }

    /// Blocks with enough broken equations.
    pub(super) fn blocks(&self, enough: usize) -> Vec<(usize, usize)> {
        let mut count: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for index in self.state.broken() {
            let facts = self.state.equations[index].facts();
            let places: BTreeSet<(usize, usize)> = facts
                .map(|(_, id)| self.state.budget.fact(id))
                .map(|fact| (fact.table, fact.block))
                .collect();
            for place in places {
                *count.entry(place).or_default() += 1;
            }
        }
        count.retain(|_, count| *count >= enough);
        count.into_keys().collect()
    }

    /// The spans of rows that may have moved: from the first row that is wrong by itself to the last, or a row more.
    pub(super) fn spans(
        &self,
        table: usize,
        block: usize,
        columns: &[usize],
    ) -> Vec<(usize, usize)> {
        let mut rows = BTreeSet::new();
        for index in self.state.broken() {
            let facts = self.state.equations[index].facts();
            let own: BTreeSet<usize> = facts
                .map(|(_, id)| self.state.budget.fact(id))
                .filter(|fact| (fact.table, fact.block) == (table, block))
                .filter(|fact| columns.contains(&fact.column))
                .map(|fact| fact.row)
                .collect();
            if own.len() == 1 {
                rows.extend(own);
            }
        }
        let end = self.state.budget.tables[table].blocks[block].len();
        let (Some(first), Some(last)) = (rows.first().copied(), rows.last().copied()) else {
            return Vec::new();
        };
        let firsts = [first.checked_sub(1), Some(first)].into_iter().flatten();
        let lasts: BTreeSet<usize> = [last, last + 1, end - 1]
            .into_iter()
            .filter(|last| *last < end)
            .collect();
        firsts
            .flat_map(|first| lasts.iter().map(move |last| (first, *last)))
            .filter(|(first, last)| first + 1 < *last)
            .collect()
    }

    /// How many broken equations a move would mend; none where it would break others. Those with a lost figure tell
    /// nothing.
    pub(super) fn mended(&self, moves: &Move, lost: &[FactId]) -> Option<usize> {
        let value = |id: FactId| {
            let published = self.state.budget.published(id);
            published.map_or(Decimal::ZERO, |amount| amount.value())
        };
        let changed: HashMap<FactId, Decimal> =
            moves.iter().map(|(to, from)| (*to, value(*from))).collect();
        let touched: BTreeSet<usize> = changed
            .keys()
            .filter_map(|id| self.of_fact.get(id))
            .flatten()
            .copied()
            .collect();
        let holds = |equation: &Equation, index: usize| {
            let figure = |id: FactId| changed.get(&id).copied().unwrap_or_else(|| value(id));
            let [left, right] = equation.sides().map(|side| side.value_with(figure));
            let allowance = self.state.judgements[index].allowance;
            equation.relation.holds(left, right) || (left - right).abs() <= allowance
        };
        let is_lost = |index: &usize| {
            let mut facts = self.state.equations[*index].facts();
            facts.any(|(_, id)| lost.contains(&id))
        };
        let mut mended = 0;
        for index in touched.into_iter().filter(|index| !is_lost(index)) {
            let is_broken = self.state.judgements[index].verdict == Verdict::Broken;
            match (is_broken, holds(&self.state.equations[index], index)) {
                (true, true) => mended += 1,
                (false, false) => return None,
                _ => {}
            }
        }
        Some(mended)
    }

    /// The diagnosis of a move, if the rules expanded again agree.
    pub(super) fn accepted(
        &self,
        cause: Cause,
        moves: &Move,
    ) -> Option<(Diagnosis, EquationStates<'a>)> {
        let mended = self.state.with(self.put_right(moves));
        let equations = self.state.mended_by(&mended)?;
        Some((Diagnosis { cause, equations }, mended))
    }

    /// The budget after a move.
    pub(super) fn put_right(&self, moves: &Move) -> Budget {
        let mut budget = self.state.budget.clone().into_owned();
        for (to, from) in moves {
            let figure = self.state.budget.fact(*from).figure.clone();
            budget.facts[to.0].figure = figure;
        }
        budget
    }
}
