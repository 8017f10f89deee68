//! Texts (情况说明) among the files of an inbox: which they are, what they say of their department, and whose they are.

mod book;
mod departments;
mod ending;
mod owner;
mod unrelated;
mod years;

pub(crate) use ending::{is_left_text, is_text, may_be_text};
pub(crate) use unrelated::set_aside;

use crate::book::Refusal;
use crate::book::text::{TextKind, TextSource};
use crate::budget::{BookTables, BudgetText};
use crate::finding::{DocumentKind, Ignored, UnreadTables};
use crate::label::fold;
use crate::layout::Layout;
use crate::parallel;
use crate::read::file::FileRead;
use crate::run::cache::ContentHash;
use crate::run::inbox::SubmittedFile;
use crate::run::submission::Submission;
use crate::run::text::TextReader;
use crate::run::{ReadOptions, Submissions};
use departments::Departments;
use ending::{READ, has_ending, refused};
use std::collections::HashMap;
use std::sync::Arc;
use years::{count_years, years_in};

/// Bytes of the largest file; photographs are by far the most of it.
const LARGEST: u64 = 80 << 20;

/// Paragraphs at the head of a text in which its department is looked for.
const HEAD: usize = 60;

/// A text is of another year if it names that one so often, and that of the tables less than a part of it.
const OFTEN: usize = 3;
const RARELY: usize = 10;
/// The same of a text that names the year of the tables too, as the one that it compares with.
const MANY_YEARS: usize = 10;

/// A text of an inbox.
#[derive(Debug)]
pub(crate) struct TextFile {
    pub(crate) name: Arc<str>,
    folder: String,
    pub(crate) digest: ContentHash,
    pub(crate) source: Arc<TextSource>,
    /// Which of its tables are read as those of a budget.
    book: Option<Arc<BookTables>>,
    /// Its tables, where they are too few for a whole book.
    unread: Option<UnreadTables>,
    /// Its name and its head, folded.
    names: String,
    /// The year in its name, or the first one in its head.
    year: Option<i32>,
    /// How often it names each year.
    years: HashMap<i32, usize>,
}

/// The outcome of a file that holds no tables.
pub(crate) enum TextOutcome {
    /// Its text was read; a whole book has the tables of a budget in it too.
    Read(TextFile, Option<Box<FileRead>>),
    /// It is left alone, with what to do.
    Left(Ignored),
    /// It cannot be read.
    Refused(Refusal),
    /// It is no text after all.
    Other,
}

/// Reads a text, a large one in its own process, and the tables in it by the layouts.
pub(crate) fn read(
    file: &SubmittedFile,
    reader: &mut TextReader<'_>,
    layouts: &[Arc<Layout>],
) -> TextOutcome {
    let bytes = match reader.bytes(file, LARGEST) {
        Ok(bytes) => bytes,
        Err(Refusal::TooLarge { .. }) if !has_ending(file, &READ) => {
            return TextOutcome::Left(Ignored::BesideTables(DocumentKind::Other));
        }
        Err(refusal) => return TextOutcome::Refused(refusal),
    };
    let Some(text_kind) = TextKind::of(&bytes) else {
        return match refused(file, &bytes) {
            Some(refusal) => TextOutcome::Refused(refusal),
            None => TextOutcome::Other,
        };
    };
    if let Some(document) = text_kind.unread() {
        return TextOutcome::Left(Ignored::Document(document));
    }
    match reader.read_bytes((&file.path, file.member), &bytes) {
        Ok(Some(source)) => {
            let mut text = TextFile::new(file, &bytes, source);
            let tables = book::tables(file, &bytes, &text, layouts);
            let tables = match tables {
                Ok((tables, book)) => {
                    text.book = Some(Arc::new(book));
                    Some(tables)
                }
                Err(unread) => {
                    text.unread = unread;
                    None
                }
            };
            TextOutcome::Read(text, tables)
        }
        Ok(None) => TextOutcome::Other,
        Err(refusal) => TextOutcome::Refused(refusal),
    }
}

/// The outcome of the texts among the files.
#[derive(Default)]
pub(crate) struct ReadTexts {
    pub(crate) texts: Vec<TextFile>,
    /// Those that are whole books, with their tables.
    pub(crate) books: Vec<(SubmittedFile, Box<FileRead>)>,
    /// Files that are no texts after all.
    pub(crate) others: Vec<SubmittedFile>,
    pub(crate) left: Vec<(Arc<str>, Ignored)>,
    pub(crate) refused: Vec<(Arc<str>, Refusal)>,
}

/// Reads the texts among the files.
pub(crate) fn read_all(
    files: Vec<SubmittedFile>,
    layouts: &[Arc<Layout>],
    options: ReadOptions<'_>,
) -> ReadTexts {
    let mut read = ReadTexts::default();
    let reader = || TextReader::new(options.workers);
    let one = |reader: &mut TextReader<'_>, at: usize| self::read(&files[at], reader, layouts);
    parallel::in_order(files.len(), reader, one, |at, outcome| match outcome {
        TextOutcome::Read(text, tables) => {
            read.texts.push(text);
            read.books.extend(tables.map(|it| (files[at].clone(), it)));
        }
        TextOutcome::Left(why) => read.left.push((files[at].name.clone(), why)),
        TextOutcome::Refused(refusal) => read.refused.push((files[at].name.clone(), refusal)),
        TextOutcome::Other => read.others.push(files[at].clone()),
    });
    read
}

