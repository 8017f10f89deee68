//! Finds tables on a sheet by title and header. Sheet names, order and table numbers prove nothing:
//! a title says which table it may be, the header beneath it proves it, and a column is where its
//! heading says.

use super::apart;
use super::form;
use super::header::{find_form, find_header, find_part};
use super::located::{self, Header, LocatedTable, SheetTables, TitleWithoutHeader, part};
use super::strange::{self};
use super::title::{self, Headline, Title, Titles, titles};
use crate::book::sheet::Sheet;
use crate::layout::Layout;
use crate::place::CellRef;
use std::collections::BTreeSet;

/// What stands on a sheet. `budget` is the budget's year, where the file states it.
pub(super) fn tables(
    sheet: &Sheet,
    headlines: &[Headline],
    of: &Titles<'_>,
    budget: Option<i32>,
) -> SheetTables {
    let titles = title::split(headlines, of);
    let row_of = |title: &Result<Title, &Headline>| match title {
        Ok(title) => title.at.row,
        Err(other) => other.at.row,
    };
    let mut found = SheetTables::default();
    for (i, title) in titles.iter().enumerate() {
        let at = row_of(title);
        let mut rows = titles[i + 1..].iter().filter(|it| it.is_ok()).map(row_of);
        let next = rows.find(|row| *row > at);
        let limit = next.map_or(sheet.last_row(), |row| row - 1);
        match title {
            Ok(title) => found.below_title(sheet, of.layout, title, (limit, budget)),
            // it stands above the header of a table whose title is known
            Err(other)
                if found
                    .tables
                    .last()
                    .is_some_and(|it| other.at.row < it.header.0) => {}
            // the titles of tables stand below it
            Err(other) if other.is_of_part() && titles.len() > i + 1 => {}
            Err(other) => {
                if let Some(strange) = strange::below(sheet, other, of.layout, limit) {
                    found.end_before(at);
                    found.strange.push(strange);
                }
            }
        }
    }
    for table in found.tables.iter_mut().chain(&mut found.pieces) {
        table.end = apart::end(
            sheet,
            (&of.layout.tables[table.table], &of.layout.words),
            table,
        );
        if table.end < sheet.last_row() {
            table.end = located::without_next_mark(sheet, table.header.1, table.end);
        }
    }
    found
}

impl SheetTables {
    /// Adds what stands below a title of the layout, down to a row.
    fn below_title(
        &mut self,
        sheet: &Sheet,
        layout: &Layout,
        title: &Title,
        (limit, budget): (u32, Option<i32>),
    ) {
        let at = title.at.row;
        let table = &layout.tables[title.table];
        let from = if title.printed.is_some() { 0 } else { at + 1 };
        let (rows, budget) = ((from, limit), title.year.or(budget));
        let header = match &table.form {
            None => find_header(sheet, (table, &layout.words), rows, budget),
            Some(_) => find_form(sheet, table, from, limit),
        };
        match header {
            Ok(header) if title.near && !header.is_whole(table) => {
                if let Some(strange) = strange::of_title(sheet, title, layout, limit) {
                    self.end_before(at);
                    self.strange.push(strange);
                }
            }
            Ok(header) => {
                self.end_before(at);
                self.tables.push(located(title, header, sheet.last_row()));
                if table.many && table.form.is_some() {
                    self.further_forms(sheet, layout, title, (from, limit));
                }
            }
            Err(_) if title.near => {}
            Err(missing) => {
                let part = match &table.form {
                    None => find_part(sheet, (table, &layout.words), rows, budget),
                    Some(_) => None,
                };
                if let Some(header) = part {
                    self.end_before(at);
                    self.pieces.push(located(title, header, sheet.last_row()));
                } else {
                    self.near.push(TitleWithoutHeader {
                        table: title.table,
                        title: title.at,
                        missing,
                    });
                }
            }
        }
    }

    /// Adds the forms that follow the first one under the same title.
    fn further_forms(
        &mut self,
        sheet: &Sheet,
        layout: &Layout,
        title: &Title,
        (from, limit): (u32, u32),
    ) {
        let table = &layout.tables[title.table];
        let starts = form::starts(sheet, table, from, limit);
        // what stands above the first label is printed above the others as well, or above none
        let lead = starts.first().map_or(0, |first| first - from);
        for (number, pair) in starts.windows(2).enumerate() {
            let (first, last) = (pair[0] - lead, pair[1]);
            let is_led = (1..=lead).all(|above| {
                let text = |row: u32| sheet.row(row).next().map(|(_, value)| value.folded());
                text(pair[0] - above) == text(last - above)
            });
            let begin = if is_led { last - lead } else { last };
            let end = starts.get(number + 2).map_or(limit, |next| next - 1);
            if find_form(sheet, table, first, begin - 1).is_err() {
                continue;
            }
            let Ok(header) = find_form(sheet, table, begin, end) else {
                continue;
            };
            self.end_before(begin);
            let at = CellRef::new(begin - 1, title.at.column);
            self.tables.push(LocatedTable {
                printed: sheet
                    .own(title.at.row, title.at.column)
                    .map(|value| value.text().into_owned()),
                title: at,
                // the number of the title is that of the first form
                number: None,
                ..located(title, header, sheet.last_row())
            });
        }
    }

    /// What began before a row ends before it.
    fn end_before(&mut self, row: u32) {
        let end = row.saturating_sub(1);
        let last = [self.tables.last_mut(), self.pieces.last_mut()];
        for before in last.into_iter().flatten() {
            before.end = before.end.min(end);
        }
        if let Some(before) = self.strange.last_mut() {
            before.end = before.end.min(end);
        }
    }
}

fn located(title: &Title, header: Header, end: u32) -> LocatedTable {
    LocatedTable {
        title_known: title.known,
        number: title.number.clone(),
        continues: title.continues,
        is_near: title.near,
        printed: title.printed.clone(),
        ..part(title.table, title.at, header, end)
    }
}

/// Columns at which a sheet is cut because tables stand side by side: those of a second title in one row.
pub(super) fn cuts(sheet: &Sheet, headlines: &[Headline], of: &Titles<'_>) -> BTreeSet<u32> {
    let mut cuts = BTreeSet::new();
    let share_a_row = |pair: &[Headline]| pair[0].at.row == pair[1].at.row;
    if !headlines.windows(2).any(share_a_row) {
        return cuts;
    }
    let titles = titles(headlines, of);
    for pair in titles
        .windows(2)
        .filter(|pair| pair[0].at.row == pair[1].at.row)
    {
        // the table on the right may begin left of its centred title
        let (row, left) = (
            pair[1].at.row,
            sheet.right_end(pair[0].at.row, pair[0].at.column),
        );
        let empty = |column: &u32| {
            !sheet
                .cells
                .rows_between(row, u32::MAX)
                .iter()
                .any(|(CellRef { column: c, .. }, _)| c == column)
        };
        let gap = (left + 1..=pair[1].at.column).find(empty);
        cuts.insert(gap.unwrap_or(pair[1].at.column));
    }
    cuts
}
