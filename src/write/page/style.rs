//! How a cell of a page looks, and how a wrong one is marked.

use crate::amount::Amount;

/// The height of a line, in sizes of its letters.
pub(crate) const LINE: f64 = 1.35;

/// How a cell looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Style {
    /// 表一： above the title.
    Mark,
    Title,
    CoverTitle,
    /// 编制部门：… and 单位：万元.
    Left,
    Right,
    Header,
    Label,
    /// 总计, indicator levels and values.
    Centre,
    Code,
    Amount,
    /// A rate in per cent, with its mark.
    Rate,
    Remark,
    /// A title in the contents.
    Link,
    /// The number of a page in the contents.
    PageNumber,
    /// A link within ruled lines.
    RuledLink,
}

/// What a cell is for, where pages are filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) enum CellPurpose {
    /// To be read.
    #[default]
    Plain,
    /// To be entered.
    Entered,
    /// It has something that may be written over.
    Offered,
    /// To be read; it shows the colour of cells that are entered.
    LikeEntered,
    /// To be read; it shows the colour of cells that may be written over.
    LikeOffered,
    /// To be read; what follows from formulas, in rows that do not grow.
    Lined,
    /// The same; lines are drawn around it only while a condition says so.
    Bare,
}

/// The colour of a wrong figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Paint {
    /// It is wrong, or stands where a broken equation shows.
    Red,
    /// It may be wrong.
    Amber,
}

/// The colour that a cell takes on while a condition is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum ConditionColour {
    Red,
    Amber,
    Green,
    Grey,
    /// Lines around the cell.
    Ruled,
}

/// How a wrong cell is marked, and the note on it.
#[derive(Debug, Clone)]
pub(crate) struct CellMark {
    pub(crate) paint: Paint,
    pub(crate) note: String,
}

impl Style {
    /// An amount as it is seen.
    pub(crate) fn shown(self, amount: Amount, decimals: u32) -> String {
        let mark = if self == Self::Rate { "%" } else { "" };
        format!("{}{mark}", amount.grouped(decimals))
    }

    /// Points.
    pub(crate) fn size(self) -> f64 {
        match self {
            Self::CoverTitle => 26.0,
            Self::Title => 18.0,
            Self::Mark | Self::Link | Self::PageNumber => 12.0,
            _ => 10.0,
        }
    }

    pub(crate) fn wraps(self) -> bool {
        matches!(
            self,
            Self::Header
                | Self::Label
                | Self::Centre
                | Self::Remark
                | Self::CoverTitle
                | Self::Title
                | Self::Link
                | Self::RuledLink
        )
    }
}
