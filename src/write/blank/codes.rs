//! The catalogue on its own sheets: one to look codes up in, and a hidden one from which formulas take names, and
//! the drop-downs what stands below the 类 or 款 that was chosen.

use super::super::page::{CellContent, Print, SheetPage, Style, Visibility};
use super::reckoning::fixed;
use crate::classification::{Catalogue, CatalogueEntry, Code, CodeNaming, Level, Series};
use crate::say;

/// The codes of a series with what finds them.
pub(super) struct Codes {
    pub(super) series: Series,
    /// The sheet to look codes up in.
    pub(super) sheet: String,
    index: String,
    codes: Vec<(Code, String)>,
    /// How many classes and groups have codes below them.
    parents: [u32; 2],
}

impl Codes {
    /// The codes of a series that are known in a year, or at all; `sheet` and `index` are free names of sheets.
    pub(super) fn new(
        catalogue: &Catalogue,
        series: Series,
        year: Option<i32>,
        sheet: String,
        index: String,
    ) -> Self {
        let own =
            |entry: &&CatalogueEntry| series.has(&entry.code) && !series.excludes(&entry.code);
        let name = |entry: &CatalogueEntry| {
            naming(catalogue, entry, year).map(|naming| naming.name.clone())
        };
        let codes: Vec<(Code, String)> = catalogue
            .entries()
            .iter()
            .filter(own)
            .filter_map(|entry| Some((entry.code.clone(), name(entry)?)))
            .collect();
        let parents = [Level::Class, Level::Group]
            .map(|level| u32::try_from(below(&codes, level).len()).unwrap_or(0));
        Self {
            series,
            sheet,
            index,
            codes,
            parents,
        }
    }

    /// How many classes there are.
    pub(super) fn classes(&self) -> usize {
        self.codes
            .iter()
            .filter(|(code, _)| code.level() == Level::Class)
            .count()
    }

    /// Code and name of every code.
    pub(super) fn table(&self) -> String {
        format!(
            "'{}'!{}:{}",
            self.index,
            fixed(LIST, 1),
            fixed(LIST + 1, self.last())
        )
    }

    /// The codes themselves.
    pub(super) fn all(&self) -> String {
        format!(
            "'{}'!{}:{}",
            self.index,
            fixed(LIST, 1),
            fixed(LIST, self.last())
        )
    }

    /// The row of the last code on the hidden sheet.
    fn last(&self) -> u32 {
        u32::try_from(self.codes.len()).unwrap_or(0).max(1)
    }

    /// What may stand in the column of a level, given the cells of the levels above it.
    pub(super) fn choices(&self, above: &[String]) -> String {
        let sheet = &self.index;
        if above.is_empty() {
            return format!(
                "'{sheet}'!{}:{}",
                fixed(0, 1),
                fixed(0, self.parents[0].max(1))
            );
        }
        let level = above.len() - 1;
        let left = u16::try_from(level * 5).unwrap_or(0);
        let area = format!(
            "'{sheet}'!{}:{}",
            fixed(left, 1),
            fixed(left + 2, self.parents[level].max(1))
        );
        let key = if level == 0 {
            format!("{}&\"\"", above[0])
        } else {
            above.join("&")
        };
        let find = |column: u8| format!("VLOOKUP({key},{area},{column},0)");
        format!(
            "OFFSET('{sheet}'!{},{},0,{},1)",
            fixed(left + 3, 0),
            find(2),
            find(3)
        )
    }

    /// The sheets: the list, and the hidden index.
    pub(super) fn pages(&self) -> [SheetPage; 2] {
        [self.list(), self.index()]
    }

