//! Amounts that are of something else than their words mean by themselves: of a body, of another fund, of what is left of last
//! year, of an item that has none of it, of a change.

use crate::amount::{Rounded, has_many_digits};
use crate::budget::FactId;
use crate::rule::narrative::language::{WordGroup, cell};
use crate::rule::narrative::lines::{Kind, TextLine, open_bracket};
use crate::rule::narrative::reader::{FAR, Found, Reader, Stated, Subject};
use rust_decimal::Decimal;

/// Characters at the end of a line in which it says that reasons follow.
const REASON: usize = 8;

impl Reader<'_> {
    /// What an amount is about that is not that of the cells which its words name; none where it is theirs after all.
    pub(super) fn subject_of_others(
        &mut self,
        index: usize,
        line: &TextLine,
        (from, start): (usize, usize),
        (subject, amount): (&Found, Rounded),
    ) -> Option<Found> {
        let is_other = match subject {
            Found::Nothing => return None,
            Found::Unknown => false,
            // （一）局机关, 1.基本支出5万元
            Found::Known(_) if self.of_body[index] => true,
            Found::Known(Subject { cells: None, .. }) => false,
            Found::Known(Subject {
                cells: Some(cells), ..
            }) => self.is_of_another_whole(index, line, (from, start), (cells, amount)),
        };
        match is_other {
            true => Some(Found::Unknown),
            false => self.of_names_in_row(index, line, (from, start), amount),
        }
    }

    /// Whether an amount is a part of another whole than its cells are.
    fn is_of_another_whole(
        &self,
        index: usize,
        line: &TextLine,
        (from, start): (usize, usize),
        (cells, amount): (&[(Decimal, FactId)], Rounded),
    ) -> bool {
        let [(_, cell)] = cells else { return false };
        let value = amount.value;
        let is_nothing = value.is_zero() && self.is_nothing_of_row(index, line, *cell);
        is_nothing
            || self.is_of_whole_before(index, line, (from, start), (*cell, amount))
            || self.is_part_of_carried(index, line, (start, value))
            || self.is_among_reasons(index, line, start)
            || self.is_below_other_money(line, (from, start))
    }

    /// Whether the heading names money that no table divides up, and the words of an amount do not: 单位资金支出预算情况.
    fn is_below_other_money(&self, line: &TextLine, words: (usize, usize)) -> bool {
        let group = self.data.group(WordGroup::FundsWithoutTable);
        let is_other = |text: &str| group.is_in(text);
        let head = self.heads.last();
        head.is_some_and(|it| is_other(it.text()))
            && !self.has_word(WordGroup::FundsWithoutTable, line, words)
    }

    /// Whether an amount stands in a list of reasons: `增加原因：1.甲5万元。2.乙3万元`, `增支8万元（甲5万元、乙3万元）`, or on a line
    /// below 增加的主要是：.
    fn is_among_reasons(&self, index: usize, line: &TextLine, start: usize) -> bool {
        let (sentence, _) = line.sentence(start);
        let mut from = sentence;
        while from > line.body && line.is_numbered(from) {
            (from, _) = line.sentence(from - 1);
        }
        // the first of the list stands in the sentence of the reason
        let (_, end) = line.sentence(from);
        let reason = self.last_word(WordGroup::Reason, line, (from, end.min(start)));
        let begins = |at: usize| (at..end).any(|at| line.ordinal(at).is_some());
        if from < sentence && reason.is_some_and(begins) {
            return true;
        }
        let open = open_bracket(line, (sentence.max(start.saturating_sub(FAR)), start));
        if open.is_some_and(|open| self.is_change_before(index, line, open)) {
            return true;
        }
        self.opener(index).is_some_and(|at| {
            let lines = &self.reading.lines;
            let above = &lines[at];
            let end = above.chars.len();
            let last = end.saturating_sub(REASON).max(above.body.min(end));
            above.chars.last() == Some(&':')
                && lines[at + 1..index]
                    .iter()
                    .all(|it| it.marker == line.marker)
                && self.has_word(WordGroup::Reason, above, (last, end))
        })
    }

    /// Whether the amount right before a place is a change by its words: 增支8万元.
    fn is_change_before(&self, index: usize, line: &TextLine, at: usize) -> bool {
        let figures = self.of_line(index);
        let before = figures.iter().find(|it| it.close == at);
        before.is_some_and(|it| {
            let words = line.clause(self.clause_start(index, line, it.start), it.start);
            self.has_word(WordGroup::Change, line, words)
        })
    }

    /// Whether an amount is of the one before it, which is not in its table: all of it, as in `政府性基金支出5万元，其中项目支出5
    /// 万元`, or the part of it that stands beside it in a row of another table.
    fn is_of_whole_before(
        &self,
        index: usize,
        line: &TextLine,
        (from, start): (usize, usize),
        (cell, amount): (FactId, Rounded),
    ) -> bool {
        let begins = self.has_word(WordGroup::OfWhich, line, (from, start));
        let list = if begins || line.has(from, "(") {
            from
        } else {
            let (sentence, _) = line.sentence(start);
            match self.last_word(WordGroup::OfWhich, line, (sentence, from)) {
                Some(at) => at,
                None => return false,
            }
        };
        // 政府性基金支出5万元，主要用于…。其中：项目支出5万元
        let is_far = begins
            && from > 0
            && line.chars[from - 1] == '。'
            && has_many_digits(amount.value)
            && self.is_only_part(index, line, start);
        let stated = self.stated_in(index).iter();
        let mut before = stated.filter(|it| !is_far || it.is_current);
        let whole = before.rfind(|it| {
            let own = &self.reading.figures[it.figure];
            let may_be_beside = !own.value.is_zero() && has_many_digits(amount.value);
            let fits = own.value == amount.value
                || (may_be_beside && self.is_part_in_row(own.printed(), (cell, amount)));
            fits && (is_far || (own.figure.close..=own.figure.close + 1).contains(&list))
        });
        // 住房保障支出5万元，其中：住房公积金5万元 may be wrong, whatever tables have them
        let is_its_own = |it: &Stated| match it.subject.cells().map(Vec::as_slice) {
            Some([(_, whole)]) => {
                let [whole, part] = [*whole, cell].map(|it| self.budget.fact(it));
                let code = |fact| self.budget.row(fact).code.as_ref();
                let codes = code(part).zip(code(whole));
                whole.table == part.table || codes.is_some_and(|(part, whole)| part.is_below(whole))
            }
            _ => false,
        };
        whole.is_some_and(|it| !is_its_own(it))
    }

    /// Whether an amount stands in a row with its whole, in a column that is called as that of a cell.
    fn is_part_in_row(&self, whole: Rounded, (cell, part): (FactId, Rounded)) -> bool {
        let name = |cell: FactId| {
            let own = self.budget.fact(cell);
            self.budget.column_name(own.table, own.block, own.column)
        };
        let own = name(cell);
        let holds = |amount: Rounded, cell: FactId| {
            cell::value(self.budget, cell).is_some_and(|it| amount.may_be(it))
        };
        let tables = self.budget.in_scope();
        let mut rows = tables.flat_map(|(_, table)| table.blocks.iter().flatten());
        rows.any(|row| {
            let mut facts = row.facts.iter().flatten();
            let is_part = |it: &FactId| holds(part, *it) && name(*it) == own;
            facts.clone().any(is_part) && facts.any(|it| holds(whole, *it))
        })
    }

    /// Whether no amount but changes stands behind one in its sentence.
    fn is_only_part(&self, index: usize, line: &TextLine, start: usize) -> bool {
        let (_, end) = line.sentence(start);
        let figures = self.of_line(index);
        let behind = figures
            .iter()
            .filter(|it| it.start > start && it.start < end);
        let mut amounts = behind.filter(|it| matches!(it.kind, Kind::Amount(_)));
        amounts.all(|it| {
            let words = (self.clause_start(index, line, it.start), it.start);
            self.has_word(WordGroup::Change, line, words)
        })
    }

    /// Whether an amount is a part of what is left of last year: 上年结转5万元，其中：一般公共预算0万元.
    fn is_part_of_carried(
        &self,
        index: usize,
        line: &TextLine,
        (start, value): (usize, Decimal),
    ) -> bool {
        let is_whole = |it: &Stated| {
            let whole = self.reading.figures[it.figure].value;
            value <= whole && self.is_called(it.figure, WordGroup::LeftOver)
        };
        let (sentence, _) = line.sentence(start);
        let from = sentence.max(start.saturating_sub(FAR));
        if let Some(begin) = self.last_word(WordGroup::OfWhich, line, (from, start)) {
            let mut before = self.stated_in(index).iter();
            let whole = before.rfind(|it| (sentence..begin).contains(&it.at));
            // 上年结转0万元；支出包括： is another list
            let is_same = |it: &Stated| !line.chars[it.at..begin].contains(&';');
            return whole.is_some_and(|it| is_same(it) && is_whole(it));
        }
        let above = self.opener(index).and_then(|at| self.stated_in(at).last());
        above.is_some_and(is_whole)
    }
}
