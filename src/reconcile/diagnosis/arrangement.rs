//! Figures that are right and stand in the wrong place: two columns exchanged, rows moved by one. Both are tried in
//! thought: were they moved back, would the tables agree?

use super::state::EquationStates;
use super::{Cause, Diagnosis};
use crate::budget::{Budget, FactId, Figure};
use crate::equation::Equation;
use crate::reconcile::Verdict;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// So many equations must be mended: less is told cell by cell.
const EQUATIONS: usize = 4;
/// So few equations are enough where an exchange of columns mends all that is broken, and no other one does.
const FEW: usize = 2;
/// So many rows must have moved.
const ROWS: usize = 3;

/// The places of a block's figures: each fact with the fact whose figure it would have.
type Move = Vec<(FactId, FactId)>;

/// Two columns that hold each other's figures, with the budget in which they are put right. Where few equations notice,
/// the exchange must mend everything.
pub(super) fn exchanged<'a>(state: &EquationStates<'a>) -> Option<(Diagnosis, EquationStates<'a>)> {
    let trial = Trial::new(state);
    let broken = state.broken().count();
    let mut tried = Vec::new();
    for (table, block) in trial.blocks(FEW) {
        let columns = columns(&state.budget, table, block);
        for (at, left) in columns.iter().enumerate() {
            for right in &columns[at + 1..] {
                let moves = exchange(&state.budget, (table, block), (*left, *right));
                if moves.len() < 2 * FEW {
                    continue;
                }
                let mended = trial.mended(&moves);
                if let Some(mended) = mended.filter(|it| *it >= EQUATIONS.min(broken.max(FEW))) {
                    tried.push((mended, (table, block, *left, *right), moves));
                }
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

/// Rows whose figures stand one row too low or too high, with the budget in which they are put right.
pub(super) fn shifted<'a>(state: &EquationStates<'a>) -> Option<(Diagnosis, EquationStates<'a>)> {
    let trial = Trial::new(state);
    let mut tried = Vec::new();
    for (table, block) in trial.blocks(EQUATIONS) {
        let all = columns(&state.budget, table, block);
        let single = all.iter().map(|column| vec![*column]);
        for columns in single.chain((all.len() > 1).then(|| all.clone())) {
            for (first, last) in trial.spans(table, block, &columns) {
                for is_down in [true, false] {
                    let span = (first, last);
                    let moves = rotation(&state.budget, (table, block), &columns, span, is_down);
                    if moved(&state.budget, &moves).len() < ROWS {
                        continue;
                    }
                    let mended = trial.mended(&moves);
                    if let Some(mended) = mended.filter(|mended| *mended >= EQUATIONS) {
                        let place = (table, block, columns.clone(), span, is_down);
                        tried.push((mended, place, moves));
                    }
                }
            }
        }
    }
    let (_, (table, block, columns, rows, is_down), moves) = best(tried)?;
    let cause = Cause::Rows {
        table,
        block,
        columns,
        rows,
        is_down,
        cells: moved(&state.budget, &moves),
    };
    trial.accepted(cause, &moves)
}

/// The hypothesis that mends most, if none mends as much; of equal ones the one that moves least.
fn best<P>(tried: Vec<(usize, P, Move)>) -> Option<(usize, P, Move)> {
    tried
        .into_iter()
        .min_by_key(|(mended, _, moves)| (std::cmp::Reverse(*mended), moves.len()))
}

/// The columns of a block that have figures.
fn columns(budget: &Budget, table: usize, block: usize) -> Vec<usize> {
    let rows = &budget.tables[table].blocks[block];
    let count = rows.iter().map(|row| row.facts.len()).max().unwrap_or(0);
    let is_filled = |column: &usize| {
        let mut figures = rows
            .iter()
            .filter_map(|row| row.facts.get(*column).copied().flatten());
        figures.any(|id| budget.published(id).is_some_and(|amount| !amount.is_zero()))
    };
    (0..count).filter(is_filled).collect()
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

/// The figures of a span of rows one row further up (where they had moved down) or down, the one at the end put in
/// the place that gets free.
fn rotation(
    budget: &Budget,
    (table, block): (usize, usize),
    columns: &[usize],
    (first, last): (usize, usize),
    is_down: bool,
) -> Move {
    let rows = &budget.tables[table].blocks[block];
    let mut moves = Vec::new();
    for column in columns {
        let at = |row: usize| rows.get(row)?.facts.get(*column).copied().flatten();
        for row in first..=last {
            let from = match (is_down, row == last, row == first) {
                (true, true, _) => first,
                (true, false, _) => row + 1,
                (false, _, true) => last,
                (false, _, false) => row - 1,
            };
            if let (Some(to), Some(from)) = (at(row), at(from)) {
                moves.push((to, from));
            }
        }
    }
    moves
}

/// The cells that get another figure.
fn moved(budget: &Budget, moves: &Move) -> Vec<FactId> {
    let value = |id: &FactId| budget.published(*id).unwrap_or_default();
    let changed = moves.iter().filter(|(to, from)| value(to) != value(from));
    changed.map(|(to, _)| *to).collect()
}

/// Figures moved in thought, over the equations that notice.
struct Trial<'s, 'a> {
    state: &'s EquationStates<'a>,
    /// The usable equations of each fact.
    of_fact: HashMap<FactId, Vec<usize>>,
}

impl<'s, 'a> Trial<'s, 'a> {
    fn new(state: &'s EquationStates<'a>) -> Self {
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
    fn blocks(&self, enough: usize) -> Vec<(usize, usize)> {
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
    fn spans(&self, table: usize, block: usize, columns: &[usize]) -> Vec<(usize, usize)> {
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

    /// How many broken equations a move would mend; none where it would break others.
    fn mended(&self, moves: &Move) -> Option<usize> {
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
        let mut mended = 0;
        for index in touched {
            let is_broken = self.state.judgements[index].verdict == Verdict::Broken;
            match (is_broken, holds(&self.state.equations[index], index)) {
                (true, true) => mended += 1,
                (false, false) => return None,
                _ => {}
            }
        }
        Some(mended)
    }

    /// The diagnosis of a move, if the rules expanded anew agree.
    fn accepted(&self, cause: Cause, moves: &Move) -> Option<(Diagnosis, EquationStates<'a>)> {
        let mut budget = self.state.budget.clone().into_owned();
        let figures: Vec<(FactId, Figure)> = moves
            .iter()
            .map(|(to, from)| (*to, budget.fact(*from).figure.clone()))
            .collect();
        for (to, figure) in figures {
            budget.facts[to.0].figure = figure;
        }
        let mended = self.state.with(budget);
        let equations = self.state.mended_by(&mended)?;
        Some((Diagnosis { cause, equations }, mended))
    }
}
