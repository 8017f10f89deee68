//! Figures of a row: what a cell under a heading of amounts says, as a fact with its address.

use super::locate::ColumnSpan;
use super::rows::RowReader;
use crate::amount::{self, Amount, UnitOfMeasure, Written};
use crate::book::sheet::Value;
use crate::budget::{Fact, FactId, Figure};
use crate::finding::{Content, Problem};
use rust_decimal::Decimal;

impl RowReader<'_, '_> {
    /// The cell of a figure under a heading that may span columns: the first in which something stands.
    pub(super) fn figure_place(&self, row: u32, span: ColumnSpan) -> (u32, u32) {
        let filled = (span.0..=span.1).find(|column| self.sheet.own(row, *column).is_some());
        (row, filled.unwrap_or(span.0))
    }

    /// Whether a cell holds more than a zero or a dash.
    pub(super) fn says_something(&self, place: (u32, u32)) -> bool {
        match self.sheet.own(place.0, place.1) {
            None => false,
            Some(Value::Number(number)) => !number.is_zero(),
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
        place: (u32, u32),
    ) -> FactId {
        let written = self.sheet.own(place.0, place.1).cloned();
        self.read_fact(block, row, column, place, written)
    }

    pub(super) fn read_fact(
        &mut self,
        block: usize,
        row: usize,
        column: usize,
        place: (u32, u32),
        value: Option<Value>,
    ) -> FactId {
        let layout = self.layout;
        let table = &layout.tables[self.located.table];
        let (name, decimals, of_table) = (&table.id, table.decimals, table.unit_of_measure);
        let title = &table.blocks[block].columns[column].id;
        let unit = self.layout.unit_of_measure;
        let mut figure = self.figure(value.as_ref());
        if value.is_some() {
            self.claimed.insert(place);
        }
        if let Figure::Unreadable(text) = &figure {
            let content = match value {
                Some(Value::NoResult) => Content::NoResult,
                Some(Value::Date(_)) => Content::Date,
                Some(Value::Error(_)) => Content::Error,
                Some(Value::Damaged(_)) => Content::Damaged,
                _ => Content::Text,
            };
            let problem = Problem::FigureUnreadable {
                table: name.clone(),
                column: title.clone(),
                text: text.clone(),
                content,
            };
            self.notice(&[place], problem);
        }
        if let Figure::Amount { exact, published } = &mut figure {
            // the public sees the table's own unit and places, whatever the layout compares in
            let of = of_table.convert(Decimal::ONE, unit);
            let is_same = of_table == unit;
            let in_table = if is_same {
                *exact
            } else {
                Amount::new(exact.value() / of)
            };
            let shown = in_table.published(decimals);
            *published = if is_same {
                shown
            } else {
                Amount::new(shown.value() * of)
            };
            if in_table != shown && self.unit_of_measure == of_table {
                let problem = Problem::HiddenDigits {
                    table: name.clone(),
                    column: title.clone(),
                    stored: in_table,
                    shown,
                    decimals,
                };
                self.notice(&[place], problem);
            }
            if self.sheet.is_hidden(place.0, place.1) {
                let problem = Problem::FigureHidden {
                    table: name.clone(),
                    column: title.clone(),
                };
                self.notice(&[place], problem);
            }
        }
        self.facts.push(Fact {
            at: self.address(place.0, place.1),
            figure,
            half_unit: Amount::ZERO,
            table: self.index,
            block,
            row,
            column,
        });
        FactId(self.facts.len() - 1)
    }

    /// What a cell for a figure says.
    pub(super) fn figure(&self, value: Option<&Value>) -> Figure {
        match value {
            None => Figure::Blank,
            Some(Value::Number(number)) => self.amount(*number, self.unit_of_measure),
            Some(Value::Text(text)) => match amount::read_text(text) {
                Written::Blank => Figure::Blank,
                Written::Dash => Figure::Dash(text.line().to_owned()),
                Written::Nothing => Figure::Nothing(text.line().to_owned()),
                Written::Number(number, own) => {
                    self.amount(number, own.unwrap_or(self.unit_of_measure))
                }
                Written::NotAnAmount => Figure::Unreadable(text.line().to_owned()),
            },
            Some(other) => Figure::Unreadable(other.text().into_owned()),
        }
    }

    pub(super) fn amount(&self, value: Decimal, from: UnitOfMeasure) -> Figure {
        let exact = Amount::new(from.convert(value, self.layout.unit_of_measure));
        Figure::Amount {
            exact,
            published: exact,
        }
    }
}
