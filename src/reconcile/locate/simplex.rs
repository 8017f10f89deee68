//! Inequalities over a few free changes: whether they can hold together, a proof where they cannot, and
//! how far a change may go. Exact fractions and the rule of Bland (smallest index first), so it ends and
//! always gives the same answer.
//!
//! R. G. Bland, New finite pivoting rules for the simplex method (1977); V. Chvátal, Linear Programming
//! (1983), chapters 2, 3 and 9.

use num::rational::BigRational as Ratio;
use num::traits::{One, Signed, Zero};

/// `Σ factor · change ≤ bound`, a factor a change.
#[derive(Debug, Clone)]
pub(super) struct Inequality {
    pub(super) factors: Vec<Ratio>,
    pub(super) bound: Ratio,
}

/// Basic variables in terms of the others: each is `constant + Σ factor · other`. Changes may be below
/// nothing, so each is a difference of two variables, 2j and 2j + 1; slacks follow, then one more.
struct Dictionary {
    basic: Vec<usize>,
    others: Vec<usize>,
    factors: Vec<Vec<Ratio>>,
    constants: Vec<Ratio>,
    goal: Vec<Ratio>,
    reached: Ratio,
}

impl Dictionary {
    fn new(inequalities: &[Inequality], changes: usize) -> Self {
        let slack = 2 * changes;
        let extra = slack + inequalities.len();
        let factors = inequalities.iter().map(|it| {
            it.factors
                .iter()
                .flat_map(|factor| [-factor, factor.clone()])
                .chain([Ratio::one()])
                .collect()
        });
        Self {
            basic: (slack..extra).collect(),
            others: (0..slack).chain([extra]).collect(),
            factors: factors.collect(),
            constants: inequalities.iter().map(|it| it.bound.clone()).collect(),
            goal: vec![Ratio::zero(); slack]
                .into_iter()
                .chain([-Ratio::one()])
                .collect(),
            reached: Ratio::zero(),
        }
    }

    /// Exchanges a basic variable (by its row) for another one (by its column).
    fn pivot(&mut self, row: usize, column: usize) {
        let factor = std::mem::replace(&mut self.factors[row][column], -Ratio::one());
        for own in &mut self.factors[row] {
            *own = -&*own / &factor;
        }
        self.constants[row] = -&self.constants[row] / &factor;
        let (solved, constant) = (self.factors[row].clone(), self.constants[row].clone());
        let put = |factors: &mut Vec<Ratio>, own_constant: &mut Ratio| {
            let times = std::mem::replace(&mut factors[column], Ratio::zero());
            if times.is_zero() {
                return;
            }
            for (own, other) in factors.iter_mut().zip(&solved) {
                *own += &times * other;
            }
            *own_constant += &times * &constant;
        };
        for other in (0..self.factors.len()).filter(|other| *other != row) {
            put(&mut self.factors[other], &mut self.constants[other]);
        }
        put(&mut self.goal, &mut self.reached);
        std::mem::swap(&mut self.basic[row], &mut self.others[column]);
    }

    /// Raises the goal as far as it goes; `false` where nothing bounds it.
    fn raise(&mut self) -> bool {
        loop {
            let entering = (0..self.others.len())
                .filter(|column| self.goal[*column].is_positive())
                .min_by_key(|column| self.others[*column]);
            let Some(column) = entering else { return true };
            let leaving = (0..self.basic.len())
                .filter(|row| self.factors[*row][column].is_negative())
                .min_by_key(|row| {
                    (
                        -&self.constants[*row] / &self.factors[*row][column],
                        self.basic[*row],
                    )
                });
            let Some(row) = leaving else { return false };
            self.pivot(row, column);
        }
    }

    /// Makes all inequalities hold.
    ///
    /// # Errors
    /// Where they cannot: a multiplier an inequality, none below nothing, under which the factors cancel and
    /// the bounds add up to less than nothing (Farkas).
    fn begin(&mut self, inequalities: usize, changes: usize) -> Result<(), Vec<Ratio>> {
        let slack = 2 * changes;
        let extra = slack + inequalities;
        let lowest = (0..self.basic.len()).min_by_key(|row| self.constants[*row].clone());
        if let Some(row) = lowest.filter(|row| self.constants[*row].is_negative()) {
            self.pivot(row, slack);
            self.raise();
        }
        if self.reached.is_negative() {
            let multiplier = |index: usize| {
                let column = self.others.iter().position(|other| *other == slack + index);
                column.map_or_else(Ratio::zero, |column| -&self.goal[column])
            };
            return Err((0..inequalities).map(multiplier).collect());
        }
        // the extra variable has done its work; at nothing it leaves by any column
        if let Some(row) = self.basic.iter().position(|variable| *variable == extra)
            && let Some(column) =
                (0..self.others.len()).find(|column| !self.factors[row][*column].is_zero())
        {
            self.pivot(row, column);
        }
        if let Some(column) = self.others.iter().position(|variable| *variable == extra) {
            self.others.remove(column);
            self.goal.remove(column);
            self.factors.iter_mut().for_each(|factors| {
                factors.remove(column);
            });
        }
        Ok(())
    }

