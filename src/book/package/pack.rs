//! A package written from scratch. Equal parts give equal bytes.

use std::io::{self, Cursor, Seek, Write};
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

/// A package that is written part by part, whatever its size. Equal parts give equal bytes on every system.
pub(crate) struct PackageWriter<W: Write + Seek>(ZipWriter<W>);

impl<W: Write + Seek> PackageWriter<W> {
    pub(crate) fn new(out: W) -> Self {
        Self(ZipWriter::new(out))
    }

    /// Begins a part; what is written from now on is its content.
    ///
    /// # Errors
    /// What the system says.
    pub(crate) fn begin(&mut self, name: &str) -> io::Result<()> {
        let options = SimpleFileOptions::default()
            .system(System::Unix)
            .unix_permissions(0o600)
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(LEVEL))
            .last_modified_time(DateTime::default());
        Ok(self.0.start_file(name, options)?)
    }

    /// Ends the package.
    ///
    /// # Errors
    /// What the system says.
    pub(crate) fn finish(self) -> io::Result<W> {
        Ok(self.0.finish()?)
    }
}

impl<W: Write + Seek> Write for PackageWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}
