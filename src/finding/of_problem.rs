//! What each problem is: the check that it fails, and what it is about.

use super::{Check, Content, Problem};

impl Problem {
    /// Whether it explains other findings and comes before them.
    pub fn leads(&self) -> bool {
        match self {
            Self::Beyond(problem) => problem.leads(),
            Self::Submission(problem) => problem.leads(),
            Self::VersionsDiffer { .. } | Self::TypedInYuan { .. } | Self::BudgetTwice { .. } => {
                true
            }
            _ => false,
        }
    }

    /// Whether the amounts of all tables are certainly in 元 below 万元.
    pub(crate) fn is_yuan_throughout(&self) -> bool {
        matches!(
            self,
            Self::TypedInYuan {
                table: None,
                is_certain: true,
                ..
            }
        )
    }

    /// Whether it is about tables that were handed in twice.
    pub(crate) fn is_of_versions(&self) -> bool {
        matches!(self.check(), Some(Check::TableOnce | Check::CopyOnce))
    }

    /// What it is about where its cells do not tell.
    pub(crate) fn subject(&self) -> Option<String> {
        Some(match self {
            Self::TableMissing { table, .. }
            | Self::TitleAlone { table, .. }
            | Self::EmptyTableNotDrawn { table, .. } => table.clone(),
            Self::SheetHidden { sheet, .. } => sheet.to_string(),
            Self::FileUnread { file } => file.to_string(),
            Self::FiguresUnclaimed { sheet, range, .. } => format!("{sheet}!{range}"),
            Self::RowUnknown {
                table,
                name,
                number,
            } => {
                let row = name.clone().unwrap_or_else(|| number.to_string());
                format!("{table}/{row}")
            }
            Self::RowTwice { name, .. } => name.clone(),
            Self::TotalRowMissing { table, row } => format!("{table}/{row}"),
            Self::Order(problem) => return problem.subject(),
            _ => return None,
        })
    }

    /// The check of form that it fails; none for an equation.
    pub fn check(&self) -> Option<Check> {
        Some(match self {
            Self::Sentence(_) | Self::Mismatch { .. } | Self::Undecided { .. } => return None,
            Self::FigureUnreadable {
                content: Content::NoResult,
                ..
            } => Check::FormulaHasResult,
            Self::FigureUnreadable { .. } => Check::AmountReadable,
            Self::HiddenDigits { .. } => Check::NoHiddenDigits,
            Self::FigureMarked { .. } => Check::AmountReadable,
            Self::Format(problem) => problem.check(),
            Self::FigureLost { .. } => Check::FigureKept,
            Self::UnitOfMeasureUnfit { .. } => Check::UnitOfMeasureFits,
            Self::TypedInYuan {
                is_certain: false, ..
            } => Check::UnitOfMeasureLikely,
            Self::TypedInYuan { .. } => Check::UnitOfMeasureFits,
            Self::YearColumnBlank { .. } => Check::YearColumnFilled,
            Self::RateDiffers { .. } => Check::RateFits,
            Self::FigureHidden { .. } => Check::FigureVisible,
            Self::FiguresUnclaimed { .. } => Check::FigureClaimed,
            Self::RowUnknown { .. } | Self::CodeUnclear { .. } => Check::RowRecognised,
            Self::RowPassedOver { .. } => Check::PageRow,
            Self::SubtotalWrong { .. } => Check::SubtotalAddsUp,
            Self::FormEmpty { .. } => Check::FormFilled,
            Self::FormWithoutGoal { .. } => Check::FormHasGoal,
            Self::AmountBelowZero { .. } => Check::AmountNotNegative,
            Self::UnitOfMeasureCoarse { .. } => Check::UnitOfMeasureExact,
            Self::TotalUnnamed { .. } => Check::TotalRowNamed,
            Self::ColumnsMissing { .. } => Check::ColumnPresent,
            Self::SheetHidden { .. } => Check::SheetVisible,
            Self::VersionsDiffer { .. } | Self::DocumentDiffers { .. } => Check::TableOnce,
            Self::TablesCopied { .. } | Self::NewestTaken { .. } => Check::CopyOnce,
            Self::BudgetTwice { .. } => Check::BudgetOnce,
            Self::RowTwice { .. } => Check::CodeOnce,
            Self::TextUnrelated { .. } | Self::TextOfUnit { .. } => Check::TextOfBudget,
            Self::TextEmbeds { .. } => Check::TextIsWhole,
            Self::FileUnread { .. } => Check::FilesReadable,
            Self::DepartmentUnknown { .. } => Check::DepartmentKnown,
            Self::Beyond(problem) => problem.check(),
            Self::Submission(problem) => problem.check(),
            Self::Words(problem) => problem.check(),
            Self::Year(problem) => problem.check(),
            Self::TableMissing { .. } | Self::TitleAlone { .. } => Check::TablePresent,
            Self::TotalRowMissing { .. } => Check::TotalRowPresent,
            Self::DepartmentInName { .. }
            | Self::DepartmentInTitles { .. }
            | Self::DepartmentInRows { .. }
            | Self::DepartmentOnCover { .. }
            | Self::DepartmentsDiffer { is_unit: true, .. } => Check::DepartmentInNames,
            Self::DepartmentsDiffer { .. } => Check::SameDepartment,
            Self::YearsDiffer { .. } => Check::SameYear,
            Self::UnitOfMeasureMissing { .. } => Check::UnitOfMeasureStated,
            Self::EmptyTableSilent { .. } => Check::EmptyTableSaysSo,
            Self::EmptyTableNotDrawn { .. } => Check::EmptyTableDrawn,
            Self::FilledTableSaysEmpty { .. } => Check::FilledTableDoesNot,
            Self::ProjectNamesDiffer { .. } => Check::ProjectNamesAgree,
            Self::Code(problem) => problem.check(),
            Self::Order(problem) => problem.check(),
        })
    }
}
