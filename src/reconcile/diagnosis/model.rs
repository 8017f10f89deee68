//! The equations of a budget as a system of the locator: a cell a figure, trusted by none.

use crate::budget::{Budget, FactId, Row, RowKey};
use crate::equation::{Equation, MissingFigure};
use crate::layout::Role;
use crate::reconcile::locate::System;
use crate::reconcile::{Judgement, Verdict};
use crate::relation::Relation;
use crate::rule::{RuleSet, Severity};
use rust_decimal::Decimal;
use std::collections::HashMap;

/// A system with what its cells and constraints are.
pub(super) struct DiagnosisModel {
    pub(super) system: System,
    /// The fact of each cell.
    pub(super) facts: Vec<FactId>,
    /// The equation of each constraint.
    pub(super) equations: Vec<usize>,
    /// The equations of each cell.
    of_cell: Vec<Vec<usize>>,
}

impl DiagnosisModel {
    /// The equations that a cell stands in.
    pub(super) fn of_cell(&self, cell: usize) -> impl Iterator<Item = usize> + '_ {
        self.of_cell[cell].iter().copied()
    }
}

/// Equations that the locator may lean on: mandatory, about figures of this year alone or copies of last year's, and
/// with nothing lacking but figures that cannot be read.
pub(super) fn is_usable(rules: &RuleSet, budget: &Budget, equation: &Equation) -> bool {
    let lacks = equation
        .sides()
        .into_iter()
        .flat_map(|side| &side.absent)
        .filter(|absent| !absent.is_zero);
    rules.rules[equation.rule].level == Severity::Mandatory
        && equation.facts().next().is_some()
        && (is_of_this_year(equation) || is_copy_of_last_year(budget, equation))
        && lacks
            .into_iter()
            .all(|absent| matches!(absent.lack, MissingFigure::Figure(_)))
}

fn is_of_this_year(equation: &Equation) -> bool {
    let mut sides = equation.sides().into_iter();
    sides.all(|side| side.earlier.is_empty())
}

/// Whether it says that a column of last year's figures has the one that was published.
fn is_copy_of_last_year(budget: &Budget, equation: &Equation) -> bool {
    let is_last_year = |id: FactId| budget.column_of(id).role == Role::LastYear;
    let mut facts = equation.facts().map(|(_, id)| id);
    equation.relation == Relation::Equal && facts.all(is_last_year)
}

/// The system of the equations that are not skipped. Where figures of the department are rounded (some
/// equation differs by a residue), no equation is asked for more than its own allowance.
pub(super) fn model(
    rules: &RuleSet,
    budget: &Budget,
    equations: &[Equation],
    judgements: &[Judgement],
    is_skipped: impl Fn(usize) -> bool,
) -> DiagnosisModel {
    let usable: Vec<usize> = (0..equations.len())
        .filter(|index| !is_skipped(*index) && is_usable(rules, budget, &equations[*index]))
        .collect();
    let is_rounded = usable
        .iter()
        .any(|index| judgements[*index].verdict == Verdict::Rounding);
    let mut building = Building {
        budget,
        is_rounded,
        cells: HashMap::new(),
        in_broken: Vec::new(),
        model: DiagnosisModel {
            system: System::new(),
            facts: Vec::new(),
            equations: Vec::new(),
            of_cell: Vec::new(),
        },
    };
    for index in usable {
        building.add(index, &equations[index], &judgements[index]);
    }
    building.bounded()
}

/// A model while equations are added.
struct Building<'a> {
    budget: &'a Budget,
    /// Whether some equation differs by a residue.
    is_rounded: bool,
    cells: HashMap<FactId, usize>,
    /// Whether each cell stands in a broken equation.
    in_broken: Vec<bool>,
    model: DiagnosisModel,
}

impl Building<'_> {
    fn add(&mut self, index: usize, equation: &Equation, judgement: &Judgement) {
        let absent = equation.sides().into_iter().flat_map(|side| &side.absent);
        let unknown: Vec<FactId> = absent
            .filter_map(|absent| match absent.lack {
                MissingFigure::Figure(id) if !absent.is_zero => Some(id),
                _ => None,
            })
            .collect();
        let mut terms: Vec<(Decimal, usize)> = Vec::new();
        let signs = [Decimal::ONE, -Decimal::ONE];
        for (side, sign) in equation.sides().into_iter().zip(signs) {
            for (factor, id) in &side.terms {
                let cell = self.cell(*id, unknown.contains(id));
                self.model.of_cell[cell].push(index);
                self.in_broken[cell] |= judgement.verdict == Verdict::Broken;
                terms.push((sign * factor, cell));
            }
        }
        let constant = (equation.right.constant - equation.left.constant).value();
        self.constrain(equation.relation, &terms, constant, judgement, index);
    }

    fn cell(&mut self, id: FactId, is_unknown: bool) -> usize {
        let (budget, model, in_broken) = (self.budget, &mut self.model, &mut self.in_broken);
        *self.cells.entry(id).or_insert_with(|| {
            let value = budget
                .published(id)
                .map_or(Decimal::ZERO, |amount| amount.value());
            model.facts.push(id);
            in_broken.push(false);
            model.of_cell.push(Vec::new());
            model.system.cell((!is_unknown).then_some(value))
        })
    }

    fn constrain(
        &mut self,
        relation: Relation,
        terms: &[(Decimal, usize)],
        constant: Decimal,
        judgement: &Judgement,
        index: usize,
    ) {
        let slack = judgement.allowance.value();
        let holds_rounded =
            judgement.verdict == Verdict::Holds && !judgement.difference().is_zero();
        let model = &mut self.model;
        match relation {
            Relation::Equal if !slack.is_zero() && (self.is_rounded || holds_rounded) => {
                model.system.at_most(terms, constant + slack);
                model.system.at_least(terms, constant - slack);
                model.equations.push(index);
            }
            Relation::Equal => {
                model.system.equal(terms, constant);
            }
            Relation::AtMost => {
                model.system.at_most(terms, constant);
            }
            Relation::AtLeast => {
                model.system.at_least(terms, constant);
            }
        }
        model.equations.push(index);
    }

    /// The model, in which figures are not below zero unless they are meant so.
    fn bounded(mut self) -> DiagnosisModel {
        for (cell, id) in self.model.facts.iter().enumerate() {
            // a figure below zero with which everything agrees is meant
            let is_negative = self
                .budget
                .published(*id)
                .is_some_and(|amount| amount.value().is_sign_negative());
            if !may_be_negative(self.budget, *id) && (!is_negative || self.in_broken[cell]) {
                self.model.system.bound(cell, Some(Decimal::ZERO), None);
            }
        }
        self.model
    }
}

/// Whether the layout lets a figure be below zero.
fn may_be_negative(budget: &Budget, id: FactId) -> bool {
    let fact = budget.fact(id);
    let block = &budget.layout.tables[budget.tables[fact.table].layout].blocks[fact.block];
    let row: &Row = budget.row(fact);
    let of_line = matches!(row.key, RowKey::Line(line) if block.lines[line].negative);
    block.columns[fact.column].negative || of_line
}
