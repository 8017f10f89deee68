//! What a row is known by: a line of the layout, a code, a project, a budget unit.

use super::body::TableBody;
use super::names::RowNames;
use super::rows::RowReader;
use crate::budget::{Row, RowKey};
use crate::classification::Code;
use crate::label::{self, fold};
use crate::layout::{Block, Role, Rows, TotalPosition};

impl RowReader<'_, '_> {
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

    /// What a row is known by; `None` for one that nobody knows.
    #[expect(
        clippy::too_many_arguments,
        reason = "one decision over all that a row says"
    )]
    pub(super) fn key(
        &self,
        block: &Block,
        names: &RowNames,
        body: &TableBody,
        (index, row): (usize, u32),
        filled: bool,
        section: Option<&str>,
        beside: Option<&str>,
    ) -> Option<(RowKey, Option<Code>)> {
        let rows = &body.blocks[index];
        if block.rows == Rows::Single {
            return rows.is_empty().then_some((RowKey::Single, None));
        }
        if let Some(code) = names.code.clone().filter(|_| block.rows != Rows::Projects) {
            let line = block
                .lines
                .iter()
                .position(|line| line.code.as_ref() == Some(&code));
            return Some((line.map_or(RowKey::Code, RowKey::Line), Some(code)));
        }
        if let Some(unclear) = &names.unclear {
            // 101020 | 某局: the number of a unit
            let is_number =
                unclear.text.len() > 3 && unclear.text.bytes().all(|b| b.is_ascii_digit());
            if block.rows == Rows::Codes
                && block.unit_rows
                && is_number
                && self.is_unit(&names.label)
            {
                return Some((RowKey::Unit, None));
            }
            let key = match block.rows {
                Rows::Projects => RowKey::Project,
                _ => RowKey::Unclear,
            };
            return filled.then_some((key, None));
        }
        let candidates = if names.label.is_empty() {
            let shared = |text| {
                block
                    .lines_of(text, section)
                    .into_iter()
                    .filter(|line| block.lines[*line].closing)
                    .collect()
            };
            beside.filter(|_| filled).map(shared).unwrap_or_default()
        } else {
            block.lines_of(&names.label, section)
        };
        let project_total = names
            .project
            .as_deref()
            .map(|project| block.lines_of(project, section))
            .unwrap_or_default();
        let chosen = self
            .choose(block, rows, &candidates)
            .or_else(|| self.choose(block, rows, &project_total));
        let is_free = |line: &usize| !rows.iter().any(|row| row.key == RowKey::Line(*line));
        let by_word = || {
            let beside = beside.filter(|_| filled && block.rows == Rows::Lines);
            let texts = [Some(names.label.as_str()), names.project.as_deref(), beside];
            let label = texts.into_iter().flatten().find(|text| !text.is_empty())?;
            self.total_by_word(index, rows, label, row >= body.last_figures[index])
        };
        if let Some(line) = chosen.filter(is_free).or_else(by_word).or(chosen) {
            return Some((RowKey::Line(line), block.lines[line].code.clone()));
        }
        match block.rows {
            Rows::Projects if names.project.is_some() || (filled && !names.label.is_empty()) => {
                Some((RowKey::Project, names.code.clone()))
            }
            Rows::Codes if block.unit_rows && self.is_unit(&names.label) => {
                Some((RowKey::Unit, None))
            }
            Rows::Outline if filled || names.depth.is_some() => body.paths[index]
                .depth(block, &names.texts)
                .map(|depth| (RowKey::Level(depth), None)),
            _ => None,
        }
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

    /// Whether an uncoded label names a budget unit: `101020-人力资源和社会保障局`.
    fn is_unit(&self, label: &str) -> bool {
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
                    .unit_name_endings
                    .iter()
                    .any(|ending| plain.ends_with(ending.as_str())))
    }
}
