//! The styles of a reference document with those of ours that it lacks. A style is known by its name: ids are numbers or
//! words of their own in other languages.

use crate::book::package::{Edits, NotXml, Tag, TagKind, tags};
use std::collections::HashMap;
use std::ops::Range;

const OURS: &str = include_str!("../parts/styles.xml");

/// The styles part of a document, and what our styles are called in it.
pub(super) struct MergedStyles {
    pub(super) xml: String,
    /// By our ids.
    names: HashMap<String, String>,
}

/// A style of paragraphs.
struct ParagraphStyle {
    id: String,
    name: String,
    span: Range<usize>,
}

impl MergedStyles {
    /// Theirs with ours behind them, for paper with so many twips between its side margins.
    ///
    /// # Errors
    /// Theirs are no XML.
    pub(super) fn of(theirs: &str, width: u32) -> Result<Self, NotXml> {
        let (known, end) = paragraph_styles(theirs)?;
        let (ours, _) = paragraph_styles(OURS)?;
        let mut names = HashMap::new();
        let mut lacking = Vec::new();
        for own in ours {
            let same = known
                .iter()
                .find(|it| it.name.eq_ignore_ascii_case(&own.name));
            let mut id = same.map_or(&own.id, |it| &it.id).clone();
            if same.is_none() {
                while known.iter().any(|it| it.id == id) {
                    id.push('G');
                }
                lacking.push(own.span);
            }
            names.insert(own.id, id);
        }
        let mut own = Self {
            xml: String::new(),
            names,
        };
        let lacking: String = lacking.into_iter().map(|span| &OURS[span]).collect();
        let root = format!("<w:styles>{lacking}</w:styles>");
        let root = root
            .replace(" w:default=\"1\"", "")
            .replace("w:pos=\"8844\"", &format!("w:pos=\"{width}\""));
        let lacking = own.named_in(&root)?;
        let lacking = lacking
            .strip_prefix("<w:styles>")
            .and_then(|it| it.strip_suffix("</w:styles>"));
        let mut edits = Edits::default();
        edits.insert(end, lacking.ok_or(NotXml)?);
        own.xml = edits.apply(theirs)?;
        Ok(own)
    }

    /// A part of ours with its styles called as they are here.
    ///
    /// # Errors
    /// It is no XML.
    pub(super) fn named_in(&self, xml: &str) -> Result<String, NotXml> {
        let mut edits = Edits::default();
        for tag in tags(xml) {
            let tag = tag?;
            let key = match tag.local() {
                "pStyle" | "basedOn" | "next" => "w:val",
                "style" if tag.kind == TagKind::Open => "w:styleId",
                _ => continue,
            };
            let id = tag.prefixed(&key[2..]);
            if let Some(other) = id.and_then(|id| self.names.get(&id)) {
                edits.replace(tag.span.clone(), tag.with(key, other));
            }
        }
        edits.apply(xml)
    }
}

/// The styles of paragraphs of a part, and where its root ends.
fn paragraph_styles(xml: &str) -> Result<(Vec<ParagraphStyle>, usize), NotXml> {
    let mut styles = Vec::new();
    let mut open: Option<(Tag<'_>, Option<String>)> = None;
    let mut end = None;
    for tag in tags(xml) {
        let tag = tag?;
        match (tag.local(), tag.kind) {
            ("style", TagKind::Open) => open = Some((tag, None)),
            ("name", _) => {
                if let Some((_, name)) = &mut open {
                    *name = tag.prefixed("val");
                }
            }
            ("style", TagKind::Close) => {
                let Some((first, name)) = open.take() else {
                    continue;
                };
                let is_of_paragraphs = first.prefixed("type").as_deref() == Some("paragraph");
                let known = first.prefixed("styleId").zip(name);
                styles.extend(known.filter(|_| is_of_paragraphs).map(|(id, name)| {
                    ParagraphStyle {
                        id,
                        name,
                        span: first.span.start..tag.span.end,
                    }
                }));
            }
            ("styles", TagKind::Close) => end = Some(tag.span.start),
            _ => {}
        }
    }
    Ok((styles, end.ok_or(NotXml)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_of_a_reference_are_found_by_their_names() -> Result<(), NotXml> {
        let theirs = "<w:styles><w:style w:type=\"paragraph\" w:styleId=\"1\"><w:name w:val=\"heading 1\"/></w:style></w:styles>";
        let merged = MergedStyles::of(theirs, 9000)?;
        assert_eq!(merged.xml.matches("w:val=\"heading 1\"").count(), 1);
        assert!(merged.xml.contains("w:pos=\"9000\"") && !merged.xml.contains("8844"));
        assert!(merged.xml.ends_with("</w:style></w:styles>") && merged.xml.contains("表题"));
        let named = merged.named_in("<w:p><w:pStyle w:val=\"Heading1\"/></w:p>")?;
        assert_eq!(named, "<w:p><w:pStyle w:val=\"1\"/></w:p>");
        assert!(MergedStyles::of("<w:styles><w:style>", 9000).is_err());
        Ok(())
    }
}
