//! Sentences in a workbook beside its tables: notes below them, and short texts on sheets.

use crate::book::{Book, Cell, Sheet};
use crate::program::InboxDir;
use std::collections::BTreeMap;

fn said(book: &Book) -> String {
    let inbox = InboxDir::new();
    inbox.add("报送.xlsx", &book.bytes());
    inbox.check().stdout
}

#[test]
fn figures_in_a_note_below_a_table_are_checked() {
    let wrong =
        "注：2020年部门支出预算16702.23万元，其中：基本支出1383.83万元，项目支出14688.40万元。";
    let told = said(&Book::official().text("表三!A26", wrong));
    assert!(told.contains("表三!A26"), "{told}");
    assert!(told.contains("16072.23"), "{told}");
    let right = wrong.replace("16702.23", "16072.23");
    let silent = said(&Book::official().text("表三!A26", &right));
    assert!(!silent.contains("表三!A26"), "{silent}");
    assert!(silent.contains("文字中 3 个金额，核对 3 个"), "{silent}");
}

#[test]
fn notes_without_amounts_are_no_text() {
    let note = "注：本表按2020年口径编制，单位：万元，项目5个。";
    let silent = said(&Book::official().text("表三!A26", note));
    assert!(!silent.contains("文字中"), "{silent}");
}

/// A workbook with one more sheet of one column.
fn with_sheet(name: &str, lines: &[&str]) -> Book {
    let mut book = Book::official();
    let mut sheet = Sheet {
        name: name.to_owned(),
        cells: BTreeMap::new(),
        merges: Vec::new(),
        ..book.sheets[0].clone()
    };
    for (row, line) in (0..).zip(lines) {
        sheet.cells.insert((row, 0), Cell::Text((*line).to_owned()));
    }
    book.sheets.push(sheet);
    book
}

#[test]
fn a_short_sentence_on_a_sheet_is_checked() {
    let sentence = "2020年，我局支出预算16702.23万元。";
    let told = said(&with_sheet("情况说明", &["情况说明", sentence]));
    assert!(told.contains("情况说明!A2"), "{told}");
    let silent = said(&with_sheet("封面", &["2020年部门预算", "单位：万元"]));
    assert!(!silent.contains("文字中"), "{silent}");
}
