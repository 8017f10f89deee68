//! Writes equations down: every figure of both sides, what is missing, and how rows were found.

use super::RuleSet;
use super::binding::Binding;
use super::coded;
use super::expand::{Expander, ResolvedTerm};
use super::resolve::{OperandKind, ResolvedCells, ResolvedColumns, RowPick};
use super::walk::{CellVisit, Position, Side};
use crate::amount::Amount;
use crate::classification::Code;
use crate::equation::{Absent, ByCode, Equation, EquationSide, MissingFigure, TermText, in_words};
use crate::finding::Absence;
use rust_decimal::Decimal;
use std::ops::ControlFlow;

impl Expander<'_> {
    /// Every equation that the rules give, in the order of the rules. What has no figure on either side is left out.
    pub(crate) fn equations(&self, rules: &RuleSet) -> Vec<Equation> {
        let mut equations = Vec::new();
        let _ = self.walk::<EquationSide>(rules, |statement| {
            let [mut left, right] = statement.sides;
            left.absent.extend(statement.open.iter().cloned());
            let terms = left.terms.iter().chain(&right.terms);
            let mut tables = terms.map(|(_, id)| self.budget.fact(*id).table);
            let first = tables.next();
            let across = statement.is_across || tables.any(|table| Some(table) != first);
            equations.push(Equation {
                rule: statement.rule,
                left,
                relation: statement.formula.relation,
                right,
                across,
            });
            ControlFlow::Continue(())
        });
        equations
    }

    /// How the rows of cells were found, where it was by their codes.
    fn coded(&self, cells: &ResolvedCells, binding: &Binding) -> Option<coded::CodedLookup> {
        let block = (cells.table, cells.block);
        let of = |code, unit| coded::of(&self.index, self.budget, block, code, unit);
        match (&cells.rows, binding) {
            (RowPick::Code(code), _) => of(code, None),
            (RowPick::SameCode, Binding::Code(code, unit)) => of(code, unit.as_deref()),
            (RowPick::Below, Binding::Row(place)) => {
                coded::right_below(&self.index, self.budget, *place)
            }
            _ => None,
        }
    }

    /// The code that cells ask for.
    fn code_asked(&self, cells: &ResolvedCells, binding: &Binding) -> Option<Code> {
        match (&cells.rows, binding) {
            (RowPick::Code(code), _) | (RowPick::SameCode, Binding::Code(code, _)) => {
                Some(code.clone())
            }
            (RowPick::SameCode, Binding::Row(place)) => self.row_code(*place),
            _ => None,
        }
    }
}

impl Side for EquationSide {
    fn add(&mut self, term: &ResolvedTerm<'_>, at: Position<'_>) {
        let coefficient = term.term.coefficient;
        match &term.term.kind {
            OperandKind::Number => {
                self.constant = self.constant + Amount::new(term.constant);
                let number = TermText::Number(coefficient);
                self.words.push((Decimal::ONE, number));
            }
            OperandKind::Count(cells) => {
                let rows = term.places.iter().map(|place| at.expander.row(*place));
                self.counted.extend(rows.map(|row| row.at.clone()));
                self.constant = self.constant + Amount::new(term.constant);
                let count = TermText::Count(cells.table, cells.block);
                self.words.push((coefficient, count));
                self.add_uncounted(cells, at);
            }
            OperandKind::Earlier(cells) => {
                let earlier = at.expander.earlier_figures(cells, at);
                let value = Amount::new(coefficient * earlier.value());
                self.constant = self.constant + value;
                let text = at.expander.earlier_text(cells, at, &earlier);
                self.words.push((coefficient, TermText::Text(text)));
                let figures = earlier.figures.into_iter();
                self.earlier
                    .extend(figures.map(|own| (coefficient, own.value, own.half)));
                self.absent.extend(earlier.absent);
            }
            OperandKind::Cells(cells) => {
                self.add_cells(term, cells, at);
                if term.places.is_empty() {
                    self.add_missing(coefficient, cells, at);
                }
            }
        }
    }

