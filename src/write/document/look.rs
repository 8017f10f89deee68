//! How a document looks: as the standard has it, or as the reference document of a place (`text.docx`) does: its styles,
//! headers, footers and page set-up.

use super::package::{self, Properties};
use super::paper::{GRID, PageSetUp, STANDARD};
use crate::book::package::Patch;
use crate::label;
use crate::rule::text::{ReferenceDocument, TextTemplate};

const STYLES: &str = include_str!("parts/styles.xml");
const FEET: &str = "<w:footerReference w:type=\"default\" r:id=\"rIdFooter\"/><w:footerReference w:type=\"even\" r:id=\"rIdFooterEven\"/>";

/// Half points of the cover's letters.
const COVER: u64 = 52;
/// Characters that do not make a line of the cover.
const FEW: u64 = 4;

/// The look of a document.
pub(super) struct DocumentLook<'a> {
    reference: Option<&'a ReferenceDocument>,
    pub(super) page: PageSetUp,
    /// References of a section to its headers and footers.
    pub(super) feet: &'a str,
    pub(super) grid: &'a str,
}

impl<'a> DocumentLook<'a> {
    pub(super) fn of(template: Option<&'a TextTemplate>) -> Self {
        let reference = template.and_then(|it| it.reference.as_deref());
        let page = reference.and_then(|it| page(&it.section));
        Self {
            reference,
            page: page.unwrap_or(STANDARD),
            feet: reference.map_or(FEET, |it| &it.feet),
            grid: reference.map_or(GRID, |it| &it.grid),
        }
    }

    /// Smaller letters for a line of the cover of which but a few characters would stand alone on the next one; nothing
    /// where it has room, or is of two lines anyhow.
    pub(super) fn cover_size(&self, line: &str) -> String {
        let twips = u64::from(self.page.paper(false).width());
        let characters = u64::try_from(label::width(line).div_ceil(2)).unwrap_or(u64::MAX);
        let room = twips / (10 * COVER);
        if self.reference.is_some() || characters <= room || characters > room + FEW {
            return String::new();
        }
        let size = twips / (10 * characters);
        format!("<w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/>")
    }

    /// The bytes of a document by its body and title.
    ///
    /// # Errors
    /// What the writer of archives refuses.
    pub(super) fn pack(&self, body: &str, properties: &Properties<'_>) -> Result<Vec<u8>, String> {
        let Some(reference) = self.reference else {
            return package::pack(body, properties);
        };
        let refused = |refusal: crate::book::Refusal| format!("text.docx: {refusal:?}");
        let mut package = Patch::open(&reference.bytes).map_err(refused)?;
        let (styles, names) = merged(&reference.styles);
        package.put(
            "word/document.xml",
            package::document(&renamed(body, &names, &TAGS[..1])),
        );
        package.put("word/styles.xml", styles);
        if package.has("docProps/core.xml") {
            package.put("docProps/core.xml", properties.part());
        }
        package.bytes().map_err(refused)
    }
}

/// The size and margins that a section states.
fn page(section: &str) -> Option<PageSetUp> {
    let value = |tag: &str, name: &str| {
        let own = section.split_once(&format!("<w:{tag} "))?.1;
        let own = own.split_once('>')?.0;
        let text = own
            .split_once(&format!("w:{name}=\""))?
            .1
            .split_once('"')?
            .0;
        // a margin below zero does not give way to a header
        text.trim_start_matches('-').parse::<u32>().ok()
    };
    let margin = |name: &str| value("pgMar", name);
    let page = PageSetUp {
        size: (value("pgSz", "w")?, value("pgSz", "h")?),
        top: margin("top")?,
        right: margin("right")?,
        bottom: margin("bottom")?,
        left: margin("left")?,
        header: margin("header").unwrap_or(STANDARD.header),
        footer: margin("footer").unwrap_or(STANDARD.footer),
    };
    let is_sane = [
        page.size.0,
        page.size.1,
        page.top,
        page.bottom,
        page.left,
        page.right,
    ]
    .iter()
    .all(|twips| *twips < 32_000);
    (is_sane && page.has_room()).then_some(page)
}

