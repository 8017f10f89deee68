//! Other ways in which clerks lay the same tables out; the facts stay the seed's.

use crate::book::{Book, Cell};
use crate::program::{InboxDir, gouji};
use crate::truth::assert_is_the_seed;

fn is_the_seed(book: &Book) {
    let inbox = InboxDir::new();
    inbox.add("2020年.xlsx", &book.bytes());
    assert_is_the_seed(&inbox.budget());
    let run = inbox.check();
    assert_eq!(run.status, 0, "{}", run.stdout);
}

#[test]
fn a_table_may_begin_anywhere_on_its_sheet() {
    is_the_seed(&Book::official().with("表三", |sheet| {
        sheet.shift_columns(3);
        sheet.shift_rows(0, 7);
    }));
}

#[test]
fn a_form_may_lack_its_list() {
    let form = Book::official().with("绩效目标表（二）", |sheet| {
        let heading = |cell: &Cell| *cell == Cell::Text("一级指标".to_owned());
        let list = sheet
            .cells
            .iter()
            .find(|(_, cell)| heading(cell))
            .map(|((row, _), _)| *row)
            .unwrap();
        sheet.cells.retain(|(row, _), _| *row < list);
        sheet.merges.retain(|merge| merge.0 < list);
    });
    let inbox = InboxDir::new();
    inbox.add("2020年.xlsx", &form.bytes());
    assert_is_the_seed(&inbox.budget());
}

#[test]
fn a_header_may_be_repeated_after_a_page_break() {
    is_the_seed(&Book::official().with("表三", |sheet| {
        sheet.shift_rows(15, 3);
        sheet.copy_rows(3..6, 12);
    }));
}

#[test]
fn a_table_may_go_on_under_a_second_title() {
    is_the_seed(&Book::official().with("表六", |sheet| {
        sheet.shift_rows(20, 8);
        sheet.copy_rows(1..6, 21);
        sheet.cells.insert(
            (22, 0),
            Cell::Text("一般公共预算基本支出情况表（续表）".to_owned()),
        );
    }));
}

/// The official workbook with the rows of 表六 from 302 01 on moved to a sheet of their own below so many rows of its head.
fn continued(name: &str, head: std::ops::Range<u32>) -> Book {
    let mut book = Book::official();
    let first = book.sheets.iter().position(|it| it.name == "表六").unwrap();
    let mut second = book.sheets[first].clone();
    let height = head.end - head.start;
    book.sheets[first].cells.retain(|(row, _), _| *row < 20);
    let whole = std::mem::take(&mut second.cells);
    let moved = whole.into_iter().filter_map(|((row, column), cell)| {
        let to = match row {
            row if head.contains(&row) => row - head.start,
            row if row >= 20 => row - 20 + height,
            _ => return None,
        };
        Some(((to, column), cell))
    });
    second.cells = moved.collect();
    second.merges.clear();
    second.name = name.to_owned();
    book.sheets.insert(first + 1, second);
    book
}

#[test]
fn a_table_may_go_on_on_another_sheet() {
    let titled = continued("表六续", 0..6);
    let title = "一般公共预算基本支出情况表（续）";
    is_the_seed(&titled.clone().text("表六续!A2", title));
    // the name of the sheet alone says so
    is_the_seed(&titled);
    // the total and the class are printed again above the rows
    let mut book = titled.clone().text("表六续!A2", title);
    let head: Vec<_> = book
        .sheet("表六")
        .cells
        .iter()
        .map(|(at, cell)| (*at, cell.clone()))
        .collect();
    let sheet = book.sheet("表六续");
    sheet.shift_rows(6, 2);
    for ((row, column), cell) in head {
        match row {
            6 => drop(sheet.cells.insert((6, column), cell)),
            19 => drop(sheet.cells.insert((7, column), cell)),
            _ => {}
        }
    }
    is_the_seed(&book);
    // without the line of the unit of measure
    is_the_seed(&titled.blank("表六续!E3").text("表六续!A2", title));
    for name in ["表六续", "表六（续）", "表六 (续表1)"] {
        is_the_seed(&continued(name, 0..0));
    }
}

