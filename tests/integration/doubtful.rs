//! What may be right and is to be verified: another department in a file's name, amounts below zero, a coarser unit of
//! measure; and what is said of last year's files.

use crate::book::{Book, Cell, Sheet};
use crate::made::Parts;
use crate::program::{InboxDir, data};
use serde_json::Value;
use std::fs;

fn department(file: &str, book: &Book) -> Value {
    let inbox = InboxDir::new();
    inbox.add(file, &book.bytes());
    inbox.json()["departments"][0].clone()
}

/// The messages of a rule.
fn said(department: &Value, rule: &str) -> Vec<String> {
    let all = department["findings"].as_array().unwrap().iter();
    let own = all.filter(|it| it["rule"] == rule);
    own.map(|it| it["message"].as_str().unwrap().to_owned())
        .collect()
}

/// The same workbook of another department.
fn of_education(book: &Book) -> Book {
    let mut book = book.clone();
    let cells = book.sheets.iter_mut().flat_map(|it| it.cells.values_mut());
    for cell in cells {
        match cell {
            Cell::Text(text) => *text = text.replace("人力资源和社会保障局", "教育局"),
            Cell::Number(number) => *number *= 2.0,
            _ => {}
        }
    }
    book
}

#[test]
fn a_file_called_after_another_department_of_the_inbox_is_to_be_verified() {
    let book = Book::official();
    let education = of_education(&book).bytes();
    let found = |file: &str| {
        let inbox = InboxDir::new();
        inbox.add(&format!("甲/{file}"), &book.bytes());
        inbox.add("乙/2020年.xlsx", &education);
        let json = inbox.json();
        let mut all = json["departments"].as_array().unwrap().iter();
        let own = all.find(|it| it["department"].to_string().contains("人力资源"));
        said(own.unwrap(), "R-57")
    };
    for other in [
        "民政局2020年部门预算.xlsx",
        "高新区教育局2020年部门预算公开表.xlsx",
        "教育局2020年部门预算公开表.xlsx",
        "2020年教育局.xlsx",
    ] {
        assert_eq!(found(other).len(), 1, "{other}");
    }
    for own in [
        "人社局2020年部门预算公开表.xlsx",
        "高新区（新市区）人力资源和社会保障局2020年部门预算.xlsx",
        "教育局反馈人社局2020年.xlsx",
        "报教育局2020年部门预算.xlsx",
        "局机关2020年.xlsx",
    ] {
        assert_eq!(found(own), [""; 0], "{own}");
    }
}

/// No department of the name is in the inbox, and it is surely another one.
#[test]
fn a_file_or_a_folder_called_after_any_other_department_is_to_be_verified() {
    let book = Book::official();
    let said = |file: &str, book: &Book| said(&department(file, book), "R-57");
    for other in [
        "教育局2020年部门预算.xlsx",
        "高新区（新市区）教育局2020年部门预算公开表.xlsx",
        "民政局预算2020年.xlsx",
        "05卫健委.xlsx",
    ] {
        let said = said(other, &book);
        assert_eq!(said.len(), 1, "{other}");
        assert!(said[0].contains("文件名写的是"), "{said:?}");
    }
    let folder = said("教育局/2020年部门预算公开表.xlsx", &book);
    assert!(
        folder[0].contains("文件夹的名称写的是“教育局”"),
        "{folder:?}"
    );
    for own in [
        "教育局/人社局2020年.xlsx",
        "劳动和社会保障局2020年.xlsx",
        "医保局2020年.xlsx",
        "高新区/第一批/2020年.xlsx",
        "财政局反馈/2020年.xlsx",
        "报财政局2020年.xlsx",
        "人社局（教育局转）2020年.xlsx",
        "就业服务中心2020年.xlsx",
    ] {
        assert_eq!(said(own, &book), [""; 0], "{own}");
    }
    // a school in the folder of its department
    let mut school = book;
    let cells = school
        .sheets
        .iter_mut()
        .flat_map(|it| it.cells.values_mut());
    for cell in cells {
        if let Cell::Text(text) = cell {
            *text = text.replace("人力资源和社会保障局", "第一中学");
        }
    }
    assert_eq!(said("教育局/2020年.xlsx", &school), [""; 0]);
}

