//! A table that is wrong as a whole is said once: the label of its unit, two columns exchanged, rows moved by one. A
//! code that stands twice is the suspect. In three layouts, as .xlsx and as .xls.

use crate::book::{Book, Cell, place_of};
use crate::look::Parts;
use crate::made_xls::Xls;
use crate::program::{InboxDir, data};
use serde_json::Value;

pub fn case(name: &str) -> Book {
    Book::open(&data(&format!("cases/{name}/submitted.xlsx")))
}

/// What is said of a workbook, the same in both formats; the first thing first.
pub fn said(book: &Book) -> Vec<Value> {
    let of = |name: &str, bytes: &[u8]| {
        let inbox = InboxDir::new();
        inbox.add(name, bytes);
        let report = inbox.json();
        let department = &report["departments"][0];
        assert_eq!(department["publishable"], false);
        department["diagnosis"].as_array().unwrap().clone()
    };
    let found = of("报送2020.xlsx", &book.bytes());
    let messages =
        |found: &[Value]| -> Vec<Value> { found.iter().map(|it| it["message"].clone()).collect() };
    let of_xls = of("报送2020.xls", &Xls::of(book).bytes());
    assert_eq!(messages(&found), messages(&of_xls));
    found
}

pub fn message(found: &[Value]) -> &str {
    found[0]["message"].as_str().unwrap()
}

/// The red cells of the workbook that goes back, and whether any cell is marked.
pub fn red(book: &Book) -> Vec<String> {
    let inbox = InboxDir::new();
    inbox.add("报送2020.xlsx", &book.bytes());
    inbox.publish();
    let returned = std::fs::read(inbox.path().join("公开表/退回/报送2020.xlsx")).unwrap();
    let mut parts = Parts::of(&returned);
    let mut found = Vec::new();
    for (number, sheet) in (1..).zip(&book.sheets) {
        let part = format!("xl/worksheets/sheet{number}.xml");
        for ((row, column), look) in parts.looks(&part, "xl/workbook.xml") {
            if look.fill.as_deref() == Some("FFFF5050") {
                found.push(format!("{}!{}", sheet.name, gouji::place::a1(row, column)));
            }
        }
    }
    found
}

fn exchange(mut book: Book, sheet: &str, rows: std::ops::Range<u32>, columns: (u32, u32)) -> Book {
    let cells = &mut book.sheet(sheet).cells;
    for row in rows {
        let (left, right) = (
            cells.remove(&(row, columns.0)),
            cells.remove(&(row, columns.1)),
        );
        cells.extend(right.map(|cell| ((row, columns.0), cell)));
        cells.extend(left.map(|cell| ((row, columns.1), cell)));
    }
    book
}

#[test]
fn exchanged_columns_are_named_and_nothing_else_is_red() {
    for (book, sheet, rows, columns, words) in [
        (
            Book::official(),
            "表五",
            6..60,
            (5, 6),
            "表五 基本支出（F 列）与 项目支出（G 列）两列填反了",
        ),
        (
            Book::official(),
            "表三",
            6..60,
            (5, 6),
            "表三 基本支出（F 列）与 项目支出（G 列）两列填反了",
        ),
        (
            case("sh_finance_2025"),
            "单位支出总表",
            5..29,
            (5, 6),
            "基本支出（F 列）与 项目支出（G 列）两列填反了",
        ),
        (
            case("sh_finance_2025"),
            "单位一般公共预算拨款基本支出明细表",
            5..40,
            (4, 5),
            "人员经费（E 列）与 公用经费（F 列）两列填反了",
        ),
        // one of the two is empty: all its figures stand in the other
        (
            Book::official(),
            "表二",
            5..60,
            (5, 6),
            "一般公共预算拨款（F 列）与 政府性基金预算（G 列）两列填反了",
        ),
        (
            case("sh_finance_2025"),
            "单位收入总表",
            5..29,
            (5, 6),
            "财政拨款收入（F 列）与 事业收入（G 列）两列填反了",
        ),
    ] {
        let book = exchange(book, sheet, rows, columns);
        let found = said(&book);
        assert_eq!(found[0]["kind"], "table", "{sheet}");
        assert!(
            message(&found).contains(words),
            "{sheet}: {}",
            message(&found)
        );
        assert_eq!(found.len(), 1, "{sheet}: {found:?}");
        let letters =
            [columns.0, columns.1].map(|column| gouji::place::a1(0, column)[..1].to_owned());
        for cell in red(&book) {
            let (own, cell) = cell.split_once('!').unwrap();
            assert!(
                own == sheet && letters.contains(&cell[..1].to_owned()),
                "{own}!{cell}"
            );
        }
    }
}

