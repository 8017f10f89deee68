//! The fiscal year of a submission: what is said where nothing states it, and where places disagree.

use crate::budget::Notice;
use crate::finding::{Problem, YearPlace, YearProblem};
use crate::read::file::FileRead;
use crate::read::stated::{Place, StatedYears};
use std::sync::Arc;

/// Places that state the year of a budget and are named one by one.
const NAMED: usize = 3;

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
        let other = file.years.iter().filter(|it| !it.years.contains(&year));
        let (sheets, rest): (Vec<&StatedYears>, Vec<&StatedYears>) =
            other.partition(|it| matches!(it.place, Place::Sheet(_)));
        let (proven, open): (Vec<&StatedYears>, Vec<&StatedYears>) =
            sheets.into_iter().partition(|it| is_proven(file, it, year));
        let rest = rest.into_iter().map(|it| vec![it]);
        let groups = [proven, open].into_iter().chain(rest);
        notices.extend(groups.filter_map(|group| conflict(files, file, &group, year)));
    }
    notices
}

/// Whether titles of the tables that a place speaks of state the year.
fn is_proven(file: &FileRead, stated: &StatedYears, year: i32) -> bool {
    let mut own = file.tables.iter().filter(|table| match &stated.place {
        Place::Sheet(sheet) => table.title.at.sheet == *sheet,
        _ => true,
    });
    own.clone().any(|table| table.year == Some(year))
        && own.all(|table| table.year.is_none_or(|own| own == year))
}

fn conflict(
    files: &[FileRead],
    file: &FileRead,
    group: &[&StatedYears],
    year: i32,
) -> Option<Notice> {
    let first = group.first()?;
    let (grounds, count) = grounds(files, year);
    let sheet = match &first.place {
        Place::Cover(sheet, _) | Place::Sheet(sheet) => Some(sheet.clone()),
        Place::File => None,
    };
    let problem = YearProblem::Elsewhere {
        places: group.iter().map(|it| place(file, it)).collect(),
        here: *first.years.first()?,
        there: year,
        grounds,
        count,
        is_proven: is_proven(file, first, year),
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
    match &stated.place {
        Place::Cover(sheet, cell) => YearPlace::Cover {
            file,
            sheet: sheet.clone(),
            cell: cell.clone(),
        },
        Place::Sheet(sheet) => YearPlace::Sheet {
            file,
            sheet: sheet.clone(),
        },
        Place::File => YearPlace::File(file),
    }
}
