//! Formulas with their names looked up in the layout: a table, a row or a column that the layout
//! lacks is refused before any workbook is opened.

mod column;
mod resolver;
mod row;

use crate::classification::{Code, Level};
use crate::layout::Layout;
use crate::relation::Relation;
use crate::rule::syntax;
use crate::rule::syntax::{FigureYear, SyntaxError};
use resolver::Resolver;
use rust_decimal::Decimal;

/// A formula that the layout can answer.
#[derive(Debug, Clone)]
pub(crate) struct ResolvedFormula {
    pub(super) left: Vec<ResolvedOperand>,
    pub(super) relation: Relation,
    pub(super) right: Vec<ResolvedOperand>,
    pub(super) each: Quantifier,
    /// Columns at hand, by name; one equation each. Empty where there is no 每列.
    pub(super) columns: Vec<String>,
}

/// What 每… ranges over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Quantifier {
    /// One statement.
    Once,
    /// Every row of a block that the filter lets through.
    Row {
        table: usize,
        block: usize,
        filter: RowFilter,
    },
    /// Every code of a level that stands in any of the joined blocks.
    Code(Option<Level>),
    /// Every project of the joined blocks.
    Project,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RowFilter {
    All,
    Parent,
    Level(Option<Level>),
    Project,
    Unit,
}

/// A condition that the layout can answer.
#[derive(Debug, Clone)]
pub(crate) enum ResolvedCondition {
    Holds(ResolvedFormula),
    Exists(ResolvedCells),
    Absent(ResolvedCells),
}

#[derive(Debug, Clone)]
pub(super) struct ResolvedOperand {
    pub(super) coefficient: Decimal,
    pub(super) kind: OperandKind,
}

#[derive(Debug, Clone)]
pub(super) enum OperandKind {
    Cells(ResolvedCells),
    Count(ResolvedCells),
    Earlier(EarlierCells),
    Number,
}

/// Last year's figures in the places of cells of one block, or how many rows these are.
#[derive(Debug, Clone)]
pub(super) struct EarlierCells {
    pub(super) cells: ResolvedCells,
    pub(super) is_executed: bool,
    pub(super) is_count: bool,
}

/// Cells of one block.
#[derive(Debug, Clone)]
pub(crate) struct ResolvedCells {
    pub(super) table: usize,
    pub(super) block: usize,
    pub(super) rows: RowPick,
    pub(super) columns: ResolvedColumns,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum RowPick {
    Single,
    Line(usize),
    Code(Code),
    /// All rows that a filter lets through: 每… inside sum() and count().
    All(RowFilter),
    /// The row at hand.
    Row,
    /// The rows below the row at hand.
    Below,
    /// Rows of the code at hand.
    SameCode,
    /// Rows of the project at hand.
    SameProject,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ResolvedColumns {
    One(usize),
    /// The column at hand: the block's column for each of the formula's columns.
    Same(Vec<usize>),
    /// All columns of figures but those named before.
    Others(Vec<usize>),
    /// None: for count() and exists().
    None,
}

/// A sum of cells, as the left side of a formula.
#[derive(Debug, Clone)]
pub(crate) struct Terms(pub(super) Vec<ResolvedOperand>);

impl Terms {
    /// Reads a sum of cells.
    ///
    /// # Errors
    /// The byte, and what was expected there.
    pub(crate) fn parse(text: &str, layout: &Layout) -> Result<Self, SyntaxError> {
        sum(text, layout).map(Self)
    }

    /// The table of its first cells, by its index in the layout.
    pub(crate) fn table(&self) -> Option<usize> {
        self.0.iter().find_map(|operand| match &operand.kind {
            OperandKind::Cells(cells) | OperandKind::Count(cells) => Some(cells.table),
            OperandKind::Earlier(_) | OperandKind::Number => None,
        })
    }
}

pub(super) fn formula(text: &str, layout: &Layout) -> Result<ResolvedFormula, SyntaxError> {
    let resolved = Resolver::new(layout).formula(&syntax::formula(text)?)?;
    if resolved.cells().next().is_none() {
        let expected = "expected at least one cell of this year: this formula speaks of 上年 alone";
        return Err((0, expected.to_owned()));
    }
    Ok(resolved)
}

/// A sum of this year's cells.
pub(super) fn sum(text: &str, layout: &Layout) -> Result<Vec<ResolvedOperand>, SyntaxError> {
    let formula = formula(&format!("{text} = 0"), layout)?;
    if formula.earlier().next().is_some() {
        let expected = "expected figures of this year: 上年 stands in the formulas of rules alone";
        return Err((0, expected.to_owned()));
    }
    Ok(formula.left)
}

pub(super) fn condition(text: &str, layout: &Layout) -> Result<ResolvedCondition, SyntaxError> {
    let resolver = Resolver::new(layout);
    match syntax::condition(text)? {
        syntax::ParsedCondition::Holds(formula) => {
            let resolved = resolver.formula(&formula)?;
            if resolved.each != Quantifier::Once || !resolved.columns.is_empty() {
                return Err((
                    0,
                    "expected a condition about single cells or sum(…); found 每… outside of sum()"
                        .to_owned(),
                ));
            }
            Ok(ResolvedCondition::Holds(resolved))
        }
        syntax::ParsedCondition::Exists(rows) if rows.year != FigureYear::Own => {
            resolver.counted(&rows, Relation::AtLeast, Decimal::ONE)
        }
        syntax::ParsedCondition::Absent(rows) if rows.year != FigureYear::Own => {
            resolver.counted(&rows, Relation::AtMost, Decimal::ZERO)
        }
        syntax::ParsedCondition::Exists(rows) => {
            Ok(ResolvedCondition::Exists(resolver.rows(&rows, true)?))
        }
        syntax::ParsedCondition::Absent(rows) => {
            Ok(ResolvedCondition::Absent(resolver.rows(&rows, true)?))
        }
    }
}

impl ResolvedFormula {
    fn operands(&self) -> impl Iterator<Item = &ResolvedOperand> {
        self.left.iter().chain(&self.right)
    }

    /// This year's cells that it speaks of, from left to right.
    pub(super) fn cells(&self) -> impl Iterator<Item = &ResolvedCells> {
        self.operands().filter_map(|term| match &term.kind {
            OperandKind::Cells(cells) | OperandKind::Count(cells) => Some(cells),
            OperandKind::Earlier(_) | OperandKind::Number => None,
        })
    }

    /// Last year's figures that it speaks of.
    pub(super) fn earlier(&self) -> impl Iterator<Item = &EarlierCells> {
        self.operands().filter_map(|term| match &term.kind {
            OperandKind::Earlier(earlier) => Some(earlier),
            _ => None,
        })
    }

    /// The columns at hand by index, one equation each; `None` alone where there is no 每列.
    pub(super) fn at_hand(&self) -> Vec<Option<usize>> {
        if self.columns.is_empty() {
            vec![None]
        } else {
            (0..self.columns.len()).map(Some).collect()
        }
    }
}

impl ResolvedCells {
    /// The block's columns, given the formula's column at hand.
    pub(super) fn columns(&self, at_hand: Option<usize>) -> &[usize] {
        match &self.columns {
            ResolvedColumns::One(column) => std::slice::from_ref(column),
            ResolvedColumns::Same(columns) => at_hand
                .and_then(|number| columns.get(number))
                .map_or(&[], std::slice::from_ref),
            ResolvedColumns::Others(others) => others,
            ResolvedColumns::None => &[],
        }
    }
}