#[test]
fn titles_of_another_department_are_to_be_verified() {
    let titled = |name: &str| {
        let mut book = Book::official();
        for sheet in &mut book.sheets {
            for cell in sheet.cells.values_mut() {
                if let Cell::Text(text) = cell
                    && text.ends_with("情况表")
                {
                    *text = format!("{name}2020年{text}");
                }
            }
        }
        said(&department("2020年.xlsx", &book), "R-57")
    };
    let told = titled("高新区（新市区）教育局");
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("表名写的是"), "{told:?}");
    for own in [
        "高新区（新市区）人社局",
        "人力资源和社会保障局",
        "就业服务管理中心",
        "",
    ] {
        assert_eq!(titled(own), [""; 0], "{own}");
    }
}

#[test]
fn rows_of_units_of_another_department_are_to_be_verified() {
    let book = Book::official;
    let told = |book: Book| said(&department("2020年.xlsx", &book), "R-57");
    for (place, name) in [("表三!D8", "教育局"), ("表六!C8", "101030-教育局")] {
        let said = told(book().text(place, name));
        assert_eq!(said.len(), 1, "{place}");
        assert!(said[0].contains("单位行写的是"), "{said:?}");
    }
    for (place, name) in [
        ("表三!D8", "人社局"),
        ("表三!D8", "高新区人力资源和社会保障局（本级）"),
        ("表六!C8", "就业服务管理中心"),
        ("表六!C8", "劳动和社会保障局"),
        ("表六!C8", "局机关"),
    ] {
        assert_eq!(told(book().text(place, name)), [""; 0], "{name}");
    }
    // headings of another department than all rows
    let mut other = book();
    for sheet in &mut other.sheets {
        for cell in sheet.cells.values_mut() {
            if let Cell::Text(text) = cell {
                *text = text.replace("高新区（新市区）人力资源和社会保障局", "高新区教育局");
            }
        }
    }
    assert_eq!(told(other).len(), 1);
}

/// A cover was taken from another department's book; one that only calls its own otherwise is right.
#[test]
fn a_cover_of_another_department_is_to_be_verified() {
    let of_cover = |lines: &[&str]| {
        let mut book = Book::official();
        let cells = lines.iter().zip(4..);
        let cells = cells.map(|(line, row)| ((3 * row, 0), Cell::Text((*line).to_owned())));
        let cover = Sheet {
            name: "封面".to_owned(),
            hidden: false,
            hidden_rows: Vec::new(),
            print_header: String::new(),
            cells: cells.collect(),
            merges: Vec::new(),
        };
        book.sheets.insert(0, cover);
        said(&department("2020年.xlsx", &book), "R-57")
    };
    let year = "2020年部门预算公开表";
    for lines in [
        vec!["高新区（新市区）教育局", year],
        vec!["2020年部门预算公开", "编制部门：高新区（新市区）民政局"],
        vec![year, "高新区（新市区）教育局"],
        vec!["高新区（新市区）教育局2020年部门预算公开表"],
    ] {
        let said = of_cover(&lines);
        assert_eq!(said.len(), 1, "{lines:?}");
        assert!(said[0].contains("封面写的是"), "{said:?}");
    }
    for lines in [
        vec!["高新区（新市区）人力资源和社会保障局", year],
        vec!["人力资源和社会保障局", year],
        vec!["乌鲁木齐市高新区人社局", year],
        vec!["高新区（新市区）人力资源和社会保障局（本级）", year],
        vec!["101020-人力资源和社会保障局", year],
        vec![year, "高新区（新市区）劳动和社会保障局"],
        vec![year, "就业服务管理中心"],
        vec![
            "高新区（新市区）财政局",
            "高新区（新市区）人力资源和社会保障局",
            year,
        ],
        // no cover: it speaks of no budget
        vec!["高新区（新市区）教育局"],
        vec![year],
    ] {
        assert_eq!(of_cover(&lines), [""; 0], "{lines:?}");
    }
    let book = fs::read(data("text/book_shanghai_2025.docx")).unwrap();
    let other = Parts::of(&book).replaced(
        "word/document.xml",
        "预算单位：上海市财政局",
        "预算单位：上海市审计局",
    );
    let of_book = |bytes: &[u8]| {
        let inbox = InboxDir::new();
        inbox.add("2025年.docx", bytes);
        said(&inbox.json()["departments"][0], "R-57")
    };
    assert_eq!(of_book(&book), [""; 0]);
    let told = of_book(&other.bytes());
    assert_eq!(told.len(), 1);
    assert!(
        told[0].contains("封面（第2段）写的是“上海市审计局”"),
        "{told:?}"
    );
}

