//! Shares: of what a figure is the part, and of what the whole.

use super::Sentence;
use super::figure::Kind;
use super::form::Match;
use super::line::TextLine;
use super::reading::{Ref, Sum};
use super::subject::Found;
use super::walk::{Stated, Walk};
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
        let pairs = self.shared(index, line, (found.from, rate));
        let word = if line.has(found.from, "占比") { 2 } else { 1 };
        let named = match self.subject(index, line, (found.from + word, rate_at), None) {
            Found::Known(it) => it.cells.map(|cells| Sum::of(&cells)),
            Found::Nothing => None,
            // of something that is not known
            Found::Unknown => return,
        };
        for (part, rate) in pairs {
            let part = Sum::one(Decimal::ONE, Ref::Text(part));
            let Some(whole) = self.whole_of(index, line, found, (rate, &part, named.clone()))
            else {
                continue;
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
    }

    /// Amounts with the rates that are their shares: the amount right before 占, or the last one that is known; several
    /// where 占 or 分别占 gives several rates.
    fn shared(
        &self,
        index: usize,
        line: &TextLine,
        (from, rate): (usize, usize),
    ) -> Vec<(usize, usize)> {
        let rates = self.rates_from(index, line, rate);
        let is_each = rates.len() > 1 || (from >= 2 && line.has(from - 2, "分别"));
        let (sentence, _) = line.sentence(from);
        let mut amounts = self.stated_in(index).iter().filter(|it| {
            let figure = &self.reading.figures[it.figure].figure;
            it.at < from && matches!(figure.kind, Kind::Amount(_))
        });
        if is_each {
            let amounts = amounts.filter(|it| it.at >= sentence && it.is_current);
            let amounts: Vec<usize> = amounts.map(|it| it.figure).collect();
            let Some(first) = amounts.len().checked_sub(rates.len()) else {
                return Vec::new();
            };
            return amounts[first..].iter().copied().zip(rates).collect();
        }
        let close = |it: &&Stated| self.reading.figures[it.figure].figure.close;
        let is_beside = |it: &&Stated| {
            let between = &line.chars[close(it).min(from)..from];
            between.iter().all(|c| ",、(".contains(*c))
        };
        let beside = amounts.next_back().filter(is_beside).map(|it| it.figure);
        let part = beside.or_else(|| self.current(index, from));
        part.into_iter().map(|part| (part, rate)).collect()
    }

    /// A rate and those that follow it in a list.
    fn rates_from(&self, index: usize, line: &TextLine, rate: usize) -> Vec<usize> {
        let mut rates = vec![rate];
        for next in rate + 1..self.first[index + 1] {
            let [last, own] =
                [rates[rates.len() - 1], next].map(|it| &self.reading.figures[it].figure);
            let between = line.text(last.close, own.start);
            if own.kind != Kind::Rate || !["、", "和", ",", "及"].contains(&between.as_str()) {
                break;
            }
            rates.push(next);
        }
        rates
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
        let before = self.wholes_before(index, line, found.from).into_iter();
        let before = before.map(|it| Sum::one(Decimal::ONE, Ref::Text(it)));
        let wholes: Vec<Sum> = if let Some(named) = named {
            vec![named]
        } else {
            let section = section.iter().map(|cells| Sum::of(cells));
            before.chain(section).filter(|it| it != part).collect()
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
            .or(wholes.last());
        best.filter(|it| !self.total(it).is_zero()).cloned()
    }

    /// The wholes whose parts may be told at a place, the likeliest last: before 其中 in the line, or at the end of
    /// a line above. A breakdown in brackets ends with them.
    fn wholes_before(&self, index: usize, line: &TextLine, at: usize) -> Vec<usize> {
        let Some(group) = self.data.group("其中") else {
            return Vec::new();
        };
        let begins = |line: &TextLine, at: usize| group.begins(&line.chars[at..]).is_some();
        let (mut closed, mut is_over) = (0, false);
        let mut found = Vec::new();
        for place in (0..at).rev() {
            match line.chars[place] {
                ')' => closed += 1,
                '(' if closed > 0 => closed -= 1,
                // a part behind ；is one of the whole before the breakdown of another part
                '。' if !found.is_empty() => break,
                ';' => is_over = true,
                _ if closed == 0 && begins(line, place) => {
                    found.extend(self.current(index, place));
                    if !is_over {
                        break;
                    }
                }
                _ => {}
            }
        }
        if !found.is_empty() {
            return found;
        }
        let above = (index.saturating_sub(6)..index).rev();
        for above in above {
            let line = &self.reading.lines[above];
            let from = line.chars.len().saturating_sub(6);
            let is_open = (from..line.chars.len()).any(|at| begins(line, at))
                || line.chars.last() == Some(&':');
            if is_open {
                return self.current(above, line.chars.len()).into_iter().collect();
            }
        }
        Vec::new()
    }
}
