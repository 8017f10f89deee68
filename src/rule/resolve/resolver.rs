//! Finds the table and block of every cell in a formula, and what its 每… words range over.

use super::{
    EarlierCells, OperandKind, Quantifier, ResolvedCells, ResolvedColumns, ResolvedCondition,
    ResolvedFormula, ResolvedOperand, RowFilter, RowPick,
};
use crate::layout::{Layout, Table};
use crate::relation::Relation;
use crate::rule::syntax::{
    FigureYear, Name, ParsedColumn, ParsedFormula, ParsedRows, ParsedTerm, RowWord, SyntaxError,
    TermKind,
};
use rust_decimal::Decimal;

/// Looks up the names of one formula.
pub(super) struct Resolver<'a> {
    pub(super) layout: &'a Layout,
    pub(super) each: Quantifier,
    /// The ids of the columns that 每列 stands for.
    pub(super) columns: Vec<String>,
}

/// A column that a formula has named so far: table, block, column.
pub(super) type NamedColumn = (usize, usize, usize);

impl<'a> Resolver<'a> {
    pub(super) fn new(layout: &'a Layout) -> Self {
        Self {
            layout,
            each: Quantifier::Once,
            columns: Vec::new(),
        }
    }

    pub(super) fn formula(
        mut self,
        formula: &ParsedFormula,
    ) -> Result<ResolvedFormula, SyntaxError> {
        self.each = self.find_each(formula)?;
        self.columns = self.find_columns(formula)?;
        let mut named = Vec::new();
        let left = self.terms(&formula.left, &mut named)?;
        let right = self.terms(&formula.right, &mut named)?;
        let is_number = |term: &ResolvedOperand| matches!(term.kind, OperandKind::Number);
        if left.iter().chain(&right).all(is_number) {
            return Err((
                0,
                "expected at least one cell: this formula speaks of numbers alone".to_owned(),
            ));
        }
        Ok(ResolvedFormula {
            left,
            relation: formula.relation,
            right,
            each: self.each,
            columns: self.columns,
        })
    }

    /// The 每… word that a formula is about; the others in it must be about the same.
    fn find_each(&self, formula: &ParsedFormula) -> Result<Quantifier, SyntaxError> {
        let is_of_rows = terms(formula).any(names_row_at_hand);
        let mut each = Quantifier::Once;
        for rows in terms(formula).filter_map(outside_of_sums) {
            let Some((word, at)) = &rows.row else {
                continue;
            };
            let (table, block) = self.block(rows)?;
            let Some(quantifier) = quantifier(word, (table, block), is_of_rows) else {
                continue;
            };
            if rows.year != FigureYear::Own && !matches!(quantifier, Quantifier::Code(_)) {
                let expected =
                    "expected 每… of this year's table; 上年 follows it with 同行, 同码 or 同项目";
                return Err((*at, expected.to_owned()));
            }
            if each != Quantifier::Once && each != quantifier {
                return Err((
                    *at,
                    "expected one kind of 每… in a formula; use 同行, 同码 or 同项目 for the others"
                        .to_owned(),
                ));
            }
            each = quantifier;
        }
        Ok(each)
    }

    /// The columns that 每列 stands for: the figures of its block.
    fn find_columns(&self, formula: &ParsedFormula) -> Result<Vec<String>, SyntaxError> {
        for term in terms(formula) {
            if let TermKind::Cells(rows, ParsedColumn::Each(_)) = &term.kind {
                let (table, block) = self.block(rows)?;
                let block = &self.layout.tables[table].blocks[block];
                return Ok(block
                    .amount_columns()
                    .map(|column| block.columns[column].id.clone())
                    .collect());
            }
        }
        Ok(Vec::new())
    }

    pub(super) fn block(&self, rows: &ParsedRows) -> Result<(usize, usize), SyntaxError> {
        let Some((index, table)) = self.layout.table(&rows.table.text) else {
            return Err(self.unknown_table(&rows.table));
        };
        let block = rows.block.as_ref().map(|word| word.text.as_str());
        match table.block(block) {
            Some(block) => Ok((index, block)),
            None => Err(unknown_block(rows, table)),
        }
    }

    fn unknown_table(&self, name: &Name) -> SyntaxError {
        let tables = &self.layout.tables;
        let known = joined(tables.iter().map(|table| table.id.as_str()));
        let found = &name.text;
        (
            name.at,
            format!("expected a table of the layout ({known}); found {found}"),
        )
    }

