//! Two budgets of one department and year in two folders: neither is published while both could be.

use crate::book::{Book, Cell};
use crate::department::Department;
use crate::program::{InboxDir, Run, data};
use std::fs;

const FIRST: &str = "财政局/2020.xlsx";
const SECOND: &str = "教育局/2020.xlsx";

/// A department whose first project has so many fen more.
fn book(more: i64) -> Book {
    let mut department = Department::full();
    department.projects[0].fen += more;
    department.book()
}

fn inbox(first: &Book, second: &Book) -> InboxDir {
    let inbox = InboxDir::new();
    inbox.add(FIRST, &first.bytes());
    inbox.add(SECOND, &second.bytes());
    inbox
}

fn assert_says(run: &Run, words: &str) {
    assert!(run.stdout.contains(words), "{}", run.stdout);
}

#[test]
fn two_budgets_of_one_department_are_not_both_published() {
    let inbox = inbox(&book(0), &book(100));
    let run = inbox.publish();
    assert_eq!(run.status, 1, "{run:?}");
    assert_says(&run, "部门 2 个：可以公开 0");
    let said = format!("数字不同：{FIRST}；{SECOND}。两份都不能公开，请只留一份");
    assert!(run.stdout.contains(&said), "{}", run.stdout);
    let said = "“教育局”文件夹里的如果是别的部门的预算，请改正表头的部门名称";
    assert!(run.stdout.contains(said), "{}", run.stdout);
    assert!(inbox.outputs().iter().all(|name| name.contains("（待核）")));
}

/// What a run knows of a department depends on the other budget too.
#[test]
fn the_one_that_stays_is_published_by_the_next_run() {
    let inbox = inbox(&book(0), &book(100));
    assert_eq!(inbox.publish().status, 1);
    fs::remove_file(inbox.path().join(SECOND)).unwrap();
    let run = inbox.publish();
    assert_eq!(run.status, 0, "{run:?}");
    assert_says(&run, "部门 1 个：可以公开 1");
    inbox.add(SECOND, &book(100).bytes());
    let run = inbox.publish();
    assert_eq!(run.status, 1, "{run:?}");
    assert_says(&run, "部门 2 个：可以公开 0");
}

#[test]
fn a_copy_and_a_broken_version_stand_in_nobodys_way() {
    let run = inbox(&book(0), &book(0)).publish();
    assert_eq!(run.status, 0, "{run:?}");
    let run = inbox(&book(0), &book(100).number("表三!F8", 1.0)).publish();
    assert_says(&run, "部门 2 个：可以公开 1");
    assert!(!run.stdout.contains("R-46"), "{}", run.stdout);
}

fn of_education(book: Book) -> Book {
    of(book, "某区教育局")
}

/// The book as another department's.
fn of(mut book: Book, department: &str) -> Book {
    for sheet in &mut book.sheets {
        for cell in sheet.cells.values_mut() {
            if let Cell::Text(text) = cell {
                *text = text.replace("某区财政局", department);
            }
        }
    }
    book
}

#[test]
fn the_amounts_of_another_department_or_of_last_year_are_to_be_verified() {
    let run = inbox(&book(0), &of_education(book(0))).publish();
    assert_eq!(run.status, 0, "{run:?}");
    assert_says(&run, "R-66 核实");
    assert_says(&run, "全部金额与“某区教育局”（教育局/2020.xlsx）完全相同");
    // one figure differs, the years do, or the names are one department's
    let own = inbox(&book(0), &of_education(book(100))).publish();
    assert!(!own.stdout.contains("R-66"), "{}", own.stdout);
    // copies that somebody made to try something
    let several = inbox(&book(0), &of_education(book(0)));
    several.add("民政局/2020.xlsx", &of(book(0), "某区民政局").bytes());
    let several = several.publish();
    assert!(!several.stdout.contains("R-66"), "{}", several.stdout);
    let copies = inbox(&book(0), &book(0)).publish();
    assert!(!copies.stdout.contains("R-66"), "{}", copies.stdout);
    let with_last = |more: i64| {
        let last = Department {
            year: 2019,
            ..Department::full()
        };
        let inbox = InboxDir::new();
        inbox.add(FIRST, &book(more).bytes());
        inbox.add("上年/财政局2019.xlsx", &last.book().bytes());
        inbox.publish()
    };
    let run = with_last(0);
    assert_eq!(run.status, 0, "{run:?}");
    assert_says(&run, "全部金额与上年的表（上年/财政局2019.xlsx）完全相同");
    let own = with_last(100);
    assert!(!own.stdout.contains("R-66"), "{}", own.stdout);
}

#[test]
fn another_name_makes_another_department() {
    let other = of_education(book(100));
    let run = inbox(&book(0), &other).publish();
    assert_eq!(run.status, 0, "{run:?}");
}

/// 人社局 is short for 人力资源和社会保障局: its folder is one department, with its units in folders of their own.
#[test]
fn a_folder_with_a_short_name_is_one_department() {
    let unit = |name: &str| fs::read(data("units").join(name)).unwrap();
    let inbox = InboxDir::new();
    let files = [
        ("局本级", "101020人力资源和社会保障局.xlsx"),
        ("就业中心", "101021就业服务管理中心.xlsx"),
    ];
    for (folder, file) in files {
        inbox.add(&format!("人社局/{folder}/2020年.xlsx"), &unit(file));
    }
    let run = inbox.publish();
    assert!(run.stdout.contains("合并 2 个预算单位"), "{}", run.stdout);
    assert!(run.stdout.contains("部门 1 个"), "{}", run.stdout);
}