    /// As it stands in a book: two columns a sheet of paper, the second after the first.
    fn list(&self) -> SheetPage {
        let mut page = SheetPage {
            name: self.sheet.clone(),
            widths: WIDTHS.to_vec(),
            protected: true,
            frozen: true,
            dense: true,
            header_end: Some(HEADER),
            print: Print {
                breaks: Some(Vec::new()),
                ..Print::default()
            },
            ..SheetPage::default()
        };
        let advice = "查科目用，内置目录不完整，以财政部当年的《政府收支分类科目》为准";
        page.text(0, 0, WIDTHS.len(), super::mark(advice), Style::Left);
        let title = format!("{}科目目录", say::series(self.series).zh);
        page.title = Some(title.clone());
        page.text(1, 0, WIDTHS.len(), title, Style::Title);
        for column in [0, 3] {
            page.text(HEADER, column, 1, "编码", Style::Header);
            page.text(HEADER, column + 1, 1, "名称", Style::Header);
        }
        let (mut first, mut left, mut breaks) = (HEADER + 1, self.codes.as_slice(), Vec::new());
        while !left.is_empty() {
            let rows = page.dense_rows().min(left.len().div_ceil(2));
            for (place, (code, name)) in left.iter().take(rows * 2).enumerate() {
                let (row, column) = (
                    first + u32::try_from(place % rows).unwrap_or(0),
                    place / rows * 3,
                );
                page.text(row, column, 1, code.as_str(), Style::Code);
                page.text(row, column + 1, 1, name.as_str(), Style::Label);
            }
            left = &left[left.len().min(rows * 2)..];
            first += u32::try_from(rows).unwrap_or(0);
            breaks.extend((!left.is_empty()).then_some(first));
        }
        page.print.breaks = Some(breaks);
        page
    }

    /// For each level but the last: the code, where those below it begin, how many there are; then these one after another.
    /// Behind these, every code with its name.
    fn index(&self) -> SheetPage {
        let widths = vec![10.0; usize::from(LIST) + 2];
        let mut page = SheetPage {
            name: self.index.clone(),
            widths,
            protected: true,
            visibility: Visibility::Internal,
            ..SheetPage::default()
        };
        page.text(0, 0, 1, super::mark("下拉列表用"), Style::Left);
        for (level, left) in [(Level::Class, 0), (Level::Group, 5)] {
            let mut next = 1;
            for (row, (code, parts)) in (1..).zip(below(&self.codes, level)) {
                page.text(row, left, 1, code.as_str(), Style::Code);
                for (column, value) in [(1, next), (2, u32::try_from(parts.len()).unwrap_or(0))] {
                    let amount = crate::amount::Amount::new(value.into());
                    page.put(
                        row,
                        left + column,
                        CellContent::Amount(amount, 0),
                        Style::Centre,
                    );
                }
                for part in parts {
                    page.text(next, left + 3, 1, part, Style::Code);
                    next += 1;
                }
            }
        }
        for (row, (code, name)) in (1..).zip(&self.codes) {
            page.text(row, usize::from(LIST), 1, code.as_str(), Style::Code);
            page.text(row, usize::from(LIST) + 1, 1, name.as_str(), Style::Left);
        }
        page
    }
}

/// The row of the headings.
const HEADER: u32 = 2;
/// The columns of a list: code and name, twice beside each other.
const WIDTHS: [f64; 5] = [9.5, 42.0, 1.5, 9.5, 42.0];
/// The column of all codes on the hidden sheet.
const LIST: u16 = 10;

/// The name of a code: of the year, or the newest.
fn naming<'e>(
    catalogue: &Catalogue,
    entry: &'e CatalogueEntry,
    year: Option<i32>,
) -> Option<&'e CodeNaming> {
    match year {
        Some(year) => catalogue.at(year).shown(entry),
        None => entry
            .namings
            .iter()
            .max_by_key(|naming| naming.lists.last()),
    }
}

/// The codes of a level that have others right below them, with the last digits of these.
fn below(codes: &[(Code, String)], level: Level) -> Vec<(&Code, Vec<&str>)> {
    let mut found: Vec<(&Code, Vec<&str>)> = Vec::new();
    for (code, _) in codes {
        if code.level() == level {
            found.push((code, Vec::new()));
        } else if let Some((parent, parts)) = found.last_mut()
            && code.parent().as_ref() == Some(*parent)
        {
            parts.extend(code.parts().last().copied());
        }
    }
    found.retain(|(_, parts)| !parts.is_empty());
    found
}
