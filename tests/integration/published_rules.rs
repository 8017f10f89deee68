//! Rules that published budgets obey: names agree in all tables, and the same money stands in two classifications.
//! Each breaks in the layouts that have it, and is silent on what was published.

use crate::book::Book;
use crate::made_xls::Xls;
use crate::program::{InboxDir, data};
use serde_json::Value;

fn case(name: &str) -> Book {
    Book::open(&data(&format!("cases/{name}/submitted.xlsx")))
}

/// The findings of a rule in a workbook, the same in each of two formats: their messages and cells.
fn of_rule(book: &Book, rule: &str) -> Vec<(String, Vec<String>)> {
    let [one, other] = [
        ("报送.xlsx", book.bytes()),
        ("报送.xls", Xls::of(book).bytes()),
    ]
    .map(|(name, bytes)| {
        let inbox = InboxDir::new();
        inbox.add(name, &bytes);
        let json = inbox.json();
        let findings = json["departments"][0]["findings"]
            .as_array()
            .unwrap()
            .iter();
        let own = findings.filter(|finding| finding["rule"] == rule);
        let cells = |finding: &Value| -> Vec<String> {
            let cells = finding["cells"].as_array().unwrap().iter();
            cells
                .map(|cell| {
                    format!(
                        "{}!{}",
                        cell["sheet"].as_str().unwrap(),
                        cell["cell"].as_str().unwrap()
                    )
                })
                .collect()
        };
        own.map(|finding| {
            assert_eq!(finding["level"], "verify");
            (
                finding["message"].as_str().unwrap().to_owned(),
                cells(finding),
            )
        })
        .collect::<Vec<_>>()
    });
    assert_eq!(one, other);
    one
}

#[test]
fn published_budgets_obey_these_rules() {
    for name in [
        "sh_finance_2025",
        "sh_wanli_2023",
        "sh_wanli_2024",
        "js_court_2018",
    ] {
        let inbox = InboxDir::new();
        inbox.add("报送.xlsx", &case(name).bytes());
        let json = inbox.json();
        let findings = json["departments"][0]["findings"].as_array().unwrap();
        let questions: Vec<&Value> = findings
            .iter()
            .filter(|finding| finding["level"] == "verify")
            .map(|finding| &finding["rule"])
            .collect();
        // the form whose part is larger than its whole, and values that are formulas without a result
        let expected: &[&str] = if name == "sh_wanli_2023" {
            &["SP-4", "R-73", "R-73", "R-73"]
        } else {
            &[]
        };
        assert_eq!(questions, expected, "{name}");
    }
}

#[test]
fn one_code_has_one_name() {
    let (shanghai, court) = (case("sh_finance_2025"), case("js_court_2018"));
    let named = |book: Book, expected: &str, cells: &[&str]| {
        let found = of_rule(&book, "R-42");
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].0.contains(expected), "{}", found[0].0);
        assert_eq!(found[0].1, cells);
    };
    named(
        shanghai.text("单位支出总表!D15", "机关养老保险"),
        "2080505 的名称不一致：收入总表、一般公共预算表“机关事业单位基本养老保险缴费支出”，支出总表“机关养老保险”",
        &[
            "单位收入总表!D15",
            "单位支出总表!D15",
            "单位一般公共预算拨款表!D15",
        ],
    );
    named(
        court.text("Sheet5!B7", "行政"),
        "2040501 的名称不一致：财政拨款支出表“行政”，一般公共预算支出表“行政运行”",
        &["Sheet5!B7", "Sheet7!B7"],
    );
    named(
        Book::official().text("表七!D6", "行政管理"),
        "2080101 的名称不一致：表二、表三、表五“行政运行”，表七“行政管理”",
        &["表二!D17", "表七!D6", "表三!D14", "表五!D14"],
    );
    // blanks, width and brackets make no other name
    let same = Book::official().text("表三!D14", " 行 政 运 行（人社）");
    assert_eq!(of_rule(&same, "R-42"), []);
}

#[test]
fn a_row_with_figures_has_a_name() {
    for (book, cell) in [
        (
            case("sh_finance_2025").blank("单位一般公共预算拨款表!D16"),
            "单位一般公共预算拨款表!C16",
        ),
        (case("js_court_2018").blank("Sheet8!B7"), "Sheet8!A7"),
        (Book::official().blank("表七!E7"), "表七!E7"),
        (Book::official().text("表三!D14", "—"), "表三!C14"),
    ] {
        let found = of_rule(&book, "R-43");
        assert_eq!(found.len(), 1, "{cell}");
        assert_eq!(found[0].1, [cell]);
    }
}

#[test]
fn the_same_money_stands_in_two_classifications() {
    let (sheet, item) = (
        "单位一般公共预算拨款基本支出明细表",
        "单位一般公共预算拨款表",
    );
    let shanghai = case("sh_finance_2025");
    let three = "单位“三公”经费和机关运行费预算表";
    for (rule, cell) in [
        ("SX8-9c", format!("{three}!C6")),
        ("SX8-9c", format!("{three}!B6")),
        ("SX8-9c", format!("{three}!F6")),
        ("SX5-8p", format!("{item}!F15")),
        ("SX5-8q", format!("{item}!F16")),
        ("SX5-8r", format!("{item}!F27")),
        ("SX5-8s", format!("{item}!F22")),
    ] {
        let book = shanghai.clone().number(&cell, 1.0);
        assert_eq!(of_rule(&book, rule).len(), 1, "{rule} {cell}");
    }
    // what the department does not list is not asked for
    let book = shanghai.with(sheet, |sheet| sheet.shift_rows(11, -1));
    assert_eq!(of_rule(&book, "SX5-8p"), []);
    let court = case("js_court_2018");
    for (rule, cell) in [
        ("JX7-8p", "Sheet7!C16"),
        ("JX7-8q", "Sheet7!C17"),
        ("JX7-8r", "Sheet7!C20"),
    ] {
        let book = court.clone().number(cell, 1.0);
        assert_eq!(of_rule(&book, rule).len(), 1, "{rule}");
    }
}

#[test]
fn running_costs_are_compared_line_by_line_where_totals_agree() {
    let court = case("js_court_2018");
    // one line too large at the cost of another
    let moved = court
        .clone()
        .number("Sheet11!C6", 360.0)
        .number("Sheet11!C7", 24.0);
    assert_eq!(of_rule(&moved, "JX8-11").len(), 1);
    assert_eq!(of_rule(&moved, "JX8-11b"), []);
    // every line twice as large, as where project money is in it: one finding
    let double = (4..21).fold(court, |book, row| {
        let figure = |book: &Book| match book.sheets[10].cells.get(&(row - 1, 2)) {
            Some(crate::book::Cell::Number(figure)) => *figure,
            _ => 0.0,
        };
        let twice = 2.0 * figure(&book);
        book.number(&format!("Sheet11!C{row}"), twice)
    });
    assert_eq!(of_rule(&double, "JX8-11"), []);
    assert_eq!(of_rule(&double, "JX8-11b").len(), 1);
}
