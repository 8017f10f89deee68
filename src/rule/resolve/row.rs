//! Finds the rows of the cells of a formula.

use super::resolver::{Resolver, joined};
use super::{Quantifier, RowFilter, RowPick};
use crate::classification::Code;
use crate::layout::{Block, Rows};
use crate::rule::syntax::{ParsedRows, RowWord, SyntaxError};

impl Resolver<'_> {
    pub(super) fn row(
        &self,
        rows: &ParsedRows,
        place: (usize, usize),
        in_sum: bool,
    ) -> Result<RowPick, SyntaxError> {
        let table = &self.layout.tables[place.0];
        let block = &table.blocks[place.1];
        let name = || table.block_name(place.1);
        match &rows.row {
            None if block.rows == Rows::Single => Ok(RowPick::Single),
            None => Err((
                end_of_names(rows),
                format!(
                    "expected a row in brackets: {} has many ({}, a code, 每行 …)",
                    name(),
                    line_names(block)
                ),
            )),
            Some((RowWord::Named(text), at)) => named_row(block, text).ok_or_else(|| {
                let (name, lines) = (name(), line_names(block));
                (
                    *at,
                    format!("expected a row of {name} ({lines}, or a code); found {text}"),
                )
            }),
            Some((word, at)) => filter_of(word)
                .filter(|_| in_sum)
                .map(RowPick::All)
                .or_else(|| self.row_at_hand(word, place, in_sum))
                .ok_or_else(|| (*at, misplaced(word, &name()))),
        }
    }

    /// The rows of a word that follows the formula's 每…; `None` where that does not fit.
    fn row_at_hand(&self, word: &RowWord, place: (usize, usize), in_sum: bool) -> Option<RowPick> {
        let is_of_block = matches!(
            self.each,
            Quantifier::Row { table, block, .. } if (table, block) == place
        );
        let is_of_codes = matches!(self.each, Quantifier::Code(_));
        let is_of_level = matches!(
            self.each,
            Quantifier::Row {
                filter: RowFilter::Level(_),
                ..
            }
        );
        let is_of_projects = self.each == Quantifier::Project;
        match word {
            RowWord::EachCode(_) if is_of_codes => Some(RowPick::SameCode),
            RowWord::EachProject if is_of_projects => Some(RowPick::SameProject),
            RowWord::SameRow => is_of_block.then_some(RowPick::Row),
            RowWord::Below => (is_of_block && in_sum).then_some(RowPick::Below),
            RowWord::SameCode => (is_of_codes || is_of_level).then_some(RowPick::SameCode),
            RowWord::SameProject => is_of_projects.then_some(RowPick::SameProject),
            _ => Some(RowPick::Row),
        }
    }
}

/// The byte behind the names of the table and the block.
fn end_of_names(rows: &ParsedRows) -> usize {
    let last = rows.block.as_ref().unwrap_or(&rows.table);
    last.at + last.text.len()
}

fn named_row(block: &Block, text: &str) -> Option<RowPick> {
    block
        .line(text)
        .map(RowPick::Line)
        .or_else(|| Code::new(text).map(RowPick::Code))
}

fn line_names(block: &Block) -> String {
    let lines = block.lines.iter().filter(|line| line.code.is_none());
    joined(lines.map(|line| line.id.as_str()))
}

/// The rows that a 每… word means inside sum() and count().
fn filter_of(word: &RowWord) -> Option<RowFilter> {
    match word {
        RowWord::EachRow => Some(RowFilter::All),
        RowWord::EachParent => Some(RowFilter::Parent),
        RowWord::EachCode(level) => Some(RowFilter::Level(*level)),
        RowWord::EachProject => Some(RowFilter::Project),
        RowWord::EachUnit => Some(RowFilter::Unit),
        _ => None,
    }
}

/// What a word that stands in the wrong place needs.
fn misplaced(word: &RowWord, name: &str) -> String {
    match word {
        RowWord::SameRow => format!("同行 needs a 每… word for {name} in the same formula"),
        RowWord::Below => {
            format!("下级 stands inside sum(), with 每上级 for {name} in the same formula")
        }
        RowWord::SameProject => "同项目 needs 每项目 in the same formula".to_owned(),
        _ => "同码 needs 每码, 每类, 每款 or 每项 in the same formula".to_owned(),
    }
}
