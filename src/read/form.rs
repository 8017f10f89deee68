//! Reads a form (绩效目标表): fields stand beside their labels, a list of texts stands below.

use super::sheet::{Sheet, Value};
use crate::label::{fold, without_number};
use crate::layout::{Role, Table};

/// A label of a form as drawn, and the field beside it.
pub(super) struct Label {
    /// The folded text, up to where something is filled in.
    pub(super) text: String,
    /// The field, by its column in the block.
    field: Option<usize>,
}

impl Label {
    /// Whether a folded cell text is this label, perhaps with its value behind it.
    pub(super) fn begins(&self, folded: &str) -> bool {
        self.length_in(folded).is_some()
    }

    /// How much of a folded cell text is this label, with or without a number or 其中 in front.
    fn length_in(&self, folded: &str) -> Option<usize> {
        let (label, bare) = (without_number(&self.text), without_number(folded));
        let before = folded.len() - bare.len();
        if folded.starts_with(&self.text) {
            Some(self.text.len())
        } else {
            bare.starts_with(label).then(|| before + label.len())
        }
    }
}

/// The labels of a form: drawn texts with a field on their right.
pub(super) fn labels(table: &Table) -> Vec<Label> {
    let Some(form) = &table.form else { return Vec::new() };
    let cells = &form.drawing.cells;
    let field_of = |text: &str| {
        let name = text.strip_prefix('{')?.strip_suffix('}')?;
        table.blocks[0].column(name)
    };
    cells
        .iter()
        .filter(|cell| cell.row < form.list_row && !cell.text.is_empty() && field_of(&cell.text).is_none())
        .map(|cell| {
            let right = cells.iter().find(|other| other.row == cell.row && other.column == cell.column + cell.columns);
            let text = cell.text.split('{').next().unwrap_or("");
            Label { text: fold(text), field: right.and_then(|cell| field_of(&cell.text)) }
        })
        .collect()
}

/// Where a field stands, and what it says when it shares the cell of its label.
#[derive(Debug, Clone)]
pub(super) struct Field {
    pub(super) at: (u32, u32),
    pub(super) inside: Option<String>,
}

/// Where the fields of a form stand, by column of the block.
pub(super) fn fields(sheet: &Sheet, table: &Table, from: u32, to: u32) -> Vec<Option<Field>> {
    let labels = labels(table);
    let label_at = |row: u32, column: u32| {
        let text = fold(&sheet.own(row, column)?.text());
        let whole = labels.iter().find(|label| label.text == text);
        whole.or_else(|| labels.iter().filter(|label| label.begins(&text)).max_by_key(|label| label.text.len()))
    };
    if from > to {
        return vec![None; table.blocks[0].columns.len()];
    }
    let mut places: Vec<Option<Field>> = vec![None; table.blocks[0].columns.len()];
    for ((row, column), value) in sheet.cells.range((from, 0)..=(to, u32::MAX)) {
        let Some(label) = label_at(*row, *column) else { continue };
        let Some(field) = label.field.filter(|field| places[*field].is_none()) else { continue };
        let inside = match value {
            Value::Text(text) => label.length_in(&fold(text)).and_then(|length| inside(text, length)),
            _ => None,
        };
        let first = sheet.right_end(*row, *column) + 1;
        let mut at = (*row, first);
        if inside.is_some() {
            at = (*row, *column);
        } else {
            let beside = sheet.cells.range((*row, first)..=(*row, u32::MAX)).map(|((_, c), _)| *c).next();
            if let Some(next) = beside.filter(|c| label_at(*row, *c).is_none()) {
                at = (*row, next);
            }
        }
        places[field] = Some(Field { at, inside });
    }
    places
}

/// What stands behind a label in the same cell; the label takes `length` bytes of the folded text.
fn inside(text: &str, length: usize) -> Option<String> {
    let end = text.char_indices().map(|(at, c)| at + c.len_utf8()).find(|end| fold(&text[..*end]).len() >= length)?;
    let rest = text[end..].trim_start_matches([':', '：', ' ', '\u{3000}']).trim();
    (!fold(rest).is_empty() && !rest.starts_with(['（', '('])).then(|| rest.to_owned())
}

/// The list of a form: the row of its heading, and its texts row by row.
pub(super) fn list(sheet: &Sheet, table: &Table, from: u32, to: u32) -> (Option<u32>, Vec<Vec<String>>) {
    let Some(form) = table.form.as_ref().filter(|form| !form.list.is_empty()) else { return (None, Vec::new()) };
    let column_of = |text: &str| form.list.iter().position(|(column, ..)| column.headings.iter().any(|h| h == text));
    let heading = (from..=to).find(|row| {
        let found = sheet.row(*row).filter(|(_, value)| column_of(&fold(&value.text())).is_some()).count();
        found * 2 >= form.list.len() && found > 1
    });
    let Some(heading) = heading else { return (None, Vec::new()) };
    let mut spans = vec![None; form.list.len()];
    for (column, value) in sheet.row(heading) {
        if let Some(place) = column_of(&fold(&value.text())) {
            spans[place].get_or_insert((column, sheet.right_end(heading, column)));
        }
    }
    let mut rows = Vec::new();
    for row in heading + 1..=to {
        let texts: Vec<String> = spans
            .iter()
            .zip(&form.list)
            .map(|(span, (column, ..))| {
                let Some((first, last)) = span else { return String::new() };
                let shown = (*first..=*last).find_map(|c| match column.role {
                    Role::MergedText => sheet.seen(row, c),
                    _ => sheet.own(row, c),
                });
                shown.map(Value::text).unwrap_or_default()
            })
            .collect();
        if texts.iter().any(|text| !text.is_empty()) {
            rows.push(texts);
        }
    }
    (Some(heading), rows)
}
