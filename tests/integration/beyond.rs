//! What a submission holds beyond its layout: last year's columns, and tables and columns that no layout has.

use crate::book::{Book, Cell, Sheet, place_of};
use crate::made_xls::Xls;
use crate::program::{InboxDir, Run, data};
use gouji::budget::{Budget, Figure, LastYearFigure};

/// A real budget by its folder and its year; all have titles with it.
fn case(name: &str) -> Book {
    Book::open(&data(&format!("cases/{name}/submitted.xlsx")))
}

fn inbox(book: &Book, ending: &str) -> InboxDir {
    let inbox = InboxDir::new();
    let bytes = match ending {
        "xls" => Xls::of(book).bytes(),
        _ => book.bytes(),
    };
    inbox.add(&format!("部门预算公开表.{ending}"), &bytes);
    inbox
}

fn with_year(book: Book) -> Book {
    book.text("表一!A2", "2020年部门收支总体情况表")
}

/// The same in both formats.
fn in_both(book: &Book, look: impl Fn(&Budget, &Run)) {
    for ending in ["xlsx", "xls"] {
        let inbox = inbox(book, ending);
        look(&inbox.budget(), &inbox.check());
    }
}

fn last_year<'a>(budget: &'a Budget, table: &str) -> Vec<&'a LastYearFigure> {
    let (layout, _) = budget.layout.table(table).unwrap();
    let tables = budget.tables.iter().filter(|it| it.layout == layout);
    let rows = tables.flat_map(|table| table.rows());
    rows.flat_map(|(_, _, row)| &row.last_year).collect()
}

/// The amounts of a table in reading order.
fn amounts(budget: &Budget, table: &str) -> Vec<String> {
    let (layout, _) = budget.layout.table(table).unwrap();
    let of_table = budget
        .facts
        .iter()
        .filter(|fact| budget.tables[fact.table].layout == layout);
    let shown = of_table.filter_map(|fact| match &fact.figure {
        Figure::Amount { published, .. } => Some(published.grouped(2)),
        _ => None,
    });
    shown.collect()
}

/// Puts columns of another year before or behind the columns of figures of a sheet: each figure times `factor`, under
/// its heading, with the years' names in a row above.
pub fn beside(
    sheet: &mut Sheet,
    header: (u32, u32),
    figures: (u32, u32),
    heads: [&str; 2],
    own_first: bool,
) {
    let (first, last) = figures;
    let width = last - first + 1;
    sheet.shift_rows(header.0, 1);
    let (top, bottom) = (header.0 + 1, header.1 + 1);
    let at = |column: u32, is_other: bool| {
        if column < first || column > last {
            return column;
        }
        if is_other == own_first {
            column + width
        } else {
            column
        }
    };
    let cells = std::mem::take(&mut sheet.cells);
    for ((row, column), cell) in cells {
        let is_within = row >= top && (first..=last).contains(&column);
        if !is_within {
            sheet.cells.insert((row, column), cell);
            continue;
        }
        sheet.cells.insert((row, at(column, false)), cell.clone());
        let other = match cell {
            Cell::Number(number) if row > bottom => Cell::Number(number * 2.0),
            other => other,
        };
        sheet.cells.insert((row, at(column, true)), other);
    }
    sheet.merges.retain(|merge| merge.0 < header.0);
    let [own, other] = heads;
    let heads = [(own, false), (other, true)];
    for (text, is_other) in heads.into_iter().filter(|(text, _)| !text.is_empty()) {
        let head = match text.parse() {
            Ok(year) => Cell::Number(year),
            Err(_) => Cell::Text(text.to_owned()),
        };
        sheet.cells.insert((header.0, at(first, is_other)), head);
    }
}

/// Names for this year's columns and last year's.
fn heads(year: i32) -> [[String; 2]; 5] {
    [
        [format!("{year}年预算数"), format!("{}年预算数", year - 1)],
        ["本年预算数".to_owned(), "上年预算数".to_owned()],
        ["本年预算数".to_owned(), "上年执行数".to_owned()],
        [format!("{year}年预算数"), format!("{}年执行数", year - 1)],
        [format!("{year}年"), format!("{}年", year - 1)],
    ]
}

/// A table: its book, year and sheet, its name, and where its header and its figures stand.
type Place = (
    Book,
    i32,
    &'static str,
    &'static str,
    (u32, u32),
    (u32, u32),
);

