//! How much of a coded table goes on its sheet of paper: the rows at its foot, and what says that more are used.

use crate::layout::TotalPosition;
use crate::rule::plan::{CellKind, Shape, list_of};
use crate::write::blank::tables::BlockPosition;
use crate::write::blank::{BlankDraft, reckoning};
use crate::write::page::{ConditionColour, ConditionalPaint, SheetPage};

impl BlankDraft<'_> {
    /// Rows of codes and totals on the paper, above the note at its foot.
    pub(super) fn foot(&self, spot: BlockPosition) -> usize {
        let lines = &self.layout.tables[spot.table].blocks[spot.block].lines;
        let below = lines
            .iter()
            .filter(|line| line.at != Some(TotalPosition::First))
            .count();
        self.reckoning
            .keys(spot.table, spot.block)
            .map_or(0, |keys| keys.on_paper as usize + below)
    }

    /// Whether a table has rows that do not go on the paper: a test; none where all rows do.
    pub(super) fn off_paper(&self, table: usize) -> Option<String> {
        let blocks = 0..self.layout.tables[table].blocks.len();
        let keys = blocks
            .filter_map(|block| self.reckoning.keys(table, block))
            .next()?;
        Some(format!("{}>{}", self.reckoning.count(keys), keys.on_paper))
    }

    /// Lines around the rows below the paper that print something.
    pub(super) fn rule_rows(&self, page: &mut SheetPage, spot: BlockPosition, head: usize) {
        let Some(keys) = self.reckoning.keys(spot.table, spot.block) else {
            return;
        };
        let grid = &page.grids[spot.block];
        let columns: Vec<u16> = grid.columns.iter().filter_map(|column| *column).collect();
        let (Some(left), Some(right)) = (columns.first(), columns.last()) else {
            return;
        };
        let foot = self.foot(spot);
        let (Some(first), Some(last)) = (grid.rows.get(head + foot), grid.rows.last()) else {
            return;
        };
        let printed = self
            .reckoning
            .printed(keys, u32::try_from(foot).unwrap_or(0))
            .replace('$', "");
        let (sheet, name) = printed.rsplit_once('!').unwrap_or_default();
        let digits = name.trim_start_matches(|c: char| c.is_ascii_uppercase());
        let printed = format!("{sheet}!${}{digits}", name.trim_end_matches(digits));
        let formula = format!("=AND({printed}<>\"\",{printed}<>\"{}\")", reckoning::NOTE);
        page.conditions.push(ConditionalPaint {
            cells: vec![((*first, *left), (*last, *right))],
            formula,
            tint: ConditionColour::Ruled,
        });
    }

    /// Whether a coded table prints all that was entered: a test, and the message where it fails.
    pub(super) fn printed_whole(&self, table: usize) -> Option<(String, String)> {
        let own = (0..self.layout.tables[table].blocks.len())
            .find_map(|block| Some((block, self.reckoning.keys(table, block)?)));
        let (block, keys) = own?;
        let list = list_of(self.layout, table, block)?;
        let column = self.layout.tables[table].blocks[block]
            .amount_columns()
            .find(|column| {
                self.reckoning
                    .entries(CellKind {
                        table,
                        block,
                        row: Shape::Entry,
                        column: *column,
                    })
                    .is_some()
            })?;
        let area = self.reckoning.entries(CellKind {
            table,
            block,
            row: Shape::Entry,
            column,
        })?;
        let (codes, printed) = (self.reckoning.codes(list), self.reckoning.all_printed(keys));
        let sum = format!("SUMPRODUCT((COUNTIF({printed},{codes})>0)*({codes}<>\"\")*{area})");
        Some((
            format!("ROUND(SUM({area})-{sum},4)=0"),
            "有金额没有科目编码".to_owned(),
        ))
    }
}
