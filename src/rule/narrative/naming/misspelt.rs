//! Labels that are not those of the tables, with the amount of a row of theirs: mistyped, or the name of another class.

use super::written_path::{OF_CLASS, Part, core_of_class};
use crate::amount::{Rounded, has_many_digits};
use crate::classification::{Code, Series};
use crate::rule::narrative::language::{GridRow, value};
use crate::rule::narrative::lines::TextLine;
use crate::rule::narrative::reader::{Found, Reader};

/// Characters of the shortest name of a class.
const SHORTEST_CLASS: usize = 4;
/// Lines around one in which the list that it is of names its classes.
const LIST: usize = 12;

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
        let mut classes = rows.iter().filter(is_class);
        let row = self.class_with(&rows, amount)?;
        if line.says(&row.name) {
            return None;
        }
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

    /// A class in a list of them (`3．城乡社区（类）支出`) that has the amount of another one, which the list does not name.
    pub(super) fn class_of_amount(
        &mut self,
        index: usize,
        parts: &[Part],
        amount: Rounded,
    ) -> Option<Found> {
        let [part] = parts else { return None };
        if part.level != 1 || !part.digits.is_empty() || !has_many_digits(amount.value) {
            return None;
        }
        let grid = self.of_section(|it| it.codes)?;
        let rows = self.rows(grid);
        let row = self.class_with(&rows, amount)?;
        let own = core_of_class(&row.name);
        let near = index.saturating_sub(LIST)..(index + LIST).min(self.reading.lines.len());
        let is_told = self.reading.lines[near].iter().any(|it| it.says(own));
        let name = format!("{}{OF_CLASS}", core_of_class(&part.name));
        if is_told || !self.is_another_class(&name, row.code.as_ref()?) {
            return None;
        }
        self.claim_label((index, part.from, part.to), &row.name);
        Some(Found::cell(row.fact))
    }

    /// The only class of some rows with an amount.
    fn class_with<'r>(&self, rows: &'r [GridRow], amount: Rounded) -> Option<&'r GridRow> {
        let has_amount = |row: &&GridRow| {
            let value = value(self.budget, row.fact);
            value.is_some_and(|it| amount.may_be(it))
        };
        let mut own = rows.iter().filter(is_class).filter(has_amount);
        let row = own.next()?;
        own.next().is_none().then_some(row)
    }

    /// Whether words are the name of another class than that of a code, of its classification.
    fn is_another_class(&self, words: &str, own: &Code) -> bool {
        let codes = self.codes_named(words);
        let is_class = |code: &&Code| code.depth() == 1 && Series::of(code) == Series::of(own);
        codes.iter().any(is_class) && !codes.contains(&own)
    }
}

fn is_class(row: &&GridRow) -> bool {
    row.code.as_ref().is_some_and(|it| it.depth() == 1)
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
