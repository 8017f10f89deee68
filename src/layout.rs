//! Where figures stand: the tables of a place's public budget workbook, from its `layout.toml`.
//! The same description drives reading and writing; nothing else in the program knows a table.
//! The format is documented in `templates/README.md`.

mod block;
mod departments;
mod drawing;
pub(crate) mod emptiness;
mod file;
mod labels;
mod publication;
mod words;

pub use block::{Block, Column, Line, Role, Rows, TotalPosition};
pub use departments::DepartmentWords;
pub use drawing::{CellDrawing, DrawnCell};
pub(crate) use labels::{Label, ValueSide};
pub use publication::Publication;
pub use words::LayoutWords;

use crate::amount::UnitOfMeasure;
use crate::source::SourceError;
use std::sync::{Arc, OnceLock};

/// Decimal places of a rate in per cent, in print.
pub(crate) const RATE_DECIMALS: u32 = 2;

/// A place's budget workbook.
#[derive(Debug, Clone)]
pub struct Layout {
    /// Its name in commands and reports, and the name of its folder.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// The document that it was taken from.
    pub source: String,
    /// What the workbook is called: `<部门><年度>年` is followed by this.
    pub document: String,
    /// The same of a single budget unit's workbook: 单位预算公开表.
    pub unit_document: String,
    /// Whether `gouji template` makes this one where none is named.
    pub is_usual: bool,
    /// The unit in which figures are compared and published.
    pub unit_of_measure: UnitOfMeasure,
    /// Which cells without a figure count as nothing.
    pub zero: Zero,
    /// Words by which the parts of its tables are known.
    pub words: LayoutWords,
    /// Which names are those of departments; the same in all layouts.
    pub departments: Arc<DepartmentWords>,
    /// Page setup and cover.
    pub page: PageStyle,
    /// The tables, in the order in which they are published.
    pub tables: Vec<Table>,
}

/// What counts as nothing beside figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Zero {
    /// A blank cell.
    pub blank: bool,
    /// A dash.
    pub dash: bool,
    /// 无.
    pub nothing: bool,
    /// A code or project that has no row.
    pub missing_row: bool,
}

/// How pages look.
#[derive(Debug, Clone)]
pub struct PageStyle {
    /// The typeface.
    pub font: String,
    /// The typeface of titles; the same where none is named.
    pub title_font: String,
    /// The typeface of headings of columns; the same where none is named.
    pub header_font: String,
    /// The day of publication (2020-02-14) that workbooks carry among their properties, if any.
    pub date: Option<String>,
    /// Lines of the cover; `{department}`, `{year}` and `{document}` are filled in.
    pub cover: Vec<String>,
}

/// One table, or the form of which there is one a project.
#[derive(Debug, Clone)]
pub struct Table {
    /// Its name in rules and reports: 表五.
    pub id: String,
    /// What stands above the title in print (表五：), if anything.
    pub mark: Option<String>,
    /// Its titles as printed; `{year}` is filled in. The first is the usual one.
    pub titles: Vec<String>,
    /// The same titles folded, numbers and years left out.
    pub known_titles: Vec<String>,
    /// The word before the department's name in print; none prints no heading.
    pub heading: Option<String>,
    /// The note that every such table carries in print.
    pub remark: Option<String>,
    /// Folded words for the kind of money that it is about: 政府性基金.
    pub money: Vec<String>,
    /// Whether a department must hand it in.
    pub required: bool,
    /// Whether there may be many: a form a project.
    pub many: bool,
    /// The unit of measure in print.
    pub unit_of_measure: UnitOfMeasure,
    /// Decimal places in print, at most.
    pub decimals: u32,
    /// Decimal places where no figure of the department, in this unit, shows more.
    pub fewest_decimals: u32,
    /// Wide pages.
    pub landscape: bool,
    /// The header; empty for a form.
    pub header: CellDrawing,
    /// Column widths in characters.
    pub widths: Vec<f64>,
    /// Halves side by side; most tables have one block.
    pub blocks: Vec<Block>,
    /// The drawing of a form.
    pub form: Option<Form>,
}

/// A form: labels with fields beside them, and a list of texts below.
#[derive(Debug, Clone)]
pub struct Form {
    /// Texts and `{field}` places; the last rows are the heading of the list.
    pub drawing: CellDrawing,
    /// Folded words that stand for labels of the drawing.
    pub(crate) aliases: Vec<(String, Vec<String>)>,
    /// The row of the drawing at which the heading of the list begins.
    pub list_row: usize,
    /// Columns of the list below, each with its place in the drawing (first column, columns).
    pub list: Vec<(Column, usize, usize)>,
    /// What stands between the title and its number in print: `（{number}）`.
    pub numbered: String,
    /// Its labels, made on first use.
    labels: OnceLock<Vec<Label>>,
}

impl Layout {
    /// Reads a `layout.toml`, which adds to the `common` words of all layouts.
    ///
    /// # Errors
    /// Every mistake that was found, with file, line and column.
    pub fn parse(file: &str, text: &str, common: &LayoutWords) -> Result<Self, Vec<SourceError>> {
        file::parse(crate::source::Source { file, text }, common)
    }

    /// The table of a name, with its place.
    pub fn table(&self, id: &str) -> Option<(usize, &Table)> {
        self.tables
            .iter()
            .enumerate()
            .find(|(_, table)| table.id == id)
    }
}

impl Table {
    /// A title in print, by its index, with the year and the department filled in.
    pub fn title(&self, known: usize, year: Option<i32>, department: &str) -> String {
        let title = self
            .titles
            .get(known)
            .or(self.titles.first())
            .map_or("", String::as_str);
        with_year(&title.replace("{department}", department), year)
    }

    /// The block of a name; the only one where none is given.
    pub fn block(&self, id: Option<&str>) -> Option<usize> {
        match id {
            None => (self.blocks.len() == 1).then_some(0),
            Some(id) => self
                .blocks
                .iter()
                .position(|block| block.id.as_deref() == Some(id)),
        }
    }

    /// The name of a block as reports give it: 表五, 表一.收入.
    pub(crate) fn block_name(&self, block: usize) -> String {
        match &self.blocks[block].id {
            Some(id) => format!("{}.{id}", self.id),
            None => self.id.clone(),
        }
    }

    /// The name of a block in messages: `表一 收入`.
    pub(crate) fn spoken_name(&self, block: usize) -> String {
        match &self.blocks[block].id {
            Some(id) => format!("{} {id}", self.id),
            None => self.id.clone(),
        }
    }

    /// What a count of its rows is called.
    pub(crate) fn counted(&self, block: usize) -> &'static str {
        let mut columns = self.blocks[block].columns.iter();
        match (&self.form, columns.any(|it| it.role == Role::Project)) {
            (Some(_), _) => "份数",
            (None, true) => "项目数",
            (None, false) => "行数",
        }
    }
}

/// A text of the layout with the fiscal year filled in; without one, without a word of it.
pub fn with_year(text: &str, year: Option<i32>) -> String {
    match year {
        Some(year) => text.replace("{year}", &year.to_string()),
        None => ["{year}年度", "{year}年", "{year}"]
            .iter()
            .fold(text.to_owned(), |text, year| text.replace(year, "")),
    }
}

/// A text of the layout without anything that is filled in.
pub(crate) fn plain(text: &str) -> String {
    with_year(&text.replace("{department}", ""), None)
}
