//! A sheet is what it says, however that is written.

use crate::book::ods::tests::{book, sheet};
use crate::book::value::{SharedText, Value};
use crate::place::CellRef;
use proptest::prelude::*;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// What stands in the cells of a small sheet.
fn small() -> impl Strategy<Value = BTreeMap<CellRef, Value>> {
    let value = prop_oneof![
        (-999_999_i64..999_999).prop_map(|fen| Value::Number(Decimal::new(fen, 2).normalize())),
        "[甲乙<&'\" ]{0,5}丁".prop_map(|text| Value::Text(SharedText::new(text.trim()))),
        any::<bool>().prop_map(Value::Bool),
        Just(Value::Number(Decimal::ONE)),
        Just(Value::NoResult),
    ];
    let place = (0..9_u32, 0..7_u32).prop_map(|(row, column)| CellRef::new(row, column));
    prop::collection::btree_map(place, value, 0..30)
}

/// How a document may be written; all ways say the same.
#[derive(Debug, Clone, Copy)]
struct Spelling {
    folded: bool,
    indented: bool,
    grouped: bool,
    spelled: bool,
}

fn ways() -> impl Strategy<Value = Spelling> {
    any::<(bool, bool, bool, bool)>().prop_map(|(folded, indented, grouped, spelled)| Spelling {
        folded,
        indented,
        grouped,
        spelled,
    })
}

/// Equal neighbours as one with its number, or each for itself.
fn runs<T: PartialEq>(items: impl IntoIterator<Item = T>, folded: bool) -> Vec<(T, usize)> {
    let mut runs: Vec<(T, usize)> = Vec::new();
    for item in items {
        match runs.last_mut() {
            Some((last, count)) if folded && *last == item => *count += 1,
            _ => runs.push((item, 1)),
        }
    }
    runs
}

fn written(cells: &BTreeMap<CellRef, Value>, way: Spelling) -> String {
    let line = if way.indented { "\n   " } else { "" };
    let mut rows: Vec<String> = Vec::new();
    let all = (0..10).map(|row| {
        (0..8)
            .map(|column| cells.get(&CellRef::new(row, column)))
            .collect::<Vec<_>>()
    });
    for (row, count) in runs(all, way.folded) {
        let cells: String = runs(row, way.folded)
            .into_iter()
            .map(|(value, count)| {
                let (attributes, inner) =
                    value.map(|value| content(value, way)).unwrap_or_default();
                format!(
                    "{line}<table:table-cell{attributes}{}>{line}{inner}{line}</table:table-cell>",
                    repeated("columns", count)
                )
            })
            .collect();
        rows.push(format!(
            "{line}<table:table-row{}>{cells}{line}</table:table-row>",
            repeated("rows", count)
        ));
    }
    if way.grouped {
        let (head, tail) = rows.split_at(1);
        let group = |rows: &[String]| {
            format!(
                "<table:table-row-group>{line}{}{line}</table:table-row-group>",
                rows.concat()
            )
        };
        return format!(
            "<table:table-header-rows>{}</table:table-header-rows>{line}{}",
            head.concat(),
            group(&[group(tail)])
        );
    }
    rows.concat()
}

/// A text as it stands in XML.
fn escaped(text: &str, way: Spelling) -> String {
    let text = if way.spelled {
        text.chars()
            .map(|c| format!("&#{};", u32::from(c)))
            .collect()
    } else {
        text.replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('"', "&quot;")
            .replace('\'', "&apos;")
    };
    // blanks side by side stand only where they are spelled out
    text.replace("&#32;", " ").replace(' ', "<text:s/>")
}

/// The attributes and the content of a cell.
fn content(value: &Value, way: Spelling) -> (String, String) {
    match value {
        Value::Number(number) => (
            format!(" office:value-type='float' office:value='{number}'"),
            String::new(),
        ),
        Value::Bool(truth) => (
            format!(" office:value-type='boolean' office:boolean-value='{truth}'"),
            String::new(),
        ),
        Value::NoResult => (" table:formula='of:=[.A1]'".to_owned(), String::new()),
        Value::Text(text) => (
            " office:value-type='string'".to_owned(),
            format!("<text:p>{}</text:p>", escaped(text, way)),
        ),
        _ => (
            " office:value-type='string'".to_owned(),
            "<text:p></text:p>".to_owned(),
        ),
    }
}

/// How often a cell or a row stands.
fn repeated(of: &str, count: usize) -> String {
    if count > 1 {
        format!(" table:number-{of}-repeated='{count}'")
    } else {
        String::new()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn a_sheet_is_the_same_however_it_is_written(cells in small(), way in ways()) {
        let read = sheet(&written(&cells, way));
        prop_assert_eq!(read.cells.into_iter().collect::<BTreeMap<_, _>>(), cells);
    }

    #[test]
    fn any_content_is_read_or_refused(inner in "(<table:table( table:name='[ab]')?>|</table:table>|<table:table-row( table:number-rows-repeated='[0-9]{1,9}')?>|</table:table-row>|<table:table-cell( table:number-columns-repeated='[0-9]{1,9}')?( table:number-rows-spanned='[0-9]{1,9}')?>|</table:table-cell>|<text:p>|</text:p>|[a&<>]|&#[0-9]{1,7};){0,20}") {
        let _ = book(&inner);
    }
}
