//! A table that goes on below or under a second title (续表): its rows are added to the first part's.

use super::body::TableBody;
use super::file::FileRead;
use super::passed::without_continuation;
use crate::amount::Amount;
use crate::budget::{FactId, Figure, Row, RowKey, Table};
use crate::label::fold;
use std::collections::HashSet;
use std::iter::repeat;

/// Rows of a continued table that may print rows of the one before it again.
const HEAD_ROWS: usize = 4;

impl FileRead {
    /// Adds the rows of a continued table (续表) to the one before it.
    pub(super) fn append(&mut self, before: usize, body: TableBody) {
        let repeated = self.printed_again(before, &body);
        for ((block, rows), repeated) in body.blocks.into_iter().enumerate().zip(repeated) {
            for (mut row, of) in rows
                .into_iter()
                .zip(repeated.into_iter().chain(repeat(None)))
            {
                if let Some(of) = of {
                    for FactId(id) in row.facts.iter().flatten() {
                        self.facts[*id].table = before;
                        self.facts[*id].row = of;
                    }
                    continue;
                }
                let number = self.tables[before].blocks[block].len();
                for FactId(id) in row.facts.iter().flatten() {
                    self.facts[*id].table = before;
                    self.facts[*id].row = number;
                }
                row.unit = self.tables[before].blocks[block]
                    .iter()
                    .rposition(|r| r.key == RowKey::Unit);
                self.tables[before].blocks[block].push(row);
            }
        }
        self.tables[before].notes.extend(body.notes);
        self.tables[before].list.extend(body.list);
        self.tables[before].list_cells.extend(body.list_cells);
    }

    /// For the first rows of a continued table the rows of the one before it that they print again, as the head of a
    /// page does: the same code and name, with no figures or the same ones; a total or a unit with the same ones.
    pub(super) fn printed_again(&self, before: usize, body: &TableBody) -> Vec<Vec<Option<usize>>> {
        let figure = |id: Option<FactId>| match id.map(|FactId(id)| &self.facts[id].figure) {
            Some(Figure::Amount { exact, .. }) => *exact,
            _ => Amount::ZERO,
        };
        let blocks = body.blocks.iter().zip(&self.tables[before].blocks);
        let of_block = |(rows, first): (&Vec<Row>, &Vec<Row>)| {
            let again = |row: &Row| {
                let is_named = row.code.is_some() || row.key == RowKey::Unit;
                let label = without_continuation(&fold(&row.label)).to_owned();
                let is_blank = row.facts.iter().all(|own| figure(*own).is_zero());
                if row.code.is_none() && is_blank {
                    return None;
                }
                let is_same = |first: &&Row| {
                    let mut amounts = row.facts.iter().zip(&first.facts);
                    (&first.key, &first.code) == (&row.key, &row.code)
                        && (!is_named || fold(&first.label) == label)
                        && (is_blank || amounts.all(|(own, other)| figure(*own) == figure(*other)))
                };
                first.iter().position(|row| is_same(&row))
            };
            let heads = rows.iter().take(HEAD_ROWS);
            heads.map(again).take_while(Option::is_some).collect()
        };
        blocks.map(of_block).collect()
    }
}

/// Whether a table under a second title on the same sheet goes on where the first one ended, as after a page
/// break: they have no row in common.
pub(super) fn is_sequel(before: &Table, body: &TableBody, repeated: &[Vec<Option<usize>>]) -> bool {
    let (common, all) = rows_in_common(before, body, repeated);
    before.rows().next().is_some() && all > 0 && common == 0
}

/// Whether a table on another sheet that says 续 goes on where the first one ended, and is not another version of it:
/// most of its rows are new.
pub(super) fn goes_on(before: &Table, body: &TableBody, repeated: &[Vec<Option<usize>>]) -> bool {
    let (common, all) = rows_in_common(before, body, repeated);
    common * 2 < all
}

/// How many rows of a table another one has as well, and how many it has: those of its head that are printed again
/// count for neither.
fn rows_in_common(
    before: &Table,
    body: &TableBody,
    repeated: &[Vec<Option<usize>>],
) -> (usize, usize) {
    let key = |block: usize, row: &Row| {
        (
            block,
            format!("{:?} {:?} {:?}", row.key, row.code, row.project),
            row.code.is_none().then(|| fold(&row.label)),
        )
    };
    let first: HashSet<_> = before
        .rows()
        .map(|(block, _, row)| key(block, row))
        .collect();
    let second = body.blocks.iter().enumerate().flat_map(|(block, rows)| {
        let heads = repeated.get(block).map_or(0, Vec::len);
        rows.iter().skip(heads).map(move |row| (block, row))
    });
    let common = second
        .clone()
        .filter(|(block, row)| first.contains(&key(*block, row)));
    (common.count(), second.count())
}
