//! The characters of a document become paragraphs of tokens.

use super::formats::{Characters, Formats, ParagraphFormat};
use super::rows::OpenTable;
use super::styles::DocStyles;
use super::{Document, TextPiece};
use crate::book::Refusal;
use crate::book::text::limits::TextLimits;
use crate::book::text::raw::{Counts, Look, RawParagraph, RawSpan, TokenKind};
use crate::place::CellRef;
use encoding_rs::WINDOWS_1252;
use std::ops::Range;

/// The mark of a cell and of a row.
const CELL_END: u16 = 0x07;

/// What is read of a document.
pub(super) struct StoryReader<'a> {
    document: &'a Document,
    styles: &'a DocStyles,
    formats: &'a Formats,
    counts: Counts<'a>,
    pub(super) paragraphs: Vec<RawParagraph>,
    open: Open,
    number: u32,
    pub(super) table_count: u32,
    /// The merged cells of its tables.
    pub(super) spans: Vec<RawSpan>,
    /// The table that is open, and the first of its paragraphs.
    table: Option<(OpenTable, usize)>,
    cells: u32,
}

/// A paragraph that has no mark yet.
#[derive(Default)]
struct Open {
    raw: RawParagraph,
    /// Characters of one look.
    stretch: Vec<u16>,
    kind: Option<TokenKind>,
    look: Characters,
    /// The stretches of the paragraph, until its style is known.
    stretches: Vec<(TokenKind, String, Characters)>,
}

impl<'a> StoryReader<'a> {
    pub(super) fn new(
        document: &'a Document,
        styles: &'a DocStyles,
        formats: &'a Formats,
        limits: &'a TextLimits,
    ) -> Self {
        Self {
            document,
            styles,
            formats,
            counts: Counts::new(limits),
            paragraphs: Vec::new(),
            open: Open::default(),
            number: 0,
            table_count: 0,
            spans: Vec::new(),
            table: None,
            cells: 0,
        }
    }

    /// Reads a range of characters.
    ///
    /// # Errors
    /// More text than there may be, or pieces beyond the stream.
    pub(super) fn read(
        &mut self,
        number: u32,
        pieces: &[TextPiece],
        range: Range<u32>,
    ) -> Result<(), Refusal> {
        self.number = number;
        for piece in pieces {
            let (start, end) = (piece.start.max(range.start), piece.end.min(range.end));
            if start < end {
                let skipped = usize::try_from(start - piece.start).unwrap_or(usize::MAX);
                let count = usize::try_from(end - start).unwrap_or(usize::MAX);
                self.piece(*piece, skipped, count)?;
            }
        }
        if !self.open.stretches.is_empty() || self.open.kind.is_some() {
            self.end_paragraph(ParagraphFormat::default(), false)?;
        }
        self.end_table();
        Ok(())
    }

    fn piece(&mut self, piece: TextPiece, skipped: usize, count: usize) -> Result<(), Refusal> {
        let width = if piece.is_wide { 2 } else { 1 };
        let start = skipped
            .checked_mul(width)
            .and_then(|skipped| piece.place.checked_add(skipped));
        let range =
            start.and_then(|start| Some(start..start.checked_add(count.checked_mul(width)?)?));
        let range = range.ok_or(Refusal::CutShort)?;
        let document = self.document;
        let bytes = document.text.get(range.clone()).ok_or(Refusal::CutShort)?;
        for (i, bytes) in bytes.chunks_exact(width).enumerate() {
            let place = u32::try_from(range.start + i * width).unwrap_or(u32::MAX);
            let unit = match *bytes {
                [low, high] => u16::from_le_bytes([low, high]),
                [byte] => narrow(byte),
                _ => continue,
            };
            self.character(unit, place, u32::from(width == 2) + 1)?;
        }
        Ok(())
    }

    fn character(&mut self, unit: u16, place: u32, width: u32) -> Result<(), Refusal> {
        let look = self.formats.character(place);
        let mark = |kind: TokenKind| Some((kind, None));
        let text = |unit: u16| Some((TokenKind::Literal, Some(unit)));
        let line = Some((TokenKind::Sign, Some(u16::from(b'\n'))));
        let token = match unit {
            // a page break within a paragraph
            0x0c if !self.formats.is_end(place.saturating_add(width)) => line,
            0x0d | CELL_END | 0x0c => {
                let format = self.formats.paragraph(place);
                self.end_paragraph(format, unit == 0x0d && look.is_deleted)?;
                if let Some((table, _)) = self.table.as_mut().filter(|_| unit == CELL_END) {
                    match format.is_row_end {
                        true => table.end_row(format.row),
                        false => table.end_cell(),
                    }
                }
                return Ok(());
            }
            _ if look.is_deleted => None,
            0x13 => mark(TokenKind::Begin),
            0x14 => mark(TokenKind::Separate),
            0x15 => mark(TokenKind::End),
            0x0b => line,
            0x1e => text(u16::from(b'-')),
            0x09 => text(unit),
            // pictures, notes, drawings; a soft hyphen
            0..=0x1f => None,
            _ => text(unit),
        };
        match token {
            Some((kind, Some(unit))) => self.open.push(kind, unit, look, &mut self.counts),
            Some((kind, None)) => {
                self.open.end_stretch(&mut self.counts)?;
                self.open.stretches.push((kind, String::new(), look));
                self.counts.run()
            }
            None => Ok(()),
        }
    }