    fn is_beside_the_point(&self) -> bool {
        self.is_beside_the_point
    }
}

impl EquationSide {
    fn add_cells(&mut self, term: &ResolvedTerm<'_>, cells: &ResolvedCells, at: Position<'_>) {
        let (expander, places) = (at.expander, &term.places);
        let coefficient = term.term.coefficient;
        let budget = expander.budget;
        let first = self.terms.len();
        let columns = cells.columns(at.column);
        self.terms.reserve(places.len() * columns.len());
        expander.each_cell(cells, places, at.column, |visit| {
            let (what, lack) = match visit {
                CellVisit::Figure { id, counts } => {
                    self.terms.push((coefficient, id));
                    if counts {
                        return;
                    }
                    let table = name(cells, expander);
                    let cell = budget.fact(id).at.clone();
                    (Absence::Figure { table, cell }, MissingFigure::Figure(id))
                }
                CellVisit::ColumnLeftOut { is_named } => {
                    self.is_beside_the_point |= is_named;
                    return;
                }
                CellVisit::ColumnMissing => {
                    let table = budget.layout.tables[cells.table].id.clone();
                    (Absence::Column { table }, MissingFigure::Other)
                }
            };
            self.absent.push(Absent {
                what,
                is_zero: false,
                lack,
            });
        });
        let terms = first..self.terms.len();
        if !terms.is_empty() {
            // blank cells of a long sum are not worth naming
            let is_long = matches!(cells.columns, ResolvedColumns::Others(_));
            let text = TermText::Cells(terms.clone(), places.len() == 1 && !is_long);
            self.words.push((coefficient, text));
        }
        if let (ResolvedColumns::One(_) | ResolvedColumns::Same(_), [column]) =
            (&cells.columns, columns)
            && let Some((table, rows, among)) = expander.coded(cells, at.binding)
        {
            self.by_code.push(ByCode {
                coefficient,
                table,
                block: cells.block,
                column: *column,
                rows,
                among,
                terms,
            });
        }
    }

    /// Of a table that was not handed in, or of which two versions lie side by side, the rows cannot be counted. Of
    /// forms there may be none at all.
    fn add_uncounted(&mut self, cells: &ResolvedCells, at: Position<'_>) {
        let absent = at.expander.missing(cells, "", "", None);
        let is_many = at.expander.budget.layout.tables[cells.table].many;
        self.absent
            .extend(absent.filter(|absent| match absent.what {
                Absence::TwoVersions { .. } => true,
                Absence::Table { .. } => !is_many,
                _ => false,
            }));
    }

    /// Says which row was asked for where there is none.
    fn add_missing(&mut self, coefficient: Decimal, cells: &ResolvedCells, at: Position<'_>) {
        let expander = at.expander;
        let block = &expander.budget.layout.tables[cells.table].blocks[cells.block];
        let code = expander.code_asked(cells, at.binding);
        let wanted = match (&cells.rows, at.binding, &code) {
            (RowPick::Line(line), ..) => block.lines[*line].id.clone(),
            (RowPick::SameProject, Binding::Project(_, name), _) => format!("项目“{name}”"),
            (.., Some(code)) => code.to_string(),
            _ => String::new(),
        };
        let column = match (&cells.columns, cells.columns(at.column)) {
            (ResolvedColumns::One(_) | ResolvedColumns::Same(_), [column]) => {
                block.columns[*column].id.as_str()
            }
            _ => "",
        };
        let table = name(cells, expander);
        let text = in_words([&table, &wanted, column]);
        self.words.push((coefficient, TermText::Text(text)));
        let absent = expander.missing(cells, &table, &wanted, code);
        self.absent.extend(absent);
    }
}

fn name(cells: &ResolvedCells, expander: &Expander<'_>) -> String {
    expander.budget.layout.tables[cells.table].spoken_name(cells.block)
}
