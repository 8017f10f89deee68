//! What a figure is about: the words before it name a cell by a phrase, by a path 类 款 项, or by a label.

mod another_whole;
mod divided_row;
mod heading;
mod item_of_line;
mod other_money;
mod phrase;
mod respective;
mod row;
mod several_names;
mod stated_figure;
pub(crate) mod table_cell;
mod table_column;
mod year;

use crate::amount::{Rounded, UnitOfMeasure};
use crate::rule::narrative::language::WordGroup;
use crate::rule::narrative::lines::{TextLine, opening};
use crate::rule::narrative::reader::{FAR, Found, Reader, Sum};
pub(super) use table_column::{behind_year, has_words};

impl Reader<'_> {
    /// What the words between two places name. With a purpose in brackets behind them it may be but a part of that.
    pub(super) fn subject(
        &mut self,
        index: usize,
        line: &TextLine,
        (from, to): (usize, usize),
        amount: Option<Rounded>,
    ) -> Found {
        let from = from.max(to.saturating_sub(FAR));
        let ends = self.ends(index, line, (from, to));
        let bare = ends.last().and_then(|end| opening(line, (from, *end)));
        let purpose = bare.filter(|at| amount.is_some() && self.is_purpose(line, (*at, to)));
        let unit = bare.filter(|at| is_unit(line, *at));
        // of what a change is, words in brackets before it say nothing: 70.51万元（指行政单位），比上年
        let bare = bare.filter(|_| amount.is_none()).or(purpose).or(unit);
        let more = bare.map_or(Vec::new(), |bare| self.ends(index, line, (from, bare)));
        let ends = ends.into_iter().chain(more).collect();
        let mut found = self.named_at_ends(index, line, (from, ends, to), amount);
        if let (Found::Known(own), Some(_)) = (&mut found, purpose) {
            own.near = true;
        }
        found
    }

    /// What words name that end at one of several places.
    fn named_at_ends(
        &mut self,
        index: usize,
        line: &TextLine,
        (from, ends, to): (usize, Vec<usize>, usize),
        amount: Option<Rounded>,
    ) -> Found {
        let stated = amount.filter(|it| !it.value.is_zero());
        let is_nothing = ends.last().is_none_or(|end| *end <= from);
        let ends: Vec<usize> = ends.into_iter().filter(|end| *end > from).collect();
        for end in ends.iter().copied() {
            match self.phrase(index, line, (from, end, to), amount) {
                // 公务接待费：2020年公务接待费预算数 is no other 预算数
                Some(Found::Unknown) => {
                    let nearer: Vec<usize> = ends.into_iter().filter(|it| *it < end).collect();
                    let known = self.known_nearer(index, line, (from, &nearer, to), amount);
                    return known.unwrap_or(Found::Unknown);
                }
                Some(found) => return found,
                None => {}
            }
            if let Some(found) = self.path(index, line, (from, end), amount) {
                return found;
            }
            if let Some(found) = self.labelled(index, line, (from, end, to), amount) {
                return found;
            }
        }
        if let Some(amount) = stated {
            for end in ends.iter().copied() {
                if let Some(found) = self.misspelt(index, line, (from, end), amount) {
                    return found;
                }
            }
            let mut ends = ends.iter();
            let nothing =
                ends.find_map(|end| self.label_of_nothing(index, line, (from, *end), amount));
            if let Some(nothing) = nothing {
                return nothing;
            }
        }
        if is_nothing {
            Found::Nothing
        } else {
            Found::Unknown
        }
    }

    /// Whether a bracket tells what money is for, without an amount: `公共安全支出（用于协警人员补助）5万元`.
    fn is_purpose(&self, line: &TextLine, (open, to): (usize, usize)) -> bool {
        let inner = line.chars.get(open + 1..to).unwrap_or_default();
        let words = self.data.group(WordGroup::Purpose);
        let is_purpose = words.begins(inner).is_some();
        is_purpose && !inner.iter().any(char::is_ascii_digit)
    }

    /// The cell that words name which end before others that are unknown: 教育支出预算 is no other 支出预算.
    fn known_nearer(
        &mut self,
        index: usize,
        line: &TextLine,
        (from, ends, to): (usize, &[usize], usize),
        amount: Option<Rounded>,
    ) -> Option<Found> {
        let is_known = |found: &Found| found.cells().is_some();
        let ends = || ends.iter().copied();
        ends()
            .find_map(|end| {
                let found = self.phrase(index, line, (from, end, to), amount);
                found.filter(is_known)
            })
            .or_else(|| {
                ends().find_map(|end| {
                    let found = self.labelled(index, line, (from, end, to), amount);
                    found.filter(is_known)
                })
            })
            .or_else(|| {
                let amount = amount.filter(|it| !it.value.is_zero())?;
                ends().find_map(|end| self.misspelt(index, line, (from, end), amount))
            })
    }

    /// What a label of the tables names that ends at a place.
    fn labelled(
        &mut self,
        index: usize,
        line: &TextLine,
        (from, end, to): (usize, usize, usize),
        amount: Option<Rounded>,
    ) -> Option<Found> {
        let found = self.label(index, line, (from, end, to))?;
        if let Some(other) = self.of_list(index, line, (&found, end), amount) {
            return Some(Found::cell(other));
        }
        let cells = found.cells().map(|it| self.total(&Sum::of(it)));
        let stated = amount.filter(|it| !it.value.is_zero());
        let stated = stated.filter(|it| cells.is_some_and(|own| !it.may_be(own)));
        let other = stated.and_then(|it| {
            let class = self.named_as_another_class(index, line, (from, end), it);
            class.or_else(|| self.named_as_another_item(index, line, (from, end), it))
        });
        Some(other.unwrap_or(found))
    }

    /// What words name, by the way: nothing is claimed of them, and what the line has named stays.
    pub(super) fn named_by_the_way(
        &mut self,
        index: usize,
        line: &TextLine,
        place: (usize, usize),
        amount: Option<Rounded>,
    ) -> Found {
        let (claims, code, item) = (self.reading.claims.len(), self.code.clone(), self.item);
        let found = self.subject(index, line, place, amount);
        self.reading.claims.truncate(claims);
        (self.code, self.item) = (code, item);
        found
    }
}

/// Whether a bracket has nothing but a unit of measure: 预算安排规模（万元）.
fn is_unit(line: &TextLine, open: usize) -> bool {
    let mut units = UnitOfMeasure::ALL.iter();
    units.any(|unit| line.has(open, &format!("({})", unit.name())))
}