/// All figures of a table twice as large: that table is named, not one that only stands against it.
#[test]
fn a_table_of_another_version_is_the_only_one_blamed() {
    for (book, sheet, name) in [
        (Book::official(), "表三", "表三"),
        (Book::official(), "表五", "表五"),
        (case("js_court_2018"), "Sheet7", "一般公共预算支出表"),
        (case("sh_finance_2025"), "单位支出总表", "支出总表"),
        (case("sh_finance_2025"), "单位收入总表", "收入总表"),
    ] {
        let mut book = book;
        for cell in book.sheet(sheet).cells.values_mut() {
            match cell {
                Cell::Number(value) => *value *= 2.0,
                Cell::Formatted(value, _) => *value *= 2.0,
                Cell::Formula(_, result) => {
                    let value: f64 = result.parse().unwrap();
                    *cell = Cell::Number(value * 2.0);
                }
                Cell::Text(_) | Cell::Date(_) => {}
            }
        }
        let found = said(&book);
        let words = format!("{name} 整表与其他表不符");
        assert!(message(&found).starts_with(&words), "{sheet}: {found:?}");
        assert_eq!(found.len(), 1, "{sheet}: {found:?}");
        for cell in red(&book) {
            assert!(cell.starts_with(&format!("{sheet}!")), "{cell}");
        }
    }
}

#[test]
fn a_wrong_label_of_the_unit_is_named_in_either_direction() {
    for (book, place, label, words) in [
        (
            Book::official(),
            "表五",
            "元",
            "表五的单位写成了“元”，按“万元”全部相符",
        ),
        (
            Book::official(),
            "表三",
            "元",
            "表三的单位写成了“元”，按“万元”全部相符",
        ),
        (
            case("js_court_2018"),
            "Sheet7",
            "元",
            "的单位写成了“元”，按“万元”全部相符",
        ),
        (
            Book::official(),
            "表六",
            "元",
            "表六的单位写成了“元”，按“万元”全部相符",
        ),
        (
            case("js_court_2018"),
            "Sheet3",
            "千元",
            "的单位写成了“千元”，按“万元”全部相符",
        ),
        (
            case("sh_finance_2025"),
            "单位支出总表",
            "万元",
            "的单位写成了“万元”，按“元”全部相符",
        ),
    ] {
        let mut book = book;
        let sheet = book.sheet(place);
        for cell in sheet.cells.values_mut() {
            if let Cell::Text(text) = cell
                && let Some((before, _)) = text
                    .clone()
                    .split_once("单位：")
                    .filter(|(_, unit)| unit.ends_with('元'))
            {
                *text = format!("{before}单位：{label}");
            }
        }
        let found = said(&book);
        assert!(message(&found).contains(words), "{place}: {found:?}");
        assert_eq!(
            found[0]["sets"][0][0]["proposed"]
                .as_str()
                .map(|it| it != label),
            Some(true)
        );
        assert_eq!(found.len(), 1, "{place}: {found:?}");
        let cell = found[0]["sets"][0][0]["cell"].as_str().unwrap();
        let at = place_of(cell);
        let stated = book.sheet(place).cells.get(&at).cloned();
        assert!(
            matches!(&stated, Some(Cell::Text(text)) if text.ends_with(&format!("单位：{label}"))),
            "{place}!{cell}: {stated:?}"
        );
        // no figure is red, for none is wrong
        assert_eq!(red(&book), [format!("{place}!{cell}")]);
    }
}

