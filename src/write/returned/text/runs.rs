//! Runs of a document with a highlight on some of their characters: a run is split where the highlight changes.

use super::dialect::Dialect;
use super::fields::fields;
use super::highlight::{self, HIGHLIGHTS, highlighted};
use super::run::TextRun;
use crate::book::package::{Edits, NotXml, Tag, TagKind, tags};
use crate::write::page::Paint;
use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

/// Bytes of the part that get a highlight.
#[derive(Debug, Clone)]
pub(super) struct Stretch {
    pub(super) range: Range<usize>,
    pub(super) paint: Paint,
}

/// Where a comment points.
#[derive(Debug)]
pub(super) struct Anchor {
    pub(super) id: String,
    /// Bytes of the part, of which the first and the last belong to stretches.
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) is_boxed: bool,
}

/// Notes the changes that highlight stretches and anchor comments; gives the highlight that each anchor's mark covers
/// all along.
///
/// # Errors
/// A text that is no XML.
pub(super) fn paint(
    text: &str,
    dialect: &Dialect,
    mut stretches: Vec<Stretch>,
    anchors: &[Anchor],
    edits: &mut Edits,
) -> Result<Vec<Option<String>>, NotXml> {
    stretches.sort_by_key(|stretch| stretch.range.start);
    let mut painting = Painting {
        text,
        dialect,
        anchors,
        edits,
        places: vec![Places::default(); anchors.len()],
        covered: vec![None; anchors.len()],
        spaced: HashSet::new(),
    };
    painting.around(&fields(text, dialect)?);
    let mut done = vec![false; stretches.len()];
    let mut open: Vec<TextRun<'_>> = Vec::new();
    let mut paragraphs = Paragraphs::default();
    for tag in tags(text) {
        let tag = tag?;
        paragraphs.note(&tag, dialect);
        if dialect.is(&tag, "r") && tag.kind == TagKind::Open {
            open.push(TextRun::new(tag));
        } else if let Some(run) = open.last_mut() {
            run.note(&tag, dialect);
            if run.is_closed() {
                let run = open.pop().ok_or(NotXml)?;
                painting.run(&run, &stretches, &mut done);
            }
        }
    }
    painting.rest(&paragraphs);
    Ok(painting.covered.into_iter().map(Option::flatten).collect())
}

/// The paragraphs that hold comments which have no place among runs: the outermost ones.
#[derive(Debug, Default)]
struct Paragraphs {
    depth: Option<usize>,
    /// Where each ends, and where a child may stand first.
    ends: BTreeMap<usize, (usize, usize)>,
    start: (usize, usize),
}

impl Paragraphs {
    fn note(&mut self, tag: &Tag<'_>, dialect: &Dialect) {
        match self.depth {
            None if dialect.is(tag, "p") && tag.kind == TagKind::Open => {
                self.depth = Some(tag.depth);
                self.start = (tag.span.start, tag.span.end);
            }
            Some(depth) if tag.depth == depth && tag.kind == TagKind::Close => {
                self.ends.insert(tag.span.end, self.start);
                self.depth = None;
            }
            Some(depth) if tag.depth == depth + 1 && dialect.is(tag, "pPr") => {
                self.start.1 = tag.span.end;
            }
            _ => {}
        }
    }

    /// Where a child may stand first in the paragraph around a place.
    fn first_child(&self, place: usize) -> Option<usize> {
        let (_, (start, child)) = self.ends.range(place..).next()?;
        (*start <= place).then_some(*child)
    }
}

/// What is painted, and how.
struct Painting<'a> {
    text: &'a str,
    dialect: &'a Dialect,
    anchors: &'a [Anchor],
    edits: &'a mut Edits,
    places: Vec<Places>,
    /// The highlight of the runs under each comment's mark: of the first, then nothing where another differs.
    covered: Vec<Option<Option<String>>>,
    /// Elements of text that keep their spaces now.
    spaced: HashSet<usize>,
}

