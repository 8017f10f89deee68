//! The text of a department before anything is known: the sentences of the template with their slots in braces, which
//! the program fills in when the text is handed in, and places that people fill in.

use crate::budget::Budget;
use crate::layout::{Layout, Publication};
use crate::rule::RuleSet;
use crate::rule::text::{ParagraphKind, ParagraphTemplate, PartTemplate, SlotPiece, UNIT_BUDGET};
use crate::write::document::{
    DocumentParagraph, DocumentPart, DocumentText, TextLevel, TextRun, text_alone,
};
use crate::write::{BlankOptions, WriteError};
use std::sync::Arc;

/// A blank text as bytes of a .docx; nothing where the place has no `text.toml`. Equal wishes give equal bytes.
///
/// # Errors
/// What the writer of archives refuses; no template should make it.
pub(crate) fn blank_text(
    layout: &Arc<Layout>,
    rules: &RuleSet,
    wishes: &BlankOptions,
) -> Result<Option<Vec<u8>>, WriteError> {
    let Some(template) = rules.text.as_deref() else {
        return Ok(None);
    };
    // the tables come from the workbook
    let parts = template.parts.iter().filter(|part| !part.has_tables);
    let text = DocumentText {
        parts: parts.map(part).collect(),
        versions: Vec::new(),
    };
    let department = wishes.department.clone();
    let budget = Budget {
        publication: Publication::Department,
        ..Budget::new(layout.clone(), department, wishes.year, String::new())
    };
    text_alone(&budget, rules, &text).map(Some)
}

fn part(part: &PartTemplate) -> DocumentPart {
    DocumentPart {
        title: part.title.iter().map(written).collect(),
        has_tables: false,
        paragraphs: part
            .paragraphs
            .iter()
            .filter(|it| !is_of_unit(it))
            .map(paragraph)
            .collect(),
    }
}

/// Whether it is written for a single budget unit alone.
fn is_of_unit(template: &ParagraphTemplate) -> bool {
    let mut conditions = template.when.iter();
    conditions.any(|it| it.is_there && it.name == UNIT_BUDGET)
}

fn paragraph(template: &ParagraphTemplate) -> DocumentParagraph {
    let level = match template.kind {
        ParagraphKind::Heading => TextLevel::First,
        ParagraphKind::Subheading => TextLevel::Second,
        ParagraphKind::Body => TextLevel::Body,
        ParagraphKind::Signature => TextLevel::Signature,
    };
    let run = |piece: &SlotPiece| match piece {
        SlotPiece::ToFill(inner) => TextRun::ToFill(inner.iter().map(written).collect()),
        SlotPiece::Offered(words) => TextRun::Offered(words.clone()),
        piece => TextRun::Plain(written(piece)),
    };
    DocumentParagraph::new(level, template.words.iter().map(run).collect())
}

/// A piece as the template has it.
fn written(piece: &SlotPiece) -> String {
    match piece {
        SlotPiece::Plain(text) => text.clone(),
        SlotPiece::Offered(words) => TextRun::Offered(words.clone()).text(),
        SlotPiece::Slot { name, how: None } => format!("{{{name}}}"),
        SlotPiece::Slot {
            name,
            how: Some(how),
        } => format!("{{{name}|{how}}}"),
        SlotPiece::ToFill(inner) => {
            let inner: String = inner.iter().map(written).collect();
            TextRun::ToFill(inner).text()
        }
    }
}
