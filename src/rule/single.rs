//! Sums without 每…: the conditions of rules, and the figures that a line about a department shows.

use super::RuleSet;
use super::binding::Binding;
use super::expand::Expander;
use super::resolve::{ResolvedCells, ResolvedCondition, ResolvedOperand, Terms};
use super::walk::{Position, side_of};
use crate::amount::Amount;
use crate::equation::{Absent, EquationSide};
use crate::finding::Absence;

impl Expander<'_> {
    /// The figures that a line about a department shows, by their names; none where the tables do not tell.
    pub(crate) fn summary(&self, rules: &RuleSet) -> Vec<(String, Option<Amount>)> {
        let value = |terms: &Vec<ResolvedOperand>| {
            let side = self.once(terms);
            let is_known = side
                .terms
                .iter()
                .any(|(_, id)| self.budget.published(*id).is_some());
            (is_known && side.absent.iter().all(|absent| absent.is_zero))
                .then(|| side.value(self.budget))
        };
        rules
            .summary
            .iter()
            .map(|(name, terms)| (name.clone(), value(terms)))
            .collect()
    }

    /// A sum of cells over the budget.
    pub(crate) fn side_of(&self, terms: &Terms) -> EquationSide {
        self.once(&terms.0)
    }

    /// Whether a row is there: with its own label, or with a figure.
    fn exists(&self, cells: &ResolvedCells) -> bool {
        self.places(cells, &Binding::Nothing).iter().any(|place| {
            let row = self.row(*place);
            !row.label.is_empty()
                || row
                    .facts
                    .iter()
                    .flatten()
                    .any(|id| self.budget.published(*id).is_some())
        })
    }

    /// Whether a condition is certainly not met; what keeps it from being known goes into `open`.
    pub(super) fn is_false(&self, condition: &ResolvedCondition, open: &mut Vec<Absent>) -> bool {
        match condition {
            ResolvedCondition::Exists(cells) => !self.exists(cells),
            ResolvedCondition::Absent(cells) => {
                // whether a table that lacks has the row is not known
                let lack = self.missing(cells, "", "", None);
                open.extend(lack.filter(|lack| {
                    matches!(
                        lack.what,
                        Absence::Table { .. } | Absence::TwoVersions { .. }
                    )
                }));
                self.exists(cells)
            }
            ResolvedCondition::Holds(formula) => {
                let [left, right] = [&formula.left, &formula.right].map(|terms| self.once(terms));
                open.extend(
                    left.absent
                        .iter()
                        .chain(&right.absent)
                        .filter(|absent| !absent.is_zero)
                        .cloned(),
                );
                open.is_empty()
                    && !formula
                        .relation
                        .holds(left.value(self.budget), right.value(self.budget))
            }
        }
    }

    /// A side of a formula that has no 每….
    fn once(&self, terms: &[ResolvedOperand]) -> EquationSide {
        let at = Position {
            expander: self,
            binding: &Binding::Nothing,
            column: None,
        };
        side_of(&self.resolved(terms, &Binding::Nothing), at)
    }
}
