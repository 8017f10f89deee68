//! The notes of a sheet: who wrote them, and what stands on which cell.

use super::SheetMarks;
use crate::book::package::{
    DECLARATION, Edits, Element, NotXml, Tag, TagKind, escaped, tags, unescaped,
};
use crate::place::CellRef;
use crate::place::a1;
use crate::place::cell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

pub(super) const CONTENT_TYPE: &str =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml";
/// Who writes our notes.
const AUTHOR: &str = "勾稽";
/// What our text stands between in a note that is not ours.
const AROUND: (&str, &str) = ("〔勾稽：", "〕");
/// Excel keeps some more characters in a cell; it counts them in UTF-16.
const LENGTH: usize = 30_000;

/// A part for notes without any.
pub(super) fn blank(namespace: &str) -> String {
    format!("{DECLARATION}<comments xmlns=\"{namespace}\"><authors/><commentList/></comments>")
}

/// The cells that have notes.
pub(super) fn places(text: &str) -> Result<Vec<CellRef>, NotXml> {
    Ok(Notes::read(text)?
        .own
        .into_iter()
        .filter_map(|note| note.place)
        .collect())
}

/// The part with notes on marked cells. What stands on a cell already is kept; ours follows after a blank
/// line, in brackets.
///
/// # Errors
/// What is no part of notes.
pub(super) fn added(text: &str, marks: &SheetMarks) -> Result<String, NotXml> {
    let notes = Notes::read(text)?;
    let prefix = notes.root.tag.prefix();
    let mut edits = Edits::default();
    let mut on_cell = HashMap::new();
    for note in &notes.own {
        on_cell.entry(note.place).or_insert(note);
    }
    let mut new = String::new();
    let known = notes.authors.iter().position(|author| author == AUTHOR);
    let author = known.unwrap_or(notes.authors.len());
    for (CellRef { row, column }, (_, note)) in marks {
        match on_cell.get(&Some(CellRef::new(*row, *column))) {
            Some(own) => own.append(note, prefix, &mut edits),
            None => {
                let name = a1(*row, *column);
                let run = run(&shortened(note, LENGTH), prefix);
                new += &format!(
                    "<{prefix}comment ref=\"{name}\" authorId=\"{author}\"><{prefix}text>{run}</{prefix}text></{prefix}comment>"
                );
            }
        }
    }
    if !new.is_empty() {
        let (authors, list) = notes
            .author_list
            .as_ref()
            .zip(notes.list.as_ref())
            .ok_or(NotXml)?;
        if known.is_none() {
            edits.append(
                authors,
                &format!("<{prefix}author>{AUTHOR}</{prefix}author>"),
            );
        }
        edits.append(list, &new);
    }
    edits.apply(text)
}

/// The notes of an earlier run.
pub(super) struct OldNotes {
    /// The part without them.
    pub(super) text: String,
    /// Cells with what our note on each says.
    pub(super) on_cells: BTreeMap<CellRef, String>,
    /// The cells that have no note any more.
    pub(super) gone: BTreeSet<CellRef>,
}

/// The part without the notes of an earlier run; nothing if there are none.
///
/// # Errors
/// What is no part of notes.
pub(super) fn without_ours(text: &str) -> Result<Option<OldNotes>, NotXml> {
    if !text.contains(AUTHOR) {
        return Ok(None);
    }
    let notes = Notes::read(text)?;
    let mut edits = Edits::default();
    let (mut on_cells, mut gone) = (BTreeMap::new(), BTreeSet::new());
    for note in &notes.own {
        let Some(place) = note.place else { continue };
        if note.is_ours(&notes.authors) {
            edits.replace(note.element.tag.span.start..note.end, "");
            on_cells.insert(place, note.read.clone());
            gone.insert(place);
        } else if let Some(ours) = note.erase(text, &mut edits) {
            on_cells.insert(place, ours);
        }
    }
    if on_cells.is_empty() {
        return Ok(None);
    }
    Ok(Some(OldNotes {
        text: edits.apply(text)?,
        on_cells,
        gone,
    }))
}

