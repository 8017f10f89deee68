//! Files whose headings name the same department make one submission. What decides that is kept of every file;
//! its figures wait elsewhere until the submission is put together.

use super::file::FileRead;
use super::store::Kept;
use crate::label::fold;
use crate::layout::Layout;
use std::collections::HashMap;
use std::sync::Arc;

/// What is known of a file without its figures.
pub(super) struct Part {
    pub(super) name: Arc<str>,
    folder: String,
    /// Its layout, by its number.
    layout: usize,
    department: Option<String>,
    /// The years that titles and headings name, and the one of cover, sheets and file name.
    years: Vec<i32>,
    year: Option<i32>,
    pub(super) kept: Kept,
}

impl Part {
    /// What is known of a file; `keep` takes its figures.
    pub(super) fn new(read: FileRead, layouts: &[Arc<Layout>], keep: impl FnOnce(FileRead) -> Kept) -> Self {
        Self {
            name: read.name.clone(),
            folder: read.folder.clone(),
            layout: layouts.iter().position(|layout| layout.id == read.layout.id).unwrap_or(0),
            department: read.department.clone(),
            years: read.tables.iter().filter_map(|table| table.year).collect(),
            year: read.year,
            kept: keep(read),
        }
    }
}

/// What one department handed in, before its figures are put together.
#[derive(Debug, Clone)]
pub struct Submission {
    /// The department's name as its headings print it; empty where nothing names it.
    pub department: String,
    /// The fiscal year.
    pub fiscal_year: Option<i32>,
    /// The layout of its files.
    pub layout: Arc<Layout>,
    /// The folder within the inbox that they lie in.
    pub folder: String,
    /// The files, as the clerk knows them.
    pub files: Vec<Arc<str>>,
    /// The files by their numbers.
    pub(super) parts: Vec<usize>,
}

/// A submission a department and folder, in the order in which their files came.
pub(super) fn submissions(parts: &[Part], layouts: &[Arc<Layout>], year: Option<i32>) -> Vec<Submission> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut known: HashMap<(usize, &str, String), usize> = HashMap::new();
    let mut of_folder: HashMap<(usize, &str), Vec<usize>> = HashMap::new();
    let (named, nameless): (Vec<usize>, Vec<usize>) = (0..parts.len()).partition(|at| parts[*at].department.is_some());
    for at in named {
        let part = &parts[at];
        let name = part.department.as_deref().map(fold).unwrap_or_default();
        let group = *known.entry((part.layout, &part.folder, name)).or_insert_with(|| {
            groups.push(Vec::new());
            of_folder.entry((part.layout, &part.folder)).or_default().push(groups.len() - 1);
            groups.len() - 1
        });
        groups[group].push(at);
    }
    // a file that names nobody belongs to the only department of its folder
    for at in nameless {
        let near = of_folder.entry((parts[at].layout, &parts[at].folder)).or_default();
        match near.as_slice() {
            [only] => groups[*only].push(at),
            _ => {
                groups.push(vec![at]);
                near.push(groups.len() - 1);
            }
        }
    }
    groups.into_iter().map(|group| submission(parts, group, layouts, year)).collect()
}

fn submission(all: &[Part], parts: Vec<usize>, layouts: &[Arc<Layout>], year: Option<i32>) -> Submission {
    let own = || parts.iter().map(|at| &all[*at]);
    let stated = || most_common(own().flat_map(|part| part.years.iter().copied()));
    let fiscal_year = year.or_else(stated).or_else(|| most_common(own().filter_map(|part| part.year)));
    Submission {
        department: own().find_map(|part| part.department.clone()).unwrap_or_default(),
        fiscal_year,
        layout: layouts[all[parts[0]].layout].clone(),
        folder: all[parts[0]].folder.clone(),
        files: own().map(|part| part.name.clone()).collect(),
        parts,
    }
}

/// The most frequent of some years; of equally frequent ones the first.
fn most_common(years: impl Iterator<Item = i32>) -> Option<i32> {
    let mut counts: Vec<(i32, usize)> = Vec::new();
    for year in years {
        match counts.iter_mut().find(|(known, _)| *known == year) {
            Some((_, count)) => *count += 1,
            None => counts.push((year, 1)),
        }
    }
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map(|(year, _)| year)
}
