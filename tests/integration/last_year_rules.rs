//! Rules that speak of last year's tables: `上年.表三[…].合计`. Tried of the kind: single cells, sums, rows at hand, joins
//! by code with rows that are gone, counts, conditions; without last year's workbook, with a column beside this year's
//! figures in its place, and mistakes in the rules.

use crate::book::{Book, Cell};
use crate::last_year::{inbox, last_year};
use crate::program::{InboxDir, Run, gouji};
use crate::templates::copy_of_templates;
use serde_json::Value;
use std::fs;

/// The shipped templates with these rules beside their own, each an id, a formula and a condition.
fn templates(rules: &[(&str, &str, &str)]) -> tempfile::TempDir {
    let dir = copy_of_templates();
    let path = dir.path().join("xinjiang-2020/rules.toml");
    let mut text = fs::read_to_string(&path).unwrap();
    for (id, formula, when) in rules {
        let when = match *when {
            "" => String::new(),
            when => format!("when = [\"{when}\"]\n"),
        };
        text.push_str(&format!(
            "\n[[rule]]\nid = \"{id}\"\nlevel = \"verify\"\ntitle = \"与上年比\"\nformula = [\"{formula}\"]\n{when}why = \"例子。\"\n"
        ));
    }
    fs::write(path, text).unwrap();
    dir
}

fn check(inbox: &InboxDir, templates: &tempfile::TempDir, more: &[&str]) -> Run {
    let [templates, inbox] = [templates.path(), inbox.path()].map(|it| it.to_str().unwrap());
    gouji(&[&["check", "--templates", templates, inbox], more].concat())
}

/// The department as JSON.
fn department(inbox: &InboxDir, templates: &tempfile::TempDir) -> Value {
    let run = check(inbox, templates, &["--format", "json"]);
    let json = serde_json::from_str(&run.stdout);
    let mut json: Value = json.unwrap_or_else(|_| panic!("{}", run.stderr));
    json["departments"][0].take()
}

/// The findings of our own rules: the rule, the difference, and what stands on the right.
fn found(department: &Value) -> Vec<[String; 3]> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let all = department["findings"].as_array().unwrap().iter();
    let own = all.map(|it| {
        let right = text(&it["right"]["text"]);
        [text(&it["rule"]), text(&it["difference"]), right]
    });
    own.filter(|it| it[0].starts_with("Q-")).collect()
}

fn is_of(found: &[[String; 3]], rule: &str) -> bool {
    found.iter().any(|it| it[0] == rule)
}

#[test]
fn figures_of_both_years_are_compared() {
    let templates = templates(&[
        ("Q-1", "表三[总计].合计 - 上年.表三[总计].合计 = 645.97", ""),
        ("Q-2", "表三[总计].合计 = 上年.表三[总计].合计", ""),
        ("Q-3", "表三[每项].合计 <= 2 * 上年.表三[同行].合计", ""),
        (
            "Q-4",
            "表三[总计].合计 = sum(上年.表三[每项].合计) + 645.97",
            "",
        ),
        ("Q-5", "count(表七[每项目]) = count(上年.表七[每项目])", ""),
        (
            "Q-6",
            "表一.收入[收入总计].预算数 = 上年.表一.收入[收入总计].预算数 + 645.97",
            "",
        ),
        (
            "Q-7",
            "表三[总计].合计 = 1",
            "上年.表三[总计].合计 >= 20000",
        ),
        (
            "Q-8",
            "表三[总计].合计 = 16072.24",
            "absent(上年.表三[2089999])",
        ),
    ]);
    let department = department(&inbox(), &templates);
    let found = found(&department);
    let total = found.iter().find(|it| it[0] == "Q-2").unwrap();
    assert_eq!(total[1], "645.97");
    let place = "上年 表三 总计 合计（上年/某局2019年部门预算公开表.xlsx 表三!";
    assert!(total[2].starts_with(place), "{found:?}");
    // the project that was not there last year
    assert!(is_of(&found, "Q-3"), "{found:?}");
    assert!(is_of(&found, "Q-8"), "{found:?}");
    for holds in ["Q-1", "Q-4", "Q-5", "Q-6", "Q-7"] {
        assert!(!is_of(&found, holds), "{holds}: {found:?}");
    }
    assert_eq!(department["without_last_year"], Value::Null);
}

