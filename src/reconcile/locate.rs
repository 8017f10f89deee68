//! Which cells are wrong: the lightest sets of cells that, if changed, let every equation hold (error
//! localisation after Fellegi and Holt), with the values that the equations then force. Pure and exact:
//! no tables, no floats, no clock; the same answer, in the same order, on every run.
//!
//! ```
//! use gouji::reconcile::locate::{LocateResult, System};
//! use rust_decimal::dec;
//!
//! // profit + costs = turnover (de Waal, Pannekoek and Scholtus, Handbook of Statistical Data Editing)
//! let mut system = System::new();
//! let profit = system.cell(dec!(755));
//! let costs = system.cell(dec!(125));
//! let turnover = system.cell(dec!(200));
//! system.equal(&[(dec!(1), profit), (dec!(1), costs), (dec!(-1), turnover)], dec!(0));
//!
//! let groups = system.locate()?;
//! let LocateResult::Located(sets) = &groups[0].answer else { panic!("three sets tie") };
//! let shown: Vec<String> = sets.iter().map(|set| format!("{} -> {}", set[0].cell, set[0].values)).collect();
//! assert_eq!(shown, ["0 -> 75", "1 -> -555", "2 -> 880"]);
//!
//! // nothing is below zero, and the turnover is known from elsewhere
//! system.bound(profit, Some(dec!(0)), None);
//! system.bound(costs, Some(dec!(0)), None);
//! system.trust(turnover);
//! let groups = system.locate()?;
//! let LocateResult::Located(sets) = &groups[0].answer else { panic!("one set") };
//! assert_eq!((sets.len(), sets[0][0].cell, sets[0][0].forced()), (1, profit, Some(dec!(75))));
//! # Ok::<(), gouji::reconcile::locate::SystemError>(())
//! ```

mod connect;
mod contradiction;
mod group;
mod number;
mod rows;
mod search;
mod simplex;
mod solve;
#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests;
mod value;

pub use value::{ExactNumber, ValueRange};

use crate::relation::Relation;
use rust_decimal::Decimal;

/// Nodes of the search for one group of equations. A node is one set of cells tried; a department with
/// three wrong cells takes some hundreds.
pub const NODES: usize = 5_000;

/// Figures, and what must hold of them.
#[derive(Debug, Clone)]
pub struct System {
    cells: Vec<UnknownCell>,
    constraints: Vec<Constraint>,
    nodes: usize,
}

#[derive(Debug, Clone)]
struct UnknownCell {
    /// None where it is missing: such a cell is free from the start.
    value: Option<Decimal>,
    /// None where it is trusted.
    weight: Option<Decimal>,
    low: Option<Decimal>,
    high: Option<Decimal>,
}

impl UnknownCell {
    /// Whether a value lies within its bounds.
    fn allows(&self, value: Decimal) -> bool {
        self.low.is_none_or(|low| low <= value) && self.high.is_none_or(|high| value <= high)
    }
}

/// `Σ factor · cell` against a constant.
#[derive(Debug, Clone)]
struct Constraint {
    terms: Vec<(Decimal, usize)>,
    relation: Relation,
    constant: Decimal,
}

/// One group of equations that are connected by cells, and not all hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocatedGroup {
    /// Its equations and inequalities, in the order in which they were added.
    pub constraints: Vec<usize>,
    /// What is wrong in it.
    pub answer: LocateResult,
}

/// What the search for wrong cells came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LocateResult {
    /// All lightest sets, ordered by their cells. Changing all cells of any one of them lets the group hold.
    Located(Vec<Vec<CellChange>>),
    /// Not even changing every cell that is not trusted would help. These equations contradict each other,
    /// and no fewer do.
    Contradictory(Vec<usize>),
    /// The search was given up: more than this number of cells would have to change.
    NotLocated {
        /// No set of so many cells helps.
        more_than: usize,
    },
}

/// A cell of a set, with the values that it may take when the set is changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellChange {
    /// The cell.
    pub cell: usize,
    /// Its values.
    pub values: ValueRange,
}