#[test]
fn rows_that_a_table_has_already_do_not_go_on_with_it() {
    let mut book = continued("表六续", 0..0);
    let first = book.sheet("表六").cells.clone();
    let again = first.into_iter().filter(|((row, _), _)| *row == 9);
    let again: Vec<_> = again.collect();
    let second = book.sheet("表六续");
    let last = second.cells.keys().map(|(row, _)| *row).max().unwrap();
    for ((_, column), cell) in again {
        second.cells.insert((last + 1, column), cell);
    }
    let inbox = InboxDir::new();
    inbox.add("2020年.xlsx", &book.bytes());
    let said = inbox.check().stdout;
    assert!(said.contains("R-50 强制"), "{said}");
    assert!(said.contains("请把表六的各行放在一张工作表里"), "{said}");
    assert!(!said.contains("只保留一份"), "{said}");
    // another version on a sheet of that name stays one
    let mut book = Book::official();
    let mut second = book.sheet("表六").clone();
    second.name = "表六（续）".to_owned();
    book.sheets.push(second);
    let book = book
        .text("表六（续）!A2", "一般公共预算基本支出情况表（续）")
        .number("表六（续）!D10", 1.0);
    let inbox = InboxDir::new();
    inbox.add("2020年.xlsx", &book.bytes());
    let said = inbox.check().stdout;
    assert!(said.contains("R-09 强制"), "{said}");
}

#[test]
fn whole_codes_may_stand_in_the_first_column() {
    is_the_seed(&Book::official().with("表三", |sheet| {
        for row in 8..22 {
            let parts = sheet.take_code(row);
            sheet
                .cells
                .insert((row, 0), Cell::Number(parts.parse().unwrap()));
        }
    }));
}

#[test]
fn a_class_may_be_printed_on_its_first_row_only() {
    is_the_seed(&Book::official().with("表五", |sheet| {
        for row in 9..22 {
            let above = |column: u32, sheet: &crate::book::Sheet| {
                let row_above = (0..row)
                    .rev()
                    .find(|r| sheet.cells.contains_key(&(*r, column)))?;
                sheet.cells.get(&(row_above, column)).cloned()
            };
            for column in 0..2 {
                // the class when it is the one above, the group when the class is too
                let same = above(column, sheet) == sheet.cells.get(&(row, column)).cloned();
                let deeper = sheet.cells.contains_key(&(row, column + 1));
                if same && deeper {
                    sheet.cells.remove(&(row, column));
                } else {
                    break;
                }
            }
        }
    }));
}

#[test]
fn titles_may_carry_number_year_and_department() {
    is_the_seed(
        &Book::official()
            .text(
                "表三!A2",
                "附件3：高新区人社局２０２０年度部门支出总体情况表（草案）",
            )
            .text("表五!A2", " 一 般 公 共 预 算\n支 出 情 况 表 "),
    );
}

#[test]
fn a_heading_may_share_a_cell_with_the_unit_of_measure() {
    is_the_seed(&Book::official().blank("表三!F3").text(
        "表三!A3",
        "编制部门：高新区（新市区）人力资源和社会保障局            单位：万元",
    ));
}

#[test]
fn signatures_and_blank_rows_are_no_rows() {
    is_the_seed(&Book::official().with("表三", |sheet| {
        sheet.shift_rows(12, 1);
        sheet.cells.insert(
            (27, 0),
            Cell::Text("单位负责人：　　　　填表人：".to_owned()),
        );
    }));
}

#[test]
fn dashes_and_nothing_are_not_figures() {
    is_the_seed(
        &Book::official()
            .text("表三!G9", "—")
            .text("表三!G10", "无")
            .text("表三!G11", " － "),
    );
}

