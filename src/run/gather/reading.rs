//! An inbox while it is read: what is known of its files so far, and what belongs together once all of them are read.

use super::beside::{FilesBeside, is_again};
use super::contents::{FileContents, take};
use super::{GatheredInbox, ReadOptions};
use crate::book::Refusal;
use crate::finding::{GivenExplanation, Ignored};
use crate::layout::Layout;
use crate::parallel;
use crate::run::cache::{EarlierRun, FileRecord, FileRecords, Trust};
use crate::run::explanations::InboxExplanations;
use crate::run::inbox::SubmittedFile;
use crate::run::reader::FileReaders;
use crate::run::resubmissions::Resubmissions;
use crate::run::spool::SpooledList;
use crate::run::store::{FileStore, StoredFile};
use crate::run::submission::{SubmissionFile, submissions};
use crate::run::texts::{self, InboxTexts, ReadTexts, TablesInText, TextFiles};
use crate::run::zipped;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::{io, mem};

/// An inbox while it is read.
pub(super) struct Gathering<'a> {
    layouts: &'a [Arc<Layout>],
    options: ReadOptions<'a>,
    store: FileStore,
    parts: SpooledList<SubmissionFile>,
    stored: Vec<StoredFile>,
    sources: Vec<usize>,
    pub(super) inbox: SpooledList<SubmittedFile>,
    looks: Vec<Option<Trust>>,
    records: FileRecords,
    explanations: Vec<GivenExplanation>,
    /// Texts in zips.
    zipped_texts: Vec<SubmittedFile>,
    pub(super) unreadable: Vec<(Arc<str>, Refusal)>,
    pub(super) ignored: Vec<(Arc<str>, Ignored)>,
    is_cut_short: bool,
    /// Texts whose tables are parts, too.
    in_texts: usize,
}

impl<'a> Gathering<'a> {
    pub(super) fn new(layouts: &'a [Arc<Layout>], options: ReadOptions<'a>) -> Self {
        Self {
            layouts,
            options,
            store: FileStore::default(),
            parts: SpooledList::default(),
            stored: Vec::new(),
            sources: Vec::new(),
            inbox: SpooledList::default(),
            looks: Vec::new(),
            records: FileRecords::default(),
            explanations: Vec::new(),
            zipped_texts: Vec::new(),
            unreadable: Vec::new(),
            ignored: Vec::new(),
            is_cut_short: false,
            in_texts: 0,
        }
    }

