//! `layout.toml` as it is written, and its way to a checked [`Layout`]. Every key is known; a
//! misspelt one fails with its line and column.

use super::drawing::CellDrawing;
use super::plain;
use super::{Block, Column, Form, Layout, Line, PageStyle, Role, Rows, Table, TotalPosition, Zero};
use crate::amount::UnitOfMeasure;
use crate::classification::{Code, Level, Series};
use crate::label::fold;
use crate::source::{Source, SourceError};
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::OnceLock;
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LayoutFile {
    id: String,
    name: String,
    source: String,
    document: String,
    unit_of_measure: Spanned<String>,
    decimals: u32,
    fewest_decimals: Option<u32>,
    counts_as_zero: Vec<ZeroWord>,
    department_labels: Vec<String>,
    empty_words: Vec<String>,
    note_words: Vec<String>,
    #[serde(default)]
    empty_reasons: Vec<String>,
    #[serde(default)]
    footer_words: Vec<String>,
    #[serde(default)]
    seal_words: Vec<String>,
    #[serde(default)]
    page_words: Vec<String>,
    #[serde(default)]
    total_words: Vec<String>,
    #[serde(default)]
    subtotal_words: Vec<String>,
    #[serde(default)]
    ignored_headings: Vec<String>,
    #[serde(default)]
    unit_name_endings: Vec<String>,
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
    cover: Vec<String>,
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
    fields: Vec<Spanned<ColumnFile>>,
    #[serde(default)]
    list: Vec<Spanned<String>>,
    #[serde(default)]
    list_columns: Vec<Spanned<ColumnFile>>,
}

fn yes() -> bool {
    true
}

pub(super) fn parse(source: Source<'_>) -> Result<Layout, Vec<SourceError>> {
    let file: LayoutFile = toml::from_str(source.text).map_err(|e| vec![source.toml_error(&e)])?;
    let mut builder = Builder {
        source,
        errors: Vec::new(),
    };
    let layout = builder.layout(file);
    match layout {
        Some(layout) if builder.errors.is_empty() => Ok(layout),
        _ => Err(builder.errors),
    }
}

/// Collects mistakes, so that one run shows them all.
struct Builder<'a> {
    source: Source<'a>,
    errors: Vec<SourceError>,
}

