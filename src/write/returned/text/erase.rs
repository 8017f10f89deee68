//! Old marks taken off a document that was given back before: our comments with all that points to them, and our
//! highlights under them. Comments and highlights of people stay, and so does a comment of ours that a person answered.

use super::comments::AUTHOR;
use super::dialect::Dialect;
use super::highlight::{self, HIGHLIGHTS};
use crate::book::Refusal;
use crate::book::package::{Edits, NotXml, Patch, Relationship, Tag, TagKind, tags};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// Takes the marks of an earlier run off a document; tells whether it has any.
pub(super) fn take_off_marks(patch: &mut Patch<'_>, main: &str) -> Result<bool, Refusal> {
    let relations = patch.relations(main)?;
    let part_of = |kind: &str| relations.iter().find(|relation| relation.kind == kind);
    let Some(Relationship { target, .. }) = part_of("comments") else {
        return Ok(false);
    };
    let comments = patch.text(target)?;
    if !comments.contains(AUTHOR) {
        return Ok(false);
    }
    let extended = part_of("commentsExtended").map(|relation| relation.target.as_str());
    let answered = match extended {
        Some(part) => {
            attributes(&patch.text(part)?, "paraIdParent").map_err(|wrong| wrong.in_part(part))?
        }
        None => HashSet::new(),
    };
    let old = OldComments::read(&comments, &answered).map_err(|wrong| wrong.in_part(target))?;
    if old.by_id.is_empty() {
        return Ok(false);
    }
    let text = patch.text(main)?;
    let erased = document(&text, &old).map_err(|wrong| wrong.in_part(main))?;
    patch.put(main, erased);
    let mut edits = Edits::default();
    for range in &old.ranges {
        edits.replace(range.clone(), "");
    }
    let kept = edits.apply(&comments);
    patch.put(target, kept.map_err(|wrong| wrong.in_part(target))?);
    let mut ids = old.paragraphs;
    for (kind, key, next) in [
        ("commentsExtended", "paraId", None),
        ("commentsIds", "paraId", Some("durableId")),
        ("commentsExtensible", "durableId", None),
    ] {
        if let Some(Relationship { target, .. }) = part_of(kind) {
            let text = patch.text(target)?;
            let listed = without(&text, key, next, &mut ids);
            patch.put(target, listed.map_err(|wrong| wrong.in_part(target))?);
        }
    }
    Ok(true)
}

/// Our comments of an earlier run.
#[derive(Debug, Default)]
struct OldComments {
    /// By id.
    by_id: HashMap<String, OldComment>,
    /// The bytes of those that go.
    ranges: Vec<Range<usize>>,
    /// Ids of the paragraphs of those that go.
    paragraphs: HashSet<String>,
}

#[derive(Debug)]
struct OldComment {
    /// The department's highlight that ours covers.
    highlight: Option<&'static str>,
    /// Whether a person answered it: it stays, its highlight goes.
    is_answered: bool,
}

