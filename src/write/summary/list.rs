//! Lists: a title, a remark, named columns with a heading each, and rows of cells.

use crate::amount::Amount;
use crate::write::page::{CellContent, CellMark, PageCell, SheetPage, Style};

/// The row of the headings.
pub(in crate::write) const HEADER: u32 = 2;

/// What stands above a list.
pub(in crate::write) struct Caption {
    pub(in crate::write) sheet: &'static str,
    pub(in crate::write) title: String,
    pub(in crate::write) remark: String,
}

/// A list of so many rows under columns, each with its heading and its width.
pub(in crate::write) fn page<'a>(
    caption: Caption,
    columns: impl IntoIterator<Item = (&'a str, f64)>,
    rows: usize,
) -> SheetPage {
    let (headings, widths): (Vec<&str>, Vec<f64>) = columns.into_iter().unzip();
    let last = HEADER + u32::try_from(rows).unwrap_or(0);
    let mut page = SheetPage {
        name: caption.sheet.to_owned(),
        widths,
        landscape: true,
        header_end: Some(HEADER),
        frozen: true,
        filter: Some((HEADER, last)),
        cells: Vec::with_capacity(headings.len() * (rows + 1) + 2),
        ..SheetPage::default()
    };
    page.text(0, 0, headings.len(), caption.title, Style::Title);
    page.text(1, 0, headings.len(), caption.remark, Style::Remark);
    for (column, heading) in headings.into_iter().enumerate() {
        page.text(HEADER, column, 1, heading, Style::Header);
    }
    page
}

/// A row of cells, one for each column.
pub(in crate::write) fn row(row: u32, cells: impl IntoIterator<Item = ListCell>) -> Vec<PageCell> {
    let cell = |(column, cell): (u16, ListCell)| PageCell {
        mark: cell.mark.map(Box::new),
        ..PageCell::new(row, column, cell.content, cell.style)
    };
    (0..).zip(cells).map(cell).collect()
}

/// Adds a row of cells, one for each column.
pub(in crate::write) fn add_row(page: &mut SheetPage, cells: impl IntoIterator<Item = ListCell>) {
    let at = page.next_row();
    page.cells.extend(row(at, cells));
    page.rows = at + 1;
}

/// A cell of a row.
pub(in crate::write) struct ListCell {
    content: CellContent,
    style: Style,
    mark: Option<CellMark>,
}

impl ListCell {
    pub(in crate::write) fn new(content: CellContent, style: Style) -> Self {
        Self {
            content,
            style,
            mark: None,
        }
    }

    /// A text that begins at the left.
    pub(in crate::write) fn label(text: impl Into<String>) -> Self {
        Self::new(CellContent::text(text), Style::Label)
    }

    /// A short text.
    pub(in crate::write) fn centred(text: impl Into<String>) -> Self {
        Self::new(CellContent::text(text), Style::Centre)
    }

    pub(in crate::write) fn count(count: usize) -> Self {
        let content = CellContent::Amount(Amount::new(count.into()), 0);
        Self::new(content, Style::Centre)
    }

    /// An amount, if there is one.
    pub(in crate::write) fn amount(amount: Option<Amount>, decimals: u32) -> Self {
        let content = amount.map_or(CellContent::Blank, |amount| {
            CellContent::Amount(amount, decimals)
        });
        Self::new(content, Style::Amount)
    }

    /// The same, marked if there is anything in it.
    pub(in crate::write) fn marked(self, mark: Option<CellMark>) -> Self {
        let mark = mark.filter(|_| self.content != CellContent::Blank);
        Self { mark, ..self }
    }
}
