//! A catalogue as it is written: `functional-2020.csv` is the list of a year, `functional-other-years.csv`
//! holds names of other years. The columns are documented in `templates/README.md`.

use super::Series;
use super::catalogue::{Catalogue, CatalogueEntry, CodeList};
use super::lines::{CatalogueColumn, CatalogueLine, FileReader};
use crate::label::fold;
use crate::source::{Source, SourceError};
use std::sync::OnceLock;

/// What ends the name of a file with names of other years.
const OTHER_YEARS: &str = "other-years";

pub(super) fn parse(files: &[(String, String)]) -> Result<Catalogue, Vec<SourceError>> {
    let mut errors = Vec::new();
    let mut lists: Vec<CodeList> = Vec::new();
    let mut lines: Vec<CatalogueLine> = Vec::new();
    let mut years: Vec<Option<i32>> = Vec::with_capacity(files.len());
    for (number, (file, _)) in files.iter().enumerate() {
        let source = source(files, number);
        let Some((series, year)) = kind(file) else {
            errors.push(source.error(0, "expected a file name such as functional-2024.csv, economic-department-2024.csv, economic-government-2024.csv or functional-other-years.csv"));
            years.push(None);
            continue;
        };
        let mut reader = FileReader {
            source,
            series,
            year,
            number,
            columns: [None; 10],
            errors: &mut errors,
        };
        reader.read(&mut lines);
        if let Some(year) = year {
            lists.push(CodeList {
                series,
                year,
                complete: !reader.has(CatalogueColumn::Below),
            });
        }
        years.push(year);
    }
    lists.sort_by_key(|list| list.year);
    // lists before other years, so that an entry has its listed names first
    let key = |line: &CatalogueLine| {
        (
            years[line.file].is_none(),
            years[line.file],
            line.file,
            line.at,
        )
    };
    lines.sort_by(|a, b| a.code.cmp(&b.code).then_with(|| key(a).cmp(&key(b))));
    report_twice(files, &years, &lines, &mut errors);
    if !errors.is_empty() {
        return Err(errors);
    }
    let mut entries: Vec<CatalogueEntry> = Vec::with_capacity(lines.len());
    for line in lines {
        if entries.last().is_none_or(|entry| entry.code != line.code) {
            entries.push(CatalogueEntry {
                code: line.code,
                namings: Vec::with_capacity(1),
                below: Vec::new(),
            });
        }
        let Some(entry) = entries.last_mut() else {
            continue;
        };
        if let (Some(year), Some(below)) = (years[line.file], line.below) {
            entry.below.push((year, below));
        }
        match entry
            .namings
            .iter_mut()
            .find(|known| same(&known.name, &line.naming.name))
        {
            Some(known) => known.merge(line.naming),
            None => entry.namings.push(line.naming),
        }
    }
    Ok(Catalogue {
        entries,
        lists,
        by_name: OnceLock::new(),
    })
}

fn source(files: &[(String, String)], number: usize) -> Source<'_> {
    let (file, text) = &files[number];
    Source {
        file,
        text: text.strip_prefix('\u{feff}').unwrap_or(text),
    }
}

fn same(one: &str, other: &str) -> bool {
    // most names have nothing in them that may be written in several ways
    let is_plain = |name: &str| {
        name.chars()
            .all(|c| ('一'..='\u{9fff}').contains(&c) || c == '、')
    };
    one == other || !(is_plain(one) && is_plain(other)) && fold(one) == fold(other)
}

/// A list names a code once; in other years a code may have had several names, each once.
fn report_twice(
    files: &[(String, String)],
    years: &[Option<i32>],
    lines: &[CatalogueLine],
    errors: &mut Vec<SourceError>,
) {
    for of_code in lines
        .chunk_by(|a, b| a.code == b.code)
        .filter(|lines| lines.len() > 1)
    {
        for (index, line) in of_code.iter().enumerate() {
            let is_list = years[line.file].is_some();
            let like = |first: &&CatalogueLine| {
                first.file == line.file && (is_list || same(&first.naming.name, &line.naming.name))
            };
            let Some(first) = of_code[..index].iter().find(like) else {
                continue;
            };
            let source = source(files, line.file);
            let first = source.text[..first.at].matches('\n').count() + 1;
            let what = if is_list {
                "each code once"
            } else {
                "each name of a code once"
            };
            let message = format!(
                "expected {what}; {} stands in line {first} already",
                line.code
            );
            errors.push(source.error(line.at, message));
        }
    }
}

/// The series of a file, and the year of its list.
fn kind(file: &str) -> Option<(Series, Option<i32>)> {
    let name = file.rsplit(['/', '\\']).next()?.strip_suffix(".csv")?;
    Series::ALL.into_iter().find_map(|series| {
        let rest = name.strip_prefix(series.word())?.strip_prefix('-')?;
        let is_year = rest.len() == 4 && rest.bytes().all(|b| b.is_ascii_digit());
        match rest.parse() {
            Ok(year) if is_year => Some((series, Some(year))),
            _ => (rest == OTHER_YEARS).then_some((series, None)),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_file_name_says_series_and_year() {
        assert_eq!(
            kind("a/functional-2024.csv"),
            Some((Series::Functional, Some(2024)))
        );
        assert_eq!(
            kind("economic-government-2020.csv"),
            Some((Series::EconomicGovernment, Some(2020)))
        );
        assert_eq!(
            kind("economic-department-other-years.csv"),
            Some((Series::EconomicDepartment, None))
        );
        for name in [
            "functional.csv",
            "functional-24.csv",
            "economic-2024.csv",
            "functional-2024.txt",
        ] {
            assert_eq!(kind(name), None, "{name}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_catalogue_or_a_mistake_with_its_place(text in "(code,name\n)?[\"\r\n,a-z0-9\u{feff}政]{0,60}") {
            for name in ["functional-2024.csv", "functional-other-years.csv"] {
                if let Err(mistakes) = parse(&[(name.to_owned(), text.clone())]) {
                    prop_assert!(!mistakes.is_empty());
                    let lines = text.split('\n').count();
                    prop_assert!(mistakes.iter().all(|mistake| mistake.line <= lines && mistake.column > 0));
                }
            }
        }
    }
}
