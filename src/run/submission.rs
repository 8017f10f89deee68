//! Files whose headings name the same department make one submission. Only what decides that is kept of every file;
//! its figures are stored until the submission is put together.

use crate::budget::{RowKey, Table};
use crate::finding::GivenExplanation;
use crate::label::{fold, unit_name, unit_number};
use crate::layout::{Layout, Publication};
use crate::read::file::FileRead;
use crate::run::gather::ReadOptions;
use crate::run::publications::{self, PublicationSigns};
use crate::run::store::StoredFile;
use crate::run::units::{Division, divide};
use crate::run::years::{self, most_common};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// A file without its figures.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SubmissionFile {
    pub(crate) name: Arc<str>,
    folder: String,
    /// Its layout, by its number.
    layout: usize,
    pub(crate) department: Option<String>,
    /// The budget unit that its unit rows name, with its number if one gives it.
    pub(crate) unit: Option<String>,
    /// Whether a table of it prints several units.
    pub(crate) of_several: bool,
    /// The tables in it of which a submission has one.
    pub(crate) tables: Vec<usize>,
    /// The years that titles and headings name, and the one of cover, sheets and file name.
    years: Vec<i32>,
    year: Option<i32>,
    /// Whose budget it holds.
    pub(crate) signs: PublicationSigns,
    /// What it explains on sheets of 核实说明.xlsx.
    pub(crate) explanations: Arc<[GivenExplanation]>,
    /// Not kept for a later run.
    #[serde(skip)]
    pub(crate) kept: Arc<StoredFile>,
}

impl SubmissionFile {
    /// The facts about a file that decide its submission; `keep` stores its figures.
    pub(crate) fn new(
        read: FileRead,
        layouts: &[Arc<Layout>],
        keep: impl FnOnce(FileRead) -> StoredFile,
    ) -> Self {
        let units: Vec<Vec<&str>> = read.tables.iter().map(units_of).collect();
        let named = || units.iter().flatten().copied();
        Self {
            signs: PublicationSigns::of(&read),
            explanations: read.explanations.as_slice().into(),
            name: read.name.clone(),
            folder: read.folder.clone(),
            layout: layouts
                .iter()
                .position(|layout| layout.id == read.layout.id)
                .unwrap_or(0),
            department: read.department.clone(),
            unit: named()
                .find(|name| unit_number(name).is_some())
                .or_else(|| named().next())
                .map(str::to_owned),
            of_several: units.iter().any(|units| units.len() > 1),
            tables: read
                .tables
                .iter()
                .map(|table| table.layout)
                .filter(|at| !read.layout.tables[*at].many)
                .collect(),
            years: read.tables.iter().filter_map(|table| table.year).collect(),
            year: read.years.first().and_then(|it| it.years.first().copied()),
            kept: Arc::new(keep(read)),
        }
    }

    /// The year that it states: its titles before its cover, its sheets and its name.
    pub(crate) fn stated_year(&self) -> Option<i32> {
        most_common(self.years.iter().copied()).or(self.year)
    }

    /// Whether another file lies in the same folder and names no other department.
    pub(crate) fn is_beside(&self, other: &Self) -> bool {
        let names = self.department.as_deref().zip(other.department.as_deref());
        self.folder == other.folder && names.is_none_or(|(own, other)| fold(own) == fold(other))
    }

    /// Itself, in memory that the calling thread has taken.
    pub(crate) fn settled(mut self) -> Self {
        let kept = Arc::into_inner(std::mem::take(&mut self.kept)).unwrap_or_default();
        Self {
            name: self.name.as_ref().into(),
            kept: Arc::new(kept),
            ..self.clone()
        }
    }

    /// Where its figures are.
    pub(crate) fn kept(self) -> StoredFile {
        Arc::into_inner(self.kept).unwrap_or_default()
    }

    /// Itself as a later run may know it.
    pub(crate) fn without_figures(&self) -> Self {
        Self {
            kept: Arc::default(),
            ..self.clone()
        }
    }
}

