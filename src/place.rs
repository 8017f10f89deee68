//! Where a cell stands, and what Excel calls it.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// Rows of a sheet.
pub(crate) const ROWS: u32 = 1_048_576;
/// Columns of a sheet.
pub(crate) const COLUMNS: u32 = 16_384;

/// A cell of a sheet: its row and its column, both zero-based. Cells are in the order in which a sheet is read: row by
/// row, from left to right.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub(crate) struct CellRef {
    pub(crate) row: u32,
    pub(crate) column: u32,
}

impl CellRef {
    pub(crate) const fn new(row: u32, column: u32) -> Self {
        Self { row, column }
    }

    /// As Excel names it: `F12`.
    pub(crate) fn a1(self) -> String {
        a1(self.row, self.column)
    }
}

/// A cell of a name such as `$F$12`; `None` beyond the grid.
pub(crate) fn cell(name: &str) -> Option<CellRef> {
    let mut letters = 0_u32;
    let mut number = 0_u32;
    let mut digits = false;
    for c in name.bytes().filter(|c| *c != b'$') {
        match c {
            b'A'..=b'Z' | b'a'..=b'z' if !digits => {
                letters = letters
                    .checked_mul(26)?
                    .checked_add(u32::from(c.to_ascii_uppercase()) - 64)?;
            }
            b'0'..=b'9' if letters > 0 => {
                digits = true;
                number = number.checked_mul(10)?.checked_add(u32::from(c - b'0'))?;
            }
            _ => return None,
        }
    }
    ((1..=ROWS).contains(&number) && (1..=COLUMNS).contains(&letters))
        .then(|| CellRef::new(number - 1, letters - 1))
}

/// The first and the last cell of an area such as `A1:C3`, or of one cell; `None` where it names none.
pub(crate) fn area(range: &str) -> Option<(CellRef, CellRef)> {
    let (from, to) = range.split_once(':').unwrap_or((range, range));
    cell(from).zip(cell(to))
}

/// Where a cell stands: file, sheet and zero-based row and column.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Address {
    /// The file, as the clerk knows it (a path within the inbox).
    pub file: Arc<str>,
    /// The sheet.
    pub sheet: Arc<str>,
    /// Zero-based.
    pub row: u32,
    /// Zero-based.
    pub column: u32,
}

impl Address {
    /// What stands for the place of a figure that is nowhere read but added up: a table of the layout, and a block, a row
    /// and a column that no other such figure of it has.
    pub(crate) fn added_up(table: &str, (block, row, column): (usize, usize, usize)) -> Self {
        let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self {
            file: "".into(),
            sheet: table.into(),
            row: small(row),
            column: small(block)
                .saturating_mul(COLUMNS)
                .saturating_add(small(column)),
        }
    }

    /// Whether the figure stands in no cell but is a sum of others; otherwise file and sheet name its cell.
    pub(crate) fn is_sum(&self) -> bool {
        self.file.is_empty()
    }

    /// Whether it is a place in a text: the row is the block of the document.
    pub fn is_text(&self) -> bool {
        self.sheet.is_empty() && !self.is_sum()
    }

    /// The cell as Excel names it: `F12`; of a text its paragraph, `第27段`.
    pub fn a1(&self) -> String {
        if self.is_text() {
            return format!("第{}段", self.row + 1);
        }
        a1(self.row, self.column)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.file {
            "" => write!(f, "{}（合计）", self.sheet),
            file if self.is_text() => write!(f, "{file} {}", self.a1()),
            file => write!(f, "{file} {}!{}", self.sheet, self.a1()),
        }
    }
}

/// The name of a cell, both numbers zero-based: `a1(11, 5)` is `F12`.
pub fn a1(row: u32, column: u32) -> String {
    let mut name = column_letters(column);
    name.push_str(&(row + 1).to_string());
    name
}

/// A cell that stays where it is when its formula is moved, both numbers zero-based: `$F$12`.
pub(crate) fn fixed(row: u32, column: u32) -> String {
    format!("${}${}", column_letters(column), row + 1)
}

/// The letters of a column, zero-based: `F` is 5.
fn column_letters(column: u32) -> String {
    // the first letter of the alphabet stands for 1, for it has no 0
    let letter = |rest: u32| char::from(b'A' + u8::try_from((rest - 1) % 26).unwrap_or(0));
    let higher = |rest: &u32| Some((rest - 1) / 26).filter(|rest| *rest > 0);
    let mut rests: Vec<u32> = std::iter::successors(Some(column + 1), higher).collect();
    rests.reverse();
    rests.into_iter().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_named_as_excel_names_them() {
        assert_eq!(a1(0, 0), "A1");
        assert_eq!(a1(11, 5), "F12");
        assert_eq!(a1(9, 25), "Z10");
        assert_eq!(a1(9, 26), "AA10");
        assert_eq!(a1(1_048_575, 16_383), "XFD1048576");
    }

    #[test]
    fn cells_beyond_the_grid_are_none() {
        assert_eq!(cell("F12"), Some(CellRef::new(11, 5)));
        assert_eq!(cell("$XFD$1048576"), Some(CellRef::new(1_048_575, 16_383)));
        for name in [
            "XFE1",
            "A1048577",
            "A0",
            "A4294967297",
            "12",
            "F",
            "F1F",
            "",
        ] {
            assert_eq!(cell(name), None, "{name}");
        }
    }
}
