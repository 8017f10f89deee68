//! A second file in the folder of a department: one that cannot be read, or the same tables with other words. What is
//! there may be a part of the budget, or not the last version of it, so it is not published.

use crate::book::{Book, Cell};
use crate::program::InboxDir;
use std::fs;

const FILE: &str = "人社局/2020年.xlsx";

#[test]
fn a_department_with_a_file_that_cannot_be_read_is_not_published() {
    let bytes = Book::official().bytes();
    let broken = [
        ("人社局/2020年（修改后）.xlsx", &bytes[..bytes.len() / 2]),
        (
            "人社局/下属单位/2020年.xls",
            &b"<html><table></table></html>"[..],
        ),
        ("人社局/下属单位.rar", &b"Rar!\x1a\x07\x01\x00"[..]),
    ];
    for (name, part) in broken {
        let inbox = InboxDir::new();
        inbox.add(FILE, &bytes).add(name, part);
        let run = inbox.publish();
        // some file could not be read
        assert_eq!(run.status, 2, "{run:?}");
        assert!(run.stdout.contains("R-61"), "{}", run.stdout);
        assert!(
            run.stdout.contains(&format!("{name}：这个文件读不出")),
            "{}",
            run.stdout
        );
        // an earlier run knows its other file
        fs::remove_file(inbox.path().join(name)).unwrap();
        let run = inbox.publish();
        assert_eq!(run.status, 0, "{run:?}");
        // and that it could be published
        inbox.add(name, part);
        let again = inbox.publish().stdout;
        assert!(again.contains("R-61"), "{name}: {again}");
    }
}

#[test]
fn files_of_others_and_of_last_year_stand_in_nobodys_way() {
    let bytes = Book::official().bytes();
    for name in [
        "教育局/2020年.xlsx",
        "人社局/上年/2019年.xlsx",
        "人社局2/2020年.xlsx",
    ] {
        let inbox = InboxDir::new();
        inbox.add(FILE, &bytes).add(name, &bytes[..bytes.len() / 2]);
        let screen = inbox.check().stdout;
        assert!(screen.contains("可以公开 1"), "{name}: {screen}");
    }
}

/// The same book with something done to one text.
fn changed(sheet: &str, old: &str, new: &str) -> Book {
    let mut count = 0;
    let book = Book::official().with(sheet, |sheet| {
        for cell in sheet.cells.values_mut() {
            if let Cell::Text(text) = cell
                && text.contains(old)
                && count == 0
            {
                *text = text.replace(old, new);
                count += 1;
            }
        }
    });
    assert_eq!(count, 1, "{old} on {sheet}");
    book
}

#[test]
fn versions_that_differ_in_words_are_not_copies() {
    let goal = "助推“访惠聚”工作持续发力";
    let changes = [
        ("表三", "公益性岗位补贴", "公益性岗位补贴（含社保）"),
        ("绩效目标表（一）", goal, "助推“访惠聚”工作走深走实"),
    ];
    for (sheet, old, new) in changes {
        let inbox = InboxDir::new();
        inbox.add(FILE, &Book::official().bytes());
        inbox.add(
            "人社局/2020年（修改后）.xlsx",
            &changed(sheet, old, new).bytes(),
        );
        let run = inbox.check();
        assert_eq!(run.status, 1, "{run:?}");
        assert!(run.stdout.contains("R-09"), "{}", run.stdout);
        assert!(run.stdout.contains("数字相同，文字不同"), "{}", run.stdout);
        assert!(run.stdout.contains("无法判断 0"), "{}", run.stdout);
    }
}

