//! How the right value of a figure of a text comes about, or why two sides disagree.

use super::judge::{Judged, rounded};
use super::locate::figures;
use super::told::{Proposal, Teller};
use super::words::bracketed;
use crate::amount::{Amount, UnitOfMeasure};
use crate::finding::Calculation;
use crate::relation::Relation;
use crate::rule::narrative::{Kind, Ref, Statement, Sum};
use rust_decimal::Decimal;

impl Teller<'_> {
    /// How the right value of a figure comes about, or why the sides disagree.
    pub(super) fn calculation(
        &self,
        statement: &Statement,
        judged: Judged,
        shown: Option<usize>,
        best: Option<&Proposal>,
    ) -> Calculation {
        if let Some(over) = &statement.over {
            return self.quotient(statement, over, judged, (shown, best));
        }
        if statement.right.terms.is_empty() && statement.relation == Relation::Equal {
            return match self.earlier(statement) {
                Calculation::None => self.lacking(statement).unwrap_or(Calculation::None),
                earlier => earlier,
            };
        }
        let unit = self.unit_of(statement);
        let [left, right] = [
            (&statement.left, judged.left),
            (&statement.right, judged.right),
        ]
        .map(|(sum, value)| self.with_value(sum, value, unit));
        match (statement.relation, shown.filter(|_| best.is_some())) {
            (Relation::Equal, Some(shown)) => match self.isolated(statement, shown) {
                Some(isolated) => self.of_others(&isolated, unit),
                None => Calculation::Unequal([left, right]),
            },
            (Relation::Equal, None) => {
                let gap = self.value((judged.left - judged.right).abs(), unit);
                Calculation::ShouldBe { right, gap }
            }
            (relation, _) => Calculation::Beyond {
                title: self.rules.rules[statement.rule].title.clone(),
                sides: [left, right],
                is_more: relation == Relation::AtMost,
            },
        }
    }

    /// The right value out of all other figures of an equation.
    fn of_others(&self, isolated: &Sum, unit: Option<UnitOfMeasure>) -> Calculation {
        if let ([(factor, Ref::Text(figure))], true) =
            (isolated.terms.as_slice(), isolated.constant.is_zero())
            && factor.abs() == Decimal::ONE
        {
            // the text states the same elsewhere
            let line = &self.reading.lines[self.reading.figures[*figure].line];
            let paragraph = self.place.paragraphs[line.paragraph].block + 1;
            let words = self.quoted(*figure).to_string();
            return Calculation::Elsewhere { paragraph, words };
        }
        let value = self.values.total(isolated);
        Calculation::Formula(self.with_value(isolated, value, unit))
    }

    /// The value of a rate, with all other figures as they ought to be. Where it tells that another figure is
    /// wrong, it is what that figure should be.
    fn quotient(
        &self,
        statement: &Statement,
        over: &Sum,
        judged: Judged,
        (shown, best): (Option<usize>, Option<&Proposal>),
    ) -> Calculation {
        let rate = left_rate(statement);
        let right = best.and_then(|it| it.right.as_ref());
        if let (Some(rate), Some(right)) = (rate.filter(|it| shown != Some(*it)), right) {
            let unit = self.unit(rate);
            let printed = self.printed(rate, self.reading.figures[rate].value) + &unit;
            let now = self.proposed(rate, judged.right, judged.right) + &unit;
            let right = right.to_string();
            return Calculation::GivesRate {
                right,
                printed,
                now,
            };
        }
        let unit = rate.map_or(Decimal::ZERO, |it| {
            Decimal::TWO * self.reading.figures[it].half
        });
        if best.is_none() && judged.is_opposite(unit) {
            return Calculation::OtherDirection;
        }
        let mended = self.mended_right(statement);
        let changed = self.mended_figures();
        let [part, whole] =
            [&statement.right, over].map(|sum| bracketed(sum, self.sum_of(sum, None, &changed)));
        let rate = rate.map_or(String::new(), |it| {
            self.proposed(it, mended, mended) + &self.unit(it)
        });
        Calculation::Formula(format!("{part} ÷ {whole} = {rate}"))
    }

    /// What the text says before that settles a figure.
    fn earlier(&self, statement: &Statement) -> Calculation {
        let narrative = self.rules.narrative.as_deref();
        let words = narrative.map_or(&[][..], |it| it.words_of(statement.rule));
        let lines = self.reading.lines.iter();
        let found = lines
            .flat_map(|line| words.iter().map(move |word| (line, word)))
            .find(|(line, word)| line.text(0, line.chars.len()).contains(word.as_str()));
        found.map_or(Calculation::None, |(line, word)| Calculation::Elsewhere {
            paragraph: self.place.paragraphs[line.paragraph].block + 1,
            words: word.clone(),
        })
    }

    /// The table that has no figure for what the one of a statement is about.
    pub(super) fn lacking(&self, statement: &Statement) -> Option<Calculation> {
        let [(_, Ref::Text(figure))] = statement.left.terms.as_slice() else {
            return None;
        };
        let place = self.reading.figures[*figure].lacking?;
        let layout = &self.budget.layout.tables[place];
        let mut tables = self.budget.tables_of(place);
        Some(Calculation::NoFigure {
            table: layout.id.clone(),
            is_empty: tables.all(|(_, table)| !self.budget.is_filled(table)),
        })
    }

    /// What a figure should be by all others of its equation.
    fn isolated(&self, statement: &Statement, figure: usize) -> Option<Sum> {
        let own = Ref::Text(figure);
        let mut all = statement.left.clone();
        all.add(-Decimal::ONE, &statement.right);
        let of_figure = |(factor, it): &(Decimal, Ref)| (*it == own).then_some(*factor);
        let factor: Decimal = all.terms.iter().filter_map(of_figure).sum();
        if factor.abs() != Decimal::ONE {
            return None;
        }
        all.terms.retain(|(_, it)| *it != own);
        let mut isolated = Sum::default();
        isolated.add(-factor, &all);
        // a sum begins with what is added
        isolated
            .terms
            .sort_by_key(|(factor, _)| factor.is_sign_negative());
        Some(isolated)
    }

    /// The unit in which the amounts of a statement are printed: that of its text, where no cell has another.
    pub(super) fn unit_of(&self, statement: &Statement) -> Option<UnitOfMeasure> {
        let kinds = figures(statement);
        let mut kinds = kinds
            .iter()
            .map(|it| &self.reading.figures[*it].figure.kind);
        let mut unit = None;
        let is_money = kinds.all(|kind| match kind {
            Kind::Amount(own) => {
                let is_one = unit.is_none_or(|unit| unit == *own);
                unit = Some(*own);
                is_one
            }
            Kind::Bare | Kind::Same => true,
            _ => false,
        });
        let sums = [&statement.left, &statement.right];
        let is_cell = |(_, own): &(Decimal, Ref)| matches!(own, Ref::Cell(_));
        let has_cell = sums.iter().any(|sum| sum.terms.iter().any(is_cell));
        if has_cell || !is_money && unit.is_some() {
            return Some(self.budget.layout.unit_of_measure);
        }
        unit
    }

    /// A value in a unit; a number of things without one.
    fn value(&self, value: Decimal, unit: Option<UnitOfMeasure>) -> String {
        let own = self.budget.layout.unit_of_measure;
        match unit {
            Some(unit) => {
                let value = own.convert(value, unit);
                format!(
                    "{} {unit}",
                    Amount::new(rounded(value, Decimal::new(1, 6)).normalize()).grouped(0)
                )
            }
            None => Amount::new(value.normalize()).plain(0),
        }
    }

    /// A sum in words with its value: `5800 + 1300 = 7,100 万元`.
    fn with_value(&self, sum: &Sum, value: Decimal, unit: Option<UnitOfMeasure>) -> String {
        let text = self.sum(sum, unit);
        match sum.terms.as_slice() {
            [(factor, Ref::Text(_))] if factor.abs() != Decimal::ONE => {
                format!("{text} = {}", self.value(value, unit))
            }
            [] | [(_, Ref::Text(_))] if sum.constant.is_zero() || sum.terms.is_empty() => text,
            [(_, Ref::Cell(_))] if sum.constant.is_zero() => {
                format!("{text} {}", self.value(value, unit))
            }
            _ => format!("{text} = {}", self.value(value, unit)),
        }
    }
}

/// The rate on the left of a statement.
pub(super) fn left_rate(statement: &Statement) -> Option<usize> {
    match statement.left.terms.first() {
        Some((_, Ref::Text(index))) => Some(*index),
        _ => None,
    }
}
