//! A catalogue as it is written: `functional-2020.csv` is the list of a year, `functional-other-years.csv`
//! holds names of other years. The columns are documented in `templates/README.md`.

use super::catalogue::{Catalogue, CatalogueEntry, CatalogueList};
use super::code::Series;
use super::lines::{CatalogueColumn, CatalogueLine, FileReader};
use crate::label::fold;
use crate::source::{Source, SourceError};
use std::sync::OnceLock;

/// What ends the name of a file with names of other years.
const OTHER_YEARS: &str = "other-years";

impl Catalogue {
    /// Reads the files of a catalogue, pairs of a name and a text.
    ///
    /// # Errors
    /// Every mistake, with file, line, column and what was expected.
    pub fn parse(files: &[(String, String)]) -> Result<Self, Vec<SourceError>> {
        parse(files)
    }
}

fn parse(files: &[(String, String)]) -> Result<Catalogue, Vec<SourceError>> {
    let mut files_read = CatalogueFiles::default();
    for number in 0..files.len() {
        files_read.read(files, number);
    }
    let CatalogueFiles {
        mut lists,
        mut lines,
        years,
        mut errors,
    } = files_read;
    lists.sort_by_key(|list| list.year);
    sort(&mut lines, &years);
    report_twice(files, &years, &lines, &mut errors);
    if !errors.is_empty() {
        return Err(errors);
    }
    Ok(Catalogue {
        entries: entries(lines, &years),
        lists,
        by_name: OnceLock::new(),
    })
}

/// What stands in the files of a catalogue, and the mistakes in them.
#[derive(Default)]
struct CatalogueFiles {
    lists: Vec<CatalogueList>,
    lines: Vec<CatalogueLine>,
    /// The year of each file; none for names of other years.
    years: Vec<Option<i32>>,
    errors: Vec<SourceError>,
}

impl CatalogueFiles {
    fn read(&mut self, files: &[(String, String)], number: usize) {
        let source = source(files, number);
        let Some((series, year)) = kind(&files[number].0) else {
            self.errors.push(source.error(0, "expected a file name such as functional-2024.csv, economic-department-2024.csv, economic-government-2024.csv or functional-other-years.csv"));
            self.years.push(None);
            return;
        };
        let mut reader = FileReader {
            source,
            series,
            year,
            number,
            columns: [None; 10],
            errors: &mut self.errors,
        };
        reader.read(&mut self.lines);
        let complete = !reader.has(CatalogueColumn::Below);
        self.lists.extend(year.map(|year| CatalogueList {
            series,
            year,
            complete,
        }));
        self.years.push(year);
    }
}

/// Sorts lines by code; lists come before other years, so that an entry has its listed names first.
fn sort(lines: &mut [CatalogueLine], years: &[Option<i32>]) {
    let key = |line: &CatalogueLine| {
        let year = years[line.file];
        (year.is_none(), year, line.file, line.at)
    };
    lines.sort_by(|a, b| a.code.cmp(&b.code).then_with(|| key(a).cmp(&key(b))));
}

/// Sorted lines as one entry a code.
fn entries(lines: Vec<CatalogueLine>, years: &[Option<i32>]) -> Vec<CatalogueEntry> {
    let mut entries: Vec<CatalogueEntry> = Vec::with_capacity(lines.len());
    for line in lines {
        let year = years[line.file];
        match entries.last_mut().filter(|entry| entry.code == line.code) {
            Some(entry) => add_line(entry, line, year),
            None => {
                let mut entry = CatalogueEntry {
                    code: line.code.clone(),
                    namings: Vec::with_capacity(1),
                    below: Vec::new(),
                };
                add_line(&mut entry, line, year);
                entries.push(entry);
            }
        }
    }
    entries
}

fn add_line(entry: &mut CatalogueEntry, line: CatalogueLine, year: Option<i32>) {
    entry.below.extend(year.zip(line.below));
    let mut namings = entry.namings.iter_mut();
    match namings.find(|naming| is_same_name(&naming.name, &line.naming.name)) {
        Some(naming) => naming.merge(line.naming),
        None => entry.namings.push(line.naming),
    }
}

fn source(files: &[(String, String)], number: usize) -> Source<'_> {
    let (file, text) = &files[number];
    Source {
        file,
        text: text.strip_prefix('\u{feff}').unwrap_or(text),
    }
}

fn is_same_name(a: &str, b: &str) -> bool {
    a == b || !(has_one_spelling(a) && has_one_spelling(b)) && fold(a) == fold(b)
}

/// Whether a name has no character that may be written in several ways; most have none.
fn has_one_spelling(name: &str) -> bool {
    name.chars()
        .all(|c| ('一'..='\u{9fff}').contains(&c) || c == '、')
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
            let earlier = of_code[..index].iter().find(|earlier| {
                earlier.file == line.file
                    && (is_list || is_same_name(&earlier.naming.name, &line.naming.name))
            });
            let Some(earlier) = earlier else {
                continue;
            };
            let source = source(files, line.file);
            let first = source.text[..earlier.at].matches('\n').count() + 1;
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