#[test]
fn a_form_without_goals_is_named_by_its_title() {
    let book = Book::official().blank("绩效目标表（一）!B4");
    let found = department("2020年.xlsx", &book);
    let mut all = found["findings"].as_array().unwrap().iter();
    let own = all.find(|it| it["rule"] == "R-54").unwrap();
    assert_eq!(own["cells"][0]["cell"], "A1", "{own}");
}

#[test]
fn amounts_below_zero_are_one_thing_to_verify() {
    let book = Book::official()
        .number("表八!A7", -5.0)
        .number("表八!C7", -5.0)
        .number("表八!E7", -5.0);
    let found = department("2020年.xlsx", &book);
    assert_eq!(said(&found, "R-55").len(), 1, "{found}");
    // a minus too many is named with its right figure, and nothing more is said
    let found = department("2020年.xlsx", &Book::official().number("表二!F15", -110.0));
    assert_eq!(said(&found, "R-55"), [""; 0]);
}

#[test]
fn tables_in_a_coarser_unit_than_the_public_one_are_to_be_verified() {
    let mut book = Book::open(&data("cases/sh_finance_2025/submitted.xlsx"));
    let clean = department("2025年.xlsx", &book);
    assert_eq!(said(&clean, "R-56"), [""; 0]);
    for sheet in &mut book.sheets {
        let is_in_yuan =
            |cell: &Cell| matches!(cell, Cell::Text(text) if text.contains("单位：元"));
        if !sheet.cells.values().any(is_in_yuan) {
            continue;
        }
        for cell in sheet.cells.values_mut() {
            match cell {
                Cell::Number(number) if number.abs() > 10_000.0 => {
                    *number = (*number / 100.0).round() / 100.0;
                }
                Cell::Text(text) => *text = text.replace("单位：元", "单位：万元"),
                _ => {}
            }
        }
    }
    let found = department("2025年.xlsx", &book);
    assert_eq!(said(&found, "R-56").len(), 1, "{found}");
    // 元 is finer than 万元, in which this one is published
    let mut book = Book::open(&data("cases/sh_wanli_2024/submitted.xlsx"));
    let sheet = book.sheet("部门“三公”经费和机关运行费预算表");
    for cell in sheet.cells.values_mut() {
        match cell {
            Cell::Number(number) => *number = (*number * 10_000.0).round(),
            Cell::Text(text) => *text = text.replace("万元", "元"),
            _ => {}
        }
    }
    let found = department("2024年.xlsx", &book);
    assert_eq!(said(&found, "R-56"), [""; 0]);
}

#[test]
fn two_departments_in_one_workbook_are_named() {
    let mut book = Book::official();
    let mut others = book.sheets.clone();
    for sheet in &mut others {
        sheet.name = format!("教育{}", sheet.name);
        for cell in sheet.cells.values_mut() {
            match cell {
                Cell::Text(text) => *text = text.replace("人力资源和社会保障局", "教育局"),
                Cell::Number(number) => *number += 1.0,
                _ => {}
            }
        }
    }
    book.sheets.extend(others);
    let found = department("2020年.xlsx", &book);
    let said = said(&found, "R-09").join("\n");
    assert!(said.contains("有两个部门的表"), "{said}");
    // all else is known when they are apart
    assert_eq!(found["findings"].as_array().unwrap().len(), 1, "{found}");
}

#[test]
fn a_sum_that_was_added_by_hand_is_to_be_taken_out() {
    let book = Book::open(&data("cases/js_court_2018/submitted.xlsx"));
    let book = book.with("Sheet5", |sheet| {
        sheet.shift_rows(12, 1);
        sheet.cells.insert((12, 1), Cell::Text("小计".to_owned()));
        sheet.cells.insert((12, 2), Cell::Number(100.0));
    });
    let said = said(&department("2018年.xlsx", &book), "R-06").join("\n");
    assert!(said.contains("如果是手工加的，请删去这一行"), "{said}");
}

