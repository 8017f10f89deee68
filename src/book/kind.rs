//! What a file is, by its content: names lie. What only looks like a spreadsheet is named for what it is.

use crate::book::compound::Compound;
use crate::book::package;
use crate::book::xls;
use crate::book::{ForeignFile, OldFormat, Refusal};

/// Lines of a text by which it is known as a table.
const DELIMITED: usize = 4;

/// A kind of file that is looked into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileKind {
    /// `.xlsx`, `.xlsm`, `.xltx`
    Xlsx,
    /// `.xlsb`
    Xlsb,
    /// `.xls`, and `.et` of WPS
    Xls,
    /// `.ods`
    Ods,
    /// A zip of files.
    Archive,
}

/// The kind of a file.
///
/// # Errors
/// A [`Refusal`] that says what the bytes are instead.
pub(crate) fn kind(bytes: &[u8]) -> Result<FileKind, Refusal> {
    kind_and_size(bytes).map(|(kind, _)| kind)
}

/// The kind of a file, and how many bytes it has: of a zip those of all its parts, unpacked.
///
/// # Errors
/// A [`Refusal`] that says what the bytes are instead.
pub(crate) fn kind_and_size(bytes: &[u8]) -> Result<(FileKind, u64), Refusal> {
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    let not = |kind| Err(Refusal::NotASpreadsheet { kind });
    let kind = if bytes.is_empty() {
        Err(Refusal::Empty)
    } else if starts(b"PK\x03\x04") || starts(b"PK\x05\x06") {
        let (names, size) = package::listed(bytes)?;
        return Ok((zip_kind(bytes, &names)?, size));
    } else if starts(b"\xd0\xcf\x11\xe0") {
        compound_kind(bytes)
    } else if starts(b"%PDF") {
        not(ForeignFile::Pdf)
    } else if starts(b"Rar!") {
        not(ForeignFile::Rar)
    } else if starts(b"7z\xbc\xaf") {
        not(ForeignFile::SevenZip)
    } else if starts(b"\x89PNG") || starts(b"\xff\xd8\xff") || starts(b"GIF8") || starts(b"BM") {
        not(ForeignFile::Picture)
    } else if let Some(kind) = old_kind(bytes) {
        Err(Refusal::OtherFormat { kind })
    } else {
        text_kind(bytes)
    };
    Ok((kind?, bytes.len() as u64))
}

/// A workbook of Excel 2 to 4: a stream of records that lies in no compound file.
fn old_kind(bytes: &[u8]) -> Option<OldFormat> {
    let [kind, more, length @ (4..=16), 0, ..] = *bytes else {
        return None;
    };
    let is_whole = bytes.len() >= 4 + usize::from(length);
    xls::old_format(u16::from_le_bytes([kind, more])).filter(|_| is_whole)
}

/// A zip: a package of one of the formats, or files that somebody packed.
fn zip_kind(bytes: &[u8], names: &[String]) -> Result<FileKind, Refusal> {
    let has = |name: &str| names.iter().any(|own| own == name);
    let under = |folder: &str| names.iter().any(|own| own.starts_with(folder));
    let not = |kind| Err(Refusal::NotASpreadsheet { kind });
    if has("xl/workbook.bin") {
        Ok(FileKind::Xlsb)
    } else if has("[content_types].xml") {
        if under("word/") {
            not(ForeignFile::Word)
        } else if under("ppt/") {
            not(ForeignFile::PowerPoint)
        } else {
            Ok(FileKind::Xlsx)
        }
    } else if has("content.xml") || has("encrypted-package") {
        match package::media_type(bytes).as_deref() {
            Some(text) if text.contains(".text") => not(ForeignFile::Odt),
            Some(text) if text.contains(".presentation") => not(ForeignFile::Odp),
            Some(text) if text.contains("sun.xml.calc") => Err(Refusal::OtherFormat {
                kind: OldFormat::Sxc,
            }),
            _ => Ok(FileKind::Ods),
        }
    } else if under("xl/") {
        Ok(FileKind::Xlsx)
    } else {
        Ok(FileKind::Archive)
    }
}

/// A compound file of Office before 2007 or around a package with a password, told by what its root holds.
fn compound_kind(bytes: &[u8]) -> Result<FileKind, Refusal> {
    let compound = Compound::open(bytes)?;
    let not = |kind| Err(Refusal::NotASpreadsheet { kind });
    if compound.has("EncryptedPackage") {
        Err(Refusal::Password)
    } else if compound.has("Workbook") || compound.has("Book") {
        Ok(FileKind::Xls)
    } else if compound.has("WordDocument") {
        not(ForeignFile::Word)
    } else if compound.has("PowerPoint Document") {
        not(ForeignFile::PowerPoint)
    } else if compound
        .names()
        .any(|name| name.starts_with("__substg1.0_") || name == "__properties_version1.0")
    {
        not(ForeignFile::Outlook)
    } else {
        not(ForeignFile::Compound)
    }
}

fn text_kind(bytes: &[u8]) -> Result<FileKind, Refusal> {
    let not = |kind| Err(Refusal::NotASpreadsheet { kind });
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(512)])
        .trim_start_matches('\u{feff}')
        .trim_start()
        .to_lowercase();
    if start.contains("<office:document") || start.contains(":opendocument:") {
        flat_kind(bytes)
    } else if start.starts_with("<?xml") && start.contains("spreadsheet") {
        Err(Refusal::OtherFormat {
            kind: OldFormat::Xml2003,
        })
    } else if ["<html", "<!doctype html", "<table", "<?xml"]
        .iter()
        .any(|tag| start.starts_with(tag))
    {
        not(ForeignFile::WebPage)
    } else if bytes[..bytes.len().min(4096)].contains(&0) {
        not(ForeignFile::Unknown)
    } else if is_delimited(bytes) {
        not(ForeignFile::Delimited)
    } else {
        not(ForeignFile::PlainText)
    }
}

/// Whether the first lines of a text have as many commas, or tabs, each: the cells of a table.
fn is_delimited(bytes: &[u8]) -> bool {
    let start = &bytes[..bytes.len().min(4096)];
    let lines = start.split_inclusive(|byte| *byte == b'\n');
    let whole = lines.filter(|line| line.ends_with(b"\n"));
    let lines: Vec<&[u8]> = whole.take(DELIMITED).collect();
    [b',', b'\t'].into_iter().any(|mark| {
        let count = |line: &&[u8]| line.iter().filter(|byte| **byte == mark).count();
        let mut counts = lines.iter().map(count);
        let first = counts.next().filter(|count| *count > 0);
        lines.len() > 1 && first.is_some_and(|first| counts.all(|count| count == first))
    })
}

/// An OpenDocument file in one piece of XML, told by its media type.
fn flat_kind(bytes: &[u8]) -> Result<FileKind, Refusal> {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(16_384)]);
    if start.contains("opendocument.spreadsheet") {
        Err(Refusal::OtherFormat {
            kind: OldFormat::Fods,
        })
    } else {
        Err(Refusal::NotASpreadsheet {
            kind: ForeignFile::OtherOpenDocument,
        })
    }
}
