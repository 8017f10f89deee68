//! Amounts of other money than the table has that their words mean by themselves.

use crate::budget::FactId;
use crate::rule::narrative::language::WordGroup;
use crate::rule::narrative::lines::{Kind, TextLine};
use crate::rule::narrative::reader::{Found, Reader, Ref, Sum};
use rust_decimal::Decimal;

/// Characters behind an amount in which a word such as 其中 divides it up.
const DIVIDED: usize = 3;

impl Reader<'_> {
    /// Whether a table has 财政拨款 only, and the words up to the end of a figure's sentence, or the lines above it in its list,
    /// say that they speak of all money: `按照部门预算口径，“三公”经费12万元`, `12万元（含其他资金）`.
    pub(super) fn is_of_all_money(
        &self,
        index: usize,
        line: &TextLine,
        (from, start): (usize, usize),
    ) -> bool {
        let is_of_appropriation = self.of_section(|it| it.is_of_appropriation.then_some(()));
        if is_of_appropriation.is_none() {
            return false;
        }
        let (_, end) = line.sentence(start);
        // 其中：财政拨款“三公”经费9万元
        let clause = line.clause(from, start);
        let is_appropriated =
            self.has_word(WordGroup::FundKind, line, clause) && !self.says_all_money(line, clause);
        !is_appropriated
            && (self.says_all_money(line, (line.body, end))
                || self.lines_above(index).any(|above| {
                    let line = &self.reading.lines[above];
                    self.says_all_money(line, (0, line.chars.len()))
                }))
    }

    /// Whether words between two places speak of all money; 不含其他资金 does not.
    fn says_all_money(&self, line: &TextLine, (from, to): (usize, usize)) -> bool {
        let words = self.data.group(WordGroup::AllFunds);
        let says = |at: usize| {
            let is_denied = at > 0 && line.chars[at - 1] == '不';
            !is_denied && words.begins(&line.chars[at..to]).is_some()
        };
        (from..to).any(says)
    }

    /// The lines above a line, up to the heading or the line that opens its list.
    fn lines_above(&self, index: usize) -> impl Iterator<Item = usize> + use<> {
        self.opener(index).unwrap_or(index)..index
    }

    /// Whether what an amount is divided up into comes to it, and one of these is what its cells have: `行政运行（项）8万元，其中：
    /// 财政拨款7万元，其他收入1万元` where the table of 财政拨款 has 7.
    pub(super) fn has_other_money(&self, line: &TextLine, figure: usize, subject: &Found) -> bool {
        let Some(cells) = subject.cells().map(|it| self.total(&Sum::of(it))) else {
            return false;
        };
        let own = &self.reading.figures[figure];
        let close = own.figure.close;
        let (_, end) = line.sentence(close);
        let mut begin = close..end.min(close + DIVIDED);
        let words = self.data.group(WordGroup::OfWhich);
        let is_divided = begin.any(|at| words.begins(&line.chars[at..]).is_some());
        let parts = self.reading.figures[figure + 1..].iter();
        let parts = parts.take_while(|it| {
            let is_amount = matches!(it.figure.kind, Kind::Amount(_));
            is_amount && it.line == own.line && it.figure.start < end
        });
        let (mut sum, mut has_its) = (Decimal::ZERO, false);
        is_divided
            && parts.into_iter().any(|it| {
                sum += it.value;
                has_its |= it.printed().may_be(cells);
                has_its && sum == own.value
            })
    }

    /// Whether the share right behind an amount is one of money that another table has: `15932.58万元，占财政拨款支出预算的97.24%`
    /// in a list of all expenditure.
    pub(super) fn is_share_of_money(
        &mut self,
        index: usize,
        line: &TextLine,
        (figure, subject): (usize, &Found),
    ) -> bool {
        let Some(cells) = subject.cells() else {
            return false;
        };
        let close = self.reading.figures[figure].figure.close;
        let at = close + usize::from(line.chars.get(close).is_some_and(|c| ",(".contains(*c)));
        let next = self.reading.figures.get(figure + 1);
        let is_rate = next.is_some_and(|it| it.line == index && it.figure.kind == Kind::Rate);
        if !is_rate || !line.has(at, "占") {
            return false;
        }
        let words = (at + 1, self.reading.figures[figure + 1].figure.start);
        if words.0 > words.1 || !self.has_word(WordGroup::Appropriation, line, words) {
            return false;
        }
        let part = Sum::one(Decimal::ONE, Ref::Text(figure));
        if self.whole_of_money(figure + 1, &part).is_some() {
            return true;
        }
        let whole = self.named_by_the_way(index, line, words, None);
        let table = |cells: &[(Decimal, FactId)]| {
            let first = cells.first();
            first.map(|(_, it)| self.budget.fact(*it).table)
        };
        whole.cells().is_some_and(|it| table(it) != table(cells))
    }

    /// The whole of a section other than the one at hand that a rate is exactly the share of.
    pub(crate) fn whole_of_money(&mut self, rate: usize, part: &Sum) -> Option<Sum> {
        if self.reading.figures[rate].figure.decimals == 0 {
            return None;
        }
        let own = self.of_section(|it| it.whole.clone());
        let own = own.and_then(|it| self.cells(&it));
        let own = own.map(|it| self.total(&Sum::of(&it)));
        let data = self.data;
        let wholes = data.sections.iter().filter_map(|it| it.whole.as_ref());
        let (part, slack) = (self.total(part), self.reading.figures[rate].half);
        for whole in wholes {
            let whole = self.cells(whole).map(|it| Sum::of(&it));
            let is_it = |it: &Sum| {
                let whole = self.total(it);
                Some(whole) != own && self.is_about(rate, (part, whole), slack)
            };
            if let Some(whole) = whole.filter(is_it) {
                return Some(whole);
            }
        }
        None
    }
}
