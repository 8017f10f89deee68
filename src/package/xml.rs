//! The XML of a part as events, read in a stream.

use super::archive::{Archive, PART_BYTES};
use crate::read::Refusal;
use quick_xml::Reader;
use quick_xml::events::BytesStart;
pub(crate) use quick_xml::events::Event;
use std::io::{BufReader, Read};

/// Calls `see` with every event of a part until it gives `false`.
pub(crate) fn each(
    archive: &mut Archive<'_>,
    name: &str,
    mut see: impl FnMut(&Event<'_>) -> Result<bool, Refusal>,
) -> Result<(), Refusal> {
    let damaged = || Refusal::Damaged { part: name.to_owned() };
    let part = archive.by_name(name).map_err(|_| damaged())?;
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
