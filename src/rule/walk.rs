//! The one walk over the rules and a budget: every row, code, project and column that a formula speaks of. What
//! becomes of it is the sink's business: [`super::sum`] adds up, [`super::record`] writes equations down.

use super::binding::Binding;
use super::expand::{Expander, ResolvedTerm};
use super::resolve::{OperandKind, ResolvedCells, ResolvedColumns, ResolvedFormula};
use super::{Rule, RuleSet};
use crate::budget::RowPosition;
use crate::budget::{FactId, Figure};
use crate::equation::Absent;
use rust_decimal::Decimal;
use std::ops::ControlFlow;

/// A cell that a side speaks of.
pub(super) enum CellVisit {
    /// A figure, and whether it counts: an amount, or what the layout takes for zero.
    Figure {
        /// The figure.
        id: FactId,
        /// Whether it has a value.
        counts: bool,
    },
    /// An optional column, by its own name or as one of several, that this form of the table does not have.
    ColumnLeftOut {
        /// Whether the formula names it.
        is_named: bool,
    },
    /// A column that the table must have and does not.
    ColumnMissing,
}

/// One side of a formula while it is walked.
pub(super) trait Side: Default {
    /// Adds a term.
    fn add(&mut self, term: &ResolvedTerm<'_>, at: Position<'_>);
    /// Whether it names a column that this form of the table does not have.
    fn is_beside_the_point(&self) -> bool;
}

/// Where a walk stands.
#[derive(Clone, Copy)]
pub(super) struct Position<'w> {
    /// The budget's rows.
    pub(super) expander: &'w Expander<'w>,
    /// What 每… stands for.
    pub(super) binding: &'w Binding,
    /// The column of 每列.
    pub(super) column: Option<usize>,
}

/// A statement that a walk reaches.
pub(super) struct WalkedStatement<'w, S> {
    /// The rule, by its index.
    pub(super) rule: usize,
    /// What keeps its conditions from being known.
    pub(super) open: &'w [Absent],
    /// The formula.
    pub(super) formula: &'w ResolvedFormula,
    /// Whether it names several tables.
    pub(super) is_across: bool,
    /// Its sides.
    pub(super) sides: [S; 2],
}

impl<'w, S> WalkedStatement<'w, S> {
    /// The same with other sides.
    pub(super) fn of_sides<T>(self, of: impl FnMut(S) -> T) -> WalkedStatement<'w, T> {
        WalkedStatement {
            rule: self.rule,
            open: self.open,
            formula: self.formula,
            is_across: self.is_across,
            sides: self.sides.map(of),
        }
    }
}

impl Expander<'_> {
    /// Gives every statement that has a figure on a side to `each`, in the order of the rules, until it breaks off.
    pub(super) fn walk<S: Side>(
        &self,
        rules: &RuleSet,
        each: impl FnMut(WalkedStatement<'_, S>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        self.walk_of(rules, |_| true, each)
    }

    /// The same of some of the rules.
    pub(super) fn walk_of<S: Side>(
        &self,
        rules: &RuleSet,
        wanted: impl Fn(&Rule) -> bool,
        mut each: impl FnMut(WalkedStatement<'_, S>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let rules = rules.rules.iter().enumerate();
        for (rule, own) in rules.filter(|(_, rule)| !rule.is_left_out && wanted(rule)) {
            if !self.is_answerable(own) {
                continue;
            }
            let mut open = Vec::new();
            let mut conditions = own.when.iter();
            if conditions.any(|condition| self.is_false(condition, &mut open)) {
                continue;
            }
            for formula in &own.formulas {
                self.walk_formula(formula, |is_across, sides| {
                    each(WalkedStatement {
                        rule,
                        open: &open,
                        formula,
                        is_across,
                        sides,
                    })
                })?;
            }
        }
        ControlFlow::Continue(())
    }

    fn walk_formula<S: Side>(
        &self,
        formula: &ResolvedFormula,
        mut each: impl FnMut(bool, [S; 2]) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let columns = formula.at_hand();
        let mut named = formula.cells().map(|cells| cells.table);
        let first = named.next();
        let is_across = named.any(|table| Some(table) != first);
        for binding in &self.bindings(formula) {
            let terms = [&formula.left, &formula.right].map(|terms| self.resolved(terms, binding));
            for column in &columns {
                // most rows of most columns are blank
                let at = Position {
                    expander: self,
                    binding,
                    column: *column,
                };
                if terms.iter().all(|side| self.says_nothing(side, at)) {
                    continue;
                }
                let sides = [&terms[0], &terms[1]].map(|terms| side_of::<S>(terms, at));
                if !sides.iter().any(Side::is_beside_the_point) {
                    each(is_across, sides)?;
                }
            }
        }
        ControlFlow::Continue(())
    }

    /// Whether no figure stands on a side.
    fn says_nothing(&self, side: &[ResolvedTerm<'_>], at: Position<'_>) -> bool {
        let stands = |id: &FactId| {
            let figure = &self.budget.fact(*id).figure;
            matches!(figure, Figure::Amount { .. } | Figure::Unreadable(_))
        };
        let has_figure = |resolved: &ResolvedTerm<'_>| {
            let cells = match &resolved.term.kind {
                OperandKind::Cells(cells) => cells,
                OperandKind::Earlier(cells) => {
                    return !self.earlier_figures(cells, at).is_nothing();
                }
                _ => return false,
            };
            let columns = cells.columns(at.column);
            let mut rows = resolved.places.iter().map(|place| &self.row(*place).facts);
            rows.any(|facts| {
                let mut own = columns.iter().filter_map(|column| facts[*column].as_ref());
                own.any(stands)
            })
        };
        let constant = || side.iter().map(|term| term.constant).sum::<Decimal>();
        !side.iter().any(has_figure) && constant().is_zero()
    }

    /// Visits every cell of some rows, row by row.
    pub(super) fn each_cell(
        &self,
        cells: &ResolvedCells,
        places: &[RowPosition],
        column: Option<usize>,
        mut visit: impl FnMut(CellVisit),
    ) {
        let block = &self.budget.layout.tables[cells.table].blocks[cells.block];
        let zero = &self.budget.layout.zero;
        let is_named = !matches!(cells.columns, ResolvedColumns::Others(_));
        for place in places {
            let facts = &self.row(*place).facts;
            for column in cells.columns(column) {
                let own = &self.budget.tables[place.0].columns;
                let of_last_year = block.columns[*column].of.is_some();
                let is_left_out = of_last_year && !own[block.first_column + *column];
                let Some(id) = facts[*column].filter(|_| !is_left_out) else {
                    visit(if block.columns[*column].optional || of_last_year {
                        CellVisit::ColumnLeftOut { is_named }
                    } else {
                        CellVisit::ColumnMissing
                    });
                    continue;
                };
                let counts = self.budget.fact(id).figure.counts(zero);
                visit(CellVisit::Figure { id, counts });
            }
        }
    }
}

/// A side with all its terms.
pub(super) fn side_of<S: Side>(terms: &[ResolvedTerm<'_>], at: Position<'_>) -> S {
    let mut side = S::default();
    for term in terms {
        side.add(term, at);
    }
    side
}
