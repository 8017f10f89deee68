//! Amounts typed in 元 below 万元 are told as such, in a table or in all of them; large budgets are not.

use crate::book::{Book, Cell, Sheet, place_of};
use crate::department::{Department, Project};
use crate::program::{InboxDir, Run, data};
use std::fs;

/// The sheet with all its figures so many times as large.
pub fn scaled(sheet: &mut Sheet, factor: f64) {
    for cell in sheet.cells.values_mut() {
        if let Cell::Number(number) = cell {
            *number = (*number * factor).round();
        }
    }
}

fn in_yuan(mut book: Book) -> Book {
    for sheet in &mut book.sheets {
        scaled(sheet, 10_000.0);
    }
    book
}

fn check(files: &[(&str, &[u8])]) -> Run {
    let inbox = InboxDir::new();
    for (name, bytes) in files {
        inbox.add(name, bytes);
    }
    inbox.check()
}

fn checked(book: &Book) -> Run {
    check(&[("2020年部门预算.xlsx", &book.bytes())])
}

/// The published budget with other amounts of 三公.
pub fn three_publics(amounts: [f64; 3]) -> Book {
    let [all, running, reception] = amounts;
    Book::official()
        .with("表八", |sheet| {
            sheet.cells.remove(&place_of("A7"));
        })
        .number("表八!A6", all)
        .number("表八!C6", running)
        .number("表八!E6", running)
        .number("表八!F6", reception)
}

#[test]
fn a_table_above_the_whole_budget_is_in_yuan() {
    let run = checked(&three_publics([80_000.0, 60_000.0, 20_000.0]));
    assert_eq!(run.status, 1, "{run:?}");
    assert!(run.stdout.contains("R-34 强制"), "{}", run.stdout);
    let said = "表八按元填写，应为万元：最大的金额是 80,000.00 万元，而部门的总额是 16,072.23 万元";
    assert!(run.stdout.contains(said), "{}", run.stdout);
}

#[test]
fn a_large_part_of_the_budget_is_to_be_verified() {
    let run = checked(&three_publics([8_000.0, 6_000.0, 2_000.0]));
    assert!(run.stdout.contains("R-45 核实"), "{}", run.stdout);
    assert!(run.stdout.contains("表八像是按元填写"), "{}", run.stdout);
    let run = checked(&three_publics([8.0, 6.0, 2.0]));
    assert!(!run.stdout.contains("按元填写"), "{}", run.stdout);
}

#[test]
fn a_whole_workbook_in_yuan_is_told_by_its_forms() {
    let run = checked(&in_yuan(Book::official()));
    assert_eq!(run.status, 1, "{run:?}");
    let said = "各表按元填写，应为万元：绩效目标表里写的是“≤86.4万元”，金额却是 864,000.00 万元";
    assert!(run.stdout.contains(said), "{}", run.stdout);
}

/// All amounts in 元, and no word of 万元 but in the headings.
fn in_yuan_without_words() -> Book {
    let mut book = in_yuan(Book::official());
    for sheet in &mut book.sheets {
        for cell in sheet.cells.values_mut() {
            if let Cell::Text(text) = cell {
                *text = text.replace("万元", "");
                if text.starts_with("单位：") {
                    "单位：万元".clone_into(text);
                }
            }
        }
    }
    book
}

#[test]
fn a_whole_workbook_in_yuan_is_told_by_its_expenses() {
    let run = checked(&in_yuan_without_words());
    assert_eq!(run.status, 1, "{run:?}");
    let said = "各表按元填写，应为万元：总额合 16,072.23 亿元，最小的一项公用经费";
    assert!(run.stdout.contains(said), "{}", run.stdout);
}

/// The text is right: its amounts are not asked to be in 亿元.
#[test]
fn a_text_beside_tables_in_yuan_is_left_alone() {
    let text = fs::read("samples/已平/2020年部门预算情况说明.docx").unwrap();
    let book = in_yuan(Book::official()).bytes();
    let run = check(&[("2020.xlsx", &book), ("2020年部门预算情况说明.docx", &text)]);
    assert_eq!(run.status, 1, "{run:?}");
    assert!(run.stdout.contains("各表按元填写"), "{}", run.stdout);
    assert!(!run.stdout.contains("亿元"), "{}", run.stdout);
    assert!(!run.stdout.contains("N-A1"), "{}", run.stdout);
}

