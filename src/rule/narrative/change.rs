//! Changes against last year, and what each is a change of.

use super::figure::{self, Kind};
use super::form::Match;
use super::line::TextLine;
use super::reading::{Ref, Sum, TextFigure};
use super::subject::Found;
use super::walk::{Stated, Walk};
use crate::budget::FactId;
use rust_decimal::Decimal;

/// Characters of the longest words of a comparison.
const COMPARISON: usize = 30;

/// A change against an earlier figure, as a sentence states it.
#[derive(Debug, Clone)]
pub(super) struct StatedChange {
    pub(super) line: usize,
    /// Behind the sentence that states it.
    pub(super) to: usize,
    pub(super) figure: usize,
    /// Up 1, down -1.
    pub(super) sign: Decimal,
    /// Whether it is among the reasons of another.
    pub(super) in_reason: bool,
    /// Whether it is against what was spent, not against the budget.
    pub(super) is_executed: bool,
    /// The figure of the text that it is a change of.
    pub(super) amount: Option<usize>,
    /// The cells that it is a change of.
    pub(super) cells: Vec<(Decimal, FactId)>,
    /// What the same words meant in last year's tables, where they tell.
    pub(super) before: Option<Decimal>,
}

impl StatedChange {
    /// The change with its sign.
    pub(super) fn signed(&self) -> Sum {
        Sum::one(self.sign, Ref::Text(self.figure))
    }
}

