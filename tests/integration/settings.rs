//! What a clerk may choose: rules that do not count, an inbox's own settings, colours, names of columns.

use crate::book::Book;
use crate::program::{InboxDir, gouji};

fn inbox() -> InboxDir {
    let inbox = InboxDir::new();
    inbox.add("2020年报送.xlsx", &Book::official().bytes());
    inbox
}

#[test]
fn rules_that_are_left_out_find_nothing() {
    let inbox = inbox();
    let path = inbox.path().to_str().unwrap();
    let all = gouji(&["check", path]);
    assert!(
        all.stdout.contains("R-27") && all.stdout.contains("R-21"),
        "{all:?}"
    );
    let fewer = gouji(&["check", path, "--ignore", "R-27,r-21"]);
    assert!(!fewer.stdout.contains("R-27 提示"), "{fewer:?}");
    assert!(fewer.stdout.contains("提示 0 个"), "{fewer:?}");
    assert!(
        fewer.stdout.contains("按选择没有核对：R-27、r-21\n"),
        "{fewer:?}"
    );
    let few = gouji(&["check", path, "--select", "T3-*"]);
    let line = few
        .stdout
        .lines()
        .find(|line| line.contains("勾稽 "))
        .unwrap();
    assert!(
        !line.contains("勾稽 0 条") && !line.contains("勾稽 343 条"),
        "{few:?}"
    );
    let wrong = gouji(&["check", path, "--ignore", "R-999"]);
    assert_eq!(wrong.status, 2);
    assert!(wrong.stderr.contains("没有 R-999 这条规则"), "{wrong:?}");
}

#[test]
fn a_mandatory_rule_that_is_left_out_blocks_nothing() {
    let inbox = InboxDir::new();
    let book = Book::official().number("表三!G14", 864.0);
    inbox.add("2020年报送.xlsx", &book.bytes());
    assert_eq!(inbox.check().status, 1);
    let path = inbox.path().to_str().unwrap();
    let run = gouji(&["check", path, "--ignore", "T3-1,T3-2,X3-59a,X3-7a"]);
    assert_eq!(run.status, 0, "{run:?}");
}

#[test]
fn an_inbox_has_its_own_settings() {
    let inbox = inbox();
    inbox.add(
        "gouji.toml",
        "ignore = [\"R-27\"]\nout = \"结果\"\n".as_bytes(),
    );
    let run = inbox.publish();
    assert!(!run.stdout.contains("R-27 提示"), "{run:?}");
    assert!(run.stdout.contains("按选择没有核对：R-27"), "{run:?}");
    assert!(inbox.path().join("结果/汇总.xlsx").is_file());
    let listed = gouji(&["rules", "--inbox", inbox.path().to_str().unwrap()]);
    let line = listed.stdout.lines().find(|line| line.contains("R-27"));
    assert!(
        line.is_some_and(|line| line.ends_with("（不核对）")),
        "{listed:?}"
    );
    // a change of them does all departments again
    inbox.add("gouji.toml", "out = \"结果\"\n".as_bytes());
    assert!(inbox.publish().stdout.contains("R-27 提示"));
}

#[test]
fn a_mistake_in_settings_is_shown_with_its_place() {
    let inbox = inbox();
    inbox.add(
        "gouji.toml",
        "year = 2020\nlayuot = \"xinjiang-2020\"\n".as_bytes(),
    );
    let run = inbox.check();
    assert_eq!(run.status, 2, "{run:?}");
    assert!(
        run.stderr.contains(
            "gouji.toml 第 2 行第 1 个字写得不对：没有 layuot 这一项。可以写的有：layout、year、out、last、ignore"
        ) && !run.stderr.contains("unknown"),
        "{run:?}"
    );
}

#[test]
fn settings_are_left_alone_only_where_they_do_not_count() {
    let inbox = inbox();
    inbox.add("gouji.toml", b"year = 2020\n");
    let run = inbox.check();
    assert!(!run.stdout.contains("gouji.toml"), "{run:?}");
    assert!(run.stdout.contains("忽略 0。"), "{run:?}");
    inbox.add("某局/gouji.toml", b"year = 2020\n");
    let run = inbox.check();
    let said = "忽略 某局/gouji.toml：只有收件文件夹里的设置有效，这一份没有采用\n";
    assert!(run.stdout.replace('\\', "/").contains(said), "{run:?}");
}

#[test]
fn colours_are_shown_when_asked_for() {
    let inbox = inbox();
    let path = inbox.path().to_str().unwrap();
    assert!(!gouji(&["check", path]).stdout.contains('\u{1b}'));
    let run = gouji(&["check", path, "--color", "always"]);
    assert!(
        run.stdout.contains("\u{1b}[32m可以公开\u{1b}[0m"),
        "{run:?}"
    );
    let run = gouji(&["check", path, "--color", "never"]);
    assert!(!run.stdout.contains('\u{1b}'));
}

#[test]
fn columns_have_chinese_names_when_asked_for() {
    let inbox = inbox();
    let path = inbox.path().to_str().unwrap();
    let out = inbox.path().join("数字.csv");
    let out = out.to_str().unwrap();
    assert_eq!(
        gouji(&["export", path, "--out", out, "--columns", "zh"]).status,
        0
    );
    let text = std::fs::read_to_string(out).unwrap();
    assert!(
        text.starts_with("\u{feff}部门,预算单位,年度,格式,表,"),
        "{}",
        &text[..90]
    );
    // what was written so is known again and written over
    assert_eq!(gouji(&["export", path, "--out", out]).status, 0);
    let run = gouji(&["export", path, "--out", "a.parquet", "--columns", "zh"]);
    assert_eq!(run.status, 2, "{run:?}");
}
