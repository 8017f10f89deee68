//! Formulas with their names looked up in the layout: a table, a row or a column that the layout
//! lacks is refused before any workbook is opened.

use crate::classification::{Code, Level};
use crate::layout::Layout;
use crate::relation::Relation;
use crate::rule::syntax;
use crate::rule::syntax::{ParsedColumn as ColumnWord, RowWord, SyntaxError, TermKind};
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

/// What a formula says of every one of.
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
    Number,
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
    /// The column at hand: which one of the block it is, for each of the formula's.
    Same(Vec<usize>),
    /// All columns of figures but those that stand before.
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
        formula(&format!("{text} = 0"), layout).map(|formula| Self(formula.left))
    }
}

pub(super) fn formula(text: &str, layout: &Layout) -> Result<ResolvedFormula, SyntaxError> {
    Resolver {
        layout,
        each: Quantifier::Once,
        columns: Vec::new(),
    }
    .formula(&syntax::formula(text)?)
}

pub(super) fn condition(text: &str, layout: &Layout) -> Result<ResolvedCondition, SyntaxError> {
    let resolver = Resolver {
        layout,
        each: Quantifier::Once,
        columns: Vec::new(),
    };
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
        syntax::ParsedCondition::Exists(rows) => {
            Ok(ResolvedCondition::Exists(resolver.rows(&rows, true)?))
        }
        syntax::ParsedCondition::Absent(rows) => {
            Ok(ResolvedCondition::Absent(resolver.rows(&rows, true)?))
        }
    }
}

struct Resolver<'a> {
    layout: &'a Layout,
    each: Quantifier,
    columns: Vec<String>,
}

impl ResolvedFormula {
    /// The columns at hand, one equation each: by their number, or none where there is no 每列.
    pub(super) fn at_hand(&self) -> Vec<Option<usize>> {
        if self.columns.is_empty() {
            vec![None]
        } else {
            (0..self.columns.len()).map(Some).collect()
        }
    }
}

impl ResolvedCells {
    /// The columns of the block that these are, while one of the formula's is at hand.
    pub(super) fn columns(&self, at_hand: Option<usize>) -> &[usize] {
        match &self.columns {
            ResolvedColumns::One(column) => std::slice::from_ref(column),
            ResolvedColumns::Same(own) => at_hand
                .and_then(|number| own.get(number))
                .map_or(&[], std::slice::from_ref),
            ResolvedColumns::Others(others) => others,
            ResolvedColumns::None => &[],
        }
    }
}

