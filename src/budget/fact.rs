//! A figure at an address.

use crate::amount::Amount;
use crate::place::Address;
use serde::{Deserialize, Serialize};

/// What a cell for a figure says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Figure {
    /// An amount, in the layout's unit of measure: exact, and as the public sees it.
    Amount {
        /// As the cell holds it.
        exact: Amount,
        /// Rounded to the decimals of the table.
        published: Amount,
    },
    /// Nothing.
    Blank,
    /// A dash, as it was written.
    Dash(String),
    /// 无, as it was written.
    Nothing(String),
    /// Something that is no amount, as it was written.
    Unreadable(String),
}

/// One figure at one address.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Fact {
    /// Where it was read.
    pub at: Address,
    /// What it says.
    pub figure: Figure,
    /// Half a unit of its last printed place, in the layout's unit.
    pub half_unit: Amount,
    /// The table, as an index into [`Budget::tables`](super::Budget::tables).
    pub table: usize,
    /// The block of the table.
    pub block: usize,
    /// The row of the block.
    pub row: usize,
    /// The column of the block.
    pub column: usize,
}

impl Fact {
    /// Whether it is no cell's but a sum of figures of budget units.
    pub fn is_added_up(&self) -> bool {
        self.at.is_sum()
    }
}

/// A row of a budget: table, block, row.
pub type RowPosition = (usize, usize, usize);

/// An index into [`Budget::facts`](super::Budget::facts).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FactId(pub usize);
