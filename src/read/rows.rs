//! The rows of a located table: what each is known by, and its figures as facts.

use super::code;
use super::form;
use super::locate::{ColumnSpan, LocatedTable};
use super::outline::Path;
use crate::amount::{self, UnitOfMeasure, Written};
use crate::book::grid::ClaimedCells;
use crate::book::sheet::{SharedText, Sheet, Value};
use crate::budget::{Fact, Notice, Placed, Row, RowKey};
use crate::classification::{Code, Level};
use crate::finding::{PassedOver, Problem};
use crate::label::{self, fold};
use crate::layout::{Block, Layout, Role, Rows, Table, TotalPosition};
use crate::place::Address;
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
    pub(super) department: &'a str,
    /// The table that facts belong to.
    pub(super) index: usize,
    pub(super) facts: &'a mut Vec<Fact>,
    pub(super) notices: &'a mut Vec<Notice>,
    pub(super) claimed: &'a mut ClaimedCells<'g>,
}

/// What the rows of a table came to.
#[derive(Default)]
pub(super) struct TableBody {
    pub(super) blocks: Vec<Vec<Row>>,
    pub(super) notes: Vec<Placed>,
    pub(super) list: Vec<Vec<String>>,
    /// The names above the next row of an outline, a block each.
    paths: Vec<Path>,
    /// The last row with a figure of each block.
    last_figures: Vec<u32>,
    /// Whether a page break is all that stands between the last row and the next one.
    is_after_break: bool,
}

/// What the cells beside the figures of a row say.
#[derive(Default)]
struct RowNames {
    code: Option<Code>,
    label: String,
    project: Option<String>,
    texts: Vec<(usize, String)>,
    /// The first cell of the row's own.
    first: Option<(u32, u32)>,
    /// The cell that the row is known by: of a project its name, of a code its last part.
    at: Option<(u32, u32)>,
    /// The cells of its code, one a part.
    code_cells: Vec<Address>,
    unknown_code: Option<String>,
    /// The depth of a row of an outline.
    depth: Option<usize>,
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

    pub(super) fn notice(&mut self, at: &[(u32, u32)], problem: Problem) {
        let at = at
            .iter()
            .map(|(row, column)| self.address(*row, *column))
            .collect();
        self.notices.push(Notice {
            at,
            place: None,
            problem,
        });
    }

