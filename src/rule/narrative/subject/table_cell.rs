//! Figures in tables of a document that are not read as tables: they count as amounts of the text, and one whose label
//! names a cell is held against it.

use crate::amount::UnitOfMeasure;
use crate::relation::Relation;
use crate::rule::narrative::language::TextCheck;
use crate::rule::narrative::lines::{Kind, PrintedFigure, TextLine};
use crate::rule::narrative::reader::{Found, Reader, Ref, Sum};
use rust_decimal::Decimal;

/// A number is in a unit in which it is less than so many times a value, and more than one of so many parts of it.
const ABOUT: Decimal = Decimal::from_parts(3, 0, 0, false, 0);

/// Characters of the longest cell that is a label with its amount.
const LABEL: usize = 30;

impl Reader<'_> {
    /// Holds the amounts of a cell against what its label names: the words before it in the cell, or the cell before.
    pub(crate) fn amounts_of_table(&mut self, index: usize, line: &TextLine) {
        let figures = self.of_line(index);
        let [own] = &**figures else { return };
        let is_told = self.in_columns.contains(&self.first[index]);
        let is_amount = matches!(own.kind, Kind::Amount(_));
        if !is_amount || own.close != line.chars.len() || line.chars.len() > LABEL || is_told {
            return;
        }
        let in_own_cell = own.start > line.body;
        let found = if in_own_cell {
            self.subject(index, line, (line.body, own.start), None)
        } else {
            self.beside(index)
        };
        let Found::Known(subject) = found else { return };
        let Some(cells) = &subject.cells else { return };
        // what stands in the cell before may be of another column
        let check = match in_own_cell && !subject.near {
            true => TextCheck::Cell,
            false => TextCheck::CellNear,
        };
        let right = Sum::of(cells);
        let figure = self.first[index];
        if in_own_cell || self.is_in_unit_of(figure, &right) {
            let left = Sum::one(Decimal::ONE, Ref::Text(figure));
            self.check(check, left, Relation::Equal, right);
        }
    }

    /// Takes a number without a unit in the one in which it is about a value; whether there is one.
    fn is_in_unit_of(&mut self, figure: usize, right: &Sum) -> bool {
        let right = self.total(right);
        let usual = self.budget.layout.unit_of_measure;
        let own = &mut self.reading.figures[figure];
        let is_about = |value: Decimal| value * ABOUT > right && right * ABOUT > value;
        let mut units = UnitOfMeasure::ALL.into_iter();
        let value = |unit: UnitOfMeasure| unit.convert(own.figure.value, usual);
        let Some(unit) = units.find(|unit| is_about(value(*unit))) else {
            return own.value == right;
        };
        own.value = value(unit);
        own.half = unit.convert(own.figure.half, usual);
        own.figure.kind = Kind::Amount(unit);
        true
    }

    /// What the cell before names, where it is a label and no other number stands behind.
    fn beside(&mut self, index: usize) -> Found {
        let is_number = |at: usize| {
            let line = self.reading.lines.get(at).filter(|it| it.in_table);
            let is_amount = |it: &PrintedFigure| matches!(it.kind, Kind::Amount(_));
            line.is_some() && self.of_line(at).iter().any(is_amount)
        };
        let Some(before) = index.checked_sub(1) else {
            return Found::Nothing;
        };
        if !self.reading.lines[before].in_table || is_number(before) || is_number(index + 1) {
            return Found::Nothing;
        }
        let label = self.at(before);
        self.subject(before, &label, (label.body, label.chars.len()), None)
    }
}
