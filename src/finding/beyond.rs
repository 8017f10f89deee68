//! What a submission holds beyond its layout, and what it holds nothing of.

use super::Check;
use crate::amount::Amount;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Something that the layout lacks, or that cannot be placed in it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum BeyondProblem {
    /// Columns of another year, or of a comparison: not published.
    OtherYear {
        /// The table.
        table: String,
        /// Their headings.
        headings: Vec<String>,
        /// The cells.
        range: String,
        /// What they are of.
        of: OtherPeriod,
    },
    /// A table of an earlier year beside that of the budget: not published.
    TableOfOtherYear {
        /// The table.
        table: String,
        /// The year that its title states.
        year: i32,
    },
    /// A column that the layout lacks.
    ColumnUnknown {
        /// The table.
        table: String,
        /// Its heading.
        heading: String,
        /// The cells.
        range: String,
        /// Its amounts that are not zero, in the layout's unit of measure.
        amounts: Vec<Amount>,
        /// Decimal places in print.
        decimals: u32,
    },
    /// A row that the layout lacks, with nothing but zeros.
    RowUnknown {
        /// The table.
        table: String,
        /// Its name.
        name: String,
    },
    /// Words beside or below the rows of a table, or a further unit of a form.
    Remarks {
        /// The table.
        table: String,
        /// The words.
        said: Vec<String>,
    },
    /// The headings of a table's columns state another year than the budget's.
    HeaderYear {
        /// The table.
        table: String,
        /// The year that they state; none for 上年.
        here: Option<i32>,
        /// The year of the budget.
        there: i32,
    },
    /// A table's title is not the layout's.
    TitleUnclear {
        /// The table.
        table: String,
        /// What stands there.
        text: String,
        /// The layout's title.
        right: String,
        /// Whether it differs by a word; otherwise the table is known by its sheet's name or number alone.
        is_near: bool,
    },
    /// A sheet bears the title of another table, and that one is there as well.
    TitleOfOther {
        /// The sheet.
        sheet: Arc<str>,
        /// Whether it is a table of a document.
        is_in_document: bool,
        /// The table by its sheet's name, its number, its headings or its place.
        table: String,
        /// What stands there.
        text: String,
        /// The layout's title.
        right: String,
    },
    /// Rows with labels, and not one figure.
    NoFigures {
        /// The table; the whole submission if there is none.
        table: Option<String>,
    },
    /// A part of a table with further columns does not fit the rows of the first part.
    PartNotJoined {
        /// The table.
        table: String,
        /// Its columns of figures.
        columns: Vec<String>,
        /// The sheet.
        sheet: Arc<str>,
        /// The cell of its title.
        cell: String,
        /// The number and name of the first row that does not fit.
        row: Option<(u32, String)>,
    },
    /// A table that the layout lacks.
    TableUnknown {
        /// The sheet.
        sheet: Arc<str>,
        /// Whether it is a table of a document.
        is_in_document: bool,
        /// Its title.
        title: String,
        /// The layout.
        layout: String,
        /// Its amounts that are not zero, as written.
        written: Vec<Amount>,
        /// The same in the layout's unit of measure.
        amounts: Vec<Amount>,
    },
}

/// What figures beside the budget's are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum OtherPeriod {
    /// The year before: they are kept as such.
    LastYear,
    /// A comparison of two years.
    Change,
    /// Another year, or this year's execution.
    Other,
}

impl BeyondProblem {
    /// The check of form that it fails.
    pub fn check(&self) -> Check {
        match self {
            Self::OtherYear { .. } | Self::TableOfOtherYear { .. } => Check::OtherYearLeftOut,
            Self::HeaderYear { .. } => Check::SameYear,
            Self::NoFigures { .. } => Check::FiguresPresent,
            Self::PartNotJoined { .. } => Check::PartJoined,
            Self::ColumnUnknown { amounts, .. } if !amounts.is_empty() => Check::MoneyInLayout,
            Self::TableUnknown { amounts, .. } if !amounts.is_empty() => Check::MoneyInLayout,
            Self::TitleUnclear { is_near: false, .. } | Self::TitleOfOther { .. } => {
                Check::TitleUnderstood
            }
            Self::TitleUnclear { .. } => Check::InLayout,
            Self::ColumnUnknown { .. }
            | Self::RowUnknown { .. }
            | Self::Remarks { .. }
            | Self::TableUnknown { .. } => Check::InLayout,
        }
    }

    /// Whether it explains other findings.
    pub fn leads(&self) -> bool {
        matches!(self, Self::HeaderYear { .. } | Self::PartNotJoined { .. })
            || self.check() == Check::MoneyInLayout
    }

    /// Amounts that are not published.
    pub(crate) fn unpublished(&self) -> &[Amount] {
        match self {
            Self::ColumnUnknown { amounts, .. } | Self::TableUnknown { amounts, .. } => amounts,
            _ => &[],
        }
    }
}
