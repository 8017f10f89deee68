//! The tables of a document as sheets: whole books have the tables of a budget between their text. The lines above a
//! table are its first rows, for they title it and name its unit of measure.

mod around;

use crate::book::sheet::{Merge, Sheet};
use crate::book::text::{CellSpan, ParagraphPlace, TextSource};
use crate::book::value::{SharedText, Value};
use crate::place::CellRef;
pub(crate) use around::is_running_text;
use around::{
    HeadMatch, LINE, TABLE, goes_on, is_note, is_number_of_table, is_numbered, is_numbered_title,
    is_of_table, pieces,
};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::str::FromStr;

/// Lines above a table that may belong to it.
const ABOVE: usize = 6;
/// Tables of the largest book.
const MANY: usize = 500;

/// What stands behind the digits of a year.
const YEAR: char = '年';

/// A table, or several one after another that continue it.
#[derive(Default)]
struct WordTable {
    /// The lines above it, each with its paragraph.
    above: Vec<(usize, String)>,
    /// Its first row.
    head: Head,
    /// The blocks of the document that it is made of.
    blocks: BTreeSet<usize>,
    /// Paragraphs of notes and of lines between its pieces.
    notes: BTreeSet<usize>,
    /// Whether running text stands right above, and right below it.
    follows_text: bool,
    precedes_text: bool,
    /// Whether running text stands anywhere between it and the table before, or the next one.
    has_text_above: bool,
    has_text_below: bool,
    cells: BTreeMap<CellRef, String>,
    /// The first paragraph of each cell.
    paragraphs: HashMap<CellRef, usize>,
    merges: Vec<Merge>,
    /// Rows so far, those of the lines above included.
    rows: u32,
    columns: u32,
}

/// The first row of a table, and its columns.
#[derive(Default, Clone, PartialEq)]
struct Head {
    words: String,
    columns: u32,
    /// Whether a cell has digits that are no year.
    has_figures: bool,
}

/// A table of a document as a sheet, with the paragraph that each cell begins with.
pub(crate) struct TableSheet {
    pub(crate) sheet: Sheet,
    pub(crate) paragraphs: HashMap<CellRef, usize>,
    /// The blocks of the document that it is made of.
    pub(crate) blocks: BTreeSet<usize>,
    /// Paragraphs around it that are its own: title, unit of measure, notes.
    pub(crate) around: BTreeSet<usize>,
    /// Whether running text stands right above, and right below it.
    pub(crate) follows_text: bool,
    pub(crate) precedes_text: bool,
    /// Whether running text stands anywhere between it and the table before, or the next one.
    pub(crate) has_text_above: bool,
    pub(crate) has_text_below: bool,
}

/// The tables of a document as sheets, each with its own name.
pub(crate) fn sheets(source: &TextSource) -> Vec<TableSheet> {
    let mut names = HashSet::new();
    let tables = tables(source);
    if tables.len() > MANY {
        return Vec::new();
    }
    let tables = tables.into_iter().enumerate();
    tables
        .map(|(number, table)| table.sheet(number, &mut names))
        .collect()
}

fn tables(source: &TextSource) -> Vec<WordTable> {
    let heads = heads(source);
    let spans = spans_of_blocks(source);
    let mut tables: Vec<WordTable> = Vec::new();
    let mut above: Vec<(usize, String)> = Vec::new();
    // whether a note has ended the last table, and whether running text stands behind it
    let (mut has_ended, mut has_text) = (false, false);
    let (mut open, mut first_row) = (None, 0);
    for (index, paragraph) in source.paragraphs.iter().enumerate() {
        match paragraph.place {
            ParagraphPlace::Table { block, row, column } => {
                if open != Some(block) {
                    open = Some(block);
                    let head = heads.get(&block).cloned().unwrap_or_default();
                    let goes_on = tables
                        .last()
                        .is_some_and(|it| it.goes_on_with(&head, &above, has_ended));
                    match tables.last_mut().filter(|_| goes_on) {
                        Some(table) => table.notes.extend(above.drain(..).map(|(at, _)| at)),
                        None => {
                            if let Some(table) = tables.last_mut() {
                                table.has_text_below = has_text;
                            }
                            let mut own = WordTable::below(std::mem::take(&mut above), head);
                            own.has_text_above = has_text;
                            tables.push(own);
                        }
                    }
                    (has_ended, has_text) = (false, false);
                    let Some(table) = tables.last_mut() else {
                        continue;
                    };
                    table.blocks.insert(block);
                    first_row = table.rows;
                    let own = spans.get(&block).map_or(&[][..], Vec::as_slice);
                    table.merges.extend(merges(own, first_row));
                }
                if let Some(table) = tables.last_mut() {
                    table.put(
                        CellRef::new(first_row + row, column),
                        index,
                        &paragraph.text,
                    );
                }
            }
            ParagraphPlace::Body { .. } if !paragraph.text.trim().is_empty() => {
                let line = format!("{}{}", paragraph.number, paragraph.text.trim());
                let is_first = open.is_some() && above.is_empty();
                let is_note = is_note(&line)
                    || (has_ended && is_numbered(&line) && !is_numbered_title(&line));
                if let Some(table) = tables.last_mut().filter(|_| is_first && is_note) {
                    table.put(CellRef::new(table.rows, 0), index, &line);
                    table.notes.insert(index);
                    has_ended = true;
                    continue;
                }
                let is_text = is_running_text(&line);
                has_text |= is_text;
                if let Some(table) = tables.last_mut().filter(|_| is_first && is_text) {
                    table.precedes_text = true;
                }
                if line.chars().count() > LINE {
                    above.clear();
                }
                above.push((index, line));
                if above.len() > ABOVE {
                    above.remove(0);
                }
            }
            _ => {}
        }
    }
    if let Some(table) = tables.last_mut() {
        table.has_text_below = has_text;
    }
    tables
}

