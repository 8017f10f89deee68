//! What has changed between two reports.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::Hash;

/// A finding of one of two reports.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct KnownFinding {
    /// The department.
    pub department: String,
    /// The rule's id.
    pub rule: String,
    /// Where, for people.
    pub place: String,
    /// Whether its cells or sides tell the place; if not, `place` is its sentence.
    pub is_placed: bool,
    /// Its [`FindingKey`](super::FindingKey); none in a report of an older version.
    pub key: Option<String>,
    /// What it compares; none for a check of form.
    pub compared: Option<Compared>,
    /// Whether it is counted: not where it could not be judged and another finding tells what it lacks. An earlier
    /// report does not tell which those are: there, nothing that could not be judged is counted.
    pub is_counted: bool,
    /// Tables of which it says that they are not read: nothing of them can be judged.
    pub unread: Vec<String>,
}

/// The columns of an equation and what its sides come to: the same although a row's name is another.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Compared {
    /// Tables and columns.
    pub columns: BTreeSet<(String, String)>,
    /// The value of each side.
    pub values: [Option<String>; 2],
}

/// What has changed.
#[derive(Debug)]
pub struct ReportChanges {
    /// Findings of the earlier report alone.
    pub mended: Vec<KnownFinding>,
    /// Findings of this one alone.
    pub new: Vec<KnownFinding>,
    /// How many stand in both.
    pub open: usize,
}

impl ReportChanges {
    /// What has changed between the findings of two reports. What can no longer be judged is open, not mended; what
    /// only follows from another finding is not new.
    pub fn between(before: Vec<KnownFinding>, now: Vec<KnownFinding>) -> Self {
        let has_keys = before.iter().all(|known| known.key.is_some());
        let identity = |known: &KnownFinding| {
            let place = match &known.key {
                Some(key) if has_keys => Some(key.clone()),
                _ => known.is_placed.then(|| known.place.clone()),
            };
            Some((known.department.clone(), known.rule.clone(), place))
        };
        let renamed = |known: &KnownFinding| {
            let compared = known.compared.clone()?;
            Some((known.department.clone(), known.rule.clone(), compared))
        };
        let (new, mended, same) = unmatched(now, before, identity);
        let (mut new, mut mended, alike) = unmatched(new, mended, renamed);
        let rule = |known: &KnownFinding| (known.department.clone(), known.rule.clone());
        let unjudged: HashSet<_> = new.iter().filter(|it| !it.is_counted).map(rule).collect();
        let tables = |known: &KnownFinding| {
            let of = |table: &String| (known.department.clone(), table.clone());
            known.unread.iter().map(of).collect::<Vec<_>>()
        };
        let unread: HashSet<_> = new.iter().flat_map(tables).collect();
        let is_unread = |known: &KnownFinding| {
            let columns = known.compared.iter().flat_map(|it| &it.columns);
            let mut tables = columns.map(|(table, _)| (known.department.clone(), table.clone()));
            tables.any(|table| unread.contains(&table))
        };
        mended.retain(|it| it.is_counted);
        new.retain(|it| it.is_counted);
        let gone = mended.len();
        mended
            .retain(|it| it.compared.is_none() || !unjudged.contains(&rule(it)) && !is_unread(it));
        Self {
            open: same + alike + gone - mended.len(),
            mended,
            new,
        }
    }

    /// How many findings are mended, new, and still open.
    pub fn counts(&self) -> [usize; 3] {
        [self.mended.len(), self.new.len(), self.open]
    }
}

/// The findings of each report that have no partner of the same identity in the other, and how many have one. Of
/// equal ones the last are those without. Only what is counted counts.
fn unmatched<K: Hash + Eq>(
    now: Vec<KnownFinding>,
    before: Vec<KnownFinding>,
    identity: impl Fn(&KnownFinding) -> Option<K>,
) -> (Vec<KnownFinding>, Vec<KnownFinding>, usize) {
    let mut gone: HashMap<K, usize> = HashMap::new();
    for id in before.iter().filter_map(&identity) {
        *gone.entry(id).or_default() += 1;
    }
    let mut found: HashMap<K, usize> = HashMap::new();
    let (mut new, mut same) = (now, 0);
    new.retain(|known| {
        let has_partner = moves(identity(known), &mut gone, &mut found);
        same += usize::from(has_partner && known.is_counted);
        !has_partner
    });
    let mut mended = before;
    mended.retain(|known| !moves(identity(known), &mut found, &mut HashMap::new()));
    (new, mended, same)
}

/// Takes one of an identity from some and adds it to others, if there is one.
fn moves<K: Hash + Eq>(
    id: Option<K>,
    from: &mut HashMap<K, usize>,
    to: &mut HashMap<K, usize>,
) -> bool {
    let Some(id) = id else {
        return false;
    };
    match from.get_mut(&id).filter(|count| **count > 0) {
        Some(count) => {
            *count -= 1;
            *to.entry(id).or_default() += 1;
            true
        }
        None => false,
    }
}
