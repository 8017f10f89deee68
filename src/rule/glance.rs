//! A look at all equations without writing them down: where every one of them surely holds, nobody asks for their
//! terms. Whatever is in doubt here is looked at again, in full.

use super::RuleSet;
use super::expand::{Expander, ResolvedTerm};
use super::resolve::{OperandKind, ResolvedColumns, ResolvedFormula};
use crate::amount::Amount;
use crate::budget::Figure;
use rust_decimal::Decimal;

/// A side at a glance.
#[derive(Default)]
struct SideSum {
    /// What its figures come to, each with its factor.
    figures: Decimal,
    /// What is added to them.
    constant: Decimal,
    /// Whether a figure stands on it.
    has_figure: bool,
    is_beside_the_point: bool,
    /// Whether something that it needs may be lacking.
    is_doubtful: bool,
}

impl SideSum {
    fn says_nothing(&self) -> bool {
        !self.has_figure && self.constant.is_zero()
    }

    fn value(&self) -> Amount {
        Amount::new(self.figures + self.constant)
    }
}

impl Expander<'_> {
    /// How many equations [`Expander::equations`] gives, if every one of them holds exactly and lacks nothing.
    pub(crate) fn held(&self, rules: &RuleSet) -> Option<usize> {
        let mut held = 0;
        for rule in &rules.rules {
            let mut open = Vec::new();
            if rule
                .when
                .iter()
                .any(|condition| self.is_false(condition, &mut open))
            {
                continue;
            }
            for formula in &rule.formulas {
                let own = self.held_of(formula)?;
                // what keeps a condition from being known is lacking in each of them
                if own > 0 && !open.is_empty() {
                    return None;
                }
                held += own;
            }
        }
        Some(held)
    }

    fn held_of(&self, formula: &ResolvedFormula) -> Option<usize> {
        let columns = formula.at_hand();
        let hands = self.hands(formula);
        let mut held = 0;
        let (mut left_terms, mut right_terms) = (Vec::new(), Vec::new());
        for hand in &hands {
            for (reached, terms) in [
                (&mut left_terms, &formula.left),
                (&mut right_terms, &formula.right),
            ] {
                reached.clear();
                reached.extend(terms.iter().map(|term| self.reached_by(term, hand)));
            }
            for column in &columns {
                let [left, right] =
                    [&left_terms, &right_terms].map(|side| self.seen(side, *column));
                let is_none = left.says_nothing() && right.says_nothing();
                if is_none || left.is_beside_the_point || right.is_beside_the_point {
                    continue;
                }
                let is_doubtful = left.is_doubtful || right.is_doubtful;
                if is_doubtful || !formula.relation.holds(left.value(), right.value()) {
                    return None;
                }
                held += 1;
            }
        }
        Some(held)
    }

    fn seen(&self, side: &[ResolvedTerm<'_>], column: Option<usize>) -> SideSum {
        let mut seen = SideSum::default();
        for ResolvedTerm {
            term,
            places,
            constant,
        } in side
        {
            seen.constant += constant;
            let OperandKind::Cells(cells) = &term.kind else {
                continue;
            };
            let block = &self.budget.layout.tables[cells.table].blocks[cells.block];
            let zero = &self.budget.layout.zero;
            let mut sum = Decimal::ZERO;
            for place in places.iter() {
                let facts = &self.row(*place).facts;
                for index in cells.columns(column) {
                    let Some(id) = facts[*index] else {
                        match block.columns[*index].optional {
                            true => {
                                seen.is_beside_the_point |=
                                    !matches!(cells.columns, ResolvedColumns::Others(_))
                            }
                            false => seen.is_doubtful = true,
                        }
                        continue;
                    };
                    match &self.budget.fact(id).figure {
                        Figure::Amount { published, .. } => {
                            seen.has_figure = true;
                            sum += published.value();
                        }
                        Figure::Blank => seen.is_doubtful |= !zero.blank,
                        Figure::Dash(_) => seen.is_doubtful |= !zero.dash,
                        Figure::Nothing(_) => seen.is_doubtful |= !zero.nothing,
                        Figure::Unreadable(_) => (seen.has_figure, seen.is_doubtful) = (true, true),
                    }
                }
            }
            seen.figures += if term.coefficient == Decimal::ONE {
                sum
            } else {
                term.coefficient * sum
            };
            seen.is_doubtful |=
                places.is_empty() && self.lacks(cells).is_some_and(|lacking| !lacking.is_zero);
        }
        seen
    }
}
