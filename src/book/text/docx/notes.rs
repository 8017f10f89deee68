//! Footnotes and endnotes: their paragraphs stand behind the one that refers to them, as those of a text box do.

use super::body::BodyContents;
use super::{Definitions, body, check_size};
use crate::book::Refusal;
use crate::book::package::{self, Archive};
use crate::book::text::limits::TextLimits;
use crate::book::text::raw::{NoteId, NoteKind, RawParagraph};
use std::collections::HashMap;

type Notes = HashMap<NoteId, Vec<RawParagraph>>;

/// Puts the paragraphs of notes behind those that refer to them.
///
/// # Errors
/// A [`Refusal`] where a part of notes goes beyond a limit.
pub(super) fn place(
    paragraphs: Vec<RawParagraph>,
    (archive, main): (&mut Archive<'_>, &str),
    definitions: &Definitions,
    limits: &TextLimits,
) -> Result<Vec<RawParagraph>, Refusal> {
    if paragraphs.iter().all(|it| it.notes.is_empty()) {
        return Ok(paragraphs);
    }
    let notes = read(archive, main, definitions, limits)?;
    Ok(placed(paragraphs, notes))
}

fn read(
    archive: &mut Archive<'_>,
    main: &str,
    definitions: &Definitions,
    limits: &TextLimits,
) -> Result<Notes, Refusal> {
    let mut notes = Notes::new();
    let relations = package::relations(archive, main).unwrap_or_default();
    for (kind, word) in [(NoteKind::Foot, "footnotes"), (NoteKind::End, "endnotes")] {
        let Some(named) = relations.iter().find(|relation| relation.kind == word) else {
            continue;
        };
        check_size(archive, &named.target, limits)?;
        // notes that are damaged cost no text: they are counted where it refers to them
        let Ok(BodyContents { paragraphs, .. }) =
            body::read(archive, &named.target, definitions, limits)
        else {
            continue;
        };
        for paragraph in paragraphs {
            if let Some(id) = paragraph.of_note.clone() {
                notes.entry((kind, id)).or_default().push(paragraph);
            }
        }
    }
    Ok(notes)
}

fn placed(paragraphs: Vec<RawParagraph>, mut notes: Notes) -> Vec<RawParagraph> {
    let of_all = |own: fn(&RawParagraph) -> u32| paragraphs.iter().map(own).max().unwrap_or(0);
    let (mut story, mut container) = (of_all(|it| it.story), of_all(|it| it.container));
    let mut all: Vec<RawParagraph> = Vec::with_capacity(paragraphs.len());
    // where each paragraph has gone
    let mut places = Vec::with_capacity(paragraphs.len());
    for mut paragraph in paragraphs {
        places.push(all.len());
        paragraph.host = paragraph.host.and_then(|host| places.get(host).copied());
        let host = paragraph.host.unwrap_or(all.len());
        let references = std::mem::take(&mut paragraph.notes);
        let at = all.len();
        all.push(paragraph);
        for reference in references {
            let Some(own) = notes.remove(&reference) else {
                all[at].embedded.notes += 1;
                continue;
            };
            (story, container) = (story + 1, container + 1);
            all.extend(
                own.into_iter()
                    .map(|note| within(note, host, story, container)),
            );
        }
    }
    all
}

/// A paragraph of a note as one of the main part, where none of its characters has a place.
fn within(mut note: RawParagraph, host: usize, story: u32, container: u32) -> RawParagraph {
    for token in &mut note.tokens {
        (token.start, token.end) = (0, 0);
    }
    RawParagraph {
        host: Some(host),
        table: None,
        story,
        container,
        ..note
    }
}
