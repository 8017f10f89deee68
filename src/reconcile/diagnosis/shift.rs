//! Rows whose figures stand one row too low or too high. The figure at the end that was pasted over is found again by
//! the equations, so that all of it is one cause.

use super::arrangement::{EQUATIONS, Move, Trial, columns, moved};
use super::cells;
use super::state::EquationStates;
use super::{Cause, Diagnosis};
use crate::amount::Amount;
use crate::budget::{Budget, FactId, Figure};
use crate::reconcile::Verdict;

/// So many rows must have moved.
const ROWS: usize = 3;
/// So many hypotheses with lost figures are solved, the best first.
const SOLVED: usize = 3;
/// The same where only sums notice.
const SOLVED_BY_SUMS: usize = 20;
/// So many rows of a table may be empty for that.
const BLANK_ROWS: usize = 4;
/// Rows of the largest table that is tried so.
const MOST_ROWS: usize = 200;
/// So few equations must be broken for it.
const FEW: usize = 2;

/// Rows that may have moved.
struct Shift {
    place: (usize, usize),
    columns: Vec<usize>,
    rows: (usize, usize),
    is_down: bool,
    moves: Move,
}

/// Rows whose figures stand one row too low or too high, with the budget in which they are put right.
pub(super) fn shifted<'a>(state: &EquationStates<'a>) -> Option<(Diagnosis, EquationStates<'a>)> {
    let trial = Trial::new(state);
    let shifts = shifts(&trial);
    let whole = best(&trial, &shifts, false)
        .first()
        .and_then(|shift| trial.accepted(shift.cause(&state.budget, Vec::new()), &shift.moves));
    let is_all = |mended: &EquationStates<'_>| mended.broken().next().is_none();
    if whole.as_ref().is_some_and(|(_, mended)| is_all(mended)) {
        return whole;
    }
    best(&trial, &shifts, true)
        .into_iter()
        .take(SOLVED)
        .find_map(|shift| solved(&trial, shift))
        .or(whole)
        .or_else(|| beside_blank(&trial))
}

/// The same where only sums notice, so that no row is wrong by itself: rows that moved leave one empty. It must mend
/// all that is broken in the table; of several the one that leaves least open.
fn beside_blank<'a>(trial: &Trial<'_, 'a>) -> Option<(Diagnosis, EquationStates<'a>)> {
    let budget = &trial.state.budget;
    let mut shifts: Vec<Shift> = Vec::new();
    for place in trial.blocks(FEW) {
        let columns = columns(budget, place.0, place.1);
        if trial.spans(place.0, place.1, &columns).is_empty() {
            shifts.extend(leaving_blank(budget, place, &columns));
        }
    }
    shifts.retain(|shift| moved(budget, &shift.moves).len() >= ROWS);
    let mended = |shift: &Shift| trial.mended(&shift.moves, &shift.lost(budget));
    let mut tried: Vec<(usize, &Shift)> = shifts
        .iter()
        .filter_map(|shift| Some((mended(shift).filter(|it| *it > 0)?, shift)))
        .collect();
    tried.sort_by_key(|(mended, shift)| (std::cmp::Reverse(*mended), shift.moves.len()));
    let found = tried.into_iter().take(SOLVED_BY_SUMS);
    let mut found: Vec<_> = found
        .filter_map(|(_, shift)| {
            let (diagnosis, mended) = match shift.lost(budget).as_slice() {
                [] => trial.accepted(shift.cause(budget, Vec::new()), &shift.moves)?,
                _ => solved(trial, shift)?,
            };
            let touching = mended.touching(shift.place.0).into_iter();
            let mut left = touching.filter(|it| mended.judgements[*it].verdict == Verdict::Broken);
            let is_enough = diagnosis.equations.len() >= EQUATIONS && left.next().is_none();
            is_enough.then(|| (mended.not_holding(), diagnosis, mended))
        })
        .collect();
    let least = found.iter().map(|(open, ..)| *open).min()?;
    found.retain(|(open, ..)| *open == least);
    let mut found = found.into_iter();
    let (_, mut diagnosis, mended) = found.next()?;
    for (_, other, _) in found {
        diagnosis.cause.keep_common(&other.cause);
    }
    Some((diagnosis, mended))
}

impl Cause {
    /// Keeps of rows that moved what another cause, which fits as well, holds too.
    fn keep_common(&mut self, other: &Self) {
        if let Self::Rows {
            rows,
            is_least,
            cells,
            lost,
            ..
        } = self
            && let Self::Rows {
                rows: other_rows,
                cells: other_cells,
                lost: other_lost,
                ..
            } = other
        {
            *is_least |= lost != other_lost;
            *rows = (rows.0.max(other_rows.0), rows.1.min(other_rows.1));
            cells.retain(|id| other_cells.contains(id));
            lost.retain(|it| other_lost.contains(it));
        }
    }
}

