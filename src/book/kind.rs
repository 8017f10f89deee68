//! What a file is, by its content: names lie. What only looks like a spreadsheet is named for what it is.

use crate::book::Refusal;
use crate::book::compound::Compound;
use crate::book::package;

/// A kind of file that is looked into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
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
pub(crate) fn kind(bytes: &[u8]) -> Result<Kind, Refusal> {
    kind_and_size(bytes).map(|(kind, _)| kind)
}

/// The kind of a file, and how many bytes it has: of a zip those of all its parts, unpacked.
///
/// # Errors
/// A [`Refusal`] that says what the bytes are instead.
pub(crate) fn kind_and_size(bytes: &[u8]) -> Result<(Kind, u64), Refusal> {
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    let not = |zh, en| Err(Refusal::NotASpreadsheet { zh, en });
    let kind = if bytes.is_empty() {
        Err(Refusal::Empty)
    } else if starts(b"PK\x03\x04") || starts(b"PK\x05\x06") {
        let (names, size) = package::listed(bytes)?;
        return Ok((zip_kind(bytes, &names)?, size));
    } else if starts(b"\xd0\xcf\x11\xe0") {
        compound_kind(bytes)
    } else if starts(b"%PDF") {
        not(" PDF 文件", "a PDF")
    } else if starts(b"Rar!") {
        not(
            " RAR 压缩包（打不开这种压缩包，请解压后报送）",
            "a RAR archive (please unpack it)",
        )
    } else if starts(b"7z\xbc\xaf") {
        not(
            " 7z 压缩包（打不开这种压缩包，请解压后报送）",
            "a 7z archive (please unpack it)",
        )
    } else if starts(b"\x89PNG") || starts(b"\xff\xd8\xff") || starts(b"GIF8") || starts(b"BM") {
        not("图片", "a picture")
    } else {
        text_kind(bytes)
    };
    Ok((kind?, bytes.len() as u64))
}

/// A zip: a package of one of the formats, or files that somebody packed.
fn zip_kind(bytes: &[u8], names: &[String]) -> Result<Kind, Refusal> {
    let has = |name: &str| names.iter().any(|own| own == name);
    let under = |folder: &str| names.iter().any(|own| own.starts_with(folder));
    let not = |zh, en| Err(Refusal::NotASpreadsheet { zh, en });
    if has("xl/workbook.bin") {
        Ok(Kind::Xlsb)
    } else if has("[content_types].xml") {
        if under("word/") {
            not(" Word 文档", "a Word document")
        } else if under("ppt/") {
            not(" PowerPoint 演示文稿", "a PowerPoint presentation")
        } else {
            Ok(Kind::Xlsx)
        }
    } else if has("content.xml") || has("encrypted-package") {
        match package::media_type(bytes).as_deref() {
            Some(text) if text.contains(".text") => {
                not(" Word 文档（.odt）", "a text document (.odt)")
            }
            Some(text) if text.contains(".presentation") => {
                not("演示文稿（.odp）", "a presentation (.odp)")
            }
            Some(text) if text.contains("sun.xml.calc") => {
                Err(Refusal::OtherFormat { kind: ".sxc" })
            }
            _ => Ok(Kind::Ods),
        }
    } else if under("xl/") {
        Ok(Kind::Xlsx)
    } else {
        Ok(Kind::Archive)
    }
}

/// A compound file of Office before 2007 or around a package with a password, told by what its root holds.
fn compound_kind(bytes: &[u8]) -> Result<Kind, Refusal> {
    let compound = Compound::open(bytes)?;
    let not = |zh, en| Err(Refusal::NotASpreadsheet { zh, en });
    if compound.has("EncryptedPackage") {
        Err(Refusal::Password)
    } else if compound.has("Workbook") || compound.has("Book") {
        Ok(Kind::Xls)
    } else if compound.has("WordDocument") {
        not(" Word 文档", "a Word document")
    } else if compound.has("PowerPoint Document") {
        not(" PowerPoint 演示文稿", "a PowerPoint presentation")
    } else if compound
        .names()
        .any(|name| name.starts_with("__substg1.0_") || name == "__properties_version1.0")
    {
        not(
            " Outlook 邮件（请把附件里的表格另存后报送）",
            "an Outlook message (please save what is attached to it)",
        )
    } else {
        not("未知的 OLE 文件", "an OLE file of an unknown kind")
    }
}

fn text_kind(bytes: &[u8]) -> Result<Kind, Refusal> {
    let not = |zh, en| Err(Refusal::NotASpreadsheet { zh, en });
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(512)])
        .trim_start_matches('\u{feff}')
        .trim_start()
        .to_lowercase();
    if start.contains("<office:document") || start.contains(":opendocument:") {
        flat_kind(bytes)
    } else if start.starts_with("<?xml") && start.contains("spreadsheet") {
        Err(Refusal::OtherFormat {
            kind: "XML 表格 2003",
        })
    } else if ["<html", "<!doctype html", "<table", "<?xml"]
        .iter()
        .any(|tag| start.starts_with(tag))
    {
        not("网页或 XML 文件", "a web page or XML")
    } else if bytes[..bytes.len().min(4096)].contains(&0) {
        not("未知的文件", "of an unknown kind")
    } else {
        not("文本文件", "a text file")
    }
}

/// An OpenDocument file in one piece of XML, told by its media type.
fn flat_kind(bytes: &[u8]) -> Result<Kind, Refusal> {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(16_384)]);
    if start.contains("opendocument.spreadsheet") {
        Err(Refusal::OtherFormat { kind: ".fods" })
    } else {
        Err(Refusal::NotASpreadsheet {
            zh: "其他种类的 OpenDocument 文件",
            en: "another kind of OpenDocument file",
        })
    }
}
