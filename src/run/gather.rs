//! A whole inbox: every file is read once, on all cores, then one department after the other is put together.
//! However many there are, the figures of a few only are in memory.

use crate::book::Refusal;
use crate::budget::Budget;
use crate::consolidate::{ConsolidatedDepartment, consolidate};
use crate::finding::Ignored;
use crate::layout::Layout;
use crate::parallel;
use crate::read::file::FileRead;
use crate::run::Interrupt;
use crate::run::cache;
use crate::run::cache::{ContentHash, EarlierRun, FileRecord, Trust};
use crate::run::inbox::{Inbox, SubmittedFile};
use crate::run::last::LastYears;
use crate::run::reader::{FileReaders, Outcomes};
use crate::run::rerun::CheckedFile;
use crate::run::store::FileStore;
use crate::run::submission::{Submission, SubmissionFile, submissions};
use crate::run::texts::{self, InboxTexts};
use crate::run::units::Division;
use crate::run::worker::Workers;
use crate::run::{FolderReading, assemble, warned};
use std::sync::Arc;

/// How an inbox is read.
#[derive(Debug, Clone, Copy, Default)]
pub struct ReadOptions<'a> {
    /// The fiscal year where the clerk gives it.
    pub year: Option<i32>,
    /// The department that all files are of, where the clerk names it; otherwise headings and folders tell.
    pub department: Option<&'a str>,
    /// Of two versions of a table the one is used that was saved last; otherwise neither.
    pub newest: bool,
    /// Processes for files that might bring this one down; without them all is read here.
    pub workers: Option<&'a Workers>,
    /// Ends the reading in order when asked.
    pub interrupt: Option<&'a Interrupt>,
}

impl ReadOptions<'_> {
    /// Whether the run was asked to end.
    pub(crate) fn is_interrupted(&self) -> bool {
        self.interrupt.is_some_and(Interrupt::is_asked)
    }
}

/// An inbox whose files were read.
pub struct GatheredInbox {
    /// A department each.
    pub submissions: Vec<Submission>,
    /// Files that were not read.
    pub unreadable: Vec<(Arc<str>, Refusal)>,
    /// Files left alone.
    pub ignored: Vec<(Arc<str>, Ignored)>,
    /// Files that were read.
    pub files: usize,
    /// Whether the run was asked to end before all of them were.
    pub(crate) is_cut_short: bool,
    /// Submissions that such a run has not come to.
    pub(crate) undone: usize,
    /// The inbox, file by file.
    pub(crate) looked: Vec<CheckedFile>,
    /// Ends the run in order when asked.
    pub(crate) interrupt: Interrupt,
    newest: bool,
    pub(crate) layouts: Vec<Arc<Layout>>,
    pub(crate) parts: Vec<SubmissionFile>,
    /// The file of the inbox that a part came with.
    pub(crate) sources: Vec<usize>,
    pub(crate) store: FileStore,
    pub(crate) texts: InboxTexts,
    /// What departments published last year, if it is at hand.
    pub(crate) last: Option<LastYears>,
}

/// What a file holds, and what in it was left alone.
type FileContents = (
    Vec<(Arc<str>, Result<SubmissionFile, Refusal>)>,
    Vec<(Arc<str>, Ignored)>,
);

/// What came of a file.
enum FileResult<'a> {
    /// An earlier run knows it.
    Known(&'a FileRecord, Trust),
    /// It was read; with what stands for its content.
    Read(FileContents, Option<ContentHash>),
}

/// Reads every file of an inbox and finds out what belongs together. `file_done` is called after each file.
pub fn gather(
    inbox: Inbox,
    layouts: &[Arc<Layout>],
    options: ReadOptions<'_>,
    file_done: impl FnMut(&SubmittedFile),
) -> GatheredInbox {
    gather_since(inbox, layouts, options, None, file_done)
}