fn places() -> [Place; 4] {
    [
        (
            with_year(Book::official()),
            2020,
            "表三",
            "表三",
            (3, 5),
            (4, 6),
        ),
        (
            with_year(Book::official()),
            2020,
            "表六",
            "表六",
            (3, 5),
            (3, 5),
        ),
        (
            case("sh_finance_2025"),
            2025,
            "单位支出总表",
            "支出总表",
            (2, 4),
            (4, 6),
        ),
        (
            case("js_court_2018"),
            2018,
            "Sheet9",
            "三公经费表",
            (2, 4),
            (0, 8),
        ),
    ]
}

#[test]
fn the_block_of_the_budget_s_year_is_the_table() {
    for (book, year, sheet, table, header, figures) in places() {
        let right = inbox(&book, "xlsx").budget();
        let wanted = amounts(&right, table);
        for (number, names) in heads(year).iter().enumerate() {
            for own_first in [true, false] {
                let names = [names[0].as_str(), names[1].as_str()];
                let changed = book.clone().with(sheet, |sheet| {
                    beside(sheet, header, figures, names, own_first)
                });
                let ending = if number % 2 == 0 { "xlsx" } else { "xls" };
                let inbox = inbox(&changed, ending);
                let budget = inbox.budget();
                let what = format!("{sheet} {names:?} {own_first}");
                assert_eq!(amounts(&budget, table), wanted, "{what}");
                let last = last_year(&budget, table);
                assert_eq!(last.len(), wanted.len(), "{what}");
                let is_executed = names[1].contains("执行");
                assert!(
                    last.iter().all(|it| it.is_executed == is_executed),
                    "{what}"
                );
                let run = inbox.check();
                assert_eq!(run.status, 0, "{what}: {}", run.stdout);
                assert!(run.stdout.contains("R-36 提示"), "{what}: {}", run.stdout);
                assert!(!run.stdout.contains("R-05"), "{what}: {}", run.stdout);
                assert!(run.stdout.contains(names[1]), "{what}: {}", run.stdout);
            }
        }
    }
}

#[test]
fn years_may_be_numbers_or_short_or_on_one_side_alone() {
    for (book, year, sheet, table, header, figures) in places() {
        let wanted = amounts(&inbox(&book, "xlsx").budget(), table);
        let short = year % 100;
        let names = [
            ([year.to_string(), (year - 1).to_string()], true),
            (
                [format!("{short}年预算"), format!("{}年预算", short - 1)],
                true,
            ),
            ([String::new(), format!("{}年预算数", year - 1)], true),
            ([String::new(), "上年数".to_owned()], true),
            // neither this year's nor last year's
            ([String::new(), format!("{}年预算数", year - 2)], false),
            (["本年预算数".to_owned(), "前年数".to_owned()], false),
            (
                [format!("{year}年预算数"), format!("{year}年执行数")],
                false,
            ),
            (["年初预算数".to_owned(), "调整预算数".to_owned()], false),
        ];
        for (number, (names, is_last)) in names.iter().enumerate() {
            // a heading that nobody merged holds for blank cells on its right
            let orders = if names[0].is_empty() {
                &[true][..]
            } else {
                &[true, false]
            };
            for own_first in orders.iter().copied() {
                let heads = [names[0].as_str(), names[1].as_str()];
                let changed = book.clone().with(sheet, |sheet| {
                    beside(sheet, header, figures, heads, own_first)
                });
                let ending = if number % 2 == 0 { "xlsx" } else { "xls" };
                let inbox = inbox(&changed, ending);
                let what = format!("{sheet} {names:?} {own_first}");
                let budget = inbox.budget();
                assert_eq!(amounts(&budget, table), wanted, "{what}");
                let kept = last_year(&budget, table).len();
                assert_eq!(kept, if *is_last { wanted.len() } else { 0 }, "{what}");
                let run = inbox.check();
                assert_eq!(run.status, 0, "{what}: {}", run.stdout);
                assert!(run.stdout.contains("R-36 提示"), "{what}: {}", run.stdout);
                let is_other = run.stdout.contains("也不是上年数");
                assert_ne!(is_other, *is_last, "{what}: {}", run.stdout);
            }
        }
    }
}

