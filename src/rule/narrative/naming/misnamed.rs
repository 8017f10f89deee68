//! Rows of a table that a text calls by the name of another one: their amount tells.

use super::written_path::{OF_CLASS, Part, core_of_class};
use crate::amount::{Rounded, has_many_digits};
use crate::classification::{Code, Series};
use crate::rule::narrative::language::{GridRow, value};
use crate::rule::narrative::lines::{Kind, TextLine};
use crate::rule::narrative::reader::{Found, Reader};
use std::ops::Range;

/// Characters of the shortest name of a class.
const SHORTEST_CLASS: usize = 4;
/// Lines around one in which the list that it is of names its rows.
const LIST: usize = 12;
/// Characters between a name and its amount.
const BETWEEN: usize = 12;

impl Reader<'_> {
    /// An economic item that has the name of another one and the amount of its own row, which the lines around it do not name.
    pub(crate) fn named_as_another_item(
        &mut self,
        index: usize,
        line: &TextLine,
        (from, end): (usize, usize),
        amount: Rounded,
    ) -> Option<Found> {
        if !has_many_digits(amount.value) {
            return None;
        }
        let grid = self.of_section(|it| it.economic)?;
        let rows = self.rows(grid);
        let row = self.only_with_amount(rows.iter(), amount)?;
        let code = row.code.as_ref().filter(|it| it.depth() == 2)?;
        let mut near = self.reading.lines[self.near_lines(index)].iter();
        let is_told = near.any(|it| it.says(&row.name));
        let mut starts =
            (from..end).filter(|start| self.is_name_of_another(&line.text(*start, end), code));
        let start = starts.next().filter(|_| !is_told)?;
        let written = line.text(start, end);
        let is_of_other_list = || {
            let lists = [self.list_at(line, start), self.list_of_item(&row.name)];
            let other = self.list_of_item(&written);
            lists[0].is_some() && lists[0] == lists[1] && other.is_some() && other != lists[0]
        };
        let mut others = rows.iter().filter(|it| it.name == written);
        let is_known =
            others.any(|it| !self.may_be_misnamed(index, start, it) && !is_of_other_list());
        if is_known || !self.is_neutral(index, line, (from, start)) {
            return None;
        }
        self.claim_label((index, start, end), &row.name);
        Some(Found::cell(row.fact))
    }

    /// Whether a name that stands at a place is none of its row's: the table has nothing of it, or it stands elsewhere around
    /// with its amount.
    pub(super) fn may_be_misnamed(&self, index: usize, start: usize, row: &GridRow) -> bool {
        let Some(value) = value(self.budget, row.fact) else {
            return false;
        };
        let is_stated = |at: usize| {
            let line = &self.reading.lines[at];
            let figures = &self.reading.figures[self.first[at]..self.first[at + 1]];
            let mut own = figures.iter().filter(|it| {
                matches!(it.figure.kind, Kind::Amount(_)) && it.printed().may_be(value)
            });
            own.any(|it| {
                let end = it.figure.start;
                let length = row.name.chars().count() + BETWEEN;
                let mut places = end.saturating_sub(length)..end;
                places.any(|place| line.has(place, &row.name) && (at, place) != (index, start))
            })
        };
        value.is_zero() || self.near_lines(index).any(is_stated)
    }

    /// Lines around one in which the list that it is of names its rows.
    pub(super) fn near_lines(&self, index: usize) -> Range<usize> {
        index.saturating_sub(LIST)..(index + LIST).min(self.reading.lines.len())
    }

    /// Whether words are the name of another code than one, on its level of its classification.
    fn is_name_of_another(&self, words: &str, own: &Code) -> bool {
        let codes = self.codes_named(words);
        let is_beside =
            |code: &&Code| code.depth() == own.depth() && Series::of(code) == Series::of(own);
        codes.iter().any(is_beside) && !codes.contains(&own)
    }

    /// The only one of some rows with an amount.
    pub(super) fn only_with_amount<'r>(
        &self,
        rows: impl Iterator<Item = &'r GridRow>,
        amount: Rounded,
    ) -> Option<&'r GridRow> {
        let mut own = rows.filter(|row| self.has_amount(row, amount));
        let row = own.next()?;
        own.next().is_none().then_some(row)
    }

    /// Whether an amount is that of a row.
    pub(super) fn has_amount(&self, row: &GridRow, amount: Rounded) -> bool {
        value(self.budget, row.fact).is_some_and(|it| amount.may_be(it))
    }

    /// A class that has the name of another one, which is not told there, and the amount of its own row.
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
        let row = self.only_with_amount(rows.iter().filter(is_class), amount)?;
        if line.says(&row.name) {
            return None;
        }
        let code = row.code.as_ref()?;
        let shortest = end.checked_sub(SHORTEST_CLASS)?;
        // the nearest, without what stands before the name: 包括：住房保障支出
        let mut starts = (from..=shortest).rev();
        let start = starts.find(|start| self.is_name_of_another(&line.text(*start, end), code))?;
        let written = line.text(start, end);
        let is_written = |it: &&GridRow| it.name == written || it.aliases.contains(&written);
        let is_known = classes.any(|it| is_written(&it) && !self.may_be_misnamed(index, start, it));
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
        let row = self.only_with_amount(rows.iter().filter(is_class), amount)?;
        let is_told = self.is_class_told(index, core_of_class(&row.name));
        let name = format!("{}{OF_CLASS}", core_of_class(&part.name));
        if is_told || !self.is_name_of_another(&name, row.code.as_ref()?) {
            return None;
        }
        self.claim_label((index, part.from, part.to), &row.name);
        Some(Found::cell(row.fact))
    }

    /// Whether the lines around one tell of a class by its name or with its level; what is said behind the amount in the line
    /// itself is what the money is for.
    fn is_class_told(&self, index: usize, core: &str) -> bool {
        let names = [format!("{core}{OF_CLASS}"), format!("{core}(类)")];
        self.near_lines(index).any(|at| {
            let line = &self.reading.lines[at];
            let figures = &self.reading.figures[self.first[at]..self.first[at + 1]];
            let is_amount = |from: usize| {
                let mut own = figures.iter().map(|it| &it.figure);
                own.any(|it| {
                    let is_near = (from..from + BETWEEN).contains(&it.start);
                    is_near && matches!(it.kind, Kind::Amount(_))
                })
            };
            names.iter().any(|name| {
                let length = name.chars().count();
                let mut places = 0..line.chars.len();
                match at == index {
                    true => places.any(|it| line.has(it, name) && is_amount(it + length)),
                    false => line.says(name),
                }
            })
        })
    }
}

fn is_class(row: &&GridRow) -> bool {
    row.code.as_ref().is_some_and(|it| it.depth() == 1)
}
