//! A document of a place whose look is taken for every document (`text.docx`).

use crate::book::package::{Patch, TagKind, tags};
use crate::source::{Source, SourceError};

/// Bytes of the largest reference document; a seal or a crest in a header is the most of it.
const LARGEST: usize = 8 << 20;

/// A reference document.
#[derive(Debug)]
pub(crate) struct ReferenceDocument {
    pub(crate) bytes: Vec<u8>,
    /// Its part with the styles.
    pub(crate) styles: String,
    /// What its last section says of the page.
    pub(crate) section: String,
    /// The references of that section to headers and footers.
    pub(crate) feet: String,
    /// The grid of that section.
    pub(crate) grid: String,
}

impl ReferenceDocument {
    /// Reads a document.
    ///
    /// # Errors
    /// What was expected of the file.
    pub(crate) fn parse(name: &str, bytes: Vec<u8>) -> Result<Self, Vec<SourceError>> {
        let mistake = |message: &str| {
            vec![
                Source {
                    file: name,
                    text: "",
                }
                .error(0, message),
            ]
        };
        if bytes.len() > LARGEST {
            return Err(mistake("expected a document of 8 MB at most"));
        }
        let read = || {
            let mut package = Patch::open(&bytes).ok()?;
            let document = package.text("word/document.xml").ok()?;
            Some((package.text("word/styles.xml").ok()?, document))
        };
        let Some((styles, document)) = read() else {
            return Err(mistake("expected a Word document (.docx) with styles"));
        };
        let section = last_section(&document);
        let (true, Some(section)) = (styles.contains("</w:styles>"), section) else {
            return Err(mistake(
                "expected a Word document (.docx) with styles and a section",
            ));
        };
        Ok(Self {
            feet: elements(section, &["headerReference", "footerReference"]),
            grid: elements(section, &["docGrid"]),
            section: section.to_owned(),
            bytes,
            styles,
        })
    }
}

/// The properties of the last section of a document.
fn last_section(document: &str) -> Option<&str> {
    let mut found = None;
    let mut begin = None;
    for tag in tags(document) {
        let tag = tag.ok()?;
        match tag.kind {
            TagKind::Open if tag.local() == "sectPr" => begin = Some(tag.span.start),
            TagKind::Close if tag.local() == "sectPr" => {
                found = begin.take().map(|begin| begin..tag.span.end);
            }
            _ => {}
        }
    }
    document.get(found?)
}

/// The empty elements of some names, one after the other.
fn elements(xml: &str, names: &[&str]) -> String {
    let all = tags(xml).map_while(Result::ok);
    let own = all.filter(|tag| tag.kind == TagKind::Empty && names.contains(&tag.local()));
    own.map(|tag| tag.text).collect()
}