#[test]
fn a_row_that_is_gone_is_joined_too() {
    let templates = templates(&[("Q-1", "表三[每项].合计 >= 上年.表三[每项].合计", "")]);
    let inbox = InboxDir::with_folder("official");
    let mut last = Book::from_bytes(&last_year());
    let sheet = last.sheet("表三");
    let at = |cell: &Cell| *cell == Cell::Text("就业管理事务".to_owned());
    let row = sheet.cells.iter().find(|(_, cell)| at(cell)).unwrap().0.0;
    sheet.cells.insert((row, 2), Cell::Text("05".to_owned()));
    inbox.add("上年/2019.xlsx", &last.bytes());
    let found = found(&department(&inbox, &templates));
    let gone = found.iter().find(|it| it[2].contains("2080105"));
    assert!(gone.is_some(), "{found:?}");
}

#[test]
fn without_last_year_the_check_is_not_done_and_that_is_said_once() {
    let templates = templates(&[
        ("Q-1", "表三[每行].合计 = 上年.表三[同行].合计", ""),
        ("Q-2", "表三[总计].合计 = 1", "上年.表三[总计].合计 >= 0"),
    ]);
    let inbox = InboxDir::with_folder("official");
    let json = department(&inbox, &templates);
    assert_eq!(found(&json), [[""; 3]; 0]);
    assert_eq!(json["without_last_year"], serde_json::json!(["Q-1", "Q-2"]));
    let run = check(&inbox, &templates, &[]);
    let said = "没有上年的表，未核对 Q-1、Q-2";
    assert_eq!(run.stdout.matches(said).count(), 1, "{}", run.stdout);
    assert_eq!(run.status, 0, "{}", run.stdout);
    let run = check(&inbox, &templates, &["--ignore", "Q-*"]);
    assert!(!run.stdout.contains("没有上年的表"), "{}", run.stdout);
}

#[test]
fn what_last_years_tables_lack_leaves_the_check_open() {
    let templates = templates(&[("Q-1", "表三[总计].合计 = 上年.表三[总计].合计", "")]);
    let inbox = InboxDir::with_folder("official");
    let last = Book::from_bytes(&last_year()).without_sheet("表三");
    inbox.add("上年/2019.xlsx", &last.bytes());
    let json = department(&inbox, &templates);
    let all = json["findings"].as_array().unwrap();
    let own = all.iter().find(|it| it["rule"] == "Q-1").unwrap();
    assert_eq!(own["verdict"], "undecided");
    let message = own["message"].as_str().unwrap();
    assert!(message.contains("没有收到 上年 表三"), "{message}");
}

#[test]
fn a_mistake_names_its_line_and_what_was_expected() {
    for (formula, expected) in [
        (
            "表三[总计].合计 = 上年.表十[总计].合计",
            "expected a table of the layout",
        ),
        ("表三[总计].合计 = 上年.表三[总数].合计", "found 总数"),
        (
            "表三[总计].合计 = 上年.表三[总计].预算",
            "expected a column of figures",
        ),
        (
            "表三[总计].合计 = 上年.表三[每行].合计",
            "expected 每… of this year's table",
        ),
        (
            "表三[每上级].合计 = sum(上年.表三[下级].合计)",
            "rows below may be others in 上年",
        ),
        ("上年.表三[总计].合计 = 1", "speaks of 上年 alone"),
        (
            "表三[总计].合计 = count(上年执行.表七[每项目])",
            "gives figures, not rows",
        ),
    ] {
        let templates = templates(&[("Q-1", formula, "")]);
        let run = check(&inbox(), &templates, &[]);
        assert_eq!(run.status, 2, "{formula}: {}", run.stdout);
        assert!(
            run.stderr.contains(expected) && run.stderr.contains("rules.toml:"),
            "{formula}: {}",
            run.stderr
        );
    }
}

