//! A zip of files that somebody packed: what lies in it, and the bytes of one file at a time. What the
//! directory says of sizes is not believed; bytes are counted while they are unpacked.

use crate::book::package::archive::check_directory;
use crate::book::{ArchiveProblem, Quantity, Refusal};
use std::io::{Cursor, ErrorKind, Read};
use zip::{CompressionMethod, ZipArchive};

/// How much may come out of a zip of files.
#[derive(Debug, Clone, Copy)]
struct UnpackBudget {
    /// Entries.
    entries: usize,
    /// Bytes of one file, as of a file that lies in a folder.
    file: u64,
    /// Bytes of all files together.
    all: u64,
    /// From this size on a file may be packed no denser than `ratio`.
    ratio_from: u64,
    ratio: u64,
}

const ROOM: UnpackBudget = UnpackBudget {
    entries: 10_000,
    file: 200 << 20,
    all: 1 << 30,
    ratio_from: 16 << 20,
    ratio: 400,
};

/// A zip of files.
pub(crate) struct Bundle {
    archive: ZipArchive<Cursor<Vec<u8>>>,
    /// Its own bytes.
    size: u64,
    /// Bytes that came out of it so far.
    unpacked: u64,
    room: UnpackBudget,
}

/// What lies in a zip.
#[derive(Debug, Clone)]
pub(crate) struct BundleEntry {
    /// Its name as it is written there, in whatever encoding.
    pub(crate) name: Vec<u8>,
    /// Whether it leads to another file.
    pub(crate) is_link: bool,
    /// Whether it needs a password.
    pub(crate) is_encrypted: bool,
}

impl Bundle {
    pub(crate) fn open(bytes: Vec<u8>) -> Result<Self, Refusal> {
        Self::with_room(bytes, ROOM)
    }

    fn with_room(bytes: Vec<u8>, room: UnpackBudget) -> Result<Self, Refusal> {
        check_directory(&bytes)?;
        let size = bytes.len() as u64;
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Refusal::CutShort)?;
        if archive.len() > room.entries {
            let found = archive.len() as u64;
            return Err(Refusal::TooLarge {
                what: Quantity::Parts,
                limit: room.entries as u64,
                found,
            });
        }
        if archive.has_duplicate_names() {
            return Err(Refusal::Archive {
                problem: ArchiveProblem::SameNames,
            });
        }
        Ok(Self {
            archive,
            size,
            unpacked: 0,
            room,
        })
    }

    /// What lies in it, in its own order.
    pub(crate) fn entries(&self) -> Result<Vec<BundleEntry>, Refusal> {
        let entry = |place| {
            let entry = self
                .archive
                .by_index_data(place)
                .map_err(|_| Refusal::CutShort)?;
            Ok(BundleEntry {
                name: entry.name_raw().to_vec(),
                is_link: entry.is_symlink(),
                is_encrypted: entry.encrypted(),
            })
        };
        (0..self.archive.len()).map(entry).collect()
    }

    /// The bytes of a file.
    pub(crate) fn bytes(&mut self, place: usize) -> Result<Vec<u8>, Refusal> {
        let Self {
            archive,
            size,
            unpacked,
            room,
        } = self;
        let method = archive
            .by_index_data(place)
            .map_err(|_| Refusal::CutShort)?
            .compression();
        if !matches!(
            method,
            CompressionMethod::Stored | CompressionMethod::Deflated
        ) {
            return Err(Refusal::Archive {
                problem: ArchiveProblem::UnknownPacking,
            });
        }
        let mut file = archive.by_index(place).map_err(|_| Refusal::CutShort)?;
        let packed = file.compressed_size().clamp(1, *size);
        let mut bytes = Vec::new();
        let mut piece = vec![0; 1 << 16];
        loop {
            let read = match file.read(&mut piece) {
                Ok(0) => return Ok(bytes),
                Ok(read) => read,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(_) => return Err(Refusal::CutShort),
            };
            bytes.extend_from_slice(&piece[..read]);
            *unpacked += read as u64;
            let found = bytes.len() as u64;
            let limits = [
                (Quantity::FileBytes, room.file, found),
                (Quantity::UnpackedBytes, room.all, *unpacked),
                (
                    Quantity::PackingRatio,
                    room.ratio,
                    if found > room.ratio_from {
                        found.div_ceil(packed)
                    } else {
                        0
                    },
                ),
            ];
            if let Some((what, limit, found)) =
                limits.into_iter().find(|(_, limit, found)| found > limit)
            {
                return Err(Refusal::TooLarge { what, limit, found });
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use std::io::Write;

    const SMALL: UnpackBudget = UnpackBudget {
        entries: 3,
        file: 200_000,
        all: 300_000,
        ratio_from: 100_000,
        ratio: 400,
    };

    fn zipped(files: &[&[u8]]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (number, bytes) in files.iter().enumerate() {
            writer
                .start_file(number.to_string(), zip::write::SimpleFileOptions::default())
                .unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    /// Bytes that cannot be packed.
    fn noise(size: usize) -> Vec<u8> {
        let next = |state: &mut u64| {
            *state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            Some(state.to_be_bytes()[0])
        };
        std::iter::repeat_n((), size)
            .scan(1, |state, ()| next(state))
            .collect()
    }

    fn unpacked(files: &[&[u8]]) -> Vec<Result<usize, Refusal>> {
        let mut bundle = Bundle::with_room(zipped(files), SMALL).unwrap();
        (0..files.len())
            .map(|place| bundle.bytes(place).map(|bytes| bytes.len()))
            .collect()
    }

    #[test]
    fn each_limit_holds_to_the_byte() {
        let too_large = |what, limit, found| Err(Refusal::TooLarge { what, limit, found });
        assert_eq!(
            unpacked(&[&noise(200_000), &noise(100_000)]),
            [Ok(200_000), Ok(100_000)]
        );
        assert_eq!(
            unpacked(&[&noise(200_001)]),
            [too_large(Quantity::FileBytes, 200_000, 200_001)]
        );
        assert_eq!(
            unpacked(&[&noise(200_000), &noise(100_001)])[1],
            too_large(Quantity::UnpackedBytes, 300_000, 300_001)
        );
        assert_eq!(unpacked(&[&[0; 100_000]]), [Ok(100_000)]);
        assert!(matches!(
            unpacked(&[&[0; 150_000]])[0],
            Err(Refusal::TooLarge {
                what: Quantity::PackingRatio,
                limit: 400,
                ..
            })
        ));
        let many = zipped(&[b"1", b"2", b"3", b"4"]);
        let refusal = Bundle::with_room(many, SMALL).err();
        assert_eq!(
            refusal,
            Some(Refusal::TooLarge {
                what: Quantity::Parts,
                limit: 3,
                found: 4
            })
        );
    }

    #[test]
    fn sizes_that_lie_are_not_believed() {
        let honest = zipped(&[&noise(1_000)]);
        let size = 1_000_u32.to_le_bytes();
        for lie in [0_u32, 10, 999, 1_001, u32::MAX - 1] {
            let mut bytes = honest.clone();
            for at in 0..bytes.len() - 4 {
                if bytes[at..at + 4] == size {
                    bytes[at..at + 4].copy_from_slice(&lie.to_le_bytes());
                }
            }
            let read = Bundle::with_room(bytes, SMALL).and_then(|mut bundle| bundle.bytes(0));
            assert!(
                read.is_err() || read.is_ok_and(|bytes| bytes == noise(1_000)),
                "{lie}"
            );
        }
    }
}
