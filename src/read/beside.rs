//! Parts of a table that goes on beside itself: further columns of the same rows, below or on another sheet.

use super::header::{find_part, is_enough, names, names_rows};
use super::located::{ColumnSpan, Header, LocatedTable, SheetTables, TitleWithoutHeader, part};
use super::measure;
use crate::book::sheet::Sheet;
use crate::book::value::Value;
use crate::layout::{Layout, Table};
use crate::place::CellRef;
use std::collections::BTreeSet;

/// Rows below a header in which a part without a title is looked for.
const ROWS: u32 = 2_000;
/// Rows above the header of a part without a title that are part of its heading.
const HEADING_ROWS: u32 = 4;

/// A part of a table, or all of it.
struct PartBeside {
    sheet: usize,
    title: CellRef,
    is_continued: bool,
    /// Its columns of figures.
    columns: Vec<usize>,
    /// All its columns.
    placed: Vec<usize>,
}

/// Decides which located headers are parts of the table before them. What is none is a title without a table.
pub(super) fn settle(
    sheets: &[&Sheet],
    found: &mut [SheetTables],
    layout: &Layout,
    budget: Option<i32>,
) {
    for (at, table) in layout.tables.iter().enumerate() {
        if table.form.is_some() || table.many {
            continue;
        }
        let mut parts = found
            .iter()
            .flat_map(|it| it.tables.iter().chain(&it.pieces))
            .filter(|it| it.table == at);
        let Some(first) = parts.next() else { continue };
        let is_alone = parts.next().is_none();
        if is_alone && !names(table, &first.columns).is_empty() {
            let own = figures(table, &first.columns);
            find_untitled(sheets, found, (at, layout, &own), budget);
        }
        settle_table(found, (at, table));
    }
}

/// Looks for the columns that a table lacks under headers without a title: below it, or on a sheet without tables.
fn find_untitled(
    sheets: &[&Sheet],
    found: &mut [SheetTables],
    (at, layout, own): (usize, &Layout, &[usize]),
    budget: Option<i32>,
) {
    let table = &layout.tables[at];
    let is_new = |header: &Header| {
        let columns = figures(table, &header.columns);
        columns.iter().any(|it| !own.contains(it)) && own.iter().any(|it| !columns.contains(it))
    };
    for (sheet, of_sheet) in sheets.iter().zip(found) {
        if of_sheet.is_open() {
            let header = find_part(sheet, (table, &layout.words), (0, sheet.last_row()), budget);
            let title = sheet.cells.places().next().unwrap_or_default();
            if let Some(header) = header.filter(is_new) {
                of_sheet
                    .pieces
                    .push(part(at, title, header, sheet.last_row()));
            }
            continue;
        }
        let mut located = of_sheet.tables.iter_mut().chain(&mut of_sheet.pieces);
        let Some(mine) = located.find(|it| it.table == at) else {
            continue;
        };
        let mut row = mine.header.1 + 1;
        let last = mine.end.min(row.saturating_add(ROWS));
        while row <= last {
            let Some(header) = find_part(sheet, (table, &layout.words), (row, mine.end), budget)
            else {
                row += 1;
                continue;
            };
            row = header.rows.1 + 1;
            if is_new(&header) {
                let begin = heading_above(sheet, mine.header.1 + 1, header.rows.0);
                let title = CellRef::new(
                    begin,
                    sheet.row(begin).next().map_or(0, |(column, _)| column),
                );
                let end = std::mem::replace(&mut mine.end, begin - 1);
                of_sheet.pieces.push(part(at, title, header, end));
                break;
            }
        }
    }
}

/// The first row of the heading above a header: 表七（续）, 编制部门：…, 单位：万元.
fn heading_above(sheet: &Sheet, from: u32, header: u32) -> u32 {
    let is_heading = |row: u32| {
        let mut cells = sheet.row(row);
        cells.all(|(_, value)| match value {
            Value::Text(text) => {
                text.contains([':', '：', '续'])
                    || text.contains("接上")
                    || measure::unit_of_measure(text).is_some()
            }
            _ => false,
        })
    };
    let mut begin = header;
    while begin > from && header - begin < HEADING_ROWS && is_heading(begin - 1) {
        begin -= 1;
    }
    begin
}

