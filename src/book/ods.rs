//! An OpenDocument spreadsheet (.ods, .ots) as sheets. calamine's reader of it tells neither merged ranges nor
//! hidden rows, expands repeat counts before anything is looked at, never returns from a file cut off within a
//! table and refuses files that are indented; so the content is read here, in a stream and in one pass.
//!
//! Elements are known by namespace and name and only where they belong; what is not known there (the old cells
//! of tracked changes, the cache of a DDE link, a drawing, a note) is passed over with all that is in it.

mod cell;
mod names;
mod page;
mod styles;
mod table;
#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests;

use crate::book::limits::Limits;
use crate::book::package;
use crate::book::package::{Event, Spaces, Start, characters, each};
use crate::book::sheet::Sheet;
use crate::book::{ForeignFile, Refusal};
use cell::OdsCell;
use names::{Space, attributes, count};
use page::TableStyles;
use std::collections::HashSet;
use styles::OdsStyles;
use table::OdsTable;

const CONTENT: &str = "content.xml";
/// Where page styles stand.
const STYLES: &str = "styles.xml";

/// Reads every sheet.
pub(crate) fn read(bytes: &[u8], limits: &mut Limits) -> Result<Vec<Sheet>, Refusal> {
    let mut archive = package::open(bytes)?;
    let mut content = ContentReader::new(
        limits,
        OdsStyles::of(&mut archive),
        TableStyles::of(&mut archive),
    );
    let read = each(&mut archive, CONTENT, |event| {
        content.see(event).map(|()| true)
    });
    match read.and_then(|()| {
        if content.has_body {
            Ok(content.sheets)
        } else {
            Err(damaged())
        }
    }) {
        // an encrypted part is no XML, and what it is wrapped in may have no such part at all
        Err(Refusal::Damaged { .. } | Refusal::CutShort) if package::is_encrypted(&mut archive) => {
            Err(Refusal::Password)
        }
        read => read,
    }
}

fn damaged() -> Refusal {
    Refusal::Damaged {
        part: CONTENT.to_owned(),
    }
}

/// An element that is looked into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ElementKind {
    Document,
    Styles,
    /// A style of tables; its name is kept beside.
    Style,
    Body,
    Spreadsheet,
    Table,
    /// Columns together, hidden or not.
    Columns(bool),
    /// Rows together, hidden or not.
    Rows(bool),
    Row,
    Cell,
    /// Paragraphs together.
    Block,
    /// A paragraph, or a part of it.
    Paragraph,
}

/// The content while it is read.
struct ContentReader<'l> {
    limits: &'l mut Limits,
    styles: OdsStyles,
    spaces: Spaces,
    /// The elements that are open.
    places: Vec<ElementKind>,
    /// Elements open in one that is passed over, itself included.
    passed_over: usize,
    tables: TableStyles,
    has_body: bool,
    table: OdsTable,
    cell: OdsCell,
    names: HashSet<String>,
    sheets: Vec<Sheet>,
}

impl<'l> ContentReader<'l> {
    fn new(limits: &'l mut Limits, styles: OdsStyles, tables: TableStyles) -> Self {
        Self {
            limits,
            styles,
            spaces: Spaces::default(),
            places: Vec::new(),
            passed_over: 0,
            tables,
            has_body: false,
            table: OdsTable::default(),
            cell: OdsCell::default(),
            names: HashSet::new(),
            sheets: Vec::new(),
        }
    }

    fn see(&mut self, event: &Event<'_>) -> Result<(), Refusal> {
        match event {
            Event::Start(tag) => self.open(tag),
            Event::Empty(tag) => {
                self.open(tag)?;
                self.close()
            }
            Event::End(_) => self.close(),
            _ if self.passed_over > 0 || self.places.last() != Some(&ElementKind::Paragraph) => {
                Ok(())
            }
            Event::Text(text) => self.cell.characters(text),
            Event::CData(_) | Event::GeneralRef(_) => {
                let text = characters(event).ok_or_else(damaged)?;
                self.cell.characters(&text)
            }
            _ => Ok(()),
        }
    }

    /// An element begins.
    fn open(&mut self, tag: &Start<'_>) -> Result<(), Refusal> {
        if self.passed_over > 0 {
            self.passed_over += 1;
            return Ok(());
        }
        self.spaces.open(tag).ok_or_else(damaged)?;
        let space = Space::of(self.spaces.of(tag));
        let name = tag.local_name();
        match self.place(tag, space, name.as_ref())? {
            Some(place) => self.places.push(place),
            None => self.passed_over = 1,
        }
        Ok(())
    }

