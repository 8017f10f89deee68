//! Which files of an inbox are of one department. Of a file a hash and its number are in memory, and no names.

use super::SubmissionFile;
use crate::label::{department_code, fold, is_named_after};
use crate::layout::{DepartmentWords, Layout};
use crate::run::spool::{NameHash, NameSet, SpooledList, SpooledMap, name_hash};
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// The folder of each file that stands for its department: the first one within the inbox. One that holds nothing
/// but folders, and that no department in it is named after, only gathers departments: then it is the one within.
pub(super) struct FolderNames {
    is_given: bool,
    gathering: HashSet<String>,
    /// Folders of no department, by their layouts: the code of each department in one, by its headings.
    mixed: HashMap<(usize, String), DepartmentCodes>,
}

/// Codes that units of departments begin with, by the folded headings of their files.
type DepartmentCodes = BTreeMap<String, String>;

impl FolderNames {
    /// `is_given`: all files are of one department, wherever they lie.
    pub(super) fn new(
        files: &SpooledList<SubmissionFile>,
        layouts: &[Arc<Layout>],
        is_given: bool,
    ) -> Self {
        let mut with_files = NameSet::default();
        for file in files.iter().flatten().filter(|it| it.within().is_none()) {
            with_files.insert(file.folder.as_bytes());
        }
        let mut of_folders: HashMap<String, BTreeSet<String>> = HashMap::new();
        for file in files.iter().flatten() {
            if !with_files.contains(file.folder.as_bytes()) {
                let departments = of_folders.entry(file.folder).or_default();
                departments.extend(file.department.as_deref().map(fold));
            }
        }
        of_folders.retain(|folder, departments| is_gathering(folder, departments));
        let mut own = Self {
            is_given,
            gathering: of_folders.into_keys().collect(),
            mixed: HashMap::new(),
        };
        own.mixed = own.mixed(files, layouts);
        own
    }

    fn mixed(
        &self,
        files: &SpooledList<SubmissionFile>,
        layouts: &[Arc<Layout>],
    ) -> HashMap<(usize, String), DepartmentCodes> {
        let mut mixed: HashMap<(usize, String), DepartmentCodes> = HashMap::new();
        for file in files.iter().flatten() {
            let code = file.unit.as_deref().and_then(department_code);
            let (Some(code), Some(heading)) = (code, &file.department) else {
                continue;
            };
            let folder = self.of(&file);
            if !folder.is_empty() {
                let codes = mixed.entry((file.layout, folder.to_owned())).or_default();
                codes
                    .entry(fold(heading))
                    .or_insert_with(|| code.to_owned());
            }
        }
        mixed.retain(|(layout, folder), codes| {
            is_mixed(folder, codes, &layouts[*layout].departments)
        });
        mixed
    }

    /// What tells the departments of a file's folder apart: nothing where the folder is one department's.
    fn department_in_folder(&self, file: &SubmissionFile, department: &str) -> String {
        let folder = self.of(file);
        if folder.is_empty() && !self.is_given {
            return fold(department);
        }
        let Some(codes) = self.mixed.get(&(file.layout, folder.to_owned())) else {
            return String::new();
        };
        let code = file.unit.as_deref().and_then(department_code);
        let heading = fold(department);
        let known = code.or_else(|| codes.get(&heading).map(String::as_str));
        known.map_or_else(|| heading.clone(), str::to_owned)
    }

    /// Whether the folder of a file holds several departments.
    pub(super) fn is_mixed(&self, file: &SubmissionFile) -> bool {
        let folder = self.of(file).to_owned();
        self.mixed.contains_key(&(file.layout, folder))
    }

    pub(super) fn of<'a>(&self, file: &'a SubmissionFile) -> &'a str {
        match file.within() {
            _ if self.is_given => "",
            Some(within) if self.gathering.contains(&file.folder) => within,
            _ => &file.folder,
        }
    }
}

/// Whether a folder that holds nothing but folders only gathers departments; they are folded.
fn is_gathering(folder: &str, departments: &BTreeSet<String>) -> bool {
    let is_named_after = |department: &String| is_named_after(folder, department);
    !folder.is_empty() && departments.len() > 1 && !departments.iter().any(is_named_after)
}

/// Whether a folder is none of a department's: codes and headings of its files are of several departments, and it is
/// named after none of them.
fn is_mixed(folder: &str, codes: &DepartmentCodes, words: &DepartmentWords) -> bool {
    let mut headings: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (heading, code) in codes {
        let own = headings.entry(code).or_default();
        own.extend(Some(heading.as_str()).filter(|it| words.is_department(it)));
    }
    let all: Vec<Vec<&str>> = headings.into_values().collect();
    let are_two = |own: &[&str], others: &[&str]| {
        let is_other = |one: &&str| others.iter().all(|other| words.are_two(one, other));
        own.iter().all(is_other)
    };
    let is_apart = |(at, own): (usize, &Vec<&str>)| {
        let mut before = all[..at].iter();
        !own.is_empty() && before.all(|others| are_two(own, others))
    };
    all.len() > 1
        && all.iter().enumerate().all(is_apart)
        && !all.iter().flatten().any(|it| is_of(folder, it))
}

/// Whether a folder, or one that it lies in, is named after a department.
pub(crate) fn is_of(folder: &str, department: &str) -> bool {
    let mut parts = folder.split('/');
    parts.any(|part| is_named_after(part, department))
}

/// The departments of a folder.
enum InFolder {
    /// The only one.
    One(usize),
    Several,
}

/// The department and the number of every file, department by department. Files that the system has lost are added to
/// `lost`.
pub(super) fn departments(
    files: &SpooledList<SubmissionFile>,
    folders: &FolderNames,
    lost: &mut Vec<usize>,
) -> Vec<(usize, usize)> {
    let mut all: Vec<(usize, usize)> = Vec::with_capacity(files.len());
    let mut count = 0;
    let mut known: SpooledMap<usize, NameHash> = SpooledMap::default();
    let mut in_folders: HashMap<NameHash, InFolder> = HashMap::new();
    for (at, file) in files.iter().enumerate() {
        let Ok(file) = file else {
            lost.push(at);
            continue;
        };
        let Some(department) = &file.department else {
            continue;
        };
        let folder = folders.of(&file);
        let key = folders.department_in_folder(&file, department);
        let key = hash(&(file.layout, folder, key));
        let department = known.get(&key).unwrap_or_else(|| {
            known.insert(&key, &count);
            let in_folder = in_folders.entry(hash(&(file.layout, folder)));
            in_folder
                .and_modify(|own| *own = InFolder::Several)
                .or_insert(InFolder::One(count));
            count += 1;
            count - 1
        });
        all.push((department, at));
    }
    // a file that names no department belongs to the only department of its folder
    let nameless = files.iter().enumerate();
    for (at, file) in nameless.filter_map(|(at, file)| Some((at, file.ok()?))) {
        if file.department.is_some() {
            continue;
        }
        let in_folder = in_folders.entry(hash(&(file.layout, folders.of(&file))));
        if let Entry::Occupied(own) = &in_folder
            && let InFolder::One(only) = own.get()
        {
            all.push((*only, at));
            continue;
        }
        in_folder.or_insert(InFolder::One(count));
        all.push((count, at));
        count += 1;
    }
    all.sort_by_key(|(department, _)| *department);
    all
}

fn hash(key: &impl serde::Serialize) -> NameHash {
    name_hash(&postcard::to_stdvec(key).expect("a vector takes everything"))
}
