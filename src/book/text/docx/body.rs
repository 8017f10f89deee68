//! The main part, element by element, as paragraphs of tokens.

use crate::book::Refusal;
use crate::book::package::{Archive, Event, Spaces, Start, attribute, characters, each_at};
use crate::book::text::docx::Definitions;
use crate::book::text::docx::element::{WordElement, element, is_on};
use crate::book::text::docx::properties::Properties;
use crate::book::text::limits::TextLimits;
use crate::book::text::raw::{Counts, RawParagraph, RawSpan, TokenKind};
use std::ops::Range;

/// Columns of the widest table.
const WIDEST: u32 = 1_000;

/// Reads the paragraphs of a part in the order in which they begin, and the cells that are merged.
pub(super) fn read(
    archive: &mut Archive<'_>,
    part: &str,
    definitions: &Definitions,
    limits: &TextLimits,
) -> Result<(Vec<RawParagraph>, Vec<RawSpan>), Refusal> {
    let mut body = Body::new(definitions, limits);
    let mut spaces = Spaces::default();
    let damaged = || Refusal::Damaged {
        part: part.to_owned(),
    };
    each_at(archive, part, |event, range| {
        match event {
            Event::Start(tag) => {
                spaces.open(tag).ok_or_else(damaged)?;
                body.open(element_of(&spaces, tag), tag, range)?;
            }
            Event::Empty(tag) => {
                spaces.open(tag).ok_or_else(damaged)?;
                body.open(element_of(&spaces, tag), tag, range.clone())?;
                spaces.close();
                body.close(range.end);
            }
            Event::End(_) => {
                spaces.close();
                body.close(range.end);
            }
            event => body.characters(event, range)?,
        }
        Ok(true)
    })?;
    body.last_keeps_mark();
    Ok((body.paragraphs, body.spans))
}

fn element_of(spaces: &Spaces, tag: &Start<'_>) -> WordElement {
    element(spaces.of(tag), tag.local_name().as_ref())
}

/// What is open while a part is read.
struct Body<'a> {
    definitions: &'a Definitions,
    counts: Counts<'a>,
    paragraphs: Vec<RawParagraph>,
    elements: Vec<WordElement>,
    /// Elements around what is left out, that itself included.
    left_out: usize,
    /// Paragraphs that are open, and what they say of themselves.
    open_paragraphs: Vec<(usize, Properties)>,
    containers: Vec<Container>,
    /// How many containers, stories and tables there were.
    container_count: u32,
    story_count: u32,
    table_count: u32,
    open_tables: Vec<u32>,
    /// The next row of the outermost table, and the open cell or the next one in its row.
    next_row: u32,
    cell: (u32, u32),
    columns: u32,
    goes_on: bool,
    spans: Vec<RawSpan>,
    /// Whether each open control holds a table of contents.
    controls: Vec<bool>,
    /// Whether a branch of each open choice was taken.
    choices: Vec<bool>,
    /// Whether each open row is deleted.
    rows: Vec<bool>,
    run: RunFormat,
}

/// What holds paragraphs: the body, a cell, a text box.
#[derive(Debug, Clone, Default)]
struct Container {
    id: u32,
    story: u32,
    table: Option<u32>,
    cell: (u32, u32),
    host: Option<usize>,
    /// Its last paragraph.
    last: Option<usize>,
}

