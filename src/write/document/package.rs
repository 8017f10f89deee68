//! The parts of a document, and what leads from one to the other.

use crate::book::package::{DECLARATION, escaped, pack as packed};

const MAIN: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
                    xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";

/// The main part of a document by its body.
pub(super) fn document(body: &str) -> String {
    format!("{DECLARATION}<w:document {MAIN}><w:body>{body}</w:body></w:document>")
}

/// The bytes of a document by its body and title.
///
/// # Errors
/// What the writer of archives refuses.
pub(super) fn pack(body: &str, title: &str) -> Result<Vec<u8>, String> {
    let document = document(body);
    let properties = include_str!("parts/core.xml").replace("{title}", &escaped(title));
    let parts = [
        (
            "[Content_Types].xml",
            include_str!("parts/content_types.xml"),
        ),
        ("_rels/.rels", include_str!("parts/package.rels")),
        ("docProps/core.xml", &properties),
        ("word/document.xml", &document),
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
