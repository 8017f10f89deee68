//! Amounts among the reasons of a change: `主要原因是基本支出增加1447.63万元、项目支出减少200万元`; they sum to it.

use crate::relation::Relation;
use crate::rule::narrative::language::{TextCheck, WordGroup};
use crate::rule::narrative::lines::{Kind, TextLine};
use crate::rule::narrative::reader::{Reader, Ref, StatedChange, Sum};
use rust_decimal::Decimal;

/// Characters between 增加 and the word of a reason: 的主要.
const REASON: usize = 8;

/// Characters behind a word of a reason before what it numbers: 是：.
const COLON: usize = 3;

impl Reader<'_> {
    /// States that reasons with amounts sum to what they explain.
    pub(crate) fn reasons(&mut self) {
        let told: Vec<StatedChange> = self.told().cloned().collect();
        for (place, own) in told.iter().enumerate() {
            let line = self.at(own.line);
            let next = told.get(place + 1).filter(|it| it.line == own.line);
            let until = next.map_or(line.chars.len(), |it| it.to);
            let at = |group| self.word_behind(group, &line, (own.to, until));
            let (check, begin) = match (at(WordGroup::Reason), at(WordGroup::OfWhich)) {
                (Some(begin), _) => (TextCheck::Reasons, begin),
                (None, Some(begin)) => (TextCheck::ChangePartsMaybe, begin),
                (None, None) => continue,
            };
            let end = self.end_of_reasons(own.line, &line, begin);
            let end = self.next_of_table(own, &line, (begin, end)).unwrap_or(end);
            let division = self.division(&line, (begin, end));
            let first = division.and_then(|at| self.reason_parts(own.line, &line, (begin, at)));
            let is_divided = first.as_ref().is_some_and(|it| it.terms.is_empty());
            let parts = match first.filter(|_| !is_divided) {
                Some(first) => Some(first),
                None => self.reason_parts(own.line, &line, (begin, end)),
            };
            let Some(parts) = parts else { continue };
            if parts.terms.len() < 2 || self.reading.figures[own.figure].value.is_zero() {
                continue;
            }
            if is_divided && self.is_of_less(&parts, &own.signed()) {
                continue;
            }
            self.explained_by(check, own, parts);
        }
        for index in 1..self.reading.lines.len() {
            if let Some((own, parts)) = self.reason_of_line(index) {
                self.explained_by(TextCheck::Reasons, &own, parts);
            }
        }
    }

    /// States that a change is the sum of the amounts of its reasons.
    fn explained_by(&mut self, check: TextCheck, own: &StatedChange, parts: Sum) {
        for (_, part) in &parts.terms {
            if let Ref::Text(figure) = part {
                self.reading.figures[*figure].is_change = true;
            }
        }
        self.check(check, own.signed(), Relation::Equal, parts);
    }

    /// The change of the line above that a line explains, with the amounts of its reasons: `比上年增加5万元。`,
    /// `收入支出增加的主要原因是：甲增加3万元、乙增加2万元`. Of several changes only one that they come to.
    fn reason_of_line(&self, index: usize) -> Option<(StatedChange, Sum)> {
        let line = &self.reading.lines[index];
        let subject = self.data.group(WordGroup::ReasonSubject);
        let (subject, _) = subject.begins(&line.chars[line.body..])?;
        let at = line.body + subject.len();
        let (way, sign) = self
            .data
            .group(WordGroup::Change)
            .begins(&line.chars[at..])?;
        let behind = at + way.len();
        let begin = self.word_behind(WordGroup::Reason, line, (behind, behind + REASON))?;
        let (_, end) = line.sentence(begin);
        let parts = self.reason_parts(index, line, (begin, end))?;
        let above = &self.reading.lines[index - 1];
        let is_it = |it: &&StatedChange| {
            let is_above = it.line + 1 == index && it.sign == Decimal::from(*sign);
            is_above && self.reason_at(above, it.to, above.chars.len()).is_none()
        };
        let told: Vec<&StatedChange> = self.told().filter(is_it).collect();
        let total = self.total(&parts);
        let mut fitting = told.iter().filter(|it| self.total(&it.signed()) == total);
        let only = told.first().filter(|_| told.len() == 1);
        let own = fitting.next().or(only)?;
        (parts.terms.len() > 1).then(|| ((*own).clone(), parts))
    }

    /// Where reasons end: at the end of their sentence, or at a ；behind which an amount of this year is stated.
    fn end_of_reasons(&self, index: usize, line: &TextLine, begin: usize) -> usize {
        let (_, end) = line.sentence(begin);
        let mut marks = (begin..end).filter(|at| line.chars[*at] == ';');
        let is_over = |mark: &usize| {
            let mut behind = self
                .stated_in(index)
                .iter()
                .filter(|it| it.at > *mark && it.at < end);
            behind
                .next()
                .is_some_and(|it| it.is_current && it.subject.cells().is_some())
        };
        marks.find(is_over).unwrap_or(end)
    }

    /// The ；behind which the change of another cell of the same table is told:
    /// `出国费减少1万元，主要原因是…；接待费增加1万元`.
    fn next_of_table(
        &self,
        own: &StatedChange,
        line: &TextLine,
        (begin, end): (usize, usize),
    ) -> Option<usize> {
        let table = |it: &StatedChange| match it.cells.as_slice() {
            [(_, cell)] => Some((self.budget.fact(*cell).table, *cell)),
            _ => None,
        };
        let (of, cell) = table(own)?;
        let is_sister = |it: &&StatedChange| {
            let is_other = table(it).is_some_and(|(table, other)| table == of && other != cell);
            it.line == own.line && is_other
        };
        let sisters = self.changes.iter().filter(is_sister);
        let mut starts = sisters.map(|it| self.reading.figures[it.figure].figure.start);
        let next = starts.find(|start| (begin..end).contains(start))?;
        let mark = (begin..next).rfind(|at| line.chars[*at] == ';')?;
        // 原因是：一是甲增加5万元；二是乙增加3万元 numbers the reasons
        let is_list = (begin..begin + COLON).any(|at| line.is_numbered(at));
        (!is_list || !line.is_numbered(mark + 1)).then_some(mark)
    }

    /// Where 其中 among reasons divides up what one of them speaks of: `主要是政府采购增加，其中：货物增加2万元、服务增加3万元`. Right
    /// behind the reason it begins their list.
    fn division(&self, line: &TextLine, (begin, end): (usize, usize)) -> Option<usize> {
        let is_word = |at: &usize| !",:。;、".contains(line.chars[*at]);
        let first = (begin..end).find(is_word)?;
        let words = self.data.group(WordGroup::OfWhich);
        (first + 1..end).find(|at| words.begins(&line.chars[*at..end]).is_some())
    }

    /// Whether what divides up one of the reasons is so much less than the change that it has other reasons too.
    fn is_of_less(&self, parts: &Sum, change: &Sum) -> bool {
        self.total(parts).abs() * Decimal::TWO <= self.total(change).abs()
    }

    /// Behind the first word of a reason between two places.
    pub(super) fn reason_at(&self, line: &TextLine, from: usize, to: usize) -> Option<usize> {
        self.word_behind(WordGroup::Reason, line, (from, to))
    }

    /// The amounts between two places, each with the direction before it; nothing where one has none.
    fn reason_parts(
        &self,
        index: usize,
        line: &TextLine,
        (from, to): (usize, usize),
    ) -> Option<Sum> {
        let groups =
            [WordGroup::Change, WordGroup::ReasonChange].map(|group| self.data.group(group));
        let own = self.first[index]..self.first[index + 1];
        let mut sum = Sum::default();
        let mut begin = from;
        for figure in own {
            let own = &self.reading.figures[figure].figure;
            let is_amount = matches!(own.kind, Kind::Amount(_));
            if !is_amount || own.start < from || own.close > to {
                continue;
            }
            // …，“三公”经费比上年减少1万元 is a change of its own
            if self.has_word(WordGroup::LastYear, line, (begin, own.start)) {
                return None;
            }
            let sign_at = |at: usize| {
                let mut words = groups.iter();
                words.find_map(|it| it.begins(&line.chars[at..]).map(|(_, sign)| *sign))
            };
            let said = (begin..own.start).rev().find_map(sign_at);
            // 减少人员经费48万元、公用经费3万元
            let is_listed = line.has(begin, "、") && !sum.terms.is_empty();
            let carried = sum.terms.last().filter(|_| is_listed).map(|it| it.0);
            let sign = said.map(Decimal::from).or(carried)?;
            sum.terms.push((sign, Ref::Text(figure)));
            begin = own.close;
        }
        Some(sum)
    }
}
