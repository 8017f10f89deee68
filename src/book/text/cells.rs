//! Text on sheets of a workbook: forms have whole sections of the text as the lines of merged cells, on sheets that
//! hold nothing else.

use crate::book::sheet::Sheet;
use crate::book::text::{Paragraph, ParagraphPlace, TextSource};
use crate::book::value::Value;
use crate::label::fold;
use crate::place::CellRef;

/// Characters of a text that is no label; sheets of labels and lists have none.
const LONG: usize = 60;

/// The text of a sheet; nothing where the sheet holds anything else, or no text that is long. A line of a cell is a
/// paragraph.
pub(crate) fn of_sheet(sheet: &Sheet) -> Option<TextSource> {
    let mut texts = Vec::new();
    for (CellRef { row, column }, value) in sheet.rows(0, sheet.last_row()) {
        let is_seen = sheet.anchor(*row, *column) == CellRef::new(*row, *column);
        match value {
            Value::Text(text) if is_seen && !value.is_blank() => texts.push((*row, *column, text)),
            _ if value.is_blank() || !is_seen => {}
            // a figure in a cell belongs to a table
            _ => return None,
        }
    }
    let (_, first_column, _) = texts.first()?;
    let is_one_column = texts.iter().all(|(_, column, _)| column == first_column);
    let is_said = |line: &str| line.chars().count() >= LONG || is_sentence_of_money(line);
    let is_text = texts.iter().any(|(.., text)| text.lines().any(is_said));
    if !is_one_column || !is_text {
        return None;
    }
    let mut paragraphs = Vec::new();
    for (row, column, text) in texts {
        add_lines(
            &mut paragraphs,
            (&sheet.name, CellRef { row, column }),
            text,
        );
    }
    Some(TextSource {
        part: String::new(),
        paragraphs,
        spans: Vec::new(),
    })
}

/// Adds the lines of a cell, a paragraph each.
pub(crate) fn add_lines(paragraphs: &mut Vec<Paragraph>, at: (&str, CellRef), text: &str) {
    let (sheet, CellRef { row, column }) = at;
    for (line, words) in text.split('\n').enumerate() {
        let place = ParagraphPlace::Cell {
            sheet: sheet.to_owned(),
            row,
            column,
            line,
            block: paragraphs.len(),
        };
        paragraphs.push(Paragraph::plain(place, words.trim_end_matches('\r')));
    }
}

/// Whether a line is a sentence with an amount.
fn is_sentence_of_money(line: &str) -> bool {
    line.trim_end().ends_with(['。', '；']) && states_amount(line)
}

/// Whether a text states an amount of money: `5万元`. Units of measure and names of money have no digits before them.
pub(crate) fn states_amount(text: &str) -> bool {
    let text = fold(text);
    let mut units = text.match_indices('元');
    units.any(|(at, _)| {
        let before = text[..at].trim_end_matches(['万', '亿', '千', '百']);
        before.ends_with(|c: char| c.is_ascii_digit())
    })
}

/// The text of several sheets as one; nothing where none of them holds a text.
pub(crate) fn of_sheets<'a>(sheets: impl Iterator<Item = &'a Sheet>) -> Option<TextSource> {
    sheets.filter_map(of_sheet).reduce(|mut all, own| {
        all.paragraphs.extend(own.paragraphs);
        all
    })
}

/// The texts of a workbook's sheets, with the names of the sheets.
///
/// # Errors
/// A [`Refusal`](crate::book::Refusal) where the workbook cannot be read.
pub fn texts_of_workbook(bytes: &[u8]) -> Result<Vec<(String, TextSource)>, crate::book::Refusal> {
    use crate::book::{kind, limits::Limits, workbook};
    let book = workbook::read(bytes, kind::kind(bytes)?, &mut Limits::any())?;
    let sheets = book.sheets.iter();
    Ok(sheets
        .filter_map(|sheet| Some((sheet.name.to_string(), of_sheet(sheet)?)))
        .collect())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::book::value::SharedText;
    use rust_decimal::Decimal;

    fn sheet(cells: &[(u32, u32, &str)]) -> Sheet {
        let value = |text: &str| match text.parse::<Decimal>() {
            Ok(number) => Value::Number(number),
            Err(_) => Value::Text(SharedText::new(text)),
        };
        let cells = cells
            .iter()
            .map(|(row, column, text)| (CellRef::new(*row, *column), value(text)));
        Sheet::new("说明", false, cells, Vec::new())
    }

    #[test]
    fn a_line_of_a_cell_is_a_paragraph() {
        let long = "　".repeat(2) + &"收入预算".repeat(20);
        let both = format!("一、总体情况\n{long}\n");
        let source = of_sheet(&sheet(&[(0, 0, "编制说明"), (2, 0, &both)])).unwrap();
        let lines: Vec<&str> = source.paragraphs.iter().map(|p| p.text.as_str()).collect();
        assert_eq!(lines, ["编制说明", "一、总体情况", &long, ""]);
        let place = ParagraphPlace::Cell {
            sheet: "说明".to_owned(),
            row: 2,
            column: 0,
            line: 1,
            block: 2,
        };
        assert_eq!(source.paragraphs[2].place, place);
    }

    #[test]
    fn tables_and_lists_of_labels_are_no_text() {
        let long = "收入预算".repeat(20);
        assert_eq!(of_sheet(&sheet(&[(0, 0, &long), (3, 0, "12.5")])), None);
        assert_eq!(of_sheet(&sheet(&[(0, 0, &long), (3, 1, "合计")])), None);
        assert_eq!(of_sheet(&sheet(&[(0, 0, "封面"), (3, 0, "目录")])), None);
    }
}
