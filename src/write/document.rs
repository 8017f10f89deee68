//! The whole disclosure as one Word document: cover, contents, and four parts, of which the second is the tables and
//! forms. They come from the same pages as those of the workbook. Written on the project's own zip and XML, since no
//! crate writes header rows that repeat, sections that lie and fields of contents together.

mod body;
mod look;
mod package;
mod paper;
mod table;
mod xml;

use super::{TablePages, WriteError, marks, place::OutputCells};
use crate::budget::Budget;
use crate::layout;
use crate::reconcile::Report;
use crate::rule::RuleSet;
use crate::rule::narrative::TextParagraph;
use crate::write::page::SheetPage;
use body::DocumentBody;
use look::DocumentLook;
use package::Properties;
use std::borrow::Cow;
use std::sync::Arc;

/// What a document says beside its tables.
#[derive(Debug, Clone, Default)]
pub(crate) struct DocumentText {
    pub(crate) parts: Vec<DocumentPart>,
    /// The department's texts that say anew what another one says: the one that was taken, and the one that was left out.
    pub(crate) versions: Vec<(Arc<str>, Arc<str>)>,
}

/// A part (第一部分 …): its title, and its paragraphs. The tables stand in one of them.
#[derive(Debug, Clone, Default)]
pub(crate) struct DocumentPart {
    pub(crate) title: String,
    pub(crate) has_tables: bool,
    pub(crate) paragraphs: Vec<DocumentParagraph>,
}

/// A paragraph of a document.
#[derive(Debug, Clone)]
pub(crate) struct DocumentParagraph {
    pub(crate) level: TextLevel,
    pub(crate) runs: Vec<TextRun>,
    /// Tables of the department's own that stand below it.
    pub(super) tables: Vec<SheetPage>,
}

impl DocumentParagraph {
    pub(crate) fn new(level: TextLevel, runs: Vec<TextRun>) -> Self {
        Self {
            level,
            runs,
            tables: Vec::new(),
        }
    }
}

/// What a paragraph is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TextLevel {
    /// 一、
    First,
    /// （一）
    Second,
    Body,
    /// What a text of the department's own is called, at its head.
    Title,
    /// Who signs, and the date.
    Signature,
}

/// A piece of a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TextRun {
    Plain(String),
    /// What only people know: `〔待填：…〕`.
    ToFill(String),
    /// Words of last year's text in its place: `〔上年：…〕`.
    Offered(String),
}

impl DocumentText {
    /// Its paragraphs as they are read, the tables left out.
    pub(crate) fn as_read(&self) -> Vec<TextParagraph<'_>> {
        let paragraph = |level, text| TextParagraph {
            level,
            text,
            ..TextParagraph::default()
        };
        let mut paragraphs = Vec::new();
        for part in &self.parts {
            paragraphs.push(paragraph(Some(0), Cow::Borrowed(part.title.as_str())));
            paragraphs.extend(part.paragraphs.iter().map(|own| {
                let level = match own.level {
                    TextLevel::First => Some(1),
                    TextLevel::Second => Some(2),
                    TextLevel::Body | TextLevel::Title | TextLevel::Signature => None,
                };
                paragraph(level, own.runs.iter().map(TextRun::as_read).collect())
            }));
        }
        paragraphs
    }

    /// How many places are left to be filled in.
    pub(crate) fn left(&self) -> usize {
        let paragraphs = self.parts.iter().flat_map(|part| &part.paragraphs);
        paragraphs
            .flat_map(|paragraph| &paragraph.runs)
            .filter(|run| !matches!(run, TextRun::Plain(_)))
            .count()
    }
}

/// The document of a department with its tables, as bytes of a .docx. Equal input gives equal bytes.
///
/// # Errors
/// What the writer of archives refuses; no budget should make it.
pub(crate) fn document(
    budget: &Budget,
    rules: &RuleSet,
    report: &Report,
    text: &DocumentText,
    TablePages(mut pages): TablePages,
) -> Result<Vec<u8>, WriteError> {
    // like the workbook, what may be published has no marks
    if !report.is_publishable() {
        let figures = marks::of_figures(budget, rules, report);
        let places = OutputCells::new(&pages, budget.facts.len());
        let codes = marks::of_codes(budget, &places, report);
        marks::put(&mut pages, &figures, codes);
    }
    packed(budget, rules, text, &pages)
}

/// A text without tables.
pub(super) fn text_alone(
    budget: &Budget,
    rules: &RuleSet,
    text: &DocumentText,
) -> Result<Vec<u8>, WriteError> {
    packed(budget, rules, text, &[])
}

fn packed(
    budget: &Budget,
    rules: &RuleSet,
    text: &DocumentText,
    pages: &[SheetPage],
) -> Result<Vec<u8>, WriteError> {
    let look = DocumentLook::of(rules.text.as_deref());
    let mut body = DocumentBody::new(&look);
    text.parts.iter().for_each(|part| body.part(part, pages));
    let cover = cover(budget);
    let title = cover.join("");
    let document = body.finish(&cover);
    let properties = Properties {
        title: &title,
        date: budget.layout.page.date.as_deref(),
    };
    let bytes = look.pack(&document, &properties);
    bytes.map_err(|cause| WriteError::Unpacked { cause })
}

fn cover(budget: &Budget) -> Vec<String> {
    let line = |line: &String| {
        layout::with_year(line, budget.fiscal_year)
            .replace("{department}", &budget.department)
            .replace(
                "{document}",
                budget.layout.disclosure_of(budget.publication),
            )
    };
    budget.layout.page.cover.iter().map(line).collect()
}
