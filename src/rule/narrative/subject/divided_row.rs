//! The row whose own amount a list divides up: `行政运行100万元，其中：基本支出80万元、项目支出20万元`.

use crate::amount::Rounded;
use crate::budget::FactId;
use crate::rule::narrative::language::{WordGroup, cell};
use crate::rule::narrative::lines::{Kind, TextLine, open_bracket};
use crate::rule::narrative::reader::{Reader, Stated};
use rust_decimal::Decimal;

impl Reader<'_> {
    /// The figure of a divided row in the column of a total, for a part that is not the total's: it is another amount, or
    /// makes the parts more than the row.
    pub(super) fn of_divided_row(
        &self,
        index: usize,
        line: &TextLine,
        at: usize,
        (total, amount): (FactId, Rounded),
    ) -> Option<FactId> {
        let (begin, whole) = self.divided_before(index, line, at)?;
        let own = &self.reading.figures[whole.figure];
        let row = match whole.subject.cells()?.as_slice() {
            [(_, row)] => *row,
            _ => return None,
        };
        let fact = self.budget.fact(row);
        let is_coded = self.budget.row(fact).code.is_some();
        let holds = |amount: Rounded, id: FactId| {
            cell::value(self.budget, id).is_some_and(|it| amount.may_be(it))
        };
        let part = self.cell_of_row(total, row)?;
        if !is_coded || !holds(own.printed(), row) || part == total || part == row {
            return None;
        }
        let is_more = || self.more_than_whole(index, line, (begin, own.printed()));
        (!holds(amount, total) || is_more()).then_some(part)
    }

    /// Whether a list divides up the amount of the row that a cell stands in, whatever it is called: `支出预算100万元，其中：基本支出
    /// 80万元、项目支出20万元` where the row of 基本支出 has 100 too.
    pub(super) fn divides_its_row(
        &self,
        index: usize,
        line: &TextLine,
        at: usize,
        cells: &[(Decimal, FactId)],
    ) -> bool {
        let ([(_, part)], Some((_, whole))) = (cells, self.divided_before(index, line, at)) else {
            return false;
        };
        let printed = self.reading.figures[whole.figure].printed();
        let mut beside = self
            .budget
            .row(self.budget.fact(*part))
            .facts
            .iter()
            .flatten();
        let own = cell::value(self.budget, *part);
        beside.any(|it| {
            let value = cell::value(self.budget, *it);
            value > own && value.is_some_and(|it| printed.may_be(it))
        })
    }

    /// Where the list begins that an amount stands in, and the whole right before it.
    fn divided_before(&self, index: usize, line: &TextLine, at: usize) -> Option<(usize, &Stated)> {
        let (sentence, _) = line.sentence(at);
        let open = open_bracket(line, (sentence, at));
        let begin = self
            .last_word(WordGroup::OfWhich, line, (sentence, at))
            .or(open)?;
        let stated = self.stated_in(index).iter();
        let mut before = stated.rev().filter(|it| it.at < begin);
        let whole = before.next()?;
        let own = &self.reading.figures[whole.figure];
        // 支出100万元，主要是行政运行80万元，其中：基本支出 may go on with either
        let is_other = |it: &Stated| {
            let between = &line.chars[it.at..whole.at];
            it.at >= sentence && it.is_current && !between.contains(&';')
        };
        let close = own.figure.close;
        // 支出100万元，比上年增加5万元，其中：基本支出80万元、项目支出20万元 divides up the 100
        let comes_to_it = || {
            let (sum, slack) = self.listed_behind(index, line, begin);
            (sum - own.value).abs() <= slack + own.half
        };
        let is_beside = (close..=close + 1).contains(&begin)
            || (self.is_change_told(line, (close, begin)) && comes_to_it());
        (is_beside && !before.next().is_some_and(is_other)).then_some((begin, whole))
    }

    /// Whether nothing but a change and its rate stands between two places.
    fn is_change_told(&self, line: &TextLine, (from, to): (usize, usize)) -> bool {
        let is_other = |group| self.has_word(group, line, (from, to));
        from < to
            && line.has(from, ",")
            && self.has_word(WordGroup::Change, line, (from, to))
            && !is_other(WordGroup::Reason)
            && !is_other(WordGroup::Purpose)
    }

    /// Whether the amounts of a list come to more than the whole before it.
    fn more_than_whole(
        &self,
        index: usize,
        line: &TextLine,
        (begin, whole): (usize, Rounded),
    ) -> bool {
        let (sum, slack) = self.listed_behind(index, line, begin);
        sum > whole.value + whole.half + slack
    }

    /// What the amounts of a list come to, but for changes, and how far rounding may have put that off.
    fn listed_behind(&self, index: usize, line: &TextLine, begin: usize) -> (Decimal, Decimal) {
        let end = line.chars[begin..].iter().position(|c| ";。".contains(*c));
        let end = end.map_or(line.chars.len(), |more| begin + more);
        let figures = &self.reading.figures[self.first[index]..self.first[index + 1]];
        let is_part = |it: &usize| {
            let own = &figures[*it].figure;
            let words = (self.clause_start(index, line, own.start), own.start);
            (begin..end).contains(&own.start)
                && matches!(own.kind, Kind::Amount(_))
                && !self.has_word(WordGroup::Change, line, words)
        };
        let (mut sum, mut slack) = (Decimal::ZERO, Decimal::ZERO);
        for part in (0..figures.len()).filter(is_part) {
            sum += figures[part].value;
            slack += figures[part].half;
        }
        (sum, slack)
    }
}