/// Whether a bracket closes between two places that was open at the first.
fn is_closed_between(line: &TextLine, (from, to): (usize, usize)) -> bool {
    let mut open = 0;
    line.chars[from..to].iter().any(|c| {
        open += match c {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        open < 0
    })
}

impl Walk<'_> {
    /// The figure that was stated last before a place, in its sentence or in those before: of those whose cell is
    /// known, if there are any. What money is for comes last.
    pub(super) fn current(&self, index: usize, before: usize) -> Option<usize> {
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
        let is_main = |it: &&&Stated| self.is_aside(line, it.at, "用途").is_none();
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
    pub(super) fn is_right_before(&self, line: &TextLine, own: &Stated, place: usize) -> bool {
        let close = self.reading.figures[own.figure].figure.close;
        line.chars.get(close..place) == Some(&[','])
    }

    /// Whether nothing but words of a comparison stands between a figure and a place: `5万元，比上年预算数`.
    pub(super) fn is_compared_next(
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

    /// Takes a change in; gives what it is a change of.
    pub(super) fn change(
        &mut self,
        index: usize,
        line: &TextLine,
        slot: &super::form::Filled,
        found: &Match,
    ) -> Option<Sum> {
        let start = found.from;
        let from = self.clause_start(index, line, start);
        let is_executed = {
            let (sentence, _) = line.sentence(start);
            let words = line.text(sentence.max(from), slot.from);
            self.data
                .execution
                .iter()
                .any(|word| words.contains(word.as_str()))
        };
        let in_reason = self.is_aside(line, start, "原因").is_some();
        let subject = match self.subject(index, line, (from, start), None) {
            Found::Nothing if self.is_of_count(index, start, slot) => Found::Unknown,
            Found::Nothing if self.has_word("合计", line, (from, slot.from)) => Found::Unknown,
            Found::Nothing if self.is_one_of_several(line, slot.from) => Found::Unknown,
            _ if self.is_of_past(index, line, start) => Found::Unknown,
            subject => self.changed_in_row(index, subject),
        };
        let current = self.changed_figure(index, line, found, slot);
        let subject = match subject {
            Found::Unknown
                if self.is_its_own_base(index, line, (from, start), current)
                    || self.is_behind_a_purpose(index, line, (from, start)) =>
            {
                Found::Nothing
            }
            subject => subject,
        };
        let (cells, base) = self.changed(&subject, current, in_reason);
        let mut signs = found.filled.iter();
        let sign = signs.rfind(|it| it.to <= slot.from && it.sign != 0);
        let figure = match slot.figure {
            Some(number) => self.first[index] + number,
            None => self.said_same(index, (slot.from, slot.to)),
        };
        self.reading.figures[figure].is_change = true;
        let mut change = StatedChange {
            line: index,
            to: found.to,
            figure,
            sign: Decimal::from(sign.map_or(1, |it| it.sign)),
            in_reason,
            is_executed,
            amount: None,
            cells: Vec::new(),
            before: None,
        };
        let is_count = matches!(self.reading.figures[figure].figure.kind, Kind::Count(_));
        // 同口径 is of what both years have, not of what their tables say
        let is_of_tables = !is_count
            && !self.is_against_earlier(index, (from, slot.from))
            && !self.has_word("同口径", line, (from, slot.from));
        if is_of_tables {
            change.amount = match base.as_ref().map(|it| it.terms.as_slice()) {
                Some([(_, Ref::Text(amount))]) if !in_reason => Some(*amount),
                _ => None,
            };
            change.cells = cells;
            change.before = match subject.before() {
                _ if is_executed => None,
                None if matches!(subject, Found::Nothing) && !in_reason => {
                    current.and_then(|it| self.before_of(it))
                }
                before => before,
            };
        }
        self.changes.push(change);
        base
    }

    /// Whether words compare with an earlier year than the last: 比2018年.
    fn is_against_earlier(&self, index: usize, (from, to): (usize, usize)) -> bool {
        let said = self.year_between(index, from, to).map(|(said, _)| said);
        let years = said.zip(self.year());
        years.is_some_and(|(said, year)| said + 1 < year)
    }

    /// Changes that are not among the reasons of others, in the order of the text.
    pub(super) fn told(&self) -> impl DoubleEndedIterator<Item = &StatedChange> {
        self.changes.iter().filter(|it| !it.in_reason)
    }

    /// Changes of which the tables have the figure, in the order of the text.
    pub(super) fn changes_of_cells(&self) -> impl DoubleEndedIterator<Item = &StatedChange> {
        let own = self.changes.iter();
        own.filter(|it| !it.cells.is_empty() || it.before.is_some())
    }

    /// Whether a clause gives several changes, each against another base: `与预算、执行数相比，分别增加25万元、减少100万元`.
    fn is_one_of_several(&self, line: &TextLine, at: usize) -> bool {
        let mark = line.chars[..at].iter().rposition(|c| ",。;".contains(*c));
        self.has_word("分别", line, (mark.map_or(line.body, |it| it + 1), at))
    }

    /// Whether a change is of the things counted right before it: 新增5人增加60万元.
    fn is_of_count(&self, index: usize, start: usize, slot: &super::form::Filled) -> bool {
        let figures = self.of_line(index);
        let before = figures.iter().rfind(|it| it.close <= start);
        let count = before.filter(|it| it.close == start && matches!(it.kind, Kind::Count(_)));
        let own = slot.figure.map(|it| &figures[it]);
        let pair = count.zip(own);
        pair.is_some_and(|(count, own)| count.kind != own.kind)
    }

    /// The cells that a change is one of, and their figure as stated.
    fn changed(
        &self,
        subject: &Found,
        current: Option<usize>,
        in_reason: bool,
    ) -> (Vec<(Decimal, FactId)>, Option<Sum>) {
        let stated = |figure| Sum::one(Decimal::ONE, Ref::Text(figure));
        if let Some(cells) = subject.cells() {
            let same = current.filter(|figure| self.cells_of(*figure).as_ref() == Some(cells));
            let same = same.or_else(|| self.stated_of(cells));
            let base = same.map_or_else(|| Sum::of(cells), stated);
            return (cells.clone(), Some(base));
        }
        match (subject, current) {
            (Found::Nothing, Some(figure)) if !in_reason => {
                let cells = self.cells_of(figure).unwrap_or_default();
                (cells, Some(stated(figure)))
            }
            _ => (Vec::new(), None),
        }
    }

    /// Words such as 持平, as a figure that is nothing.
    pub(super) fn said_same(&mut self, index: usize, (from, to): (usize, usize)) -> usize {
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
        };
        self.reading.figures.push(TextFigure {
            line: index,
            figure,
            value: Decimal::ZERO,
            half: Decimal::ZERO,
            is_tied: false,
            is_change: true,
            cells: Vec::new(),
        });
        self.reading.figures.len() - 1
    }

    /// What the text states of a figure.
    pub(super) fn stated_by(&self, figure: usize) -> Option<&Stated> {
        let own = self.stated_in(self.reading.figures[figure].line).iter();
        let mut own = own.rev();
        own.find(|it| it.figure == figure)
    }

    /// The cells that a stated figure is about.
    pub(super) fn cells_of(&self, figure: usize) -> Option<Vec<(Decimal, FactId)>> {
        self.stated_by(figure)?.subject.cells().cloned()
    }

    /// The last figure that was stated about cells.
    pub(super) fn stated_of(&self, cells: &[(Decimal, FactId)]) -> Option<usize> {
        let mut own = self.stated.iter().filter(|it| it.is_current);
        let found = own.rfind(|it| it.subject.cells().is_some_and(|it| it == cells))?;
        Some(found.figure)
    }
}
