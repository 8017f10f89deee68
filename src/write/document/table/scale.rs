//! How large the letters of a table are, and how high its rows.

use super::{DocumentTable, text};
use crate::label;
use crate::write::document::paper::{Paper, PaperPlace};
use crate::write::page::{PageCell, Style};
use std::borrow::Cow;

/// The sizes of letters, in points.
pub(super) const LARGEST: f64 = 10.5;
const SMALLEST: f64 = 5.0;
/// Smaller letters are only used where they save a sheet of paper.
const READABLE: f64 = 7.5;
/// Larger letters may break a label here and there: the lines of all cells together grow by no more.
const MORE_LINES: f64 = 1.02;
/// Points above and below the lines of a row together.
pub(super) const SPARE: [f64; 4] = [7.0, 5.0, 3.0, 1.5];
/// Between a line of a cell and its text, on either side, in sizes of its letters.
pub(super) const PADDING: f64 = 0.4;
/// Digits of some fonts are a little wider than half of a wide character; in sizes of letters.
const SLACK: f64 = 0.3;
/// The height of a line, in sizes of its letters.
pub(super) const LEADING: f64 = 1.3;
/// Points of the lines around a row.
const RULE: f64 = 0.5;

/// How a table is drawn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    /// Points of a letter.
    pub(super) size: f64,
    /// Points above and below the lines of a row together.
    pub(super) spare: f64,
}

/// A cell with its text and the widths of its lines.
pub(super) struct MeasuredCell<'a> {
    pub(super) cell: &'a PageCell,
    pub(super) text: Cow<'a, str>,
    lines: Vec<LineWidth>,
}

/// How wide a line is, whatever its letters.
#[derive(Clone, Copy)]
struct LineWidth {
    /// Halves of a wide character.
    halves: u32,
    /// Whether none of its characters is wide.
    is_narrow: bool,
}

impl<'a> MeasuredCell<'a> {
    pub(super) fn of(cell: &'a PageCell) -> Self {
        let text = text(cell);
        let lines = text.split('\n').map(LineWidth::of).collect();
        Self { cell, text, lines }
    }
}

impl LineWidth {
    fn of(text: &str) -> Self {
        Self {
            halves: u32::try_from(label::width(text)).unwrap_or(u32::MAX),
            is_narrow: text.is_ascii(),
        }
    }

    /// Lines that it takes: a wide character is as wide as its letters are high, any other half of that.
    fn lines(self, size: f64, room: f64) -> f64 {
        // whole characters only go on a line
        let character = if self.is_narrow { size / 2.0 } else { size };
        let room = (room / character).floor().max(1.0) * character;
        (f64::from(self.halves) * size / 2.0 / room).ceil().max(1.0)
    }
}

impl DocumentTable<'_> {
    /// Chooses the largest letters that take no more sheets of paper, and break no more labels, than readable small ones
    /// do; a form may have smaller ones where they let it stand on one sheet.
    pub(super) fn fit(&mut self, paper: Paper, left: f64) {
        let largest = self.largest();
        let readable = READABLE.min(largest);
        let is_form = self.page.header_end.is_none();
        let smallest = if is_form && self.sheets(densest(SMALLEST), paper, left) == 1 {
            SMALLEST
        } else {
            readable
        };
        let fewest = self.sheets(densest(smallest), paper, left);
        let lines = self.lines(readable) * MORE_LINES;
        let mut size = largest;
        while size >= smallest {
            let is_fine = size <= readable || self.lines(size) <= lines;
            let scales = SPARE.into_iter().map(|spare| Scale { size, spare });
            for scale in scales.filter(|_| is_fine) {
                if self.sheets(scale, paper, left) <= fewest {
                    return;
                }
            }
            size -= 0.5;
        }
    }

    /// The largest letters with which every figure and code stands on one line.
    fn largest(&self) -> f64 {
        let is_whole = |style: Style| matches!(style, Style::Amount | Style::Rate | Style::Code);
        let whole = self.cells.iter().filter(|it| is_whole(it.cell.style));
        let sizes = whole.map(|it| {
            let halves = it.lines.iter().map(|line| line.halves).max().unwrap_or(0);
            self.width_of(it.cell) / (f64::from(halves) / 2.0 + 2.0 * PADDING + SLACK)
        });
        half_points(sizes.fold(LARGEST, f64::min))
    }

    /// Points between the lines around a cell.
    fn width_of(&self, cell: &PageCell) -> f64 {
        let columns = usize::from(cell.column)..usize::from(cell.column + cell.columns);
        let twips: u32 = self.widths.get(columns).unwrap_or(&[]).iter().sum();
        f64::from(twips) / 20.0
    }

    /// How many lines all cells below the header have with letters of a size.
    fn lines(&mut self, size: f64) -> f64 {
        self.scale.size = size;
        let first = self.rows.0 + u32::try_from(self.header()).unwrap_or(0);
        let body = self.cells.iter().filter(|it| it.cell.row >= first);
        body.map(|it| self.lines_of(it)).sum()
    }

    /// Draws it in a scale; gives how many sheets of paper it takes.
    fn sheets(&mut self, scale: Scale, paper: Paper, left: f64) -> usize {
        self.scale = scale;
        self.heights = self.heights();
        let mut place = PaperPlace::top(paper);
        place.put(paper.height() - left, 0.0);
        self.put(&mut place);
        place.page
    }

    /// Points of each row; a cell over several rows needs them to be high enough together.
    pub(super) fn heights(&self) -> Vec<f64> {
        let (first, end) = self.rows;
        let line = self.scale.size * LEADING + self.scale.spare + RULE;
        let mut heights = vec![line; (end - first) as usize];
        for it in self.cells.iter().filter(|it| it.cell.rows == 1) {
            let own = &mut heights[(it.cell.row - first) as usize];
            *own = own.max(self.height_of(it));
        }
        for it in self.cells.iter().filter(|it| it.cell.rows > 1) {
            let cell = it.cell;
            let rows = (cell.row - first) as usize..(cell.row + cell.rows - first) as usize;
            let room: f64 = heights[rows.clone()].iter().sum();
            let lacking = (self.height_of(it) - room) / f64::from(cell.rows);
            if lacking > 0.0 {
                heights[rows].iter_mut().for_each(|it| *it += lacking);
            }
        }
        heights
    }

    fn height_of(&self, cell: &MeasuredCell<'_>) -> f64 {
        self.lines_of(cell) * self.scale.size * LEADING + self.scale.spare + RULE
    }

    fn lines_of(&self, cell: &MeasuredCell<'_>) -> f64 {
        let beside = 2.0 * (PADDING * self.scale.size + RULE);
        let room = (self.width_of(cell.cell) - beside).max(self.scale.size);
        let lines = cell.lines.iter();
        lines.map(|line| line.lines(self.scale.size, room)).sum()
    }
}

/// Lines that a text takes, given the size of its letters and the room.
pub(in crate::write::document) fn lines_needed(text: &str, size: f64, room: f64) -> f64 {
    LineWidth::of(text).lines(size, room)
}

/// The densest way to set letters of a size.
fn densest(size: f64) -> Scale {
    Scale {
        size,
        spare: SPARE[SPARE.len() - 1],
    }
}

/// A size of letters as Word counts them: in half points.
fn half_points(size: f64) -> f64 {
    (size.clamp(SMALLEST, LARGEST) * 2.0).floor() / 2.0
}
