//! Checks of a workbook's form, each a word that `rules.toml` gives an id, a level and a reason.

use serde::{Deserialize, Serialize};

/// What may be wrong about a workbook beside its sums.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Check {
    /// What stands in a cell for an amount is an amount.
    AmountReadable,
    /// A formula has a stored result.
    FormulaHasResult,
    /// A cell holds no more digits than it shows.
    NoHiddenDigits,
    /// A figure stands in a visible row and column.
    FigureVisible,
    /// A figure belongs to a table.
    FigureClaimed,
    /// A row with figures has a known code or label.
    RowRecognised,
    /// A table has all its columns.
    ColumnPresent,
    /// A sheet is not hidden.
    SheetVisible,
    /// A table is handed in once, or in equal copies.
    TableOnce,
    /// A table is handed in without a copy.
    CopyOnce,
    /// A department has one budget of a year.
    BudgetOnce,
    /// A code stands once in a table.
    CodeOnce,
    /// A text beside the tables says something of the budget.
    TextOfBudget,
    /// The published document has all that a text holds.
    TextIsWhole,
    /// Every file in the folder of a department can be read.
    FilesReadable,
    /// Units that are added up are of one department, by their codes and headings.
    UnitsOfOne,
    /// The same by their headings alone.
    UnitsLikelyOfOne,
    /// Units of one folder are of one year.
    UnitsOfOneYear,
    /// The amounts are not all those of another budget.
    AmountsOwn,
    /// The department is named.
    DepartmentKnown,
    /// The fiscal year is named.
    YearKnown,
    /// Every table that the layout requires is there.
    TablePresent,
    /// A filled table has its total rows.
    TotalRowPresent,
    /// All headings name one department.
    SameDepartment,
    /// All titles name one year.
    SameYear,
    /// The title of every table is understood.
    TitleUnderstood,
    /// Columns of another year are left out.
    OtherYearLeftOut,
    /// A submission, and a table of labelled rows, has figures.
    FiguresPresent,
    /// Every table and column is one of the layout.
    InLayout,
    /// Every amount stands in a table and column of the layout.
    MoneyInLayout,
    /// The parts of a table that goes on beside itself fit each other.
    PartJoined,
    /// Names of files and sheets name no other year than the titles.
    YearInNames,
    /// Names of files name no other department than the tables.
    DepartmentInNames,
    /// Every table states its unit of measure.
    UnitOfMeasureStated,
    /// An empty table says that it is empty.
    EmptyTableSaysSo,
    /// The note of an empty table names no other year.
    NoteOfYear,
    /// The note of an empty table is about that table and its department.
    NoteOfTable,
    /// A table of nothing but zeros says that it is empty.
    ZerosExplained,
    /// The title of a table is that of a budget.
    TitleOfBudget,
    /// The title of a table is that of its last version.
    TitleFinal,
    /// Nothing in words of tables is left to fill in or to take out.
    WordsFinished,
    /// An indicator has a name and a value.
    IndicatorFilled,
    /// The value of an indicator is possible.
    IndicatorLikely,
    /// Projects have goals of their own.
    GoalOwn,
    /// Words of tables have no number of a mobile telephone.
    NoTelephone,
    /// A table that is said to be empty is drawn.
    EmptyTableDrawn,
    /// A filled table does not say that it is empty.
    FilledTableDoesNot,
    /// A project has one name in all tables.
    ProjectNamesAgree,
    /// A code is in the catalogue of its year.
    CodeKnown,
    /// A code has the name that the catalogue gives it.
    CodeName,
    /// A name belongs to a code of this level.
    CodeLevel,
    /// The code above a code has a row, where the table prints that level.
    CodeParentPresent,
    /// A row stands below the row of the code above it.
    CodeBelowParent,
    /// Rows stand in the order of their codes.
    CodeOrder,
    /// A code has one name in all tables.
    CodeNamesAgree,
    /// A row with figures has a name.
    RowNamed,
    /// No row is left by a page break: 过次页, 承前页.
    PageRow,
    /// A row above projects is their sum.
    SubtotalAddsUp,
    /// A form is filled in.
    FormFilled,
    /// A form with amounts says what they are for.
    FormHasGoal,
    /// An amount is not below zero.
    AmountNotNegative,
    /// A table is in no coarser unit of measure than the public one.
    UnitOfMeasureExact,
    /// A total row is called a total.
    TotalRowNamed,
    /// The department's figures are the sums of its budget units' figures.
    UnitsAddUp,
    /// A cell's number format shows the number that it holds, and no other.
    FormatKeepsSize,
    /// A cell's number format shows an amount.
    FormatShowsFigure,
    /// A figure does not come to nothing in the table's own unit of measure.
    FigureKept,
    /// A column about last year has figures where the table has some.
    YearColumnFilled,
    /// A rate of change is the change divided by last year's figure.
    RateFits,
    /// The figures of a table do not come to next to nothing in the unit of measure that it states.
    UnitOfMeasureFits,
    /// The amounts of a table are likely in the unit of measure that it states.
    UnitOfMeasureLikely,
}

impl Check {
    /// Whether the cells that it speaks of are themselves wrong. Others only show where something lacks, or which of
    /// two to compare.
    pub(crate) fn names_wrong_cells(self) -> bool {
        !matches!(
            self,
            Self::ColumnPresent
                | Self::TableOnce
                | Self::CopyOnce
                | Self::BudgetOnce
                | Self::CodeOnce
                | Self::TablePresent
                | Self::TotalRowPresent
                | Self::UnitOfMeasureStated
                | Self::EmptyTableSaysSo
                | Self::EmptyTableDrawn
                | Self::FiguresPresent
                | Self::UnitsOfOne
                | Self::UnitsLikelyOfOne
                | Self::UnitsOfOneYear
                | Self::AmountsOwn
                | Self::YearColumnFilled
        )
    }
}
