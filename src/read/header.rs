//! The header of a table: where it begins and ends, and over which columns of the sheet its headings stand.

use super::columns::place_columns;
use super::headings::{KnownHeadings, headings};
use super::located::{ColumnSpan, Header};
use super::period::{Mark, Period};
use super::year::{self, HEADING_LENGTH};
use crate::amount::{Written, read_text};
use crate::book::sheet::Sheet;
use crate::book::value::Value;
use crate::label::without_number;
use crate::layout::{Label, LayoutWords, Role, Table};
use crate::place::CellRef;
use rust_decimal::prelude::ToPrimitive;
use std::collections::BTreeSet;

/// Rows below a title in which its header must begin.
const HEADER_WITHIN: u32 = 12;
/// What stands behind the digits of an amount in a sentence.
const AMOUNT_UNITS: [&str; 4] = ["万元", "元", "亿元", "%"];
/// Rows that a header may have.
const HEADER_ROWS: u32 = 6;

impl Header {
    /// Whether it lacks no column of figures.
    pub(super) fn is_whole(&self, table: &Table) -> bool {
        table.form.is_some() || lacking(table, &self.columns) == 0
    }
}

/// How many columns of figures a header lacks.
pub(super) fn lacking(table: &Table, places: &[Option<ColumnSpan>]) -> usize {
    let columns = table.blocks.iter().flat_map(|block| &block.columns);
    let needed = columns
        .zip(places)
        .filter(|(column, _)| column.role == Role::Amount && !column.optional);
    needed.filter(|(_, place)| place.is_none()).count()
}

/// The header of a table below its title, and where its columns stand; otherwise what was missing. `budget` is the
/// budget's year, where the file states it.
pub(super) fn find_header(
    sheet: &Sheet,
    (table, words): (&Table, &LayoutWords),
    rows: (u32, u32),
    budget: Option<i32>,
) -> Result<Header, Vec<String>> {
    let header = header_within(sheet, (table, words), rows, budget)
        .ok_or_else(|| names(table, &vec![None; table.header.columns]))?;
    if is_enough(table, &header.columns) {
        Ok(header)
    } else {
        Err(names(table, &header.columns))
    }
}

/// The header of a part of a table, which has some columns of figures; the others stand elsewhere.
pub(super) fn find_part(
    sheet: &Sheet,
    (table, words): (&Table, &LayoutWords),
    rows: (u32, u32),
    budget: Option<i32>,
) -> Option<Header> {
    let header = header_within(sheet, (table, words), rows, budget)?;
    let columns = table.blocks.iter().flat_map(|block| &block.columns);
    let mut found = columns.zip(&header.columns);
    let has_figures = found.any(|(column, place)| column.role == Role::Amount && place.is_some());
    has_figures.then_some(header)
}

/// The header that begins within some rows, whatever columns it has.
fn header_within(
    sheet: &Sheet,
    (table, words): (&Table, &LayoutWords),
    (from, to): (u32, u32),
    budget: Option<i32>,
) -> Option<Header> {
    let known = KnownHeadings::new(table, words);
    let reads_as_header = |row: u32, first: bool| reads_as_header(sheet, table, &known, row, first);
    let begin = (from..=to.min(from.saturating_add(HEADER_WITHIN)))
        .find(|row| reads_as_header(*row, true))?;
    let mut end = begin;
    while end < to && end - begin + 1 < HEADER_ROWS && reads_as_header(end + 1, false) {
        end += 1;
    }
    let headings = headings(sheet, &known, begin, end);
    let mut header = place_columns((table, words), headings, budget);
    // a heading merged downwards ends the header where it ends
    let deepest = sheet
        .row(begin)
        .filter_map(|(column, _)| sheet.merge(begin, column))
        .map(|merge| merge.bottom)
        .max()
        .unwrap_or(end);
    if deepest > end
        && deepest <= to
        && deepest - begin < HEADER_ROWS
        && (end + 1..=deepest).all(|row| sheet.row(row).next().is_none())
    {
        end = deepest;
    }
    header.rows = (begin, end);
    Some(header)
}

