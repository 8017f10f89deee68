//! The main part, element by element, as paragraphs of tokens.

use crate::book::Refusal;
use crate::book::package::{Archive, Event, Onward, Spaces, Start, attribute, each_within};
use crate::book::text::docx::Definitions;
use crate::book::text::docx::element::{WordElement, element};
use crate::book::text::docx::properties::Properties;
use crate::book::text::docx::stretches::Stretches;
use crate::book::text::frames::TablePlace;
use crate::book::text::limits::TextLimits;
use crate::book::text::raw::{Counts, RawParagraph, RawSpan, TokenKind};
use crate::place::CellRef;
use std::ops::Range;

/// Columns of the widest table.
pub(super) const WIDEST: u32 = 1_000;

/// What a part holds.
pub(super) struct BodyContents {
    /// In the order in which they begin.
    pub(super) paragraphs: Vec<RawParagraph>,
    pub(super) tables: Vec<TablePlace>,
    /// The cells that are merged.
    pub(super) spans: Vec<RawSpan>,
}

/// Reads the paragraphs and tables of a part.
pub(super) fn read(
    archive: &mut Archive<'_>,
    part: &str,
    definitions: &Definitions,
    limits: &TextLimits,
) -> Result<BodyContents, Refusal> {
    let mut body = Body::new(definitions, limits);
    let mut spaces = Spaces::default();
    let damaged = || Refusal::Damaged {
        part: part.to_owned(),
    };
    each_within(archive, part, |event, range, bytes| {
        match event {
            Event::Start(tag) => {
                spaces.open(tag).ok_or_else(damaged)?;
                body.open(&spaces, tag, range)?;
            }
            Event::Empty(tag) => {
                spaces.open(tag).ok_or_else(damaged)?;
                body.open(&spaces, tag, range.clone())?;
                spaces.close();
                body.close(range.end);
            }
            Event::End(_) => {
                spaces.close();
                if body.close(range.end) == Some(WordElement::Text) {
                    return Ok(body.behind_text(&spaces, bytes, range.end));
                }
            }
            event => body.characters(event, range)?,
        }
        Ok(Onward::Next)
    })?;
    body.last_keeps_mark();
    Ok(BodyContents {
        paragraphs: body.paragraphs,
        tables: body.tables,
        spans: body.spans,
    })
}

fn element_of(spaces: &Spaces, tag: &Start<'_>) -> WordElement {
    element(spaces.of(tag), tag.local_name().as_ref())
}

/// What is open while a part is read.
pub(super) struct Body<'a> {
    pub(super) definitions: &'a Definitions,
    pub(super) counts: Counts<'a>,
    pub(super) paragraphs: Vec<RawParagraph>,
    pub(super) elements: Vec<WordElement>,
    /// Elements around what is left out, that itself included.
    pub(super) left_out: usize,
    /// Paragraphs that are open, and what they say of themselves.
    pub(super) open_paragraphs: Vec<(usize, Properties)>,
    pub(super) containers: Vec<Container>,
    /// How many containers and stories there were.
    pub(super) container_count: u32,
    pub(super) story_count: u32,
    pub(super) tables: Vec<TablePlace>,
    pub(super) open_tables: Vec<OpenTable>,
    pub(super) spans: Vec<RawSpan>,
    /// Whether each open control holds a table of contents.
    pub(super) controls: Vec<bool>,
    /// Whether a branch of each open choice was taken.
    pub(super) choices: Vec<bool>,
    /// Whether each open row is deleted.
    pub(super) rows: Vec<bool>,
    /// The id of the open note, in a part of notes.
    note: Option<String>,
    pub(super) run: RunFormat,
    stretches: Stretches,
}

/// A table that is open.
#[derive(Debug, Default)]
pub(super) struct OpenTable {
    /// Its number, from one.
    pub(super) number: u32,
    pub(super) next_row: u32,
    /// The open cell, or the next one in its row.
    pub(super) cell: CellRef,
    pub(super) columns: u32,
    pub(super) goes_on: bool,
    /// The widths of its grid, as long as no row has begun.
    pub(super) widths: Vec<i32>,
    /// The column in which each column of its grid begins, where slivers between them are none.
    pub(super) begins: Vec<u32>,
}

