//! Texts (情况说明) among the files of an inbox: which they are, what they say of their department, and whose they are.

mod book;
mod departments;
mod embeds;
mod ending;
mod few;
mod files;
mod inbox;
mod of_units;
mod owner;
mod unrelated;
mod years;

pub(crate) use embeds::{embeds, report_embedded};
pub(crate) use ending::{is_left_text, is_text, may_be_text};
pub(crate) use files::{TextContents, TextFiles, TextHead};
pub(crate) use inbox::{InboxTexts, KnownDigest};
pub(crate) use of_units::find_units;
pub(crate) use unrelated::set_aside;

use crate::book::Refusal;
use crate::book::text::TextKind;
use crate::finding::{DocumentKind, Ignored};
use crate::layout::Layout;
use crate::parallel;
use crate::read::file::FileRead;
use crate::run::ReadOptions;
use crate::run::inbox::SubmittedFile;
use crate::run::text::TextReader;
use book::{DocumentReader, DocumentTables};
use ending::{READ, has_ending, refused};
use few::FewTables;
use std::sync::Arc;

/// Bytes of the largest file; photographs are by far the most of it.
const LARGEST: u64 = 80 << 20;

/// The outcome of a file that holds no tables.
pub(crate) enum TextOutcome {
    /// Its text was read; a whole book has the tables of a budget in it too, and another text may have some.
    Read(
        Box<(TextHead, TextContents)>,
        Option<(Box<FileRead>, Option<FewTables>)>,
    ),
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
            let mut head = TextHead::new(file, &bytes, &source);
            let (tables, book) = match book::tables(file, &bytes, (&source, head.year), layouts) {
                DocumentTables::Whole(read, book) => (Some((read, None)), Some(book)),
                DocumentTables::Few(few, unread) => {
                    head.unread = unread;
                    (few.map(|(read, few)| (read, Some(few))), None)
                }
            };
            head.is_book = book.is_some();
            TextOutcome::Read(Box::new((head, TextContents { source, book })), tables)
        }
        Ok(None) => TextOutcome::Other,
        Err(refusal) => TextOutcome::Refused(refusal),
    }
}

/// The tables of a budget in a text.
pub(crate) struct TablesInText {
    pub(crate) file: SubmittedFile,
    /// The number of the text.
    text: usize,
    pub(crate) read: Box<FileRead>,
    /// Those of a document that is no whole book.
    pub(crate) few: Option<FewTables>,
}

impl TablesInText {
    /// Reads those of them that are left again, which are no part of the text from now on; gives whether that goes on
    /// as a text.
    pub(crate) fn take_from(
        &mut self,
        texts: &mut TextFiles,
        layouts: &[Arc<Layout>],
    ) -> Option<bool> {
        let source = texts.of_budget(self.text).ok()?.source;
        let reader = DocumentReader {
            file: &self.file,
            saved: self.read.saved.clone(),
            layouts,
        };
        let (read, book, is_text) = self.few.as_ref()?.read(&reader, &source)?;
        texts.set_book(self.text, book, !is_text);
        self.read = read;
        Some(is_text)
    }
}

/// The outcome of the texts among the files.
#[derive(Default)]
pub(crate) struct ReadTexts {
    pub(crate) texts: TextFiles,
    /// The tables of a budget in them.
    pub(crate) books: Vec<TablesInText>,
    /// Files that are no texts after all.
    pub(crate) others: Vec<SubmittedFile>,
    pub(crate) left: Vec<(Arc<str>, Ignored)>,
    pub(crate) refused: Vec<(Arc<str>, Refusal)>,
    /// Whether some were not read because the run was asked to end.
    pub(crate) is_cut_short: bool,
}

impl ReadTexts {
    fn take(&mut self, file: &SubmittedFile, outcome: TextOutcome) {
        match outcome {
            TextOutcome::Read(text, tables) => {
                let (head, contents) = &*text;
                self.books.extend(tables.map(|(own, few)| TablesInText {
                    file: file.clone(),
                    text: self.texts.len(),
                    read: own,
                    few,
                }));
                self.texts.push(head, contents);
            }
            TextOutcome::Left(why) => self.left.push((file.name.clone(), why)),
            TextOutcome::Refused(refusal) => self.refused.push((file.name.clone(), refusal)),
            TextOutcome::Other => self.others.push(file.clone()),
        }
    }
}

/// Reads the texts among the files, and adds them to those that were read; `file_done` is called after each text.
pub(crate) fn read_all(
    read: &mut ReadTexts,
    files: &[SubmittedFile],
    layouts: &[Arc<Layout>],
    options: ReadOptions<'_>,
    mut file_done: impl FnMut(&SubmittedFile),
) {
    let reader = || TextReader::new(options.workers, options.interrupt);
    let one = |reader: &mut TextReader<'_>, at: usize| {
        (!options.is_interrupted()).then(|| self::read(&files[at], reader, layouts))
    };
    parallel::in_order(files.len(), reader, one, |at, outcome| {
        let Some(outcome) = outcome else {
            read.is_cut_short = true;
            return;
        };
        // what is no text is read with the tables
        if !matches!(outcome, TextOutcome::Other) {
            file_done(&files[at]);
        }
        read.take(&files[at], outcome);
    });
}