impl Builder<'_> {
    fn wrong(&mut self, offset: usize, message: impl std::fmt::Display) {
        self.errors.push(self.source.error(offset, message));
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

    fn layout(&mut self, file: LayoutFile) -> Option<Layout> {
        let unit_of_measure = self.unit(&file.unit_of_measure)?;
        let mut lists = Vec::new();
        for list in &file.list {
            let lines: Vec<Line> = list
                .lines
                .iter()
                .filter_map(|line| self.line(line))
                .collect();
            lists.push((list.id.as_str(), lines));
        }
        let mut seen = HashSet::new();
        let mut tables = Vec::new();
        for table in &file.table {
            let id = &table.get_ref().id;
            if !seen.insert(id.get_ref().clone()) {
                self.wrong(
                    id.span().start,
                    format!(
                        "the table {:?} stands twice; expected a name of its own",
                        id.get_ref()
                    ),
                );
            }
            tables.extend(self.table(
                table,
                unit_of_measure,
                (file.decimals, file.fewest_decimals),
                &lists,
            ));
        }
        if tables.is_empty() && self.errors.is_empty() {
            self.wrong(0, "expected at least one [[table]]");
        }
        let zero = |word: ZeroWord| file.counts_as_zero.contains(&word);
        let folded = |words: &[String]| words.iter().map(|word| fold(word)).collect();
        Some(Layout {
            zero: Zero {
                blank: zero(ZeroWord::Blank),
                dash: zero(ZeroWord::Dash),
                nothing: zero(ZeroWord::Nothing),
                missing_row: zero(ZeroWord::MissingRow),
            },
            id: file.id,
            name: file.name,
            source: file.source,
            document: file.document,
            unit_of_measure,
            department_labels: folded(&file.department_labels),
            empty_words: folded(&file.empty_words),
            note_words: folded(&file.note_words),
            empty_reasons: folded(&file.empty_reasons),
            footer_words: folded(&file.footer_words),
            seal_words: folded(&file.seal_words),
            page_words: folded(&file.page_words),
            total_words: folded(&file.total_words),
            subtotal_words: folded(&file.subtotal_words),
            ignored_headings: folded(&file.ignored_headings),
            unit_name_endings: folded(&file.unit_name_endings),
            page: PageStyle {
                font: file.page.font,
                cover: file.page.cover,
            },
            tables,
        })
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

    fn table(
        &mut self,
        table: &Spanned<TableFile>,
        unit: UnitOfMeasure,
        (decimals, fewest): (u32, Option<u32>),
        lists: &[(&str, Vec<Line>)],
    ) -> Option<Table> {
        let start = table.span().start;
        let table = table.get_ref();
        let unit_of_measure = match &table.unit_of_measure {
            Some(name) => self.unit(name)?,
            None => unit,
        };
        if table.titles.is_empty() {
            self.wrong(start, "expected at least one title");
        }
        let header = self.drawing(&table.header);
        let (blocks, form, columns) = match &table.form {
            Some(form) => {
                if let Some(block) = table.block.first() {
                    self.wrong(
                        block.span().start,
                        "a table with a [table.form] has no blocks of its own",
                    );
                }
                let (block, form) = self.form(form);
                let columns = form.drawing.columns;
                (vec![block], Some(form), columns)
            }
            None => (
                self.blocks(table, start, &header, lists),
                None,
                header.columns,
            ),
        };
        let widths = table.widths.get_ref();
        if widths.len() != columns {
            self.wrong(
                table.widths.span().start,
                format!(
                    "expected {columns} widths, one a column, found {}",
                    widths.len()
                ),
            );
        }
        let places = table.decimals.unwrap_or(decimals);
        let known_titles = table
            .titles
            .iter()
            .map(|title| fold(&plain(title)))
            .collect();
        Some(Table {
            id: table.id.get_ref().clone(),
            mark: table.mark.clone(),
            titles: table.titles.clone(),
            known_titles,
            heading: table.heading.clone(),
            remark: table.remark.clone(),
            required: table.required,
            many: table.many,
            unit_of_measure,
            decimals: places,
            fewest_decimals: table
                .fewest_decimals
                .or(fewest)
                .unwrap_or(places)
                .min(places),
            landscape: table.landscape,
            header,
            widths: widths.clone(),
            blocks,
            form,
        })
    }

    fn blocks(
        &mut self,
        table: &TableFile,
        start: usize,
        header: &CellDrawing,
        lists: &[(&str, Vec<Line>)],
    ) -> Vec<Block> {
        let mut first_column = 0;
        let mut blocks = Vec::new();
        for block in &table.block {
            if table.block.len() > 1 && block.get_ref().id.is_none() {
                self.wrong(
                    block.span().start,
                    "expected an id: this table has several blocks",
                );
            }
            let built = self.block(block.get_ref(), first_column, header, lists);
            first_column += built.columns.len();
            blocks.push(built);
        }
        if blocks.is_empty() {
            self.wrong(start, "expected a [[table.block]] or a [table.form]");
        } else if first_column != header.columns && header.columns > 0 {
            let at = table.block[0].get_ref().columns.span().start;
            self.wrong(
                at,
                format!(
                    "expected {} columns in all blocks together, as the header draws, found {first_column}",
                    header.columns
                ),
            );
        } else if header.columns == 0 && self.errors.is_empty() {
            self.wrong(start, "expected a header: rows of cells set apart by `|`");
        }
        blocks
    }

    fn block(
        &mut self,
        block: &BlockFile,
        first_column: usize,
        header: &CellDrawing,
        lists: &[(&str, Vec<Line>)],
    ) -> Block {
        let mut ids = HashSet::new();
        let columns: Vec<Column> = block
            .columns
            .get_ref()
            .iter()
            .enumerate()
            .map(|(i, column)| {
                if !ids.insert(&column.get_ref().id) {
                    self.wrong(
                        column.span().start,
                        format!(
                            "the column {:?} stands twice in this block",
                            column.get_ref().id
                        ),
                    );
                }
                let path = if first_column + i < header.columns {
                    header.path(first_column + i)
                } else {
                    Vec::new()
                };
                let shares_with = header.shares(first_column + i).min(i);
                Column {
                    shares_with,
                    ..build_column(column.get_ref(), &path)
                }
            })
            .collect();
        if !columns.iter().any(|column| column.role == Role::Amount) {
            self.wrong(
                block.columns.span().start,
                "expected at least one column with role = \"amount\"",
            );
        }
        let mut lines = Vec::new();
        for line in &block.lines {
            match &line.get_ref().list {
                Some(used) => match lists.iter().find(|(id, _)| id == used) {
                    Some((_, shared)) => lines.extend(shared.iter().cloned()),
                    None => self.wrong(
                        line.span().start,
                        format!("expected the id of a [[list]], found {used:?}"),
                    ),
                },
                None => lines.extend(self.line(line)),
            }
        }
        let mut names = HashSet::new();
        if let Some(twice) = lines.iter().find(|line| !names.insert(line.id.clone())) {
            self.wrong(
                block.columns.span().start,
                format!("the line {:?} stands twice in this block", twice.id),
            );
        }
        Block {
            id: block.id.clone(),
            rows: block.rows,
            series: block.codes,
            columns,
            lines,
            first_column,
            unit_rows: block.unit_rows,
            keep_labels: block.keep_labels,
        }
    }

    fn line(&mut self, line: &Spanned<LineFile>) -> Option<Line> {
        let start = line.span().start;
        let line = line.get_ref();
        let Some(label) = &line.label else {
            self.wrong(start, "expected a label, or a list");
            return None;
        };
        let code = match &line.code {
            None => None,
            Some(digits) => match Code::new(digits) {
                Some(code) => Some(code),
                None => {
                    self.wrong(
                        start,
                        format!("expected a code of 3, 5 or 7 digits, found {digits:?}"),
                    );
                    return None;
                }
            },
        };
        let known = std::iter::once(label).chain(&line.aliases);
        let forms = |text: &String| crate::label::forms(&fold(text)).map(Cow::into_owned);
        let mut known_labels: Vec<String> = known.flat_map(forms).collect();
        known_labels.retain(|form| !form.is_empty());
        known_labels.dedup();
        Some(Line {
            id: line.id.clone().unwrap_or_else(|| fold(label)),
            label: label.clone(),
            known_labels,
            section: line.section.as_deref().map(fold),
            code,
            total: line.total,
            at: line.at,
            required: line.required.unwrap_or(line.total),
            closing: line.closing,
            negative: line.negative,
        })
    }

    fn form(&mut self, form: &FormFile) -> (Block, Form) {
        let all: Vec<Spanned<String>> = form.lines.iter().chain(&form.list).cloned().collect();
        let drawing = self.drawing(&all);
        let list_row = form.lines.len();
        let fields: Vec<Column> = form
            .fields
            .iter()
            .map(|field| build_column(field.get_ref(), &[]))
            .collect();
        for field in &form.fields {
            let place = format!("{{{}}}", field.get_ref().id);
            if !drawing.cells.iter().any(|cell| cell.text == place) {
                self.wrong(
                    field.span().start,
                    format!("expected {place} in one cell of the form's lines"),
                );
            }
        }
        for cell in &drawing.cells {
            let name = cell
                .text
                .strip_prefix('{')
                .and_then(|t| t.strip_suffix('}'));
            if let Some(name) = name.filter(|name| !fields.iter().any(|field| field.id == *name)) {
                let at = all[cell.row].span().start;
                self.wrong(at, format!("expected the id of a field in {{{name}}}"));
            }
        }
        let mut list = Vec::new();
        for column in &form.list_columns {
            let built = build_column(column.get_ref(), &[]);
            let place = drawing
                .cells
                .iter()
                .find(|cell| cell.row >= list_row && built.headings.contains(&fold(&cell.text)));
            match place {
                Some(cell) => list.push((built, cell.column, cell.columns)),
                None => self.wrong(
                    column.span().start,
                    format!(
                        "expected {:?} among the headings of the form's list",
                        built.id
                    ),
                ),
            }
        }
        let block = Block {
            id: None,
            rows: Rows::Projects,
            series: Series::Functional,
            columns: fields,
            lines: Vec::new(),
            first_column: 0,
            unit_rows: false,
            keep_labels: false,
        };
        (
            block,
            Form {
                drawing,
                list_row,
                list,
                numbered: form.numbered.clone(),
                labels: OnceLock::new(),
            },
        )
    }
}

fn build_column(column: &ColumnFile, path: &[&str]) -> Column {
    let path: Vec<String> = path.iter().map(|text| fold(&plain(text))).collect();
    let mut headings: Vec<String> = column
        .headings
        .iter()
        .map(|text| fold(&plain(text)))
        .collect();
    headings.push(path.last().cloned().unwrap_or_else(|| fold(&column.id)));
    Column {
        id: column.id.clone(),
        role: match column.role {
            RoleFile::Class => Role::CodePart(Level::Class),
            RoleFile::Group => Role::CodePart(Level::Group),
            RoleFile::Item => Role::CodePart(Level::Item),
            RoleFile::Code => Role::Code,
            RoleFile::Label => Role::Label,
            RoleFile::Section => Role::Section,
            RoleFile::Level => Role::Level,
            RoleFile::LevelToo => Role::LevelToo,
            RoleFile::Project => Role::Project,
            RoleFile::Amount => Role::Amount,
            RoleFile::Text => Role::Text,
            RoleFile::MergedText => Role::MergedText,
            RoleFile::Department => Role::Department,
        },
        headings,
        path,
        shares_with: 0,
        optional: column.optional,
        negative: column.negative,
    }
}
