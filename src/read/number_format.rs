//! Whether a number format shows an amount. Letters of dates stand in formats of money too
//! (`RMB #,##0.00`, `USD 0.00`), and calamine takes every one of them for a date.

/// Whether a format has places for the digits of a number, though it may hold letters of dates.
pub(super) fn shows_number(format: &str) -> bool {
    let mut chars = format.chars();
    let (mut before, mut last) = (' ', ' ');
    while let Some(c) = chars.next() {
        match c {
            ';' => break,
            // what follows is meant as it stands
            '\\' | '_' | '*' => drop(chars.next()),
            '"' => drop(chars.by_ref().find(|c| *c == '"')),
            '[' => drop(chars.by_ref().find(|c| *c == ']')),
            '#' | '?' => return true,
            // ss.000: parts of a second
            '0' if last == '0' && before == 's' || last == '.' && before == 's' => {
                (before, last) = ('s', '0');
                continue;
            }
            '0' => return true,
            _ => {}
        }
        (before, last) = (last.to_ascii_lowercase(), c);
    }
    false
}

#[cfg(test)]
mod tests {
    use super::shows_number;

    #[test]
    fn money_is_no_date() {
        for format in ["RMB #,##0.00", "USD #,##0.00", "0.00", "\"¥\"#,##0.00;[Red]-0", "[$USD-409] 0", "DM ?"] {
            assert!(shows_number(format), "{format}");
        }
        for format in [
            "yyyy-mm-dd",
            "yyyy\"年\"m\"月\"d\"日\"",
            "[$-804]aaaa",
            "mm:ss.0",
            "h:mm:ss.000",
            "[h]:mm",
            "yyyy\\#",
            "m/d/yy\"0.00\"",
            "d-mmm;0.00",
            "",
        ] {
            assert!(!shows_number(format), "{format}");
        }
    }
}
