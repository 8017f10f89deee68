//! Reads a form (绩效目标表): fields stand beside their labels, a list of texts stands below.

use super::body::TableBody;
use super::located::{Field, LocatedTable};
use crate::book::sheet::Sheet;
use crate::book::value::Value;
use crate::budget::{Fact, FactId, Figure, Row};
use crate::label::{fold, without_number};
use crate::layout::{Column, Label, Layout, Role, Table, ValueSide};
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
    let mut places: Vec<Option<Field>> = vec![None; table.blocks[0].columns.len()];
    if from > to {
        return places;
    }
    for (place, value) in sheet.rows(from, to) {
        // equal labels are meant in the order in which they are drawn
        let free = |label: &&Label| {
            let (field, side) = label.field?;
            places[field].is_none().then_some((field, side))
        };
        let matching = labels_in(sheet, labels, *place);
        let found = matching
            .iter()
            .find_map(|label| Some((*label, free(label)?)));
        if let Some((label, (field, side))) = found {
            places[field] = Some(field_of(sheet, labels, (*place, value), (label, side)));
        }
    }
    places
}

/// The rows in which forms begin that stand below each other: those with the label that comes first.
pub(super) fn starts(sheet: &Sheet, table: &Table, from: u32, to: u32) -> Vec<u32> {
    if from > to {
        return Vec::new();
    }
    let labels = table.labels();
    let mut places = sheet.rows(from, to).map(|(place, _)| *place);
    let first = places.find_map(|place| Some((place, *labels_in(sheet, labels, place).first()?)));
    let Some((place, first)) = first else {
        return Vec::new();
    };
    let begins = |row: &u32| {
        let own = labels_in(sheet, labels, CellRef::new(*row, place.column));
        own.iter().any(|label| label.text == first.text)
    };
    (place.row..=to).filter(begins).collect()
}

/// The labels that a cell may be: the one that is all of its text, or the longest that it begins with.
fn labels_in<'a>(
    sheet: &Sheet,
    labels: &'a [Label],
    CellRef { row, column }: CellRef,
) -> Vec<&'a Label> {
    let Some(text) = sheet.own(row, column).map(|value| value.folded()) else {
        return Vec::new();
    };
    let whole: Vec<&Label> = labels.iter().filter(|label| label.text == text).collect();
    if !whole.is_empty() {
        return whole;
    }
    let bare = without_number(&text);
    let begun = labels.iter();
    let mut begun: Vec<&Label> = begun
        .filter(|label| label.length_in(&text, bare).is_some())
        .collect();
    let longest = begun.iter().map(|label| label.text.len()).max();
    begun.retain(|label| Some(label.text.len()) == longest);
    begun
}