impl TextFile {
    fn new(file: &SubmittedFile, bytes: &[u8], source: TextSource) -> Self {
        let head = source.paragraphs.iter().take(HEAD).map(|it| fold(&it.text));
        let head: String = head.collect::<Vec<_>>().join("\n");
        let own = fold(&file.name);
        Self {
            name: file.name.clone(),
            folder: file.folder.clone(),
            digest: crate::run::cache::digest(bytes),
            year: years_in(&own).next().or_else(|| years_in(&head).next()),
            years: count_years(&source),
            names: format!("{own}\n{head}"),
            source: Arc::new(source),
            book: None,
            unread: None,
        }
    }

    /// The year that it is of, where it hardly names this one.
    fn other_year(&self, year: i32) -> Option<i32> {
        let count = |year: i32| self.years.get(&year).copied().unwrap_or(0);
        let own = self.year.filter(|own| *own != year)?;
        let is_rare = |other: i32| count(other) * RARELY <= count(own);
        // a text compares with the year before its own: beside last year's tables it names theirs, not the one before
        let is_next = own == year + 1 && count(own) >= MANY_YEARS && is_rare(year - 1);
        (count(own) >= OFTEN && (is_rare(year) || is_next)).then_some(own)
    }

    fn of_budget(&self) -> BudgetText {
        BudgetText {
            name: self.name.clone(),
            source: self.source.clone(),
            book: self.book.clone(),
        }
    }
}

/// The texts of an inbox with their owners.
#[derive(Debug, Default)]
pub(crate) struct InboxTexts {
    files: Vec<TextFile>,
    /// The submission of each, or why it has none.
    owners: Vec<Result<usize, Ignored>>,
    /// The submission of which each is last year's text.
    earlier: Vec<Option<usize>>,
}

impl InboxTexts {
    pub(crate) fn new(files: Vec<TextFile>, submissions: &Submissions) -> Self {
        if files.is_empty() {
            return Self::default();
        }
        let submissions = &submissions.all();
        let departments = Departments::of(submissions);
        let owner = |file: &TextFile| {
            let Some(at) = file.owner(submissions, &departments) else {
                let unread = file.unread.clone().map(Ignored::TablesUnread);
                return (Err(unread.unwrap_or(Ignored::TextWithoutDepartment)), None);
            };
            let submission: &Submission = &submissions[at];
            let year = submission
                .fiscal_year
                .filter(|_| !submission.files.contains(&file.name));
            match year.and_then(|tables| Some((file.other_year(tables)?, tables))) {
                Some((text, tables)) => {
                    let earlier = (text + 1 == tables).then_some(at);
                    (Err(Ignored::TextOfOtherYear { text, tables }), earlier)
                }
                None => (Ok(at), None),
            }
        };
        let (owners, earlier) = files.iter().map(owner).unzip();
        Self {
            files,
            owners,
            earlier,
        }
    }

    /// Gives those without an owner, which lie among last year's files, to the submissions of this year that they name.
    pub(crate) fn offer_to(&mut self, submissions: &Submissions) {
        let submissions = &submissions.all();
        let departments = Departments::of(submissions);
        let all = self.files.iter().zip(&self.owners).zip(&mut self.earlier);
        for ((file, owner), earlier) in all {
            if owner.is_err() {
                *earlier = file.next_of(submissions, &departments);
            }
        }
    }

    /// Last year's texts of a submission.
    pub(crate) fn earlier_of(
        &self,
        submission: usize,
    ) -> impl Iterator<Item = (BudgetText, ContentHash)> + '_ {
        let own = self.files.iter().zip(&self.earlier);
        own.filter(move |(_, earlier)| **earlier == Some(submission))
            .map(|(file, _)| (file.of_budget(), file.digest))
    }

    fn of(&self, submission: usize) -> impl Iterator<Item = &TextFile> {
        let own = self.files.iter().zip(&self.owners);
        own.filter(move |(_, owner)| **owner == Ok(submission))
            .map(|(file, _)| file)
    }

    /// Those of a submission, as its budget has them, each with the hash of its file.
    pub(crate) fn texts_of(
        &self,
        submission: usize,
    ) -> impl Iterator<Item = (BudgetText, ContentHash)> + '_ {
        let own = self.of(submission);
        own.map(|file| (file.of_budget(), file.digest))
    }

    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// How many belong to a department.
    pub(crate) fn count(&self) -> usize {
        let own = self.files.iter().zip(&self.owners);
        // a whole book counts as the file of its tables
        own.filter(|(file, owner)| owner.is_ok() && file.book.is_none())
            .count()
    }

    /// Those that belong to none, to be looked at by themselves.
    pub(crate) fn without_owner(&self) -> Vec<BudgetText> {
        let own = self.files.iter().zip(&self.owners);
        own.filter(|(_, owner)| owner.is_err())
            .map(|(file, _)| file.of_budget())
            .collect()
    }

    /// Those that belong to none.
    pub(crate) fn left_alone(&self) -> impl Iterator<Item = (Arc<str>, Ignored)> + '_ {
        let own = self.files.iter().zip(&self.owners);
        own.filter_map(|(file, owner)| Some((file.name.clone(), owner.as_ref().err()?.clone())))
    }
}
