//! What a change is one of: the figure before it, the whole before a list, or one further up.

use crate::rule::narrative::form::{Filled, Match};
use crate::rule::narrative::language::WordGroup;
use crate::rule::narrative::lines::{Kind, Marker, PrintedFigure, TextLine};
use crate::rule::narrative::reader::{Found, Reader, Stated};
use rust_decimal::Decimal;

/// How much nearer to last year's figure the whole of a list must come than its last part.
const NEARER: Decimal = Decimal::from_parts(10, 0, 0, false, 0);

/// What a change tells of itself.
struct ToldChange {
    /// By how much; below nothing where it is less.
    by: Decimal,
    /// By how much of a hundred.
    rate: Option<usize>,
    /// The other amounts of its words, which may be last year's.
    bases: Vec<usize>,
}

impl Reader<'_> {
    /// The figure that a change is one of: the last, or the whole before 其中 where only that fits the change and its rate:
    /// 支出5万元，其中甲3万元、乙2万元，比上年增加2.5万元，增长100%.
    pub(super) fn changed_figure(
        &self,
        index: usize,
        line: &TextLine,
        found: &Match,
        slot: &Filled,
    ) -> Option<usize> {
        let Some(last) = self.current(index, found.from) else {
            return self.changed_above(index, line, found, slot);
        };
        let own = self.stated_in(index);
        let part = own.iter().rfind(|it| it.figure == last)?;
        let all = own.iter().filter(|it| it.is_current);
        // 收入5万元，其中：甲0万元，比上年增加1万元；乙5万元: each part has its own change
        let is_apart = |it: &&Stated| line.chars[it.at..part.at].contains(&';');
        let is_listed = |it: &&Stated| is_apart(it) || line.chars.get(found.to) == Some(&';');
        let whole = self
            .whole_before(line, all, part)
            .filter(|it| !is_listed(it));
        let Some(number) = slot.figure else {
            return Some(self.same_figure(index, line, found, (last, part)));
        };
        let told = self.told_of_change(index, found, self.first[index] + number);
        let whole = whole.map(|it| it.figure);
        if whole.is_some_and(|it| self.has_base(&told, it)) && !self.has_base(&told, last) {
            return whole;
        }
        let fitting = whole.filter(|it| self.fits_change(&told, *it));
        if self.fits_change(&told, last) || fitting.is_some() {
            return fitting
                .filter(|_| !self.fits_change(&told, last))
                .or(Some(last));
        }
        if let Some(whole) = whole.filter(|it| self.is_much_nearer(&told, *it, last)) {
            return Some(whole);
        }
        let is_beside = self.is_right_before(line, part, found.from)
            || self.is_compared_next(index, line, part, found.from);
        let above = self.amounts_before(index, found.from);
        let further_up = self.changed_further_up(&told, (last, is_beside), &above);
        further_up.or(Some(last))
    }

    /// The amounts of a change.
    fn told_of_change(&self, index: usize, found: &Match, change: usize) -> ToldChange {
        let figures = found.filled.iter();
        let figures: Vec<usize> = figures
            .filter_map(|it| Some(self.first[index] + it.figure?))
            .collect();
        let own = |figure: &usize| &self.reading.figures[*figure];
        let is_rate = |it: &&usize| own(it).figure.kind == Kind::Rate;
        let is_base =
            |it: &&usize| **it != change && matches!(own(it).figure.kind, Kind::Amount(_));
        let sign = found.filled.iter().rfind(|it| it.sign != 0);
        ToldChange {
            by: own(&change).value * Decimal::from(sign.map_or(1, |it| it.sign)),
            rate: figures.iter().find(is_rate).copied(),
            bases: figures.iter().filter(is_base).copied().collect(),
        }
    }

    /// Whether a figure may be what a change led to: what was before is not below nothing, and the rate is one of it.
    fn fits_change(&self, told: &ToldChange, own: usize) -> bool {
        let before = self.reading.figures[own].value - told.by;
        let rate_fits = |rate| self.is_quotient(rate, told.by.abs(), before);
        before >= Decimal::ZERO && (told.by.is_zero() || told.rate.is_none_or(rate_fits))
    }

    /// Whether the stated base tells that a change led to a figure: `其中：甲8万元，乙1万元，与2019年10万元相比减少1万元`.
    fn has_base(&self, told: &ToldChange, own: usize) -> bool {
        let before = self.reading.figures[own].value - told.by;
        let mut others = told.bases.iter().filter(|it| **it != own);
        others.any(|it| self.reading.figures[*it].value == before)
    }

    /// Whether a change with a mistake in it comes much nearer to the whole of a list than to its last part:
    /// `其中：甲8万元，乙1万元，比上年10万元减少1.1万元，下降10%`.
    fn is_much_nearer(&self, told: &ToldChange, whole: usize, last: usize) -> bool {
        let value = |figure: usize| self.reading.figures[figure].value;
        let by_rate = || {
            let all = told.by.abs() * Decimal::ONE_HUNDRED;
            all.checked_div(value(told.rate?))
        };
        let base = told.bases.first().map(|it| value(*it)).or_else(by_rate);
        base.is_some_and(|before| {
            let off = |own: usize| (value(own) - told.by - before).abs();
            off(whole) * NEARER < off(last)
        })
    }

    /// The figure before the last one that a change is one of: in a sentence of its own it may be of a whole further up.
    fn changed_further_up(
        &self,
        told: &ToldChange,
        (last, is_beside): (usize, bool),
        above: &[usize],
    ) -> Option<usize> {
        let value = |figure: usize| self.reading.figures[figure].value;
        // 5万元。增加6万元（去年预算数为0万元）: the base is told
        let base = told.bases.first().map(|it| value(*it));
        let is_told = |own: usize| base.is_none_or(|it| value(own) - told.by == it);
        // 2019年末5万元，2018年末4万元，增加1万元: the last is the base of the one before
        let is_from_last = |own: usize| value(own) - told.by == value(last);
        let fits = |own: &&usize| self.fits_change(told, **own);
        let found = above
            .iter()
            .find(|it| !is_beside && fits(it) && is_told(**it));
        let from_last = || above.iter().find(|it| is_from_last(**it) && fits(it));
        found.or_else(from_last).copied()
    }

    /// The figure of the line above that a change is one of which begins its line: `收入5万元，其中：甲3万元。`, `与上年对比增加1万元，
    /// 增长25%`. It is the first, unless the change and its rate are those of another one near by; none where that line has a
    /// change already.
    fn changed_above(
        &self,
        index: usize,
        line: &TextLine,
        found: &Match,
        slot: &Filled,
    ) -> Option<usize> {
        let above = index.checked_sub(1)?;
        let words = line.text(line.body, slot.from);
        let is_compared = ["与", "比", "较", "同"]
            .iter()
            .any(|it| words.starts_with(it));
        let is_plain = line.marker == Marker::Plain && is_compared;
        let is_told = self.changes.iter().any(|it| it.line == above);
        let figure = |it: &Filled| Some(self.first[index] + it.figure?);
        let mut rates = found.filled.iter().filter_map(figure);
        let rate = rates.find(|it| self.reading.figures[*it].figure.kind == Kind::Rate)?;
        let change = figure(slot)?;
        let is_money = |it: usize| matches!(self.reading.figures[it].figure.kind, Kind::Amount(_));
        if !is_plain || is_told || !is_money(change) || self.reading.lines[above].in_table {
            return None;
        }
        let sign = found.filled.iter().rfind(|it| it.sign != 0);
        let change =
            self.reading.figures[change].value * Decimal::from(sign.map_or(1, |it| it.sign));
        let fits = |it: &usize| {
            let before = self.reading.figures[*it].value - change;
            before > Decimal::ZERO && self.is_quotient(rate, change.abs(), before)
        };
        let mut near = self.amounts_before(index, found.from).into_iter();
        near.find(|it| is_money(*it) && fits(it)).or_else(|| {
            let told = self.stated_in(above).iter();
            let mut told = told.filter(|it| it.is_current && is_money(it.figure));
            let first = told.next()?;
            // 一般公共预算5万元，政府性基金3万元 may have changed together
            let line = &self.reading.lines[above];
            let is_whole =
                |next: &Stated| self.has_word(WordGroup::OfWhich, line, (first.at, next.at));
            told.next().is_none_or(is_whole).then_some(first.figure)
        })
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

    /// The figure that a rate on a stated base is of: the last, or, where only that fits, one before it: `支出5万元，其中甲3万元、
    /// 乙2万元，比2019年4万元增长25%`.
    pub(crate) fn current_of_rate(&self, index: usize, found: &Match) -> Option<usize> {
        let current = self.current(index, found.from)?;
        let figures = &self.reading.figures;
        let filled = || {
            let filled = found.filled.iter();
            filled.filter_map(|it| Some(self.first[index] + it.figure?))
        };
        let mut bases = filled().filter(|it| matches!(figures[*it].figure.kind, Kind::Amount(_)));
        let (Some(base), None) = (bases.next(), bases.next()) else {
            return Some(current);
        };
        let rate = filled().find(|it| figures[*it].figure.kind == Kind::Rate);
        let base = figures[base].value;
        let fits = |own: &usize| {
            let change = (figures[*own].value - base).abs();
            rate.is_none_or(|rate| self.is_quotient(rate, change, base))
        };
        if fits(&current) {
            return Some(current);
        }
        let mut before = self.amounts_before(index, found.from).into_iter();
        before.find(fits).or(Some(current))
    }

    /// The amounts of a line before a place and of the lines above, up to where the list of the line begins, the nearest first.
    fn amounts_before(&self, index: usize, at: usize) -> Vec<usize> {
        let first = self.opener(index).unwrap_or(index.saturating_sub(1));
        let above = (first..index).flat_map(|it| self.stated_in(it));
        let own = self.stated_in(index).iter().filter(|it| it.at < at);
        let all = above.chain(own).filter(|it| it.is_current);
        all.rev().map(|it| it.figure).collect()
    }

    /// Where the words begin that name what a change is against, where a figure of it stands among them:
    /// `与2019年预算执行数5万元相比，持平`.
    pub(super) fn compared_from(
        &self,
        index: usize,
        line: &TextLine,
        (from, start): (usize, usize),
    ) -> usize {
        let figures = self.of_line(index);
        let compared = self.data.group(WordGroup::Comparison);
        let is_base = |it: &&PrintedFigure| {
            let behind = line.chars.get(it.close..start).unwrap_or_default();
            let is_compared = compared.begins(behind).is_some();
            matches!(it.kind, Kind::Amount(_)) && is_compared && it.close <= from
        };
        let base = figures.iter().rfind(|it| it.close <= start).filter(is_base);
        base.map_or(from, |it| {
            let (clause, _) = line.clause(line.body, it.start);
            let mark = line.chars[clause..it.start].iter().rposition(|c| *c == ',');
            mark.map_or(clause, |more| clause + more + 1)
        })
    }

    /// Where the clause before a change begins that names no more than last year's figure: `25万元，较上年预算数增加5万元`.
    pub(super) fn last_years_figure(
        &self,
        line: &TextLine,
        (from, start): (usize, usize),
    ) -> Option<usize> {
        let (years, figures) = (
            self.data.group(WordGroup::LastYear),
            self.data.group(WordGroup::LastYearFigure),
        );
        let compared = self.data.group(WordGroup::Comparison);
        let compared = compared.ends(&line.chars[from..start]);
        let start = start - compared.unwrap_or(0);
        let clause = line.chars[from..start].iter().rposition(|c| *c == ',');
        let begin = clause.map_or(from, |more| from + more + 1);
        let own = &line.chars[begin..start];
        let named = (1..own.len()).find_map(|at| {
            let (word, _) = years.begins(&own[at..])?;
            Some(&own[at + word.len()..])
        });
        let named = named.map(|it| it.strip_prefix(&['度']).unwrap_or(it));
        let is_figure = named.is_some_and(|it| figures.has(&it.iter().collect::<String>()));
        is_figure.then_some(begin)
    }

    /// Whether what a change is compared with is last year's figure of what it is a change of: `收支预算总数5万元，比2019年收支
    /// 预算总数增加1万元`.
    pub(super) fn is_its_own_base(
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

    /// Whether nothing but what the money is for, or whose it is, or what it is made up of stands before a change: `5万元，主要安排会议
    /// 等支出，比上年增加1万元`, `5万元，主要包括办公费、电费，比上年增加1万元`.
    pub(super) fn is_behind_a_purpose(
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
        let groups = [
            WordGroup::Purpose,
            WordGroup::FundSource,
            WordGroup::Listing,
        ]
        .map(|group| self.data.group(group));
        let mut groups = groups.into_iter();
        let is_purpose = groups.any(|it| it.begins(&line.chars[begin..]).is_some());
        let behind = (mark + 1, start);
        is_purpose
            && !line.chars[from..mark].contains(&'。')
            && matches!(
                self.named_by_the_way(index, line, behind, None),
                Found::Nothing
            )
    }
}
