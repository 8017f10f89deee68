//! A `.txt`: a paragraph a line. Notepad writes UTF-8 with and without a mark, UTF-16 and GB 18030.

use crate::book::Refusal;
use crate::book::text::limits::TextLimits;
use crate::book::text::{Paragraph, ParagraphPlace, Piece, TextSource};
use encoding_rs::{Encoding, GB18030, UTF_8};
use std::borrow::Cow;

/// Bytes that tell whether a file is text.
const BEGINNING: usize = 4096;
/// What a page of the web or a part of XML begins with.
const MARKUP: [&str; 4] = ["<html", "<!doctype html", "<table", "<?xml"];

/// Whether a file is plain text, in one of the encodings that are read.
pub(super) fn is_text(bytes: &[u8]) -> bool {
    let beginning = &bytes[..bytes.len().min(BEGINNING)];
    let (text, encoding) = decoded(beginning);
    let is_cut = beginning.len() < bytes.len();
    // the beginning may end within a character
    let end = text.trim_end_matches(char::REPLACEMENT_CHARACTER).len();
    let is_sound =
        !text[..if is_cut { end } else { text.len() }].contains(char::REPLACEMENT_CHARACTER);
    let start = text.trim_start().to_lowercase();
    let is_markup = MARKUP.iter().any(|tag| start.starts_with(tag));
    let is_printed =
        |c: char| !c.is_control() || matches!(c, '\n' | '\r' | '\t' | '\u{c}' | '\u{1a}');
    let has_zero = encoding == UTF_8 && beginning.contains(&0);
    !text.trim().is_empty() && is_sound && !has_zero && !is_markup && text.chars().all(is_printed)
}

/// Reads a plain text.
///
/// # Errors
/// A [`Refusal`] where the bytes are no text, or go beyond a limit.
pub(super) fn read(bytes: &[u8], limits: &TextLimits) -> Result<TextSource, Refusal> {
    limits.check_part(bytes.len() as u64)?;
    limits.check_text(bytes.len())?;
    let (text, encoding) = decoded(bytes);
    if text.contains(char::REPLACEMENT_CHARACTER) && encoding != UTF_8 {
        return Err(Refusal::Damaged {
            part: "txt".to_owned(),
        });
    }
    let mark = if encoding == UTF_8 {
        bytes.len() - text.len()
    } else {
        0
    };
    limits.check_paragraphs(text.lines().count())?;
    let mut at = mark;
    let mut paragraphs = Vec::new();
    for (line, whole) in text.split_inclusive('\n').enumerate() {
        let start = at;
        at += whole.len();
        let own = whole.trim_end_matches(['\n', '\r', '\u{1a}']);
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let piece = Piece {
            chars: place(own.chars().count()),
            start: place(start),
            end: place(start + own.len()),
            is_literal: true,
        };
        let is_placed = encoding == UTF_8 && !own.is_empty();
        paragraphs.push(Paragraph {
            pieces: is_placed.then_some(piece).into_iter().collect(),
            ..Paragraph::plain(ParagraphPlace::Body { block: line }, own)
        });
    }
    Ok(TextSource {
        part: String::new(),
        paragraphs,
        spans: Vec::new(),
    })
}

/// The characters of a text, and the encoding that gives them.
fn decoded(bytes: &[u8]) -> (Cow<'_, str>, &'static Encoding) {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return (
            encoding.decode_without_bom_handling(&bytes[mark..]).0,
            encoding,
        );
    }
    let is_cut = |error: std::str::Utf8Error| error.error_len().is_none();
    match std::str::from_utf8(bytes) {
        Ok(text) => (text.into(), UTF_8),
        // its end is missing
        Err(error) if is_cut(error) && error.valid_up_to() > 0 => {
            (String::from_utf8_lossy(bytes), UTF_8)
        }
        Err(_) => (GB18030.decode_without_bom_handling(bytes).0, GB18030),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    const TEXT: &str = "一、收入\r\n\r\n支出1261.73万元\n";

    fn lines(bytes: &[u8]) -> Vec<String> {
        assert!(is_text(bytes));
        let source = read(bytes, &TextLimits::ANY).unwrap();
        source
            .paragraphs
            .into_iter()
            .map(|paragraph| paragraph.text)
            .collect()
    }

    #[test]
    fn every_encoding_of_notepad_is_read() {
        let expected = ["一、收入", "", "支出1261.73万元"];
        let (gb, ..) = GB18030.encode(TEXT);
        let little: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(lines(TEXT.as_bytes()), expected);
        assert_eq!(
            lines(&[b"\xef\xbb\xbf", TEXT.as_bytes()].concat()),
            expected
        );
        assert_eq!(lines(&gb), expected);
        assert_eq!(lines(&[b"\xff\xfe", little.as_slice()].concat()), expected);
        assert_eq!(lines(&[b"\xfe\xff", big.as_slice()].concat()), expected);
    }

    #[test]
    fn a_long_text_may_be_cut_within_a_character_for_a_look() {
        let long = "支出".repeat(3_000);
        let (gb, ..) = GB18030.encode(&long);
        assert!(is_text(long.as_bytes()));
        assert!(is_text(&gb));
        assert!(!is_text(b"\x00\x01\x02\x03") && !is_text(b"<html></html>") && !is_text(b""));
    }

    #[test]
    fn characters_stand_where_they_stand() {
        let bytes = [b"\xef\xbb\xbf", TEXT.as_bytes()].concat();
        for paragraph in read(&bytes, &TextLimits::ANY).unwrap().paragraphs {
            for piece in &paragraph.pieces {
                assert_eq!(
                    &bytes[piece.start as usize..piece.end as usize],
                    paragraph.text.as_bytes()
                );
            }
        }
    }
}
