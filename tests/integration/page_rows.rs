//! Rows that are none of a table's own: what page breaks leave, totals under other names, seals behind names. And
//! further articles of a purchase. Each in several layouts, as .xlsx and .xls.

use crate::book::{Book, Cell};
use crate::made_xls::Xls;
use crate::program::{InboxDir, data};
use serde_json::Value;

fn case(name: &str) -> Book {
    Book::open(&data(&format!("cases/{name}/submitted.xlsx")))
}

/// What `check` says of a workbook in each of two formats.
fn checked(book: &Book) -> [Value; 2] {
    [
        ("2020.xlsx", book.bytes()),
        ("2020.xls", Xls::of(book).bytes()),
    ]
    .map(|(name, bytes)| {
        let inbox = InboxDir::new();
        inbox.add(name, &bytes);
        let json = inbox.json();
        assert_eq!(json["unreadable"].as_array().unwrap().len(), 0, "{json:#}");
        json["departments"][0].clone()
    })
}

/// A changed workbook says what the one it was made from says, with so many hints of a rule.
fn says_as_much(before: &Book, after: &Book, rule: &str, hints: usize) {
    let [expected, _] = checked(before);
    for department in checked(after) {
        let messages: Vec<&str> = department["findings"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|finding| finding["level"] != "hint" || finding["rule"] == rule)
            .map(|finding| finding["message"].as_str().unwrap())
            .collect();
        assert_eq!(
            department["equations"], expected["equations"],
            "{messages:#?}"
        );
        assert_eq!(department["publishable"], expected["publishable"]);
        let of_rule = |finding: &&Value| finding["rule"] == rule;
        let found = department["findings"].as_array().unwrap().iter();
        assert_eq!(found.filter(of_rule).count(), hints, "{messages:#?}");
    }
}

/// Inserts a row: texts, and numbers where they read as such.
fn with_row(book: Book, sheet: &str, row: u32, cells: &[&str]) -> Book {
    book.with(sheet, |sheet| {
        sheet.shift_rows(row - 1, 1);
        for (column, text) in (0..).zip(cells).filter(|(_, text)| !text.is_empty()) {
            let cell = match text.parse() {
                Ok(number) => Cell::Number(number),
                Err(_) => Cell::Text((*text).to_owned()),
            };
            sheet.cells.insert((row - 1, column), cell);
        }
    })
}

#[test]
fn rows_of_page_breaks_are_passed_over() {
    let official = Book::official();
    let book = with_row(
        official.clone(),
        "表三",
        16,
        &["", "", "", "过次页", "16072.23", "1383.83"],
    );
    let book = with_row(
        book,
        "表三",
        17,
        &["承 前 页：", "", "", "", "16072.23", "1383.83"],
    );
    says_as_much(&official, &book, "R-40", 2);
    // in a list of projects, and in two halves
    let book = with_row(
        official.clone(),
        "表七",
        9,
        &["", "", "", "", "第1页小计", "1.5", "", "1.5"],
    );
    let book = with_row(book, "表一", 15, &["（转下页）", "100", "", "200"]);
    says_as_much(&official, &book, "R-40", 3);
    let court = case("js_court_2018");
    let book = with_row(court.clone(), "Sheet8", 16, &["", "本页合计", "13747.87"]);
    let book = with_row(book, "Sheet12", 20, &["", "", "", "接上页", "", "1501.86"]);
    says_as_much(&court, &book, "R-40", 2);
    let street = case("sh_wanli_2024");
    let book = with_row(
        street.clone(),
        "部门支出总表",
        30,
        &["", "", "", "本页小计", "1", "2", "3"],
    );
    says_as_much(&street, &book, "R-40", 1);
}

#[test]
fn a_page_may_begin_with_the_names_of_the_page_before() {
    let bureau = case("sh_finance_2025");
    let sheet = "单位一般公共预算拨款表";
    let book = with_row(
        bureau.clone(),
        sheet,
        16,
        &["", "", "", "过次页", "1", "2", "3"],
    );
    let title = ["编制单位：上海市财政局", "", "", "", "", "", "单位：元"];
    let book = with_row(book, sheet, 17, &title);
    let code = |book: &Book, row| -> Vec<(u32, Cell)> {
        let sheet = book.sheets.iter().find(|it| it.name == sheet).unwrap();
        let cells = sheet.cells.iter().filter(|((at, _), _)| *at == row);
        cells
            .map(|((_, column), cell)| (*column, cell.clone()))
            .collect()
    };
    let class = code(&bureau, 11);
    let group = code(&bureau, 12);
    let again = |figures: bool| {
        let book = with_row(book.clone(), sheet, 18, &[""]);
        with_row(book, sheet, 19, &[""]).with(sheet, |sheet| {
            for (row, cells) in [(17, &class), (18, &group)] {
                for (column, cell) in cells {
                    let cell = match cell {
                        Cell::Text(name) if *column == 3 => Cell::Text(format!("{name}（续）")),
                        cell => cell.clone(),
                    };
                    if *column <= 3 || figures {
                        sheet.cells.insert((row, *column), cell);
                    }
                }
            }
        })
    };
    says_as_much(&bureau, &again(false), "R-40", 3);
    says_as_much(&bureau, &again(true), "R-40", 3);
    // other figures are another row
    let other = again(true).number(&format!("{sheet}!E19"), 5.0);
    let [department, _] = checked(&other);
    let twice = |finding: &Value| finding["rule"] == "R-11";
    assert!(department["findings"].as_array().unwrap().iter().any(twice));
}

