//! Fields: what of a paragraph is text, once it is known which fields end and what they show.

use crate::book::text::raw::{RawParagraph, TokenKind};
use std::collections::HashMap;

/// What of a token is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seen {
    Text,
    /// A line of a table of contents that Word made.
    Contents,
    Nothing,
}

/// Notes which fields have an end: a file may be cut, or a deletion may take one end of a field away. One that never
/// ends hides nothing.
pub(super) fn pair(paragraphs: &mut [RawParagraph]) {
    let mut open: HashMap<u32, Vec<(usize, usize)>> = HashMap::new();
    for i in 0..paragraphs.len() {
        for j in 0..paragraphs[i].tokens.len() {
            let open = match paragraphs[i].tokens[j].kind {
                TokenKind::Begin | TokenKind::End => open.entry(paragraphs[i].story).or_default(),
                _ => continue,
            };
            if paragraphs[i].tokens[j].kind == TokenKind::Begin {
                open.push((i, j));
            } else if let Some((begin, token)) = open.pop() {
                paragraphs[begin].tokens[token].kind = TokenKind::Field;
                paragraphs[i].tokens[j].kind = TokenKind::FieldEnd;
            }
        }
    }
}

/// The fields that are open, story by story.
#[derive(Debug, Default)]
pub(super) struct OpenFields(HashMap<u32, Story>);

#[derive(Debug, Default)]
struct Story {
    open: Vec<OpenField>,
    /// How many of them show nothing yet.
    silent: usize,
    /// How many of them show a table of contents.
    contents: usize,
}

#[derive(Debug, Default)]
struct OpenField {
    instruction: String,
    shows: bool,
}

/// Characters of an instruction that tell what the field is.
const INSTRUCTION: usize = 32;

impl OpenFields {
    /// What of the next token of a story is seen.
    pub(super) fn see(&mut self, story: u32, kind: TokenKind, text: &str) -> Seen {
        let story = self.0.entry(story).or_default();
        // the end of a table of contents is part of it
        let was_contents = story.contents > 0;
        match kind {
            TokenKind::Field => story.begin(),
            TokenKind::FieldEnd => story.end(),
            TokenKind::Separate => story.separate(),
            TokenKind::Instruction => story.instruct(text),
            TokenKind::Literal | TokenKind::Sign if story.silent == 0 && !was_contents => {
                return Seen::Text;
            }
            // a Word 97 document has the words of a field among its text
            TokenKind::Literal | TokenKind::Sign if story.silent > 0 => story.instruct(text),
            _ => {}
        }
        if was_contents || story.contents > 0 {
            Seen::Contents
        } else {
            Seen::Nothing
        }
    }

    /// Whether a table of contents goes on from one paragraph to the next.
    pub(super) fn is_in_contents(&self, story: u32) -> bool {
        self.0.get(&story).is_some_and(|story| story.contents > 0)
    }
}

impl Story {
    fn begin(&mut self) {
        self.open.push(OpenField::default());
        self.silent += 1;
    }

    fn end(&mut self) {
        match self.open.pop() {
            Some(field) if !field.shows => self.silent -= 1,
            Some(field) if field.is_contents() => self.contents -= 1,
            _ => {}
        }
    }

    fn separate(&mut self) {
        if let Some(field) = self.open.last_mut().filter(|field| !field.shows) {
            field.shows = true;
            self.silent -= 1;
            self.contents += usize::from(field.is_contents());
        }
    }

    fn instruct(&mut self, text: &str) {
        let field = self.open.last_mut().filter(|field| !field.shows);
        if let Some(field) = field.filter(|field| field.instruction.len() < INSTRUCTION) {
            field.instruction.extend(text.chars().take(INSTRUCTION));
        }
    }
}

impl OpenField {
    fn is_contents(&self) -> bool {
        let word = self
            .instruction
            .split_whitespace()
            .next()
            .unwrap_or_default();
        word.eq_ignore_ascii_case("TOC")
    }
}
