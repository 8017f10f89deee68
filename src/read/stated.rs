//! The years that a file states outside its tables: on its cover, in the names of its sheets, in its own name, above its
//! printed pages; and the year of a budget by all of these.

use super::year;
use crate::book::sheet::Sheet;
use crate::book::value::Value;
use crate::label::fold;
use crate::layout::Publication;
use crate::place;
use crate::place::CellRef;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Characters of the longest line of a cover that is looked at.
const COVER_LINE: usize = 60;

/// Words of a line that speaks of another year than the budget's.
const OTHER_YEAR: [&str; 8] = ["执行", "决算", "上年", "比", "。", "；", "，", "根据"];

/// Years that stand in one place, the budget's first.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct StatedYears {
    pub(crate) years: Vec<i32>,
    pub(crate) source: YearSource,
    /// Whether they are digits alone in the name of a sheet, which state nothing for sure.
    pub(crate) is_bare: bool,
}

/// Where a year is stated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum YearSource {
    /// A cell of a sheet without tables.
    Cover(Arc<str>, String),
    /// The name of a sheet.
    Sheet(Arc<str>),
    /// The name of the file.
    File,
    /// The header of the printed pages of a sheet.
    PrintHeader(Arc<str>),
    /// The text of a document, around its tables.
    Text,
}

/// What tells the year of a budget.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct YearSigns {
    /// The years that titles and headings of tables name.
    pub(crate) titles: Vec<i32>,
    /// How many tables there are.
    pub(crate) tables: usize,
    /// The latest year that a cover, the file's own name or most sheets state.
    pub(crate) outside: Option<i32>,
    /// The first year that any place outside the tables states for sure.
    pub(crate) first: Option<i32>,
}

impl YearSigns {
    /// Of a file of this name, which states years outside its tables; with the years of titles, and how many tables it has.
    pub(crate) fn new(
        name: &str,
        stated: &[StatedYears],
        (titles, tables): (Vec<i32>, usize),
    ) -> Self {
        let mut sure = stated.iter().filter(|it| !it.is_bare);
        Self {
            titles,
            tables,
            outside: outside(name, stated, tables),
            first: sure.next().and_then(StatedYears::year),
        }
    }

    /// The year of a budget in several files.
    pub(crate) fn together<'a>(all: impl Iterator<Item = &'a Self>) -> Self {
        let all: Vec<&Self> = all.collect();
        Self {
            titles: all.iter().flat_map(|it| it.titles.clone()).collect(),
            tables: all.iter().map(|it| it.tables).sum(),
            outside: most_common(all.iter().filter_map(|it| it.outside)),
            first: most_common(all.iter().filter_map(|it| it.outside.or(it.first))),
        }
    }

    /// The year of the budget: that of most titles. Titles of less than half of the tables that are of an earlier year than
    /// the one outside them are left of last year.
    pub(crate) fn year(&self) -> Option<i32> {
        let Some(year) = most_common(self.titles.iter().copied()) else {
            return self.outside.or(self.first);
        };
        let count = self.titles.iter().filter(|own| **own == year).count();
        let is_few = count == 1 && self.tables > 1 || count * 2 < self.tables;
        let later = self.outside.filter(|outside| is_few && *outside > year);
        later.or(Some(year))
    }
}

/// The latest year that a cover, the file's own name or the names of most sheets state.
fn outside(name: &str, stated: &[StatedYears], tables: usize) -> Option<i32> {
    let cover = stated
        .iter()
        .find(|it| matches!(it.source, YearSource::Cover(..) | YearSource::Text));
    let sheets = stated
        .iter()
        .filter(|it| matches!(it.source, YearSource::Sheet(_)));
    let sheets: Vec<i32> = sheets
        .filter(|it| !it.is_bare)
        .filter_map(StatedYears::year)
        .collect();
    let of_most = most_common(sheets.iter().copied())
        .filter(|year| sheets.iter().filter(|own| *own == year).count() * 2 > tables);
    let own = years_in_stem(name);
    // a name may say when it was handed in as well: 2020年报2021年预算
    let cover = cover.and_then(StatedYears::year);
    let named = match cover {
        Some(cover) if own.contains(&cover) => None,
        _ => own.first().copied(),
    };
    [cover, named, of_most].into_iter().flatten().max()
}