    /// Sets the goal: a change, or its opposite.
    fn aim(&mut self, change: usize, is_up: bool) {
        self.goal = vec![Ratio::zero(); self.others.len()];
        self.reached = Ratio::zero();
        for (variable, is_plus) in [(2 * change, true), (2 * change + 1, false)] {
            let sign = if is_plus == is_up {
                Ratio::one()
            } else {
                -Ratio::one()
            };
            if let Some(column) = self.others.iter().position(|other| *other == variable) {
                self.goal[column] += sign;
            } else if let Some(row) = self.basic.iter().position(|basic| *basic == variable) {
                for (own, factor) in self.goal.iter_mut().zip(&self.factors[row]) {
                    *own += &sign * factor;
                }
                self.reached += &sign * &self.constants[row];
            }
        }
    }
}

/// Whether inequalities over some changes can hold together.
///
/// # Errors
/// Where they cannot: multipliers that prove it.
pub(super) fn feasible(inequalities: &[Inequality], changes: usize) -> Result<(), Vec<Ratio>> {
    Dictionary::new(inequalities, changes).begin(inequalities.len(), changes)
}

/// The least and the largest value of a change under inequalities that can hold; `None` where nothing
/// bounds it.
pub(super) fn range(
    inequalities: &[Inequality],
    changes: usize,
    change: usize,
) -> (Option<Ratio>, Option<Ratio>) {
    let reach = |is_up: bool| {
        let mut dictionary = Dictionary::new(inequalities, changes);
        dictionary.begin(inequalities.len(), changes).ok()?;
        dictionary.aim(change, is_up);
        dictionary.raise().then_some(dictionary.reached)
    };
    (reach(false).map(|it| -it), reach(true))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn system(rows: &[(&[i64], i64)]) -> Vec<Inequality> {
        let ratio = |n: i64| Ratio::from_integer(n.into());
        rows.iter()
            .map(|(factors, bound)| Inequality {
                factors: factors.iter().copied().map(ratio).collect(),
                bound: ratio(*bound),
            })
            .collect()
    }

    #[test]
    fn what_can_hold_has_ranges() {
        // x + y ≤ 4, x ≥ 1, y ≥ 2
        let rows = system(&[(&[1, 1], 4), (&[-1, 0], -1), (&[0, -1], -2)]);
        assert!(feasible(&rows, 2).is_ok());
        let whole = |(low, high): (Option<Ratio>, Option<Ratio>)| {
            (low.map(|n| n.to_string()), high.map(|n| n.to_string()))
        };
        assert_eq!(
            whole(range(&rows, 2, 0)),
            (Some("1".into()), Some("2".into()))
        );
        assert_eq!(
            whole(range(&rows, 2, 1)),
            (Some("2".into()), Some("3".into()))
        );
        assert_eq!(whole(range(&rows[..2], 2, 1)), (None, Some("3".into())));
    }

    #[test]
    fn what_cannot_hold_is_proven() {
        // x + y ≤ 2, x ≥ 1, y ≥ 2, and one that has nothing to do with it
        let rows = system(&[(&[1, 1], 2), (&[-1, 0], -1), (&[1, 0], 9), (&[0, -1], -2)]);
        let proof = feasible(&rows, 2).expect_err("it cannot hold");
        assert!(proof.iter().all(|multiplier| !multiplier.is_negative()));
        for change in 0..2 {
            let sum: Ratio = rows
                .iter()
                .zip(&proof)
                .map(|(row, by)| &row.factors[change] * by)
                .sum();
            assert!(sum.is_zero());
        }
        let bounds: Ratio = rows
            .iter()
            .zip(&proof)
            .map(|(row, by)| &row.bound * by)
            .sum();
        assert!(bounds.is_negative());
        assert!(proof[2].is_zero());
    }
}
