//! A whole inbox: every file is read once, on all cores, then one department after the other is put together.
//! However many there are, the figures of a few only are in memory.

mod beside;
mod contents;
mod last_texts;
mod reading;

use crate::book::Refusal;
use crate::budget::Budget;
use crate::consolidate::{ConsolidatedDepartment, consolidate};
use crate::finding::Ignored;
use crate::layout::Layout;
use crate::run::Interrupt;
use crate::run::cache::{EarlierRun, FileRecords, Trust};
use crate::run::departments::Submissions;
use crate::run::explanations::InboxExplanations;
use crate::run::inbox::{Inbox, SubmittedFile};
use crate::run::last::LastYears;
use crate::run::resubmissions::Resubmissions;
use crate::run::spool::SpooledList;
use crate::run::store::{FileStore, StoredFile};
use crate::run::submission::Submission;
use crate::run::texts::{self, InboxTexts, ReadTexts};
use crate::run::units::Division;
use crate::run::worker::Workers;
use crate::run::{FolderReading, assemble, warned};
use reading::Gathering;
use std::mem;
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
    /// How it was seen that an earlier run knows a file; `None` where it was read.
    pub(crate) looks: Vec<Option<Trust>>,
    /// What a later run may know of the files.
    pub(crate) records: FileRecords,
    /// Ends the run in order when asked.
    pub(crate) interrupt: Interrupt,
    newest: bool,
    pub(crate) layouts: Vec<Arc<Layout>>,
    /// Where the figures of each part are.
    pub(crate) stored: Vec<StoredFile>,
    /// The file of the inbox that a part came with.
    pub(crate) sources: Vec<usize>,
    pub(crate) store: FileStore,
    pub(crate) texts: InboxTexts,
    /// What departments say of what is to be verified.
    pub(crate) explanations: InboxExplanations,
    /// What departments published last year, if it is at hand.
    pub(crate) last: Option<Box<LastYears>>,
    /// What is known of submissions that others of their department may contradict.
    pub(crate) resubmissions: Resubmissions,
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
    let mut gathering = Gathering::new(layouts, options);
    let mut texts = Vec::new();
    for file in inbox.files {
        if texts::may_be_text(&file) {
            texts.push(file);
        } else {
            gathering.inbox.push(&file);
        }
    }
    let mut read = ReadTexts::default();
    texts::read_all(&mut read, &texts, layouts, options, &mut file_done);
    gathering.unreadable = [inbox.unreadable, mem::take(&mut read.refused)].concat();
    gathering.ignored = [inbox.ignored, mem::take(&mut read.left)].concat();
    for file in mem::take(&mut read.others) {
        gathering.inbox.push(&file);
    }
    gathering.read_files(earlier, file_done);
    gathering.read_zipped_texts(&mut read);
    gathering.add_books(read.books, &mut read.texts);
    gathering.finish(read.texts)
}

impl GatheredInbox {
    /// The budget of a submission, by its number: once, for its figures are given away, unless its department handed in
    /// another one, to be compared with it.
    ///
    /// # Errors
    /// The reason where the system lost what was read.
    pub fn budget(&self, submission: usize) -> Result<Budget, Refusal> {
        let mut budget = self.tables(submission)?;
        for text in self.texts.texts_of(submission) {
            let text = text.map_err(|error| Refusal::system(&error))?;
            if !budget.files.contains(&text.name) {
                budget.files.push(text.name.clone());
            }
            budget.texts.push(text);
        }
        texts::find_units(&mut budget);
        Ok(budget)
    }

    /// Its tables.
    fn tables(&self, submission: usize) -> Result<Budget, Refusal> {
        let is_kept = !self.submissions.again(submission).is_empty();
        let submission = self.submissions.get(submission);
        let submission = &submission.map_err(|error| Refusal::system(&error))?;
        let of = |named: &Submission, files: &[usize]| {
            let files = files
                .iter()
                .map(|at| self.store.get(&self.stored[*at], &self.layouts, is_kept));
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
