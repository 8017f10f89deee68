//! The words of two copies of a table whose figures agree: a goal, the value of an indicator, a note, the name of a code.
//! Where they differ, the copies are two versions.

use super::difference::{Shown, differing, key};
use crate::budget::{Row, RowKey, Table};
use crate::finding::{Difference, VersionCell};
use crate::label::fold;
use crate::layout::{Layout, Role};
use indexmap::IndexMap;

/// Where words differ between two versions of a table.
pub(super) fn differences(
    layout: &Layout,
    [one, other]: [&Table; 2],
    is_renamed: bool,
) -> Vec<Difference> {
    let (ones, others) = (
        printed(layout, one, is_renamed),
        printed(layout, other, is_renamed),
    );
    differing([&ones, &others], fold).collect()
}

/// The words of a table by their places.
fn printed(layout: &Layout, table: &Table, is_renamed: bool) -> IndexMap<String, Shown> {
    let mut all = IndexMap::new();
    for (block, _, row) in table.rows() {
        let place = key(block, row, is_renamed);
        for (column, name, text) in texts_of(layout, table, block, row) {
            let cell = shown(row.at.a1(), text);
            all.insert(format!("{place}/{column}"), (name, column, cell));
        }
    }
    let own = layout.tables[table.layout].form.as_ref();
    let columns = own.map_or(&[][..], |form| &form.list);
    for (number, texts) in (1..).zip(&table.list) {
        for (text, (column, ..)) in texts.iter().zip(columns) {
            let place = format!("list/{number}/{}", column.id);
            let cell = shown(String::new(), text);
            all.insert(place, (number.to_string(), column.id.clone(), cell));
        }
    }
    for (number, note) in table.notes.iter().enumerate() {
        let cell = shown(note.at.a1(), &note.text);
        let printed = (String::new(), String::new(), cell);
        all.insert(format!("note/{number}"), printed);
    }
    all
}

/// The words of a row, each with its column and what the row is called: its texts, and what its code is named.
fn texts_of<'t>(
    layout: &Layout,
    table: &Table,
    block: usize,
    row: &'t Row,
) -> Vec<(String, String, &'t str)> {
    let columns = &layout.tables[table.layout].blocks[block].columns;
    let code = row.code.as_ref().map(ToString::to_string);
    let name = code.clone().or_else(|| row.project.clone());
    let name = name.unwrap_or_default();
    let texts = row.texts.iter();
    let mut all: Vec<_> = texts
        .map(|(column, text)| (columns[*column].id.clone(), name.clone(), text.as_str()))
        .collect();
    let label = columns.iter().find(|it| matches!(it.role, Role::Label));
    if let (Some(_), Some(label), RowKey::Code) = (code, label, &row.key) {
        all.push((label.id.clone(), name, &row.label));
    }
    all
}

fn shown(cell: String, text: &str) -> VersionCell {
    let text = text.trim();
    VersionCell {
        cell,
        shown: (!text.is_empty()).then(|| text.to_owned()),
    }
}
