//! What is wrong with a budget: a variant for each kind of finding, with the facts that its sentence needs.

use super::{BeyondProblem, Check, SentenceProblem, YearProblem};
use crate::amount::{Amount, UnitOfMeasure};
use crate::classification::{Code, Period, Series};
use crate::place::Address;
use crate::relation::Relation;
use crate::say::Text;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What is wrong. A `table`, `row` or `column` is its name in reports.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Problem {
    /// A sentence; for checks that have no variant yet.
    Text(Check, Text),
    /// A sentence of the text that explains the tables says what is not so.
    Sentence(Box<SentenceProblem>),
    /// The sides of an equation disagree.
    Mismatch {
        /// How they ought to compare.
        relation: Relation,
        /// Left less right.
        difference: Amount,
        /// Decimal places in print.
        decimals: u32,
        /// The unit of measure; none for counts.
        unit: Option<UnitOfMeasure>,
        /// Whether rounding explains the difference (尾差).
        is_rounding: bool,
        /// What a side stands on that has no figure at all.
        absent: Vec<Absence>,
    },
    /// An equation lacks a figure that it needs.
    Undecided {
        /// What it lacks.
        absent: Vec<Absence>,
    },
    /// A cell for an amount holds something else.
    FigureUnreadable {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// The cell's text.
        text: String,
        /// What the cell holds.
        content: Content,
    },
    /// A cell holds more digits than it shows.
    HiddenDigits {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// The stored value, in the table's unit of measure.
        stored: Amount,
        /// The value in print.
        shown: Amount,
        /// Decimal places in print.
        decimals: u32,
    },
    /// A cell for an amount holds a text with marks that nobody sees.
    FigureMarked {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// The cell's text, without the marks.
        text: String,
        /// The marks.
        marks: Vec<char>,
    },
    /// A number format shows other amounts than the cells hold; those that are seen were read.
    FiguresRescaled {
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
    /// A number format shows something that is no amount.
    FigureDisguised {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// The number and its format.
        number: FormattedNumber,
        /// What is seen.
        disguise: Disguise,
    },
    /// A figure comes to nothing when it is converted.
    FigureLost {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// The figure as written.
        amount: Amount,
        /// Its unit of measure.
        unit: UnitOfMeasure,
        /// The figure in the table's own unit.
        converted: Amount,
        /// The table's own unit.
        into: UnitOfMeasure,
    },
    /// The figures of a table come to next to nothing in the unit of measure that it states.
    UnitOfMeasureUnfit {
        /// The table.
        table: String,
        /// The unit that it states.
        stated: UnitOfMeasure,
        /// The unit that is probably meant.
        likely: UnitOfMeasure,
        /// How many figures come to nothing.
        count: usize,
        /// The first of them: `E6`.
        cell: String,
    },
    /// A figure stands in a hidden row or column.
    FigureHidden {
        /// The table.
        table: String,
        /// The column.
        column: String,
    },
    /// Figures belong to no table.
    FiguresUnclaimed {
        /// The sheet.
        sheet: Arc<str>,
        /// The cells: `B5:C9`.
        range: String,
        /// How many figures.
        count: usize,
        /// The title above them that resembles a table's.
        nearest: Option<NearTable>,
    },
    /// A row with figures has an unknown code or label.
    RowUnknown {
        /// The table.
        table: String,
        /// Its code or label, if it has one.
        name: Option<String>,
        /// Its number on the sheet, from 1.
        number: u32,
    },
    /// The cells for a row's code hold none.
    CodeUnclear {
        /// The table.
        table: String,
        /// What they hold.
        text: String,
        /// The row's name.
        name: String,
        /// The code that is meant, by which the row was read; none where nothing tells it.
        meant: Option<Code>,
    },
    /// A row is none of the table's: a page break left it, or it adds up rows above it.
    RowPassedOver {
        /// The table.
        table: String,
        /// What it says.
        name: String,
        /// Why it is none.
        reason: PassedOver,
    },
    /// A total row is known by its figures alone.
    TotalUnnamed {
        /// The table.
        table: String,
        /// Its label, if it has one.
        name: Option<String>,
        /// Its number on the sheet, from 1.
        number: u32,
    },
    /// A table lacks columns.
    ColumnsMissing {
        /// The table.
        table: String,
        /// The columns.
        columns: Vec<String>,
    },
    /// A sheet is hidden.
    SheetHidden {
        /// The sheet.
        sheet: Arc<str>,
    },
    /// Two copies of a table have the same figures.
    TableCopied {
        /// The table.
        table: String,
        /// The titles; the first copy is used.
        titles: [Address; 2],
    },
    /// Two versions of a table have different figures, and the one saved last was used as asked.
    NewestTaken {
        /// The table.
        table: String,
        /// The title of the version in use.
        taken: Address,
        /// When its file was saved.
        taken_saved: String,
        /// The title of the other version.
        left: Address,
        /// When its file was saved.
        left_saved: String,
        /// The first figures that differ.
        differences: Vec<Difference>,
        /// How many differ.
        count: usize,
    },
    /// Two versions of a table have different figures; neither is used.
    VersionsDiffer {
        /// The table.
        table: String,
        /// The titles.
        titles: [Address; 2],
        /// The first figures that differ.
        differences: Vec<Difference>,
        /// How many differ.
        count: usize,
        /// Whether the newest was asked for, and the files do not tell which it is.
        is_age_unknown: bool,
    },
    /// A code or name stands twice in a table.
    RowTwice {
        /// The table.
        table: String,
        /// The code or name.
        name: String,
        /// The cells.
        cells: Vec<Address>,
    },
    /// No department is named.
    DepartmentUnknown {
        /// The file.
        file: Arc<str>,
        /// The label that the department's name ought to follow.
        label: String,
    },
    /// Something that the layout lacks.
    Beyond(BeyondProblem),
    /// The fiscal year is unknown or contested.
    Year(YearProblem),
    /// A table was not handed in.
    TableMissing {
        /// The table.
        table: String,
        /// Its title.
        title: String,
    },
    /// A filled table lacks a total row.
    TotalRowMissing {
        /// The table.
        table: String,
        /// The row's label.
        row: String,
    },
    /// A table names another department than the rest.
    DepartmentsDiffer {
        /// The table.
        table: String,
        /// The department that it names.
        here: String,
        /// The department of the budget.
        there: String,
    },
    /// A table names another year than the rest.
    YearsDiffer {
        /// The table.
        table: String,
        /// The year that it names.
        here: i32,
        /// The year of the budget.
        there: i32,
    },
    /// A table states no unit of measure.
    UnitOfMeasureMissing {
        /// The table.
        table: String,
        /// The unit that it was read in.
        unit: UnitOfMeasure,
    },
    /// An empty table does not say that it is empty.
    EmptyTableSilent {
        /// The table.
        table: String,
    },
    /// A filled table says that it is empty.
    FilledTableSaysEmpty {
        /// The table.
        table: String,
        /// What the note below it says.
        note: String,
    },
    /// One project has several names.
    ProjectNamesDiffer {
        /// The tables, each with the name there.
        names: Vec<(String, String)>,
    },
    /// A code belongs to another classification than the table's.
    CodeOfOtherSeries {
        /// The table.
        table: String,
        /// The table's classification.
        series: Series,
        /// The first such code.
        code: Code,
        /// The classification of the code.
        other: Series,
        /// Where such codes stand.
        places: Vec<TableCell>,
    },
    /// A code is in no list.
    CodeUnknown {
        /// The code with its name.
        row: CodedRow,
        /// The list.
        list: CodeList,
        /// Whether the list has every code of this kind.
        is_certain: bool,
        /// The code that the name belongs to.
        meant: Option<Code>,
    },
    /// A code is not used in this year.
    CodeNotInUse {
        /// The code with its name.
        row: CodedRow,
        /// The budget's year.
        year: i32,
        /// The code's name when it was in use.
        name: String,
        /// When it was in use.
        period: Period,
        /// The codes that took its place.
        moved_to: Vec<Code>,
    },
    /// A code bears the name of a code that is one slip of the hand away.
    CodeMistyped {
        /// The code with its name.
        row: CodedRow,
        /// The code that the name belongs to.
        meant: Code,
    },
    /// A code has another name than the catalogue gives it.
    NameWrong {
        /// The code with its name.
        row: CodedRow,
        /// The list.
        list: CodeList,
        /// The name in the list.
        name: String,
        /// Where the written name comes from.
        origin: Option<NameOrigin>,
    },
    /// A name belongs to a code of another level.
    NameOfOtherLevel {
        /// The code with its name.
        row: CodedRow,
        /// The code's own name.
        name: String,
        /// The code that the written name belongs to.
        other: Code,
    },
    /// A code's parent has no row in a table that prints that level.
    ParentMissing {
        /// The table.
        table: String,
        /// The codes without a row.
        codes: Vec<Code>,
        /// The rows below them.
        rows: Vec<NamedRow>,
    },
    /// A row stands below another code than its parent.
    BelowOtherParent {
        /// The table.
        table: String,
        /// The row.
        row: String,
        /// The row that it stands below; none where it stands before its parent.
        above: Option<String>,
        /// The row that it belongs below.
        parent: String,
    },
    /// All codes of a table descend.
    CodesDescend {
        /// The table.
        table: String,
    },
    /// Rows stand out of the order of codes.
    RowsOutOfOrder {
        /// The table.
        table: String,
        /// The rows.
        rows: Vec<NamedRow>,
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

/// What a cell for an amount holds instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Content {
    /// A formula without a stored result.
    NoResult,
    /// A date.
    Date,
    /// An error of a formula.
    Error,
    /// Something damaged.
    Damaged,
    /// Other text.
    Text,
}

/// Why a row is passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PassedOver {
    /// A page break left it: 过次页, 承前页.
    PageBreak,
    /// It prints a row again at the head of a page.
    PrintedAgain,
    /// It adds up rows above it.
    Subtotal,
}

/// What an equation lacks.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Absence {
    /// A table was not handed in.
    Table {
        /// The table.
        table: String,
    },
    /// Two versions of a table lie side by side.
    TwoVersions {
        /// The table.
        table: String,
    },
    /// A table lacks a line of the layout.
    Line {
        /// The table.
        table: String,
        /// The line.
        line: String,
    },
    /// A table has no row for a code or a project.
    Row {
        /// The table.
        table: String,
        /// The code or the project; empty where the row at hand has none.
        row: String,
    },
    /// A table lacks a column.
    Column {
        /// The table.
        table: String,
    },
    /// A figure cannot be read.
    Figure {
        /// The table.
        table: String,
        /// The cell.
        cell: Address,
    },
    /// The department lacks a row that its units have, or the units one that the department has.
    UnitRow {
        /// The table.
        table: String,
        /// The row.
        row: String,
        /// Whether the department lacks it.
        is_of_department: bool,
    },
}

