//! The year that a sentence names for the budget.

use super::dispatch::SAME;
use crate::finding::ClaimProblem;
use crate::rule::narrative::form::Filled;
use crate::rule::narrative::language::{Sentence, WordGroup};
use crate::rule::narrative::lines::{Kind, PrintedFigure, TextLine};
use crate::rule::narrative::reader::Reader;
use rust_decimal::Decimal;

/// Characters behind a year that may tell that it is over.
const WORDS: usize = 14;

impl Reader<'_> {
    /// A year that ought to be the budget's.
    pub(super) fn year_of_budget(
        &mut self,
        index: usize,
        line: &TextLine,
        sentence: &Sentence,
        filled: &Filled,
    ) {
        let Some((figure, year)) = filled.figure.zip(self.year()) else {
            return;
        };
        let own = &self.reading.figures[self.first[index] + figure];
        let said = own.value;
        // 八、上年“三公”经费情况
        let is_below_last = || {
            let last_year = self.data.group(WordGroup::LastYear);
            let mut heads = self.heads.iter();
            heads.any(|head| last_year.is_in(head.text()))
        };
        if said == Decimal::from(year) || (said == Decimal::from(year - 1) && is_below_last()) {
            return;
        }
        let before = line.text(filled.from.saturating_sub(3), filled.from);
        let is_compared =
            before.chars().any(|c| "比较与同据至自从到以-".contains(c)) || before.contains("关于");
        let in_title = line.chars[..filled.from]
            .iter()
            .rev()
            .find(|c| matches!(c, '《' | '》'))
            == Some(&'《');
        let behind = line.text(filled.to, filled.to + WORDS);
        let last_words = (filled.to, (filled.to + WORDS).min(line.chars.len()));
        let is_before = said < Decimal::from(year);
        let is_past = self.tells_of_past(&behind)
            || behind.contains("批复")
            || (is_before && self.has_word(WordGroup::ExecutedFigure, line, last_words))
            || (is_before && self.is_in_row_of_years(index, line, filled.from, year));
        let is_of_last = said == Decimal::from(year - 1)
            && (self.is_base(index, line, filled, year)
                || self.is_none(index, line, filled, year)
                || self.is_told_of(index, line, filled)
                || self.is_told_beside(index, line, filled, year)
                || self.is_of_past(index, line, filled.from)
                || self
                    .is_aside(line, filled.from, WordGroup::Reason)
                    .is_some());
        let is_heading = before.contains("关于") && !in_title;
        if in_title || is_past || (is_compared && !is_heading) || is_of_last {
            return;
        }
        let is_last = said == Decimal::from(year - 1);
        if is_last && self.is_amount_of_year(index, line, (filled.from, filled.to)) {
            return;
        }
        let place = (index, filled.from, filled.to);
        self.not_of_budget(sentence, place, (said, year));
    }

    /// The year of an amount that is compared with that of the same year, where that is the last one: the first ought to be
    /// the budget's: `2019年机关运行经费预算为70.51万元，比2019年预算减少`.
    pub(super) fn year_with_itself(
        &mut self,
        index: usize,
        line: &TextLine,
        sentence: &Sentence,
        compared: &Filled,
    ) {
        let (Some(year), Some(figure)) = (self.year(), compared.figure) else {
            return;
        };
        let figures = self.of_line(index);
        let (from, _) = line.sentence(compared.from);
        let years = figures[..figure].iter().filter(|it| it.start >= from);
        let years: Vec<&PrintedFigure> = years.filter(|it| it.kind == Kind::Year).collect();
        // 2020年10万元，2019年9万元，比2019年增加
        let is_beside = years.iter().any(|it| it.value == Decimal::from(year));
        let Some(first) = years.last().filter(|_| !is_beside) else {
            return;
        };
        let last = Decimal::from(year - 1);
        let is_same = first.value == last && figures[figure].value == last;
        let is_amount = |it: &&PrintedFigure| matches!(it.kind, Kind::Amount(_));
        let mut between = figures[..figure].iter();
        let amount = between.find(|it| it.start > first.start && is_amount(it));
        // 2019年支出5万元，比2019年预算减少
        let words = |it: &PrintedFigure| line.text(first.close, it.start);
        let is_budget = amount.is_some_and(|it| words(it).contains("预算"));
        let is_past = self.tells_of_past(&line.text(first.close, compared.from))
            || self.is_of_past(index, line, first.start);
        if !is_same || !is_budget || is_past || line.is_compared(first.start) {
            return;
        }
        let place = (index, first.start, first.close);
        self.not_of_budget(sentence, place, (last, year));
    }

    /// Claims a year that ought to be the budget's.
    fn not_of_budget(
        &mut self,
        sentence: &Sentence,
        place: (usize, usize, usize),
        (said, year): (Decimal, i32),
    ) {
        let problem = ClaimProblem::YearOfBudget {
            said: said.to_string(),
            year,
        };
        self.push(sentence, place, Some(year.to_string()), problem);
    }

    /// Whether words tell what was spent and not what was budgeted.
    fn tells_of_past(&self, words: &str) -> bool {
        let mut execution = self.data.execution.iter();
        execution.any(|word| words.contains(word.as_str()))
    }

    /// Whether a sentence names the budget's year too: last year's figure and then this year's, or the other way round, and
    /// 上年 behind them: `2017年预算33万元，2016年预算57万元，与上年对比减少`.
    fn is_base(&self, index: usize, line: &TextLine, filled: &Filled, year: i32) -> bool {
        let (from, end) = line.sentence(filled.to);
        let own = self.of_line(index);
        let own = own.iter().filter(|it| it.start >= from && it.start < end);
        let mut own = own.filter(|it| it.kind == Kind::Year && it.value == Decimal::from(year));
        let is_behind = |it: &PrintedFigure| it.start > filled.to;
        own.any(|it| is_behind(it) || self.has_word(WordGroup::LastYear, line, (filled.to, end)))
    }

    /// Whether a sentence has come from the budget's year to the one before, and goes on to others: `2024年5万元，2023年4万元，2022年
    /// 3万元`.
    fn is_in_row_of_years(&self, index: usize, line: &TextLine, at: usize, year: i32) -> bool {
        let (from, _) = line.sentence(at);
        let figures = self.of_line(index);
        let has = |year: i32| {
            let mut own = figures.iter().filter(|it| (from..at).contains(&it.start));
            own.any(|it| it.kind == Kind::Year && it.value == Decimal::from(year))
        };
        has(year) && has(year - 1)
    }

    /// Whether a sentence tells all through of a year that is over: `2019年评价项目2个，占2019年项目支出的92%`,
    /// `2019年“三公”经费预算数为10万元，执行数为9万元`.
    fn is_told_of(&self, index: usize, line: &TextLine, filled: &Filled) -> bool {
        let (from, end) = line.sentence(filled.from);
        let said = self.year_between(index, from, filled.from);
        let is_share = filled.from > 0 && line.chars[filled.from - 1] == '占';
        let same = self.year_between(index, filled.from, filled.to);
        let is_same = said.map(|(year, _)| year) == same.map(|(year, _)| year);
        // 2019年拨款5万元，比2019年执行数减少: the first year is wrong
        let figures = self.of_line(index);
        let said = filled.figure.map(|it| figures[it].value);
        let mut compared = figures.iter().filter(|it| {
            it.kind == Kind::Year && Some(it.value) == said && line.is_compared(it.start)
        });
        let until = compared.find(|it| (filled.to..end).contains(&it.start));
        let until = until.map_or(end, |it| it.start);
        (is_share && is_same) || self.has_word(WordGroup::ExecutedFigure, line, (filled.to, until))
    }

    /// Whether the sentence or the line before says the same of the budget's year: `2020年收入安排655万元。2019年收入安排617万元。`
    fn is_told_beside(&self, index: usize, line: &TextLine, filled: &Filled, year: i32) -> bool {
        let said = |line: &TextLine, to: usize| line.text(to, (to + SAME).min(line.chars.len()));
        let own = said(line, filled.to);
        let is_it = |index: usize, before: usize| {
            let line = &self.reading.lines[index];
            let figures = self.of_line(index);
            let mut years = figures.iter().filter(|it| {
                it.kind == Kind::Year && it.value == Decimal::from(year) && it.start < before
            });
            // a heading states nothing
            let mut amounts = figures.iter().filter(|it| it.start < before);
            amounts.any(|it| matches!(it.kind, Kind::Amount(_)))
                && years.any(|it| said(line, it.close) == own)
        };
        // 2019年预算比2019年减少: the first year is wrong
        let (_, end) = line.sentence(filled.to);
        let figures = self.of_line(index);
        let mut behind = figures
            .iter()
            .filter(|it| it.start >= filled.to && it.start < end);
        let is_compared = behind.any(|it| it.kind == Kind::Year && line.is_compared(it.start));
        // and so it is in 2019年预算比上年减少1万元
        let is_change = figures.iter().find(|it| it.start >= filled.to);
        let is_change = is_change.is_some_and(|it| {
            let words = (filled.to, it.start.min(end));
            self.has_word(WordGroup::LastYear, line, words)
                && self.has_word(WordGroup::Change, line, words)
        });
        own.chars().count() == SAME
            && !is_compared
            && !is_change
            && (is_it(index, filled.from)
                || index
                    .checked_sub(1)
                    .is_some_and(|above| is_it(above, usize::MAX)))
    }

    /// Whether a line says, once it has spoken of this year, that there was nothing in another one:
    /// `2018年政府性基金预算支出300万元。2017年无政府性基金预算支出。`
    fn is_none(&self, index: usize, line: &TextLine, filled: &Filled, year: i32) -> bool {
        let behind = &line.chars[filled.to..];
        let words = self.data.group(WordGroup::NotPlanned);
        let is_none = words.begins(behind).is_some();
        let before = self.year_between(index, 0, filled.from);
        let is_said = before.is_some_and(|(said, _)| said == year);
        // 项目110万元，2023年无此项支出
        let (sentence, _) = line.sentence(filled.from);
        let figures = self.of_line(index);
        let has_amount = || {
            figures.iter().any(|it| {
                matches!(it.kind, Kind::Amount(_)) && (sentence..filled.from).contains(&it.start)
            })
        };
        (is_none || behind.first() == Some(&'无')) && (is_said || has_amount())
    }
}
