//! From the bytes of a file to paragraphs of text. Whatever the file was, a [`TextSource`] is a list of paragraphs in
//! the order in which they are read, each with its automatic number worked out, and with the place in the file of
//! every character: a later writer can mark a figure there and leave the rest as it is.

mod assemble;
mod cells;
mod counting;
mod doc;
mod docx;
mod fields;
mod frames;
mod grid;
mod kind;
mod limits;
mod numbering;
mod plain;
mod raw;
mod tables;

pub use cells::texts_of_workbook;
pub(crate) use cells::{add_lines, of_sheets, states_amount};
pub use docx::read_docx;
pub use kind::TextKind;
pub use limits::TextLimits;
pub(crate) use tables::{TableSheet, is_running_text, merges, sheets, spans_of_blocks};

use crate::book::Refusal;
use crate::finding::Embedded;

use serde::{Deserialize, Serialize};

/// The text of one file, or of one cell.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TextSource {
    /// The part of the package that the text stands in; empty where the file has no parts.
    pub part: String,
    /// In reading order; text boxes stand behind the paragraph that holds them.
    pub paragraphs: Vec<Paragraph>,
    /// Cells of its tables that are wider than a column, or go on with the cell above.
    pub spans: Vec<CellSpan>,
}

/// A cell of a table that is merged with others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellSpan {
    /// The block of the body that the table is.
    pub block: usize,
    /// Zero-based.
    pub row: u32,
    /// Zero-based.
    pub column: u32,
    /// Its columns.
    pub columns: u32,
    /// Whether it goes on with the cell above.
    pub goes_on: bool,
}

/// A paragraph of text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paragraph {
    /// Where it stands.
    pub place: ParagraphPlace,
    /// Its automatic number as printed, `（一）` or `1.`; empty where it has none. It is no part of `text`.
    pub number: String,
    /// Its level in a list, 0 for the outermost.
    pub list_level: Option<u8>,
    /// Its level as a heading, 0 for the outermost: by its outline level or its style.
    pub outline: Option<u8>,
    /// The name of its style, `heading 1`; empty where it has none.
    pub style: String,
    /// Whether all of its text is bold.
    pub is_bold: bool,
    /// Its text; lines end in `\n`.
    pub text: String,
    /// Where the characters of `text` stand in the part, in the order of `text`; none of a note, which stands in another.
    pub pieces: Vec<Piece>,
    /// What it holds beside its text.
    pub embedded: Embedded,
}

/// Where a paragraph stands in its file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum ParagraphPlace {
    /// A paragraph of the body of a document.
    Body {
        /// Blocks of the body before it. A table is one block; the lines of a table of contents are none.
        block: usize,
    },
    /// A paragraph within a table.
    Table {
        /// Blocks of the body before the table.
        block: usize,
        /// Of the outermost table, zero-based.
        row: u32,
        /// Of its grid, zero-based.
        column: u32,
    },
    /// A line of a worksheet's cell.
    Cell {
        /// The sheet.
        sheet: String,
        /// Zero-based.
        row: u32,
        /// Zero-based.
        column: u32,
        /// Lines of the cell before it.
        line: usize,
        /// Lines of the sheet's text before it.
        block: usize,
    },
    /// A paragraph in a text box.
    Box {
        /// The block that holds the text box.
        block: usize,
    },
}

/// Characters that stand beside each other in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// How many characters of the paragraph's text.
    pub chars: u32,
    /// The first byte of the part.
    pub start: u32,
    /// The byte behind the last one.
    pub end: u32,
    /// Whether the bytes are the characters themselves, in UTF-8. Otherwise they stand for one character together:
    /// `&amp;`, `<w:tab/>`.
    pub is_literal: bool,
}

/// Reads the text of a file; nothing where it holds none that is read. The kind goes by the content.
///
/// # Errors
/// A [`Refusal`] where the file is damaged or goes beyond a limit.
pub fn read(bytes: &[u8], limits: &TextLimits) -> Result<Option<TextSource>, Refusal> {
    match TextKind::of(bytes) {
        Some(TextKind::Docx) => read_docx(bytes, limits).map(Some),
        Some(TextKind::Doc) => doc::read(bytes, limits).map(Some),
        Some(TextKind::Txt) => plain::read(bytes, limits).map(Some),
        _ => Ok(None),
    }
}

impl TextSource {
    /// Whether it stands in the cells of a workbook.
    pub(crate) fn is_in_workbook(&self) -> bool {
        let first = self.paragraphs.first();
        first.is_some_and(|it| matches!(it.place, ParagraphPlace::Cell { .. }))
    }

    /// The text as it is printed, a line a paragraph, numbers included.
    pub fn printed(&self) -> String {
        self.paragraphs
            .iter()
            .map(|paragraph| format!("{}{}\n", paragraph.number, paragraph.text))
            .collect()
    }
}

impl Paragraph {
    /// A paragraph of which nothing is known but its text.
    pub fn plain(place: ParagraphPlace, text: impl Into<String>) -> Self {
        Self {
            place,
            number: String::new(),
            list_level: None,
            outline: None,
            style: String::new(),
            is_bold: false,
            text: text.into(),
            pieces: Vec::new(),
            embedded: Embedded::default(),
        }
    }

    /// Its level as a heading, or else in a list.
    pub fn level(&self) -> Option<u8> {
        self.outline.or(self.list_level)
    }

    /// Blocks of the body before it, as a clerk counts paragraphs from 0.
    pub fn block(&self) -> usize {
        match self.place {
            ParagraphPlace::Body { block }
            | ParagraphPlace::Table { block, .. }
            | ParagraphPlace::Cell { block, .. }
            | ParagraphPlace::Box { block } => block,
        }
    }
}
