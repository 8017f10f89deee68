//! The search of one group: the lightest sets of cells, or a contradiction, first in 128 bits, then in numbers of any size.

use super::connect::parts;
use super::contradiction;
use super::group::ConnectedGroup;
use super::number::Number;
use super::rows::{FreedSystem, Overflow};
use super::search::{SearchEnd, SearchGroup, loose_inequalities};
use super::simplex;
use super::value::{ExactNumber, ValueRange};
use super::{CellChange, LocateResult, LocatedGroup, System};
use num::bigint::BigInt;
use num::rational::BigRational;

/// Unreadable cells of a group beyond which no values are computed for them: the time grows with their cube.
const MISSING: usize = 100;

/// Rows that are gone through for the values of what was found, some tenths of a second.
const MOST_ROWS: usize = 20_000_000;

/// Every group of which something fails or is missing.
pub(super) fn groups(system: &System) -> Vec<LocatedGroup> {
    parts(system)
        .iter()
        .filter(|part| !part.holds())
        .map(ConnectedGroup::locate)
        .collect()
}

impl ConnectedGroup<'_> {
    fn locate(&self) -> LocatedGroup {
        let answer = match self.answer::<i128>() {
            Ok(answer) => answer,
            // numbers of any size fit
            Err(Overflow) => self
                .answer::<BigInt>()
                .unwrap_or(LocateResult::NotLocated { more_than: 0 }),
        };
        LocatedGroup {
            constraints: self.constraints.clone(),
            answer,
        }
    }

    fn answer<N: Number>(&self) -> Result<LocateResult, Overflow> {
        let mut before = self.searched::<N>(&self.constraints)?;
        let missing: Vec<u32> = (0..)
            .zip(&self.cells)
            .filter(|(_, cell)| self.is_missing(**cell))
            .map(|(at, _)| at)
            .collect();
        if missing.len() > MISSING {
            return Ok(LocateResult::NotLocated {
                more_than: missing.len() - 1,
            });
        }
        let unfreed = before.start.clone();
        before.start = before.freeing(missing.iter().copied())?;
        let searched = before;
        let sets = match searched.lightest(self.system.nodes) {
            Ok(sets) => sets,
            Err(SearchEnd::Overflow) => return Err(Overflow),
            Err(SearchEnd::Nodes(allowed)) => {
                let is_hopeless =
                    !self.holds_cleared() && !contradiction::can_hold(self, &self.constraints);
                return Ok(match is_hopeless {
                    true => LocateResult::Contradictory(contradiction::smallest(self)),
                    false => LocateResult::NotLocated {
                        more_than: self.cells_below(&searched.weights, allowed),
                    },
                });
            }
        };
        if sets.is_empty() {
            return Ok(LocateResult::Contradictory(contradiction::smallest(self)));
        }
        // so many sets, or sets of so many cells, tell nobody which cells are wrong
        let each = |set: &Vec<u32>| (set.len() + missing.len()).pow(2) * unfreed.rows.len();
        if sets.iter().map(each).sum::<usize>() > MOST_ROWS {
            let weights = &searched.weights;
            let weight = sets[0].iter().filter_map(|cell| weights[*cell as usize]);
            return Ok(LocateResult::NotLocated {
                more_than: self.cells_below(weights, weight.sum()),
            });
        }
        let before = SearchGroup {
            start: unfreed,
            ..searched
        };
        let sets = sets.into_iter().map(|set| {
            let mut set: Vec<u32> = set.into_iter().chain(missing.iter().copied()).collect();
            set.sort_unstable();
            let change = |cell: &u32| {
                let values = self.values(&before, &set, *cell)?;
                Ok(CellChange {
                    cell: self.cells[*cell as usize],
                    values,
                })
            };
            set.iter().map(change).collect()
        });
        sets.collect::<Result<Vec<_>, Overflow>>()
            .map(LocateResult::Located)
    }

    /// How many cells are lighter than a weight together, whichever they are.
    fn cells_below(&self, weights: &[Option<u128>], weight: u128) -> usize {
        let mut weights: Vec<u128> = weights.iter().flatten().copied().collect();
        weights.sort_unstable_by(|a, b| b.cmp(a));
        let sums = weights.iter().scan(0_u128, |sum, own| {
            *sum = sum.saturating_add(*own);
            Some(*sum)
        });
        sums.take_while(|sum| *sum < weight).count()
    }

    /// The values that a cell of a set may take when the whole set is free.
    fn values<N: Number>(
        &self,
        before: &SearchGroup<N>,
        set: &[u32],
        cell: u32,
    ) -> Result<ValueRange, Overflow> {
        let system = before.freeing(set.iter().copied().filter(|other| *other != cell))?;
        let value = self.value(self.cells[cell as usize]);
        let exact = |change: BigRational| Some(ExactNumber(&value + change));
        let forcing = system
            .rows
            .iter()
            .find_map(|row| Some((row, row.factor(cell).filter(|_| row.is_equation)?)));
        if let Some((row, factor)) = forcing {
            let change = -BigRational::new(row.gap.to_big(), factor.to_big());
            return Ok(ValueRange {
                low: exact(change.clone()),
                high: exact(change),
            });
        }
        let bounds = before.bounds[cell as usize]
            .iter()
            .cloned()
            .map(std::rc::Rc::new);
        let system = FreedSystem {
            rows: system.rows.iter().cloned().chain(bounds).collect(),
            loose: system.loose,
        };
        let loose: Vec<u32> = system.loose.iter().copied().chain([cell]).collect();
        let inequalities: Vec<_> = loose_inequalities(&system, &loose)
            .into_iter()
            .map(|(_, inequality)| inequality)
            .collect();
        let (low, high) = simplex::range(&inequalities, loose.len(), loose.len() - 1);
        Ok(ValueRange {
            low: low.and_then(exact),
            high: high.and_then(exact),
        })
    }
}
