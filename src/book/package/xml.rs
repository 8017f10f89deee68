//! The XML of a part as events, read in a stream.

use crate::book::package::archive::{Archive, place, read_part};
use crate::book::{Quantity, Refusal};
use quick_xml::Reader;
pub(crate) use quick_xml::events::{BytesStart as Start, Event};
use std::borrow::Cow;
use std::io::BufRead as _;
use std::ops::Range;

/// Bytes of one text.
pub(crate) const TEXT_BYTES: usize = 1 << 20;

/// Elements within each other; drawings reach some thirty.
const DEPTH: usize = 1_000;

/// What a new part begins with.
pub(crate) const DECLARATION: &str =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// What is read behind an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Onward {
    Next,
    /// What comes behind so many bytes, which close and open the same elements; only behind a tag.
    Past(usize),
    Nothing,
}

/// Calls `see` with every event of a part, and with the bytes that it stands in, until it gives `false`. A part
/// that ends within an element is damaged.
pub(crate) fn each_at(
    archive: &mut Archive<'_>,
    name: &str,
    mut see: impl FnMut(&Event<'_>, Range<usize>) -> Result<bool, Refusal>,
) -> Result<(), Refusal> {
    each_within(archive, name, |event, range, _| {
        let goes_on = see(event, range)?;
        Ok(if goes_on {
            Onward::Next
        } else {
            Onward::Nothing
        })
    })
}

/// As [`each_at`], with the whole part, of which `see` can pass over what it knows.
pub(crate) fn each_within(
    archive: &mut Archive<'_>,
    name: &str,
    mut see: impl FnMut(&Event<'_>, Range<usize>, &[u8]) -> Result<Onward, Refusal>,
) -> Result<(), Refusal> {
    let damaged = || Refusal::Damaged {
        part: name.to_owned(),
    };
    let place = place(archive, name).ok_or_else(damaged)?;
    let bytes = read_part(archive, place).ok_or_else(damaged)?;
    within_text_limit(&bytes)?;
    // the reader does not count a byte order mark
    let mark = if bytes.starts_with(b"\xef\xbb\xbf") {
        3
    } else {
        0
    };
    let mut reader = Reader::from_reader(&bytes[mark..]);
    let (mut start, mut depth) = (mark, 0_usize);
    loop {
        let event = reader.read_event().map_err(|_| damaged())?;
        let mut end = mark + usize::try_from(reader.buffer_position()).map_err(|_| damaged())?;
        match event {
            Event::Eof if depth == 0 => return Ok(()),
            // it ends within an element
            Event::Eof | Event::DocType(_) => return Err(damaged()),
            event => {
                match &event {
                    Event::Start(_) if depth == DEPTH => return Err(damaged()),
                    Event::Start(_) => depth += 1,
                    Event::End(_) => depth = depth.saturating_sub(1),
                    _ => {}
                }
                match see(&event, start..end, &bytes)? {
                    Onward::Next => {}
                    Onward::Past(known) => {
                        let known = known.min(bytes.len() - end);
                        reader.stream().consume(known);
                        end += known;
                    }
                    Onward::Nothing => return Ok(()),
                }
            }
        }
        start = end;
    }
}

/// Calls `see` with every event of a part until it gives `false`.
pub(crate) fn each(
    archive: &mut Archive<'_>,
    name: &str,
    mut see: impl FnMut(&Event<'_>) -> Result<bool, Refusal>,
) -> Result<(), Refusal> {
    each_at(archive, name, |event, _| see(event))
}

/// Refuses a part in which one text, or one tag, is longer than any that a person wrote.
fn within_text_limit(bytes: &[u8]) -> Result<(), Refusal> {
    if bytes.len() <= TEXT_BYTES {
        return Ok(());
    }
    let longest = bytes
        .split(|byte| matches!(byte, b'<' | b'>'))
        .map(<[u8]>::len)
        .max()
        .unwrap_or(0);
    if longest > TEXT_BYTES {
        return Err(text_too_large(longest));
    }
    Ok(())
}

/// One text is longer than any that a person wrote.
pub(crate) fn text_too_large(found: usize) -> Refusal {
    Refusal::TooLarge {
        what: Quantity::TextBytes,
        limit: TEXT_BYTES as u64,
        found: found as u64,
    }
}

/// The characters that an event between tags stands for; none for comments and instructions, or for a
/// reference to what XML itself does not name.
pub(crate) fn characters<'e>(event: &'e Event<'_>) -> Option<Cow<'e, str>> {
    match event {
        Event::Text(text) => Some(Cow::Borrowed(text.as_ref())),
        Event::CData(text) => Some(Cow::Borrowed(text.as_ref())),
        Event::GeneralRef(reference) => match reference.resolve_char_ref() {
            Ok(Some(c)) => Some(Cow::Owned(c.to_string())),
            _ => quick_xml::escape::resolve_xml_entity(reference.as_ref()).map(Cow::Borrowed),
        },
        _ => None,
    }
}

pub(super) fn local(tag: &Start<'_>) -> String {
    tag.local_name().as_ref().to_owned()
}

pub(crate) fn attribute(tag: &Start<'_>, name: &str) -> Option<String> {
    tag.attributes()
        .flatten()
        .find(|a| a.key.local_name().as_ref() == name)
        .and_then(|a| {
            quick_xml::escape::unescape(a.value.as_ref())
                .ok()
                .map(|v| v.into_owned())
        })
}

pub(crate) fn is_true(tag: &Start<'_>, name: &str) -> bool {
    attribute(tag, name).is_some_and(|value| value == "1" || value == "true")
}

/// The text of a part in UTF-8, the only encoding that is changed in place.
pub(super) fn utf8(bytes: Vec<u8>) -> Option<String> {
    let text = String::from_utf8(bytes).ok()?;
    let declaration = text
        .trim_start_matches('\u{feff}')
        .strip_prefix("<?xml")
        .and_then(|rest| rest.split_once("?>"));
    let encoding = declaration.and_then(|(declaration, _)| declaration.split_once("encoding"));
    let name = encoding.map(|(_, rest)| rest.trim_matches(['=', ' ', '"', '\'']).to_lowercase());
    let is_ours = name.is_none_or(|name| name.starts_with("utf-8") || name.starts_with("us-ascii"));
    (is_ours && !text.contains('\0')).then_some(text)
}

/// A text without the characters that XML does not have, its lines ended in one way.
pub(crate) fn writable(text: &str) -> Cow<'_, str> {
    let is_allowed = |c: char| {
        !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}') || matches!(c, '\n' | '\t')
    };
    if text.chars().all(is_allowed) {
        return Cow::Borrowed(text);
    }
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    Cow::Owned(text.chars().filter(|c| is_allowed(*c)).collect())
}

/// A text as it stands between tags.
pub(crate) fn escaped(text: &str) -> Cow<'_, str> {
    quick_xml::escape::escape(writable(text))
}

/// A text between tags as it reads.
pub(crate) fn unescaped(text: &str) -> String {
    quick_xml::escape::unescape(text).map_or_else(|_| text.to_owned(), |text| text.into_owned())
}
