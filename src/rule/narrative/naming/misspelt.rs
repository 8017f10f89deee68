//! Labels that are not those of the tables, with the amount of a row of theirs: mistyped, or the name of another class.

use crate::amount::{Rounded, has_many_digits};
use crate::classification::{Code, ComparableName, Series};
use crate::rule::narrative::language::{GridRow, value};
use crate::rule::narrative::lines::TextLine;
use crate::rule::narrative::reader::{Found, Reader};

/// Characters of the shortest name of a class.
const SHORTEST_CLASS: usize = 4;

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
                let has_amount = value(self.budget, row.fact).is_some_and(|it| amount.may_be(it));
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
                self.claim_label((index, *start, end), &row.name);
                return Some(Found::cell(row.fact));
            }
        }
        self.named_as_another_class(index, line, (from, end), amount)
    }

    /// A class that has the name of another one, of which the table has nothing, and the amount of its own row.
    pub(crate) fn named_as_another_class(
        &mut self,
        index: usize,
        line: &TextLine,
        (from, end): (usize, usize),
        amount: Rounded,
    ) -> Option<Found> {
        if !has_many_digits(amount.value) {
            return None;
        }
        let grid = self.of_section(|it| it.codes)?;
        let rows = self.rows(grid);
        let is_class = |row: &&GridRow| row.code.as_ref().is_some_and(|it| it.depth() == 1);
        let mut classes = rows.iter().filter(is_class);
        let has_amount = |row: &&GridRow| {
            let value = value(self.budget, row.fact);
            value.is_some_and(|it| amount.may_be(it)) && !line.says(&row.name)
        };
        let mut own = classes.clone().filter(has_amount);
        let (row, None) = (own.next()?, own.next()) else {
            return None;
        };
        let code = row.code.as_ref()?;
        let shortest = end.checked_sub(SHORTEST_CLASS)?;
        // the nearest, without what stands before the name: 包括：住房保障支出
        let mut starts = (from..=shortest).rev();
        let start = starts.find(|start| self.is_another_class(&line.text(*start, end), code))?;
        let written = line.text(start, end);
        let is_nothing = |it: &GridRow| value(self.budget, it.fact).is_some_and(|it| it.is_zero());
        let is_written = |it: &&GridRow| it.name == written || it.aliases.contains(&written);
        let is_known = classes.any(|it| is_written(&it) && !is_nothing(it));
        if is_known || !self.is_neutral(index, line, (from, start)) {
            return None;
        }
        self.claim_label((index, start, end), &row.name);
        Some(Found::cell(row.fact))
    }

    /// Whether words are the name of another class than that of a code, of its classification.
    fn is_another_class(&self, words: &str, own: &Code) -> bool {
        let named = self
            .rules
            .catalogue
            .as_ref()
            .zip(ComparableName::new(words));
        let entries = named.map(|(catalogue, name)| catalogue.of_name(&name));
        let mut codes = entries.into_iter().flatten().map(|it| &it.code);
        let is_class = |code: &&Code| code.depth() == 1 && Series::of(code) == Series::of(own);
        codes.clone().any(|code| is_class(&code)) && codes.all(|code| code != own)
    }
}

/// Whether a name is another one but for a slip of fingers.
fn is_slip(written: &str, right: &str) -> bool {
    // 对个人和家庭补助 is no slip
    if written == right.replace('的', "") {
        return false;
    }
    let length = right.chars().count();
    let distance = strsim::levenshtein(written, right);
    written != right && distance <= if length < 5 { 1 } else { 2 } && distance * 2 <= length
}
