//! Reads a form (绩效目标表): fields stand beside their labels, a list of texts stands below.

use super::body::TableBody;
use super::located::{Field, LocatedTable};
use crate::book::sheet::Sheet;
use crate::book::value::Value;
use crate::budget::{Fact, FactId, Figure, Row};
use crate::label::{fold, without_number};
use crate::layout::{Label, Role, Table, ValueSide};
use crate::place::CellRef;

/// Where the fields of a form that was found stand, by column of the block.
pub(super) fn fields_of<'a>(
    sheet: &Sheet,
    table: &Table,
    located: &'a LocatedTable,
) -> &'a [Option<Field>] {
    located
        .fields
        .get_or_init(|| fields(sheet, table, located.title.row + 1, located.end))
}

/// The same between two rows.
pub(super) fn fields(sheet: &Sheet, table: &Table, from: u32, to: u32) -> Vec<Option<Field>> {
    let labels = table.labels();
    if from > to {
        return vec![None; table.blocks[0].columns.len()];
    }
    let matching = |row: u32, column: u32| -> Vec<&Label> {
        let Some(text) = sheet.own(row, column).map(|value| value.folded()) else {
            return Vec::new();
        };
        let whole: Vec<&Label> = labels.iter().filter(|label| label.text == text).collect();
        if !whole.is_empty() {
            return whole;
        }
        let bare = without_number(&text);
        let begun: Vec<&Label> = labels
            .iter()
            .filter(|label| label.length_in(&text, bare).is_some())
            .collect();
        let longest = begun.iter().map(|label| label.text.len()).max();
        begun
            .into_iter()
            .filter(|label| Some(label.text.len()) == longest)
            .collect()
    };
    let mut places: Vec<Option<Field>> = vec![None; table.blocks[0].columns.len()];
    for (CellRef { row, column }, value) in sheet.rows(from, to) {
        // equal labels are meant in the order in which they are drawn
        let free = |label: &&&Label| {
            label
                .field
                .is_some_and(|(field, _)| places[field].is_none())
        };
        let Some(label) = matching(*row, *column).iter().find(free).copied() else {
            continue;
        };
        let Some((field, side)) = label.field else {
            continue;
        };
        let inside = match value {
            Value::Text(text) => label
                .length_in(text.folded(), without_number(text.folded()))
                .and_then(|length| inside(text, length)),
            _ => None,
        };
        let next = match side {
            ValueSide::Right => CellRef::new(*row, sheet.right_end(*row, *column) + 1),
            ValueSide::Below => CellRef::new(
                sheet
                    .merge(*row, *column)
                    .map_or(*row, |merge| merge.bottom)
                    + 1,
                *column,
            ),
        };
        let at = if inside.is_some() {
            CellRef::new(*row, *column)
        } else {
            let last = if side == ValueSide::Right {
                u32::MAX
            } else {
                next.column
            };
            let filled = sheet.cells.first_within(next.row, next.column..=last);
            filled
                .filter(|place| matching(place.row, place.column).is_empty())
                .unwrap_or(next)
        };
        places[field] = Some(Field { at, inside });
    }
    places
}

/// What stands behind a label in the same cell; the label takes `length` bytes of the folded text.
fn inside(text: &str, length: usize) -> Option<String> {
    let end = text
        .char_indices()
        .map(|(at, c)| at + c.len_utf8())
        .find(|end| fold(&text[..*end]).len() >= length)?;
    let rest = text[end..]
        .trim_start_matches([':', '：', ' ', '\u{3000}'])
        .trim();
    (!fold(rest).is_empty() && !rest.starts_with(['（', '('])).then(|| rest.to_owned())
}

/// The list of a form: the row of its heading, and its texts row by row.
pub(super) fn list(
    sheet: &Sheet,
    table: &Table,
    from: u32,
    to: u32,
) -> (Option<u32>, Vec<Vec<String>>) {
    let Some(form) = table.form.as_ref().filter(|form| !form.list.is_empty()) else {
        return (None, Vec::new());
    };
    let column_of = |text: &str| {
        form.list
            .iter()
            .position(|(column, ..)| column.headings.iter().any(|h| h == text))
    };
    let heading = (from..=to).find(|row| {
        let found = sheet
            .row(*row)
            .filter(|(_, value)| column_of(&value.folded()).is_some())
            .count();
        found * 2 >= form.list.len() && found > 1
    });
    let Some(heading) = heading else {
        return (None, Vec::new());
    };
    let mut spans = vec![None; form.list.len()];
    for (column, value) in sheet.row(heading) {
        if let Some(place) = column_of(&value.folded()) {
            spans[place].get_or_insert((column, sheet.right_end(heading, column)));
        }
    }
    let mut rows = Vec::new();
    for row in heading + 1..=to {
        let texts: Vec<String> = spans
            .iter()
            .zip(&form.list)
            .map(|(span, (column, ..))| {
                let Some((first, last)) = span else {
                    return String::new();
                };
                let shown = (*first..=*last).find_map(|c| match column.role {
                    Role::MergedText => sheet.seen(row, c),
                    _ => sheet.own(row, c),
                });
                shown
                    .map(|value| value.text().into_owned())
                    .unwrap_or_default()
            })
            .collect();
        if texts.iter().any(|text| !text.is_empty()) {
            rows.push(texts);
        }
    }
    (Some(heading), rows)
}

/// Whether a form says nothing: a sheet of a blank workbook that no project needed.
pub(super) fn is_unused(body: &TableBody, facts: &[Fact]) -> bool {
    let mut rows = body.blocks.iter().flatten();
    let is_blank = |row: &Row| {
        row.project
            .as_ref()
            .is_none_or(|project| project.is_empty())
            && row.texts.iter().all(|(_, text)| text.is_empty())
            && row
                .facts
                .iter()
                .flatten()
                .all(|FactId(id)| facts[*id].figure == Figure::Blank)
    };
    body.list.is_empty() && body.notes.is_empty() && rows.all(is_blank)
}
