//! Which layout a file is in: each is tried, and the one whose titles and headers fit best is taken.

use super::beside;
use super::locate::{self};
use super::located::{LocatedTable, SheetTables, StrangeTable, TitleWithoutHeader};
use super::stated;
use super::strange::{self};
use super::title::{self, Headline, Titles};
use crate::book::Refusal;
use crate::book::sheet::Sheet;
use crate::finding::NearTable;
use crate::layout::Layout;
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A sheet, and its cells that may be titles.
pub(super) type TitledSheet = (Sheet, Vec<Headline>);

/// A file's sheets in the layout that fits it best.
pub(super) struct FittingLayout<'a> {
    pub(super) layout: &'a Arc<Layout>,
    /// The tables of each sheet, and titles without a table.
    pub(super) found: Vec<SheetTables>,
}

/// The tables of a file in a layout.
struct LayoutAttempt<'a> {
    /// Columns that were found, each table counted once more.
    columns: usize,
    /// Its place among the layouts.
    place: usize,
    layout: &'a Arc<Layout>,
    /// The tables of each sheet, and titles without a table.
    found: Vec<SheetTables>,
}

/// A sheet cut where tables stand side by side.
pub(super) fn cut(sheet: Sheet, titles: &[Titles<'_>]) -> Vec<TitledSheet> {
    let headlines = title::headlines(&sheet, titles);
    let cuts: BTreeSet<u32> = titles
        .iter()
        .flat_map(|of| locate::cuts(&sheet, &headlines, of))
        .collect();
    if cuts.is_empty() {
        return vec![(sheet, headlines)];
    }
    let strips = sheet.strips(&cuts).into_iter();
    strips
        .map(|strip| (title::headlines(&strip, titles), strip))
        .map(|(it, strip)| (strip, it))
        .collect()
}

/// The layout that fits some sheets best, and what is found on them in it.
pub(super) fn best<'a>(
    file: &str,
    sheets: &[&TitledSheet],
    titles: &[Titles<'_>],
    layouts: &'a [Arc<Layout>],
) -> Result<FittingLayout<'a>, Refusal> {
    let tried = attempts(sheets, titles, layouts, likely_year(file, sheets));
    if tried.iter().all(|tried| tried.columns == 0) {
        return Err(no_known_table(sheets, &tried, layouts));
    }
    // of equal ones the first layout
    let best = tried.into_iter().rev().max_by_key(|tried| tried.columns);
    let Some(LayoutAttempt {
        layout, mut found, ..
    }) = best
    else {
        return Err(no_known_table(sheets, &[], layouts));
    };
    let sheets: Vec<&Sheet> = sheets.iter().map(|(sheet, _)| sheet).collect();
    complete(&sheets, &mut found, layout);
    Ok(FittingLayout { layout, found })
}

/// The tables of the sheets in each likely layout, in the order of the layouts.
fn attempts<'a>(
    sheets: &[&TitledSheet],
    titles: &[Titles<'_>],
    layouts: &'a [Arc<Layout>],
    year: Option<i32>,
) -> Vec<LayoutAttempt<'a>> {
    let most = |of: &Titles<'_>| -> usize {
        let headlines = sheets.iter().map(|(_, headlines)| headlines);
        headlines.map(|headlines| of.most(headlines)).sum()
    };
    let mut likely: Vec<_> = titles
        .iter()
        .zip(layouts)
        .enumerate()
        .map(|it| (most(it.1.0), it))
        .collect();
    likely.sort_by_key(|(most, _)| Reverse(*most));
    let only: Vec<&Sheet> = sheets.iter().map(|(sheet, _)| sheet).collect();
    let mut tried: Vec<LayoutAttempt<'_>> = Vec::new();
    for (most, (place, (of, layout))) in likely {
        // a layout whose titles do not promise as much explains the file less
        if tried.iter().any(|other| other.columns > most) {
            continue;
        }
        let mut found: Vec<_> = sheets
            .iter()
            .map(|(sheet, headlines)| locate::tables(sheet, headlines, of, year))
            .collect();
        beside::settle(&only, &mut found, layout, year);
        let tables = found.iter().flat_map(|it| &it.tables);
        tried.push(LayoutAttempt {
            columns: tables.map(|table| 1 + table.found()).sum(),
            place,
            layout,
            found,
        });
    }
    tried.sort_by_key(|tried| tried.place);
    tried
}

