//! A whole inbox: every file is read once, on all cores, then one department after the other is put together.
//! However many there are, the figures of a few only are in memory.

mod contents;
mod last_texts;

use crate::book::Refusal;
use crate::budget::Budget;
use crate::consolidate::{ConsolidatedDepartment, consolidate};
use crate::finding::Ignored;
use crate::layout::Layout;
use crate::parallel;
use crate::read::file::FileRead;
use crate::run::Interrupt;
use crate::run::cache::{EarlierRun, FileRecord, FileRecords, Trust};
use crate::run::departments::Submissions;
use crate::run::explanations::InboxExplanations;
use crate::run::inbox::{Inbox, SubmittedFile};
use crate::run::last::LastYears;
use crate::run::reader::FileReaders;
use crate::run::rerun::CheckedFile;
use crate::run::spool::SpooledList;
use crate::run::store::{FileStore, StoredFile};
use crate::run::submission::{Submission, SubmissionFile, submissions};
use crate::run::texts::{self, InboxTexts, TextFile};
use crate::run::units::Division;
use crate::run::worker::Workers;
use crate::run::{FolderReading, assemble, warned};
use contents::{FileContents, settled, take};
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
    pub submissions: Submissions,
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
    pub(crate) inbox: SpooledList<SubmittedFile>,
    pub(crate) looked: Vec<CheckedFile>,
    /// What a later run may know of the files.
    pub(crate) records: FileRecords,
    /// Ends the run in order when asked.
    pub(crate) interrupt: Interrupt,
    newest: bool,
    pub(crate) layouts: Vec<Arc<Layout>>,
    /// Where the figures of each part are.
    pub(crate) parts: Vec<StoredFile>,
    /// The file of the inbox that a part came with.
    pub(crate) sources: Vec<usize>,
    pub(crate) store: FileStore,
    pub(crate) texts: InboxTexts,
    /// What departments say of what is to be verified.
    pub(crate) explanations: InboxExplanations,
    /// What departments published last year, if it is at hand.
    pub(crate) last: Option<Box<LastYears>>,
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
    file_done: impl FnMut(&SubmittedFile),
) -> GatheredInbox {
    let (texts, files) = inbox.files.into_iter().partition(texts::may_be_text);
    let read = texts::read_all(texts, layouts, options);
    let mut gathering = Gathering {
        unreadable: [inbox.unreadable, read.refused].concat(),
        ignored: [inbox.ignored, read.left].concat(),
        ..Gathering::new(layouts, options)
    };
    let mut files: Vec<SubmittedFile> = files;
    files.extend(read.others);
    gathering.read_files(&files, earlier, file_done);
    drop(files);
    gathering.add_books(read.books);
    gathering.finish(read.texts)
}

/// An inbox while it is read.
struct Gathering<'a> {
    layouts: &'a [Arc<Layout>],
    options: ReadOptions<'a>,
    store: FileStore,
    parts: Vec<SubmissionFile>,
    sources: Vec<usize>,
    inbox: SpooledList<SubmittedFile>,
    looked: Vec<CheckedFile>,
    records: FileRecords,
    unreadable: Vec<(Arc<str>, Refusal)>,
    ignored: Vec<(Arc<str>, Ignored)>,
    is_cut_short: bool,
}

impl<'a> Gathering<'a> {
    fn new(layouts: &'a [Arc<Layout>], options: ReadOptions<'a>) -> Self {
        Self {
            layouts,
            options,
            store: FileStore::default(),
            parts: Vec::new(),
            sources: Vec::new(),
            inbox: SpooledList::default(),
            looked: Vec::new(),
            records: FileRecords::default(),
            unreadable: Vec::new(),
            ignored: Vec::new(),
            is_cut_short: false,
        }
    }

