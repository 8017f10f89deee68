//! A page of the workbook as a table of the document: the same cells with the same spans, header rows repeated on
//! every sheet of paper, no row divided. A table that is a little too large for its paper is made smaller, a form
//! always goes on one.

mod scale;

use super::paper::{Paper, PaperPlace};
use super::xml::push_run;
use crate::write::page::{CellContent, PageCell, Paint, SheetPage, Style};
use scale::{LARGEST, LEADING, MeasuredCell, PADDING, SPARE, Scale};
use std::borrow::Cow;
use std::fmt::Write;

pub(super) use scale::lines_needed;

/// A table that is ready to be written.
pub(super) struct DocumentTable<'a> {
    page: &'a SheetPage,
    /// The row of the page at which it begins, and the one below its last.
    rows: (u32, u32),
    /// Twips of each column.
    widths: Vec<u32>,
    /// Its cells, measured once: they are asked for in many scales.
    cells: Vec<MeasuredCell<'a>>,
    scale: Scale,
    heights: Vec<f64>,
    /// Points of what stands below it.
    under: f64,
    /// The style of its paragraphs.
    style: &'static str,
}

/// The styles of what stands in a table: of the budget, and of a text.
pub(super) const OF_BUDGET: &str = "TableText";
pub(super) const OF_TEXT: &str = "TextTable";

impl<'a> DocumentTable<'a> {
    /// Sets a page, with so many points left on the first sheet of paper and `under` below the table; a form is made to
    /// fit there.
    pub(super) fn new(
        page: &'a SheetPage,
        style: &'static str,
        paper: Paper,
        (left, under): (f64, f64),
    ) -> Self {
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
        let cells = page.cells.iter().filter(is_in);
        let mut table = Self {
            page,
            rows: (first, end),
            cells: cells.map(MeasuredCell::of).collect(),
            widths,
            scale: Scale {
                size: LARGEST,
                spare: SPARE[0],
            },
            heights: Vec::new(),
            under,
            style,
        };
        table.fit(paper, left);
        table
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

    /// Adds the table as WordprocessingML.
    pub(super) fn write(&self, xml: &mut String) {
        let width: u32 = self.widths.iter().sum();
        let padding = twips(PADDING * self.scale.size);
        let _ = write!(
            xml,
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
        let look = LetterLook::of(self.scale.size, self.style);
        let grid = self.grid();
        for (row, cells) in grid.iter().enumerate() {
            self.row(xml, row, cells, &look);
        }
        xml.push_str("</w:tbl>");
    }

    /// The cell that covers each place, row by row.
    fn grid(&self) -> Vec<Vec<Option<&MeasuredCell<'a>>>> {
        let (first, end) = self.rows;
        let mut grid = vec![vec![None; self.widths.len()]; (end - first) as usize];
        for own in &self.cells {
            let cell = own.cell;
            for row in cell.row..(cell.row + cell.rows).min(end) {
                let row = &mut grid[(row - first) as usize];
                for column in cell.column..cell.column + cell.columns {
                    if let Some(place) = row.get_mut(usize::from(column)) {
                        *place = Some(own);
                    }
                }
            }
        }
        grid
    }

    fn row(
        &self,
        xml: &mut String,
        row: usize,
        measured: &[Option<&MeasuredCell<'_>>],
        look: &LetterLook,
    ) {
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
        while column < measured.len() {
            let cell = measured[column].map(|it| it.cell);
            let columns = cell.map_or(1, |cell| usize::from(cell.columns));
            let end = (column + columns).min(measured.len());
            let width: u32 = self.widths[column..end].iter().sum();
            let _ = write!(xml, "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>");
            if end - column > 1 {
                let _ = write!(xml, "<w:gridSpan w:val=\"{}\"/>", end - column);
            }
            xml.push_str(match cell {
                Some(cell) if cell.rows > 1 && cell.row == at => "<w:vMerge w:val=\"restart\"/>",
                Some(cell) if cell.rows > 1 => "<w:vMerge/>",
                _ => "",
            });
            let mark = cell.and_then(|cell| cell.mark.as_ref());
            xml.push_str(mark.map_or("", |mark| shading(mark.paint)));
            xml.push_str("<w:vAlign w:val=\"center\"/></w:tcPr>");
            look.paragraph(xml, measured[column].filter(|it| it.cell.row == at));
            xml.push_str("</w:tc>");
            column = end;
        }
        xml.push_str("</w:tr>");
    }
}

/// How the cells of a table are written that has letters of one size.
struct LetterLook {
    /// What begins a paragraph, up to its alignment.
    begin: String,
    /// Properties of a run, in a header and elsewhere.
    header: String,
    plain: String,
}

impl LetterLook {
    fn of(size: f64, style: &str) -> Self {
        let line = twips(size * LEADING);
        let plain = format!("<w:sz w:val=\"{}\"/>", twips(size) / 10);
        Self {
            begin: format!(
                "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/><w:spacing w:line=\"{line}\" w:lineRule=\"exact\"/>"
            ),
            header: format!("<w:b/>{plain}"),
            plain,
        }
    }

    /// Adds what a cell says.
    fn paragraph(&self, xml: &mut String, cell: Option<&MeasuredCell<'_>>) {
        let (style, text) = cell.map_or((Style::Label, ""), |it| (it.cell.style, &*it.text));
        xml.push_str(&self.begin);
        xml.push_str(match style {
            Style::Header | Style::Centre | Style::Code => "<w:jc w:val=\"center\"/></w:pPr>",
            Style::Amount | Style::Rate => "<w:jc w:val=\"right\"/></w:pPr>",
            _ => "<w:jc w:val=\"left\"/></w:pPr>",
        });
        if !text.is_empty() {
            let is_header = style == Style::Header;
            push_run(
                xml,
                if is_header { &self.header } else { &self.plain },
                text,
            );
        }
        xml.push_str("</w:p>");
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
pub(super) fn text(cell: &PageCell) -> Cow<'_, str> {
    match cell.content.result() {
        CellContent::Text(text) | CellContent::File(text) => text.into(),
        CellContent::Link(link) | CellContent::PageNumber(_, link) => (&link.text).into(),
        CellContent::Amount(amount, decimals) => cell.style.shown(*amount, *decimals).into(),
        CellContent::Blank | CellContent::Formula(..) => "".into(),
    }
}

fn shading(paint: Paint) -> &'static str {
    match paint {
        Paint::Red => "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"FF5050\"/>",
        Paint::Amber => "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"FFC000\"/>",
    }
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
