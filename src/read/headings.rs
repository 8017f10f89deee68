//! The headings over the columns of a header, each without its unit of measure and what says its year.

use super::located::ColumnHeading;
use super::period::{self, Mark};
use super::year::HEADING_LENGTH;
use crate::book::sheet::Sheet;
use crate::label::without_number;
use crate::layout::{LayoutWords, Table};
use crate::place::CellRef;
use std::borrow::Cow;
use std::collections::HashSet;

/// The texts by which columns of a table are known, and the words by which headings say their year.
pub(super) struct KnownHeadings<'l> {
    pub(super) texts: HashSet<&'l str>,
    words: &'l LayoutWords,
}

impl<'l> KnownHeadings<'l> {
    pub(super) fn new(table: &'l Table, words: &'l LayoutWords) -> Self {
        let columns = table.blocks.iter().flat_map(|block| &block.columns);
        let texts = columns.flat_map(|column| column.headings.iter().chain(&column.path));
        Self {
            texts: texts.map(String::as_str).collect(),
            words,
        }
    }

    pub(super) fn has(&self, text: &str) -> bool {
        self.texts.contains(text)
    }

    /// A heading without its unit of measure, and what says its year. A number or 其中 in front of a known heading is passed
    /// over.
    pub(super) fn parse<'t>(&self, folded: &'t str) -> (Cow<'t, str>, Option<Mark>) {
        let period = |text| period::parse(text, self.words, &|text| self.has(text));
        let whole = period(folded);
        let bare = without_number(folded);
        if self.has(&whole.0) || bare.len() == folded.len() {
            return whole;
        }
        Some(period(bare))
            .filter(|(text, _)| self.has(text))
            .unwrap_or(whole)
    }
}

/// A text over a column.
#[derive(Debug, Clone, PartialEq)]
struct Over {
    anchor: CellRef,
    folded: String,
    text: String,
    mark: Option<Mark>,
}

/// The lowest heading of every column in the header rows, columns under one merged heading together.
pub(super) fn headings(
    sheet: &Sheet,
    known: &KnownHeadings<'_>,
    begin: u32,
    end: u32,
) -> Vec<ColumnHeading> {
    let used = (begin..=end).flat_map(|row| {
        sheet
            .row(row)
            .map(move |(column, _)| sheet.right_end(row, column))
    });
    let last = used.max().unwrap_or(0).min(400);
    let over = |row: u32, column: u32| {
        let folded = sheet.seen(row, column)?.folded();
        let is_short = !folded.is_empty() && folded.len() <= HEADING_LENGTH;
        is_short.then(|| {
            let (text, mark) = known.parse(&folded);
            Over {
                anchor: sheet.anchor(row, column),
                text: text.into_owned(),
                mark,
                folded: folded.to_string(),
            }
        })
    };
    let mut rows: Vec<Vec<Option<Over>>> = (begin..=end)
        .map(|row| (0..=last).map(|column| over(row, column)).collect())
        .collect();
    spread_marks(&mut rows);
    spread_parents(&mut rows);
    let mut headings: Vec<ColumnHeading> = Vec::new();
    let mut before: Vec<Option<&Over>> = Vec::new();
    for column in 0..=last {
        let above: Vec<Option<&Over>> = rows
            .iter()
            .map(|row| row[column as usize].as_ref())
            .collect();
        let Some(lowest) = above.iter().flatten().last().copied() else {
            before = above;
            continue;
        };
        let is_one = before.iter().flatten().last().is_some_and(|other| {
            other.anchor == lowest.anchor || is_filled_across(&before, &above)
        });
        match headings.last_mut() {
            Some(heading) if is_one && heading.span.1 + 1 == column => heading.span.1 = column,
            _ => headings.push(heading(column, &above)),
        }
        before = above;
    }
    headings
}

/// Whether two neighbouring columns repeat one heading that was merged over them.
fn is_filled_across(one: &[Option<&Over>], other: &[Option<&Over>]) -> bool {
    let text = |over: &Option<&Over>| over.map(|over| over.folded.clone());
    one.iter().map(text).eq(other.iter().map(text))
}

fn heading(column: u32, above: &[Option<&Over>]) -> ColumnHeading {
    let mut path: Vec<String> = Vec::new();
    let mut mark = None;
    for over in above.iter().flatten() {
        mark = over.mark.or(mark);
        if !over.text.is_empty() && path.last() != Some(&over.text) {
            path.push(over.text.clone());
        }
    }
    let marks = above.iter().flatten().filter_map(|over| over.mark);
    // below a comparison everything is one
    if let Some(change) = marks.clone().find(|it| it.period == period::Period::Change) {
        mark = Some(change);
    }
    if let Some(mark) = &mut mark {
        mark.is_executed = marks.clone().any(|it| it.is_executed);
    }
    let mut written: Vec<&str> = Vec::new();
    for over in above.iter().flatten() {
        if written.last() != Some(&over.folded.as_str()) {
            written.push(&over.folded);
        }
    }
    let lowest = above.iter().flatten().last().map(|over| over.anchor);
    ColumnHeading {
        span: (column, column),
        path,
        mark,
        written: written.join("/"),
        at: lowest.unwrap_or_default(),
    }
}

/// A year over several columns without a merged range holds for the blank cells on its right, where a heading stands below
/// them.
fn spread_marks(rows: &mut [Vec<Option<Over>>]) {
    for row in 0..rows.len() {
        let mut current: Option<Over> = None;
        for column in 0..rows[row].len() {
            match &rows[row][column] {
                Some(over) => {
                    let has_below = rows[row + 1..].iter().any(|below| {
                        below[column]
                            .as_ref()
                            .is_some_and(|below| below.anchor != over.anchor)
                    });
                    current = over.mark.map(|_| over.clone()).filter(|_| has_below);
                }
                None => {
                    let is_above = rows[..row].iter().any(|above| above[column].is_some());
                    let is_below = rows[row + 1..].iter().any(|below| below[column].is_some());
                    if is_below && !is_above {
                        rows[row][column].clone_from(&current);
                    } else {
                        current = None;
                    }
                }
            }
        }
    }
}

/// A heading over several years without a merged range holds for the years on its right.
fn spread_parents(rows: &mut [Vec<Option<Over>>]) {
    for row in 0..rows.len().saturating_sub(1) {
        for column in 1..rows[row].len() {
            let is_year = |column: usize| {
                let lowest = rows[row + 1..]
                    .iter()
                    .rev()
                    .find_map(|it| it[column].as_ref());
                lowest.is_some_and(|over| over.mark.is_some() && over.text.is_empty())
            };
            let left = rows[row][column - 1].clone();
            if rows[row][column].is_none()
                && is_year(column)
                && is_year(column - 1)
                && let Some(left) = left.filter(|over| over.mark.is_none())
            {
                rows[row][column] = Some(left);
            }
        }
    }
}
