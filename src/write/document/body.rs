//! The body of a document, paragraph by paragraph, with the page of each heading.

use super::look::DocumentLook;
use super::paper::{LINE, Paper, PaperPlace};
use super::table::{DocumentTable, is_ruled, text};
use super::xml::{field, field_mark, instruction_of, marked, paragraph, run};
use super::{DocumentParagraph, DocumentPart, TextLevel, TextRun};
use crate::label;
use crate::write::page::{PageCell, SheetPage, Style};

/// Points of the line of a table's title, and of the lines between it and the table.
const TITLE: f64 = 28.9;
const HEADING: f64 = 18.0;
const REMARK: f64 = 16.0;

/// A line of the contents.
struct ContentsEntry {
    /// 1 for a part, 2 for what stands in it.
    level: usize,
    text: String,
    page: usize,
    bookmark: usize,
}

/// The body of a document as it grows.
pub(super) struct DocumentBody<'a> {
    look: &'a DocumentLook<'a>,
    xml: String,
    place: PaperPlace,
    contents: Vec<ContentsEntry>,
    /// Whether a section has ended already; the first one begins to count pages.
    is_counted: bool,
}

impl<'a> DocumentBody<'a> {
    pub(super) fn new(look: &'a DocumentLook<'a>) -> Self {
        Self {
            look,
            xml: String::new(),
            place: PaperPlace::top(look.page.paper(false)),
            contents: Vec::new(),
            is_counted: false,
        }
    }

    /// Adds a part on its own page.
    pub(super) fn part(&mut self, part: &DocumentPart, pages: &[SheetPage]) {
        let more = if self.place.paper.is_lying {
            self.turn(self.look.page.paper(false));
            ""
        } else {
            self.new_page()
        };
        self.heading("Heading1", 1, &part.title, more);
        // the line below it
        self.place.put(LINE, 0.0);
        part.paragraphs.iter().for_each(|it| self.text(it));
        if part.has_tables {
            for (number, page) in pages.iter().enumerate() {
                self.table(page, number == 0 && part.paragraphs.is_empty());
            }
        }
    }

