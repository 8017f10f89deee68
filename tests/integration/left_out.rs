//! Rows that one table lacks together with their share of its totals.

use crate::book::{Book, Cell, Sheet, place_of};
use crate::program::InboxDir;
use serde_json::Value;

fn department(book: &Book) -> Value {
    let inbox = InboxDir::new();
    inbox.add("2020年.xlsx", &book.bytes());
    inbox.json()["departments"][0].clone()
}

/// What is proposed, a line a diagnosis, and how many mandatory findings none of them explains.
fn proposed(department: &Value) -> (Vec<String>, usize) {
    let all = department["diagnosis"].as_array().unwrap().iter();
    let message = |it: &Value| it["message"].as_str().unwrap().to_owned();
    let explained: Vec<u64> = all
        .clone()
        .flat_map(|it| it["findings"].as_array().unwrap())
        .map(|it| it.as_u64().unwrap())
        .collect();
    let findings = department["findings"].as_array().unwrap().iter();
    let open = (0..)
        .zip(findings)
        .filter(|(number, it)| it["level"] == "mandatory" && !explained.contains(number));
    (all.map(message).collect(), open.count())
}

/// The painted cells, a line a cell.
fn painted(book: &Book) -> Vec<String> {
    let inbox = InboxDir::new();
    inbox.add("2020年.xlsx", &book.bytes());
    let pages = inbox.pages();
    pages
        .iter()
        .flat_map(|page| {
            let cells = page["cells"].as_array().unwrap().iter();
            let painted = cells.filter(|cell| !cell["paint"].is_null());
            painted.map(|cell| format!("{} {} {}", page["name"], cell["text"], cell["paint"]))
        })
        .collect()
}

/// Takes a row out, and its figures from other cells.
fn without_row(row: u32, less: &[(&str, f64)]) -> impl FnOnce(&mut Sheet) {
    let less: Vec<((u32, u32), f64)> = less.iter().map(|(at, by)| (place_of(at), *by)).collect();
    move |sheet: &mut Sheet| {
        sheet.cells.retain(|(own, _), _| *own != row);
        for (at, by) in less {
            let Some(Cell::Number(number)) = sheet.cells.get_mut(&at) else {
                panic!("no figure at {at:?}");
            };
            *number = ((*number - by) * 100.0).round() / 100.0;
        }
    }
}

#[test]
fn a_project_left_out_of_its_table_is_one_cause() {
    let change = without_row(7, &[("F12", 300.0), ("H12", 300.0)]);
    let book = Book::official().with("表七", change);
    assert_eq!(
        proposed(&department(&book)),
        (
            vec![
                "最可能：表七 2080199 其他人力资源和社会保障管理事务支出 漏列这一行：项目支出合计 300.00；合计里也没有这一笔"
                    .to_owned()
            ],
            0
        )
    );
}

#[test]
fn a_code_left_out_of_one_table_with_its_totals_is_one_cause() {
    let totals = [
        "E7", "G7", "E8", "G8", "E12", "G12", "E13", "G13", "E23", "G23",
    ];
    let less = totals.map(|at| (at, 300.0));
    let book = Book::official().with("表五", without_row(17, &less));
    assert_eq!(
        proposed(&department(&book)),
        (
            vec![
                "最可能：表五 2080199 其他人力资源和社会保障管理事务支出 漏列这一行：小计 300.00，项目支出 300.00；合计里也没有这一笔"
                    .to_owned()
            ],
            0
        )
    );
}

