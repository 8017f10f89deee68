//! Styles of tables: whether they hide a table, and the header that its pages print.

use super::names::{Space, attributes};
use super::{STYLES, damaged};
use crate::book::package::{Archive, Event, Spaces, Start, characters, each};
use crate::book::print_header::without_blanks;
use crate::book::refusal::Refusal;
use std::collections::{HashMap, HashSet};

/// Styles that say something about a table; there is no use for more than one a sheet.
const TABLE_STYLES: usize = 10_000;
/// Bytes of all headers together.
const HEADER_BYTES: usize = 1 << 20;
/// Stands for the name of the sheet.
const SHEET: char = '\u{1}';

/// The styles of tables by name.
#[derive(Debug, Default)]
pub(super) struct TableStyles {
    /// The style that is read.
    name: String,
    hiding: HashSet<String>,
    /// The page that a table is printed on.
    pages: HashMap<String, String>,
    /// The lines of each page's header.
    headers: HashMap<String, Vec<String>>,
}

impl TableStyles {
    /// The headers of a document's pages; what cannot be read says nothing.
    pub(super) fn of(archive: &mut Archive<'_>) -> Self {
        let mut reader = PageReader::default();
        let _ = each(archive, STYLES, |event| reader.see(event).map(|()| true));
        Self {
            headers: reader.headers,
            ..Self::default()
        }
    }

    /// A style begins; whether it is one of tables.
    pub(super) fn begin(&mut self, spaces: &Spaces, tag: &Start<'_>) -> Result<bool, Refusal> {
        let (mut own, mut page, mut is_of_tables) = (String::new(), None, false);
        attributes(spaces, tag, |space, name, value| match (space, name) {
            (Space::Style, "name") => own = value.to_owned(),
            (Space::Style, "master-page-name") => page = Some(value.to_owned()),
            (Space::Style, "family") => is_of_tables = value == "table",
            _ => {}
        })?;
        self.name = own;
        if let Some(page) = page.filter(|_| is_of_tables) {
            self.pages.insert(self.name.clone(), page);
        }
        self.within_limit()?;
        Ok(is_of_tables)
    }

    /// The properties of a style.
    pub(super) fn properties(&mut self, spaces: &Spaces, tag: &Start<'_>) -> Result<(), Refusal> {
        let mut hides = false;
        attributes(spaces, tag, |space, name, value| {
            hides |= (space, name, value) == (Space::Table, "display", "false");
        })?;
        if hides {
            self.hiding.insert(std::mem::take(&mut self.name));
        }
        self.within_limit()
    }

    fn within_limit(&self) -> Result<(), Refusal> {
        if self.hiding.len().max(self.pages.len()) > TABLE_STYLES {
            return Err(damaged());
        }
        Ok(())
    }

    pub(super) fn hides(&self, style: &str) -> bool {
        self.hiding.contains(style)
    }

    /// The lines that the pages of a table of a style print at their top.
    pub(super) fn header(&self, style: &str, sheet: &str) -> Vec<String> {
        let page = self.pages.get(style);
        let lines = page.and_then(|page| self.headers.get(page));
        let lines = lines.into_iter().flatten();
        lines.map(|line| line.replace(SHEET, sheet)).collect()
    }
}

/// An element that is looked into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PageElement {
    Outside,
    Page,
    Header,
    Line,
    PassedOver,
}

/// The pages while they are read.
#[derive(Debug, Default)]
struct PageReader {
    spaces: Spaces,
    open: Vec<PageElement>,
    page: String,
    lines: Vec<String>,
    bytes: usize,
    headers: HashMap<String, Vec<String>>,
}

impl PageReader {
    fn see(&mut self, event: &Event<'_>) -> Result<(), Refusal> {
        match event {
            Event::Start(tag) => self.begin(tag),
            Event::Empty(tag) => {
                self.begin(tag)?;
                self.end();
                Ok(())
            }
            Event::End(_) => {
                self.end();
                Ok(())
            }
            other => {
                if self.open.last() == Some(&PageElement::Line) {
                    self.push(&characters(other).unwrap_or_default())?;
                }
                Ok(())
            }
        }
    }

    fn begin(&mut self, tag: &Start<'_>) -> Result<(), Refusal> {
        self.spaces.open(tag).ok_or_else(damaged)?;
        let space = Space::of(self.spaces.of(tag));
        let local = tag.local_name();
        let within = self.open.last().copied().unwrap_or(PageElement::Outside);
        let (mut name, mut is_shown) = (String::new(), true);
        attributes(&self.spaces, tag, |_, attribute, value| match attribute {
            "name" => name = value.to_owned(),
            "display" => is_shown = value != "false",
            _ => {}
        })?;
        let place = match (within, space, local.as_ref()) {
            (PageElement::Outside, Space::Style, "master-page") => {
                self.page = name;
                PageElement::Page
            }
            (PageElement::Page, Space::Style, "header" | "header-first") if is_shown => {
                PageElement::Header
            }
            (
                PageElement::Header,
                Space::Style,
                "region-left" | "region-center" | "region-right",
            ) => PageElement::Header,
            (PageElement::Header, Space::Text, "p" | "h") => {
                self.lines.push(String::new());
                PageElement::Line
            }
            (PageElement::Line, Space::Text, "span" | "a") => PageElement::Line,
            (PageElement::Line, Space::Text, "s" | "tab") => {
                self.push(" ")?;
                PageElement::PassedOver
            }
            (PageElement::Line, Space::Text, "sheet-name") => {
                self.push(&SHEET.to_string())?;
                PageElement::PassedOver
            }
            (PageElement::Outside, ..) => PageElement::Outside,
            _ => PageElement::PassedOver,
        };
        self.open.push(place);
        Ok(())
    }

    fn push(&mut self, text: &str) -> Result<(), Refusal> {
        self.bytes += text.len();
        if self.bytes > HEADER_BYTES {
            return Err(damaged());
        }
        if let Some(line) = self.lines.last_mut() {
            line.push_str(text);
        }
        Ok(())
    }

    fn end(&mut self) {
        self.spaces.close();
        if self.open.pop() == Some(PageElement::Page) {
            let lines = without_blanks(std::mem::take(&mut self.lines));
            self.headers.insert(std::mem::take(&mut self.page), lines);
        }
    }
}
