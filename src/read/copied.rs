//! Titles copied from a neighbour: the sheet of one table bears the title of another, which the file has as well.

use super::header::find_header;
use super::headings::KnownHeadings;
use super::located::{Header, LocatedTable, SheetTables};
use super::strange::meant;
use super::title::speaks_of_other;
use crate::book::sheet::Sheet;
use crate::layout::Layout;
use std::collections::BTreeMap;

/// A located table: its sheet, and its place there.
type Place = (usize, usize);

/// What says which table stands under a copied title, the surest first.
const EVIDENCE: [Evidence; 3] = [is_called, is_headed, stands_between];

/// Whether something but its title says that a located table is another one of the layout.
type Evidence = fn(&Copies<'_>, Place, usize) -> bool;

/// The tables of a file, for one of them that is missing.
struct Copies<'a> {
    sheets: &'a [&'a Sheet],
    found: &'a [SheetTables],
    layout: &'a Layout,
}

/// Reads a table under another one's title as the table that its sheet's name, its number, its headings or its
/// neighbours name, where the file lacks that one.
pub(super) fn settle(sheets: &[&Sheet], found: &mut [SheetTables], layout: &Layout) {
    for (at, table) in layout.tables.iter().enumerate() {
        if table.many || table.form.is_some() || count(found, at) > 0 {
            continue;
        }
        let copies = Copies {
            sheets,
            found,
            layout,
        };
        let Some(((sheet, place), header)) = copies.of(at) else {
            continue;
        };
        let own = &mut found[sheet].tables[place];
        own.table = at;
        own.title_known = 0;
        own.header = header.rows;
        own.columns = header.columns;
        own.others = header.others;
        own.bears_other_title = true;
    }
}

/// How often a file has a table.
fn count(found: &[SheetTables], table: usize) -> usize {
    let tables = found
        .iter()
        .flat_map(|it| it.tables.iter().chain(&it.pieces));
    tables.filter(|it| it.table == table).count()
}

impl Copies<'_> {
    fn table(&self, (sheet, place): Place) -> &LocatedTable {
        &self.found[sheet].tables[place]
    }

    /// The one located table that is a missing one under another's title, and its header.
    fn of(&self, missing: usize) -> Option<(Place, Header)> {
        let mut titled: BTreeMap<usize, Vec<Place>> = BTreeMap::new();
        for (sheet, of_sheet) in self.found.iter().enumerate() {
            for (place, it) in of_sheet.tables.iter().enumerate() {
                let is_whole = !it.continues && !it.is_beside && !it.is_near && it.doubt.is_none();
                if is_whole && !self.layout.tables[it.table].many {
                    titled.entry(it.table).or_default().push((sheet, place));
                }
            }
        }
        let mut proven = titled.values().filter_map(|same| match same[..] {
            // without a second table of this title, the title alone speaks against all else
            [only] => {
                (is_called(self, only, missing) && is_headed(self, only, missing)).then_some(only)
            }
            _ => EVIDENCE.iter().find_map(|says| {
                let mut named = same.iter().filter(|it| says(self, **it, missing));
                named.next().filter(|_| named.next().is_none()).copied()
            }),
        });
        let place = proven.next().filter(|_| proven.next().is_none())?;
        Some((place, self.header(place, missing)?))
    }

    /// The whole header of a table below the title of another one.
    fn header(&self, place: Place, missing: usize) -> Option<Header> {
        let it = self.table(place);
        let table = &self.layout.tables[missing];
        let from = if it.printed.is_some() {
            0
        } else {
            it.title.row + 1
        };
        let header = find_header(
            self.sheets[place.0],
            (table, &self.layout.words),
            (from, it.end),
            None,
        )
        .ok()?;
        header.is_whole(table).then_some(header)
    }
}

/// Whether the sheet's name or the line above the title names a missing table.
fn is_called(copies: &Copies<'_>, place: Place, missing: usize) -> bool {
    let (sheet, it) = (copies.sheets[place.0], copies.table(place));
    let tables = &copies.layout.tables;
    let says = |name: &str, above: &[_]| {
        meant(name, above, copies.layout).is_some_and(|(table, _)| table == missing)
    };
    let is_alone = copies.found[place.0].tables.len() == 1;
    let name = if is_alone { &*sheet.name } else { "" };
    let is_of_other = speaks_of_other(name, &tables[missing], &copies.layout.words);
    let has_subject = || speaks_of_other(name, &tables[it.table], &copies.layout.words);
    let marks: Vec<_> = sheet
        .rows(it.title.row.saturating_sub(1), it.title.row)
        .filter(|(at, _)| **at != it.title)
        .map(|(at, value)| (*at, value.text().into_owned()))
        .collect();
    !is_of_other && (says(name, &[]) || has_subject()) || says("", &marks)
}

/// Whether its headings are those of a missing table, and some of them only of that.
fn is_headed(copies: &Copies<'_>, place: Place, missing: usize) -> bool {
    let it = copies.table(place);
    let layout = copies.layout;
    let known = |table: usize| KnownHeadings::new(&layout.tables[table], &layout.words);
    let (own, other) = (known(it.table), known(missing));
    let mut speaks = false;
    for (_, value) in copies.sheets[place.0].rows(it.header.0, it.header.1) {
        let text = value.folded();
        match (own.has(&text), other.has(&text)) {
            (true, false) => return false,
            (is_own, is_other) => speaks |= is_other && !is_own,
        }
    }
    speaks
}

/// Whether it stands where the missing table belongs, between the tables before and after that, and apart from the other
/// one of its title.
fn stands_between(copies: &Copies<'_>, (sheet, place): Place, missing: usize) -> bool {
    let tables = copies.found.iter().enumerate();
    let order: Vec<_> = tables
        .flat_map(|(sheet, it)| {
            it.tables
                .iter()
                .enumerate()
                .map(move |(place, it)| ((sheet, place), it.table))
        })
        .collect();
    let neighbour = |step: isize| {
        let at = order.iter().position(|(it, _)| *it == (sheet, place))?;
        Some(order.get(at.checked_add_signed(step)?)?.1)
    };
    let own = copies.table((sheet, place)).table;
    let (before, after) = (neighbour(-1), neighbour(1));
    before.is_some_and(|before| before + 1 == missing && before != own)
        && after == Some(missing + 1)
        && after != Some(own)
}