    /// Reads files on all cores, or takes what an earlier run knows of them.
    fn read_files(
        &mut self,
        files: &[SubmittedFile],
        earlier: Option<EarlierRun<'_>>,
        mut file_done: impl FnMut(&SubmittedFile),
    ) {
        let (layouts, options) = (self.layouts, self.options);
        let store = std::mem::take(&mut self.store);
        let reader = || FileReaders::new(layouts, options);
        let read = |reader: &mut FileReaders<'_>, at: usize| {
            (!options.is_interrupted()).then(|| take(reader, &files[at], earlier, &store))
        };
        parallel::in_order(files.len(), reader, read, |at, taken| match taken {
            Some(taken) => {
                self.add(&files[at], settled(taken));
                file_done(&files[at]);
            }
            None => self.is_cut_short = true,
        });
        self.store = store;
    }

    /// Adds the outcome of a file.
    fn add(
        &mut self,
        file: &SubmittedFile,
        ((found, ignored), look, record): (FileContents, Option<Trust>, Option<FileRecord>),
    ) {
        self.ignored.extend(ignored);
        for (name, outcome) in found {
            match outcome {
                Ok(part) => {
                    self.parts.push(part);
                    self.sources.push(self.looked.len());
                }
                Err(refusal) => self.unreadable.push((name, refusal)),
            }
        }
        if let Some(record) = &record {
            self.records.insert(&file.name, record);
        }
        self.inbox.push(file);
        self.looked.push(CheckedFile {
            digest: record.map(|record| record.digest),
            look,
        });
    }

    /// Adds documents that hold the tables of a whole book. Where there are workbooks too, the tables in a document are
    /// those of them again.
    fn add_books(&mut self, books: Vec<(SubmittedFile, Box<FileRead>)>) {
        let (layouts, store) = (self.layouts, &self.store);
        let keep = |read| SubmissionFile::new(read, layouts, |read| store.put(read, layouts));
        let read = books
            .into_iter()
            .map(|(file, read)| (file, keep(*read).settled()));
        let is_apart = |part: &SubmissionFile| !self.parts.iter().any(|own| part.is_beside(own));
        let apart: Vec<_> = read.filter(|(_, part)| is_apart(part)).collect();
        for (file, part) in apart {
            self.parts.push(part);
            self.sources.push(self.looked.len());
            self.inbox.push(&file);
            self.looked.push(CheckedFile {
                digest: None,
                look: None,
            });
        }
    }

    /// Finds out what belongs together.
    fn finish(mut self, texts: Vec<TextFile>) -> GatheredInbox {
        let submissions = submissions(&self.parts, self.layouts, self.options);
        let texts = InboxTexts::new(texts, &submissions);
        self.ignored.extend(texts.left_alone());
        let explanations = InboxExplanations::take(&mut self.ignored, &self.parts, &submissions);
        GatheredInbox {
            submissions: Submissions::new(submissions, self.layouts),
            unreadable: self.unreadable,
            ignored: self.ignored,
            files: self.parts.len() + texts.count() + explanations.files,
            is_cut_short: self.is_cut_short,
            undone: 0,
            inbox: self.inbox,
            looked: self.looked,
            records: self.records,
            interrupt: self.options.interrupt.cloned().unwrap_or_default(),
            newest: self.options.newest,
            layouts: self.layouts.to_vec(),
            parts: self.parts.into_iter().map(SubmissionFile::kept).collect(),
            sources: self.sources,
            store: self.store,
            texts,
            explanations,
            last: None,
        }
    }
}

impl GatheredInbox {
    /// The budget of a submission, by its number: once, for its figures are given away.
    ///
    /// # Errors
    /// The reason where the system lost what was read.
    pub fn budget(&self, submission: usize) -> Result<Budget, Refusal> {
        let mut budget = self.tables(submission)?;
        for (text, _) in self.texts.texts_of(submission) {
            if !budget.files.contains(&text.name) {
                budget.files.push(text.name.clone());
            }
            budget.texts.push(text);
        }
        Ok(budget)
    }

    /// Its tables.
    fn tables(&self, submission: usize) -> Result<Budget, Refusal> {
        let submission = self.submissions.get(submission);
        let submission = &submission.map_err(|error| Refusal::system(&error))?;
        let of = |named: &Submission, files: &[usize]| {
            let files = files
                .iter()
                .map(|at| self.store.get(&self.parts[*at], &self.layouts));
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

    /// The files of a submission.
    pub(crate) fn files_of(&self, submission: usize) -> Vec<Arc<str>> {
        let own = self.submissions.get(submission);
        own.map_or(Vec::new(), |own| own.files)
    }

    /// All budgets at once.
    pub(crate) fn reading(self) -> FolderReading {
        let mut reading = FolderReading {
            files: self.files,
            ..FolderReading::default()
        };
        let mut lost = Vec::new();
        for index in 0..self.submissions.len() {
            match self.budget(index) {
                Ok(budget) => reading.budgets.push(budget),
                Err(refusal) => {
                    let files = self.files_of(index).into_iter();
                    lost.extend(files.map(|file| (file, refusal.clone())));
                }
            }
        }
        reading.unreadable = self.unreadable.into_iter().chain(lost).collect();
        reading.ignored = self.ignored;
        reading.warned = reading.budgets.iter().map(warned).sum();
        reading
    }
}
