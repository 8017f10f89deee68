//! Which files of an inbox are of one department. Of a file a hash and its number are in memory, and no names.

use super::SubmissionFile;
use crate::label::{fold, is_named_after};
use crate::run::spool::{NameHash, NameSet, SpooledList, SpooledMap, name_hash};
use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap, HashSet};

/// The folder of each file that stands for its department: the first one within the inbox. One that holds nothing
/// but folders, and that no department in it is named after, only gathers departments: then it is the one within.
pub(super) struct FolderNames {
    is_given: bool,
    gathering: HashSet<String>,
}

impl FolderNames {
    /// `is_given`: all files are of one department, wherever they lie.
    pub(super) fn new(files: &SpooledList<SubmissionFile>, is_given: bool) -> Self {
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
        Self {
            is_given,
            gathering: of_folders.into_keys().collect(),
        }
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

/// The departments of a folder.
enum InFolder {
    /// The only one.
    One(usize),
    Several,
}

/// The department and the number of every file, department by department. `is_given`: all are of one. Files that the
/// system has lost are added to `lost`.
pub(super) fn departments(
    files: &SpooledList<SubmissionFile>,
    folders: &FolderNames,
    is_given: bool,
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
        let heading = match folder.is_empty() && !is_given {
            true => fold(department),
            false => String::new(),
        };
        let key = hash(&(file.layout, folder, heading));
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
