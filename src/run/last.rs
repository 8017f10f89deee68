//! Last year's workbooks: a folder beside what was handed in, or one that the clerk names.

use crate::book::Refusal;
use crate::budget::Budget;
use crate::label::fold;
use crate::layout::{Layout, Publication};
use crate::run::cache::{ContentHash, EarlierRun, FileRecords, Trust, digest, digest_of};
use crate::run::gather::{GatheredInbox, ReadOptions, gather_since};
use crate::run::inbox::{Inbox, SubmittedFile};
use crate::run::submission::Submission;
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// The folder of an inbox that they lie in.
pub(crate) const FOLDER: &str = "上年";
/// Folders within folders that are looked through.
const DEPTH: usize = 3;
/// What a run writes beside the workbooks of departments.
const OUTPUT: [&str; 3] = ["退回", "旧", "汇总.xlsx"];

/// What departments published last year: known by its files, read where a department needs it.
pub(crate) struct LastYears {
    gathered: GatheredInbox,
    /// What was read so far, by the number of the submission.
    read: Mutex<HashMap<usize, Option<Arc<Budget>>>>,
    /// Hash of all of it.
    pub(crate) digest: ContentHash,
}

/// Lists all workbooks of a folder, and reads those that an earlier run does not know.
pub(crate) fn list_all(
    folder: &Path,
    layouts: &[Arc<Layout>],
    options: ReadOptions<'_>,
    earlier: Option<EarlierRun<'_>>,
) -> LastYears {
    let mut files = Vec::new();
    list(folder, "", 0, &mut files);
    let inbox = Inbox {
        files: files.clone(),
        ..Inbox::default()
    };
    let options = ReadOptions {
        year: None,
        ..options
    };
    // nobody watches this folder: the content says whether a file has changed
    let look = |_: &str| Trust::Content;
    let earlier = earlier.map(|own| EarlierRun {
        records: own.records,
        look: &look,
    });
    let gathered = gather_since(inbox, layouts, options, earlier, |_| {});
    let contents: Vec<_> = files
        .iter()
        .map(|file| (file.name.clone(), digest_of(&file.path)))
        .collect();
    let contents = postcard::to_stdvec(&contents).unwrap_or_default();
    LastYears {
        gathered,
        read: Mutex::default(),
        digest: digest(&contents),
    }
}

fn list(folder: &Path, lead: &str, depth: usize, files: &mut Vec<SubmittedFile>) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let own = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let is_ours = OUTPUT.contains(&own.as_str()) || own.starts_with(['.', '~']);
        if is_ours || path.is_symlink() {
            continue;
        }
        let name = format!("{lead}{own}");
        if path.is_dir() && depth < DEPTH {
            list(&path, &format!("{name}/"), depth + 1, files);
        } else if path.is_file() && is_workbook(&own) {
            let folder = name.split_once('/').map_or("", |(folder, _)| folder);
            files.push(SubmittedFile {
                folder: folder.to_owned(),
                name: format!("{FOLDER}/{name}").into(),
                path,
            });
        }
    }
}

fn is_workbook(name: &str) -> bool {
    let ending = name
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_ascii_lowercase());
    ending.is_some_and(|it| ["xlsx", "xls", "xlsb", "xlsm", "et", "ods"].contains(&it.as_str()))
}

impl LastYears {
    /// Files that were not read; given away.
    pub(crate) fn take_unreadable(&mut self) -> Vec<(Arc<str>, Refusal)> {
        std::mem::take(&mut self.gathered.unreadable)
    }

    /// What a later run may know of the files; given away.
    pub(crate) fn take_records(&mut self) -> FileRecords {
        self.gathered.take_records()
    }

    /// Reads what is only known of the files of some departments.
    pub(crate) fn read_for<'a>(
        &mut self,
        departments: impl Iterator<Item = &'a Submission>,
        options: ReadOptions<'_>,
    ) {
        let wanted = departments.filter_map(|own| {
            self.submission_of((&own.department, own.publication, own.fiscal_year))
        });
        let wanted: Vec<usize> = wanted.collect();
        self.gathered.read_rest(&wanted, options);
    }

    /// That of a budget's department, if there is one of the year before.
    pub(crate) fn of(&self, budget: &Budget) -> Option<Arc<Budget>> {
        let (publication, year) = (budget.publication, budget.fiscal_year);
        let at = self.submission_of((&budget.department, publication, year))?;
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let own = read.entry(at);
        let own = own.or_insert_with(|| self.gathered.budget(at).ok().map(Arc::new));
        own.clone()
    }

    fn submission_of(
        &self,
        (department, publication, year): (&str, Publication, Option<i32>),
    ) -> Option<usize> {
        let name = fold(department);
        let is_before = |last: &Submission| match (last.fiscal_year, year) {
            (Some(last), Some(own)) => last + 1 == own,
            _ => true,
        };
        let is_it = |last: &Submission| {
            fold(&last.department) == name && last.publication == publication && is_before(last)
        };
        let all = self.gathered.submissions.iter();
        let mut found = all.enumerate().filter(|(_, last)| is_it(last));
        // of two files it is not known which was published
        match (found.next(), found.next()) {
            (Some((only, _)), None) => Some(only),
            _ => None,
        }
    }
}
