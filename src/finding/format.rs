//! Figures whose number format shows something else than their cells hold.

use super::Check;
use crate::amount::{Amount, UnitOfMeasure};
use serde::{Deserialize, Serialize};

/// What a number format does to figures.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum FormatProblem {
    /// A number format shows other amounts than the cells hold; those that are seen were read.
    Rescaled {
        /// The table.
        table: String,
        /// How many figures.
        count: usize,
        /// The first of them: `E6`.
        cell: String,
        /// Its number and format.
        number: FormattedNumber,
        /// The amount that is seen there.
        amount: Amount,
        /// Its unit of measure, where the format prints another than the table's.
        unit: Option<UnitOfMeasure>,
    },
    /// A number format rounds amounts to nothing that are published with more places.
    Rounded {
        /// The table.
        table: String,
        /// How many figures.
        count: usize,
        /// The first of them: `E6`.
        cell: String,
        /// Its number and format.
        number: FormattedNumber,
        /// The amount that is published.
        published: Amount,
        /// Decimal places in print.
        decimals: u32,
    },
    /// A number format shows something that is no amount.
    Disguised {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// The number and its format.
        number: FormattedNumber,
        /// What is seen.
        disguise: Disguise,
    },
}

/// A number that does not look like itself.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FormattedNumber {
    /// As the cell holds it.
    pub stored: Amount,
    /// As it is seen.
    pub text: String,
    /// The code of the number format.
    pub format: String,
}

/// What is seen in the place of an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Disguise {
    /// A percentage.
    Percentage,
    /// Nothing.
    Hidden,
    /// Something else.
    Other,
}

impl FormatProblem {
    /// The check of form that it fails.
    pub fn check(&self) -> Check {
        match self {
            Self::Rescaled { .. } | Self::Rounded { .. } => Check::FormatKeepsSize,
            Self::Disguised { .. } => Check::FormatShowsFigure,
        }
    }

    /// Counts a further figure where it is the same of the same table and format; tells whether it is.
    pub(crate) fn takes_in(&mut self, other: &Self) -> bool {
        let key = |problem: &Self| match problem {
            Self::Rescaled { table, number, .. } | Self::Rounded { table, number, .. } => {
                Some((problem.check(), table.clone(), number.format.clone()))
            }
            Self::Disguised { .. } => None,
        };
        let is_same = std::mem::discriminant(self) == std::mem::discriminant(other)
            && key(self).is_some_and(|own| key(other) == Some(own));
        if let (true, Self::Rescaled { count, .. } | Self::Rounded { count, .. }) = (is_same, self)
        {
            *count += 1;
        }
        is_same
    }
}
