//! Changes against last year, and what each is a change of.

mod base;
mod equations;
mod known;
mod last_year;
mod parts;
mod reasons;
mod table;
mod unexplained;

use crate::budget::FactId;
use crate::rule::narrative::form::{Filled, Match};
use crate::rule::narrative::language::WordGroup;
use crate::rule::narrative::lines::{Kind, TextLine};
use crate::rule::narrative::reader::{Found, Reader, Ref, StatedChange, Sum};
use rust_decimal::Decimal;

impl Reader<'_> {
    /// Takes a change in; gives what it is a change of.
    pub(super) fn change(
        &mut self,
        index: usize,
        line: &TextLine,
        slot: &Filled,
        found: &Match,
    ) -> Option<Sum> {
        let start = found.from;
        let from = self.clause_start(index, line, start);
        let in_reason = self.is_aside(line, start, WordGroup::Reason).is_some();
        // 与2023年执行数持平。主要原因是：经费保持不变
        let last = self.changes.last().filter(|it| it.line == index);
        let is_executed = self.is_against_execution(index, line, (from, start, slot.from))
            || (in_reason && last.is_some_and(|it| it.is_executed));
        let named = self.named_of_change(index, line, (from, start));
        let subject = self.subject_of_change(index, line, (slot, found), (from, named));
        let current = self.changed_figure(index, line, found, slot);
        let subject = match subject {
            Found::Unknown if self.is_its_own_base(index, line, (from, start), current) => {
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
        if self.is_change_of_tables(index, line, (from, figure), slot) {
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

    /// Whether a change is against what was spent, and not against last year's budget.
    fn is_against_execution(
        &self,
        index: usize,
        line: &TextLine,
        (from, start, to): (usize, usize, usize),
    ) -> bool {
        let (sentence, _) = line.sentence(start);
        let from = self.compared_from(index, line, (from, start));
        let words = line.text(sentence.max(from), to);
        let mut executed = self.data.execution.iter();
        executed.any(|word| words.contains(word.as_str()))
    }

    /// What the words before a change name.
    fn named_of_change(
        &mut self,
        index: usize,
        line: &TextLine,
        (from, start): (usize, usize),
    ) -> Found {
        match self.last_years_figure(line, (from, start)) {
            // 因公出国（境）费未安排，较上年预算数持平
            Some(clause) => match self.named_by_the_way(index, line, (from, clause), None) {
                own @ Found::Known(_) => own,
                // a sentence of its own, of something that has no figure
                own if from > 0 && "。;".contains(line.chars[from - 1]) => own,
                _ => Found::Nothing,
            },
            None if self.is_behind_a_purpose(index, line, (from, start)) => Found::Nothing,
            None => self.subject(index, line, (from, start), None),
        }
    }

    /// The same, where it is clear that the change is of it.
    fn subject_of_change(
        &mut self,
        index: usize,
        line: &TextLine,
        (slot, found): (&Filled, &Match),
        (from, named): (usize, Found),
    ) -> Found {
        let start = found.from;
        // 与上年5万元相比收支总计各增加1万元: behind last year's figure the words say nothing new
        let figures = self.of_line(index);
        let is_amount = |figure: usize| matches!(figures[figure].kind, Kind::Amount(_));
        let mut before = found.filled.iter().filter(|it| it.to <= slot.from);
        let has_base = before.any(|it| it.figure.is_some_and(is_amount));
        let words_to = if has_base { start } else { slot.from };
        let is_unclear = self.is_of_past(index, line, start)
            || (matches!(named, Found::Nothing)
                && (self.is_of_count(index, start, slot)
                    || self.has_word(WordGroup::Total, line, (from, words_to))
                    || self.is_one_of_several(line, slot.from)));
        match is_unclear {
            true => Found::Unknown,
            false => self.changed_in_row(index, named),
        }
    }

    /// Whether a change is of what both years' tables say: no count, none against an earlier year, none of what both years have.
    fn is_change_of_tables(
        &self,
        index: usize,
        line: &TextLine,
        (from, figure): (usize, usize),
        slot: &Filled,
    ) -> bool {
        let is_count = matches!(self.reading.figures[figure].figure.kind, Kind::Count(_));
        // 基本持平 may be a little more or less
        let is_about =
            slot.figure.is_none() && self.has_word_before(WordGroup::Roughly, line, slot.from);
        // 同口径 is of what both years have, not of what their tables say
        !is_count
            && !is_about
            && !self.is_against_earlier(index, (from, slot.from))
            && !self.has_word(WordGroup::SameBasis, line, (from, slot.from))
    }

    /// Whether words compare with an earlier year than the last: 比2018年.
    fn is_against_earlier(&self, index: usize, (from, to): (usize, usize)) -> bool {
        let said = self.year_between(index, from, to).map(|(said, _)| said);
        let years = said.zip(self.year());
        years.is_some_and(|(said, year)| said + 1 < year)
    }

    /// Whether a clause gives several changes, each against another base: `与预算、执行数相比，分别增加25万元、减少100万元`.
    fn is_one_of_several(&self, line: &TextLine, at: usize) -> bool {
        let mark = line.chars[..at].iter().rposition(|c| ",。;".contains(*c));
        self.has_word(
            WordGroup::Respectively,
            line,
            (mark.map_or(line.body, |it| it + 1), at),
        )
    }

    /// Whether a change is of the things counted right before it: 新增5人增加60万元.
    fn is_of_count(&self, index: usize, start: usize, slot: &Filled) -> bool {
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
}
