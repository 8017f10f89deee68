//! The grid of the format, and the names of its cells.

/// Rows of a sheet.
pub(crate) const ROWS: u32 = 1_048_576;
/// Columns of a sheet.
pub(crate) const COLUMNS: u32 = 16_384;

/// A cell of a name such as `$F$12`, zero-based; `None` beyond the grid.
pub(crate) fn cell(name: &str) -> Option<(u32, u32)> {
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
        .then(|| (number - 1, letters - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_beyond_the_grid_are_none() {
        assert_eq!(cell("F12"), Some((11, 5)));
        assert_eq!(cell("$XFD$1048576"), Some((1_048_575, 16_383)));
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
