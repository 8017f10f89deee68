//! The tags of a part with their places in its text, so that a change touches a tag's own characters and
//! nothing beside them. Names and values stand as they were written, quotes and prefixes included.

use crate::book::Refusal;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::ops::Range;

/// What a tag does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TagKind {
    /// `<a>`
    Open,
    /// `<a/>`
    Empty,
    /// `</a>`
    Close,
}

/// A tag and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Tag<'a> {
    pub(crate) kind: TagKind,
    /// As written, from `<` to `>`.
    pub(crate) text: &'a str,
    /// Bytes of the part's text.
    pub(crate) span: Range<usize>,
    /// Elements around it.
    pub(crate) depth: usize,
}

/// A text that is no XML, or not all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NotXml;

impl NotXml {
    /// The refusal that names the part.
    pub(crate) fn in_part(self, part: &str) -> Refusal {
        Refusal::Damaged {
            part: part.to_owned(),
        }
    }
}

/// The tags of a text, one after the other.
#[derive(Debug)]
pub(crate) struct Tags<'a> {
    text: &'a str,
    /// A byte order mark is no part of what the reader counts.
    skipped: usize,
    reader: Reader<&'a [u8]>,
    depth: usize,
    nested: bool,
}

/// The tags of a well-formed part.
pub(crate) fn tags(text: &str) -> Tags<'_> {
    let skipped = if text.starts_with('\u{feff}') {
        '\u{feff}'.len_utf8()
    } else {
        0
    };
    Tags {
        text,
        skipped,
        reader: Reader::from_str(&text[skipped..]),
        depth: 0,
        nested: true,
    }
}

/// The tags within an element, whose content stands at `range`; its children have no elements around them.
pub(crate) fn tags_within(text: &str, range: Range<usize>) -> Tags<'_> {
    let inner = text.get(range.clone()).unwrap_or_default();
    Tags {
        text,
        skipped: range.start,
        reader: Reader::from_str(inner),
        depth: 0,
        nested: true,
    }
}

/// The tags of a part that may leave elements open, as the drawings of notes do (`<br>`); without depths.
pub(crate) fn loose_tags(text: &str) -> Tags<'_> {
    let mut tags = Tags {
        nested: false,
        ..tags(text)
    };
    let config = tags.reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    tags
}

impl<'a> Tags<'a> {
    fn tag(&mut self) -> Result<Option<Tag<'a>>, NotXml> {
        loop {
            let start = self.place();
            let kind = match self.reader.read_event() {
                Ok(Event::Start(tag) | Event::Empty(tag)) if self.nested && !is_sound(&tag) => {
                    return Err(NotXml);
                }
                Ok(Event::Start(_)) => TagKind::Open,
                Ok(Event::Empty(_)) => TagKind::Empty,
                Ok(Event::End(_)) => TagKind::Close,
                Ok(Event::Eof) if self.nested && self.depth > 0 => return Err(NotXml),
                Ok(Event::Eof) => return Ok(None),
                Ok(Event::DocType(_)) | Err(_) => return Err(NotXml),
                Ok(_) => continue,
            };
            let span = start..self.place();
            let text = self.text.get(span.clone()).ok_or(NotXml)?;
            if !text.starts_with('<') || !text.ends_with('>') {
                return Err(NotXml);
            }
            if kind == TagKind::Close {
                self.depth = self.depth.saturating_sub(1);
            }
            let tag = Tag {
                kind,
                text,
                span,
                depth: self.depth,
            };
            if kind == TagKind::Open {
                self.depth += 1;
            }
            return Ok(Some(tag));
        }
    }

    fn place(&self) -> usize {
        usize::try_from(self.reader.buffer_position())
            .unwrap_or(usize::MAX)
            .saturating_add(self.skipped)
    }
}

impl<'a> Iterator for Tags<'a> {
    type Item = Result<Tag<'a>, NotXml>;

    fn next(&mut self) -> Option<Self::Item> {
        self.tag().transpose()
    }
}

