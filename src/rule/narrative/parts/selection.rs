//! Which figures of a list are the parts of a whole: lists go on behind their parts, and divide them up once more.

use super::differ;
use super::list::PartList;
use crate::rule::narrative::language::WordGroup;
use crate::rule::narrative::lines::Kind;
use crate::rule::narrative::reader::{Reader, Sum};
use rust_decimal::Decimal;
use std::borrow::Cow;

/// How much nearer to its whole the first of two lists is than both.
const NEARER: Decimal = Decimal::from_parts(2, 0, 0, false, 0);

/// The gap between figures of a list that ；or another line sets apart.
const FAR_APART: u8 = 3;

impl Reader<'_> {
    /// The parts of a whole in a list.
    pub(super) fn parts_of(&self, whole: usize, list: &PartList) -> Vec<usize> {
        let alike = |all: &[usize]| -> Vec<usize> {
            let all = all.iter().copied();
            all.filter(|it| self.is_alike(*it, whole)).collect()
        };
        let value = |figure: &usize| self.reading.figures[*figure].value;
        let sum = |parts: &[usize]| parts.iter().map(value).sum::<Decimal>();
        let (total, mut own) = (value(&whole), alike(&list.parts));
        // 其中：甲8万元，其中：丙5万元；丁3万元；乙2万元
        let all = alike(&list.all);
        let divided = self.without_divisions(whole, &all);
        if sum(&own) != total && sum(&divided) == total {
            own = divided.into_owned();
        }
        // what is divided up behind ；is no part where it is too much
        let is_amount = !matches!(self.reading.figures[whole].figure.kind, Kind::Count(_));
        if is_amount && sum(&own) > total && (1..own.len()).contains(&list.before_next) {
            own.truncate(list.before_next);
        }
        // …，其中：甲8万元，其中：丙8万元；乙2万元 goes on with the outer list
        let is_all = |count: &usize| sum(&own[..*count]) == total;
        let goes_on = list.is_inner && sum(&own) > total;
        let end = (1..own.len()).filter(|_| goes_on).find(is_all);
        own.truncate(end.unwrap_or(own.len()));
        own
    }

    /// The parts without those that only divide up the one before them: 甲1万元、乙8万元由机关5万元、中心3万元使用.
    pub(super) fn without_divisions<'p>(
        &self,
        whole: usize,
        parts: &'p [usize],
    ) -> Cow<'p, [usize]> {
        let value = |figure: &usize| self.reading.figures[*figure].value;
        let sum = |parts: &[usize]| parts.iter().map(value).sum::<Decimal>();
        let own = &self.reading.figures[whole];
        // small counts are sums of others by chance: 3辆，其中2辆、1辆、0辆、1辆
        if sum(parts) <= own.value || matches!(own.figure.kind, Kind::Count(_)) {
            return Cow::Borrowed(parts);
        }
        let mut own = Vec::with_capacity(parts.len());
        let mut rest = parts;
        while let [first, behind @ ..] = rest {
            own.push(*first);
            let divided = divisions(value(first), behind.iter().map(value));
            rest = &behind[if value(first).is_zero() { 0 } else { divided }..];
        }
        Cow::Owned(own)
    }

    /// The parts that are told, without figures behind them that overlap them or are another whole. What stands between the
    /// parts tells: 其中：甲3万元、乙2万元，重点项目4万元 of 5万元; 收入5万元，其中甲5万元、乙0万元；支出5万元.
    pub(super) fn told_by_first<'p>(&self, whole: usize, parts: &'p [usize]) -> &'p [usize] {
        let whole = self.reading.figures[whole].value;
        let value = |figure: &usize| self.reading.figures[*figure].value;
        let all: Decimal = parts.iter().map(value).sum();
        if all <= whole {
            return parts;
        }
        let off = |parts: &[usize]| (parts.iter().map(value).sum::<Decimal>() - whole).abs();
        // 在职46人，其中：在编46人；离休2人、退休30人: a list of one is whole only if it is all and the others are much more
        let is_all = |first: &&[usize]| {
            let is_apart = self.is_first_apart(parts);
            let cells = self.cells_of(parts[0]).map(|it| self.total(&Sum::of(&it)));
            let is_own = cells.is_none_or(|it| it == value(&parts[0]));
            is_apart && is_own && off(first).is_zero() && off(parts) * NEARER > whole
        };
        let one = parts.get(..1).filter(is_all);
        let first = || self.end_of_first(parts).map(|count| &parts[..count]);
        let first = one.or_else(first);
        // with a mistake in it the first list is still much nearer than all of them
        let is_it = |it: &&[usize]| off(it).is_zero() || off(it) * NEARER < off(parts);
        first.filter(is_it).unwrap_or(parts)
    }

    /// Whether parts are called by the words of a group, as many as there are.
    pub(super) fn are_all_called(&self, parts: &[usize], group: WordGroup) -> bool {
        let count = self.data.group(group).words.len();
        count == parts.len() && parts.iter().all(|it| self.is_called(*it, group))
    }

    /// The parts without those of another cut, where they are too much: 货物1万元、服务2万元，面向中小企业采购2万元.
    pub(super) fn without_other_cuts<'p>(
        &self,
        whole: usize,
        parts: &'p [usize],
    ) -> Cow<'p, [usize]> {
        let value = |figure: &usize| self.reading.figures[*figure].value;
        if parts.iter().map(value).sum::<Decimal>() <= value(&whole) {
            return Cow::Borrowed(parts);
        }
        if self.are_all_called(parts, WordGroup::ProcurementKind) {
            return Cow::Borrowed(parts);
        }
        // 单位预留机动经费 is no part of another cut
        let is_kind = |part: &usize| self.is_called(*part, WordGroup::ProcurementKind);
        let has_kinds = parts.iter().any(is_kind);
        let is_cut = |part: &usize| {
            let is_way =
                has_kinds && !is_kind(part) && self.is_called(*part, WordGroup::ProcurementWay);
            let is_other = self.is_called(*part, WordGroup::OtherBreakdown);
            (is_way || is_other) && self.kind_in(WordGroup::ExpenditureKind, *part).is_none()
        };
        let (cuts, own): (Vec<usize>, Vec<usize>) = parts.iter().partition(|it| is_cut(it));
        match (cuts.len(), own.len()) {
            (0, _) => Cow::Borrowed(parts),
            // each of them may be no more than the whole
            (_, 0) => Cow::Owned(cuts.into_iter().max_by_key(value).into_iter().collect()),
            _ => Cow::Owned(own),
        }
    }

    /// The first parts where they come to the whole, and amounts of something else stand behind them: `支出10万元，其中：基本
    /// 支出8万元，项目支出2万元，“三公”经费1万元`.
    pub(super) fn before_others<'p>(&self, whole: usize, parts: &'p [usize]) -> &'p [usize] {
        let value = |figure: &usize| self.reading.figures[*figure].value;
        let sum = |parts: &[usize]| parts.iter().map(value).sum::<Decimal>();
        let own = &self.reading.figures[whole];
        let is_small = matches!(own.figure.kind, Kind::Count(_)) && own.value.is_integer();
        let are_kinds = || {
            self.are_kinds_of_money(parts)
                || self.are_kinds_of_spending(parts)
                || self.are_all_called(parts, WordGroup::ProcurementKind)
        };
        if is_small || sum(parts) <= own.value || are_kinds() {
            return parts;
        }
        let is_something = |it: &&usize| !value(it).is_zero();
        let is_whole = |count: &usize| {
            let first = &parts[..*count];
            let is_list = || {
                let several = first.iter().filter(is_something).count() > 1;
                several || self.are_of_cells(whole, first)
            };
            sum(first) == own.value && is_list()
        };
        let count = (2..parts.len()).find(is_whole);
        &parts[..count.unwrap_or(parts.len())]
    }

    /// Whether parts are kinds of money, each told once, 国有资本经营预算 among them: a list that leaves none out.
    pub(super) fn are_kinds_of_money(&self, parts: &[usize]) -> bool {
        self.is_one_called(parts, WordGroup::StateCapital)
            && self.are_each_of_a_kind(parts, |it| {
                // 本年一般公共预算收入、上年结转的一般公共预算收入 are two kinds
                let kind = self.kind_in(WordGroup::FundsOfBudgets, it);
                kind.map(|kind| (kind, self.is_called(it, WordGroup::LeftOver)))
            })
    }

    /// Whether parts are kinds of spending that have nothing in common, each told once: 基本支出, 项目支出, 经营支出.
    fn are_kinds_of_spending(&self, parts: &[usize]) -> bool {
        self.are_each_of_a_kind(parts, |it| self.kind_in(WordGroup::ExpenditureKind, it))
    }

    pub(super) fn are_each_of_a_kind<K: PartialEq>(
        &self,
        parts: &[usize],
        kind: impl Fn(usize) -> Option<K>,
    ) -> bool {
        let kinds: Option<Vec<K>> = parts.iter().map(|it| kind(*it)).collect();
        kinds.is_some_and(|it| differ(&it))
    }

    /// Whether parts are all kinds of money, the one that holds all others among them: 单位资金.
    pub(super) fn are_all_kinds_of_money(&self, parts: &[usize]) -> bool {
        self.are_kinds_of_money(parts) && self.is_one_called(parts, WordGroup::OtherFunds)
    }

    fn is_one_called(&self, parts: &[usize], group: WordGroup) -> bool {
        parts.iter().any(|it| self.is_called(*it, group))
    }

    /// Which word of a group of kinds the words right before a figure have, by its place among the words.
    pub(super) fn kind_in(&self, group: WordGroup, figure: usize) -> Option<usize> {
        let own = self.stated_by(figure)?;
        let line = &self.reading.lines[own.line];
        let (from, to) = line.clause(own.from, own.at);
        let mut words = self.data.group(group).words.iter();
        words.position(|(word, _)| (from..to).any(|at| line.chars[at..to].starts_with(word)))
    }

    /// How many of some parts, two or more, stand nearer to one another than to what follows them.
    pub(super) fn end_of_first(&self, parts: &[usize]) -> Option<usize> {
        let gaps = parts.windows(2);
        let gaps: Vec<u8> = gaps.map(|it| self.gap_between(it[0], it[1])).collect();
        let is_end = |count: &usize| gaps[..count - 1].iter().all(|it| *it < gaps[count - 1]);
        (2..parts.len()).find(is_end)
    }

    /// Whether ；or another line stands behind the first part of a list.
    pub(super) fn is_first_apart(&self, parts: &[usize]) -> bool {
        matches!(parts, [first, next, ..] if self.are_far_apart(*first, *next))
    }

    /// Whether ；or another line stands between two figures of a list.
    pub(super) fn are_far_apart(&self, one: usize, next: usize) -> bool {
        self.gap_between(one, next) == FAR_APART
    }

    /// How far two figures of a list are apart: 、, then ，, then ；and other lines.
    fn gap_between(&self, one: usize, other: usize) -> u8 {
        let [one, other] = [one, other].map(|it| &self.reading.figures[it]);
        let line = &self.reading.lines[one.line];
        let between = line.chars.get(one.figure.close..other.figure.start);
        let Some(between) = between.filter(|_| one.line == other.line) else {
            return FAR_APART;
        };
        let marks = between.iter().map(|c| match c {
            ';' => FAR_APART,
            ',' => 2,
            _ => 1,
        });
        marks.max().unwrap_or(1)
    }
}

/// How many amounts behind one come to it, several of them more than nothing; 0 where none do.
fn divisions(whole: Decimal, behind: impl Iterator<Item = Decimal>) -> usize {
    let (mut sum, mut several) = (Decimal::ZERO, 0);
    for (at, value) in behind.enumerate() {
        sum += value;
        several += usize::from(!value.is_zero());
        if sum > whole {
            return 0;
        }
        if sum == whole && several > 1 {
            return at + 1;
        }
    }
    0
}
