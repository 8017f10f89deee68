//! What may go wrong with a folder: each time a sentence that says which file, sheet and cell and what
//! to do, the other files done all the same, and an exit status that says so.

use crate::book::{Book, Cell};
use crate::made_xls::compound;
use crate::program::{InboxDir, Run, gouji, only_file};
use std::fs;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

pub fn official() -> Vec<u8> {
    fs::read(only_file("official")).unwrap()
}

/// Publishes one honest department beside a bad file. Where the environment names a folder in `GOUJI_HOSTILE`, the
/// bad file is kept there too, so that all of them can be put into one inbox.
pub fn beside_an_honest_one(name: &str, bytes: &[u8]) -> Run {
    static KEPT: AtomicUsize = AtomicUsize::new(0);
    if let Ok(folder) = std::env::var("GOUJI_HOSTILE") {
        let number = KEPT.fetch_add(1, Ordering::Relaxed);
        fs::write(format!("{folder}/{number:04}-{name}"), bytes).unwrap();
    }
    let inbox = InboxDir::new();
    inbox.add("2020好的.xlsx", &official()).add(name, bytes);
    let run = inbox.publish();
    let names = inbox.outputs();
    assert_eq!(names.len(), 1, "{names:?}");
    static ALONE: LazyLock<Vec<u8>> = LazyLock::new(|| {
        let alone = InboxDir::new();
        alone.add("2020好的.xlsx", &official());
        alone.publish();
        alone.output()
    });
    assert!(
        inbox.output() == *ALONE,
        "a bad file changes the honest one's output"
    );
    run
}

pub fn refused(name: &str, bytes: &[u8], reason: &str) {
    let run = beside_an_honest_one(name, bytes);
    assert_eq!(run.status, 2, "{run:?}");
    assert!(
        run.stderr.contains(name) && run.stderr.contains(reason),
        "{}",
        run.stderr
    );
    assert!(
        run.stdout
            .contains("文件 2 个：读入 1（有提醒 0），未能读取 1，忽略 0"),
        "{}",
        run.stdout
    );
}