/// What holds paragraphs: the body, a cell, a text box.
#[derive(Debug, Clone, Default)]
pub(super) struct Container {
    pub(super) id: u32,
    pub(super) story: u32,
    pub(super) table: Option<u32>,
    pub(super) cell: CellRef,
    pub(super) host: Option<usize>,
    /// Its last paragraph.
    pub(super) last: Option<usize>,
}

/// What an open run says of its text.
#[derive(Debug, Default, Clone)]
pub(super) struct RunFormat {
    pub(super) style: Option<String>,
    pub(super) is_hidden: Option<bool>,
    pub(super) is_bold: Option<bool>,
    /// Whether its text is hidden and whether it is bold, once that was asked for.
    pub(super) look: Option<(bool, bool)>,
}

impl<'a> Body<'a> {
    fn new(definitions: &'a Definitions, limits: &'a TextLimits) -> Self {
        Self {
            definitions,
            counts: Counts::new(limits),
            paragraphs: Vec::new(),
            elements: Vec::new(),
            left_out: 0,
            open_paragraphs: Vec::new(),
            containers: vec![Container::default()],
            container_count: 0,
            story_count: 0,
            tables: Vec::new(),
            open_tables: Vec::new(),
            spans: Vec::new(),
            controls: Vec::new(),
            choices: Vec::new(),
            rows: Vec::new(),
            note: None,
            run: RunFormat::default(),
            stretches: Stretches::default(),
        }
    }

    fn open(
        &mut self,
        spaces: &Spaces,
        tag: &Start<'_>,
        range: Range<usize>,
    ) -> Result<(), Refusal> {
        let element = element_of(spaces, tag);
        if self.left_out == 0 {
            let place = (self.elements.len(), spaces.changes());
            self.stretches
                .opened(element, range.start, place, &self.run);
        }
        if self.left_out > 0 || self.is_left_out(element) {
            self.left_out += 1;
            return Ok(());
        }
        let value = || attribute(tag, "val");
        match element {
            WordElement::Paragraph => self.begin_paragraph()?,
            WordElement::Run => self.run = RunFormat::default(),
            WordElement::FieldMark => self.field_mark(tag, &range)?,
            WordElement::SimpleField => self.simple_field(tag, &range)?,
            WordElement::Sign(sign) if self.is_in_run() => self.sign(sign, &range)?,
            WordElement::Symbol if self.is_in_run() => {
                let number = attribute(tag, "char");
                let number = number.and_then(|number| u32::from_str_radix(&number, 16).ok());
                if let Some(sign) = number.and_then(char::from_u32) {
                    self.sign(sign, &range)?;
                }
            }
            WordElement::Table => self.begin_table(),
            WordElement::Row => self.begin_row(),
            WordElement::Cell => self.begin_container(false),
            WordElement::GridColumn => self.grid_column(attribute(tag, "w")),
            WordElement::CellColumns | WordElement::CellMerge | WordElement::ColumnsBefore => {
                self.span(element, value());
            }
            WordElement::TextBox => self.begin_container(true),
            WordElement::Control => self.controls.push(false),
            WordElement::Gallery if value().is_some_and(|name| name == "Table of Contents") => {
                if let Some(control) = self.controls.last_mut() {
                    *control = true;
                }
            }
            WordElement::Alternatives => self.choices.push(false),
            WordElement::Choice => {
                if let Some(taken) = self.choices.last_mut() {
                    *taken = true;
                }
            }
            WordElement::Deleted => self.deleted(),
            WordElement::Note => self.note = attribute(tag, "id"),
            WordElement::NoteMark(kind) => self.note_mark(kind, attribute(tag, "id")),
            WordElement::Picture | WordElement::Chart | WordElement::Object => {
                self.embedded(element);
            }
            _ => self.property(element, value),
        }
        self.elements.push(element);
        Ok(())
    }

