//! The search for the lightest sets of cells. A row that fails although none of its cells is free must
//! lose one of them, whatever the answer: so the search frees the cells of such a row in turn, and
//! forbids each for the branches after its own, which makes every set turn up once. How heavy a set may
//! be grows from a lower bound on, so the first sets found are the lightest, and all of them are found.
//!
//! I. P. Fellegi, D. Holt, A systematic approach to automatic edit and imputation (JASA 71, 1976);
//! R. E. Korf, Depth-first iterative-deepening (1985), for the growing bound.

use super::number::Number;
use super::rows::{FreedSystem, LinearRow, Overflow};
use super::simplex::{self, Inequality};
use num::rational::BigRational;
use num::traits::Zero;
use std::rc::Rc;

/// Terms of rows that are looked at before a search is given up. Thirty wrong cells of a department took 0.7 million; what
/// takes more is no department with some wrong cells.
const WORK: usize = 5_000_000;

/// Why a search ended without an answer.
#[derive(Debug)]
pub(super) enum SearchEnd {
    Overflow,
    /// More nodes than allowed. Every set is at least this heavy.
    Nodes(u128),
}

impl From<Overflow> for SearchEnd {
    fn from(_: Overflow) -> Self {
        Self::Overflow
    }
}

/// A group of equations to be searched, its cells by number.
pub(super) struct SearchGroup<N> {
    /// How heavy a cell is; none where it is trusted.
    pub(super) weights: Vec<Option<u128>>,
    /// Rows about one cell alone, which matter once it is free.
    pub(super) bounds: Vec<Vec<LinearRow<N>>>,
    /// The system; cells without a value are free in it.
    pub(super) start: FreedSystem<N>,
}

struct CellSearch<'a, N> {
    group: &'a SearchGroup<N>,
    is_forbidden: Vec<bool>,
    nodes: usize,
    /// The most nodes.
    limit: usize,
    /// Terms of rows that were looked at; nodes of a large system have more of them.
    work: usize,
    /// The last count of disjoint rows that took each cell.
    taken: Vec<u32>,
    /// Counts of disjoint rows so far.
    counts: u32,
    chosen: Vec<u32>,
    found: Vec<Vec<u32>>,
    /// The least weight that was refused.
    next: Option<u128>,
}

/// The cells of a failing row that may change, and the weight of the cheapest.
#[derive(PartialEq)]
struct OpenRow {
    cells: Vec<u32>,
    cheapest: u128,
}

impl<N: Number> SearchGroup<N> {
    /// All lightest sets, in order; none where no set helps. The search is given up after `limit` nodes, or after
    /// more work than wrong cells of a department take.
    pub(super) fn lightest(&self, limit: usize) -> Result<Vec<Vec<u32>>, SearchEnd> {
        let mut search = CellSearch {
            group: self,
            is_forbidden: vec![false; self.weights.len()],
            nodes: 0,
            limit,
            work: 0,
            taken: vec![0; self.weights.len()],
            counts: 0,
            chosen: Vec::new(),
            found: Vec::new(),
            next: None,
        };
        let mut allowed = 0;
        loop {
            search.next = None;
            match search.visit(&self.start, allowed) {
                Err(SearchEnd::Nodes(_)) => return Err(SearchEnd::Nodes(allowed)),
                outcome => outcome?,
            }
            if !search.found.is_empty() {
                search.found.iter_mut().for_each(|set| set.sort_unstable());
                search.found.sort();
                return Ok(search.found);
            }
            match search.next {
                Some(next) => allowed = next,
                None => return Ok(Vec::new()),
            }
        }
    }

    /// The system with these cells freed too.
    pub(super) fn freeing(
        &self,
        cells: impl IntoIterator<Item = u32>,
    ) -> Result<FreedSystem<N>, Overflow> {
        let mut system = self.start.clone();
        for cell in cells {
            system = system.freeing(cell, &self.bounds[cell as usize])?;
        }
        Ok(system)
    }
}

