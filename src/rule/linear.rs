//! Equations without constants and counts, which hold in every year: what the changes since last year are held against.

use super::expand::{Expander, ResolvedTerm};
use super::resolve::{OperandKind, ResolvedFormula};
use super::walk::{CellVisit, Position, Side, WalkedStatement};
use super::{Rule, RuleSet, Severity};
use crate::budget::FactId;
use crate::relation::Relation;
use rust_decimal::Decimal;
use std::ops::ControlFlow;

/// An equation without constants or counts.
#[derive(Debug)]
pub(crate) struct LinearEquation {
    /// Cells with their factors.
    pub(crate) sides: [Vec<(Decimal, FactId)>; 2],
    /// Whether its rule holds under a condition.
    pub(crate) is_conditional: bool,
}

/// One side of such an equation while the rules are walked.
#[derive(Default)]
pub(super) struct LinearSide {
    pub(super) terms: Vec<(Decimal, FactId)>,
    /// Whether it has a constant or a count.
    pub(super) has_constant: bool,
    is_beside_the_point: bool,
}

impl Side for LinearSide {
    fn add(&mut self, term: &ResolvedTerm<'_>, at: Position<'_>) {
        let OperandKind::Cells(cells) = &term.term.kind else {
            self.has_constant = true;
            return;
        };
        let factor = term.term.coefficient;
        at.expander
            .each_cell(cells, &term.places, at.column, |visit| match visit {
                CellVisit::Figure { id, .. } => self.terms.push((factor, id)),
                CellVisit::ColumnLeftOut { is_named } => self.is_beside_the_point |= is_named,
                CellVisit::ColumnMissing => {}
            });
    }

    fn is_beside_the_point(&self) -> bool {
        self.is_beside_the_point
    }
}

impl Expander<'_> {
    /// The equations that hold for every year, in the order of the rules; walked once.
    pub(super) fn linear_equations(&self, rules: &RuleSet) -> &[LinearEquation] {
        self.linear.get_or_init(|| {
            let mut equations = Vec::new();
            let _ = self.walk_of::<LinearSide>(rules, is_for_every_year, |statement| {
                equations.extend(linear(rules, statement));
                ControlFlow::Continue(())
            });
            equations
        })
    }
}

/// Whether a rule gives such equations.
fn is_for_every_year(rule: &Rule) -> bool {
    rule.level == Severity::Mandatory
        && !rule.is_about_last_year()
        && rule.formulas.iter().any(is_equal)
}

fn is_equal(formula: &ResolvedFormula) -> bool {
    formula.relation == Relation::Equal
}

/// The equation that a statement is, of a rule that gives such.
pub(super) fn linear(
    rules: &RuleSet,
    statement: WalkedStatement<'_, LinearSide>,
) -> Option<LinearEquation> {
    let rule = &rules.rules[statement.rule];
    let has_constant = statement.sides.iter().any(|side| side.has_constant);
    let is_linear = !has_constant && is_equal(statement.formula) && is_for_every_year(rule);
    is_linear.then(|| LinearEquation {
        sides: statement.sides.map(|side| side.terms),
        is_conditional: !rule.when.is_empty(),
    })
}
