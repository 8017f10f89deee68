//! One unit under two names: a name was corrected in the second version, or written with 本级. Such versions are not
//! added up.

use super::Cluster;
use crate::label::{OWN_OFFICE, is_place, unit_name, unit_number};
use crate::run::submission::SubmissionFile;
use std::collections::HashSet;

/// Amounts that two units have in common before their tables count as the same: small budgets may be equal by chance.
const AMOUNTS: usize = 10;

/// Puts together the files of one unit that go by several names.
pub(super) fn join(all: &[SubmissionFile], clusters: &mut Vec<Cluster>) {
    let mut known: Vec<Cluster> = Vec::with_capacity(clusters.len());
    for cluster in std::mem::take(clusters) {
        match known.iter_mut().find(|it| is_same_unit(all, it, &cluster)) {
            Some(known) => {
                known.files.extend(cluster.files);
                known.files.sort_unstable();
                known.tables.extend(cluster.tables);
            }
            None => known.push(cluster),
        }
    }
    *clusters = known;
}

fn is_same_unit(all: &[SubmissionFile], one: &Cluster, other: &Cluster) -> bool {
    if one.tables.is_disjoint(&other.tables) {
        return false;
    }
    let [ones, others] = [one, other].map(|cluster| numbers(all, cluster));
    let is_named_alike = match ones.is_empty() || others.is_empty() {
        true => is_one_name(&bare(&one.key), &bare(&other.key)),
        false => !ones.is_disjoint(&others),
    };
    is_named_alike || has_same_amounts(all, one, other)
}

/// The numbers that unit rows give a unit.
fn numbers<'a>(all: &'a [SubmissionFile], cluster: &Cluster) -> HashSet<&'a str> {
    let files = cluster.files.iter().map(|at| &all[*at]);
    let units = files.filter_map(|file| file.unit.as_deref());
    units.filter_map(unit_number).collect()
}

/// The name of a unit without what only says that it is the department's own office.
fn bare(key: &str) -> String {
    let name = unit_name(key);
    let without = |word: &&str| {
        let bracketed = name.strip_suffix(&format!("({word})"));
        bracketed.or_else(|| name.strip_suffix(*word))
    };
    let bare = OWN_OFFICE.iter().find_map(without);
    bare.unwrap_or(&name).to_owned()
}

/// Whether two names are equal but for the place in front of one: 高新区人社局, 人社局.
fn is_one_name(one: &str, other: &str) -> bool {
    let is_placed = |long: &str, short: &str| {
        let place = long.strip_suffix(short).unwrap_or_default();
        !short.is_empty() && !place.is_empty() && is_place(place)
    };
    one == other || is_placed(one, other) || is_placed(other, one)
}

/// Whether all tables that both have hold the same amounts.
fn has_same_amounts(all: &[SubmissionFile], one: &Cluster, other: &Cluster) -> bool {
    let of = |cluster: &Cluster, table: usize| {
        let files = cluster.files.iter().map(|at| &all[*at]);
        files
            .filter_map(|file| file.amounts_of(table))
            .collect::<Vec<_>>()
    };
    let mut shared = 0;
    one.tables.intersection(&other.tables).all(|table| {
        let others = of(other, *table);
        let same = of(one, *table).into_iter().find(|own| others.contains(own));
        shared += same.map_or(0, |own| own.count);
        same.is_some()
    }) && shared >= AMOUNTS
}
