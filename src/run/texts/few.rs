//! Tables of a budget in a document that is no whole book: forms of projects (绩效目标表), which offices fill in in Word,
//! or a table that the workbook lacks. Each is known by its own title and header, however few there are.

use super::book::{DocumentReader, claimed};
use crate::book::text::{self, ParagraphPlace, TableSheet, TextSource, is_running_text};
use crate::budget::BookTables;
use crate::finding::{BeyondProblem, Problem};
use crate::read::file::FileRead;
use indexmap::IndexMap;
use std::collections::HashSet;
use std::sync::Arc;

/// Characters of sentences, and of all lines, that a document may have beside its tables and be no text; and of lines for
/// each table more.
const SENTENCES: usize = 200;
const LINES: usize = 300;
const LINES_OF_TABLE: usize = 60;

/// The sheets of a document that have tables of a budget, and which of the layout's these are.
pub(crate) struct FewTables(IndexMap<Arc<str>, Vec<usize>>);

/// The tables of a budget in a document that has few of them.
pub(super) fn tables(
    reader: &DocumentReader<'_>,
    text: &TextSource,
) -> Option<(Box<FileRead>, FewTables)> {
    let own = of_budget(reader, text)?;
    let mut sheets = text::sheets(text);
    sheets.retain(|it| own.contains_key(&it.sheet.name));
    let read = reader.read(sheets)?;
    Some((Box::new(read), FewTables(own)))
}

impl FewTables {
    /// Leaves out the sheets with a table that other files have; gives whether one is left.
    pub(crate) fn leave_out(&mut self, is_there: impl Fn(usize) -> bool) -> bool {
        self.0
            .retain(|_, tables| !tables.iter().any(|it| is_there(*it)));
        !self.0.is_empty()
    }

    /// Reads what is left, and gives which parts of the document that is, and whether the document is a text beside.
    pub(super) fn read(
        &self,
        reader: &DocumentReader<'_>,
        text: &TextSource,
    ) -> Option<(Box<FileRead>, BookTables, bool)> {
        let mut sheets = text::sheets(text);
        let is_text = !is_bare(text, &sheets, &self.0);
        sheets.retain(|it| !is_text || self.0.contains_key(&it.sheet.name));
        let places: Vec<_> = sheets
            .iter()
            .map(|it| (it.sheet.name.clone(), it.blocks.clone(), it.around.clone()))
            .collect();
        let mut read = reader.read(sheets)?;
        if !claimed(&read).iter().any(|it| self.0.contains_key(it)) {
            return None;
        }
        read.text = None;
        read.is_document = true;
        let mut book = BookTables::default();
        if is_text {
            let forms = sheets_of_forms(&read);
            // a table of figures between sentences is the text's own, too
            for (_, blocks, around) in places.iter().filter(|it| forms.contains(&it.0)) {
                book.blocks.extend(blocks);
                book.around.extend(around);
            }
        } else {
            for (at, paragraph) in text.paragraphs.iter().enumerate() {
                match paragraph.place {
                    ParagraphPlace::Table { block, .. } => book.blocks.insert(block),
                    _ => book.around.insert(at),
                };
            }
        }
        Some((Box::new(read), book, is_text))
    }
}

/// The sheets with tables of the layout that most of them are of. Each is read by itself, for others may speak for another
/// layout.
fn of_budget(
    reader: &DocumentReader<'_>,
    text: &TextSource,
) -> Option<IndexMap<Arc<str>, Vec<usize>>> {
    let mut of_layouts: IndexMap<String, IndexMap<Arc<str>, Vec<usize>>> = IndexMap::new();
    for table in text::sheets(text) {
        let name = table.sheet.name.clone();
        if let Some(read) = reader.read(vec![table]).filter(is_certain) {
            let of_layout = of_layouts.entry(read.layout.id.clone()).or_default();
            let tables = read.tables.iter().map(|it| it.layout);
            of_layout.insert(name, tables.collect());
        }
    }
    // of equal ones the first
    let all = of_layouts.into_values().rev();
    all.max_by_key(IndexMap::len)
}

/// Whether all that was read of a sheet is one table, or forms, of the layout, with figures.
fn is_certain(read: &FileRead) -> bool {
    let is_doubt = |problem: &Problem| {
        matches!(
            problem,
            Problem::ColumnsMissing { .. }
                | Problem::RowUnknown { .. }
                | Problem::FiguresUnclaimed { .. }
                | Problem::Beyond(
                    BeyondProblem::TitleUnclear { .. } | BeyondProblem::TitleOfOther { .. }
                )
        )
    };
    let mut notices = read.notices.iter();
    !read.tables.is_empty() && !read.facts.is_empty() && !notices.any(|it| is_doubt(&it.problem))
}

fn sheets_of_forms(read: &FileRead) -> HashSet<Arc<str>> {
    let is_form = |layout: usize| read.layout.tables[layout].form.is_some();
    let forms = read.tables.iter().filter(|it| is_form(it.layout));
    forms.map(|it| it.title.at.sheet.clone()).collect()
}

/// Whether a document says hardly anything beside its tables.
fn is_bare(text: &TextSource, sheets: &[TableSheet], own: &IndexMap<Arc<str>, Vec<usize>>) -> bool {
    let mine: HashSet<usize> = sheets
        .iter()
        .filter(|it| own.contains_key(&it.sheet.name))
        .flat_map(|it| it.around.iter().copied())
        .collect();
    let others =
        text.paragraphs.iter().enumerate().filter(|(at, it)| {
            !mine.contains(at) && !matches!(it.place, ParagraphPlace::Table { .. })
        });
    let (mut lines, mut sentences) = (0, 0);
    for (_, paragraph) in others {
        let line = paragraph.text.trim();
        let length = line.chars().count();
        lines += length;
        if is_running_text(line) {
            sentences += length;
        }
    }
    sentences <= SENTENCES && lines <= LINES + LINES_OF_TABLE * own.len()
}
