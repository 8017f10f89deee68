//! Amounts that are parts of something else than their words mean by themselves: of another fund, of what is left of last
//! year, of an item that has none of it.

use super::line::TextLine;
use super::walk::{Stated, Walk};
use crate::budget::FactId;
use rust_decimal::Decimal;

/// Characters at the end of a line in which it says that reasons follow.
const REASON: usize = 8;

impl Walk<'_> {
    /// Whether an amount that is not that of its cells is a part of another whole than theirs.
    pub(super) fn is_of_another_whole(
        &self,
        index: usize,
        line: &TextLine,
        (from, start): (usize, usize),
        (cells, value): (&[(Decimal, FactId)], Decimal),
    ) -> bool {
        let [(_, cell)] = cells else { return false };
        let is_nothing = value.is_zero() && self.is_nothing_of_row(index, line, *cell);
        is_nothing
            || self.is_all_of_another(index, line, (from, start), (*cell, value))
            || self.is_part_of_carried(index, line, start)
            || self.is_among_reasons(index, line, start)
            || self.is_below_other_money()
    }

    /// Whether the headings name money that no table divides up: 单位资金支出预算情况.
    fn is_below_other_money(&self) -> bool {
        let words = self.data.group("没有表的资金");
        let mut heads = self.heads.iter();
        words.is_some_and(|words| heads.any(|it| words.is_in(it.text())))
    }

    /// Whether an amount stands in a list of reasons: `增加原因：1.甲5万元。2.乙3万元`, or on a line below 增加的主要是：.
    fn is_among_reasons(&self, index: usize, line: &TextLine, start: usize) -> bool {
        let (sentence, _) = line.sentence(start);
        let mut from = sentence;
        while from > line.body && line.is_numbered(from) {
            (from, _) = line.sentence(from - 1);
        }
        if self.has_word("原因", line, (from, sentence)) {
            return true;
        }
        self.opener(index).is_some_and(|at| {
            let above = &self.reading.lines[at];
            let end = above.chars.len();
            let last = end.saturating_sub(REASON).max(above.body.min(end));
            above.chars.last() == Some(&':') && self.has_word("原因", above, (last, end))
        })
    }

    /// Whether an amount is all of the one before it, which is not in its table: 政府性基金支出5万元，其中项目支出5万元.
    fn is_all_of_another(
        &self,
        index: usize,
        line: &TextLine,
        (from, start): (usize, usize),
        (cell, value): (FactId, Decimal),
    ) -> bool {
        let is_part = self.has_word("其中", line, (from, start)) || line.has(from, "(");
        let whole = self.stated_in(index).iter().rfind(|it| {
            let own = &self.reading.figures[it.figure];
            own.figure.close == from && own.value == value
        });
        let is_of_table = |it: &Stated| match it.subject.cells().map(Vec::as_slice) {
            Some([(_, whole)]) => self.budget.fact(*whole).table == self.budget.fact(cell).table,
            _ => false,
        };
        is_part && whole.is_some_and(|it| !is_of_table(it))
    }

    /// Whether an amount is a part of what is left of last year: 上年结转5万元，其中：一般公共预算0万元.
    fn is_part_of_carried(&self, index: usize, line: &TextLine, start: usize) -> bool {
        let (sentence, _) = line.sentence(start);
        let is_carried = |line: &TextLine, it: &Stated| {
            let mark = |at: &usize| ",;:。(".contains(line.chars[*at]);
            let from = (it.from..it.at).rfind(mark).map_or(it.from, |at| at + 1);
            self.has_word("结转", line, (from, it.at))
        };
        if let Some(begin) = self.last_word("其中", line, (sentence, start)) {
            let mut before = self.stated_in(index).iter();
            let whole = before.rfind(|it| (sentence..begin).contains(&it.at));
            return whole.is_some_and(|it| is_carried(line, it));
        }
        self.opener(index).is_some_and(|at| {
            let whole = self.stated_in(at).last();
            whole.is_some_and(|it| is_carried(&self.reading.lines[at], it))
        })
    }
}
