//! The clause, the list and the year that a place of a line belongs to.

use super::{FAR, Reader};
use crate::rule::narrative::language::WordGroup;
use crate::rule::narrative::lines::{Kind, TextLine};
use std::collections::HashMap;

/// Lines above an item in which its list begins.
pub(crate) const NEAR: usize = 12;

impl Reader<'_> {
    /// The year of the budget: of its tables, or the one that the text names most.
    pub(crate) fn year(&self) -> Option<i32> {
        self.budget.fiscal_year.or(self.own_year)
    }

    /// The year that a text names most beside 预算, its title counted twice, and not where something is compared with it.
    pub(crate) fn text_year(&self) -> Option<i32> {
        let mut counts: HashMap<i32, usize> = HashMap::new();
        for figure in &self.reading.figures {
            let line = &self.reading.lines[figure.line];
            let behind = line.text(figure.figure.close, figure.figure.close + 24);
            let is_budget = behind.contains("预算") && !line.is_compared(figure.figure.start);
            if figure.figure.kind == Kind::Year && is_budget {
                let year = i32::try_from(figure.value.mantissa()).ok()?;
                *counts.entry(year).or_default() += if figure.line == 0 { 2 } else { 1 };
            }
        }
        counts
            .into_iter()
            .max_by_key(|(year, count)| (*count, *year))
            .map(|(year, _)| year)
    }

    /// Where the words about a figure begin: behind the figure before it, behind 。 and ；, and behind the % of a blank.
    pub(crate) fn clause_start(&self, index: usize, line: &TextLine, start: usize) -> usize {
        let figures = self.of_line(index);
        let before = figures
            .iter()
            .filter(|it| it.kind != Kind::Year && it.close <= start);
        let after_figure = before.map(|it| it.close).max().unwrap_or(0);
        let stop = line.chars[..start]
            .iter()
            .rposition(|c| matches!(c, '。' | ';' | '%'))
            .map_or(0, |at| at + 1);
        after_figure.max(stop).max(line.body).min(start)
    }

    /// Whether the last year between two places is one before the budget's.
    pub(crate) fn is_of_earlier_year(&self, index: usize, (from, to): (usize, usize)) -> bool {
        let said = self.year_between(index, from, to).zip(self.year());
        said.is_some_and(|((said, _), year)| said < year)
    }

    /// The last year that stands between two places.
    pub(crate) fn year_between(
        &self,
        index: usize,
        from: usize,
        to: usize,
    ) -> Option<(i32, usize)> {
        let own = &self.reading.figures[self.first[index]..self.first[index + 1]];
        let mut years = own.iter().filter(|it| it.figure.kind == Kind::Year);
        let last = years.rfind(|it| it.figure.start >= from && it.figure.close <= to)?;
        Some((
            i32::try_from(last.value.mantissa()).ok()?,
            last.figure.start,
        ))
    }

    /// Whether a place stands among reasons, or among what money is for.
    pub(crate) fn is_aside(&self, line: &TextLine, at: usize, group: WordGroup) -> Option<usize> {
        let words = self.data.group_in(group, line)?;
        let at = at.min(line.chars.len());
        let (sentence, _) = line.sentence(at);
        let sentence = sentence.max(at.saturating_sub(FAR));
        let is_stop = |place: &usize| line.chars[*place] == ';';
        let stop = (sentence..at).rev().find(is_stop);
        let goes_on = stop.is_some_and(|stop| line.is_numbered(stop + 1));
        let from = stop.filter(|_| !goes_on).map_or(sentence, |stop| stop + 1);
        let is_word = |place: &usize| words.begins(&line.chars[*place..]).is_some();
        let word = (from..at).rev().find(is_word)?;
        // 主要是：1.甲；2.乙 are all aside; 1.甲5万元，主要用于乙；2.丙3万元 are not
        let first = (word..at).find(is_stop);
        let is_list = |first: usize| (word..first).any(|place| line.is_numbered(place));
        first.is_none_or(is_list).then_some(word)
    }

    /// The line above, not far, that opens the list which a line is in: of a higher level, or with ：at its end.
    pub(crate) fn opener(&self, index: usize) -> Option<usize> {
        let own = &self.reading.lines[index];
        let opens = |at: &usize| {
            let above = &self.reading.lines[*at];
            above.marker < own.marker || above.chars.last() == Some(&':')
        };
        (index.saturating_sub(NEAR)..index).rev().find(opens)
    }
}