/// The budget units that the rows of a table name, each once.
fn units_of(table: &Table) -> Vec<&str> {
    let mut seen = HashSet::new();
    let rows = table
        .rows()
        .filter(|(_, _, row)| row.key == RowKey::Unit)
        .map(|(_, _, row)| row.label.as_str());
    rows.filter(|label| seen.insert(unit_name(label))).collect()
}

/// What one department handed in, before its figures are put together.
#[derive(Debug, Clone)]
pub struct Submission {
    /// The department's name as its headings print it; empty where nothing names it.
    pub department: String,
    /// Whose budget it is.
    pub publication: Publication,
    /// The fiscal year.
    pub fiscal_year: Option<i32>,
    /// Where nothing states it: the year of all other submissions, if it is one.
    pub likely_year: Option<i32>,
    /// The layout of its files.
    pub layout: Arc<Layout>,
    /// The folder within the inbox that they lie in.
    pub folder: String,
    /// The files, as the clerk knows them.
    pub files: Vec<Arc<str>>,
    /// The files by their numbers.
    pub(crate) parts: Vec<usize>,
    /// The files of its budget units, where it has several.
    pub(crate) division: Division,
}

/// A submission a department, in the order in which their files came. At the top of an inbox headings tell
/// departments apart; a folder is one department.
pub(crate) fn submissions(
    files: &[SubmissionFile],
    layouts: &[Arc<Layout>],
    options: ReadOptions<'_>,
) -> Vec<Submission> {
    // where the clerk names the department, folders and headings do not matter
    let is_given = options.department.is_some();
    let folders = if is_given {
        vec![""; files.len()]
    } else {
        folders(files)
    };
    let mut submissions: Vec<Submission> = by_department(files, &folders, is_given)
        .into_iter()
        .flat_map(|group| match options.year {
            Some(_) => vec![group],
            None => years::apart(files, group),
        })
        .flat_map(|group| publications::split(files, group))
        .map(|group| {
            let folder = folders[group.1[0]].to_owned();
            submission(files, group, layouts, folder, options)
        })
        .collect();
    set_likely_years(&mut submissions);
    publications::set_units(&mut submissions, files);
    submissions
}

/// Files by department, as indices. `is_given`: all are of one department.
fn by_department(files: &[SubmissionFile], folders: &[&str], is_given: bool) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut known: HashMap<(usize, &str, String), usize> = HashMap::new();
    let mut of_folder: HashMap<(usize, &str), Vec<usize>> = HashMap::new();
    let (named, nameless): (Vec<usize>, Vec<usize>) =
        (0..files.len()).partition(|at| files[*at].department.is_some());
    for at in named {
        let (file, folder) = (&files[at], folders[at]);
        let counts = folder.is_empty() && !is_given;
        let heading = file.department.as_deref().filter(|_| counts);
        let key = (file.layout, folder, heading.map(fold).unwrap_or_default());
        let group = *known.entry(key).or_insert_with(|| {
            let in_folder = of_folder.entry((file.layout, folder)).or_default();
            in_folder.push(groups.len());
            groups.push(Vec::new());
            groups.len() - 1
        });
        groups[group].push(at);
    }
    // a file that names no department belongs to the only department of its folder
    for at in nameless {
        let in_folder = of_folder
            .entry((files[at].layout, folders[at]))
            .or_default();
        match in_folder.as_slice() {
            [only] => groups[*only].push(at),
            _ => {
                in_folder.push(groups.len());
                groups.push(vec![at]);
            }
        }
    }
    groups
}

/// Gives submissions without a year the year of all others, if that is one.
fn set_likely_years(submissions: &mut [Submission]) {
    let years: BTreeSet<i32> = submissions
        .iter()
        .filter_map(|submission| submission.fiscal_year)
        .collect();
    if years.len() > 1 {
        return;
    }
    for submission in submissions {
        if submission.fiscal_year.is_none() {
            submission.likely_year = years.first().copied();
        }
    }
}