    /// The rows of a table.
    pub(super) fn table_body(&mut self) -> TableBody {
        let count = self.table().blocks.len();
        let mut body = TableBody {
            blocks: vec![Vec::new(); count],
            paths: std::iter::repeat_with(Path::default).take(count).collect(),
            last_figures: self.last_figures(),
            ..TableBody::default()
        };
        let mut sections: Vec<Option<String>> = vec![None; count];
        for row in self.located.header.1 + 1..=self.located.end {
            if self.sheet.row(row).next().is_none() {
                continue;
            }
            let is_none = self.is_repeated_header(row)
                || self.is_repeated_heading(row)
                || self.is_column_numbers(row)
                || self.is_footer(row);
            if is_none {
                body.is_after_break = true;
                let cells: Vec<u32> = self.sheet.row(row).map(|(column, _)| column).collect();
                self.claimed
                    .extend(cells.into_iter().map(|column| (row, column)));
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

    /// The part of a row that belongs to one block.
    fn block_row(
        &mut self,
        body: &mut TableBody,
        index: usize,
        row: u32,
        section: &mut Option<String>,
    ) {
        let (layout, located) = (self.layout, self.located);
        let block = &layout.tables[located.table].blocks[index];
        let spans = &located.columns[block.first_column..block.first_column + block.columns.len()];
        let amounts: Vec<(usize, (u32, u32))> = block
            .amount_columns()
            .filter_map(|column| Some((column, self.figure_place(row, spans[column]?))))
            .collect();
        let filled = amounts
            .iter()
            .any(|(_, place)| self.sheet.own(place.0, place.1).is_some());
        let beside_figures = spans
            .iter()
            .zip(&block.columns)
            .filter(|(_, column)| column.role != Role::Amount);
        let named = beside_figures
            .filter_map(|(span, _)| *span)
            .flat_map(|(first, last)| first..=last);
        let names = self.names(
            block,
            row,
            spans,
            body.blocks[index]
                .iter()
                .rev()
                .find_map(|r| r.code.as_ref()),
            section,
        );
        self.claimed.extend(named.map(|column| (row, column)));
        let is_named =
            !names.label.is_empty() || names.project.is_some() || !names.texts.is_empty();
        if !filled && (names.first.is_none() || !is_named) {
            return;
        }
        // below the notes of a table of one row nothing is its row
        if block.rows == Rows::Single && !body.notes.is_empty() {
            return;
        }
        let beside = self.label_of_left_block(index, row);
        let places: Vec<_> = amounts
            .iter()
            .map(|(_, place)| *place)
            .filter(|p| self.sheet.own(p.0, p.1).is_some())
            .collect();
        let called = [&names.label, names.project.as_ref().unwrap_or(&names.label)]
            .into_iter()
            .find(|text| !text.is_empty())
            .cloned()
            .unwrap_or_default();
        let page_words = if called.is_empty() {
            beside.as_deref()
        } else {
            Some(called.as_str())
        };
        if let Some(words) = page_words.filter(|words| self.is_page_word(words)) {
            let own = if places.is_empty() {
                vec![(row, 0)]
            } else {
                places
            };
            self.pass_over(&words.to_owned(), PassedOver::PageBreak, &own);
            body.is_after_break = true;
            return;
        }
        let mut key = self.key(
            block,
            &names,
            body,
            (index, row),
            filled,
            section.as_deref(),
            beside.as_deref(),
        );
        let is_uncoded = names.code.is_none() && names.unknown_code.is_none();
        if is_uncoded && matches!(key, None | Some((RowKey::Project, _))) && filled {
            let rows = &body.blocks[index];
            if row == body.last_figures[index] {
                if let Some(total) = self.total_by_sum(index, rows, &called, &amounts) {
                    self.report_total(&called, &places);
                    key = Some((RowKey::Line(total), None));
                }
            } else if self.is_subtotal(index, rows, &called, &amounts) {
                self.pass_over(&called, PassedOver::Subtotal, &places);
                return;
            }
        }
        let Some((key, code)) = key else {
            if !places.iter().any(|place| self.says_something(*place)) {
                // zeros and dashes in a row that nobody knows are no figures
                self.claimed.extend(places);
                let words = self
                    .sheet
                    .row(row)
                    .filter(|(_, value)| matches!(value, Value::Text(_)))
                    .count();
                if let Some(first) = names
                    .first
                    .filter(|_| index == 0 && words == 1 && !fold(&names.label).contains("续表"))
                {
                    body.notes.push(Placed {
                        text: names.label.clone(),
                        at: self.address(first.0, first.1),
                    });
                }
            } else if is_named || names.unknown_code.is_some() || body.notes.is_empty() {
                let name = match names.label.is_empty() {
                    true => names.unknown_code.clone(),
                    false => Some(names.label.clone()),
                };
                let problem = Problem::RowUnknown {
                    table: self.table().id.clone(),
                    name,
                    number: row + 1,
                };
                self.notice(&places, problem);
                self.claimed.extend(places);
            }
            return;
        };
        let unit = match key {
            RowKey::Unit | RowKey::Line(_) => None,
            _ => body.blocks[index]
                .iter()
                .rposition(|r| r.key == RowKey::Unit),
        };
        let goes_on = body.is_after_break || names.label.ends_with(['续', '）', ')']);
        if let Some(code) = code.as_ref().filter(|_| goes_on)
            && self.is_printed_again((&body.blocks[index], unit), code, &names.label, &amounts)
        {
            let own = names.at.or(names.first).unwrap_or((row, 0));
            let own = if places.is_empty() { vec![own] } else { places };
            self.pass_over(&names.label, PassedOver::PrintedAgain, &own);
            body.is_after_break = true;
            return;
        }
        body.is_after_break = false;
        let place = names
            .at
            .or(names.first)
            .or_else(|| amounts.first().map(|(_, place)| *place))
            .unwrap_or((row, 0));
        if let RowKey::Level(depth) = key {
            body.paths[index].enter(block, &names.texts, depth);
        }
        let number = body.blocks[index].len();
        let mut facts = vec![None; block.columns.len()];
        for (column, place) in amounts {
            facts[column] = Some(self.fact(index, number, column, place));
        }
        body.blocks[index].push(Row {
            key,
            code,
            label: names.label,
            project: names.project,
            unit,
            texts: names.texts,
            facts,
            at: self.address(place.0, place.1),
            code_cells: names.code_cells,
        });
    }

    /// Reads codes, names and texts of a row. Cells merged downwards hold for every row they cover.
    fn names(
        &self,
        block: &Block,
        row: u32,
        spans: &[Option<ColumnSpan>],
        above: Option<&Code>,
        section: &mut Option<String>,
    ) -> RowNames {
        let mut names = RowNames::default();
        let mut parts: Vec<(Level, String)> = Vec::new();
        let mut labels: Vec<String> = Vec::new();
        let mut whole = None;
        let mut own_code = false;
        let mut own_section = None;
        for (index, column) in block.columns.iter().enumerate() {
            let Some(span) = spans[index].filter(|_| column.role != Role::Amount) else {
                continue;
            };
            let Some((place, value)) = self.seen_in(row, span) else {
                continue;
            };
            let text = value.text().into_owned();
            let own = place.0 == row;
            if own {
                names.first.get_or_insert(place);
            }
            match column.role {
                Role::CodePart(level) => match code::digits(&text) {
                    Some(digits) => {
                        if own {
                            own_code = true;
                            names.at = Some(place);
                        }
                        names.code_cells.push(self.address(place.0, place.1));
                        parts.push((level, digits));
                    }
                    // a dash where a deeper part would stand
                    None if matches!(amount::read_text(&text), Written::Dash) => {}
                    None if own => labels.push(text),
                    None => {}
                },
                Role::Code => match code::digits(&text) {
                    Some(digits) => {
                        if own {
                            own_code = true;
                            names.at = Some(place);
                        }
                        names.code_cells.push(self.address(place.0, place.1));
                        whole = Some(digits);
                    }
                    None if matches!(amount::read_text(&text), Written::Dash) => {}
                    None if own => labels.push(text),
                    None => {}
                },
                Role::Section => {
                    *section = Some(fold(&text));
                    if own {
                        own_section = Some(text.clone());
                        names.texts.push((index, text));
                    }
                }
                Role::Level | Role::LevelToo if own => {
                    labels.push(text.clone());
                    let levels = block.columns[..=index]
                        .iter()
                        .filter(|column| column.role == Role::Level)
                        .count();
                    names.depth.get_or_insert(levels.saturating_sub(1));
                    names.texts.push((index, text));
                }
                Role::Level | Role::LevelToo => {}
                Role::Project => {
                    names.at = Some(place);
                    names.project = Some(text);
                }
                Role::Label => labels.push(text),
                _ => names.texts.push((index, text)),
            }
        }
        if let (true, Some(section)) = (labels.is_empty(), own_section) {
            labels.push(section);
        }
        names.label = labels.join("");
        // a total below a merged code is no part of it
        let is_total = !own_code
            && block
                .lines_of(&names.label, None)
                .iter()
                .any(|line| block.lines[*line].total);
        if !is_total {
            names.code = match &whole {
                Some(digits) => code::whole(digits, block.series),
                None if parts.is_empty() => None,
                None => code::from_parts(&parts, block.series, above),
            };
            if names.code.is_none() && own_code {
                names.unknown_code = Some(whole.unwrap_or_else(|| {
                    parts
                        .iter()
                        .map(|(_, digits)| digits.as_str())
                        .collect::<Vec<_>>()
                        .join(" ")
                }));
            }
            if names.code.is_none()
                && names.unknown_code.is_none()
                && let Some((found, name)) = code::before_name(&names.label, block.series)
            {
                names.code = Some(found);
                names.label = name;
            }
        }
        names
    }

    /// A total row that is known by its figures alone.
    fn report_total(&mut self, label: &str, places: &[(u32, u32)]) {
        let problem = Problem::TotalUnnamed {
            table: self.table().id.clone(),
            name: (!label.is_empty()).then(|| label.to_owned()),
            number: places.first().map_or(0, |at| at.0 + 1),
        };
        self.notice(places, problem);
    }

    /// What is seen in a row under a heading, a cell merged downwards included.
    fn seen_in(&self, row: u32, span: ColumnSpan) -> Option<((u32, u32), &Value)> {
        (span.0..=span.1).find_map(|column| {
            let anchor = self.sheet.anchor(row, column);
            // a cell merged from the left belongs to the column on the left
            if anchor.1 < span.0 {
                return None;
            }
            self.sheet.cells.get(anchor).map(|value| (anchor, value))
        })
    }

    /// In two halves a closing label may be printed once, on the left, for both.
    fn label_of_left_block(&self, index: usize, row: u32) -> Option<String> {
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
    fn key(
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
        if block.rows == Rows::Codes
            && block.unit_rows
            && names.unknown_code.is_some()
            && self.is_unit(&names.label)
        {
            return Some((RowKey::Unit, None));
        }
        if names.unknown_code.is_some() {
            return None;
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
    fn choose(&self, block: &Block, rows: &[Row], candidates: &[usize]) -> Option<usize> {
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

    /// A code that stands twice under one budget unit: which of the two is meant, nobody can say.
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
            self.notices.push(Notice {
                at,
                place: None,
                problem,
            });
        }
    }

    /// The fields and the list of a form.
    pub(super) fn form_body(&mut self) -> TableBody {
        let table = &self.layout.tables[self.located.table];
        let block = &table.blocks[0];
        let (from, to) = (self.located.title.0 + 1, self.located.end);
        let (list_row, list) = form::list(self.sheet, table, from, to);
        let fields = match list_row {
            None => form::fields_of(self.sheet, table, self.located).to_vec(),
            Some(row) => form::fields(self.sheet, table, from, row.saturating_sub(1)),
        };
        // numbers among the words of a form (a target of 100) are words
        let words = self.sheet.rows(list_row.unwrap_or(to + 1), to);
        self.claimed.extend(words.map(|(place, _)| *place));
        let mut facts = vec![None; block.columns.len()];
        let mut texts = Vec::new();
        let mut project = None;
        let mut at = self.located.title;
        for (index, column) in block.columns.iter().enumerate() {
            let Some(field) = fields[index].clone() else {
                continue;
            };
            let place = field.at;
            let value = match &field.inside {
                Some(text) => Some(Value::Text(SharedText::new(text.as_str()))),
                None => self.sheet.own(place.0, place.1).cloned(),
            };
            let text = value.as_ref().map(|value| match (column.role, value) {
                // a goal of several lines keeps them
                (Role::Text, Value::Text(text)) => text.trim().to_owned(),
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
            at: self.address(at.0, at.1),
            code_cells: Vec::new(),
        };
        TableBody {
            blocks: vec![vec![row]],
            list,
            ..TableBody::default()
        }
    }
}
