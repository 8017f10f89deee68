//! From formulas to equations: every row, code, project and column that a formula speaks of becomes
//! one statement over facts. A join never loses a row: what stands on one side only is an equation
//! that says so.

use super::binding::Binding;
use super::index::Index;
use super::linear::LinearEquation;
use super::resolve::{OperandKind, ResolvedCells, ResolvedOperand, RowFilter, RowPick};
use super::{Rule, RuleSet};
use crate::budget::{Budget, Row, RowPosition};
use crate::classification::Code;
use crate::equation::{Absent, MissingFigure};
use crate::finding::Absence;
use crate::label::fold;
use rust_decimal::Decimal;
use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::HashSet;

/// A term, and the rows that it speaks of.
pub(super) struct ResolvedTerm<'t> {
    pub(super) term: &'t ResolvedOperand,
    pub(super) places: Cow<'t, [RowPosition]>,
    /// What it is whatever the figures: a number, or a count of rows.
    pub(super) constant: Decimal,
}

/// Expands formulas against a budget.
pub(crate) struct Expander<'a> {
    pub(super) budget: &'a Budget,
    pub(super) index: Index<'a>,
    /// Last year's tables, where a rule speaks of them.
    pub(super) last: Option<Box<Self>>,
    /// The equations that hold for every year, once they were asked for.
    pub(super) linear: OnceCell<Vec<LinearEquation>>,
}

impl<'a> Expander<'a> {
    pub(crate) fn new(budget: &'a Budget) -> Self {
        Self {
            budget,
            index: Index::new(budget),
            last: None,
            linear: OnceCell::new(),
        }
    }

    /// The same, with last year's tables if a rule speaks of them.
    pub(crate) fn of_rules(rules: &RuleSet, budget: &'a Budget) -> Self {
        let is_needed = budget.scope.is_none() && rules.rules.iter().any(Rule::is_about_last_year);
        let last = budget.last_year.as_ref().filter(|_| is_needed);
        Self {
            last: last.map(|last| Box::new(Self::new(&last.budget))),
            ..Self::new(budget)
        }
    }

