//! The system while cells are freed: each freed cell is eliminated, so that what is left speaks of the
//! cells that still stand as they are. Everything is a change: a row is `gap + Σ factor · change`,
//! to be nothing, or no more than nothing.

use super::number::Number;
use num::bigint::BigInt;
use num::rational::BigRational;
use std::cmp::Ordering;
use std::rc::Rc;

/// A number outgrew its type; the caller begins again with a wider one.
#[derive(Debug)]
pub(super) struct Overflow;

/// One equation or inequality, as `gap + Σ factor · change = 0` or `≤ 0`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LinearRow<N> {
    /// Cells in ascending order, each with its factor.
    pub(super) terms: Vec<(u32, N)>,
    /// The left side at the values as they stand.
    pub(super) gap: N,
    pub(super) is_equation: bool,
}

impl<N: Number> LinearRow<N> {
    /// A row from exact factors, brought to whole numbers.
    pub(super) fn new(
        terms: &[(u32, BigRational)],
        gap: &BigRational,
        is_equation: bool,
    ) -> Result<Self, Overflow> {
        let mut scale = gap.denom().clone();
        for (_, factor) in terms {
            scale = num::integer::lcm(scale, factor.denom().clone());
        }
        let whole = |value: &BigRational| {
            let value: BigInt = value.numer() * (&scale / value.denom());
            N::from_big(&value).ok_or(Overflow)
        };
        let terms = terms
            .iter()
            .map(|(cell, factor)| Ok((*cell, whole(factor)?)))
            .collect::<Result<Vec<_>, _>>()?;
        let mut row = Self {
            terms,
            gap: whole(gap)?,
            is_equation,
        };
        row.reduce();
        Ok(row)
    }

    /// A row of whole numbers.
    pub(super) fn of_whole(
        terms: &[(u32, i128)],
        gap: i128,
        is_equation: bool,
    ) -> Result<Self, Overflow> {
        let mut shared = gap.unsigned_abs();
        for (_, factor) in terms {
            shared = num::integer::gcd(shared, factor.unsigned_abs());
        }
        let shared = i128::try_from(shared.max(1)).map_err(|_| Overflow)?;
        let whole = |value: i128| N::from_whole(value / shared).ok_or(Overflow);
        let terms = terms
            .iter()
            .map(|(cell, factor)| Ok((*cell, whole(*factor)?)))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Self {
            terms,
            gap: whole(gap)?,
            is_equation,
        })
    }

    /// Whether it fails where none of its cells changes.
    pub(super) fn is_violated(&self) -> bool {
        match self.gap.sign() {
            Ordering::Equal => false,
            Ordering::Greater => true,
            Ordering::Less => self.is_equation,
        }
    }

    /// The factor of a cell.
    pub(super) fn factor(&self, cell: u32) -> Option<&N> {
        self.terms
            .binary_search_by_key(&cell, |(own, _)| *own)
            .ok()
            .map(|at| &self.terms[at].1)
    }

    pub(super) fn cells(&self) -> impl Iterator<Item = u32> + '_ {
        self.terms.iter().map(|(cell, _)| *cell)
    }

    /// `p * self - q * other`, without the terms that cancel; `p` is above nothing.
    pub(super) fn less(&self, p: &N, q: &N, other: &Self) -> Result<Self, Overflow> {
        let zero = N::zero();
        let mut terms = Vec::with_capacity(self.terms.len() + other.terms.len());
        let (mut own, mut theirs) = (self.terms.iter().peekable(), other.terms.iter().peekable());
        loop {
            let (cell, a, b) = match (own.peek(), theirs.peek()) {
                (None, None) => break,
                (Some((i, a)), Some((j, b))) if i == j => (*i, a, b),
                (Some((i, a)), Some((j, _))) if i < j => (*i, a, &zero),
                (Some((i, a)), None) => (*i, a, &zero),
                (_, Some((j, b))) => (*j, &zero, b),
            };
            let factor = N::combined(p, a, q, b).ok_or(Overflow)?;
            if own.peek().is_some_and(|(i, _)| *i == cell) {
                own.next();
            }
            if theirs.peek().is_some_and(|(j, _)| *j == cell) {
                theirs.next();
            }
            if factor.sign() != Ordering::Equal {
                terms.push((cell, factor));
            }
        }
        let gap = N::combined(p, &self.gap, q, &other.gap).ok_or(Overflow)?;
        let mut row = Self {
            terms,
            gap,
            is_equation: self.is_equation,
        };
        row.reduce();
        Ok(row)
    }

    /// Divides by what all its numbers share.
    fn reduce(&mut self) {
        let mut shared = self.gap.abs();
        for (_, factor) in &self.terms {
            if shared.is_one() {
                return;
            }
            shared = shared.gcd(factor);
        }
        if shared.sign() == Ordering::Equal || shared.is_one() {
            return;
        }
        self.gap = self.gap.clone() / shared.clone();
        for (_, factor) in &mut self.terms {
            *factor = factor.clone() / shared.clone();
        }
    }
}

