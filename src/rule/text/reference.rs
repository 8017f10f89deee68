//! A document of a place whose look is taken for every document (`text.docx`).

use crate::book::package::Patch;
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
        let section = document.rfind("<w:sectPr").and_then(|at| {
            let own = &document[at..];
            Some(own[..own.find("</w:sectPr>")?].to_owned())
        });
        let (true, Some(section)) = (styles.contains("</w:styles>"), section) else {
            return Err(mistake(
                "expected a Word document (.docx) with styles and a section",
            ));
        };
        Ok(Self {
            feet: elements(&section, &["<w:headerReference ", "<w:footerReference "]),
            grid: elements(&section, &["<w:docGrid "]),
            bytes,
            styles,
            section,
        })
    }
}

/// The empty elements of some names, one after the other.
fn elements(xml: &str, begins: &[&str]) -> String {
    let mut found: Vec<(usize, &str)> = Vec::new();
    for begin in begins {
        for (at, _) in xml.match_indices(begin) {
            if let Some(end) = xml[at..].find("/>") {
                found.push((at, &xml[at..at + end + 2]));
            }
        }
    }
    found.sort_unstable();
    found.into_iter().map(|(_, own)| own).collect()
}