/// The columns of figures that were found, in the order of the layout's drawing.
fn figures(table: &Table, places: &[Option<ColumnSpan>]) -> Vec<usize> {
    let columns = table.blocks.iter().flat_map(|block| &block.columns);
    let found = columns.zip(places).enumerate();
    found
        .filter(|(_, (column, place))| column.role.is_figure() && place.is_some())
        .map(|(at, _)| at)
        .collect()
}

/// The columns that were found, in the order of the layout's drawing.
fn placed(places: &[Option<ColumnSpan>]) -> Vec<usize> {
    (0..places.len())
        .filter(|at| places[*at].is_some())
        .collect()
}

fn settle_table(found: &mut [SheetTables], (at, table): (usize, &Table)) {
    let mut parts: Vec<PartBeside> = Vec::new();
    for (sheet, of_sheet) in found.iter().enumerate() {
        let located = of_sheet.tables.iter().chain(&of_sheet.pieces);
        parts.extend(located.filter(|it| it.table == at).map(|it| PartBeside {
            sheet,
            title: it.title,
            is_continued: it.continues,
            columns: figures(table, &it.columns),
            placed: placed(&it.columns),
        }));
    }
    parts.sort_by_key(|it| (it.sheet, it.title));
    let Some((first, rest)) = parts.split_first() else {
        return;
    };
    let beside: Vec<&PartBeside> = rest
        .iter()
        .filter(|it| is_beside(table, first, it))
        .collect();
    let others: BTreeSet<usize> = beside
        .iter()
        .flat_map(|it| it.placed.iter().copied())
        .collect();
    let elsewhere: Vec<usize> = others
        .into_iter()
        .filter(|it| !first.placed.contains(it))
        .collect();
    let place = |part: &PartBeside| (part.sheet, part.title);
    let is_part = |at| beside.iter().any(|it| place(it) == at);
    for (sheet, of_sheet) in found.iter_mut().enumerate() {
        let (pieces, others) = std::mem::take(&mut of_sheet.pieces)
            .into_iter()
            .partition::<Vec<_>, _>(|it| it.table == at);
        of_sheet.pieces = others;
        for piece in pieces {
            let here = (sheet, piece.title);
            let is_table =
                || is_whole(table, &piece, &elsewhere) || is_under_other_headings(table, &piece);
            if is_part(here) || here == place(first) && is_table() {
                of_sheet.tables.push(piece);
            } else {
                of_sheet.near.push(TitleWithoutHeader {
                    table: at,
                    title: piece.title,
                    missing: names(table, &piece.columns),
                });
            }
        }
        of_sheet.tables.sort_by_key(|it| it.title);
        of_sheet.near.sort_by_key(|it| it.title);
        for located in of_sheet.tables.iter_mut().filter(|it| it.table == at) {
            let here = (sheet, located.title);
            located.is_beside = is_part(here);
            if here == place(first) {
                located.elsewhere.clone_from(&elsewhere);
            }
        }
    }
}

/// Whether a first part and the columns that stand elsewhere are the table.
fn is_whole(table: &Table, first: &LocatedTable, elsewhere: &[usize]) -> bool {
    let mut places = first.columns.clone();
    for column in elsewhere {
        places[*column] = Some((0, 0));
    }
    // names stand in every part
    let columns = table.blocks.iter().flat_map(|block| &block.columns);
    for (place, column) in places.iter_mut().zip(columns) {
        if !column.role.is_figure() {
            place.get_or_insert((0, 0));
        }
    }
    !elsewhere.is_empty() && is_enough(table, &places)
}

/// Whether a table with a title of the layout has a column for each of its own, some of them under headings that nobody
/// knows: 基本 for 基本支出.
fn is_under_other_headings(table: &Table, located: &LocatedTable) -> bool {
    let columns = table.blocks.iter().flat_map(|block| &block.columns);
    let missing = columns
        .zip(&located.columns)
        .filter(|(column, place)| place.is_none() && column.role.is_figure() && !column.optional);
    let unknown = located.others.unknown.len();
    !located.is_near
        && !located.continues
        && names_rows(table, &located.columns)
        && missing.count() <= unknown
}

/// Whether a part has columns that the first one lacks, and the other way round.
fn is_beside(table: &Table, first: &PartBeside, part: &PartBeside) -> bool {
    let columns: Vec<_> = table
        .blocks
        .iter()
        .flat_map(|block| &block.columns)
        .collect();
    let mut new = part.columns.iter().filter(|it| !first.columns.contains(it));
    let has_new = new.any(|it| part.is_continued || !columns[*it].optional);
    has_new && first.columns.iter().any(|it| !part.columns.contains(it))
}
