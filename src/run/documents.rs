//! Texts, pictures and scans that lie beside the tables. They are no submissions and nothing is wrong with them: they
//! are left alone and counted. Content decides; only where it says nothing, or may be a table in disguise, the ending
//! of the name does.

use crate::book::Refusal;
use crate::book::kind::{FileKind, kind};
use crate::book::text::TextKind;
use crate::finding::{DocumentKind, Ignored};
use crate::run::reader::guarded;

/// Endings by which a department says that the file is a table, or holds some.
const TABLES: [&str; 22] = [
    "xls", "xlsx", "xlsm", "xlsb", "xlt", "xltx", "xltm", "xlw", "et", "ett", "ods", "fods", "csv",
    "tsv", "dbf", "htm", "html", "mht", "xml", "zip", "rar", "7z",
];

/// Endings of texts, pictures and the like.
const DOCUMENTS: [&str; 31] = [
    "doc", "docx", "docm", "dot", "dotx", "wps", "wpt", "odt", "rtf", "txt", "md", "pdf", "ofd",
    "jpg", "jpeg", "png", "gif", "bmp", "tif", "tiff", "webp", "heic", "ppt", "pptx", "dps", "odp",
    "mp4", "mp3", "eml", "msg", "url",
];

/// What a file is that is left alone; `None` where it is to be read as tables.
pub(crate) fn left_alone(name: &str, bytes: &[u8]) -> Option<Ignored> {
    let ending = ending(name);
    if TABLES.contains(&ending.as_str()) {
        return None;
    }
    let found = guarded(|| Ok(TextKind::of(bytes))).ok().flatten();
    let is_document = is_document(name);
    let is_table = || match guarded(|| kind(bytes)) {
        Ok(FileKind::Archive) => !is_document,
        Ok(_) => true,
        Err(Refusal::NotASpreadsheet { .. } | Refusal::Empty | Refusal::Password) => !is_document,
        Err(Refusal::OtherFormat { .. }) => true,
        Err(_) => !is_document,
    };
    match found {
        Some(found) => Some(of_text(found)),
        None if is_table() => None,
        None => Some(Ignored::BesideTables(DocumentKind::Other)),
    }
}

/// Whether the ending of a name says that the file is no table.
pub(crate) fn is_document(name: &str) -> bool {
    DOCUMENTS.contains(&ending(name).as_str())
}

fn ending(name: &str) -> String {
    let own = name.rsplit('/').next().unwrap_or(name);
    own.rsplit_once('.')
        .map_or(String::new(), |(_, ending)| ending.to_lowercase())
}

fn of_text(kind: TextKind) -> Ignored {
    match kind.unread() {
        Some(document) => Ignored::Document(document),
        None if kind == TextKind::Txt => Ignored::BesideTables(DocumentKind::PlainText),
        None => Ignored::BesideTables(DocumentKind::Word),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_decides_and_then_the_name() {
        let is_left = |name: &str, bytes: &[u8]| left_alone(name, bytes).is_some();
        for (name, bytes) in [
            ("说明.docx", &b"PK\x03\x04half"[..]),
            ("说明.DOC", b""),
            ("教育局/扫描.pdf", b"%PDF-1.7"),
            ("扫描", b"%PDF-1.7"),
            ("盖章.jpg", b"\xff\xd8\xff\xe0"),
            ("说明.txt", "各位老师好".as_bytes()),
            ("说明.rtf", b"{\\rtf1}"),
            ("录像.mp4", b"\0\0\0\x18ftyp"),
        ] {
            assert!(is_left(name, bytes), "{name}");
        }
        for (name, bytes) in [
            ("报送.xlsx", &b"%PDF-1.7"[..]),
            ("报送.xls", "各位老师好".as_bytes()),
            ("报送.xlsx", b""),
            ("报送", b""),
            ("报送", b"\0\x01\x02"),
            ("报送.zip", b"\xff\xd8\xff"),
        ] {
            assert!(!is_left(name, bytes), "{name}");
        }
    }
}
