//! The row of a table that a row of a part continues.

use crate::budget::{Row, RowKey};
use crate::classification::Code;
use crate::label::fold;
use crate::layout::Block;
use crate::read::names::RowNames;
use crate::read::passed::without_continuation;

/// The rows of a block while a part is read: where the last one was found, and which are taken.
pub(super) struct Matching<'a> {
    pub(super) rows: &'a [Row],
    pub(super) next: usize,
    pub(super) taken: Vec<bool>,
    pub(super) code: Option<Code>,
    pub(super) section: Option<String>,
}

impl<'a> Matching<'a> {
    pub(super) fn new(rows: &'a [Row]) -> Self {
        Self {
            rows,
            next: 0,
            taken: vec![false; rows.len()],
            code: None,
            section: None,
        }
    }

    /// The row that some names mean: the next one that fits, or else the only one before.
    pub(super) fn find(&mut self, block: &Block, names: &RowNames) -> Option<usize> {
        let fits = |at: &usize| !self.taken[*at] && is_same(block, &self.rows[*at], names);
        let found = (self.next..self.rows.len()).find(fits).or_else(|| {
            let mut earlier = (0..self.next).filter(fits);
            earlier.next().filter(|_| earlier.next().is_none())
        })?;
        self.taken[found] = true;
        self.next = found + 1;
        Some(found)
    }
}

/// Whether the names of a row are those of a row of the table, as far as both have them.
fn is_same(block: &Block, row: &Row, names: &RowNames) -> bool {
    if row.key == RowKey::Single {
        return true;
    }
    let bare = |text: &str| without_continuation(&fold(text)).to_owned();
    let codes = row.code.as_ref().zip(names.code.as_ref());
    let projects = row.project.as_ref().zip(names.project.as_ref());
    let is_labelled = !row.label.is_empty() && !names.label.is_empty();
    let is_line = || match row.key {
        RowKey::Line(line) => block.lines_of(&names.label, None).contains(&line),
        _ => false,
    };
    let is_same = codes.is_none_or(|(own, other)| own == other)
        && projects.is_none_or(|(own, other)| bare(own) == bare(other))
        && (!is_labelled || bare(&row.label) == bare(&names.label) || is_line());
    is_same && (codes.is_some() || projects.is_some() || is_labelled)
}