    /// The paragraphs of the open table are placed, once all of its rows are known.
    fn end_table(&mut self) {
        if let Some((table, first)) = self.table.take() {
            let paragraphs = self.paragraphs.get_mut(first..).unwrap_or_default();
            table.place(
                &self.formats.rows,
                paragraphs,
                self.table_count,
                &mut self.spans,
            );
        }
    }

    fn end_paragraph(&mut self, format: ParagraphFormat, joins_next: bool) -> Result<(), Refusal> {
        self.open.end_stretch(&mut self.counts)?;
        let Open {
            mut raw, stretches, ..
        } = std::mem::take(&mut self.open);
        self.counts.paragraph()?;
        if format.is_row_end {
            return Ok(());
        }
        if !format.is_in_table {
            self.end_table();
        } else if self.table.is_none() {
            self.table_count += 1;
            self.table = Some((OpenTable::default(), self.paragraphs.len()));
        }
        for (kind, text, look) in stretches {
            self.push(&mut raw, (kind, &text), look, format.style);
        }
        raw.story = self.number;
        raw.joins_next = joins_next && !format.is_in_table;
        raw.table = format.is_in_table.then_some(self.table_count);
        raw.cell = match &self.table {
            Some((table, _)) => table.cell(),
            None => CellRef::default(),
        };
        // no paragraph goes on from one cell into the next
        raw.container = if format.is_in_table {
            self.cells + 1
        } else {
            0
        };
        self.cells += u32::from(format.is_in_table);
        if self.number > 0 {
            raw.host = Some(0);
        }
        raw.is_contents = self.styles.is_contents(format.style);
        raw.look = self.look(format);
        self.paragraphs.push(raw);
        Ok(())
    }

    fn push(
        &self,
        raw: &mut RawParagraph,
        (kind, text): (TokenKind, &str),
        look: Characters,
        style: u16,
    ) {
        if matches!(kind, TokenKind::Literal | TokenKind::Sign) {
            let styles = self.styles;
            if look
                .is_hidden
                .unwrap_or_else(|| styles.is_hidden(look.style, style))
            {
                return;
            }
            let is_bold = look
                .is_bold
                .unwrap_or_else(|| styles.is_bold(look.style, style));
            raw.is_light |= !is_bold && !text.trim().is_empty();
        }
        raw.push(kind, text, (0, 0));
    }

    fn look(&self, format: ParagraphFormat) -> Look {
        let styles = self.styles;
        let list = format
            .list
            .or_else(|| styles.list(format.style))
            .filter(|list| *list > 0);
        let level = format
            .level
            .or_else(|| styles.level(format.style))
            .unwrap_or(0)
            .min(8);
        let outline = format.outline.or_else(|| styles.outline(format.style));
        Look {
            style: styles.name(format.style).to_owned(),
            list: list.map(|list| (u32::from(list), level)),
            outline: outline.filter(|level| *level < 9),
        }
    }
}

impl Open {
    fn push(
        &mut self,
        kind: TokenKind,
        unit: u16,
        look: Characters,
        counts: &mut Counts<'_>,
    ) -> Result<(), Refusal> {
        if self.kind != Some(kind) || self.look != look {
            self.end_stretch(counts)?;
            (self.kind, self.look) = (Some(kind), look);
        }
        self.stretch.push(unit);
        Ok(())
    }

    fn end_stretch(&mut self, counts: &mut Counts<'_>) -> Result<(), Refusal> {
        if let Some(kind) = self.kind.take() {
            let text = String::from_utf16_lossy(&std::mem::take(&mut self.stretch));
            counts.run()?;
            counts.text(text.len())?;
            self.stretches.push((kind, text, self.look));
        }
        Ok(())
    }
}

/// A character of one byte.
fn narrow(byte: u8) -> u16 {
    let bytes = [byte];
    let text = WINDOWS_1252.decode_without_bom_handling(&bytes).0;
    text.encode_utf16().next().unwrap_or(u16::from(byte))
}
