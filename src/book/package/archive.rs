//! The archive of a workbook, and the gate in front of it: how many parts, how large, how densely packed.

use crate::book::{Quantity, Refusal};
use memchr::memmem;
use std::collections::HashSet;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// Parts in a workbook; honest files reach 1,033.
const PARTS: usize = 10_000;
/// Bytes of one part.
const PART_BYTES: u64 = 512 << 20;
/// Bytes of all parts together.
const ALL_BYTES: u64 = 1 << 30;
/// From this size on a part may be packed no denser than `RATIO`.
const RATIO_FROM: u64 = 16 << 20;
/// Honest files reach 299 : 1.
const RATIO: u64 = 400;

pub(crate) type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// Opens the package and looks at its directory.
pub(crate) fn open(bytes: &[u8]) -> Result<Archive<'_>, Refusal> {
    let mut archive = directory(bytes)?;
    // the archive gives the last of two parts of one name
    if archive.has_duplicate_names() {
        return Err(Refusal::SameParts);
    }
    let mut names = HashSet::new();
    let mut all = 0_u64;
    for i in 0..archive.len() {
        let part = archive.by_index_raw(i).map_err(|_| Refusal::CutShort)?;
        let name = String::from_utf8_lossy(part.name_raw())
            .to_lowercase()
            .replace('\\', "/");
        if !names.insert(name) {
            return Err(Refusal::SameParts);
        }
        check_part(part.size(), part.compressed_size(), &mut all)?;
    }
    Ok(archive)
}

/// Refuses a part that is too large, too densely packed, or too much after `all` that came before it.
fn check_part(size: u64, packed: u64, all: &mut u64) -> Result<(), Refusal> {
    *all = all.saturating_add(size);
    let density = size.div_ceil(packed.max(1));
    let limits = [
        (Quantity::UnpackedBytes, PART_BYTES, size),
        (Quantity::UnpackedBytes, ALL_BYTES, *all),
        (
            Quantity::PackingRatio,
            RATIO,
            if size > RATIO_FROM { density } else { 0 },
        ),
    ];
    match limits.into_iter().find(|(_, limit, found)| found > limit) {
        Some((what, limit, found)) => Err(Refusal::TooLarge { what, limit, found }),
        None => Ok(()),
    }
}

/// Entries of directories in a file, those of the files packed in it included. Reading a directory takes
/// some 250 bytes an entry, before anybody can count them.
const DIRECTORY: usize = 200_000;

/// Refuses a directory that would take more memory than all of a workbook.
pub(super) fn check_directory(bytes: &[u8]) -> Result<(), Refusal> {
    let found = memmem::find_iter(bytes, b"PK\x01\x02").count();
    if found > DIRECTORY {
        return Err(Refusal::TooLarge {
            what: Quantity::Parts,
            limit: PARTS as u64,
            found: found as u64,
        });
    }
    Ok(())
}

/// The directory of a zip of an honest number of parts.
pub(super) fn directory(bytes: &[u8]) -> Result<Archive<'_>, Refusal> {
    check_directory(bytes)?;
    let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Refusal::CutShort)?;
    if archive.len() > PARTS {
        return Err(Refusal::TooLarge {
            what: Quantity::Parts,
            limit: PARTS as u64,
            found: archive.len() as u64,
        });
    }
    Ok(archive)
}

/// The names of the parts, as they are compared, and the bytes of all together, as the directory says.
pub(crate) fn listed(bytes: &[u8]) -> Result<(Vec<String>, u64), Refusal> {
    let mut archive = directory(bytes)?;
    let names = (0..archive.len()).filter_map(|place| archive.name_for_index(place)?.ok());
    let names = names.map(|name| folded(&name)).collect();
    let places = 0..archive.len();
    let size = |place| {
        archive
            .by_index_raw(place)
            .map_or(u64::MAX, |part| part.size())
    };
    Ok((names, places.map(size).fold(0, u64::saturating_add)))
}

/// What an OpenDocument file says that it is.
pub(crate) fn media_type(bytes: &[u8]) -> Option<String> {
    let mut text = String::new();
    directory(bytes)
        .ok()?
        .by_name("mimetype")
        .ok()?
        .take(100)
        .read_to_string(&mut text)
        .ok()?;
    Some(text)
}

/// The place of a part in the archive. Names of parts are one whatever their case, and some programs write
/// them as paths of Windows.
pub(super) fn place(archive: &Archive<'_>, name: &str) -> Option<usize> {
    archive.index_for_name(name).or_else(|| {
        let wanted = folded(name);
        let named = |place| {
            archive
                .name_for_index(place)
                .and_then(Result::ok)
                .is_some_and(|own| folded(&own) == wanted)
        };
        (0..archive.len()).find(|place| named(*place))
    })
}

