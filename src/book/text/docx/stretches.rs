//! What stands between the texts of two runs. Word cuts a line into many runs of one look, so between their texts stand
//! the same bytes again and again: `</w:r><w:r><w:rPr>…</w:rPr>`. What was read once is passed over after that.

use super::body::RunFormat;
use crate::book::text::docx::element::WordElement;
use std::ops::Range;

/// Stretches that are kept: a text has few looks.
const KEPT: usize = 8;

/// The stretches of a part that can be passed over. All of them end one run and begin the next, within the same element.
#[derive(Debug, Default)]
pub(super) struct Stretches {
    known: Vec<Stretch>,
    open: Option<OpenStretch>,
}

#[derive(Debug)]
struct Stretch {
    /// Bytes of the part, from behind a text to the next.
    place: Range<usize>,
    /// How often namespaces had changed: the bytes say the same as long as none does.
    changes: usize,
    /// What the run says that begins in it.
    run: RunFormat,
}

#[derive(Debug)]
struct OpenStretch {
    start: usize,
    /// Elements around the text before, its run the last of them.
    depth: usize,
    /// How often namespaces had changed before.
    changes: usize,
}

impl Stretches {
    /// A text ends at `start`, in a run that is the last of `depth` elements: how many of the bytes from there are
    /// known, with the run that they begin. Where none are, a stretch begins that may become so.
    pub(super) fn behind(
        &mut self,
        part: &[u8],
        start: usize,
        (depth, changes): (usize, usize),
    ) -> Option<(usize, RunFormat)> {
        let rest = part.get(start..)?;
        let is_here = |stretch: &Stretch| {
            let known = part.get(stretch.place.clone());
            stretch.changes == changes && known.is_some_and(|known| rest.starts_with(known))
        };
        if let Some(place) = self.known.iter().position(is_here) {
            self.open = None;
            // the last one read is asked for first
            self.known[..=place].rotate_right(1);
            let stretch = &self.known[0];
            return Some((stretch.place.len(), stretch.run.clone()));
        }
        self.open = Some(OpenStretch {
            start,
            depth,
            changes,
        });
        None
    }

    /// An element begins at `start` within `depth` others; `run` is what the open run says so far.
    pub(super) fn opened(
        &mut self,
        element: WordElement,
        start: usize,
        (depth, changes): (usize, usize),
        run: &RunFormat,
    ) {
        let Some(open) = &self.open else { return };
        let goes_on = match element {
            WordElement::Run => depth + 1 == open.depth,
            WordElement::RunProperties
            | WordElement::RunStyle
            | WordElement::Hidden
            | WordElement::Bold
            | WordElement::LeftOut
            | WordElement::Other => true,
            WordElement::Text if depth == open.depth && changes == open.changes => {
                let stretch = Stretch {
                    place: open.start..start,
                    changes,
                    run: run.clone(),
                };
                self.known.insert(0, stretch);
                self.known.truncate(KEPT);
                false
            }
            _ => false,
        };
        if !goes_on {
            self.open = None;
        }
    }

    /// An element ends within `depth` others.
    pub(super) fn closed(&mut self, depth: usize) {
        if self
            .open
            .as_ref()
            .is_some_and(|open| depth + 1 < open.depth)
        {
            self.open = None;
        }
    }
}
