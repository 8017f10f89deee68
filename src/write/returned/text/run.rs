//! A run of a document, with the places of its properties and of its text.

use super::dialect::Dialect;
use crate::book::package::{Tag, TagKind};
use std::ops::Range;

/// A run and where its text stands.
pub(super) struct TextRun<'a> {
    pub(super) tag: Tag<'a>,
    /// The bytes of its properties.
    pub(super) properties: Option<Range<usize>>,
    pub(super) texts: Vec<TextElement<'a>>,
    /// Where its last tag stands.
    pub(super) end: Option<Range<usize>>,
}

/// An element of text.
pub(super) struct TextElement<'a> {
    pub(super) tag: Tag<'a>,
    /// Where its last tag stands.
    pub(super) end: Range<usize>,
}

impl<'a> TextRun<'a> {
    pub(super) fn new(tag: Tag<'a>) -> Self {
        Self {
            tag,
            properties: None,
            texts: Vec::new(),
            end: None,
        }
    }

    pub(super) fn note(&mut self, tag: &Tag<'a>, dialect: &Dialect) {
        let is_child = tag.depth == self.tag.depth + 1;
        if tag.kind == TagKind::Close && tag.depth == self.tag.depth {
            self.end = Some(tag.span.clone());
        } else if is_child && dialect.is(tag, "rPr") {
            let start = self
                .properties
                .as_ref()
                .map_or(tag.span.start, |range| range.start);
            self.properties = Some(start..tag.span.end);
        } else if dialect.is(tag, "t") && tag.kind == TagKind::Open {
            self.texts.push(TextElement {
                tag: tag.clone(),
                end: 0..0,
            });
        } else if dialect.is(tag, "t")
            && tag.kind == TagKind::Close
            && let Some(text) = self.texts.last_mut()
        {
            text.end = tag.span.clone();
        }
    }

    pub(super) fn is_closed(&self) -> bool {
        self.end.is_some()
    }

    /// The bytes behind its properties.
    pub(super) fn content(&self) -> Range<usize> {
        let start = self
            .properties
            .as_ref()
            .map_or(self.tag.span.end, |range| range.end);
        start..self.end.as_ref().map_or(start, |end| end.start)
    }

    /// The element of text whose characters a place is among.
    pub(super) fn text_at(&self, place: usize) -> Option<&TextElement<'a>> {
        let found = self.texts.partition_point(|text| text.end.end <= place);
        self.texts
            .get(found)
            .filter(|text| (text.tag.span.end..=text.end.start).contains(&place))
    }

    /// A place beside its element of text where no character stands between.
    pub(super) fn outer(&self, place: usize, text: &str) -> usize {
        match self.text_at(place) {
            Some(own) if is_bare(text, own.tag.span.end..place) => own.tag.span.start,
            Some(own) if is_bare(text, place..own.end.start) => own.end.end,
            _ => place,
        }
    }
}

/// Whether nothing stands in a range but the brackets of CDATA.
fn is_bare(text: &str, range: Range<usize>) -> bool {
    matches!(text.get(range), Some("" | "<![CDATA[" | "]]>"))
}
