//! The department's own text as parts of the document. Its words are kept as they are.

use super::compose::Composer;
use crate::budget::Budget;
use crate::rule::narrative::{Marker, TextParagraph, fold, folded, lines};
use crate::rule::text::{ParagraphTemplate, PartTemplate, SlotPiece, TextTemplate, parse_words};
use crate::write::document::{DocumentParagraph, TextLevel, TextRun};

/// Characters of the longest heading.
const HEADING: usize = 60;

type OwnParts = Vec<Option<Vec<DocumentParagraph>>>;

/// The paragraphs of each part that the department's texts have.
pub(super) fn parts(
    budget: &Budget,
    template: &TextTemplate,
    composer: &mut Composer<'_>,
) -> OwnParts {
    let mut parts = vec![None; template.parts.len()];
    for text in &budget.texts {
        let mut paragraphs = TextParagraph::all_of(text);
        paragraphs.retain(|it| !it.in_table && !it.text.trim().is_empty());
        add(budget, template, composer, &paragraphs, &mut parts);
    }
    for (part, own) in template.parts.iter().zip(&mut parts) {
        // its tables are those of the workbook
        if part.has_tables {
            *own = None;
        }
    }
    parts
}

fn add(
    budget: &Budget,
    template: &TextTemplate,
    composer: &mut Composer<'_>,
    paragraphs: &[TextParagraph],
    parts: &mut OwnParts,
) {
    let begins = |paragraph: &TextParagraph| {
        let is_heading = level(budget, paragraph) != TextLevel::Body;
        is_heading
            .then(|| begun(template, &paragraph.text))
            .flatten()
    };
    // what stands in front of the first part is its cover
    let mut at = match paragraphs.iter().any(|it| begins(it).is_some()) {
        true => None,
        false => template.parts.iter().position(|part| part.is_main),
    };
    // how far the text has gone through ours
    let mut seen = 0;
    for paragraph in paragraphs {
        let begun = begins(paragraph);
        if begun.is_some() && begun != at {
            at = begun;
            seen = 0;
            continue;
        }
        let Some(place) = at else {
            continue;
        };
        let out = parts[place].get_or_insert_with(Vec::new);
        let ours = &template.parts[place].paragraphs;
        if let Some(found) = same(ours, &paragraph.text, seen) {
            seen = found + 1;
            let own = &ours[found];
            if own.each.is_some() || !own.when.is_empty() {
                composer.paragraph(own, out);
                continue;
            }
        }
        let level = match level(budget, paragraph) {
            TextLevel::Body if out.is_empty() && is_title(&paragraph.text) => TextLevel::Title,
            level => level,
        };
        composer.under(level, &paragraph.text);
        out.push(DocumentParagraph {
            level,
            runs: runs(composer, paragraph),
        });
    }
}

/// The paragraph of the template that is written as it is there: the next one, as some stand under several headings.
fn same(ours: &[ParagraphTemplate], text: &str, seen: usize) -> Option<usize> {
    let is_same = |at: &usize| {
        let own = text.chars().filter_map(folded);
        own.eq(ours[*at].source.chars())
    };
    let next = (seen..ours.len()).find(is_same);
    next.or_else(|| (0..seen.min(ours.len())).find(is_same))
}

/// The part that a heading begins.
pub(super) fn begun(template: &TextTemplate, heading: &str) -> Option<usize> {
    let heading = fold(heading);
    let begins = |part: &PartTemplate| {
        part.begin
            .iter()
            .any(|word| heading.contains(word.as_str()))
    };
    template.parts.iter().position(begins)
}

pub(super) fn level(budget: &Budget, paragraph: &TextParagraph) -> TextLevel {
    // a long one is neither heading nor signature
    let shown = paragraph.text.chars().filter(|c| c.is_alphanumeric());
    if shown.take(HEADING + 1).count() > HEADING {
        return TextLevel::Body;
    }
    let text = fold(&paragraph.text);
    let is_open = !text.ends_with(['。', ';', ',', ':']) && text.chars().count() <= HEADING;
    let marker = lines(std::slice::from_ref(paragraph))
        .first()
        .map_or(Marker::Plain, |line| line.marker);
    match marker {
        Marker::Part | Marker::Han if is_open => TextLevel::First,
        Marker::HanInBrackets if is_open => TextLevel::Second,
        Marker::Plain if is_open && paragraph.level.is_some() => TextLevel::First,
        Marker::Plain if text == fold(&budget.department) || is_date(&text) => TextLevel::Signature,
        _ => TextLevel::Body,
    }
}

/// Whether the first words of a text are what it is called: `某局2020年部门预算情况说明`.
fn is_title(text: &str) -> bool {
    let text = fold(text);
    let is_open = !text.ends_with(['。', ';', ',', ':']) && text.chars().count() <= HEADING;
    is_open && text.contains("预算") && text.ends_with(['明', '开', '书'])
}

/// `2020年2月10日`.
fn is_date(text: &str) -> bool {
    text.ends_with('日')
        && text.contains('年')
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '年' | '月' | '日'))
}

/// The words of a paragraph: places to be filled in stay such places, names in braces are filled in.
fn runs(composer: &Composer<'_>, paragraph: &TextParagraph) -> Vec<TextRun> {
    let text = format!(
        "{}{}",
        paragraph.number,
        paragraph.text.trim_matches('\u{3000}').trim()
    );
    match parse_words(&text) {
        Ok(pieces) if pieces.iter().any(|it| !matches!(it, SlotPiece::Plain(_))) => {
            composer.filled(&pieces)
        }
        _ => vec![TextRun::Plain(text)],
    }
}
