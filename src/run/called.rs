//! Files that are called after another department of the inbox than the one in their tables.

use crate::label::{fold, is_alike, is_named_after, without_place};
use crate::read::stated::stem;
use crate::run::submission::Submission;
use serde::Serialize;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// Characters of the shortest name of a department, and of the ends by which names are found.
const SHORTEST: usize = 3;
/// Characters of the shortest part of a department's name that may stand for it.
const PART: usize = 2;
/// What stands behind the number of a year.
const YEAR: char = '年';

/// Another department that a file is called after.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub(crate) struct OtherName {
    pub(crate) department: String,
    /// Whether it is its folder that is called so.
    pub(crate) is_folder: bool,
}

/// The names of all departments of an inbox, folded.
#[derive(Debug, Default)]
pub(crate) struct DepartmentNames(HashMap<[char; SHORTEST], Vec<Vec<char>>>);

impl DepartmentNames {
    pub(crate) fn new(names: impl Iterator<Item = String>) -> Self {
        let names: BTreeSet<String> = names.map(|name| fold(&name)).collect();
        let mut by_end: HashMap<_, Vec<Vec<char>>> = HashMap::new();
        for name in names {
            let name: Vec<char> = name.chars().collect();
            if let Some(end) = name.last_chunk::<SHORTEST>() {
                by_end.entry(*end).or_default().push(name);
            }
        }
        Self(by_end)
    }

    /// Files of a submission whose name, or whose folder's, names another department and not its own, with that department.
    pub(crate) fn called_otherwise(&self, own: &Submission) -> Vec<(Arc<str>, OtherName)> {
        if own.department.is_empty() {
            return Vec::new();
        }
        let units = own.division.units.iter().map(|(unit, _)| unit);
        let units = units.flat_map(|unit| [&unit.name, &unit.heading]);
        let known = std::iter::once(&own.department).chain(units);
        let known = known.filter(|name| !name.is_empty()).map(|name| fold(name));
        let known: Vec<String> = known.collect();
        let files = own.files.iter();
        let other = |file: &str| {
            let of_inbox = self.other_in(file, &known).map(|department| OtherName {
                department,
                is_folder: false,
            });
            of_inbox.or_else(|| listed_in(file, own, &known))
        };
        files
            .filter_map(|file| Some((file.clone(), other(file)?)))
            .collect()
    }

    fn other_in(&self, file: &str, known: &[String]) -> Option<String> {
        let stem: Vec<char> = fold(stem(file)).chars().collect();
        let ends = stem.windows(SHORTEST).enumerate();
        let mut found = ends.flat_map(|(at, end)| {
            let end: Option<[char; SHORTEST]> = end.try_into().ok();
            let names = end.and_then(|end| self.0.get(&end)).into_iter().flatten();
            names.map(move |name| (name, at + SHORTEST))
        });
        found.find_map(|(other, end)| {
            let text: String = other.iter().collect();
            let is_own = || known.iter().any(|own| is_named_after(&text, own));
            let start = start_of(other, &stem[..end], &known[0])?;
            let is_whole = stem.get(end).is_none_or(|c| !c.is_alphabetic());
            let rest = [&stem[..start], &stem[end..]];
            let is_named = || known.iter().any(|own| names(rest, own, other));
            (is_whole && !is_own() && !is_named()).then_some(text)
        })
    }
}

/// A listed department that a file is called after, or else the folder that it lies in, where neither names its own.
fn listed_in(file: &str, own: &Submission, known: &[String]) -> Option<OtherName> {
    let words = &own.layout.departments;
    let (folders, _) = file.rsplit_once('/').unwrap_or(("", file));
    let folders = folders.rsplit('/').filter(|_| !own.shares_folder);
    let folders = folders.map(|name| (name, true));
    for (name, is_folder) in std::iter::once((stem(file), false)).chain(folders) {
        let chars: Vec<char> = fold(name).chars().collect();
        let is_own = |own: &String| {
            is_named_after(name, own) || names([&chars, &[]], without_place(own), &[])
        };
        if known.iter().any(is_own) {
            return None;
        }
        if let Some(other) = words.called(name) {
            let is_another = words.are_listed_apart(other, &own.department)
                && !known.iter().any(|own| is_alike(own, other));
            return is_another.then(|| OtherName {
                department: other.to_owned(),
                is_folder,
            });
        }
    }
    None
}