/// Whether there is a part of this name.
pub(crate) fn has(archive: &Archive<'_>, name: &str) -> bool {
    place(archive, name).is_some()
}

/// A part's name as it is compared.
pub(super) fn folded(name: &str) -> String {
    name.replace('\\', "/")
        .trim_start_matches('/')
        .to_lowercase()
}

/// The bytes of a part; none where they are not what the directory says of them.
pub(super) fn read_part(archive: &mut Archive<'_>, place: usize) -> Option<Vec<u8>> {
    let part = archive.by_index(place).ok()?;
    let size = part.size();
    // no more is set aside than a part of honest density holds
    let likely = size
        .min(part.compressed_size().saturating_mul(32))
        .min(PART_BYTES);
    let mut bytes = Vec::with_capacity(usize::try_from(likely).ok()?);
    part.take(size.saturating_add(1))
        .read_to_end(&mut bytes)
        .ok()?;
    (bytes.len() as u64 == size).then_some(bytes)
}

/// All parts of a package in their order, each by its name.
///
/// # Errors
/// A package that cannot be opened, and a part that is not what the directory says of it.
pub(crate) fn parts(bytes: &[u8]) -> Result<Vec<(String, Vec<u8>)>, Refusal> {
    let mut archive = open(bytes)?;
    let count = archive.len();
    let part = |place: usize| {
        let name = archive.name_for_index(place).and_then(Result::ok);
        let name = name.ok_or(Refusal::CutShort)?.into_owned();
        let bytes = read_part(&mut archive, place);
        Ok((name.clone(), bytes.ok_or(Refusal::Damaged { part: name })?))
    };
    (0..count).map(part).collect()
}

/// A part as it lies in the package.
#[derive(PartialEq, Eq)]
pub(crate) struct PackedPart {
    bytes: Vec<u8>,
    /// The size and the checksum that the directory gives.
    size: u64,
    checksum: u32,
    is_stored: bool,
}

/// A part as it lies in the package, if it takes no more than some bytes there.
pub(crate) fn packed(archive: &mut Archive<'_>, name: &str, most: usize) -> Option<PackedPart> {
    let place = place(archive, name)?;
    let mut part = archive.by_index_raw(place).ok()?;
    let length = usize::try_from(part.compressed_size()).ok()?;
    if length > most {
        return None;
    }
    let mut bytes = Vec::with_capacity(length);
    part.read_to_end(&mut bytes).ok()?;
    Some(PackedPart {
        bytes,
        size: part.size(),
        checksum: part.crc32(),
        is_stored: part.compression() == zip::CompressionMethod::Stored,
    })
}

/// The bytes of a part once it is unpacked, as the directory says; nothing where there is none.
pub(crate) fn size(archive: &mut Archive<'_>, name: &str) -> Option<u64> {
    let place = place(archive, name)?;
    archive.by_index_raw(place).ok().map(|part| part.size())
}

/// Unpacks a part for nothing but to see that it is what the directory says of it; `false` where it is not.
pub(crate) fn is_sound(archive: &mut Archive<'_>, name: &str) -> bool {
    let Some(place) = place(archive, name) else {
        return true;
    };
    let Ok(part) = archive.by_index(place) else {
        return false;
    };
    let size = part.size();
    std::io::copy(&mut part.take(size.saturating_add(1)), &mut std::io::sink())
        .is_ok_and(|bytes| bytes == size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_limit_of_a_part_is_the_last_that_is_allowed() {
        let part = |size: u64, packed: u64, before: u64| check_part(size, packed, &mut { before });
        let beyond = |what, limit, found| Err(Refusal::TooLarge { what, limit, found });
        assert_eq!(part(512 << 20, 512 << 20, 0), Ok(()));
        assert_eq!(
            part((512 << 20) + 1, 512 << 20, 0),
            beyond(Quantity::UnpackedBytes, 512 << 20, (512 << 20) + 1)
        );
        assert_eq!(part(1, 1, (1 << 30) - 1), Ok(()));
        assert_eq!(
            part(1, 1, 1 << 30),
            beyond(Quantity::UnpackedBytes, 1 << 30, (1 << 30) + 1)
        );
        assert_eq!(part(400 * 50_000, 50_000, 0), Ok(()));
        assert_eq!(
            part(400 * 50_000 + 1, 50_000, 0),
            beyond(Quantity::PackingRatio, 400, 401)
        );
        // small parts may be as dense as they like
        assert_eq!(part(16 << 20, 1, 0), Ok(()));
        assert!(part((16 << 20) + 1, 1, 0).is_err());
        assert!(part(u64::MAX, 0, u64::MAX).is_err());
    }
}