/// A title that resembles a table's, though its header does not fit.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct NearTable {
    /// The sheet.
    pub sheet: Arc<str>,
    /// The title's cell: `A1`.
    pub cell: String,
    /// The table.
    pub table: String,
    /// The layout.
    pub layout: String,
    /// Columns that the header lacks.
    pub missing: Vec<String>,
}

/// A figure that differs between two versions of a table.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Difference {
    /// The row; empty for the only one.
    pub row: String,
    /// The column.
    pub column: String,
    /// The cell of each version; none where it lacks the row.
    pub sides: [Option<VersionCell>; 2],
}

/// A cell of one version of a table.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct VersionCell {
    /// Its name: `F12`.
    pub cell: String,
    /// What it shows; none for a blank.
    pub shown: Option<String>,
}

/// A code with its name as tables write it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CodedRow {
    /// The code.
    pub code: Code,
    /// The name as written.
    pub label: String,
    /// Where it stands.
    pub places: Vec<TableCell>,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TableCell {
    /// The table.
    pub table: String,
    /// The cell's name: `F12`.
    pub cell: String,
}

/// A row with its cell.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct NamedRow {
    /// The row.
    pub name: String,
    /// The cell's name: `F12`.
    pub cell: String,
}

/// A list of codes: the one of the budget's year, or the nearest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CodeList {
    /// The list's year.
    pub list: i32,
    /// The budget's year.
    pub year: i32,
}

