//! Last year's workbooks: a folder beside what was handed in, or one that the clerk names.

use crate::book::Refusal;
use crate::budget::{Budget, BudgetText};
use crate::finding::Ignored;
use crate::layout::{Layout, Publication};
use crate::run::cache::{ContentHash, EarlierRun, FileRecords, Trust, digest, digest_of};
use crate::run::departments::Submissions;
use crate::run::gather::{GatheredInbox, ReadOptions, gather_since};
use crate::run::inbox::{Inbox, SubmittedFile, left_alone};
use crate::run::submission::Submission;
use crate::run::texts;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// The folder of an inbox that they lie in, by its names.
pub(crate) const FOLDERS: [&str; 3] = ["上年", "去年", "往年"];
/// Folders within folders that are looked through.
const DEPTH: usize = 3;
/// Files that were not used and are named.
const UNUSED: usize = 20;
/// What a run writes beside the workbooks of departments.
const OUTPUT: [&str; 3] = ["退回", "旧", crate::finding::SUMMARY];

/// What departments published last year: known by its files, read where a department needs it.
pub(crate) struct LastYears {
    /// What lies in its folder, and after it what lies beside this year's.
    gathered: Vec<GatheredInbox>,
    /// What was read so far, by source and number of the submission.
    read: Mutex<HashMap<SubmissionKey, ReadOnce>>,
    /// Hash of all of it.
    pub(crate) digest: ContentHash,
}

/// A budget that is put together when it is first asked.
type ReadOnce = Arc<OnceLock<Option<Arc<Budget>>>>;

/// A submission of a source.
type SubmissionKey = (usize, usize);

/// Files of an inbox that hold the budget of the year before one that lies beside them.
pub(crate) fn beside(gathered: &GatheredInbox) -> Vec<SubmittedFile> {
    let all = gathered.submissions.of_last_year();
    let last = all.filter_map(|at| gathered.submissions.get(at).ok());
    let sources: BTreeSet<usize> = last
        .flat_map(|last| last.parts)
        .map(|at| gathered.sources[at])
        .collect();
    let all = sources.into_iter();
    all.filter_map(|at| gathered.inbox.get(at).ok()).collect()
}

/// Lists all workbooks of a folder, with some that lie elsewhere, and reads those that an earlier run does not know.
pub(crate) fn list_all(
    (folder, beside): (Option<&Path>, Vec<SubmittedFile>),
    this_year: &Submissions,
    layouts: &[Arc<Layout>],
    options: ReadOptions<'_>,
    earlier: Option<EarlierRun<'_>>,
) -> LastYears {
    let mut files = Vec::new();
    if let Some(folder) = folder {
        let own = folder.file_name().and_then(|name| name.to_str());
        let known = FOLDERS.into_iter().find(|known| Some(*known) == own);
        list((folder, known.unwrap_or(FOLDERS[0])), "", 0, &mut files);
    }
    // nobody watches this folder: the content says whether a file has changed
    let look = |_: &str| Trust::Content;
    let earlier = earlier.map(|own| EarlierRun {
        records: own.records,
        look: &look,
    });
    let options = ReadOptions {
        year: None,
        ..options
    };
    let contents: Vec<_> = files
        .iter()
        .chain(&beside)
        .map(|file| (file.name.clone(), digest_of(&file.path)))
        .collect();
    let contents = postcard::to_stdvec(&contents).unwrap_or_default();
    let gather = |files: Vec<SubmittedFile>| {
        let inbox = Inbox {
            files,
            ..Inbox::default()
        };
        gather_since(inbox, layouts, options, earlier, |_| {})
    };
    let mut gathered: Vec<GatheredInbox> = [files, beside].into_iter().map(gather).collect();
    // words are offered, and nothing of them is checked: a text that cannot be read is passed over
    gathered[0]
        .unreadable
        .retain(|(name, _)| !texts::is_text(name));
    gathered[0].texts.offer_to(this_year);
    LastYears {
        gathered,
        read: Mutex::default(),
        digest: digest(&contents),
    }
}

fn list((folder, called): (&Path, &str), lead: &str, depth: usize, files: &mut Vec<SubmittedFile>) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let own = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let is_left = own.starts_with(['.', '~']) || left_alone(&own).is_some();
        let is_ours = is_left || OUTPUT.contains(&own.as_str());
        if is_ours || path.is_symlink() {
            continue;
        }
        let name = format!("{lead}{own}");
        if path.is_dir() && depth < DEPTH {
            list((&path, called), &format!("{name}/"), depth + 1, files);
        } else if path.is_file() {
            let folder = name.split_once('/').map_or("", |(folder, _)| folder);
            files.push(SubmittedFile {
                folder: folder.to_owned(),
                name: format!("{called}/{name}").into(),
                path,
                member: None,
            });
        }
    }
}

