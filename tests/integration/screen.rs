//! What a clerk with many departments sees of a run: a screen at most, and what has changed since the last run.

use crate::book::Book;
use crate::department::Department;
use crate::program::{InboxDir, gouji};
use std::process::{Command, Stdio};

/// A district: most departments have a slip, each its own.
fn district(count: u32) -> InboxDir {
    let inbox = InboxDir::new();
    for number in 0..count {
        inbox.add(&file(number), &department(number, number % 6 != 0).bytes());
    }
    inbox
}

fn file(number: u32) -> String {
    format!("单位{number:02}/2020年部门预算报送表（第二次修改，以此为准）.xlsx")
}

fn department(number: u32, is_wrong: bool) -> Book {
    let mut department = Department::full();
    department.name = format!("某某经济技术开发区第{number}街道综合行政执法与应急管理办公室");
    department.projects[0].fen += i64::from(number) * 100;
    let book = department.book();
    if is_wrong {
        book.number("表三!E9", f64::from(number))
    } else {
        book
    }
}

#[test]
fn sixty_one_departments_fit_a_screen() {
    let inbox = district(61);
    let run = inbox.publish();
    assert_eq!(run.status, 1, "{run:?}");
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert!(lines.len() <= 40, "{}", run.stdout);
    assert!(
        lines.iter().all(|line| gouji::label::width(line) <= 100),
        "{}",
        run.stdout
    );
    let named = lines.iter().filter(|line| line.starts_with("不能公开  "));
    assert_eq!(named.count(), 25);
    // 50 have a slip
    assert!(run.stdout.contains("另有 25 个部门不能公开，见汇总.xlsx\n"));
    assert!(run.stdout.contains("部门 61 个：可以公开 11。"));
    // a rule that gives hints takes a line, however many departments it is about
    let hints: Vec<&&str> = lines
        .iter()
        .filter(|line| line.starts_with("提示  R-"))
        .collect();
    assert!(hints.len() < 5, "{hints:?}");
    assert!(run.stdout.contains("→ 汇总："));
}

#[test]
fn a_run_says_what_has_changed_since_the_last() {
    let inbox = district(3);
    let first = inbox.publish();
    assert!(!first.stdout.contains("与上次相比"), "{}", first.stdout);
    // nothing was handed in anew
    assert!(!inbox.publish().stdout.contains("与上次相比"));
    inbox.add(&file(1), &department(1, false).bytes());
    let run = inbox.publish();
    let (_, changes) = run.stdout.split_once("与上次相比：已改正 ").unwrap();
    let (mended, rest) = changes.split_once("，新出现 0，还没改 ").unwrap();
    assert!(mended.parse::<usize>().unwrap() > 0, "{changes}");
    // those of the other department
    let open = rest.split('。').next().unwrap();
    assert!(open.parse::<usize>().unwrap() > 0, "{changes}");
    assert!(
        changes.contains("  已改正 某某经济技术开发区第1街道"),
        "{changes}"
    );
    // a department that comes for the first time has not got worse
    inbox.add(&file(8), &department(8, true).bytes());
    assert!(!inbox.publish().stdout.contains("与上次相比"));
}

/// A department whose form names its project otherwise than the list does.
fn with_other_name(number: u32) -> Vec<u8> {
    let book = department(number, false);
    book.text("绩效1!D2", "另一个名称").bytes()
}

