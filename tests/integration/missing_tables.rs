//! Tables that lack: on a hidden sheet, or in the file of one of several units.

use crate::book::Book;
use crate::program::{InboxDir, data};

#[test]
fn a_table_on_a_hidden_sheet_is_said_to_be_there() {
    for table in ["表三", "表九"] {
        let book = Book::official().with(table, |sheet| sheet.hidden = true);
        let inbox = InboxDir::new();
        inbox.add("2020年.xlsx", &book.bytes());
        let screen = inbox.check().stdout;
        let said = format!("{table}在隐藏的工作表“{table}”里，请取消隐藏后重报");
        assert!(screen.contains(&said), "{screen}");
        assert!(!screen.contains("请补报"), "{screen}");
    }
}

/// A table that was pasted as a picture leaves its title alone.
#[test]
fn a_title_without_its_table_is_told() {
    let book = Book::official().with("表八", |sheet| {
        sheet.cells.retain(|(row, _), _| *row < 2);
        sheet.merges.retain(|(_, _, row, _)| *row < 2);
    });
    let inbox = InboxDir::new();
    inbox.add("2020年.xlsx", &book.bytes());
    let screen = inbox.check().stdout;
    assert!(
        screen.contains("没有读到 表八：工作表“表八”只有标题"),
        "{screen}"
    );
    assert!(!screen.contains("没有收到 表八（"), "{screen}");
}

#[test]
fn a_form_on_a_hidden_sheet_is_said_to_be_there() {
    let book = Book::official().with("绩效目标表（三）", |sheet| sheet.hidden = true);
    let inbox = InboxDir::new();
    inbox.add("2020年.xlsx", &book.bytes());
    let screen = inbox.check().stdout;
    let said = "没有收到 项目“社保分局工作经费”的绩效目标表（42.00 万元）；隐藏的工作表“绩效目标表（三）”里有绩效目标表，请取消隐藏后重报";
    assert!(screen.contains(said), "{screen}");
}

/// A unit that lacks a table is named with its file.
#[test]
fn the_unit_that_lacks_a_table_is_named() {
    let unit = |name: &str| Book::open(&data("units").join(name));
    let [first, second] = [
        "101020人力资源和社会保障局.xlsx",
        "101021就业服务管理中心.xlsx",
    ];
    let inbox = InboxDir::new();
    inbox.add(&format!("人社局/2020年{first}"), &unit(first).bytes());
    let lacking = unit(second).without_sheet("表六").bytes();
    inbox.add(&format!("人社局/2020年{second}"), &lacking);
    let screen = inbox.check().stdout;
    let line = screen.lines().find(|line| line.contains("没有收到"));
    let line = line.unwrap_or_else(|| panic!("{screen}"));
    assert!(
        line.contains("就业服务管理中心（人社局/2020年101021就业服务管理中心.xlsx）的 表六"),
        "{screen}"
    );
}

/// Whether a row is absent is not known of a table that is: what asks for that is undecided, not broken.
#[test]
fn a_rule_that_asks_a_missing_table_is_undecided() {
    let book = Book::open(&data("cases/sh_wanli_2024/submitted.xlsx"));
    let of = |book: Book| {
        let inbox = InboxDir::new();
        inbox.add("2024年.xlsx", &book.bytes());
        inbox.check().stdout
    };
    assert!(!of(book.clone()).contains("SX8-9 "));
    let screen = of(book.without_sheet("部门支出总表"));
    assert!(screen.contains("没有收到 支出总表"), "{screen}");
    assert!(!screen.contains("SX8-9 核实"), "{screen}");
    let open = screen.lines().find(|line| line.contains("无法判断："));
    assert!(open.is_some_and(|line| line.contains("SX8-9")), "{screen}");
}
