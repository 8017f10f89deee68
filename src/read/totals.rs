//! Totals that go by other words than their line's, and rows that add up those above them.

use super::rows::RowReader;
use crate::amount::Amount;
use crate::budget::{Figure, Row, RowKey};
use crate::classification::Code;
use crate::label::{fold, forms};
use crate::layout::{Block, Rows, TotalPosition};
use crate::place::CellRef;
use std::borrow::Cow;
use std::collections::HashSet;

/// Characters in front of a word for a total: 本表合计.
const TOTAL_PREFIX: usize = 4;

/// Rows that a subtotal in a list is looked for over.
const SUBTOTAL_ROWS: usize = 200;

impl RowReader<'_, '_> {
    /// The line of a total that a label means by a word that any table may use: 共计, 合计数; 小计 in the last row.
    pub(super) fn total_by_word(
        &self,
        index: usize,
        rows: &[Row],
        label: &str,
        is_last: bool,
    ) -> Option<usize> {
        let folded = fold(label);
        let forms = forms(&folded);
        let has = |words: &[String]| is_one_of(&forms, words);
        let is_first = rows.iter().all(|row| matches!(row.key, RowKey::Line(_)));
        if !has(&self.layout.words.total_words) && !has(&self.layout.words.subtotal_words) {
            let is_phrase = is_first
                && self
                    .layout
                    .words
                    .total_words
                    .iter()
                    .any(|word| ends_with_word(&forms, word));
            return is_phrase.then(|| self.first_total(index, rows)).flatten();
        }
        self.free_total(index, rows, is_first, is_last)
    }

    /// The total that stands in the first row of a block, if it has no row yet.
    fn first_total(&self, index: usize, rows: &[Row]) -> Option<usize> {
        let lines = &self.table().blocks[index].lines;
        let line = lines
            .iter()
            .position(|line| line.total && line.at == Some(TotalPosition::First))?;
        (!rows.iter().any(|row| row.key == RowKey::Line(line))).then_some(line)
    }

    /// A total of a block that has no row yet and fits the place.
    fn free_total(
        &self,
        index: usize,
        rows: &[Row],
        is_first: bool,
        is_last: bool,
    ) -> Option<usize> {
        let block = &self.table().blocks[index];
        let is_free = |line: &usize| !rows.iter().any(|row| row.key == RowKey::Line(*line));
        let placed = |at: TotalPosition| move |line: &usize| block.lines[*line].at == Some(at);
        let mut lines = (0..block.lines.len()).filter(is_free);
        if block.rows == Rows::Lines {
            let closing = block.lines.iter().rposition(|line| line.closing);
            let only = |at: Option<usize>| at.filter(|at| block.lines[*at].total);
            let end = closing.or_else(|| only(block.lines.len().checked_sub(1)));
            let head = only(Some(0)).filter(|_| closing.is_none() && rows.is_empty());
            return lines.find(|line| is_last && Some(*line) == end || Some(*line) == head);
        }
        let free: Vec<usize> = lines.filter(|line| block.lines[*line].total).collect();
        let find = |at| free.iter().copied().find(placed(at));
        let last = || find(TotalPosition::Last).filter(|_| is_last);
        let first = || find(TotalPosition::First).filter(|_| is_first);
        last()
            .or_else(first)
            .or_else(|| free.first().copied().filter(|_| is_first || is_last))
    }

    /// The last row with a figure of each block.
    pub(super) fn last_figures(&self) -> Vec<u32> {
        let (begin, end) = (self.located.first_row(), self.located.end);
        let last = |block: &Block| {
            let spans = &self.located.columns[block.first_column..];
            let columns: Vec<_> = block.amount_columns().filter_map(|at| spans[at]).collect();
            let has_figure = |row: &u32| {
                columns
                    .iter()
                    .any(|span| self.says_something(self.figure_place(*row, *span)))
            };
            let is_row = |row: &u32| !self.is_footer(*row) && !self.is_page_line(*row);
            (begin..=end)
                .rev()
                .find(|row| has_figure(row) && is_row(row))
                .unwrap_or(0)
        };
        self.table().blocks.iter().map(last).collect()
    }

    /// The total that a last row is whose figures are the sums of those above, whatever it is called.
    pub(super) fn total_by_sum(
        &self,
        index: usize,
        rows: &[Row],
        label: &str,
        amounts: &[(usize, CellRef)],
    ) -> Option<usize> {
        let total = self.free_total(index, rows, false, true)?;
        let added = addends(&self.table().blocks[index], rows);
        let says_total = label.is_empty() || fold(label).contains(['计', '总', '共']);
        let enough = added.len() > 1 || says_total && !added.is_empty();
        (enough && self.is_sum(rows, &added, amounts)).then_some(total)
    }

