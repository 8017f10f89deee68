//! The header of a table: where it begins and ends, and over which columns of the sheet its headings stand.

use super::locate::ColumnSpan;
use super::year::{HEADING_LENGTH, has_year, without_year};
use crate::amount::{Written, read_text};
use crate::book::sheet::{Sheet, Value};
use crate::classification::Level;
use crate::label::{same_without_brackets, without_number};
use crate::layout::{Label, Role, Table};
use std::borrow::Cow;

/// Rows below a title in which its header must begin.
const HEADER_WITHIN: u32 = 12;
/// Rows that a header may have.
const HEADER_ROWS: u32 = 6;

pub(super) type Header = ((u32, u32), Vec<Option<ColumnSpan>>);

/// The header of a table below its title, and where its columns stand; otherwise what was missing.
pub(super) fn find_header(
    sheet: &Sheet,
    table: &Table,
    from: u32,
    to: u32,
) -> Result<Header, Vec<String>> {
    let is_heading = |text: &str| {
        let mut columns = table.blocks.iter().flat_map(|block| &block.columns);
        columns.any(|column| {
            column
                .headings
                .iter()
                .chain(&column.path)
                .any(|known| known == text)
        })
    };
    let is_known =
        |text: &str| is_heading(text) || has_year(text) && is_heading(&without_year(text));
    let is_line = |text: &str| {
        table.blocks.iter().any(|block| {
            block
                .lines
                .iter()
                .any(|line| line.known_labels.iter().any(|l| l == text))
        })
    };
    let reads_as_header = |row: u32, first: bool| {
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
        // a total alone in its row is a row of the table, whatever headings there are
        matching > 0 && matching * 2 >= count && (first || count > 1 || !is_line(last))
    };
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
    let columns = place_columns(sheet, table, begin, end);
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
    let all: Vec<_> = table
        .blocks
        .iter()
        .flat_map(|block| &block.columns)
        .collect();
    let amounts = all
        .iter()
        .filter(|column| column.role == Role::Amount && !column.optional)
        .count();
    let found = all
        .iter()
        .zip(&columns)
        .filter(|(column, place)| {
            column.role == Role::Amount && !column.optional && place.is_some()
        })
        .count();
    let names_rows = table.blocks.iter().all(|block| {
        let mut places = block.columns.iter().zip(&columns[block.first_column..]);
        block
            .columns
            .iter()
            .all(|column| column.role == Role::Amount)
            || places.any(|(column, place)| column.role != Role::Amount && place.is_some())
    });
    if found > 0 && found * 2 >= amounts && names_rows {
        Ok(((begin, end), columns))
    } else {
        Err(names(table, &columns))
    }
}

fn names(table: &Table, columns: &[Option<ColumnSpan>]) -> Vec<String> {
    let all = table.blocks.iter().flat_map(|block| &block.columns);
    all.zip(columns)
        .filter(|(column, place)| place.is_none() && !column.optional)
        .map(|(column, _)| column.id.clone())
        .collect()
}

/// A heading on the sheet: the columns it stands over, and the texts from the top down to it.
struct ColumnHeading {
    span: ColumnSpan,
    path: Vec<String>,
}

/// Finds each column of the layout by its heading; of equal headings the one with the right texts
/// above it, then the one in the right order.
fn place_columns(sheet: &Sheet, table: &Table, begin: u32, end: u32) -> Vec<Option<ColumnSpan>> {
    let headings = headings(sheet, begin, end);
    let columns: Vec<_> = table
        .blocks
        .iter()
        .flat_map(|block| &block.columns)
        .collect();
    let yearless = headings
        .iter()
        .map(|heading| without_year(heading.path.last().map_or("", String::as_str)));
    let yearless: Vec<Cow<'_, str>> = yearless.collect();
    let mut pairs = Vec::new();
    for (i, column) in columns
        .iter()
        .enumerate()
        .filter(|(_, column)| column.shares_with == 0)
    {
        for (j, (heading, yearless)) in headings.iter().zip(&yearless).enumerate() {
            let Some(text) = heading.path.last() else {
                continue;
            };
            let likeness = if column.headings.last() == Some(text) {
                100
            } else if column.headings.contains(text)
                || column.headings.iter().any(|known| known == yearless)
            {
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
                continue;
            };
            let above = column
                .path
                .iter()
                .filter(|text| heading.path.contains(text))
                .count();
            pairs.push((likeness + 10 * above, i, j));
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
    places
}

/// The lowest heading of every column in the header rows, columns under one merged heading together.
fn headings(sheet: &Sheet, begin: u32, end: u32) -> Vec<ColumnHeading> {
    let used = (begin..=end).flat_map(|row| {
        sheet
            .row(row)
            .map(move |(column, _)| sheet.right_end(row, column))
    });
    let last = used.max().unwrap_or(0).min(400);
    let mut headings: Vec<(Option<(u32, u32)>, ColumnHeading)> = Vec::new();
    for column in 0..=last {
        let mut path: Vec<String> = Vec::new();
        let mut lowest = None;
        for row in begin..=end {
            if let Some(value) = sheet.seen(row, column) {
                let text = value.folded();
                let anchor = sheet.anchor(row, column);
                if lowest != Some(anchor) && !text.is_empty() && text.len() <= HEADING_LENGTH {
                    path.push(text.into_owned());
                    lowest = Some(anchor);
                }
            }
        }
        if path.is_empty() {
            continue;
        }
        match headings.last_mut() {
            Some((anchor, heading)) if *anchor == lowest && heading.span.1 + 1 == column => {
                heading.span.1 = column
            }
            _ => headings.push((
                lowest,
                ColumnHeading {
                    span: (column, column),
                    path,
                },
            )),
        }
    }
    headings.into_iter().map(|(_, heading)| heading).collect()
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
        return Ok(((from, from), Vec::new()));
    }
    Err(labels
        .iter()
        .filter(|label| !is_there(label))
        .map(|label| label.text.clone())
        .collect())
}
