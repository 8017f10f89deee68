//! A block of a table: its columns, how its rows are known, and the lines known by their labels.

use crate::classification::{Code, Level, Series};
use crate::label;
use serde::Deserialize;

/// Columns that share rows: a whole table, or one half of 表一.
#[derive(Debug, Clone)]
pub struct Block {
    /// Its name in rules; none where a table has one block.
    pub id: Option<String>,
    /// How a row is known.
    pub rows: Rows,
    /// The classification of its codes.
    pub series: Series,
    /// Its columns from left to right.
    pub columns: Vec<Column>,
    /// Rows known by their labels: totals, sources, classes.
    pub lines: Vec<Line>,
    /// The column of the table's header at which it begins, zero-based.
    pub first_column: usize,
    /// Whether rows of budget units may stand in it.
    pub unit_rows: bool,
    /// Whether labels are published as submitted (一、一般公共服务支出), not as the layout prints them.
    pub keep_labels: bool,
}

/// How the rows of a block are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rows {
    /// By a code of the classification.
    Codes,
    /// By the labels of `lines` alone.
    Lines,
    /// By the name of a project.
    Projects,
    /// There is one.
    Single,
    /// By the depth of the first column that is filled: a list of several levels.
    Outline,
}

/// A column of a block.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its name in rules.
    pub id: String,
    /// What stands in it.
    pub role: Role,
    /// Folded headings by which it is known.
    pub headings: Vec<String>,
    /// Folded texts above it in the drawing.
    pub path: Vec<String>,
    /// How many columns on its left share its heading: of the second column under one heading, one.
    pub shares_with: usize,
    /// Whether a submitted table may leave it out.
    pub optional: bool,
    /// Whether its amounts may be below zero.
    pub negative: bool,
    /// The column of this year's figures that it compares with last year's.
    pub of: Option<usize>,
    /// Whether what it says of last year was spent (执行数), not planned.
    pub is_executed: bool,
}

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// One part of a code: 类, 款 or 项.
    CodePart(Level),
    /// A whole code (2080505).
    Code,
    /// The name of the row: of a code, a unit, a total.
    Label,
    /// A label that holds for the rows below it too.
    Section,
    /// A label whose place among the columns of levels is the depth of its row.
    Level,
    /// A label of the same depth as the column of levels on its left.
    LevelToo,
    /// The name of a project.
    Project,
    /// A figure.
    Amount,
    /// Last year's figure of another column: 上年数.
    LastYear,
    /// What another column is more than last year: 增减.
    Change,
    /// The same as a share of last year's figure, in per cent: 增减率.
    Rate,
    /// Words that are carried over as they are.
    Text,
    /// As `Text`; equal neighbours are one merged cell.
    MergedText,
    /// The name of the department, in a form.
    Department,
}

impl Column {
    /// Whether its heading has the mark % that its figures then lack.
    pub(crate) fn says_per_cent(&self) -> bool {
        self.path.last().is_some_and(|text| text.contains('%'))
    }
}

impl Role {
    /// Whether amounts of money stand in it.
    pub(crate) fn is_money(self) -> bool {
        matches!(self, Self::Amount | Self::LastYear | Self::Change)
    }

    /// Whether it compares this year's figures with last year's.
    pub fn compares(self) -> bool {
        matches!(self, Self::LastYear | Self::Change | Self::Rate)
    }

    /// Whether figures stand in it.
    pub fn is_figure(self) -> bool {
        self.is_money() || self == Self::Rate
    }
}

/// A row known by its label.
#[derive(Debug, Clone)]
pub struct Line {
    /// Its name in rules.
    pub id: String,
    /// As printed.
    pub label: String,
    /// Folded labels by which it is known.
    pub known_labels: Vec<String>,
    /// The section it stands in, folded.
    pub section: Option<String>,
    /// The code that it stands for: a functional class of 表一.
    pub code: Option<Code>,
    /// Whether it is a total of other rows.
    pub total: bool,
    /// Where a total stands among coded rows.
    pub at: Option<TotalPosition>,
    /// Whether the row may be left out.
    pub required: bool,
    /// In two halves: rows with this mark stand side by side at the bottom.
    pub closing: bool,
    /// Whether its amounts may be below zero.
    pub negative: bool,
}

/// Where a total stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TotalPosition {
    /// Above the rows it adds up.
    First,
    /// Below them.
    Last,
}

impl Block {
    /// The place of a column.
    pub fn column(&self, id: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.id == id)
    }

    /// The places of the columns with this year's figures.
    pub fn amount_columns(&self) -> impl Iterator<Item = usize> + '_ {
        self.columns_of(|role| role == Role::Amount)
    }

    /// The places of the columns whose roles are wanted.
    pub(crate) fn columns_of(
        &self,
        is_wanted: fn(Role) -> bool,
    ) -> impl Iterator<Item = usize> + '_ {
        let columns = self.columns.iter().enumerate();
        let wanted = columns.filter(move |(_, column)| is_wanted(column.role));
        wanted.map(|(place, _)| place)
    }

    /// The column that compares one with last year in some way.
    pub(crate) fn comparing(&self, of: usize, role: Role) -> Option<usize> {
        let mut columns = self.columns.iter();
        columns.position(|column| column.role == role && column.of == Some(of))
    }

    /// The place of a line by its name.
    pub fn line(&self, id: &str) -> Option<usize> {
        self.lines.iter().position(|line| line.id == id)
    }

    /// The lines that a label, in a section, may mean: an exact match before one that leaves out the label's
    /// number or brackets.
    pub(crate) fn lines_of(&self, text: &str, section: Option<&str>) -> Vec<usize> {
        let folded = label::fold(text);
        label::forms(&folded)
            .iter()
            .map(|form| self.lines_known_as(form, section))
            .find(|lines| !lines.is_empty())
            .unwrap_or_default()
    }

    fn lines_known_as(&self, form: &str, section: Option<&str>) -> Vec<usize> {
        if form.is_empty() {
            return Vec::new();
        }
        self.lines
            .iter()
            .enumerate()
            .filter(|(_, line)| {
                line.is_in(section) && line.known_labels.iter().any(|label| label == form)
            })
            .map(|(at, _)| at)
            .collect()
    }
}

impl Line {
    /// Whether it may stand in a section.
    fn is_in(&self, section: Option<&str>) -> bool {
        self.section
            .as_deref()
            .is_none_or(|wanted| section == Some(wanted))
    }
}
