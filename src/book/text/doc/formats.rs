//! How characters and paragraphs look: tables of pages, each of which says it for stretches of the stream.

use super::rows::{self, RowFormat};
use super::sprm::properties;
use super::{DocTable, Document};
use crate::book::Refusal;
use crate::book::fields::RecordFields;
use crate::book::text::limits::TextLimits;

const IS_DELETED: u16 = 0x0800;
const IS_HIDDEN: u16 = 0x083c;
const IS_BOLD: u16 = 0x0835;
const IS_SPECIAL: u16 = 0x0855;
const CHARACTER_STYLE: u16 = 0x4a30;
pub(super) const LIST: u16 = 0x460b;
pub(super) const LIST_LEVEL: u16 = 0x260a;
pub(super) const OUTLINE: u16 = 0x2640;
const IN_TABLE: u16 = 0x2416;
const ROW_END: u16 = 0x2417;

/// How the characters and paragraphs of a document look, in the order of the stream.
#[derive(Debug, Default)]
pub(super) struct Formats {
    characters: Vec<(u32, Characters)>,
    paragraphs: Vec<(u32, ParagraphFormat)>,
    /// Of the marks of rows.
    pub(super) rows: Vec<RowFormat>,
}

/// How a stretch of characters looks, other than its style says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Characters {
    pub(super) is_deleted: bool,
    pub(super) is_hidden: Option<bool>,
    pub(super) is_bold: Option<bool>,
    pub(super) is_special: bool,
    pub(super) style: Option<u16>,
}

/// How a paragraph looks.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ParagraphFormat {
    pub(super) style: u16,
    pub(super) list: Option<u16>,
    pub(super) level: Option<u8>,
    pub(super) outline: Option<u8>,
    pub(super) is_in_table: bool,
    pub(super) is_row_end: bool,
    /// The number of its row's format, where it is the mark of one.
    pub(super) row: Option<u32>,
}

impl Formats {
    /// Reads the pages of both tables.
    ///
    /// # Errors
    /// More stretches than a text has.
    pub(super) fn read(document: &Document, limits: &TextLimits) -> Result<Self, Refusal> {
        let mut formats = Self::default();
        for page in pages(document, DocTable::Characters) {
            for (end, entry) in stretches(page, 1) {
                let place = 2 * usize::from(entry.first().copied().unwrap_or(0));
                let format = if place == 0 {
                    None
                } else {
                    counted(page, place)
                };
                formats
                    .characters
                    .push((end, format.map(characters).unwrap_or_default()));
            }
            limits.check_runs(formats.characters.len())?;
        }
        for page in pages(document, DocTable::Paragraphs) {
            for (end, entry) in stretches(page, 13) {
                let place = 2 * usize::from(entry.first().copied().unwrap_or(0));
                let format = if place == 0 {
                    None
                } else {
                    counted_in_words(page, place)
                };
                let format = format.and_then(|own| formats.paragraph_of(document, own));
                formats.paragraphs.push((end, format.unwrap_or_default()));
            }
            limits.check_runs(formats.paragraphs.len())?;
        }
        formats.characters.sort_by_key(|(end, _)| *end);
        formats.paragraphs.sort_by_key(|(end, _)| *end);
        Ok(formats)
    }

    fn paragraph_of(&mut self, document: &Document, bytes: &[u8]) -> Option<ParagraphFormat> {
        let mut fields = RecordFields(bytes);
        let style = fields.u16()?;
        let own = rows::all_of(document, fields.0);
        let mut format = paragraph_properties(own);
        format.style = style;
        if format.is_row_end
            && let Some(row) = RowFormat::of(own)
        {
            format.row = u32::try_from(self.rows.len()).ok();
            self.rows.push(row);
        }
        Some(format)
    }

    /// How the character at a place of the stream looks.
    pub(super) fn character(&self, place: u32) -> Characters {
        let found = self.characters.partition_point(|(end, _)| *end <= place);
        self.characters
            .get(found)
            .map(|(_, format)| *format)
            .unwrap_or_default()
    }

    /// Whether a paragraph ends in front of a place of the stream.
    pub(super) fn is_end(&self, place: u32) -> bool {
        self.paragraphs
            .binary_search_by_key(&place, |(end, _)| *end)
            .is_ok()
    }

    /// How the paragraph looks whose mark stands at a place of the stream.
    pub(super) fn paragraph(&self, place: u32) -> ParagraphFormat {
        let found = self.paragraphs.partition_point(|(end, _)| *end <= place);
        self.paragraphs
            .get(found)
            .map(|(_, format)| *format)
            .unwrap_or_default()
    }
}

/// The pages that a table names.
fn pages(document: &Document, table: DocTable) -> impl Iterator<Item = &[u8]> {
    let bytes = document.table(table).map_or(&[][..], |(_, bytes)| bytes);
    let count = bytes.len().saturating_sub(4) / 8;
    let numbers = bytes.get(4 * (count + 1)..).unwrap_or_default();
    let numbers = numbers
        .as_chunks::<4>()
        .0
        .iter()
        .map(|bytes| u32::from_le_bytes(*bytes));
    numbers.filter_map(|number| document.page(number & 0x003f_ffff))
}

/// Where each stretch of a page ends in the stream, and what the page says of it.
fn stretches(page: &[u8], size: usize) -> impl Iterator<Item = (u32, &[u8])> {
    let count = usize::from(page.last().copied().unwrap_or(0));
    let ends = page.get(4..4 * (count + 1)).unwrap_or_default();
    let entries = page.get(4 * (count + 1)..).unwrap_or_default();
    let ends = ends
        .as_chunks::<4>()
        .0
        .iter()
        .map(|bytes| u32::from_le_bytes(*bytes));
    ends.zip(entries.chunks_exact(size))
}

/// Bytes behind the one that counts them.
fn counted(page: &[u8], place: usize) -> Option<&[u8]> {
    let mut fields = RecordFields(page.get(place..)?);
    let size = fields.u8()?;
    fields.bytes(usize::from(size))
}

/// Bytes behind the one that counts them two by two.
fn counted_in_words(page: &[u8], place: usize) -> Option<&[u8]> {
    let mut fields = RecordFields(page.get(place..)?);
    match fields.u8()? {
        0 => {
            let size = fields.u8()?;
            fields.bytes(2 * usize::from(size))
        }
        size => fields.bytes(2 * usize::from(size) - 1),
    }
}

/// What some bytes say of characters.
pub(super) fn characters(bytes: &[u8]) -> Characters {
    let mut format = Characters::default();
    for property in properties(bytes) {
        match property.id {
            IS_DELETED => format.is_deleted = property.is_on(false),
            // a toggle counts as on: styles that hide text are not toggled
            IS_HIDDEN => format.is_hidden = Some(property.is_on(false)),
            IS_BOLD => format.is_bold = Some(property.is_on(false)),
            IS_SPECIAL => format.is_special = property.is_on(false),
            CHARACTER_STYLE => format.style = property.number(),
            _ => {}
        }
    }
    format
}

/// What some bytes say of a paragraph.
pub(super) fn paragraph_properties(bytes: &[u8]) -> ParagraphFormat {
    let mut format = ParagraphFormat::default();
    for property in properties(bytes) {
        match property.id {
            LIST => format.list = property.number(),
            LIST_LEVEL => format.level = property.byte(),
            OUTLINE => format.outline = property.byte(),
            IN_TABLE => format.is_in_table = property.is_on(false),
            ROW_END => format.is_row_end = property.is_on(false),
            _ => {}
        }
    }
    format
}
