//! Wholes and their parts: within a sentence (其中, 包括, brackets), in the lines below, and in a line that
//! divides up an amount stated above.

mod another_whole_cells;
mod below;
mod by_kinds;
mod complete;
mod divided;
mod list;
mod lists_of_rows;
mod missing;
mod people;
mod purposes;
mod relate;
mod row_left_out;
mod selection;
mod total_behind;
mod within;

use crate::amount::has_many_digits;
use crate::budget::FactId;
use crate::relation::Relation;
use crate::rule::narrative::language::{TextCheck, WordGroup, cell};
use crate::rule::narrative::lines::{Kind, Marker, TextLine};
use crate::rule::narrative::reader::{NEAR, Reader, Stated, Sum};
use list::{Begin, Opening, PartList, depths};
use rust_decimal::Decimal;

/// Places of a line from which parts are listed.
const MOST: usize = 200;

/// Lines that list the sides of the budget, each below the one before.
const SIDES: usize = 2;

/// Characters of a sentence in which it says that it is a reason.
const REASON: usize = 12;

impl Reader<'_> {
    /// States every breakdown of the text.
    pub(super) fn parts(&mut self) {
        for index in 0..self.reading.lines.len() {
            let line = self.at(index);
            if line.in_table {
                continue;
            }
            let stated: Vec<Stated> = self.stated_in(index).to_vec();
            let depths = depths(&line);
            let begins = self.begins(&line, &depths, &stated);
            for begin in &begins {
                let is_last = line.chars[begin.to..]
                    .iter()
                    .all(|c| ":,。;、".contains(*c));
                if is_last {
                    self.below(index, &line, begin);
                } else {
                    self.within((index, &line), (begin, &begins), &depths, &stated);
                }
            }
            if begins.is_empty() && self.is_divided_below(index, &line, &stated) {
                let end = line.chars.len();
                let begin = Begin {
                    at: end,
                    to: end,
                    depth: 0,
                    opening: Opening::Word,
                };
                self.below(index, &line, &begin);
            }
            self.divided(index, &line, &stated);
            self.purposes(&line, &stated);
            self.totals_behind(&line, &stated);
            self.total_below(index, &line, &stated);
        }
    }

    /// Whether two figures may be added up.
    pub(super) fn is_alike(&self, one: usize, other: usize) -> bool {
        let kind = |index: usize| &self.reading.figures[index].figure.kind;
        match (kind(one), kind(other)) {
            (Kind::Amount(_) | Kind::Bare | Kind::Same, Kind::Amount(_))
            | (Kind::Amount(_), Kind::Bare) => true,
            (Kind::Count(a), Kind::Count(b)) => a == b,
            _ => false,
        }
    }

    fn within(
        &mut self,
        (index, line): (usize, &TextLine),
        (begin, begins): (&Begin, &[Begin]),
        depths: &[usize],
        stated: &[Stated],
    ) {
        let end = self.end_of_list(line, begin, depths);
        if self.has_bare(index, line, (begin.to, end)) {
            return;
        }
        let list = self.listed_within(line, (begin, begins, end), depths, stated);
        if begin.opening == Opening::Division {
            self.divided_by_kinds((index, line), (begin, begins), &list, stated);
            return;
        }
        let mut wholes = self.wholes(line, (begin, depths), stated);
        if wholes.is_empty() {
            let further_on = self.whole_further_on(line, begin, (&list, stated));
            match further_on {
                Some((whole, parts)) if self.gap(whole.figure, &parts).0.is_zero() => {
                    wholes.push(whole);
                }
                Some((whole, parts)) => {
                    self.whole(TextCheck::PartsNear, whole.figure, Relation::Equal, &parts);
                }
                None => {}
            }
        }
        if wholes.is_empty() {
            self.side_of_both((index, line), begin, (&list, stated));
        }
        let mut done: Vec<usize> = Vec::new();
        for whole in wholes.iter().rev() {
            if done.iter().any(|other| self.is_alike(*other, whole.figure)) {
                continue;
            }
            done.push(whole.figure);
            let whole = self.whole_that_fits((whole, &wholes), &list);
            let parts = self.parts_of(whole.figure, &list);
            let divisions = self.divisions_told(whole.figure, &parts);
            if divisions.len() > 1 {
                for parts in divisions {
                    self.relate((index, line), whole, parts, (TextCheck::PartsNear, false));
                }
                continue;
            }
            if list.is_behind_reason {
                if parts.len() > 1 {
                    self.whole(TextCheck::PartsNear, whole.figure, Relation::Equal, &parts);
                }
                continue;
            }
            self.relate_within((index, line), begin, (whole, &wholes), &parts);
        }
    }

    /// Relates a whole to the parts of a list behind it, where it is clear that they are its own.
    fn relate_within(
        &mut self,
        (index, line): (usize, &TextLine),
        begin: &Begin,
        (whole, wholes): (&Stated, &[&Stated]),
        parts: &[usize],
    ) {
        let more = self.more_than(whole.figure, parts);
        let is_word = || self.is_of_one_word(line, whole, parts);
        // ；其中 behind a list may divide up any of it
        let is_unclear = begin.at > 0 && line.chars[begin.at - 1] == ';';
        // 甲5万元，其中丙1万元；乙3万元 may go on with what stands beside 甲
        let is_list = line.has(begin.to, ":")
            || line.has(begin.at, ":")
            || begin.opening == Opening::Bracket
            || self.are_all_called(parts, WordGroup::ProcurementKind);
        let goes_on = !is_list && self.is_first_apart(parts);
        // 车辆18辆，价值5万元；其中：小轿车20辆: counts of all there are
        let is_of_all = || {
            let own = &self.reading.figures[whole.figure].figure.kind;
            is_list && matches!(own, Kind::Count(_)) && self.is_of_all(whole)
        };
        let is_far = is_unclear && more > self.reading.figures[whole.figure].value && !is_of_all();
        let may_be_others = (is_unclear && (is_far || !is_list)) || goes_on;
        if self.are_of_a_change(index, (whole.figure, begin.at), parts) {
            return;
        }
        if !more.is_zero() && self.is_another_division(wholes, parts) {
            return;
        }
        if more.is_zero() || is_word() || !may_be_others {
            self.relate((index, line), whole, parts, (TextCheck::PartsNear, false));
            return;
        }
        let is_other = is_far || (goes_on && self.are_beside(whole.figure, parts));
        if parts.len() > 1 && !is_other {
            self.whole(TextCheck::PartsNear, whole.figure, Relation::Equal, parts);
        }
    }

    /// Whether parts come to all amounts of a list before them together, and so divide up what these do:
    /// `第一季度3万元、第二季度2万元，其中：甲4万元、乙1万元`.
    fn is_another_division(&self, wholes: &[&Stated], parts: &[usize]) -> bool {
        let value = |figure: usize| self.reading.figures[figure].value;
        let alike = wholes.iter().filter(|it| {
            let part = parts.first();
            part.is_some_and(|part| self.is_alike(it.figure, *part))
        });
        let alike: Vec<Decimal> = alike.map(|it| value(it.figure)).collect();
        let parts: Decimal = parts.iter().map(|it| value(*it)).sum();
        alike.len() > 1 && alike.into_iter().sum::<Decimal>() == parts
    }

    /// Whether parts come to a change that stands between a whole and a place: `支出5万元，比上年增加2万元，其中：甲1万元、乙1万元`.
    fn are_of_a_change(&self, index: usize, (whole, at): (usize, usize), parts: &[usize]) -> bool {
        let figures = &self.reading.figures;
        let value = |figure: usize| figures[figure].value;
        let sum = parts.iter().map(|it| value(*it)).sum::<Decimal>();
        let mut between = self.first[index]..self.first[index + 1];
        let is_it = |figure: usize| {
            let own = &figures[figure].figure;
            let is_between = figure > whole && own.close <= at;
            is_between && matches!(own.kind, Kind::Amount(_)) && value(figure) == sum
        };
        parts.len() > 1 && sum != value(whole) && between.any(is_it)
    }

    /// How much more than their whole parts come to; nothing within what rounding allows.
    fn more_than(&self, whole: usize, parts: &[usize]) -> Decimal {
        let (gap, slack) = self.gap(whole, parts);
        match -gap > slack {
            true => -gap,
            false => Decimal::ZERO,
        }
    }

    /// How much parts lack of their whole, and how much rounding allows.
    pub(super) fn gap(&self, whole: usize, parts: &[usize]) -> (Decimal, Decimal) {
        let figures = &self.reading.figures;
        let (mut gap, mut slack) = (figures[whole].value, figures[whole].half);
        for part in parts {
            gap -= figures[*part].value;
            slack += figures[*part].half;
        }
        (gap, slack)
    }

    /// Whether words name one side of the budget and nothing else: 支出包括.
    fn is_side(&self, line: &TextLine, (from, to): (usize, usize)) -> bool {
        let side = self.data.group(WordGroup::RevenueOrExpenditure);
        side.has(&line.text(from, to))
    }

    /// The whole of a list among figures of a sentence: one before the last, where the parts come to it and not to the last.
    /// `资产总额10万元，净资产8万元，其中：流动资产4万元、固定资产6万元`.
    fn whole_that_fits<'s>(
        &self,
        (last, wholes): (&'s Stated, &[&'s Stated]),
        list: &PartList,
    ) -> &'s Stated {
        let sum = |whole: usize| {
            let parts = self.parts_of(whole, list).into_iter();
            parts
                .map(|it| self.reading.figures[it].value)
                .sum::<Decimal>()
        };
        let fits = |it: &Stated| sum(it.figure) == self.reading.figures[it.figure].value;
        if fits(last) {
            return last;
        }
        let mut others = wholes.iter().rev().copied();
        let is_it = |it: &&Stated| self.is_alike(it.figure, last.figure) && fits(it);
        others.find(is_it).unwrap_or(last)
    }

    /// Whether the figures behind the first part stand beside the whole: together they are an amount that the lines near by
    /// state or their cells have, or one of the tables that is no short figure.
    fn are_beside(&self, whole: usize, parts: &[usize]) -> bool {
        let value = |figure: &usize| self.reading.figures[*figure].value;
        let siblings = parts.iter().skip(1).map(value).sum::<Decimal>() + value(&whole);
        let line = self.reading.figures[whole].line;
        let mut stated = (line.saturating_sub(NEAR)..=line).flat_map(|at| self.stated_in(at));
        let is_it = |it: &Stated| {
            let cells = it.subject.cells().map(|it| self.total(&Sum::of(it)));
            value(&it.figure) == siblings || cells == Some(siblings)
        };
        let is_long = has_many_digits(siblings);
        let mut facts = (0..self.budget.facts.len()).map(FactId);
        stated.any(is_it)
            || (is_long && facts.any(|it| cell::value(self.budget, it) == Some(siblings)))
    }

    /// Whether the first part is called what the whole is called: `车辆18辆，价值25万元；其中：小轿车1辆，价值8万元`.
    fn is_of_one_word(&self, line: &TextLine, whole: &Stated, parts: &[usize]) -> bool {
        let word = |at: usize| {
            let mark = |place: &usize| ",;:。、(".contains(line.chars[*place]);
            let from = (0..at).rfind(mark).map_or(line.body, |place| place + 1);
            line.text(from, at)
        };
        let first = parts
            .first()
            .map(|it| self.reading.figures[*it].figure.start);
        let own = word(whole.at);
        !own.is_empty() && first.is_some_and(|at| word(at) == own)
    }

    /// What is stated before a place from which parts are listed, in its sentence or, where it begins one, the one before.
    fn wholes<'s>(
        &self,
        line: &TextLine,
        (begin, depths): (&Begin, &[usize]),
        stated: &'s [Stated],
    ) -> Vec<&'s Stated> {
        let (from, is_first) = line.sentence_of_whole(begin.at);
        // ；支出包括：the words behind ；name another whole, but those of a numbered list of reasons do not
        let is_stop = |at: &usize| {
            line.chars[*at] == ';' && depths[*at] <= begin.depth && !line.is_numbered(*at + 1)
        };
        let stop = (from..begin.at).rev().find(is_stop);
        let from = stop.filter(|at| at + 1 < begin.at).unwrap_or(from);
        // …,支出包括: too
        let mark = (from..begin.at).rfind(|at| ",。".contains(line.chars[*at]));
        let is_side = |at: &usize| self.is_side(line, (*at + 1, begin.at));
        let from = mark.filter(is_side).unwrap_or(from);
        // 2020年5万元，2019年4万元，其中：甲3万元 divides up last year's
        let last = stated.iter().rfind(|it| (from..begin.at).contains(&it.at));
        let is_last_years = |it: &Stated| self.is_of_earlier_year(it.line, (it.from, it.at));
        if last.is_some_and(|it| !it.is_current && is_last_years(it)) {
            return Vec::new();
        }
        let before = |it: &&Stated| {
            let is_nothing = is_first && self.reading.figures[it.figure].value.is_zero();
            // 占采购预算256万元的72%
            let is_of_share = self.is_share_of(line, (it.from, it.at));
            let is_nothing = is_nothing || is_of_share;
            let is_near = it.at >= from && it.at < begin.at && it.is_current && !is_nothing;
            let is_near = is_near && depths[it.at] <= begin.depth && !self.is_increase(line, it);
            is_near
                && (begin.opening != Opening::Bracket
                    || self.reading.figures[it.figure].figure.close == begin.at)
        };
        stated.iter().filter(before).collect()
    }

    /// Whether words say that a share follows; 占用、占有 do not.
    fn is_share_of(&self, line: &TextLine, (from, to): (usize, usize)) -> bool {
        let words = self.data.group(WordGroup::Occupying);
        let is_share = |at: usize| {
            let is_use = words.begins(&line.chars[at..]).is_some();
            line.chars[at] == '占' && !is_use
        };
        (from..to).any(is_share)
    }

    /// The last amount of a line before a list that begins a sentence, with the parts that may be of it: what stands between
    /// them are reasons. `一般公共预算支出5万元。主要原因是…。其中：基本支出3万元，项目支出2万元`.
    fn whole_further_on<'s>(
        &self,
        line: &TextLine,
        begin: &Begin,
        (list, stated): (&PartList, &'s [Stated]),
    ) -> Option<(&'s Stated, Vec<usize>)> {
        let (sentence, _) = line.sentence(begin.at);
        let mut before = stated.iter().rev().filter(|it| it.at < sentence);
        let whole = before.find(|it| it.is_current && !self.is_increase(line, it))?;
        let parts = self.parts_of(whole.figure, list);
        (begin.at <= sentence + 2 && parts.len() > 1).then_some((whole, parts))
    }

    /// Relates a list of one side to the amount of both: `收支总预算5万元。收入包括：…。支出包括：甲3万元、乙2万元`. Both sides come to it.
    fn side_of_both(
        &mut self,
        (index, line): (usize, &TextLine),
        begin: &Begin,
        (list, stated): (&PartList, &[Stated]),
    ) {
        let mark = (line.body..begin.at).rfind(|at| ",。;".contains(line.chars[*at]));
        let from = mark.map_or(line.body, |mark| mark + 1);
        let is_side = self.is_side(line, (from, begin.at));
        let both = self.data.group(WordGroup::BothTotals);
        let is_of_both = |it: &&Stated| {
            let words = self.reading.lines[it.line].text(it.from, it.at);
            it.is_current && both.is_in(&words)
        };
        let before = |it: &&Stated| it.at < begin.at && is_of_both(it);
        let own = stated.iter().rfind(before);
        // in lines of their own, below the amount of both
        let above = || {
            let mut above = (index.saturating_sub(SIDES)..index).rev();
            above.find_map(|at| self.stated_in(at).iter().rfind(is_of_both))
        };
        let whole = own.or_else(|| mark.is_none().then(above).flatten());
        let Some(whole) = whole.filter(|_| is_side).cloned() else {
            return;
        };
        let whole = &whole;
        let parts = self.parts_of(whole.figure, list);
        let (gap, slack) = self.gap(whole.figure, &parts);
        let is_list = parts.len() > 1 || gap > slack;
        if parts.is_empty() || !is_list || gap.abs() <= slack {
            return;
        }
        match self.missing(&parts, (gap, slack)) {
            Some(missing) => self.part_missing((whole, &parts), missing),
            None => {
                // kinds of money that are more than both sides come to
                let are_apart = || self.are_kinds_of_money(&parts) || self.are_rows_apart(&parts);
                let is_more = gap < Decimal::ZERO && are_apart();
                let check = match is_more {
                    true => TextCheck::Parts,
                    false => TextCheck::PartsNear,
                };
                if parts.len() > 1 {
                    self.whole(check, whole.figure, Relation::Equal, &parts);
                }
            }
        }
    }

    /// Whether parts are each of another row of one table, of the same depth.
    fn are_rows_apart(&self, parts: &[usize]) -> bool {
        let row = |part: &usize| match self.reading.figures[*part].cells.as_slice() {
            [(factor, cell)] if *factor == Decimal::ONE => self.row_of_cell(*cell),
            _ => None,
        };
        let rows: Option<Vec<_>> = parts.iter().map(row).collect();
        rows.is_some_and(|rows| {
            let is_alike = rows.windows(2).all(|it| it[0].0 == it[1].0);
            is_alike && differ(&rows)
        })
    }

    /// Whether a list has an amount whose unit is said once for several: 货物36.30、工程70.00、服务150.00万元.
    fn has_bare(&self, index: usize, line: &TextLine, (from, to): (usize, usize)) -> bool {
        let figures = self.of_line(index);
        let mut bare = figures.iter().filter(|it| it.kind == Kind::Bare);
        bare.any(|it| {
            let is_in = it.start > from && it.close < to && line.chars[it.close] == '、';
            is_in && line.chars[it.start - 1].is_alphabetic()
        })
    }

    /// Whether a list goes on behind a reason for one of its parts: 甲1万元。减少的原因是…；乙8万元。
    fn goes_on_behind_a_reason(&self, line: &TextLine, stop: usize) -> bool {
        let (from, end) = line.sentence(stop + 1);
        let begin = (from + REASON).min(end);
        self.has_word(WordGroup::Reason, line, (from, begin))
            && line.chars[from..end].contains(&';')
    }

    /// Whether an amount is one of an increase by the words before it: 2、本年增加了其他资金7000万元。其中：.
    fn is_increase(&self, line: &TextLine, own: &Stated) -> bool {
        let words = self.data.group(WordGroup::Change);
        let is_change = |at: usize| {
            let found = words.begins(&line.chars[at..own.at]);
            found.is_some_and(|(word, _)| word.len() > 1)
        };
        // 由3万元增加到5万元 is an amount
        let is_level = own.at > 0 && "到至为".contains(line.chars[own.at - 1]);
        !is_level && (own.from..own.at).any(is_change)
    }

    /// Whether two places stand in one part of a list.
    fn same_part(&self, line: &TextLine, from: usize, to: usize) -> bool {
        !line.chars[from..to].iter().any(|c| matches!(c, ';' | '。'))
    }

    /// Whether the lines below a line number the parts of its only amount, though it does not say 包括: `1.本年收入合计5万元。`,
    /// `（1）财政拨款收入3万元。`.
    fn is_divided_below(&self, index: usize, line: &TextLine, stated: &[Stated]) -> bool {
        let next = self.reading.lines.get(index + 1).filter(|it| !it.in_table);
        let is_first = next.is_some_and(|next| {
            next.marker > line.marker && next.marker < Marker::Plain && next.is_first()
        });
        let [whole] = stated else { return false };
        is_first && (self.is_of_all(whole) || self.is_sum_below(index, whole.figure))
    }

    /// Whether the lines numbered below a line come to its amount.
    fn is_sum_below(&self, index: usize, whole: usize) -> bool {
        let style = self.reading.lines[index + 1].marker;
        let (parts, _) = self.listed(index + 1, style, whole);
        let value = |figure: &usize| self.reading.figures[*figure].value;
        parts.len() > 1 && parts.iter().map(value).sum::<Decimal>() == value(&whole)
    }
}

/// Whether no two of some things are the same.
fn differ<T: PartialEq>(all: &[T]) -> bool {
    (1..all.len()).all(|at| !all[..at].contains(&all[at]))
}
