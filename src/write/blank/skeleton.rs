//! A budget without figures, from the layout alone: every line, room for entries, a form a project. Composing its pages
//! is the business of those who compose any budget's, so a blank workbook looks like the public one.

use super::EntryCounts;
use crate::budget::{Budget, Fact, FactId, Figure, Placed, Row, RowKey, Table};
use crate::layout::{self, Block, Form, Layout, Role, Rows, TotalPosition};
use crate::place::Address;
use std::sync::Arc;

/// What stands in a cell that is filled in later: `{note}`, and `{3}` for the third row of a form's list.
pub(super) const NOTE: &str = "{note}";

/// A budget with every table of the layout, and as many forms as there is room for projects.
pub(super) fn budget(layout: &Arc<Layout>, room: &EntryCounts) -> Budget {
    let mut budget = Budget::new(layout.clone(), String::new(), None, String::new());
    for (index, table) in layout.tables.iter().enumerate() {
        for _ in 0..if table.many { room.projects } else { 1 } {
            add(&mut budget, index, table, room);
        }
    }
    budget
}

fn nowhere() -> Address {
    Address {
        file: "".into(),
        sheet: "".into(),
        row: 0,
        column: 0,
    }
}

fn add(budget: &mut Budget, number: usize, table: &layout::Table, room: &EntryCounts) {
    let columns = table
        .blocks
        .iter()
        .flat_map(|block| &block.columns)
        .map(|column| !column.optional)
        .collect();
    let is_coded = table.blocks.iter().any(|block| block.rows == Rows::Codes);
    let note = Placed {
        text: NOTE.to_owned(),
        at: nowhere(),
    };
    let blocks = (0..table.blocks.len())
        .map(|block| rows(budget, table, block, room.rows(number, block)))
        .collect();
    let columns_of_list = table.form.as_ref().map_or(0, |form| form.list.len());
    let list = if columns_of_list == 0 {
        0
    } else {
        room.indicators
    };
    budget.tables.push(Table {
        layout: number,
        title: Placed {
            text: String::new(),
            at: nowhere(),
        },
        title_known: 0,
        columns,
        decimals: table.decimals,
        number: None,
        department: None,
        department_label: None,
        year: None,
        header_year: None,
        header_year_cells: Vec::new(),
        unit_of_measure: Some(table.unit_of_measure),
        unit_at: None,
        notes: if is_coded || table.form.is_some() {
            Vec::new()
        } else {
            vec![note]
        },
        blocks,
        // neighbours differ, so that each keeps its own cell
        list: (0..list)
            .map(|row| vec![format!("{{{row}}}"); columns_of_list])
            .collect(),
        list_cells: Vec::new(),
        field_cells: Vec::new(),
        unit: None,
    });
}

/// The rows of a block of the table that is added next, with `room` for entries.
fn rows(budget: &mut Budget, table: &layout::Table, block: usize, room: usize) -> Vec<Row> {
    let (index, number, block) = (budget.tables.len(), block, &table.blocks[block]);
    let mut rows = Vec::new();
    for key in keys(block, table.form.as_ref(), room) {
        let facts = block.columns.iter().enumerate().map(|(column, it)| {
            (it.role == Role::Amount && !it.optional)
                .then(|| fact(budget, index, number, rows.len(), column))
        });
        let facts = facts.collect();
        rows.push(row(block, key, facts));
    }
    rows
}

/// The rows of a block: of a coded one the totals above, the unit, and rows that formulas fill.
fn keys(block: &Block, form: Option<&Form>, room: usize) -> Vec<RowKey> {
    if form.is_some() {
        return vec![RowKey::Project];
    }
    let lines = |wanted: fn(Option<TotalPosition>) -> bool| {
        block
            .lines
            .iter()
            .enumerate()
            .filter(move |(_, line)| wanted(line.at))
            .map(|(line, _)| RowKey::Line(line))
    };
    let above = lines(|at| at == Some(TotalPosition::First));
    match block.rows {
        Rows::Lines => (0..block.lines.len()).map(RowKey::Line).collect(),
        Rows::Single => vec![RowKey::Single],
        Rows::Codes => {
            let unit = block.unit_rows.then_some(RowKey::Unit);
            above
                .chain(unit)
                .chain(std::iter::repeat_n(RowKey::Code, room))
                .collect()
        }
        Rows::Projects | Rows::Outline => {
            let own = if block.rows == Rows::Projects {
                RowKey::Project
            } else {
                RowKey::Level(0)
            };
            above
                .chain(std::iter::repeat_n(own, room))
                .chain(lines(|at| at != Some(TotalPosition::First)))
                .collect()
        }
    }
}

fn fact(budget: &mut Budget, table: usize, block: usize, row: usize, column: usize) -> FactId {
    let half_unit = crate::amount::Amount::ZERO;
    budget.facts.push(Fact {
        at: nowhere(),
        figure: Figure::Blank,
        half_unit,
        table,
        block,
        row,
        column,
    });
    FactId(budget.facts.len() - 1)
}

fn row(block: &Block, key: RowKey, facts: Vec<Option<FactId>>) -> Row {
    let line = match key {
        RowKey::Line(line) => Some(&block.lines[line]),
        _ => None,
    };
    let text = |(index, column): (usize, &layout::Column)| match (column.role, line) {
        (Role::Section, Some(line)) => line.section.clone().map(|section| (index, section)),
        (_, None) => Some((index, format!("{{{}}}", column.id))),
        _ => None,
    };
    Row {
        code: None,
        label: line.map_or(String::new(), |line| line.label.clone()),
        project: None,
        unit: None,
        texts: block.columns.iter().enumerate().filter_map(text).collect(),
        facts,
        at: nowhere(),
        code_cells: Vec::new(),
        label_cell: None,
        unclear: None,
        last_year: Vec::new(),
        key,
    }
}
