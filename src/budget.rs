//! A department's budget as it was read: tables, rows and facts. A fact is one figure at one
//! address; whatever the table looked like, it is the same small thing.

pub(crate) mod decimals;
mod fact;
mod last_year;
mod table;

pub use fact::{Fact, FactId, Figure, RowPosition};
pub use last_year::{GoneRow, LastYear};
pub use table::{HeaderYear, LastYearFigure, Placed, Row, RowKey, Table, UnclearCode};

use crate::amount::Amount;
use crate::book::text::TextSource;
use crate::finding::Problem;
use crate::layout::{Layout, Publication};
use crate::place::Address;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Something that reading noticed about a workbook; a rule of the same word gives it a level.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Notice {
    /// The cells it is about.
    pub at: Vec<Address>,
    /// File and sheet where there is no cell.
    pub place: Option<(Arc<str>, Option<Arc<str>>)>,
    /// What is wrong.
    pub problem: Problem,
}

impl Notice {
    /// About cells.
    pub(crate) fn at(at: Vec<Address>, problem: Problem) -> Self {
        Self {
            at,
            place: None,
            problem,
        }
    }
}

/// A budget unit (预算单位) of a department that has several.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Unit {
    /// As its rows name it, with its number where they have one: `101021-就业服务管理中心`.
    pub name: String,
    /// As its headings name it.
    pub heading: String,
    /// Its files.
    pub files: Vec<Arc<str>>,
}

/// A figure of the department that is the sum of figures of its units.
#[derive(Debug, Clone)]
pub struct UnitSum {
    /// The department's figures; one, but for codes that its own table prints under several units.
    pub whole: Vec<FactId>,
    /// Those of its units.
    pub parts: Vec<FactId>,
}

/// A text (情况说明) that explains the tables of a budget.
#[derive(Debug, Clone)]
pub struct BudgetText {
    /// The file, as the clerk knows it.
    pub name: Arc<str>,
    /// Its paragraphs.
    pub source: Arc<TextSource>,
    /// Which of its tables are read as those of a budget, where it is a whole book.
    pub(crate) book: Option<Arc<BookTables>>,
    /// The budget unit that it is of, by its index, where it is not the department's.
    pub(crate) unit: Option<usize>,
}

impl BudgetText {
    /// Whether it is more than notes below tables.
    pub(crate) fn has_own_words(&self) -> bool {
        let around = self.book.as_ref().map_or(0, |it| it.around.len());
        self.source.paragraphs.len() > around
    }
}

/// The tables of a whole book: the blocks of the document that they are, and the paragraphs around them that are theirs (title,
/// unit of measure, notes), zero-based.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct BookTables {
    pub(crate) blocks: BTreeSet<usize>,
    pub(crate) around: BTreeSet<usize>,
}

/// What one department handed in.
#[derive(Debug, Clone)]
pub struct Budget {
    /// The layout it is in.
    pub layout: Arc<Layout>,
    /// The department's name as its headings print it; empty where nothing names it.
    pub department: String,
    /// Whose budget it is.
    pub publication: Publication,
    /// The fiscal year.
    pub fiscal_year: Option<i32>,
    /// The files, as the clerk knows them.
    pub files: Vec<Arc<str>>,
    /// The folder within the inbox that they lie in.
    pub folder: String,
    /// Tables in the order of the layout.
    pub tables: Vec<Table>,
    /// Every figure.
    pub facts: Vec<Fact>,
    /// What reading noticed.
    pub notices: Vec<Notice>,
    /// Its budget units, where several handed in their own tables.
    pub units: Vec<Unit>,
    /// The unit whose tables are looked at; none for the department's own.
    pub scope: Option<usize>,
    /// What the units add up to.
    pub sums: Vec<UnitSum>,
    /// The texts that explain its tables.
    pub texts: Vec<BudgetText>,
    /// Tables of the layout of which two versions were handed in, each with its unit: neither may be used.
    pub contested: BTreeSet<(Option<usize>, usize)>,
    /// Last year's workbook, if it is at hand; its figures stand in the rows.
    pub last_year: Option<LastYear>,
    /// What its department said last year.
    pub last_texts: Vec<BudgetText>,
}

impl Budget {
    /// A budget without tables.
    pub fn new(
        layout: Arc<Layout>,
        department: String,
        fiscal_year: Option<i32>,
        folder: String,
    ) -> Self {
        Self {
            layout,
            department,
            publication: Publication::default(),
            fiscal_year,
            files: Vec::new(),
            folder,
            tables: Vec::new(),
            facts: Vec::new(),
            notices: Vec::new(),
            units: Vec::new(),
            scope: None,
            sums: Vec::new(),
            texts: Vec::new(),
            contested: BTreeSet::new(),
            last_year: None,
            last_texts: Vec::new(),
        }
    }

    /// The same figures, with the tables of one unit to look at.
    pub(crate) fn of_unit(&self, unit: usize) -> Self {
        let department = self.units[unit].heading.clone();
        Self {
            scope: Some(unit),
            department,
            notices: Vec::new(),
            ..self.clone()
        }
    }

    /// The tables to look at, each with its index: those of the department, or of one unit.
    pub(crate) fn in_scope(&self) -> impl Iterator<Item = (usize, &Table)> {
        self.tables
            .iter()
            .enumerate()
            .filter(|(_, table)| table.unit == self.scope)
    }

    /// Whether the department's own tables are nothing but sums of its units' figures.
    pub(crate) fn is_added_up(&self) -> bool {
        !self.units.is_empty()
            && self
                .sums
                .iter()
                .flat_map(|sum| &sum.whole)
                .all(|id| self.fact(*id).is_added_up())
    }

    /// A fact.
    pub fn fact(&self, id: FactId) -> &Fact {
        &self.facts[id.0]
    }