/// What an open run says of its text.
#[derive(Debug, Default)]
struct RunFormat {
    style: Option<String>,
    is_hidden: Option<bool>,
    is_bold: Option<bool>,
    /// Whether its text is hidden and whether it is bold, once that was asked for.
    look: Option<(bool, bool)>,
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
            table_count: 0,
            open_tables: Vec::new(),
            next_row: 0,
            cell: (0, 0),
            columns: 1,
            goes_on: false,
            spans: Vec::new(),
            controls: Vec::new(),
            choices: Vec::new(),
            rows: Vec::new(),
            run: RunFormat::default(),
        }
    }

    fn open(
        &mut self,
        element: WordElement,
        tag: &Start<'_>,
        range: Range<usize>,
    ) -> Result<(), Refusal> {
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
            _ => self.property(element, value),
        }
        self.elements.push(element);
        Ok(())
    }

    fn close(&mut self, end: usize) {
        if self.left_out > 0 {
            self.left_out -= 1;
            return;
        }
        match self.elements.pop() {
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

    fn is_within(&self, element: WordElement) -> bool {
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
    fn is_of_mark(&self) -> bool {
        self.elements.iter().rev().nth(1) == Some(&WordElement::ParagraphProperties)
    }

    fn paragraph(&mut self) -> Option<&mut RawParagraph> {
        let (open, _) = self.open_paragraphs.last()?;
        self.paragraphs.get_mut(*open)
    }

    fn push(&mut self, kind: TokenKind, text: &str, place: (usize, usize)) {
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

    fn begin_table(&mut self) {
        self.table_count += 1;
        self.open_tables.push(self.table_count);
        if self.is_outermost() {
            self.next_row = 0;
        }
        // a paragraph in front of a table keeps its mark
        self.last_keeps_mark();
    }

    fn last_keeps_mark(&mut self) {
        let last = self.containers.last().and_then(|container| container.last);
        if let Some(paragraph) = last.and_then(|last| self.paragraphs.get_mut(last)) {
            paragraph.joins_next = false;
        }
    }

    fn begin_container(&mut self, is_box: bool) {
        self.container_count += 1;
        let around = self.containers.last().cloned().unwrap_or_default();
        let mut container = Container {
            id: self.container_count,
            last: None,
            ..around
        };
        if is_box {
            self.story_count += 1;
            container.story = self.story_count;
            container.host = container
                .host
                .or(self.open_paragraphs.last().map(|(open, _)| *open));
        } else {
            container.table = container.table.or(self.open_tables.last().copied());
            if self.is_outermost() {
                container.cell = self.cell;
                (self.columns, self.goes_on) = (1, false);
            }
        }
        self.containers.push(container);
    }

    fn end_container(&mut self) {
        self.last_keeps_mark();
        self.containers.pop();
    }

    fn is_outermost(&self) -> bool {
        self.open_tables.len() == 1
    }

    fn begin_row(&mut self) {
        self.rows.push(false);
        if self.is_outermost() {
            self.cell = (self.next_row, 0);
            self.next_row += 1;
        }
    }

    /// What a cell or a row says of columns.
    fn span(&mut self, element: WordElement, value: Option<String>) {
        if !self.is_outermost() {
            return;
        }
        let count = || value.as_deref().and_then(|it| it.parse::<u32>().ok());
        match element {
            WordElement::CellMerge => self.goes_on = value.as_deref() != Some("restart"),
            WordElement::CellColumns => self.columns = count().unwrap_or(1).clamp(1, WIDEST),
            _ => self.cell.1 = count().unwrap_or(0).min(WIDEST),
        }
    }

    fn end_cell(&mut self) {
        if !self.is_outermost() {
            return;
        }
        if let Some(table) = self.open_tables.last()
            && (self.columns > 1 || self.goes_on)
        {
            self.spans.push(RawSpan {
                table: *table,
                cell: self.cell,
                columns: self.columns,
                goes_on: self.goes_on,
            });
        }
        self.cell.1 = self.cell.1.saturating_add(self.columns).min(WIDEST);
    }

    /// A deletion that is said of a paragraph's mark or of a row.
    fn deleted(&mut self) {
        if self.is_within(WordElement::RowProperties) {
            if let Some(row) = self.rows.last_mut() {
                *row = true;
            }
        } else if self.is_of_mark()
            && let Some(paragraph) = self.paragraph()
        {
            paragraph.joins_next = true;
        }
    }

    fn property(&mut self, element: WordElement, value: impl Fn() -> Option<String>) {
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

    fn field_mark(&mut self, tag: &Start<'_>, range: &Range<usize>) -> Result<(), Refusal> {
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

    fn simple_field(&mut self, tag: &Start<'_>, range: &Range<usize>) -> Result<(), Refusal> {
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

    fn sign(&mut self, sign: char, range: &Range<usize>) -> Result<(), Refusal> {
        let mut buffer = [0; 4];
        self.text(
            TokenKind::Sign,
            sign.encode_utf8(&mut buffer),
            range.clone(),
        )
    }

    /// Characters between tags, be they text or the words of a field.
    fn characters(&mut self, event: &Event<'_>, range: Range<usize>) -> Result<(), Refusal> {
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

    fn text(&mut self, kind: TokenKind, text: &str, range: Range<usize>) -> Result<(), Refusal> {
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
    fn look(&mut self) -> (bool, bool) {
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
