//! Where the box of a note lies: over which columns and rows, and how far into them. A box lies right of its
//! cell; where the sheet ends there, or what follows is hidden, it lies left of it.

use super::sheet::{ColumnStyle, Outline};
use crate::book::package::Tag;
use crate::place::{COLUMNS, ROWS};
use std::collections::BTreeMap;
use std::fmt;

/// Columns and rows that a box may reach over; beyond that they are hidden.
const STEPS: u32 = 500;

/// The sizes of a sheet's columns and rows, in pixels.
#[derive(Debug)]
pub(super) struct SheetSizes {
    columns: Vec<Option<ColumnStyle>>,
    column_width: u32,
    row_heights: BTreeMap<u32, u32>,
    row_height: u32,
}

/// A column or row, and pixels into it.
type Edge = (u32, u32);

/// The four edges of a box.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Frame {
    left: Edge,
    top: Edge,
    right: Edge,
    bottom: Edge,
}

impl SheetSizes {
    pub(super) fn of(outline: &Outline<'_>) -> Self {
        Self {
            columns: outline.columns.clone(),
            column_width: outline.column_width.map_or(64, letters),
            row_heights: BTreeMap::new(),
            row_height: outline.row_height.map_or(18, points),
        }
    }

    /// Notes the height of a row.
    pub(super) fn add_row(&mut self, number: u32, tag: &Tag<'_>) {
        let height = tag
            .attribute("ht")
            .and_then(|value| value.parse().ok())
            .map(points);
        let height = if tag.is_true("hidden") {
            Some(0)
        } else {
            height
        };
        if let Some(height) = height {
            self.row_heights.insert(number, height);
        }
    }

    fn width(&self, column: u32) -> u32 {
        let own = self
            .columns
            .get(column as usize)
            .copied()
            .flatten()
            .and_then(|column| column.width);
        own.map_or(self.column_width, letters)
    }

    fn height(&self, row: u32) -> u32 {
        self.row_heights
            .get(&row)
            .copied()
            .unwrap_or(self.row_height)
    }

    /// A box of a size beside a cell.
    pub(super) fn frame(&self, row: u32, column: u32, (width, height): (u32, u32)) -> Frame {
        let (left, right) = beside(column + 1, column, width, COLUMNS, |column| {
            self.width(column)
        });
        let (top, bottom) = beside(row.saturating_sub(1), row, height, ROWS, |row| {
            self.height(row)
        });
        Frame {
            left,
            top,
            right,
            bottom,
        }
    }

    /// A box that is there, at least as large as that.
    pub(super) fn grown(&self, frame: Frame, (width, height): (u32, u32)) -> Frame {
        let right = along(frame.left, width, COLUMNS, |column| self.width(column));
        let bottom = along(frame.top, height, ROWS, |row| self.height(row));
        Frame {
            right: right.map_or(frame.right, |right| right.max(frame.right)),
            bottom: bottom.map_or(frame.bottom, |bottom| bottom.max(frame.bottom)),
            ..frame
        }
    }
}

/// From `first` on if there is room, otherwise up to `last`.
fn beside(
    first: u32,
    last: u32,
    length: u32,
    limit: u32,
    size: impl Fn(u32) -> u32,
) -> (Edge, Edge) {
    if first < limit {
        let start = (first, size(first).saturating_sub(1).min(12));
        if let Some(end) = along(start, length, limit, &size) {
            return (start, end);
        }
    }
    let mut room = 0;
    let mut start = last;
    while room < length && start > 0 && last - start < STEPS {
        start -= 1;
        room += size(start);
    }
    ((start, 0), (last, 0))
}

/// Where a length ends.
fn along(start: Edge, length: u32, limit: u32, size: impl Fn(u32) -> u32) -> Option<Edge> {
    let mut rest = start.1.saturating_add(length);
    for at in start.0..limit.min(start.0.saturating_add(STEPS)) {
        let size = size(at);
        if rest < size {
            return Some((at, rest));
        }
        rest -= size;
    }
    None
}

impl Frame {
    /// A frame as a drawing gives it: `1, 15, 0, 2, 3, 15, 3, 16`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let numbers: Vec<u32> = text
            .split(',')
            .map(|number| number.trim().parse().ok())
            .collect::<Option<_>>()?;
        let [
            left,
            left_in,
            top,
            top_in,
            right,
            right_in,
            bottom,
            bottom_in,
        ] = numbers[..]
        else {
            return None;
        };
        Some(Self {
            left: (left, left_in),
            top: (top, top_in),
            right: (right, right_in),
            bottom: (bottom, bottom_in),
        })
    }
}

impl fmt::Display for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            left,
            top,
            right,
            bottom,
        } = self;
        write!(f, "{}, {}, {}, {}, ", left.0, left.1, top.0, top.1)?;
        write!(f, "{}, {}, {}, {}", right.0, right.1, bottom.0, bottom.1)
    }
}

/// The width of a column in pixels, from letters of the standard font.
fn letters(width: f64) -> u32 {
    pixels(width * 7.0)
}

/// A height in pixels, from points.
fn points(height: f64) -> u32 {
    pixels(height * 96.0 / 72.0)
}

/// Not more than any sheet has; what is no number is nothing.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped"
)]
fn pixels(length: f64) -> u32 {
    length.clamp(0.0, 5_000.0).round() as u32
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn grid() -> SheetSizes {
        SheetSizes {
            columns: Vec::new(),
            column_width: 64,
            row_heights: BTreeMap::new(),
            row_height: 20,
        }
    }

    #[test]
    fn a_box_lies_right_of_its_cell() {
        assert_eq!(
            grid().frame(11, 5, (360, 100)).to_string(),
            "6, 12, 10, 12, 11, 52, 15, 12"
        );
        assert_eq!(
            grid().frame(0, 0, (360, 100)).to_string(),
            "1, 12, 0, 12, 6, 52, 5, 12"
        );
    }

    #[test]
    fn where_no_room_follows_it_lies_left_and_above() {
        let hidden = Some(ColumnStyle {
            style: 0,
            width: Some(0.0),
        });
        let columns = (0..COLUMNS)
            .map(|column| if column > 8 { hidden } else { None })
            .collect();
        let frame = SheetSizes { columns, ..grid() }.frame(0, 8, (360, 100));
        assert_eq!((frame.left, frame.right), ((2, 0), (8, 0)));
        let frame = grid().frame(ROWS - 1, COLUMNS - 1, (360, 100));
        assert_eq!(
            frame.to_string(),
            "16377, 0, 1048570, 0, 16383, 0, 1048575, 0"
        );
        let none = SheetSizes {
            column_width: 0,
            row_height: 0,
            ..grid()
        }
        .frame(0, 0, (360, 100));
        assert_eq!(none.to_string(), "0, 0, 0, 0, 0, 0, 0, 0");
    }

    #[test]
    fn a_box_grows_and_never_shrinks() {
        let small = Frame::parse("1, 15, 0, 2, 2, 15, 1, 16").unwrap();
        assert_eq!(
            grid().grown(small, (360, 100)).to_string(),
            "1, 15, 0, 2, 6, 55, 5, 2"
        );
        let large = Frame::parse("1,15,0,2,20,15,90,16").unwrap();
        assert_eq!(grid().grown(large, (360, 100)), large);
        assert_eq!(Frame::parse("1, 2, 3"), None);
    }
}
