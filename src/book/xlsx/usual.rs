//! A cell as programs write nearly all of them: `<c r="B5" s="12" t="s"><v>3</v></c>`, or empty. It is taken at one
//! look; any other cell is nothing here, and is read token by token.

/// A cell, piece by piece as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SimpleCell<'a> {
    /// Where it stands: `B5`.
    pub(super) name: &'a str,
    pub(super) style: Option<&'a str>,
    pub(super) kind: Option<&'a str>,
    pub(super) value: Option<&'a str>,
    /// What follows it.
    pub(super) rest: &'a str,
}

/// The cell that a text begins with.
pub(super) fn cell(text: &str) -> Option<SimpleCell<'_>> {
    let (name, rest) = word(text.strip_prefix("<c r=\"")?)?;
    let (style, rest) = attribute(rest, " s=\"")?;
    let (kind, rest) = attribute(rest, " t=\"")?;
    let (value, rest) = match rest.strip_prefix("/>") {
        Some(rest) => (None, rest),
        None => {
            let inner = rest.strip_prefix("><v>")?;
            let end = inner
                .bytes()
                .position(|byte| matches!(byte, b'<' | b'&' | b'\r'))?;
            (Some(&inner[..end]), inner[end..].strip_prefix("</v></c>")?)
        }
    };
    Some(SimpleCell {
        name,
        style,
        kind,
        value,
        rest,
    })
}

fn attribute<'a>(text: &'a str, name: &str) -> Option<(Option<&'a str>, &'a str)> {
    match text.strip_prefix(name) {
        Some(rest) => word(rest).map(|(word, rest)| (Some(word), rest)),
        None => Some((None, text)),
    }
}

/// Letters and digits up to a quote.
fn word(text: &str) -> Option<(&str, &str)> {
    let end = text
        .bytes()
        .position(|byte| !byte.is_ascii_alphanumeric())?;
    (text.as_bytes()[end] == b'"').then(|| (&text[..end], &text[end + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_cells_are_taken_at_one_look() {
        let of = |text| cell(text).map(|it| (it.name, it.style, it.kind, it.value, it.rest));
        assert_eq!(
            of(r#"<c r="B5" s="12"/><c"#),
            Some(("B5", Some("12"), None, None, "<c"))
        );
        assert_eq!(
            of(r#"<c r="B5" t="s"><v>3</v></c>"#),
            Some(("B5", None, Some("s"), Some("3"), ""))
        );
        assert_eq!(
            of(r#"<c r="B5"><v></v></c>x"#),
            Some(("B5", None, None, Some(""), "x"))
        );
    }

    #[test]
    fn any_other_is_left() {
        for text in [
            "",
            r#"<c r="B5""#,
            r#"<c r="B5" />"#,
            r#"<c r="$B$5"/>"#,
            r#"<c r="B5" s="1" x="2"/>"#,
            r#"<c r="B5" t="s" s="1"/>"#,
            r#"<c r="B5" t="a>b"/>"#,
            r#"<c s="1" r="B5"/>"#,
            r#"<c r="B5"></c>"#,
            r#"<c r="B5"><f>A1</f><v>3</v></c>"#,
            r#"<c r="B5"><v>1&lt;2</v></c>"#,
            r#"<c r="B5"><v>3</v><v>4</v></c>"#,
            r#"<c r="B5"><v>3"#,
        ] {
            assert_eq!(cell(text), None, "{text}");
        }
    }
}