#[test]
fn totals_go_by_many_names() {
    let official = Book::official();
    for label in [
        "共计",
        "合计数",
        "本年合计",
        "项目支出合计",
        "小 计",
        "总  计：",
    ] {
        let book = official.clone().text("表七!A12", label);
        says_as_much(&official, &book, "R-41", 0);
    }
    // what no list of words has is known by its figures
    for label in ["共 6 个项目", "TOTAL"] {
        let book = official.clone().text("表七!A12", label);
        says_as_much(&official, &book, "R-41", 1);
    }
    let book = with_row(
        official.clone(),
        "表七",
        9,
        &["", "", "", "", "小计", "7536.4", "", "7450", "86.4"],
    );
    says_as_much(&official, &book, "R-40", 1);
    let bureau = case("sh_finance_2025");
    for label in ["共计", "小计", "支出合计"] {
        let book = bureau.clone().text("单位支出总表!A29", label);
        says_as_much(&bureau, &book, "R-41", 0);
    }
    let book = bureau
        .clone()
        .text("单位收支总表!A14", "总计")
        .text("单位收支总表!C14", "总计");
    says_as_much(&bureau, &book, "R-41", 0);
    let court = case("js_court_2018");
    let book = court
        .clone()
        .text("Sheet8!B4", "合计数")
        .text("Sheet12!A4", "共计");
    let book = book
        .text("Sheet1!A28", "合计")
        .text("Sheet1!C28", "合计")
        .text("Sheet2!A4", "总计");
    says_as_much(&court, &book, "R-41", 0);
}

#[test]
fn a_total_in_the_first_row_may_have_a_word_in_front() {
    let court = case("js_court_2018");
    for label in ["本表合计", "各项合计", "合计：（人民币）"] {
        let book = court
            .clone()
            .text("Sheet8!B4", label)
            .text("Sheet11!B4", label);
        says_as_much(&court, &book, "R-41", 0);
        let official = Book::official();
        let book = official.clone().text("表三!D7", label);
        says_as_much(&official, &book, "R-41", 0);
    }
}

#[test]
fn columns_are_numbered_again_and_pages_have_numbers() {
    let official = Book::official();
    let header = |book: Book, sheet: &str, rows: [u32; 2], to: u32| {
        let cells: Vec<_> = rows
            .iter()
            .map(|row| {
                let own = book.sheets.iter().find(|it| it.name == sheet).unwrap();
                let text = |column| match own.cells.get(&(row - 1, column)) {
                    Some(Cell::Text(text)) => text.clone(),
                    _ => String::new(),
                };
                (0..9).map(text).collect::<Vec<_>>()
            })
            .collect();
        cells.iter().zip(to..).fold(book, |book, (cells, row)| {
            let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
            with_row(book, sheet, row, &cells)
        })
    };
    let book = header(official.clone(), "表三", [5, 6], 16);
    let book = with_row(book, "表三", 18, &["1", "2", "3", "4", "5", "6", "7"]);
    says_as_much(&official, &book, "R-40", 0);
    let bureau = case("sh_finance_2025");
    let book = header(bureau.clone(), "单位支出总表", [4, 5], 18);
    let book = with_row(
        book,
        "单位支出总表",
        20,
        &["1", "2", "3", "4", "5", "6", "7"],
    );
    says_as_much(&bureau, &book, "R-40", 0);
    let court = case("js_court_2018");
    let footer = ["打印日期：2018-02-10 10:30", "", "第 1 页"];
    let book = with_row(court.clone(), "Sheet7", 25, &footer);
    says_as_much(&court, &book, "R-40", 0);
    for number in ["- 1 -", "1/2", "共2页 第1页", "Page 1 of 2"] {
        let book = with_row(official.clone(), "表七", 9, &["", "", "", "", number]);
        says_as_much(&official, &book, "R-40", 0);
        let book = with_row(bureau.clone(), "单位支出总表", 15, &["", "", "", number]);
        says_as_much(&bureau, &book, "R-40", 0);
    }
}

/// Rows that may stand above all projects, without their figures.
const ABOVE_PROJECTS: [[&str; 5]; 6] = [
    ["", "", "", "", "人力资源和社会保障局"],
    ["", "", "", "人力资源和社会保障局", ""],
    ["101020", "", "", "人力资源和社会保障局", ""],
    ["", "", "", "", "101020-人力资源和社会保障局"],
    ["208", "", "", "社会保障和就业支出", ""],
    ["总计", "", "", "", ""],
];

