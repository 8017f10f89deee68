//! The fiscal year of a submission: the message where nothing states it, and where places disagree.

use crate::budget::Notice;
use crate::finding::{Problem, YearPlace, YearProblem};
use crate::read::file::FileRead;
use crate::read::stated::{StatedYears, YearSource, most_common, year_in_stem};
use crate::run::last::FOLDERS;
use crate::run::submission::{OtherYear, SubmissionFile};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Digits alone in the name of a sheet are a year where they are so near to the budget's.
const NEAR: i32 = 5;
/// Places that state the year of a budget and are named one by one.
const NAMED: usize = 3;

/// The files of a department by year, where those of two years hold a table each: two budgets, and none is a version of
/// the other. A file without a year goes with the first year that lacks its tables. One file of another year that
/// completes the others is of their budget, and its name is wrong.
pub(crate) fn apart(all: &[SubmissionFile], files: Vec<usize>) -> Vec<Vec<usize>> {
    let mut of_years: BTreeMap<i32, Vec<usize>> = BTreeMap::new();
    for at in &files {
        if let Some(year) = all[*at].stated_year() {
            of_years.entry(year).or_default().push(*at);
        }
    }
    let tables = |files: &[usize]| -> BTreeSet<usize> {
        let own = files.iter().flat_map(|at| &all[*at].tables);
        own.copied().collect()
    };
    let mut budgets: Vec<Vec<usize>> = Vec::new();
    let mut rest: Vec<usize> = Vec::new();
    let largest_first = {
        let mut groups: Vec<Vec<usize>> = of_years.into_values().collect();
        groups.sort_by_key(|group| std::cmp::Reverse(tables(group).len()));
        groups
    };
    for group in largest_first {
        let own = tables(&group);
        let is_another = |budget: &Vec<usize>| !tables(budget).is_disjoint(&own);
        match budgets.is_empty() || budgets.iter().all(is_another) {
            true => budgets.push(group),
            false => rest.extend(group),
        }
    }
    if budgets.len() < 2 {
        return vec![files];
    }
    rest.extend(files.iter().filter(|at| all[**at].stated_year().is_none()));
    for at in rest {
        let own = tables(&[at]);
        let home = budgets.iter().position(|it| tables(it).is_disjoint(&own));
        budgets[home.unwrap_or(0)].push(at);
    }
    budgets.iter_mut().for_each(|files| files.sort_unstable());
    budgets.sort();
    budgets
}

/// For each group of files of one year the units of the other groups that may be its own, and whose titles are then last
/// year's: they are no unit of a later year, or their names say the other year.
pub(crate) fn others(all: &[SubmissionFile], groups: &[Vec<usize>]) -> Vec<Vec<OtherYear>> {
    let year = |group: &[usize]| most_common(group.iter().filter_map(|at| all[*at].stated_year()));
    let files = |group: &[usize]| group.iter().map(|at| &all[*at]).collect::<Vec<_>>();
    let groups = groups.iter();
    let dated: Vec<(i32, Vec<&SubmissionFile>)> = groups
        .clone()
        .filter_map(|group| Some((year(group)?, files(group))))
        .collect();
    if dated.len() < groups.len() || dated.len() < 2 {
        return groups.map(|_| Vec::new()).collect();
    }
    let of = |own: usize| {
        let others = dated.iter().enumerate().filter(|(at, _)| *at != own);
        let strays = others
            .filter(|(_, other)| is_stray(other, &dated[own]) || is_stray(&dated[own], other));
        strays
            .flat_map(|(_, (year, files))| other_years(*year, files))
            .collect()
    };
    (0..dated.len()).map(of).collect()
}

/// Whether files of one year are more likely of a later one, of which there are others: their names say so, or they are of
/// units that lack there.
fn is_stray(
    (year, files): &(i32, Vec<&SubmissionFile>),
    (later, others): &(i32, Vec<&SubmissionFile>),
) -> bool {
    let is_last_year_s = |file: &&SubmissionFile| FOLDERS.iter().any(|it| file.name.contains(it));
    if year >= later || files.iter().any(is_last_year_s) {
        return false;
    }
    let called = |file: &&SubmissionFile| year_in_stem(&file.name) == Some(*later);
    if files.iter().all(called) {
        return true;
    }
    let named = |name: i32| move |file: &&SubmissionFile| file.year_in_name == Some(name);
    let mut both = files.iter().chain(others);
    let is_unit_there = |file: &&SubmissionFile| others.iter().any(|it| it.is_of_unit_of(file));
    !both.any(|file| file.of_several)
        && !files.iter().any(named(*year))
        && !files.iter().any(is_unit_there)
}

fn other_years(year: i32, files: &[&SubmissionFile]) -> Vec<OtherYear> {
    let mut all: Vec<OtherYear> = Vec::new();
    for file in files {
        let unit = file.unit_or_department().unwrap_or_default();
        let own = file.name.to_string();
        match all.iter_mut().find(|known| known.unit == unit) {
            Some(known) => known.files.push(own),
            None => all.push(OtherYear {
                unit: unit.to_owned(),
                files: vec![own],
                year,
            }),
        }
    }
    all
}

/// No place states the year.
pub(crate) fn none(file: &Arc<str>, likely: Option<i32>) -> Notice {
    Notice {
        at: Vec::new(),
        place: Some((file.clone(), None)),
        problem: Problem::Year(YearProblem::Unknown { likely }),
    }
}