#[test]
fn what_was_spent_stands_in_a_column_alone() {
    let templates = templates(&[
        ("Q-1", "表三[总计].合计 = 上年执行.表三[总计].合计", ""),
        ("Q-2", "2 * 表三[每项].合计 = 上年执行.表三[同行].合计", ""),
        (
            "Q-3",
            "表三[总计].合计 = 1",
            "上年执行.表三[总计].合计 >= 40000",
        ),
        (
            "Q-4",
            "表三[总计].合计 = 1",
            "上年执行.表三[总计].合计 >= 30000",
        ),
    ]);
    let book = Book::official().with("表三", |sheet| {
        let heads = ["2020年预算数", "2019年执行数"];
        crate::beyond::beside(sheet, (3, 5), (4, 6), heads, true);
    });
    // the workbook of last year's budget says nothing of what was spent
    let inbox = inbox();
    let own = fs::read_dir(inbox.path()).unwrap();
    let mut own = own.map(|it| it.unwrap().path());
    let own = own.find(|it| it.is_file()).unwrap();
    let json = department(&inbox, &templates);
    assert_eq!(
        json["without_last_year"],
        serde_json::json!(["Q-1", "Q-2", "Q-3", "Q-4"])
    );
    fs::write(own, book.bytes()).unwrap();
    let json = department(&inbox, &templates);
    assert_eq!(json["without_last_year"], Value::Null);
    let found = found(&json);
    let rules: Vec<&str> = found.iter().map(|it| it[0].as_str()).collect();
    assert_eq!(rules, ["Q-1", "Q-4"], "{found:?}");
    assert!(found[0][1].ends_with("16072.23"), "{found:?}");
}

#[test]
fn a_code_that_was_moved_is_the_same_row_in_a_formula() {
    let templates = templates(&[
        ("Q-1", "表三[每项].合计 = 上年.表三[同行].合计", ""),
        ("Q-2", "表三[每项].合计 = 上年.表三[每项].合计", ""),
    ]);
    let mut book = Book::official();
    for sheet in &mut book.sheets {
        let is_item = |sheet: &crate::book::Sheet, row: u32| {
            ["204", "99", "01"].iter().zip(0..).all(|(part, column)| {
                sheet.cells.get(&(row, column)) == Some(&Cell::Text((*part).to_owned()))
            })
        };
        let rows: Vec<u32> = sheet.cells.keys().map(|(row, _)| *row).collect();
        for row in rows
            .into_iter()
            .filter(|row| is_item(sheet, *row))
            .collect::<Vec<_>>()
        {
            // the catalogue: 2049901 until 2020, then 2049999
            sheet.cells.insert((row, 2), Cell::Text("99".to_owned()));
        }
    }
    let inbox = InboxDir::new();
    inbox.add("2021年报送.xlsx", &book.bytes());
    inbox.add("上年/2020年.xlsx", &Book::official().bytes());
    let json = department(&inbox, &templates);
    assert_eq!(found(&json), [[""; 3]; 0]);
    assert_eq!(json["without_last_year"], Value::Null);
}

#[test]
fn last_years_workbook_may_be_of_another_layout() {
    let templates = templates(&[
        ("Q-1", "表三[总计].合计 = 上年.表三[总计].合计 + 645.97", ""),
        ("Q-2", "表三[总计].项目支出 = 上年.表三[总计].项目支出", ""),
    ]);
    // another layout: 表三 has another title, and stands in front of 表二
    let of_2019 = templates.path().join("xinjiang-2019");
    fs::create_dir(&of_2019).unwrap();
    for entry in fs::read_dir(templates.path().join("xinjiang-2020")).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, of_2019.join(path.file_name().unwrap())).unwrap();
    }
    let path = of_2019.join("layout.toml");
    let text = fs::read_to_string(&path).unwrap();
    let text = text.replace("\"xinjiang-2020\"", "\"xinjiang-2019\"");
    let mut tables: Vec<&str> = text.split("[[table]]\n").collect();
    tables.swap(2, 3);
    let text = tables.join("[[table]]\n");
    let own = "titles = [\"部门支出总体情况表\"";
    let lines = text.lines().map(|line| match line.starts_with(own) {
        true => "titles = [\"部门支出一览表\"]\n".to_owned(),
        false => format!("{line}\n"),
    });
    let text: String = lines.collect();
    fs::write(&path, text).unwrap();
    let inbox = InboxDir::with_folder("official");
    let mut last = Book::from_bytes(&last_year());
    for cell in last.sheet("表三").cells.values_mut() {
        if let Cell::Text(text) = cell {
            *text = text.replace("部门支出总体情况表", "部门支出一览表");
        }
    }
    inbox.add("上年/2019.xlsx", &last.bytes());
    let json = department(&inbox, &templates);
    assert_eq!(json["layout"], "xinjiang-2020", "{json}");
    let found = found(&json);
    assert!(is_of(&found, "Q-2") && !is_of(&found, "Q-1"), "{found:?}");
    assert_eq!(json["without_last_year"], Value::Null);
}
