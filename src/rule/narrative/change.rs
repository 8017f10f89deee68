//! Changes against last year, and what each is a change of.

use super::figure::{self, Kind};
use super::form::Match;
use super::line::TextLine;
use super::reading::{Ref, Sum, TextFigure};
use super::reasons::Told;
use super::subject::Found;
use super::walk::{Stated, StatedChange, Walk};
use crate::budget::FactId;
use rust_decimal::Decimal;

/// Characters of the longest words of a comparison.
const COMPARISON: usize = 30;

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
    fn is_right_before(&self, line: &TextLine, own: &Stated, place: usize) -> bool {
        let close = self.reading.figures[own.figure].figure.close;
        line.chars.get(close..place) == Some(&[','])
    }

    /// Whether nothing but words of a comparison stands between a figure and a place: `5万元，比上年预算数`.
    fn is_compared_next(&self, index: usize, line: &TextLine, own: &Stated, place: usize) -> bool {
        let close = self.reading.figures[own.figure].figure.close;
        let is_near = close + COMPARISON >= place && close < place;
        is_near && self.ends(index, line, (close, place)).last() == Some(&close)
    }

    /// The figure that a change is one of: the last, or the whole before 其中 where only that fits the change and its rate:
    /// 支出5万元，其中甲3万元、乙2万元，比上年增加2.5万元，增长100%.
    fn changed_figure(
        &self,
        index: usize,
        line: &TextLine,
        found: &Match,
        slot: &super::form::Filled,
    ) -> Option<usize> {
        let last = self.current(index, found.from)?;
        let own = self.stated_in(index);
        let part = own.iter().rfind(|it| it.figure == last)?;
        let all = own.iter().filter(|it| it.is_current);
        // 收入5万元，其中：甲0万元，比上年增加1万元；乙5万元: each part has its own change
        let is_apart = |it: &&Stated| line.chars[it.at..part.at].contains(&';');
        let is_listed = |it: &&Stated| is_apart(it) || line.chars.get(found.to) == Some(&';');
        let whole = self
            .whole_before(line, all, part)
            .filter(|it| !is_listed(it));
        let figure = |it: &super::form::Filled| Some(self.first[index] + it.figure?);
        let Some(change) = figure(slot) else {
            return Some(self.same_figure(index, line, found, (last, part)));
        };
        let own_change = change;
        let rates = found.filled.iter().filter_map(figure);
        let mut rates = rates.filter(|it| self.reading.figures[*it].figure.kind == Kind::Rate);
        let sign = found.filled.iter().rfind(|it| it.sign != 0);
        let change =
            self.reading.figures[change].value * Decimal::from(sign.map_or(1, |it| it.sign));
        let rate = rates.next();
        let fits = |own: usize| {
            let before = self.reading.figures[own].value - change;
            let rate_fits = |rate| self.is_quotient(rate, change.abs(), before);
            before >= Decimal::ZERO && (change.is_zero() || rate.is_none_or(rate_fits))
        };
        // 其中：甲8万元，乙1万元，与2019年10万元相比减少1万元: the stated base tells
        let is_base = |own: usize| {
            let before = self.reading.figures[own].value - change;
            let amounts = found.filled.iter().filter_map(figure);
            let mut others = amounts.filter(|it| *it != own_change && *it != own);
            others.any(|it| {
                let it = &self.reading.figures[it];
                matches!(it.figure.kind, Kind::Amount(_)) && it.value == before
            })
        };
        let whole = whole.map(|it| it.figure);
        if whole.is_some_and(is_base) && !is_base(last) {
            return whole;
        }
        let whole = whole.filter(|it| fits(*it));
        if fits(last) || whole.is_some() {
            return whole.filter(|_| !fits(last)).or(Some(last));
        }
        // in a sentence of its own it may be of a whole further up
        let is_beside = self.is_right_before(line, part, found.from)
            || self.is_compared_next(index, line, part, found.from);
        let above = self.amounts_before(index, found.from);
        let mut above = above.into_iter().filter(|_| !is_beside);
        above.find(|it| fits(*it)).or(Some(last))
    }

    /// The figure that is the same as a stated base: the last, or, where only a whole further up is, that one:
    /// `9.30万元，其中甲8.10万元。乙1.20万元。与2019年9.30万元持平`.
    fn same_figure(
        &self,
        index: usize,
        line: &TextLine,
        found: &Match,
        (last, part): (usize, &Stated),
    ) -> usize {
        let figures = found
            .filled
            .iter()
            .filter_map(|it| Some(self.first[index] + it.figure?));
        let is_amount =
            |it: &usize| matches!(self.reading.figures[*it].figure.kind, Kind::Amount(_));
        let value = |it: usize| self.reading.figures[it].value;
        let Some(base) = figures.filter(is_amount).map(value).next() else {
            return last;
        };
        // 其中：甲8万元，乙1万元，与2019年9万元持平 is said of the whole
        let own = self.stated_in(index).iter().filter(|it| it.is_current);
        let whole = self.whole_before(line, own, part).map(|it| it.figure);
        if let Some(whole) = whole.filter(|it| value(*it) == base && value(last) != base) {
            return whole;
        }
        if value(last) == base || self.is_right_before(line, part, found.from) {
            return last;
        }
        let above = self.amounts_before(index, found.from);
        above
            .into_iter()
            .find(|it| value(*it) == base)
            .unwrap_or(last)
    }

    /// The amounts of a line before a place and of the line above, the nearest first.
    fn amounts_before(&self, index: usize, at: usize) -> Vec<usize> {
        let above = index
            .checked_sub(1)
            .into_iter()
            .flat_map(|it| self.stated_in(it));
        let own = self.stated_in(index).iter().filter(|it| it.at < at);
        let all = above.chain(own).filter(|it| it.is_current);
        all.rev().map(|it| it.figure).collect()
    }

    /// The figure before 其中 in the sentence of one of its parts: what follows in a new sentence is said of the whole,
    /// 支出5万元，其中甲3万元、乙2万元。比上年增加1万元.
    fn whole_before<'s>(
        &self,
        line: &TextLine,
        all: impl DoubleEndedIterator<Item = &'s Stated>,
        part: &Stated,
    ) -> Option<&'s Stated> {
        let words = self.data.group("其中")?;
        let (sentence, _) = line.sentence(part.at);
        let begins = |at: &usize| words.begins(&line.chars[*at..]).is_some();
        let begin = (sentence..part.at).find(begins)?;
        let (from, _) = line.sentence_of_whole(begin);
        let mut all = all;
        all.rfind(|it| (from..begin).contains(&it.at))
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
            Found::Unknown if self.is_its_own_base(index, line, (from, start), current) => {
                Found::Nothing
            }
            Found::Unknown if self.is_behind_a_purpose(index, line, (from, start)) => {
                Found::Nothing
            }
            subject => subject,
        };
        let (cells, base) = self.changed(&subject, current, in_reason);
        let sign = found
            .filled
            .iter()
            .rfind(|it| it.to <= slot.from && it.sign != 0);
        let figure = match slot.figure {
            Some(number) => self.first[index] + number,
            None => self.said_same(index, (slot.from, slot.to)),
        };
        self.reading.figures[figure].is_change = true;
        if !in_reason {
            self.told.push(Told {
                line: index,
                to: found.to,
                figure,
                sign: Decimal::from(sign.map_or(1, |it| it.sign)),
            });
        }
        let is_count = matches!(self.reading.figures[figure].figure.kind, Kind::Count(_));
        // 比2018年 is no change against last year
        let said = self
            .year_between(index, from, slot.from)
            .map(|(said, _)| said);
        if said
            .zip(self.year())
            .is_some_and(|(said, year)| said + 1 < year)
        {
            return base;
        }
        // of what both years have, not of what their tables say
        if self.has_word("同口径", line, (from, slot.from)) {
            return base;
        }
        let before = match subject.before() {
            None if matches!(subject, Found::Nothing) && !in_reason => {
                current.and_then(|it| self.before_of(it))
            }
            before => before,
        };
        if !is_count && (!cells.is_empty() || before.is_some()) {
            self.changes.push(StatedChange {
                figure,
                sign: Decimal::from(sign.map_or(1, |it| it.sign)),
                cells,
                is_executed,
                before: before.filter(|_| !is_executed),
            });
        }
        base
    }

    /// Whether what a change is compared with is last year's figure of what it is a change of: `收支预算总数5万元，比2019年收支
    /// 预算总数增加1万元`.
    fn is_its_own_base(
        &mut self,
        index: usize,
        line: &TextLine,
        (from, start): (usize, usize),
        current: Option<usize>,
    ) -> bool {
        let figures = self.of_line(index);
        let own = figures
            .iter()
            .filter(|it| (from..start).contains(&it.start));
        let year = own
            .rev()
            .find(|it| it.kind == Kind::Year && line.is_compared(it.start));
        let Some((year, current)) = year.zip(current) else {
            return false;
        };
        let named = self.named_by_the_way(index, line, (year.close, start), None);
        let cells = self.cells_of(current);
        cells.is_some() && named.cells() == cells.as_ref()
    }

    /// Whether nothing but what the money is for, or whose it is, stands before a change: `5万元，主要安排会议等支出，比上年增加1万元`.
    fn is_behind_a_purpose(
        &mut self,
        index: usize,
        line: &TextLine,
        (from, start): (usize, usize),
    ) -> bool {
        let mark = line.chars[from..start].iter().rposition(|c| *c == ',');
        let Some(mark) = mark.map(|more| from + more) else {
            return false;
        };
        let begin = from + usize::from(line.has(from, ","));
        let groups = ["用途", "来源"].into_iter();
        let mut groups = groups.filter_map(|name| self.data.group(name));
        let is_purpose = groups.any(|it| it.begins(&line.chars[begin..]).is_some());
        let behind = (mark + 1, start);
        is_purpose
            && !line.chars[from..mark].contains(&'。')
            && matches!(
                self.named_by_the_way(index, line, behind, None),
                Found::Nothing
            )
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

    /// The cells that a stated figure is about.
    pub(super) fn cells_of(&self, figure: usize) -> Option<Vec<(Decimal, FactId)>> {
        let line = self.reading.figures[figure].line;
        let own = self
            .stated_in(line)
            .iter()
            .rfind(|it| it.figure == figure)?;
        own.subject.cells().cloned()
    }

    /// The last figure that was stated about cells.
    pub(super) fn stated_of(&self, cells: &[(Decimal, FactId)]) -> Option<usize> {
        let mut own = self.stated.iter().filter(|it| it.is_current);
        let found = own.rfind(|it| it.subject.cells().is_some_and(|it| it == cells))?;
        Some(found.figure)
    }
}