/// Whether a row is one of a header.
fn reads_as_header(
    sheet: &Sheet,
    table: &Table,
    known: &KnownHeadings<'_>,
    row: u32,
    first: bool,
) -> bool {
    let is_heading = |text: &str| known.has(text);
    let is_known = |text: &str| {
        if text.len() > HEADING_LENGTH || is_sentence(text) {
            return false;
        }
        let (rest, mark) = known.parse(text);
        let says_year = |mark: Mark| rest.is_empty() || mark.period == Period::Change;
        is_heading(&rest) || mark.is_some_and(says_year)
    };
    let is_line = |text: &str| {
        let mut lines = table.blocks.iter().flat_map(|block| &block.lines);
        lines.any(|line| line.known_labels.iter().any(|label| label == text))
    };
    let mut count = 0;
    let mut matching = 0;
    let mut last = "";
    for (column, value) in sheet.row(row) {
        if sheet.anchor(row, column) != CellRef::new(row, column) {
            continue;
        }
        let text = match value {
            Value::Text(text) => text,
            Value::Number(_) if states_years(sheet, row, &is_known) => {
                (count, matching) = (count + 1, matching + 1);
                continue;
            }
            _ => return false,
        };
        // a total with its amount typed as text is a row, though 合计 may head a column
        if matches!(read_text(text), Written::Number(..)) && !states_years(sheet, row, &is_known) {
            return false;
        }
        count += 1;
        if text.folded().len() > HEADING_LENGTH {
            last = "";
            continue;
        }
        last = text.folded();
        matching += usize::from(is_known(last));
    }
    // a year alone in its row is a heading of the table
    if count == 1 && !is_heading(last) && year::of_heading(last).is_some() {
        return false;
    }
    // a total alone in its row is a row of the table, whatever headings there are
    matching > 0 && matching * 2 >= count && (first || count > 1 || !is_line(last))
}

/// Whether a folded text is a sentence: 支出预算比上年下降5.31%。, 比2023年预算减少876.75万元.
fn is_sentence(folded: &str) -> bool {
    let mut units = AMOUNT_UNITS
        .iter()
        .flat_map(|unit| folded.match_indices(*unit));
    folded.contains(['。', ';'])
        || units.any(|(at, _)| folded[..at].ends_with(|c: char| c.is_ascii_digit()))
}

/// Whether every number of a row is one of two years in succession, both are there, and nothing else stands beside them
/// but headings: `项目 | 2019 | 2020`.
fn states_years(sheet: &Sheet, row: u32, is_known: &dyn Fn(&str) -> bool) -> bool {
    let mut years = BTreeSet::new();
    for (_, value) in sheet.row(row) {
        match value {
            Value::Number(number) => years.insert(number.to_i32().filter(|_| number.is_integer())),
            Value::Text(text) if text.len() == 4 && text.parse::<i32>().is_ok() => {
                years.insert(text.parse().ok())
            }
            Value::Text(text) if is_known(text.folded()) && !text.contains('计') => continue,
            _ => return false,
        };
    }
    let years: Vec<i32> = years.into_iter().map(Option::unwrap_or_default).collect();
    matches!(years[..], [last, this] if this == last + 1 && (1990..2100).contains(&this))
}

/// Whether so many columns were found that the table is meant.
pub(super) fn is_enough(table: &Table, places: &[Option<ColumnSpan>]) -> bool {
    let columns = table.blocks.iter().flat_map(|block| &block.columns);
    let needed = columns
        .zip(places)
        .filter(|(column, _)| column.role == Role::Amount && !column.optional);
    let (needed, found) = needed.fold((0, 0), |(needed, found), (_, place)| {
        (needed + 1, found + usize::from(place.is_some()))
    });
    found > 0 && found * 2 >= needed && names_rows(table, places)
}

/// Whether every block that has names for its rows has a column of them.
pub(super) fn names_rows(table: &Table, places: &[Option<ColumnSpan>]) -> bool {
    table.blocks.iter().all(|block| {
        let mut places = block.columns.iter().zip(&places[block.first_column..]);
        block.columns.iter().all(|column| column.role.is_figure())
            || places.any(|(column, place)| !column.role.is_figure() && place.is_some())
    })
}

/// The columns that are missing and may not be.
pub(super) fn names(table: &Table, columns: &[Option<ColumnSpan>]) -> Vec<String> {
    let all = table.blocks.iter().flat_map(|block| &block.columns);
    all.zip(columns)
        .filter(|(column, place)| place.is_none() && !column.optional)
        .map(|(column, _)| column.id.clone())
        .collect()
}

/// Whether the labels of a form stand below a title.
pub(super) fn find_form(
    sheet: &Sheet,
    table: &Table,
    from: u32,
    to: u32,
) -> Result<Header, Vec<String>> {
    let labels = table.labels();
    let drawn = labels.iter().filter(|label| label.stands_for.is_none());
    if from > to {
        return Err(drawn.map(|label| label.text.clone()).collect());
    }
    let texts: Vec<_> = sheet
        .rows(from, to)
        .map(|(_, value)| value.folded())
        .collect();
    let texts: Vec<_> = texts
        .iter()
        .map(|text| (text, without_number(text)))
        .collect();
    let is_written = |label: &Label| {
        texts
            .iter()
            .any(|(text, bare)| label.length_in(text, bare).is_some())
    };
    let is_there = |label: &&Label| {
        let is_alias = |it: &&Label| it.stands_for.as_ref() == Some(&label.text);
        is_written(label) || labels.iter().filter(is_alias).any(is_written)
    };
    let enough = drawn.clone().count().div_ceil(2);
    if drawn.clone().filter(is_there).take(enough).count() == enough {
        return Ok(Header {
            rows: (from, from),
            ..Header::default()
        });
    }
    Err(drawn
        .filter(|label| !is_there(label))
        .map(|label| label.text.clone())
        .collect())
}
