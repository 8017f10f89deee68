//! What stands in a paragraph: characters, signs, fields, and what runs say of their look.

use super::body::Body;
use crate::book::Refusal;
use crate::book::package::{Event, Start, attribute, characters};
use crate::book::text::docx::element::{WordElement, is_on};
use crate::book::text::raw::{NoteKind, TokenKind};
use std::ops::Range;

impl Body<'_> {
    pub(super) fn property(&mut self, element: WordElement, value: impl Fn() -> Option<String>) {
        let is_of_run = self.is_within(WordElement::RunProperties);
        if is_of_run && !self.is_of_mark() {
            match element {
                WordElement::RunStyle => self.run.style = value(),
                WordElement::Hidden => self.run.is_hidden = Some(is_on(value().as_deref())),
                WordElement::Bold => self.run.is_bold = Some(is_on(value().as_deref())),
                _ => {}
            }
        } else if let Some((_, properties)) = self.open_paragraphs.last_mut() {
            match element {
                WordElement::Style => properties.style = value(),
                WordElement::List => properties.list = value().and_then(|value| value.parse().ok()),
                WordElement::ListLevel => {
                    properties.level = value().and_then(|value| value.parse().ok())
                }
                WordElement::Outline => {
                    properties.outline = value().and_then(|value| value.parse().ok())
                }
                _ => {}
            }
        }
    }

    /// Something that is no text; what an object shows is no picture beside it.
    pub(super) fn embedded(&mut self, element: WordElement) {
        let is_within_object = self.elements.contains(&WordElement::Object);
        let Some(paragraph) = self.paragraph().filter(|_| !is_within_object) else {
            return;
        };
        match element {
            WordElement::Picture => paragraph.embedded.pictures += 1,
            WordElement::Chart => paragraph.embedded.charts += 1,
            _ => paragraph.embedded.objects += 1,
        }
    }

    /// A mark that refers to a note.
    pub(super) fn note_mark(&mut self, kind: NoteKind, id: Option<String>) {
        if let (Some(paragraph), Some(id)) = (self.paragraph(), id) {
            paragraph.notes.push((kind, id));
        }
    }

    pub(super) fn field_mark(
        &mut self,
        tag: &Start<'_>,
        range: &Range<usize>,
    ) -> Result<(), Refusal> {
        self.counts.run()?;
        let kind = match attribute(tag, "fldCharType").as_deref() {
            Some("begin") => TokenKind::Begin,
            Some("separate") => TokenKind::Separate,
            Some("end") => TokenKind::End,
            _ => return Ok(()),
        };
        self.push(kind, "", (range.start, range.end));
        Ok(())
    }

    pub(super) fn simple_field(
        &mut self,
        tag: &Start<'_>,
        range: &Range<usize>,
    ) -> Result<(), Refusal> {
        self.counts.run()?;
        let place = (range.start, range.end);
        self.push(TokenKind::Begin, "", place);
        self.push(
            TokenKind::Instruction,
            &attribute(tag, "instr").unwrap_or_default(),
            place,
        );
        self.push(TokenKind::Separate, "", place);
        Ok(())
    }

    pub(super) fn sign(&mut self, sign: char, range: &Range<usize>) -> Result<(), Refusal> {
        let mut buffer = [0; 4];
        self.text(
            TokenKind::Sign,
            sign.encode_utf8(&mut buffer),
            range.clone(),
        )
    }

    /// Characters between tags, be they text or the words of a field.
    pub(super) fn characters(
        &mut self,
        event: &Event<'_>,
        range: Range<usize>,
    ) -> Result<(), Refusal> {
        if self.left_out > 0 {
            return Ok(());
        }
        match self.elements.last() {
            Some(WordElement::Text) => {}
            Some(WordElement::Instruction) => {
                self.counts.run()?;
                let text = characters(event).unwrap_or_default();
                self.counts.text(text.len())?;
                self.push(TokenKind::Instruction, &text, (range.start, range.end));
                return Ok(());
            }
            _ => return Ok(()),
        }
        let Some(text) = characters(event) else {
            return Ok(());
        };
        match event {
            Event::Text(_) => self.text(TokenKind::Literal, &text, range),
            Event::CData(_) => {
                let (before, after) = ("<![CDATA[".len(), "]]>".len());
                self.text(
                    TokenKind::Literal,
                    &text,
                    range.start + before..range.end - after,
                )
            }
            _ => self.text(TokenKind::Sign, &text, range),
        }
    }

    pub(super) fn text(
        &mut self,
        kind: TokenKind,
        text: &str,
        range: Range<usize>,
    ) -> Result<(), Refusal> {
        self.counts.run()?;
        self.counts.text(text.len())?;
        let (is_hidden, is_bold) = self.look();
        if let Some(paragraph) = self.paragraph().filter(|_| !is_hidden) {
            paragraph.is_light |= !is_bold && !text.trim().is_empty();
            paragraph.push(kind, text, (range.start, range.end));
        }
        Ok(())
    }

    /// Whether the text of the open run is hidden, and whether it is bold.
    pub(super) fn look(&mut self) -> (bool, bool) {
        if let Some(look) = self.run.look {
            return look;
        }
        let open = self.open_paragraphs.last();
        let around = open.and_then(|(_, properties)| properties.style.as_deref());
        let (styles, own) = (&self.definitions.styles, self.run.style.as_deref());
        let is_hidden = self
            .run
            .is_hidden
            .unwrap_or_else(|| styles.is_hidden(own, around));
        let is_bold = self
            .run
            .is_bold
            .unwrap_or_else(|| styles.is_bold(own, around));
        *self.run.look.insert((is_hidden, is_bold))
    }
}