    /// What an element is where it stands; `None` for one that is passed over.
    fn place(
        &mut self,
        tag: &Start<'_>,
        space: Space,
        name: &str,
    ) -> Result<Option<ElementKind>, Refusal> {
        let Some(within) = self.places.last().copied() else {
            return Ok(Some(ElementKind::Document));
        };
        let place = match (within, space, name) {
            (ElementKind::Document, Space::Office, "automatic-styles" | "styles") => {
                ElementKind::Styles
            }
            (ElementKind::Document, Space::Office, "body") => ElementKind::Body,
            (ElementKind::Styles, Space::Style, "style") => {
                let is_of_tables = self.tables.begin(&self.spaces, tag)?;
                return Ok(is_of_tables.then_some(ElementKind::Style));
            }
            (ElementKind::Style, Space::Style, "table-properties") => {
                self.tables.properties(&self.spaces, tag)?;
                return Ok(None);
            }
            (ElementKind::Body, Space::Office, "spreadsheet") => {
                self.has_body = true;
                ElementKind::Spreadsheet
            }
            (ElementKind::Body, Space::Office, _) => {
                return Err(Refusal::NotASpreadsheet {
                    kind: ForeignFile::OtherOpenDocument,
                });
            }
            (ElementKind::Spreadsheet, Space::Table, "table") => {
                return self.begin_table(tag).map(Some);
            }
            (
                ElementKind::Table | ElementKind::Columns(_) | ElementKind::Rows(_),
                Space::Table,
                _,
            ) => {
                return self.in_table(tag, name);
            }
            (ElementKind::Row, Space::Table, "table-cell" | "covered-table-cell") => {
                self.begin_cell(tag, name)?;
                ElementKind::Cell
            }
            (ElementKind::Cell | ElementKind::Block, Space::Text, "p" | "h") => {
                self.cell.paragraph()?;
                ElementKind::Paragraph
            }
            (
                ElementKind::Cell | ElementKind::Block,
                Space::Text,
                "list" | "list-header" | "list-item" | "section",
            ) => ElementKind::Block,
            (ElementKind::Paragraph, Space::Text, _) => return self.in_paragraph(tag, name),
            _ => return Ok(None),
        };
        Ok(Some(place))
    }

    fn begin_table(&mut self, tag: &Start<'_>) -> Result<ElementKind, Refusal> {
        self.limits.sheet()?;
        let (mut table, mut style) = (OdsTable::default(), String::new());
        attributes(&self.spaces, tag, |space, name, value| {
            match (space, name) {
                (Space::Table, "name") => table.name = value.to_owned(),
                (Space::Table, "style-name") => style = value.to_owned(),
                _ => {}
            }
        })?;
        if table.name.is_empty() {
            table.name = format!("Sheet{}", self.names.len() + 1);
        }
        if !self.names.insert(table.name.to_lowercase()) {
            return Err(Refusal::SheetsOfOneName { name: table.name });
        }
        table.hidden = self.tables.hides(&style);
        table.print_header = self.tables.header(&style, &table.name);
        self.table = table;
        Ok(ElementKind::Table)
    }

    fn begin_cell(&mut self, tag: &Start<'_>, name: &str) -> Result<(), Refusal> {
        self.cell = OdsCell::default();
        let (cell, spaces) = (&mut self.cell, &self.spaces);
        attributes(spaces, tag, |space, name, value| {
            cell.says(space, name, value)
        })?;
        if name != "table-cell" {
            // what is covered covers nothing
            cell.span = (Some(1), Some(1));
        }
        Ok(())
    }

    /// What stands in a table beside its cells.
    fn in_table(&mut self, tag: &Start<'_>, name: &str) -> Result<Option<ElementKind>, Refusal> {
        let is_hidden = |place: &ElementKind| {
            matches!(place, ElementKind::Columns(true) | ElementKind::Rows(true))
        };
        let (mut repeated, mut is_closed, mut hidden) =
            (Some(1), false, self.places.iter().any(is_hidden));
        let mut style = None;
        attributes(&self.spaces, tag, |space, name, value| {
            match (space, name) {
                (Space::Table, "number-columns-repeated" | "number-rows-repeated") => {
                    repeated = count(value)
                }
                (Space::Table, "visibility") => hidden |= matches!(value, "collapse" | "filter"),
                (Space::Table, "display") => is_closed = value == "false",
                (Space::Table, "default-cell-style-name") => style = Some(value.to_owned()),
                _ => {}
            }
        })?;
        let repeated = repeated.ok_or_else(damaged)?;
        Ok(match name {
            "table-columns" | "table-header-columns" => Some(ElementKind::Columns(false)),
            "table-column-group" => Some(ElementKind::Columns(is_closed)),
            "table-rows" | "table-header-rows" => Some(ElementKind::Rows(false)),
            "table-row-group" => Some(ElementKind::Rows(is_closed)),
            "table-column" => {
                self.table.columns(repeated, hidden, style);
                None
            }
            "table-row" => {
                self.table.begin_row(repeated, hidden, style);
                Some(ElementKind::Row)
            }
            "table-source" => {
                self.table.has_source = true;
                None
            }
            _ => None,
        })
    }

    /// What stands in a paragraph beside its characters.
    fn in_paragraph(
        &mut self,
        tag: &Start<'_>,
        name: &str,
    ) -> Result<Option<ElementKind>, Refusal> {
        match name {
            "s" => {
                let mut blanks = Some(1);
                attributes(&self.spaces, tag, |space, name, value| {
                    if (space, name) == (Space::Text, "c") {
                        blanks = count(value);
                    }
                })?;
                self.cell.put(' ', blanks.ok_or_else(damaged)?)?;
            }
            "tab" => self.cell.put('\t', 1)?,
            "line-break" => self.cell.put('\n', 1)?,
            // the reading above a word, and what stands at the foot of a page
            "ruby-text" | "note" => {}
            _ => return Ok(Some(ElementKind::Paragraph)),
        }
        Ok(None)
    }

    /// An element ends.
    fn close(&mut self) -> Result<(), Refusal> {
        if self.passed_over > 0 {
            self.passed_over -= 1;
            if self.passed_over == 0 {
                self.spaces.close();
            }
            return Ok(());
        }
        self.spaces.close();
        match self.places.pop() {
            Some(ElementKind::Cell) => self.table.put(std::mem::take(&mut self.cell), &self.styles),
            Some(ElementKind::Row) => self.table.end_row(self.limits),
            Some(ElementKind::Table) => {
                if let Some(sheet) = std::mem::take(&mut self.table).sheet() {
                    self.limits.merged(&sheet)?;
                    self.sheets.push(sheet);
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }
}
