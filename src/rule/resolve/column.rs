//! Finds the columns of the cells of a formula.

use super::resolver::{NamedColumn, Resolver, joined};
use super::{ResolvedCells, ResolvedColumns};
use crate::layout::{Block, Role};
use crate::rule::syntax::{Name, ParsedColumn, ParsedRows, SyntaxError};

impl Resolver<'_> {
    pub(super) fn cells(
        &self,
        rows: &ParsedRows,
        column: &ParsedColumn,
        in_sum: bool,
        named: &mut Vec<NamedColumn>,
    ) -> Result<ResolvedCells, SyntaxError> {
        let cells = self.rows(rows, in_sum)?;
        let (table, block) = (cells.table, cells.block);
        let columns = match column {
            ParsedColumn::Named(word) => {
                let column = self.named_column(&cells, word)?;
                named.push((table, block, column));
                ResolvedColumns::One(column)
            }
            ParsedColumn::Same(at) | ParsedColumn::Each(at) => self.same_columns(&cells, *at)?,
            ParsedColumn::Others(at) if in_sum => self.other_columns(&cells, *at, named)?,
            ParsedColumn::Others(at) => return Err(others_misplaced(*at)),
        };
        Ok(ResolvedCells { columns, ..cells })
    }

    fn block_of(&self, cells: &ResolvedCells) -> &Block {
        &self.layout.tables[cells.table].blocks[cells.block]
    }

    fn block_name(&self, cells: &ResolvedCells) -> String {
        self.layout.tables[cells.table].block_name(cells.block)
    }

    fn named_column(&self, cells: &ResolvedCells, word: &Name) -> Result<usize, SyntaxError> {
        let block = self.block_of(cells);
        block
            .column(&word.text)
            .filter(|column| block.columns[*column].role.is_money())
            .ok_or_else(|| {
                let (name, known, found) =
                    (self.block_name(cells), amount_names(block), &word.text);
                (
                    word.at,
                    format!("expected a column of figures of {name} ({known}); found {found}"),
                )
            })
    }

    /// The block's columns of the ids that 每列 stands for.
    fn same_columns(
        &self,
        cells: &ResolvedCells,
        at: usize,
    ) -> Result<ResolvedColumns, SyntaxError> {
        if self.columns.is_empty() {
            return Err((
                at,
                "同列 needs a 每列 outside of sum() in the same formula".to_owned(),
            ));
        }
        let block = self.block_of(cells);
        let mut columns = Vec::with_capacity(self.columns.len());
        for id in &self.columns {
            let Some(column) = block.column(id) else {
                let (name, known) = (self.block_name(cells), amount_names(block));
                return Err((
                    at,
                    format!(
                        "{name} has no column {id}; expected the columns of 每列 here too ({known})"
                    ),
                ));
            };
            columns.push(column);
        }
        Ok(ResolvedColumns::Same(columns))
    }

    /// The columns of figures that the formula has not named before.
    fn other_columns(
        &self,
        cells: &ResolvedCells,
        at: usize,
        named: &[NamedColumn],
    ) -> Result<ResolvedColumns, SyntaxError> {
        let before: Vec<usize> = named
            .iter()
            .filter(|(table, block, _)| (*table, *block) == (cells.table, cells.block))
            .map(|(.., column)| *column)
            .collect();
        if before.is_empty() {
            return Err(others_misplaced(at));
        }
        let columns = self.block_of(cells).amount_columns();
        Ok(ResolvedColumns::Others(
            columns.filter(|column| !before.contains(column)).collect(),
        ))
    }
}

fn amount_names(block: &Block) -> String {
    let columns = block.columns_of(Role::is_money);
    joined(columns.map(|column| block.columns[column].id.as_str()))
}

fn others_misplaced(at: usize) -> SyntaxError {
    (
        at,
        "其余列 stands inside sum(), behind a column of the same table".to_owned(),
    )
}
