//! The XML of a part as events, read in a stream.

use super::archive::{Archive, PART_BYTES, place};
use crate::read::Refusal;
use quick_xml::Reader;
use quick_xml::events::BytesStart;
pub(crate) use quick_xml::events::Event;
use std::io::{BufReader, Read};

/// What a new part begins with.
pub(crate) const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// Calls `see` with every event of a part until it gives `false`.
pub(crate) fn each(
    archive: &mut Archive<'_>,
    name: &str,
    mut see: impl FnMut(&Event<'_>) -> Result<bool, Refusal>,
) -> Result<(), Refusal> {
    let damaged = || Refusal::Damaged { part: name.to_owned() };
    let place = place(archive, name).ok_or_else(damaged)?;
    let part = archive.by_index(place).map_err(|_| damaged())?;
    let mut reader = Reader::from_reader(BufReader::new(part.take(PART_BYTES)));
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Eof) => return Ok(()),
            Ok(Event::DocType(_)) | Err(_) => return Err(damaged()),
            Ok(event) => {
                if !see(&event)? {
                    return Ok(());
                }
            }
        }
    }
}

pub(super) fn local(tag: &BytesStart<'_>) -> String {
    tag.local_name().as_ref().to_owned()
}

pub(crate) fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    tag.attributes()
        .flatten()
        .find(|a| a.key.local_name().as_ref() == name)
        .and_then(|a| quick_xml::escape::unescape(a.value.as_ref()).ok().map(|v| v.into_owned()))
}

pub(crate) fn is_true(tag: &BytesStart<'_>, name: &str) -> bool {
    attribute(tag, name).is_some_and(|value| value == "1" || value == "true")
}

/// The text of a part in UTF-8, the only encoding that is changed in place.
pub(super) fn utf8(bytes: Vec<u8>) -> Option<String> {
    let text = String::from_utf8(bytes).ok()?;
    let declaration = text.trim_start_matches('\u{feff}').strip_prefix("<?xml").and_then(|rest| rest.split_once("?>"));
    let encoding = declaration.and_then(|(declaration, _)| declaration.split_once("encoding"));
    let name = encoding.map(|(_, rest)| rest.trim_matches(['=', ' ', '"', '\'']).to_lowercase());
    let is_ours = name.is_none_or(|name| name.starts_with("utf-8") || name.starts_with("us-ascii"));
    (is_ours && !text.contains('\0')).then_some(text)
}

/// A text without the characters that XML does not have, its lines ended in one way.
pub(crate) fn writable(text: &str) -> String {
    let allowed = |c: &char| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}') || matches!(c, '\n' | '\t');
    text.replace("\r\n", "\n").chars().map(|c| if c == '\r' { '\n' } else { c }).filter(allowed).collect()
}

/// A text as it stands between tags.
pub(crate) fn escaped(text: &str) -> String {
    quick_xml::escape::escape(writable(text).as_str()).into_owned()
}

/// A text between tags as it reads.
pub(crate) fn unescaped(text: &str) -> String {
    quick_xml::escape::unescape(text).map_or_else(|_| text.to_owned(), |text| text.into_owned())
}