/// Shifts that leave the empty rows of a block.
fn leaving_blank(budget: &Budget, place: (usize, usize), columns: &[usize]) -> Vec<Shift> {
    let rows = &budget.tables[place.0].blocks[place.1];
    let is_blank = |row: &usize| {
        let facts = columns
            .iter()
            .map(|column| rows[*row].facts.get(*column).copied().flatten());
        let mut facts = facts.flatten().peekable();
        facts.peek().is_some() && facts.all(|id| budget.published(id).is_none())
    };
    let blank: Vec<usize> = (0..rows.len()).filter(is_blank).collect();
    if blank.len() > BLANK_ROWS || rows.len() > MOST_ROWS {
        return Vec::new();
    }
    let spans = blank.into_iter().flat_map(|blank| {
        let below = (blank + 2..rows.len()).map(move |last| ((blank, last), true));
        let above = (0..blank.saturating_sub(1)).map(move |first| ((first, blank), false));
        below.chain(above)
    });
    let shift = |(rows, is_down)| Shift {
        place,
        columns: columns.to_vec(),
        rows,
        is_down,
        moves: rotation(budget, place, columns, rows, is_down),
    };
    spans.map(shift).collect()
}

fn shifts(trial: &Trial<'_, '_>) -> Vec<Shift> {
    let budget = &trial.state.budget;
    let mut found = Vec::new();
    for (table, block) in trial.blocks(EQUATIONS) {
        let all = columns(budget, table, block);
        let single = all.iter().map(|column| vec![*column]);
        for columns in single.chain((all.len() > 1).then(|| all.clone())) {
            for rows in trial.spans(table, block, &columns) {
                for is_down in [true, false] {
                    let moves = rotation(budget, (table, block), &columns, rows, is_down);
                    found.push(Shift {
                        place: (table, block),
                        columns: columns.clone(),
                        rows,
                        is_down,
                        moves,
                    });
                }
            }
        }
    }
    found.retain(|shift| moved(budget, &shift.moves).len() >= ROWS);
    found
}

/// The hypotheses that mend enough, those that mend most first; of equal ones those that move least. Either none has
/// lost figures, or all have.
fn best<'s>(trial: &Trial<'_, '_>, shifts: &'s [Shift], has_lost: bool) -> Vec<&'s Shift> {
    let mended = |shift: &'s Shift| {
        let lost = match has_lost {
            true => Some(shift.lost(&trial.state.budget)).filter(|lost| !lost.is_empty())?,
            false => Vec::new(),
        };
        let mended = trial.mended(&shift.moves, &lost)?;
        (mended >= EQUATIONS).then_some((mended, shift))
    };
    let mut tried: Vec<(usize, &Shift)> = shifts.iter().filter_map(mended).collect();
    tried.sort_by_key(|(mended, shift)| (std::cmp::Reverse(*mended), shift.moves.len()));
    tried.into_iter().map(|(_, shift)| shift).collect()
}

/// The diagnosis of a shift whose lost figures all follow from the others.
fn solved<'a>(trial: &Trial<'_, 'a>, shift: &Shift) -> Option<(Diagnosis, EquationStates<'a>)> {
    let state = trial.state;
    let lost = shift.lost(&state.budget);
    let mut budget = trial.put_right(&shift.moves);
    for id in &lost {
        budget.facts[id.0].figure = Figure::Unreadable(String::new());
    }
    let mut thought = state.with(budget);
    let found = cells::forced(&thought, |id| lost.contains(&id));
    if found.len() < lost.len() {
        return None;
    }
    for (id, amount) in &found {
        thought.budget.to_mut().facts[id.0].figure = Figure::Amount {
            exact: *amount,
            published: *amount,
        };
    }
    let mended = state.with(thought.budget.into_owned());
    let equations = state.mended_by(&mended)?;
    let cause = shift.cause(&state.budget, found);
    Some((Diagnosis { cause, equations }, mended))
}

impl Shift {
    /// The figures at the end that were pasted over: those at the other end are empty.
    fn lost(&self, budget: &Budget) -> Vec<FactId> {
        let end = match self.is_down {
            true => self.rows.1,
            false => self.rows.0,
        };
        let of_end = |(to, _): &&(FactId, FactId)| budget.fact(*to).row == end;
        let at_end: Vec<&(FactId, FactId)> = self.moves.iter().filter(of_end).collect();
        let is_empty = |id: FactId| budget.published(id).is_none_or(|it| it.is_zero());
        match at_end.iter().all(|(_, from)| is_empty(*from)) {
            true => at_end.into_iter().map(|(to, _)| *to).collect(),
            false => Vec::new(),
        }
    }

    fn cause(&self, budget: &Budget, lost: Vec<(FactId, Amount)>) -> Cause {
        let of_lost = |id: &FactId| lost.iter().find(|(lost, _)| lost == id);
        let mut cells = moved(budget, &self.moves);
        cells.retain(|id| of_lost(id).is_none());
        let value = |id: FactId| budget.published(id).unwrap_or_default();
        let lost: Vec<(FactId, Amount)> = lost
            .iter()
            .copied()
            .filter(|(id, amount)| *amount != value(*id))
            .collect();
        cells.extend(lost.iter().map(|(id, _)| *id));
        Cause::Rows {
            table: self.place.0,
            block: self.place.1,
            columns: self.columns.clone(),
            rows: self.rows,
            is_least: false,
            is_down: self.is_down,
            cells,
            lost,
        }
    }
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
