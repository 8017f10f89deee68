//! Codes in doubt: those that may be printed in the wrong row. An equation of such a code sums by code, so that it
//! follows once the code is mended in the workbook; all others speak of their cells, which a clerk can find.
//!
//! In doubt is a code for which a broken equation found no row on one side (the row may stand under another), or
//! more than one row where a code stands once, and both the present and the right code of a row that a diagnosis
//! names. A roll-up is in doubt where such a row is its total, or stands or would stand right below it. Where tables
//! agree on a code, it is not mended.

use crate::budget::Budget;
use crate::classification::Code;
use crate::equation::{ByCode, CodedRows, EquationSide, MissingFigure, RowScope};
use crate::layout::Rows;
use crate::reconcile::{Cause, Report, Verdict};
use crate::rule;
use std::collections::HashSet;

/// The codes in doubt, and the rows that may have another.
pub(super) struct DoubtfulCodes {
    codes: HashSet<Code>,
    moved: Vec<MovedRow>,
}

/// A row with a wrong code.
struct MovedRow {
    table: usize,
    block: usize,
    row: usize,
    among: RowScope,
    /// The codes of the rows above it, as it is and as it should be; none for a row at the top.
    parents: [Option<Code>; 2],
}

impl DoubtfulCodes {
    pub(super) fn new(budget: &Budget, report: &Report) -> Self {
        let mut codes: HashSet<Code> = HashSet::new();
        let judged = report.equations.iter().zip(&report.judgements);
        for (equation, _) in judged.filter(|(_, judgement)| judgement.verdict == Verdict::Broken) {
            let empty = equation
                .sides()
                .into_iter()
                .filter(|side| side.terms.is_empty());
            codes.extend(empty.flat_map(|side| &side.absent).filter_map(
                |absent| match &absent.lack {
                    MissingFigure::Code(_, _, code) => Some(code.clone()),
                    _ => None,
                },
            ));
            codes.extend(
                equation
                    .sides()
                    .into_iter()
                    .flat_map(|side| twice(budget, side))
                    .cloned(),
            );
        }
        let mut moved = Vec::new();
        for diagnosis in &report.diagnoses {
            let Cause::Code {
                row: (table, block, row),
                right,
            } = &diagnosis.cause
            else {
                continue;
            };
            let rows = &budget.tables[*table].blocks[*block];
            let Some(own) = &rows[*row].code else {
                continue;
            };
            let parents = [own, right]
                .map(|code| rule::above(rows, *row, code).and_then(|it| rows[it].code.clone()));
            let among = RowScope::Unit(rows[*row].unit);
            moved.push(MovedRow {
                table: *table,
                block: *block,
                row: *row,
                among,
                parents,
            });
            codes.extend([own.clone(), right.clone()]);
        }
        Self { codes, moved }
    }

    /// Whether figures may be others once a code is mended.
    pub(super) fn has(&self, by_code: &ByCode) -> bool {
        match &by_code.rows {
            CodedRows::Of(code) => self.codes.contains(code),
            CodedRows::Below(code) => self.codes.iter().any(|own| own.is_below(code)),
            CodedRows::RightBelow { row, code } => self.moved.iter().any(|moved| {
                (moved.table, moved.block, moved.among)
                    == (by_code.table, by_code.block, by_code.among)
                    && (moved.row == *row || moved.parents.contains(code))
            }),
        }
    }
}

/// Codes of a side that stand in two rows of one budget unit, in tables where a code is one row.
fn twice<'a>(budget: &'a Budget, side: &'a EquationSide) -> impl Iterator<Item = &'a Code> {
    side.by_code.iter().filter_map(|by_code| {
        let CodedRows::Of(code) = &by_code.rows else {
            return None;
        };
        let layout =
            &budget.layout.tables[budget.tables[by_code.table].layout].blocks[by_code.block];
        let mut units = HashSet::new();
        let mut rows = side.terms[by_code.terms.clone()]
            .iter()
            .map(|(_, id)| budget.row(budget.fact(*id)));
        (layout.rows == Rows::Codes && !rows.all(|row| units.insert(row.unit))).then_some(code)
    })
}
