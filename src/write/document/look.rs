//! How a document looks: as the standard has it, or as the reference document of a place (`text.docx`) does: its styles,
//! headers, footers and page set-up.

mod styles;

use super::package::{self, Properties};
use super::paper::{GRID, PageSetUp, Paper, STANDARD};
use crate::book::package::{NotXml, Patch, Tag, tags};
use crate::label;
use crate::rule::text::{ReferenceDocument, TextTemplate};
use styles::MergedStyles;

const FEET: &str = "<w:footerReference w:type=\"default\" r:id=\"rIdFooter\"/><w:footerReference w:type=\"even\" r:id=\"rIdFooterEven\"/>";

/// Half points of the letters of titles: of the cover, of a part, of a table, of a text.
pub(super) const COVER: u32 = 52;
pub(super) const PART: u32 = 44;
pub(super) const TABLE: u32 = 36;
pub(super) const LETTER: u32 = 32;
/// So many tenths of their size titles may lose to stay on one line.
const LESS: u32 = 3;

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

    /// Half points of the letters of a title on some paper: a little smaller where it would not stay on one line, as it
    /// is where it has room or is of two lines anyhow.
    pub(super) fn title_size(&self, title: &str, size: u32, paper: Paper) -> u32 {
        // digits of some fonts are wider than half a character
        let halves = u32::try_from(label::width(title)).unwrap_or(u32::MAX - 1) + 1;
        let fitting = paper.width() / 5 / halves;
        let is_fitted = self.reference.is_none() && fitting * 10 >= size * (10 - LESS);
        if is_fitted { size.min(fitting) } else { size }
    }

    /// The bytes of a document by its main part and properties.
    ///
    /// # Errors
    /// What the writer of archives refuses.
    pub(super) fn pack(
        &self,
        document: &str,
        properties: &Properties<'_>,
    ) -> Result<Vec<u8>, String> {
        let Some(reference) = self.reference else {
            return package::pack(document, properties);
        };
        let broken = |_: NotXml| "text.docx: styles.xml".to_owned();
        let refused = |refusal: crate::book::Refusal| format!("text.docx: {refusal:?}");
        let mut package = Patch::open(&reference.bytes).map_err(refused)?;
        let styles =
            MergedStyles::of(&reference.styles, self.page.paper(false).width()).map_err(broken)?;
        let document = styles.named_in(document).map_err(broken)?;
        package.put("word/document.xml", document);
        package.put("word/styles.xml", styles.xml);
        if package.has("docProps/core.xml") {
            package.put("docProps/core.xml", properties.part());
        }
        package.bytes().map_err(refused)
    }
}

/// The size and margins that a section states.
fn page(section: &str) -> Option<PageSetUp> {
    let own: Vec<Tag<'_>> = tags(section).collect::<Result<_, _>>().ok()?;
    let value = |name: &str, attribute: &str| {
        let tag = own.iter().find(|tag| tag.local() == name)?;
        let text = tag.prefixed(attribute)?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn margins_without_room_are_not_taken() {
        let section = |left: u32| {
            format!(
                "<w:sectPr><w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"1440\" w:right=\"1800\" w:bottom=\"1440\" \
                 w:left=\"{left}\"/></w:sectPr>"
            )
        };
        assert_eq!(page(&section(1800)).map(|it| it.left), Some(1800));
        assert_eq!(page(&section(9000)), None);
        assert_eq!(page("<w:pgSz w:w=\"x\"/>"), None);
    }
}
