//! Labels that are nearly those of the tables, with the amount of a row of theirs.

use crate::amount::Rounded;
use crate::classification::Code;
use crate::finding::ClaimProblem;
use crate::rule::narrative::language::{GridRow, TextCheck};
use crate::rule::narrative::lines::TextLine;
use crate::rule::narrative::reader::{Found, Reader};

impl Reader<'_> {
    /// A label that is nearly one of the tables, with the amount of its row.
    pub(crate) fn misspelt(
        &mut self,
        index: usize,
        line: &TextLine,
        (from, end): (usize, usize),
        amount: Rounded,
    ) -> Option<Found> {
        let grids = [
            self.of_section(|it| it.codes),
            self.of_section(|it| it.economic),
        ];
        for (grid, is_class) in grids.into_iter().zip([true, false]) {
            let Some(grid) = grid else { continue };
            let rows = self.rows(grid);
            let mut near: Vec<(usize, &GridRow)> = Vec::new();
            for row in rows.iter() {
                let is_level = |it: &Code| !is_class || it.depth() == 1;
                if !self.has_amount(row, amount) || !row.code.as_ref().is_some_and(is_level) {
                    continue;
                }
                let start = self.slip_start(index, line, (from, end), &row.name);
                near.extend(start.map(|start| (start, row)));
            }
            if let [(start, row)] = near.as_slice() {
                self.claim_label((index, *start, end), &row.name);
                return Some(Found::cell(row.fact));
            }
        }
        self.misspelt_project(index, line, (from, end), amount)
            .or_else(|| self.named_as_another_class(index, line, (from, end), amount))
            .or_else(|| self.named_as_another_item(index, line, (from, end), amount))
    }

    /// The name of a project in a list of projects that is nearly one of the table's, with its amount.
    fn misspelt_project(
        &mut self,
        index: usize,
        line: &TextLine,
        (from, end): (usize, usize),
        amount: Rounded,
    ) -> Option<Found> {
        let grid = self.of_section(|it| it.projects);
        let rows = self.rows(grid.filter(|_| self.project.is_none())?);
        let named = |row: &GridRow| {
            let name = row.folded_project.as_deref()?;
            let start = self.slip_start(index, line, (from, end), name)?;
            Some((start, row.project.clone()?, row.fact))
        };
        let with_amount = rows.iter().filter(|row| self.has_amount(row, amount));
        let near: Vec<_> = with_amount.filter_map(named).collect();
        let [(start, right, fact)] = near.as_slice() else {
            return None;
        };
        let problem = ClaimProblem::ProjectName {
            right: right.clone(),
        };
        let place = (index, *start, end);
        self.claim(TextCheck::ProjectName, place, Some(right.clone()), problem);
        Some(Found::cell(*fact))
    }

    /// Where a name begins that is nearly another one and ends at a place.
    fn slip_start(
        &self,
        index: usize,
        line: &TextLine,
        (from, end): (usize, usize),
        name: &str,
    ) -> Option<usize> {
        let length = name.chars().count();
        let lengths = [length, length + 1, length.saturating_sub(1)];
        lengths.into_iter().find_map(|length| {
            let start = end.checked_sub(length).filter(|it| *it >= from)?;
            let is_it = is_slip(&line.text(start, end), name)
                && self.is_neutral(index, line, (from, start));
            is_it.then_some(start)
        })
    }
}

/// Whether a name is another one but for a slip of fingers.
fn is_slip(written: &str, right: &str) -> bool {
    // 对个人和家庭补助 is no slip
    if written == right.replace('的', "") {
        return false;
    }
    let length = right.chars().count();
    let distance = strsim::osa_distance(written, right);
    written != right && distance <= if length < 5 { 1 } else { 2 } && distance * 2 <= length
}
