//! A group of connected constraints in numbers: what fails, the rows of its system, and its bounds.

use super::number::Number;
use super::rows::{FreedSystem, LinearRow, Overflow};
use super::search::SearchGroup;
use super::value::ExactNumber;
use super::{Constraint, System};
use crate::relation::Relation;
use num::bigint::BigInt;
use num::rational::BigRational;
use num::traits::Zero;
use rust_decimal::Decimal;

/// One group: its cells and constraints by their numbers in the system.
pub(super) struct ConnectedGroup<'a> {
    pub(super) system: &'a System,
    pub(super) cells: Vec<usize>,
    pub(super) constraints: Vec<usize>,
    /// The scale that makes all weights whole.
    pub(super) weight_scale: u32,
}

impl ConnectedGroup<'_> {
    pub(super) fn value(&self, cell: usize) -> BigRational {
        ExactNumber::ratio(self.system.cells[cell].value.unwrap_or_default())
    }

    pub(super) fn is_missing(&self, cell: usize) -> bool {
        self.system.cells[cell].value.is_none()
    }

    /// Whether everything holds and nothing is missing.
    pub(super) fn holds(&self) -> bool {
        let is_in_bounds = |cell: &usize| {
            let cell = &self.system.cells[*cell];
            cell.allows(cell.value.unwrap_or_default())
        };
        let is_kept = |index: &usize| {
            let constraint = &self.system.constraints[*index];
            match self.in_whole(constraint) {
                Some((_, gap)) => constraint.relation.holds(gap, 0),
                None => constraint
                    .relation
                    .holds(self.gap(constraint, false), BigRational::zero()),
            }
        };
        let mentions = |index: &usize| {
            self.system.constraints[*index]
                .terms
                .iter()
                .any(|(_, c)| self.is_missing(*c))
        };
        self.cells
            .iter()
            .all(|cell| self.is_missing(*cell) || is_in_bounds(cell))
            && self
                .constraints
                .iter()
                .all(|index| is_kept(index) && !mentions(index))
    }

    /// The left side less the constant; `cleared` with nothing in every cell that may change.
    fn gap(&self, constraint: &Constraint, cleared: bool) -> BigRational {
        let own = constraint
            .terms
            .iter()
            .filter(|(_, cell)| !cleared || self.local(*cell).is_none());
        let sum: BigRational = own
            .map(|(factor, cell)| ExactNumber::ratio(*factor) * self.value(*cell))
            .sum();
        sum - ExactNumber::ratio(constraint.constant)
    }

    /// The number of a cell within the group.
    fn local(&self, cell: usize) -> Option<u32> {
        self.cells
            .binary_search(&cell)
            .ok()
            .and_then(|at| u32::try_from(at).ok())
    }

    /// A constraint in whole numbers: its terms and its gap, where 128 bits hold them.
    fn in_whole(&self, constraint: &Constraint) -> Option<(Vec<(u32, i128)>, i128)> {
        let value = |cell: usize| self.system.cells[cell].value.unwrap_or_default();
        let scale_of = |values: &mut dyn Iterator<Item = Decimal>| {
            values.map(|it| it.scale()).max().unwrap_or(0)
        };
        let factors = scale_of(&mut constraint.terms.iter().map(|(factor, _)| *factor));
        let values = scale_of(&mut constraint.terms.iter().map(|(_, cell)| value(*cell)));
        let scale = (factors + values).max(constraint.constant.scale());
        let ten = |power: u32| 10_i128.checked_pow(power);
        // so that signs may be changed and a few of them added
        let is_modest = |it: &i128| it.unsigned_abs() < 1 << 100;
        let whole = |it: Decimal, scale: u32| it.mantissa().checked_mul(ten(scale - it.scale())?);
        let rest = ten(scale - factors - values)?;
        let mut gap = whole(constraint.constant, scale)?.checked_neg()?;
        let mut terms: Vec<(u32, i128)> = Vec::with_capacity(constraint.terms.len());
        for (factor, cell) in &constraint.terms {
            let product = whole(*factor, factors)?
                .checked_mul(whole(value(*cell), values)?)?
                .checked_mul(rest)?;
            gap = gap.checked_add(product)?;
            let Some(cell) = self.local(*cell) else {
                continue;
            };
            terms.push((cell, whole(*factor, scale).filter(is_modest)?));
        }
        terms.sort_by_key(|(cell, _)| *cell);
        terms.dedup_by(|next, first| {
            let is_same = next.0 == first.0;
            if is_same {
                first.1 += next.1;
            }
            is_same
        });
        terms.retain(|(_, factor)| *factor != 0);
        Some((terms, Some(gap).filter(is_modest)?))
    }

    fn row<N: Number>(&self, index: usize) -> Result<LinearRow<N>, Overflow> {
        let constraint = &self.system.constraints[index];
        if let Some((mut terms, mut gap)) = self.in_whole(constraint) {
            if constraint.relation == Relation::AtLeast {
                gap = -gap;
                terms.iter_mut().for_each(|(_, factor)| *factor = -*factor);
            }
            return LinearRow::of_whole(&terms, gap, constraint.relation == Relation::Equal);
        }
        let mut terms: Vec<(u32, BigRational)> = Vec::new();
        for (factor, cell) in &constraint.terms {
            let Some(cell) = self.local(*cell) else {
                continue;
            };
            match terms.iter_mut().find(|(known, _)| *known == cell) {
                Some((_, sum)) => *sum += ExactNumber::ratio(*factor),
                None => terms.push((cell, ExactNumber::ratio(*factor))),
            }
        }
        terms.retain(|(_, factor)| !factor.is_zero());
        terms.sort_by_key(|(cell, _)| *cell);
        let mut gap = self.gap(constraint, false);
        if constraint.relation == Relation::AtLeast {
            gap = -gap;
            terms
                .iter_mut()
                .for_each(|(_, factor)| *factor = -factor.clone());
        }
        LinearRow::new(&terms, &gap, constraint.relation == Relation::Equal)
    }

    fn bounds<N: Number>(&self, at: usize) -> Result<Vec<LinearRow<N>>, Overflow> {
        let cell = &self.system.cells[self.cells[at]];
        // most are bound by nothing alone, and then the row is short
        if (cell.low, cell.high) == (Some(Decimal::ZERO), None) {
            let value = cell.value.unwrap_or_default();
            if let Some(factor) = 10_i128.checked_pow(value.scale()) {
                let local = u32::try_from(at).unwrap_or(u32::MAX);
                return Ok(vec![LinearRow::of_whole(
                    &[(local, -factor)],
                    -value.mantissa(),
                    false,
                )?]);
            }
        }
        let value = self.value(self.cells[at]);
        let local = u32::try_from(at).unwrap_or(u32::MAX);
        let one = BigRational::from_integer(BigInt::from(1));
        let low = cell.low.map(|low| {
            LinearRow::new(
                &[(local, -one.clone())],
                &(ExactNumber::ratio(low) - &value),
                false,
            )
        });
        let high = cell.high.map(|high| {
            LinearRow::new(&[(local, one)], &(&value - ExactNumber::ratio(high)), false)
        });
        low.into_iter().chain(high).collect()
    }

    /// The group in numbers, before anything is freed.
    pub(super) fn searched<N: Number>(
        &self,
        constraints: &[usize],
    ) -> Result<SearchGroup<N>, Overflow> {
        let bounds = (0..self.cells.len())
            .map(|at| self.bounds(at))
            .collect::<Result<Vec<_>, _>>()?;
        let mut rows = constraints
            .iter()
            .map(|index| self.row(*index))
            .collect::<Result<Vec<LinearRow<N>>, _>>()?;
        rows.retain(|row| !row.terms.is_empty() || row.is_violated());
        rows.extend(
            bounds
                .iter()
                .flatten()
                .filter(|row| row.is_violated())
                .cloned(),
        );
        let weight = |cell: &usize| {
            let mut weight = self.system.cells[*cell].weight?.normalize();
            weight.rescale(self.weight_scale);
            Some(weight.mantissa().unsigned_abs())
        };
        Ok(SearchGroup {
            weights: self.cells.iter().map(weight).collect(),
            bounds,
            start: FreedSystem::new(rows),
        })
    }

    /// Whether nothing in every cell that may change would let the group hold: then it is no contradiction.
    pub(super) fn holds_cleared(&self) -> bool {
        let is_nothing_allowed = |cell: &usize| self.system.cells[*cell].allows(Decimal::ZERO);
        let is_kept = |index: &usize| {
            let constraint = &self.system.constraints[*index];
            constraint
                .relation
                .holds(self.gap(constraint, true), BigRational::zero())
        };
        self.cells.iter().all(is_nothing_allowed) && self.constraints.iter().all(is_kept)
    }

    /// Cells that may change, by their number in the group.
    pub(super) fn open_cells(&self) -> Vec<u32> {
        (0..).zip(&self.cells).map(|(at, _)| at).collect()
    }
}
