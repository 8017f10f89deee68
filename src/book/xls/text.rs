//! Texts: in BIFF8 characters of one or two bytes that may go on in the next record, in BIFF5 bytes of a
//! code page.

use crate::book::Refusal;
use crate::book::limits::Limits;
use crate::book::value::SharedText;
use std::sync::Arc;

/// The bits of a text's flags.
const WIDE: u8 = 1;
const HAS_EXTRA: u8 = 4;
const HAS_RUNS: u8 = 8;

/// The code page of Chinese Windows, which has ASCII in it.
const GBK: u16 = 936;

/// How a workbook writes texts.
#[derive(Debug, Clone, Copy)]
pub(super) struct TextEncoding {
    pub(super) is_biff8: bool,
    pub(super) code_page: u16,
}

impl Default for TextEncoding {
    fn default() -> Self {
        Self {
            is_biff8: true,
            code_page: GBK,
        }
    }
}

impl TextEncoding {
    /// A text with its length in two bytes.
    pub(super) fn text(self, pieces: &mut Pieces<'_>) -> Option<String> {
        let length = pieces.u16()?;
        self.characters(pieces, length.into())
    }

    /// A text with its length in one byte.
    pub(super) fn short_text(self, pieces: &mut Pieces<'_>) -> Option<String> {
        let length = pieces.u8()?;
        self.characters(pieces, length.into())
    }

    /// A number format.
    pub(super) fn format_code(self, pieces: &mut Pieces<'_>) -> Option<String> {
        if self.is_biff8 {
            self.text(pieces)
        } else {
            self.short_text(pieces)
        }
    }

    fn characters(self, pieces: &mut Pieces<'_>, length: usize) -> Option<String> {
        if self.is_biff8 {
            // an empty text may end before its flags
            let flags = if length == 0 { 0 } else { pieces.u8()? };
            pieces.characters(length, flags & WIDE != 0)
        } else {
            let page = match self.code_page {
                0x8000 => 10_000,
                0x8001 => 1252,
                page => page,
            };
            let encoding = codepage::to_encoding(page).or_else(|| codepage::to_encoding(GBK))?;
            Some(
                encoding
                    .decode_without_bom_handling(pieces.take(length)?)
                    .0
                    .into_owned(),
            )
        }
    }
}

/// The table of texts. The texts show how many there are: what the record says of itself may be wrong
/// either way. One that is not whole ends the table, and no cell can name it.
pub(super) fn table(
    mut pieces: Pieces<'_>,
    limits: &mut Limits,
) -> Result<Vec<Arc<SharedText>>, Refusal> {
    let mut texts: Vec<Arc<SharedText>> = Vec::new();
    while let Some(text) = rich_text(&mut pieces) {
        limits.shared_text(text.len())?;
        texts.push(SharedText::new(text));
    }
    Ok(texts)
}

/// A text of the table, with its fonts and its pronunciation.
fn rich_text(pieces: &mut Pieces<'_>) -> Option<String> {
    let length = pieces.u16()?;
    let flags = pieces.u8()?;
    let runs = if flags & HAS_RUNS == 0 {
        0
    } else {
        pieces.u16()?
    };
    let extra = if flags & HAS_EXTRA == 0 {
        0
    } else {
        pieces.u32()?
    };
    let text = pieces.characters(length.into(), flags & WIDE != 0)?;
    pieces.skip(usize::from(runs) * 4)?;
    pieces.skip(usize::try_from(extra).ok()?)?;
    Some(text)
}

/// The bytes of a record and of those in which it goes on.
#[derive(Debug)]
pub(super) struct Pieces<'a> {
    now: &'a [u8],
    later: std::vec::IntoIter<&'a [u8]>,
}

impl<'a> Pieces<'a> {
    pub(super) fn new(first: &'a [u8], later: Vec<&'a [u8]>) -> Self {
        Self {
            now: first,
            later: later.into_iter(),
        }
    }

    /// Bytes of one piece; where this one has ended, of the next.
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        while self.now.is_empty() && count > 0 {
            self.now = self.later.next()?;
        }
        let (taken, rest) = self.now.split_at_checked(count)?;
        self.now = rest;
        Some(taken)
    }

    fn u8(&mut self) -> Option<u8> {
        self.take(1).map(|bytes| bytes[0])
    }

    fn u16(&mut self) -> Option<u16> {
        self.take(2)
            .and_then(|bytes| bytes.try_into().ok())
            .map(u16::from_le_bytes)
    }

    fn u32(&mut self) -> Option<u32> {
        self.take(4)
            .and_then(|bytes| bytes.try_into().ok())
            .map(u32::from_le_bytes)
    }

    /// Passes over bytes that may lie in several pieces.
    fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > 0 {
            let here = count.min(self.now.len().max(1));
            count -= self.take(here)?.len();
        }
        Some(())
    }

    /// Characters of one or of two bytes. Where they go on in the next piece, that says again which of the two.
    fn characters(&mut self, mut count: usize, mut wide: bool) -> Option<String> {
        let mut units = Vec::new();
        loop {
            let bytes = |count: usize| if wide { count * 2 } else { count };
            let here = count.min(if wide {
                self.now.len() / 2
            } else {
                self.now.len()
            });
            let taken = self.take(bytes(here))?;
            if wide {
                units.extend(
                    taken
                        .as_chunks::<2>()
                        .0
                        .iter()
                        .map(|unit| u16::from_le_bytes(*unit)),
                );
            } else {
                units.extend(taken.iter().copied().map(u16::from));
            }
            count -= here;
            if count == 0 {
                return Some(String::from_utf16_lossy(&units));
            }
            // half a character at the end of a piece is dropped
            if !self.now.is_empty() {
                return None;
            }
            wide = self.u8()? & WIDE != 0;
        }
    }
}