#[test]
fn hints_stand_once_behind_all_departments() {
    let inbox = InboxDir::new();
    for number in 0..3 {
        inbox.add(&file(number), &with_other_name(number));
    }
    for run in [inbox.publish(), inbox.check(), verbose(&inbox)] {
        let parts = run.stdout.split_once("\n\n提示（不影响公开）\n");
        let (departments, hints) = parts.unwrap_or_else(|| panic!("{}", run.stdout));
        assert!(!departments.contains(" 提示  "), "{}", run.stdout);
        let rule = "  R-21 提示  同一个项目应只有一个名称：3 个部门，3 处\n";
        assert_eq!(hints.matches("R-21").count(), 1, "{hints}");
        let (_, said) = hints.split_once(rule).unwrap();
        let names: Vec<&str> = said.lines().next().unwrap().split('、').collect();
        assert_eq!(names.len(), 3, "{hints}");
        assert!(names.iter().all(|name| name.contains("街道")), "{names:?}");
        assert_eq!(said.matches("不一致").count(), 1, "{hints}");
    }
    // of one department there is nobody to name
    let alone = InboxDir::new();
    alone.add(&file(0), &with_other_name(0));
    let alone = alone.publish().stdout;
    let (_, hints) = alone.split_once("提示（不影响公开）\n").unwrap();
    assert!(hints.contains("  R-21 提示  同一个项目应只有一个名称\n    同一个项目的名称不一致"));
}

#[test]
fn paths_lose_folders_of_their_middle_and_never_the_file() {
    let inbox = InboxDir::new();
    let folder =
        "二〇二〇年部门预算公开工作/第一批报送材料（以此为准）/街道办事处和乡镇人民政府/第3街道";
    inbox.add(
        &format!("{folder}/2020年部门预算报送表.xlsx"),
        &department(3, true).bytes(),
    );
    let run = inbox.publish();
    let lines = || run.stdout.lines();
    let from = lines().find(|line| line.starts_with("  来自 ")).unwrap();
    assert_eq!(
        from,
        "  来自 二〇二〇年部门预算公开工作/…/街道办事处和乡镇人民政府/第3街道/2020年部门预算报送表.xlsx"
    );
    let written: Vec<&str> = lines()
        .filter(|line| line.contains("→ ") && line.starts_with("  "))
        .collect();
    assert!(written.len() >= 3, "{}", run.stdout);
    for line in lines().filter(|line| line.starts_with("  来自") || line.contains(" → /")) {
        assert!(gouji::label::width(line) <= 100, "{line}");
    }
    let letter = lines().find(|line| line.starts_with("  退回 → ")).unwrap();
    assert!(letter.ends_with("退回意见.txt"), "{letter}");
}

/// Runs the program at a terminal; none where there is no `script` of util-linux.
fn at_a_terminal(arguments: &[&str]) -> Option<String> {
    let program = env!("CARGO_BIN_EXE_gouji");
    let line = [&[program], arguments].concat().join(" ");
    let output = Command::new("script")
        .args(["-qec", &line, "/dev/null"])
        .env("LC_ALL", "zh_CN.UTF-8")
        .env("NO_COLOR", "1")
        .stdin(Stdio::null())
        .output();
    let shown = String::from_utf8(output.ok()?.stdout).unwrap();
    (shown.contains("部门")).then(|| shown.replace('\r', ""))
}

#[test]
fn on_a_terminal_no_line_is_longer_than_a_hundred_columns() {
    let inbox = district(12);
    inbox.add(
        "某局/2020年部门预算情况说明（报送稿）第三次修改后的最终版本.docx",
        b"PK",
    );
    let folder = inbox.path().to_str().unwrap();
    for arguments in [
        vec!["publish", folder],
        vec!["publish", "--verbose", folder],
        vec!["publish", "--quiet", folder],
        vec!["check", folder],
    ] {
        let Some(shown) = at_a_terminal(&arguments) else {
            eprintln!("skipped: there is no script");
            return;
        };
        assert!(shown.contains("未能读取 "), "{shown}");
        let long = shown.lines().find(|line| {
            // the progress bar is drawn over itself
            !line.contains('\u{1b}') && gouji::label::width(line) > 100
        });
        assert_eq!(long, None, "{arguments:?}");
    }
}

fn verbose(inbox: &InboxDir) -> crate::program::Run {
    gouji(&[
        "publish",
        "--verbose",
        "--force",
        inbox.path().to_str().unwrap(),
    ])
}