impl<'a> Tag<'a> {
    /// Its name with its prefix.
    pub(crate) fn name(&self) -> &'a str {
        let rest = self.text.trim_start_matches(['<', '/']);
        &rest[..rest
            .find(|c| is_separator(c) || c == '/' || c == '>')
            .unwrap_or(rest.len())]
    }

    /// Its name without its prefix.
    pub(crate) fn local(&self) -> &'a str {
        self.name()
            .rsplit_once(':')
            .map_or(self.name(), |(_, local)| local)
    }

    /// Its prefix with the colon, or nothing.
    pub(crate) fn prefix(&self) -> &'a str {
        &self.name()[..self.name().len() - self.local().len()]
    }

    /// The value of an attribute without a prefix.
    pub(crate) fn attribute(&self, name: &str) -> Option<String> {
        self.value(|key| key == name)
    }

    /// The value of an attribute whose prefix may be any, but must be.
    pub(crate) fn prefixed(&self, local: &str) -> Option<String> {
        self.value(|key| key.rsplit_once(':').is_some_and(|(_, own)| own == local))
    }

    /// Whether an attribute is set.
    pub(crate) fn is_true(&self, name: &str) -> bool {
        self.attribute(name)
            .is_some_and(|value| value == "1" || value == "true")
    }

    /// The prefix, without a colon, that this tag gives to a namespace; empty for the default one.
    pub(crate) fn prefix_of(&self, namespace: &str) -> Option<&'a str> {
        let mut named = self
            .attributes()
            .filter(|(_, value)| &self.text[value.clone()] == namespace);
        named.find_map(|(key, _)| {
            if key == "xmlns" {
                Some("")
            } else {
                key.strip_prefix("xmlns:")
            }
        })
    }

    /// Its text with an attribute changed, or added as the last.
    pub(crate) fn with(&self, name: &str, value: &str) -> String {
        let value = quick_xml::escape::escape(value);
        if let Some((_, old)) = self.attributes().find(|(key, _)| *key == name) {
            return format!(
                "{}{value}{}",
                &self.text[..old.start],
                &self.text[old.end..]
            );
        }
        let end = if self.kind == TagKind::Empty {
            "/>"
        } else {
            ">"
        };
        let body = self
            .text
            .strip_suffix(end)
            .unwrap_or(self.text)
            .trim_end_matches(is_separator);
        format!("{body} {name}=\"{value}\"{end}")
    }

    /// Its text with several attributes changed or added.
    pub(crate) fn with_all(&self, attributes: &[(&str, &str)]) -> String {
        attributes
            .iter()
            .fold(self.text.to_owned(), |text, (name, value)| {
                let tag = Tag {
                    text: &text,
                    ..self.clone()
                };
                tag.with(name, value)
            })
    }

    fn value(&self, is_it: impl Fn(&str) -> bool) -> Option<String> {
        let (_, value) = self.attributes().find(|(key, _)| is_it(key))?;
        quick_xml::escape::unescape(&self.text[value])
            .ok()
            .map(|value| value.into_owned())
    }

    /// Names of attributes, and where in the tag their values stand.
    fn attributes(&self) -> impl Iterator<Item = (&'a str, Range<usize>)> + use<'a> {
        let text = self.text;
        let mut at = 1 + self.name().len();
        std::iter::from_fn(move || {
            let rest = text.get(at..)?;
            let key_at = at + rest.find(|c| !is_separator(c))?;
            let equals = key_at + text[key_at..].find('=')?;
            let key = text[key_at..equals].trim_end_matches(is_separator);
            let quote_at = equals + 1 + text[equals + 1..].find(|c| !is_separator(c))?;
            let quote = text[quote_at..]
                .chars()
                .next()
                .filter(|c| matches!(c, '"' | '\''))?;
            let length = text[quote_at + 1..].find(quote)?;
            at = quote_at + 1 + length + 1;
            Some((key, quote_at + 1..quote_at + 1 + length))
        })
    }
}

fn is_sound(tag: &BytesStart<'_>) -> bool {
    tag.attributes().all(|attribute| attribute.is_ok())
}

fn is_separator(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<Tag<'_>> {
        tags(text).map(Result::unwrap).collect()
    }

    #[test]
    fn tags_stand_where_they_stand() {
        for text in [
            "<a>x<b c='1'/>&amp;</a >",
            "\u{feff}<?xml version='1.0'?>\n<a><!-- <c> --><b/></a>",
        ] {
            for tag in all(text) {
                assert_eq!(&text[tag.span.clone()], tag.text);
            }
            let seen: Vec<_> = all(text)
                .iter()
                .map(|tag| (tag.name(), tag.kind, tag.depth))
                .collect();
            assert_eq!(
                seen,
                [
                    ("a", TagKind::Open, 0),
                    ("b", TagKind::Empty, 1),
                    ("a", TagKind::Close, 0)
                ],
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_left_open_is_no_xml() {
        for text in [
            "<a>",
            "<a><b></a>",
            "<a",
            "<!DOCTYPE a><a/>",
            "<a></a></a>",
            "<a b/>",
            "<a b=1/>",
            "<a b='1' b='2'/>",
        ] {
            assert!(tags(text).any(|tag| tag.is_err()), "{text}");
        }
    }

    #[test]
    fn attributes_are_changed_in_place() {
        let with = |text: &str| all(text)[0].with("s", "7");
        assert_eq!(
            with("<c r='A1' s='12' t=\"s\"/>"),
            "<c r='A1' s='7' t=\"s\"/>"
        );
        assert_eq!(
            with("<x:c  r = \"A1\" x:s=\"3\" />"),
            "<x:c  r = \"A1\" x:s=\"3\" s=\"7\"/>"
        );
        assert_eq!(with("<c></c>"), "<c s=\"7\">");
        assert_eq!(
            all("<s a='&lt;\"' r:id='q'/>")[0].attribute("a").as_deref(),
            Some("<\"")
        );
        assert_eq!(
            all("<s id='p' r:id='q'/>")[0].prefixed("id").as_deref(),
            Some("q")
        );
    }
}
