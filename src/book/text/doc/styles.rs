//! The styles of a Word 97 document: their names, lists and levels.

use super::formats::{Characters, ParagraphFormat, characters, paragraph_properties};
use super::{DocTable, Document};
use crate::book::Refusal;
use crate::book::fields::RecordFields;
use crate::book::text::limits::TextLimits;

/// Styles that are based on each other.
const CHAIN: usize = 12;
/// The number of a style that is based on none.
const NONE: u16 = 0x0fff;
/// What the numbers of Word's own styles for headings and for the lines of a table of contents are.
const HEADINGS: std::ops::RangeInclusive<u16> = 1..=9;
const CONTENTS: std::ops::RangeInclusive<u16> = 19..=27;

/// The styles of a document, by their numbers.
#[derive(Debug, Default)]
pub(super) struct DocStyles(Vec<Option<DocStyle>>);

/// A style.
#[derive(Debug, Default)]
struct DocStyle {
    kind: u16,
    based_on: u16,
    name: String,
    paragraph: ParagraphFormat,
    characters: Characters,
}

impl DocStyles {
    /// Reads the table of styles, as far as it can be understood.
    pub(super) fn read(document: &Document, limits: &TextLimits) -> Result<Self, Refusal> {
        let Some((_, table)) = document.table(DocTable::Styles) else {
            return Ok(Self::default());
        };
        let mut styles = Vec::new();
        let mut fields = RecordFields(table);
        let header = fields
            .u16()
            .and_then(|size| fields.bytes(usize::from(size)));
        let base = header
            .and_then(|header| RecordFields(header.get(2..)?).u16())
            .unwrap_or(10);
        while let Some(bytes) = fields
            .u16()
            .and_then(|size| fields.bytes(usize::from(size)))
        {
            styles.push(style(bytes, usize::from(base)));
            limits.check_definitions(styles.len())?;
        }
        Ok(Self(styles))
    }

    fn chain(&self, number: u16) -> impl Iterator<Item = &DocStyle> {
        let find = |number: u16| self.0.get(usize::from(number)).and_then(Option::as_ref);
        let first = find(number);
        std::iter::successors(first, move |style| find(style.based_on)).take(CHAIN)
    }

    pub(super) fn name(&self, number: u16) -> &str {
        self.chain(number)
            .next()
            .map_or("", |style| style.name.as_str())
    }

    /// The list that a style puts its paragraphs in.
    pub(super) fn list(&self, number: u16) -> Option<u16> {
        self.chain(number).find_map(|style| style.paragraph.list)
    }

    /// The level in its list that a style says.
    pub(super) fn level(&self, number: u16) -> Option<u8> {
        self.chain(number).find_map(|style| style.paragraph.level)
    }

    /// The level as a heading that a style says.
    pub(super) fn outline(&self, number: u16) -> Option<u8> {
        self.chain(number).find_map(|style| {
            let heading = HEADINGS
                .contains(&style.kind)
                .then(|| u8::try_from(style.kind - 1).ok());
            style.paragraph.outline.or(heading.flatten())
        })
    }

    /// Whether a style is one of the lines of a table of contents.
    pub(super) fn is_contents(&self, number: u16) -> bool {
        self.chain(number)
            .any(|style| CONTENTS.contains(&style.kind))
    }

    /// Whether text is hidden, by the style of its characters or else of its paragraph.
    pub(super) fn is_hidden(&self, characters: Option<u16>, paragraph: u16) -> bool {
        let mut styles = self
            .chain(characters.unwrap_or(NONE))
            .chain(self.chain(paragraph));
        styles
            .find_map(|style| style.characters.is_hidden)
            .unwrap_or(false)
    }

    /// Whether text is bold, by the style of its characters or else of its paragraph.
    pub(super) fn is_bold(&self, characters: Option<u16>, paragraph: u16) -> bool {
        let mut styles = self
            .chain(characters.unwrap_or(NONE))
            .chain(self.chain(paragraph));
        styles
            .find_map(|style| style.characters.is_bold)
            .unwrap_or(false)
    }
}

/// A style; nothing where its number is not in use.
fn style(bytes: &[u8], base: usize) -> Option<DocStyle> {
    let mut head = RecordFields(bytes);
    let kind = head.u16()? & 0x0fff;
    let based_on = head.u16()?;
    let counts = head.u16()?;
    let is_paragraphs = based_on & 0xf == 1;
    let mut fields = RecordFields(bytes.get(base..)?);
    let length = usize::from(fields.u16()?);
    let name = fields.bytes(2 * length)?.as_chunks::<2>().0;
    let name: Vec<u16> = name
        .iter()
        .map(|bytes| u16::from_le_bytes(*bytes))
        .collect();
    fields.u16()?;
    let mut style = DocStyle {
        kind,
        based_on: based_on >> 4,
        name: String::from_utf16_lossy(&name),
        ..DocStyle::default()
    };
    let mut sets = Vec::new();
    for _ in 0..counts & 0xf {
        let Some(size) = fields.u16().map(usize::from) else {
            break;
        };
        sets.push(fields.bytes(size)?);
        // each begins at an even place
        fields.bytes(size % 2);
    }
    match sets.as_slice() {
        [paragraph, rest @ ..] if is_paragraphs => {
            style.paragraph = paragraph_properties(paragraph.get(2..).unwrap_or_default());
            style.characters = rest.first().map(|set| characters(set)).unwrap_or_default();
        }
        [set, ..] => style.characters = characters(set),
        [] => {}
    }
    Some(style)
}
