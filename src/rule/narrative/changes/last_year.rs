//! What a text says about last year, held against last year's figures.

use crate::amount::{Amount, Rounded};
use crate::budget::FactId;
use crate::finding::ClaimProblem;
use crate::rule::narrative::form::Match;
use crate::rule::narrative::language::{TextCheck, WordGroup};
use crate::rule::narrative::lines::{Kind, TextLine};
use crate::rule::narrative::reader::{BareRate, Reader, Ref, StatedChange, Sum};
use rust_decimal::Decimal;
use std::cmp::Ordering;

impl Reader<'_> {
    /// Holds every change of the text against the figures of both years.
    pub(crate) fn last_year(&mut self) {
        let changes: Vec<StatedChange> = self.changes_of_cells().cloned().collect();
        for change in changes {
            let in_rows = self.budget.last_year_of(&change.cells, change.is_executed);
            match change.before.or(in_rows) {
                Some(before) => self.change_of(&change, before),
                // where last year's workbook was given, somebody wants to know
                None if self.budget.last_year.is_some() => self.reading.undecided += 1,
                None => {}
            }
        }
    }

    fn change_of(&mut self, change: &StatedChange, before: Decimal) {
        let own = &self.reading.figures[change.figure];
        let now = self.total(&Sum::of(&change.cells));
        let half = match own.figure.kind {
            Kind::Same => Decimal::new(5, self.budget.decimals() + 1),
            _ => own.half,
        };
        let right = now - before;
        if (change.sign * own.value - right).abs() <= half {
            return;
        }
        // the difference of both figures as the text prints them
        let printed = self.rounded_as(change.figure, now) - self.rounded_as(change.figure, before);
        if own.figure.kind != Kind::Same && change.sign * own.value == printed {
            return;
        }
        let (line, from, to) = (own.line, own.figure.start, own.figure.close);
        let is_same_size = (own.value - right.abs()).abs() <= half;
        let printed = (!is_same_size && own.figure.kind != Kind::Same)
            .then(|| self.printed_as(change.figure, right.abs()));
        let [now, before, by] =
            [now, before, right.abs()].map(|it| self.told_as(change.figure, it));
        let problem = ClaimProblem::LastChange {
            before,
            now,
            by,
            trend: if right.is_zero() {
                0
            } else if right.is_sign_positive() {
                1
            } else {
                -1
            },
            place: self.places(&change.cells, change.is_executed),
        };
        self.claim_about(
            TextCheck::LastChange,
            (line, from, to),
            printed,
            problem,
            &change.cells,
        );
    }

    /// Last year's figure of what a stated figure is about.
    pub(super) fn before_of(&self, figure: usize) -> Option<Decimal> {
        self.stated_by(figure)?.subject.before()
    }

    /// Holds the base that a sentence states against last year's figures.
    pub(crate) fn stated_base(
        &mut self,
        index: usize,
        line: &TextLine,
        found: &Match,
        (figure, now): (usize, Option<usize>),
    ) {
        let is_executed = self.is_executed(line, found);
        let now = now.filter(|it| self.cells_of(*it).is_some());
        let current = now.or_else(|| self.current(index, found.from));
        let cells = current.and_then(|it| self.cells_of(it)).unwrap_or_default();
        if !cells.is_empty() {
            self.base(figure, &cells, is_executed);
        }
    }

    /// Whether a sentence speaks of what was spent.
    fn is_executed(&self, line: &TextLine, found: &Match) -> bool {
        let words = line.text(found.from, found.to);
        let mut executed = self.data.execution.iter();
        executed.any(|it| words.contains(it.as_str()))
    }

    /// Whether a year that a sentence names, if it names one, is the one before the budget's.
    pub(crate) fn is_last_year(&self, year: Option<usize>) -> bool {
        let named = year.map(|it| self.reading.figures[it].value);
        let last = self.year().map(|it| Decimal::from(it - 1));
        named.is_none_or(|named| last.is_none_or(|last| named == last))
    }

    /// Holds a rate that is stated without an amount against the figures of both years.
    pub(crate) fn stated_rate(
        &mut self,
        index: usize,
        line: &TextLine,
        found: &Match,
        figure: usize,
    ) {
        let from = self.clause_start(index, line, found.from);
        let is_comparable = self.has_word(WordGroup::SameBasis, line, (from, found.to));
        if is_comparable || self.is_aside(line, found.from, WordGroup::Reason).is_some() {
            return;
        }
        let is_executed = self.is_executed(line, found);
        let current = self.current(index, found.from);
        let sign = found.filled.iter().find(|it| it.sign != 0);
        let unit = &self.reading.figures[figure].figure;
        let is_per_cent = line.chars[unit.end..unit.close].contains(&'%');
        if let Some((amount, sign)) = current.zip(sign).filter(|_| is_per_cent) {
            self.bare_rates.push(BareRate {
                amount,
                rate: Sum::one(sign.sign.into(), Ref::Text(figure)),
                is_executed,
            });
        }
        // 减少30万元，同口径下降2%: of what the change before it is, which may be stated nowhere
        let changed = self.changes_of_cells().next_back().filter(|it| {
            let own = &self.reading.figures[it.figure];
            let from = current.map_or(0, |it| self.reading.figures[it].figure.close);
            own.line == index && (from..found.from).contains(&own.figure.start)
        });
        let cells = match changed {
            Some(change) => change.cells.clone(),
            None => current.and_then(|it| self.cells_of(it)).unwrap_or_default(),
        };
        if cells.is_empty() {
            return;
        }
        self.reading.figures[figure].is_tied = true;
        let Some(before) = self.budget.last_year_of(&cells, is_executed) else {
            self.reading.undecided += usize::from(self.budget.last_year.is_some());
            return;
        };
        let sign = found.filled.iter().rfind(|it| it.sign != 0);
        let sign = Decimal::from(sign.map_or(1, |it| it.sign));
        self.judge_rate((figure, sign), current, before, (&cells, is_executed));
    }

    /// Says that a rate is not that of its cells against last year's figure of them.
    fn judge_rate(
        &mut self,
        (figure, sign): (usize, Decimal),
        current: Option<usize>,
        before: Decimal,
        (cells, is_executed): (&[(Decimal, FactId)], bool),
    ) {
        let now = self.total(&Sum::of(cells));
        let own = &self.reading.figures[figure];
        let stated = Rounded {
            value: sign * own.value,
            half: own.half,
        };
        let half = current.map_or(Decimal::ZERO, |it| self.reading.figures[it].half);
        let printed = [now, before].map(|value| Rounded { value, half });
        let is_right = match before.is_zero() {
            // there is no rate on nothing
            true => now.is_zero() && own.value.is_zero(),
            false => stated.is_share_of(&printed, |it| (it[0] - it[1], it[1])),
        };
        if is_right {
            return;
        }
        let at = (own.line, own.figure.start, own.figure.close);
        let decimals = own.figure.decimals.max(2);
        let rate = (now - before).checked_div(before);
        let rate = rate.map(|rate| Amount::new(rate * Decimal::ONE_HUNDRED).published(decimals));
        let told = |value| self.told_as(current.unwrap_or(figure), value);
        let problem = ClaimProblem::LastRate {
            before: told(before),
            now: told(now),
            rate: rate.map(|rate| Amount::new(rate.value().abs()).plain(decimals)),
            trend: match now.cmp(&before) {
                Ordering::Greater => 1,
                Ordering::Less => -1,
                Ordering::Equal => 0,
            },
            place: self.places(cells, is_executed),
        };
        self.claim_about(TextCheck::LastRate, at, None, problem, cells);
    }

    /// Holds the stated base of a change against last year's figures.
    fn base(&mut self, figure: usize, cells: &[(Decimal, FactId)], is_executed: bool) {
        let Some(before) = self.budget.last_year_of(cells, is_executed) else {
            self.reading.undecided += usize::from(self.budget.last_year.is_some());
            return;
        };
        let own = &self.reading.figures[figure];
        if (own.value - before).abs() <= own.half {
            return;
        }
        let at = (own.line, own.figure.start, own.figure.close);
        let right = self.printed_as(figure, before);
        let problem = ClaimProblem::LastBase {
            before: self.told_as(figure, before),
            place: self.places(cells, is_executed),
        };
        self.claim_about(TextCheck::LastBase, at, Some(right), problem, cells);
    }

    /// Holds 今年新增 against last year's figures.
    pub(crate) fn new_this_year(&mut self, index: usize, (from, to): (usize, usize)) {
        let Some(figure) = self.current(index, to) else {
            return;
        };
        let cells = self.reading.figures[figure].cells.clone();
        let Some(before) = self.budget.last_year_of(&cells, false) else {
            self.reading.undecided +=
                usize::from(self.budget.last_year.is_some() && !cells.is_empty());
            return;
        };
        if before.is_zero() {
            return;
        }
        let problem = ClaimProblem::LastNew {
            before: self.told_as(figure, before),
            place: self.places(&cells, false),
        };
        self.claim_about(TextCheck::LastNew, (index, from, to), None, problem, &cells);
    }

    /// A value as a figure of the text prints it.
    fn printed_as(&self, figure: usize, value: Decimal) -> String {
        let own = &self.reading.figures[figure].figure;
        let unit = self.budget.layout.unit_of_measure;
        let value = match own.kind {
            Kind::Amount(printed) => unit.convert(value, printed),
            _ => value,
        };
        Amount::new(value)
            .published(own.decimals)
            .plain(own.decimals)
    }

    /// A value at the places of a figure, in the unit of the layout.
    fn rounded_as(&self, figure: usize, value: Decimal) -> Decimal {
        let own = &self.reading.figures[figure].figure;
        let unit = self.budget.layout.unit_of_measure;
        match own.kind {
            Kind::Amount(printed) => {
                let value = Amount::new(unit.convert(value, printed));
                printed.convert(value.published(own.decimals).value(), unit)
            }
            _ => value,
        }
    }

    /// A value in the unit of a figure, with all that the tables print of it.
    pub(crate) fn told_as(&self, figure: usize, value: Decimal) -> String {
        let own = &self.reading.figures[figure].figure;
        let unit = self.budget.layout.unit_of_measure;
        let (value, more) = match own.kind {
            Kind::Amount(printed) => (unit.convert(value, printed), own.decimals),
            _ => (value, 0),
        };
        let decimals = self.budget.decimals().max(more);
        Amount::new(value).published(decimals).grouped(decimals)
    }

    /// Where last year's figures stand.
    fn places(&self, cells: &[(Decimal, FactId)], is_executed: bool) -> String {
        let place = |(_, id): &(Decimal, FactId)| {
            let figure = self.budget.last_year_figure(*id, is_executed)?;
            let at = &figure.at;
            Some(format!("{} {}!{}", at.file, at.sheet, at.a1()))
        };
        let mut places: Vec<String> = cells.iter().filter_map(place).collect();
        places.dedup();
        let more = if places.len() > 3 { " …" } else { "" };
        places.truncate(3);
        format!("{}{more}", places.join("、"))
    }
}
