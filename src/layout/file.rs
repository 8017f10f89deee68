//! `layout.toml` as it is written, and its way to a checked [`Layout`]. Every key is known; a
//! misspelt one fails with its line and column.

mod block;
mod form;
mod table;

use super::drawing::CellDrawing;
use super::{Layout, LayoutWords, Line, PageStyle, Rows, Table, TotalPosition, Zero};
use crate::amount::UnitOfMeasure;
use crate::classification::Series;
use crate::source::{Source, SourceError};
use indexmap::IndexMap;
use serde::Deserialize;
use std::collections::HashSet;
use std::sync::Arc;
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LayoutFile {
    id: String,
    name: String,
    source: String,
    document: String,
    unit_document: Option<String>,
    #[serde(default)]
    usual: bool,
    unit_of_measure: Spanned<String>,
    decimals: u32,
    fewest_decimals: Option<u32>,
    counts_as_zero: Vec<ZeroWord>,
    #[serde(default)]
    words: LayoutWords,
    page: PageFile,
    #[serde(default)]
    list: Vec<ListFile>,
    table: Vec<Spanned<TableFile>>,
}

#[derive(Deserialize, PartialEq)]
#[serde(rename_all = "kebab-case")]
enum ZeroWord {
    Blank,
    Dash,
    Nothing,
    MissingRow,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PageFile {
    font: String,
    title_font: Option<String>,
    header_font: Option<String>,
    date: Option<toml::value::Datetime>,
    cover: Vec<String>,
}

/// The day of a date as properties of workbooks write it.
fn day(date: Option<toml::value::Datetime>) -> Option<String> {
    date?.date.map(|date| date.to_string())
}

/// Lines that several blocks share, such as the functional classes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ListFile {
    id: String,
    lines: Vec<Spanned<LineFile>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TableFile {
    id: Spanned<String>,
    mark: Option<String>,
    titles: Vec<String>,
    heading: Option<String>,
    remark: Option<String>,
    #[serde(default)]
    money: Vec<String>,
    #[serde(default = "yes")]
    required: bool,
    #[serde(default)]
    many: bool,
    unit_of_measure: Option<Spanned<String>>,
    decimals: Option<u32>,
    fewest_decimals: Option<u32>,
    #[serde(default)]
    landscape: bool,
    #[serde(default)]
    header: Vec<Spanned<String>>,
    widths: Spanned<Vec<f64>>,
    #[serde(default)]
    block: Vec<Spanned<BlockFile>>,
    form: Option<FormFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BlockFile {
    id: Option<String>,
    rows: Rows,
    #[serde(default)]
    codes: Series,
    #[serde(default)]
    unit_rows: bool,
    #[serde(default)]
    keep_labels: bool,
    columns: Spanned<Vec<Spanned<ColumnFile>>>,
    #[serde(default)]
    lines: Vec<Spanned<LineFile>>,
}

#[derive(Deserialize, Clone)]
#[serde(deny_unknown_fields)]
struct ColumnFile {
    id: String,
    role: RoleFile,
    #[serde(default)]
    headings: Vec<String>,
    #[serde(default)]
    optional: bool,
    #[serde(default)]
    negative: bool,
    of: Option<String>,
    #[serde(default)]
    executed: bool,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "kebab-case")]
enum RoleFile {
    Class,
    Group,
    Item,
    Code,
    Label,
    Section,
    Level,
    LevelToo,
    Project,
    Amount,
    LastYear,
    Change,
    Rate,
    Text,
    MergedText,
    Department,
}

/// A line, or (`list = "…"` alone) all the lines of a shared list.
#[derive(Deserialize, Clone)]
#[serde(deny_unknown_fields)]
struct LineFile {
    list: Option<String>,
    id: Option<String>,
    label: Option<String>,
    #[serde(default)]
    aliases: Vec<String>,
    section: Option<String>,
    code: Option<String>,
    #[serde(default)]
    total: bool,
    at: Option<TotalPosition>,
    required: Option<bool>,
    #[serde(default)]
    closing: bool,
    #[serde(default)]
    negative: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FormFile {
    #[serde(default)]
    numbered: String,
    lines: Vec<Spanned<String>>,
    /// Other words by the labels that they stand for.
    #[serde(default)]
    aliases: IndexMap<Spanned<String>, Vec<String>>,
    fields: Vec<Spanned<ColumnFile>>,
    #[serde(default)]
    list: Vec<Spanned<String>>,
    #[serde(default)]
    list_columns: Vec<Spanned<ColumnFile>>,
}

fn yes() -> bool {
    true
}

pub(super) fn parse(source: Source<'_>, common: &LayoutWords) -> Result<Layout, Vec<SourceError>> {
    let file: LayoutFile = toml::from_str(source.text).map_err(|e| vec![source.toml_error(&e)])?;
    let mut builder = LayoutBuilder {
        source,
        common,
        errors: Vec::new(),
    };
    let layout = builder.layout(file);
    match layout {
        Some(layout) if builder.errors.is_empty() => Ok(layout),
        _ => Err(builder.errors),
    }
}

/// Collects mistakes, so that one run shows them all.
struct LayoutBuilder<'a> {
    source: Source<'a>,
    common: &'a LayoutWords,
    errors: Vec<SourceError>,
}

/// What the tables of a layout share unless they say otherwise.
#[derive(Clone, Copy)]
struct TableDefaults<'a> {
    unit_of_measure: UnitOfMeasure,
    decimals: u32,
    fewest_decimals: Option<u32>,
    lists: &'a [SharedList<'a>],
}

