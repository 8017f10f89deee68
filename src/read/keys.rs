//! What a row is known by: a line of the layout, a code, a project, a budget unit.

use super::body::TableBody;
use super::located::ColumnSpan;
use super::names::RowNames;
use super::rows::RowReader;
use crate::budget::{Row, RowKey};
use crate::classification::Code;
use crate::label::{self, fold};
use crate::layout::{Block, Role, Rows, TotalPosition};

/// Characters of the shortest name of a department.
const SHORTEST_NAME: usize = 3;

/// A row before it is known what it is.
pub(super) struct UnknownRow<'a> {
    pub(super) names: &'a RowNames,
    /// The block of the table, by its number.
    pub(super) block: usize,
    /// The row of the sheet.
    pub(super) row: u32,
    /// Whether it has figures.
    pub(super) filled: bool,
    /// The section that it stands in.
    pub(super) section: Option<&'a str>,
    /// The label of the block to its left.
    pub(super) beside: Option<&'a str>,
}

/// Rows of a table with codes that are enough to tell that none has one.
const CODELESS_ROWS: usize = 3;

impl RowReader<'_, '_> {
    /// The columns for codes of a block, as far as they were found.
    pub(super) fn code_columns(&self, index: usize) -> Vec<ColumnSpan> {
        let block = &self.table().blocks[index];
        let spans = &self.located.columns[block.first_column..];
        let columns = block.columns.iter().zip(spans);
        let codes = columns.filter(|(it, _)| matches!(it.role, Role::Code | Role::CodePart(_)));
        codes.filter_map(|(_, span)| *span).collect()
    }

    /// Whether a block of codes or projects has columns for codes, and no digit stands in them, nor before a name.
    pub(super) fn is_codeless(&self, index: usize) -> bool {
        let block = &self.table().blocks[index];
        if !matches!(block.rows, Rows::Codes | Rows::Projects) {
            return false;
        }
        let codes = self.code_columns(index);
        let spans = &self.located.columns[block.first_column..];
        let columns = block.columns.iter().zip(spans);
        let labels = columns.filter(|(column, _)| column.role == Role::Label);
        let labels: Vec<ColumnSpan> = labels.filter_map(|(_, span)| *span).collect();
        let text = |row: u32, span: &ColumnSpan| {
            let (_, value) = self.seen_in(row, *span)?;
            Some(value.folded().into_owned())
        };
        let has_digit = |text: String| text.contains(|c: char| c.is_ascii_digit());
        let begins = |text: String| text.starts_with(|c: char| c.is_ascii_digit());
        let has_code = |row: u32| {
            codes
                .iter()
                .filter_map(|span| text(row, span))
                .any(has_digit)
                || labels.iter().filter_map(|span| text(row, span)).any(begins)
        };
        // 101020-某局 is a unit
        let is_unit = |row: &u32| {
            let mut labels = labels.iter().filter_map(|span| text(*row, span));
            labels.any(|label| self.is_unit(&label))
        };
        let is_row = |row: &u32| {
            let is_named = labels.iter().any(|span| text(*row, span).is_some());
            let amounts = self.amount_places(block, spans, *row);
            is_named && amounts.iter().any(|(_, place)| self.says_something(*place))
        };
        let (first, last) = (self.located.first_row(), self.located.end);
        let rows = || (first..=last).filter(|row| self.sheet.row(*row).next().is_some());
        !codes.is_empty()
            && !rows().filter(|row| !is_unit(row)).any(has_code)
            && rows().filter(is_row).nth(CODELESS_ROWS - 1).is_some()
    }

    /// In two halves a closing label may be printed once, on the left, for both.
    pub(super) fn label_of_left_block(&self, index: usize, row: u32) -> Option<String> {
        let before = index.checked_sub(1)?;
        let block = &self.table().blocks[before];
        let at = block
            .columns
            .iter()
            .position(|column| column.role == Role::Label)?;
        let span = self.located.columns[block.first_column + at]?;
        self.seen_in(row, span)
            .map(|(_, value)| value.text().into_owned())
    }

    /// What a row is known by; `None` for an unknown one.
    pub(super) fn key(
        &self,
        block: &Block,
        body: &TableBody,
        row: &UnknownRow<'_>,
    ) -> Option<(RowKey, Option<Code>)> {
        let names = row.names;
        if block.rows == Rows::Single {
            let is_first = body.blocks[row.block].is_empty();
            return is_first.then_some((RowKey::Single, None));
        }
        if let Some(code) = names.code.clone().filter(|_| block.rows != Rows::Projects) {
            let line = block
                .lines
                .iter()
                .position(|line| line.code.as_ref() == Some(&code));
            return Some((line.map_or(RowKey::Code, RowKey::Line), Some(code)));
        }
        if let Some(unclear) = &names.unclear {
            return self.unclear_key(block, &unclear.text, row);
        }
        if let Some(line) = self.line_of(block, body, row) {
            return Some((RowKey::Line(line), block.lines[line].code.clone()));
        }
        match block.rows {
            Rows::Projects
                if names.project.is_some() || (row.filled && !names.label.is_empty()) =>
            {
                Some((RowKey::Project, names.code.clone()))
            }
            Rows::Codes if block.unit_rows && self.is_unit(&names.label) => {
                Some((RowKey::Unit, None))
            }
            Rows::Outline if row.filled || names.depth.is_some() => body.paths[row.block]
                .depth(block, &names.texts)
                .map(|depth| (RowKey::Level(depth), None)),
            _ => None,
        }
    }

