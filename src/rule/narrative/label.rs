//! Labels of the tables in the words before a figure, written right or nearly so.

use super::TextCheck;
use super::cell::value;
use super::line::TextLine;
use super::subject::{Found, Subject};
use super::walk::Walk;
use crate::budget::FactId;
use crate::finding::ClaimProblem;
use rust_decimal::Decimal;

impl Walk<'_> {
    /// A label of the tables: a class, an economic item, a project.
    pub(super) fn label(
        &mut self,
        index: usize,
        line: &TextLine,
        (from, end): (usize, usize),
    ) -> Option<Found> {
        let grids = [
            (self.of_section(|it| it.codes), true),
            (self.of_section(|it| it.economic), false),
        ];
        for (grid, is_class) in grids {
            let Some(grid) = grid else { continue };
            let rows = self.rows(grid);
            let fits = |name: &str| {
                let mut before = line.chars[from..end].iter().rev();
                !name.is_empty() && name.chars().rev().all(|c| before.next() == Some(&c))
            };
            let mut best: Option<(usize, FactId, crate::classification::Code)> = None;
            for row in rows.iter() {
                let own = row.code.as_ref();
                let Some(code) = own.filter(|code| !is_class || code.depth() == 1) else {
                    continue;
                };
                let names =
                    std::iter::once(&row.name).chain(row.aliases.iter().filter(|_| is_class));
                let longest = names
                    .filter(|name| fits(name))
                    .map(|name| name.chars().count())
                    .max();
                let better = |it: &usize| {
                    best.as_ref().is_none_or(|(length, _, own)| {
                        *it > *length || (*it == *length && code.depth() > own.depth())
                    })
                };
                if let Some(length) = longest.filter(better) {
                    best = Some((length, row.fact, code.clone()));
                }
            }
            if let Some((length, fact, code)) = best {
                if !self.is_neutral(index, line, (from, end - length)) {
                    return Some(Found::Unknown);
                }
                if is_class {
                    self.code = Some((code, fact));
                }
                return Some(Found::Known(Subject {
                    cells: Some(vec![(Decimal::ONE, fact)]),
                    near: false,
                    before: None,
                }));
            }
        }
        None
    }

    /// A label that is nearly one of the tables, with the amount of its row.
    pub(super) fn misspelt(
        &mut self,
        index: usize,
        line: &TextLine,
        (from, end): (usize, usize),
        amount: Decimal,
    ) -> Option<Found> {
        let grids = [
            self.of_section(|it| it.codes),
            self.of_section(|it| it.economic),
        ];
        for (grid, is_class) in grids.into_iter().zip([true, false]) {
            let Some(grid) = grid else { continue };
            let rows = self.rows(grid);
            let mut near: Vec<(usize, &super::cell::GridRow)> = Vec::new();
            for row in rows.iter() {
                let is_level = |it: &crate::classification::Code| !is_class || it.depth() == 1;
                let has_amount = value(self.budget, row.fact) == Some(amount);
                if !has_amount || !row.code.as_ref().is_some_and(is_level) {
                    continue;
                }
                let length = row.name.chars().count();
                let lengths = [length, length + 1, length.saturating_sub(1)];
                let start = lengths.into_iter().find_map(|length| {
                    let start = end.checked_sub(length).filter(|it| *it >= from)?;
                    let written = line.text(start, end);
                    (is_slip(&written, &row.name) && self.is_neutral(index, line, (from, start)))
                        .then_some(start)
                });
                near.extend(start.map(|start| (start, row)));
            }
            if let [(start, row)] = near.as_slice() {
                let problem = ClaimProblem::TableName {
                    right: row.name.clone(),
                };
                let right = Some(row.name.clone());
                self.claim(TextCheck::Name, (index, *start, end), right, problem);
                return Some(Found::Known(Subject {
                    cells: Some(vec![(Decimal::ONE, row.fact)]),
                    near: false,
                    before: None,
                }));
            }
        }
        None
    }
}

/// Whether a name is another one but for a slip of fingers.
fn is_slip(written: &str, right: &str) -> bool {
    let length = right.chars().count();
    let distance = strsim::levenshtein(written, right);
    written != right && distance <= if length < 5 { 1 } else { 2 } && distance * 2 <= length
}