#[test]
fn negative_amounts_are_read_in_every_way() {
    for (text, cell) in [
        ("-110.00", None),
        ("（110.00）", None),
        ("(110)", None),
        ("", Some(-110.0)),
    ] {
        let book = Book::official();
        let book = match cell {
            Some(number) => book.number("表二!F15", number),
            None => book.text("表二!F15", text),
        };
        let inbox = InboxDir::new();
        inbox.add("2020a.xlsx", &book.bytes());
        assert!(inbox.check().stdout.contains("-110.00"), "{text}");
    }
}

#[test]
fn a_formula_counts_with_its_stored_result() {
    is_the_seed(&Book::official().cell(
        "表三!G14",
        Cell::Formula("=80+6.4".to_owned(), "86.4".to_owned()),
    ));
}

#[test]
fn figures_that_no_table_claims_are_reported_with_their_place() {
    let book = Book::official()
        .with("表三", |sheet| {
            sheet.cells.insert((8, 10), Cell::Number(12.5));
            sheet.cells.insert((9, 10), Cell::Number(13.5));
        })
        .text("表一!F40", "合计差");
    let inbox = InboxDir::new();
    inbox.add("2020a.xlsx", &book.bytes());
    let run = inbox.check();
    assert!(
        run.stdout
            .contains("工作表“表三” K9:K10 有 2 个数字不属于任何一张表"),
        "{}",
        run.stdout
    );
    assert_eq!(run.status, 0);
}

#[test]
fn figures_in_hidden_rows_are_reported() {
    let book = Book::official().with("表三", |sheet| sheet.hidden_rows.push(13));
    let inbox = InboxDir::new();
    inbox.add("2020a.xlsx", &book.bytes());
    let run = inbox.check();
    assert!(
        run.stdout.contains("金额在隐藏的行或列里"),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("表三!E14、F14、G14"), "{}", run.stdout);
}

#[test]
fn a_cell_that_hides_digits_is_named() {
    let inbox = InboxDir::new();
    inbox.add(
        "2020a.xlsx",
        &Book::official().number("表三!G14", 86.398).bytes(),
    );
    let run = inbox.check();
    assert!(
        run.stdout.contains("格里存的是 86.398，公开时显示为 86.40"),
        "{}",
        run.stdout
    );
    // it is judged as the public sees it
    assert_eq!(run.status, 0, "{}", run.stdout);
}

#[test]
fn a_class_that_table_one_has_no_line_for_is_broken() {
    let mut book = crate::department::Department::full();
    book.basic.push(("2230101".to_owned(), 1_000));
    let inbox = InboxDir::new();
    inbox.add("2020a.xlsx", &book.book().bytes());
    let run = inbox.check();
    assert_eq!(run.status, 1);
    assert!(run.stdout.contains("表一 支出没有 223"), "{}", run.stdout);
}

