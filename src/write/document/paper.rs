//! Paper as GB/T 9704-2012 sets it up (A4, margins of 37, 35, 28 and 26 mm, 22 lines of 28 characters), and on which
//! page of it something stands.

/// Points of a line of the text.
pub(super) const LINE: f64 = 28.9;
/// Characters of a line of the text.
const CHARACTERS: f64 = 28.0;

/// The grid of a section of text; its lines are exact, so that it only says what they are.
pub(super) const GRID: &str = "<w:docGrid w:type=\"lines\" w:linePitch=\"578\"/>";

/// Which way the paper lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Paper {
    Upright,
    Lying,
}

impl Paper {
    /// Twips between the side margins.
    pub(super) fn width(self) -> u32 {
        match self {
            Self::Upright => 8844,
            Self::Lying => 12756,
        }
    }

    /// Points between the margins at top and bottom. A little is left for the paragraph that ends a section.
    pub(super) fn height(self) -> f64 {
        match self {
            Self::Upright => 637.8 - 1.5,
            Self::Lying => 442.2 - 1.5,
        }
    }

    /// Size and margins of a section.
    pub(super) fn set_up(self) -> &'static str {
        match self {
            Self::Upright => {
                "<w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"2098\" w:right=\"1474\" w:bottom=\"1984\" \
                 w:left=\"1588\" w:header=\"851\" w:footer=\"1304\" w:gutter=\"0\"/>"
            }
            // the edge at the top of an upright page lies on the left
            Self::Lying => {
                "<w:pgSz w:w=\"16838\" w:h=\"11906\" w:orient=\"landscape\"/><w:pgMar w:top=\"1588\" \
                 w:right=\"1984\" w:bottom=\"1474\" w:left=\"2098\" w:header=\"851\" w:footer=\"794\" \
                 w:gutter=\"0\"/>"
            }
        }
    }
}

/// The place of the next line. Heights of lines are exact in the document, so that this is no guess; only
/// how many lines a paragraph takes depends on the program that shows it.
#[derive(Debug, Clone, Copy)]
pub(super) struct PaperPlace {
    /// The page, from 1.
    pub(super) page: usize,
    /// Points of the page that are taken.
    taken: f64,
    pub(super) paper: Paper,
}

impl PaperPlace {
    /// The top of the first page.
    pub(super) fn top() -> Self {
        Self {
            page: 1,
            taken: 0.0,
            paper: Paper::Upright,
        }
    }

    /// Whether nothing stands on the page yet.
    pub(super) fn is_top(&self) -> bool {
        self.taken <= 0.0
    }

    /// Points that are left on the page.
    pub(super) fn left(&self) -> f64 {
        self.paper.height() - self.taken
    }

    /// Goes to a new page.
    pub(super) fn turn(&mut self, paper: Paper) {
        self.page += 1;
        self.taken = 0.0;
        self.paper = paper;
    }

    /// Puts something that is not divided: on the next page where no room is left, under what is repeated there.
    pub(super) fn put(&mut self, height: f64, repeated: f64) {
        if self.taken > 0.0 && height > self.left() + 0.01 {
            self.turn(self.paper);
            self.taken = repeated;
        }
        self.taken += height;
    }

    /// Puts the lines of a text, given its width in half characters and its indent in characters.
    pub(super) fn put_text(&mut self, width: usize, indent: f64) {
        let width = f64::from(u32::try_from(width).unwrap_or(u32::MAX)) / 2.0 + indent;
        let mut left = width;
        loop {
            self.put(LINE, 0.0);
            left -= CHARACTERS;
            if left <= 0.0 {
                break;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_takes_22_lines_of_28_characters() {
        let mut place = PaperPlace::top();
        (0..11).for_each(|_| place.put_text(2 * 54, 2.0));
        assert_eq!((place.page, place.left() < LINE), (1, true));
        place.put_text(1, 0.0);
        assert_eq!(place.page, 2);
    }

    #[test]
    fn what_is_repeated_takes_room_on_every_page() {
        let mut place = PaperPlace::top();
        (0..20).for_each(|_| place.put(100.0, 50.0));
        // six on the first page, five on each other
        assert_eq!(place.page, 4);
    }
}