    /// Begins a page with the next paragraph; gives what that paragraph must say.
    fn new_page(&mut self) -> &'static str {
        if self.place.is_top() {
            return "";
        }
        self.place.turn(self.look.page.paper(false));
        "<w:pageBreakBefore/>"
    }

    /// Ends a section; the next one lies as given.
    fn turn(&mut self, paper: Paper) {
        let section = self.section();
        self.xml.push_str(&paragraph(
            "SectionEnd",
            &format!("<w:sectPr>{section}</w:sectPr>"),
            "",
        ));
        self.place.turn(paper);
    }

    /// The properties of the section that ends here.
    fn section(&mut self) -> String {
        let count = if std::mem::replace(&mut self.is_counted, true) {
            ""
        } else {
            "<w:pgNumType w:start=\"1\"/>"
        };
        let DocumentLook { feet, grid, .. } = self.look;
        let set_up = self.place.paper.set_up();
        format!("{feet}<w:type w:val=\"nextPage\"/>{set_up}{count}{grid}")
    }

    fn heading(&mut self, style: &str, level: usize, text: &str, more: &str) {
        let bookmark = self.contents.len() + 1;
        self.place.put_text(label::width(text), 2.0);
        self.contents.push(ContentsEntry {
            level,
            text: text.to_owned(),
            page: self.place.page,
            bookmark,
        });
        let runs = marked(bookmark, &run("", text));
        self.xml.push_str(&paragraph(style, more, &runs));
    }

    fn text(&mut self, text: &DocumentParagraph) {
        let plain: String = text.runs.iter().map(TextRun::text).collect();
        let style = match text.level {
            TextLevel::First => return self.heading("Heading2", 2, &plain, ""),
            TextLevel::Second => "Heading3",
            TextLevel::Body => "BodyText",
            TextLevel::Signature => "Signature",
        };
        self.place.put_text(label::width(&plain), 2.0);
        let runs: String = text.runs.iter().map(TextRun::xml).collect();
        self.xml.push_str(&paragraph(style, "", &runs));
    }

    /// Adds a table or a form with its title; `stays`: on the page that has begun.
    fn table(&mut self, page: &SheetPage, stays: bool) {
        let paper = self.look.page.paper(page.landscape);
        let more = if paper != self.place.paper {
            self.turn(paper);
            ""
        } else if stays || self.place.is_top() {
            ""
        } else {
            self.place.turn(paper);
            "<w:pageBreakBefore/>"
        };
        let table_begins = page.cells.iter().filter(|cell| is_ruled(cell.style));
        let first = table_begins.map(|cell| cell.row).min().unwrap_or(u32::MAX);
        let (above, below): (Vec<&PageCell>, Vec<&PageCell>) = page
            .cells
            .iter()
            .filter(|cell| !is_ruled(cell.style))
            .partition(|cell| cell.row < first);
        let mut more = Some(more);
        for cell in above.iter().filter(|cell| cell.style != Style::Right) {
            let right = above
                .iter()
                .find(|it| it.style == Style::Right && it.row == cell.row);
            self.above(cell, right.copied(), more.take().unwrap_or(""));
        }
        let under: f64 = below.iter().map(|_| REMARK).sum();
        let table = DocumentTable::new(page, paper, self.place.left() - under);
        table.put(&mut self.place);
        self.xml.push_str(&table.xml());
        for cell in &below {
            self.place.put(REMARK, 0.0);
            let runs = run("", &text(cell));
            self.xml.push_str(&paragraph("TableRemark", "", &runs));
        }
        if below.is_empty() {
            // two tables that touch would be one
            self.xml.push_str(&paragraph("SectionEnd", "", ""));
        }
    }

    /// A line above a table: its mark, its title, or its heading with the unit of measure.
    fn above(&mut self, cell: &PageCell, right: Option<&PageCell>, more: &str) {
        if matches!(cell.style, Style::Title) {
            self.place.put(TITLE - LINE, 0.0);
            return self.heading("TableTitle", 2, &text(cell), more);
        }
        self.place.put(HEADING, 0.0);
        let mut runs = run("", &text(cell));
        if let Some(right) = right {
            let width = self.place.paper.width();
            runs.push_str("<w:r><w:tab/></w:r>");
            runs.push_str(&run("", &text(right)));
            let tabs = format!("<w:tabs><w:tab w:val=\"right\" w:pos=\"{width}\"/></w:tabs>");
            let more = format!("{more}{tabs}");
            return self.xml.push_str(&paragraph("TableHeading", &more, &runs));
        }
        self.xml.push_str(&paragraph("TableHeading", more, &runs));
    }

    /// The whole body, with cover and contents in front of it.
    pub(super) fn finish(mut self, cover: &[String]) -> String {
        let last = self.section();
        let mut xml = String::new();
        for (number, line) in cover.iter().enumerate() {
            let more = if number == 0 {
                "<w:spacing w:before=\"3474\"/>"
            } else {
                ""
            };
            let size = self.look.cover_size(line);
            xml.push_str(&paragraph("Cover", more, &run(&size, line)));
        }
        xml.push_str(&paragraph(
            "ContentsTitle",
            "<w:pageBreakBefore/>",
            &run("", "目　录"),
        ));
        for (number, entry) in self.contents.iter().enumerate() {
            xml.push_str(&entry.xml(number == 0));
        }
        let end = if self.contents.is_empty() {
            String::new()
        } else {
            field_mark("end")
        };
        let section = format!(
            "<w:sectPr><w:type w:val=\"nextPage\"/>{}{}</w:sectPr>",
            self.look.page.paper(false).set_up(),
            self.look.grid,
        );
        xml.push_str(&paragraph("SectionEnd", &section, &end));
        format!("{xml}{}<w:sectPr>{last}</w:sectPr>", self.xml)
    }
}

impl ContentsEntry {
    /// The line; the first one begins the field of the contents.
    fn xml(&self, is_first: bool) -> String {
        let begin = if is_first {
            [
                field_mark("begin"),
                instruction_of("TOC \\o \"1-2\" \\h \\z \\u"),
                field_mark("separate"),
            ]
            .concat()
        } else {
            String::new()
        };
        let anchor = format!("_Toc{:08}", self.bookmark);
        let page = field(
            &format!("PAGEREF {anchor} \\h"),
            &run("", &self.page.to_string()),
        );
        let runs = format!(
            "{begin}<w:hyperlink w:anchor=\"{anchor}\" w:history=\"1\">{}<w:r><w:tab/></w:r>{page}</w:hyperlink>",
            run("", &self.text)
        );
        paragraph(&format!("TOC{}", self.level), "", &runs)
    }
}

impl TextRun {
    /// What stands on paper.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Plain(text) => text.clone(),
            Self::ToFill(what) => format!("〔待填：{what}〕"),
            Self::Offered(words) => format!("〔上年：{words}〕"),
        }
    }

    /// The same for our own reading, which a place to be filled in tells nothing.
    pub(super) fn as_read(&self) -> String {
        match self {
            Self::Plain(text) => text.clone(),
            Self::ToFill(_) | Self::Offered(_) => "〔待填〕".to_owned(),
        }
    }

    fn xml(&self) -> String {
        let properties = match self {
            Self::Plain(_) => "",
            Self::ToFill(_) | Self::Offered(_) => "<w:highlight w:val=\"yellow\"/>",
        };
        run(properties, &self.text())
    }
}
