//! Quotation marks within quotation marks.

/// A Chinese sentence in which what is quoted within a quotation stands in ‘ ’, as is usual. Where marks have no partner,
/// because a text was cut or mistyped, all stay as they are.
pub(super) fn nested(text: &str) -> String {
    let mut depth = 0_usize;
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        depth += usize::from(c == '“');
        let is_inner = depth.is_multiple_of(2);
        shown.push(match c {
            '“' if is_inner => '‘',
            '”' if is_inner => '’',
            c => c,
        });
        if c == '”' {
            let Some(outer) = depth.checked_sub(1) else {
                return text.to_owned();
            };
            depth = outer;
        }
    }
    match depth {
        0 => shown,
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inner_marks_are_single() {
        assert_eq!(nested("“开展“三公”检查”"), "“开展‘三公’检查”");
        assert_eq!(nested("“甲”，“乙”"), "“甲”，“乙”");
        assert_eq!(nested("“一“二“三”二”一”"), "“一‘二“三”二’一”");
        for cut in ["“开展“三公…”，“乙”", "三公”", "甲"] {
            assert_eq!(nested(cut), cut);
        }
    }
}
