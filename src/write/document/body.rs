//! The body of a document, paragraph by paragraph, with the page of each heading.

use super::look::{COVER, DocumentLook, LETTER, PART, TABLE};
use super::package;
use super::paper::{LINE, Paper, PaperPlace};
use super::table::{DocumentTable, OF_BUDGET, OF_TEXT, is_ruled, lines_needed, text, twips};
use super::xml::{field, field_mark, instruction_of, marked, paragraph, run, sized};
use super::{DocumentParagraph, DocumentPart, TextLevel, TextRun};
use crate::label;
use crate::write::page::{PageCell, SheetPage, Style};

/// Points of the lines between the title of a table and the table, and below it.
const HEADING: f64 = 18.0;
const REMARK: f64 = 16.0;
/// Points of a remark's letters.
const REMARK_LETTER: f64 = 10.0;
/// Points of the paragraph that ends a table, and of the lines around one.
const END: f64 = 2.5;

/// Points of the lines of the contents, and the share of them that dense ones have.
const CONTENTS_LINE: [f64; 2] = [26.0, 22.0];
const DENSEST: f64 = 0.8;

/// Bytes that cover and contents may take; with more of them they take a little longer.
const FRONT: usize = 1 << 16;

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
        self.title("Heading1", 1, &part.title, more);
        // the line below it
        self.place.put(LINE, 0.0);
        for own in &part.paragraphs {
            self.text(own);
            own.tables.iter().for_each(|it| self.small_table(it));
        }
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
        // tables have no lines of text, and a grid would only take room from them
        let grid = if self.place.paper.is_lying { "" } else { grid };
        format!("{feet}<w:type w:val=\"nextPage\"/>{set_up}{count}{grid}")
    }

    /// A heading of the text.
    fn heading(&mut self, text: &str) {
        self.place.put_heading(label::width(text), 2.0);
        self.listed("Heading2", 2, (text, ""), "");
    }

    /// The title of a part or a table.
    fn title(&mut self, style: &str, level: usize, text: &str, more: &str) {
        let usual = if level == 1 { PART } else { TABLE };
        let size = self.look.title_size(text, usual, self.place.paper);
        self.place
            .put_title(label::width(text), f64::from(size) / 2.0);
        self.listed(style, level, (text, &sized(size, usual)), more);
    }

    /// Adds a heading that stands already on its page, and its line in the contents.
    fn listed(&mut self, style: &str, level: usize, (text, properties): (&str, &str), more: &str) {
        let bookmark = self.contents.len() + 1;
        self.contents.push(ContentsEntry {
            level,
            text: text.to_owned(),
            page: self.place.page,
            bookmark,
        });
        let runs = marked(bookmark, &run(properties, text));
        self.xml.push_str(&paragraph(style, more, &runs));
    }

    fn text(&mut self, text: &DocumentParagraph) {
        let plain: String = text.runs.iter().map(TextRun::text).collect();
        let style = match text.level {
            TextLevel::First => return self.heading(&plain),
            TextLevel::Second => "Heading3",
            TextLevel::Body => "BodyText",
            TextLevel::Title => "Subtitle",
            TextLevel::Signature => "Signature",
        };
        if text.level == TextLevel::Title {
            let size = self.look.title_size(&plain, LETTER, self.place.paper);
            self.place
                .put_title(label::width(&plain), f64::from(size) / 2.0);
            let runs = run(&sized(size, LETTER), &plain);
            return self.xml.push_str(&paragraph(style, "", &runs));
        }
        match text.level {
            TextLevel::Second => self.place.put_heading(label::width(&plain), 2.0),
            _ => self.place.put_text(label::width(&plain), 2.0),
        }
        let runs: String = text.runs.iter().map(TextRun::xml).collect();
        self.xml.push_str(&paragraph(style, "", &runs));
    }

    /// Adds a table of a text where it stands.
    fn small_table(&mut self, page: &SheetPage) {
        let room = (self.place.left(), END);
        let table = DocumentTable::new(page, OF_TEXT, self.place.paper, room);
        table.put(&mut self.place);
        table.write(&mut self.xml);
        self.place.put(END, 0.0);
        // two tables that touch would be one
        self.xml.push_str(&paragraph("SectionEnd", "", ""));
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
        let room = f64::from(paper.width()) / 20.0;
        let remark = |cell: &&PageCell| REMARK * lines_needed(&text(cell), REMARK_LETTER, room);
        let under = below.iter().map(remark).sum::<f64>() + END;
        let table = DocumentTable::new(page, OF_BUDGET, paper, (self.place.left(), under));
        table.put(&mut self.place);
        table.write(&mut self.xml);
        self.place.put(under, 0.0);
        for cell in &below {
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
            return self.title("TableTitle", 2, &text(cell), more);
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

    /// How much of their usual height the lines of the contents have, so that none of them stand alone on a page.
    fn contents_share(&self) -> f64 {
        let page = self.look.page.paper(false).height();
        let lines = self.contents.iter().map(|it| CONTENTS_LINE[it.level - 1]);
        let needed = lines.sum::<f64>() + END;
        // its title and the line below that stand on the first page
        let pages = ((needed + 2.0 * LINE) / page).floor().max(1.0);
        let share = (pages * page - 2.0 * LINE) / needed;
        if share >= DENSEST {
            share.min(1.0)
        } else {
            1.0
        }
    }

    /// The main part of the document: the whole body, with cover and contents in front of it.
    pub(super) fn finish(mut self, cover: &[String]) -> String {
        let last = self.section();
        let mut xml = package::begin();
        xml.reserve(self.xml.len() + FRONT);
        for (number, line) in cover.iter().enumerate() {
            let more = if number == 0 {
                "<w:spacing w:before=\"3474\"/>"
            } else {
                ""
            };
            let paper = self.look.page.paper(false);
            let size = sized(self.look.title_size(line, COVER, paper), COVER);
            xml.push_str(&paragraph("Cover", more, &run(&size, line)));
        }
        xml.push_str(&paragraph(
            "ContentsTitle",
            "<w:pageBreakBefore/>",
            &run("", "目　录"),
        ));
        let less = self.contents_share();
        for (number, entry) in self.contents.iter().enumerate() {
            xml.push_str(&entry.xml(number == 0, less));
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
        xml.push_str(&self.xml);
        xml.push_str("<w:sectPr>");
        xml.push_str(&last);
        xml.push_str("</w:sectPr>");
        xml.push_str(package::END);
        xml
    }
}

impl ContentsEntry {
    /// The line, of a share of its usual height; the first one begins the field of the contents.
    fn xml(&self, is_first: bool, share: f64) -> String {
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
        let height = if share < 1.0 {
            let line = twips(CONTENTS_LINE[self.level - 1] * share);
            format!("<w:spacing w:line=\"{line}\" w:lineRule=\"exact\"/>")
        } else {
            String::new()
        };
        paragraph(&format!("TOC{}", self.level), &height, &runs)
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
