//! How many rows a blank workbook has room for.

use super::BlankOptions;
use super::codes::Codes;
use crate::budget::Budget;
use crate::layout::{Block, Layout, Rows, TotalPosition};
use crate::rule::plan::EntryList;
use crate::write::page::SheetPage;

/// How much may be entered.
pub(super) struct EntryCounts {
    pub(super) codes: usize,
    pub(super) projects: usize,
    pub(super) outline: usize,
    pub(super) indicators: usize,
    /// By table and block: rows that are filled in or that formulas fill.
    rows: Vec<Vec<usize>>,
    /// By table: of a coded one the rows that go on the paper below the totals at its head and the unit.
    on_paper: Vec<u32>,
}

/// Codes of the deepest level that a list has room for.
const CODES: usize = 60;
/// Rows of codes, totals and note that a department needs as a rule.
const USUAL: u32 = 32;
/// Rows of an outline.
const OUTLINE: usize = 40;
/// Rows of a form's list.
const INDICATORS: usize = 16;

/// Rows that a block has room for.
fn rows_of(block: &Block, wishes: &BlankOptions, codes: &[Codes]) -> usize {
    match block.rows {
        Rows::Codes => {
            // every entry may need its own row at each level, but there are only so many classes
            let classes = codes
                .iter()
                .find(|own| own.series == block.series)
                .map_or(CODES, Codes::classes);
            // and the totals below, the note
            CODES * (block.series.depth() - 1) + classes.min(CODES) + block.lines.len() + 1
        }
        Rows::Projects => wishes.projects,
        Rows::Outline => OUTLINE,
        Rows::Lines | Rows::Single => 1,
    }
}

impl EntryCounts {
    pub(super) fn new(layout: &Layout, wishes: &BlankOptions, codes: &[Codes]) -> Self {
        let rows = |block: &Block| rows_of(block, wishes, codes);
        let rows = layout
            .tables
            .iter()
            .map(|table| table.blocks.iter().map(rows).collect())
            .collect();
        let on_paper = vec![0; layout.tables.len()];
        Self {
            codes: CODES,
            projects: wishes.projects,
            outline: OUTLINE,
            indicators: INDICATORS,
            rows,
            on_paper,
        }
    }

    /// The same with what the pages of the tables hold in print: as many whole sheets of paper as a usual department
    /// needs.
    pub(super) fn with_paper(mut self, budget: &Budget, pages: &mut [SheetPage]) -> Self {
        for (table, page) in budget.tables.iter().zip(pages) {
            let layout = &budget.layout.tables[table.layout];
            let Some(block) = layout.blocks.iter().find(|block| block.rows == Rows::Codes) else {
                continue;
            };
            let above = block
                .lines
                .iter()
                .filter(|line| line.at == Some(TotalPosition::First))
                .count();
            let head = above + usize::from(block.unit_rows);
            let first = page.header_end.map_or(0, |end| end + 1) + u32::try_from(head).unwrap_or(0);
            page.shrink_to(first + USUAL);
            let rows = |sheets: u32| page.rows_on(sheets).saturating_sub(first);
            let sheets = (1..4).find(|sheets| rows(*sheets) >= USUAL).unwrap_or(4);
            self.on_paper[table.layout] = rows(sheets);
        }
        self
    }

    /// The rows of a coded table that go on the paper.
    pub(super) fn on_paper(&self, table: usize) -> u32 {
        self.on_paper[table]
    }

    /// The rows of a block.
    pub(super) fn rows(&self, table: usize, block: usize) -> usize {
        self.rows[table][block]
    }

    /// The entries of a list.
    pub(super) fn entries(&self, list: EntryList) -> u32 {
        let count = match list {
            EntryList::Codes(_) => self.codes,
            EntryList::Projects => self.projects,
        };
        u32::try_from(count).unwrap_or(0)
    }
}