#[test]
fn what_was_used_as_last_years_is_said() {
    let last = crate::last_year::last_year();
    for folder in ["上年", "去年", "往年"] {
        let inbox = InboxDir::new();
        inbox.add("2020年.xlsx", &Book::official().bytes());
        inbox.add(&format!("{folder}/2019年.xlsx"), &last);
        let said = inbox.check().stdout;
        let used = format!("上年数来自 {folder}/2019年.xlsx");
        assert!(said.contains(&used), "{said}");
        assert!(!said.contains("没有用作上年数"), "{said}");
    }
    // this year's file in the folder of last year's
    let inbox = InboxDir::new();
    inbox.add("2020年.xlsx", &Book::official().bytes());
    inbox.add("上年/2020年.xlsx", &Book::official().bytes());
    let said = inbox.check().stdout;
    assert!(said.contains("没有用作上年数"), "{said}");
}

#[test]
fn two_files_of_last_year_are_not_used_and_said_to_be_two() {
    let last = crate::last_year::last_year();
    let inbox = InboxDir::new();
    inbox.add("2020年.xlsx", &Book::official().bytes());
    inbox.add("上年/2019年.xlsx", &last);
    inbox.add("上年/终稿/2019年终稿.xlsx", &last);
    let said = inbox.check().stdout;
    assert!(said.contains("有两份，不知用哪一份"), "{said}");
    assert!(!said.contains("没有这个部门下一年的预算"), "{said}");
}

#[test]
fn a_second_folder_of_last_year_is_no_submission() {
    let last = crate::last_year::last_year();
    let inbox = InboxDir::new();
    inbox.add("2020年.xlsx", &Book::official().bytes());
    inbox.add("上年/2019年.xlsx", &last);
    inbox.add("往年/2018年.xlsx", &last);
    let json = inbox.json();
    assert_eq!(json["departments"].as_array().unwrap().len(), 1, "{json}");
    let said = inbox.check().stdout;
    assert!(said.contains("上年数来自 上年/2019年.xlsx"), "{said}");
    assert!(
        said.contains("往年") && said.contains("没有查看（有 1 个文件）"),
        "{said}"
    );
}

/// Nothing tells whether the titles or the text are left from another year: no year of the text is to be changed.
#[test]
fn a_text_of_another_year_all_through_is_one_finding() {
    let text = "高新区（新市区）人力资源和社会保障局2021年部门预算情况说明
一、关于2021年收支预算情况的总体说明
2021年收支总预算16072.23万元，与2020年相比增加。
二、关于2021年收入预算情况说明
2021年收入预算16072.23万元，与2020年相比增加。
三、关于2021年支出预算情况说明
2021年支出预算16072.23万元，与2020年相比增加。";
    let found = |text: &str| {
        let inbox = InboxDir::new();
        inbox.add("2020年.xlsx", &Book::official().bytes());
        inbox.add("情况说明.txt", text.as_bytes());
        let json = inbox.json();
        let findings = json["departments"][0]["findings"]
            .as_array()
            .unwrap()
            .clone();
        let rules = findings
            .iter()
            .map(|it| it["rule"].as_str().unwrap().to_owned());
        rules
            .filter(|rule| rule == "R-17" || rule.starts_with("N-Y"))
            .collect::<Vec<_>>()
    };
    assert_eq!(found(text), ["R-17"]);
    // half of it is right: what is wrong in it is marked
    let half = "高新区（新市区）人力资源和社会保障局2020年部门预算情况说明
一、2020年收支总预算16072.23万元。
二、2021年收入预算16072.23万元，比2019年增加10万元。
三、2021年收入预算16072.23万元，比2019年增加10万元。
四、2021年收入预算16072.23万元，比2019年增加10万元。";
    for half in [half, &half.replace("2020年", "2020 年")] {
        let found = found(half);
        assert!(
            found.len() > 1 && !found.contains(&"R-17".to_owned()),
            "{found:?}"
        );
    }
    // one sentence that names it more than once
    let twice = "人力资源和社会保障局部门预算情况说明
一、2021年收入预算16072.23万元，2021年部门预算、2021年支出预算16072.23万元。";
    assert!(!found(twice).contains(&"R-17".to_owned()));
    // a year that was not changed in one sentence is a slip of the text
    let slip = text
        .replace("2021年", "2020年")
        .replace("与2020年", "与2019年");
    let slip = slip.replacen("2020年收入预算16", "2021年收入预算16", 1);
    let slips = found(&slip);
    assert!(
        !slips.is_empty() && slips.iter().all(|it| it.starts_with("N-Y")),
        "{slips:?}"
    );
}