/// Says that no layout fits, and of all of them the table whose header lacks least.
fn no_known_table(
    sheets: &[&TitledSheet],
    tried: &[LayoutAttempt<'_>],
    layouts: &[Arc<Layout>],
) -> Refusal {
    let near = tried.iter().flat_map(|attempt| {
        let of_sheet = attempt.found.iter().zip(sheets);
        of_sheet.flat_map(move |(found, (sheet, _))| {
            let near = found.near.iter();
            near.map(move |near| (near, sheet, attempt.layout))
        })
    });
    let nearest = near
        .min_by_key(|(near, ..)| near.missing.len())
        .map(|(near, sheet, layout)| Box::new(nearest(near, sheet, layout)));
    let ids: Vec<&str> = layouts.iter().map(|layout| layout.id.as_str()).collect();
    Refusal::NoKnownTable {
        layouts: ids.join("、"),
        sheets: sheets.len(),
        nearest,
    }
}

/// Looks again at sheets without a known title, and drops tables that only resemble one that the file has.
fn complete(sheets: &[&Sheet], found: &mut [SheetTables], layout: &Layout) {
    let all = |found: &[SheetTables], is_near: bool| -> BTreeSet<usize> {
        let tables = found.iter().flat_map(|it| &it.tables);
        let own = tables.filter(|it| is_near || !it.is_near);
        own.map(|it| it.table).collect()
    };
    let exact = all(found, false);
    for of_sheet in &mut *found {
        let doubled = |it: &LocatedTable| {
            it.is_near && exact.contains(&it.table) && !layout.tables[it.table].many
        };
        let (out, kept) = std::mem::take(&mut of_sheet.tables)
            .into_iter()
            .partition(doubled);
        of_sheet.tables = kept;
        let out: Vec<LocatedTable> = out;
        of_sheet
            .strange
            .extend(out.into_iter().map(StrangeTable::from));
    }
    for (sheet, of_sheet) in sheets.iter().zip(0..) {
        for strange in std::mem::take(&mut found[of_sheet].strange) {
            let located = all(found, true);
            let own = &mut found[of_sheet];
            match strange::of_layout(sheet, &strange, layout, &located) {
                Some(table) => own.tables.push(table),
                None => own.strange.push(strange),
            }
        }
        found[of_sheet].tables.sort_by_key(|it| it.title);
        let own = &found[of_sheet];
        let is_open = own.tables.is_empty() && own.strange.is_empty();
        if is_open && !strange::is_contents(&own.tables, &own.near) {
            let more = strange::untitled(sheet, layout, &all(found, true));
            found[of_sheet].tables = more.tables;
            found[of_sheet].strange = more.strange;
        }
    }
}

/// The year of the budget that titles state, or else cover, sheets or the file's name.
fn likely_year(name: &str, sheets: &[&TitledSheet]) -> Option<i32> {
    let titles = sheets.iter().flat_map(|(_, headlines)| headlines);
    let years: Vec<i32> = titles.filter_map(|it| it.year).collect();
    let count = |year: &i32| years.iter().filter(|other| *other == year).count();
    let stated = || {
        let sheets: Vec<_> = sheets
            .iter()
            .map(|(sheet, headlines)| (sheet, !headlines.is_empty()))
            .collect();
        stated::stated(name, &sheets)
            .first()?
            .years
            .first()
            .copied()
    };
    years.iter().copied().max_by_key(count).or_else(stated)
}

/// A title without its table, as a finding names it.
pub(super) fn nearest(near: &TitleWithoutHeader, sheet: &Sheet, layout: &Layout) -> NearTable {
    NearTable {
        sheet: sheet.name.clone(),
        is_in_document: sheet.is_in_document,
        cell: near.title.a1(),
        table: layout.tables[near.table].id.clone(),
        layout: layout.id.clone(),
        missing: near.missing.clone(),
    }
}
