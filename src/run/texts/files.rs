//! The texts of an inbox, which wait in a spool: a province has thousands, and memory does not grow with their words.

use super::years::count_years;
use crate::book::text::TextSource;
use crate::budget::{BookTables, BudgetText};
use crate::finding::UnreadTables;
use crate::label::fold;
use crate::read::year;
use crate::run::cache::{ContentHash, digest};
use crate::run::inbox::SubmittedFile;
use crate::run::spool::SpooledList;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::io;
use std::sync::Arc;

/// Paragraphs at the head of a text in which its department is looked for.
const HEAD: usize = 60;

/// A text is of another year if it names that one so often, and that of the tables less than a part of it.
const OFTEN: usize = 3;
const RARELY: usize = 10;
/// The same of a text that names the year of the tables too, as the one that it compares with.
const MANY_YEARS: usize = 10;

/// What tells whose text a file is.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct TextHead {
    pub(super) name: Arc<str>,
    pub(super) folder: String,
    pub(super) digest: ContentHash,
    /// Whether it is a whole book, whose tables are read as those of a budget.
    pub(super) is_book: bool,
    /// Its tables, where they are too few for a whole book.
    pub(super) unread: Option<UnreadTables>,
    /// Its name and its first paragraphs, folded.
    pub(super) names: String,
    /// The year in its name, or the first one in its first paragraphs.
    pub(super) year: Option<i32>,
    /// How often it names each year.
    years: HashMap<i32, usize>,
}

/// What a text says.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct TextContents {
    pub(super) source: TextSource,
    /// Which of its tables are read as those of a budget.
    pub(super) book: Option<BookTables>,
}

/// What is at hand of every text.
#[derive(Debug)]
pub(super) struct KnownText {
    pub(super) name: Arc<str>,
    pub(super) digest: ContentHash,
    pub(super) is_book: bool,
}

/// Texts in the order in which they were read.
#[derive(Debug, Default)]
pub(crate) struct TextFiles {
    pub(super) known: Vec<KnownText>,
    heads: SpooledList<TextHead>,
    contents: SpooledList<TextContents>,
    /// Parts of texts that were found to be tables of a budget after all were read.
    books: HashMap<usize, BookTables>,
}

impl TextHead {
    pub(super) fn new(file: &SubmittedFile, bytes: &[u8], source: &TextSource) -> Self {
        let head = source.paragraphs.iter().take(HEAD).map(|it| fold(&it.text));
        let head: String = head.collect::<Vec<_>>().join("\n");
        let own = fold(&file.name);
        Self {
            name: file.name.clone(),
            folder: file.folder.clone(),
            digest: digest(bytes),
            year: year::named(&own)
                .next()
                .or_else(|| year::named(&head).next()),
            years: count_years(source),
            names: format!("{own}\n{head}"),
            is_book: false,
            unread: None,
        }
    }

    /// The year that it is of, where it hardly names this one.
    pub(super) fn other_year(&self, year: i32) -> Option<i32> {
        let count = |year: i32| self.years.get(&year).copied().unwrap_or(0);
        let own = self.year.filter(|own| *own != year)?;
        let is_rare = |other: i32| count(other) * RARELY <= count(own);
        // a text compares with the year before its own: beside last year's tables it names theirs, not the one before
        let is_next = own == year + 1 && count(own) >= MANY_YEARS && is_rare(year - 1);
        (count(own) >= OFTEN && (is_rare(year) || is_next)).then_some(own)
    }
}

impl TextFiles {
    /// Adds a text.
    pub(super) fn push(&mut self, head: &TextHead, contents: &TextContents) {
        self.known.push(KnownText {
            name: head.name.clone(),
            digest: head.digest,
            is_book: head.is_book,
        });
        self.heads.push(head);
        self.contents.push(contents);
    }

    /// Says which parts of a text are tables of a budget, and whether it has nothing else.
    pub(super) fn set_book(&mut self, at: usize, book: BookTables, is_all: bool) {
        self.known[at].is_book = is_all;
        self.books.insert(at, book);
    }

    pub(crate) fn len(&self) -> usize {
        self.known.len()
    }

    /// The names of those from a number on.
    pub(crate) fn names_from(&self, first: usize) -> impl Iterator<Item = &Arc<str>> {
        self.known[first..].iter().map(|it| &it.name)
    }

    /// What tells whose each text is, one at a time.
    pub(super) fn heads(&self) -> impl Iterator<Item = io::Result<TextHead>> + '_ {
        self.heads.iter()
    }

    /// A text, as a budget has it.
    ///
    /// # Errors
    /// The system's reason where it has lost it.
    pub(super) fn of_budget(&self, at: usize) -> io::Result<BudgetText> {
        let TextContents { source, book } = self.contents.get(at)?;
        Ok(BudgetText {
            name: self.known[at].name.clone(),
            source: Arc::new(source),
            book: book.or_else(|| self.books.get(&at).cloned()).map(Arc::new),
            unit: None,
        })
    }
}