impl CellChange {
    /// The one value that fits, if there is just one and a decimal can hold it.
    pub fn forced(&self) -> Option<Decimal> {
        self.values.forced().and_then(ExactNumber::decimal)
    }
}

/// Why a system cannot be searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SystemError {
    /// A constraint or a bound names a cell that was not added.
    #[error("there is no cell {0}")]
    NoSuchCell(usize),
    /// A weight is zero or negative.
    #[error("the weight of cell {0} is not above zero")]
    Weight(usize),
}

impl Default for System {
    fn default() -> Self {
        Self::new()
    }
}

impl System {
    /// Without cells.
    pub fn new() -> Self {
        Self {
            cells: Vec::new(),
            constraints: Vec::new(),
            nodes: NODES,
        }
    }

    /// Adds a cell of weight 1 with its value; gives its number, from 0 on.
    pub fn cell(&mut self, value: impl Into<Option<Decimal>>) -> usize {
        self.cells.push(UnknownCell {
            value: value.into(),
            weight: Some(Decimal::ONE),
            low: None,
            high: None,
        });
        self.cells.len() - 1
    }

    /// Sets the weight of a cell: the lightest sets are looked for.
    pub fn weigh(&mut self, cell: usize, weight: Decimal) {
        if let Some(cell) = self.cells.get_mut(cell) {
            cell.weight = Some(weight);
        }
    }

    /// Trusts a cell: it is never changed, unless its value is missing.
    pub fn trust(&mut self, cell: usize) {
        if let Some(cell) = self.cells.get_mut(cell) {
            cell.weight = None;
        }
    }

    /// Keeps a cell within bounds, both included.
    pub fn bound(&mut self, cell: usize, low: Option<Decimal>, high: Option<Decimal>) {
        if let Some(cell) = self.cells.get_mut(cell) {
            (cell.low, cell.high) = (low, high);
        }
    }

    /// Adds `Σ factor · cell = constant`; gives the number of the constraint, from 0 on.
    pub fn equal(&mut self, terms: &[(Decimal, usize)], constant: Decimal) -> usize {
        self.constrain(terms, Relation::Equal, constant)
    }

    /// Adds `Σ factor · cell ≤ constant`.
    pub(crate) fn at_most(&mut self, terms: &[(Decimal, usize)], constant: Decimal) -> usize {
        self.constrain(terms, Relation::AtMost, constant)
    }

    /// Adds `Σ factor · cell ≥ constant`.
    pub(crate) fn at_least(&mut self, terms: &[(Decimal, usize)], constant: Decimal) -> usize {
        self.constrain(terms, Relation::AtLeast, constant)
    }

    fn constrain(
        &mut self,
        terms: &[(Decimal, usize)],
        relation: Relation,
        constant: Decimal,
    ) -> usize {
        self.constraints.push(Constraint {
            terms: terms.to_vec(),
            relation,
            constant,
        });
        self.constraints.len() - 1
    }

    /// Gives up a group after so many nodes instead of [`NODES`].
    #[cfg(test)]
    fn give_up_after(&mut self, nodes: usize) {
        self.nodes = nodes;
    }

    /// Searches every group of connected equations of which one fails or a value is missing, in the order of
    /// their first cells.
    ///
    /// # Errors
    /// A constraint that names an unknown cell, or a weight that is not above zero.
    pub fn locate(&self) -> Result<Vec<LocatedGroup>, SystemError> {
        let unknown = self
            .constraints
            .iter()
            .flat_map(|it| &it.terms)
            .find(|(_, cell)| *cell >= self.cells.len());
        if let Some((_, cell)) = unknown {
            return Err(SystemError::NoSuchCell(*cell));
        }
        let is_light =
            |cell: &UnknownCell| cell.weight.is_some_and(|weight| weight <= Decimal::ZERO);
        if let Some(cell) = self.cells.iter().position(is_light) {
            return Err(SystemError::Weight(cell));
        }
        Ok(solve::groups(self))
    }
}
