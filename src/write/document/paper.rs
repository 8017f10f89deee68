//! Paper as GB/T 9704-2012 sets it up (A4, margins of 37, 35, 28 and 26 mm, 22 lines of 28 characters), and on which
//! page of it something stands.

/// Points of a line of the text.
pub(super) const LINE: f64 = 28.9;
/// Characters of a line of the text.
const CHARACTERS: f64 = 28.0;

/// The grid of a section of text; its lines are exact, so that it only says what they are.
pub(super) const GRID: &str = "<w:docGrid w:type=\"lines\" w:linePitch=\"578\"/>";

/// The size and margins of an upright page, in twips.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PageSetUp {
    pub(super) size: (u32, u32),
    pub(super) top: u32,
    pub(super) right: u32,
    pub(super) bottom: u32,
    pub(super) left: u32,
    /// From the edge of the page to its header and its footer.
    pub(super) header: u32,
    pub(super) footer: u32,
}

/// A4 as the standard sets it up.
pub(super) const STANDARD: PageSetUp = PageSetUp {
    size: (11906, 16838),
    top: 2098,
    right: 1474,
    bottom: 1984,
    left: 1588,
    header: 851,
    footer: 1304,
};

/// A page and which way it lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Paper {
    page: PageSetUp,
    pub(super) is_lying: bool,
}

impl PageSetUp {
    pub(super) fn paper(self, is_lying: bool) -> Paper {
        // the edge at the top of an upright page lies on the left
        let lying = || Self {
            size: (self.size.1, self.size.0),
            top: self.left,
            right: self.bottom,
            bottom: self.right,
            left: self.top,
            header: self.header,
            footer: self
                .right
                .saturating_sub(self.bottom.saturating_sub(self.footer)),
        };
        let page = if is_lying { lying() } else { self };
        Paper { page, is_lying }
    }

    /// Whether something can stand on it.
    pub(super) fn has_room(self) -> bool {
        let [upright, lying] = [false, true].map(|is_lying| self.paper(is_lying));
        [upright, lying]
            .iter()
            .all(|it| it.width() > 3000 && it.height() > 150.0)
    }
}

impl Paper {
    /// Twips between the side margins.
    pub(super) fn width(self) -> u32 {
        let PageSetUp {
            size, left, right, ..
        } = self.page;
        size.0.saturating_sub(left + right)
    }

    /// Points between the margins at top and bottom, but for a little: an upright page has room for 22 lines and some
    /// programs take no more than its whole lines.
    pub(super) fn height(self) -> f64 {
        let PageSetUp {
            size, top, bottom, ..
        } = self.page;
        f64::from(size.1.saturating_sub(top + bottom)) / 20.0 - 1.9
    }

    /// Characters of a line of the text.
    fn characters(self) -> f64 {
        CHARACTERS * f64::from(self.width()) / f64::from(STANDARD.paper(self.is_lying).width())
    }

    /// Size and margins of a section.
    pub(super) fn set_up(self) -> String {
        let PageSetUp {
            size: (width, height),
            top,
            right,
            bottom,
            left,
            header,
            footer,
        } = self.page;
        let lying = if self.is_lying {
            " w:orient=\"landscape\""
        } else {
            ""
        };
        format!(
            "<w:pgSz w:w=\"{width}\" w:h=\"{height}\"{lying}/><w:pgMar w:top=\"{top}\" w:right=\"{right}\" \
             w:bottom=\"{bottom}\" w:left=\"{left}\" w:header=\"{header}\" w:footer=\"{footer}\" w:gutter=\"0\"/>"
        )
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
    pub(super) fn top(paper: Paper) -> Self {
        Self {
            page: 1,
            taken: 0.0,
            paper,
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
        self.put_with(height, 0.0, repeated);
    }

    /// The same with something that follows it on its page.
    pub(super) fn put_with(&mut self, height: f64, next: f64, repeated: f64) {
        if self.taken > 0.0 && height + next > self.left() + 0.01 {
            self.turn(self.paper);
            self.taken = repeated;
        }
        self.taken += height;
    }

    /// Puts the lines of a text, given its width in half characters and its indent in characters.
    pub(super) fn put_text(&mut self, width: usize, indent: f64) {
        let width = f64::from(u32::try_from(width).unwrap_or(u32::MAX)) / 2.0 + indent;
        self.put_lines(width, self.paper.characters());
    }

    /// The same of a heading, which stays with the line behind it.
    pub(super) fn put_heading(&mut self, width: usize, indent: f64) {
        if self.taken > 0.0 && self.left() + 0.01 < 2.0 * LINE {
            self.turn(self.paper);
        }
        self.put_text(width, indent);
    }

    /// Puts the lines of a title, given its width in half characters and the points of its letters.
    pub(super) fn put_title(&mut self, width: usize, size: f64) {
        let width = f64::from(u32::try_from(width).unwrap_or(u32::MAX)) / 2.0;
        let room = f64::from(self.paper.width()) / 20.0;
        self.put_lines(width, (room / size).floor().max(1.0));
    }

    fn put_lines(&mut self, width: f64, characters: f64) {
        let mut left = width;
        loop {
            self.put(LINE, 0.0);
            left -= characters;
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
        let mut place = PaperPlace::top(STANDARD.paper(false));
        (0..11).for_each(|_| place.put_text(2 * 54, 2.0));
        assert_eq!((place.page, place.left() < LINE), (1, true));
        place.put_text(1, 0.0);
        assert_eq!(place.page, 2);
    }

    #[test]
    fn what_is_repeated_takes_room_on_every_page() {
        let mut place = PaperPlace::top(STANDARD.paper(false));
        (0..20).for_each(|_| place.put(100.0, 50.0));
        // six on the first page, five on each other
        assert_eq!(place.page, 4);
    }
}
