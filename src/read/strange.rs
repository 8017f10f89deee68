//! Tables that the layout lacks, and tables of it whose title was not understood.

use super::header::find_header;
use super::heading;
use super::located::{self, Header, LocatedTable, SheetTables, StrangeTable};
use super::measure;
use super::title::{self, Headline, Title};
use super::year;
use crate::amount::{self, Amount, Written};
use crate::book::sheet::Sheet;
use crate::book::value::Value;
use crate::label::fold;
use crate::layout::Layout;
use crate::numeral;
use crate::place::CellRef;
use std::collections::{BTreeMap, BTreeSet};

/// Rows below a title in which its unit of measure is stated.
const UNIT_WITHIN: u32 = 3;

/// The table below a headline that is no title of the layout, if one stands there.
pub(super) fn below(
    sheet: &Sheet,
    headline: &Headline,
    layout: &Layout,
    limit: u32,
) -> Option<StrangeTable> {
    table(sheet, headline.at, layout, limit)
}

/// The same below a title that only resembles one of the layout.
pub(super) fn of_title(
    sheet: &Sheet,
    title: &Title,
    layout: &Layout,
    limit: u32,
) -> Option<StrangeTable> {
    table(sheet, title.at, layout, limit)
}

fn table(sheet: &Sheet, at: CellRef, layout: &Layout, limit: u32) -> Option<StrangeTable> {
    let text = sheet.own(at.row, at.column)?.text().into_owned();
    let texts: BTreeSet<String> = sheet
        .row(at.row)
        .map(|(_, value)| value.folded().into_owned())
        .collect();
    if texts.len() > 1 || at.row >= limit {
        return None;
    }
    let states_unit = || {
        let rows = sheet.rows(at.row, limit.min(at.row + UNIT_WITHIN));
        let mut texts = rows.filter_map(|(_, value)| match value {
            Value::Text(text) if text.contains("单位") => Some(heading::pieces(text)),
            _ => None,
        });
        texts.any(|pieces| {
            pieces
                .iter()
                .any(|it| measure::unit_of_measure(it).is_some())
        })
    };
    let is_alike = || !fitting(sheet, layout, (at.row + 1, limit)).is_empty();
    (states_unit() || is_alike()).then_some(StrangeTable {
        title: at,
        text,
        end: limit,
    })
}

/// The tables of the layout whose whole header stands in some rows.
fn fitting(sheet: &Sheet, layout: &Layout, rows: (u32, u32)) -> Vec<(usize, Header)> {
    let tables = layout.tables.iter().enumerate();
    tables
        .filter(|(_, table)| table.form.is_none())
        .filter_map(|(at, table)| {
            let header = find_header(sheet, (table, &layout.words), rows, None).ok()?;
            header.is_whole(table).then_some((at, header))
        })
        .collect()
}

/// What stands on a sheet without any known title: a table of the layout by its sheet's name or its number, whose title
/// was not understood, or one that the layout lacks. `located` are the tables of the layout that the file has.
pub(super) fn untitled(sheet: &Sheet, layout: &Layout, located: &BTreeSet<usize>) -> SheetTables {
    let mut found = SheetTables::default();
    let mut fitting = fitting(sheet, layout, (0, sheet.last_row()));
    let Some(begin) = fitting.iter().map(|(_, header)| header.rows.0).min() else {
        return found;
    };
    let above: Vec<(CellRef, String)> = match begin.checked_sub(1) {
        Some(last) => sheet
            .rows(0, last)
            .map(|(at, value)| (*at, value.text().into_owned()))
            .collect(),
        None => Vec::new(),
    };
    let free = |table: &usize| !located.contains(table);
    let meant = meant(&sheet.name, &above, layout).filter(|(table, _)| free(table));
    let title = title_line(&above).or_else(|| printed_title(sheet));
    let at = title.as_ref().map_or(CellRef::default(), |(at, _)| *at);
    let text = title.map_or(String::new(), |(_, text)| text);
    let fit = meant
        .and_then(|(table, is_title)| {
            let at = fitting.iter().position(|(fit, _)| *fit == table)?;
            Some((at, is_title))
        })
        .or_else(|| Some((only_free(&fitting, located)?, false)));
    let fit = fit.map(|(at, is_title)| (fitting.swap_remove(at), is_title));
    match fit {
        Some(((table, header), is_title)) => found.tables.push(LocatedTable {
            doubt: (!is_title).then_some(text),
            ..located::part(table, at, header, sheet.last_row())
        }),
        None => found.strange.push(StrangeTable {
            title: at,
            text: if text.is_empty() {
                sheet.name.to_string()
            } else {
                text
            },
            end: sheet.last_row(),
        }),
    }
    found
}

