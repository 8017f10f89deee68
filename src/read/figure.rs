//! Figures of a row: what a cell under a heading of amounts says, as a fact with its address.

use super::located::ColumnSpan;
use super::rows::RowReader;
use crate::amount::{self, Amount, UnitOfMeasure, Written};
use crate::book::value::NumberLook;
use crate::book::value::Value;
use crate::budget::{Fact, FactId, Figure};
use crate::finding::{Content, Problem};
use crate::label::is_invisible;
use crate::layout::{Block, Role};
use crate::place::CellRef;
use std::collections::BTreeSet;

impl RowReader<'_, '_> {
    /// The columns of a block's figures that the sheet has, each with its cell in a row.
    pub(super) fn amount_places(
        &self,
        block: &Block,
        spans: &[Option<ColumnSpan>],
        row: u32,
    ) -> Vec<(usize, CellRef)> {
        let columns = block.columns_of(Role::is_figure);
        columns
            .filter_map(|column| Some((column, self.figure_place(row, spans[column]?))))
            .collect()
    }

    /// The cell of a figure under a heading that may span columns: the first in which something stands.
    pub(super) fn figure_place(&self, row: u32, span: ColumnSpan) -> CellRef {
        let filled = (span.0..=span.1).find(|column| self.sheet.own(row, *column).is_some());
        CellRef::new(row, filled.unwrap_or(span.0))
    }

    /// Whether a cell only repeats the words of a label on its left: they were merged over both, and filled in when the
    /// range was undone.
    fn is_filled_across(&self, CellRef { row, column }: CellRef) -> bool {
        let Some(Value::Text(text)) = self.sheet.own(row, column) else {
            return false;
        };
        if amount::read_text(text) != Written::NotAnAmount {
            return false;
        }
        let repeats = |column: &u32| {
            let value = self.sheet.own(row, *column);
            value.is_some_and(|value| value.folded() == text.folded())
        };
        let first = (0..column).rev().take_while(repeats).last();
        first.is_some_and(|first| !self.is_of_figures(first))
    }

    /// Whether figures stand in a column of the sheet.
    fn is_of_figures(&self, column: u32) -> bool {
        let columns = self.table().blocks.iter().flat_map(|block| &block.columns);
        let mut placed = columns.zip(&self.located.columns);
        placed.any(|(own, span)| {
            own.role.is_figure()
                && span.is_some_and(|(first, last)| (first..=last).contains(&column))
        })
    }

    /// Whether a cell holds more than a zero or a dash.
    pub(super) fn says_something(&self, place: CellRef) -> bool {
        if self.is_filled_across(place) {
            return false;
        }
        match self.sheet.own(place.row, place.column) {
            None => false,
            Some(Value::Number(number)) => !number.is_zero(),
            Some(Value::Shown(shown)) => !shown.stored.is_zero() || shown.look == NumberLook::Other,
            Some(Value::Text(text)) => match amount::read_text(text) {
                Written::Number(number, _) => !number.is_zero(),
                Written::Blank | Written::Dash | Written::Nothing => false,
                Written::NotAnAmount => true,
            },
            Some(_) => true,
        }
    }

    /// Reads one figure.
    pub(super) fn fact(
        &mut self,
        block: usize,
        row: usize,
        column: usize,
        place: CellRef,
    ) -> FactId {
        let written = self.sheet.own(place.row, place.column).cloned();
        let written = written.filter(|_| !self.is_filled_across(place));
        self.read_fact(block, row, column, place, written)
    }

    pub(super) fn read_fact(
        &mut self,
        block: usize,
        row: usize,
        column: usize,
        place: CellRef,
        value: Option<Value>,
    ) -> FactId {
        if self.table().blocks[block].columns[column].role == Role::Rate {
            return self.rate_fact((block, row, column), place, value.as_ref());
        }
        let stated = self.unit_of(block, column);
        let (mut figure, unit) = self.figure_in(value.as_ref(), stated);
        if value.is_some() {
            self.claimed.insert(place);
        }
        if let Figure::Unreadable(text) = &figure {
            let problem = self.unreadable((block, column), value.as_ref(), text);
            self.notice(&[place], problem);
        }
        if let Some(Value::Shown(shown)) = &value {
            self.look((block, column, place), shown, stated);
        }
        if let Figure::Amount { exact, published } = &mut figure {
            let is_as_shown = match &value {
                Some(Value::Shown(shown)) => matches!(shown.look, NumberLook::RoundedToZero),
                _ => true,
            };
            let cell = (block, column, place);
            *published = self.published(*exact, cell, unit, is_as_shown);
            if self.sheet.is_hidden(place.row, place.column) {
                let (table, column) = self.names_of(block, column);
                self.notice(&[place], Problem::FigureHidden { table, column });
            }
        }
        self.add_fact((block, row, column), place, figure)
    }