impl<N: Number> CellSearch<'_, N> {
    fn visit(&mut self, system: &FreedSystem<N>, left: u128) -> Result<(), SearchEnd> {
        self.nodes += 1;
        self.work += system.rows.len();
        if self.nodes > self.limit || self.work > WORK {
            return Err(SearchEnd::Nodes(0));
        }
        let mut failing = system.violated();
        if failing.is_empty() {
            match conflict(system)? {
                Some(row) => failing.push(Rc::new(row)),
                None => {
                    self.found.push(self.chosen.clone());
                    return Ok(());
                }
            }
        }
        match self.open_rows(&failing) {
            Some(open) => self.branch(system, &open, left),
            None => Ok(()),
        }
    }

    /// The cells of each failing row that may change, shortest row first; none where a row has no such cell: no
    /// set lies this way.
    fn open_rows(&mut self, failing: &[Rc<LinearRow<N>>]) -> Option<Vec<OpenRow>> {
        let mut open = Vec::with_capacity(failing.len());
        for row in failing {
            self.work += row.terms.len();
            let cells: Vec<u32> = row.cells().filter(|cell| self.may_change(*cell)).collect();
            let cheapest = cells.iter().filter_map(|cell| self.weight(*cell)).min()?;
            open.push(OpenRow { cells, cheapest });
        }
        open.sort_by_key(|row| row.cells.len());
        open.dedup();
        Some(open)
    }

    /// Frees each cell of the first row in turn, and forbids it for the branches after its own.
    fn branch(
        &mut self,
        system: &FreedSystem<N>,
        open: &[OpenRow],
        left: u128,
    ) -> Result<(), SearchEnd> {
        let mut forbidden = Vec::new();
        let mut outcome = Ok(());
        for cell in open[0].cells.iter().copied() {
            let Some(weight) = self.weight(cell) else {
                continue;
            };
            let others = open
                .iter()
                .filter(|row| row.cells.binary_search(&cell).is_err());
            let least = weight.saturating_add(self.lower_bound(others));
            if least > left {
                let total = self.spent().saturating_add(least);
                self.next = Some(self.next.map_or(total, |next| next.min(total)));
            } else {
                self.chosen.push(cell);
                outcome = system
                    .freeing(cell, &self.group.bounds[cell as usize])
                    .map_err(SearchEnd::from)
                    .and_then(|system| self.visit(&system, left - weight));
                self.chosen.pop();
                if outcome.is_err() {
                    break;
                }
            }
            self.is_forbidden[cell as usize] = true;
            forbidden.push(cell);
        }
        for cell in forbidden {
            self.is_forbidden[cell as usize] = false;
        }
        outcome
    }

    fn may_change(&self, cell: u32) -> bool {
        !self.is_forbidden[cell as usize] && self.weight(cell).is_some()
    }

    fn weight(&self, cell: u32) -> Option<u128> {
        self.group.weights[cell as usize]
    }

    fn spent(&self) -> u128 {
        self.chosen
            .iter()
            .filter_map(|cell| self.weight(*cell))
            .sum()
    }

    /// What rows without a common cell cost at least: one cell each. Short rows come first.
    fn lower_bound<'r>(&mut self, rows: impl Iterator<Item = &'r OpenRow>) -> u128 {
        self.counts += 1;
        let mut sum = 0_u128;
        for row in rows {
            self.work += row.cells.len();
            let is_taken = |cell: &u32| {
                let cell = *cell as usize;
                !self.is_forbidden[cell] && self.taken[cell] == self.counts
            };
            if !row.cells.iter().any(is_taken) {
                for cell in &row.cells {
                    self.taken[*cell as usize] = self.counts;
                }
                sum = sum.saturating_add(row.cheapest);
            }
        }
        sum
    }
}

/// What inequalities say of loose cells.
pub(super) fn loose_inequalities<N: Number>(
    system: &FreedSystem<N>,
    loose: &[u32],
) -> Vec<(Rc<LinearRow<N>>, Inequality)> {
    let ratio = |number: &N| BigRational::from_integer(number.to_big());
    let about = |row: &&Rc<LinearRow<N>>| loose.iter().any(|cell| row.factor(*cell).is_some());
    let inequality = |row: &LinearRow<N>| Inequality {
        factors: loose
            .iter()
            .map(|cell| row.factor(*cell).map_or_else(BigRational::zero, ratio))
            .collect(),
        bound: -ratio(&row.gap),
    };
    system
        .rows
        .iter()
        .filter(about)
        .map(|row| (row.clone(), inequality(row)))
        .collect()
}

/// A row that fails, made from inequalities about loose cells that cannot hold together.
pub(super) fn conflict<N: Number>(
    system: &FreedSystem<N>,
) -> Result<Option<LinearRow<N>>, Overflow> {
    if system.loose.is_empty() {
        return Ok(None);
    }
    let rows = loose_inequalities(system, &system.loose);
    let inequalities: Vec<Inequality> = rows
        .iter()
        .map(|(_, inequality)| inequality.clone())
        .collect();
    let Err(proof) = simplex::feasible(&inequalities, system.loose.len()) else {
        return Ok(None);
    };
    let mut gap = BigRational::zero();
    let mut terms: std::collections::BTreeMap<u32, BigRational> = std::collections::BTreeMap::new();
    for ((row, _), times) in rows
        .iter()
        .zip(&proof)
        .filter(|(_, times)| !times.is_zero())
    {
        gap += times * BigRational::from_integer(row.gap.to_big());
        for (cell, factor) in &row.terms {
            *terms.entry(*cell).or_default() += times * BigRational::from_integer(factor.to_big());
        }
    }
    let terms: Vec<_> = terms
        .into_iter()
        .filter(|(_, factor)| !factor.is_zero())
        .collect();
    LinearRow::new(&terms, &gap, false).map(Some)
}