/// A row with the figures of all projects, or others.
fn above_projects(names: [&str; 5], figures: [&str; 4]) -> Vec<String> {
    names
        .into_iter()
        .chain(figures)
        .map(str::to_owned)
        .collect()
}

fn with_rows(book: Book, rows: &[Vec<String>]) -> Book {
    rows.iter().rev().fold(book, |book, row| {
        let cells: Vec<&str> = row.iter().map(String::as_str).collect();
        with_row(book, "表七", 6, &cells)
    })
}

#[test]
fn a_row_above_projects_that_adds_them_up_is_no_project() {
    let official = Book::official();
    let row = |names| above_projects(names, ["14688.4", "", "14602", "86.4"]);
    for names in ABOVE_PROJECTS {
        let book = with_rows(official.clone(), &[row(names)]);
        says_as_much(&official, &book, "R-40", 1);
    }
    let [unit, _, number, _, class, total] = ABOVE_PROJECTS.map(row);
    let rows = [total, number, unit, class];
    says_as_much(&official, &with_rows(official.clone(), &rows), "R-40", 4);
}

#[test]
fn a_row_above_projects_that_is_not_their_sum_is_reported_alone() {
    let [official, _] = checked(&Book::official());
    for names in ABOVE_PROJECTS {
        let row = above_projects(names, ["14688.4", "", "14602", "68.4"]);
        for department in checked(&with_rows(Book::official(), &[row])) {
            let findings = department["findings"].as_array().unwrap();
            let broken: Vec<&Value> = findings
                .iter()
                .filter(|finding| finding["level"] == "mandatory")
                .collect();
            assert_eq!(broken.len(), 1, "{names:?} {broken:#?}");
            assert_eq!(broken[0]["rule"], "R-63");
            let message = broken[0]["message"].as_str().unwrap();
            assert!(
                message.contains("对个人和家庭的补助应是其下各项目之和 86.40"),
                "{message}"
            );
            assert_eq!(department["publishable"], false);
            assert_eq!(department["equations"], official["equations"]);
        }
    }
}

#[test]
fn a_subtotal_may_stand_behind_the_codes_of_a_class() {
    let official = Book::official();
    let economic = official.sheets.iter().find(|it| it.name == "表六").unwrap();
    let row = economic.cells.iter().find_map(|((row, column), cell)| {
        (*column == 0 && *cell == Cell::Text("302".to_owned())).then_some(*row)
    });
    // right above the row of 302, as it is numbered on the sheet
    let row = row.unwrap() + 1;
    for label in ["小计", "工资福利支出小计"] {
        let cells = ["", "", label, "1173.67", "1173.67"];
        let book = with_row(official.clone(), "表六", row, &cells);
        says_as_much(&official, &book, "R-40", 1);
    }
    // another figure is never passed over
    let cells = ["", "", "小计", "1173.76", "1173.76"];
    let [department, _] = checked(&with_row(official, "表六", row, &cells));
    assert_eq!(department["publishable"], false);
}

#[test]
fn a_row_that_adds_nothing_up_is_a_project() {
    let book = Book::official()
        .text("表七!A12", "其他工作经费")
        .number("表七!F12", 5.0);
    let [department, _] = checked(&book);
    assert_eq!(department["publishable"], false);
    let lacks = |finding: &Value| finding["rule"] == "R-15";
    assert!(department["findings"].as_array().unwrap().iter().any(lacks));
}

#[test]
fn a_purchase_may_have_several_articles() {
    let court = case("js_court_2018");
    // 430 of 物业管理服务 in two kinds of purchase: without a name, and with it again
    for name in ["", "物业管理服务"] {
        let book = court.clone().number("Sheet12!F54", 400.0);
        let book = with_row(
            book,
            "Sheet12",
            55,
            &["", "", "", name, "分散自行组织", "30"],
        );
        says_as_much(&court, &book, "R-06", 0);
    }
    // the project's name repeated beside each article
    let book = court
        .clone()
        .text("Sheet12!B54", "物业管理费")
        .text("Sheet12!B55", "物业管理费");
    says_as_much(&court, &book, "R-06", 0);
}

#[test]
fn a_seal_is_no_part_of_the_name() {
    let official = Book::official();
    let name = "高新区（新市区）人力资源和社会保障局";
    let book = official
        .clone()
        .text("表三!A3", &format!("编制部门：{name}（公章）"));
    says_as_much(&official, &book, "R-16", 0);
    let court = case("js_court_2018");
    let sheets: Vec<String> = court
        .sheets
        .iter()
        .map(|sheet| sheet.name.clone())
        .collect();
    let book = sheets.iter().fold(court, |book, sheet| {
        book.text(
            &format!("{sheet}!A2"),
            "部门名称：江苏省高级人民法院 （盖 章）",
        )
    });
    for department in checked(&book) {
        assert_eq!(department["department"], "江苏省高级人民法院");
        assert_eq!(department["publishable"], true);
    }
}
