//! A list whose rows are never in memory together: they are made one by one, as often as they are asked for.

use super::formats::{CellStyle, look};
use super::page::{CellContent, PageCell, SheetPage};
use super::summary::list::{self, HEADER, ListCell};
use crate::amount::Amount;
use indexmap::IndexSet;
use std::io;

/// Takes a row.
pub(super) type TakeRow<'t> = dyn FnMut(Vec<ListCell>) -> io::Result<()> + 't;

/// Makes all rows in their order, and gives each away.
pub(super) type RowSource<'a> = Box<dyn Fn(&mut TakeRow<'_>) -> io::Result<()> + 'a>;

/// A sheet: a page, and rows that are not among its cells.
pub(super) struct LongList<'a> {
    /// Its headings, and what stands below the rows.
    pub(super) page: SheetPage,
    rows: RowSource<'a>,
    /// How the cells of the rows look.
    pub(super) looks: IndexSet<CellStyle>,
    /// Whether rows lead to files.
    pub(super) has_links: bool,
}

/// The first row.
pub(super) const FIRST: u32 = HEADER + 1;

impl<'a> LongList<'a> {
    /// A list of so many rows below the headings of a page, which become as wide as the figures in them.
    ///
    /// # Errors
    /// The system's reason where a row cannot be made.
    pub(super) fn new(page: SheetPage, count: usize, rows: RowSource<'a>) -> io::Result<Self> {
        let end = FIRST + u32::try_from(count).unwrap_or(0);
        let mut list = Self {
            page: SheetPage {
                passing: FIRST..end,
                rows: end,
                ..page
            },
            rows,
            looks: IndexSet::new(),
            has_links: false,
        };
        let (mut looks, mut has_links) = (IndexSet::new(), false);
        let mut widths = std::mem::take(&mut list.page.widths);
        list.each(&mut |_, cells| {
            for cell in &cells {
                looks.insert(look(cell));
                has_links |= matches!(cell.content, CellContent::File(_));
                cell.widen(&mut widths);
            }
            Ok(())
        })?;
        list.page.widths = widths;
        Ok(Self {
            looks,
            has_links,
            ..list
        })
    }

    /// Adds a row that stands below them.
    pub(super) fn add_below(&mut self, cells: impl IntoIterator<Item = ListCell>) {
        let own = list::row(self.page.next_row(), cells);
        own.iter()
            .for_each(|cell| cell.widen(&mut self.page.widths));
        self.page.cells.extend(own);
        self.page.rows += 1;
    }

    /// Makes every row: its number and its cells.
    ///
    /// # Errors
    /// The system's reason where a row cannot be made, or is not taken.
    pub(super) fn each(
        &self,
        take: &mut dyn FnMut(u32, Vec<PageCell>) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut numbers = self.page.passing.clone();
        (self.rows)(&mut |cells| match numbers.next() {
            Some(number) => take(number, list::row(number, cells)),
            None => Ok(()),
        })
    }

    /// Its page with one cell in place of the rows for each look that they have, in the order of these.
    pub(super) fn with_specimens(&self) -> SheetPage {
        let specimens = (0..).zip(&self.looks).map(|(column, look)| {
            let content = CellContent::Amount(Amount::ZERO, look.3);
            PageCell::new(FIRST, column, content, look.0)
        });
        let mut page = self.page.clone();
        page.cells.extend(specimens);
        page
    }
}