#[test]
fn a_form_whose_project_was_renamed_is_a_second_version() {
    let renamed = Book::official().text("绩效目标表（三）!F2", "社保分局工作经费");
    let inbox = InboxDir::new();
    inbox.add(FILE, &Book::official().bytes());
    inbox.add("人社局/2020年（修改后）.xlsx", &renamed.bytes());
    let run = inbox.check();
    assert_eq!(run.status, 1, "{run:?}");
    assert!(run.stdout.contains("R-09 强制"), "{}", run.stdout);
    assert!(
        run.stdout.contains("绩效目标表（三）有两份"),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("不平 0"), "{}", run.stdout);
    for part in ["R-75", "X7-P"] {
        assert!(!run.stdout.contains(part), "{part}: {}", run.stdout);
    }
    // another goal too: it may be another project
    let other = changed("绩效目标表（三）", "80余万居民", "90余万居民")
        .text("绩效目标表（三）!F2", "社保信息系统改造");
    let inbox = InboxDir::new();
    inbox.add(FILE, &Book::official().bytes());
    inbox.add("人社局/2020年（修改后）.xlsx", &other.bytes());
    let run = inbox.check();
    assert!(run.stdout.contains("X7-P"), "{}", run.stdout);
}

/// A form alone in a file of its own.
fn form_alone(sheet: &str, total: f64) -> Book {
    let mut book = Book::official();
    book.sheets.retain(|it| it.name == sheet);
    let [all, appropriation] = ["C3", "E3"].map(|cell| format!("{sheet}!{cell}"));
    book.number(&all, total).number(&appropriation, total)
}

#[test]
fn a_form_in_a_file_of_its_own_is_a_second_version_where_its_project_has_one_row() {
    let inbox = InboxDir::new();
    let changed = form_alone("绩效目标表（一）", 84.6);
    inbox
        .add(FILE, &Book::official().bytes())
        .add("人社局/绩效目标表（一）修改.xlsx", &changed.bytes());
    let told = inbox.check().stdout;
    assert!(told.contains("绩效目标表（一）有两份，数字不同"), "{told}");
    assert!(!told.contains("171"), "{told}");
    // two halves of the row are the forms of two units
    let inbox = InboxDir::new();
    let mut own = Book::official();
    own = own.number("绩效目标表（一）!C3", 40.0);
    own = own.number("绩效目标表（一）!E3", 40.0);
    let other = form_alone("绩效目标表（一）", 46.4);
    inbox
        .add(FILE, &own.bytes())
        .add("人社局/绩效目标表（一）中心.xlsx", &other.bytes());
    let told = inbox.check().stdout;
    assert!(!told.contains("R-09"), "{told}");
    assert!(!told.contains("X7-P1"), "{told}");
}

#[test]
fn a_form_may_be_of_a_unit_below_the_department() {
    let said = |name: &str| {
        let book = Book::official().text("绩效目标表（二）!B2", name);
        let inbox = InboxDir::new();
        inbox.add(FILE, &book.bytes());
        inbox.check()
    };
    let run = said("高新区（新市区）就业服务中心");
    assert_eq!(run.status, 0, "{}", run.stdout);
    assert!(run.stdout.contains("R-57 核实"), "{}", run.stdout);
    assert!(run.stdout.contains("是下属单位的不必改"), "{}", run.stdout);
    let run = said("高新区（新市区）教育局");
    assert_eq!(run.status, 1, "{}", run.stdout);
    assert!(run.stdout.contains("R-16 强制"), "{}", run.stdout);
    // tables are the department's
    let book = Book::official().text("表五!A3", "填报部门：高新区（新市区）就业服务中心");
    let inbox = InboxDir::new();
    inbox.add(FILE, &book.bytes());
    let run = inbox.check();
    assert!(run.stdout.contains("R-16 强制"), "{}", run.stdout);
}

#[test]
fn other_spaces_make_no_other_words() {
    let inbox = InboxDir::new();
    inbox.add(FILE, &Book::official().bytes());
    let spaced = changed("表三", "公益性岗位补贴", "  公益性 岗位补贴");
    inbox.add("人社局/2020年（1）.xlsx", &spaced.bytes());
    let run = inbox.check();
    assert_eq!(run.status, 0, "{run:?}");
    assert!(run.stdout.contains("内容相同"), "{}", run.stdout);
}
