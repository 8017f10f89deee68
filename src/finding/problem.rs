//! What is wrong with a budget: a variant for each kind of finding, with the facts that its sentence needs.

use super::{
    Absence, BeyondProblem, CodeProblem, Content, Embedded, FormatProblem, NearTable, OrderProblem,
    PassedOver, SentenceProblem, SubmissionProblem, TableVersions, WordsProblem, YearProblem,
    YuanSign,
};
use crate::amount::{Amount, UnitOfMeasure};
use crate::classification::Code;
use crate::place::Address;
use crate::relation::Relation;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What is wrong. A `table`, `row` or `column` is its name in reports.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Problem {
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
    /// A cell for an amount holds a text with invisible marks.
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
    /// A number format shows something else than the cells hold.
    Format(FormatProblem),
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
    /// The amounts of a table, or of all of them, were typed in 元 below 万元.
    TypedInYuan {
        /// The table; none for all.
        table: Option<String>,
        /// Whether nothing else can be meant.
        is_certain: bool,
        /// By what it is known.
        sign: YuanSign,
    },
    /// A column about last year in which nothing stands.
    YearColumnBlank {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// Last year's figures by their rows, where its workbook is at hand.
        proposed: Vec<(String, Amount)>,
        /// Decimal places of the amounts.
        decimals: u32,
    },
    /// A rate of change is not the change divided by last year's figure.
    RateDiffers {
        /// The table.
        table: String,
        /// The row.
        row: String,
        /// The column.
        column: String,
        /// The rate in per cent.
        printed: Amount,
        /// The change.
        change: Amount,
        /// Last year's figure.
        before: Amount,
        /// The rate that it should be; none where last year's figure is zero.
        right: Option<Amount>,
        /// Decimal places of the amounts.
        decimals: u32,
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
        /// Whether it is a table of a document.
        is_in_document: bool,
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
    /// A row above projects (a budget unit, a class, a total) is not their sum.
    SubtotalWrong {
        /// The table.
        table: String,
        /// What the row says.
        name: String,
        /// The column of the figure.
        column: String,
        /// The sum of the projects below it.
        sum: Amount,
        /// Decimal places in print.
        decimals: u32,
    },
    /// A form in which nothing is filled in.
    FormEmpty {
        /// The form.
        table: String,
    },
    /// A form with amounts says nothing of goals.
    FormWithoutGoal {
        /// The form.
        table: String,
        /// The fields and columns that are blank.
        missing: Vec<String>,
    },
    /// Amounts of a table are below zero.
    AmountBelowZero {
        /// The table.
        table: String,
        /// The row of the first of them.
        row: String,
        /// The column of the first of them.
        column: String,
        /// The first of them.
        amount: Amount,
        /// Decimal places in print.
        decimals: u32,
        /// How many there are.
        count: usize,
    },
    /// Tables are in a coarser unit of measure than the public one, so that the last digits of their figures are unknown.
    UnitOfMeasureCoarse {
        /// The tables.
        tables: Vec<String>,
        /// Their unit.
        stated: UnitOfMeasure,
        /// The public one.
        published: UnitOfMeasure,
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
        /// The tables of the layout whose titles and headers stand on it.
        tables: Vec<String>,
    },
    /// Two files, or two sheets of one, have the same tables with the same figures.
    TablesCopied {
        /// The tables.
        tables: Vec<String>,
        /// The titles of the first table in both; the first copy is used.
        titles: [Address; 2],
    },
    /// Two files have different versions of tables, and the one saved last was used as asked.
    NewestTaken {
        /// The tables that differ.
        versions: Vec<TableVersions>,
        /// Tables that are the same in both.
        copies: Vec<String>,
        /// The titles of the first table in both.
        titles: [Address; 2],
        /// When the files were saved.
        saved: [String; 2],
        /// Which of the two is used: 0 or 1.
        taken: usize,
    },
    /// A document (a whole book) has other figures in its tables than the workbook beside it, whose figures are used.
    DocumentDiffers {
        /// The tables that differ: the workbook's figures and the document's.
        versions: Vec<TableVersions>,
        /// The titles of the first table in both.
        titles: [Address; 2],
    },
    /// Two files have different versions of tables, and neither is used; or they have the same figures of one unit under
    /// two names.
    VersionsDiffer {
        /// The tables that differ.
        versions: Vec<TableVersions>,
        /// Tables that are the same in both.
        copies: Vec<String>,
        /// The titles of the first table in both.
        titles: [Address; 2],
        /// The two names of their budget unit, where it is one unit under two names.
        names: Option<[String; 2]>,
        /// The two departments that they are of, where both lie in one file.
        departments: Option<[String; 2]>,
        /// Whether the newest was asked for, and the files do not tell which it is.
        is_age_unknown: bool,
    },
    /// The department handed in another budget of the same year, in another folder, that might be published too.
    BudgetTwice {
        /// The department.
        department: String,
        /// The files of both.
        files: [Vec<String>; 2],
        /// A folder that is not named after the department.
        folder: Option<String>,
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
    /// A text beside the tables says nothing of the budget.
    TextUnrelated {
        /// The file.
        file: Arc<str>,
        /// A word of a file name by which it is taken for one.
        called: String,
    },
    /// A text is of one budget unit, of which several were added up.
    TextOfUnit {
        /// The unit.
        unit: String,
    },
    /// A text holds pictures and the like, which the published document lacks.
    TextEmbeds {
        /// The file.
        file: Arc<str>,
        /// The paragraphs, zero-based, each with what it holds.
        places: Vec<(usize, Embedded)>,
    },
    /// No department is named.
    DepartmentUnknown {
        /// The file.
        file: Arc<str>,
        /// The label that the department's name ought to follow.
        label: String,
    },
    /// A code or its name is wrong.
    Code(CodeProblem),
    /// Coded rows are out of order.
    Order(OrderProblem),
    /// What was handed in is wrong as a whole.
    Submission(SubmissionProblem),
    /// Something that the layout lacks.
    Beyond(BeyondProblem),
    /// Words of a table should be others.
    Words(WordsProblem),
    /// The fiscal year is unknown or contested.
    Year(YearProblem),
    /// A table was not handed in.
    TableMissing {
        /// The table.
        table: String,
        /// Its title.
        title: String,
        /// The hidden sheets on which it stands.
        hidden: Vec<Arc<str>>,
        /// The budget unit that lacks it, with its files, where the department has several.
        unit: Option<(String, Vec<Arc<str>>)>,
    },
    /// Of a table there is a title and nothing below it.
    TitleAlone {
        /// The table.
        table: String,
        /// The title as it is printed.
        title: String,
        /// The sheet; in a document what stands for one.
        sheet: Arc<str>,
        /// Whether it is a document, and something that cannot be read stands below the title.
        is_in_document: bool,
    },
    /// A filled table lacks a total row.
    TotalRowMissing {
        /// The table.
        table: String,
        /// The row's label.
        row: String,
    },
    /// A file in the folder of the department cannot be read.
    FileUnread {
        /// The file.
        file: Arc<str>,
    },
    /// A file is called after another department.
    DepartmentInName {
        /// The department in its name.
        here: String,
        /// The department of the budget.
        there: String,
        /// Whether it is its folder that is called so.
        is_folder: bool,
    },
    /// Titles of tables name another department than their headings.
    DepartmentInTitles {
        /// The department in the titles.
        here: String,
        /// The department of the budget.
        there: String,
    },
    /// Rows of budget units name another department than the headings.
    DepartmentInRows {
        /// The unit as the rows name it.
        here: String,
        /// The department of the budget.
        there: String,
    },
    /// A cover names another department than the tables.
    DepartmentOnCover {
        /// The department on the cover.
        here: String,
        /// The department of the tables.
        there: String,
        /// The paragraph of a document.
        paragraph: Option<usize>,
    },
    /// Tables name another department than the rest.
    DepartmentsDiffer {
        /// The tables.
        tables: Vec<String>,
        /// The department that it names.
        here: String,
        /// The department of the budget.
        there: String,
        /// Whether they are forms of projects, and what they name may be a unit below the department.
        is_unit: bool,
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
        /// A note below it that says something else.
        note: Option<String>,
    },
    /// A document says that a table is empty and does not draw it.
    EmptyTableNotDrawn {
        /// The table.
        table: String,
        /// What stands below its title.
        note: String,
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
}