    fn terms(
        &self,
        terms: &[ParsedTerm],
        named: &mut Vec<NamedColumn>,
    ) -> Result<Vec<ResolvedOperand>, SyntaxError> {
        let mut resolved = Vec::with_capacity(terms.len());
        for term in terms {
            let kind = match &term.kind {
                TermKind::Number => OperandKind::Number,
                TermKind::Count(rows) => {
                    let cells = self.rows(rows, true)?;
                    of_year(rows, cells, true)?
                }
                TermKind::Cells(rows, column) => {
                    let cells = self.cells(rows, column, false, named)?;
                    of_year(rows, cells, false)?
                }
                TermKind::Sum(rows, column) => {
                    let cells = self.cells(rows, column, true, named)?;
                    of_year(rows, cells, false)?
                }
            };
            resolved.push(ResolvedOperand {
                coefficient: term.coefficient,
                kind,
            });
        }
        Ok(resolved)
    }

    /// A condition on how many rows last year had.
    pub(super) fn counted(
        &self,
        rows: &ParsedRows,
        relation: Relation,
        number: Decimal,
    ) -> Result<ResolvedCondition, SyntaxError> {
        let cells = self.rows(rows, true)?;
        let operand = |coefficient, kind| vec![ResolvedOperand { coefficient, kind }];
        Ok(ResolvedCondition::Holds(ResolvedFormula {
            left: operand(Decimal::ONE, of_year(rows, cells, true)?),
            relation,
            right: operand(number, OperandKind::Number),
            each: Quantifier::Once,
            columns: Vec::new(),
        }))
    }

    /// Rows without a column, or with the column still to come.
    pub(super) fn rows(
        &self,
        rows: &ParsedRows,
        in_sum: bool,
    ) -> Result<ResolvedCells, SyntaxError> {
        let (table, block) = self.block(rows)?;
        let rows = self.row(rows, (table, block), in_sum)?;
        Ok(ResolvedCells {
            table,
            block,
            rows,
            columns: ResolvedColumns::None,
        })
    }
}

/// What cells, or how many rows they are, come to in the year that is named.
fn of_year(
    rows: &ParsedRows,
    cells: ResolvedCells,
    is_count: bool,
) -> Result<OperandKind, SyntaxError> {
    if rows.year == FigureYear::Own {
        return Ok(match is_count {
            true => OperandKind::Count(cells),
            false => OperandKind::Cells(cells),
        });
    }
    let is_executed = rows.year == FigureYear::LastExecuted;
    let at = rows.row.as_ref().map_or(rows.table.at, |(_, at)| *at);
    if cells.rows == RowPick::Below {
        let expected = "expected 同行, 同码, a name or a code: rows below may be others in 上年";
        return Err((at, expected.to_owned()));
    }
    if is_count && is_executed {
        let expected = "expected 上年: 上年执行 gives figures, not rows";
        return Err((at, expected.to_owned()));
    }
    Ok(OperandKind::Earlier(EarlierCells {
        cells,
        is_executed,
        is_count,
    }))
}

/// Names as a message lists them.
pub(super) fn joined<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.collect::<Vec<_>>().join("、")
}

fn unknown_block(rows: &ParsedRows, table: &Table) -> SyntaxError {
    let known = joined(table.blocks.iter().filter_map(|block| block.id.as_deref()));
    let id = &table.id;
    match &rows.block {
        Some(word) => (
            word.at,
            format!("expected a part of {id} ({known}); found {}", word.text),
        ),
        None => (
            rows.table.at + rows.table.text.len(),
            format!("{id} has several parts; expected `.` and one of {known}"),
        ),
    }
}

fn terms(formula: &ParsedFormula) -> impl Iterator<Item = &ParsedTerm> {
    formula.left.iter().chain(&formula.right)
}

/// Whether a term has 同行 or 下级, which makes 每… range over rows.
fn names_row_at_hand(term: &ParsedTerm) -> bool {
    match &term.kind {
        TermKind::Cells(rows, _) | TermKind::Sum(rows, _) => {
            matches!(rows.row, Some((RowWord::SameRow | RowWord::Below, _)))
        }
        _ => false,
    }
}

/// The rows of a term that stands for itself, not inside sum() or count().
fn outside_of_sums(term: &ParsedTerm) -> Option<&ParsedRows> {
    match &term.kind {
        TermKind::Cells(rows, _) => Some(rows),
        _ => None,
    }
}

/// What a 每… word ranges over; `None` for any other word.
fn quantifier(
    word: &RowWord,
    (table, block): (usize, usize),
    is_of_rows: bool,
) -> Option<Quantifier> {
    let filter = match word {
        RowWord::EachRow => RowFilter::All,
        RowWord::EachParent => RowFilter::Parent,
        RowWord::EachUnit => RowFilter::Unit,
        RowWord::EachCode(level) if is_of_rows => RowFilter::Level(*level),
        RowWord::EachCode(level) => return Some(Quantifier::Code(*level)),
        RowWord::EachProject if is_of_rows => RowFilter::Project,
        RowWord::EachProject => return Some(Quantifier::Project),
        _ => return None,
    };
    Some(Quantifier::Row {
        table,
        block,
        filter,
    })
}