#[test]
fn other_funds_relax_what_holds_only_without_them() {
    // 表二 and 表三 grow by 事业收入 that 表五 does not have
    let mut book = Book::official();
    for place in ["表二!I11", "表二!I10", "表二!I9"] {
        book = book.number(place, 0.0);
    }
    let inbox = InboxDir::new();
    inbox.add("2020a.xlsx", &book.number("表二!H21", 5.0).bytes());
    let report: serde_json::Value = inbox.json();
    let rules: Vec<&str> = report["departments"][0]["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|f| f["rule"].as_str())
        .collect();
    assert!(
        !rules.iter().any(|rule| rule.starts_with("X3-59")),
        "{rules:?}"
    );
    assert!(rules.contains(&"T2-1"), "{rules:?}");
}

#[test]
fn a_heading_of_another_department_is_named() {
    let book = Book::official().text("表五!A3", "填报部门:高新区（新市区）教育局");
    let inbox = InboxDir::new();
    inbox.add("2020a.xlsx", &book.bytes());
    let run = inbox.check();
    assert_eq!(run.status, 1);
    assert!(
        run.stdout
            .contains("表五写的部门是“高新区（新市区）教育局”"),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("表五!A3"), "{}", run.stdout);
}

#[test]
fn titles_of_another_year_are_named() {
    let book = Book::official()
        .text("表一!A2", "2020年部门收支总体情况表")
        .text("表二!A2", "2020年部门收入总体情况表")
        .text("表三!A2", "2019年部门支出总体情况表");
    let inbox = InboxDir::new();
    inbox.add("2020a.xlsx", &book.bytes());
    let run = inbox.check();
    assert!(
        run.stdout
            .contains("表三写的是 2019 年，这份预算是 2020 年"),
        "{}",
        run.stdout
    );
}

#[test]
fn empty_and_filled_tables_say_the_truth() {
    let silent = Book::official().blank("表八!A7");
    let lying = Book::official().text("表三!A24", "备注：此表为空表");
    for (book, message) in [
        (silent, "表八没有数字，也没有说明"),
        (lying, "表三有数字，表下却写着“备注：此表为空表”"),
    ] {
        let inbox = InboxDir::new();
        inbox.add("2020a.xlsx", &book.bytes());
        let run = inbox.check();
        assert_eq!(run.status, 1, "{}", run.stdout);
        assert!(run.stdout.contains(message), "{}", run.stdout);
    }
}

#[test]
fn several_departments_give_several_workbooks() {
    let inbox = InboxDir::with_folder("official");
    inbox.add(
        "子 文件夹（二）/财政 [局].xlsx",
        &crate::department::Department::full().book().bytes(),
    );
    let run = inbox.publish();
    assert_eq!(run.status, 0, "{run:?}");
    assert_eq!(
        inbox.outputs(),
        [
            "某区财政局2020年部门预算公开表.xlsx",
            "高新区（新市区）人力资源和社会保障局2020年部门预算公开表.xlsx"
        ]
    );
}

#[test]
fn departments_of_one_name_are_told_apart_by_their_folder() {
    let inbox = InboxDir::new();
    let book = crate::department::Department::full().book();
    inbox.add("甲/2020a.xlsx", &book.bytes()).add(
        "乙/2020a.xlsx",
        &book.clone().number("表三!G4", 1.0).bytes(),
    );
    inbox.publish();
    assert_eq!(
        inbox.outputs(),
        [
            "某区财政局2020年部门预算公开表（乙）（待核）.xlsx",
            "某区财政局2020年部门预算公开表（甲）.xlsx"
        ]
    );
}

#[test]
fn the_year_may_be_given() {
    let inbox = InboxDir::with_folder("file-a-table");
    let run = gouji(&["publish", inbox.path().to_str().unwrap(), "--year", "2021"]);
    assert_eq!(run.status, 0, "{run:?}");
    assert_eq!(
        inbox.outputs(),
        ["高新区（新市区）人力资源和社会保障局2021年部门预算公开表.xlsx"]
    );
}

#[test]
fn a_form_may_label_its_fields_a_little_differently() {
    let book = (1..=6)
        .zip(["一", "二", "三", "四", "五", "六"])
        .fold(Book::official(), |book, (_, number)| {
            book.text(&format!("绩效目标表（{number}）!D3"), "财政拨款")
        });
    is_the_seed(&book);
    // a field of figures that is not there at all is said
    let inbox = InboxDir::new();
    inbox.add(
        "2020a.xlsx",
        &Book::official()
            .text("绩效目标表（二）!D3", "省级资金")
            .bytes(),
    );
    let run = inbox.check();
    assert_eq!(run.status, 1);
    assert!(
        run.stdout.contains("绩效目标表的表头缺少列：财政拨款"),
        "{}",
        run.stdout
    );
}

#[test]
fn a_blank_subtotal_that_has_its_label_is_checked() {
    let inbox = InboxDir::new();
    inbox.add("2020a.xlsx", &Book::official().blank("表一!D33").bytes());
    let run = inbox.check();
    assert_eq!(run.status, 1);
    assert!(run.stdout.contains("T1-5 强制 不平"), "{}", run.stdout);
}

#[test]
fn the_day_of_submission_is_no_fiscal_year() {
    let book = Book::official().text("表一!B3", "报送日期：2019年12月15日");
    let inbox = InboxDir::new();
    inbox.add("2020年部门预算2019-12-20.xlsx", &book.bytes());
    let run = inbox.publish();
    assert_eq!(run.status, 0, "{}", run.stdout);
    assert_eq!(
        inbox.outputs(),
        ["高新区（新市区）人力资源和社会保障局2020年部门预算公开表.xlsx"]
    );
}

#[test]
fn a_line_of_the_departments_own_is_published_with_its_code() {
    let mut department = crate::department::Department::full();
    department.basic.push(("2230101".to_owned(), 1_000));
    let add = |sheet: &mut crate::book::Sheet| {
        let row = 30;
        sheet.shift_rows(row, 1);
        sheet
            .cells
            .insert((row, 2), Cell::Text("223 国有资本经营预算支出".to_owned()));
        sheet.cells.insert((row, 3), Cell::Number(10.0));
    };
    let book = department.book().with("表一", add).with("表四", |sheet| {
        add(sheet);
        sheet.cells.insert((30, 4), Cell::Number(10.0));
    });
    let inbox = InboxDir::new();
    inbox.add("2020a.xlsx", &book.bytes());
    assert_eq!(inbox.publish().status, 0, "{}", inbox.check().stdout);
    let again = InboxDir::new();
    again.add("2020a.xlsx", &inbox.output());
    assert_eq!(again.check().status, 0, "{}", again.check().stdout);
}

#[test]
fn one_column_may_be_for_whole_codes() {
    is_the_seed(&Book::official().with("表三", |sheet| {
        for row in 8..22 {
            let parts = sheet.take_code(row);
            sheet.cells.insert((row, 0), Cell::Text(parts));
        }
        for column in 0..3 {
            sheet.cells.remove(&(5, column));
        }
        sheet.merges.retain(|merge| merge.0 > 5 || merge.1 > 2);
    }));
}

#[test]
fn column_numbers_and_numbered_rows_are_no_figures() {
    is_the_seed(&Book::official().with("表三", |sheet| {
        sheet.shift_rows(6, 1);
        for column in 0..7 {
            sheet
                .cells
                .insert((6, column), Cell::Number(f64::from(column + 1)));
        }
        sheet.cells.insert((4, 7), Cell::Text("序号".to_owned()));
        for row in 7..23 {
            sheet
                .cells
                .insert((row, 7), Cell::Number(f64::from(row - 6)));
        }
    }));
}

#[test]
fn signatures_and_telephones_are_not_published() {
    let book = Book::official().with("表八", |sheet| {
        sheet
            .cells
            .insert((8, 0), Cell::Text("单位负责人：张三".to_owned()));
        sheet
            .cells
            .insert((8, 3), Cell::Text("填表人：李四".to_owned()));
        sheet
            .cells
            .insert((9, 0), Cell::Text("联系电话".to_owned()));
        sheet.cells.insert((9, 1), Cell::Number(9_913_812_345.0));
        sheet
            .cells
            .insert((10, 2), Cell::Text("第 8 页".to_owned()));
    });
    is_the_seed(&book);
    let inbox = InboxDir::new();
    inbox.add("2020a.xlsx", &book.bytes());
    inbox.publish();
    let text = format!("{:?}", Book::from_bytes(&inbox.output()));
    assert!(!text.contains("张三") && !text.contains("李四") && !text.contains("9913812345"));
}

#[test]
fn a_copy_of_a_file_is_one_too_many_and_no_mismatch() {
    let inbox = InboxDir::with_folder("official");
    inbox.add(
        "2020年 - 副本.xlsx",
        &std::fs::read(crate::program::only_file("official")).unwrap(),
    );
    assert_is_the_seed(&inbox.budget());
    let run = inbox.check();
    assert_eq!(run.status, 0, "{}", run.stdout);
    assert!(run.stdout.contains("R-10 提示"), "{}", run.stdout);
}

#[test]
fn a_units_code_may_stand_in_the_columns_of_codes() {
    is_the_seed(
        &Book::official()
            .text("表三!A8", "101020")
            .text("表五!D8", "101-人力资源和社会保障局"),
    );
}

#[test]
fn a_title_repeated_after_a_page_break_goes_on() {
    is_the_seed(&Book::official().with("表六", |sheet| {
        sheet.shift_rows(20, 8);
        sheet.copy_rows(0..6, 21);
    }));
}

#[test]
fn tables_may_stand_side_by_side() {
    let mut book = Book::official();
    let right = book.sheet("表五").clone();
    let book = book.without_sheet("表五").with("表三", |sheet| {
        let moved = |column: u32| column + 9;
        sheet.cells.extend(
            right
                .cells
                .into_iter()
                .map(|((row, column), cell)| ((row, moved(column)), cell)),
        );
        sheet.merges.extend(
            right
                .merges
                .into_iter()
                .map(|(a, b, c, d)| (a, moved(b), c, moved(d))),
        );
    });
    is_the_seed(&book);
}

#[test]
fn a_project_on_two_rows_has_one_form() {
    let book = Book::official().with("表七", |sheet| {
        sheet.shift_rows(7, 1);
        sheet.copy_rows(6..7, 1);
        for (row, amount) in [(6, 7_000.0), (7, 150.0)] {
            sheet.cells.insert((row, 5), Cell::Number(amount));
            sheet.cells.insert((row, 7), Cell::Number(amount));
        }
    });
    let inbox = InboxDir::new();
    inbox.add("2020a.xlsx", &book.bytes());
    let run = inbox.check();
    assert_eq!(run.status, 0, "{}", run.stdout);
}

/// A contents page whose last row is the title of a form has no row below it.
#[test]
fn a_contents_page_is_no_table() {
    let mut book = Book::official();
    let titles = [
        "部门收支总体情况表",
        "部门收入总体情况表",
        "部门支出总体情况表",
        "项目支出绩效目标表",
    ];
    let cells = (0..).zip(titles).flat_map(|(row, title)| {
        [
            ((row, 0), Cell::Text(title.to_owned())),
            ((row, 1), Cell::Number(f64::from(row + 1))),
        ]
    });
    book.sheets.insert(
        0,
        crate::book::Sheet {
            name: "目录".to_owned(),
            hidden: false,
            hidden_rows: Vec::new(),
            print_header: String::new(),
            cells: cells.collect(),
            merges: Vec::new(),
        },
    );
    is_the_seed(&book);
}

#[test]
fn tables_may_print_items_alone() {
    let items_only = |sheet: &mut crate::book::Sheet| {
        let rows: Vec<u32> = (0..40)
            .filter(|row| {
                sheet.cells.contains_key(&(*row, 0)) && sheet.cells.contains_key(&(*row, 4))
            })
            .collect();
        for row in rows.into_iter().rev().filter(|row| *row > 3) {
            if !sheet.cells.contains_key(&(row, 2)) {
                sheet.shift_rows(row, -1);
            }
        }
    };
    let book = crate::department::Department::full().book();
    let book = ["表三", "表五", "表九"]
        .into_iter()
        .fold(book, |book, name| book.with(name, items_only));
    let inbox = InboxDir::new();
    inbox.add("2020a.xlsx", &book.bytes());
    let run = inbox.check();
    // 表二 prints all levels, and a level that no other table prints is the sum of its items
    assert_eq!(run.status, 0, "{}", run.stdout);
}

#[test]
fn an_amount_in_a_row_without_a_name_is_not_passed_over() {
    let book = Book::official().with("表三", |sheet| {
        sheet.shift_rows(12, 1);
        sheet.cells.insert((12, 6), Cell::Number(5.0));
    });
    let inbox = InboxDir::new();
    inbox.add("2020a.xlsx", &book.bytes());
    let run = inbox.check();
    assert_eq!(run.status, 1, "{}", run.stdout);
    assert!(
        run.stdout.contains("第 13 行（没有名称）"),
        "{}",
        run.stdout
    );
}

/// Two budget units in one workbook: money that moves from one to the other in one table is found, though
/// all totals agree.
#[test]
fn each_budget_unit_must_agree_by_itself() {
    let lines = |unit: &str, amount: f64, row: u32, figures: u32| {
        let mut cells = vec![((row, 3), Cell::Text(unit.to_owned()))];
        for (offset, parts) in [vec!["201"], vec!["201", "06"], vec!["201", "06", "01"]]
            .into_iter()
            .enumerate()
        {
            let at = row + 1 + u32::try_from(offset).unwrap();
            cells.extend(
                (0..)
                    .zip(parts)
                    .map(|(column, part)| ((at, column), Cell::Text(part.to_owned()))),
            );
            cells.push(((at, 3), Cell::Text("行政运行".to_owned())));
        }
        cells.extend((row..row + 4).flat_map(|row| {
            (4..4 + figures).map(move |column| ((row, column), Cell::Number(amount)))
        }));
        cells
    };
    let book = |first: f64, second: f64| {
        let mut department = crate::department::Department::full();
        department.basic = vec![("2010601".to_owned(), 30_000)];
        department.economic.clear();
        department.projects.clear();
        department.three_publics = [0; 4];
        let put = |book: Book, name: &str, top: u32, amounts: [f64; 2]| {
            book.with(name, |sheet| {
                sheet.shift_rows(top + 3, 5);
                sheet
                    .cells
                    .retain(|(row, _), _| !(top..top + 8).contains(row));
                sheet.cells.extend(lines("101-甲局", amounts[0], top, 2));
                sheet
                    .cells
                    .extend(lines("102-乙局", amounts[1], top + 4, 2));
            })
        };
        let book = put(department.book(), "表二", 3, [first, second]);
        ["表三", "表五"]
            .into_iter()
            .fold(book, |book, name| put(book, name, 5, [100.0, 200.0]))
    };
    let check = |book: Book| {
        let inbox = InboxDir::new();
        inbox.add("2020a.xlsx", &book.bytes());
        inbox.check()
    };
    let run = check(book(100.0, 200.0));
    assert_eq!(run.status, 0, "{}", run.stdout);
    let run = check(book(110.0, 190.0));
    assert_eq!(run.status, 1, "{}", run.stdout);
    assert!(
        run.stdout.contains("X2-3 强制 不平") && run.stdout.contains("相差 10.00 万元"),
        "{}",
        run.stdout
    );
}

/// A class row left out of a table that prints several levels is a line that is missing, even where its groups
/// stand and it was the only class.
#[test]
fn a_class_left_out_is_missing() {
    let mut department = crate::department::Department::full();
    department.basic.retain(|(code, _)| code.starts_with("208"));
    department.economic.clear();
    department.projects.clear();
    department.three_publics = [0; 4];
    let book = department.book();
    let check = |book: &Book| {
        let inbox = InboxDir::new();
        inbox.add("2020a.xlsx", &book.bytes());
        inbox.check()
    };
    assert_eq!(check(&book).status, 0, "{}", check(&book).stdout);
    // row 6 of 表三 is the class, below the header and the total
    let run = check(&book.with("表三", |sheet| sheet.shift_rows(5, -1)));
    assert_eq!(run.status, 1);
    assert!(run.stdout.contains("表三没有 208"), "{}", run.stdout);
}