impl OldComments {
    fn read(text: &str, answered: &HashSet<String>) -> Result<Self, NotXml> {
        let mut old = Self::default();
        let mut open: Option<(Tag<'_>, HashSet<String>)> = None;
        for tag in tags(text) {
            let tag = tag?;
            match (&mut open, tag.kind) {
                (None, TagKind::Open | TagKind::Empty) if is_ours(&tag) => {
                    if tag.kind == TagKind::Empty {
                        old.add(&tag, HashSet::new(), tag.span.end, answered);
                    } else {
                        open = Some((tag, HashSet::new()));
                    }
                }
                (Some((first, _)), TagKind::Close) if tag.depth == first.depth => {
                    if let Some((first, paragraphs)) = open.take() {
                        old.add(&first, paragraphs, tag.span.end, answered);
                    }
                }
                (Some((_, paragraphs)), _) => paragraphs.extend(tag.prefixed("paraId")),
                _ => {}
            }
        }
        Ok(old)
    }

    fn add(
        &mut self,
        first: &Tag<'_>,
        paragraphs: HashSet<String>,
        end: usize,
        answered: &HashSet<String>,
    ) {
        let Some(id) = first.prefixed("id") else {
            return;
        };
        let is_answered = !paragraphs.is_disjoint(answered);
        let initials = first.prefixed("initials").unwrap_or_default();
        let comment = OldComment {
            highlight: highlight::of_initials(&initials),
            is_answered,
        };
        self.by_id.insert(id, comment);
        if !is_answered {
            self.ranges.push(first.span.start..end);
            self.paragraphs.extend(paragraphs);
        }
    }
}

fn is_ours(tag: &Tag<'_>) -> bool {
    tag.local() == "comment" && tag.prefixed("author").as_deref() == Some(AUTHOR)
}

/// All values of an attribute.
fn attributes(text: &str, name: &str) -> Result<HashSet<String>, NotXml> {
    let values = tags(text).filter_map(|tag| tag.map(|tag| tag.prefixed(name)).transpose());
    values.collect()
}

/// A list of comments without those that are named, whose other names are added.
fn without(
    text: &str,
    key: &str,
    next: Option<&str>,
    names: &mut HashSet<String>,
) -> Result<String, NotXml> {
    let mut edits = Edits::default();
    let mut open: Option<usize> = None;
    for tag in tags(text) {
        let tag = tag?;
        if tag.depth != 1 {
            continue;
        }
        if tag.kind == TagKind::Close {
            if let Some(start) = open.take() {
                edits.replace(start..tag.span.end, "");
            }
        } else if tag.prefixed(key).is_some_and(|own| names.contains(&own)) {
            names.extend(next.and_then(|next| tag.prefixed(next)));
            if tag.kind == TagKind::Empty {
                edits.replace(tag.span, "");
            } else {
                open = Some(tag.span.start);
            }
        }
    }
    edits.apply(text)
}

/// The text of the document without our marks.
fn document(text: &str, old: &OldComments) -> Result<String, NotXml> {
    let dialect = Dialect::of(text)?;
    let mut eraser = Eraser {
        text,
        dialect: &dialect,
        old,
        edits: Edits::default(),
        open: HashSet::new(),
        runs: Vec::new(),
        empty: None,
        paragraph: None,
        is_boxed: false,
        anchor: None,
    };
    for tag in tags(text) {
        eraser.see(&tag?);
    }
    eraser.edits.apply(text)
}

struct Eraser<'a> {
    text: &'a str,
    dialect: &'a Dialect,
    old: &'a OldComments,
    edits: Edits,
    /// Our comments that point to this place.
    open: HashSet<String>,
    runs: Vec<OldRun>,
    /// Where the beginning of one of our comments ends, until something else stands there.
    empty: Option<usize>,
    /// The depth of the outermost paragraph.
    paragraph: Option<usize>,
    /// Whether one of our comments points to a text box of that paragraph.
    is_boxed: bool,
    /// An anchor that is written with two tags, and goes.
    anchor: Option<(usize, usize)>,
}

/// A run while its tags are read.
struct OldRun {
    depth: usize,
    start: usize,
    properties: Option<Range<usize>>,
    highlight: Option<String>,
    /// Where it refers to comments that go.
    references: Vec<Range<usize>>,
    /// Whether it holds more than that.
    has_more: bool,
    /// The highlights below ours; nothing where none of our comments points to it.
    below: Option<Option<&'static str>>,
}

