//! The tables that a department has between the sentences of its text: they stand in the document as they were handed
//! in, word for word.

use crate::book::sheet::Merge;
use crate::book::text::{Paragraph, ParagraphPlace, merges, spans_of_blocks};
use crate::budget::BudgetText;
use crate::label;
use crate::place::CellRef;
use crate::rule::narrative::is_of_program;
use crate::write::page::{CellContent, SheetPage, Style};
use std::collections::{BTreeMap, HashMap};

/// Widths of columns, in characters.
const NARROWEST: f64 = 6.0;
const WIDEST: f64 = 40.0;
/// Columns of the widest table.
const MANY: u32 = 63;

/// The tables of a text that are not among those of the budget, by the block of the document that each is.
pub(super) fn of_text(text: &BudgetText) -> HashMap<usize, SheetPage> {
    let is_read = |block: usize| {
        let book = text.book.as_ref();
        book.is_some_and(|book| book.blocks.contains(&block))
    };
    let mut cells: HashMap<usize, BTreeMap<CellRef, String>> = HashMap::new();
    for paragraph in &text.source.paragraphs {
        let ParagraphPlace::Table { block, row, column } = paragraph.place else {
            continue;
        };
        if column >= MANY || is_read(block) || is_of_program(&paragraph.style) {
            continue;
        }
        let own = cells.entry(block).or_default();
        let own = own.entry(CellRef::new(row, column)).or_default();
        if !own.is_empty() {
            own.push('\n');
        }
        own.push_str(&words(paragraph));
    }
    let spans = spans_of_blocks(&text.source);
    let pages = cells.into_iter().map(|(block, cells)| {
        let spans = spans.get(&block).map_or(&[][..], Vec::as_slice);
        (block, page(&cells, &merges(spans, 0)))
    });
    pages.collect()
}

fn words(paragraph: &Paragraph) -> String {
    let text = paragraph.text.trim_matches('\u{3000}').trim();
    format!("{}{text}", paragraph.number)
}

fn page(cells: &BTreeMap<CellRef, String>, merges: &[Merge]) -> SheetPage {
    let merges = merges.iter().filter(|it| it.left < MANY);
    let merges: HashMap<CellRef, &Merge> = merges
        .map(|it| (CellRef::new(it.top, it.left), it))
        .collect();
    let last = cells.keys().map(|it| it.column);
    let merged = merges.values().map(|it| it.right.min(MANY - 1));
    let columns = last.chain(merged).max().unwrap_or(0) + 1;
    // what stands above the first row with a figure titles the columns
    let first = cells.iter().find(|(_, text)| is_figure(text));
    let header = first.map_or(1, |(cell, _)| cell.row).max(1);
    let mut page = SheetPage {
        header_end: Some(header - 1),
        widths: vec![NARROWEST; columns as usize],
        ..SheetPage::default()
    };
    // the last row of the merged cell that takes each column
    let mut covered: Vec<Option<u32>> = vec![None; columns as usize];
    for (cell, text) in cells {
        let own = merges.get(cell);
        if own.is_none() && covered[cell.column as usize] >= Some(cell.row) {
            continue;
        }
        let style = match text {
            _ if cell.row < header => Style::Header,
            text if is_figure(text) => Style::Amount,
            _ => Style::Label,
        };
        let (down, right) = own.map_or((1, 1), |it| {
            let right = it.right.min(columns - 1);
            covered[it.left as usize..=right as usize].fill(Some(it.bottom));
            (it.bottom - it.top + 1, right - it.left + 1)
        });
        if right == 1 {
            let longest = text.lines().map(label::width).max().unwrap_or(0);
            let longest = f64::from(u32::try_from(longest).unwrap_or(u32::MAX)) + 2.0;
            let own = &mut page.widths[cell.column as usize];
            *own = own.max(longest.min(WIDEST));
        }
        page.put_merged(
            (cell.row, cell.column as usize),
            (down as usize, right as usize),
            CellContent::text(text.as_str()),
            style,
        );
    }
    page
}

/// `1,234.50`, `12.5%`.
fn is_figure(text: &str) -> bool {
    let is_digit = |c: char| c.is_ascii_digit();
    text.contains(is_digit)
        && text
            .chars()
            .all(|c| is_digit(c) || matches!(c, '.' | ',' | '-' | '%' | ' '))
}
