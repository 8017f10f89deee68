//! Which layout a file is in: each is tried, and the one whose titles and headers fit best is taken.

use super::beside;
use super::copied;
use super::header::lacking;
use super::headless;
use super::locate::{self};
use super::located::{LocatedTable, SheetTables, StrangeTable, TitleWithoutHeader};
use super::stated::{self, YearSigns};
use super::strange::{self};
use super::title::{self, Headline, Titles};
use crate::book::Refusal;
use crate::book::sheet::Sheet;
use crate::finding::NearTable;
use crate::layout::Layout;
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Tables that are known by their headers alone in a file without a known title.
const MANY: usize = 4;

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
    if tried.iter().all(|tried| tried.count() == 0) {
        let by_headers = best_by_headers(None, file, sheets, titles, layouts);
        return match by_headers.filter(|it| it.count() >= MANY) {
            Some(LayoutAttempt { layout, found, .. }) => Ok(FittingLayout { layout, found }),
            None => Err(no_known_table(sheets, &tried, layouts)),
        };
    }
    // of equal ones the first layout
    let best = tried.into_iter().rev().max_by_key(LayoutAttempt::columns);
    let Some(mut best) = best else {
        return Err(no_known_table(sheets, &[], layouts));
    };
    let is_certain = best.is_certain();
    let only: Vec<&Sheet> = sheets.iter().map(|(sheet, _)| sheet).collect();
    complete(&only, &mut best.found, best.layout);
    let by_headers = (!is_certain && layouts.len() > 1)
        .then(|| best_by_headers(Some(&best), file, sheets, titles, layouts));
    let LayoutAttempt { layout, found, .. } = by_headers.flatten().unwrap_or(best);
    Ok(FittingLayout { layout, found })
}

/// A layout that has the header of every table that it finds, and more of them than the one that titles chose: titles of
/// one province over the tables of another.
fn best_by_headers<'a>(
    best: Option<&LayoutAttempt<'a>>,
    file: &str,
    sheets: &[&TitledSheet],
    titles: &[Titles<'_>],
    layouts: &'a [Arc<Layout>],
) -> Option<LayoutAttempt<'a>> {
    let year = likely_year(file, sheets);
    let only: Vec<&Sheet> = sheets.iter().map(|(sheet, _)| sheet).collect();
    let others = layouts.iter().zip(titles).enumerate();
    let others = others.filter(|(place, _)| best.is_none_or(|best| best.place != *place));
    let all = others.map(|(place, (layout, of))| {
        let mut tried = attempt(sheets, place, layout, of, year);
        complete(&only, &mut tried.found, layout);
        tried
    });
    let own = best.map_or((0, 0), |best| (best.count(), best.columns()));
    let fits_better = |tried: &LayoutAttempt<'_>| {
        tried.is_whole() && tried.count() >= own.0 && tried.columns() > own.1
    };
    // of equal ones the first layout
    let found: Vec<LayoutAttempt<'_>> = all.filter(fits_better).collect();
    found.into_iter().rev().max_by_key(LayoutAttempt::columns)
}

impl LayoutAttempt<'_> {
    fn tables(&self) -> impl Iterator<Item = &LocatedTable> {
        self.found.iter().flat_map(|it| &it.tables)
    }

    fn count(&self) -> usize {
        self.tables().count()
    }

    /// Columns that were found, each table counted once more.
    fn columns(&self) -> usize {
        self.tables().map(|table| 1 + table.found()).sum()
    }

    /// Whether each table that was found has all its columns.
    fn is_whole(&self) -> bool {
        let lacks = |it: &LocatedTable| {
            let table = &self.layout.tables[it.table];
            table.form.is_none() && lacking(table, &it.columns) > 0
        };
        !self.tables().any(lacks)
    }

    /// Whether nothing on the sheets speaks for another layout.
    fn is_certain(&self) -> bool {
        self.is_whole() && self.found.iter().all(|it| it.strange.is_empty())
    }
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
    let mut tried: Vec<LayoutAttempt<'_>> = Vec::new();
    for (most, (place, (of, layout))) in likely {
        // a layout whose titles do not promise as much explains the file less
        if tried.iter().any(|other| other.columns() > most) {
            continue;
        }
        tried.push(attempt(sheets, place, layout, of, year));
    }
    tried.sort_by_key(|tried| tried.place);
    tried
}

/// The tables of the sheets in a layout.
fn attempt<'a>(
    sheets: &[&TitledSheet],
    place: usize,
    layout: &'a Arc<Layout>,
    of: &Titles<'_>,
    year: Option<i32>,
) -> LayoutAttempt<'a> {
    let only: Vec<&Sheet> = sheets.iter().map(|(sheet, _)| sheet).collect();
    let mut found: Vec<_> = sheets
        .iter()
        .map(|(sheet, headlines)| locate::tables(sheet, headlines, of, year))
        .collect();
    beside::settle(&only, &mut found, layout, year);
    headless::settle(&only, &mut found, layout);
    LayoutAttempt {
        place,
        layout,
        found,
    }
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
        if is_open && !strange::is_contents(sheet, own, layout) {
            let more = strange::untitled(sheet, layout, &all(found, true));
            found[of_sheet].tables = more.tables;
            found[of_sheet].strange = more.strange;
        }
    }
    copied::settle(sheets, found, layout);
}

/// The year of the budget that titles state, or else cover, sheets or the file's name.
fn likely_year(name: &str, sheets: &[&TitledSheet]) -> Option<i32> {
    let titles = sheets.iter().flat_map(|(_, headlines)| headlines);
    let years = titles.clone().filter_map(|it| it.year).collect();
    let sheets: Vec<_> = sheets
        .iter()
        .map(|(sheet, headlines)| (sheet, !headlines.is_empty()))
        .collect();
    let stated = stated::stated(name, &sheets);
    YearSigns::new(name, &stated, (years, titles.count())).year()
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