/// The folder of each file that stands for its department: the first one within the inbox. One that holds nothing
/// but folders, and that no department in it is named after, only gathers departments: then it is the one within.
fn folders(files: &[SubmissionFile]) -> Vec<&str> {
    let mut contents: HashMap<&str, FolderContent> = HashMap::new();
    for file in files {
        let content = contents.entry(&file.folder).or_default();
        content.has_files |= file.within().is_none();
        content
            .departments
            .extend(file.department.as_deref().map(fold));
    }
    let gathering: HashSet<&str> = contents
        .iter()
        .filter(|(folder, content)| content.is_gathering(folder))
        .map(|(folder, _)| *folder)
        .collect();
    files
        .iter()
        .map(|file| match file.within() {
            Some(within) if gathering.contains(file.folder.as_str()) => within,
            _ => &file.folder,
        })
        .collect()
}

/// What stands in a folder of the inbox.
#[derive(Default)]
struct FolderContent {
    /// Whether files lie in it, not only folders.
    has_files: bool,
    /// The departments that the files in it name, folded.
    departments: BTreeSet<String>,
}

impl FolderContent {
    /// Whether the folder only gathers departments.
    fn is_gathering(&self, folder: &str) -> bool {
        let name = fold(folder);
        let is_named_after =
            |department: &String| department.contains(&name) || name.contains(department.as_str());
        !folder.is_empty()
            && !self.has_files
            && self.departments.len() > 1
            && !self.departments.iter().any(is_named_after)
    }
}

fn submission(
    all: &[SubmissionFile],
    (publication, parts): (Publication, Vec<usize>),
    layouts: &[Arc<Layout>],
    folder: String,
    options: ReadOptions<'_>,
) -> Submission {
    let files = || parts.iter().map(|at| &all[*at]);
    let fiscal_year = options
        .year
        .or_else(|| most_common(files().flat_map(|file| file.years.iter().copied())))
        .or_else(|| most_common(files().filter_map(|file| file.year)));
    let division = divide(all, &parts);
    let first = || files().find_map(|file| file.department.clone());
    let department = options
        .department
        .map(str::to_owned)
        .or_else(|| name(all, &division, &folder))
        .or_else(first);
    Submission {
        // units that are added up are a department
        publication: if division.units.is_empty() {
            publication
        } else {
            Publication::Department
        },
        department: department.unwrap_or_default(),
        fiscal_year,
        likely_year: None,
        layout: layouts[all[parts[0]].layout].clone(),
        folder,
        files: files().map(|file| file.name.clone()).collect(),
        parts,
        division,
    }
}

/// The name of a department of several units: the heading of its own tables; otherwise that of the unit that its
/// folder is named after, or else of the first unit, which is the department's own office.
fn name(all: &[SubmissionFile], division: &Division, folder: &str) -> Option<String> {
    let whole = division
        .whole
        .iter()
        .find_map(|at| all[*at].department.clone());
    let folder = fold(folder);
    let is_named =
        |name: &str| !folder.is_empty() && (name.contains(&folder) || folder.contains(name));
    let mut units = division
        .units
        .iter()
        .map(|(unit, _)| unit)
        .filter(|unit| !unit.heading.is_empty());
    let alike = units
        .clone()
        .find(|unit| is_named(&fold(&unit.heading)) || is_named(&unit_name(&unit.name)));
    whole.or_else(|| {
        alike
            .or_else(|| units.next())
            .map(|unit| unit.heading.clone())
    })
}

impl SubmissionFile {
    /// The folder within its first folder that it lies in, with that one.
    fn within(&self) -> Option<&str> {
        let rest = self
            .name
            .strip_prefix(self.folder.as_str())?
            .strip_prefix('/')?;
        let (folder, _) = rest.split_once('/')?;
        Some(&self.name[..self.folder.len() + 1 + folder.len()])
    }
}
