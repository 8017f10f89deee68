//! The header of a table: where it begins and ends, and over which columns of the sheet its headings stand.

use super::headings::{ColumnHeading, headings, known_headings};
use super::locate::ColumnSpan;
use super::period::{self, Mark, Of, Period, Years};
use super::year::{self, HEADING_LENGTH};
use crate::amount::{Written, read_text};
use crate::book::sheet::{Sheet, Value};
use crate::budget::HeaderYear;
use crate::classification::Level;
use crate::label::{same_without_brackets, without_number};
use crate::layout::{Block, Column, Label, Role, Table};
use std::collections::HashSet;

/// Rows below a title in which its header must begin.
const HEADER_WITHIN: u32 = 12;
/// Rows that a header may have.
const HEADER_ROWS: u32 = 6;

/// A header that was found.
#[derive(Debug, Default)]
pub(super) struct Header {
    /// Its first and last row; of a form, the row below its title.
    pub(super) rows: (u32, u32),
    /// Where each column stands, in the order of the layout's drawing.
    pub(super) columns: Vec<Option<ColumnSpan>>,
    pub(super) others: OtherColumns,
}

impl Header {
    /// Whether it lacks no column of figures.
    pub(super) fn is_whole(&self, table: &Table) -> bool {
        table.form.is_some() || lacking(table, &self.columns) == 0
    }
}

/// How many columns of figures a header lacks.
fn lacking(table: &Table, places: &[Option<ColumnSpan>]) -> usize {
    let columns = table.blocks.iter().flat_map(|block| &block.columns);
    let needed = columns
        .zip(places)
        .filter(|(column, _)| column.role == Role::Amount && !column.optional);
    needed.filter(|(_, place)| place.is_none()).count()
}

/// Columns of the sheet that are none of the table's own.
#[derive(Debug, Default)]
pub(super) struct OtherColumns {
    /// Where last year's figures of each column stand, and whether they are of an execution.
    pub(super) last: Vec<Option<(ColumnSpan, bool)>>,
    /// Headings of other years and of comparisons.
    pub(super) of_other_years: Vec<(ColumnHeading, Of)>,
    /// Headings that the layout lacks.
    pub(super) unknown: Vec<ColumnHeading>,
    /// The year that headings state for the table's own figures.
    pub(super) stated: Option<HeaderYear>,
}

/// The header of a table below its title, and where its columns stand; otherwise what was missing. `budget` is the
/// budget's year, where the file states it.
pub(super) fn find_header(
    sheet: &Sheet,
    table: &Table,
    (from, to): (u32, u32),
    budget: Option<i32>,
) -> Result<Header, Vec<String>> {
    let known = known_headings(table);
    let reads_as_header = |row: u32, first: bool| reads_as_header(sheet, table, &known, row, first);
    let mut begin = from;
    while begin <= to && !reads_as_header(begin, true) {
        begin += 1;
        if begin > from + HEADER_WITHIN {
            break;
        }
    }
    if begin > to || begin > from + HEADER_WITHIN {
        return Err(names(table, &vec![None; table.header.columns]));
    }
    let mut end = begin;
    while end < to && end - begin + 1 < HEADER_ROWS && reads_as_header(end + 1, false) {
        end += 1;
    }
    let headings = headings(sheet, &known, begin, end);
    let mut header = place_columns(table, headings, budget);
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
    if is_enough(table, &header.columns) {
        Ok(header)
    } else {
        Err(names(table, &header.columns))
    }
}

