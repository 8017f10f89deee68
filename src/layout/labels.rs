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
    /// The label as drawn, for which this text stands.
    pub(crate) stands_for: Option<String>,
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
            third(label).is_none_or(|byte| third(text) == Some(byte)) && text.starts_with(label)
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
    let drawn = DrawnForm { table, form };
    let cells = form.drawing.cells.iter();
    let mut labels: Vec<Label> = cells
        .filter(|cell| drawn.is_label(cell))
        .map(|cell| drawn.label(cell))
        .collect();
    for (label, words) in &form.aliases {
        let known = labels.iter().find(|it| it.text == *label).cloned();
        let aliases = words.iter().zip(known.into_iter().cycle());
        let aliases = aliases.map(|(word, known)| Label {
            bare: without_number(word).to_owned(),
            text: word.clone(),
            stands_for: Some(label.clone()),
            ..known
        });
        labels.extend(aliases.collect::<Vec<_>>());
    }
    labels
}

/// The folded label in a cell of a drawing, up to where something is filled in.
pub(super) fn drawn_label(cell: &str) -> String {
    fold(cell.split('{').next().unwrap_or(""))
}

/// The drawing of a form beside the columns of its fields.
struct DrawnForm<'a> {
    table: &'a Table,
    form: &'a Form,
}

impl DrawnForm<'_> {
    fn label(&self, cell: &DrawnCell) -> Label {
        let right = self
            .field(|next| is_beside(cell, next))
            .map(|field| (field, ValueSide::Right));
        let below = || {
            self.field(|next| self.is_under(cell, next))
                .map(|field| (field, ValueSide::Below))
        };
        let text = drawn_label(&cell.text);
        Label {
            bare: without_number(&text).to_owned(),
            text,
            field: right.or_else(below),
            stands_for: None,
        }
    }

    /// The first field whose cell `is_next`.
    fn field(&self, is_next: impl Fn(&DrawnCell) -> bool) -> Option<usize> {
        let cells = self.form.drawing.cells.iter();
        cells
            .filter(|cell| is_next(cell))
            .find_map(|cell| self.field_of(cell))
    }

    fn field_of(&self, cell: &DrawnCell) -> Option<usize> {
        let name = cell.text.strip_prefix('{')?.strip_suffix('}')?;
        self.table.blocks[0].column(name)
    }

    fn is_label(&self, cell: &DrawnCell) -> bool {
        cell.row < self.form.list_row && !cell.text.is_empty() && self.field_of(cell).is_none()
    }

    /// Whether a cell stands under another, and no label stands on its left.
    fn is_under(&self, above: &DrawnCell, below: &DrawnCell) -> bool {
        let mut cells = self.form.drawing.cells.iter();
        below.row == above.row + above.rows
            && below.column == above.column
            && !cells.any(|cell| self.is_label(cell) && is_beside(cell, below))
    }
}

fn is_beside(left: &DrawnCell, right: &DrawnCell) -> bool {
    right.column == left.column + left.columns && right.row == left.row
}
