//! What the records of `.xls` and of `.xlsb` have in common: packed numbers, errors, formulas; and the sheet
//! that they come to.

use crate::book::Refusal;
use crate::book::limits::Limits;
use crate::book::print_header;
use crate::book::sheet::{Merge, Sheet, UnorderedCells};
use crate::book::value::{SharedText, Value};
use crate::place::CellRef;
use std::collections::{BTreeSet, HashSet};

/// A sheet while its records are read.
#[derive(Debug)]
pub(crate) struct SheetBuffer<'a> {
    name: &'a str,
    hidden: bool,
    /// Rows and columns of the format's grid.
    grid: (u32, u32),
    limits: &'a mut Limits,
    cells: UnorderedCells,
    merges: Vec<Merge>,
    hidden_rows: BTreeSet<u32>,
    shown_rows: HashSet<u32>,
    hidden_columns: Vec<(u32, u32)>,
    /// Whether rows without properties are hidden.
    pub(crate) rows_are_hidden: bool,
    /// What its pages print at their top, with codes.
    pub(crate) print_header: String,
}

impl<'a> SheetBuffer<'a> {
    pub(crate) fn new(
        name: &'a str,
        hidden: bool,
        grid: (u32, u32),
        limits: &'a mut Limits,
    ) -> Result<Self, Refusal> {
        limits.sheet()?;
        Ok(Self {
            name,
            hidden,
            grid,
            limits,
            cells: UnorderedCells::new(),
            merges: Vec::new(),
            hidden_rows: BTreeSet::new(),
            shown_rows: HashSet::new(),
            hidden_columns: Vec::new(),
            rows_are_hidden: false,
            print_header: String::new(),
        })
    }

    /// A record of this sheet makes no sense.
    pub(crate) fn damaged(&self) -> Refusal {
        Refusal::Damaged {
            part: self.name.to_owned(),
        }
    }

    /// Writes a cell. A cell written twice is ambiguous.
    pub(crate) fn put(&mut self, row: u32, column: u32, value: Value) -> Result<(), Refusal> {
        self.limits.cell()?;
        if let Value::Text(text) = &value {
            self.limits.text(text.len())?;
        }
        if !self.holds(row, column)
            || self
                .cells
                .insert(CellRef::new(row, column), value)
                .is_some()
        {
            return Err(self.damaged());
        }
        Ok(())
    }

    pub(crate) fn merge(&mut self, merge: Merge) -> Result<(), Refusal> {
        self.limits.merge()?;
        if merge.top > merge.bottom
            || merge.left > merge.right
            || !self.holds(merge.bottom, merge.right)
        {
            return Err(self.damaged());
        }
        self.merges.push(merge);
        Ok(())
    }

    pub(crate) fn row(&mut self, row: u32, hidden: bool) -> Result<(), Refusal> {
        if !self.holds(row, 0) {
            return Err(self.damaged());
        }
        if hidden {
            self.hidden_rows.insert(row);
        } else {
            self.shown_rows.insert(row);
        }
        Ok(())
    }

    pub(crate) fn hide_columns(&mut self, first: u32, last: u32) {
        self.hidden_columns.push((first, last));
    }

    pub(crate) fn sheet(self) -> Result<Sheet, Refusal> {
        let mut sheet = Sheet::new(self.name, self.hidden, self.cells, self.merges);
        sheet.hidden_rows = self.hidden_rows;
        if self.rows_are_hidden {
            let unsaid = sheet
                .cells
                .places()
                .map(|CellRef { row, .. }| row)
                .filter(|row| !self.shown_rows.contains(row));
            sheet.hidden_rows.extend(unsaid);
        }
        sheet.hidden_columns = self.hidden_columns;
        sheet.print_header = print_header::lines(&self.print_header, self.name);
        self.limits.merged(&sheet)?;
        Ok(sheet)
    }

    fn holds(&self, row: u32, column: u32) -> bool {
        row < self.grid.0 && column < self.grid.1
    }
}

