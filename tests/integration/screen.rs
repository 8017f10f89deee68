//! What a clerk with many departments sees of a run: a screen at most, and what has changed since the last run.

use crate::book::Book;
use crate::department::Department;
use crate::program::InboxDir;

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
