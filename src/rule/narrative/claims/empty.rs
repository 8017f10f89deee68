//! Claims that there is nothing: 无, 未安排.

use crate::finding::ClaimProblem;
use crate::rule::narrative::form::{Filled, Match};
use crate::rule::narrative::language::{Sentence, WordGroup};
use crate::rule::narrative::lines::TextLine;
use crate::rule::narrative::reader::{Found, Reader, Stated, Sum};
use rust_decimal::Decimal;

impl Reader<'_> {
    /// Whether a clause speaks of another unit, or of a year before: `下属中心为事业单位，无机关运行经费`, `2017年未安排`.
    fn is_of_others(&self, index: usize, line: &TextLine, at: usize) -> bool {
        let (sentence, _) = line.sentence(at);
        let mut clause = line.chars[sentence..at].iter();
        let mark = clause.rposition(|c| ",;".contains(*c));
        let mark = mark.map_or(sentence, |more| sentence + more + 1);
        // 本部门及所属单位 is no other unit
        let words = self.data.group(WordGroup::OtherUnit);
        let begins = |place: usize| words.begins(&line.chars[place..]).is_some();
        let is_added = |place: usize| place > 0 && "及含和与、(".contains(line.chars[place - 1]);
        // 上年度无此项支出
        let is_last_year = self.data.group(WordGroup::LastYear);
        is_last_year.begins(&line.chars[mark..]).is_some()
            || self.is_of_earlier_year(index, (mark, at))
            || (sentence..at).any(|place| begins(place) && !is_added(place))
    }

    /// A part that the text calls empty: `name` where it stands behind the word for it.
    pub(super) fn is_empty(
        &mut self,
        index: usize,
        line: &TextLine,
        sentence: &Sentence,
        (found, name): (&Match, Option<&Filled>),
    ) {
        let from = self.clause_start(index, line, found.from);
        // 无增减，全部为财政拨款 says what there is
        let same = self.data.group(WordGroup::Same);
        if same.begins(&line.chars[found.from..]).is_some() {
            return;
        }
        // 没有使用政府性基金预算安排“三公”经费 speaks of these
        let begins = |group: WordGroup| {
            let words = self.data.group(group);
            words.begins(&line.chars[found.to..]).is_some()
        };
        let (sentence_from, _) = line.sentence(found.from);
        if (begins(WordGroup::FundUse) && !begins(WordGroup::FundedExpenditure))
            || self.has_word(WordGroup::AllBut, line, (sentence_from, found.from))
        {
            return;
        }
        if self.is_aside(line, found.from, WordGroup::Reason).is_some()
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
                || self.has_word(WordGroup::NoRunningCosts, line, (sentence_from, found.from)));
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
}
