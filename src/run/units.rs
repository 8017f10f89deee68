//! Which files of a department belong to which of its budget units (预算单位). A file is of the unit that its unit
//! rows name, otherwise of the one that its headings name. Files that share no table are parts of one submission,
//! whatever they call themselves: it is the same table twice that makes two units. One unit under two names stays one.

mod same;

use crate::budget::Unit;
use crate::label::{fold, unit_name, unit_number};
use crate::run::submission::SubmissionFile;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap};

/// The files of a department by unit.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Division {
    /// What is called after no single unit: the department's own tables.
    pub(crate) whole: Vec<usize>,
    /// Two units or more, each with its files; none where there is nothing to divide.
    pub(crate) units: Vec<(Unit, Vec<usize>)>,
}

/// Files that go by one name.
struct Cluster {
    key: String,
    files: Vec<usize>,
    tables: BTreeSet<usize>,
}

/// Divides the files of a department.
pub(crate) fn divide(all: &[SubmissionFile], files: &[usize]) -> Division {
    let keys = UnitKeys::new(files.iter().map(|at| &all[*at]));
    let mut clusters: Vec<Cluster> = Vec::new();
    let (mut whole, mut open) = (Vec::new(), Vec::new());
    for at in files {
        let part = &all[*at];
        if part.of_several {
            whole.push(*at);
            continue;
        }
        match keys.key(part) {
            Some(key) => add_to_cluster(&mut clusters, key, *at, part),
            None => open.push(*at),
        }
    }
    same::join(all, &mut clusters);
    join(&mut clusters);
    for at in open {
        let name = fold(&all[at].name);
        let mut near = clusters
            .iter_mut()
            .filter(|cluster| name.contains(&cluster.key));
        match (near.next(), near.next()) {
            (Some(only), None) => only.files.push(at),
            _ => whole.push(at),
        }
    }
    if clusters.len() < 2 {
        return Division::default();
    }
    let mut units: Vec<(Unit, Vec<usize>)> = clusters
        .into_iter()
        .map(|cluster| (unit(all, &cluster), cluster.files))
        .collect();
    // by their numbers where all have one, otherwise in the order of their files
    if units
        .iter()
        .all(|(unit, _)| unit_number(&unit.name).is_some())
    {
        units.sort_by_key(|(unit, _)| unit_number(&unit.name).map(str::to_owned));
    }
    Division { whole, units }
}

/// The unit names that the files of a department use, to tell its units apart.
struct UnitKeys {
    /// Names in unit rows, by the heading of their file.
    of_heading: HashMap<String, BTreeSet<String>>,
    /// Names in unit rows of all files.
    rows: BTreeSet<String>,
}

impl UnitKeys {
    fn new<'a>(files: impl Iterator<Item = &'a SubmissionFile>) -> Self {
        let mut of_heading: HashMap<String, BTreeSet<String>> = HashMap::new();
        for file in files.filter(|file| !file.of_several) {
            let heading = folded_heading(file).unwrap_or_default();
            let units = of_heading.entry(heading).or_default();
            units.extend(file.unit.as_deref().map(unit_name));
        }
        let rows = of_heading.values().flatten().cloned().collect();
        Self { of_heading, rows }
    }

    /// The name of a file's unit; none where only the department's heading is known.
    fn key(&self, file: &SubmissionFile) -> Option<String> {
        if let Some(unit) = &file.unit {
            return Some(unit_name(unit));
        }
        let heading = folded_heading(file)?;
        let units = &self.of_heading[&heading];
        match (units.len(), units.first()) {
            (1, Some(only)) => Some(only.clone()),
            (0, _) => {
                let row = self.rows.iter().find(|row| heading.ends_with(*row));
                Some(row.cloned().unwrap_or(heading))
            }
            // the heading of all units is the department's
            _ => None,
        }
    }
}

fn folded_heading(file: &SubmissionFile) -> Option<String> {
    file.department.as_deref().map(fold)
}

fn add_to_cluster(clusters: &mut Vec<Cluster>, key: String, at: usize, file: &SubmissionFile) {
    match clusters.iter_mut().find(|cluster| cluster.key == key) {
        Some(cluster) => {
            cluster.files.push(at);
            cluster.tables.extend(&file.tables);
        }
        None => clusters.push(Cluster {
            key,
            files: vec![at],
            tables: file.tables.iter().copied().collect(),
        }),
    }
}

/// Puts together what shares no table and can belong to one cluster only.
fn join(clusters: &mut Vec<Cluster>) {
    loop {
        let partner = |at: usize| {
            let mut free = (0..clusters.len()).filter(|other| {
                *other != at && clusters[*other].tables.is_disjoint(&clusters[at].tables)
            });
            free.next().filter(|_| free.next().is_none())
        };
        let smallest = (0..clusters.len())
            .filter_map(|at| Some((clusters[at].tables.len(), at, partner(at)?)))
            .min_by_key(|(tables, at, _)| (*tables, std::cmp::Reverse(*at)));
        let Some((_, at, partner)) = smallest else {
            return;
        };
        let Cluster { files, tables, .. } = clusters.remove(at);
        let into = &mut clusters[partner - usize::from(partner > at)];
        into.files.extend(files);
        into.files.sort_unstable();
        into.tables.extend(tables);
    }
}

fn unit(all: &[SubmissionFile], cluster: &Cluster) -> Unit {
    let files = || cluster.files.iter().map(|at| &all[*at]);
    let named = || files().filter_map(|part| part.unit.clone());
    let heading = files()
        .find_map(|part| part.department.clone())
        .unwrap_or_default();
    let name = named()
        .find(|name| unit_number(name).is_some())
        .or_else(|| named().next());
    Unit {
        name: name.unwrap_or_else(|| heading.clone()),
        heading,
        files: files().map(|part| part.name.clone()).collect(),
    }
}
