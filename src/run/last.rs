//! Last year's workbooks: a folder beside what was handed in, or one that the clerk names.

use crate::book::Refusal;
use crate::budget::Budget;
use crate::label::fold;
use crate::layout::Layout;
use crate::run::cache::{ContentHash, digest, digest_of};
use crate::run::gather::{ReadOptions, gather};
use crate::run::inbox::{Inbox, SubmittedFile};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The folder of an inbox that they lie in.
pub(crate) const FOLDER: &str = "上年";
/// Folders within folders that are looked through.
const DEPTH: usize = 3;
/// What a run writes beside the workbooks of departments.
const OUTPUT: [&str; 3] = ["退回", "旧", "汇总.xlsx"];

/// What departments published last year.
#[derive(Debug)]
pub(crate) struct LastYears {
    budgets: Vec<Arc<Budget>>,
    pub(crate) unreadable: Vec<(Arc<str>, Refusal)>,
    /// What stands for all of it.
    pub(crate) digest: ContentHash,
}

/// Reads all workbooks of a folder.
pub(crate) fn read(folder: &Path, layouts: &[Arc<Layout>], options: ReadOptions<'_>) -> LastYears {
    let mut files = Vec::new();
    list(folder, "", 0, &mut files);
    let contents: Vec<_> = files
        .iter()
        .map(|file| (file.name.clone(), digest_of(&file.path)))
        .collect();
    let contents = postcard::to_stdvec(&contents).unwrap_or_default();
    let inbox = Inbox {
        files,
        ..Inbox::default()
    };
    let options = ReadOptions {
        year: None,
        ..options
    };
    let reading = gather(inbox, layouts, options, |_| {}).reading();
    LastYears {
        budgets: reading.budgets.into_iter().map(Arc::new).collect(),
        unreadable: reading.unreadable,
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
    /// That of a budget's department, if there is one of the year before.
    pub(crate) fn of(&self, budget: &Budget) -> Option<&Arc<Budget>> {
        let name = fold(&budget.department);
        let is_before = |last: &&Arc<Budget>| match (last.fiscal_year, budget.fiscal_year) {
            (Some(last), Some(own)) => last + 1 == own,
            _ => true,
        };
        let of_it = |last: &&Arc<Budget>| {
            fold(&last.department) == name && last.publication == budget.publication
        };
        let mut found = self.budgets.iter().filter(of_it).filter(is_before);
        // of two nobody says which one was published
        match (found.next(), found.next()) {
            (Some(only), None) => Some(only),
            _ => None,
        }
    }
}
