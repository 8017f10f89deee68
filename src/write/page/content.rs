//! What stands in a cell of a page.

use crate::amount::Amount;
use crate::budget::Figure;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CellContent {
    Blank,
    Text(String),
    Amount(Amount, u32),
    Link(Box<Link>),
    /// The number of a printed page that leads to it. Unlike a text, a number that is a link is black everywhere.
    PageNumber(u16, Box<Link>),
    /// A text that leads to a file beside this one, which it names.
    File(String),
    /// A formula, and the result that is stored beside it.
    Formula(String, Box<CellContent>),
}

/// A text that leads to a cell of a sheet of this workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) text: String,
    pub(crate) sheet: String,
    pub(crate) cell: String,
}

impl CellContent {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() {
            Self::Blank
        } else {
            Self::Text(text)
        }
    }

    pub(crate) fn link(
        text: impl Into<String>,
        sheet: impl Into<String>,
        cell: impl Into<String>,
    ) -> Self {
        Self::Link(Box::new(Link {
            text: text.into(),
            sheet: sheet.into(),
            cell: cell.into(),
        }))
    }

    pub(crate) fn page_number(
        number: u16,
        sheet: impl Into<String>,
        cell: impl Into<String>,
    ) -> Self {
        Self::PageNumber(
            number,
            Box::new(Link {
                text: number.to_string(),
                sheet: sheet.into(),
                cell: cell.into(),
            }),
        )
    }

    /// What is seen: the result of a formula, anything else itself.
    pub(crate) fn result(&self) -> &Self {
        match self {
            Self::Formula(_, result) => result,
            other => other,
        }
    }

    /// A figure as the public sees it; what is no amount stays as it was written.
    pub(crate) fn figure(
        figure: &Figure,
        in_table: impl Fn(Amount) -> Amount,
        decimals: u32,
    ) -> Self {
        match figure {
            Figure::Amount { published, .. } => Self::Amount(in_table(*published), decimals),
            Figure::Blank => Self::Blank,
            Figure::Dash(text) | Figure::Nothing(text) | Figure::Unreadable(text) => {
                Self::text(text.clone())
            }
        }
    }
}
