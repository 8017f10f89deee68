//! Columns of a layout about last year (上年数, 增减, 增减率), found among the headings of other years: a file says
//! 2019年预算数 or 比上年增减% where the layout says 上年数 and 增减率.

use super::located::{ColumnHeading, ColumnSpan};
use super::period::{self, Of};
use crate::layout::{Column, LayoutWords, Role, Table};

/// Whether a table has such columns.
pub(super) fn has_columns(table: &Table) -> bool {
    let mut columns = table.blocks.iter().flat_map(|block| &block.columns);
    columns.any(|column| column.role.compares())
}

/// A heading with the year that its own words say, whatever columns of the layout they head.
pub(super) fn marked(heading: &ColumnHeading, words: &LayoutWords) -> Option<ColumnHeading> {
    let (text, mark) = period::parse(heading.path.last()?, words, &|_| false);
    let path = vec![text.into_owned()];
    mark.map(|mark| ColumnHeading {
        mark: Some(mark),
        path,
        ..heading.clone()
    })
}

/// Places the columns about last year that no heading of their own names; the headings found are taken.
pub(super) fn place(
    (table, words): (&Table, &LayoutWords),
    places: &mut [Option<ColumnSpan>],
    others: &mut Vec<(ColumnHeading, Of)>,
) {
    for block in &table.blocks {
        for (at, column) in block.columns.iter().enumerate() {
            let of = column.of.and_then(|of| places[block.first_column + of]);
            let (Some(of), None) = (of, places[block.first_column + at]) else {
                continue;
            };
            let fits = others
                .iter()
                .enumerate()
                .filter(|(_, it)| fits(column, it, words));
            let compared = column.of.map(|of| &block.columns[of].headings);
            let is_over = |heading: &ColumnHeading| {
                let lowest = heading.path.last();
                lowest.is_none_or(|text| compared.is_some_and(|known| known.contains(text)))
            };
            // the same heading under another year, then the nearest one behind
            let nearest = fits.min_by_key(|(_, (heading, _))| {
                let from = heading.span.0;
                (!is_over(heading), from < of.0, from.abs_diff(of.0))
            });
            if let Some((found, _)) = nearest {
                places[block.first_column + at] = Some(others.remove(found).0.span);
            }
        }
    }
}

/// Whether a heading of another year is of a column's kind.
fn fits(column: &Column, (heading, of): &(ColumnHeading, Of), words: &LayoutWords) -> bool {
    let mut rates = words.rate_headings.iter();
    let mut is_rate = || rates.any(|word| heading.written.contains(word.as_str()));
    let is_executed = heading.mark.is_some_and(|mark| mark.is_executed);
    match column.role {
        Role::LastYear => *of == Of::Last && is_executed == column.is_executed,
        Role::Change => *of == Of::Change && !is_rate(),
        Role::Rate => *of == Of::Change && is_rate(),
        _ => false,
    }
}