#[test]
fn one_column_of_last_year_stands_beside_this_year_s() {
    // 2017年执行数 | 2018年预算数 in a table of one column
    let book = case("js_court_2018");
    let wanted = amounts(&inbox(&book, "xlsx").budget(), "一般公共预算支出表");
    let two = book.with("Sheet7", |sheet| {
        let rows: Vec<u32> = sheet
            .cells
            .keys()
            .filter(|at| at.0 > 2 && at.1 == 2)
            .map(|at| at.0)
            .collect();
        for row in rows {
            let own = sheet.cells[&(row, 2)].clone();
            sheet.cells.insert((row, 3), own);
            sheet.cells.insert((row, 2), Cell::Number(1.5));
        }
        sheet
            .cells
            .insert((2, 2), Cell::Text("2017年执行数".to_owned()));
        sheet
            .cells
            .insert((2, 3), Cell::Text("2018年预算数".to_owned()));
        sheet.cells.insert(
            (2, 4),
            Cell::Text("2018年预算数比2017年执行数增减".to_owned()),
        );
        sheet.cells.insert((4, 4), Cell::Number(12.5));
    });
    in_both(&two, |budget, run| {
        assert_eq!(amounts(budget, "一般公共预算支出表"), wanted);
        let last = last_year(budget, "一般公共预算支出表");
        assert_eq!(last.len(), wanted.len());
        assert!(last.iter().all(|it| it.is_executed));
        assert_eq!(run.status, 0, "{}", run.stdout);
        assert!(!run.stdout.contains("R-05"), "{}", run.stdout);
    });
}

#[test]
fn years_may_stand_below_each_heading() {
    // 小计 | 人员经费 | 公用经费, each with 2019年 and 2020年 below it
    let book = with_year(Book::official());
    let wanted = amounts(&inbox(&book, "xlsx").budget(), "表六");
    let two = book.with("表六", |sheet| {
        let cells = std::mem::take(&mut sheet.cells);
        for ((row, column), cell) in cells {
            let to = if column >= 3 && row >= 3 {
                3 + 2 * (column - 3) + 1
            } else {
                column
            };
            if row == 4 && column >= 3 {
                sheet.cells.insert((4, to - 1), cell);
                sheet
                    .cells
                    .insert((5, to - 1), Cell::Text("2019年预算数".to_owned()));
                sheet
                    .cells
                    .insert((5, to), Cell::Text("2020年预算数".to_owned()));
            } else if row == 3 && column == 3 {
                sheet.cells.insert((3, 3), cell);
            } else {
                if let (Cell::Number(number), true) = (&cell, column >= 3) {
                    sheet
                        .cells
                        .insert((row, to - 1), Cell::Number(number + 1.0));
                }
                sheet.cells.insert((row, to), cell);
            }
        }
        sheet.merges.retain(|merge| merge.0 < 3);
    });
    in_both(&two, |budget, run| {
        assert_eq!(amounts(budget, "表六"), wanted);
        assert_eq!(last_year(budget, "表六").len(), wanted.len());
        assert_eq!(run.status, 0, "{}", run.stdout);
    });
}

#[test]
fn a_header_of_last_year_alone_is_never_published() {
    let (year, last) = ("表三!E4", "2019年支出预算");
    let book = with_year(Book::official()).text(year, last);
    in_both(&book, |_, run| {
        assert_eq!(run.status, 1, "{}", run.stdout);
        assert!(run.stdout.contains("R-17 强制"), "{}", run.stdout);
        assert!(
            run.stdout.contains("表三的表头写的是2019 年的数"),
            "{}",
            run.stdout
        );
        assert!(run.stdout.contains("表三!E4\n"), "{}", run.stdout);
    });
    let book = case("js_court_2018").text("Sheet7!C3", "上年预算数");
    in_both(&book, |_, run| {
        assert_eq!(run.status, 1, "{}", run.stdout);
        assert!(run.stdout.contains("表头写的是上年的数"), "{}", run.stdout);
    });
}