/// The styles of a reference document with those of ours that it lacks, and what ours are called there.
fn merged(reference: &str) -> (String, Vec<(String, String)>) {
    let theirs: Vec<(&str, &str)> = styles(reference).filter_map(known).collect();
    let id_of = |name: &str| {
        let own = theirs
            .iter()
            .find(|(_, own)| own.eq_ignore_ascii_case(name));
        own.map(|(id, _)| (*id).to_owned())
    };
    let mut names = Vec::new();
    let mut lacking = Vec::new();
    for style in styles(STYLES) {
        let Some((id, name)) = known(style) else {
            continue;
        };
        match id_of(name) {
            Some(other) => names.push((id.to_owned(), other)),
            None => {
                // their ids are numbers or words of their own
                let mut free = id.to_owned();
                while theirs.iter().any(|(own, _)| *own == free) {
                    free.push('G');
                }
                names.push((id.to_owned(), free));
                lacking.push(style);
            }
        }
    }
    let lacking = lacking.concat().replace(" w:default=\"1\"", "");
    let lacking = renamed(&lacking, &names, &TAGS);
    let end = reference.rfind("</w:styles>").unwrap_or(reference.len());
    let (before, behind) = reference.split_at(end);
    (format!("{before}{lacking}{behind}"), names)
}

/// The styles of a part, each with its tags.
fn styles(xml: &str) -> impl Iterator<Item = &str> {
    const END: &str = "</w:style>";
    let begins = xml.match_indices("<w:style ");
    begins.filter_map(move |(at, _)| {
        let end = xml[at..].find(END)? + END.len();
        Some(&xml[at..at + end])
    })
}

/// The id and the name of a style of paragraphs.
fn known(style: &str) -> Option<(&str, &str)> {
    let tag = style.split_once('>')?.0;
    if !tag.contains("w:type=\"paragraph\"") {
        return None;
    }
    let id = tag.split_once("w:styleId=\"")?.1.split_once('"')?.0;
    let name = style.split_once("<w:name ")?.1.split_once("w:val=\"")?.1;
    Some((id, name.split_once('"')?.0))
}

/// Attributes that name a style; paragraphs have the first alone.
const TAGS: [&str; 4] = [
    "w:pStyle w:val",
    "w:basedOn w:val",
    "w:next w:val",
    "w:styleId",
];

/// A text with styles called otherwise.
fn renamed(xml: &str, names: &[(String, String)], tags: &[&str]) -> String {
    let mut out = String::with_capacity(xml.len());
    let mut rest = xml;
    loop {
        let found = tags.iter().filter_map(|tag| {
            let begin = format!("{tag}=\"");
            Some(rest.find(&begin)? + begin.len())
        });
        let Some(at) = found.min() else { break };
        let end = at + rest[at..].find('"').unwrap_or(0);
        let id = &rest[at..end];
        let other = names.iter().find(|(own, _)| own == id);
        out.push_str(&rest[..at]);
        out.push_str(other.map_or(id, |(_, other)| other));
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_of_a_reference_are_found_by_their_names() {
        let theirs = "<w:styles><w:style w:type=\"paragraph\" w:styleId=\"1\"><w:name w:val=\"heading 1\"/></w:style></w:styles>";
        let (styles, names) = merged(theirs);
        assert!(names.contains(&("Heading1".to_owned(), "1".to_owned())));
        assert_eq!(styles.matches("w:val=\"heading 1\"").count(), 1);
        assert!(styles.ends_with("</w:style></w:styles>") && styles.contains("表题"));
        assert_eq!(
            renamed("<w:pStyle w:val=\"Heading1\"/>", &names, &TAGS),
            "<w:pStyle w:val=\"1\"/>"
        );
    }

    #[test]
    fn margins_without_room_are_not_taken() {
        let section = |left: u32| {
            format!(
                "<w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"1440\" w:right=\"1800\" w:bottom=\"1440\" w:left=\"{left}\"/>"
            )
        };
        assert_eq!(page(&section(1800)).map(|it| it.left), Some(1800));
        assert_eq!(page(&section(9000)), None);
        assert_eq!(page("<w:pgSz w:w=\"x\"/>"), None);
    }
}
