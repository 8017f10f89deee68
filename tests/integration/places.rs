//! What a finding names: the cell to mend, once, and how much mending it does.

use crate::book::{Book, Cell};
use crate::program::{InboxDir, Run, gouji};
use std::fs;

const NAME: &str = "高新区（新市区）人力资源和社会保障局";

fn inbox(book: &Book) -> InboxDir {
    let inbox = InboxDir::new();
    inbox.add("2020a.xlsx", &book.bytes());
    inbox
}

fn checked(book: &Book) -> Run {
    inbox(book).check()
}

fn letter(inbox: &InboxDir) -> String {
    inbox.publish();
    let path = format!("公开表/退回/{NAME}退回意见.txt");
    fs::read_to_string(inbox.path().join(path)).unwrap()
}

/// Other words in the place of three amounts.
fn with_words() -> Book {
    Book::official()
        .text("表三!G14", "约86.4")
        .text("表三!G17", "四十二")
        .text("表三!G18", "300元整")
}

#[test]
fn what_cannot_be_read_is_named_once_and_without_its_file() {
    let run = checked(&with_words());
    let told = "  无法判断：表三!G14、G17、G18 的金额读不出（";
    assert!(run.stdout.contains(told), "{}", run.stdout);
    assert_eq!(
        run.stdout.matches("无法判断：").count(),
        1,
        "{}",
        run.stdout
    );
}

#[test]
fn a_letter_asks_once_for_an_amount_and_counts_what_can_be_judged() {
    let letter = letter(&inbox(&with_words()));
    assert!(letter.contains("有 3 个问题，归为下列 1 条"), "{letter}");
    assert!(!letter.contains("【其他问题】"), "{letter}");
    assert!(!letter.contains("处不平"), "{letter}");
    assert!(letter.contains("可使 "), "{letter}");
    assert!(letter.contains(" 条勾稽能够判断："), "{letter}");
}

#[test]
fn a_letter_names_a_column_once() {
    // two cells of one row: no amount can be proposed
    let book = Book::official()
        .text("表三!E14", "若干")
        .text("表三!F14", "若干")
        .text("表三!G14", "若干");
    let letter = letter(&inbox(&book));
    assert!(!letter.contains("合计：合计："), "{letter}");
    assert!(!letter.contains("项目支出：项目支出："), "{letter}");
}

#[test]
fn tables_that_name_one_other_department_are_one_problem() {
    let book = Book::official()
        .text("表二!A3", "编制部门：高新区(新市区) 人社局")
        .text("表四!A3", "编制部门：高新区(新市区) 人社局")
        .text("绩效目标表（一）!B2", "高新区(新市区) 人社局");
    let run = checked(&book);
    let told = "表二、表四、绩效目标表（一）写的部门是“高新区(新市区) 人社局”";
    assert!(run.stdout.contains(told), "{}", run.stdout);
    assert!(run.stdout.contains("强制问题 1 个"), "{}", run.stdout);
    let places = "表二!A3；表四!A3；绩效目标表（一）!B2";
    assert!(run.stdout.contains(places), "{}", run.stdout);
}

#[test]
fn a_name_that_lacks_is_missed_in_its_own_cell() {
    let run = checked(&Book::official().blank("表七!E8"));
    let told = "表七：第 8 行 2080199 有金额，没有名称。请补上名称\n      表七!E8\n";
    assert!(run.stdout.contains(told), "{}", run.stdout);
}

#[test]
fn a_column_that_lacks_is_missed_in_the_header() {
    let run = checked(&Book::official().text("表三!F5", "基本"));
    let told = "表三的表头缺少列：基本支出。请补上这些列，或核对表头文字\n      表三!F5\n";
    assert!(run.stdout.contains(told), "{}", run.stdout);
}

/// The official workbook with something behind the department's name, in every table and form.
fn behind_the_name(tail: &str) -> Book {
    let mut book = Book::official();
    for sheet in &mut book.sheets {
        for cell in sheet.cells.values_mut() {
            if let Cell::Text(text) = cell
                && text.ends_with(NAME)
            {
                text.push_str(tail);
            }
        }
    }
    book
}

#[test]
fn people_seals_and_days_are_no_part_of_a_name() {
    let plain = checked(&Book::official());
    let name = plain.stdout.lines().next().unwrap().to_owned();
    for tail in [
        "（公章） 负责人：李四",
        "（公章）负责人：李四",
        " 负责人：李四",
        "填报日期：2020年1月10日",
        "（盖章） 2020年1月10日",
        "    联系电话：6666666",
    ] {
        let run = checked(&behind_the_name(tail));
        assert_eq!(run.status, 0, "{tail}: {}", run.stdout);
        assert_eq!(run.stdout.lines().next(), Some(&*name), "{tail}");
    }
}

#[test]
fn a_budget_of_nobody_is_not_published() {
    let mut book = Book::official();
    for sheet in &mut book.sheets {
        for cell in sheet.cells.values_mut() {
            if let Cell::Text(text) = cell {
                *text = text.replace(NAME, "");
            }
        }
    }
    let run = checked(&book);
    assert_eq!(run.status, 1, "{}", run.stdout);
    assert!(run.stdout.contains("R-12 强制"), "{}", run.stdout);
    // a clerk who names it may publish it
    let inbox = inbox(&book);
    let path = inbox.path().to_str().unwrap();
    let run = gouji(&["check", path, "--department", NAME]);
    assert_eq!(run.status, 0, "{}", run.stdout);
}

#[test]
fn the_name_of_a_form_names_nobody() {
    for name in ["XX局", "某县××局", "**局（盖章）"] {
        let mut book = Book::official();
        for sheet in &mut book.sheets {
            for cell in sheet.cells.values_mut() {
                if let Cell::Text(text) = cell {
                    *text = text.replace(NAME, name);
                }
            }
        }
        let run = checked(&book);
        assert_eq!(run.status, 1, "{name}: {}", run.stdout);
        assert!(run.stdout.contains("R-12 强制"), "{}", run.stdout);
        assert!(!run.stdout.contains("R-16"), "{}", run.stdout);
    }
}

/// The official workbook without an amount.
fn form() -> Book {
    let mut book = Book::official();
    for sheet in &mut book.sheets {
        let is_form = sheet.name.starts_with("绩效");
        sheet
            .cells
            .retain(|_, cell| is_form || !matches!(cell, Cell::Number(_)));
    }
    book.sheets.retain(|sheet| !sheet.name.starts_with("绩效"));
    book
}

#[test]
fn an_empty_form_beside_the_filled_workbook_is_left_alone() {
    let inbox = inbox(&Book::official());
    inbox.add("2020模板.xlsx", &form().bytes());
    let run = inbox.check();
    assert_eq!(run.status, 0, "{}", run.stdout);
    let told = "忽略 2020模板.xlsx：一个金额也没有，是没有填写的表，没有采用；用的是 2020a.xlsx";
    assert!(run.stdout.contains(told), "{}", run.stdout);
    // alone it is a submission without figures
    let alone = InboxDir::new();
    alone.add("2020模板.xlsx", &form().bytes());
    let run = alone.check();
    assert_eq!(run.status, 1, "{}", run.stdout);
}