/// Whether a row is one of a header.
fn reads_as_header(
    sheet: &Sheet,
    table: &Table,
    known: &HashSet<&str>,
    row: u32,
    first: bool,
) -> bool {
    let is_heading = |text: &str| known.contains(text);
    let is_known = |text: &str| {
        let (rest, mark) = period::parse(text, &is_heading);
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
        if sheet.anchor(row, column) != (row, column) {
            continue;
        }
        let Value::Text(text) = value else {
            return false;
        };
        // a total with its amount typed as text is a row, though 合计 may head a column
        if matches!(read_text(text), Written::Number(..)) {
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

/// Whether so many columns were found that the table is meant.
fn is_enough(table: &Table, places: &[Option<ColumnSpan>]) -> bool {
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
fn names_rows(table: &Table, places: &[Option<ColumnSpan>]) -> bool {
    table.blocks.iter().all(|block| {
        let mut places = block.columns.iter().zip(&places[block.first_column..]);
        block
            .columns
            .iter()
            .all(|column| column.role == Role::Amount)
            || places.any(|(column, place)| column.role != Role::Amount && place.is_some())
    })
}

fn names(table: &Table, columns: &[Option<ColumnSpan>]) -> Vec<String> {
    let all = table.blocks.iter().flat_map(|block| &block.columns);
    all.zip(columns)
        .filter(|(column, place)| place.is_none() && !column.optional)
        .map(|(column, _)| column.id.clone())
        .collect()
}

/// Finds each column of the layout by its heading, among headings of the budget's year where years stand side by side.
fn place_columns(table: &Table, headings: Vec<ColumnHeading>, budget: Option<i32>) -> Header {
    let years = Years::new(headings.iter().filter_map(|it| it.mark), budget);
    let of = |heading: &ColumnHeading| match years.of(heading.mark) {
        // where nothing is of this year, it is last year's figures that the table gives
        Of::Last if years.lacks_own() => Of::Own,
        of => of,
    };
    let (own, other): (Vec<_>, Vec<_>) = headings.into_iter().partition(|it| of(it) == Of::Own);
    let (columns, taken) = match_columns(table, &own);
    let of_other_years: Vec<_> = other.into_iter().map(|it| (of(&it), it)).collect();
    let of_other_years = of_other_years
        .into_iter()
        .map(|(of, it)| (it, of))
        .collect();
    let is_marked = own
        .iter()
        .zip(&taken)
        .any(|(it, taken)| *taken && it.mark.is_some());
    let stated = match years.stated() {
        _ if !is_marked => None,
        _ if years.lacks_own() => Some(HeaderYear::Last),
        year => year.map(HeaderYear::Year),
    };
    let is_free = |(first, last): ColumnSpan| {
        let mut placed = columns.iter().flatten();
        !placed.any(|(from, to)| first <= *to && *from <= last)
    };
    let mut others = OtherColumns {
        last: Vec::new(),
        of_other_years,
        stated,
        unknown: own
            .into_iter()
            .zip(taken)
            .filter(|(heading, taken)| !taken && is_free(heading.span))
            .map(|(heading, _)| heading)
            .collect(),
    };
    others.last = last_columns(table, &columns, &others.of_other_years);
    Header {
        rows: (0, 0),
        columns,
        others,
    }
}

/// How well a heading fits a column.
fn likeness(column: &Column, heading: &ColumnHeading) -> Option<usize> {
    let Some(text) = heading.path.last() else {
        return (column.role == Role::Amount).then_some(5);
    };
    let likeness = if column.headings.last() == Some(text) {
        100
    } else if column.headings.contains(text) {
        90
    } else if column
        .headings
        .iter()
        .any(|known| same_without_brackets(known, text))
    {
        50
    } else if column.role == Role::CodePart(Level::Class) && column.path.contains(text) {
        // 功能分类科目编码 without 类 款 项 beneath it: codes stand whole
        20
    } else {
        return None;
    };
    let above = column
        .path
        .iter()
        .filter(|text| heading.path.contains(text))
        .count();
    Some(likeness + 10 * above)
}

/// Where each column stands, and which headings were used: of equal headings the one with the right texts above it,
/// then the one in the right order.
fn match_columns(
    table: &Table,
    headings: &[ColumnHeading],
) -> (Vec<Option<ColumnSpan>>, Vec<bool>) {
    let columns: Vec<_> = table
        .blocks
        .iter()
        .flat_map(|block| &block.columns)
        .collect();
    let mut pairs = Vec::new();
    let alone = |(_, column): &(usize, &&Column)| column.shares_with == 0;
    for (i, column) in columns.iter().enumerate().filter(alone) {
        for (j, heading) in headings.iter().enumerate() {
            pairs.extend(likeness(column, heading).map(|score| (score, i, j)));
        }
    }
    pairs.sort_by_key(|(score, i, j)| (usize::MAX - score, *i, *j));
    let mut places = vec![None; columns.len()];
    let mut taken = vec![false; headings.len()];
    for (_, i, j) in pairs {
        if places[i].is_none() && !taken[j] {
            places[i] = Some(headings[j].span);
            taken[j] = true;
        }
    }
    // columns under one heading share what it spans, the last one takes the rest
    for (i, column) in columns
        .iter()
        .enumerate()
        .filter(|(_, column)| column.shares_with > 0)
    {
        let Some((first, last)) = places[i - column.shares_with.min(i)] else {
            continue;
        };
        let own = first + u32::try_from(column.shares_with).unwrap_or(0);
        let is_free = !headings
            .iter()
            .any(|heading| heading.span.0 <= own && own <= heading.span.1);
        if own <= last {
            places[i - 1] = places[i - 1].map(|(first, _)| (first, own - 1));
            places[i] = Some((own, last));
        } else if is_free {
            places[i] = Some((own, own));
        }
    }
    (places, taken)
}

/// Where last year's figures of each column stand. One column alone (2019年执行数) is of the first column of its block.
fn last_columns(
    table: &Table,
    columns: &[Option<ColumnSpan>],
    others: &[(ColumnHeading, Of)],
) -> Vec<Option<(ColumnSpan, bool)>> {
    let mut last = vec![None; columns.len()];
    let begins = |block: &Block| {
        let own = &columns[block.first_column..block.first_column + block.columns.len()];
        own.iter().flatten().map(|span| span.0).min()
    };
    for (number, block) in table.blocks.iter().enumerate() {
        // the first block may have last year's figures on its left
        let from = if number == 0 {
            0
        } else {
            begins(block).unwrap_or(u32::MAX)
        };
        let to = table
            .blocks
            .get(number + 1)
            .and_then(begins)
            .unwrap_or(u32::MAX);
        let within = others.iter().filter(|(heading, of)| {
            *of == Of::Last && from <= heading.span.0 && heading.span.0 < to
        });
        let mut pairs: Vec<_> = within
            .flat_map(|(heading, _)| {
                let amounts = block.amount_columns();
                amounts.filter_map(move |at| {
                    Some((likeness(&block.columns[at], heading)?, at, heading))
                })
            })
            .collect();
        pairs.sort_by_key(|(score, at, heading)| (usize::MAX - score, *at, heading.span));
        let mut used = HashSet::new();
        for (_, at, heading) in pairs {
            let place: &mut Option<_> = &mut last[block.first_column + at];
            if place.is_none() && used.insert(heading.span) {
                let is_executed = heading.mark.is_some_and(|mark| mark.is_executed);
                *place = Some((heading.span, is_executed));
            }
        }
    }
    last
}

/// Whether the labels of a form stand below a title.
pub(super) fn find_form(
    sheet: &Sheet,
    table: &Table,
    from: u32,
    to: u32,
) -> Result<Header, Vec<String>> {
    let labels = table.labels();
    if from > to {
        return Err(labels.iter().map(|label| label.text.clone()).collect());
    }
    let texts: Vec<_> = sheet
        .rows(from, to)
        .map(|(_, value)| value.folded())
        .collect();
    let texts: Vec<_> = texts
        .iter()
        .map(|text| (text, without_number(text)))
        .collect();
    let is_there = |label: &&Label| {
        texts
            .iter()
            .any(|(text, bare)| label.length_in(text, bare).is_some())
    };
    let enough = labels.len().div_ceil(2);
    if labels.iter().filter(is_there).take(enough).count() == enough {
        return Ok(Header {
            rows: (from, from),
            ..Header::default()
        });
    }
    Err(labels
        .iter()
        .filter(|label| !is_there(label))
        .map(|label| label.text.clone())
        .collect())
}
