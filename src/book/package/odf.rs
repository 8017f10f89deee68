//! What an OpenDocument package says of itself.

use crate::book::package::archive::{Archive, place};
use std::io::Read;

/// Bytes of the list of parts; honest ones have some thousand.
const MANIFEST_BYTES: u64 = 1 << 20;

/// Whether the content needs a password. The list of parts is looked at as text: some programs wrote it with a
/// DOCTYPE, which no part is read with.
pub(crate) fn is_encrypted(archive: &mut Archive<'_>) -> bool {
    let mut bytes = Vec::new();
    let Some(place) = place(archive, "META-INF/manifest.xml") else {
        return false;
    };
    let Ok(part) = archive.by_index(place) else {
        return false;
    };
    // as much of it as can be read
    let _ = part.take(MANIFEST_BYTES).read_to_end(&mut bytes);
    let list = String::from_utf8_lossy(&bytes);
    list.match_indices("encryption-data").any(|(at, _)| {
        let entry = list[..at]
            .rfind("full-path=")
            .map_or("", |start| &list[start..at]);
        ["content.xml", "encrypted-package"]
            .iter()
            .any(|name| entry.contains(name))
    })
}
