//! The shadow of last year: a linear rule that holds in both years holds for their differences. The changes
//! that a text prints are one more column of the same cells, and the same rules apply to them.

mod called_same;
mod printed_twice;
mod silent_whole;

use crate::budget::FactId;
use crate::relation::Relation;
use crate::rule::linear::LinearEquation;
use crate::rule::narrative::language::{Meaning, TextCheck, cell};
use crate::rule::narrative::reader::{Reader, Stated, StatedChange, Sum};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, HashSet};

/// How deep a change that is not printed is made up of others.
const DEEPEST: usize = 4;

/// Changes of a text; more are no text.
const MOST: usize = 2_000;

/// A change of a cell as printed, or made up.
#[derive(Debug, Clone, Default)]
struct Shadow {
    sum: Sum,
    /// Whether it rests on what the text does not say: that nothing was given up since last year.
    is_assumed: bool,
    /// Whether what was given up may have been taken off: else it was part of the whole, which has less by it.
    is_taken_off: bool,
    /// Whether items of the classification may have been given up, which no table of this year shows.
    may_lack_items: bool,
    /// Cells that have nothing, and of which no change is told.
    silent: Vec<FactId>,
}

/// Cells that are one figure, and the equations that add them up.
#[derive(Debug)]
struct LinkedSums {
    /// The next cell of the same figure, by the place of each; the last one stands for all.
    next: Vec<FactId>,
    all: Vec<(FactId, Vec<(Decimal, FactId)>)>,
    /// The wholes, sorted, each with the place of a sum in `all`.
    wholes: Vec<(FactId, usize)>,
}

/// The same with the changes that a text prints.
struct Years<'s> {
    sums: &'s LinkedSums,
    /// By their cells, sorted.
    changes: BTreeMap<FactId, Vec<StatedChange>>,
    /// Whether a cell has one of them, or a part of it, by its number.
    has_change: Vec<bool>,
}

impl Shadow {
    /// Takes in whether a part with a factor rests on what the text does not say.
    fn assume(&mut self, is_assumed: bool, factor: Decimal) {
        self.is_assumed |= is_assumed;
        self.is_taken_off |= is_assumed && factor < Decimal::ZERO;
    }
}

impl<'s> Years<'s> {
    fn new(sums: &'s LinkedSums, changes: Vec<StatedChange>) -> Self {
        let mut own: BTreeMap<FactId, Vec<StatedChange>> = BTreeMap::new();
        for change in changes {
            if let Some(only) = of_one_cell(&change) {
                own.entry(sums.of(only)).or_default().push(change);
            }
        }
        let mut has_change = vec![false; sums.next.len()];
        own.keys().for_each(|cell| has_change[cell.0] = true);
        let mut goes_on = !own.is_empty();
        while goes_on {
            goes_on = false;
            for (whole, parts) in &sums.all {
                let is_above = !has_change[whole.0] && parts.iter().any(|(_, it)| has_change[it.0]);
                has_change[whole.0] |= is_above;
                goes_on |= is_above;
            }
        }
        Self {
            sums,
            changes: own,
            has_change,
        }
    }
}

impl LinkedSums {
    fn new(cells: usize) -> Self {
        Self {
            next: (0..cells).map(FactId).collect(),
            all: Vec::new(),
            wholes: Vec::new(),
        }
    }

    /// Takes two cells for one figure.
    fn link(&mut self, a: FactId, b: FactId) {
        let (a, b) = (self.of(a), self.of(b));
        self.next[b.0] = a;
    }

    /// What a cell is the sum of.
    fn sums_of(&self, whole: FactId) -> impl Iterator<Item = &Vec<(Decimal, FactId)>> {
        let first = self.wholes.partition_point(|(own, _)| *own < whole);
        let own = self.wholes[first..].iter();
        let own = own.take_while(move |(own, _)| *own == whole);
        own.map(|(_, at)| &self.all[*at].1)
    }

    /// The cell that stands for all that are the same figure.
    fn of(&self, cell: FactId) -> FactId {
        let mut at = cell;
        while self.next[at.0] != at {
            at = self.next[at.0];
        }
        at
    }
}