impl Eraser<'_> {
    fn see(&mut self, tag: &Tag<'_>) {
        if let Some((depth, start)) = self.anchor.take() {
            if tag.kind == TagKind::Close && tag.depth == depth {
                self.edits.replace(start..tag.span.end, "");
                return;
            }
            self.anchor = Some((depth, start));
        }
        self.note_paragraph(tag);
        if tag.kind != TagKind::Close {
            for name in ["commentRangeStart", "commentRangeEnd"] {
                if self.dialect.is(tag, name) {
                    return self.see_anchor(tag, name == "commentRangeStart");
                }
            }
        }
        if self.dialect.is(tag, "r") && tag.kind == TagKind::Open {
            if let Some(run) = self.runs.last_mut() {
                run.has_more = true;
            }
            self.runs.push(OldRun {
                depth: tag.depth,
                start: tag.span.start,
                properties: None,
                highlight: None,
                references: Vec::new(),
                has_more: false,
                below: self.below(),
            });
        } else if let Some(mut run) = self.runs.pop() {
            if tag.kind == TagKind::Close && tag.depth == run.depth {
                self.erase(run, tag.span.end);
            } else {
                self.note(&mut run, tag);
                self.runs.push(run);
            }
        }
    }

    fn note_paragraph(&mut self, tag: &Tag<'_>) {
        if !self.dialect.is(tag, "p") {
            return;
        }
        match (self.paragraph, tag.kind) {
            (None, TagKind::Open) => (self.paragraph, self.is_boxed) = (Some(tag.depth), false),
            (Some(depth), TagKind::Close) if tag.depth == depth => self.paragraph = None,
            _ => {}
        }
    }

    /// The beginning or end of a comment's stretch.
    fn see_anchor(&mut self, tag: &Tag<'_>, is_start: bool) {
        let id = tag.prefixed("id").unwrap_or_default();
        let Some(comment) = self.old.by_id.get(&id) else {
            return;
        };
        // a comment on a text box points to nothing
        self.is_boxed |= !is_start && self.empty == Some(tag.span.start);
        self.empty = is_start.then_some(tag.span.end);
        if is_start {
            self.open.insert(id);
        } else {
            self.open.remove(&id);
        }
        match tag.kind {
            _ if comment.is_answered => {}
            TagKind::Empty => self.edits.replace(tag.span.clone(), ""),
            _ => self.anchor = Some((tag.depth, tag.span.start)),
        }
    }

    /// What lies below our highlight here; nothing where we have none.
    fn below(&self) -> Option<Option<&'static str>> {
        let mut open = self.open.iter().filter_map(|id| self.old.by_id.get(id));
        let first = open.next()?.highlight;
        Some(first.or_else(|| open.find_map(|comment| comment.highlight)))
    }

    /// Takes in a tag within a run.
    fn note(&self, run: &mut OldRun, tag: &Tag<'_>) {
        let is_child = tag.depth == run.depth + 1;
        if is_child && self.dialect.is(tag, "rPr") {
            let start = run
                .properties
                .as_ref()
                .map_or(tag.span.start, |own| own.start);
            run.properties = Some(start..tag.span.end);
        } else if tag.depth == run.depth + 2
            && self.dialect.is(tag, "highlight")
            && tag.kind != TagKind::Close
        {
            run.highlight = tag.prefixed("val");
        } else if is_child && self.dialect.is(tag, "commentReference") {
            let id = tag.prefixed("id").unwrap_or_default();
            let old = self.old.by_id.get(&id);
            match run.references.last_mut() {
                Some(last) if tag.kind == TagKind::Close => last.end = tag.span.end,
                _ if old.is_some_and(|comment| !comment.is_answered) => {
                    run.references.push(tag.span.clone());
                }
                _ => run.has_more = true,
            }
        } else if is_child {
            run.has_more = true;
        }
    }

    /// Takes our marks off a run.
    fn erase(&mut self, run: OldRun, end: usize) {
        if !run.references.is_empty() && !run.has_more {
            return self.edits.replace(run.start..end, "");
        }
        for reference in run.references {
            self.edits.replace(reference, "");
        }
        let (Some(properties), Some(own)) = (run.properties, run.highlight) else {
            return;
        };
        let is_within = !self.runs.is_empty();
        let below = match run.below {
            Some(below) if HIGHLIGHTS.contains(&own.as_str()) => below,
            // people take yellow themselves
            None if self.is_boxed && is_within && own == HIGHLIGHTS[0] => None,
            _ => return,
        };
        let element = below.map(|name| self.dialect.element("highlight", "val", name));
        let text = self.text.get(properties.clone()).unwrap_or_default();
        let changed = highlight::replaced(text, element.as_deref(), self.dialect);
        self.edits.replace(properties, changed);
    }
}