/// A number packed into four bytes: the upper half of a float or thirty bits of an integer, either of them
/// a hundred times too large where the lowest bit says so.
pub(crate) fn packed_number(packed: u32) -> f64 {
    let number = if packed & 2 == 0 {
        f64::from_bits(u64::from(packed & !3) << 32)
    } else {
        f64::from(packed.cast_signed() >> 2)
    };
    if packed & 1 == 0 {
        number
    } else {
        number / 100.0
    }
}

/// An error by its code.
pub(crate) fn error(code: u8) -> Value {
    let text = match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0f => "#VALUE!",
        0x17 => "#REF!",
        0x1d => "#NAME?",
        0x24 => "#NUM!",
        0x2a => "#N/A",
        0x2b => "#DATA!",
        _ => return Value::Error(format!("#{code}")),
    };
    Value::Error(text.to_owned())
}

/// A formula whose result is stored as an empty text. That is an honest result of `=IF(A1="","",A1)`, but no
/// sum and no difference ever gives a text: there a program wrote the formula and left the result out.
pub(crate) fn empty_result(formula: &[u8]) -> Value {
    if is_arithmetic(formula) {
        Value::NoResult
    } else {
        Value::Text(SharedText::new(""))
    }
}

/// Whether the outermost step of a formula, which its tokens name last, is one of arithmetic.
fn is_arithmetic(tokens: &[u8]) -> bool {
    const SUM: u16 = 4;
    const ROUND: u16 = 27;
    // average, min, max, abs, int, product, rounding up and down, product of sums, subtotal, sum where
    const OTHERS: [u16; 11] = [5, 6, 7, 24, 25, 183, 212, 213, 228, 344, 345];
    let calls = |low, high| {
        let function = u16::from_le_bytes([low, high]);
        function == SUM || function == ROUND || OTHERS.contains(&function)
    };
    match tokens {
        // + - * / ^, signs, per cent, behind what they work on
        [_, _, _, .., 0x03..=0x07 | 0x12..=0x14] => true,
        // the button Σ
        [.., 0x19, 0x10, _, _] => true,
        [.., 0x22 | 0x42 | 0x62, _, low, high] => calls(*low, *high),
        [.., 0x21 | 0x41 | 0x61, low, high] => calls(*low, *high),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_numbers_are_unpacked() {
        let float = u32::try_from(1.5_f64.to_bits() >> 32).unwrap_or_default();
        for (packed, number) in [
            (float, 1.5),
            (float | 1, 0.015),
            (100 << 2 | 2, 100.0),
            (8_640 << 2 | 3, 86.4),
            ((-8_640_i32).cast_unsigned() << 2 | 3, -86.4),
        ] {
            assert!(
                (packed_number(packed) - number).abs() < f64::EPSILON,
                "{packed}"
            );
        }
    }

    #[test]
    fn arithmetic_without_a_result_has_none() {
        // =A1+A2, =SUM(A1:A2) by the button and by name, =ROUND(A1,2)
        for tokens in [
            &[0x44, 0, 0, 0, 0xc0, 0x44, 1, 0, 0, 0xc0, 0x03][..],
            &[0x25, 0, 0, 1, 0, 0, 0xc0, 0, 0xc0, 0x19, 0x10, 0, 0],
            &[0x25, 0, 0, 1, 0, 0, 0xc0, 0, 0xc0, 0x42, 1, 4, 0],
            &[0x44, 0, 0, 0, 0xc0, 0x1e, 2, 0, 0x41, 27, 0],
        ] {
            assert_eq!(empty_result(tokens), Value::NoResult, "{tokens:?}");
        }
        // =A1, ="", =IF(…), nothing
        for tokens in [
            &[0x44, 0, 0, 0, 0xc0][..],
            &[0x17, 0, 0],
            &[0x42, 3, 1, 0],
            &[],
            &[3],
        ] {
            assert_eq!(
                empty_result(tokens),
                Value::Text(SharedText::new("")),
                "{tokens:?}"
            );
        }
    }
}