#[test]
fn an_empty_folder_is_named() {
    let run = InboxDir::new().publish();
    assert_eq!(run.status, 2);
    assert!(
        run.stderr
            .contains("没有可读的文件。请把部门报来的 .xlsx 放进去再运行"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_folder_that_does_not_exist_is_named() {
    for command in ["publish", "check"] {
        let run = gouji(&[command, "/没有/这个文件夹"]);
        assert_eq!(run.status, 2);
        assert!(
            run.stderr
                .contains("没有这个文件夹或文件：/没有/这个文件夹"),
            "{}",
            run.stderr
        );
    }
}

#[test]
fn what_is_no_spreadsheet_is_named_for_what_it_is() {
    refused(
        "说明.xlsx",
        "各位老师好，表格稍后报送。".as_bytes(),
        "不是电子表格，而是文本文件。请报送 .xlsx 工作簿",
    );
    refused("扫描.xlsx", b"%PDF-1.7\n...", "而是 PDF 文件");
    refused(
        "网页.xls",
        b"<html><table><tr><td>1</td></tr></table></html>",
        "而是网页或 XML 文件。请用 Excel 或 WPS 打开，另存为 .xlsx 后重新报送",
    );
    refused(
        "表八.csv",
        "表八：,,\n三公经费,,\n合计,出国,接待\n".as_bytes(),
        "而是用逗号或制表符分隔的文本（.csv）。请用 Excel 或 WPS 打开，另存为 .xlsx 后重新报送",
    );
    refused("空.xlsx", b"", "是空文件（0 字节）");
    refused("图.xlsx", b"\x89PNG\r\n\x1a\n", "而是图片");
}

/// Scans and the like beside the tables are no reason to stop.
#[test]
fn documents_beside_the_tables_are_left_alone() {
    for (name, bytes, what) in [
        ("扫描.pdf", &b"%PDF-1.7\n..."[..], "是 PDF 文件"),
        ("盖章页.jpg", b"\xff\xd8\xff\xe0....", "是图片"),
        ("说明.rtf", b"{\\rtf1\\ansi }", "是 RTF 文档"),
    ] {
        let inbox = InboxDir::new();
        inbox.add("2020好的.xlsx", &official()).add(name, bytes);
        let run = inbox.publish();
        assert_eq!(run.status, 0, "{run:?}");
        assert!(
            run.stdout.contains(&format!("忽略 {name}：{what}")),
            "{}",
            run.stdout
        );
    }
}

#[test]
fn a_truncated_workbook_is_named() {
    let whole = official();
    for part in [40, whole.len() / 2, whole.len() - 30] {
        refused("截断.xlsx", &whole[..part], "请重新报送");
    }
}

#[test]
fn a_workbook_with_a_password_is_named() {
    let bytes = compound(&[("EncryptionInfo", b"..."), ("EncryptedPackage", &[0; 5000])]);
    refused("加密.xlsx", &bytes, "有打开密码。请去掉密码后重新报送");
}

#[test]
fn a_workbook_without_a_known_table_is_named() {
    let mut book = Book::official();
    book.sheets.truncate(1);
    let other = book.clone().text("表一!A2", "工资发放明细").bytes();
    refused("工资.xlsx", &other, "没有找到任何预算表");
    // a title alone is not enough: what its header lacks is said
    let headless = book
        .with("表一", |sheet| sheet.cells.retain(|(row, _), _| *row < 3))
        .bytes();
    refused(
        "无表头.xlsx",
        &headless,
        "“表一”A2 的标题像 表一（xinjiang-2020），但表头缺少：项目、预算数",
    );
}

#[test]
fn owner_files_are_left_alone() {
    let inbox = InboxDir::new();
    inbox
        .add("2020好的.xlsx", &official())
        .add("~$2020好的.xlsx", b"\x05owner");
    let run = inbox.publish();
    assert_eq!(run.status, 0, "{run:?}");
    assert!(
        run.stdout.contains("忽略 ~$2020好的.xlsx"),
        "{}",
        run.stdout
    );
}

#[test]
fn a_table_twice_with_different_figures_is_never_chosen() {
    let inbox = InboxDir::new();
    let other = Book::official().number("表三!G14", 86.5).bytes();
    inbox.add("旧版.xlsx", &other).add("新版.xlsx", &official());
    let run = inbox.publish();
    assert_eq!(run.status, 1, "{run:?}");
    let line = run
        .stdout
        .lines()
        .find(|line| line.contains("表三有两份"))
        .unwrap_or_else(|| panic!("{}", run.stdout));
    assert!(
        line.contains("新版.xlsx 表三!A2") && line.contains("旧版.xlsx 表三!A2"),
        "{line}"
    );
    assert!(line.contains("请只保留一份"));
    assert!(
        run.stdout.contains("无法判断：表三有两份，数字不同"),
        "{}",
        run.stdout
    );
    // the tables that are equal in both are no matter
    assert!(
        !run.stdout.contains("表五有两份，数字不同"),
        "{}",
        run.stdout
    );
}

#[test]
fn a_table_without_a_unit_of_measure_is_named() {
    let book = Book::official().with("表三", |sheet| {
        sheet
            .cells
            .retain(|_, cell| *cell != Cell::Text("单位：万元".to_owned()));
    });
    finding(&book, "表三没有写金额单位，按“万元”读入", "表三!A2");
}

#[test]
fn an_amount_that_is_text_is_named_and_never_a_zero() {
    let run = finding(
        &Book::official().text("表三!G14", "约86"),
        "表三 项目支出：应为金额，实际是“约86”。请改为数字",
        "表三!G14",
    );
    assert!(run.stdout.contains("的金额读不出"), "{}", run.stdout);
    finding(
        &Book::official().text("表三!G14", "1,23.4"),
        "实际是“1,23.4”",
        "表三!G14",
    );
    finding(
        &Book::official().cell("表三!G14", Cell::Date(43_000.0)),
        "实际是日期格式（2017-09-22）",
        "表三!G14",
    );
}

#[test]
fn a_missing_total_row_is_named() {
    let book = Book::official().with("表三", |sheet| sheet.shift_rows(6, -1));
    finding(&book, "表三 缺少“总计”这一行。请补上", "表三!A2");
}

#[test]
fn a_code_that_appears_twice_is_named() {
    let book = Book::official().text("表三!C15", "01");
    finding(
        &book,
        "表三：“2080101”出现了两次（C14、C15），请删去或合并一行",
        "",
    );
}

#[test]
fn a_missing_table_is_named() {
    finding(
        &Book::official().without_sheet("表五"),
        "没有收到 表五（一般公共预算支出情况表）",
        "",
    );
}

/// Expects a finding that blocks publishing, in a workbook that is written all the same.
fn finding(book: &Book, message: &str, place: &str) -> Run {
    let inbox = InboxDir::new();
    inbox.add("报送（2020年）.xlsx", &book.bytes());
    let run = inbox.publish();
    assert_eq!(run.status, 1, "{run:?}");
    assert!(run.stdout.contains(message), "{message} in {}", run.stdout);
    assert!(run.stdout.contains(place), "{place} in {}", run.stdout);
    assert_eq!(
        inbox.outputs(),
        ["高新区（新市区）人力资源和社会保障局2020年部门预算公开表（待核）.xlsx"]
    );
    run
}

#[test]
fn an_output_folder_that_cannot_be_written_is_named() {
    let inbox = InboxDir::with_folder("official");
    inbox.add("档案", b"a file where a folder should be");
    let out = inbox.path().join("档案/公开");
    let run = gouji(&[
        "publish",
        inbox.path().to_str().unwrap(),
        "--out",
        out.to_str().unwrap(),
    ]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("可用 --out 写到别处"), "{}", run.stderr);
}

#[test]
fn an_output_that_is_open_in_excel_is_named_and_kept() {
    let inbox = InboxDir::with_folder("official");
    let name = "高新区（新市区）人力资源和社会保障局2020年部门预算公开表.xlsx";
    inbox
        .add(&format!("公开表/{name}"), b"open")
        .add(&format!("公开表/~${name}"), b"owner");
    let run = inbox.publish();
    assert_eq!(run.status, 2, "{run:?}");
    assert!(
        run.stderr.contains(name) && run.stderr.contains("正在 Excel 或 WPS 中打开"),
        "{}",
        run.stderr
    );
    assert_eq!(
        fs::read(inbox.path().join("公开表").join(name)).unwrap(),
        b"open"
    );
}

#[test]
fn nothing_half_written_is_left_where_writing_fails() {
    let inbox = InboxDir::with_folder("official");
    let name = "高新区（新市区）人力资源和社会保障局2020年部门预算公开表.xlsx";
    inbox.add(&format!("公开表/{name}/占位"), b"a folder of this name");
    let run = inbox.publish();
    assert_eq!(run.status, 2, "{run:?}");
    assert!(run.stderr.contains(name), "{}", run.stderr);
    assert_eq!(inbox.outputs(), [name]);
}

/// Output beside the submissions never writes over one, and never removes one.
#[test]
fn a_submitted_file_is_never_written_over() {
    let name = "高新区（新市区）人力资源和社会保障局2020年部门预算公开表.xlsx";
    let flagged = "高新区（新市区）人力资源和社会保障局2020年部门预算公开表（待核）.xlsx";
    for own in [name, flagged] {
        let inbox = InboxDir::new();
        inbox.add(own, &official());
        let folder = inbox.path().to_str().unwrap();
        let file = inbox.path().join(own);
        let run = gouji(&["publish", file.to_str().unwrap(), "--out", folder]);
        assert!(fs::read(&file).unwrap() == official(), "{own} was changed");
        assert_eq!(run.status, if own == name { 2 } else { 0 }, "{run:?}");
        assert_eq!(
            run.stderr.contains("与报送的文件同名，没有写入"),
            own == name
        );
    }
}

#[test]
fn a_file_named_twice_is_read_once() {
    let file = only_file("official");
    let file = file.to_str().unwrap();
    let run = gouji(&["check", file, file]);
    assert_eq!(run.status, 0, "{run:?}");
    assert!(run.stdout.contains("文件 1 个"), "{}", run.stdout);
    // a wrong path beside it costs nothing but the status
    let run = gouji(&["check", file, "/没有.xlsx"]);
    assert_eq!(run.status, 2);
    assert!(run.stdout.contains("可以公开"), "{run:?}");
}

/// Time grows with the rows, not with their square.
#[test]
fn ten_thousand_stray_rows_are_named_and_done_with() {
    let book = Book::official().with("表三", |sheet| {
        for row in 30..10_030 {
            sheet.cells.insert((row, 4), Cell::Number(f64::from(row)));
            sheet
                .cells
                .insert((row, 3), Cell::Text(format!("不认识{row}")));
        }
    });
    let inbox = InboxDir::new();
    inbox.add("2020a.xlsx", &book.bytes());
    let run = inbox.publish();
    assert_eq!(run.status, 1);
    assert!(run.stdout.contains("表三：不认识“不认识10029”这一行"));
    let review = Book::from_bytes(&inbox.output());
    let last = review.sheets[0]
        .cells
        .values()
        .any(|cell| matches!(cell, Cell::Text(text) if text.starts_with("另有 8")));
    assert!(last, "the rest is counted");
}