#[test]
fn money_in_a_column_that_the_layout_lacks_is_the_first_reason() {
    let xinjiang = with_year(Book::official())
        .text("表四!G5", "国有资本经营预算")
        .number("表四!G25", 100.0)
        .number("表四!G33", 100.0)
        .number("表四!D25", 100.0)
        .number("表四!D33", 16172.23);
    let shanghai = case("sh_finance_2025");
    let (row, column) = place_of("H4");
    let shanghai = shanghai.with("单位支出总表", |sheet| {
        sheet
            .cells
            .insert((row, column), Cell::Text("上缴上级支出".to_owned()));
        sheet.cells.insert((row + 2, column), Cell::Number(5000.0));
        let Some(Cell::Number(own)) = sheet.cells.get_mut(&(row + 2, 4)) else {
            panic!("no figure");
        };
        *own += 5000.0;
    });
    let jiangsu = case("js_court_2018")
        .text("Sheet3!F3", "上缴上级支出")
        .number("Sheet3!F4", 10.0)
        .number("Sheet3!A4", 33182.15);
    for (book, heading) in [
        (xinjiang, "国有资本经营预算"),
        (shanghai, "上缴上级支出"),
        (jiangsu, "上缴上级支出"),
    ] {
        in_both(&book, |_, run| {
            assert_eq!(run.status, 1, "{}", run.stdout);
            let lines: Vec<&str> = run.stdout.lines().collect();
            assert!(
                lines[2].contains("先看这里") && lines[3].contains("R-38 强制"),
                "{}",
                run.stdout
            );
            assert!(lines[4].contains(heading), "{}", run.stdout);
            assert!(!run.stdout.contains("最可能"), "{}", run.stdout);
            // equations that lack just this money are no problems of their own
            assert!(run.stdout.contains("，不平 0，"), "{}", run.stdout);
            assert!(run.stdout.contains("没有读入的那一列（"), "{}", run.stdout);
        });
    }
}

#[test]
fn an_empty_column_that_the_layout_lacks_is_named() {
    let books = [
        with_year(Book::official()).text("表四!G5", "国有资本经营预算"),
        case("sh_finance_2025").text("单位支出总表!H4", "备注"),
        case("js_court_2018").text("Sheet7!D3", "备注"),
        // numbers among remarks are no money
        case("js_court_2018")
            .text("Sheet7!D3", "备注")
            .number("Sheet7!D6", 12.0),
        with_year(Book::official())
            .text("表三!H5", "备注")
            .number("表三!H9", 3.5),
    ];
    for book in books {
        in_both(&book, |_, run| {
            assert_eq!(run.status, 0, "{}", run.stdout);
            assert!(run.stdout.contains("R-37 提示"), "{}", run.stdout);
        });
    }
}

/// A sheet with a table that no layout has.
fn of_its_own(title: &str, amount: f64) -> Sheet {
    let text = |text: &str| Cell::Text(text.to_owned());
    let cells = [
        ("A1", text(title)),
        ("D2", text("单位：万元")),
        ("A3", text("项目")),
        ("B3", text("数量")),
        ("C3", text("金额")),
        ("A4", text("设备")),
        ("B4", Cell::Number(10.0)),
        ("C4", Cell::Number(amount)),
        ("A5", text("合计")),
        ("C5", Cell::Number(amount)),
    ];
    Sheet {
        name: "表十".to_owned(),
        hidden: false,
        hidden_rows: Vec::new(),
        print_header: String::new(),
        cells: cells.map(|(at, cell)| (place_of(at), cell)).into(),
        merges: Vec::new(),
    }
}

#[test]
fn a_table_of_its_own_kind_is_named_and_its_money_is_the_first_reason() {
    let books = [
        with_year(Book::official()),
        case("sh_finance_2025"),
        case("js_court_2018"),
    ];
    for (book, title) in books.iter().flat_map(|book| {
        ["国有资本经营预算支出情况表", "政府购买服务预算表"].map(|title| (book, title))
    }) {
        for amount in [100.0, 0.0] {
            let mut book = book.clone();
            book.sheets.push(of_its_own(title, amount));
            in_both(&book, |_, run| {
                let lines: Vec<&str> = run.stdout.lines().collect();
                if amount > 0.0 {
                    assert_eq!(run.status, 1, "{}", run.stdout);
                    assert!(lines[2].contains("先看这里"), "{}", run.stdout);
                    assert!(lines[3].contains("R-38 强制"), "{}", run.stdout);
                    assert!(lines[4].contains(title), "{}", run.stdout);
                    assert!(lines[4].contains("100.00、100.00"), "{}", run.stdout);
                    assert!(!run.stdout.contains("最可能"), "{}", run.stdout);
                } else {
                    assert_eq!(run.status, 0, "{}", run.stdout);
                    assert!(run.stdout.contains("R-37 提示"), "{}", run.stdout);
                    assert!(run.stdout.contains(title), "{}", run.stdout);
                }
            });
        }
    }
}

