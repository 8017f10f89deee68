//! How the text of a disclosure is written, from `text.toml`: parts, headings, whole sentences for each case, and slots
//! for what the words around them mean in `narrative.toml`. So what is written is understood when it is read. The
//! language is documented in `templates/README.md`.

mod file;
mod reference;
mod words;

pub(crate) use file::parse;
pub(crate) use reference::ReferenceDocument;
pub(crate) use words::{SlotPiece, parse as parse_words};

use crate::amount::UnitOfMeasure;
use crate::rule::narrative::Grid;
use std::sync::Arc;

/// Slots that are no amounts.
pub(crate) const WORDS: [&str; 6] = ["部门", "年度", "上年度", "公开表", "部门预算", "本部门"];
/// The condition of what is written for a single budget unit alone.
pub(crate) const UNIT_BUDGET: &str = "单位预算";

/// The text of a place.
#[derive(Debug, Clone)]
pub(crate) struct TextTemplate {
    /// The unit of amounts in the text, and their decimal places.
    pub(crate) unit_of_measure: UnitOfMeasure,
    pub(crate) decimals: u32,
    /// The document whose look is taken.
    pub(crate) reference: Option<Arc<ReferenceDocument>>,
    /// Words of those places to be filled in for which last year's words are offered.
    pub(crate) offered: Vec<String>,
    pub(crate) parts: Vec<PartTemplate>,
    pub(crate) lists: Vec<ListTemplate>,
    pub(crate) sentences: Vec<CaseTemplate>,
}

/// A part (第一部分 …).
#[derive(Debug, Clone)]
pub(crate) struct PartTemplate {
    pub(crate) title: Vec<SlotPiece>,
    /// Whether the tables stand in it.
    pub(crate) has_tables: bool,
    /// Words, folded, one of which a heading has that begins this part in a text by the department.
    pub(crate) begin: Vec<String>,
    /// Words, folded, that tell this part in the heading of a numbered part, whatever its number is.
    pub(crate) called: Vec<String>,
    /// Whether a text without parts is this one.
    pub(crate) is_main: bool,
    /// Whether definitions of last year's text that it lacks are offered.
    pub(crate) offers_terms: bool,
    pub(crate) paragraphs: Vec<ParagraphTemplate>,
}

/// What a paragraph is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ParagraphKind {
    /// 一、
    Heading,
    /// （一）
    Subheading,
    Body,
    /// Who signs, and the date.
    Signature,
}

/// A paragraph, or one a row.
#[derive(Debug, Clone)]
pub(crate) struct ParagraphTemplate {
    pub(crate) kind: ParagraphKind,
    /// Its words as the file has them, folded.
    pub(crate) source: String,
    pub(crate) words: Vec<SlotPiece>,
    /// Paragraphs that follow it, for each row.
    pub(crate) lines: Vec<Vec<SlotPiece>>,
    pub(crate) when: Vec<Condition>,
    pub(crate) each: Option<Each>,
}

/// A value, or a list, that must be there, or must not be.
#[derive(Debug, Clone)]
pub(crate) struct Condition {
    pub(crate) name: String,
    pub(crate) is_there: bool,
}

/// What something is written for.
#[derive(Debug, Clone)]
pub(crate) enum Each {
    /// The rows that have a figure in a column.
    Row(EachRow, Grid),
    /// Those of some values that are not zero, by the words that mean them.
    Value(Vec<String>),
}

/// Which rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EachRow {
    /// 类, 款, 项: rows with a code of so many levels.
    Level(usize),
    /// Rows below which there are none.
    Leaf,
    Project,
}

/// Rows in one sentence.
#[derive(Debug, Clone)]
pub(crate) struct ListTemplate {
    pub(crate) name: String,
    pub(crate) each: Each,
    pub(crate) words: Vec<SlotPiece>,
    pub(crate) between: String,
}

/// A sentence about a value and the one of last year, for each case.
#[derive(Debug, Clone)]
pub(crate) struct CaseTemplate {
    pub(crate) name: String,
    /// Whether it compares with what was spent, not with what was budgeted.
    pub(crate) is_executed: bool,
    pub(crate) more: Vec<SlotPiece>,
    pub(crate) less: Vec<SlotPiece>,
    pub(crate) same: Vec<SlotPiece>,
    /// Nothing last year.
    pub(crate) new: Vec<SlotPiece>,
    /// Nothing this year.
    pub(crate) gone: Vec<SlotPiece>,
    /// Nothing in either year.
    pub(crate) none: Vec<SlotPiece>,
    /// Last year's figure is unknown.
    pub(crate) unknown: Vec<SlotPiece>,
}
