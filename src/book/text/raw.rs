//! What a document says, in its order: paragraphs of tokens. Fields are not resolved yet.

use crate::book::Refusal;
use crate::book::text::limits::TextLimits;
use crate::finding::Embedded;
use crate::place::CellRef;

/// A stretch of text, or a mark between two of them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    /// Bytes of the paragraph's own text.
    pub(super) len: u32,
    /// Bytes of the part.
    pub(super) start: u32,
    pub(super) end: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// Characters that stand in the part as they are.
    Literal,
    /// A character that the bytes stand for.
    Sign,
    /// The words of a field that say what it shows.
    Instruction,
    /// A field begins, and nothing has shown yet that it ends.
    Begin,
    /// A field begins that ends.
    Field,
    Separate,
    /// The end of a field, or of none.
    End,
    FieldEnd,
}

/// Which kind of note a paragraph refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum NoteKind {
    Foot,
    End,
}

/// A note, by its kind and its id.
pub(super) type NoteId = (NoteKind, String);

/// A paragraph as the part has it.
#[derive(Debug, Default)]
pub(super) struct RawParagraph {
    /// What holds it: paragraphs of one container can be joined.
    pub(super) container: u32,
    /// The table around it: first the innermost, then the outermost that is no frame.
    pub(super) table: Option<u32>,
    /// Its cell of that table.
    pub(super) cell: CellRef,
    /// The paragraph that holds the text box it stands in.
    pub(super) host: Option<usize>,
    /// Fields do not reach from one story into another.
    pub(super) story: u32,
    /// Whether its block or its style says that it is a line of a table of contents.
    pub(super) is_contents: bool,
    /// Whether its mark is deleted: the next paragraph goes on with it.
    pub(super) joins_next: bool,
    pub(super) look: Look,
    /// What it holds beside its text.
    pub(super) embedded: Embedded,
    /// The notes that it refers to.
    pub(super) notes: Vec<NoteId>,
    /// The id of the note that it is part of.
    pub(super) of_note: Option<String>,
    /// Whether some of the text is not bold.
    pub(super) is_light: bool,
    pub(super) text: String,
    pub(super) tokens: Vec<Token>,
}

/// A cell that is merged with others, by the number of its table.
#[derive(Debug, Clone, Copy)]
pub(super) struct RawSpan {
    pub(super) table: u32,
    pub(super) cell: CellRef,
    pub(super) columns: u32,
    pub(super) goes_on: bool,
}

/// What a paragraph is, by what it says itself and by its style.
#[derive(Debug, Default, Clone)]
pub(super) struct Look {
    /// The name of its style.
    pub(super) style: String,
    /// The list and level that it counts in.
    pub(super) list: Option<(u32, u8)>,
    /// Its level as a heading.
    pub(super) outline: Option<u8>,
}

/// Counts the size of a text.
#[derive(Debug)]
pub(super) struct Counts<'a> {
    limits: &'a TextLimits,
    paragraphs: usize,
    runs: usize,
    text_bytes: usize,
}

impl<'a> Counts<'a> {
    pub(super) fn new(limits: &'a TextLimits) -> Self {
        Self {
            limits,
            paragraphs: 0,
            runs: 0,
            text_bytes: 0,
        }
    }

    pub(super) fn paragraph(&mut self) -> Result<(), Refusal> {
        self.paragraphs += 1;
        self.limits.check_paragraphs(self.paragraphs)
    }

    pub(super) fn run(&mut self) -> Result<(), Refusal> {
        self.runs += 1;
        self.limits.check_runs(self.runs)
    }

    pub(super) fn text(&mut self, bytes: usize) -> Result<(), Refusal> {
        self.text_bytes += bytes;
        self.limits.check_text(self.text_bytes)
    }
}

impl RawParagraph {
    pub(super) fn push(&mut self, kind: TokenKind, text: &str, (start, end): (usize, usize)) {
        let number = |size: usize| u32::try_from(size).unwrap_or(u32::MAX);
        self.text.push_str(text);
        self.tokens.push(Token {
            kind,
            len: number(text.len()),
            start: number(start),
            end: number(end),
        });
    }
}