/// Rows of labels and amounts on a sheet, from a row on, with or without title and unit of measure.
fn block(sheet: &mut Sheet, from: u32, lines: &[&str], amounts: [f64; 3]) {
    let mut row = from;
    for line in lines {
        sheet.cells.insert((row, 0), Cell::Text((*line).to_owned()));
        row += 1;
    }
    for (column, text) in [(0, "项目"), (1, "金额")] {
        sheet
            .cells
            .insert((row, column), Cell::Text(text.to_owned()));
    }
    for (label, amount) in ["设备购置", "维修", "合计"].into_iter().zip(amounts) {
        row += 1;
        sheet.cells.insert((row, 0), Cell::Text(label.to_owned()));
        sheet.cells.insert((row, 1), Cell::Number(amount));
    }
}

#[test]
fn a_block_without_title_or_unit_of_measure_is_named_all_the_same() {
    let books = [
        (with_year(Book::official()), "表二"),
        (case("sh_finance_2025"), "单位收入总表"),
        (case("js_court_2018"), "Sheet2"),
    ];
    let title = "国有资本经营预算支出表";
    for (book, name) in &books {
        for lines in [&[title][..], &["单位：万元"], &[]] {
            for amounts in [[100.5, 20.25, 120.75], [100.0, 20.0, 120.0], [0.0; 3]] {
                let mut apart = book.clone();
                let mut sheet = of_its_own("", 0.0);
                sheet.cells.clear();
                block(&mut sheet, 0, lines, amounts);
                apart.sheets.push(sheet);
                let below = book.clone().with(name, |sheet| {
                    let last = sheet.cells.keys().map(|at| at.0).max().unwrap();
                    block(sheet, last + 3, lines, amounts);
                });
                for book in [apart, below] {
                    in_both(&book, |_, run| {
                        let out = &run.stdout;
                        assert_eq!(run.status, i32::from(amounts[0] > 0.0), "{lines:?} {out}");
                        let rule = if amounts[0] > 0.0 {
                            let first = out.lines().nth(3).unwrap();
                            assert!(first.contains("R-38 强制"), "{lines:?} {out}");
                            "R-38 强制"
                        } else {
                            "R-37 提示"
                        };
                        assert!(out.contains(rule), "{lines:?} {amounts:?} {out}");
                        let called = match lines {
                            [line] if *line == title => &[title][..],
                            _ => &["“项目、金额”", "的“表十”"],
                        };
                        let is_called = called.iter().any(|it| out.contains(it));
                        assert!(is_called, "{lines:?} {out}");
                    });
                }
            }
        }
    }
}

/// A workbook with one more sheet of names and numbers.
fn with_list(name: &str, rows: &[(&str, f64)]) -> Book {
    let mut book = Book::official();
    let mut sheet = book.sheets[0].clone();
    sheet.name = name.to_owned();
    sheet.cells.clear();
    sheet.merges.clear();
    for (row, (label, number)) in (0..).zip(rows) {
        let label = Cell::Text((*label).to_owned());
        sheet.cells.insert((row, 0), label);
        sheet.cells.insert((row, 1), Cell::Number(*number));
    }
    book.sheets.push(sheet);
    book
}

#[test]
fn pages_and_telephone_numbers_are_no_amounts() {
    let told = |book: &Book| {
        let inbox = InboxDir::new();
        inbox.add("报送.xlsx", &book.bytes());
        inbox.check().stdout
    };
    let rows = [("收支预算", 1.0), ("收入", 2.0), ("支出", 3.0)];
    let contents = told(&with_list("目录", &rows));
    assert!(!contents.contains("R-05"), "{contents}");
    let other = told(&with_list("附件", &rows));
    assert!(other.contains("R-05"), "{other}");
    let contact = told(&with_list("联系人", &[("张三", 13_900_001_111.0)]));
    assert!(!contact.contains("R-05"), "{contact}");
}

#[test]
fn a_column_of_unit_codes_holds_no_money() {
    for (name, rows) in [("表三", 9..=15), ("表五", 9..=15)] {
        let book = with_year(Book::official()).with(name, |sheet| {
            sheet.shift_columns(1);
            let heading = Cell::Text("单位编码".to_owned());
            sheet.cells.insert((3, 0), heading);
            for row in rows {
                if sheet.cells.keys().any(|at| at.0 == row - 1) {
                    sheet.cells.insert((row - 1, 0), Cell::Number(101_020.0));
                }
            }
        });
        in_both(&book, |_, run| {
            assert_eq!(run.status, 0, "{}", run.stdout);
            assert!(run.stdout.contains("R-37 提示"), "{}", run.stdout);
        });
    }
}

