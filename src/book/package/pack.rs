//! A package written from scratch. Equal parts give equal bytes.

use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipWriter};

/// How hard parts are packed, as deflate counts it: there are many of them, and they are small.
pub(super) const LEVEL: i64 = 1;

/// The bytes of a package of these parts, in their order, each by its name.
///
/// # Errors
/// What the writer of archives refuses; no part of ours should make it.
pub(crate) fn pack(parts: &[(&str, &[u8])]) -> Result<Vec<u8>, String> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .system(System::Dos)
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(LEVEL))
        .last_modified_time(DateTime::default());
    for (name, bytes) in parts {
        writer
            .start_file(*name, options)
            .map_err(|error| error.to_string())?;
        writer.write_all(bytes).map_err(|error| error.to_string())?;
    }
    let finished = writer.finish().map_err(|error| error.to_string())?;
    Ok(finished.into_inner())
}