/// The same; files that an earlier run knows and that have not changed are not read.
pub(crate) fn gather_since(
    inbox: Inbox,
    layouts: &[Arc<Layout>],
    options: ReadOptions<'_>,
    earlier: Option<EarlierRun<'_>>,
    mut file_done: impl FnMut(&SubmittedFile),
) -> GatheredInbox {
    let (mut unreadable, mut ignored) = (inbox.unreadable, inbox.ignored);
    let store = FileStore::default();
    let (mut parts, mut sources, mut looked) = (Vec::new(), Vec::new(), Vec::new());
    let (texts, files): (Vec<SubmittedFile>, Vec<SubmittedFile>) =
        inbox.files.into_iter().partition(texts::may_be_text);
    let texts::ReadTexts {
        texts,
        books,
        others,
        left,
        refused,
    } = texts::read_all(texts, layouts, options);
    ignored.extend(left);
    unreadable.extend(refused);
    let files = &[files, others].concat();
    let read = |reader: &mut FileReaders<'_>, at: usize| {
        (!options.is_interrupted()).then(|| take(reader, &files[at], earlier, &store))
    };
    let reader = || FileReaders::new(layouts, options);
    let mut is_cut_short = false;
    parallel::in_order(
        files.len(),
        reader,
        read,
        |at, taken: Option<FileResult<'_>>| {
            let Some(taken) = taken else {
                is_cut_short = true;
                return;
            };
            let ((found, more), own) = settled(&files[at], taken);
            ignored.extend(more);
            for (name, outcome) in found {
                match outcome {
                    Ok(part) => {
                        parts.push(part);
                        sources.push(looked.len());
                    }
                    Err(refusal) => unreadable.push((name, refusal)),
                }
            }
            looked.push(own);
            file_done(&files[at]);
        },
    );
    let keep = |read| SubmissionFile::new(read, layouts, |read| store.put(read, layouts));
    for (file, part) in books_apart(books, &parts, keep) {
        parts.push(part);
        sources.push(looked.len());
        looked.push(CheckedFile {
            file,
            record: None,
            look: None,
        });
    }
    let submissions = submissions(&parts, layouts, options);
    let texts = InboxTexts::new(texts, &submissions);
    ignored.extend(texts.left_alone());
    GatheredInbox {
        submissions,
        unreadable,
        ignored,
        files: parts.len() + texts.count(),
        is_cut_short,
        undone: 0,
        looked,
        interrupt: options.interrupt.cloned().unwrap_or_default(),
        newest: options.newest,
        layouts: layouts.to_vec(),
        parts,
        sources,
        store,
        texts,
        last: None,
    }
}

/// The tables of documents; where there are workbooks too, those of them again, and left alone.
fn books_apart(
    books: Vec<(SubmittedFile, Box<FileRead>)>,
    parts: &[SubmissionFile],
    keep: impl Fn(FileRead) -> SubmissionFile,
) -> Vec<(SubmittedFile, SubmissionFile)> {
    let read = books
        .into_iter()
        .map(|(file, read)| (file, keep(*read).settled()));
    read.filter(|(_, part)| !parts.iter().any(|other| part.is_beside(other)))
        .collect()
}

/// Reads a file, or takes what is known of it.
fn take<'a>(
    reader: &mut FileReaders<'_>,
    file: &SubmittedFile,
    earlier: Option<EarlierRun<'a>>,
    store: &FileStore,
) -> FileResult<'a> {
    let digest = match earlier.map(|earlier| earlier.of(file)) {
        Some(Ok((record, look))) => return FileResult::Known(record, look),
        Some(Err(digest)) => digest,
        None => None,
    };
    let Outcomes {
        files: found,
        ignored,
    } = reader.read(file);
    // what changed while it was read is known by no content
    let digest = digest.filter(|digest| cache::digest_of(&file.path) == Some(*digest));
    let is_passing =
        |(_, outcome): &(_, Result<_, _>)| outcome.as_ref().is_err_and(cache::is_passing);
    let digest = digest.filter(|_| !found.iter().any(is_passing));
    let layouts = reader.layouts();
    let keep = |read| SubmissionFile::new(read, layouts, |read| store.put(read, layouts));
    let files = found
        .into_iter()
        .map(|(name, outcome)| (name, outcome.map(keep)))
        .collect();
    FileResult::Read((files, ignored), digest)
}