/// Where a comment's beginning and end stand.
#[derive(Debug, Clone, Default)]
struct Places {
    has_start: bool,
    has_end: bool,
    /// Where they stand because they lie in a field.
    around: (Option<usize>, Option<usize>),
    /// From the first run that it points to to the last.
    runs: Option<Range<usize>>,
}

impl Painting<'_> {
    /// Puts the beginnings and ends of comments that lie in a field around it.
    fn around(&mut self, fields: &[Range<usize>]) {
        for (places, anchor) in self.places.iter_mut().zip(self.anchors) {
            let around = |place: usize| {
                let found = fields
                    .iter()
                    .find(|field| field.start < place && place < field.end);
                found.filter(|_| !anchor.is_boxed).cloned()
            };
            let (first, last) = (around(anchor.start), around(anchor.end));
            (places.has_start, places.has_end) = (first.is_some(), last.is_some());
            places.around = (first.map(|field| field.start), last.map(|field| field.end));
        }
    }

    /// Splits a run where the highlight on it changes and where comments begin and end.
    fn run(&mut self, run: &TextRun<'_>, stretches: &[Stretch], done: &mut [bool]) {
        let content = run.content();
        let first = stretches.partition_point(|stretch| stretch.range.start < content.start);
        let mut own = Vec::new();
        for (i, stretch) in stretches.iter().enumerate().skip(first) {
            if stretch.range.start >= content.end {
                break;
            }
            // runs within runs are closed first
            if !std::mem::replace(&mut done[i], true) {
                own.push(Stretch {
                    range: run.outer(stretch.range.start, self.text)
                        ..run.outer(stretch.range.end, self.text),
                    paint: stretch.paint,
                });
            }
        }
        if own.is_empty() {
            return;
        }
        self.cover(run, &content);
        let mut marks = self.marks(run, &content);
        for place in own
            .iter()
            .flat_map(|stretch| [stretch.range.start, stretch.range.end])
        {
            marks.entry(place).or_default();
        }
        self.split(run, &own, marks);
    }

    /// Remembers the highlight of a run under the marks of comments.
    fn cover(&mut self, run: &TextRun<'_>, content: &Range<usize>) {
        let properties = run.properties.clone();
        let properties = properties.and_then(|range| self.text.get(range));
        let own = properties.and_then(|own| highlight::of_properties(own, self.dialect));
        for (anchor, covered) in self.anchors.iter().zip(&mut self.covered) {
            let is_under = anchor.start < content.end && content.start < anchor.end;
            // nothing tells later which runs of a text box were marked
            if is_under && !anchor.is_boxed {
                match covered {
                    None => *covered = Some(own.clone()),
                    Some(first) if *first != own => *first = None,
                    Some(_) => {}
                }
            }
        }
    }

    /// The marks of comments within a run, by place.
    fn marks(&mut self, run: &TextRun<'_>, content: &Range<usize>) -> BTreeMap<usize, String> {
        let mut marks: BTreeMap<usize, String> = BTreeMap::new();
        let anchors = self
            .anchors
            .iter()
            .enumerate()
            .filter(|(_, anchor)| !anchor.is_boxed);
        let whole = run.tag.span.start..run.end.as_ref().map_or(content.end, |end| end.end);
        for (i, anchor) in anchors.clone() {
            let places = &mut self.places[i];
            if anchor.start < content.end && content.start < anchor.end {
                let start = places.runs.as_ref().map_or(whole.start, |runs| runs.start);
                places.runs = Some(start..whole.end);
            }
            if content.start < anchor.end && anchor.end <= content.end && !places.has_end {
                places.has_end = true;
                let place = run.outer(anchor.end, self.text);
                *marks.entry(place).or_default() += &self.end_of(&anchor.id);
            }
        }
        for (i, anchor) in anchors {
            if content.contains(&anchor.start) && !self.places[i].has_start {
                self.places[i].has_start = true;
                let place = run.outer(anchor.start, self.text);
                let start = self.dialect.element("commentRangeStart", "id", &anchor.id);
                *marks.entry(place).or_default() += &start;
            }
        }
        marks
    }

    fn end_of(&self, id: &str) -> String {
        let Dialect { prefix: p, .. } = self.dialect;
        let end = self.dialect.element("commentRangeEnd", "id", id);
        let reference = self.dialect.element("commentReference", "id", id);
        format!("{end}<{p}r>{reference}</{p}r>")
    }

    fn split(&mut self, run: &TextRun<'_>, own: &[Stretch], marks: BTreeMap<usize, String>) {
        let content = run.content();
        let paint_at = |place: usize| {
            let over = own.iter().filter(|stretch| stretch.range.contains(&place));
            over.map(|stretch| stretch.paint)
                .max_by_key(|paint| *paint == Paint::Red)
        };
        let mut paint = paint_at(content.start);
        if let Some(paint) = paint {
            let properties = self.properties(run, Some(paint));
            match &run.properties {
                Some(range) => self.edits.replace(range.clone(), properties),
                None => self.edits.insert(run.tag.span.end, properties),
            }
        }
        for (place, marks) in marks {
            if place <= content.start {
                self.edits.insert(run.tag.span.start, marks);
            } else if place >= content.end {
                self.edits
                    .insert(run.end.as_ref().map_or(place, |end| end.end), marks);
            } else if !marks.is_empty() || paint_at(place) != paint {
                self.cut(run, place, &marks, paint_at(place));
            }
            paint = paint_at(place);
        }
    }

    /// Ends the run at a place and goes on with another one that looks like it.
    fn cut(&mut self, run: &TextRun<'_>, place: usize, marks: &str, paint: Option<Paint>) {
        let Dialect { prefix: p, .. } = self.dialect;
        let again = format!("{}{}", run.tag.text, self.properties(run, paint));
        let inside = run.text_at(place);
        let Some(text) = inside else {
            self.edits.insert(place, format!("</{p}r>{marks}{again}"));
            return;
        };
        let kept = text.tag.with("xml:space", "preserve");
        let before = self.text.get(text.tag.span.end..place).unwrap_or_default();
        let is_cdata = before.rfind("<![CDATA[") > before.rfind("]]>");
        let (close, open) = if is_cdata {
            ("]]>", "<![CDATA[")
        } else {
            ("", "")
        };
        self.edits.insert(
            place,
            format!("{close}</{p}t></{p}r>{marks}{again}{kept}{open}"),
        );
        let is_space = |c: char| c.is_ascii_whitespace();
        let is_first = self.spaced.insert(text.tag.span.start);
        if before.ends_with(is_space) && text.tag.text != kept && is_first {
            self.edits.replace(text.tag.span.clone(), kept);
        }
    }

    /// The properties of a run with a highlight.
    fn properties(&self, run: &TextRun<'_>, paint: Option<Paint>) -> String {
        let own = run
            .properties
            .clone()
            .and_then(|range| self.text.get(range))
            .unwrap_or_default();
        let Some(paint) = paint else {
            return own.to_owned();
        };
        let [red, amber] = HIGHLIGHTS;
        let name = match paint {
            Paint::Red => red,
            Paint::Amber => amber,
        };
        let highlight = self.dialect.element("highlight", "val", name);
        highlighted(own, &highlight, self.dialect)
    }

    /// Comments around fields, and those whose characters stand in no run: a formula's, or those of a text box. They point
    /// to the runs beside them, or else to the beginning of the outermost paragraph.
    fn rest(&mut self, paragraphs: &Paragraphs) {
        for (places, anchor) in self.places.iter().zip(self.anchors) {
            let first = paragraphs.first_child(anchor.start).unwrap_or(anchor.start);
            let runs = places.runs.clone().unwrap_or(first..first);
            if !places.has_start || places.around.0.is_some() {
                let start = self.dialect.element("commentRangeStart", "id", &anchor.id);
                self.edits
                    .insert(places.around.0.unwrap_or(runs.start), start);
            }
            if !places.has_end || places.around.1.is_some() {
                self.edits
                    .insert(places.around.1.unwrap_or(runs.end), self.end_of(&anchor.id));
            }
        }
    }
}
