//! Line breaks within a sentence or within a number: `人员经费1313` / `.32万元`, `其中：人员` / `经费1313.32万元`. Only what
//! can be nothing else is joined, whatever the width of the lines.

use super::line::{Marker, TextLine};
use super::wrapped::{is_labelled, is_plain, one};

/// The lines of a text, those joined that such a break divides.
pub(crate) fn joined(lines: Vec<TextLine>) -> Vec<TextLine> {
    if !lines.windows(2).any(|pair| is_cut(&pair[0], &pair[1])) {
        return lines;
    }
    lines
        .chunk_by(is_cut)
        .map(|own| one(&own[0], &own[1..].iter().collect::<Vec<_>>()))
        .collect()
}

/// Whether a line goes on in the next: in its number, or in the clause that it has begun within its paragraph.
fn is_cut(line: &TextLine, next: &TextLine) -> bool {
    if !is_plain(line) || !is_plain(next) || next.marker != Marker::Plain {
        return false;
    }
    let is_digit = |c: Option<&char>| c.is_some_and(char::is_ascii_digit);
    if is_digit(line.chars.last()) && next.has(0, ".") && is_digit(next.chars.get(1)) {
        return true;
    }
    let is_mark = |c: &char| ",;:。!?、".contains(*c);
    let mark = line.chars.iter().rposition(is_mark);
    let clause = &line.chars[mark.map_or(line.body, |at| at + 1)..];
    let is_word = |c: &char| !c.is_ascii() && !is_mark(c);
    let is_open = !clause.is_empty() && clause.iter().all(is_word);
    let begins_with_figure = is_digit(next.chars.first());
    let is_sentence = mark.is_some() && line.marker > Marker::HanInBrackets;
    let is_bare = mark.is_none() && line.marker == Marker::Plain;
    line.paragraph == next.paragraph
        && is_open
        && !is_labelled(next)
        && (is_sentence || (is_bare && begins_with_figure))
}

#[cfg(test)]
mod tests {
    use super::super::TextParagraph;
    use super::super::line::lines;
    use super::*;

    /// The lines of one paragraph.
    fn of_paragraph(text: &str) -> Vec<String> {
        let lines = joined(lines(&[TextParagraph::plain(text)]));
        lines.iter().map(|it| it.text(0, 999)).collect()
    }

    #[test]
    fn a_break_within_a_clause_or_a_number_is_none() {
        for (text, joined) in [
            ("人员经费1313\n.32万元。", "人员经费1313.32万元。"),
            ("人员经费\n1313.32万元。", "人员经费1313.32万元。"),
            (
                "其中：人员\n经费1313.32万元。",
                "其中:人员经费1313.32万元。",
            ),
        ] {
            assert_eq!(of_paragraph(text), [joined]);
        }
    }

    #[test]
    fn lines_of_their_own_stay_apart() {
        for text in [
            "一、基本支出\n人员经费1313.32万元。",
            "货物10万元\n工程20万元",
            "项目名称：就业专项经费\n预算安排规模：7150万元",
            "人员经费1313.32万元；\n公用经费70.51万元。",
            "主要包括：\n1.人员经费1313.32万元",
        ] {
            assert_eq!(of_paragraph(text).len(), 2, "{text}");
        }
    }
}
