//! Projects and their forms (绩效目标表): a name that is another project's, a form twice, a form that nobody filled in.

use crate::book::{Book, Sheet};
use crate::program::InboxDir;
use serde_json::Value;

fn department(book: &Book) -> Value {
    let inbox = InboxDir::new();
    inbox.add("2020年.xlsx", &book.bytes());
    inbox.json()["departments"][0].clone()
}

/// What is proposed, a line a diagnosis, with the number of findings that it explains.
fn proposed(department: &Value) -> Vec<String> {
    let all = department["diagnosis"].as_array().unwrap().iter();
    all.map(|it| {
        let findings = it["findings"].as_array().unwrap().len();
        format!("{} {findings}", it["message"].as_str().unwrap())
    })
    .collect()
}

/// The ids of the rules that have findings of a level.
fn rules(department: &Value, level: &str) -> Vec<String> {
    let all = department["findings"].as_array().unwrap().iter();
    let own = all.filter(|it| it["level"] == level);
    own.map(|it| it["rule"].as_str().unwrap().to_owned())
        .collect()
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

fn copy_of(book: &Book, name: &str) -> Sheet {
    let sheet = book.sheets.iter().find(|sheet| sheet.name == name);
    sheet.unwrap().clone()
}

#[test]
fn a_form_under_the_name_of_another_project_is_named() {
    let book = Book::official().text("绩效目标表（三）!F2", "访惠聚人员补助");
    assert_eq!(
        proposed(&department(&book)),
        [
            "最可能：绩效目标表（三）!F2 项目名称 “访惠聚人员补助” → “社保分局工作经费”（写成了别的项目的名称） 3"
        ]
    );
}

#[test]
fn a_row_under_the_name_of_another_project_is_named() {
    let book = Book::official().text("表七!E9", "访惠聚人员补助");
    assert_eq!(
        proposed(&department(&book)),
        [
            "最可能：表七!E9 项目名称 “访惠聚人员补助” → “区聘人员工资社保福利支出”（写成了别的项目的名称） 3"
        ]
    );
}

/// The texts of the form tell which of the two is the copy.
#[test]
fn a_form_with_the_name_and_the_amounts_of_another_project_is_named() {
    let book = Book::official()
        .text("绩效目标表（三）!F2", "访惠聚人员补助")
        .number("绩效目标表（三）!C3", 86.4)
        .number("绩效目标表（三）!E3", 86.4);
    assert_eq!(
        proposed(&department(&book)),
        [
            "最可能：绩效目标表（三）!F2 项目名称 “访惠聚人员补助” → “社保分局工作经费”（写成了别的项目的名称） 2",
            "最可能：绩效目标表（三）!C3、E3 访惠聚人员补助 年度资金总额、财政拨款 86.40 → 42.00 1"
        ]
    );
}

/// The same where the texts state the amount in full, and another number of the form looks like it.
#[test]
fn an_amount_in_a_text_has_a_unit() {
    let book = |text: &str| {
        Book::official()
            .text("绩效目标表（三）!F2", "访惠聚人员补助")
            .number("绩效目标表（三）!C3", 86.4)
            .number("绩效目标表（三）!E3", 86.4)
            .text("绩效目标表（三）!F6", text)
    };
    let said = proposed(&department(&book("42.00万元"))).join("\n");
    assert!(said.contains("绩效目标表（三）!C3、E3"), "{said}");
    for text in ["42人", "42.00万元，≤86.4万元"] {
        assert_eq!(
            proposed(&department(&book(text))),
            ["两个项目写了同一个名称，其中一个写错了 3"],
            "{text}"
        );
    }
}

/// Where nothing tells the copy, neither form is proposed to change.
#[test]
fn no_amount_is_red_where_either_form_may_be_the_copy() {
    let book = Book::official()
        .text("绩效目标表（三）!F2", "访惠聚人员补助")
        .number("绩效目标表（三）!C3", 86.4)
        .number("绩效目标表（三）!E3", 86.4)
        .text("绩效目标表（三）!F6", "按时完成");
    let painted = painted(&book);
    assert!(
        painted.iter().all(|it| !it.ends_with(r#""red""#)),
        "{painted:?}"
    );
    let is_name = |it: &&String| it.contains("访惠聚人员补助");
    assert_eq!(painted.iter().filter(is_name).count(), 2, "{painted:?}");
}

/// A form that was copied for a project of the same amount and not changed is no table handed in twice.
#[test]
fn a_copy_of_a_form_may_stand_for_a_project_of_its_amount() {
    let mut book = Book::official()
        .number("表七!F11", 86.4)
        .number("表七!H11", 86.4);
    let place = book
        .sheets
        .iter()
        .position(|sheet| sheet.name == "绩效目标表（三）");
    let mut copy = copy_of(&book, "绩效目标表（一）");
    copy.name = "绩效目标表（三）".to_owned();
    book.sheets[place.unwrap()] = copy;
    let found = department(&book);
    assert!(
        !rules(&found, "hint").contains(&"R-10".to_owned()),
        "{found}"
    );
    let said = proposed(&found);
    assert!(
        said.iter()
            .any(|it| it.starts_with("两个项目写了同一个名称")),
        "{said:?}"
    );
    let painted = painted(&book);
    let is_form = |it: &&String| it.contains("绩效目标表") && it.ends_with(r#""red""#);
    assert_eq!(painted.iter().filter(is_form).count(), 0, "{painted:?}");
}

#[test]
fn a_project_with_two_names_and_a_slip_keeps_its_form() {
    let book = Book::official()
        .text("表七!E11", "机关工作经费")
        .number("绩效目标表（三）!C3", 24.0)
        .number("绩效目标表（三）!E3", 24.0);
    let said = proposed(&department(&book)).join("\n");
    assert!(said.contains("同一个项目写了两个名称"), "{said}");
    assert!(said.contains("24.00 → 42.00"), "{said}");
    assert!(!said.contains("0.00\n"), "{said}");
}

/// Only the cell of the name is red, in the workbook for the bureau and in the one that goes back.
#[test]
fn only_the_wrong_name_is_red() {
    let book = Book::official().text("绩效目标表（三）!F2", "访惠聚人员补助");
    let painted = painted(&book);
    assert_eq!(painted, [r#""绩效目标表（三）" "访惠聚人员补助" "red""#]);
}

#[test]
fn a_copy_of_a_form_is_a_table_handed_in_twice() {
    let mut book = Book::official();
    let mut copy = copy_of(&book, "绩效目标表（一）");
    copy.name = "绩效目标表（一） (2)".to_owned();
    book.sheets.push(copy.clone());
    let found = department(&book);
    assert_eq!(found["publishable"], true, "{found}");
    assert!(rules(&found, "hint").contains(&"R-10".to_owned()));
    // with another figure it is a form too many
    let found = department(&book.number("绩效目标表（一） (2)!C3", 80.0));
    assert_eq!(found["publishable"], false);
}

#[test]
fn a_form_that_nobody_filled_in_is_passed_over() {
    let mut book = Book::official();
    let mut spare = copy_of(&book, "绩效目标表（六）");
    spare.name = "绩效目标表（七）".to_owned();
    let words = ["F2", "C3", "E3", "B4"].map(crate::book::place_of);
    spare
        .cells
        .retain(|(row, column), _| *row < 4 && !words.contains(&(*row, *column)) || *column == 0);
    let title = crate::book::Cell::Text("项 目 支 出 绩 效 目 标 表（七）".to_owned());
    spare.cells.insert((0, 0), title);
    book.sheets.push(spare);
    let found = department(&book);
    assert_eq!(found["publishable"], true, "{found}");
    assert!(rules(&found, "hint").contains(&"R-53".to_owned()));
}

#[test]
fn the_empty_form_of_a_department_without_projects_is_published() {
    let mut own = crate::department::Department::full();
    let mut book = own.book();
    own.projects.clear();
    let empty = own.book();
    assert_eq!(department(&empty)["publishable"], true);
    let at = book
        .sheets
        .iter()
        .position(|it| it.name.starts_with("绩效"));
    let mut form = book.sheets.swap_remove(at.unwrap());
    for place in ["D2", "C3", "E3", "B4", "C6", "D6"] {
        form.cells.remove(&crate::book::place_of(place));
    }
    for note in [None, Some("备注：无项目支出，此表为空表")] {
        let mut form = form.clone();
        form.cells.extend(note.map(|note| {
            let text = crate::book::Cell::Text(note.to_owned());
            (crate::book::place_of("A7"), text)
        }));
        let mut book = empty.clone();
        book.sheets.push(form);
        let found = department(&book);
        assert_eq!(found["publishable"], true, "{found}");
        assert!(
            !rules(&found, "hint").contains(&"R-53".to_owned()),
            "{found}"
        );
    }
}