/// The first row of each table of a document.
fn heads(source: &TextSource) -> HashMap<usize, Head> {
    let mut heads: HashMap<usize, Head> = HashMap::new();
    for paragraph in &source.paragraphs {
        if let ParagraphPlace::Table { block, row, column } = paragraph.place {
            let head = heads.entry(block).or_default();
            head.columns = head.columns.max(column + 1);
            if row == 0 {
                let text = paragraph.text.trim();
                head.words.push_str(text);
                head.has_figures |=
                    text.contains(|c: char| c.is_ascii_digit()) && !text.contains(YEAR);
            }
        }
    }
    heads
}

/// The merged cells of each table of a document, by its block.
pub(crate) fn spans_of_blocks(source: &TextSource) -> HashMap<usize, Vec<&CellSpan>> {
    let mut spans: HashMap<usize, Vec<&CellSpan>> = HashMap::new();
    for span in &source.spans {
        spans.entry(span.block).or_default().push(span);
    }
    spans
}

/// Merged ranges of a table: cells over several columns, and those that go on below.
pub(crate) fn merges(spans: &[&CellSpan], first_row: u32) -> Vec<Merge> {
    let mut found: Vec<Merge> = Vec::new();
    let mut open: HashMap<u32, usize> = HashMap::new();
    for span in spans {
        let (row, right) = (first_row + span.row, span.column + span.columns - 1);
        if !span.goes_on {
            found.push(Merge {
                top: row,
                left: span.column,
                bottom: row,
                right,
            });
            open.insert(span.column, found.len() - 1);
            continue;
        }
        let before = open.get(&span.column).copied();
        let before = before.filter(|at| found[*at].bottom + 1 == row);
        let at = before.unwrap_or_else(|| {
            found.push(Merge {
                top: row.saturating_sub(1),
                left: span.column,
                bottom: row,
                right,
            });
            found.len() - 1
        });
        found[at].bottom = row;
        open.insert(span.column, at);
    }
    found
}

impl WordTable {
    /// Whether another table is the next piece of it, with some lines between them. A note ends a table, unless the next one
    /// has the same head.
    fn goes_on_with(&self, head: &Head, lines: &[(usize, String)], has_note: bool) -> bool {
        let found = match self.compare(head) {
            HeadMatch::Headless if has_note => HeadMatch::Other,
            found => found,
        };
        if lines.is_empty() {
            return !has_note || found == HeadMatch::Repeated;
        }
        goes_on(lines, &self.above, found)
    }

    fn compare(&self, head: &Head) -> HeadMatch {
        if head.words.contains(TABLE) {
            HeadMatch::Other
        } else if *head == self.head {
            HeadMatch::Repeated
        } else if head.has_figures && head.columns == self.head.columns {
            HeadMatch::Headless
        } else {
            HeadMatch::Other
        }
    }

    fn below(above: Vec<(usize, String)>, head: Head) -> Self {
        // running text, title, table; but not title, 本表反映…。, table
        let text = above.iter().rposition(|(_, line)| is_running_text(line));
        let first = above.iter().position(|(_, line)| is_of_table(line));
        let follows_text = text.is_some_and(|text| {
            let mut behind = above[text + 1..].iter();
            first.is_none_or(|first| first > text) && behind.all(|(_, line)| is_of_table(line))
        });
        Self {
            rows: u32::try_from(above.len()).unwrap_or(0),
            above,
            head,
            follows_text,
            ..Self::default()
        }
    }

