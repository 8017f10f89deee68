//! A whole inbox: every file is read once, on all cores, then one department after the other is put together.
//! However many there are, the figures of a few only are in memory.

use super::apart::Workers;
use super::inbox::{Inbox, Submitted};
use super::reader::{Outcomes, Reader};
use super::refusal::Refusal;
use super::store::Store;
use super::submission::{Part, Submission, submissions};
use super::units::Division;
use super::{Reading, assemble, warned};
use crate::budget::Budget;
use crate::consolidate::{Department, consolidate};
use crate::lang::Text;
use crate::layout::Layout;
use crate::parallel;
use std::sync::Arc;

/// How an inbox is read.
#[derive(Debug, Clone, Copy, Default)]
pub struct Manner<'a> {
    /// The fiscal year where the clerk gives it.
    pub year: Option<i32>,
    /// The department that all files are of, where the clerk names it; otherwise headings and folders tell.
    pub department: Option<&'a str>,
    /// Of two versions of a table the one is used that was saved last; otherwise neither.
    pub newest: bool,
    /// Processes for files that might bring this one down; without them all is read here.
    pub workers: Option<&'a Workers>,
}

/// An inbox whose files were read.
pub struct Gathered {
    /// A department each.
    pub submissions: Vec<Submission>,
    /// Files that were not read.
    pub unreadable: Vec<(Arc<str>, Refusal)>,
    /// Files left alone.
    pub ignored: Vec<(Arc<str>, Text)>,
    /// Files that were read.
    pub files: usize,
    newest: bool,
    layouts: Vec<Arc<Layout>>,
    parts: Vec<Part>,
    store: Store,
}

/// Reads every file of an inbox and finds out what belongs together. `file_done` is called after each file.
pub fn gather(
    inbox: Inbox,
    layouts: &[Arc<Layout>],
    manner: Manner<'_>,
    mut file_done: impl FnMut(&Submitted),
) -> Gathered {
    let (mut unreadable, mut ignored) = (inbox.unreadable, inbox.ignored);
    let store = Store::default();
    let mut parts = Vec::new();
    let files = &inbox.files;
    let read = |reader: &mut Reader<'_>, at: usize| {
        let Outcomes { files: found, ignored } = reader.read(&files[at]);
        let keep = |read| Part::new(read, layouts, |read| store.put(read, layouts));
        let found: Vec<_> = found.into_iter().map(|(name, outcome)| (name, outcome.map(keep))).collect();
        (found, ignored)
    };
    let reader = || Reader::new(layouts, manner.workers);
    parallel::in_order(files.len(), reader, read, |at, (found, more)| {
        ignored.extend(more);
        for (name, outcome) in found {
            match outcome {
                Ok(part) => parts.push(part),
                Err(refusal) => unreadable.push((name, refusal)),
            }
        }
        file_done(&files[at]);
    });
    let submissions = submissions(&parts, layouts, manner);
    Gathered {
        submissions,
        unreadable,
        ignored,
        files: parts.len(),
        newest: manner.newest,
        layouts: layouts.to_vec(),
        parts,
        store,
    }
}

impl Gathered {
    /// The budget of a submission, by its number.
    ///
    /// # Errors
    /// The reason where the system lost what was read.
    pub fn budget(&self, submission: usize) -> Result<Budget, Refusal> {
        let submission = &self.submissions[submission];
        let of = |named: &Submission, files: &[usize]| {
            let files = files.iter().map(|at| self.store.get(&self.parts[*at].kept, &self.layouts));
            Ok(assemble::budget(named, files.collect::<Result<_, _>>()?, self.newest))
        };
        let Division { whole, units } = &submission.division;
        if units.is_empty() {
            return of(submission, &submission.parts);
        }
        let own = if whole.is_empty() { None } else { Some(of(submission, whole)?) };
        let units = units.iter().map(|(unit, files)| {
            let named = Submission { department: unit.heading.clone(), ..submission.clone() };
            Ok((unit.clone(), of(&named, files)?))
        });
        let department = Department {
            name: submission.department.clone(),
            fiscal_year: submission.fiscal_year,
            layout: submission.layout.clone(),
            folder: submission.folder.clone(),
        };
        Ok(consolidate(department, own, units.collect::<Result<_, _>>()?))
    }

    /// All budgets at once.
    pub(super) fn reading(self) -> Reading {
        let mut reading = Reading { files: self.files, ..Reading::default() };
        let mut lost = Vec::new();
        for (index, submission) in self.submissions.iter().enumerate() {
            match self.budget(index) {
                Ok(budget) => reading.budgets.push(budget),
                Err(refusal) => lost.extend(submission.files.iter().map(|file| (file.clone(), refusal.clone()))),
            }
        }
        reading.unreadable = self.unreadable.into_iter().chain(lost).collect();
        reading.ignored = self.ignored;
        reading.warned = reading.budgets.iter().map(warned).sum();
        reading
    }
}
