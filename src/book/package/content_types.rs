//! What kind of part each part is: the list that a package keeps of itself.

use crate::book::Refusal;
use crate::book::package::edits::{Edits, Element};
use crate::book::package::patch::Patch;
use crate::book::package::tags::{NotXml, TagKind, tags};
use crate::book::package::xml::escaped;

const LIST: &str = "[Content_Types].xml";

impl Patch<'_> {
    /// Says what a part is.
    pub(crate) fn declare(&mut self, part: &str, kind: &str) -> Result<(), Refusal> {
        let text = with_part(&self.text(LIST)?, part, kind).map_err(|wrong| wrong.in_part(LIST))?;
        self.put(LIST, text);
        Ok(())
    }

    /// Says what a part is by its ending; by its name where the ending means something else here.
    pub(crate) fn declare_extension(
        &mut self,
        extension: &str,
        kind: &str,
        part: &str,
    ) -> Result<(), Refusal> {
        let text = self.text(LIST)?;
        match kind_of(&text, extension).map_err(|wrong| wrong.in_part(LIST))? {
            Some(own) if own.eq_ignore_ascii_case(kind) => Ok(()),
            Some(_) => self.declare(part, kind),
            None => {
                let entry = |prefix: &str| {
                    format!("<{prefix}Default Extension=\"{extension}\" ContentType=\"{kind}\"/>")
                };
                let text = with(&text, entry).map_err(|wrong| wrong.in_part(LIST))?;
                self.put(LIST, text);
                Ok(())
            }
        }
    }
}

fn with_part(text: &str, part: &str, kind: &str) -> Result<String, NotXml> {
    // a list may speak of parts that are gone; a part is named in it once
    let mut own = None;
    for tag in tags(text) {
        let tag = tag?;
        let named = tag
            .attribute("PartName")
            .is_some_and(|own| own.trim_start_matches('/').eq_ignore_ascii_case(part));
        if named && tag.kind != TagKind::Close {
            own = Some(tag);
        }
    }
    if let Some(tag) = own {
        let mut edits = Edits::default();
        edits.replace(tag.span.clone(), tag.with("ContentType", kind));
        return edits.apply(text);
    }
    let part = escaped(part);
    with(text, |prefix| {
        format!("<{prefix}Override PartName=\"/{part}\" ContentType=\"{kind}\"/>")
    })
}

/// What an ending says of a part.
fn kind_of(text: &str, extension: &str) -> Result<Option<String>, NotXml> {
    for tag in tags(text) {
        let tag = tag?;
        if tag.local() == "Default"
            && tag
                .attribute("Extension")
                .is_some_and(|own| own.eq_ignore_ascii_case(extension))
        {
            return Ok(tag.attribute("ContentType"));
        }
    }
    Ok(None)
}

fn with(text: &str, entry: impl Fn(&str) -> String) -> Result<String, NotXml> {
    let mut root: Option<Element<'_>> = None;
    for tag in tags(text) {
        let tag = tag?;
        match &mut root {
            None => root = Some(Element::new(tag)),
            Some(root) => root.close(&tag),
        }
    }
    let root = root.ok_or(NotXml)?;
    let mut edits = Edits::default();
    edits.append(&root, &entry(root.tag.prefix()));
    edits.apply(text)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_listed_once() {
        let once = with_part("<Types xmlns='x'/>", "xl/comments1.xml", "a").unwrap();
        assert_eq!(
            once,
            "<Types xmlns='x'><Override PartName=\"/xl/comments1.xml\" ContentType=\"a\"/></Types>"
        );
        let again = with_part(&once, "xl/Comments1.xml", "b").unwrap();
        assert_eq!(again, once.replace("\"a\"", "\"b\""));
    }

    #[test]
    fn endings_are_one_whatever_their_case() {
        let text = "<c:Types xmlns:c='x'><c:Default Extension='VML' ContentType='k'/></c:Types>";
        assert_eq!(kind_of(text, "vml").unwrap().as_deref(), Some("k"));
        assert_eq!(kind_of(text, "rels").unwrap(), None);
    }
}
