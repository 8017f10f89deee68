//! Amounts among the reasons of a change: `主要原因是基本支出增加1447.63万元、项目支出减少200万元`; they sum to it.

use crate::relation::Relation;
use crate::rule::narrative::language::TextCheck;
use crate::rule::narrative::lines::{Kind, TextLine};
use crate::rule::narrative::reader::{Reader, Ref, StatedChange, Sum};
use rust_decimal::Decimal;

impl Reader<'_> {
    /// States that reasons with amounts sum to what they explain.
    pub(crate) fn reasons(&mut self) {
        let told: Vec<StatedChange> = self.told().cloned().collect();
        for (place, own) in told.iter().enumerate() {
            let line = self.at(own.line);
            let next = told.get(place + 1).filter(|it| it.line == own.line);
            let until = next.map_or(line.chars.len(), |it| it.to);
            let at = |group| self.word_behind(group, &line, (own.to, until));
            let (check, begin) = match (at("原因"), at("其中")) {
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
            for (_, part) in &parts.terms {
                if let Ref::Text(figure) = part {
                    self.reading.figures[*figure].is_change = true;
                }
            }
            self.check(check, own.signed(), Relation::Equal, parts);
        }
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
        (begin..next).rfind(|at| line.chars[*at] == ';')
    }

    /// Where 其中 among reasons divides up what one of them speaks of: `主要是政府采购增加，其中：货物增加2万元、服务增加3万元`. Right
    /// behind the reason it begins their list.
    fn division(&self, line: &TextLine, (begin, end): (usize, usize)) -> Option<usize> {
        let is_word = |at: &usize| !",:。;、".contains(line.chars[*at]);
        let first = (begin..end).find(is_word)?;
        let words = self.data.group("其中")?;
        (first + 1..end).find(|at| words.begins(&line.chars[*at..end]).is_some())
    }

    /// Whether what divides up one of the reasons is so much less than the change that it has other reasons too.
    fn is_of_less(&self, parts: &Sum, change: &Sum) -> bool {
        self.total(parts).abs() * Decimal::TWO <= self.total(change).abs()
    }

    /// Behind the first word of a reason between two places.
    pub(super) fn reason_at(&self, line: &TextLine, from: usize, to: usize) -> Option<usize> {
        self.word_behind("原因", line, (from, to))
    }

    /// The amounts between two places, each with the direction before it; nothing where one has none.
    fn reason_parts(
        &self,
        index: usize,
        line: &TextLine,
        (from, to): (usize, usize),
    ) -> Option<Sum> {
        let words = self.data.group("升降")?;
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
            if self.has_word("上年", line, (begin, own.start)) {
                return None;
            }
            let sign_at = |at: usize| words.begins(&line.chars[at..]).map(|(_, sign)| *sign);
            let sign = (begin..own.start).rev().find_map(sign_at)?;
            sum.terms.push((Decimal::from(sign), Ref::Text(figure)));
            begin = own.close;
        }
        Some(sum)
    }
}