    /// What a row is known by whose code is none.
    fn unclear_key(
        &self,
        block: &Block,
        unclear: &str,
        row: &UnknownRow<'_>,
    ) -> Option<(RowKey, Option<Code>)> {
        // 101020 | 某局: the number of a unit
        let is_number = unclear.len() > 3 && unclear.bytes().all(|b| b.is_ascii_digit());
        let is_unit = || self.is_unit(&row.names.label);
        if block.rows == Rows::Codes && block.unit_rows && is_number && is_unit() {
            return Some((RowKey::Unit, None));
        }
        let key = match block.rows {
            Rows::Projects => RowKey::Project,
            _ => RowKey::Unclear,
        };
        row.filled.then_some((key, None))
    }

    /// The line of the layout that a row is: by its label, by the label of the block beside it, or by a word for totals.
    fn line_of(&self, block: &Block, body: &TableBody, row: &UnknownRow<'_>) -> Option<usize> {
        let (names, rows) = (row.names, &body.blocks[row.block]);
        let closing_lines = |text| {
            let mut lines = block.lines_of(text, row.section);
            lines.retain(|line| block.lines[*line].closing);
            lines
        };
        let candidates = if names.label.is_empty() {
            let beside = row.beside.filter(|_| row.filled);
            beside.map(closing_lines).unwrap_or_default()
        } else {
            block.lines_of(&names.label, row.section)
        };
        let project_total = names
            .project
            .as_deref()
            .map(|project| block.lines_of(project, row.section))
            .unwrap_or_default();
        let chosen = self
            .choose(block, rows, &candidates)
            .or_else(|| self.choose(block, rows, &project_total));
        let is_free = |line: &usize| !rows.iter().any(|row| row.key == RowKey::Line(*line));
        let by_word = || {
            let beside = row
                .beside
                .filter(|_| row.filled && block.rows == Rows::Lines);
            let texts = [Some(names.label.as_str()), names.project.as_deref(), beside];
            let label = texts.into_iter().flatten().find(|text| !text.is_empty())?;
            let is_last = row.row >= body.last_figures[row.block];
            self.total_by_word(row.block, rows, label, is_last)
        };
        chosen.filter(is_free).or_else(by_word).or(chosen)
    }

    /// Of the lines that a label may mean, the one that fits the place: a total above the coded rows, or
    /// one below them; one that was not used before.
    pub(super) fn choose(
        &self,
        block: &Block,
        rows: &[Row],
        candidates: &[usize],
    ) -> Option<usize> {
        let unused = |line: &usize| !rows.iter().any(|row| row.key == RowKey::Line(*line));
        let place = if rows.iter().any(|row| !matches!(row.key, RowKey::Line(_))) {
            TotalPosition::Last
        } else {
            TotalPosition::First
        };
        let fits = |line: &usize| block.lines[*line].at == Some(place);
        let free: Vec<usize> = candidates.iter().copied().filter(unused).collect();
        free.iter()
            .copied()
            .find(fits)
            .or_else(|| free.first().copied())
            .or_else(|| candidates.first().copied())
    }

    /// Whether an uncoded label names the department itself, with its place or without: 人力资源和社会保障局（本级）.
    pub(super) fn is_department(&self, label: &str) -> bool {
        let folded = fold(label);
        let name = label::without_unit_number(&folded);
        let department = fold(self.department);
        let plain = label::without_brackets(name);
        let mut endings = self.layout.words.unit_name_endings.iter();
        let is_short = plain.chars().count() < SHORTEST_NAME;
        !is_short
            && !department.is_empty()
            && (department.contains(name) || name.contains(&department))
            && endings.any(|ending| plain.ends_with(ending.as_str()))
    }

    /// Whether an uncoded label names a budget unit: `101020-人力资源和社会保障局`.
    pub(super) fn is_unit(&self, label: &str) -> bool {
        let folded = fold(label);
        let name = folded.trim_start_matches(|c: char| c.is_ascii_digit());
        let coded = folded.len() - name.len() >= 3 && !name.is_empty();
        let department = fold(self.department);
        let plain = label::without_brackets(name);
        !name.is_empty()
            && (coded
                || (!department.is_empty()
                    && (department.contains(name) || name.contains(&department)))
                || self
                    .layout
                    .words
                    .unit_name_endings
                    .iter()
                    .any(|ending| plain.ends_with(ending.as_str())))
    }
}
