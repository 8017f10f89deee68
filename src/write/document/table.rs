//! A page of the workbook as a table of the document: the same cells with the same spans, header rows repeated on
//! every sheet of paper, no row divided. A table that is a little too large for its paper is made smaller, a form
//! always goes on one.

use super::paper::{Paper, PaperPlace};
use super::xml::{paragraph, run};
use crate::label;
use crate::write::page::{CellContent, PageCell, Paint, SheetPage, Style};
use std::fmt::Write;

/// The sizes of letters, in points.
const LARGEST: f64 = 10.5;
const SMALLEST: f64 = 5.0;
/// Smaller letters are only used where they save a sheet of paper.
const READABLE: f64 = 7.5;
/// Larger letters may break a label here and there: the lines of all cells together grow by no more.
const MORE_LINES: f64 = 1.02;
/// Points above and below the lines of a row together.
const SPARE: [f64; 4] = [7.0, 5.0, 3.0, 1.5];
/// Between a line of a cell and its text, on either side, in sizes of its letters.
const PADDING: f64 = 0.4;
/// Digits of some fonts are a little wider than half of a wide character; in sizes of letters.
const SLACK: f64 = 0.3;
/// The height of a line, in sizes of its letters.
const LEADING: f64 = 1.3;
/// Points of the lines around a row.
const RULE: f64 = 0.5;

/// How a table is drawn.
#[derive(Debug, Clone, Copy)]
struct Scale {
    /// Points of a letter.
    size: f64,
    /// Points above and below the lines of a row together.
    spare: f64,
}

/// A table that is ready to be written.
pub(super) struct DocumentTable<'a> {
    page: &'a SheetPage,
    /// The row of the page at which it begins, and the one below its last.
    rows: (u32, u32),
    /// Twips of each column.
    widths: Vec<u32>,
    scale: Scale,
    heights: Vec<f64>,
    /// Points of what stands below it.
    under: f64,
}

impl<'a> DocumentTable<'a> {
    /// Sets a page, with so many points left on the first sheet of paper and `under` below the table; a form is made to
    /// fit there.
    pub(super) fn new(page: &'a SheetPage, paper: Paper, left: f64, under: f64) -> Self {
        let is_in = |cell: &&PageCell| is_ruled(cell.style);
        let inner = page.cells.iter().filter(is_in);
        let first = inner.clone().map(|cell| cell.row).min().unwrap_or(0);
        let end = inner.map(|cell| cell.row + cell.rows).max().unwrap_or(0);
        let natural: Vec<f64> = page
            .widths
            .iter()
            .map(|width| (width * 7.0 + 5.0) * 0.75)
            .collect();
        let all: f64 = natural.iter().sum();
        let ratio = f64::from(paper.width()) / 20.0 / all.max(1.0);
        let widths = natural.iter().map(|it| twips(it * ratio)).collect();
        let mut table = Self {
            page,
            rows: (first, end),
            widths,
            scale: Scale {
                size: LARGEST,
                spare: SPARE[0],
            },
            heights: Vec::new(),
            under,
        };
        table.fit(paper, left);
        table
    }

