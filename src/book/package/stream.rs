//! A part that is not XML, as a stream of bytes.

use crate::book::Refusal;
use crate::book::package::archive::{Archive, place};
use std::io::{BufRead, BufReader, Read};

/// Reads a part from its beginning.
pub(crate) fn stream<T>(
    archive: &mut Archive<'_>,
    name: &str,
    read: impl FnOnce(&mut dyn BufRead) -> Result<T, Refusal>,
) -> Result<T, Refusal> {
    let damaged = || Refusal::Damaged {
        part: name.to_owned(),
    };
    let place = place(archive, name).ok_or_else(damaged)?;
    let part = archive.by_index(place).map_err(|_| damaged())?;
    let size = part.size();
    // no more than the directory says of it, which the gate has seen; at its end its sum is checked
    read(&mut BufReader::new(part.take(size.saturating_add(1))))
}