    /// Decimal places that figures in the layout's unit of measure show.
    pub fn decimals(&self) -> u32 {
        let unit = self.layout.unit_of_measure;
        let own = self
            .tables
            .iter()
            .filter(|table| self.layout.tables[table.layout].unit_of_measure == unit);
        own.map(|table| table.decimals).max().unwrap_or(2)
    }

    /// Whether the department handed in a text, and not only notes below tables.
    pub(crate) fn has_own_words(&self) -> bool {
        let mut own = self.texts.iter().filter(|it| it.unit.is_none());
        own.any(BudgetText::has_own_words)
    }

    /// A fact's amount as the public sees it, where it has one.
    pub fn published(&self, id: FactId) -> Option<Amount> {
        match self.fact(id).figure {
            Figure::Amount { published, .. } => Some(published),
            _ => None,
        }
    }

    /// The tables to look at that are copies of one table of the layout.
    pub(crate) fn tables_of(&self, layout: usize) -> impl Iterator<Item = (usize, &Table)> {
        self.in_scope()
            .filter(move |(_, table)| table.layout == layout)
    }

    /// The hidden sheets that have a table of the layout, by its id.
    pub(crate) fn hidden_sheets_of(&self, id: &str) -> Vec<Arc<str>> {
        let hidden = self.notices.iter().filter_map(|it| match &it.problem {
            Problem::SheetHidden { sheet, tables } => Some((sheet, tables)),
            _ => None,
        });
        hidden
            .filter(|(_, tables)| tables.iter().any(|own| own == id))
            .map(|(sheet, _)| sheet.clone())
            .collect()
    }

    /// Whether it was noticed that of a table there is nothing but its title.
    pub(crate) fn is_title_alone(&self, id: &str) -> bool {
        self.notices.iter().any(|it| match &it.problem {
            Problem::TitleAlone { table, .. } => table == id,
            _ => false,
        })
    }

    /// Whether a table has any figure.
    pub(crate) fn is_filled(&self, table: &Table) -> bool {
        table.rows().any(|(_, _, row)| {
            row.facts
                .iter()
                .flatten()
                .any(|id| match &self.fact(*id).figure {
                    Figure::Unreadable(_) => true,
                    Figure::Amount { exact, .. } => !exact.is_zero(),
                    _ => false,
                })
        })
    }

    /// Tables of the layout that were handed in twice with different figures: neither may be used.
    pub(crate) fn ambiguous(&self) -> BTreeSet<usize> {
        self.contested
            .iter()
            .filter(|(unit, _)| *unit == self.scope)
            .map(|(_, layout)| *layout)
            .collect()
    }

    /// Whether a fact stands in one of two versions of a table, of which neither may be used.
    pub(crate) fn is_contested(&self, fact: &Fact) -> bool {
        let table = &self.tables[fact.table];
        self.contested.contains(&(table.unit, table.layout))
    }

    /// The row that a fact stands in.
    pub fn row(&self, fact: &Fact) -> &Row {
        &self.tables[fact.table].blocks[fact.block][fact.row]
    }

    /// A row's name in reports: `2080101 行政运行`, `总计`, a project's name.
    pub fn row_name(&self, table: usize, block: usize, row: usize) -> String {
        let it = &self.tables[table].blocks[block][row];
        let layout = &self.layout.tables[self.tables[table].layout].blocks[block];
        match (&it.key, &it.code, &it.project) {
            (RowKey::Project, _, Some(project)) => project.clone(),
            (RowKey::Line(line), None, _) => layout.lines[*line].id.clone(),
            (RowKey::Line(line), Some(_), _) => layout.lines[*line].label.clone(),
            (RowKey::Level(_), ..) => it
                .texts
                .iter()
                .map(|(_, text)| text.as_str())
                .filter(|text| !text.is_empty())
                .collect::<Vec<_>>()
                .join(" "),
            (_, Some(code), _) => format!("{code} {}", it.label).trim_end().to_owned(),
            _ => it.label.clone(),
        }
    }

    /// Whether all tables stand in one file, which then needs no name.
    pub(crate) fn is_one_file(&self) -> bool {
        let mut files = self.tables.iter().map(|table| &table.title.at.file);
        let first = files.next();
        first.is_some() && files.all(|file| Some(file) == first)
    }

    /// A place for the department: without the folders of the bureau, and without the file where all tables stand in
    /// one.
    pub(crate) fn short(&self, at: &Address) -> String {
        let whole = at.to_string();
        if at.is_sum() {
            return whole;
        }
        if self.is_one_file() && !at.is_text() {
            return format!("{}!{}", at.sheet, at.a1());
        }
        let folder = at.file.rfind(['/', '\\']).map_or(0, |end| end + 1);
        whole[folder..].to_owned()
    }

    /// What is wrong with a row whose cells for a code hold none.
    pub(crate) fn unclear_code(
        &self,
        (table, block, row): (usize, usize, usize),
    ) -> Option<Problem> {
        let row = &self.tables[table].blocks[block][row];
        row.unclear.as_ref().map(|unclear| Problem::CodeUnclear {
            table: self.table_name(table),
            text: unclear.text.clone(),
            name: row.label.clone(),
            meant: row.code.clone(),
        })
    }

    /// A column's name in reports.
    pub(crate) fn column_name(&self, table: usize, block: usize, column: usize) -> &str {
        &self.layout.tables[self.tables[table].layout].blocks[block].columns[column].id
    }

    /// A table's name in reports: its id, and the number of a form.
    pub fn table_name(&self, table: usize) -> String {
        let it = &self.tables[table];
        let id = &self.layout.tables[it.layout].id;
        match &it.number {
            Some(number) => format!("{id}（{number}）"),
            None => id.clone(),
        }
    }
}
