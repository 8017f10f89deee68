//! Whole books: documents with the tables of a budget between their text.

use super::few::{self, FewTables};
use crate::book::limits::Limits;
use crate::book::package;
use crate::book::sheet::Book;
use crate::book::text::{self, TableSheet, TextSource};
use crate::book::value::Value;
use crate::budget::BookTables;
use crate::finding::UnreadTables;
use crate::label::without_unit_number;
use crate::layout::Layout;
use crate::read::department;
use crate::read::file::{FileRead, read_book};
use crate::read::stated::{StatedYears, YearSource};
use crate::run::inbox::SubmittedFile;
use crate::run::reader::guarded;
use std::collections::HashSet;
use std::sync::Arc;

/// Kinds of tables in a document that is a whole book.
const MANY: usize = 4;

/// Figures in tables of which a text has fewer between its sentences.
const FIGURES: usize = 60;

/// Cells in tables of the smallest whole book.
const CELLS: usize = 40;

/// The tables of a budget in a document.
pub(super) enum DocumentTables {
    /// Those of a whole book, and where they stand.
    Whole(Box<FileRead>, BookTables),
    /// Some in a text, and what tables it has that are not read.
    Few(Option<(Box<FileRead>, FewTables)>, Option<UnreadTables>),
}

/// Reads tables of a document as sheets of a workbook.
pub(super) struct DocumentReader<'a> {
    pub(super) file: &'a SubmittedFile,
    /// When it was last saved.
    pub(super) saved: Option<String>,
    pub(super) layouts: &'a [Arc<Layout>],
}

impl DocumentReader<'_> {
    pub(super) fn read(&self, tables: Vec<TableSheet>) -> Option<FileRead> {
        let book = Book {
            sheets: tables.into_iter().map(|it| it.sheet).collect(),
            saved: self.saved.clone(),
        };
        let (name, folder) = (&self.file.name, &self.file.folder);
        let read = || read_book(name, folder, book, self.layouts, &mut Limits::any());
        guarded(read).ok()
    }
}

/// The tables of a budget in a text. Small tables between sentences are part of the text.
pub(super) fn tables(
    file: &SubmittedFile,
    bytes: &[u8],
    (text, year): (&TextSource, Option<i32>),
    layouts: &[Arc<Layout>],
) -> DocumentTables {
    let tables = text::sheets(text);
    if tables.is_empty() {
        return DocumentTables::Few(None, None);
    }
    let reader = DocumentReader {
        file,
        saved: package::saved(bytes),
        layouts,
    };
    let is_large = tables.iter().map(|it| it.paragraphs.len()).sum::<usize>() >= CELLS;
    let own = if is_large { reader.read(tables) } else { None };
    let found = own.as_ref().map(claimed).unwrap_or_default();
    let mut tables = text::sheets(text);
    let kinds = |own: &FileRead| {
        let kinds: HashSet<usize> = own.tables.iter().map(|it| it.layout).collect();
        kinds.len()
    };
    let Some(mut own) = own.filter(|own| kinds(own) >= MANY) else {
        let unread = unread(&tables, &found).filter(|_| is_large);
        return DocumentTables::Few(few::tables(&reader, text), unread);
    };
    let all = tables.len();
    let mut within = within_text(&tables, &found).into_iter();
    tables.retain(|it| {
        let is_within = within.next().unwrap_or(false);
        found.contains(&it.sheet.name) || !(is_within || is_of_text(it))
    });
    let mut book = BookTables::default();
    for table in &tables {
        book.blocks.extend(&table.blocks);
        if found.contains(&table.sheet.name) && !table.precedes_text {
            book.around.extend(&table.around);
        }
    }
    if tables.len() < all {
        match reader.read(tables) {
            Some(read) => own = read,
            None => return DocumentTables::Few(None, None),
        }
    }
    without_numbers(&mut own);
    book.around.extend(own.add_tables_said_empty(text));
    // the text around them is read as that of a document, and names the year and the department
    own.text = None;
    own.is_document = true;
    if own.department.is_none() {
        own.department = department::of_document(text, &own);
    }
    own.report_first_page(text);
    if own.years.is_empty() {
        own.years.extend(year.map(|year| StatedYears {
            years: vec![year],
            source: YearSource::Text,
            is_bare: false,
        }));
    }
    DocumentTables::Whole(Box::new(own), book)
}

/// Takes the codes of budget units off the names of departments.
fn without_numbers(read: &mut FileRead) {
    let bare = |name: &mut String| *name = without_unit_number(name).to_owned();
    read.department.iter_mut().for_each(bare);
    let named = read
        .tables
        .iter_mut()
        .filter_map(|it| it.department.as_mut());
    named.for_each(|it| bare(&mut it.text));
}

/// What a document with some tables has that was not read: it is no whole book.
fn unread(tables: &[TableSheet], found: &HashSet<Arc<str>>) -> Option<UnreadTables> {
    let counted = tables.iter().map(|it| (it.sheet.name.clone(), figures(it)));
    let (found, mut left): (Vec<_>, Vec<_>) = counted.partition(|(name, _)| found.contains(name));
    left.retain(|(_, figures)| *figures > 0);
    let figures: usize = left.iter().map(|(_, figures)| figures).sum();
    (!found.is_empty() || figures >= FIGURES).then_some(UnreadTables { found, left })
}

fn figures(table: &TableSheet) -> usize {
    let values = table.sheet.cells.values();
    values.filter(|it| matches!(it, Value::Number(_))).count()
}

/// The sheets that have tables of the layout.
pub(super) fn claimed(read: &FileRead) -> HashSet<Arc<str>> {
    let titles = read.tables.iter().map(|it| &it.title.at.sheet);
    let figures = read.facts.iter().map(|it| &it.at.sheet);
    titles.chain(figures).cloned().collect()
}

/// Whether a table that is none of the layout is one of those that a text has between its sentences.
fn is_of_text(table: &TableSheet) -> bool {
    table.around.is_empty() || table.follows_text || table.precedes_text
}

/// Which small tables have running text on both sides, before a table of the layout comes: captions and headings stand right
/// around them, and they are of the text all the same.
fn within_text(tables: &[TableSheet], found: &HashSet<Arc<str>>) -> Vec<bool> {
    let is_found = |table: &TableSheet| found.contains(&table.sheet.name);
    let above = have_text(tables.iter(), |table| table.has_text_above, is_found);
    let below = have_text(tables.iter().rev(), |table| table.has_text_below, is_found);
    let both = above.into_iter().zip(below.into_iter().rev());
    let small = tables.iter().map(|table| figures(table) < FIGURES);
    both.zip(small)
        .map(|((above, below), is_small)| above && below && is_small)
        .collect()
}

/// Which tables have running text before them, on the way to them; a table of the layout ends it.
fn have_text<'t>(
    tables: impl Iterator<Item = &'t TableSheet>,
    has_text: impl Fn(&TableSheet) -> bool,
    is_found: impl Fn(&TableSheet) -> bool,
) -> Vec<bool> {
    let mut is_behind = false;
    let seen = tables.map(|table| {
        let own = is_behind || has_text(table);
        is_behind = own && !is_found(table);
        own
    });
    seen.collect()
}