/// A text with the font of notes.
fn run(text: &str, prefix: &str) -> String {
    let font = format!(
        "<{prefix}sz val=\"9\"/><{prefix}color indexed=\"81\"/><{prefix}rFont val=\"宋体\"/>"
    );
    let font = format!("{font}<{prefix}family val=\"3\"/><{prefix}charset val=\"134\"/>");
    format!(
        "<{prefix}r><{prefix}rPr>{font}</{prefix}rPr><{prefix}t xml:space=\"preserve\">{}</{prefix}t></{prefix}r>",
        escaped(text)
    )
}

/// A text of no more than `room` characters as Excel counts them.
fn shortened(text: &str, room: usize) -> String {
    if text.encode_utf16().count() <= room {
        return text.to_owned();
    }
    let mut length = 1;
    let mut kept: String = text
        .chars()
        .take_while(|c| {
            length += c.len_utf16();
            length <= room
        })
        .collect();
    if room > 0 {
        kept.push('…');
    }
    kept
}

/// The part as it is.
#[derive(Debug)]
struct Notes<'a> {
    root: Element<'a>,
    author_list: Option<Element<'a>>,
    authors: Vec<String>,
    list: Option<Element<'a>>,
    own: Vec<ExistingNote<'a>>,
}

/// A note that is there.
#[derive(Debug)]
struct ExistingNote<'a> {
    place: Option<CellRef>,
    element: Element<'a>,
    /// Where its last tag ends.
    end: usize,
    text: Option<Element<'a>>,
    /// Its text where it has no runs fonts.
    plain: Option<Element<'a>>,
    /// Where its last run ends.
    runs_end: Option<usize>,
    /// All that can be read of it.
    read: String,
    /// Where its texts stand: their characters, and the run around them.
    texts: Vec<(Range<usize>, Option<Range<usize>>)>,
    run: Option<usize>,
}

impl<'a> Notes<'a> {
    fn read(part: &'a str) -> Result<Self, NotXml> {
        let mut tags = tags(part);
        let root = Element::new(tags.next().ok_or(NotXml)??);
        if root.tag.local() != "comments" {
            return Err(NotXml);
        }
        let mut notes = Self {
            root,
            author_list: None,
            authors: Vec::new(),
            list: None,
            own: Vec::new(),
        };
        // where the content of the tag before begins
        let mut content = notes.root.content();
        for tag in tags {
            let tag = tag?;
            let before = part.get(content..tag.span.start).unwrap_or_default();
            content = tag.span.end;
            notes.see(&tag, before)?;
        }
        Ok(notes)
    }

    /// Takes in a tag and what stands between it and the one before.
    fn see(&mut self, tag: &Tag<'a>, before: &str) -> Result<(), NotXml> {
        for element in [
            Some(&mut self.root),
            self.author_list.as_mut(),
            self.list.as_mut(),
        ]
        .into_iter()
        .flatten()
        {
            element.close(tag);
        }
        let is_new = tag.kind != TagKind::Close;
        match (tag.depth, tag.local()) {
            (1, "authors") if is_new => put(&mut self.author_list, tag)?,
            (1, "commentList") if is_new => put(&mut self.list, tag)?,
            (2, "author") if tag.kind != TagKind::Open => self.authors.push(unescaped(before)),
            (2, "comment") if is_new => self.own.push(ExistingNote::new(tag)),
            _ => {
                if let Some(own) = self.own.last_mut().filter(|own| own.element.is_open()) {
                    own.see(tag, before)?;
                }
            }
        }
        Ok(())
    }
}

impl<'a> ExistingNote<'a> {
    fn new(tag: &Tag<'a>) -> Self {
        let name = tag.attribute("ref").unwrap_or_default();
        let place = cell(name.split(':').next().unwrap_or_default());
        let element = Element::new(tag.clone());
        Self {
            place,
            element,
            end: tag.span.end,
            text: None,
            plain: None,
            runs_end: None,
            read: String::new(),
            texts: Vec::new(),
            run: None,
        }
    }