    /// Whether a row is a subtotal among projects or codes: 小计 with the sums of the rows above it. Rows that others above
    /// it divide up do not count.
    pub(super) fn is_subtotal(
        &self,
        index: usize,
        rows: &[Row],
        label: &str,
        amounts: &[(usize, CellRef)],
    ) -> bool {
        let folded = fold(label);
        let forms = forms(&folded);
        let words = &self.layout.words.subtotal_words;
        let is_word = words
            .iter()
            .any(|word| forms.iter().any(|form| form.ends_with(word.as_str())));
        let is_list = matches!(
            self.table().blocks[index].rows,
            Rows::Projects | Rows::Codes
        );
        // any run of rows that ends here
        let mut added = Vec::new();
        let mut run = (0..rows.len()).rev().take(SUBTOTAL_ROWS);
        is_word
            && is_list
            && run.any(|row| {
                let is_part = !matches!(rows[row].key, RowKey::Unit | RowKey::Line(_))
                    && !added
                        .iter()
                        .any(|below| is_above(&rows[row], &rows[*below]));
                if is_part {
                    added.push(row);
                }
                is_part && self.is_sum(rows, &added, amounts)
            })
    }

    /// Whether the figures of a row are, column by column, the sums of those of other rows; one at least is not zero.
    fn is_sum(&self, rows: &[Row], added: &[usize], amounts: &[(usize, CellRef)]) -> bool {
        let mut any = false;
        let holds = |(column, place): &(usize, CellRef)| {
            let mut sum = Amount::ZERO;
            for row in added {
                match rows[*row].facts[*column].map(|id| &self.facts[id.0].figure) {
                    Some(Figure::Amount { exact, .. }) => sum = sum + *exact,
                    Some(Figure::Unreadable(_)) => return false,
                    _ => {}
                }
            }
            let own = self.amount_at(*place);
            any |= own.is_some_and(|own| !own.is_zero());
            own == Some(sum)
        };
        amounts.iter().all(holds) && any
    }

    /// What a cell says in the layout's unit of measure, nothing being zero.
    pub(super) fn amount_at(&self, place: CellRef) -> Option<Amount> {
        let value = self.sheet.own(place.row, place.column);
        match self.figure(value) {
            Figure::Amount { exact, .. } => Some(exact),
            Figure::Unreadable(_) => None,
            _ => Some(Amount::ZERO),
        }
    }
}

/// Whether one of the forms of a label is one of some words.
pub(super) fn is_one_of(forms: &[Cow<'_, str>], words: &[String]) -> bool {
    words
        .iter()
        .any(|word| forms.iter().any(|form| form == word))
}

/// Whether a row of a code has another one below it.
fn is_above(row: &Row, below: &Row) -> bool {
    row.key == RowKey::Code
        && row.unit == below.unit
        && row
            .code
            .as_ref()
            .zip(below.code.as_ref())
            .is_some_and(|(code, other)| other.is_below(code))
}

/// Whether a label is a word for a total with little in front of it: 本表合计, 各项合计.
fn ends_with_word(forms: &[Cow<'_, str>], word: &str) -> bool {
    let rest = |form: &str| {
        Some(
            form.trim_end_matches(':')
                .strip_suffix(word)?
                .chars()
                .count(),
        )
    };
    forms
        .iter()
        .any(|form| rest(form).is_some_and(|count| count <= TOTAL_PREFIX))
}

/// The rows that a total adds up: projects, the outermost rows of an outline, codes without a code above.
fn addends(block: &Block, rows: &[Row]) -> Vec<usize> {
    let codes: HashSet<(Option<usize>, &Code)> = rows
        .iter()
        .filter(|row| row.key == RowKey::Code)
        .filter_map(|row| Some((row.unit, row.code.as_ref()?)))
        .collect();
    let is_top = |row: &Row| {
        row.code
            .as_ref()
            .is_some_and(|code| !code.ancestors().any(|it| codes.contains(&(row.unit, &it))))
    };
    let outermost = rows.iter().filter_map(|row| match row.key {
        RowKey::Level(depth) => Some(depth),
        _ => None,
    });
    let outermost = outermost.min();
    let counts = |row: &Row| match row.key {
        RowKey::Project => block.rows == Rows::Projects,
        RowKey::Code => is_top(row),
        RowKey::Level(depth) => Some(depth) == outermost,
        _ => false,
    };
    (0..rows.len()).filter(|at| counts(&rows[*at])).collect()
}
