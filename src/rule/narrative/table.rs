//! Figures in tables of a document that are not read as tables: they count as amounts of the text, and one whose label
//! names a cell is held against it.

use super::TextCheck;
use super::figure::{self, Kind, PrintedFigure, Units};
use super::line::TextLine;
use super::reading::{Ref, Sum};
use super::subject::Found;
use super::walk::Walk;
use crate::amount::UnitOfMeasure;
use crate::relation::Relation;
use rust_decimal::Decimal;
use std::str::FromStr;

/// Lines above a table in which its unit may stand.
const ABOVE: usize = 3;

/// A number is in a unit in which it is less than so many times a value, and more than one of so many parts of it.
const ABOUT: Decimal = Decimal::from_parts(3, 0, 0, false, 0);

/// Characters of the longest cell that is a label with its amount.
const LABEL: usize = 30;

/// The unit that a table or the lines right above it state.
pub(super) fn unit(lines: &[TextLine], first: usize) -> Option<UnitOfMeasure> {
    let above = lines[first.saturating_sub(ABOVE)..first].iter();
    let own = lines[first..].iter().take_while(|it| it.in_table);
    above.rev().chain(own).find_map(unit_of)
}

/// The unit that a line states.
pub(super) fn unit_of(line: &TextLine) -> Option<UnitOfMeasure> {
    let text = line.text(0, line.chars.len());
    let behind = |word| text.split_once(word).map(|(_, rest)| rest);
    let rest = behind("单位:")
        .or_else(|| behind("金额("))
        .or_else(|| behind("资金("))?;
    let mut units = UnitOfMeasure::ALL.into_iter();
    units.find(|unit| rest.starts_with(unit.name()))
}

/// The amounts of a cell: those with their unit, or the number that is all of it. Whole numbers are amounts only
/// where the table has a unit: they may be codes, years or counts.
pub(super) fn amounts(
    line: &TextLine,
    units: &Units,
    (stated, usual): (Option<UnitOfMeasure>, UnitOfMeasure),
) -> Vec<PrintedFigure> {
    let mut found = figure::figures(line, units);
    found.retain(|it| matches!(it.kind, Kind::Amount(_)));
    let bare = || bare(line, stated.is_some(), stated.unwrap_or(usual));
    if found.is_empty() {
        found.extend(bare());
    }
    found
}

/// The number that is all of a cell.
fn bare(line: &TextLine, has_unit: bool, unit: UnitOfMeasure) -> Option<PrintedFigure> {
    let length = line.chars.len();
    let start = usize::from(line.chars.first() == Some(&'-'));
    let (end, digits) = figure::number(line, start.min(length));
    let is_grouped = end - start > digits.chars().count();
    let places = digits.split_once('.').map_or(0, |(_, places)| places.len());
    let is_year = digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20"));
    let may_be_amount = has_unit && digits.len() > 1 && !digits.starts_with('0') && !is_year;
    if end < length || digits.is_empty() || !(is_grouped || places > 0 || may_be_amount) {
        return None;
    }
    let decimals = u32::try_from(places).ok()?;
    Some(PrintedFigure {
        kind: Kind::Amount(unit),
        value: Decimal::from_str(&digits).ok()?,
        half: Decimal::new(5, decimals + 1),
        decimals,
        start,
        end,
        close: end,
    })
}

impl Walk<'_> {
    /// Holds the amounts of a cell against what its label names: the words before it in the cell, or the cell before.
    pub(super) fn amounts_of_table(&mut self, index: usize, line: &TextLine) {
        let figures = self.of_line(index);
        let [own] = &**figures else { return };
        if own.close != line.chars.len() || line.chars.len() > LABEL {
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
            line.is_some() && !self.of_line(at).is_empty()
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

#[cfg(test)]
mod tests {
    use super::super::TextParagraph;
    use super::super::line::lines;
    use super::*;

    fn read(cell: &str, stated: Option<UnitOfMeasure>) -> Option<(String, UnitOfMeasure)> {
        let line = lines(&[TextParagraph::plain(cell)]).remove(0);
        let usual = UnitOfMeasure::TenThousandYuan;
        let found = amounts(&line, &Units::default(), (stated, usual));
        found.first().map(|it| match it.kind {
            Kind::Amount(unit) => (it.value.to_string(), unit),
            _ => unreachable!("{it:?}"),
        })
    }

    #[test]
    fn cells_with_amounts_are_known() {
        let wan = UnitOfMeasure::TenThousandYuan;
        let yuan = UnitOfMeasure::Yuan;
        for (cell, stated, value, unit) in [
            ("110.50", None, "110.50", wan),
            ("1,105,000", Some(yuan), "1105000", yuan),
            ("110", Some(wan), "110", wan),
            ("年度资金总额：86.4万元", None, "86.4", wan),
            ("-12.30", None, "12.30", wan),
        ] {
            assert_eq!(read(cell, stated), Some((value.to_owned(), unit)), "{cell}");
        }
        for cell in ["110", "2080501", "100%", "≤86.4万元", "第3季度", "-", ""] {
            let stated = None;
            let is_empty = cell.is_empty();
            assert!(is_empty || read(cell, stated).is_none(), "{cell}");
        }
        assert_eq!(read("2020", Some(wan)), None);
        assert_eq!(read("01", Some(wan)), None);
    }
}
