//! An inbox of which an earlier run knows the most: what one department's files come to as a whole, and the reading
//! of those that must be read after all, because another file of their department has changed.

use crate::parallel;
use crate::run::cache::{ContentHash, FileRecord, FileRecords, Trust, digest, digest_of};
use crate::run::gather::GatheredInbox;
use crate::run::inbox::SubmittedFile;
use crate::run::reader::{FileReaders, Outcomes};
use crate::run::store::StoredFile;
use crate::run::submission::SubmissionFile;
use crate::run::{ReadOptions, Submission};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A file of an inbox that was looked at.
#[derive(Debug)]
pub(crate) struct CheckedFile {
    pub(crate) file: SubmittedFile,
    /// What a later run may know of it.
    pub(crate) record: Option<FileRecord>,
    /// How it was seen that an earlier run knows it; `None` where it was read.
    pub(crate) look: Option<Trust>,
}

impl GatheredInbox {
    /// What a later run may know of the files; given away.
    pub(crate) fn take_records(&mut self) -> FileRecords {
        let own =
            |looked: &mut CheckedFile| Some((looked.file.name.clone(), looked.record.take()?));
        self.looked.iter_mut().filter_map(own).collect()
    }

    /// Hash of all files of a submission; `None` where a file of it must be read on every run.
    pub(crate) fn digest(&self, submission: usize) -> Option<ContentHash> {
        let texts = self.texts.texts_of(submission);
        let texts = texts.chain(self.texts_before(submission));
        let texts: Vec<_> = texts.map(|(text, digest)| (text.name, digest)).collect();
        let submission = &self.submissions[submission];
        let explanations = self.explanations.given(submission);
        let contents: Option<Vec<ContentHash>> = self
            .sources_of(submission)
            .map(|it| Some(it.record.as_ref()?.digest))
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
            self.last.as_ref().map(|last| last.digest),
        );
        postcard::to_stdvec(&all).ok().map(|bytes| digest(&bytes))
    }

    /// Whether a file of a submission is being written.
    pub(crate) fn is_held(&self, submission: usize) -> bool {
        self.sources_of(&self.submissions[submission])
            .any(|it| it.look == Some(Trust::Held))
    }

    /// Whether no file of a submission changed.
    pub(crate) fn is_trusted(&self, submission: usize) -> bool {
        self.sources_of(&self.submissions[submission])
            .all(|it| it.look == Some(Trust::Trusted))
    }

    /// Files of a submission that were read again.
    pub(crate) fn new_files(&self, submission: usize) -> Vec<Arc<str>> {
        let parts = &self.submissions[submission].parts;
        let is_new = |at: &&usize| self.looked[self.sources[**at]].look.is_none();
        parts
            .iter()
            .filter(is_new)
            .map(|at| self.parts[*at].name.clone())
            .collect()
    }

    fn sources_of<'a>(
        &'a self,
        submission: &'a Submission,
    ) -> impl Iterator<Item = &'a CheckedFile> {
        submission
            .parts
            .iter()
            .map(|at| &self.looked[self.sources[*at]])
    }

    /// Reads the files of some submissions that are only known so far.
    pub(crate) fn read_rest(&mut self, wanted: &[usize], options: ReadOptions<'_>) {
        let parts = wanted
            .iter()
            .flat_map(|submission| &self.submissions[*submission].parts);
        let unread: Vec<usize> = parts
            .copied()
            .filter(|at| matches!(*self.parts[*at].kept, StoredFile::Unread))
            .collect();
        let files: Vec<usize> = unread
            .iter()
            .map(|at| self.sources[*at])
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        let (layouts, store, looked) = (&self.layouts, &self.store, &self.looked);
        let read = |reader: &mut FileReaders<'_>, at: usize| {
            let CheckedFile { file, record, .. } = &looked[files[at]];
            if options.is_interrupted() {
                return Vec::new();
            }
            let Outcomes { files: found, .. } = reader.read(file);
            if digest_of(&file.path) != record.as_ref().map(|record| record.digest) {
                return Vec::new();
            }
            let keep = |read| SubmissionFile::new(read, layouts, |read| store.put(read, layouts));
            found
                .into_iter()
                .filter_map(|(_, outcome)| outcome.ok().map(keep))
                .collect()
        };
        let mut found: Vec<(usize, Vec<SubmissionFile>)> = Vec::new();
        let reader = || FileReaders::new(layouts, options);
        parallel::in_order(files.len(), reader, read, |at, parts| {
            found.push((files[at], parts))
        });
        for (file, read) in found {
            for part in read {
                let same =
                    |at: &&usize| self.sources[**at] == file && self.parts[**at].name == part.name;
                if let Some(at) = unread.iter().find(same) {
                    self.parts[*at].kept = part.kept;
                }
            }
        }
    }
}
