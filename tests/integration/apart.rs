//! A block of headings and amounts below a table is named and is none of its rows, in three layouts and two formats:
//! below coded tables, tables of labels, tables of one row and forms. What a department may not publish is marked in the
//! total of the district, and a wrong cell alone is red, whatever the layout.

use crate::book::{Book, Cell, Sheet};
use crate::made::Parts;
use crate::made_xls::Xls;
use crate::program::{InboxDir, Run, data};
use crate::whole_tables::red;

fn case(name: &str) -> Book {
    Book::open(&data(&format!("cases/{name}/submitted.xlsx")))
}

fn in_both(book: &Book, look: impl Fn(&Run)) {
    let bytes = [("xlsx", book.bytes()), ("xls", Xls::of(book).bytes())];
    for (ending, bytes) in bytes {
        let inbox = InboxDir::new();
        inbox.add(&format!("部门预算.{ending}"), &bytes);
        look(&inbox.check());
    }
}

/// A block below all that stands on a sheet.
fn below(sheet: &mut Sheet, headings: &[&str], amount: f64) {
    let last = sheet.cells.keys().map(|at| at.0).max().unwrap();
    for (column, text) in (0..).zip(headings) {
        let at = (last + 2, column);
        sheet.cells.insert(at, Cell::Text((*text).to_owned()));
    }
    let columns = u32::try_from(headings.len()).unwrap();
    for (row, label) in (last + 3..).zip(["设备购置", "维修", "合计"]) {
        sheet.cells.insert((row, 0), Cell::Text(label.to_owned()));
        for column in 1..columns {
            sheet.cells.insert((row, column), Cell::Number(amount));
        }
    }
}

#[test]
fn a_block_below_a_table_is_none_of_its_rows() {
    let official = Book::official().text("表一!A2", "2020年部门收支总体情况表");
    let places = [
        (
            &official,
            &["表一", "表三", "表四", "表六", "表八", "绩效目标表（二）"][..],
        ),
        (
            &case("sh_finance_2025"),
            &[
                "单位收支总表",
                "单位支出总表",
                "单位一般公共预算拨款基本支出明细表",
                "单位“三公”经费和机关运行费预算表",
            ],
        ),
        (
            &case("js_court_2018"),
            &["Sheet1", "Sheet3", "Sheet6", "Sheet9"],
        ),
    ];
    for (book, sheets) in places {
        for (sheet, headings) in sheets.iter().flat_map(|sheet| {
            [&["项目", "金额"][..], &["名称", "数量", "单价", "金额"]].map(|it| (sheet, it))
        }) {
            for amount in [0.0, 12.5] {
                let book = book.clone().with(sheet, |it| below(it, headings, amount));
                in_both(&book, |run| {
                    let out = &run.stdout;
                    let place = format!("{sheet} {headings:?} {amount}: {out}");
                    assert_eq!(run.status, i32::from(amount > 0.0), "{place}");
                    let rule = if amount > 0.0 {
                        "R-38 强制"
                    } else {
                        "R-37 提示"
                    };
                    assert!(out.contains(rule), "{place}");
                    for other in ["R-06", "R-11", "R-42"] {
                        assert!(!out.contains(other), "{place}");
                    }
                });
            }
        }
    }
}

/// A page break with a blank row and the header once more is no block of another kind.
#[test]
fn a_header_repeated_below_a_blank_row_ends_no_table() {
    let book = Book::official().with("表一", |sheet| {
        sheet.shift_rows(12, 2);
        for column in 0..4 {
            let cell = sheet.cells[&(4, column)].clone();
            sheet.cells.insert((13, column), cell);
        }
    });
    in_both(
        &book.text("表一!A2", "2020年部门收支总体情况表"),
        |run| {
            assert_eq!(run.status, 0, "{}", run.stdout);
        },
    );
}

#[test]
fn a_total_with_figures_that_may_not_be_published_is_marked() {
    let shanghai = "单位支出总表!E8";
    for (right, wrong, name) in [
        (
            case("js_court_2018"),
            case("js_court_2018").number("Sheet7!C8", 6_409.97),
            "江苏省高级人民法院",
        ),
        (
            case("sh_finance_2025"),
            case("sh_finance_2025").number(shanghai, 84_861_791.0),
            "上海市财政局",
        ),
    ] {
        let formats = |book: &Book| [("xlsx", book.bytes()), ("xls", Xls::of(book).bytes())];
        for ((ending, wrong), (_, right)) in formats(&wrong)
            .into_iter()
            .zip(formats(&of_other(right, name)))
        {
            let inbox = InboxDir::new();
            inbox.add(&format!("甲/部门预算.{ending}"), &right);
            inbox.add(&format!("乙/部门预算.{ending}"), &wrong);
            inbox.publish();
            let bytes = std::fs::read(inbox.path().join("公开表/汇总.xlsx")).unwrap();
            let parts = Parts::of(&bytes);
            let notes = parts.0.iter().filter(|(name, _)| name.contains("comments"));
            let notes: Vec<String> = notes
                .map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned())
                .collect();
            let said = format!("含不能公开的部门的数字：{name}");
            let marked = notes.iter().filter(|text| text.contains(&said)).count();
            assert!(marked > 3, "{ending} {marked} {notes:?}");
            assert!(notes.iter().all(|text| !text.contains("另一个局")));
        }
    }
}

fn of_other(mut book: Book, name: &str) -> Book {
    let cells = book.sheets.iter_mut().flat_map(|it| it.cells.values_mut());
    for cell in cells {
        if let Cell::Text(text) = cell {
            *text = text.replace(name, "另一个局");
        }
    }
    book
}

#[test]
fn the_wrong_cell_alone_is_red() {
    for (book, place, wrong) in [
        (Book::official(), "表三!G14", 864.0),
        (case("js_court_2018"), "Sheet7!C8", 6_409.97),
        (case("js_court_2018"), "Sheet8!C7", 6_449.6),
        (case("sh_finance_2025"), "单位支出总表!E8", 84_861_791.0),
        (case("sh_finance_2025"), "单位收入总表!F9", 28_544_310.0),
    ] {
        assert_eq!(red(&book.number(place, wrong)), [place]);
    }
}

#[test]
fn two_figures_of_one_row_that_are_exchanged_are_named() {
    let book = case("js_court_2018")
        .number("Sheet3!B4", 11_343.27)
        .number("Sheet3!C4", 18_570.82);
    in_both(&book, |run| {
        assert!(
            run.stdout.contains("与 项目支出 的数填反了"),
            "{}",
            run.stdout
        );
        assert!(run.stdout.contains("强制问题 2 个"), "{}", run.stdout);
    });
    assert_eq!(red(&book), ["Sheet3!B4", "Sheet3!C4"]);
}