/// Where the tables alone do not tell, the text does.
#[test]
fn a_whole_workbook_in_yuan_is_told_by_its_text() {
    let text = fs::read("samples/已平/2020年部门预算情况说明.docx").unwrap();
    let book = in_yuan_without_words().without_sheet("表六").bytes();
    let run = check(&[("2020.xlsx", &book), ("2020年部门预算情况说明.docx", &text)]);
    let said =
        "各表按元填写，应为万元：情况说明里 6 个金额都是表中的万分之一（收支总预算16072.23万元";
    assert!(run.stdout.contains(said), "{}", run.stdout);
    assert!(!run.stdout.contains("N-A1"), "{}", run.stdout);
}

#[test]
fn one_of_two_units_in_yuan_is_named() {
    let unit = |name: &str| data("units").join(name);
    let first = fs::read(unit("101020人力资源和社会保障局.xlsx")).unwrap();
    let second = in_yuan(Book::open(&unit("101021就业服务管理中心.xlsx"))).bytes();
    let run = check(&[("局/2020a.xlsx", &first), ("局/2020b.xlsx", &second)]);
    assert_eq!(run.status, 1, "{run:?}");
    assert!(run.stdout.contains("R-34 强制"), "{}", run.stdout);
    assert!(run.stdout.contains("局/2020b.xlsx 表一"), "{}", run.stdout);
}

/// A department of a province: 1200 亿元 in 万元, all of it for one fund, and an office of the usual size.
#[test]
fn a_large_budget_in_ten_thousands_is_right() {
    let mut department = Department::full();
    department.projects.push(Project {
        code: "2082601".to_owned(),
        name: "财政对基本养老保险基金的补助".to_owned(),
        class: 8,
        fen: 1_200_000_000,
        fund: false,
    });
    let run = checked(&department.book());
    assert!(!run.stdout.contains("按元填写"), "{}", run.stdout);
    assert_eq!(run.status, 0, "{run:?}");
}

/// A slip in a total makes it the largest amount of all, and its table has amounts that no other has.
#[test]
fn a_total_that_is_a_fen_too_large_is_not_in_yuan() {
    let mut department = Department::full();
    department.basic = vec![("2080101".to_owned(), 120_327_469)];
    department.economic = Vec::new();
    department.projects.clear();
    department.three_publics = [0; 4];
    let book = department.book().with("表六", |sheet| {
        for cell in sheet.cells.values_mut() {
            if let Cell::Number(number) = cell
                && *number > 1_203_274.0
            {
                *number += 0.01;
            }
        }
    });
    let run = checked(&book);
    assert_eq!(run.status, 1, "{run:?}");
    assert!(run.stdout.contains("X5-6"), "{}", run.stdout);
    assert!(!run.stdout.contains("按元填写"), "{}", run.stdout);
}

/// The fund's total stands in two tables, as the budget's does, and is near a ten thousandth of it in size only.
#[test]
fn a_small_fund_is_not_the_whole_budget() {
    let mut department = Department::full();
    department.basic = vec![("2080101".to_owned(), 240_482)];
    department.economic = Vec::new();
    let project = |code: &str, name: &str, fen, fund| Project {
        code: code.to_owned(),
        name: name.to_owned(),
        class: 1,
        fen,
        fund,
    };
    department.projects = vec![
        project("2080106", "就业专项经费", 17_322, false),
        project("2120803", "信息系统维护费", 51, true),
    ];
    department.three_publics = [0; 4];
    let run = checked(&department.book());
    assert!(!run.stdout.contains("按元填写"), "{}", run.stdout);
}

#[test]
fn all_tables_may_have_the_wrong_unit() {
    for with_forms in [false, true] {
        let mut book = Book::official();
        for sheet in &mut book.sheets {
            if sheet.name.starts_with("绩效") && !with_forms {
                continue;
            }
            for cell in sheet.cells.values_mut() {
                if let Cell::Text(text) = cell {
                    *text = text
                        .replace("单位：万元", "单位：元")
                        .replace("项目资金（万元）", "项目资金（元）");
                }
            }
        }
        let inbox = InboxDir::new();
        inbox.add("2020年部门预算.xlsx", &book.bytes());
        let run = inbox.publish();
        assert_eq!(run.status, 1, "{}", run.stdout);
        let said = "的单位写成了“元”，按“万元”全部相符";
        assert!(run.stdout.contains(said), "{}", run.stdout);
        for other in ["R-34", "R-33", "→ 0.00"] {
            assert!(!run.stdout.contains(other), "{other}: {}", run.stdout);
        }
        let folder = inbox.path().join("公开表/退回");
        let mut files = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
        let letter = files.find(|it| it.extension().is_some_and(|it| it == "txt"));
        let letter = fs::read_to_string(letter.unwrap()).unwrap();
        assert!(letter.contains("归为下列 1 条"), "{letter}");
        assert!(letter.contains("表一!D3 单位 元 → 万元"), "{letter}");
    }
}
