//! Fields of a document: a comment on what a field shows stands around the field, or it would go when the field is
//! worked out again.

use super::dialect::Dialect;
use crate::book::package::{NotXml, Tag, TagKind, tags};
use std::ops::Range;

/// The bytes of the outermost fields, from the first run or element to the last. A field that goes over several
/// paragraphs is none of them.
pub(super) fn fields(text: &str, dialect: &Dialect) -> Result<Vec<Range<usize>>, NotXml> {
    let mut reading = FieldReader::default();
    for tag in tags(text) {
        reading.note(&tag?, dialect);
    }
    Ok(reading.found)
}

#[derive(Debug, Default)]
struct FieldReader {
    found: Vec<Range<usize>>,
    /// The open run.
    run: Option<usize>,
    /// Where each open field begins.
    open: Vec<usize>,
    /// Whether the outermost field ends with the open run.
    ends: Option<usize>,
    simple: Option<(usize, usize)>,
}

impl FieldReader {
    fn note(&mut self, tag: &Tag<'_>, dialect: &Dialect) {
        if dialect.is(tag, "p") {
            self.open.clear();
            self.ends = None;
        } else if dialect.is(tag, "r") {
            self.run = (tag.kind == TagKind::Open).then_some(tag.span.start);
            if let Some(start) = self.ends.take_if(|_| tag.kind == TagKind::Close) {
                self.found.push(start..tag.span.end);
            }
        } else if dialect.is(tag, "fldChar") && tag.kind != TagKind::Close {
            self.mark(tag);
        } else if dialect.is(tag, "fldSimple") {
            match self.simple {
                None if tag.kind == TagKind::Open => {
                    self.simple = Some((tag.depth, tag.span.start))
                }
                Some((depth, start)) if tag.depth == depth => {
                    self.found.push(start..tag.span.end);
                    self.simple = None;
                }
                _ => {}
            }
        }
    }

    fn mark(&mut self, tag: &Tag<'_>) {
        let Some(run) = self.run else {
            return;
        };
        match tag.prefixed("fldCharType").as_deref() {
            // a run may end one field and begin the next
            Some("begin") => self.open.push(self.ends.take().unwrap_or(run)),
            Some("end") => {
                if let Some(start) = self.open.pop().filter(|_| self.open.is_empty()) {
                    self.ends = Some(start);
                }
            }
            _ => {}
        }
    }
}
