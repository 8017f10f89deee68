//! What the letter, the screen and the lists say of cells: one sentence where they say the same, and what a cell shows.

use crate::book::{Book, Cell};
use crate::made::Parts;
use crate::program::{InboxDir, data};
use std::fs;

/// The letter of the only department.
fn letter(inbox: &InboxDir) -> String {
    let folder = inbox.path().join("公开表/退回");
    let files = fs::read_dir(folder).unwrap();
    let mut files = files.map(|file| file.unwrap().path());
    let letter = files.find(|path| path.extension().is_some_and(|it| it == "txt"));
    fs::read_to_string(letter.unwrap()).unwrap()
}

/// The given workbook with a figure that blocks publishing.
fn held() -> Book {
    Book::official().number("表一!B6", 1.0)
}

#[test]
fn hidden_figures_of_a_table_share_a_sentence() {
    let inbox = InboxDir::new();
    let book = held().with("表三", |sheet| sheet.hidden_rows.extend([7, 8]));
    inbox.add("2020年.xlsx", &book.bytes());
    let run = inbox.publish();
    let hidden = "格的金额在隐藏的行或列里，已读入。请取消隐藏或删除";
    for text in [letter(&inbox), inbox.check().stdout] {
        assert_eq!(text.matches(hidden).count(), 1, "{text}");
        let (lead, cells) = text.split_once(hidden).unwrap();
        assert!(!lead.ends_with("1 "), "{text}");
        let cells = cells.lines().nth(1).unwrap();
        assert!(cells.trim().starts_with("表三!E8、"), "{cells}");
    }
    assert_eq!(run.status, 1);
}

#[test]
fn hidden_decimals_of_a_table_share_a_sentence() {
    let inbox = InboxDir::new();
    let one = held().number("表三!F8", 9_000.004);
    inbox.add("2020年.xlsx", &one.bytes());
    let said = inbox.check().stdout;
    assert!(
        said.contains("格里存的是 9000.004，公开时显示为 9000.00"),
        "{said}"
    );
    let several = one.number("表三!F9", 9_000.004).number("表三!F10", 9.001);
    inbox.add("2020年.xlsx", &several.bytes());
    let said = inbox.check().stdout;
    let expected = "表三：3 格里存的小数比公开时显示的多，请改成 2 位小数\n    表三!F8、F9、F10\n";
    assert!(said.contains(expected), "{said}");
}

#[test]
fn a_percentage_is_named_as_it_is_seen() {
    let inbox = InboxDir::new();
    let cell = Cell::Formatted(0.864, "0.0%".to_owned());
    inbox.add(
        "2020年.xlsx",
        &Book::official().cell("表三!G14", cell).bytes(),
    );
    inbox.publish();
    let change = "86.4%（存储值 0.864） → 86.40";
    assert!(letter(&inbox).contains(change), "{}", letter(&inbox));
}

#[test]
fn a_proposal_names_a_formula_without_a_result() {
    let inbox = InboxDir::new();
    let cell = Cell::Formula("1+1".to_owned(), "2".to_owned());
    let book = Book::official().cell("表三!G14", cell).bytes();
    let parts = Parts::of(&book).replaced(
        "xl/worksheets/sheet3.xml",
        "<f>1+1</f><v>2</v>",
        "<f>1+1</f>",
    );
    inbox.add("2020年.xlsx", &parts.bytes());
    inbox.publish();
    let change = "没有计算结果的公式 → 86.40";
    assert!(letter(&inbox).contains(change), "{}", letter(&inbox));
}

#[test]
fn a_quotation_within_a_quotation_has_single_marks() {
    let inbox = InboxDir::new();
    let book = held().text("表七!D6", "“三公”经费");
    inbox.add("2020年.xlsx", &book.bytes());
    inbox.publish();
    assert!(
        letter(&inbox).contains("“‘三公’经费”"),
        "{}",
        letter(&inbox)
    );
}

#[test]
fn a_reason_that_goes_the_other_way_is_said_once() {
    let inbox = InboxDir::new();
    let tables = fs::read(data("cases/sh_wanli_2024/submitted.xlsx")).unwrap();
    inbox.add("报送.xlsx", &tables);
    let text = fs::read(data("text/shanghai_2024.docx")).unwrap();
    inbox.add("情况说明.docx", &text);
    inbox.publish();
    let letter = letter(&inbox);
    assert_eq!(
        letter.matches("原因的方向与前面写的增减").count(),
        1,
        "{letter}"
    );
}
