//! What a clerk gets who drags a folder or files onto the program, and what a run of many departments prints.

use crate::book::{Book, Cell};
use crate::program::{InboxDir, data, gouji};

/// The department's workbook as if another department had handed it in.
fn of(name: &str, mut book: Book) -> Vec<u8> {
    let sheets = book.sheets.iter_mut();
    for cell in sheets.flat_map(|sheet| sheet.cells.values_mut()) {
        if let Cell::Text(text) = cell {
            *text = text.replace("高新区（新市区）人力资源和社会保障局", name);
        }
    }
    book.bytes()
}

/// So many departments, every third with a slip.
fn district(count: usize) -> InboxDir {
    let inbox = InboxDir::new();
    for number in 0..count {
        let (name, mut book) = (format!("第{number:02}局"), Book::official());
        if number % 3 == 0 {
            book = book.number("表三!G14", 864.0);
        }
        inbox.add(&format!("{name}/2020年报送.xlsx"), &of(&name, book));
    }
    inbox
}

#[test]
fn a_folder_that_is_dragged_is_published_and_told_in_ten_lines() {
    let inbox = district(12);
    inbox.add("坏/2020坏.xlsx", b"not a workbook");
    inbox.add("坏/2020也坏.xlsx", b"nor this");
    let run = gouji(&[inbox.path().to_str().unwrap()]);
    assert_eq!(run.status, 2, "{}", run.stderr);
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert!(lines.len() <= 10, "{}", run.stdout);
    let folder = inbox.path().join("公开表");
    insta::assert_snapshot!(run.stdout.replace(inbox.path().to_str().unwrap(), "收件"), @r"
    部门 12 个：可以公开 8，不能公开 4；未能读取的文件 2 个
    不能公开  第00局 2020 年：强制问题 4 个，表三!G14 864.00 → 86.40
    不能公开  第03局 2020 年：强制问题 4 个，表三!G14 864.00 → 86.40
    不能公开  第06局 2020 年：强制问题 4 个，表三!G14 864.00 → 86.40
    不能公开  第09局 2020 年：强制问题 4 个，表三!G14 864.00 → 86.40
    未能读取 坏/2020也坏.xlsx：不是电子表格，而是文本文件。请报送 .xlsx 工作簿
    未能读取 坏/2020坏.xlsx：不是电子表格，而是文本文件。请报送 .xlsx 工作簿
    结果在 收件/公开表
    ");
    assert!(folder.join("汇总.xlsx").is_file());
    assert!(folder.join("第01局2020年部门预算公开表.xlsx").is_file());
}

#[test]
fn files_of_a_folder_that_are_dragged_are_published_beside_them() {
    let inbox = InboxDir::new();
    let names = ["甲局2020.xlsx", "乙局2020.xlsx"];
    for name in names {
        inbox.add(name, &of(&name[..6], Book::official()));
    }
    inbox.add("丙局2020.xlsx", b"not dragged");
    let paths = names.map(|name| inbox.path().join(name));
    let run = gouji(&paths.each_ref().map(|path| path.to_str().unwrap()));
    assert_eq!(run.status, 0, "{}{}", run.stdout, run.stderr);
    assert_eq!(inbox.outputs().len(), 2, "{:?}", inbox.outputs());
}

#[test]
fn where_nothing_is_named_and_nobody_is_there_the_help_is_printed() {
    let run = gouji(&[]);
    assert_eq!((run.status, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("用法：gouji"), "{}", run.stderr);
}

#[test]
fn a_word_that_is_no_path_may_be_a_mistyped_command() {
    let run = gouji(&["publsh"]);
    assert_eq!(run.status, 2);
    insta::assert_snapshot!(run.stderr, @r"
    错误：没有这个文件夹或文件：publsh。请核对名称，或把文件夹拖到程序上
    错误：也没有名为 publsh 的命令。运行 gouji --help 查看用法，例如：gouji publish 收件文件夹
    ");
}

#[test]
fn a_quote_of_windows_at_the_end_of_a_path_is_dropped() {
    let inbox = district(1);
    let path = format!("{}\"", inbox.path().display());
    let run = gouji(&["check", &path]);
    assert_eq!(run.status, 1, "{}", run.stderr);
}

#[test]
fn stars_are_expanded_where_the_shell_does_not() {
    let inbox = InboxDir::new();
    inbox.add("甲局2020.xlsx", &of("甲局", Book::official()));
    inbox.add("甲局2020.txt", b"no workbook");
    let run = gouji(&["check", &format!("{}/*.xlsx", inbox.path().display())]);
    assert_eq!(run.status, 0, "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("文件 1 个：读入 1"), "{}", run.stdout);
}

#[test]
fn of_many_departments_those_are_told_that_cannot_be_published() {
    let inbox = district(61);
    let run = inbox.publish();
    assert_eq!(run.status, 1);
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert!(lines.len() <= 40, "{}", run.stdout);
    let told = lines.iter().filter(|line| line.starts_with("不能公开"));
    assert_eq!(told.count(), 21);
    let wide = lines.iter().find(|line| gouji::label::width(line) > 100);
    assert_eq!(wide, None);
    assert!(
        run.stdout
            .contains("第03局 2020 年：强制问题 4 个，表三!G14 864.00 → 86.40"),
        "{}",
        run.stdout
    );
    assert!(
        run.stdout.contains("部门 61 个：可以公开 40"),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("汇总.xlsx"), "{}", run.stdout);
    let folder = inbox.path().to_str().unwrap();
    let full = gouji(&["publish", folder, "--verbose"]);
    assert!(full.stdout.lines().count() > 500, "{}", full.stdout);
    let quiet = gouji(&["publish", folder, "-q"]);
    assert!(quiet.stdout.lines().count() <= 4, "{}", quiet.stdout);
    // what stands from an earlier run is told as well
    let again = inbox.publish();
    let told = again
        .stdout
        .lines()
        .filter(|line| line.starts_with("不能公开"));
    assert_eq!(told.count(), 21);
}

#[test]
fn text_for_a_file_may_be_in_gbk() {
    let utf8 = gouji(&["layouts", "--encoding", "utf-8"]);
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_gouji"))
        .args(["layouts", "--lang", "zh", "--encoding", "gbk"])
        .output()
        .unwrap();
    let (text, _, is_damaged) = encoding_rs::GBK.decode(&output.stdout);
    assert!(!is_damaged);
    assert_eq!(text, utf8.stdout);
}

#[test]
fn what_is_to_be_verified_is_told_where_only_a_line_is() {
    // titles of the year behind the file name's are to be verified (R-29)
    let titled = |name: &str, year: &str| {
        let book = Book::official()
            .text("表五!A2", &format!("{year}年一般公共预算支出情况表"))
            .text("表六!A2", &format!("{year}年一般公共预算基本支出情况表"));
        of(name, book)
    };
    let inbox = InboxDir::new();
    inbox.add("2019年报送.xlsx", &titled("甲局", "2020"));
    inbox.add(
        "2019年说明.txt",
        "2019年部门预算情况说明\n收入总计5万元。".as_bytes(),
    );
    let run = gouji(&[inbox.path().to_str().unwrap()]);
    let first = run.stdout.lines().next().unwrap();
    assert!(first.contains("；核实 1 处；"), "{}", run.stdout);
    assert!(run.stdout.contains("核实  R-29 "), "{}", run.stdout);
    assert!(run.stdout.lines().count() <= 10, "{}", run.stdout);
    // so it is among many departments, before the hints
    let inbox = district(10);
    for name in ["乙局", "丙局"] {
        inbox.add(&format!("{name}/2019年报送.xlsx"), &titled(name, "2020"));
    }
    let run = inbox.publish();
    let verify = run.stdout.find("核实  R-29 ").expect("it is told");
    let hint = run.stdout.find("提示  R-").expect("there are hints");
    assert!(verify < hint, "{}", run.stdout);
    let line = run.stdout[verify..].lines().next().unwrap();
    assert!(line.ends_with("：2 个部门，2 处"), "{line}");
}

#[test]
fn units_that_were_added_up_are_told_in_a_window() {
    let inbox = InboxDir::new();
    for file in [
        "101020人力资源和社会保障局.xlsx",
        "101021就业服务管理中心.xlsx",
    ] {
        let bytes = std::fs::read(data("units").join(file)).unwrap();
        inbox.add(&format!("人社局/2020年{file}"), &bytes);
    }
    let run = gouji(&[inbox.path().to_str().unwrap()]);
    assert!(run.stdout.contains("合并 2 个预算单位："), "{}", run.stdout);
    assert!(run.stdout.lines().count() <= 10, "{}", run.stdout);
}
