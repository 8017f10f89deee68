//! Numbers of people: a list names them by their posts, and then some of them again by something else:
//! `在职62人，其中：行政22人，事业40人，党员30人`.

use crate::amount::has_many_digits;
use crate::rule::narrative::language::WordGroup;
use crate::rule::narrative::lines::Kind;
use crate::rule::narrative::reader::{Reader, Stated};
use rust_decimal::Decimal;

/// Posts of a list that may tell all.
const POSTS: usize = 3;

impl Reader<'_> {
    /// Whether a figure is a number of people.
    pub(crate) fn is_of_people(&self, figure: usize) -> bool {
        let people = self.data.group(WordGroup::People);
        match &self.reading.figures[figure].figure.kind {
            Kind::Count(unit) => people.has(unit),
            _ => false,
        }
    }

    /// Whether a part is more than its whole, but no more than what the sentence stated before that: `职工126人，其中在编118人，代课
    /// 8人，其中：高级职称60人`, `采购256万元，其中：货物36万元、服务150万元。其中财政拨款256万元`.
    pub(super) fn is_of_more(&self, index: usize, whole: &Stated, part: usize) -> bool {
        let value = self.reading.figures[part].value;
        let line = &self.reading.lines[index];
        let (sentence, _) = line.sentence(whole.at);
        let mut before = self.stated_in(index).iter();
        before.any(|it| {
            let is_before = it.at >= sentence && it.at < whole.at && it.is_current;
            is_before
                && self.is_alike(it.figure, whole.figure)
                && self.reading.figures[it.figure].value >= value
        })
    }

    /// The first parts of a number of people that make it up, and whether that is certain. Where none do: all parts if they
    /// are told to be, else those that come nearest, if they are kinds of which nobody is two; else none.
    pub(super) fn people<'p>(
        &self,
        index: usize,
        whole: usize,
        (parts, is_complete): (&'p [usize], bool),
    ) -> (&'p [usize], bool) {
        let value = |figure: &usize| self.reading.figures[*figure].value;
        // 实有在职23人，其中：参公16人、事业7人；退休5人
        let kind = |it: &usize| self.kind_in(WordGroup::ServingOrRetired, *it);
        let is_other = |it: &usize| {
            let kinds = kind(&whole).zip(kind(it));
            kinds.is_some_and(|(whole, part)| whole != part)
        };
        let others = parts.iter().position(is_other).filter(|count| *count > 0);
        let parts = &parts[..others.unwrap_or(parts.len())];
        // 编制28人，其中：参公编制20人、事业编制8人: nobody is two of these
        let sum = parts.iter().map(value).sum::<Decimal>();
        if parts.len() > 1 && sum > value(&whole) && self.are_posts(parts) {
            return (parts, true);
        }
        let off = |count: &usize| {
            let sum = parts[..*count].iter().map(value).sum::<Decimal>();
            (sum - value(&whole)).abs()
        };
        if parts.len() > 1 && !is_complete && off(&1).is_zero() {
            return (&parts[..1], true);
        }
        // 实有人数54人，其中：在职54人、离休0人、退休1人: nobody is two of these
        if is_complete
            && parts
                .iter()
                .all(|it| self.is_called(*it, WordGroup::ServingOrRetired))
        {
            return (parts, true);
        }
        let nearest = (2..=parts.len()).min_by_key(off).unwrap_or(0);
        if nearest > 0 && off(&nearest).is_zero() {
            return (&parts[..nearest], true);
        }
        // else the first list is what the marks between its parts tell
        let nearest = self.end_of_first(parts).or(others).unwrap_or(nearest);
        let is_kind = |part: &usize| {
            let mut stated = self.stated_in(index).iter().filter(|it| it.figure == *part);
            let line = &self.reading.lines[index];
            stated.any(|it| self.has_word(WordGroup::StaffKind, line, (it.from, it.at)))
        };
        match parts[..nearest].iter().all(is_kind) {
            true if is_complete => (parts, true),
            true => (&parts[..nearest], nearest == parts.len()),
            // 教职工3215人，其中：教师2980人、职工235人 may be all
            false if has_many_digits(value(&whole)) => (parts, false),
            false => (&[], false),
        }
    }

    /// Whether parts are posts, each told once.
    fn are_posts(&self, parts: &[usize]) -> bool {
        self.are_each_of_a_kind(parts, |it| self.kind_in(WordGroup::PostKind, it))
    }

    /// Whether a list of posts tells all, as it tells of one that nobody has: `行政18人、参公0人、事业8人`.
    pub(super) fn are_all_posts(&self, parts: &[usize]) -> bool {
        let is_nobody = |it: &usize| self.reading.figures[*it].value.is_zero();
        let are_people = parts.iter().all(|it| self.is_of_people(*it));
        are_people && parts.len() >= POSTS && parts.iter().any(is_nobody) && self.are_posts(parts)
    }
}
