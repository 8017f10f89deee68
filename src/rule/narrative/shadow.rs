//! The shadow of last year: a linear rule that holds in both years holds for their differences. The changes
//! that a text prints are one more column of the same cells, and the same rules apply to them.

use super::TextCheck;
use super::cell::{self, Meaning};
use super::reading::{Ref, Sum};
use super::walk::{StatedChange, Walk};
use crate::budget::FactId;
use crate::equation::Equation;
use crate::relation::Relation;
use crate::rule::Severity;
use rust_decimal::Decimal;
use std::collections::{HashMap, HashSet};

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
}

/// Cells that are one figure, and the equations that add them up.
struct Years {
    class: HashMap<FactId, FactId>,
    sums: Vec<(FactId, Vec<(Decimal, FactId)>)>,
    changes: HashMap<FactId, Vec<StatedChange>>,
}

impl Walk<'_> {
    /// States what must hold of the changes.
    pub(super) fn shadow(&mut self) {
        if self.changes.is_empty() || self.changes.len() > MOST {
            return;
        }
        let equations = self.expander.equations(self.rules);
        for is_executed in [false, true] {
            let own = self
                .changes
                .iter()
                .filter(|it| it.is_executed == is_executed);
            let changes: Vec<StatedChange> = own.cloned().collect();
            let mut years = self.years(&equations, changes.clone(), false);
            let is_balanced = self.is_balanced(&years);
            if is_balanced {
                years = self.years(&equations, changes.clone(), true);
            }
            self.same(&years, TextCheck::SameChange);
            self.sums(&years, false);
            if !is_balanced {
                // there may have been other funds last year
                let years = self.years(&equations, changes, true);
                self.same(&years, TextCheck::SameChangeMaybe);
                self.sums(&years, true);
            }
        }
    }

    fn years(
        &self,
        equations: &[Equation],
        changes: Vec<StatedChange>,
        with_conditions: bool,
    ) -> Years {
        let usable = |equation: &&Equation| {
            let rule = &self.rules.rules[equation.rule];
            rule.level == Severity::Mandatory
                && equation.relation == Relation::Equal
                && (with_conditions || rule.when.is_empty())
                && equation
                    .sides()
                    .into_iter()
                    .all(|side| side.constant.is_zero() && side.counted.is_empty())
        };
        let mut years = Years {
            class: HashMap::new(),
            sums: Vec::new(),
            changes: HashMap::new(),
        };
        for equation in equations.iter().filter(usable) {
            let [left, right] = equation.sides().map(|side| side.terms.as_slice());
            if let ([(one, a)], [(other, b)]) = (left, right)
                && one == other
                && cell::value(self.budget, *a) == cell::value(self.budget, *b)
            {
                let (a, b) = (years.of(*a), years.of(*b));
                if a != b {
                    years.class.insert(b, a);
                }
            }
        }
        for equation in equations.iter().filter(usable) {
            let [left, right] = equation.sides().map(|side| side.terms.as_slice());
            if let [(factor, whole)] = left
                && *factor == Decimal::ONE
                && right.len() > 1
            {
                let parts = right
                    .iter()
                    .map(|(factor, part)| (*factor, years.of(*part)));
                years.sums.push((years.of(*whole), parts.collect()));
            } else if let ([(factor, whole)], [part]) = (left, right)
                && *factor == Decimal::ONE
            {
                let (whole, part) = (years.of(*whole), (part.0, years.of(part.1)));
                if whole != part.1 {
                    years.sums.push((whole, vec![part]));
                }
            }
        }
        for change in changes {
            if let [(factor, only)] = change.cells.as_slice()
                && *factor == Decimal::ONE
            {
                let class = years.of(*only);
                years.changes.entry(class).or_default().push(change);
            }
        }
        years
    }

    /// Whether the changes of all funds and of those of the treasury are printed and the same: then there were no
    /// other funds last year either.
    fn is_balanced(&mut self, years: &Years) -> bool {
        let Some(balance) = &self.data.balance else {
            return false;
        };
        let mut change = |meaning: &Meaning| {
            let cells = self.cells(meaning)?;
            let class = years.of(cells.first()?.1);
            let printed = years.changes.get(&class)?.first()?.clone();
            Some((class, self.signed(&printed)))
        };
        let (one, other) = (change(&balance[0]), change(&balance[1]));
        match (one, other) {
            (Some((a, one)), Some((b, other))) => a == b || self.total(&one) == self.total(&other),
            _ => false,
        }
    }

    fn signed(&self, change: &StatedChange) -> Sum {
        Sum::one(change.sign, Ref::Text(change.figure))
    }

    /// A change that is printed more than once is one.
    fn same(&mut self, years: &Years, check: TextCheck) {
        let mut classes: Vec<&FactId> = years.changes.keys().collect();
        classes.sort_unstable();
        for class in classes {
            let printed = &years.changes[class];
            let Some((first, rest)) = printed.split_first() else {
                continue;
            };
            for other in rest {
                let (left, right) = (self.signed(first), self.signed(other));
                if left != right && !self.is_stated(&left, &right) {
                    self.check(check, left, Relation::Equal, right);
                }
            }
        }
    }

    /// Whether an equation stands already.
    fn is_stated(&self, left: &Sum, right: &Sum) -> bool {
        let mut own = self.reading.statements.iter();
        own.any(|it| (&it.left, &it.right) == (left, right))
    }

    fn sums(&mut self, years: &Years, is_maybe: bool) {
        let mut done: HashSet<(FactId, Vec<FactId>)> = HashSet::new();
        for (whole, parts) in &years.sums {
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
            let left = self.signed(printed);
            let check = if right.is_assumed || is_maybe {
                TextCheck::ChangePartsMaybe
            } else {
                TextCheck::ChangeParts
            };
            if !self.is_stated(&left, &right.sum) {
                self.check(check, left, Relation::Equal, right.sum);
            }
        }
    }

    /// The change of a sum of cells, from printed ones.
    fn made_up(&self, years: &Years, parts: &[(Decimal, FactId)], depth: usize) -> Option<Shadow> {
        let mut made = Shadow::default();
        for (factor, part) in parts {
            if let Some(printed) = years.changes.get(part).and_then(|it| it.first()) {
                made.sum.add(*factor, &self.signed(printed));
                made.is_assumed |= self.budget.row(self.budget.fact(*part)).code.is_some();
                continue;
            }
            let below = (depth < DEEPEST).then(|| {
                let mut sums = years.sums.iter().filter(|(whole, _)| whole == part);
                sums.find_map(|(_, parts)| {
                    self.made_up(years, parts, depth + 1)
                        .filter(|it| !it.sum.terms.is_empty())
                })
            });
            if let Some(below) = below.flatten() {
                made.sum.add(*factor, &below.sum);
                made.is_assumed = true;
            } else if cell::value(self.budget, *part)?.is_zero() {
                made.is_assumed = true;
            } else {
                return None;
            }
        }
        Some(made)
    }
}

impl Years {
    /// The cell that stands for all that are the same figure.
    fn of(&self, own: FactId) -> FactId {
        let mut at = own;
        while let Some(next) = self.class.get(&at) {
            at = *next;
        }
        at
    }
}