    /// Reads the files of the inbox on all cores, or takes what an earlier run knows of them.
    pub(super) fn read_files(
        &mut self,
        earlier: Option<EarlierRun<'_>>,
        mut file_done: impl FnMut(&SubmittedFile),
    ) {
        let (layouts, options) = (self.layouts, self.options);
        let (inbox, store) = (mem::take(&mut self.inbox), mem::take(&mut self.store));
        let reader = || FileReaders::new(layouts, options);
        let read = |reader: &mut FileReaders<'_>, at: usize| {
            let file = inbox.get(at);
            let take = |file: SubmittedFile| {
                let contents = take(reader, &file, earlier, &store);
                (file, contents)
            };
            (!options.is_interrupted()).then(|| file.map(take))
        };
        parallel::in_order(inbox.len(), reader, read, |at, taken| {
            let look = match taken {
                Some(Ok((file, contents))) => {
                    let look = contents.look;
                    self.add(at, &file, contents);
                    file_done(&file);
                    look
                }
                Some(Err(error)) => {
                    self.unreadable.push(("".into(), Refusal::system(&error)));
                    None
                }
                None => {
                    self.is_cut_short = true;
                    None
                }
            };
            self.looks.push(look);
        });
        self.inbox = inbox;
        self.store = store;
    }

    /// Adds what the file of a number holds.
    fn add(&mut self, at: usize, file: &SubmittedFile, contents: FileContents) {
        let FileContents {
            found,
            ignored,
            stored,
            digest,
            ..
        } = contents;
        for (name, outcome) in &found {
            match outcome {
                Ok(part) => self.add_part(at, part),
                Err(refusal) => self.unreadable.push((name.clone(), refusal.clone())),
            }
        }
        self.stored.extend(stored);
        self.zipped_texts.extend(zipped_texts(file, &ignored));
        self.ignored.extend(ignored.iter().cloned());
        if let Some(digest) = digest {
            let record = FileRecord {
                digest,
                found,
                ignored,
            };
            self.records.insert(&*file.name, &record);
        }
    }

    fn add_part(&mut self, source: usize, part: &SubmissionFile) {
        self.parts.push(part);
        self.sources.push(source);
        self.explanations.extend(part.explanations.iter().cloned());
    }

    /// Reads the texts in zips, which were left alone so far.
    pub(super) fn read_zipped_texts(&mut self, read: &mut ReadTexts) {
        let files = mem::take(&mut self.zipped_texts);
        let first = read.texts.len();
        // the bar counts their zips
        texts::read_all(read, &files, self.layouts, self.options, |_| {});
        self.is_cut_short |= read.is_cut_short;
        let own = read.texts.names_from(first);
        let left = read.left.iter().map(|(name, _)| name);
        let refused = read.refused.iter().map(|(name, _)| name);
        let settled: HashSet<Arc<str>> = own.chain(left).chain(refused).cloned().collect();
        self.ignored.retain(|(name, _)| !settled.contains(name));
        self.ignored.append(&mut read.left);
        self.unreadable.append(&mut read.refused);
    }

    /// Adds the tables in documents: first those of whole books, then those that no other file of their department has.
    pub(super) fn add_books(&mut self, books: Vec<TablesInText>, texts: &mut TextFiles) {
        let (whole, few): (Vec<_>, Vec<_>) = books.into_iter().partition(|it| it.few.is_none());
        for books in [whole, few] {
            self.add_books_alike(books, texts);
        }
    }

    /// Where there are workbooks too, the tables of a whole book are those of them again, and only they count.
    fn add_books_alike(&mut self, books: Vec<TablesInText>, texts: &mut TextFiles) {
        let layouts = self.layouts;
        let parts = books.into_iter().map(|tables| {
            let part = SubmissionFile::new(&tables.read, layouts);
            (part, tables)
        });
        let mut parts: Vec<_> = parts.collect();
        if parts.is_empty() {
            return;
        }
        let mut beside: Vec<FilesBeside> = parts.iter().map(|_| FilesBeside::default()).collect();
        for own in self.parts.iter().flatten() {
            for ((part, _), beside) in parts.iter().zip(&mut beside) {
                beside.look_at(part, &own);
            }
        }
        let mut beside = beside.into_iter();
        parts.retain_mut(|(part, tables)| {
            let beside = beside.next().unwrap_or_default();
            match tables.few {
                None => {
                    let workbooks = beside.named_alike;
                    workbooks.is_empty() || is_again((part, &mut tables.read), &workbooks, layouts)
                }
                Some(_) => {
                    let lacks = self.lacks((part, tables), &beside.of_few(), texts);
                    self.in_texts += usize::from(lacks == Some(true));
                    lacks.is_some()
                }
            }
        });
        for (part, tables) in parts {
            self.add_part(self.inbox.len(), &part);
            self.stored.push(self.store.put(*tables.read, layouts));
            self.inbox.push(&tables.file);
            self.looks.push(None);
        }
    }

    /// Takes tables that the files of a department lack out of a text beside them; gives whether it goes on as a text.
    fn lacks(
        &self,
        (part, tables): (&mut SubmissionFile, &mut TablesInText),
        workbooks: &[SubmissionFile],
        texts: &mut TextFiles,
    ) -> Option<bool> {
        let layouts = self.layouts;
        if workbooks.is_empty() || !is_again((part, &mut tables.read), workbooks, layouts) {
            return None;
        }
        let is_there = |table| workbooks.iter().any(|own| own.has(table));
        if !tables.few.as_mut()?.leave_out(is_there) {
            return None;
        }
        let is_text = tables.take_from(texts, layouts)?;
        let read = &mut tables.read;
        read.years.clear();
        read.publication = None;
        read.department = workbooks[0].department.clone();
        *part = SubmissionFile::new(read, layouts);
        Some(is_text)
    }

    /// Leaves out forms that nobody has filled in and that lie beside one that is.
    fn leave_out_blank_forms(&mut self) {
        let parts = || self.parts.iter().flatten();
        let blank: Vec<SubmissionFile> = parts().filter(SubmissionFile::is_blank).collect();
        if blank.is_empty() {
            return;
        }
        let mut left: HashMap<Arc<str>, Arc<str>> = HashMap::new();
        for other in parts().filter(|own| !own.is_blank()) {
            for own in blank.iter().filter(|own| own.is_filled_in_as(&other)) {
                left.entry(own.name.clone())
                    .or_insert_with(|| other.name.clone());
            }
        }
        let all: io::Result<Vec<SubmissionFile>> = self.parts.iter().collect();
        // one that the disk has lost keeps the others where they are
        let Ok(all) = all else { return };
        if left.is_empty() {
            return;
        }
        self.parts = SpooledList::default();
        let (stored, sources) = (mem::take(&mut self.stored), mem::take(&mut self.sources));
        for ((part, stored), source) in all.iter().zip(stored).zip(sources) {
            if let Some(filled) = left.get(&part.name) {
                let filled = filled.clone();
                let reason = Ignored::BlankForm { filled };
                self.ignored.push((part.name.clone(), reason));
            } else {
                self.parts.push(part);
                self.stored.push(stored);
                self.sources.push(source);
            }
        }
    }

    /// Finds out what belongs together.
    pub(super) fn finish(mut self, texts: TextFiles) -> GatheredInbox {
        self.leave_out_blank_forms();
        let (submissions, lost) = submissions(&self.parts, self.layouts, self.options);
        for at in lost {
            let file = self.inbox.get(self.sources[at]);
            let name = file.map_or_else(|_| "".into(), |file| file.name);
            let refusal = Refusal::system(&io::ErrorKind::NotFound.into());
            self.unreadable.push((name, refusal));
        }
        let (texts, lost) = InboxTexts::new(texts, &submissions);
        let lost = lost.iter();
        self.unreadable
            .extend(lost.map(|(name, error)| (name.clone(), Refusal::system(error))));
        self.ignored.extend(texts.left_alone());
        let given = self.explanations;
        let explanations = InboxExplanations::take(&mut self.ignored, given, &submissions);
        GatheredInbox {
            submissions,
            unreadable: self.unreadable,
            ignored: self.ignored,
            files: self.parts.len() + texts.count() + explanations.files - self.in_texts,
            is_cut_short: self.is_cut_short,
            undone: 0,
            inbox: self.inbox,
            looks: self.looks,
            records: self.records,
            interrupt: self.options.interrupt.cloned().unwrap_or_default(),
            newest: self.options.newest,
            layouts: self.layouts.to_vec(),
            stored: self.stored,
            sources: self.sources,
            store: self.store,
            texts,
            explanations,
            last: None,
            resubmissions: Resubmissions::default(),
        }
    }
}

/// The texts among the files of a zip that were left alone.
fn zipped_texts(zip: &SubmittedFile, ignored: &[(Arc<str>, Ignored)]) -> Vec<SubmittedFile> {
    let is_text = |(name, reason): &&(Arc<str>, Ignored)| {
        *name != zip.name && texts::is_left_text(name, reason)
    };
    let names: HashSet<&str> = ignored.iter().filter(is_text).map(|own| &*own.0).collect();
    if names.is_empty() {
        return Vec::new();
    }
    // one that cannot be opened any more keeps them
    let mut files = zipped::members(zip).unwrap_or_default();
    files.retain(|file| names.contains(&*file.name));
    files
}
