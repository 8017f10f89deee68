//! 汇总.xlsx: a row a department, a row a finding, a row a file that could not be read, and all added up.

use crate::book::{Book, Cell};
use crate::program::{InboxDir, data};

fn text(book: &Book, sheet: &str, row: u32, column: u32) -> String {
    let sheet = book.sheets.iter().find(|own| own.name == sheet).unwrap();
    match sheet.cells.get(&(row, column)) {
        Some(Cell::Text(text)) => text.clone(),
        Some(Cell::Number(number)) => format!("{number}"),
        _ => String::new(),
    }
}

fn summary(inbox: &InboxDir) -> Book {
    Book::open(&inbox.path().join("公开表/汇总.xlsx"))
}

#[test]
fn who_needs_a_phone_call_comes_first_and_all_are_added_up() {
    let inbox = InboxDir::new();
    inbox.add("甲/2020报送.xlsx", &Book::official().bytes());
    inbox.add(
        "乙/报送.xlsx",
        &Book::official().number("表三!G14", 864.0).bytes(),
    );
    inbox.add("坏.xlsx", b"");
    inbox.publish();
    let book = summary(&inbox);
    let names: Vec<&str> = book
        .sheets
        .iter()
        .map(|sheet| sheet.name.as_str())
        .collect();
    assert_eq!(names[..4], ["部门", "问题", "未能读取", "表一"]);
    assert_eq!(
        [3, 4, 5].map(|row| text(&book, "部门", row, 2)),
        ["不能公开", "可以公开", "4 条不平"]
    );
    assert_eq!(
        [3, 4, 5].map(|row| text(&book, "部门", row, 3)),
        ["16072.23", "16072.23", "32144.46"]
    );
    assert!(
        text(&book, "部门", 3, 11).contains("（待核）.xlsx")
            || text(&book, "部门", 3, 12).contains("（待核）.xlsx")
    );
    assert_eq!(text(&book, "未能读取", 3, 0), "坏.xlsx");
    assert_eq!(text(&book, "未能读取", 3, 2), "请重新报送");
    assert!(
        text(&book, "问题", 3, 4).starts_with("表三"),
        "{}",
        text(&book, "问题", 3, 4)
    );
    // the tables of all departments together, in the same layout
    assert_eq!(text(&book, "表一", 5, 1), "32144.46");
}

#[test]
fn the_summary_of_units_is_that_of_their_department() {
    let inbox = InboxDir::new();
    for entry in std::fs::read_dir(data("units"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
    {
        let name = format!("人社局/{}", entry.file_name().unwrap().to_str().unwrap());
        inbox.add(&name, &std::fs::read(&entry).unwrap());
    }
    inbox.publish();
    let book = summary(&inbox);
    assert_eq!(
        [3, 4].map(|row| text(&book, "部门", row, 3)),
        ["16072.23", "16072.23"]
    );
}

#[test]
fn what_has_not_changed_leaves_the_summary_as_it_is() {
    let inbox = InboxDir::with_folder("official");
    inbox.publish();
    let path = inbox.path().join("公开表/汇总.xlsx");
    let (bytes, moment) = (
        std::fs::read(&path).unwrap(),
        std::fs::metadata(&path).unwrap().modified().unwrap(),
    );
    inbox.publish();
    assert_eq!(
        std::fs::metadata(&path).unwrap().modified().unwrap(),
        moment
    );
    std::fs::remove_file(&path).unwrap();
    inbox.publish();
    assert!(std::fs::read(&path).unwrap() == bytes);
}

#[test]
fn departments_that_agree_add_up_to_tables_that_agree() {
    let inbox = InboxDir::new();
    for name in ["甲", "乙", "丙"] {
        inbox.add(&format!("{name}/报送.xlsx"), &Book::official().bytes());
    }
    inbox.publish();
    let book = summary(&inbox);
    assert_eq!(text(&book, "部门", 6, 3), "48216.69");
    assert!(
        text(&book, "部门", 6, 2).ends_with("条勾稽都平"),
        "{}",
        text(&book, "部门", 6, 2)
    );
}