/// The field of a label: in the label's own cell, or the first cell on its side that is filled and no label.
fn field_of(
    sheet: &Sheet,
    labels: &[Label],
    (place, value): (CellRef, &Value),
    (label, side): (&Label, ValueSide),
) -> Field {
    let inside = match value {
        Value::Text(text) => label
            .length_in(text.folded(), without_number(text.folded()))
            .and_then(|length| inside(text, length)),
        _ => None,
    };
    if inside.is_some() {
        return Field { at: place, inside };
    }
    let CellRef { row, column } = place;
    let (next, last) = match side {
        ValueSide::Right => (
            CellRef::new(row, sheet.right_end(row, column) + 1),
            u32::MAX,
        ),
        ValueSide::Below => {
            let bottom = sheet.merge(row, column).map_or(row, |merge| merge.bottom);
            (CellRef::new(bottom + 1, column), column)
        }
    };
    let filled = sheet.cells.first_within(next.row, next.column..=last);
    let filled = filled.filter(|place| labels_in(sheet, labels, *place).is_empty());
    Field {
        at: filled.unwrap_or(next),
        inside,
    }
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

/// The list of a form.
#[derive(Default)]
pub(super) struct FormList {
    /// The row of its heading.
    pub(super) heading: Option<u32>,
    /// Its texts row by row.
    pub(super) texts: Vec<Vec<String>>,
    /// The cells of these; none where a merged range hides the cell.
    pub(super) cells: Vec<Vec<Option<CellRef>>>,
}

/// The list of a form between two rows, without signatures.
pub(super) fn list(
    sheet: &Sheet,
    layout: &Layout,
    table: &Table,
    (from, to): (u32, u32),
) -> FormList {
    let Some(form) = table.form.as_ref().filter(|form| !form.list.is_empty()) else {
        return FormList::default();
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
        return FormList::default();
    };
    let mut spans = vec![None; form.list.len()];
    for (column, value) in sheet.row(heading) {
        if let Some(place) = column_of(&value.folded()) {
            spans[place].get_or_insert((column, sheet.right_end(heading, column)));
        }
    }
    let mut list = FormList {
        heading: Some(heading),
        ..FormList::default()
    };
    for row in (heading + 1..=to).filter(|row| !is_signature(sheet, layout, *row)) {
        let places = spans.iter().zip(&form.list);
        let places = places.map(|(span, (column, ..))| place_in_list(sheet, row, *span, column));
        let places: Vec<Option<CellRef>> = places.collect();
        let text = |place: &Option<CellRef>| {
            let seen = place.map(|place| sheet.seen_text(place).into_owned());
            seen.unwrap_or_default()
        };
        let texts: Vec<String> = places.iter().map(text).collect();
        if texts.iter().any(|text| !text.is_empty()) {
            let is_own = |place: &CellRef| sheet.anchor(place.row, place.column) == *place;
            let cells = places.into_iter().map(|place| place.filter(is_own));
            list.cells.push(cells.collect());
            list.texts.push(texts);
        }
    }
    list
}

/// The cell of a row in which a column of the list has its text, or else its first one; none where a merged range hides
/// all of a text that is not printed again.
fn place_in_list(
    sheet: &Sheet,
    row: u32,
    span: Option<(u32, u32)>,
    column: &Column,
) -> Option<CellRef> {
    let (first, last) = span?;
    let places = (first..=last).map(|column| CellRef::new(row, column));
    let mut filled = places.filter(|place| match column.role {
        Role::MergedText => sheet.seen(place.row, place.column).is_some(),
        _ => sheet.own(place.row, place.column).is_some(),
    });
    let first = CellRef::new(row, first);
    let is_own = sheet.anchor(first.row, first.column) == first;
    filled.next().or(is_own.then_some(first))
}

/// Whether a row below a list is one of signatures: 填报人：…  联系电话：….
fn is_signature(sheet: &Sheet, layout: &Layout, row: u32) -> bool {
    let is_signed = |text: &str| {
        let mut words = layout.words.footer_words.iter();
        words.any(|word| {
            let rest = text.strip_prefix(word.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
        })
    };
    let first = sheet.row(row).next();
    first.is_some_and(|(_, value)| is_signed(&value.folded()))
}

/// How much of a form is filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FormUse {
    /// A project, an amount or a text.
    Filled,
    /// Nothing but the department and the words of the form: a spare one that nobody took out.
    Spare,
    /// Nothing: a sheet of a blank workbook that no project needed.
    Blank,
}

/// What a form says.
pub(super) fn use_of(table: &Table, body: &TableBody, facts: &[Fact]) -> FormUse {
    let is_department = |column: usize| table.blocks[0].columns[column].role == Role::Department;
    let has_figure = |row: &Row| {
        let mut figures = row.facts.iter().flatten();
        figures.any(|FactId(id)| facts[*id].figure != Figure::Blank)
    };
    let has_project = |row: &Row| row.project.as_ref().is_some_and(|name| !name.is_empty());
    let has_text = |row: &Row| {
        let mut texts = row.texts.iter();
        texts.any(|(column, text)| !text.is_empty() && !is_department(*column))
    };
    let mut rows = body.blocks.iter().flatten();
    let is_filled = rows.any(|row| has_figure(row) || has_project(row) || has_text(row));
    if is_filled || !body.notes.is_empty() || has_own_words(table, body) {
        return FormUse::Filled;
    }
    let mut rows = body.blocks.iter().flatten();
    let has_department = rows.any(|row| row.texts.iter().any(|(_, text)| !text.is_empty()));
    match has_department || !body.list.is_empty() {
        true => FormUse::Spare,
        false => FormUse::Blank,
    }
}

/// Whether the list of a form says more than the headings of its groups.
fn has_own_words(table: &Table, body: &TableBody) -> bool {
    let Some(form) = &table.form else {
        return false;
    };
    let mut texts = body.list.iter().flat_map(|row| row.iter().zip(&form.list));
    texts.any(|(text, (column, ..))| !text.is_empty() && column.role != Role::MergedText)
}