/// The system with some cells freed.
#[derive(Debug, Clone)]
pub(super) struct FreedSystem<N> {
    pub(super) rows: Vec<Rc<LinearRow<N>>>,
    /// Freed cells that no equation held, so that inequalities alone speak of them.
    pub(super) loose: Vec<u32>,
}

impl<N: Number> FreedSystem<N> {
    pub(super) fn new(rows: Vec<LinearRow<N>>) -> Self {
        Self {
            rows: rows.into_iter().map(Rc::new).collect(),
            loose: Vec::new(),
        }
    }

    /// Frees a cell: an equation that holds it goes, and is put into every other row with the cell. `bounds`
    /// are rows about the cell alone, which matter from now on.
    pub(super) fn freeing(&self, cell: u32, bounds: &[LinearRow<N>]) -> Result<Self, Overflow> {
        let touched = |row: &Rc<LinearRow<N>>| row.factor(cell).is_some();
        let pivot = self
            .rows
            .iter()
            .enumerate()
            .filter(|(_, row)| row.is_equation && touched(row))
            .min_by_key(|(at, row)| (row.terms.len(), *at));
        let bounds = bounds.iter().cloned().map(Rc::new);
        let Some((pivot_at, pivot)) = pivot else {
            let mut loose = self.loose.clone();
            loose.push(cell);
            return Ok(Self {
                rows: self.rows.iter().cloned().chain(bounds).collect(),
                loose,
            });
        };
        let Some(p) = pivot.factor(cell) else {
            return Ok(self.clone());
        };
        let is_positive = p.sign() == Ordering::Greater;
        let size = p.abs();
        let mut rows = Vec::with_capacity(self.rows.len());
        let others = self
            .rows
            .iter()
            .enumerate()
            .filter(|(at, _)| *at != pivot_at)
            .map(|(_, row)| row.clone());
        for row in others.chain(bounds) {
            let Some(factor) = row.factor(cell) else {
                rows.push(row);
                continue;
            };
            let factor = if is_positive {
                factor.clone()
            } else {
                -factor.clone()
            };
            let row = row.less(&size, &factor, pivot)?;
            if !row.terms.is_empty() || row.is_violated() {
                rows.push(Rc::new(row));
            }
        }
        Ok(Self {
            rows,
            loose: self.loose.clone(),
        })
    }

    /// Whether a row speaks of a loose cell.
    pub(super) fn is_open(&self, row: &LinearRow<N>) -> bool {
        self.loose.iter().any(|cell| row.factor(*cell).is_some())
    }

    /// Rows that fail although no cell in them is free.
    pub(super) fn violated(&self) -> Vec<Rc<LinearRow<N>>> {
        let failing = self.rows.iter().filter(|row| row.is_violated());
        failing
            .filter(|row| self.loose.is_empty() || !self.is_open(row))
            .cloned()
            .collect()
    }
}
