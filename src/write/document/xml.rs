//! Paragraphs and runs of WordprocessingML.

use crate::book::package::escaped;

/// A run of text; a line break stays one.
pub(super) fn run(properties: &str, text: &str) -> String {
    let mut xml = String::new();
    push_run(&mut xml, properties, text);
    xml
}

/// Adds a run of text.
pub(super) fn push_run(xml: &mut String, properties: &str, text: &str) {
    xml.push_str("<w:r>");
    if !properties.is_empty() {
        xml.push_str("<w:rPr>");
        xml.push_str(properties);
        xml.push_str("</w:rPr>");
    }
    for (number, line) in text.split('\n').enumerate() {
        if number > 0 {
            xml.push_str("<w:br/>");
        }
        if !line.is_empty() {
            xml.push_str("<w:t xml:space=\"preserve\">");
            xml.push_str(&escaped(line));
            xml.push_str("</w:t>");
        }
    }
    xml.push_str("</w:r>");
}

/// Letters of so many half points; nothing where that is what their style has.
pub(super) fn sized(size: u32, usual: u32) -> String {
    if size == usual {
        return String::new();
    }
    format!("<w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/>")
}

/// A paragraph of a style; `more` are further properties of it, in the order of the standard.
pub(super) fn paragraph(style: &str, more: &str, runs: &str) -> String {
    format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{more}</w:pPr>{runs}</w:p>")
}

/// Runs with a bookmark around them, for the contents to lead to.
pub(super) fn marked(bookmark: usize, runs: &str) -> String {
    format!(
        "<w:bookmarkStart w:id=\"{bookmark}\" w:name=\"_Toc{bookmark:08}\"/>{runs}<w:bookmarkEnd w:id=\"{bookmark}\"/>"
    )
}

/// A field with the result that is stored until it is worked out again.
pub(super) fn field(instruction: &str, result: &str) -> String {
    format!(
        "{}{}{}{result}{}",
        field_mark("begin"),
        instruction_of(instruction),
        field_mark("separate"),
        field_mark("end"),
    )
}

/// A mark of a field: `begin`, `separate`, `end`.
pub(super) fn field_mark(kind: &str) -> String {
    format!("<w:r><w:fldChar w:fldCharType=\"{kind}\"/></w:r>")
}

/// What a field is worked out from.
pub(super) fn instruction_of(instruction: &str) -> String {
    format!("<w:r><w:instrText xml:space=\"preserve\"> {instruction} </w:instrText></w:r>")
}
