//! A department's own budget (部门预算) and those of its budget units (单位预算) in one folder are publications of
//! their own: none is a version of another, and none is added to another.

use crate::label::{fold, unit_name};
use crate::layout::Publication;
use crate::read::file::FileRead;
use crate::run::departments::Submissions;
use crate::run::submission::{Submission, SubmissionFile};
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Words before a name that departments use as well.
const PLAIN: [&str; 2] = ["单位", "单位名称"];

/// What a file says of whose budget it holds.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(crate) struct PublicationSigns {
    /// How many more signs speak for a unit than for a department: titles, headings, names.
    votes: i8,
    /// Whether all its headings name a unit (编制单位) and none a department.
    is_headed_by_unit: bool,
}

impl PublicationSigns {
    pub(crate) fn of(read: &FileRead) -> Self {
        let vote = |publication: Option<Publication>| match publication {
            Some(Publication::Unit) => 1_i8,
            Some(Publication::Department) => -1,
            None => 0,
        };
        let titles = read.tables.iter().filter_map(|table| {
            let own = table.department.as_ref().map(|it| it.text.as_str());
            let name = own.or(read.department.as_deref());
            let title = match name {
                Some(name) if !name.is_empty() => table.title.text.replace(name, ""),
                _ => table.title.text.clone(),
            };
            Publication::spoken_of(&title)
        });
        let labels = read
            .tables
            .iter()
            .filter_map(|table| table.department_label.as_deref());
        let labels: Vec<&str> = labels.collect();
        let speak = labels.iter().filter_map(|it| Publication::spoken_of(it));
        let speak: Vec<Publication> = speak.collect();
        let is_plain = labels.iter().all(|label| PLAIN.contains(label));
        let of_labels = if speak.contains(&Publication::Department) {
            Some(Publication::Department)
        } else {
            speak.first().copied()
        };
        Self {
            votes: vote(majority(titles))
                + vote(of_labels.filter(|_| !is_plain))
                + vote(read.publication),
            is_headed_by_unit: of_labels == Some(Publication::Unit),
        }
    }

    /// Whose budget it is, as far as the signs tell.
    pub(crate) fn publication(self) -> Option<Publication> {
        match self.votes {
            0 => None,
            1.. => Some(Publication::Unit),
            _ => Some(Publication::Department),
        }
    }

    /// Whether it is a unit's beside a department's.
    fn is_of_unit(self) -> bool {
        self.publication() == Some(Publication::Unit) || self.votes == 0 && self.is_headed_by_unit
    }
}

/// The one that most speak of; none where as many speak of the other.
fn majority(all: impl Iterator<Item = Publication>) -> Option<Publication> {
    let mut difference = 0;
    for one in all {
        difference += if one == Publication::Unit { 1 } else { -1 };
    }
    match difference {
        0 => None,
        1.. => Some(Publication::Unit),
        _ => Some(Publication::Department),
    }
}

/// The publications among the files of a department: its own first, then each unit's. One where they are not told
/// apart by signs, or share no table.
pub(crate) fn split(all: &[SubmissionFile], files: Vec<usize>) -> Vec<(Publication, Vec<usize>)> {
    let is_department = |at: &usize| all[*at].signs.publication() == Some(Publication::Department);
    let own: Vec<usize> = files.iter().copied().filter(is_department).collect();
    let tables: BTreeSet<usize> = tables_of(all, &own);
    let mut units: IndexMap<String, Vec<usize>> = IndexMap::new();
    for at in files.iter().filter(|at| all[**at].signs.is_of_unit()) {
        units.entry(unit_key(&all[*at])).or_default().push(*at);
    }
    units.retain(|_, files| !tables_of(all, files).is_disjoint(&tables));
    if units.is_empty() {
        return vec![(told_by_most(all, &files), files)];
    }
    let mut publications = vec![Vec::new()];
    let split: BTreeSet<usize> = units.values().flatten().copied().collect();
    publications.extend(units.into_values());
    for at in files {
        if !split.contains(&at) {
            let home = home(all, &publications, at);
            publications[home].push(at);
        }
    }
    let mut publications = publications.into_iter().map(|mut files| {
        files.sort_unstable();
        files
    });
    let own = publications
        .next()
        .map(|own| (Publication::Department, own));
    let units = publications.map(|unit| (Publication::Unit, unit));
    own.into_iter().chain(units).collect()
}