/// The lines of a `[[list]]`.
struct SharedList<'a> {
    id: &'a str,
    lines: Vec<Line>,
}

impl LayoutBuilder<'_> {
    fn wrong(&mut self, offset: usize, message: impl std::fmt::Display) {
        self.errors.push(self.source.error(offset, message));
    }

    fn layout(&mut self, file: LayoutFile) -> Option<Layout> {
        let unit_of_measure = self.unit(&file.unit_of_measure)?;
        let tables = self.tables(&file, unit_of_measure);
        Some(Layout {
            zero: zero(&file.counts_as_zero),
            id: file.id,
            name: file.name,
            source: file.source,
            unit_document: file.unit_document.unwrap_or_else(|| file.document.clone()),
            document: file.document,
            is_usual: file.usual,
            unit_of_measure,
            words: self.common.with(file.words),
            departments: Arc::default(),
            page: PageStyle {
                title_font: file.page.title_font.unwrap_or(file.page.font.clone()),
                header_font: file.page.header_font.unwrap_or(file.page.font.clone()),
                date: day(file.page.date),
                font: file.page.font,
                cover: file.page.cover,
            },
            tables,
        })
    }

    fn tables(&mut self, file: &LayoutFile, unit_of_measure: UnitOfMeasure) -> Vec<Table> {
        let lists = self.lists(&file.list);
        let defaults = TableDefaults {
            unit_of_measure,
            decimals: file.decimals,
            fewest_decimals: file.fewest_decimals,
            lists: &lists,
        };
        let mut seen = HashSet::new();
        let mut tables = Vec::new();
        for table in &file.table {
            let id = &table.get_ref().id;
            if !seen.insert(id.get_ref()) {
                self.wrong(
                    id.span().start,
                    format!(
                        "the table {:?} stands twice; expected a name of its own",
                        id.get_ref()
                    ),
                );
            }
            tables.extend(self.table(table, defaults));
        }
        if tables.is_empty() && self.errors.is_empty() {
            self.wrong(0, "expected at least one [[table]]");
        }
        tables
    }

    fn lists<'f>(&mut self, lists: &'f [ListFile]) -> Vec<SharedList<'f>> {
        lists
            .iter()
            .map(|list| SharedList {
                id: &list.id,
                lines: list
                    .lines
                    .iter()
                    .filter_map(|line| self.line(line))
                    .collect(),
            })
            .collect()
    }

    fn unit(&mut self, name: &Spanned<String>) -> Option<UnitOfMeasure> {
        let unit = UnitOfMeasure::named(name.get_ref());
        if unit.is_none() {
            let known = UnitOfMeasure::ALL.map(UnitOfMeasure::name).join(", ");
            self.wrong(
                name.span().start,
                format!(
                    "expected a unit of measure ({known}), found {:?}",
                    name.get_ref()
                ),
            );
        }
        unit
    }

    fn drawing(&mut self, lines: &[Spanned<String>]) -> CellDrawing {
        let texts: Vec<&str> = lines.iter().map(|line| line.get_ref().as_str()).collect();
        match CellDrawing::parse(&texts) {
            Ok(drawing) => drawing,
            Err((row, byte, message)) => {
                let at = self.source.inside(&lines[row].span(), byte);
                self.wrong(at, message);
                CellDrawing::default()
            }
        }
    }
}

fn zero(words: &[ZeroWord]) -> Zero {
    Zero {
        blank: words.contains(&ZeroWord::Blank),
        dash: words.contains(&ZeroWord::Dash),
        nothing: words.contains(&ZeroWord::Nothing),
        missing_row: words.contains(&ZeroWord::MissingRow),
    }
}
