//! A total behind its parts, in their sentence or below their lines: `在职54人，退休1人，共计55人`.

use super::list::depths;
use crate::relation::Relation;
use crate::rule::narrative::language::{TextCheck, WordGroup};
use crate::rule::narrative::lines::{Kind, Marker, TextLine};
use crate::rule::narrative::reader::{Reader, Stated};

/// Parts that a total has.
const PARTS: std::ops::RangeInclusive<usize> = 2..=8;

/// Words of sentences that tell of more than parts and their sum.
const OTHERS: [WordGroup; 5] = [
    WordGroup::OfWhich,
    WordGroup::Change,
    WordGroup::Average,
    WordGroup::Each,
    WordGroup::Deduction,
];

impl Reader<'_> {
    /// States that a figure which only a word such as 合计 sets apart from those before it is their sum, unless some of them that
    /// stand side by side come to it.
    pub(super) fn totals_behind(&mut self, line: &TextLine, stated: &[Stated]) {
        let all = (0, line.chars.len());
        if stated.len() < 3 || !self.has_word(WordGroup::Total, line, all) {
            return;
        }
        let depths = depths(line);
        for (number, total) in stated.iter().enumerate().skip(2) {
            let (sentence, _) = line.sentence(total.at);
            let before = &stated[..number];
            let parts = before.iter().filter(|it| it.at >= sentence);
            let parts = parts.filter(|it| self.is_alike(total.figure, it.figure));
            let parts: Vec<&Stated> = parts.collect();
            let is_plain = |it: &&Stated| it.is_current && depths[it.at] == depths[total.at];
            if !self.is_called_total(line, &before[number - 1], total)
                || !PARTS.contains(&parts.len())
                || !parts.iter().all(is_plain)
                || OTHERS
                    .iter()
                    .any(|group| self.has_word(*group, line, (sentence, total.at)))
            {
                continue;
            }
            let parts: Vec<usize> = parts.iter().map(|it| it.figure).collect();
            let mut runs = (0..parts.len())
                .flat_map(|from| (from + 1..=parts.len()).map(move |to| (from, to)));
            let is_sum = |(from, to): (usize, usize)| {
                let (gap, slack) = self.gap(total.figure, &parts[from..to]);
                to - from > 1 && gap.abs() <= slack
            };
            if !runs.any(is_sum) {
                self.whole(
                    TextCheck::TotalBehind,
                    total.figure,
                    Relation::Equal,
                    &parts,
                );
            }
        }
    }

    /// States that the only amount of a line which tells a total is the sum of the numbered lines above it, each with one amount:
    /// `1.房屋5万元。`, `2.车辆4万元。`, `资产合计9万元。`
    pub(super) fn total_below(&mut self, index: usize, line: &TextLine, stated: &[Stated]) {
        let [total] = stated else { return };
        if line.marker != Marker::Plain
            || !total.is_current
            || !self.is_amount(total)
            || !self.has_word(WordGroup::Total, line, (total.from, total.at))
        {
            return;
        }
        let is_item = |at: &usize| {
            let line = &self.reading.lines[*at];
            line.marker < Marker::Plain && !line.in_table
        };
        let items = (0..index).rev().take_while(is_item).take(*PARTS.end() + 1);
        let mut items: Vec<usize> = items.collect();
        items.reverse();
        let is_one_list = items.first().is_some_and(|first| {
            let lines = &self.reading.lines;
            let mut behind = items.iter().skip(1);
            lines[*first].is_first()
                && behind
                    .all(|at| lines[*at].marker == lines[*first].marker && !lines[*at].is_first())
        });
        let parts: Option<Vec<usize>> = items.iter().map(|at| self.only_amount(*at)).collect();
        let parts = parts.filter(|it| is_one_list && PARTS.contains(&it.len()));
        if let Some(parts) = parts {
            self.whole(TextCheck::PartsNear, total.figure, Relation::Equal, &parts);
        }
    }

    fn is_amount(&self, own: &Stated) -> bool {
        let kind = &self.reading.figures[own.figure].figure.kind;
        matches!(kind, Kind::Amount(_))
    }

    /// The only amount that a line states, of this year's.
    fn only_amount(&self, index: usize) -> Option<usize> {
        let mut amounts = self.stated_in(index).iter().filter(|it| self.is_amount(it));
        let only = amounts.next().filter(|it| it.is_current)?;
        amounts.next().is_none().then_some(only.figure)
    }

    /// Whether nothing but a word such as 合计 stands between a figure and the next.
    fn is_called_total(&self, line: &TextLine, before: &Stated, total: &Stated) -> bool {
        let close = self.reading.figures[before.figure].figure.close;
        let start = self.reading.figures[total.figure].figure.start;
        let words = line.chars.get(close..start).unwrap_or_default();
        let words: String = words.iter().filter(|c| !",、 ".contains(**c)).collect();
        let totals = self.data.group(WordGroup::Total);
        totals.has(&words)
    }
}
