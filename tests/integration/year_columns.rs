//! A layout that prints last year's figures, the change and its rate beside this year's (上年数, 增减, 增减率). Tried of the
//! kind: headings as the layout has them and with years, rates as texts, numbers and percentages, each of the four
//! figures wrong, blank columns beside last year's workbook, no workbook, two budget units, mistakes in the layout.

use crate::book::{Book, Cell};
use crate::document::Document;
use crate::last_year::last_year;
use crate::program::{InboxDir, Run, data, gouji};
use crate::templates::copy_of_templates;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use tempfile::TempDir;

const COLUMNS: &str = "  { id = \"上年数\", role = \"last-year\", of = \"合计\" },
  { id = \"增减\", role = \"change\", of = \"合计\" },
  { id = \"增减率\", role = \"rate\", of = \"合计\" },
";

const RULES: &str = "
[[rule]]
id = \"Q-1\"
level = \"mandatory\"
title = \"增减应等于本年数 − 上年数\"
formula = [\"表三[每行].增减 = 表三[同行].合计 - 表三[同行].上年数\"]
why = \"例子。\"

[[rule]]
id = \"Q-2\"
level = \"mandatory\"
title = \"上年数应等于上年公开的数\"
formula = [\"表三[每行].上年数 = 上年.表三[同行].合计\"]
why = \"例子。\"
";

/// The templates with three more columns in 表三.
fn templates_with(columns: &str) -> TempDir {
    let dir = copy_of_templates();
    let change = |file: &str, pairs: &[(&str, &str)]| {
        let path = dir.path().join("xinjiang-2020").join(file);
        let mut text = fs::read_to_string(&path).unwrap();
        let at = text.find("id = \"表三\"").unwrap_or(0);
        for (from, to) in pairs {
            let own = text.split_off(at);
            assert!(own.contains(from), "{from}");
            text.push_str(&own.replacen(from, to, 1));
        }
        fs::write(path, text).unwrap();
    };
    let amount = "  { id = \"项目支出\", role = \"amount\" },\n";
    change(
        "layout.toml",
        &[
            (
                "| 支出预算 | <        | <\"",
                "| 支出预算 | < | < | 上年预算数 | 比上年增减 | <\"",
            ),
            (
                "| 基本支出 | 项目支出\"",
                "| 基本支出 | 项目支出 | ^ | 增减额 | 增减率\"",
            ),
            ("| ^        | ^        | ^\"", "| ^ | ^ | ^ | ^ | ^ | ^\""),
            ("14, 14, 14]", "14, 14, 14, 14, 14, 10]"),
            (amount, &format!("{amount}{columns}")),
        ],
    );
    let path = dir.path().join("xinjiang-2020/rules.toml");
    let rules = fs::read_to_string(&path).unwrap();
    fs::write(path, rules + RULES).unwrap();
    dir
}

fn templates() -> TempDir {
    templates_with(COLUMNS)
}

/// The codes of a row of 表三, or its label.
fn key(cells: &BTreeMap<(u32, u32), Cell>, row: u32) -> String {
    let texts = (0..3).filter_map(|column| match cells.get(&(row, column)) {
        Some(Cell::Text(text)) => Some(text.as_str()),
        _ => None,
    });
    let code: String = texts.collect();
    match cells.get(&(row, 3)) {
        Some(Cell::Text(text)) if code.is_empty() => text.clone(),
        _ => code,
    }
}

fn totals(book: &mut Book) -> BTreeMap<String, f64> {
    let cells = &book.sheet("表三").cells;
    let rows = cells
        .iter()
        .filter(|((row, column), _)| *row > 5 && *column == 4);
    let total = |((row, _), cell): (&(u32, u32), &Cell)| match cell {
        Cell::Number(number) => Some((key(cells, *row), *number)),
        _ => None,
    };
    rows.filter_map(total).collect()
}

/// How a test writes the rate of a change and of last year's figure.
type RateCell = fn(f64) -> Cell;

fn as_text(rate: f64) -> Cell {
    Cell::Text(format!("{rate:.2}%"))
}

/// This year's workbook with last year's figures beside its own, under these headings.
fn book(headings: [&str; 3], rate: RateCell) -> Book {
    let before = totals(&mut Book::from_bytes(&last_year()));
    let mut book = Book::official();
    let sheet = book.sheet("表三");
    for (column, heading) in (7..).zip(headings) {
        sheet
            .cells
            .insert((4, column), Cell::Text(heading.to_owned()));
    }
    let amounts = sheet
        .cells
        .iter()
        .filter(|((row, column), _)| *row > 5 && *column == 4);
    let amounts: Vec<(u32, f64)> = amounts
        .filter_map(|((row, _), cell)| match cell {
            Cell::Number(number) => Some((*row, *number)),
            _ => None,
        })
        .collect();
    for (row, now) in amounts {
        let before = before.get(&key(&sheet.cells, row)).copied().unwrap_or(0.0);
        let change = ((now - before) * 100.0).round() / 100.0;
        sheet.cells.insert((row, 7), Cell::Number(before));
        sheet.cells.insert((row, 8), Cell::Number(change));
        let own = match before {
            0.0 => Cell::Text("—".to_owned()),
            before => rate(change / before * 100.0),
        };
        sheet.cells.insert((row, 9), own);
    }
    book
}

const HEADINGS: [&str; 3] = ["上年预算数", "增减额", "增减率"];

fn inbox(book: &Book) -> InboxDir {
    let inbox = InboxDir::new();
    inbox.add("2020年报送.xlsx", &book.bytes());
    inbox.add("上年/某局2019年部门预算公开表.xlsx", &last_year());
    inbox
}

fn run(inbox: &InboxDir, templates: &TempDir, arguments: &[&str]) -> Run {
    let [templates, inbox] = [templates.path(), inbox.path()].map(|it| it.to_str().unwrap());
    gouji(&[&["--templates", templates], arguments, &[inbox]].concat())
}

fn department(inbox: &InboxDir, templates: &TempDir) -> Value {
    let run = run(inbox, templates, &["check", "--format", "json"]);
    let mut json: Value =
        serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{}", run.stderr));
    json["departments"][0].take()
}

/// The rules of findings that are more than hints, each with its first cell.
fn broken(department: &Value) -> Vec<[String; 2]> {
    let all = department["findings"].as_array().unwrap().iter();
    let grave = all.filter(|it| it["level"] != "hint");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let own = grave.map(|it| [&it["rule"], &it["cells"][0]["cell"]].map(text));
    own.collect()
}

#[test]
fn the_columns_are_read_checked_and_printed() {
    let templates = templates();
    let kinds: [([&str; 3], RateCell); 5] = [
        (HEADINGS, as_text),
        (["2019年预算数", "增减额", "增减%"], |rate| {
            Cell::Number((rate * 100.0).round() / 100.0)
        }),
        (["上年数", "比上年增减", "增减幅度"], |rate| {
            Cell::Formatted(rate / 100.0, "0.00%".to_owned())
        }),
        (["2019年预算", "2020年比2019年增减", "增长率"], as_text),
        (HEADINGS, |rate| Cell::Text(format!("{rate:.1}"))),
    ];
    for (headings, rate) in kinds {
        let inbox = inbox(&book(headings, rate));
        let run = run(&inbox, &templates, &["publish"]);
        assert_eq!(run.status, 0, "{headings:?} {}{}", run.stdout, run.stderr);
        let department = department(&inbox, &templates);
        assert_eq!(broken(&department), [[""; 2]; 0], "{headings:?}");
        assert!(!run.stdout.contains("R-36"), "{}", run.stdout);
        let mut public = Book::from_bytes(&inbox.output());
        let cells = &public.sheet("表三").cells;
        let printed = |text: &str| cells.values().any(|it| *it == Cell::Text(text.to_owned()));
        assert!(["上年预算数", "增减额", "增减率"].into_iter().all(printed));
        let number = |number: f64| cells.values().any(|it| *it == Cell::Number(number));
        let is_short = matches!(rate(4.19), Cell::Text(text) if text == "4.2");
        let printed = if is_short {
            (4.2, "4.2%")
        } else {
            (4.19, "4.19%")
        };
        for wanted in [15426.26, 645.97, printed.0, -5.99] {
            assert!(number(wanted), "{wanted}");
        }
        let document = Document::of(&inbox);
        let tables = document.tables();
        assert!(
            tables[2].iter().flatten().any(|cell| cell == printed.1),
            "{:?}",
            tables[2]
        );
        // what was published is what is read again
        let again = InboxDir::new();
        again.add("公开.xlsx", &inbox.output());
        let again = self::department(&again, &templates);
        assert_eq!(broken(&again), [[""; 2]; 0], "{headings:?}");
    }
}

#[test]
fn a_wrong_figure_is_found_in_its_column() {
    let templates = templates();
    let right = book(HEADINGS, as_text);
    // 行政运行 stands in row 14, 一般行政管理事务 in row 15
    for (cell, wrong, rules) in [
        ("H15", Cell::Number(6161.37), &["Q-1", "Q-2"][..]),
        ("I15", Cell::Number(838.63), &["Q-1"]),
        ("J15", Cell::Text("14.54%".to_owned()), &["R-51"]),
        ("J15", Cell::Text("-14.45%".to_owned()), &["R-51"]),
        ("J15", Cell::Number(0.1445), &["R-51"]),
        ("J15", Cell::Text("14.4%".to_owned()), &["R-51"]),
    ] {
        let book = right.clone().cell(&format!("表三!{cell}"), wrong.clone());
        let department = department(&inbox(&book), &templates);
        let found = broken(&department);
        let own: Vec<&str> = found.iter().map(|it| it[0].as_str()).collect();
        assert_eq!(own, rules, "{cell} {wrong:?}");
        // the only cell that would mend it
        let sets = &department["diagnosis"][0]["sets"];
        let named = sets[0][0]["cell"].as_str();
        let is_rate = rules == ["R-51"];
        assert_eq!(named, (!is_rate).then_some(cell), "{department}");
        assert!(!is_rate || found[0][1] == cell, "{found:?}");
    }
    let book = right.cell("表三!H15", Cell::Number(6161.37));
    let told = run(&inbox(&book), &templates, &["check"]).stdout;
    assert!(
        told.contains("6116.37") || told.contains("6,116.37"),
        "{told}"
    );
}

#[test]
fn blank_columns_are_proposed_beside_and_never_filled() {
    let templates = templates();
    let mut book = book(HEADINGS, as_text);
    let sheet = book.sheet("表三");
    sheet
        .cells
        .retain(|(row, column), _| *row <= 5 || *column != 7);
    let inbox = inbox(&book);
    let run = run(&inbox, &templates, &["publish"]);
    let department = department(&inbox, &templates);
    assert_eq!(broken(&department), [["R-52", "H7"]], "{}", run.stdout);
    let message = department["findings"].to_string();
    assert!(
        message.contains("整列没有填。上年公开的表里是：总计 15,426.26、"),
        "{message}"
    );
    let mut public = Book::from_bytes(&inbox.output());
    let of_year =
        |((_, column), cell): (&(u32, u32), &Cell)| *column == 7 && matches!(cell, Cell::Number(_));
    assert!(!public.sheet("表三").cells.iter().any(of_year));
    // and the text goes by the workbook
    let text = Document::of(&inbox).paragraphs().join("\n");
    assert!(text.contains("比上年增加645.97万元"), "{text}");
}

#[test]
fn without_a_workbook_the_columns_say_what_was() {
    let templates = templates();
    let inbox = InboxDir::new();
    inbox.add("2020年报送.xlsx", &book(HEADINGS, as_text).bytes());
    let run = run(&inbox, &templates, &["publish"]);
    assert_eq!(run.status, 0, "{}", run.stdout);
    let department = department(&inbox, &templates);
    assert_eq!(department["without_last_year"], serde_json::json!(["Q-2"]));
    let text = "第三部分 2020年部门预算情况说明\n二、收入预算情况说明\n三、支出预算情况说明\n支出预算16072.23万元，比上年增加654.97万元。\n";
    inbox.add("情况说明.txt", text.as_bytes());
    let found = broken(&self::department(&inbox, &templates));
    assert!(found.iter().any(|it| it[0] == "N-L1"), "{found:?}");
}

#[test]
fn the_rate_of_two_budget_units_is_that_of_their_sums() {
    let templates = templates();
    let inbox = InboxDir::new();
    for name in [
        "101020人力资源和社会保障局.xlsx",
        "101021就业服务管理中心.xlsx",
    ] {
        let mut book = Book::open(&data(&format!("units/{name}")));
        let sheet = book.sheet("表三");
        for (column, heading) in (7..).zip(HEADINGS) {
            sheet
                .cells
                .insert((4, column), Cell::Text(heading.to_owned()));
        }
        let rows = sheet
            .cells
            .iter()
            .filter(|((row, column), _)| *row > 5 && *column == 4);
        let rows: Vec<(u32, f64)> = rows
            .filter_map(|((row, _), cell)| match cell {
                Cell::Number(number) => Some((*row, *number)),
                _ => None,
            })
            .collect();
        let factor = if name.starts_with("101020") { 0.5 } else { 2.0 };
        for (row, now) in rows {
            let before = (now * factor * 100.0).round() / 100.0;
            let change = ((now - before) * 100.0).round() / 100.0;
            sheet.cells.insert((row, 7), Cell::Number(before));
            sheet.cells.insert((row, 8), Cell::Number(change));
            sheet
                .cells
                .insert((row, 9), as_text(change / before * 100.0));
        }
        inbox.add(&format!("人社局/{name}"), &book.bytes());
    }
    let run = run(&inbox, &templates, &["publish", "--year", "2020"]);
    assert!(!run.stdout.contains("R-51"), "{}", run.stdout);
    let output = inbox.outputs();
    let path = inbox.path().join("公开表").join(&output[0]);
    let mut public = Book::open(&path);
    let cells = &public.sheet("表三").cells;
    let total = cells
        .iter()
        .find(|((_, column), cell)| *column == 4 && **cell == Cell::Number(16072.23));
    let row = total.unwrap().0.0;
    let number = |column| match cells.get(&(row, column)) {
        Some(Cell::Number(number)) => *number,
        other => panic!("{other:?}"),
    };
    let (before, change, rate) = (number(7), number(8), number(9));
    assert!(
        (before + change - 16072.23).abs() < 0.01,
        "{before} {change}"
    );
    assert!((rate - change / before * 100.0).abs() < 0.006, "{rate}");
}

#[test]
fn a_blank_workbook_leaves_the_columns_blank_and_rates_are_not_exported() {
    let templates = templates();
    let folder = InboxDir::new();
    let path = folder.path().join("空白.xlsx");
    let [dir, path] = [templates.path(), &path].map(|it| it.to_str().unwrap());
    let made = gouji(&["--templates", dir, "template", "-o", path]);
    assert_eq!(made.status, 0, "{}{}", made.stdout, made.stderr);
    assert!(fs::metadata(path).unwrap().len() > 10_000);
    let inbox = inbox(&book(HEADINGS, as_text));
    let facts = folder.path().join("facts.csv");
    let out = ["export", "--out", facts.to_str().unwrap()];
    let exported = run(&inbox, &templates, &out);
    let rows = fs::read_to_string(&facts).unwrap_or_else(|_| panic!("{}", exported.stderr));
    assert!(
        rows.contains("15426.26") && rows.contains("645.97"),
        "{rows}"
    );
    assert!(!rows.contains("增减率"), "{rows}");
}

#[test]
fn a_mistake_in_such_a_column_is_refused() {
    let right = COLUMNS.replace(
        ", of = \"合计\" },\n  { id = \"增减\"",
        " },\n  { id = \"增减\"",
    );
    let other = COLUMNS.replace("of = \"合计\"", "of = \"科目名称\"");
    for columns in [right, other] {
        let templates = templates_with(&columns);
        let run = run(&InboxDir::with_folder("official"), &templates, &["check"]);
        assert_eq!(run.status, 2);
        assert!(
            run.stderr.contains("layout.toml:") && run.stderr.contains("expected `of`"),
            "{}",
            run.stderr
        );
    }
}