    /// The rows that each term speaks of.
    pub(super) fn resolved<'t>(
        &'t self,
        terms: &'t [ResolvedOperand],
        hand: &'t Binding,
    ) -> Vec<ResolvedTerm<'t>> {
        terms
            .iter()
            .map(|term| self.resolved_by(term, hand))
            .collect()
    }

    /// The rows that a term speaks of.
    pub(super) fn resolved_by<'t>(
        &'t self,
        term: &'t ResolvedOperand,
        hand: &'t Binding,
    ) -> ResolvedTerm<'t> {
        match &term.kind {
            OperandKind::Number => ResolvedTerm {
                term,
                places: Cow::Borrowed(&[]),
                constant: term.coefficient,
            },
            OperandKind::Count(cells) => {
                let places = self.places(cells, hand);
                let constant = term.coefficient * self.count(&places);
                ResolvedTerm {
                    term,
                    places,
                    constant,
                }
            }
            // its figures are last year's; see [`super::earlier`]
            OperandKind::Earlier(_) => ResolvedTerm {
                term,
                places: Cow::Borrowed(&[]),
                constant: Decimal::ZERO,
            },
            OperandKind::Cells(cells) => ResolvedTerm {
                term,
                places: self.places(cells, hand),
                constant: Decimal::ZERO,
            },
        }
    }

    /// How many rows these are; rows of one project are one project.
    pub(super) fn count(&self, places: &[RowPosition]) -> Decimal {
        let mut names: HashSet<String> = HashSet::new();
        let is_new = |place: &&RowPosition| match self.row(**place).project.as_deref().map(fold) {
            Some(name) if !name.is_empty() => names.insert(name),
            _ => true,
        };
        Decimal::from(places.iter().filter(is_new).count())
    }

    pub(super) fn row(&self, place: RowPosition) -> &'a Row {
        self.index.row(place)
    }

    pub(super) fn row_code(&self, place: RowPosition) -> Option<Code> {
        self.row(place).code.clone()
    }

    /// The rows that cells speak of.
    pub(super) fn places<'h>(
        &'h self,
        cells: &ResolvedCells,
        hand: &'h Binding,
    ) -> Cow<'h, [RowPosition]> {
        let of_code = |code: &Code, unit| self.index.of_code(cells.table, cells.block, code, unit);
        let rows: &[RowPosition] = match (&cells.rows, hand) {
            (RowPick::Single, _) => {
                return self.index.rows(cells.table, cells.block, RowFilter::All);
            }
            (RowPick::All(filter), _) => return self.index.rows(cells.table, cells.block, *filter),
            (RowPick::Code(code), _) => return of_code(code, None),
            (RowPick::SameCode, Binding::Code(code, unit)) => {
                return of_code(code, unit.as_deref());
            }
            (RowPick::SameCode, Binding::Row(place)) => match &self.row(*place).code {
                Some(code) => return of_code(code, None),
                None => &[],
            },
            (RowPick::Line(line), _) => self.index.line(cells.table, cells.block, *line),
            (RowPick::Row, Binding::Row(place)) => std::slice::from_ref(place),
            (RowPick::Below, Binding::Row(place)) => self.index.below(*place),
            (RowPick::SameProject, Binding::Project(rows, _)) => rows
                .get(&(cells.table, cells.block))
                .map_or(&[], Vec::as_slice),
            _ => &[],
        };
        Cow::Borrowed(rows)
    }

    /// What a block that has no rows for cells lacks.
    pub(super) fn missing(
        &self,
        cells: &ResolvedCells,
        name: &str,
        wanted: &str,
        code: Option<Code>,
    ) -> Option<Absent> {
        let MissingPart { what, is_zero } = self.lacks(cells)?;
        let id = self.budget.layout.tables[cells.table].id.clone();
        let (table, row) = (name.to_owned(), wanted.to_owned());
        let absence = match what {
            Missing::Table => Absence::Table { table: id },
            Missing::OneOfTwo => Absence::TwoVersions { table: id },
            Missing::Line => Absence::Line { table, line: row },
            Missing::Row => Absence::Row { table, row },
        };
        let lack = match (&cells.rows, code) {
            _ if what != Missing::Row => MissingFigure::Other,
            (RowPick::SameProject, _) => MissingFigure::Project(cells.table, cells.block),
            (_, Some(code)) => MissingFigure::Code(cells.table, cells.block, code),
            (_, None) => MissingFigure::Other,
        };
        Some(Absent {
            what: absence,
            is_zero,
            lack,
        })
    }

    /// What a block lacks that has no rows for cells; nothing where none are needed.
    pub(super) fn lacks(&self, cells: &ResolvedCells) -> Option<MissingPart> {
        let lacking = |what, is_zero| Some(MissingPart { what, is_zero });
        let mut tables = self.budget.tables_of(cells.table);
        let (first, others) = (tables.next(), tables.next().is_some());
        let Some((_, table)) = first else {
            return lacking(Missing::Table, false);
        };
        if others && self.index.is_ambiguous(cells.table) {
            return lacking(Missing::OneOfTwo, false);
        }
        let zero = self.budget.layout.zero.missing_row;
        match &cells.rows {
            // an empty table has nothing in any row
            RowPick::Line(_) | RowPick::Single if !self.budget.is_filled(table) => None,
            // a line that may be left out, such as a source without money
            RowPick::Line(line)
                if !self.budget.layout.tables[cells.table].blocks[cells.block].lines[*line]
                    .required =>
            {
                lacking(Missing::Line, zero)
            }
            RowPick::Line(_) | RowPick::Single => lacking(Missing::Line, false),
            RowPick::Code(_) | RowPick::SameCode | RowPick::SameProject => {
                lacking(Missing::Row, zero)
            }
            RowPick::All(_) | RowPick::Row | RowPick::Below => None,
        }
    }
}

/// What a block lacks, and whether that counts as nothing.
#[derive(Clone, Copy)]
pub(super) struct MissingPart {
    what: Missing,
    pub(super) is_zero: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Missing {
    Table,
    /// Two versions of the table lie side by side.
    OneOfTwo,
    /// A line of the layout.
    Line,
    /// The row of a code or of a project.
    Row,
}