/// What came of a file, and what a later run may know of it. What stays for the whole run is made on one thread:
/// scattered among what the readers take and give back, it would keep their memory in use.
fn settled(file: &SubmittedFile, taken: FileResult<'_>) -> (FileContents, CheckedFile) {
    let file = file.clone();
    match taken {
        FileResult::Known(record, look) => {
            let restored = |(name, outcome): &(Arc<str>, Result<SubmissionFile, Refusal>)| {
                (name.clone(), outcome.clone())
            };
            let files = record.found.iter().map(restored).collect();
            let found = (files, record.ignored.clone());
            (
                found,
                CheckedFile {
                    file,
                    record: Some(record.clone()),
                    look: Some(look),
                },
            )
        }
        FileResult::Read((files, ignored), digest) => {
            let files: Vec<_> = files
                .into_iter()
                .map(|(name, outcome)| (name, outcome.map(SubmissionFile::settled)))
                .collect();
            let record = digest.map(|digest| FileRecord {
                digest,
                found: files
                    .iter()
                    .map(|(name, outcome)| (name.as_ref().into(), known_of(outcome)))
                    .collect(),
                ignored: ignored.clone(),
            });
            (
                (files, ignored),
                CheckedFile {
                    file,
                    record,
                    look: None,
                },
            )
        }
    }
}

/// What a later run may know of an outcome.
fn known_of(outcome: &Result<SubmissionFile, Refusal>) -> Result<SubmissionFile, Refusal> {
    match outcome {
        Ok(part) => Ok(part.without_figures()),
        Err(refusal) => Err(refusal.clone()),
    }
}

impl GatheredInbox {
    /// The budget of a submission, by its number: once, for its figures are given away.
    ///
    /// # Errors
    /// The reason where the system lost what was read.
    pub fn budget(&self, submission: usize) -> Result<Budget, Refusal> {
        let mut budget = self.tables(submission)?;
        let texts = self.texts.of_budget(submission);
        for text in &texts {
            if !budget.files.contains(&text.name) {
                budget.files.push(text.name.clone());
            }
        }
        budget.texts.extend(texts);
        Ok(budget)
    }

    /// Its tables.
    fn tables(&self, submission: usize) -> Result<Budget, Refusal> {
        let submission = &self.submissions[submission];
        let of = |named: &Submission, files: &[usize]| {
            let files = files
                .iter()
                .map(|at| self.store.get(&self.parts[*at].kept, &self.layouts));
            Ok(assemble::budget(
                named,
                files.collect::<Result<_, _>>()?,
                self.newest,
            ))
        };
        let Division { whole, units } = &submission.division;
        if units.is_empty() {
            return of(submission, &submission.parts);
        }
        let own = if whole.is_empty() {
            None
        } else {
            Some(of(submission, whole)?)
        };
        let units = units.iter().map(|(unit, files)| {
            let named = Submission {
                department: unit.heading.clone(),
                ..submission.clone()
            };
            Ok((unit.clone(), of(&named, files)?))
        });
        let department = ConsolidatedDepartment {
            name: submission.department.clone(),
            fiscal_year: submission.fiscal_year,
            layout: submission.layout.clone(),
            folder: submission.folder.clone(),
        };
        Ok(consolidate(
            department,
            own,
            units.collect::<Result<_, _>>()?,
        ))
    }

    /// All budgets at once.
    pub(crate) fn reading(self) -> FolderReading {
        let mut reading = FolderReading {
            files: self.files,
            ..FolderReading::default()
        };
        let mut lost = Vec::new();
        for (index, submission) in self.submissions.iter().enumerate() {
            match self.budget(index) {
                Ok(budget) => reading.budgets.push(budget),
                Err(refusal) => lost.extend(
                    submission
                        .files
                        .iter()
                        .map(|file| (file.clone(), refusal.clone())),
                ),
            }
        }
        reading.unreadable = self.unreadable.into_iter().chain(lost).collect();
        reading.ignored = self.ignored;
        reading.warned = reading.budgets.iter().map(warned).sum();
        reading
    }
}
