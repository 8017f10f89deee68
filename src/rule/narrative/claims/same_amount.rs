//! Amounts and counts that no table has and that the text states twice by the same words: `政府采购预算5万元`.

use crate::relation::Relation;
use crate::rule::narrative::language::{TextCheck, WordGroup};
use crate::rule::narrative::lines::Kind;
use crate::rule::narrative::reader::{Reader, Ref, Stated, Sum};
use rust_decimal::Decimal;
use std::collections::HashMap;

/// Characters of the shortest words that name one thing.
const SHORTEST: usize = 4;

impl Reader<'_> {
    /// States that counts are those that sentences before have told by the same names.
    pub(super) fn same_counts(&mut self, told: Vec<(String, usize)>) {
        for (name, figure) in told {
            let before = *self.counts_told.entry(name).or_insert(figure);
            if before != figure {
                let [left, right] =
                    [before, figure].map(|it| Sum::one(Decimal::ONE, Ref::Text(it)));
                self.check(TextCheck::SameCount, left, Relation::Equal, right);
            }
        }
    }

    /// Holds what is stated again against what was stated first.
    pub(crate) fn told_twice(&mut self) {
        let mut first: HashMap<(String, String), usize> = HashMap::new();
        let mut pairs = Vec::new();
        let without_cells = |it: &&Stated| it.subject.cells().is_none();
        for own in self.stated.iter().filter(without_cells) {
            let Some(named) = self.named_alone(own) else {
                continue;
            };
            let Some(known) = first.get(&named) else {
                first.insert(named, own.figure);
                continue;
            };
            let value = |figure: usize| self.reading.figures[figure].value;
            if value(own.figure) != value(*known) {
                pairs.push((own.figure, *known));
            }
        }
        for (figure, known) in pairs {
            let [left, right] = [figure, known].map(|it| Sum::one(Decimal::ONE, Ref::Text(it)));
            self.check(TextCheck::SameAmount, left, Relation::Equal, right);
        }
    }

    /// The words that name a figure, without the department and the year, and what it counts; none of a part of a list.
    fn named_alone(&self, own: &Stated) -> Option<(String, String)> {
        let figure = &self.reading.figures[own.figure];
        let unit = match &figure.figure.kind {
            Kind::Amount(_) => String::new(),
            Kind::Count(word) => word.clone(),
            _ => return None,
        };
        let line = &self.reading.lines[own.line];
        let (sentence, _) = line.sentence(own.at);
        let is_part = self.has_word(WordGroup::OfWhich, line, (sentence, own.at));
        if !own.is_current || line.in_table || is_part {
            return None;
        }
        let (from, to) = line.clause(own.from, own.at);
        let is_neutral = |start: &usize| self.is_neutral(own.line, line, (from, *start));
        let start = (from..to).rev().find(is_neutral)?;
        let words: String = self.core(line, (start, to)).into_iter().collect();
        (words.chars().count() >= SHORTEST).then_some((words, unit))
    }
}
