//! The department's own text, returned: the Word file itself, with the wrong figures highlighted and a comment on
//! each. Runs are split where a mark begins and ends, and nothing else in the file changes.

mod comments;
mod dialect;
mod erase;
mod fields;
mod highlight;
mod run;
mod runs;

use crate::book::Refusal;
use crate::book::ReturnError;
use crate::book::package::{Edits, Patch};
use crate::book::text::{Paragraph, ParagraphPlace, Piece, TextLimits, TextSource, read_docx};
use crate::write::page::Paint;
use comments::Comments;
use dialect::Dialect;
use erase::take_off_marks;
use highlight::initials;
use runs::{Anchor, Stretch, paint};
use std::ops::Range;

/// Characters of a text to be marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassageMark {
    /// The paragraph, as the text's reader lists them.
    pub paragraph: usize,
    /// The first character of the paragraph's text, from 0.
    pub start: usize,
    /// The character behind the last one.
    pub end: usize,
    /// The colour of the highlight.
    pub paint: Paint,
    /// The comment, in Chinese, of several lines; none if it is blank.
    pub comment: String,
}

/// The Word file itself, byte for byte but for highlights and comments on marked characters. Of two marks on a
/// character red wins. Marks of an earlier run are taken off first; comments and highlights of people are kept.
/// Equal input gives equal bytes.
///
/// # Errors
/// A part that cannot be read or changed safely, a mark on characters that the text does not have.
pub fn returned_text(bytes: &[u8], marks: &[PassageMark]) -> Result<Vec<u8>, ReturnError> {
    if marks.is_empty() {
        return Ok(bytes.to_vec());
    }
    let mut source = read_docx(bytes, &TextLimits::ANY)?;
    let mut patch = Patch::open(bytes)?;
    let erased;
    if take_off_marks(&mut patch, &source.part)? {
        erased = patch.bytes()?;
        source = read_docx(&erased, &TextLimits::ANY)?;
        patch = Patch::open(&erased)?;
    }
    let text = patch.text(&source.part)?;
    let dialect = Dialect::of(&text).map_err(|wrong| wrong.in_part(&source.part))?;
    let mut comments = Comments::open(&mut patch, &source.part, &dialect)?;
    let mut stretches = Vec::new();
    let mut anchors = Vec::new();
    let mut written = Vec::new();
    for mark in marks {
        let paragraph = marked(&source, mark)?;
        let own = stretches_of(&text, paragraph, mark)?;
        if !mark.comment.trim().is_empty()
            && let (Some(first), Some(last)) = (own.first(), own.last())
        {
            written.push(mark.comment.as_str());
            anchors.push(Anchor {
                id: comments.next(),
                start: first.range.start,
                end: last.range.end,
                // a comment cannot point into a text box
                is_boxed: matches!(paragraph.place, ParagraphPlace::Box { .. }),
            });
        }
        stretches.extend(own);
    }
    let mut edits = Edits::default();
    let damaged = |wrong: crate::book::package::NotXml| wrong.in_part(&source.part);
    let covered = paint(&text, &dialect, stretches, &anchors, &mut edits).map_err(damaged)?;
    for ((anchor, comment), covered) in anchors.iter().zip(written).zip(&covered) {
        comments.add(&anchor.id, &initials(covered.as_deref()), comment);
    }
    let text = edits.apply(&text).map_err(damaged)?;
    patch.put(&source.part, text);
    comments.put(&mut patch, &source.part)?;
    Ok(patch.bytes()?)
}

/// The paragraph of a mark; it has the marked characters.
fn marked<'a>(source: &'a TextSource, mark: &PassageMark) -> Result<&'a Paragraph, ReturnError> {
    let paragraph = source.paragraphs.get(mark.paragraph);
    let has = |paragraph: &&Paragraph| {
        mark.start < mark.end && mark.end <= paragraph.text.chars().count()
    };
    paragraph.filter(has).ok_or(ReturnError::NoCharacters {
        paragraph: mark.paragraph,
        start: mark.start,
        end: mark.end,
    })
}

/// Where the marked characters stand in the part.
fn stretches_of(
    text: &str,
    paragraph: &Paragraph,
    mark: &PassageMark,
) -> Result<Vec<Stretch>, ReturnError> {
    let mut at = 0;
    let mut stretches = Vec::new();
    for piece in &paragraph.pieces {
        let next = at + piece.chars as usize;
        let (from, to) = (mark.start.max(at), mark.end.min(next));
        if from < to {
            let range =
                bytes_of(text, piece, from - at..to - at).ok_or_else(|| Refusal::Damaged {
                    part: "document".to_owned(),
                })?;
            stretches.push(Stretch {
                range,
                paint: mark.paint,
            });
        }
        at = next;
    }
    Ok(stretches)
}

/// The bytes of some characters of a piece.
fn bytes_of(text: &str, piece: &Piece, chars: Range<usize>) -> Option<Range<usize>> {
    let whole = piece.start as usize..piece.end as usize;
    let written = text.get(whole.clone())?;
    if !piece.is_literal {
        return Some(whole);
    }
    let place = |char: usize| {
        let mut places = written.char_indices().map(|(place, _)| place);
        whole.start + places.nth(char).unwrap_or(written.len())
    };
    Some(place(chars.start)..place(chars.end))
}