    /// An element ends: which one, where it is read.
    fn close(&mut self, end: usize) -> Option<WordElement> {
        if self.left_out > 0 {
            self.left_out -= 1;
            return None;
        }
        let element = self.elements.pop();
        self.stretches.closed(self.elements.len());
        match element {
            Some(WordElement::Paragraph) => self.end_paragraph(),
            Some(WordElement::SimpleField) => self.push(TokenKind::End, "", (end, end)),
            Some(WordElement::Cell) => {
                self.end_cell();
                self.end_container();
            }
            Some(WordElement::TextBox) => self.end_container(),
            Some(WordElement::Table) => drop(self.open_tables.pop()),
            Some(WordElement::Row) => drop(self.rows.pop()),
            Some(WordElement::Control) => drop(self.controls.pop()),
            Some(WordElement::Alternatives) => drop(self.choices.pop()),
            _ => {}
        }
        element
    }

    /// What is read behind a text that ends at `end`.
    fn behind_text(&mut self, spaces: &Spaces, part: &[u8], end: usize) -> Onward {
        if !self.is_within(WordElement::Run) {
            return Onward::Next;
        }
        let place = (self.elements.len(), spaces.changes());
        match self.stretches.behind(part, end, place) {
            Some((known, run)) => {
                self.run = run;
                Onward::Past(known)
            }
            None => Onward::Next,
        }
    }

    /// Whether an element and all within it is no text of the paragraph.
    fn is_left_out(&self, element: WordElement) -> bool {
        match element {
            WordElement::LeftOut => true,
            // said of a paragraph's mark or of a row it is no container
            WordElement::Deleted => !self.is_within_properties(),
            WordElement::Choice => self.choices.last().copied().unwrap_or(false),
            WordElement::Cell => self.rows.last().copied().unwrap_or(false),
            _ => false,
        }
    }

    pub(super) fn is_within(&self, element: WordElement) -> bool {
        self.elements.last() == Some(&element)
    }

    fn is_within_properties(&self) -> bool {
        self.is_within(WordElement::RunProperties) || self.is_within(WordElement::RowProperties)
    }

    /// Whether the element that opens stands in a run, be it in one of its alternatives.
    fn is_in_run(&self) -> bool {
        let around = self.elements.iter().rev();
        let mut around = around.filter(|element| {
            !matches!(
                element,
                WordElement::Alternatives | WordElement::Choice | WordElement::Other
            )
        });
        around.next() == Some(&WordElement::Run)
    }

    /// Whether properties of a run are those of a paragraph's mark.
    pub(super) fn is_of_mark(&self) -> bool {
        self.elements.iter().rev().nth(1) == Some(&WordElement::ParagraphProperties)
    }

    pub(super) fn paragraph(&mut self) -> Option<&mut RawParagraph> {
        let (open, _) = self.open_paragraphs.last()?;
        self.paragraphs.get_mut(*open)
    }

    pub(super) fn push(&mut self, kind: TokenKind, text: &str, place: (usize, usize)) {
        if let Some(paragraph) = self.paragraph() {
            paragraph.push(kind, text, place);
        }
    }

    fn begin_paragraph(&mut self) -> Result<(), Refusal> {
        self.counts.paragraph()?;
        let place = self.paragraphs.len();
        let container = self.containers.last_mut();
        let held = container.map(|container| {
            container.last = Some(place);
            container.clone()
        });
        let held = held.unwrap_or_default();
        self.paragraphs.push(RawParagraph {
            container: held.id,
            table: held.table,
            cell: held.cell,
            host: held.host,
            story: held.story,
            is_contents: self.controls.contains(&true),
            of_note: self.note.clone(),
            ..RawParagraph::default()
        });
        self.open_paragraphs.push((place, Properties::default()));
        Ok(())
    }

    fn end_paragraph(&mut self) {
        let Some((open, properties)) = self.open_paragraphs.pop() else {
            return;
        };
        if let Some(paragraph) = self.paragraphs.get_mut(open) {
            let styles = &self.definitions.styles;
            paragraph.is_contents |= styles.is_contents(properties.style.as_deref());
            paragraph.look = properties.look(self.definitions);
        }
    }
}