    /// Chooses the largest letters that take no more sheets of paper, and break no more labels, than readable small ones
    /// do; a form may have smaller ones where they let it stand on one sheet.
    fn fit(&mut self, paper: Paper, left: f64) {
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
        let sizes = self
            .cells()
            .filter(|cell| is_whole(cell.style))
            .map(|cell| {
                let halves = u32::try_from(label::width(&text(cell))).unwrap_or(u32::MAX);
                self.width_of(cell) / (f64::from(halves) / 2.0 + 2.0 * PADDING + SLACK)
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
        let body = self.cells().filter(|cell| cell.row >= first);
        body.map(|cell| self.lines_of(cell)).sum()
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

    /// Takes the room of all rows.
    pub(super) fn put(&self, place: &mut PaperPlace) {
        let header: f64 = self.heights[..self.header()].iter().sum();
        let Some((last, others)) = self.heights.split_last() else {
            return;
        };
        others.iter().for_each(|height| place.put(*height, header));
        place.put_with(*last, self.under, header);
    }

    /// How many rows are repeated.
    fn header(&self) -> usize {
        let end = self.page.header_end.map_or(0, |end| end + 1);
        end.saturating_sub(self.rows.0) as usize
    }

    fn cells(&self) -> impl Iterator<Item = &'a PageCell> {
        let (first, end) = self.rows;
        let own = self.page.cells.iter();
        own.filter(move |cell| is_ruled(cell.style) && (first..end).contains(&cell.row))
    }

    /// Points of each row; a cell over several rows needs them to be high enough together.
    fn heights(&self) -> Vec<f64> {
        let (first, end) = self.rows;
        let line = self.scale.size * LEADING + self.scale.spare + RULE;
        let mut heights = vec![line; (end - first) as usize];
        for cell in self.cells().filter(|cell| cell.rows == 1) {
            let own = &mut heights[(cell.row - first) as usize];
            *own = own.max(self.height_of(cell));
        }
        for cell in self.cells().filter(|cell| cell.rows > 1) {
            let rows = (cell.row - first) as usize..(cell.row + cell.rows - first) as usize;
            let room: f64 = heights[rows.clone()].iter().sum();
            let lacking = (self.height_of(cell) - room) / f64::from(cell.rows);
            if lacking > 0.0 {
                heights[rows].iter_mut().for_each(|it| *it += lacking);
            }
        }
        heights
    }

    fn height_of(&self, cell: &PageCell) -> f64 {
        self.lines_of(cell) * self.scale.size * LEADING + self.scale.spare + RULE
    }

    fn lines_of(&self, cell: &PageCell) -> f64 {
        let beside = 2.0 * (PADDING * self.scale.size + RULE);
        let room = (self.width_of(cell) - beside).max(self.scale.size);
        let text = text(cell);
        let lines = text.split('\n');
        lines
            .map(|line| lines_needed(line, self.scale.size, room))
            .sum()
    }

    /// The table as WordprocessingML.
    pub(super) fn xml(&self) -> String {
        let width: u32 = self.widths.iter().sum();
        let padding = twips(PADDING * self.scale.size);
        let mut xml = format!(
            "<w:tbl><w:tblPr><w:tblW w:w=\"{width}\" w:type=\"dxa\"/><w:jc w:val=\"center\"/><w:tblBorders>"
        );
        for side in ["top", "left", "bottom", "right", "insideH", "insideV"] {
            let _ = write!(
                xml,
                "<w:{side} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>"
            );
        }
        let _ = write!(
            xml,
            "</w:tblBorders><w:tblLayout w:type=\"fixed\"/><w:tblCellMar><w:left w:w=\"{padding}\" w:type=\"dxa\"/>\
             <w:right w:w=\"{padding}\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr><w:tblGrid>"
        );
        for width in &self.widths {
            let _ = write!(xml, "<w:gridCol w:w=\"{width}\"/>");
        }
        xml.push_str("</w:tblGrid>");
        let grid = self.grid();
        for (row, cells) in grid.iter().enumerate() {
            self.row(&mut xml, row, cells);
        }
        xml.push_str("</w:tbl>");
        xml
    }

    /// The cell that covers each place, row by row.
    fn grid(&self) -> Vec<Vec<Option<&'a PageCell>>> {
        let (first, end) = self.rows;
        let mut grid = vec![vec![None; self.widths.len()]; (end - first) as usize];
        for cell in self.cells() {
            for row in cell.row..(cell.row + cell.rows).min(end) {
                let row = &mut grid[(row - first) as usize];
                for column in cell.column..cell.column + cell.columns {
                    if let Some(place) = row.get_mut(usize::from(column)) {
                        *place = Some(cell);
                    }
                }
            }
        }
        grid
    }

    fn row(&self, xml: &mut String, row: usize, cells: &[Option<&PageCell>]) {
        let height = twips(self.heights[row]);
        let header = if row < self.header() {
            "<w:tblHeader/>"
        } else {
            ""
        };
        let _ = write!(
            xml,
            "<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val=\"{height}\" w:hRule=\"atLeast\"/>{header}</w:trPr>"
        );
        let at = self.rows.0 + u32::try_from(row).unwrap_or(0);
        let mut column = 0;
        while column < cells.len() {
            let columns = cells[column].map_or(1, |cell| usize::from(cell.columns));
            let end = (column + columns).min(cells.len());
            let width: u32 = self.widths[column..end].iter().sum();
            let span =
                (end - column > 1).then(|| format!("<w:gridSpan w:val=\"{}\"/>", end - column));
            let merge = match cells[column] {
                Some(cell) if cell.rows > 1 && cell.row == at => "<w:vMerge w:val=\"restart\"/>",
                Some(cell) if cell.rows > 1 => "<w:vMerge/>",
                _ => "",
            };
            let shade = cells[column].and_then(|cell| cell.mark.as_ref());
            let shade = shade.map_or("", |mark| shading(mark.paint));
            let own = cells[column].filter(|cell| cell.row == at);
            let _ = write!(
                xml,
                "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>{}{merge}{shade}<w:vAlign w:val=\"center\"/></w:tcPr>{}</w:tc>",
                span.unwrap_or_default(),
                self.content(own),
            );
            column = end;
        }
        xml.push_str("</w:tr>");
    }

    fn content(&self, cell: Option<&PageCell>) -> String {
        let line = twips(self.scale.size * LEADING);
        let (style, text) = cell.map_or((Style::Label, String::new()), |cell| {
            (cell.style, text(cell))
        });
        let align = match style {
            Style::Header | Style::Centre | Style::Code => "center",
            Style::Amount | Style::Rate => "right",
            _ => "left",
        };
        let more =
            format!("<w:spacing w:line=\"{line}\" w:lineRule=\"exact\"/><w:jc w:val=\"{align}\"/>");
        let size = twips(self.scale.size) / 10;
        let bold = if style == Style::Header { "<w:b/>" } else { "" };
        let runs = if text.is_empty() {
            String::new()
        } else {
            run(&format!("{bold}<w:sz w:val=\"{size}\"/>"), &text)
        };
        paragraph("TableText", &more, &runs)
    }
}

/// Whether a cell stands within the lines of its table.
pub(super) fn is_ruled(style: Style) -> bool {
    matches!(
        style,
        Style::Header | Style::Centre | Style::Code | Style::Amount | Style::Rate | Style::Label
    )
}

/// What a cell shows.
pub(super) fn text(cell: &PageCell) -> String {
    match cell.content.result() {
        CellContent::Text(text) | CellContent::File(text) => text.clone(),
        CellContent::Link(link) | CellContent::PageNumber(_, link) => link.text.clone(),
        CellContent::Amount(amount, decimals) => cell.style.shown(*amount, *decimals),
        CellContent::Blank | CellContent::Formula(..) => String::new(),
    }
}

fn shading(paint: Paint) -> &'static str {
    match paint {
        Paint::Red => "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"FF5050\"/>",
        Paint::Amber => "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"FFC000\"/>",
    }
}

/// Lines that a text takes: a wide character is as wide as its letters are high, any other half of that.
pub(super) fn lines_needed(text: &str, size: f64, room: f64) -> f64 {
    let width = f64::from(u32::try_from(label::width(text)).unwrap_or(u32::MAX)) * size / 2.0;
    // whole characters only go on a line
    let is_narrow = text.is_ascii();
    let character = if is_narrow { size / 2.0 } else { size };
    let room = (room / character).floor().max(1.0) * character;
    (width / room).ceil().max(1.0)
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

/// Points in the unit of measures of a document.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "sizes of paper"
)]
pub(super) fn twips(points: f64) -> u32 {
    (points * 20.0).round().clamp(0.0, 30_000.0) as u32
}
