//! Where the columns of a table stand: each is found by its heading, among those of the budget's year.

use super::compared;
use super::header::lacking;
use super::located::{ColumnHeading, ColumnSpan, Header, OtherColumns};
use super::period::{HeadingYears, Of, Period};
use crate::budget::HeaderYear;
use crate::classification::Level;
use crate::label::same_without_brackets;
use crate::layout::{Block, Column, LayoutWords, Role, Table};
use std::collections::HashSet;

/// Finds each column of the layout by its heading, among headings of the budget's year where years stand side by side.
pub(super) fn place_columns(
    (table, words): (&Table, &LayoutWords),
    headings: Vec<ColumnHeading>,
    budget: Option<i32>,
) -> Header {
    let marks = headings.iter().filter_map(|it| it.mark);
    let years = HeadingYears::new(marks, budget, is_whole_without_years(table, &headings));
    let of = |heading: &ColumnHeading| match years.of(heading.mark) {
        // where nothing is of this year, it is last year's figures that the table gives
        Of::Last if years.lacks_own() => Of::Own,
        of => of,
    };
    let stale = stale_year(table, &headings, of);
    let is_own = |it: &ColumnHeading| of(it) == Of::Own || stale.is_some();
    let (own, other): (Vec<_>, Vec<_>) = headings.into_iter().partition(is_own);
    let (mut columns, mut taken) = match_columns(table, &own);
    let with_year = |it: ColumnHeading| {
        let year = of(&it);
        (it, year)
    };
    let mut of_other_years: Vec<_> = other.into_iter().map(with_year).collect();
    if compared::has_columns(table) {
        // a heading over other columns of the layout may be that of one alone
        for (heading, taken) in own.iter().zip(&mut taken).filter(|(_, taken)| !**taken) {
            let marked = compared::marked(heading, words).map(with_year);
            let marked = marked.filter(|(_, year)| *year != Of::Own);
            *taken = marked.is_some();
            of_other_years.extend(marked);
        }
        compared::place((table, words), &mut columns, &mut of_other_years);
    }
    let is_marked = own
        .iter()
        .zip(&taken)
        .any(|(it, taken)| *taken && it.mark.is_some());
    let stated = match years.stated() {
        _ if stale.is_some() => stale.map(HeaderYear::Year),
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

/// The year of headings of another year that are the table's own all the same: without them it lacks columns, and with
/// them every heading heads one of its columns, none twice.
fn stale_year(
    table: &Table,
    headings: &[ColumnHeading],
    of: impl Fn(&ColumnHeading) -> Of,
) -> Option<i32> {
    let year = headings.iter().find_map(|it| match it.mark?.period {
        Period::Year(year) if of(it) == Of::Last => Some(year),
        _ => None,
    })?;
    let is_own = |it: &&ColumnHeading| of(it) == Of::Own;
    let own: Vec<ColumnHeading> = headings.iter().filter(is_own).cloned().collect();
    let lacks = |headings: &[ColumnHeading]| {
        let (columns, taken) = match_columns(table, headings);
        lacking(table, &columns) > 0 || !taken.into_iter().all(|it| it)
    };
    (!own.is_empty() && lacks(&own) && !lacks(headings)).then_some(year)
}

/// Whether some headings have years, and those without are all that a table needs.
fn is_whole_without_years(table: &Table, headings: &[ColumnHeading]) -> bool {
    let unmarked = headings.iter().filter(|it| it.mark.is_none()).cloned();
    let unmarked: Vec<ColumnHeading> = unmarked.collect();
    unmarked.len() < headings.len() && lacking(table, &match_columns(table, &unmarked).0) == 0
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