    /// Whether all of it is ours.
    fn is_ours(&self, authors: &[String]) -> bool {
        let author = self.element.tag.attribute("authorId");
        let author = author.and_then(|id| id.parse::<usize>().ok());
        author
            .and_then(|id| authors.get(id))
            .is_some_and(|name| name == AUTHOR)
    }

    /// Takes our text out of a note of somebody else; gives it, or nothing where there is none.
    fn erase(&self, part: &str, edits: &mut Edits) -> Option<String> {
        let (open, close) = AROUND;
        let text = |at: usize| part.get(self.texts[at].0.clone()).unwrap_or_default();
        let texts = 0..self.texts.len();
        let (first, start) = texts
            .clone()
            .find_map(|at| Some((at, text(at).find(open)?)))?;
        let mut last = texts
            .skip(first)
            .filter_map(|at| Some((at, text(at).rfind(close)?)));
        let (last, end) = last.next_back().filter(|last| *last > (first, start))?;
        let mut ours = String::new();
        for at in first..=last {
            let (place, run) = &self.texts[at];
            let own = text(at);
            let from = if at == first {
                own[..start].trim_end_matches(['\r', '\n']).len()
            } else {
                0
            };
            let to = if at == last {
                end + close.len()
            } else {
                own.len()
            };
            ours += &unescaped(&own[from..to]);
            match run {
                Some(run) if (from, to) == (0, own.len()) => edits.replace(run.clone(), ""),
                _ => edits.replace(place.start + from..place.start + to, ""),
            }
        }
        let ours = ours.trim();
        let ours = ours.strip_prefix(open)?.strip_suffix(close)?;
        Some(ours.to_owned())
    }

    fn see(&mut self, tag: &Tag<'a>, before: &str) -> Result<(), NotXml> {
        self.element.close(tag);
        if !self.element.is_open() {
            self.end = tag.span.end;
        }
        for element in [&mut self.text, &mut self.plain].into_iter().flatten() {
            element.close(tag);
        }
        let is_new = tag.kind != TagKind::Close;
        match (tag.depth, tag.local()) {
            (3, "text") if is_new => put(&mut self.text, tag)?,
            (4, "t") if is_new => put(&mut self.plain, tag)?,
            (4, "r") if tag.kind == TagKind::Open => self.run = Some(tag.span.start),
            (4, "r") if tag.kind == TagKind::Close => {
                self.runs_end = Some(tag.span.end);
                if let (Some(start), Some((text, run))) = (self.run.take(), self.texts.last_mut())
                    && start < text.start
                {
                    *run = Some(start..tag.span.end);
                }
            }
            (4 | 5, "t") if tag.kind == TagKind::Close => {
                self.read += &unescaped(before);
                let end = tag.span.start;
                self.texts.push((end - before.len()..end, None));
            }
            _ => {}
        }
        Ok(())
    }

    fn append(&self, note: &str, prefix: &str, edits: &mut Edits) {
        let (open, close) = AROUND;
        let space = "\n\n";
        let around = format!("{space}{open}{close}").encode_utf16().count();
        let room = LENGTH.saturating_sub(self.read.encode_utf16().count() + around);
        let note = shortened(note, room);
        if note.is_empty() {
            return;
        }
        let note = format!("{open}{note}{close}");
        let after = match self.read.is_empty() {
            true => note.clone(),
            false => format!("{space}{note}"),
        };
        match (self.runs_end, &self.plain, &self.text) {
            (Some(end), ..) => edits.insert(end, run(&after, prefix)),
            (None, Some(plain), _) => edits.append(plain, &escaped(&after)),
            (None, None, Some(text)) if text.end.is_some() => {
                edits.insert(text.content(), run(&note, prefix))
            }
            (None, None, Some(text)) => edits.append(text, &run(&note, prefix)),
            (None, None, None) => {
                let text = format!("<{prefix}text>{}</{prefix}text>", run(&note, prefix));
                match self.element.end {
                    Some(_) => edits.insert(self.element.content(), text),
                    None => edits.append(&self.element, &text),
                }
            }
        }
    }
}

