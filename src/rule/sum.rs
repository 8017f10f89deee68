//! Sums every equation without recording its terms: the fast path for a budget in which all of them hold.

use super::RuleSet;
use super::expand::{Expander, ResolvedTerm};
use super::resolve::OperandKind;
use super::walk::{CellVisit, Position, Side};
use crate::amount::Amount;
use crate::budget::Figure;
use rust_decimal::Decimal;
use std::ops::ControlFlow;

/// A side as a sum.
#[derive(Default)]
struct SideSum {
    /// Figures and constants, each with its factor.
    value: Decimal,
    is_beside_the_point: bool,
    /// Whether something that it needs may be missing.
    is_doubtful: bool,
}

impl Side for SideSum {
    fn add(&mut self, term: &ResolvedTerm<'_>, at: Position<'_>) {
        self.value += term.constant;
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
        expander.each_cell(cells, places, at.column, |visit| match visit {
            CellVisit::Figure { id, counts } => {
                self.is_doubtful |= !counts;
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
    /// How many equations [`Expander::equations`] gives, if every one of them holds exactly and lacks nothing.
    pub(crate) fn held(&self, rules: &RuleSet) -> Option<usize> {
        let mut held = 0;
        let walked = self.walk::<SideSum>(rules, |statement| {
            let [left, right] = statement.sides;
            let is_known = statement.open.is_empty() && !left.is_doubtful && !right.is_doubtful;
            let values = [left, right].map(|side| Amount::new(side.value));
            if !is_known || !statement.formula.relation.holds(values[0], values[1]) {
                return ControlFlow::Break(());
            }
            held += 1;
            ControlFlow::Continue(())
        });
        walked.is_continue().then_some(held)
    }
}
