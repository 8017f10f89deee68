//! A `.doc` of Word 97 to 2003, and a `.wps` of Kingsoft, which is one: a table says in which pieces of the stream the
//! text stands, two more how its characters and paragraphs look.

mod formats;
mod lists;
mod rows;
mod sprm;
mod story;
mod styles;

use crate::book::compound::Compound;
use crate::book::fields::RecordFields;
use crate::book::text::limits::TextLimits;
use crate::book::text::{TextSource, assemble, frames};
use crate::book::{OldFormat, Refusal};
use formats::Formats;
use story::StoryReader;
use styles::DocStyles;

const STREAM: &str = "WordDocument";
/// What is too long for the pages of formats.
const DATA: &str = "Data";
/// The version from which on a file is laid out as Word 97 does.
const WORD_97: u16 = 0xc1;
const ENCRYPTED: u16 = 0x0100;
const OTHER_TABLE: u16 = 0x0200;
/// Where the header lists the places of tables, eight bytes each.
const TABLES: usize = 0x9a;
/// Where the header counts characters: of the text, and of what follows it.
const COUNTS: usize = 0x4c;
/// Which of the counts are those of the text itself and of text boxes.
const TEXT: usize = 0;
const BOXES: usize = 6;

/// The tables of a document, by their number in the header.
#[derive(Debug, Clone, Copy)]
pub(super) enum DocTable {
    Styles = 1,
    Characters = 12,
    Paragraphs = 13,
    Pieces = 33,
    Lists = 73,
    Overrides = 74,
}

/// The streams of a document.
pub(super) struct Document {
    text: Vec<u8>,
    tables: Vec<u8>,
    data: Vec<u8>,
}

/// Reads the text of a Word 97 document.
///
/// # Errors
/// A [`Refusal`] where it is damaged, has a password, is of an older Word or goes beyond a limit.
pub(super) fn read(bytes: &[u8], limits: &TextLimits) -> Result<TextSource, Refusal> {
    let document = Document::open(bytes, limits)?;
    let pieces = document.pieces().ok_or_else(damaged)?;
    let styles = DocStyles::read(&document, limits)?;
    let numbering = lists::read(&document, limits)?;
    let formats = Formats::read(&document, limits)?;
    let mut story = StoryReader::new(&document, &styles, &formats, limits);
    for (number, range) in document.stories() {
        story.read(number, &pieces, range)?;
    }
    let mut paragraphs = story.paragraphs;
    frames::resolve(&mut paragraphs, &vec![None; story.table_count as usize]);
    let (paragraphs, spans) = assemble::paragraphs(paragraphs, &story.spans, &numbering);
    Ok(TextSource {
        part: String::new(),
        paragraphs,
        spans,
    })
}

pub(super) fn damaged() -> Refusal {
    Refusal::Damaged {
        part: STREAM.to_owned(),
    }
}

/// Characters that stand beside each other in the stream.
#[derive(Debug, Clone, Copy)]
pub(super) struct TextPiece {
    /// The first character of the document, and the one behind the last.
    start: u32,
    end: u32,
    /// Where the first one stands.
    place: usize,
    /// Whether each takes two bytes.
    is_wide: bool,
}

impl Document {
    fn open(bytes: &[u8], limits: &TextLimits) -> Result<Self, Refusal> {
        limits.check_part(bytes.len() as u64)?;
        let compound = Compound::open(bytes)?;
        let text = compound.stream(STREAM)?.ok_or_else(damaged)?;
        let header = |at: usize| RecordFields(text.get(at..).unwrap_or_default()).u16();
        let (version, flags) = header(2).zip(header(10)).ok_or_else(damaged)?;
        if version < WORD_97 {
            return Err(Refusal::OtherFormat {
                kind: OldFormat::Doc,
            });
        }
        if flags & ENCRYPTED != 0 {
            return Err(Refusal::Password);
        }
        let name = if flags & OTHER_TABLE != 0 {
            "1Table"
        } else {
            "0Table"
        };
        let tables = compound.stream(name)?.ok_or_else(damaged)?;
        let data = compound.stream(DATA)?.unwrap_or_default();
        Ok(Self { text, tables, data })
    }

    fn number(&self, at: usize) -> Option<usize> {
        RecordFields(self.text.get(at..)?)
            .u32()
            .and_then(|number| usize::try_from(number).ok())
    }

    /// Where a table begins, and its bytes.
    pub(super) fn table(&self, table: DocTable) -> Option<(usize, &[u8])> {
        let entry = TABLES + 8 * table as usize;
        let (start, size) = self.number(entry).zip(self.number(entry + 4))?;
        let bytes = self.tables.get(start..start.checked_add(size)?)?;
        (size > 0).then_some((start, bytes))
    }

    /// The bytes behind a table.
    pub(super) fn behind(&self, place: usize) -> &[u8] {
        self.tables.get(place..).unwrap_or_default()
    }

    /// A page of 512 bytes on which formats stand.
    pub(super) fn page(&self, number: u32) -> Option<&[u8]> {
        let start = usize::try_from(number).ok()?.checked_mul(512)?;
        self.text.get(start..start.checked_add(512)?)
    }

    /// The text and what stands in text boxes, as ranges of characters, with a number each.
    fn stories(&self) -> Vec<(u32, std::ops::Range<u32>)> {
        let counts: Vec<u32> = (0..=BOXES)
            .map(|i| {
                self.number(COUNTS + 4 * i)
                    .and_then(|n| u32::try_from(n).ok())
                    .unwrap_or(0)
            })
            .collect();
        let before = counts[..BOXES]
            .iter()
            .fold(0_u32, |sum, count| sum.saturating_add(*count));
        vec![
            (0, 0..counts[TEXT]),
            (1, before..before.saturating_add(counts[BOXES])),
        ]
    }

    /// The pieces of the text, in the order of its characters.
    fn pieces(&self) -> Option<Vec<TextPiece>> {
        let (_, table) = self.table(DocTable::Pieces)?;
        let mut fields = RecordFields(table);
        loop {
            match fields.u8()? {
                // changes that pieces share
                1 => {
                    let size = fields.u16()?;
                    fields.bytes(usize::from(size))?;
                }
                2 => break,
                _ => return None,
            }
        }
        let size = usize::try_from(fields.u32()?).ok()?;
        let bytes = fields.bytes(size)?;
        let count = size.checked_sub(4)? / 12;
        let (places, entries) = bytes.split_at_checked(4 * (count + 1))?;
        let place = |i: usize| RecordFields(&places[4 * i..]).u32();
        let piece = |i: usize| {
            let at = RecordFields(entries.get(8 * i + 2..)?).u32()?;
            let is_wide = at & 0x4000_0000 == 0;
            let at = usize::try_from(at & 0x3fff_ffff).ok()?;
            Some(TextPiece {
                start: place(i)?,
                end: place(i + 1)?,
                place: if is_wide { at } else { at / 2 },
                is_wide,
            })
        };
        (0..count).map(piece).collect()
    }
}