impl LastYears {
    /// Files that were not read; given away.
    pub(crate) fn take_unreadable(&mut self) -> Vec<(Arc<str>, Refusal)> {
        let all = self.gathered.iter_mut();
        all.flat_map(|it| std::mem::take(&mut it.unreadable))
            .collect()
    }

    /// Files of the folder that are not read, or hold the budget of the year before of none of these departments, where
    /// one of them has none.
    pub(crate) fn unused(&self, this_year: &Submissions) -> Vec<(Arc<str>, Ignored)> {
        let mut used: HashSet<SubmissionKey> = HashSet::new();
        let mut several: HashSet<SubmissionKey> = HashSet::new();
        let mut is_one_without = false;
        for own in this_year.all() {
            let own = (own.department.as_str(), own.publication, own.fiscal_year);
            let found = self.find(own);
            if found.is_none() {
                is_one_without = true;
                several.extend(self.before(0, own).map(|at| (0, at)));
            }
            used.extend(found);
        }
        let Some(folder) = self.gathered.first().filter(|_| is_one_without) else {
            return Vec::new();
        };
        let all = folder.submissions.all();
        let open = all.iter().enumerate();
        let open = open.filter(|(at, _)| !used.contains(&(0, *at)));
        let of_submission = |(at, own): (usize, &Submission)| {
            let (department, year) = (own.department.clone(), own.fiscal_year);
            let reason = match several.contains(&(0, at)) {
                true => Ignored::LastYearTwice { department, year },
                false => Ignored::LastYearUnused { department, year },
            };
            let files = own.files.clone().into_iter();
            files.map(|file| (file, reason.clone())).collect::<Vec<_>>()
        };
        let is_unread =
            |reason: &Ignored| matches!(reason, Ignored::Document(_) | Ignored::BesideTables(_));
        let unread = folder.ignored.iter();
        let unread = unread.filter(|(_, reason)| is_unread(reason));
        let unread = unread.map(|(name, _)| (name.clone(), Ignored::LastYearUnread));
        let unused = open.flat_map(of_submission).chain(unread);
        unused.take(UNUSED).collect()
    }

    /// What a later run may know of the files.
    pub(crate) fn records(&self) -> impl Iterator<Item = &FileRecords> {
        self.gathered.iter().map(|own| &own.records)
    }

    /// Reads what is only known of the files of some departments.
    pub(crate) fn read_for(
        &mut self,
        departments: impl Iterator<Item = Submission>,
        options: ReadOptions<'_>,
    ) {
        let wanted = departments
            .filter_map(|own| self.find((&own.department, own.publication, own.fiscal_year)));
        let wanted: Vec<SubmissionKey> = wanted.collect();
        for (source, gathered) in self.gathered.iter_mut().enumerate() {
            let own = wanted.iter().filter(|(from, _)| *from == source);
            let own: Vec<usize> = own.map(|(_, at)| *at).collect();
            gathered.read_rest(&own, options);
        }
    }

    /// That of a budget's department, if there is one of the year before.
    pub(crate) fn of(&self, budget: &Budget) -> Option<Arc<Budget>> {
        let (publication, year) = (budget.publication, budget.fiscal_year);
        let found = self.find((&budget.department, publication, year))?;
        let read = {
            let mut all = self.read.lock().unwrap_or_else(PoisonError::into_inner);
            all.entry(found).or_default().clone()
        };
        // others may go on meanwhile
        let (source, at) = found;
        let own = read.get_or_init(|| self.gathered[source].budget(at).ok().map(Arc::new));
        own.clone()
    }

    /// Texts of this year's submission that no workbook of last year goes with.
    pub(crate) fn texts_of(&self, submission: usize) -> impl Iterator<Item = BudgetText> + '_ {
        let all = self.gathered.iter();
        all.flat_map(move |it| it.texts.earlier_of(submission))
    }

    fn find(&self, own: (&str, Publication, Option<i32>)) -> Option<SubmissionKey> {
        for source in 0..self.gathered.len() {
            let mut found = self.before(source, own);
            match (found.next(), found.next()) {
                (Some(only), None) => return Some((source, only)),
                // of two files it is not known which was published
                (Some(_), Some(_)) => return None,
                _ => {}
            }
        }
        None
    }

    /// Submissions of a source that are a department's of the year before.
    fn before(
        &self,
        source: usize,
        (department, publication, year): (&str, Publication, Option<i32>),
    ) -> impl Iterator<Item = usize> {
        let is_before = move |last: Option<i32>| match (last, year) {
            (Some(last), Some(own)) => last + 1 == own,
            _ => true,
        };
        let submissions = &self.gathered[source].submissions;
        submissions.of_year((department, publication), is_before)
    }
}
