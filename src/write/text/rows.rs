//! The rows that a list or a paragraph is written for.

use crate::budget::{Budget, FactId, Row, RowKey, Table};
use crate::classification::Code;
use crate::layout::Role;
use crate::rule::narrative::Grid;
use crate::rule::text::EachRow;
use rust_decimal::Decimal;

/// A row with a figure.
#[derive(Debug, Clone)]
pub(super) struct TextRow {
    pub(super) code: Option<Code>,
    /// How deep it stands, from 1 on, where the table tells by its columns.
    depth: Option<usize>,
    pub(super) name: String,
    pub(super) project: String,
    pub(super) cells: Vec<(Decimal, FactId)>,
}

impl TextRow {
    /// A value by its name.
    pub(super) fn of_value(name: &str, cells: Vec<(Decimal, FactId)>) -> Self {
        Self {
            code: None,
            depth: None,
            name: name.to_owned(),
            project: String::new(),
            cells,
        }
    }
}

/// The rows of a column that are not zero, in their order; of rows of one code the first.
pub(super) fn of_grid(budget: &Budget, rows: EachRow, grid: Grid) -> Vec<TextRow> {
    let all = all(budget, grid);
    let is_leaf = |row: &TextRow| {
        let code = row.code.as_ref();
        code.is_some_and(|code| {
            let mut others = all.iter().filter_map(|it| it.code.as_ref());
            !others.any(|other| other.is_below(code))
        })
    };
    let is_meant = |row: &&TextRow| match rows {
        EachRow::Level(level) => {
            let of_code = row.code.as_ref().map(Code::depth);
            of_code.or(row.depth) == Some(level)
        }
        EachRow::Leaf => is_leaf(row),
        EachRow::Project => !row.project.is_empty(),
    };
    let is_there = |row: &&TextRow| total(budget, &row.cells).is_some_and(|it| !it.is_zero());
    all.iter()
        .filter(is_there)
        .filter(is_meant)
        .cloned()
        .collect()
}

fn all(budget: &Budget, grid: Grid) -> Vec<TextRow> {
    let lines = &budget.layout.tables[grid.table].blocks[grid.block].lines;
    let mut rows: Vec<TextRow> = Vec::new();
    for (_, table) in budget.tables_of(grid.table) {
        for row in &table.blocks[grid.block] {
            let Some(fact) = row.facts.get(grid.column).copied().flatten() else {
                continue;
            };
            let of_level = row.texts.iter().map(|(_, text)| text.as_str());
            let mut of_level = of_level.filter(|text| !text.is_empty());
            let label = match row.key {
                RowKey::Line(line) if row.label.is_empty() => lines[line].label.as_str(),
                RowKey::Unit => continue,
                RowKey::Level(_) => of_level.next_back().unwrap_or_default(),
                _ => row.label.as_str(),
            };
            let depth = match row.key {
                RowKey::Level(depth) => Some(depth + 1),
                _ => None,
            };
            let is_code = row.project.is_none() && row.code.is_some();
            if is_code && rows.iter().any(|known| known.code == row.code) {
                continue;
            }
            rows.push(TextRow {
                code: row.code.clone(),
                depth,
                name: bare(label).to_owned(),
                project: row.project.clone().unwrap_or_default(),
                cells: vec![(Decimal::ONE, fact)],
            });
        }
    }
    rows
}

/// A label without the code or the number in front of it, or the letter behind it: `201 外交支出`, `四、公共安全支出`,
/// `一、货物A`.
pub(super) fn bare(label: &str) -> &str {
    let label = label.trim_end_matches(|c: char| c.is_ascii_uppercase());
    let label = label.trim_start_matches(|c: char| c.is_ascii_digit() || c.is_whitespace());
    match label.split_once('、') {
        Some((number, rest)) if number.chars().all(|c| "一二三四五六七八九十".contains(c)) => {
            rest
        }
        _ => label,
    }
}

/// What cells come to, in the unit of the layout.
pub(super) fn total(budget: &Budget, cells: &[(Decimal, FactId)]) -> Option<Decimal> {
    let terms = cells
        .iter()
        .map(|(factor, id)| Some(*factor * value(budget, *id)?));
    terms.sum()
}

/// The amount of a figure in the unit of the layout; blanks count as nothing.
fn value(budget: &Budget, fact: FactId) -> Option<Decimal> {
    budget.fact(fact).figure.value()
}

/// The unit that the form of a project names: the form of its name, or the only one of its amount.
pub(super) fn unit_of_form(budget: &Budget, row: &TextRow) -> Option<String> {
    let forms = budget
        .tables
        .iter()
        .filter(|table| budget.layout.tables[table.layout].form.is_some());
    let forms: Vec<(&Table, &Row)> = forms
        .filter_map(|table| Some((table, table.blocks.first()?.first()?)))
        .collect();
    let own = total(budget, &row.cells);
    let is_named = |(_, form): &&(&Table, &Row)| form.project.as_deref() == Some(&row.project);
    let is_as_much = |(_, form): &&(&Table, &Row)| {
        let mut facts = form.facts.iter().flatten();
        facts.any(|id| own.is_some() && value(budget, *id) == own)
    };
    let alone: Vec<_> = forms.iter().filter(is_as_much).collect();
    let (table, form) = forms.iter().find(is_named).or(match alone.as_slice() {
        [only] => Some(*only),
        _ => None,
    })?;
    let columns = &budget.layout.tables[table.layout].blocks[0].columns;
    let of_form = table.department.as_ref().map(|it| it.text.clone());
    let mut texts = form.texts.iter();
    let own = texts.find(|(column, _)| columns[*column].role == Role::Department);
    of_form.or_else(|| own.map(|(_, text)| text.clone()))
}