/// The most frequent of some years; of equally frequent ones the first.
pub(crate) fn most_common(years: impl Iterator<Item = i32>) -> Option<i32> {
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

impl StatedYears {
    /// The year of the budget among them.
    pub(crate) fn year(&self) -> Option<i32> {
        self.years.first().copied()
    }

    /// The sheet that states them.
    pub(crate) fn sheet(&self) -> Option<&Arc<str>> {
        match &self.source {
            YearSource::Cover(sheet, _)
            | YearSource::Sheet(sheet)
            | YearSource::PrintHeader(sheet) => Some(sheet),
            YearSource::File | YearSource::Text => None,
        }
    }
}

/// What a file states. `sheets` are those that are seen, each with whether a table stands on it.
pub(super) fn stated(name: &str, sheets: &[(&Sheet, bool)]) -> Vec<StatedYears> {
    let covers = sheets.iter().filter(|(_, has_table)| !has_table);
    let cover = covers.flat_map(|(sheet, _)| lines(sheet)).next();
    let named = |(sheet, has_table): &(&Sheet, bool)| {
        let years = year::of_budget(&sheet.name);
        let counts = !years.is_empty() && (*has_table || sheet.name.contains("预算"));
        counts.then(|| StatedYears {
            years,
            source: YearSource::Sheet(sheet.name.clone()),
            is_bare: false,
        })
    };
    let own = of_file(name);
    let own = (!own.is_empty()).then_some(StatedYears {
        years: own,
        source: YearSource::File,
        is_bare: false,
    });
    let names = sheets.iter().filter_map(named);
    let all = cover.into_iter().chain(names).chain(own);
    let printed = sheets.iter().filter_map(print_header);
    all.chain(bare(sheets)).chain(printed).collect()
}

/// The year above the printed pages of a sheet with tables.
fn print_header((sheet, has_table): &(&Sheet, bool)) -> Option<StatedYears> {
    let mut lines = sheet.print_header.iter().filter(|_| *has_table);
    let year = lines.find_map(|line| year::of_heading(line))?;
    Some(StatedYears {
        years: vec![year],
        source: YearSource::PrintHeader(sheet.name.clone()),
        is_bare: false,
    })
}

/// The year that is the only one in the names of several sheets with tables, as digits alone: 表一2020, 表二2020.
fn bare(sheets: &[(&Sheet, bool)]) -> Vec<StatedYears> {
    let tables = sheets.iter().filter(|(_, has_table)| *has_table);
    let named = tables.filter_map(|(sheet, _)| {
        let years = of_name(&sheet.name);
        let is_bare = year::of_budget(&sheet.name).is_empty() && !years.is_empty();
        is_bare.then(|| StatedYears {
            years,
            source: YearSource::Sheet(sheet.name.clone()),
            is_bare,
        })
    });
    let all: Vec<StatedYears> = named.collect();
    let is_one = all.windows(2).all(|pair| pair[0].years == pair[1].years);
    if is_one && all.len() > 1 {
        all
    } else {
        Vec::new()
    }
}

/// The lines of a cover that state the year of a budget: those that speak of 预算 before those that are only a year.
fn lines(sheet: &Sheet) -> impl Iterator<Item = StatedYears> {
    let texts = sheet.cells.iter().filter_map(|(at, value)| match value {
        Value::Text(text) if text.chars().count() <= COVER_LINE => Some((*at, text.folded())),
        _ => None,
    });
    let is_own = |text: &str| !OTHER_YEAR.iter().any(|word| text.contains(word));
    let speaking = texts
        .clone()
        .filter(move |(_, text)| text.contains("预算") && is_own(text))
        .map(|(at, text)| (at, year::of_budget(text)));
    let alone = texts.filter_map(|(at, text)| Some((at, vec![year::of_heading(text)?])));
    let name = sheet.name.clone();
    let all = speaking.filter(|(_, years)| !years.is_empty()).chain(alone);
    all.map(move |(CellRef { row, column }, years)| StatedYears {
        years,
        source: YearSource::Cover(name.clone(), place::a1(row, column)),
        is_bare: false,
    })
}

/// Whose budget a file says that it is: on its cover, in the names of its sheets, or else in its own name.
pub(super) fn publication(name: &str, sheets: &[(&Sheet, bool)]) -> Option<Publication> {
    let covers = sheets.iter().filter(|(_, has_table)| !has_table);
    let cells = covers.flat_map(|(sheet, _)| sheet.cells.values());
    let mut titles = cells.filter_map(|value| match value {
        Value::Text(text) if text.chars().count() <= COVER_LINE => {
            let is_own = !OTHER_YEAR.iter().any(|word| text.folded().contains(word));
            Publication::named(text.folded()).filter(|_| is_own)
        }
        _ => None,
    });
    let named = || {
        sheets
            .iter()
            .find_map(|(sheet, _)| Publication::named(&sheet.name))
    };
    titles
        .next()
        .or_else(named)
        .or_else(|| Publication::named(name))
}

/// The name of a file without its folder and its ending.
pub(crate) fn stem(name: &str) -> &str {
    let own = name.rsplit('/').next().unwrap_or(name);
    own.rsplit_once('.').map_or(own, |(stem, _)| stem)
}

/// The year in a file's own name.
pub(crate) fn year_in_stem(name: &str) -> Option<i32> {
    years_in_stem(name).first().copied()
}

fn years_in_stem(name: &str) -> Vec<i32> {
    of_name(stem(name))
}

/// The years in a file's name, or else in that of the nearest folder that has one.
fn of_file(name: &str) -> Vec<i32> {
    let folders = name.rsplit('/').skip(1);
    let mut names = std::iter::once(stem(name)).chain(folders);
    names
        .find_map(|name| Some(of_name(name)).filter(|years| !years.is_empty()))
        .unwrap_or_default()
}

/// The years in a name: `2020年`, or four digits alone.
fn of_name(stem: &str) -> Vec<i32> {
    let years = year::of_budget(stem);
    if !years.is_empty() {
        return years;
    }
    let folded = fold(stem);
    let is_digit = |c: char| c.is_ascii_digit();
    let alone = folded.match_indices("20").find_map(|(at, _)| {
        let digits = folded
            .get(at..at + 4)
            .filter(|d| d.bytes().all(|b| b.is_ascii_digit()))?;
        let (before, rest) = (&folded[..at], &folded[at + 4..]);
        // not a part of a longer number, nor of a date (2019-12-20) or a document's number (〔2019〕13号)
        let is_dated = rest
            .strip_prefix(['-', '.', '/', '_', '年'])
            .is_some_and(|rest| rest.starts_with(is_digit));
        let is_number = before.ends_with(['[', '('])
            && rest
                .strip_prefix([']', ')'])
                .is_some_and(|rest| rest.trim_start_matches(is_digit).starts_with('号'));
        let is_alone = !before.ends_with(is_digit) && !rest.starts_with(is_digit);
        let is_number = is_number || year::ends_range(before) || year::begins_range(rest);
        (is_alone && !is_dated && !is_number).then(|| digits.parse().ok())?
    });
    alone.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_state_years() {
        for name in [
            "某局/2020年部门预算.xlsx",
            "2019/2020.xlsx",
            "2020年/某局/表一.xlsx",
            "2020.xlsx",
            "部门预算2020(1).xlsx",
            "2019年12月报送的2020年部门预算.xlsx",
            "财预〔2019〕13号附件：2020年部门预算.xlsx",
            "二〇二〇年预算.xls",
        ] {
            assert_eq!(of_file(name).first(), Some(&2020), "{name}");
        }
        for name in [
            "财预〔2019〕13号.xlsx",
            "20191220.xlsx",
            "2019-12-20.xlsx",
            "表一.xlsx",
            "1012020.xlsx",
            "2020-2022年中期规划及预算.xlsx",
            "2020年至2022年滚动预算.xlsx",
            "2020—2022.xlsx",
        ] {
            assert_eq!(of_file(name), Vec::<i32>::new(), "{name}");
        }
    }
}
