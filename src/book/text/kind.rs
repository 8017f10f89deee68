//! Which files hold text, by their content: those that are read, and those that are only named.

use crate::book::compound::Compound;
use crate::book::package;
use crate::book::text::plain;
use crate::finding::UnreadDocument;

/// A kind of file that holds text, or the picture of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TextKind {
    /// `.docx`, of Word 2007 and later, and of WPS.
    Docx,
    /// `.doc` of Word 97 to 2003, and `.wps` of Kingsoft.
    Doc,
    /// `.txt`, in UTF-8, UTF-16 or GB 18030.
    Txt,
    /// `.rtf`, whatever its name says.
    Rtf,
    /// `.odt`, of LibreOffice.
    Odt,
    /// `.pdf`
    Pdf,
    /// A photograph or a scan.
    Picture,
}

impl TextKind {
    /// Whether its text is read, and if not, what it is.
    pub fn unread(self) -> Option<UnreadDocument> {
        match self {
            Self::Docx | Self::Doc | Self::Txt => None,
            Self::Rtf => Some(UnreadDocument::Rtf),
            Self::Odt => Some(UnreadDocument::Odt),
            Self::Pdf => Some(UnreadDocument::Pdf),
            Self::Picture => Some(UnreadDocument::Picture),
        }
    }

    /// The kind of a file; nothing where it holds neither text nor a picture.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let starts = |magics: &[&[u8]]| magics.iter().any(|magic| bytes.starts_with(magic));
        if starts(&[b"PK\x03\x04"]) {
            package_kind(bytes)
        } else if starts(&[b"\xd0\xcf\x11\xe0"]) {
            let compound = Compound::open(bytes).ok()?;
            compound.has("WordDocument").then_some(Self::Doc)
        } else if starts(&[b"{\\rtf", b"\xef\xbb\xbf{\\rtf"]) {
            Some(Self::Rtf)
        } else if starts(&[b"%PDF"]) {
            Some(Self::Pdf)
        } else if starts(&[
            b"\x89PNG",
            b"\xff\xd8\xff",
            b"GIF8",
            b"BM",
            b"II*\0",
            b"MM\0*",
        ]) || starts(&[b"RIFF"]) && bytes.get(8..12) == Some(b"WEBP")
        {
            Some(Self::Picture)
        } else {
            plain::is_text(bytes).then_some(Self::Txt)
        }
    }

    /// Whether its text is read and checked.
    pub fn is_read(self) -> bool {
        matches!(self, Self::Docx | Self::Doc | Self::Txt)
    }
}

fn package_kind(bytes: &[u8]) -> Option<TextKind> {
    let (names, _) = package::listed(bytes).ok()?;
    let has = |name: &str| names.iter().any(|own| own == name);
    if has("[content_types].xml") {
        let is_word = names.iter().any(|name| name.starts_with("word/"));
        is_word.then_some(TextKind::Docx)
    } else {
        let is_text = package::media_type(bytes).is_some_and(|kind| kind.contains(".text"));
        is_text.then_some(TextKind::Odt)
    }
}