impl Resolver<'_> {
    fn formula(mut self, formula: &syntax::ParsedFormula) -> Result<ResolvedFormula, SyntaxError> {
        self.each = self.find_each(formula)?;
        self.columns = self.find_columns(formula)?;
        let mut named: Vec<(usize, usize, usize)> = Vec::new();
        let left = self.terms(&formula.left, &mut named)?;
        let right = self.terms(&formula.right, &mut named)?;
        if !left
            .iter()
            .chain(&right)
            .any(|term| !matches!(term.kind, OperandKind::Number))
        {
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
    fn find_each(&self, formula: &syntax::ParsedFormula) -> Result<Quantifier, SyntaxError> {
        let refs: Vec<&syntax::ParsedRows> = formula
            .left
            .iter()
            .chain(&formula.right)
            .filter_map(outside_of_sums)
            .collect();
        let same_row = formula
            .left
            .iter()
            .chain(&formula.right)
            .any(|term| match &term.kind {
                TermKind::Cells(rows, _) | TermKind::Sum(rows, _) => {
                    matches!(rows.row, Some((RowWord::SameRow | RowWord::Below, _)))
                }
                _ => false,
            });
        let mut each = Quantifier::Once;
        for rows in &refs {
            let Some((word, at)) = &rows.row else {
                continue;
            };
            let (table, block) = self.block(rows)?;
            let of_rows = |filter| Quantifier::Row {
                table,
                block,
                filter,
            };
            let own = match word {
                RowWord::EachRow => of_rows(RowFilter::All),
                RowWord::EachParent => of_rows(RowFilter::Parent),
                RowWord::EachUnit => of_rows(RowFilter::Unit),
                RowWord::EachCode(level) if same_row => of_rows(RowFilter::Level(*level)),
                RowWord::EachCode(level) => Quantifier::Code(*level),
                RowWord::EachProject if same_row => of_rows(RowFilter::Project),
                RowWord::EachProject => Quantifier::Project,
                _ => continue,
            };
            if each != Quantifier::Once && each != own {
                return Err((
                    *at,
                    "expected one kind of 每… in a formula; use 同行, 同码 or 同项目 for the others".to_owned(),
                ));
            }
            each = own;
        }
        Ok(each)
    }

    /// The columns that 每列 stands for: the figures of its block.
    fn find_columns(&self, formula: &syntax::ParsedFormula) -> Result<Vec<String>, SyntaxError> {
        for term in formula.left.iter().chain(&formula.right) {
            if let TermKind::Cells(rows, ColumnWord::Each(_)) = &term.kind {
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

    fn block(&self, rows: &syntax::ParsedRows) -> Result<(usize, usize), SyntaxError> {
        let Some((index, table)) = self.layout.table(&rows.table.text) else {
            let known = self
                .layout
                .tables
                .iter()
                .map(|table| table.id.as_str())
                .collect::<Vec<_>>()
                .join("、");
            return Err((
                rows.table.at,
                format!(
                    "expected a table of the layout ({known}); found {}",
                    rows.table.text
                ),
            ));
        };
        let name = rows.block.as_ref();
        let known = || {
            table
                .blocks
                .iter()
                .filter_map(|block| block.id.as_deref())
                .collect::<Vec<_>>()
                .join("、")
        };
        match (table.block(name.map(|word| word.text.as_str())), name) {
            (Some(block), _) => Ok((index, block)),
            (None, Some(word)) => Err((
                word.at,
                format!(
                    "expected a part of {} ({}); found {}",
                    table.id,
                    known(),
                    word.text
                ),
            )),
            (None, None) => {
                let at = rows.table.at + rows.table.text.len();
                Err((
                    at,
                    format!(
                        "{} has several parts; expected `.` and one of {}",
                        table.id,
                        known()
                    ),
                ))
            }
        }
    }

    fn terms(
        &self,
        terms: &[syntax::ParsedTerm],
        named: &mut Vec<(usize, usize, usize)>,
    ) -> Result<Vec<ResolvedOperand>, SyntaxError> {
        terms
            .iter()
            .map(|term| {
                let kind = match &term.kind {
                    TermKind::Number => OperandKind::Number,
                    TermKind::Count(rows) => OperandKind::Count(self.rows(rows, true)?),
                    TermKind::Cells(rows, column) => {
                        OperandKind::Cells(self.cells(rows, column, false, named)?)
                    }
                    TermKind::Sum(rows, column) => {
                        OperandKind::Cells(self.cells(rows, column, true, named)?)
                    }
                };
                Ok(ResolvedOperand {
                    coefficient: term.coefficient,
                    kind,
                })
            })
            .collect()
    }

    /// Rows without a column, or with the column still to come.
    fn rows(&self, rows: &syntax::ParsedRows, in_sum: bool) -> Result<ResolvedCells, SyntaxError> {
        let (table, block) = self.block(rows)?;
        let rows = self.pick(rows, table, block, in_sum)?;
        Ok(ResolvedCells {
            table,
            block,
            rows,
            columns: ResolvedColumns::None,
        })
    }

    fn cells(
        &self,
        rows: &syntax::ParsedRows,
        column: &ColumnWord,
        in_sum: bool,
        named: &mut Vec<(usize, usize, usize)>,
    ) -> Result<ResolvedCells, SyntaxError> {
        let cells = self.rows(rows, in_sum)?;
        let (table, block) = (cells.table, cells.block);
        let it = &self.layout.tables[table].blocks[block];
        let known = || {
            it.amount_columns()
                .map(|i| it.columns[i].id.as_str())
                .collect::<Vec<_>>()
                .join("、")
        };
        let columns = match column {
            ColumnWord::Named(word) => {
                let place = it
                    .column(&word.text)
                    .filter(|i| it.columns[*i].role == crate::layout::Role::Amount);
                let Some(place) = place else {
                    let name = self.layout.tables[table].block_name(block);
                    return Err((
                        word.at,
                        format!(
                            "expected a column of figures of {name} ({}); found {}",
                            known(),
                            word.text
                        ),
                    ));
                };
                named.push((table, block, place));
                ResolvedColumns::One(place)
            }
            ColumnWord::Same(at) | ColumnWord::Each(at) => {
                if self.columns.is_empty() {
                    return Err((
                        *at,
                        "同列 needs a 每列 outside of sum() in the same formula".to_owned(),
                    ));
                }
                if let Some(missing) = self.columns.iter().find(|id| it.column(id).is_none()) {
                    let name = self.layout.tables[table].block_name(block);
                    return Err((
                        *at,
                        format!(
                            "{name} has no column {missing}; expected the columns of 每列 here too ({})",
                            known()
                        ),
                    ));
                }
                ResolvedColumns::Same(self.columns.iter().filter_map(|id| it.column(id)).collect())
            }
            ColumnWord::Others(at) => {
                let before: Vec<usize> = named
                    .iter()
                    .filter(|(t, b, _)| (*t, *b) == (table, block))
                    .map(|(.., column)| *column)
                    .collect();
                if before.is_empty() || !in_sum {
                    return Err((
                        *at,
                        "其余列 stands inside sum(), behind a column of the same table".to_owned(),
                    ));
                }
                ResolvedColumns::Others(
                    it.amount_columns()
                        .filter(|column| !before.contains(column))
                        .collect(),
                )
            }
        };
        Ok(ResolvedCells { columns, ..cells })
    }

    fn pick(
        &self,
        rows: &syntax::ParsedRows,
        table: usize,
        block: usize,
        in_sum: bool,
    ) -> Result<RowPick, SyntaxError> {
        let it = &self.layout.tables[table].blocks[block];
        let name = || self.layout.tables[table].block_name(block);
        let lines = || {
            it.lines
                .iter()
                .filter(|line| line.code.is_none())
                .map(|line| line.id.as_str())
                .collect::<Vec<_>>()
                .join("、")
        };
        let Some((word, at)) = &rows.row else {
            if it.rows == crate::layout::Rows::Single {
                return Ok(RowPick::Single);
            }
            let at = rows
                .block
                .as_ref()
                .map_or(rows.table.at + rows.table.text.len(), |word| {
                    word.at + word.text.len()
                });
            return Err((
                at,
                format!(
                    "expected a row in brackets: {} has many ({}, a code, 每行 …)",
                    name(),
                    lines()
                ),
            ));
        };
        let at = *at;
        let in_same_block = matches!(&self.each, Quantifier::Row { table: t, block: b, .. } if (*t, *b) == (table, block));
        let over_codes = matches!(self.each, Quantifier::Code(_))
            || matches!(
                self.each,
                Quantifier::Row {
                    filter: RowFilter::Level(_),
                    ..
                }
            );
        match word {
            RowWord::Named(text) => match (it.line(text), Code::new(text)) {
                (Some(line), _) => Ok(RowPick::Line(line)),
                (None, Some(code)) => Ok(RowPick::Code(code)),
                (None, None) => Err((
                    at,
                    format!(
                        "expected a row of {} ({}, or a code); found {text}",
                        name(),
                        lines()
                    ),
                )),
            },
            RowWord::EachRow if in_sum => Ok(RowPick::All(RowFilter::All)),
            RowWord::EachParent if in_sum => Ok(RowPick::All(RowFilter::Parent)),
            RowWord::EachCode(level) if in_sum => Ok(RowPick::All(RowFilter::Level(*level))),
            RowWord::EachProject if in_sum => Ok(RowPick::All(RowFilter::Project)),
            RowWord::EachUnit if in_sum => Ok(RowPick::All(RowFilter::Unit)),
            RowWord::EachCode(_) if matches!(self.each, Quantifier::Code(_)) => {
                Ok(RowPick::SameCode)
            }
            RowWord::EachProject if self.each == Quantifier::Project => Ok(RowPick::SameProject),
            RowWord::EachRow
            | RowWord::EachParent
            | RowWord::EachCode(_)
            | RowWord::EachProject
            | RowWord::EachUnit => Ok(RowPick::Row),
            RowWord::SameRow if in_same_block => Ok(RowPick::Row),
            RowWord::SameRow => Err((
                at,
                format!("同行 needs a 每… word for {} in the same formula", name()),
            )),
            RowWord::Below if in_same_block && in_sum => Ok(RowPick::Below),
            RowWord::Below => Err((
                at,
                format!(
                    "下级 stands inside sum(), with 每上级 for {} in the same formula",
                    name()
                ),
            )),
            RowWord::SameCode if over_codes => Ok(RowPick::SameCode),
            RowWord::SameCode => Err((
                at,
                "同码 needs 每码, 每类, 每款 or 每项 in the same formula".to_owned(),
            )),
            RowWord::SameProject if self.each == Quantifier::Project => Ok(RowPick::SameProject),
            RowWord::SameProject => Err((at, "同项目 needs 每项目 in the same formula".to_owned())),
        }
    }
}

/// The rows of a term that stands for itself, not inside sum() or count().
fn outside_of_sums(term: &syntax::ParsedTerm) -> Option<&syntax::ParsedRows> {
    match &term.kind {
        TermKind::Cells(rows, _) => Some(rows),
        _ => None,
    }
}
