//! The kinds of cells that one term of a formula speaks of.

use super::{PlanBinding, StatementReader};
use crate::classification::Code;
use crate::layout::{Block, Rows};
use crate::rule::plan::{CellKind, EntryScope, Operand, Shape, list_of};
use crate::rule::resolve::{ResolvedCells, RowFilter, RowPick};

impl StatementReader<'_> {
    pub(super) fn operands(
        &self,
        cells: &ResolvedCells,
        binding: &PlanBinding,
        column: usize,
    ) -> Option<Vec<Operand>> {
        let place = (cells.table, cells.block);
        let target = BlockColumn {
            block: self.block(cells.table, cells.block),
            place,
            column,
        };
        if target.block.rows == Rows::Outline {
            return None;
        }
        match (&cells.rows, binding) {
            (RowPick::Single, _) | (RowPick::Row, PlanBinding::Single) => {
                Some(vec![target.cell(Shape::Single)])
            }
            (RowPick::Line(line), _) => Some(vec![target.line(*line)]),
            (RowPick::Row, PlanBinding::Line(table, block, line)) if (*table, *block) == place => {
                Some(vec![target.line(*line)])
            }
            (RowPick::Row | RowPick::SameProject, PlanBinding::Entry(_)) => {
                Some(vec![target.cell(Shape::Entry)])
            }
            (RowPick::SameCode, PlanBinding::Entry(list)) => {
                let is_same_list = list_of(self.layout, place.0, place.1)? == *list;
                Some(vec![if is_same_list {
                    target.cell(Shape::Entry)
                } else {
                    target.sum(EntryScope::SameCode)
                }])
            }
            (RowPick::SameCode, PlanBinding::Line(table, block, line)) => {
                let code = self.block(*table, *block).lines[*line].code.as_ref()?;
                Some(target.of_code(code))
            }
            (RowPick::Code(code), _) | (RowPick::SameCode, PlanBinding::Code(code)) => {
                Some(target.of_code(code))
            }
            (RowPick::All(filter), _) => self.all(&target, *filter),
            _ => None,
        }
    }

    /// All rows of a block that a filter lets through.
    fn all(&self, target: &BlockColumn<'_>, filter: RowFilter) -> Option<Vec<Operand>> {
        match (target.block.rows, filter) {
            (Rows::Codes | Rows::Projects, RowFilter::Parent | RowFilter::Unit) => None,
            (Rows::Codes | Rows::Projects, _) => Some(vec![target.sum(EntryScope::All)]),
            (Rows::Lines, _) => {
                let (table, block) = target.place;
                let rows = self.rows(table, block, filter);
                let lines = rows.iter().filter_map(|binding| match binding {
                    PlanBinding::Line(.., line) => Some(target.line(*line)),
                    _ => None,
                });
                Some(lines.collect())
            }
            _ => None,
        }
    }
}

/// A column of a block that a term speaks of.
struct BlockColumn<'a> {
    block: &'a Block,
    /// The table and the block.
    place: (usize, usize),
    column: usize,
}

impl BlockColumn<'_> {
    fn kind(&self, row: Shape) -> CellKind {
        CellKind {
            table: self.place.0,
            block: self.place.1,
            row,
            column: self.column,
        }
    }

    fn cell(&self, row: Shape) -> Operand {
        Operand::Cell(self.kind(row))
    }

    fn sum(&self, scope: EntryScope) -> Operand {
        Operand::Sum(self.kind(Shape::Entry), scope)
    }

    fn line(&self, line: usize) -> Operand {
        if self.block.lines[line].total && self.block.rows == Rows::Codes {
            self.sum(EntryScope::All)
        } else {
            self.cell(Shape::Line(line))
        }
    }

    /// The figure of a code; nothing where no line has it.
    fn of_code(&self, code: &Code) -> Vec<Operand> {
        if matches!(self.block.rows, Rows::Codes | Rows::Projects) {
            return vec![self.sum(EntryScope::Code(code.clone()))];
        }
        let mut lines = self.block.lines.iter();
        lines
            .position(|line| line.code.as_ref() == Some(code))
            .map(|line| self.cell(Shape::Line(line)))
            .into_iter()
            .collect()
    }
}