    pub(super) fn add_fact(
        &mut self,
        (block, row, column): (usize, usize, usize),
        place: CellRef,
        figure: Figure,
    ) -> FactId {
        self.facts.push(Fact {
            at: self.address(place.row, place.column),
            figure,
            half_unit: Amount::ZERO,
            table: self.index,
            block,
            row,
            column,
        });
        FactId(self.facts.len() - 1)
    }

    /// The unit of measure of a column: its heading's own, or the table's.
    pub(super) fn unit_of(&self, block: usize, column: usize) -> UnitOfMeasure {
        let first = self.table().blocks[block].first_column;
        let own = self.column_units.get(first + column).copied().flatten();
        own.unwrap_or(self.unit_of_measure)
    }

    /// What a cell for a figure says, in the table's unit of measure.
    pub(super) fn figure(&self, value: Option<&Value>) -> Figure {
        self.figure_in(value, self.unit_of_measure).0
    }

    /// What a cell says in a column of a unit of measure, and the unit that it is in.
    pub(super) fn figure_in(
        &self,
        value: Option<&Value>,
        stated: UnitOfMeasure,
    ) -> (Figure, UnitOfMeasure) {
        let (number, own) = match value {
            None => return (Figure::Blank, stated),
            Some(Value::Number(number)) => (*number, None),
            Some(Value::Shown(shown)) => match shown.look {
                NumberLook::Amount(amount, own) => (amount, own),
                NumberLook::RoundedToZero
                | NumberLook::Percentage
                | NumberLook::Nothing
                | NumberLook::Other => (shown.stored, None),
            },
            Some(Value::Text(text)) => match amount::read_text(text) {
                Written::Number(number, own) => (number, own),
                Written::Blank => return (Figure::Blank, stated),
                Written::Dash => return (Figure::Dash(text.line().to_owned()), stated),
                Written::Nothing => return (Figure::Nothing(text.line().to_owned()), stated),
                Written::NotAnAmount => {
                    return (Figure::Unreadable(text.line().to_owned()), stated);
                }
            },
            Some(other) => return (Figure::Unreadable(other.text().into_owned()), stated),
        };
        let unit = own.unwrap_or(stated);
        let exact = Amount::new(unit.convert(number, self.layout.unit_of_measure));
        let figure = Figure::Amount {
            exact,
            published: exact,
        };
        (figure, unit)
    }

    /// An amount as the public sees it: in the table's own unit and places, whatever the layout compares in. What gets
    /// lost on the way is said.
    fn published(
        &mut self,
        exact: Amount,
        cell: (usize, usize, CellRef),
        unit: UnitOfMeasure,
        is_as_shown: bool,
    ) -> Amount {
        let (decimals, of_table) = (self.table().decimals, self.table().unit_of_measure);
        let compared = self.layout.unit_of_measure;
        let in_table = Amount::new(compared.convert(exact.value(), of_table));
        let shown = in_table.published(decimals);
        let is_lost = shown.is_zero() && !in_table.is_zero();
        let (table, column) = self.names_of(cell.0, cell.1);
        if is_lost && unit != of_table {
            self.lost.push(cell.2);
            let problem = Problem::FigureLost {
                table,
                column,
                amount: Amount::new(compared.convert(exact.value(), unit)),
                unit,
                converted: in_table,
                into: of_table,
            };
            self.notice(&[cell.2], problem);
        } else if in_table != shown && unit == of_table && is_as_shown {
            let problem = Problem::HiddenDigits {
                table,
                column,
                stored: in_table,
                shown,
                decimals,
            };
            self.notice(&[cell.2], problem);
        }
        Amount::new(of_table.convert(shown.value(), compared))
    }

    /// The names of the table and of a column.
    pub(super) fn names_of(&self, block: usize, column: usize) -> (String, String) {
        let table = self.table();
        let column = table.blocks[block].columns[column].id.clone();
        (table.id.clone(), column)
    }

    /// What is wrong with a cell that holds no amount.
    pub(super) fn unreadable(
        &self,
        (block, column): (usize, usize),
        value: Option<&Value>,
        text: &str,
    ) -> Problem {
        let (table, column) = self.names_of(block, column);
        let text = text.to_owned();
        let content = match value {
            Some(Value::NoResult) => Content::NoResult,
            Some(Value::Date(_)) => Content::Date,
            Some(Value::Error(_)) => Content::Error,
            Some(Value::Damaged(_)) => Content::Damaged,
            Some(Value::Text(written)) if written.contains(is_invisible) => {
                let marks: BTreeSet<char> = written.chars().filter(|c| is_invisible(*c)).collect();
                return Problem::FigureMarked {
                    table,
                    column,
                    text,
                    marks: marks.into_iter().collect(),
                };
            }
            _ => Content::Text,
        };
        Problem::FigureUnreadable {
            table,
            column,
            text,
            content,
        }
    }
}