impl Reader<'_> {
    /// States what must hold of the changes.
    pub(crate) fn shadow(&mut self) {
        if self.changes_of_cells().count() > MOST {
            return;
        }
        let of_kind = |is_executed: bool| {
            let own = self.changes.iter();
            let own = own.filter(|it| it.is_executed == is_executed && of_one_cell(it).is_some());
            own.cloned().collect()
        };
        let groups: [Vec<StatedChange>; 2] = [false, true].map(of_kind);
        // a change alone has none to be compared with
        let groups = groups.into_iter().filter(|changes| changes.len() > 1);
        let groups: Vec<Vec<StatedChange>> = groups.collect();
        if groups.is_empty() && (self.bare_rates.is_empty() || self.changes.is_empty()) {
            return;
        }
        let equations = self.expander.linear_equations(self.rules);
        let always = self.sums_of(equations, false);
        self.same_rates(&always);
        if groups.is_empty() {
            return;
        }
        let now = self.sums_of(equations, true);
        for changes in groups {
            let mut years = Years::new(&always, changes.clone());
            let is_balanced = self.is_balanced(&years);
            if is_balanced {
                years = Years::new(&now, changes.clone());
            }
            self.same(&years, TextCheck::SameChange);
            self.sums(&years, false);
            self.silent_wholes(&years, false);
            if !is_balanced {
                // there may have been other funds last year
                let years = Years::new(&now, changes);
                self.same(&years, TextCheck::SameChangeMaybe);
                self.sums(&years, true);
                self.silent_wholes(&years, true);
            }
        }
    }

    /// Cells that are one figure, and what adds up, by equations with or without those that hold under a condition.
    fn sums_of(&self, equations: &[LinearEquation], with_conditions: bool) -> LinkedSums {
        let usable = |equation: &&LinearEquation| with_conditions || !equation.is_conditional;
        let mut sums = LinkedSums::new(self.budget.facts.len());
        for equation in equations.iter().filter(usable) {
            if let [[(one, a)], [(other, b)]] = equation.sides.each_ref().map(Vec::as_slice)
                && one == other
                && cell::value(self.budget, *a) == cell::value(self.budget, *b)
            {
                sums.link(*a, *b);
            }
        }
        for equation in equations.iter().filter(usable) {
            let [left, right] = equation.sides.each_ref().map(Vec::as_slice);
            let [(factor, whole)] = left else { continue };
            let whole = sums.of(*whole);
            let parts = right.iter().map(|(factor, part)| (*factor, sums.of(*part)));
            let is_itself = matches!(right, [(_, part)] if sums.of(*part) == whole);
            if *factor == Decimal::ONE && !right.is_empty() && !is_itself {
                let parts = parts.collect();
                sums.all.push((whole, parts));
            }
        }
        let wholes = sums.all.iter().enumerate();
        sums.wholes = wholes.map(|(at, (whole, _))| (*whole, at)).collect();
        sums.wholes.sort_unstable();
        sums
    }

    /// Whether the changes of all funds and of those of the treasury are printed and the same: then there were no
    /// other funds last year either.
    fn is_balanced(&mut self, years: &Years<'_>) -> bool {
        let Some(balance) = &self.data.balance else {
            return false;
        };
        let mut change = |meaning: &Meaning| {
            let cells = self.cells(meaning)?;
            let class = years.sums.of(cells.first()?.1);
            let printed = years.changes.get(&class)?.first()?.clone();
            Some((class, printed.signed()))
        };
        let (one, other) = (change(&balance[0]), change(&balance[1]));
        match (one, other) {
            (Some((a, one)), Some((b, other))) => a == b || self.total(&one) == self.total(&other),
            _ => false,
        }
    }

    /// Takes back an equation that may fail, where it must hold: the changes that a list gives.
    fn take_back(&mut self, left: &Sum, right: &Sum) {
        let all = &mut self.reading.statements;
        all.retain(|it| !(it.is_near && it.left == *left && it.right.has_terms_of(right)));
    }

    fn sums(&mut self, years: &Years<'_>, is_maybe: bool) {
        let mut done: HashSet<(FactId, Vec<FactId>)> = HashSet::new();
        for (whole, parts) in &years.sums.all {
            let Some(printed) = years.changes.get(whole).and_then(|it| it.first()) else {
                continue;
            };
            let Some(right) = self.made_up(years, parts, 0) else {
                continue;
            };
            if right.sum.terms.is_empty() {
                continue;
            }
            let mut key: Vec<FactId> = parts
                .iter()
                .map(|(_, id)| *id)
                .filter(|id| cell::value(self.budget, *id).is_some_and(|it| !it.is_zero()))
                .collect();
            key.sort_unstable();
            if !done.insert((*whole, key)) {
                continue;
            }
            let left = printed.signed();
            // what was given up makes the whole less, and never more
            let is_less = self.total(&left) <= self.total(&right.sum) || right.is_taken_off;
            let is_no_gap =
                is_less && self.is_said_same(printed) && self.is_no_gap(years, *whole, &right);
            // each is right by its rate: there was something last year that is told nowhere
            if is_less
                && !is_no_gap
                && self.are_confirmed(&left, &right.sum)
                && (right.is_assumed || self.may_lack_parts(years, *whole, &right.sum))
            {
                continue;
            }
            let is_near = is_maybe || (right.is_assumed && is_less);
            let is_told = is_near
                && (is_no_gap || (!is_maybe && self.are_told_as_nothing(years, &right, printed)));
            let check = match is_near {
                true if is_told => TextCheck::ChangePartsTold,
                true => TextCheck::ChangePartsMaybe,
                false => TextCheck::ChangeParts,
            };
            if !is_near || is_told {
                self.take_back(&left, &right.sum);
            }
            if !self.is_stated(&left, &right.sum) && !self.is_gone(&left, &right.sum) {
                let before = self.reading.statements.len();
                self.check(check, left, Relation::Equal, right.sum);
                let may_be_less = !is_near && right.is_assumed && !right.is_taken_off;
                for own in &mut self.reading.statements[before..] {
                    own.may_be_less = may_be_less;
                }
            }
        }
    }

    /// Whether the line of a change tells of all parts without a change of their own that they are nothing: `减少0.70万元，其中：
    /// 公务用车购置费为0，未安排预算；公务用车运行费减少0.70万元`.
    fn are_told_as_nothing(&self, years: &Years<'_>, made: &Shadow, whole: &StatedChange) -> bool {
        let told = self.stated_in(whole.line);
        let is_of = |it: &Stated, cell: FactId| match it.subject.cells().map(Vec::as_slice) {
            Some([(_, own)]) => years.sums.of(*own) == cell,
            _ => false,
        };
        let is_told = |cell: &FactId| told.iter().any(|it| is_of(it, *cell));
        !made.silent.is_empty() && !made.may_lack_items && made.silent.iter().all(is_told)
    }

    /// Whether another equation of a whole has more parts, of which this year has nothing and last year may have had some.
    fn may_lack_parts(&self, years: &Years<'_>, whole: FactId, told: &Sum) -> bool {
        let mut made = years
            .sums
            .sums_of(whole)
            .filter_map(|parts| self.made_up(years, parts, 0));
        made.any(|it| it.is_assumed && it.sum.has_terms_of(told))
    }

    /// The change of a sum of cells, from printed ones.
    fn made_up(
        &self,
        years: &Years<'_>,
        parts: &[(Decimal, FactId)],
        depth: usize,
    ) -> Option<Shadow> {
        // most sums have a part of which nothing is told
        let is_open = |part: FactId| {
            !years.has_change[part.0]
                && cell::value(self.budget, part).is_none_or(|it| !it.is_zero())
        };
        if parts.iter().any(|(_, part)| is_open(*part)) {
            return None;
        }
        let mut made = Shadow::default();
        for (factor, part) in parts {
            if let Some(printed) = years.changes.get(part).and_then(|it| it.first()) {
                made.sum.add(*factor, &printed.signed());
                let is_coded = self.budget.row(self.budget.fact(*part)).code.is_some();
                made.may_lack_items |= is_coded;
                made.assume(is_coded, *factor);
                continue;
            }
            let is_told = depth < DEEPEST && years.has_change[part.0];
            let below = is_told.then(|| {
                let mut sums = years.sums.sums_of(*part);
                sums.find_map(|parts| {
                    self.made_up(years, parts, depth + 1)
                        .filter(|it| !it.sum.terms.is_empty())
                })
            });
            if let Some(below) = below.flatten() {
                made.sum.add(*factor, &below.sum);
                made.is_taken_off |= below.is_taken_off;
                made.may_lack_items |= below.may_lack_items;
                made.silent.extend(below.silent);
                made.assume(below.is_assumed, *factor);
            } else if cell::value(self.budget, *part)?.is_zero() {
                made.silent.push(*part);
                made.assume(true, *factor);
            } else {
                return None;
            }
        }
        Some(made)
    }
}

/// The only cell that a change is of.
fn of_one_cell(change: &StatedChange) -> Option<FactId> {
    match change.cells.as_slice() {
        [(factor, only)] if *factor == Decimal::ONE => Some(*only),
        _ => None,
    }
}
