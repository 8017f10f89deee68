//! A whole and the figures that a list gives as its parts: whether they must come to it.

use super::differ;
use crate::relation::Relation;
use crate::rule::narrative::language::{TextCheck, WordGroup};
use crate::rule::narrative::lines::{Kind, TextLine};
use crate::rule::narrative::reader::{Reader, Ref, Stated, Sum};
use rust_decimal::Decimal;
use std::borrow::Cow;

/// Parts of a list among which one is looked for that stands twice.
const MOST: usize = 400;

/// Parts of a list that tells all, though it ends with 等.
const ALL: usize = 3;

impl Reader<'_> {
    /// Relates a whole to its parts. Where the parts come to less, some may not be told, but in a list that tells all.
    pub(super) fn relate(
        &mut self,
        (index, line): (usize, &TextLine),
        whole: &Stated,
        parts: &[usize],
        (where_less, tells_all): (TextCheck, bool),
    ) {
        let value = |figure: usize| self.reading.figures[figure].value;
        let are_all = self.are_all_by_tables(whole.figure, parts);
        let own = match are_all {
            true => Cow::Borrowed(parts),
            false => Cow::Owned(self.parts_alone(whole.figure, parts)),
        };
        let parts = &own[..];
        let (gap, slack) = self.gap(whole.figure, parts);
        if self.is_of_deductions(gap, parts) || self.are_views(whole.figure, parts) {
            return;
        }
        // each is the whole: 收入、支出
        let is_each = parts.len() > 1 && parts.iter().all(|it| value(*it) == value(whole.figure));
        if parts.is_empty() || (is_each && !are_all) {
            return;
        }
        if parts.len() == 1 {
            // 项目绩效目标涉及5万元，其中整体支出绩效目标涉及8万元: each is its own cell
            let is_no_part =
                self.is_of_more(index, whole, parts[0]) || self.are_of_cells(whole.figure, parts);
            if gap < -slack && !is_no_part {
                self.whole(TextCheck::Parts, whole.figure, Relation::AtLeast, parts);
            }
            return;
        }
        let is_complete = self.is_complete(index, whole, parts) || self.are_all_posts(parts);
        if self.is_open((index, line), parts, is_complete) {
            self.whole(TextCheck::Parts, whole.figure, Relation::AtLeast, parts);
            if gap > slack {
                self.whole(TextCheck::PartsNear, whole.figure, Relation::Equal, parts);
            }
            return;
        }
        let is_of_cells = gap.abs() > slack && self.are_of_cells(whole.figure, parts);
        if is_of_cells && self.is_told_without_sum(whole, parts, (gap, slack), tells_all) {
            return;
        }
        let (parts, is_certain) = match self.is_of_people(whole.figure) {
            true => self.people(index, whole.figure, (parts, is_complete)),
            false if are_all => (parts, true),
            false => (self.before_others(whole.figure, parts), true),
        };
        if parts.is_empty() {
            return;
        }
        let (gap, _) = self.gap(whole.figure, parts);
        let is_less = gap > slack && !is_complete && is_certain;
        if is_less && let Some(missing) = self.missing(parts, (gap, slack)) {
            self.part_missing((whole, parts), missing);
            return;
        }
        let may_be_less = is_less && !self.are_all_kinds_of_money(parts);
        let check = if may_be_less || !is_certain {
            where_less
        } else {
            TextCheck::Parts
        };
        self.whole(check, whole.figure, Relation::Equal, parts);
    }

    /// Parts without those of a breakdown among them, and without those of another one.
    fn parts_alone(&self, whole: usize, parts: &[usize]) -> Vec<usize> {
        let parts = self.without_divisions(whole, parts);
        let parts = self.told_by_first(whole, &parts);
        self.without_other_cuts(whole, parts).into_owned()
    }

    /// Whether parts come to more than a whole by what is taken off it: `原值5万元，折旧1万元`.
    fn is_of_deductions(&self, gap: Decimal, parts: &[usize]) -> bool {
        let is_taken_off = |it: &&usize| self.is_called(**it, WordGroup::Deduction);
        let own = parts.iter().filter(is_taken_off);
        let taken_off: Decimal = own.map(|it| self.reading.figures[*it].value).sum();
        gap < Decimal::ZERO && gap + Decimal::TWO * taken_off == Decimal::ZERO
    }

    /// Whether counts are each of all that there is, by another view: one of them alone is as many as the whole, and there are
    /// others. `项目12个，其中单位自评12个，重点评价1个`
    fn are_views(&self, whole: usize, parts: &[usize]) -> bool {
        let own = |figure: usize| &self.reading.figures[figure];
        let is_count = matches!(own(whole).figure.kind, Kind::Count(_));
        let is_all = |part: &usize| own(*part).value == own(whole).value;
        // posts and people are counted once, and a list with a nought tells all there are
        is_count
            && !self.is_of_people(whole)
            && parts.iter().any(is_all)
            && !parts.iter().all(is_all)
            && !parts.iter().any(|part| own(*part).value.is_zero())
    }

    /// Whether a list ends with …万元等, and so has more parts than it tells.
    fn is_open(
        &self,
        (index, line): (usize, &TextLine),
        parts: &[usize],
        is_complete: bool,
    ) -> bool {
        let ends_open = parts.last().is_some_and(|last| {
            let own = &self.reading.figures[*last];
            own.line == index && line.has(own.figure.close, "等")
        });
        // 货物、工程、服务…万元等 are all there are
        ends_open && (parts.len() < ALL || !is_complete)
    }

    /// Whether figures that are each that of their cells, and do not come to their whole, are no mistake of the sum: a part is
    /// missing, which is said, or the list need not tell all.
    fn is_told_without_sum(
        &mut self,
        whole: &Stated,
        parts: &[usize],
        (gap, slack): (Decimal, Decimal),
        tells_all: bool,
    ) -> bool {
        let is_less = gap > slack;
        let may_lack = is_less && !tells_all;
        let missing = may_lack.then(|| self.missing(parts, (gap, slack)));
        if let Some(missing) = missing.flatten() {
            self.part_missing((whole, parts), missing);
            return true;
        }
        // of nothing but 0 the list lacks what is not 0
        let is_nothing = gap == self.reading.figures[whole.figure].value;
        !is_less || !(tells_all || is_nothing)
    }

    /// Whether the figures that the tables have for parts come to their whole, whatever the text has: then these are its parts,
    /// and no others. Of what the tables do not know there may be nothing.
    fn are_all_by_tables(&self, whole: usize, parts: &[usize]) -> bool {
        let figures = &self.reading.figures;
        let cells = |part: &usize| self.stated_by(*part).and_then(|it| it.subject.cells());
        let first = &parts[..parts.len().min(MOST)];
        let told: Vec<_> = first.iter().filter_map(cells).collect();
        let is_nothing = |part: &usize| cells(part).is_some() || figures[*part].value.is_zero();
        let sum: Decimal = told.iter().map(|it| self.total(&Sum::of(it))).sum();
        told.len() > 1
            && differ(&told)
            && figures[whole].printed().may_be(sum)
            && parts.iter().all(is_nothing)
    }

    /// Whether the tables have a whole and each of its parts as the text states them: then the list is another than it seems.
    pub(super) fn are_of_cells(&self, whole: usize, parts: &[usize]) -> bool {
        let is_of_cell = |figure: &usize| {
            let cells = self.stated_by(*figure).and_then(|it| it.subject.cells());
            let own = &self.reading.figures[*figure];
            cells.is_some_and(|it| (self.total(&Sum::of(it)) - own.value).abs() <= own.half)
        };
        if !is_of_cell(&whole) || !parts.iter().all(is_of_cell) {
            return false;
        }
        // 水费1万元、水费1万元 is a list with a mistake
        let cells = |part: &usize| self.stated_by(*part).and_then(|it| it.subject.cells());
        let cells: Vec<_> = parts.iter().take(MOST).map(cells).collect();
        differ(&cells)
    }

    /// The parts of a whole: `left` is the whole.
    pub(super) fn whole(
        &mut self,
        check: TextCheck,
        whole: usize,
        relation: Relation,
        parts: &[usize],
    ) {
        let mut right = Sum::default();
        right
            .terms
            .extend(parts.iter().map(|part| (Decimal::ONE, Ref::Text(*part))));
        self.check(
            check,
            Sum::one(Decimal::ONE, Ref::Text(whole)),
            relation,
            right,
        );
    }
}
