//! What the name of a file says of it, and files that are not what their name says.

use crate::book::kind::kind;
use crate::book::{ForeignFile, Refusal};
use crate::finding::{DocumentKind, Ignored};
use crate::run::inbox::SubmittedFile;
use crate::run::reader::guarded;

/// How names of files end that hold no tables.
const ENDINGS: [&str; 14] = [
    "docx", "docm", "doc", "wps", "txt", "rtf", "odt", "pdf", "png", "jpg", "jpeg", "bmp", "tif",
    "tiff",
];

/// Those that are read, and those of Word among them.
pub(super) const READ: [&str; 5] = ["docx", "docm", "doc", "wps", "txt"];
const WORD: [&str; 4] = ["docx", "docm", "doc", "wps"];

/// Whether a file may hold a text, by its name.
pub(crate) fn may_be_text(file: &SubmittedFile) -> bool {
    has_ending(file, &ENDINGS)
}

/// Whether a file is one of those whose texts are read, by its name.
pub(crate) fn is_text(name: &str) -> bool {
    ends_in(name, &READ)
}

/// Whether a file that was left alone, as it is no table, may hold a text that is read.
pub(crate) fn is_left_text(name: &str, reason: &Ignored) -> bool {
    match reason {
        Ignored::BesideTables(DocumentKind::Other) => ends_in(name, &READ),
        Ignored::BesideTables(_) => ends_in(name, &ENDINGS),
        _ => false,
    }
}

/// Whether its name ends in one of some ways.
pub(super) fn has_ending(file: &SubmittedFile, endings: &[&str]) -> bool {
    ends_in(&file.name, endings)
}

fn ends_in(name: &str, endings: &[&str]) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    let is_own = |ending: &str| endings.iter().any(|it| it.eq_ignore_ascii_case(ending));
    ending.is_some_and(is_own)
}

/// Why a file that its name calls one of Word is not opened: it is cut short, empty, or has a password.
pub(super) fn refused(file: &SubmittedFile, bytes: &[u8]) -> Option<Refusal> {
    if !has_ending(file, &WORD) {
        return None;
    }
    match guarded(|| kind(bytes)) {
        Err(Refusal::NotASpreadsheet {
            kind: ForeignFile::Unknown | ForeignFile::Compound,
        }) => Some(Refusal::CutShort),
        // a table under a wrong name, or another kind of text
        Ok(_) | Err(Refusal::OtherFormat { .. } | Refusal::NotASpreadsheet { .. }) => None,
        Err(Refusal::Damaged { .. }) => Some(Refusal::CutShort),
        Err(refusal) => Some(refusal),
    }
}