/// A right figure of another table is neither red nor to be changed.
#[test]
fn only_totals_without_the_row_are_red() {
    let change = without_row(7, &[("F12", 300.0), ("H12", 300.0)]);
    let book = Book::official().with("表七", change);
    let painted = painted(&book);
    assert_eq!(painted, [r#""表七" "14,388.40" "red""#]);
}

/// 60 items of one class beside the others, all of basic expenditure, of which 表五 and its totals lack some.
fn of_many_items(is_left_out: impl Fn(u32) -> bool) -> Book {
    let cents = |number: u32| 1001 + 317 * number;
    let sum = |from: u32, to: u32, is_own: &dyn Fn(u32) -> bool| -> u32 {
        (from..to).filter(|it| is_own(*it)).map(cents).sum()
    };
    let mut book = Book::official();
    let mut add = |sheet: &str, places: &[&str], cents: u32| {
        let cells = &mut book.sheet(sheet).cells;
        for place in places {
            let cell = cells.entry(place_of(place)).or_insert(Cell::Number(0.0));
            if let Cell::Number(number) = cell {
                *number = (*number * 100.0 + f64::from(cents)).round() / 100.0;
            }
        }
    };
    let all = sum(0, 60, &|_| true);
    let of_five = sum(0, 60, &|it| !is_left_out(it));
    add(
        "表一",
        &["B6", "B7", "B33", "B35", "D17", "D33", "D35"],
        all,
    );
    add("表二", &["E6", "F6", "E21", "F21"], all);
    add("表三", &["E7", "F7", "E8", "F8", "E23", "F23"], all);
    let of_four = ["B6", "B7", "B33", "D17", "E17", "D33", "E33"];
    add("表四", &of_four, all);
    add("表五", &["E7", "F7", "E8", "F8", "E23", "F23"], of_five);
    let of_six = [
        "D7", "E7", "D8", "E8", "D9", "E9", "D10", "E10", "D35", "E35",
    ];
    add("表六", &of_six, all);
    for (name, end) in [("表二", 20), ("表三", 22), ("表五", 22)] {
        let is_own = |it: u32| name != "表五" || !is_left_out(it);
        let mut rows = vec![("213".to_owned(), sum(0, 60, &is_own))];
        for (group, from) in ["01", "02", "03", "05", "07", "08"]
            .iter()
            .zip((0..).step_by(10))
        {
            rows.push((format!("213{group}"), sum(from, from + 10, &is_own)));
            let items = (from..from + 10).filter(|it| is_own(*it));
            rows.extend(items.map(|it| (format!("213{group}{:02}", it - from + 1), cents(it))));
        }
        let sheet = book.sheet(name);
        sheet.shift_rows(end, i64::try_from(rows.len()).unwrap());
        for (row, (code, cents)) in (end..).zip(rows) {
            let parts = [code.get(..3), code.get(3..5), code.get(5..7)];
            let parts = parts.into_iter().flatten().filter(|part| !part.is_empty());
            let cells = (0..).zip(parts).map(|(at, part)| (at, part.to_owned()));
            let name = (3, format!("农林水{code}"));
            let texts = cells.chain([name]);
            let texts = texts.map(|(column, text)| ((row, column), Cell::Text(text)));
            sheet.cells.extend(texts);
            for column in [4, 5] {
                let number = Cell::Number(f64::from(cents) / 100.0);
                sheet.cells.insert((row, column), number);
            }
        }
    }
    book
}

#[test]
fn many_rows_left_out_are_all_named() {
    let (said, open) = proposed(&department(&of_many_items(|_| false)));
    assert_eq!((said, open), (Vec::new(), 0));
    let book = of_many_items(|item| item % 5 == 0);
    let (said, open) = proposed(&department(&book));
    assert_eq!((said.len(), open), (12, 0), "{said:?}");
    for (place, said) in said.iter().enumerate() {
        assert!(said.starts_with("最可能：表五 213"), "{place} {said}");
        assert!(said.contains("漏列这一行"), "{place} {said}");
    }
    let is_elsewhere = |it: &String| it.ends_with(r#""red""#) && !it.contains("表五");
    let painted = painted(&book);
    assert!(!painted.iter().any(is_elsewhere), "{painted:?}");
}

#[test]
fn a_column_that_nobody_filled_in_is_named() {
    let rows: Vec<u32> = (19..32).collect();
    let book = Book::official().with("表六", |sheet| {
        sheet
            .cells
            .retain(|(row, column), _| !rows.contains(row) && *column != 5);
        for at in ["D7", "D8", "D35"].map(place_of) {
            sheet.cells.insert(at, Cell::Number(1313.32));
        }
        let heading = Cell::Text("公用经费".to_owned());
        sheet.cells.insert(place_of("F5"), heading);
    });
    assert_eq!(
        proposed(&department(&book)),
        (
            vec!["最可能：表六的“公用经费”一列没有填写，漏列 70.51".to_owned()],
            0
        )
    );
}

/// The same gap without a row of another table to explain it stays a question of figures.
#[test]
fn a_slip_is_not_a_row_left_out() {
    let book = Book::official().number("表七!F12", 14_388.4);
    let (said, _) = proposed(&department(&book));
    assert!(said.iter().all(|it| !it.contains("漏列这一行")), "{said:?}");
}
