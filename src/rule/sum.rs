//! Sums every equation without recording its terms: the fast path for a budget in which all of them hold.

use super::RuleSet;
use super::expand::{Expander, ResolvedTerm};
use super::linear::{LinearSide, linear};
use super::resolve::OperandKind;
use super::walk::{CellVisit, Position, Side, WalkedStatement};
use crate::amount::Amount;
use crate::budget::Figure;
use rust_decimal::Decimal;
use std::ops::ControlFlow;

/// A side as a sum, with the cells that it adds up where a text asks for them.
#[derive(Default)]
struct SideSum<const WITH_CELLS: bool> {
    /// Figures and constants, each with its factor.
    value: Decimal,
    is_beside_the_point: bool,
    /// Whether something that it needs may be missing.
    is_doubtful: bool,
    /// Its cells.
    cells: LinearSide,
}

impl<const WITH_CELLS: bool> Side for SideSum<WITH_CELLS> {
    fn add(&mut self, term: &ResolvedTerm<'_>, at: Position<'_>) {
        self.value += term.constant;
        self.cells.has_constant |= !matches!(term.term.kind, OperandKind::Cells(_));
        let cells = match &term.term.kind {
            OperandKind::Cells(cells) => cells,
            OperandKind::Earlier(cells) => {
                let earlier = at.expander.earlier_figures(cells, at);
                self.value += term.term.coefficient * earlier.value();
                self.is_doubtful |= earlier.absent.iter().any(|absent| !absent.is_zero);
                return;
            }
            _ => return,
        };
        let (expander, places) = (at.expander, &term.places);
        let mut sum = Decimal::ZERO;
        if WITH_CELLS {
            let columns = cells.columns(at.column).len();
            self.cells.terms.reserve(places.len() * columns);
        }
        expander.each_cell(cells, places, at.column, |visit| match visit {
            CellVisit::Figure { id, counts } => {
                self.is_doubtful |= !counts;
                if WITH_CELLS {
                    self.cells.terms.push((term.term.coefficient, id));
                }
                if let Figure::Amount { published, .. } = &expander.budget.fact(id).figure {
                    sum += published.value();
                }
            }
            CellVisit::ColumnLeftOut { is_named } => self.is_beside_the_point |= is_named,
            CellVisit::ColumnMissing => self.is_doubtful = true,
        });
        self.value += if term.term.coefficient == Decimal::ONE {
            sum
        } else {
            term.term.coefficient * sum
        };
        let lacks = || expander.lacks(cells).is_some_and(|part| !part.is_zero);
        self.is_doubtful |= places.is_empty() && lacks();
    }

    fn is_beside_the_point(&self) -> bool {
        self.is_beside_the_point
    }
}

impl Expander<'_> {
    /// How many equations [`Expander::equations`] gives, if every one of them holds exactly and lacks nothing. Where a text
    /// will ask for the equations of every year they are kept, and the rules are walked once.
    pub(crate) fn held(&self, rules: &RuleSet) -> Option<usize> {
        if self.budget.texts.is_empty() || rules.narrative.is_none() {
            return self.sum::<false>(rules, |_| {});
        }
        let mut equations = Vec::new();
        let held = self.sum::<true>(rules, |statement| {
            equations.extend(linear(rules, statement))
        })?;
        let _ = self.linear.set(equations);
        Some(held)
    }

    fn sum<const WITH_CELLS: bool>(
        &self,
        rules: &RuleSet,
        mut see: impl FnMut(WalkedStatement<'_, LinearSide>),
    ) -> Option<usize> {
        let mut held = 0;
        let walked = self.walk::<SideSum<WITH_CELLS>>(rules, |statement| {
            let is_doubtful = statement.sides.iter().any(|side| side.is_doubtful);
            let is_known = statement.open.is_empty() && !is_doubtful;
            let [left, right] = statement
                .sides
                .each_ref()
                .map(|side| Amount::new(side.value));
            if !is_known || !statement.formula.relation.holds(left, right) {
                return ControlFlow::Break(());
            }
            held += 1;
            see(statement.of_sides(|side| side.cells));
            ControlFlow::Continue(())
        });
        walked.is_continue().then_some(held)
    }
}
