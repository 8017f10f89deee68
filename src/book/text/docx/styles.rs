//! What styles say: a paragraph's list and level as a heading, and whether text is hidden or bold.

use crate::book::Refusal;
use crate::book::package::{Archive, Event, Start, attribute, each};
use crate::book::text::docx::element::is_on;
use crate::book::text::limits::TextLimits;
use std::collections::HashMap;

/// Styles that are based on each other.
const CHAIN: usize = 12;

/// The styles of a document by their ids.
#[derive(Debug, Default)]
pub(super) struct DocxStyles {
    by_id: HashMap<String, DocxStyle>,
    /// The style of a paragraph that names none.
    usual: Option<String>,
}

#[derive(Debug, Default, Clone)]
struct DocxStyle {
    name: String,
    based_on: Option<String>,
    list: Option<u32>,
    level: Option<u8>,
    outline: Option<u8>,
    is_hidden: Option<bool>,
    is_bold: Option<bool>,
    /// The level that its name says, where it is one of Word's own for headings.
    heading: Option<u8>,
    /// Whether it is one of Word's own for the lines of a table of contents.
    is_contents: bool,
}

impl DocxStyles {
    /// Reads the part of the styles.
    pub(super) fn read(
        archive: &mut Archive<'_>,
        part: &str,
        limits: &TextLimits,
    ) -> Result<Self, Refusal> {
        let mut styles = Self::default();
        let mut open: Option<(String, DocxStyle)> = None;
        // within the former look of something, or the look of a table's corner
        let mut aside = 0_usize;
        each(archive, part, |event| {
            match event {
                Event::Start(tag) if aside > 0 || is_aside(tag) => aside += 1,
                Event::End(_) if aside > 0 => aside -= 1,
                Event::Start(tag) | Event::Empty(tag) if aside == 0 => {
                    if tag.local_name().as_ref() == "style" {
                        open = styles.begin(tag);
                    } else if let Some((_, style)) = &mut open {
                        style.note(tag);
                    }
                }
                Event::End(tag) if tag.local_name().as_ref() == "style" => {
                    styles.by_id.extend(open.take());
                    limits.check_definitions(styles.by_id.len())?;
                }
                _ => {}
            }
            Ok(true)
        })?;
        Ok(styles)
    }

    fn begin(&mut self, tag: &Start<'_>) -> Option<(String, DocxStyle)> {
        let id = attribute(tag, "styleId")?;
        let is_paragraphs = attribute(tag, "type").is_none_or(|kind| kind == "paragraph");
        if is_paragraphs && attribute(tag, "default").is_some_and(|value| is_on(Some(&value))) {
            self.usual = Some(id.clone());
        }
        Some((id, DocxStyle::default()))
    }

    /// A style and those it is based on.
    fn chain<'a>(&'a self, id: Option<&'a str>) -> impl Iterator<Item = (&'a str, &'a DocxStyle)> {
        let find = |id: &'a str| self.by_id.get(id).map(|style| (id, style));
        let first = id.and_then(find);
        std::iter::successors(first, move |(_, style)| find(style.based_on.as_deref()?)).take(CHAIN)
    }

    fn of_paragraph<'a>(
        &'a self,
        id: Option<&'a str>,
    ) -> impl Iterator<Item = (&'a str, &'a DocxStyle)> {
        self.chain(id.or(self.usual.as_deref()))
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.by_id.len()
    }

    /// The name of a style.
    pub(super) fn name(&self, id: &str) -> Option<&str> {
        self.by_id.get(id).map(|style| style.name.as_str())
    }

    /// The list that a paragraph's style puts it in, and the style that says so.
    pub(super) fn list<'a>(&'a self, id: Option<&'a str>) -> Option<(&'a str, u32)> {
        self.of_paragraph(id)
            .find_map(|(id, style)| style.list.map(|list| (id, list)))
    }

    /// The level in its list that a paragraph's style says.
    pub(super) fn level(&self, id: Option<&str>) -> Option<u8> {
        self.of_paragraph(id).find_map(|(_, style)| style.level)
    }

    /// The level as a heading that a paragraph's style says; 9 for none.
    pub(super) fn outline(&self, id: Option<&str>) -> Option<u8> {
        self.of_paragraph(id)
            .find_map(|(_, style)| style.outline.or(style.heading))
    }

    /// Whether text is hidden, by the style of its run or else of its paragraph.
    pub(super) fn is_hidden(&self, run: Option<&str>, paragraph: Option<&str>) -> bool {
        let mut styles = self.chain(run).chain(self.of_paragraph(paragraph));
        styles
            .find_map(|(_, style)| style.is_hidden)
            .unwrap_or(false)
    }

    /// Whether text is bold, by the style of its run or else of its paragraph.
    pub(super) fn is_bold(&self, run: Option<&str>, paragraph: Option<&str>) -> bool {
        let mut styles = self.chain(run).chain(self.of_paragraph(paragraph));
        styles.find_map(|(_, style)| style.is_bold).unwrap_or(false)
    }

    /// Whether a style is one of the lines of a table of contents.
    pub(super) fn is_contents(&self, id: Option<&str>) -> bool {
        self.chain(id).any(|(_, style)| style.is_contents)
    }
}

fn is_aside(tag: &Start<'_>) -> bool {
    let name = tag.local_name();
    name.as_ref().ends_with("Change") || name.as_ref() == "tblStylePr"
}

/// The level in a style's name behind one of some words; Word has nine levels.
fn level_in(name: &str, words: &[&str]) -> Option<u8> {
    let name = name.to_lowercase();
    let level = words.iter().find_map(|word| name.strip_prefix(word))?;
    level
        .trim()
        .parse::<u8>()
        .ok()
        .filter(|level| (1..=9).contains(level))
        .map(|level| level - 1)
}

impl DocxStyle {
    fn note(&mut self, tag: &Start<'_>) {
        let value = || attribute(tag, "val");
        match tag.local_name().as_ref() {
            "name" if self.name.is_empty() => {
                self.name = value().unwrap_or_default();
                self.heading = level_in(&self.name, &["heading", "标题"]);
                self.is_contents = level_in(&self.name, &["toc ", "contents ", "目录 "]).is_some();
            }
            "basedOn" => self.based_on = value(),
            "numId" => self.list = value().and_then(|value| value.parse().ok()),
            "ilvl" => self.level = value().and_then(|value| value.parse().ok()),
            "outlineLvl" => self.outline = value().and_then(|value| value.parse().ok()),
            "vanish" => self.is_hidden = Some(is_on(value().as_deref())),
            "b" => self.is_bold = Some(is_on(value().as_deref())),
            _ => {}
        }
    }
}
