//! What a filled table says of itself: the note below it, and the verdicts beside its totals.

use super::tables::{BlockPosition, ByRow};
use crate::finding::Check;
use crate::write::blank::checks::ExtraChecks;
use crate::write::blank::{BlankDraft, checks, formula, skeleton};
use crate::write::page::{CellContent, SheetPage, Style};

impl BlankDraft<'_> {
    /// The note below a table: what it always says, or that it is empty.
    pub(super) fn note(&self, page: &mut SheetPage, table: usize) {
        let text = self.note_text(table, &self.reckoning.is_empty(table));
        if let Some(cell) = page
            .cells
            .iter_mut()
            .find(|cell| cell.content == CellContent::text(skeleton::NOTE))
        {
            cell.content = formula(text);
        }
    }

    /// What the note of a table says, as an expression; `is_empty` is a test.
    pub(super) fn note_text(&self, table: usize, is_empty: &str) -> String {
        let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
        let remark = quoted(self.layout.tables[table].remark.as_deref().unwrap_or(""));
        let must_say = self.rules.of_check(Check::EmptyTableSaysSo).is_some()
            && self.layout.tables[table].required;
        let (Some(begin), Some(word), true) = (
            self.layout.words.note_words.first(),
            self.layout.words.empty_words.first(),
            must_say,
        ) else {
            return remark;
        };
        let word = word.trim_start_matches("此表").trim_start_matches("本表");
        format!(
            "IF({is_empty},{},{remark})",
            quoted(&format!("{begin}：没有这类收支，此表{word}"))
        )
    }

    /// The verdicts beside the totals, and that on the whole table above them.
    pub(super) fn verdicts(&self, page: &mut SheetPage, spot: BlockPosition, by_row: ByRow) {
        let column = usize::from(spot.verdicts);
        let top = verdict_row(page);
        page.text(
            top.saturating_sub(1),
            column,
            1,
            super::mark("核对"),
            Style::Left,
        );
        let mut put = |row: u32, statements: &[usize], besides: ExtraChecks| {
            let text = self.checks.verdict(statements, &besides);
            page.put(
                row,
                column,
                CellContent::Formula(format!("={text}"), Box::new(checks::unfilled())),
                Style::Left,
            );
        };
        let tests = self.printed_whole(spot.table).into_iter().collect();
        let unfilled = Some(self.reckoning.is_table_unfilled(spot.table));
        let whole = ExtraChecks {
            tests,
            off_paper: self.off_paper(spot.table),
            unfilled: unfilled.clone(),
            form: None,
        };
        put(top, &self.checks.of_table(spot.table), whole);
        for (row, mut statements) in by_row {
            statements.sort_unstable();
            statements.dedup();
            // a total that follows from others is checked like its table
            let statements = if statements.is_empty() {
                self.checks.of_table(spot.table)
            } else {
                statements
            };
            let besides = ExtraChecks {
                unfilled: unfilled.clone(),
                ..ExtraChecks::default()
            };
            put(row, &statements, besides);
        }
        let last = page.next_row().saturating_sub(1);
        page.conditions
            .extend(checks::colours((top, spot.verdicts), (last, spot.verdicts)));
    }
}

/// The row that has the verdict on the whole table.
pub(super) fn verdict_row(page: &SheetPage) -> u32 {
    page.cells
        .iter()
        .filter(|cell| cell.style == Style::Header)
        .map(|cell| cell.row)
        .min()
        .unwrap_or(1)
}