/// What all files of a submission say of whose budget it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CommonSign {
    /// Most signs of each speak for a department.
    Department,
    /// There are none, and headings name a unit.
    HeadedByUnit,
    /// Neither.
    None,
}

impl CommonSign {
    /// That of a submission of some files.
    pub(crate) fn of(all: &[SubmissionFile], submission: &Submission) -> Self {
        let has = |sign: fn(PublicationSigns) -> bool| {
            let mut parts = submission.parts.iter();
            parts.all(|at| sign(all[*at].signs))
        };
        if has(|signs| signs.votes < 0) {
            Self::Department
        } else if has(|signs| signs.votes == 0 && signs.is_headed_by_unit)
            && submission.division.units.is_empty()
        {
            Self::HeadedByUnit
        } else {
            Self::None
        }
    }
}

/// Where headings alone name a unit, it is one beside the department that it is named after: 某局 and 某局（本级）.
pub(crate) fn set_units(submissions: &mut Submissions, signs: &[CommonSign]) {
    let of = |sign: CommonSign| (0..signs.len()).filter(move |at| signs[*at] == sign);
    let units: Vec<usize> = of(CommonSign::HeadedByUnit).collect();
    if units.is_empty() {
        return;
    }
    let departments = of(CommonSign::Department).filter_map(|at| submissions.get(at).ok());
    let departments: Vec<(String, String, Option<i32>)> = departments
        .filter(|it| !it.department.is_empty())
        .map(|it| (fold(&it.department), it.layout.id.clone(), it.fiscal_year))
        .collect();
    for at in units {
        let Ok(unit) = submissions.get(at) else {
            continue;
        };
        let name = fold(&unit.department);
        let is_of = |(department, layout, year): &(String, String, Option<i32>)| {
            name != *department
                && name.contains(department)
                && (layout, year) == (&unit.layout.id, &unit.fiscal_year)
        };
        if departments.iter().any(is_of) {
            let publication = Publication::Unit;
            submissions.replace(
                at,
                Submission {
                    publication,
                    ..unit
                },
            );
        }
    }
}

/// What most signs of some files tell.
fn told_by_most(all: &[SubmissionFile], files: &[usize]) -> Publication {
    let signs = files.iter().filter_map(|at| all[*at].signs.publication());
    majority(signs).unwrap_or_default()
}

/// The publication that a file without signs belongs to: the first one that names its unit and lacks its tables, or
/// else the department's.
fn home(all: &[SubmissionFile], publications: &[Vec<usize>], at: usize) -> usize {
    let file = &all[at];
    if file.signs.publication().is_some() || file.department.is_none() {
        return 0;
    }
    let fits = |files: &Vec<usize>| {
        files
            .iter()
            .any(|other| unit_key(&all[*other]) == unit_key(file))
            && tables_of(all, files).is_disjoint(&file.tables.iter().copied().collect())
    };
    let heads_department = publications[0]
        .iter()
        .any(|other| unit_key(&all[*other]) == unit_key(file));
    let unit = publications.iter().skip(1).position(fits);
    unit.filter(|_| !heads_department)
        .map_or(0, |unit| unit + 1)
}

fn tables_of(all: &[SubmissionFile], files: &[usize]) -> BTreeSet<usize> {
    files
        .iter()
        .flat_map(|at| all[*at].tables.iter().copied())
        .collect()
}

/// What a unit's files have in common.
fn unit_key(file: &SubmissionFile) -> String {
    let heading = file.department.as_deref().map(fold);
    heading
        .or_else(|| file.unit.as_deref().map(unit_name))
        .unwrap_or_default()
}
