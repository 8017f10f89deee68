//! The header that a sheet prints on its pages. Some titles stand only there.

/// Characters of a header that are read; Excel allows 255.
const LENGTH: usize = 1_000;

/// The texts of a header by Excel's codes, `&L…&C…&R…`: left, centre and right, line by line. `&A` is the sheet's name.
pub(crate) fn lines(code: &str, sheet: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut chars = code.chars().take(LENGTH).peekable();
    while let Some(c) = chars.next() {
        let code = match c {
            '&' => chars.next().map(|code| code.to_ascii_uppercase()),
            '\n' | '\r' => Some('L'),
            c => {
                push(&mut lines, &c.to_string());
                continue;
            }
        };
        match code {
            Some('L' | 'C' | 'R') => lines.push(String::new()),
            Some('&') => push(&mut lines, "&"),
            Some('A') => push(&mut lines, sheet),
            // "font,style"
            Some('"') => while chars.next().is_some_and(|c| c != '"') {},
            // a colour: six digits, or a theme's number with its tint
            Some('K') => drop(chars.nth(5)),
            Some('0'..='9') => while chars.next_if(char::is_ascii_digit).is_some() {},
            // bold, page numbers, dates, file names
            _ => {}
        }
    }
    without_blanks(lines)
}

/// Lines in which something stands.
pub(crate) fn without_blanks(lines: Vec<String>) -> Vec<String> {
    let trimmed = lines.iter().map(|line| line.trim());
    trimmed
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

fn push(lines: &mut [String], text: &str) {
    if let Some(line) = lines.last_mut() {
        line.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_no_text() {
        for (code, wanted) in [
            (
                "&L编制部门：某局&C&\"宋体,加粗\"&18部门支出总体情况表&R单位：万元",
                &["编制部门：某局", "部门支出总体情况表", "单位：万元"][..],
            ),
            (
                "&C&K000000&B&14 2020年支出表\n（续）",
                &["2020年支出表", "（续）"],
            ),
            ("&R第 &P 页，共 &N 页", &["第  页，共  页"]),
            ("&C&A", &["表三"]),
            ("研发 R&&D", &["研发 R&D"]),
            ("&", &[]),
            ("&\"宋体", &[]),
            ("&K01", &[]),
            ("", &[]),
        ] {
            assert_eq!(lines(code, "表三"), wanted, "{code}");
        }
    }
}