/// Covers, sheets and file names that state another year than the submission's. Where titles on those very sheets
/// state the right one, only the name may be wrong.
pub(crate) fn conflicts(files: &[FileRead], year: i32) -> Vec<Notice> {
    let mut notices = Vec::new();
    for file in files {
        let is_other = |it: &&StatedYears| {
            let is_near = |own: &i32| (own - year).abs() <= NEAR;
            !it.years.contains(&year) && (!it.is_bare || it.years.iter().all(is_near))
        };
        let other = file.years.iter().filter(is_other);
        // what is printed above the pages is not published
        let (printed, other): (Vec<&StatedYears>, Vec<&StatedYears>) =
            other.partition(|it| matches!(it.source, YearSource::PrintHeader(_)));
        let other = other.into_iter();
        let (bare, other): (Vec<&StatedYears>, Vec<&StatedYears>) =
            other.partition(|it| it.is_bare);
        let (sheets, rest): (Vec<&StatedYears>, Vec<&StatedYears>) = other
            .into_iter()
            .partition(|it| matches!(it.source, YearSource::Sheet(_)));
        let (proven, open): (Vec<&StatedYears>, Vec<&StatedYears>) =
            sheets.into_iter().partition(|it| is_proven(file, it, year));
        let (mut rest, mut proven) = (rest, [proven, bare].concat());
        // name and sheets together weigh as much as titles
        let of_file = rest.iter().position(|it| it.source == YearSource::File);
        let mut agreed = Vec::new();
        if let Some(at) = of_file.filter(|at| agree(file, rest[*at], &proven)) {
            agreed = [vec![rest.remove(at)], std::mem::take(&mut proven)].concat();
        }
        let rest = rest.into_iter().map(|it| vec![it]);
        let groups = [proven, open, printed].into_iter().chain(rest);
        let conflict = |group: Vec<&StatedYears>, is_agreed: bool| {
            let first = group.first()?;
            let is_printed = matches!(first.source, YearSource::PrintHeader(_));
            let is_proven =
                !is_agreed && (first.is_bare || is_printed || is_proven(file, first, year));
            conflict(files, file, &group, (year, is_proven))
        };
        notices.extend(groups.filter_map(|group| conflict(group, false)));
        notices.extend(conflict(agreed, true));
    }
    notices
}

/// Has names that state the year of nearly all other departments weigh as much as titles. `count` departments are of that.
pub(crate) fn compare(notices: &mut [Notice], (common, count): (i32, usize)) {
    for notice in notices {
        if let Problem::Year(YearProblem::Elsewhere { here, others, .. }) = &mut notice.problem
            && *here == common
        {
            *others = count;
        }
    }
}

/// Whether the names of most sheets with tables state the same other year as the file's name.
fn agree(file: &FileRead, name: &StatedYears, sheets: &[&StatedYears]) -> bool {
    let tables: BTreeSet<&str> = file.tables.iter().map(|it| &*it.title.at.sheet).collect();
    let year = name.years.first();
    let same = sheets.iter().filter(|it| it.years.first() == year);
    same.count() * 2 > tables.len()
}

/// Whether titles of the tables that a place speaks of state the year. Of many tables a single title may be left of last
/// year.
fn is_proven(file: &FileRead, stated: &StatedYears, year: i32) -> bool {
    let own = file.tables.iter().filter(|table| match &stated.source {
        YearSource::Sheet(sheet) => table.title.at.sheet == *sheet,
        _ => true,
    });
    let years: Vec<Option<i32>> = own.map(|table| table.year).collect();
    let count = years.iter().filter(|own| **own == Some(year)).count();
    let is_alone = count == 1 && years.len() > 1;
    count > 0 && !is_alone && years.iter().all(|own| own.is_none_or(|own| own == year))
}

fn conflict(
    files: &[FileRead],
    file: &FileRead,
    group: &[&StatedYears],
    (year, is_proven): (i32, bool),
) -> Option<Notice> {
    let first = group.first()?;
    let (grounds, count) = grounds(files, year);
    let sheet = first.sheet().cloned();
    let problem = YearProblem::Elsewhere {
        places: group.iter().map(|it| place(file, it)).collect(),
        here: *first.years.first()?,
        there: year,
        grounds,
        count,
        is_proven,
        others: 0,
    };
    Some(Notice {
        at: Vec::new(),
        place: Some((file.name.clone(), sheet)),
        problem: Problem::Year(problem),
    })
}

/// The first places that state the year of the submission, and how many there are.
fn grounds(files: &[FileRead], year: i32) -> (Vec<YearPlace>, usize) {
    let titles = |file: &FileRead| -> Vec<YearPlace> {
        let own = file.tables.iter().filter(|it| it.year == Some(year));
        own.map(|it| YearPlace::Title(it.title.at.clone()))
            .collect()
    };
    let named = |file: &FileRead| -> Vec<YearPlace> {
        let own = file.years.iter().filter(|it| it.years.contains(&year));
        own.map(|it| place(file, it)).collect()
    };
    let mut places: Vec<YearPlace> = files.iter().flat_map(titles).collect();
    places.extend(files.iter().flat_map(named));
    let count = places.len();
    places.truncate(NAMED);
    (places, count)
}

fn place(file: &FileRead, stated: &StatedYears) -> YearPlace {
    let file = file.name.clone();
    match &stated.source {
        YearSource::Cover(sheet, cell) => YearPlace::Cover {
            file,
            sheet: sheet.clone(),
            cell: cell.clone(),
        },
        YearSource::Sheet(sheet) => YearPlace::Sheet {
            file,
            sheet: sheet.clone(),
        },
        YearSource::File => YearPlace::File(file),
        YearSource::Text => YearPlace::Text(file),
        YearSource::PrintHeader(sheet) => YearPlace::PrintHeader {
            file,
            sheet: sheet.clone(),
        },
    }
}
