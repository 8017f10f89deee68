//! The tables of a document as sheets: whole books have the tables of a budget between their text. The lines above a
//! table are its first rows, for they title it and name its unit of measure.

use crate::book::sheet::{Merge, Sheet};
use crate::book::text::{CellSpan, ParagraphPlace, TextSource};
use crate::book::value::{SharedText, Value};
use crate::place::CellRef;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::str::FromStr;

/// Lines above a table that may belong to it.
const ABOVE: usize = 6;
/// Characters of the longest of them.
const LINE: usize = 60;
/// Cells of the smallest document whose tables are looked at.
const FEW: usize = 40;
/// Tables of the largest book.
const MANY: usize = 500;

/// A table, or several one after another that continue it.
#[derive(Default)]
struct WordTable {
    above: Vec<String>,
    cells: BTreeMap<CellRef, String>,
    /// The first paragraph of each cell.
    paragraphs: HashMap<CellRef, usize>,
    merges: Vec<Merge>,
    /// Rows so far, those of the lines above included.
    rows: u32,
    columns: u32,
}

/// A table of a document as a sheet, with the paragraph that each cell begins with.
pub(crate) struct TableSheet {
    pub(crate) sheet: Sheet,
    pub(crate) paragraphs: HashMap<CellRef, usize>,
}

/// The tables of a document as sheets, each with its own name; nothing where they are few and small.
pub(crate) fn sheets(source: &TextSource) -> Vec<TableSheet> {
    let in_table = |place: &ParagraphPlace| matches!(place, ParagraphPlace::Table { .. });
    let cells = source.paragraphs.iter().filter(|it| in_table(&it.place));
    if cells.count() < FEW {
        return Vec::new();
    }
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
    let mut spans: HashMap<usize, Vec<&CellSpan>> = HashMap::new();
    for span in &source.spans {
        spans.entry(span.block).or_default().push(span);
    }
    let mut tables: Vec<WordTable> = Vec::new();
    let mut above: Vec<String> = Vec::new();
    let (mut open, mut first_row) = (None, 0);
    for (index, paragraph) in source.paragraphs.iter().enumerate() {
        match paragraph.place {
            ParagraphPlace::Table { block, row, column } => {
                if open != Some(block) {
                    open = Some(block);
                    // without a line between them the second goes on with the first
                    if tables.is_empty() || !above.is_empty() {
                        tables.push(WordTable::below(std::mem::take(&mut above)));
                    }
                    let Some(table) = tables.last_mut() else {
                        continue;
                    };
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
                if line.chars().count() > LINE {
                    above.clear();
                }
                above.push(line);
                if above.len() > ABOVE {
                    above.remove(0);
                }
            }
            _ => {}
        }
    }
    tables
}

/// Merged ranges: cells over several columns, and those that go on below.
fn merges(spans: &[&CellSpan], first_row: u32) -> Vec<Merge> {
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
    fn below(above: Vec<String>) -> Self {
        Self {
            rows: u32::try_from(above.len()).unwrap_or(0),
            above,
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
        let title = self.above.iter().rev().find(|line| line.contains('表'));
        let mut name = title.map_or_else(|| format!("表格{}", number + 1), Clone::clone);
        if !names.insert(name.to_lowercase()) {
            name = format!("{name}（{}）", number + 1);
            names.insert(name.to_lowercase());
        }
        let mut cells: BTreeMap<CellRef, Value> = BTreeMap::new();
        for (row, line) in (0..).zip(&self.above) {
            // what stands at both ends of a line stands at both ends of the table
            let pieces = line.split(['\t', '\u{3000}']).flat_map(|it| it.split("  "));
            let pieces: Vec<&str> = pieces.map(str::trim).filter(|it| !it.is_empty()).collect();
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
        TableSheet {
            sheet: Sheet::new(&name, false, cells, self.merges),
            paragraphs: self.paragraphs,
        }
    }
}

/// A number where a cell holds nothing else.
fn value(text: &str) -> Value {
    let plain: String = text.trim().chars().filter(|c| *c != ',').collect();
    let digits = plain.strip_prefix('-').unwrap_or(&plain);
    let is_number = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
        && !(digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0."));
    match Decimal::from_str(&plain) {
        Ok(number) if is_number => Value::Number(number.normalize()),
        _ => Value::Text(SharedText::new(text.trim())),
    }
}
