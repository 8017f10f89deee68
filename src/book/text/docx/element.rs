//! The elements of a document that say something about its text; all others are looked through.

use crate::book::text::raw::NoteKind;

const WORD: [&str; 2] = [
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
];
const MATH: [&str; 2] = [
    "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "http://purl.oclc.org/ooxml/officeDocument/math",
];
const COMPATIBILITY: &str = "http://schemas.openxmlformats.org/markup-compatibility/2006";

const VML: &str = "urn:schemas-microsoft-com:vml";
/// Namespaces of drawings, each with the element that one has and whether it is a picture.
const DRAWINGS: [(&str, &str, bool); 7] = [
    (
        "http://schemas.openxmlformats.org/drawingml/2006/picture",
        "pic",
        true,
    ),
    ("http://purl.oclc.org/ooxml/drawingml/picture", "pic", true),
    (
        "http://schemas.openxmlformats.org/drawingml/2006/chart",
        "chart",
        false,
    ),
    ("http://purl.oclc.org/ooxml/drawingml/chart", "chart", false),
    (
        "http://schemas.microsoft.com/office/drawing/2014/chartex",
        "chart",
        false,
    ),
    (
        "http://schemas.openxmlformats.org/drawingml/2006/diagram",
        "relIds",
        false,
    ),
    (
        "http://purl.oclc.org/ooxml/drawingml/diagram",
        "relIds",
        false,
    ),
];

/// What an element is to a reader of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WordElement {
    Paragraph,
    ParagraphProperties,
    Run,
    RunProperties,
    Text,
    Instruction,
    FieldMark,
    SimpleField,
    /// A single character.
    Sign(char),
    /// A character that is named by its number, in the font that it names.
    Symbol,
    Table,
    Row,
    RowProperties,
    Cell,
    /// A column of a table's grid.
    GridColumn,
    /// The columns that a cell takes.
    CellColumns,
    /// Whether a cell begins a merged one or goes on with it.
    CellMerge,
    /// The columns that are left out before the first cell of a row.
    ColumnsBefore,
    TextBox,
    /// A block with a control around it.
    Control,
    Gallery,
    Alternatives,
    Choice,
    Deleted,
    /// A note in a part of notes.
    Note,
    /// A mark that refers to one.
    NoteMark(NoteKind),
    Picture,
    /// A chart or a diagram.
    Chart,
    /// An object of another program.
    Object,
    /// What is never text: what something was before a change, how a word is spoken.
    LeftOut,
    // said of a paragraph or of a run
    Style,
    RunStyle,
    List,
    ListLevel,
    Outline,
    Hidden,
    Bold,
    Other,
}

/// What an element is, by its namespace and name.
pub(super) fn element(space: &str, name: &str) -> WordElement {
    if WORD.contains(&space) {
        word(name)
    } else if MATH.contains(&space) && name == "t" {
        WordElement::Text
    } else if space == COMPATIBILITY {
        match name {
            "AlternateContent" => WordElement::Alternatives,
            "Choice" | "Fallback" => WordElement::Choice,
            _ => WordElement::Other,
        }
    } else {
        drawing(space, name)
    }
}

fn drawing(space: &str, name: &str) -> WordElement {
    if space == VML && name == "imagedata" {
        return WordElement::Picture;
    }
    let mut drawings = DRAWINGS.iter();
    match drawings.find(|(own, word, _)| *own == space && *word == name) {
        Some((_, _, true)) => WordElement::Picture,
        Some(_) => WordElement::Chart,
        None => WordElement::Other,
    }
}

fn word(name: &str) -> WordElement {
    match name {
        "p" => WordElement::Paragraph,
        "pPr" => WordElement::ParagraphProperties,
        "r" => WordElement::Run,
        "rPr" => WordElement::RunProperties,
        "t" => WordElement::Text,
        "instrText" => WordElement::Instruction,
        "fldChar" => WordElement::FieldMark,
        "fldSimple" => WordElement::SimpleField,
        "tab" | "ptab" => WordElement::Sign('\t'),
        "br" | "cr" => WordElement::Sign('\n'),
        "sym" => WordElement::Symbol,
        "noBreakHyphen" => WordElement::Sign('-'),
        "tbl" => WordElement::Table,
        "tr" => WordElement::Row,
        "trPr" => WordElement::RowProperties,
        "tc" => WordElement::Cell,
        "gridCol" => WordElement::GridColumn,
        "gridSpan" => WordElement::CellColumns,
        "vMerge" => WordElement::CellMerge,
        "gridBefore" => WordElement::ColumnsBefore,
        "txbxContent" => WordElement::TextBox,
        "sdt" => WordElement::Control,
        "docPartGallery" => WordElement::Gallery,
        "del" | "moveFrom" => WordElement::Deleted,
        "delText" | "delInstrText" | "rt" | "tabs" | "ffData" | "rubyPr" => WordElement::LeftOut,
        "footnote" | "endnote" => WordElement::Note,
        "footnoteReference" => WordElement::NoteMark(NoteKind::Foot),
        "endnoteReference" => WordElement::NoteMark(NoteKind::End),
        "object" => WordElement::Object,
        "pStyle" => WordElement::Style,
        "rStyle" => WordElement::RunStyle,
        "numId" => WordElement::List,
        "ilvl" => WordElement::ListLevel,
        "outlineLvl" => WordElement::Outline,
        "vanish" => WordElement::Hidden,
        "b" => WordElement::Bold,
        _ if name.ends_with("Change") => WordElement::LeftOut,
        _ => WordElement::Other,
    }
}

/// Whether the value of a switch says on; a switch without a value is on.
pub(super) fn is_on(value: Option<&str>) -> bool {
    !matches!(value, Some("0" | "false" | "off"))
}
