//! The elements of a document that say something about its text; all others are looked through.

const WORD: [&str; 2] = [
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
];
const MATH: [&str; 2] = [
    "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "http://purl.oclc.org/ooxml/officeDocument/math",
];
const COMPATIBILITY: &str = "http://schemas.openxmlformats.org/markup-compatibility/2006";

/// What an element is to a reader of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Element {
    Paragraph,
    ParagraphProperties,
    Run,
    RunProperties,
    Text,
    Instruction,
    FieldMark,
    SimpleField,
    /// A character of its own.
    Sign(char),
    /// A character that is named by its number, in the font that it names.
    Symbol,
    Table,
    Row,
    RowProperties,
    Cell,
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
pub(super) fn element(space: &str, name: &str) -> Element {
    if WORD.contains(&space) {
        word(name)
    } else if MATH.contains(&space) && name == "t" {
        Element::Text
    } else if space == COMPATIBILITY {
        match name {
            "AlternateContent" => Element::Alternatives,
            "Choice" | "Fallback" => Element::Choice,
            _ => Element::Other,
        }
    } else {
        Element::Other
    }
}

fn word(name: &str) -> Element {
    match name {
        "p" => Element::Paragraph,
        "pPr" => Element::ParagraphProperties,
        "r" => Element::Run,
        "rPr" => Element::RunProperties,
        "t" => Element::Text,
        "instrText" => Element::Instruction,
        "fldChar" => Element::FieldMark,
        "fldSimple" => Element::SimpleField,
        "tab" | "ptab" => Element::Sign('\t'),
        "br" | "cr" => Element::Sign('\n'),
        "sym" => Element::Symbol,
        "noBreakHyphen" => Element::Sign('-'),
        "tbl" => Element::Table,
        "tr" => Element::Row,
        "trPr" => Element::RowProperties,
        "tc" => Element::Cell,
        "gridSpan" => Element::CellColumns,
        "vMerge" => Element::CellMerge,
        "gridBefore" => Element::ColumnsBefore,
        "txbxContent" => Element::TextBox,
        "sdt" => Element::Control,
        "docPartGallery" => Element::Gallery,
        "del" | "moveFrom" => Element::Deleted,
        "delText" | "delInstrText" | "rt" | "tabs" | "ffData" | "rubyPr" => Element::LeftOut,
        "pStyle" => Element::Style,
        "rStyle" => Element::RunStyle,
        "numId" => Element::List,
        "ilvl" => Element::ListLevel,
        "outlineLvl" => Element::Outline,
        "vanish" => Element::Hidden,
        "b" => Element::Bold,
        _ if name.ends_with("Change") => Element::LeftOut,
        _ => Element::Other,
    }
}

/// Whether the value of a switch says on; a switch without a value is on.
pub(super) fn is_on(value: Option<&str>) -> bool {
    !matches!(value, Some("0" | "false" | "off"))
}
