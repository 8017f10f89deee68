//! The figure that a place of a line speaks of: stated last, in its sentence or before.

use super::Reader;
use super::Sum;
use super::reading::TextFigure;
use super::stated::Stated;
use crate::budget::FactId;
use crate::rule::narrative::language::WordGroup;
use crate::rule::narrative::lines::{Kind, TextLine, figure, is_closed_between};
use rust_decimal::Decimal;

/// Characters of the longest words of a comparison.
const COMPARISON: usize = 30;

impl Reader<'_> {
    /// The figure that was stated last before a place, in its sentence or in those before: of those whose cell is
    /// known, if there are any. What money is for comes last.
    pub(crate) fn current(&self, index: usize, before: usize) -> Option<usize> {
        let line = &self.reading.lines[index];
        let (sentence, _) = line.sentence(before);
        let mut part = line.chars[sentence..before.min(line.chars.len())].iter();
        let part = part.rposition(|c| *c == ';');
        let part = part.map_or(sentence, |more| sentence + more + 1);
        let is_money =
            |figure: usize| !matches!(self.reading.figures[figure].figure.kind, Kind::Count(_));
        let is_before = |it: &&Stated| it.at < before && it.is_current && is_money(it.figure);
        let own: Vec<&Stated> = self.stated_in(index).iter().filter(is_before).collect();
        // 甲28万元(乙8万元,丙20万元),比上年 is said of 甲
        let is_open = |it: &&Stated| !is_closed_between(line, (it.at, before));
        let open: Vec<&Stated> = own.iter().copied().filter(is_open).collect();
        let own = if open.is_empty() { own } else { open };
        let is_main = |it: &&&Stated| self.is_aside(line, it.at, WordGroup::Purpose).is_none();
        let last = own.last();
        if let Some(last) = last.filter(|it| {
            self.is_right_before(line, it, before)
                || (is_main(it) && self.is_compared_next(index, line, it, before))
        }) {
            return Some(last.figure);
        }
        let year = self.year();
        let is_of_year = |it: &&&Stated| {
            let said = self.year_between(index, it.from, it.at);
            said.is_some_and(|(said, _)| Some(said) == year)
        };
        let last = |from: usize| {
            let own = || own.iter().filter(|it| it.at >= from);
            let is_known = |it: &&&Stated| it.subject.cells().is_some();
            let known = own().rfind(|it| is_known(it) && is_main(it));
            let of_year = || own().find(|it| is_of_year(it) && is_main(it));
            known.or_else(of_year).or_else(|| own().find(is_main))
        };
        let above = || {
            let last = last(0)?;
            let all = own.iter().copied();
            Some(self.whole_before(line, all, last).unwrap_or(last))
        };
        let last = last(part).or_else(|| last(sentence)).copied();
        let last = last.or_else(above).or(own.first().copied());
        last.map(|it| it.figure)
    }

    /// Whether nothing but a comma stands between a figure and a place.
    pub(crate) fn is_right_before(&self, line: &TextLine, own: &Stated, place: usize) -> bool {
        let close = self.reading.figures[own.figure].figure.close;
        line.chars.get(close..place) == Some(&[','])
    }

    /// Whether nothing but words of a comparison stands between a figure and a place: `5万元，比上年预算数`.
    pub(crate) fn is_compared_next(
        &self,
        index: usize,
        line: &TextLine,
        own: &Stated,
        place: usize,
    ) -> bool {
        let close = self.reading.figures[own.figure].figure.close;
        let is_near = close + COMPARISON >= place && close < place;
        is_near && self.ends(index, line, (close, place)).last() == Some(&close)
    }

    /// Words such as 持平, as a figure that is nothing.
    pub(crate) fn said_same(&mut self, index: usize, (from, to): (usize, usize)) -> usize {
        // two sentences may have the word
        if let Some(same) = self.same_at(index, from) {
            return same;
        }
        let figure = figure::PrintedFigure {
            kind: Kind::Same,
            value: Decimal::ZERO,
            half: Decimal::ZERO,
            decimals: self.budget.decimals(),
            start: from,
            end: to,
            close: to,
            is_broken: false,
        };
        self.reading.figures.push(TextFigure {
            line: index,
            figure,
            value: Decimal::ZERO,
            half: Decimal::ZERO,
            is_tied: false,
            is_change: true,
            cells: Vec::new(),
            lacking: None,
        });
        self.reading.figures.len() - 1
    }

    /// What the text states of a figure.
    pub(crate) fn stated_by(&self, figure: usize) -> Option<&Stated> {
        let own = self.stated_in(self.reading.figures[figure].line).iter();
        let mut own = own.rev();
        own.find(|it| it.figure == figure)
    }

    /// The cells that a stated figure is about.
    pub(crate) fn cells_of(&self, figure: usize) -> Option<Vec<(Decimal, FactId)>> {
        self.stated_by(figure)?.subject.cells().cloned()
    }

    /// Whether a stated figure may be that of its cells, if it has some.
    pub(crate) fn fits_cells(&self, figure: usize) -> Option<bool> {
        let cells = self.stated_by(figure)?.subject.cells()?;
        let printed = self.reading.figures[figure].printed();
        Some(printed.may_be(self.total(&Sum::of(cells))))
    }

    /// The last figure that was stated about cells.
    pub(crate) fn stated_of(&self, cells: &[(Decimal, FactId)]) -> Option<usize> {
        let mut own = self.stated.iter().filter(|it| it.is_current);
        let found = own.rfind(|it| it.subject.cells().is_some_and(|it| it == cells))?;
        Some(found.figure)
    }

    /// The figure before 其中 in the sentence of one of its parts: what follows in a new sentence is said of the whole,
    /// 支出5万元，其中甲3万元、乙2万元。比上年增加1万元.
    pub(crate) fn whole_before<'s>(
        &self,
        line: &TextLine,
        all: impl DoubleEndedIterator<Item = &'s Stated>,
        part: &Stated,
    ) -> Option<&'s Stated> {
        let words = self.data.group(WordGroup::OfWhich);
        let (sentence, _) = line.sentence(part.at);
        let begins = |at: &usize| words.begins(&line.chars[*at..]).is_some();
        let begin = (sentence..part.at).find(begins)?;
        let (from, _) = line.sentence_of_whole(begin);
        let mut all = all;
        all.rfind(|it| (from..begin).contains(&it.at))
    }

    /// The figure that stands for a word such as 持平 at a place.
    pub(crate) fn same_at(&self, index: usize, at: usize) -> Option<usize> {
        let is_it = |it: &TextFigure| {
            it.line == index && it.figure.kind == Kind::Same && it.figure.start == at
        };
        self.reading.figures.iter().rposition(is_it)
    }
}
