//! Rows that one table lacks together with their share of its totals.

use crate::book::{Book, Sheet, place_of};
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

/// Takes a row out, and its figures from other cells.
fn without_row(row: u32, less: &[(&str, f64)]) -> impl FnOnce(&mut Sheet) {
    let less: Vec<((u32, u32), f64)> = less.iter().map(|(at, by)| (place_of(at), *by)).collect();
    move |sheet: &mut Sheet| {
        sheet.cells.retain(|(own, _), _| *own != row);
        for (at, by) in less {
            let Some(crate::book::Cell::Number(number)) = sheet.cells.get_mut(&at) else {
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
    let inbox = InboxDir::new();
    inbox.add("2020年.xlsx", &book.bytes());
    let folder = inbox.path().to_str().unwrap();
    let run = crate::program::gouji(&["check", "--format", "json", "--view", folder]);
    let json: Value = serde_json::from_str(&run.stdout).unwrap();
    let pages = json["departments"][0]["view"]["pages"].as_array().unwrap();
    let painted: Vec<String> = pages
        .iter()
        .flat_map(|page| {
            let cells = page["cells"].as_array().unwrap().iter();
            let painted = cells.filter(|cell| !cell["paint"].is_null());
            painted.map(|cell| format!("{} {} {}", page["name"], cell["text"], cell["paint"]))
        })
        .collect();
    assert_eq!(painted, [r#""表七" "14,388.40" "red""#]);
}

#[test]
fn a_column_that_nobody_filled_in_is_named() {
    let rows: Vec<u32> = (19..32).collect();
    let book = Book::official().with("表六", |sheet| {
        sheet
            .cells
            .retain(|(row, column), _| !rows.contains(row) && *column != 5);
        for at in ["D7", "D8", "D35"].map(place_of) {
            sheet.cells.insert(at, crate::book::Cell::Number(1313.32));
        }
        let heading = crate::book::Cell::Text("公用经费".to_owned());
        sheet.cells.insert(place_of("F5"), heading);
    });
    assert_eq!(
        proposed(&department(&book)),
        (
            vec!["最可能：表六 的“公用经费”一列没有填写，漏列 70.51".to_owned()],
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