/// Notes an element that may be there once.
fn put<'a>(element: &mut Option<Element<'a>>, tag: &Tag<'a>) -> Result<(), NotXml> {
    if element.is_some() {
        return Err(NotXml);
    }
    *element = Some(Element::new(tag.clone()));
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::write::Paint;

    fn with(text: &str, note: &str) -> String {
        added(
            text,
            &SheetMarks::from([(CellRef::new(0, 0), (Paint::Red, note.to_owned()))]),
        )
        .unwrap()
    }

    fn part(comment: &str) -> String {
        format!(
            "<comments><authors><author>甲</author></authors><commentList>{comment}</commentList></comments>"
        )
    }

    #[test]
    fn what_stands_on_a_cell_is_kept() {
        for (own, wanted) in [
            (
                "<text><t>旧</t></text>",
                "<text><t>旧\n\n〔勾稽：新〕</t></text>",
            ),
            ("<text><t/></text>", "<text><t>〔勾稽：新〕</t></text>"),
            (
                "<text><r><t>旧</t></r><rPh/></text>",
                "<text><r><t>旧</t></r>RUN\n\n〔勾稽：新〕END<rPh/></text>",
            ),
            ("<text/>", "<text>RUN〔勾稽：新〕END</text>"),
            ("", "<text>RUN〔勾稽：新〕END</text>"),
        ] {
            let comment = |inner: &str| {
                part(&format!(
                    "<comment ref='$a$1' authorId='0'>{inner}</comment>"
                ))
            };
            let made = with(&comment(own), "新");
            let ours = run("|", "");
            let (before, after) = ours.split_once('|').unwrap();
            assert_eq!(
                made.replace(before, "RUN"),
                comment(&wanted.replace("END", after))
            );
            let old = without_ours(&made).unwrap().unwrap();
            assert_eq!(old.on_cells[&CellRef::new(0, 0)], "新");
            assert!(old.gone.is_empty() && !old.text.contains("新"));
            assert_eq!(with(&old.text, "新"), made, "twice is once");
        }
    }

    #[test]
    fn authors_are_named_once() {
        let made = with(&part(""), "一 & 二\u{1}");
        assert!(
            made.contains("<author>甲</author><author>勾稽</author></authors>"),
            "{made}"
        );
        assert!(
            made.contains("<comment ref=\"A1\" authorId=\"1\">")
                && made.contains(">一 &amp; 二</t>"),
            "{made}"
        );
        let more = added(
            &made,
            &SheetMarks::from([(CellRef::new(1, 0), (Paint::Red, "三".to_owned()))]),
        )
        .unwrap();
        assert_eq!(more.matches("勾稽").count(), 1);
        assert_eq!(
            places(&more).unwrap(),
            [CellRef::new(0, 0), CellRef::new(1, 0)]
        );
    }

    #[test]
    fn only_our_notes_go() {
        let own = "<comment ref=\"B2\" authorId=\"0\"><text><t>甲说</t></text></comment>";
        let made = with(&part(own), "错\n原底色：rgb=FFFFFF99");
        let old = without_ours(&made).unwrap().unwrap();
        assert_eq!(
            old.text,
            part(own).replace("</authors>", "<author>勾稽</author></authors>")
        );
        assert_eq!(old.gone, BTreeSet::from([CellRef::new(0, 0)]));
        assert!(old.on_cells[&CellRef::new(0, 0)].ends_with("rgb=FFFFFF99"));
        let answered = with(
            &part("<comment ref=\"A1\" authorId=\"0\"><text><t>甲</t></text></comment>"),
            "错〔一〕",
        );
        let answered = answered.replace("〔一〕〕", "〔一〕〕已改");
        let old = without_ours(&answered).unwrap().unwrap();
        assert!(old.text.contains("<t>甲已改</t>"), "{}", old.text);
    }

    #[test]
    fn a_note_has_its_limit() {
        assert_eq!(shortened("一二三", 3), "一二三");
        assert_eq!(shortened("一二三四", 3), "一二…");
        assert_eq!(shortened("😀😀", 3), "😀…");
        assert_eq!(shortened("一", 0), "");
        let made = with(&part(""), &"字".repeat(40_000));
        assert_eq!(made.matches('字').count(), LENGTH - 1);
    }
}