/// Where the name of a department begins that a text ends with, if nothing but a year stands before it. The part that
/// another department's name begins with too, the place's name, may be left out or written in short.
fn start_of(name: &[char], text: &[char], own: &str) -> Option<usize> {
    let common = shared(name, own);
    let wholes = [0, common].into_iter();
    let mut starts = wholes.filter_map(|from| {
        let own = &name[from..];
        let before = text.strip_suffix(own).filter(|_| own.len() >= SHORTEST)?;
        let mut place = name[..from].iter().rev();
        let letters = before.iter().rev();
        let short = letters.take_while(|c| place.any(|own| own == *c)).count();
        let before = &before[..before.len() - short];
        let is_start = match before {
            [.., digit, YEAR] => digit.is_numeric(),
            [.., last] => !last.is_alphabetic(),
            [] => true,
        };
        is_start.then_some(before.len())
    });
    starts.next()
}

/// Characters that two names have in common at their beginning.
fn shared(name: &[char], own: &str) -> usize {
    let pairs = name.iter().zip(own.chars());
    pairs.take_while(|(one, other)| **one == *other).count()
}

/// Whether parts of a file's name name a department, in full or in short; what its name shares with another one does
/// not count.
fn names(parts: [&[char]; 2], own: &str, other: &[char]) -> bool {
    let rest: Vec<char> = own.chars().skip(shared(other, own)).collect();
    let is_part = |window: &[char]| {
        let mut rest = rest.iter();
        window
            .iter()
            .all(|c| c.is_alphabetic() && rest.any(|own| own == c))
    };
    let mut windows = parts.into_iter().flat_map(|part| part.windows(PART));
    windows.any(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn other(file: &str, own: &str) -> Option<String> {
        let all = [
            "高新区教育局",
            "高新区财政局",
            "高新区民政局",
            "高新区幼儿园",
            "高新区发展和改革委员会",
            "高新区卫生健康委员会",
            "中共高新区纪律检查委员会",
            "中共高新区委员会办公室",
        ];
        let names = DepartmentNames::new(all.into_iter().map(str::to_owned));
        names.other_in(file, &[fold(own)])
    }

    #[test]
    fn files_called_after_another_department_are_found() {
        for file in [
            "教育局2020年部门预算.xlsx",
            "甲/高新区教育局2020年.xlsx",
            "2020年区教育局.xlsx",
            "附件1：教育局（公开）.xlsx",
        ] {
            let found = other(file, "高新区民政局");
            assert_eq!(found.as_deref(), Some("高新区教育局"), "{file}");
        }
    }

    #[test]
    fn other_words_and_own_names_are_left_alone() {
        for (file, own) in [
            ("发改委2020年部门预算.xlsx", "高新区发展和改革委员会"),
            ("卫健委2020年.xlsx", "高新区卫生健康委员会"),
            ("区纪委2020年.xlsx", "中共高新区纪律检查委员会"),
            ("关于报送民政局2020年部门预算的函.xlsx", "高新区民政局"),
            ("附件教育局2020年.xlsx", "高新区教育局"),
            ("财政局反馈教育局2020年部门预算.xlsx", "高新区教育局"),
            ("财政局（反馈教育局）2020年.xlsx", "高新区教育局"),
            ("财政局-发改委2020年.xlsx", "高新区发展和改革委员会"),
            ("报财政局2020年部门预算.xlsx", "高新区教育局"),
            ("教育局报区财政局2020年.xlsx", "高新区教育局"),
            ("全区各委办局2020年部门预算.xlsx", "高新区教育局"),
            ("局机关和所属幼儿园2020年.xlsx", "高新区教育局"),
            ("党委办公室2020年部门预算.xlsx", "中共高新区委员会办公室"),
            ("教育局2020年.xlsx", "高新区教育局幼儿园"),
        ] {
            assert_eq!(other(file, own), None, "{file}");
        }
    }
}
