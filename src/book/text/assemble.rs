//! From tokens to paragraphs: fields are resolved, deleted marks join paragraphs, tables of contents go, lists count.

use crate::book::text::fields::{OpenFields, Seen, pair};
use crate::book::text::numbering::{Counters, Numbering};
use crate::book::text::raw::{Look, RawParagraph, RawSpan, TokenKind};
use crate::book::text::{CellSpan, Paragraph, ParagraphPlace, Piece};
use crate::finding::Embedded;
use crate::label::fold;
use crate::place::CellRef;
use std::collections::HashMap;

/// The heading over a table of contents.
const CONTENTS: [&str; 4] = ["目录", "目次", "目錄", "contents"];

/// The paragraphs of a document, and the merged cells of its tables.
pub(super) fn paragraphs(
    mut raw: Vec<RawParagraph>,
    spans: &[RawSpan],
    numbering: &Numbering,
) -> (Vec<Paragraph>, Vec<CellSpan>) {
    pair(&mut raw);
    let drafts = drafts(raw);
    let left_out = contents(&drafts);
    let mut counters = Counters::default();
    let mut blocks = BlockCounter::default();
    let mut paragraphs = Vec::new();
    for (draft, is_left_out) in drafts.into_iter().zip(left_out) {
        let block = blocks.next(&draft, is_left_out);
        if is_left_out {
            continue;
        }
        let place = match (draft.host, draft.table) {
            (Some(_), _) => ParagraphPlace::Box { block },
            (None, Some(_)) => ParagraphPlace::Table {
                block,
                row: draft.cell.row,
                column: draft.cell.column,
            },
            (None, None) => ParagraphPlace::Body { block },
        };
        paragraphs.push(draft.paragraph(place, numbering, &mut counters));
    }
    let merged = spans.iter().filter_map(|span| {
        Some(CellSpan {
            block: *blocks.tables.get(&span.table)?,
            row: span.cell.row,
            column: span.cell.column,
            columns: span.columns,
            goes_on: span.goes_on,
        })
    });
    let spans = merged.collect();
    (paragraphs, spans)
}

/// A paragraph whose fields are resolved.
#[derive(Debug, Default)]
struct Draft {
    /// The paragraphs of the part that it is made of.
    made_of: Vec<usize>,
    container: u32,
    table: Option<u32>,
    cell: CellRef,
    host: Option<usize>,
    look: Look,
    is_bold: bool,
    text: String,
    pieces: Vec<Piece>,
    embedded: Embedded,
    /// Whether lines of a table of contents stand in it.
    has_contents: bool,
}

/// Resolves fields, and joins paragraphs whose mark is deleted with the next one, whose look they take.
fn drafts(raw: Vec<RawParagraph>) -> Vec<Draft> {
    let mut fields = OpenFields::default();
    let mut waiting: HashMap<u32, Draft> = HashMap::new();
    let mut drafts = Vec::new();
    for (i, raw) in raw.into_iter().enumerate() {
        let is_line = raw.is_contents || fields.is_in_contents(raw.story) && raw.tokens.is_empty();
        let mut draft = waiting.remove(&raw.container).unwrap_or_default();
        let was_bold = draft.text.is_empty() || draft.is_bold;
        draft.made_of.push(i);
        draft.has_contents |= is_line;
        draft.take(&raw, &mut fields, is_line);
        draft.is_bold = was_bold && !raw.is_light && !draft.text.trim().is_empty();
        draft.embedded.add(raw.embedded);
        let joins_next = raw.joins_next;
        (draft.container, draft.table, draft.host) = (raw.container, raw.table, raw.host);
        draft.cell = raw.cell;
        draft.look = raw.look;
        if joins_next {
            waiting.insert(draft.container, draft);
        } else {
            drafts.push(draft);
        }
    }
    // no mark is left open at the end of what holds it; a body that ends so loses nothing
    drafts.extend(waiting.into_values());
    drafts
}

impl Draft {
    fn take(&mut self, raw: &RawParagraph, fields: &mut OpenFields, is_line: bool) {
        let mut at = 0;
        for token in &raw.tokens {
            let end = at + token.len as usize;
            let text = raw.text.get(at..end).unwrap_or_default();
            at = end;
            match fields.see(raw.story, token.kind, text) {
                Seen::Contents => self.has_contents = true,
                Seen::Text if !is_line => {
                    // a line of the file is no line of the text
                    let mut bytes = text.bytes();
                    let is_broken = bytes.any(|byte| matches!(byte, b'\n' | b'\r'));
                    if token.kind == TokenKind::Literal && is_broken {
                        self.text.push_str(&text.replace(['\n', '\r'], " "));
                    } else {
                        self.text.push_str(text);
                    }
                    if token.start < token.end {
                        self.pieces.push(Piece {
                            chars: u32::try_from(text.chars().count()).unwrap_or(u32::MAX),
                            start: token.start,
                            end: token.end,
                            is_literal: token.kind == TokenKind::Literal,
                        });
                    }
                }
                Seen::Text | Seen::Nothing => {}
            }
        }
    }

    fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// A line of a table of contents, and nothing else.
    fn is_contents(&self) -> bool {
        self.has_contents && self.is_blank()
    }

    fn paragraph(
        self,
        place: ParagraphPlace,
        numbering: &Numbering,
        counters: &mut Counters,
    ) -> Paragraph {
        let Look {
            style,
            list,
            outline,
        } = self.look;
        let number = list.and_then(|list| numbering.next(list, counters));
        Paragraph {
            list_level: list.filter(|_| number.is_some()).map(|(_, level)| level),
            number: number.unwrap_or_default(),
            outline,
            style,
            is_bold: self.is_bold,
            pieces: self.pieces,
            embedded: self.embedded,
            ..Paragraph::plain(place, self.text)
        }
    }
}

/// Which paragraphs belong to a table of contents: its lines, the heading over it and the blank lines after it.
fn contents(drafts: &[Draft]) -> Vec<bool> {
    let mut left_out: Vec<bool> = drafts.iter().map(Draft::is_contents).collect();
    for i in 0..drafts.len() {
        let draft = &drafts[i];
        let is_before = left_out.get(i + 1).copied().unwrap_or(false);
        let is_after = i > 0 && left_out[i - 1];
        let is_heading = is_before && CONTENTS.contains(&fold(&draft.text).as_str());
        let is_break = is_after && draft.is_blank();
        if draft.table.is_none() && (is_heading || is_break) {
            left_out[i] = true;
        }
    }
    left_out
}

/// Counts the blocks of the body.
#[derive(Debug, Default)]
struct BlockCounter {
    count: usize,
    tables: HashMap<u32, usize>,
    /// By paragraph of the part.
    paragraphs: HashMap<usize, usize>,
}

impl BlockCounter {
    /// The block of the next paragraph.
    fn next(&mut self, draft: &Draft, is_left_out: bool) -> usize {
        let known = match (draft.host, draft.table) {
            // a paragraph whose mark is deleted comes after what it holds
            (Some(host), _) => Some(self.paragraphs.get(&host).copied().unwrap_or(self.count)),
            (None, Some(table)) => self.tables.get(&table).copied(),
            (None, None) => None,
        };
        let block = known.unwrap_or(self.count);
        if known.is_none() && !is_left_out {
            self.count += 1;
            if let (None, Some(table)) = (draft.host, draft.table) {
                self.tables.insert(table, block);
            }
        }
        if draft.host.is_none() {
            self.paragraphs
                .extend(draft.made_of.iter().map(|made| (*made, block)));
        }
        block
    }
}
