//! Files whose headings name the same department make one submission. What decides that is kept of every file;
//! its figures wait elsewhere until the submission is put together.

use crate::budget::{RowKey, Table};
use crate::label::{fold, unit_name, unit_number};
use crate::layout::Layout;
use crate::read::file::FileRead;
use crate::run::gather::ReadOptions;
use crate::run::store::StoredFile;
use crate::run::units::{Division, divide};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// What is known of a file without its figures.
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
    /// Not among what a later run knows.
    #[serde(skip)]
    pub(crate) kept: Arc<StoredFile>,
}

impl SubmissionFile {
    /// What is known of a file; `keep` takes its figures.
    pub(crate) fn new(
        read: FileRead,
        layouts: &[Arc<Layout>],
        keep: impl FnOnce(FileRead) -> StoredFile,
    ) -> Self {
        let units: Vec<Vec<&str>> = read.tables.iter().map(units_of).collect();
        let named = || units.iter().flatten().copied();
        Self {
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
}

impl SubmissionFile {
    /// Itself, in memory that the calling thread has taken.
    pub(crate) fn settled(mut self) -> Self {
        let kept = Arc::into_inner(std::mem::take(&mut self.kept)).unwrap_or_default();
        Self {
            name: self.name.as_ref().into(),
            kept: Arc::new(kept),
            ..self.clone()
        }
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
    parts: &[SubmissionFile],
    layouts: &[Arc<Layout>],
    manner: ReadOptions<'_>,
) -> Vec<Submission> {
    // where the clerk says that all is of one department, folders and headings tell nothing
    let is_told = manner.department.is_some();
    let folders = if is_told {
        vec![""; parts.len()]
    } else {
        folders(parts)
    };
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut known: HashMap<(usize, &str, String), usize> = HashMap::new();
    let mut of_folder: HashMap<(usize, &str), Vec<usize>> = HashMap::new();
    let (named, nameless): (Vec<usize>, Vec<usize>) =
        (0..parts.len()).partition(|at| parts[*at].department.is_some());
    for at in named {
        let (part, folder) = (&parts[at], folders[at]);
        let tells = folder.is_empty() && !is_told;
        let name = part
            .department
            .as_deref()
            .filter(|_| tells)
            .map(fold)
            .unwrap_or_default();
        let group = *known.entry((part.layout, folder, name)).or_insert_with(|| {
            groups.push(Vec::new());
            of_folder
                .entry((part.layout, folder))
                .or_default()
                .push(groups.len() - 1);
            groups.len() - 1
        });
        groups[group].push(at);
    }
    // a file that names nobody belongs to the only department of its folder
    for at in nameless {
        let near = of_folder
            .entry((parts[at].layout, folders[at]))
            .or_default();
        match near.as_slice() {
            [only] => groups[*only].push(at),
            _ => {
                groups.push(vec![at]);
                near.push(groups.len() - 1);
            }
        }
    }
    let own = |group: Vec<usize>| {
        let folder = folders[group[0]].to_owned();
        submission(parts, group, layouts, folder, manner)
    };
    let mut submissions: Vec<Submission> = groups.into_iter().map(own).collect();
    let years: BTreeSet<i32> = submissions.iter().filter_map(|it| it.fiscal_year).collect();
    if let (1, Some(only)) = (years.len(), years.first()) {
        let yearless = submissions.iter_mut().filter(|it| it.fiscal_year.is_none());
        yearless.for_each(|it| it.likely_year = Some(*only));
    }
    submissions
}

/// The folder of each file that stands for its department: the first one within the inbox. One that holds nothing
/// but folders, and bears the name of nobody in it, only gathers departments: then it is the one within.
fn folders(parts: &[SubmissionFile]) -> Vec<&str> {
    let mut own: HashMap<&str, (bool, BTreeSet<String>)> = HashMap::new();
    for part in parts {
        let (is_gathering, names) = own
            .entry(&part.folder)
            .or_insert_with(|| (!part.folder.is_empty(), BTreeSet::new()));
        *is_gathering &= part.within().is_some();
        names.extend(part.department.as_deref().map(fold));
    }
    let is_gathering = |folder: &str| {
        let name = fold(folder);
        let is_named = |other: &String| other.contains(&name) || name.contains(other.as_str());
        own.get(folder).is_some_and(|(is_gathering, names)| {
            *is_gathering && names.len() > 1 && !names.iter().any(is_named)
        })
    };
    let gathering: HashSet<&str> = own
        .keys()
        .copied()
        .filter(|folder| is_gathering(folder))
        .collect();
    let folder =
        |part| SubmissionFile::within(part).filter(|_| gathering.contains(part.folder.as_str()));
    parts
        .iter()
        .map(|part| folder(part).unwrap_or(&part.folder))
        .collect()
}

fn submission(
    all: &[SubmissionFile],
    parts: Vec<usize>,
    layouts: &[Arc<Layout>],
    folder: String,
    manner: ReadOptions<'_>,
) -> Submission {
    let own = || parts.iter().map(|at| &all[*at]);
    let stated = || most_common(own().flat_map(|part| part.years.iter().copied()));
    let fiscal_year = manner
        .year
        .or_else(stated)
        .or_else(|| most_common(own().filter_map(|part| part.year)));
    let division = divide(all, &parts);
    let given = || manner.department.map(str::to_owned);
    let first = || own().find_map(|part| part.department.clone());
    Submission {
        department: given()
            .or_else(|| name(all, &division, &folder))
            .or_else(first)
            .unwrap_or_default(),
        fiscal_year,
        likely_year: None,
        layout: layouts[all[parts[0]].layout].clone(),
        folder,
        files: own().map(|part| part.name.clone()).collect(),
        parts,
        division,
    }
}

/// What a department of several units is called: as its own tables are headed; otherwise as the unit that its folder
/// is called after, or else as the first one, which is the department's own office.
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

/// The most frequent of some years; of equally frequent ones the first.
fn most_common(years: impl Iterator<Item = i32>) -> Option<i32> {
    let mut counts: Vec<(i32, usize)> = Vec::new();
    for year in years {
        match counts.iter_mut().find(|(known, _)| *known == year) {
            Some((_, count)) => *count += 1,
            None => counts.push((year, 1)),
        }
    }
    counts
        .into_iter()
        .rev()
        .max_by_key(|(_, count)| *count)
        .map(|(year, _)| year)
}
