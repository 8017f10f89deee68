//! The rows of a located table: what each is known by, and its figures as facts.

use super::body::TableBody;
use super::form;
use super::located::LocatedTable;
use super::outline::Path;
use crate::amount::UnitOfMeasure;
use crate::book::grid::ClaimedCells;
use crate::book::sheet::Sheet;
use crate::book::value::{SharedText, Value};
use crate::budget::{Fact, Notice, Row, RowKey};
use crate::finding::Problem;
use crate::label::fold;
use crate::layout::{Layout, Role, Rows, Table};
use crate::place::Address;
use crate::place::CellRef;
use std::collections::HashMap;
use std::sync::Arc;

/// Reads one table of a sheet; figures that it takes are marked as claimed.
pub(super) struct RowReader<'a, 'g> {
    pub(super) sheet: &'a Sheet,
    pub(super) file: &'a Arc<str>,
    pub(super) layout: &'a Layout,
    pub(super) located: &'a LocatedTable,
    /// The unit of measure that the table states, or the layout's.
    pub(super) unit_of_measure: UnitOfMeasure,
    /// Those of columns whose headings state one of their own, in the order of the layout's drawing.
    pub(super) column_units: &'a [Option<UnitOfMeasure>],
    /// Figures that show as nothing in the table's own unit of measure.
    pub(super) lost: Vec<CellRef>,
    pub(super) department: &'a str,
    /// The table that facts belong to.
    pub(super) index: usize,
    pub(super) facts: &'a mut Vec<Fact>,
    pub(super) notices: &'a mut Vec<Notice>,
    pub(super) claimed: &'a mut ClaimedCells<'g>,
}

impl RowReader<'_, '_> {
    pub(super) fn table(&self) -> &Table {
        &self.layout.tables[self.located.table]
    }

    pub(super) fn address(&self, row: u32, column: u32) -> Address {
        Address {
            file: self.file.clone(),
            sheet: self.sheet.name.clone(),
            row,
            column,
        }
    }

    pub(super) fn notice(&mut self, at: &[CellRef], problem: Problem) {
        let at = at
            .iter()
            .map(|CellRef { row, column }| self.address(*row, *column))
            .collect();
        self.notices.push(Notice::at(at, problem));
    }

    /// The rows of a table.
    pub(super) fn table_body(&mut self) -> TableBody {
        let count = self.table().blocks.len();
        let last_figures = self.last_figures();
        let last = last_figures.iter().enumerate();
        let mut body = TableBody {
            blocks: vec![Vec::new(); count],
            paths: std::iter::repeat_with(Path::default).take(count).collect(),
            subtotals: last
                .map(|(at, last)| self.subtotals_above(at, *last))
                .collect(),
            last_figures,
            codeless: (0..count).map(|block| self.is_codeless(block)).collect(),
            ..TableBody::default()
        };
        self.report_others();
        let mut sections: Vec<Option<String>> = vec![None; count];
        for row in self.located.first_row()..=self.located.end {
            if self.sheet.row(row).next().is_none() {
                continue;
            }
            if self.is_no_row(row) {
                body.is_after_break = true;
                self.claim_row(row);
            } else if let Some(note) = self.note(row) {
                body.notes.push(note);
            } else {
                for (block, section) in sections.iter_mut().enumerate() {
                    self.block_row(&mut body, block, row, section);
                }
            }
        }
        self.settle_lone_totals(&mut body);
        self.report_codes_twice(&body);
        body
    }

    /// In a table without any coded row a total stands neither above nor below: its label decides.
    fn settle_lone_totals(&self, body: &mut TableBody) {
        for (block, rows) in self.table().blocks.iter().zip(&mut body.blocks) {
            if rows.iter().any(|row| !matches!(row.key, RowKey::Line(_))) {
                continue;
            }
            if rows.is_empty() {
                continue;
            }
            let labels: Vec<String> = block.lines.iter().map(|line| fold(&line.label)).collect();
            for i in 0..rows.len() {
                let label = fold(&rows[i].label);
                let exact = labels.iter().position(|known| *known == label);
                let free = |line: &usize| !rows.iter().any(|row| row.key == RowKey::Line(*line));
                if let Some(line) = exact.filter(free) {
                    rows[i].key = RowKey::Line(line);
                }
            }
        }
    }