/// A table under a strange title that is one of the layout by its header, and by its sheet's name or its number or
/// because the file lacks no other that fits.
pub(super) fn of_layout(
    sheet: &Sheet,
    strange: &StrangeTable,
    layout: &Layout,
    located: &BTreeSet<usize>,
) -> Option<LocatedTable> {
    if strange.text.is_empty() {
        return None;
    }
    let title = strange.title;
    let mut fitting = fitting(sheet, layout, (title.row + 1, strange.end));
    let text = year::without_year(&fold(&strange.text)).into_owned();
    // a header that only one table has says more than the words of a title
    let is_alone = fitting.len() == 1;
    let is_proven = |table: usize| {
        is_alone && title::shares_subject(&text, &layout.tables[table], &layout.words)
    };
    let speaks_of_other =
        |table: usize| title::speaks_of_other(&strange.text, &layout.tables[table], &layout.words);
    fitting.retain(|(table, _)| {
        !located.contains(table) && (!speaks_of_other(*table) || is_proven(*table))
    });
    let marks: Vec<_> = sheet
        .rows(title.row.saturating_sub(1), title.row)
        .map(|(at, value)| (*at, value.text().into_owned()))
        .collect();
    let meant = meant(&sheet.name, &marks, layout)
        .and_then(|(meant, _)| fitting.iter().position(|(table, _)| *table == meant));
    let has_words = |table: usize| title::has_words_of(&text, &layout.tables[table], &layout.words);
    let only = || (fitting.len() == 1).then_some(0);
    let worded = || {
        let mut worded = (0..fitting.len()).filter(|at| has_words(fitting[*at].0));
        worded.next().filter(|_| worded.next().is_none())
    };
    let fit = meant.or_else(only).or_else(worded)?;
    let (table, header) = fitting.swap_remove(fit);
    let end = located::without_next_mark(sheet, header.rows.1, strange.end);
    Some(LocatedTable {
        doubt: Some(strange.text.clone()),
        is_near: has_words(table) || is_proven(table),
        ..located::part(table, title, header, end)
    })
}

/// The place of the one table among those that fit which the file lacks.
fn only_free(fitting: &[(usize, Header)], located: &BTreeSet<usize>) -> Option<usize> {
    let mut free = (0..fitting.len()).filter(|at| !located.contains(&fitting[*at].0));
    free.next().filter(|_| free.next().is_none())
}

/// The line of the printed header that may be a title.
fn printed_title(sheet: &Sheet) -> Option<(CellRef, String)> {
    let mut lines = sheet.print_header.iter();
    let line = lines.find(|line| line.contains('表') && !line.contains([':', '：']))?;
    Some((CellRef::new(0, 0), line.clone()))
}

/// The line above a header that is neither the table's number nor a department nor a unit of measure.
fn title_line(above: &[(CellRef, String)]) -> Option<(CellRef, String)> {
    let is_title = |text: &str| {
        !text.contains([':', '：']) && measure::unit_of_measure(text).is_none() && !text.is_empty()
    };
    above.iter().find(|(_, text)| is_title(text)).cloned()
}

/// The table that a sheet's name or a line above the header means, and whether the sheet's name is its title.
pub(super) fn meant(
    name: &str,
    above: &[(CellRef, String)],
    layout: &Layout,
) -> Option<(usize, bool)> {
    let name = fold(name);
    let tables = || {
        layout
            .tables
            .iter()
            .enumerate()
            .filter(|(_, it)| it.form.is_none())
    };
    let titled = tables().find(|(_, table)| {
        table
            .known_titles
            .iter()
            .any(|title| name.ends_with(title.as_str()))
    });
    if let Some((table, _)) = titled {
        return Some((table, true));
    }
    let texts: Vec<String> = std::iter::once(name.clone())
        .chain(above.iter().map(|(_, text)| fold(text)))
        .collect();
    let marked = tables().find(|(_, table)| {
        let mark = table.mark.as_deref().map(fold);
        let id = fold(&table.id);
        texts
            .iter()
            .any(|text| *text == id || Some(text) == mark.as_ref())
    });
    let called = || {
        let within = tables().filter(|(_, table)| name.contains(&fold(&table.id)));
        within.max_by_key(|(_, table)| table.id.len())
    };
    let numbered = || {
        let number = texts.iter().find_map(|text| number(text))?;
        layout
            .tables
            .get(number.checked_sub(1)?)
            .map(|table| (number - 1, table))
    };
    let found = marked.or_else(called).or_else(numbered)?;
    Some((found.0, false))
}

/// The number of a table: 表3, 附表三, 附件3.
fn number(text: &str) -> Option<usize> {
    let rest = ["附表", "附件", "表"]
        .iter()
        .find_map(|word| text.strip_prefix(word))?;
    usize::try_from(numeral::value(rest)?).ok()
}

/// Whether a sheet is a page of contents: it is called so, or names tables and numbers their pages.
pub(super) fn is_contents(sheet: &Sheet, found: &SheetTables, layout: &Layout) -> bool {
    let name = fold(&sheet.name);
    found.tables.is_empty() && (found.near.len() > 2 || layout.words.contents_words.contains(&name))
}

/// An amount of a strange table.
pub(super) struct StrangeAmount {
    pub(super) place: CellRef,
    /// As it was written.
    pub(super) written: Amount,
    /// In the layout's unit of measure.
    pub(super) amount: Amount,
}

/// The amounts of a strange table that are not zero.
pub(super) fn amounts(sheet: &Sheet, table: &StrangeTable, layout: &Layout) -> Vec<StrangeAmount> {
    let stated = heading::read(sheet, layout, table.title, table.title.row + UNIT_WITHIN);
    let unit = stated.unit_of_measure.unwrap_or(layout.unit_of_measure);
    let mut heads: BTreeMap<u32, String> = BTreeMap::new();
    let mut amounts = Vec::new();
    for (place, value) in sheet.rows(table.title.row + 1, table.end) {
        let number = match value {
            Value::Number(number) => *number,
            Value::Text(text) => match amount::read_text(text) {
                Written::Number(number, _) => number,
                _ => {
                    heads.insert(place.column, text.folded().to_owned());
                    continue;
                }
            },
            _ => continue,
        };
        let head = heads.get(&place.column).map_or("", String::as_str);
        let is_no_money = ["类", "款", "项"].contains(&head)
            || head.contains('年')
            || layout.words.heads_no_money(head);
        if !is_no_money && !number.is_zero() {
            amounts.push(StrangeAmount {
                place: *place,
                written: Amount::new(number),
                amount: Amount::new(unit.convert(number, layout.unit_of_measure)),
            });
        }
    }
    amounts
}