#[test]
fn what_says_that_a_column_is_a_part_is_no_part_of_its_heading() {
    for heading in ["其中：项目支出", "其中:项目支出（万元）"] {
        let book = with_year(Book::official()).text("表三!G5", heading);
        in_both(&book, |_, run| {
            assert_eq!(run.status, 0, "{}", run.stdout);
            assert!(!run.stdout.contains("R-37"), "{}", run.stdout);
        });
    }
    // a part of a column is another column
    let book = with_year(Book::official()).text("表三!G5", "其中：专项业务费");
    in_both(&book, |_, run| assert_eq!(run.status, 1, "{}", run.stdout));
}

#[test]
fn a_row_of_zeros_that_the_layout_lacks_is_told() {
    let row = |amount: Option<f64>| {
        let book = Book::official().text("表一!A14", "国有资本经营预算");
        let book = match amount {
            Some(amount) => book.number("表一!B14", amount),
            None => book.text("表一!B14", "—"),
        };
        let inbox = InboxDir::new();
        inbox.add("2020a.xlsx", &book.bytes());
        inbox.check()
    };
    let run = row(Some(0.0));
    assert_eq!(run.status, 0, "{}", run.stdout);
    let told = "表一：“国有资本经营预算”这一行不在格式里，金额是 0，没有读入，也不公开";
    assert!(run.stdout.contains(told), "{}", run.stdout);
    assert!(run.stdout.contains("表一!B14"), "{}", run.stdout);
    assert!(!row(None).stdout.contains("不在格式里"));
}

#[test]
fn a_remark_beside_a_table_is_told() {
    for (book, told) in [
        (
            Book::official().text("表三!I20", "这行数还没定"),
            "表三：“这行数还没定”不在格式里，没有读入，也不公开",
        ),
        (
            case("sh_finance_2025").with("单位一般公共预算拨款表", |sheet| {
                let at = (place_of("A10").0, 20);
                sheet
                    .cells
                    .insert(at, Cell::Text("与上年口径不同".to_owned()));
            }),
            "“与上年口径不同”不在格式里",
        ),
    ] {
        let said = inbox(&book, "xlsx").check().stdout;
        assert!(said.contains("R-37 提示") && said.contains(told), "{said}");
    }
    // several cells below the table make no note
    let below = |one: &str, other: &str| {
        let book = Book::official()
            .text("表三!A26", one)
            .text("表三!D26", other);
        inbox(&book, "xlsx").check().stdout
    };
    let said = below("这几行先别动", "等财政局定了再说");
    assert!(
        said.contains("表三：“这几行先别动”、“等财政局定了再说”不在格式里"),
        "{said}"
    );
    for (one, other) in [
        ("单位负责人：张三", "经办人"),
        ("制表人", "复核人：李四"),
        ("1", "2"),
    ] {
        let said = below(one, other);
        assert!(!said.contains("不在格式里"), "{said}");
    }
    // above the rows, and beside the notes
    let book = Book::official()
        .text("表三!I2", "附件三")
        .text("表三!I30", "单位负责人")
        .text("表三!I20", "√")
        .text("表三!I21", "A");
    let said = inbox(&book, "xlsx").check().stdout;
    assert!(!said.contains("不在格式里"), "{said}");
}

#[test]
fn a_further_unit_of_a_form_is_told() {
    let form = |unit: &str| {
        Book::official().with("绩效目标表（一）", |sheet| {
            let name = sheet.cells[&place_of("B2")].clone();
            sheet
                .cells
                .insert(place_of("A2"), Cell::Text("主管部门".to_owned()));
            sheet.shift_rows(2, 1);
            sheet
                .cells
                .insert(place_of("A3"), Cell::Text("实施单位".to_owned()));
            let unit = match unit {
                "" => name,
                unit => Cell::Text(unit.to_owned()),
            };
            sheet.cells.insert(place_of("B3"), unit);
        })
    };
    let said = inbox(&form("就业服务中心"), "xlsx").check().stdout;
    assert!(
        said.contains("绩效目标表：“实施单位：就业服务中心”不在格式里"),
        "{said}"
    );
    let said = inbox(&form(""), "xlsx").check().stdout;
    assert!(!said.contains("实施单位"), "{said}");
}