/// In a layout in 元, 万元 above one table is said once; what it makes unequal is counted, not listed.
#[test]
fn a_wrong_label_in_a_layout_in_yuan_is_all_that_is_said() {
    let book = case("sh_finance_2025").with("单位支出总表", |sheet| {
        for cell in sheet.cells.values_mut() {
            if let Cell::Text(text) = cell
                && text.contains("单位：元")
            {
                *text = text.replace("单位：元", "单位：万元");
            }
        }
    });
    let inbox = InboxDir::new();
    inbox.add("2025年.xlsx", &book.bytes());
    let screen = inbox.check().stdout;
    assert!(
        screen.contains("的单位写成了“万元”，按“元”全部相符"),
        "{screen}"
    );
    for part in ["R-34", "R-56", "强制 不平"] {
        assert!(!screen.contains(part), "{part}: {screen}");
    }
}

/// Every quoted figure stands as in the file.
#[test]
fn a_figure_in_another_unit_is_quoted_as_it_stands() {
    let mut book = Book::official();
    for cell in book.sheet("表五").cells.values_mut() {
        if let Cell::Text(text) = cell
            && text.ends_with("单位：万元")
        {
            *text = text.replace("万元", "元");
        }
    }
    let inbox = InboxDir::new();
    inbox.add("报送2020.xlsx", &book.bytes());
    let said = inbox.check().stdout;
    assert!(said.contains("16,072.23 元"), "{said}");
    assert!(!said.contains("16,100.00 元"), "{said}");
}

/// The right code, where other tables or the catalogue tell it, and no money.
#[test]
fn a_code_that_stands_twice_is_the_suspect() {
    for (book, place, wrong, right) in [
        (Book::official(), "表三!C16", "07", "06"),
        (Book::official(), "表六!A18", "302", "30113"),
        (case("js_court_2018"), "Sheet7!A8", "2040501", "2040502"),
        (case("js_court_2018"), "Sheet6!A13", "30112", "30113"),
        (case("sh_finance_2025"), "单位支出总表!C10", "05", "04"),
    ] {
        let book = book.text(place, wrong);
        let found = said(&book);
        assert_eq!(found.len(), 1, "{place}: {found:?}");
        let mend = &found[0]["sets"][0][0];
        assert_eq!(mend["slip"], "wrong-code", "{place}: {found:?}");
        assert_eq!(mend["proposed"], right, "{place}: {found:?}");
        let red = red(&book);
        assert_eq!(red, [place], "{place}");
    }
}

/// Nothing tells the right code: the row whose money is in excess is the suspect, and no money is moved.
#[test]
fn of_a_code_that_stands_twice_no_money_is_moved() {
    for (book, cells, code) in [
        (
            Book::official(),
            [
                ("表六!A31", "303"),
                ("表六!B31", "99"),
                ("表六!C31", "某项支出"),
            ],
            "30399",
        ),
        (
            case("sh_finance_2025"),
            [
                ("单位一般公共预算拨款基本支出明细表!A32", "303"),
                ("单位一般公共预算拨款基本支出明细表!B32", "02"),
                ("单位一般公共预算拨款基本支出明细表!C32", "某项支出"),
            ],
            "30302",
        ),
    ] {
        let book = cells
            .into_iter()
            .fold(book, |book, (place, text)| book.text(place, text));
        let found = said(&book);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0]["kind"], "code", "{found:?}");
        let words = format!("{code} 出现了 2 次");
        assert!(message(&found).contains(&words), "{found:?}");
        assert_eq!(found[0]["sets"][0][0]["proposed"], Value::Null);
        assert_eq!(found[0]["sets"].as_array().unwrap().len(), 1, "{found:?}");
    }
}
