//! Shares: of what a figure is the part, and of what the whole.

use super::Sentence;
use super::form::Match;
use super::line::TextLine;
use super::reading::{Ref, Sum};
use super::subject::Found;
use super::walk::Walk;
use crate::relation::Relation;
use rust_decimal::Decimal;

impl Walk<'_> {
    /// A share: of what its words name, of the whole before it, or of that of the section.
    pub(super) fn share(
        &mut self,
        index: usize,
        line: &TextLine,
        sentence: &Sentence,
        found: &Match,
    ) {
        let Some(rate) = found
            .filled
            .iter()
            .find_map(|it| it.figure)
            .map(|it| self.first[index] + it)
        else {
            return;
        };
        let rate_at = self.reading.figures[rate].figure.start;
        let Some(part) = self
            .current(index, found.from)
            .map(|it| Sum::one(Decimal::ONE, Ref::Text(it)))
        else {
            return;
        };
        let named = match self.subject(index, line, (found.from + 1, rate_at), None) {
            Found::Known(it) => it.cells.map(|cells| Sum::of(&cells)),
            Found::Nothing => None,
            // of something that is not known
            Found::Unknown => return,
        };
        let Some(whole) = self.whole_of(index, line, found, (rate, &part, named)) else {
            return;
        };
        self.state(super::reading::Statement {
            rule: sentence.rule,
            left: Sum::one(Decimal::ONE, Ref::Text(rate)),
            relation: Relation::Equal,
            right: part,
            over: Some(whole),
            is_near: false,
        });
    }

    /// The whole of a share: the one it names, or the one of those at hand that fits.
    fn whole_of(
        &mut self,
        index: usize,
        line: &TextLine,
        found: &Match,
        (rate, part, named): (usize, &Sum, Option<Sum>),
    ) -> Option<Sum> {
        let section = self
            .of_section(|it| it.whole.clone())
            .and_then(|it| self.cells(&it));
        let before = self
            .whole_before(index, line, found.from)
            .map(|it| Sum::one(Decimal::ONE, Ref::Text(it)));
        let has_name = named.is_some();
        let wholes: Vec<Sum> = if let Some(named) = named {
            vec![named]
        } else {
            [before, section.map(|cells| Sum::of(&cells))]
                .into_iter()
                .flatten()
                .filter(|it| it != part)
                .collect()
        };
        let share = |walk: &Self, whole: &Sum| {
            let whole = walk.total(whole);
            (!whole.is_zero()).then(|| walk.total(part) * Decimal::ONE_HUNDRED / whole)
        };
        let printed = &self.reading.figures[rate];
        let (value, half) = (printed.value, printed.half);
        let fits = |walk: &Self, whole: &Sum| {
            share(walk, whole).is_some_and(|it| (it - value).abs() <= half + half)
        };
        let best = wholes
            .iter()
            .find(|whole| fits(self, whole))
            .or(wholes.last().filter(|_| has_name || wholes.len() < 3));
        best.filter(|it| !self.total(it).is_zero()).cloned()
    }

    /// The whole whose parts are being told at a place: before 其中 in the line, or at the end of a line above.
    pub(super) fn whole_before(&self, index: usize, line: &TextLine, at: usize) -> Option<usize> {
        let group = self.data.group("其中")?;
        let begins = |line: &TextLine, at: usize| group.begins(&line.chars[at..]).is_some();
        if let Some(begin) = (0..at).rev().find(|at| begins(line, *at)) {
            return self.current(index, begin);
        }
        let above = (index.saturating_sub(6)..index).rev();
        for above in above {
            let line = &self.reading.lines[above];
            let from = line.chars.len().saturating_sub(6);
            let is_open = (from..line.chars.len()).any(|at| begins(line, at))
                || line.chars.last() == Some(&':');
            if is_open {
                return self.current(above, line.chars.len());
            }
        }
        None
    }
}
