//! The bytes of files.

use super::FILE_BYTES;
use crate::book::{Quantity, Refusal, UnreadableCause};
use std::fs;
use std::path::Path;

/// The bytes of a file, if it is a regular one of honest size.
pub(crate) fn bytes(path: &Path) -> Result<Vec<u8>, Refusal> {
    bytes_up_to(path, FILE_BYTES)
}

/// The same of a file of no more than some bytes.
pub(crate) fn bytes_up_to(path: &Path, limit: u64) -> Result<Vec<u8>, Refusal> {
    let cause = |error: std::io::Error| Refusal::system(&error);
    let kind = fs::metadata(path).map_err(cause)?;
    if !kind.is_file() {
        return Err(Refusal::Unreadable {
            cause: UnreadableCause::NotAFile,
        });
    }
    if kind.len() > limit {
        return Err(Refusal::TooLarge {
            what: Quantity::FileBytes,
            limit,
            found: kind.len(),
        });
    }
    fs::read(path).map_err(cause)
}
