//! The labels of a form: drawn texts beside or above the places that are filled in.

use super::{DrawnCell, Form, Table};
use crate::label::{fold, without_number};

impl Table {
    /// The labels of its form; none where it is no form.
    pub(crate) fn labels(&self) -> &[Label] {
        self.form
            .as_ref()
            .map_or(&[], |form| form.labels.get_or_init(|| labels(self, form)))
    }
}

/// A label of a form as drawn, and the field that it names.
#[derive(Debug, Clone)]
pub(crate) struct Label {
    /// The folded text, up to where something is filled in.
    pub(crate) text: String,
    /// The field, by its column in the block, and where its value stands.
    pub(crate) field: Option<(usize, ValueSide)>,
    /// The text without its number.
    bare: String,
}

/// Where a value stands, seen from its label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ValueSide {
    Right,
    Below,
}

impl Label {
    /// How much of a folded cell text is this label, with or without a number or 其中 in front; `bare` is the text
    /// without its own.
    pub(crate) fn length_in(&self, folded: &str, bare: &str) -> Option<usize> {
        let before = folded.len() - bare.len();
        // the third byte tells most characters apart
        let third = |text: &str| text.as_bytes().get(2).copied();
        let begins = |text: &str, label: &str| {
            third(label).is_none_or(|own| third(text) == Some(own)) && text.starts_with(label)
        };
        if begins(folded, &self.text) {
            Some(self.text.len())
        } else {
            begins(bare, &self.bare).then(|| before + self.bare.len())
        }
    }
}

/// The labels of a form: drawn texts, each with the field on its right, or else with the one below it that no
/// other label names.
fn labels(table: &Table, form: &Form) -> Vec<Label> {
    let cells = &form.drawing.cells;
    let field_of = |cell: &DrawnCell| {
        let name = cell.text.strip_prefix('{')?.strip_suffix('}')?;
        table.blocks[0].column(name)
    };
    let is_label = |cell: &DrawnCell| {
        cell.row < form.list_row && !cell.text.is_empty() && field_of(cell).is_none()
    };
    let is_beside = |left: &DrawnCell, right: &DrawnCell| {
        right.column == left.column + left.columns && right.row == left.row
    };
    let named_beside = |field: &DrawnCell| {
        cells
            .iter()
            .any(|cell| is_label(cell) && is_beside(cell, field))
    };
    let is_under = |above: &DrawnCell, below: &DrawnCell| {
        below.row == above.row + above.rows && below.column == above.column && !named_beside(below)
    };
    cells
        .iter()
        .filter(|cell| is_label(cell))
        .map(|cell| {
            let find = |is_next: &dyn Fn(&DrawnCell) -> bool| {
                cells.iter().filter(|c| is_next(c)).find_map(field_of)
            };
            let right =
                find(&|other| is_beside(cell, other)).map(|field| (field, ValueSide::Right));
            let below =
                || find(&|other| is_under(cell, other)).map(|field| (field, ValueSide::Below));
            let text = fold(cell.text.split('{').next().unwrap_or(""));
            Label {
                bare: without_number(&text).to_owned(),
                text,
                field: right.or_else(below),
            }
        })
        .collect()
}