    /// A code that a budget unit has twice is ambiguous.
    fn report_codes_twice(&mut self, body: &TableBody) {
        let mut twice = Vec::new();
        for (index, rows) in body.blocks.iter().enumerate() {
            if self.table().blocks[index].rows == Rows::Projects {
                continue;
            }
            let mut seen: HashMap<(Option<usize>, &str), &Row> = HashMap::with_capacity(rows.len());
            for row in rows {
                let name = match (&row.key, &row.code) {
                    (_, Some(code)) => code.as_str(),
                    (RowKey::Line(line), None) => {
                        self.layout.tables[self.located.table].blocks[index].lines[*line]
                            .id
                            .as_str()
                    }
                    _ => continue,
                };
                if let Some(first) = seen.get(&(row.unit, name)) {
                    twice.push((name.to_owned(), vec![first.at.clone(), row.at.clone()]));
                } else {
                    seen.insert((row.unit, name), row);
                }
            }
        }
        let table = if twice.is_empty() {
            String::new()
        } else {
            self.table().id.clone()
        };
        for (name, at) in twice {
            let problem = Problem::RowTwice {
                table: table.clone(),
                name,
                cells: at.clone(),
            };
            self.notices.push(Notice::at(at, problem));
        }
    }

    /// The fields and the list of a form.
    pub(super) fn form_body(&mut self) -> TableBody {
        let table = &self.layout.tables[self.located.table];
        let block = &table.blocks[0];
        let (from, to) = (self.located.title.row + 1, self.located.end);
        let list = form::list(self.sheet, self.layout, table, (from, to));
        let fields = match list.heading {
            None => form::fields_of(self.sheet, table, self.located).to_vec(),
            Some(row) => form::fields(self.sheet, table, from, row.saturating_sub(1)),
        };
        // numbers among the words of a form (a target of 100) are words
        let words = self.sheet.rows(list.heading.unwrap_or(to + 1), to);
        self.claimed.extend(words.map(|(place, _)| *place));
        let mut facts = vec![None; block.columns.len()];
        let mut texts = Vec::new();
        let mut field_cells = Vec::new();
        let mut project = None;
        let mut at = self.located.title;
        for (index, column) in block.columns.iter().enumerate() {
            let Some(field) = fields[index].clone() else {
                continue;
            };
            let place = field.at;
            field_cells.push((index, place));
            let value = match &field.inside {
                Some(text) => Some(Value::Text(SharedText::new(text.as_str()))),
                None => self.sheet.own(place.row, place.column).cloned(),
            };
            let text = value.as_ref().map(|value| match (column.role, value) {
                // a goal of several lines keeps them
                (Role::Text, Value::Text(text)) => text.trim().to_owned(),
                _ if field.inside.is_none() => self.sheet.seen_text(place).into_owned(),
                (_, value) => value.text().into_owned(),
            });
            match column.role {
                Role::Amount => facts[index] = Some(self.read_fact(0, 0, index, place, value)),
                Role::Project => {
                    at = place;
                    self.claimed.insert(place);
                    project = text;
                }
                _ => texts.extend(text.map(|text| (index, text))),
            }
        }
        let row = Row {
            key: RowKey::Project,
            code: None,
            label: String::new(),
            project: Some(project.unwrap_or_default()),
            unit: None,
            texts,
            facts,
            at: self.address(at.row, at.column),
            code_cells: Vec::new(),
            label_cell: None,
            unclear: None,
            last_year: Vec::new(),
        };
        TableBody {
            blocks: vec![vec![row]],
            list: list.texts,
            list_cells: list.cells,
            field_cells,
            ..TableBody::default()
        }
    }
}
