//! What a workbook takes of a text. Every text on its way into a cell, a note, a link or a prompt passes through here:
//! it loses the characters that XML forbids, and ends where Excel takes no more.

use crate::book::package::writable;
use std::borrow::Cow;

/// UTF-16 units of the text in a cell.
const CELL: usize = 32_767;
/// Of a note; the writer reserves the rest for an author.
const NOTE: usize = 32_000;
/// Of the text of a link to a sheet, which the sheet repeats in an attribute.
const LINK: usize = 255;
/// Of a message while a cell is chosen or refuses an entry.
const PROMPT: usize = 255;

/// Where the rest of a cell's text is found.
const REST: &str = "…（全文见报送文件）";

/// The text of a cell. A longer one says where its rest is.
pub(super) fn cell(text: &str) -> Cow<'_, str> {
    fitted(text, CELL, REST)
}

/// The text of a note.
pub(super) fn note(text: &str) -> Cow<'_, str> {
    fitted(text, NOTE, "…")
}

/// The text of a link.
pub(super) fn link(text: &str) -> Cow<'_, str> {
    fitted(text, LINK, "…")
}

/// The text of a prompt.
pub(super) fn prompt(text: &str) -> Cow<'_, str> {
    fitted(text, PROMPT, "…")
}

/// A text of at most so many UTF-16 units; one that was longer ends with `tail`.
fn fitted<'a>(text: &'a str, most: usize, tail: &str) -> Cow<'a, str> {
    let text = writable(text);
    // a character takes at least as many bytes as units
    if text.len() <= most || text.encode_utf16().count() <= most {
        return text;
    }
    let room = most - tail.encode_utf16().count();
    Cow::Owned(format!("{}{tail}", beginning(&text, room)))
}

/// The beginning of a text, of at most so many UTF-16 units.
pub(super) fn beginning(text: &str, most: usize) -> &str {
    let mut units = 0;
    let end = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > most
    });
    end.map_or(text, |(end, _)| &text[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_stays_as_it_is() {
        for text in [
            "",
            "人力资源",
            "=1+1",
            "a\tb\nc",
            "_x000D_",
            "]]>",
            "\u{202e}a",
        ] {
            assert!(
                matches!(cell(text), Cow::Borrowed(own) if own == text),
                "{text:?}"
            );
        }
        assert!(matches!(cell(&"长".repeat(CELL)), Cow::Borrowed(_)));
    }

    #[test]
    fn characters_that_xml_forbids_are_left_out() {
        assert_eq!(cell("a\0\u{1}\u{b}b\r\nc\rd\u{fffe}\u{ffff}"), "ab\nc\nd");
    }

    #[test]
    fn a_longer_text_says_where_its_rest_is() {
        for letter in ["长", "𠮷", "a"] {
            let text = letter.repeat(CELL + 1);
            let short = cell(&text);
            let units = short.encode_utf16().count();
            assert!((CELL - 1..=CELL).contains(&units), "{letter} {units}");
            assert!(short.ends_with(REST) && short.starts_with(letter));
            assert!(prompt(&text).encode_utf16().count() <= PROMPT);
        }
    }
}
