//! The parts of a document, and what leads from one to the other.

use crate::book::package::{DECLARATION, escaped, pack as packed};
use crate::write::finish::dates;

const MAIN: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
                    xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";

/// What the main part of a document begins with, and what ends it; its body stands between.
pub(super) fn begin() -> String {
    format!("{DECLARATION}<w:document {MAIN}><w:body>")
}
pub(super) const END: &str = "</w:body></w:document>";

/// What the properties of a document say.
pub(super) struct Properties<'a> {
    pub(super) title: &'a str,
    /// The day of publication as `2020-02-14`, if the layout gives one.
    pub(super) date: Option<&'a str>,
}

impl Properties<'_> {
    /// The part of the properties.
    pub(super) fn part(&self) -> String {
        include_str!("parts/core.xml")
            .replace("{dates}", &dates(self.date))
            .replace("{title}", &escaped(self.title))
    }
}

/// The bytes of a document by its main part and properties.
///
/// # Errors
/// What the writer of archives refuses.
pub(super) fn pack(document: &str, properties: &Properties<'_>) -> Result<Vec<u8>, String> {
    let properties = properties.part();
    let parts = [
        (
            "[Content_Types].xml",
            include_str!("parts/content_types.xml"),
        ),
        ("_rels/.rels", include_str!("parts/package.rels")),
        ("docProps/core.xml", &properties),
        ("word/document.xml", document),
        (
            "word/_rels/document.xml.rels",
            include_str!("parts/document.rels"),
        ),
        ("word/styles.xml", include_str!("parts/styles.xml")),
        ("word/settings.xml", include_str!("parts/settings.xml")),
        ("word/fontTable.xml", include_str!("parts/fonts.xml")),
        ("word/footer1.xml", include_str!("parts/footer.xml")),
        ("word/footer2.xml", include_str!("parts/footer_even.xml")),
    ];
    packed(&parts.map(|(name, text)| (name, text.as_bytes())))
}
