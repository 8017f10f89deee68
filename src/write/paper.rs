//! What of a page goes on paper, and how much of it a sheet of paper holds.

use super::page::{DENSE, LINE, SheetPage, Style};

/// A4 in points, upright.
const A4: (f64, f64) = (595.3, 841.9);
/// Left, right, top, bottom, and those of header and footer, in inches.
pub(super) const MARGINS: [f64; 6] = [0.5, 0.5, 0.6, 0.6, 0.3, 0.3];
/// Spreadsheet programs differ a little in how large they print a row.
const SPARE: f64 = 0.96;

/// Where the standard font is lacking, columns are up to that much wider.
const WIDER: f64 = 1.35;

/// How much more a sheet of paper takes in letters that can still be read.
const SMALLER: f64 = 1.25;

/// What a letter takes of a screen, what a column takes besides, and what of a screen is a point.
const LETTER: f64 = 7.0;
const BESIDE: f64 = 5.0;
const POINTS: f64 = 0.75;

/// A letter of 宋体 is wider than the standard one: what fits the width of the paper is printed smaller.
const SONG: f64 = 8.0 / 7.0;

/// Per cent of their size at which letters can still be read.
const SMALL: u16 = 75;

impl SheetPage {
    /// The area within the margins: width and height in points.
    fn paper(&self) -> (f64, f64) {
        let [left, right, top, bottom, ..] = MARGINS;
        let (width, height) = if self.landscape { (A4.1, A4.0) } else { A4 };
        (
            width - (left + right) * 72.0,
            height - (top + bottom) * 72.0,
        )
    }

    /// The width of the columns that are printed, in points.
    fn printed_width(&self) -> f64 {
        let printed = self.print.columns.map_or(self.widths.len(), usize::from);
        let widths = self.widths.iter().take(printed);
        widths.map(|width| (width * LETTER + BESIDE) * POINTS).sum()
    }

    /// The width of its columns in points, at least that of the paper.
    pub(super) fn width(&self) -> f64 {
        self.printed_width().max(self.paper().0)
    }

    /// Widens columns alike until they are so wide together, in points.
    pub(super) fn stretch(&mut self, width: f64) {
        let factor = width / self.printed_width();
        for column in &mut self.widths {
            // a width is stored in hundredths of a letter
            let wide = ((*column * LETTER + BESIDE) * factor - BESIDE) / LETTER;
            *column = (wide * 100.0).floor() / 100.0;
        }
    }

    /// How many sheets of paper the rows take.
    pub(super) fn sheets(&self) -> u16 {
        let rows = self.next_row();
        let paper = self.height() * SONG;
        let takes = |sheets: &u16| self.rows_within(u32::from(*sheets), paper) >= rows;
        (1..u16::MAX).find(takes).unwrap_or(u16::MAX)
    }

    /// Per cent of its size at which all columns go on the paper.
    pub(super) fn scale(&self) -> u16 {
        if let Some(scale) = self.print.scale {
            return scale;
        }
        let width = self.printed_width();
        let wider = if self.print.breaks.is_some() {
            WIDER
        } else {
            1.0
        };
        let fits = self.paper().0 / (width * wider) * 100.0;
        (10..=100)
            .rev()
            .find(|percent| f64::from(*percent) <= fits)
            .unwrap_or(10)
    }

    /// Makes a page fit on one sheet of paper where so many rows from the top then can still be read.
    pub(super) fn shrink_to(&mut self, rows: u32) {
        if self.rows_on(1) >= rows {
            return;
        }
        for percent in (SMALL..self.scale()).rev() {
            self.print.scale = Some(percent);
            if self.rows_on(1) >= rows {
                self.print.sheets = Some(1);
                return;
            }
        }
        self.print.scale = None;
    }

    /// What fits on a sheet of paper, in points of the page.
    fn height(&self) -> f64 {
        self.paper().1 / f64::from(self.scale()) * 100.0
    }

    /// The rows of the header, and how high they are together.
    fn header(&self, heights: &[(u32, f64)]) -> (usize, f64) {
        let rows = self.header_end.map_or(0, |end| end as usize + 1);
        (
            rows,
            heights.iter().take(rows).map(|(_, height)| height).sum(),
        )
    }

    /// A few rows more than sheets of paper hold do not begin another one: all is printed a little smaller.
    pub(super) fn fit(&mut self) {
        let height: f64 = self.heights().iter().map(|(_, height)| height).sum();
        self.print.sheets =
            (1_u16..).find(|sheets| height <= f64::from(*sheets) * self.height() * SMALLER);
    }

    /// How many rows of one line fit on a sheet of paper below the header, where rows stand close to each other.
    pub(super) fn dense_rows(&self) -> usize {
        let (_, header) = self.header(&self.heights());
        let (line, paper) = (Style::Label.size() * LINE + DENSE, self.height() * SPARE);
        (1_u32..)
            .take_while(|rows| header + f64::from(*rows) * line <= paper)
            .count()
            .max(1)
    }

    /// How many rows from the top fit on sheets of paper, with the header on each.
    pub(super) fn rows_on(&self, sheets: u32) -> u32 {
        self.rows_within(sheets, self.height() * SPARE)
    }

    /// The same of sheets that are so high.
    fn rows_within(&self, sheets: u32, paper: f64) -> u32 {
        let heights = self.heights();
        let (rows, header) = self.header(&heights);
        let (mut filled, mut sheet) = (header, 1);
        for (row, height) in heights.into_iter().skip(rows) {
            if filled + height > paper {
                (filled, sheet) = (header, sheet + 1);
            }
            if sheet > sheets {
                return row;
            }
            filled += height;
        }
        self.next_row()
    }
}
