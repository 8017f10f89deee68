//! An inbox of which an earlier run knows the most: what one department's files come to as a whole, and the reading
//! of those that must be read after all, because another file of their department has changed.

use crate::label::{SHORT_NAME, is_named_after};
use crate::parallel;
use crate::read::stated::stem;
use crate::run::cache::{ContentHash, Trust, digest, digest_of};
use crate::run::gather::GatheredInbox;
use crate::run::last::FOLDERS;
use crate::run::reader::{FileReaders, Outcomes};
use crate::run::store::StoredFile;
use crate::run::{ReadOptions, Submission};
use std::collections::BTreeSet;
use std::sync::Arc;

impl GatheredInbox {
    /// Hash of all files of a submission, and of those that its department handed in again; `None` where a file of them
    /// must be read on every run.
    pub(crate) fn digest(&self, index: usize, submission: &Submission) -> Option<ContentHash> {
        let own = self.own_digest(index, submission)?;
        let again = self.submissions.again(index);
        if again.is_empty() {
            return Some(own);
        }
        let others = again.into_iter().map(|at| {
            let other = self.submissions.get(at).ok()?;
            self.own_digest(at, &other)
        });
        let others: Vec<ContentHash> = others.collect::<Option<_>>()?;
        postcard::to_stdvec(&(own, others))
            .ok()
            .map(|bytes| digest(&bytes))
    }

    fn own_digest(&self, index: usize, submission: &Submission) -> Option<ContentHash> {
        let texts = self.texts.digests_of(index);
        let texts: Vec<_> = texts.chain(self.digests_before(index)).collect();
        let explanations = self.explanations.given(submission);
        let contents: Option<Vec<ContentHash>> = self
            .sources_of(submission)
            .map(|at| self.known_digest(at))
            .collect();
        let Submission {
            department,
            fiscal_year,
            likely_year,
            layout,
            folder,
            files,
            ..
        } = submission;
        let all = (
            department,
            fiscal_year,
            likely_year,
            &layout.id,
            folder,
            files,
            contents?,
            (texts, explanations),
            self.submissions.called_otherwise(submission),
            (
                &submission.other_years,
                self.submissions.year_of_others(submission),
                self.submissions.same_amounts(submission),
            ),
            self.unread_beside(submission),
            self.last.as_ref().map(|last| last.digest),
        );
        postcard::to_stdvec(&all).ok().map(|bytes| digest(&bytes))
    }

    /// Files in the folder of a submission, if it has one of its own, that could not be read; of a folder of several
    /// departments those that are named after its own. Those of earlier years are none.
    pub(crate) fn unread_beside(&self, submission: &Submission) -> Vec<Arc<str>> {
        if submission.folder.is_empty() {
            return Vec::new();
        }
        let lead = format!("{}/", submission.folder);
        let names = self.unreadable.iter().map(|(name, _)| name);
        let own = names.filter(|name| {
            let within = name.strip_prefix(&lead);
            within.is_some_and(|within| {
                let is_own = || is_called_after(stem(within), &submission.department);
                !within.split('/').any(|part| FOLDERS.contains(&part))
                    && (!submission.shares_folder || is_own())
            })
        });
        own.cloned().collect()
    }

    /// Whether a file of a submission is being written.
    pub(crate) fn is_held(&self, submission: &Submission) -> bool {
        self.sources_of(submission)
            .any(|at| self.looks[at] == Some(Trust::Held))
    }

    /// Whether no file of a submission changed.
    pub(crate) fn is_trusted(&self, submission: &Submission) -> bool {
        self.sources_of(submission)
            .all(|at| self.looks[at] == Some(Trust::Trusted))
    }

    /// Files of a submission that were read again.
    pub(crate) fn new_files(&self, submission: &Submission) -> Vec<Arc<str>> {
        let Submission { files, parts, .. } = submission;
        let is_new = |(_, at): &(&Arc<str>, &usize)| self.looks[self.sources[**at]].is_none();
        let all = files.iter().zip(parts).filter(is_new);
        all.map(|(name, _)| name.clone()).collect()
    }

    /// The files of the inbox that a submission came with, by their numbers.
    fn sources_of<'a>(&'a self, submission: &'a Submission) -> impl Iterator<Item = usize> {
        submission.parts.iter().map(|at| self.sources[*at])
    }

    /// Hash of the content of a file of the inbox, where a later run may know it by that.
    fn known_digest(&self, file: usize) -> Option<ContentHash> {
        let file = self.inbox.get(file).ok()?;
        self.records.get(&*file.name).map(|record| record.digest)
    }

    /// Reads the files of some submissions that are only known so far.
    pub(crate) fn read_rest(&mut self, wanted: &[usize], options: ReadOptions<'_>) {
        // with what their departments handed in again
        let again = wanted.iter().flat_map(|at| self.submissions.again(*at));
        let wanted: BTreeSet<usize> = wanted.iter().copied().chain(again).collect();
        let wanted = wanted
            .iter()
            .filter_map(|at| self.submissions.get(*at).ok());
        let parts = wanted.flat_map(|own| own.parts.into_iter().zip(own.files));
        let unread: Vec<(usize, Arc<str>)> = parts
            .filter(|(at, _)| matches!(self.stored[*at], StoredFile::Unread))
            .collect();
        let files: Vec<usize> = unread
            .iter()
            .map(|(at, _)| self.sources[*at])
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        let (layouts, store) = (&self.layouts, &self.store);
        let all = &*self;
        let read = |reader: &mut FileReaders<'_>, at: usize| {
            let file = all.inbox.get(files[at]).ok();
            let Some(file) = file.filter(|_| !options.is_interrupted()) else {
                return Vec::new();
            };
            let Outcomes { files: found, .. } = reader.read(&file);
            if digest_of(&file.path) != all.known_digest(files[at]) {
                return Vec::new();
            }
            let read = found.into_iter().filter_map(|(_, outcome)| outcome.ok());
            read.map(|read| (read.name.clone(), store.put(read, layouts)))
                .collect()
        };
        let mut found = Vec::new();
        let reader = || FileReaders::new(layouts, options);
        parallel::in_order(files.len(), reader, read, |at, parts| {
            found.push((files[at], parts))
        });
        for (file, read) in found {
            for (name, stored) in read {
                let mut own = unread.iter();
                let same =
                    |(at, own): &&(usize, Arc<str>)| self.sources[*at] == file && *own == name;
                if let Some((at, _)) = own.find(same) {
                    self.stored[*at] = stored;
                }
            }
        }
    }
}

/// Whether a part of a file's name is a department's: 民政局2020（修改后）.
fn is_called_after(name: &str, department: &str) -> bool {
    let mut parts = name.split(|c: char| !c.is_alphabetic());
    parts.any(|part| part.chars().count() >= SHORT_NAME && is_named_after(part, department))
}