    fn put(&mut self, CellRef { row, column }: CellRef, paragraph: usize, text: &str) {
        self.paragraphs
            .entry(CellRef::new(row, column))
            .or_insert(paragraph);
        self.rows = self.rows.max(row + 1);
        self.columns = self.columns.max(column + 1);
        let own = self.cells.entry(CellRef::new(row, column)).or_default();
        if !own.is_empty() {
            own.push('\n');
        }
        own.push_str(text);
    }

    fn sheet(self, number: usize, names: &mut HashSet<String>) -> TableSheet {
        let is_title = |(_, line): &(usize, String)| line.contains(TABLE) && is_of_table(line);
        let title = self.above.iter().rposition(is_title);
        let mut name = match title {
            Some(title) => self.above[title].1.clone(),
            None => format!("表格{}", number + 1),
        };
        // what stands between the title and the table is its own, and its number or its part above the title
        let first = title.map(|title| {
            let above = self.above[..title].iter().rev();
            let numbers = above.take_while(|(_, line)| is_number_of_table(line));
            title - numbers.count()
        });
        let own = self.above.iter().skip(first.unwrap_or(self.above.len()));
        let own = own.filter(|(_, line)| !is_running_text(line));
        let around = own.map(|(at, _)| *at).chain(self.notes.iter().copied());
        let around = around.collect();
        if !names.insert(name.to_lowercase()) {
            name = format!("{name}（{}）", number + 1);
            names.insert(name.to_lowercase());
        }
        let mut cells: BTreeMap<CellRef, Value> = BTreeMap::new();
        for (row, (_, line)) in (0..).zip(&self.above) {
            // what stands at both ends of a line stands at both ends of the table
            let pieces: Vec<&str> = pieces(line).collect();
            let last = pieces.len().saturating_sub(1);
            for (place, piece) in pieces.into_iter().enumerate() {
                let place = u32::try_from(place).unwrap_or(0);
                let is_last = last > 0 && usize::try_from(place).ok() == Some(last);
                let column = if is_last {
                    place.max(self.columns.saturating_sub(1))
                } else {
                    place
                };
                cells.insert(
                    CellRef::new(row, column),
                    Value::Text(SharedText::new(piece)),
                );
            }
        }
        for (place, text) in self.cells {
            cells.insert(place, value(&text));
        }
        let mut sheet = Sheet::new(&name, false, cells, self.merges);
        sheet.is_in_document = true;
        TableSheet {
            sheet,
            paragraphs: self.paragraphs,
            blocks: self.blocks,
            around,
            follows_text: self.follows_text,
            precedes_text: self.precedes_text,
            has_text_above: self.has_text_above,
            has_text_below: self.has_text_below,
        }
    }
}

/// A number where a cell holds nothing else. A narrow cell may break it: `16,` above `072.23`, or `2,932,7` above `00`.
fn value(text: &str) -> Value {
    let is_mark = |c: Option<&char>| matches!(c, Some(',' | '.'));
    let own: Vec<char> = text.trim().chars().collect();
    let is_one = is_one_number(text);
    let is_broken = |at: usize| {
        own[at].is_whitespace()
            && (is_one
                || is_mark(own.get(at + 1))
                || at.checked_sub(1).is_some_and(|it| is_mark(own.get(it))))
    };
    let kept = (0..own.len()).filter(|at| own[*at] != ',' && !is_broken(*at));
    let plain: String = kept.map(|at| own[at]).collect();
    let digits = plain.strip_prefix('-').unwrap_or(&plain);
    let is_number = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
        && !(digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0."));
    match Decimal::from_str(&plain) {
        Ok(number) if is_number => Value::Number(number.normalize()),
        _ => Value::Text(SharedText::new(text.trim())),
    }
}

/// Whether the pieces of a text are those of one number: only together do they have a comma before every three digits.
fn is_one_number(text: &str) -> bool {
    let mut pieces = text.split_whitespace();
    let whole: String = pieces.clone().collect();
    whole.contains(',') && is_grouped(&whole) && !pieces.all(is_grouped)
}

/// Whether a text is a number that has a comma before every three digits, or none.
fn is_grouped(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
    let (first, rest) = whole.split_once(',').unwrap_or((whole, ""));
    let mut groups = rest.split(',').filter(|_| whole.contains(','));
    let is_digits = |it: &str| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit());
    let is_begun = is_digits(first) && (rest.is_empty() || first.len() <= 3);
    is_begun && is_digits(decimals) && groups.all(|it| is_digits(it) && it.len() == 3)
}