/// Where a wrong name comes from.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum NameOrigin {
    /// It was the code's name at another time.
    OtherTime(Period),
    /// It is the name of another code.
    OtherCode(Code),
}

impl Problem {
    /// Whether it explains other findings and comes before them.
    pub fn leads(&self) -> bool {
        matches!(self, Self::Beyond(problem) if problem.leads())
    }

    /// What it is about where its cells do not tell.
    pub(crate) fn subject(&self) -> Option<String> {
        Some(match self {
            Self::TableMissing { table, .. } => table.clone(),
            Self::SheetHidden { sheet } => sheet.to_string(),
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
            Self::ParentMissing { codes, .. } => codes
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join("、"),
            _ => return None,
        })
    }

    /// The check of form that it fails; none for an equation.
    pub fn check(&self) -> Option<Check> {
        Some(match self {
            Self::Text(check, _) => *check,
            Self::Sentence(_) | Self::Mismatch { .. } | Self::Undecided { .. } => return None,
            Self::FigureUnreadable {
                content: Content::NoResult,
                ..
            } => Check::FormulaHasResult,
            Self::FigureUnreadable { .. } => Check::AmountReadable,
            Self::HiddenDigits { .. } => Check::NoHiddenDigits,
            Self::FigureMarked { .. } => Check::AmountReadable,
            Self::FiguresRescaled { .. } => Check::FormatKeepsSize,
            Self::FigureDisguised { .. } => Check::FormatShowsFigure,
            Self::FigureLost { .. } => Check::FigureKept,
            Self::UnitOfMeasureUnfit { .. } => Check::UnitOfMeasureFits,
            Self::FigureHidden { .. } => Check::FigureVisible,
            Self::FiguresUnclaimed { .. } => Check::FigureClaimed,
            Self::RowUnknown { .. } | Self::CodeUnclear { .. } => Check::RowRecognised,
            Self::RowPassedOver { .. } => Check::PageRow,
            Self::TotalUnnamed { .. } => Check::TotalRowNamed,
            Self::ColumnsMissing { .. } => Check::ColumnPresent,
            Self::SheetHidden { .. } => Check::SheetVisible,
            Self::VersionsDiffer { .. } => Check::TableOnce,
            Self::TableCopied { .. } | Self::NewestTaken { .. } => Check::CopyOnce,
            Self::RowTwice { .. } => Check::CodeOnce,
            Self::DepartmentUnknown { .. } => Check::DepartmentKnown,
            Self::Beyond(problem) => problem.check(),
            Self::Year(problem) => problem.check(),
            Self::TableMissing { .. } => Check::TablePresent,
            Self::TotalRowMissing { .. } => Check::TotalRowPresent,
            Self::DepartmentsDiffer { .. } => Check::SameDepartment,
            Self::YearsDiffer { .. } => Check::SameYear,
            Self::UnitOfMeasureMissing { .. } => Check::UnitOfMeasureStated,
            Self::EmptyTableSilent { .. } => Check::EmptyTableSaysSo,
            Self::FilledTableSaysEmpty { .. } => Check::FilledTableDoesNot,
            Self::ProjectNamesDiffer { .. } => Check::ProjectNamesAgree,
            Self::CodeOfOtherSeries { .. }
            | Self::CodeUnknown { .. }
            | Self::CodeNotInUse { .. } => Check::CodeKnown,
            Self::CodeMistyped { .. } | Self::NameWrong { .. } => Check::CodeName,
            Self::NameOfOtherLevel { .. } => Check::CodeLevel,
            Self::ParentMissing { .. } => Check::CodeParentPresent,
            Self::BelowOtherParent { .. } => Check::CodeBelowParent,
            Self::CodesDescend { .. } | Self::RowsOutOfOrder { .. } => Check::CodeOrder,
        })
    }
}
