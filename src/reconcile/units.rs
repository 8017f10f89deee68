//! What several budget units add up to: an equation for every figure of the department that has parts.

use crate::budget::{Budget, FactId, UnitSum};
use crate::equation::{Absent, Equation, EquationSide, MissingFigure, TermText};
use crate::finding::{Absence, Check};
use crate::relation::Relation;
use crate::rule::RuleSet;
use rust_decimal::Decimal;

/// The equations of the sums.
pub(super) fn equations(rules: &RuleSet, budget: &Budget) -> Vec<Equation> {
    let Some(rule) = rules.of_check(Check::UnitsAddUp) else {
        return Vec::new();
    };
    let sums = budget
        .sums
        .iter()
        .filter(|sum| says_something(budget, sum))
        .map(|sum| Equation {
            rule,
            left: side(budget, &sum.whole, &sum.parts),
            relation: Relation::Equal,
            right: side(budget, &sum.parts, &sum.whole),
            across: true,
        });
    sums.collect()
}

fn says_something(budget: &Budget, sum: &UnitSum) -> bool {
    sum.whole
        .iter()
        .chain(&sum.parts)
        .any(|id| budget.published(*id).is_some())
}

fn side(budget: &Budget, facts: &[FactId], others: &[FactId]) -> EquationSide {
    let mut side = EquationSide {
        terms: facts.iter().map(|id| (Decimal::ONE, *id)).collect(),
        ..EquationSide::default()
    };
    side.words
        .push((Decimal::ONE, TermText::Cells(0..facts.len(), true)));
    if let ([], Some(other)) = (facts, others.first()) {
        let fact = budget.fact(*other);
        let layout = &budget.layout.tables[budget.tables[fact.table].layout];
        let (name, row) = (
            layout.spoken_name(fact.block),
            budget.row_name(fact.table, fact.block, fact.row),
        );
        let is_of_unit = budget.tables[fact.table].unit.is_some();
        let whose = if is_of_unit {
            "部门的"
        } else {
            "各单位的"
        };
        side.words
            .push((Decimal::ONE, TermText::Text(format!("{whose}{name} {row}"))));
        let what = Absence::UnitRow {
            table: name,
            row,
            is_of_department: is_of_unit,
        };
        side.absent.push(Absent {
            what,
            is_zero: true,
            lack: MissingFigure::Other,
        });
    }
    side
}
