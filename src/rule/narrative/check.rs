//! Checks of a sentence that are no formula: of names, of reasons, of what the text calls empty.

use super::figure::{Kind, PrintedFigure};
use super::form::{Filled, Match};
use super::line::TextLine;
use super::reading::{Claim, Ref, Sum};
use super::subject::Found;
use super::walk::{Stated, Walk};
use super::{Sentence, TextCheck};
use crate::finding::ClaimProblem;
use crate::relation::Relation;
use rust_decimal::Decimal;

/// Characters between a bare figure and the rate beside it.
const NEAR: usize = 6;

/// Characters behind two years that tell that both are said of one thing.
const SAME: usize = 6;

impl Walk<'_> {
    /// Checks a sentence by its word.
    pub(super) fn checked<'f>(
        &mut self,
        index: usize,
        line: &TextLine,
        (sentence, check): (&Sentence, TextCheck),
        named: &impl Fn(&str) -> Option<&'f Filled>,
        found: &Match,
    ) {
        let name = named("名");
        match check {
            TextCheck::ProjectName => {
                if let Some(name) = name {
                    self.project_named(index, line, (name.from, name.to));
                }
            }
            TextCheck::OtherName => {
                if let Some(name) = name {
                    self.other_name(index, line, sentence, name);
                }
            }
            TextCheck::ReasonDirection => {
                if let Some(reason) = named("因") {
                    self.reason(index, line, sentence, (name, reason));
                }
            }
            TextCheck::Empty => self.is_empty(index, line, sentence, (found, name)),
            TextCheck::ListName => {
                if let Some(name) = name {
                    self.list(index, line, sentence, name);
                }
            }
            TextCheck::Unit => {
                let figure = named("裸").and_then(|it| it.figure);
                // 增加5，增长3%: with its rate beside it, it is an amount without its unit
                let figures = self.of_line(index);
                let is_amount = |figure: &usize| {
                    let next = figures.get(figure + 1);
                    let is_near = |it: &&PrintedFigure| it.start < figures[*figure].close + NEAR;
                    next.filter(is_near).is_some_and(|it| it.kind == Kind::Rate)
                };
                if let Some(figure) = figure.filter(|it| !is_amount(it)) {
                    let own = &mut self.reading.figures[self.first[index] + figure];
                    own.is_tied = true;
                    let (from, to) = (own.figure.start, own.figure.end);
                    let right = Some(format!("{}%", line.text(from, to)));
                    let problem = ClaimProblem::NoPercent;
                    self.push(sentence, (index, from, to), right, problem);
                }
            }
            TextCheck::Share => self.share(index, line, sentence, found),
            TextCheck::YearOfBudget => {
                if let Some(year) = named("年") {
                    self.year_of_budget(index, line, sentence, year);
                }
            }
            TextCheck::LastNew => self.new_this_year(index, (found.from, found.to)),
            TextCheck::LastRate => {
                if let Some(rate) = named("率").and_then(|it| it.figure) {
                    self.stated_rate(index, line, found, self.first[index] + rate);
                }
            }
            TextCheck::ProjectUnit => {
                if let Some(name) = name {
                    self.project_unit(index, line, sentence, name);
                }
            }
            _ => {}
        }
    }

    pub(super) fn push(
        &mut self,
        sentence: &Sentence,
        (line, from, to): (usize, usize, usize),
        right: Option<String>,
        problem: ClaimProblem,
    ) {
        self.reading.claims.push(Claim {
            rule: sentence.rule,
            line,
            from,
            to,
            right,
            problem,
            cells: Vec::new(),
        });
    }

    /// Whether a clause speaks of another unit, or of a year before: `下属中心为事业单位，无机关运行经费`, `2017年未安排`.
    fn is_of_others(&self, index: usize, line: &TextLine, at: usize) -> bool {
        let (sentence, _) = line.sentence(at);
        let mut clause = line.chars[sentence..at].iter();
        let mark = clause.rposition(|c| ",;".contains(*c));
        let mark = mark.map_or(sentence, |more| sentence + more + 1);
        // 本部门及所属单位 is no other unit
        let words = self.data.group("别的单位");
        let begins =
            |place: usize| words.is_some_and(|it| it.begins(&line.chars[place..]).is_some());
        let is_added = |place: usize| place > 0 && "及含和与、(".contains(line.chars[place - 1]);
        self.is_of_earlier_year(index, (mark, at))
            || (sentence..at).any(|place| begins(place) && !is_added(place))
    }

    /// A part that the text calls empty: `name` where it stands behind the word for it.
    fn is_empty(
        &mut self,
        index: usize,
        line: &TextLine,
        sentence: &Sentence,
        (found, name): (&Match, Option<&Filled>),
    ) {
        let from = self.clause_start(index, line, found.from);
        // 没有使用政府性基金预算安排“三公”经费 speaks of these
        let begins = |name: &str| {
            let words = self.data.group(name);
            words.is_some_and(|it| it.begins(&line.chars[found.to..]).is_some())
        };
        let (sentence_from, _) = line.sentence(found.from);
        if (begins("安排") && !begins("安排的支出"))
            || self.has_word("除外", line, (sentence_from, found.from))
        {
            return;
        }
        if self.is_aside(line, found.from, "原因").is_some()
            || self.is_of_others(index, line, found.from)
        {
            return;
        }
        let before = found.from > from && line.chars[found.from - 1] != ',';
        let behind = line.chars[found.to..]
            .iter()
            .take_while(|c| !",。;".contains(**c));
        let behind = found.to + behind.count();
        let places = match name {
            Some(name) => vec![(name.from, name.to)],
            None if before => vec![(from, found.to), (from, found.from), (found.to, behind)],
            None => vec![(from, found.to), (found.to, behind)],
        };
        let mut subject = Found::Nothing;
        for place in places {
            if subject.cells().is_none() {
                subject = self.subject(index, line, place, None);
            }
        }
        // 我单位为事业单位，没有安排机关运行经费: none of it is public expense of an office
        let is_near = matches!(&subject, Found::Known(it) if it.near);
        let is_other = is_near
            && (self.sections.is_empty()
                || self.has_word("无运行费", line, (sentence_from, found.from)));
        let Some(cells) = subject.cells().filter(|_| !line.in_table && !is_other) else {
            return;
        };
        let sum = Sum::of(cells);
        let amount = self.total(&sum);
        if !amount.is_zero() {
            let unit = self.budget.layout.unit_of_measure;
            let problem = ClaimProblem::NotEmpty {
                amount: crate::amount::Amount::new(amount).grouped(0),
                unit: unit.to_string(),
            };
            self.push(sentence, (index, found.from, found.to), None, problem);
            if let Some(claim) = self.reading.claims.last_mut() {
                claim.cells = cells.iter().map(|(_, id)| *id).collect();
            }
            self.stated_empty(index, (from, found), (amount, subject.clone()));
        }
    }

    /// Takes a part that is wrongly called empty as what its cells hold, so that its whole is not wrong too.
    fn stated_empty(
        &mut self,
        index: usize,
        (from, found): (usize, &Match),
        (amount, subject): (Decimal, Found),
    ) {
        let figure = self.said_same(index, (found.from, found.to));
        let own = &mut self.reading.figures[figure];
        own.value = amount;
        own.half = Decimal::new(5, own.figure.decimals + 1);
        own.is_change = false;
        self.stated.push(Stated {
            figure,
            line: index,
            at: found.from,
            subject,
            from,
            is_current: true,
        });
    }

    /// A year that ought to be the budget's.
    fn year_of_budget(
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
            let last_year = self.data.group("上年");
            let mut heads = self.heads.iter();
            last_year.is_some_and(|it| heads.any(|head| it.is_in(head.text())))
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
        let behind = line.text(filled.to, filled.to + 14);
        let is_past = behind.contains("执行") || behind.contains("决算") || behind.contains("批复");
        let is_of_last = said == Decimal::from(year - 1)
            && (self.is_base(index, line, filled, year)
                || self.is_none(index, line, filled, year)
                || self.is_told_of(index, line, filled)
                || self.is_told_beside(index, line, filled, year)
                || self.is_of_past(index, line, filled.from));
        let is_heading = before.contains("关于") && !in_title;
        if in_title || is_past || (is_compared && !is_heading) || is_of_last {
            return;
        }
        let is_last = said == Decimal::from(year - 1);
        if is_last && self.is_amount_of_others(index, line, filled.to) {
            return;
        }
        let problem = ClaimProblem::YearOfBudget {
            said: said.to_string(),
            year,
        };
        let place = (index, filled.from, filled.to);
        self.push(sentence, place, Some(year.to_string()), problem);
    }

    /// Whether a sentence names the budget's year too: last year's figure and then this year's, or the other way round, and
    /// 上年 behind them: `2017年预算33万元，2016年预算57万元，与上年对比减少`.
    fn is_base(&self, index: usize, line: &TextLine, filled: &Filled, year: i32) -> bool {
        let (from, end) = line.sentence(filled.to);
        let own = self.of_line(index);
        let own = own.iter().filter(|it| it.start >= from && it.start < end);
        let mut own = own.filter(|it| it.kind == Kind::Year && it.value == Decimal::from(year));
        let is_behind = |it: &PrintedFigure| it.start > filled.to;
        own.any(|it| is_behind(it) || self.has_word("上年", line, (filled.to, end)))
    }

    /// Whether a sentence tells all through of a year that is over: `2019年评价项目2个，占2019年项目支出的92%`,
    /// `2019年“三公”经费预算数为10万元，执行数为9万元`.
    fn is_told_of(&self, index: usize, line: &TextLine, filled: &Filled) -> bool {
        let (from, end) = line.sentence(filled.from);
        let said = self.year_between(index, from, filled.from);
        let is_share = filled.from > 0 && line.chars[filled.from - 1] == '占';
        let same = self.year_between(index, filled.from, filled.to);
        let is_same = said.map(|(year, _)| year) == same.map(|(year, _)| year);
        (is_share && is_same) || self.has_word("执行数", line, (filled.to, end))
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
        own.chars().count() == SAME
            && !is_compared
            && (is_it(index, filled.from)
                || index
                    .checked_sub(1)
                    .is_some_and(|above| is_it(above, usize::MAX)))
    }

    /// Whether a line says, once it has spoken of this year, that there was nothing in another one:
    /// `2018年政府性基金预算支出300万元。2017年无政府性基金预算支出。`
    fn is_none(&self, index: usize, line: &TextLine, filled: &Filled, year: i32) -> bool {
        let behind = &line.chars[filled.to..];
        let words = self.data.group("未安排");
        let is_none = words.is_some_and(|it| it.begins(behind).is_some());
        let before = self.year_between(index, 0, filled.from);
        (is_none || behind.first() == Some(&'无')) && before.is_some_and(|(said, _)| said == year)
    }

    /// The parts of a whole: `left` is the whole.
    pub(super) fn whole(
        &mut self,
        check: TextCheck,
        whole: usize,
        relation: Relation,
        parts: &[usize],
    ) {
        let mut right = Sum::default();
        right
            .terms
            .extend(parts.iter().map(|part| (Decimal::ONE, Ref::Text(*part))));
        self.check(
            check,
            Sum::one(Decimal::ONE, Ref::Text(whole)),
            relation,
            right,
        );
    }
}
