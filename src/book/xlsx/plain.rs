//! Cells as nearly every program writes them: `<c r="B5" s="3" t="s"><v>12</v></c>`. They are told by their bytes, several
//! times as fast as by their XML. A cell that is written in any other way is none of them.

use crate::place::{self, CellRef};
use std::str;

/// The plain cell that the rest of a sheet's part begins with, and how many bytes it takes: a number, a text of those that
/// `shared` cells share, or nothing. Calamine reads each of them rightly.
pub(super) fn cell(part: &[u8], shared: usize) -> Option<(CellRef, usize)> {
    let mut rest = part.strip_prefix(b"<c")?;
    let (mut own, mut has_style, mut is_shared) = (None, false, false);
    while let Some((name, behind)) = rest.strip_prefix(b" ").and_then(<[u8]>::split_first) {
        let (value, behind) = until(b'"', behind.strip_prefix(b"=\"")?)?;
        match name {
            b'r' if own.is_none() => own = Some(place::cell(str::from_utf8(value).ok()?)?),
            b's' if !has_style && is_number(value) => has_style = true,
            b't' if !is_shared && value == b"s" => is_shared = true,
            _ => return None,
        }
        rest = behind;
    }
    let behind = match rest.strip_prefix(b"/>") {
        Some(behind) => behind,
        None => content(rest.strip_prefix(b">")?, is_shared.then_some(shared))?,
    };
    Some((own?, part.len() - behind.len()))
}

/// What stands behind the end of a cell, its value passed over; `shared` where it is the number of a text.
fn content(rest: &[u8], shared: Option<usize>) -> Option<&[u8]> {
    if let Some(behind) = rest.strip_prefix(b"</c>") {
        return Some(behind);
    }
    let (value, behind) = until(b'<', rest.strip_prefix(b"<v>")?)?;
    let is_plain = match shared {
        Some(shared) => {
            let number = str::from_utf8(value).ok()?;
            is_number(value) && number.parse::<usize>().is_ok_and(|it| it < shared)
        }
        None => value
            .iter()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'-' | b'+' | b'e' | b'E')),
    };
    behind.strip_prefix(b"/v></c>").filter(|_| is_plain)
}

/// What stands before a byte, and behind it.
fn until(byte: u8, rest: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = rest.iter().position(|own| *own == byte)?;
    Some((&rest[..at], &rest[at + 1..]))
}

fn is_number(value: &[u8]) -> bool {
    !value.is_empty() && value.iter().all(u8::is_ascii_digit)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::cell;
    use crate::book::limits::Limits;
    use crate::book::package::{open, pack};
    use crate::book::xlsx::scan;
    use crate::place::CellRef;
    use proptest::prelude::*;

    /// Texts that the cells share.
    const SHARED: usize = 4;

    /// What stands behind the place of a cell: most of it plain.
    const CELLS: [&str; 18] = [
        "/>",
        "></c>",
        " s=\"3\"/>",
        "><v>12</v></c>",
        " s=\"12\"><v>-1.5E-7</v></c>",
        " s=\"1\" t=\"s\"><v>3</v></c>",
        " t=\"s\" s=\"1\"><v>0</v></c>",
        " t=\"s\"/>",
        " t=\"s\"><v>4</v></c>",
        " t=\"s\"><v>1.0</v></c>",
        " t=\"n\"><v>x</v></c>",
        " t=\"str\"><v>文</v></c>",
        " t=\"e\"><v>#N/A</v></c>",
        "><v>1</v><v>2</v></c>",
        "><f>A1</f></c>",
        "><f>A1</f><v>3</v></c>",
        "><v>1</v><f>A1</f></c>",
        " r=\"A1\"><v>5</v></c>",
    ];

    /// What a scan says of a sheet of these rows, and how many cells it has taken out.
    fn scanned(rows: &str) -> Option<String> {
        let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
        let bytes = pack(&[("sheet.xml", sheet.as_bytes())]).unwrap();
        let mut archive = open(&bytes).unwrap();
        let scan = scan::sheet(&mut archive, "sheet.xml", SHARED, &mut Limits::any()).ok()?;
        let cuts = scan.cuts.len();
        Some(format!("{:?} {:?} {cuts}", scan.known, scan.hidden_rows))
    }

    fn row() -> impl Strategy<Value = Vec<(u32, &'static str)>> {
        prop::collection::vec((0..3u32, prop::sample::select(&CELLS[..])), 0..8)
    }

    proptest! {
        #[test]
        fn cells_that_are_passed_over_are_scanned_as_others_are(rows in prop::collection::vec(row(), 1..5)) {
            let mut sheet = String::new();
            for (number, row) in (1..).zip(&rows) {
                sheet.push_str(&format!("<row r=\"{number}\">"));
                let mut column = 0;
                for (step, cell) in row {
                    // now and then a cell stands where one stood before
                    column += (*step).min(2 - u32::from(column == 0));
                    let letter = char::from_u32(u32::from('A') + column).unwrap();
                    sheet.push_str(&format!("<c r=\"{letter}{number}\"{cell}"));
                }
                sheet.push_str("</row>");
            }
            // two spaces: none of them is plain
            prop_assert_eq!(scanned(&sheet), scanned(&sheet.replace("<c ", "<c  ")));
        }
    }

    #[test]
    fn a_plain_cell_is_told_with_its_place_and_length() {
        let told = |part: &str| cell(part.as_bytes(), SHARED);
        let text = "<c r=\"C2\" s=\"3\" t=\"s\"><v>3</v></c>";
        let place = CellRef::new(1, 2);
        assert_eq!(told(&format!("{text}<c/>")), Some((place, text.len())));
        for other in [
            "<col min=\"1\"/>",
            "<c/>",
            "<c r='C2'/>",
            "<c  r=\"C2\"/>",
            "<c r=\"C2\" r=\"C2\"/>",
            "<c r=\"C2\" t=\"s\"><v>4</v></c>",
            "<c r=\"C2\"><v>1</v>",
            "<c r=\"C2\"><v>&#49;</v></c>",
            "<x:c r=\"C2\"/>",
        ] {
            assert_eq!(told(other), None, "{other}");
        }
    }
}
