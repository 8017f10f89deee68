//! Changes to a part's text by place, made all at once: what no change names stays as it was written.

use crate::book::package::tags::{NotXml, Tag, TagKind};
use std::ops::Range;

/// Changes that were noted and not made yet.
#[derive(Debug, Default)]
pub(crate) struct Edits(Vec<(Range<usize>, String)>);

/// An element: its first tag, and where its last one begins.
#[derive(Debug, Clone)]
pub(crate) struct Element<'a> {
    pub(crate) tag: Tag<'a>,
    /// None for `<a/>`, and while its last tag is not in sight.
    pub(crate) end: Option<usize>,
}

impl Edits {
    pub(crate) fn insert(&mut self, at: usize, text: impl Into<String>) {
        self.replace(at..at, text);
    }

    pub(crate) fn replace(&mut self, range: Range<usize>, text: impl Into<String>) {
        self.0.push((range, text.into()));
    }

    /// Adds children at the end of an element.
    pub(crate) fn append(&mut self, element: &Element<'_>, children: &str) {
        self.append_with(element, element.tag.text, children);
    }

    /// Adds children at the end of an element whose first tag changes too.
    pub(crate) fn append_with(&mut self, element: &Element<'_>, tag: &str, children: &str) {
        if let Some(end) = element.end {
            if tag != element.tag.text {
                self.replace(element.tag.span.clone(), tag);
            }
            self.insert(end, children);
        } else {
            let open = tag.strip_suffix("/>").unwrap_or(tag);
            self.replace(
                element.tag.span.clone(),
                format!("{open}>{children}</{}>", element.tag.name()),
            );
        }
    }

    /// The text with all changes made.
    ///
    /// # Errors
    /// Two changes of one place: they come of a part that says a thing twice.
    pub(crate) fn apply(mut self, text: &str) -> Result<String, NotXml> {
        // an insertion at the place where a replaced tag begins goes before it
        self.0.sort_by_key(|(range, _)| (range.start, range.end));
        let mut made = String::with_capacity(
            text.len() + self.0.iter().map(|(_, new)| new.len()).sum::<usize>(),
        );
        let mut done = 0;
        for (range, new) in self.0 {
            made.push_str(text.get(done..range.start).ok_or(NotXml)?);
            made.push_str(&new);
            done = range.end;
        }
        made.push_str(text.get(done..).ok_or(NotXml)?);
        Ok(made)
    }
}

impl<'a> Element<'a> {
    pub(crate) fn new(tag: Tag<'a>) -> Self {
        Self { tag, end: None }
    }

    /// Notes where the element ends, if this is the tag that ends it.
    pub(crate) fn close(&mut self, tag: &Tag<'_>) {
        if tag.kind == TagKind::Close
            && tag.depth == self.tag.depth
            && self.tag.kind == TagKind::Open
            && self.end.is_none()
        {
            self.end = Some(tag.span.start);
        }
    }

    /// Whether it is still open where tags are walked.
    pub(crate) fn is_open(&self) -> bool {
        self.tag.kind == TagKind::Open && self.end.is_none()
    }

    /// Where its content begins.
    pub(crate) fn content(&self) -> usize {
        self.tag.span.end
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::super::tags::tags;
    use super::*;

    fn root(text: &str) -> Element<'_> {
        let mut tags = tags(text).map(Result::unwrap);
        let mut root = Element::new(tags.next().unwrap());
        tags.for_each(|tag| root.close(&tag));
        root
    }

    #[test]
    fn children_go_to_the_end() {
        for (text, wanted) in [
            ("<a n='0'/>", "<a n='1'><b/></a>"),
            ("<a n='0'></a>", "<a n='1'><b/></a>"),
            ("<a n='0'><b/> </a>", "<a n='1'><b/> <b/></a>"),
        ] {
            let root = root(text);
            let mut edits = Edits::default();
            edits.append_with(&root, &root.tag.with("n", "1"), "<b/>");
            assert_eq!(edits.apply(text).unwrap(), wanted);
        }
    }

    #[test]
    fn one_place_is_not_changed_twice() {
        let mut edits = Edits::default();
        edits.replace(0..3, "x");
        edits.replace(1..2, "y");
        assert_eq!(edits.apply("abc"), Err(NotXml));
    }
}
