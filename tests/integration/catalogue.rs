//! Hints from the catalogue of codes: each fires where it should, and nowhere else. They never decide whether a
//! workbook is published.

use crate::book::{Book, Cell};
use crate::department::Department;
use crate::program::{InboxDir, data, gouji, only_file};
use crate::templates::copy_of_templates;
use serde_json::Value;
use std::fs;
use std::path::Path;

/// The hints R-22 … R-27 on a workbook: the rule, and the sentence.
fn hints_with(book: &Book, arguments: &[&str]) -> String {
    let inbox = InboxDir::new();
    inbox.add("2020a.xlsx", &book.bytes());
    hints_of(inbox.path(), arguments)
}

fn hints_of(path: &Path, arguments: &[&str]) -> String {
    let run = gouji(
        &[
            arguments,
            &["check", "--format", "json", path.to_str().unwrap()],
        ]
        .concat(),
    );
    let report: Value =
        serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run:?}"));
    let findings = report["departments"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|it| it["findings"].as_array().unwrap());
    let of_codes = |rule: &str| ("R-22"..="R-27").contains(&rule);
    let hints = findings
        .filter(|finding| of_codes(finding["rule"].as_str().unwrap()))
        .map(|finding| {
            assert_eq!(finding["level"], "hint");
            // after the title of the rule
            let (_, message) = finding["message"]
                .as_str()
                .unwrap()
                .split_once('：')
                .unwrap();
            format!("{} {message}", finding["rule"].as_str().unwrap())
        });
    hints.collect::<Vec<_>>().join("\n")
}

fn hints(book: &Book) -> String {
    hints_with(book, &[])
}

/// A department of a year, with a name of its own in 表五.
fn with(year: i32, change: impl FnOnce(&mut Department)) -> Book {
    let mut department = Department {
        year,
        ..Department::full()
    };
    change(&mut department);
    department.book()
}

/// Every cell that says `from` says `to`.
fn renamed(mut book: Book, from: &str, to: &str) -> Book {
    let mut count = 0;
    for cell in book
        .sheets
        .iter_mut()
        .flat_map(|sheet| sheet.cells.values_mut())
    {
        if *cell == Cell::Text(from.to_owned()) {
            *cell = Cell::Text(to.to_owned());
            count += 1;
        }
    }
    assert!(count > 0, "no {from}");
    book
}

#[test]
fn nothing_is_hinted_where_nothing_is_wrong() {
    for year in [2016, 2018, 2020, 2021, 2023, 2026] {
        assert_eq!(hints(&with(year, |_| {})), "", "{year}");
    }
}

/// In the published budget the codes of 表二 descend (208 before 204, 2080199 to 2080101); nothing else is wrong with its codes.
#[test]
fn the_samples_give_only_the_true_hints() {
    let descending = "R-27 表二的科目按编码从大到小排列。请从小到大排列";
    for folder in [
        "official",
        "one-sheet",
        "text-amounts",
        "file-a-table",
        "yuan",
    ] {
        assert_eq!(hints_of(&data(folder), &[]), descending, "{folder}");
    }
    for case in [
        "js_court_2018",
        "sh_finance_2025",
        "sh_wanli_2023",
        "sh_wanli_2024",
    ] {
        assert_eq!(
            hints_of(&data(&format!("cases/{case}/submitted.xlsx")), &[]),
            "",
            "{case}"
        );
    }
}

#[test]
fn a_wrong_code_is_known_by_its_name() {
    let wrong = data("broken/08_wrong_code.xlsx");
    let run = gouji(&["check", "--year", "2020", wrong.to_str().unwrap()]);
    let hint = "2020 年目录中没有项 2080707“公益性岗位补贴”（目录不完整）；“公益性岗位补贴”是 2080705。请核对编码\n    表三!C22";
    assert!(run.stdout.contains(hint), "{}", run.stdout);
    // without a year nobody knows which list applies
    let run = gouji(&["check", wrong.to_str().unwrap()]);
    assert!(!run.stdout.contains("R-22"), "{}", run.stdout);
}

#[test]
fn a_code_that_is_in_no_list_is_hinted_where_the_list_is_likely_to_have_it() {
    let unknown = |code: &str, year| {
        hints(&with(year, |department| {
            department.basic.push((code.to_owned(), 100))
        }))
    };
    insta::assert_snapshot!(unknown("2010688", 2020), @"R-22 2020 年目录中没有项 2010688“科目2010688”（目录不完整）（表二 C8、表三 C10、表五 C10）。请核对编码");
    // a 款 that is missing speaks for its 项
    insta::assert_snapshot!(unknown("2057701", 2020), @"R-22 2020 年目录中没有款 20577“科目20577”（目录不完整）（表二 B9、表三 B11、表五 B11）。请核对编码");
    // the items of that 款 are known to be listed in part; funds have many; next year's list may have more
    assert_eq!(unknown("2080288", 2020), "");
    assert_eq!(unknown("2120888", 2020), "");
    assert_eq!(unknown("2010688", 2021), "");
    // it is not known whether 2020 had it already
    assert_eq!(unknown("2013804", 2020), "");
}

#[test]
fn a_code_that_was_given_up_is_hinted_with_the_one_that_took_its_place() {
    let with_item = |year| {
        hints(&with(year, |department| {
            department.basic.push(("2049901".to_owned(), 100))
        }))
    };
    insta::assert_snapshot!(with_item(2024), @"R-22 2024 年没有 2049901：它是 2020 年及以前（大约）的“其他公共安全支出”，后来改用 2049999（表二 C10、表三 C12、表五 C12）。请核对编码");
    assert_eq!(with_item(2020), "");
    let other = |code: &str, year| {
        hints(&with(year, |department| {
            department.basic.push((code.to_owned(), 100))
        }))
    };
    let left = other("2080504", 2020);
    assert!(
        left.starts_with(
            "R-22 2020 年没有 2080504：它是 2019 年及以前的“未归口管理的行政单位离退休”"
        ),
        "{left}"
    );
    // that a code came only later is remembered, not known
    assert_eq!(other("2080150", 2020), "");
    assert_eq!(other("2049999", 2020), "");
    // whether 2021 had it is in doubt
    assert_eq!(with_item(2021), "");
}

#[test]
fn a_name_of_another_year_is_quoted_with_that_year() {
    let name = "行政事业单位养老支出";
    let hint = hints(&renamed(with(2020, |_| {}), name, "行政事业单位离退休"));
    insta::assert_snapshot!(hint, @"R-23 20805 的名称写的是“行政事业单位离退休”（这是 2019 年及以前的名称），2020 年目录里是“行政事业单位养老支出”（表二 B9、表三 B11、表五 B11）。请核对");
    let hint = hints(&renamed(with(2022, |_| {}), name, "行政事业单位离退休"));
    assert!(
        hint.contains("，2020 年目录（没有 2022 年的）里是“行政事业单位养老支出”"),
        "{hint}"
    );
    // before the first list nothing is sure
    assert_eq!(
        hints(&renamed(with(2018, |_| {}), name, "行政事业单位离退休")),
        ""
    );
}

#[test]
fn a_name_that_is_not_the_codes_is_quoted_beside_the_one_that_is() {
    let book = renamed(
        with(2020, |_| {}),
        "机关事业单位基本养老保险缴费支出",
        "机关养老保险",
    );
    insta::assert_snapshot!(hints(&book), @"R-23 2080505 的名称写的是“机关养老保险”，2020 年目录里是“机关事业单位基本养老保险缴费支出”（表二 C10、表三 C12、表五 C12）。请核对");
    let book = renamed(with(2020, |_| {}), "住房公积金", "住房公积金缴费");
    let hint = hints(&book);
    assert!(
        hint.contains("2210201 的名称写的是“住房公积金缴费”")
            && hint.contains("30113 的名称写的是“住房公积金缴费”"),
        "{hint}"
    );
}

#[test]
fn other_ways_to_write_a_name_are_no_other_name() {
    for (from, to) in [
        ("公务接待费", "公务 接待费"),
        ("因公出国（境）费用", "因公出国(境)费用"),
        (
            "机关事业单位基本养老保险缴费支出",
            "2080505　机关事业单位\n基本养老保险缴费支出",
        ),
        ("行政运行", "行政运行（财政）"),
        ("财政事务", ""),
    ] {
        assert_eq!(hints(&renamed(with(2020, |_| {}), from, to)), "", "{to}");
    }
}

#[test]
fn a_name_that_was_only_remembered_is_not_insisted_on() {
    // 2080711 就业见习补贴 was seen in no document
    let book = with(2020, |department| {
        department.basic.push(("2080711".to_owned(), 100))
    });
    assert_eq!(hints(&renamed(book, "就业见习补贴", "就业见习补助")), "");
    // but a name that is known to be the neighbour's is
    let book = with(2020, |department| {
        department.basic.push(("2080701".to_owned(), 100))
    });
    let hint = hints(&renamed(book, "就业创业服务补贴", "职业培训补贴"));
    assert!(
        hint.starts_with("R-23 2080701 写的是“职业培训补贴”，而“职业培训补贴”是 2080702 的名称"),
        "{hint}"
    );
    // 行政运行 is the name of many
    let book = with(2020, |department| {
        department.basic.push(("2080701".to_owned(), 100))
    });
    assert_eq!(hints(&renamed(book, "就业创业服务补贴", "行政运行")), "");
}

#[test]
fn an_item_given_as_a_group_is_hinted() {
    let book = renamed(
        with(2020, |_| {}),
        "行政事业单位养老支出",
        "机关事业单位基本养老保险缴费支出",
    );
    insta::assert_snapshot!(hints(&book), @"R-24 “机关事业单位基本养老保险缴费支出”是项 2080505 的名称，却写在款 20805“行政事业单位养老支出”上（表二 B9、表三 B11、表五 B11）。请核对编码的级次");
}

/// Takes a row out of a sheet, or moves it before another.
fn without_row(book: Book, sheet: &str, name: &str) -> Book {
    let row = row_of(&book, sheet, name);
    book.with(sheet, |sheet| sheet.shift_rows(row, -1))
}

fn moved(book: Book, sheet: &str, name: &str, before: &str) -> Book {
    let (from, to) = (row_of(&book, sheet, name), row_of(&book, sheet, before));
    book.with(sheet, |sheet| {
        sheet.shift_rows(to, 1);
        let from = if from >= to { from + 1 } else { from };
        sheet.copy_rows(from..from + 1, 0);
        let cells: Vec<_> = sheet
            .cells
            .iter()
            .filter(|((row, _), _)| *row == from)
            .map(|(at, cell)| (*at, cell.clone()))
            .collect();
        sheet.cells.extend(
            cells
                .into_iter()
                .map(|((_, column), cell)| ((to, column), cell)),
        );
        sheet.shift_rows(from, -1);
    })
}

fn row_of(book: &Book, sheet: &str, name: &str) -> u32 {
    let sheet = book.sheets.iter().find(|it| it.name == sheet).unwrap();
    sheet
        .cells
        .iter()
        .find(|(_, cell)| **cell == Cell::Text(name.to_owned()))
        .unwrap()
        .0
        .0
}

#[test]
fn a_parent_that_is_missing_is_hinted_once() {
    let book = without_row(with(2020, |_| {}), "表五", "行政事业单位养老支出");
    insta::assert_snapshot!(hints(&book), @"R-25 表五没有上级科目 20805 这一行，下级有 2080505 机关事业单位基本养老保险缴费支出（C11）、2080506 机关事业单位职业年金缴费支出（C12）。请补上或核对编码");
    // a class as well: one hint about its 款
    let book = without_row(with(2020, |_| {}), "表五", "社会保障和就业支出");
    insta::assert_snapshot!(hints(&book), @"R-25 表五没有上级科目 208 这一行，下级有 20805 行政事业单位养老支出（B10）。请补上或核对编码");
}

#[test]
fn a_flat_list_of_items_lacks_nothing() {
    let mut book = with(2020, |_| {});
    for name in [
        "一般公共服务支出",
        "财政事务",
        "社会保障和就业支出",
        "行政事业单位养老支出",
        "卫生健康支出",
        "行政事业单位医疗",
        "住房保障支出",
        "住房改革支出",
    ] {
        book = without_row(book, "表五", name);
    }
    assert_eq!(hints(&book), "");
}

#[test]
fn a_row_below_another_parent_is_hinted_once() {
    let book = moved(
        with(2020, |_| {}),
        "表五",
        "机关事业单位职业年金缴费支出",
        "住房公积金",
    );
    insta::assert_snapshot!(hints(&book), @"R-26 表五：“2080506 机关事业单位职业年金缴费支出”排在“22102 住房改革支出”下面，它的上级是“20805 行政事业单位养老支出”。请核对编码，或移到上级下面");
}

#[test]
fn rows_out_of_order_are_hinted_once_a_table() {
    let book = moved(
        with(2020, |_| {}),
        "表五",
        "机关事业单位职业年金缴费支出",
        "机关事业单位基本养老保险缴费支出",
    );
    insta::assert_snapshot!(hints(&book), @"R-27 表五没有按编码顺序排列，位置不对的有 2080506 机关事业单位职业年金缴费支出（C12）。请核对编码，或移到应在的位置");
}

#[test]
fn the_layout_says_whose_economic_classification_a_table_uses() {
    let dir = copy_of_templates();
    let path = dir.path().join("xinjiang-2020/layout.toml");
    let text = fs::read_to_string(&path).unwrap();
    let government = Department {
        economic: Vec::new(),
        ..Department::full()
    }
    .book();
    // the whole of 表六 by the government's codes
    let government = government.with("表六", |sheet| {
        for cell in sheet.cells.values_mut() {
            if *cell == Cell::Text("301".to_owned()) {
                *cell = Cell::Text("501".to_owned());
            }
        }
    });
    let government = renamed(
        renamed(government, "工资福利支出", "机关工资福利支出"),
        "机关工资福利支出",
        "机关工资福利支出",
    );
    for (word, expected) in [
        ("economic", ""),
        ("economic-government", ""),
        (
            "economic-department",
            "R-22 表六按部门预算支出经济分类列示，501 是政府预算支出经济分类的编码（表六 A5、表六 B6）。请核对",
        ),
    ] {
        fs::write(
            &path,
            text.replace("codes = \"economic\"", &format!("codes = \"{word}\"")),
        )
        .unwrap();
        let found = hints_with(&government, &["--templates", dir.path().to_str().unwrap()]);
        assert_eq!(found, expected, "{word}");
    }
}

#[test]
fn a_list_of_a_later_year_is_a_file() {
    let dir = copy_of_templates();
    let templates = dir.path().to_str().unwrap();
    let full = "code,name\n201,一般公共服务支出\n20106,财政事务\n2010601,行政运行\n2010602,一般行政管理事务\n208,社会保障和就业支出\n20805,行政事业单位养老新名称\n2080505,机关事业单位基本养老保险缴费支出\n210,卫生健康支出\n21011,行政事业单位医疗\n2101101,行政单位医疗\n212,城乡社区支出\n21208,国有土地使用权出让收入安排的支出\n2120803,城市建设支出\n221,住房保障支出\n22102,住房改革支出\n2210201,住房公积金\n";
    fs::write(dir.path().join("classification/functional-2024.csv"), full).unwrap();
    let hint = hints_with(&with(2024, |_| {}), &["--templates", templates]);
    insta::assert_snapshot!(hint, @r"
    R-23 20805 的名称写的是“行政事业单位养老支出”（这是 2020 年起的名称），2024 年目录里是“行政事业单位养老新名称”（表二 B9、表三 B11、表五 B11）。请核对
    R-22 2024 年没有 2080506：它是 2020 年目录的“机关事业单位职业年金缴费支出”（表二 C11、表三 C13、表五 C13）。请核对编码
    ");
    // the years before go by the list of 2020
    assert_eq!(
        hints_with(&with(2023, |_| {}), &["--templates", templates]),
        ""
    );
}

#[test]
fn mistakes_in_a_list_are_refused_with_their_place() {
    let list = "functional-2021.csv";
    let others = "functional-other-years.csv";
    for (file, text, message) in [
        (
            list,
            "",
            ":1:1: expected a first line with the columns code,name",
        ),
        (
            list,
            "code,nmae\n",
            ":1:6: expected one of the columns code, name, level, below, seen, source, found \"nmae\"",
        ),
        (list, "code,level\n", ":1:1: expected a column name"),
        (
            list,
            "code,name,code\n",
            ":1:11: expected the column code once",
        ),
        (
            list,
            "code,name,from\n",
            ":1:11: expected one of the columns",
        ),
        (
            list,
            "code,name\n208,社会\n20,甲\n",
            ":3:1: expected a code of 3, 5 or 7 digits, found \"20\"",
        ),
        (
            list,
            "code,name\n301,甲\n",
            ":2:1: expected a code that begins with 2 (functional), found \"301\"",
        ),
        (
            "economic-department-2021.csv",
            "code,name\n3010101,甲\n",
            ":2:1: expected a code of 3 or 5 digits",
        ),
        (
            "economic-government-2021.csv",
            "code,name\n301,甲\n",
            ":2:1: expected a code that begins with 5",
        ),
        (list, "code,name\n208,\n", ":2:5: expected a name"),
        (list, "code,name\n208\n", ":2:4: expected a name"),
        (
            list,
            "code,name\n208,\"甲\n210,乙\n",
            ":2:5: expected a name on one line; is a quotation mark left open?",
        ),
        (
            list,
            "code,name,level\n208,\"甲,乙\",group\n",
            ":2:11: expected class, for a code of 3 digits, found \"group\"",
        ),
        (
            list,
            "code,name,below\n208,甲,every\n",
            ":2:7: expected all, most, some or nothing, found \"every\"",
        ),
        (
            list,
            "code,name,seen\n208,甲,2020 x\n",
            ":2:7: expected years set apart by blanks, found \"2020 x\"",
        ),
        (
            list,
            "code,name\r\n208,甲\r\n\r\n208,乙\r\n",
            ":4:1: expected each code once; 208 stands in line 2 already",
        ),
        (
            others,
            "code,name\n208,甲\n208,乙\n208,甲\n",
            ":4:1: expected each name of a code once; 208 stands in line 2",
        ),
        (
            others,
            "code,name,from\n208,甲,20\n",
            ":2:7: expected a year such as 2024, found \"20\"",
        ),
        (
            others,
            "code,name,from,until\n208,甲,2020,2019\n",
            ":2:12: expected a year not before 2020, found 2019",
        ),
        (
            others,
            "code,name,unsure\n208,甲,yes\n",
            ":2:7: expected from, until, both or nothing, found \"yes\"",
        ),
        (
            others,
            "code,name,moved_to\n208,甲,20\n",
            ":2:7: expected codes set apart by blanks, found \"20\"",
        ),
        (
            "functional-21.csv",
            "code,name\n",
            ":1:1: expected a file name such as functional-2024.csv",
        ),
    ] {
        let dir = copy_of_templates();
        fs::write(dir.path().join("classification").join(file), text).unwrap();
        // refused before any workbook is opened
        for command in [
            &["check", "/nowhere.xlsx"][..],
            &["codes", "208"],
            &["rules"],
        ] {
            let run = gouji(&[&["--templates", dir.path().to_str().unwrap()], command].concat());
            assert_eq!(run.status, 2, "{text}");
            let place = format!("{file}{message}");
            assert!(run.stderr.contains(&place), "{place} in {}", run.stderr);
        }
    }
}

#[test]
fn a_list_in_another_encoding_is_named() {
    let dir = copy_of_templates();
    let mut bytes = b"code,name\n208,".to_vec();
    // 社 in GBK
    bytes.extend([0xc9, 0xe7]);
    fs::write(dir.path().join("classification/functional-2021.csv"), bytes).unwrap();
    let run = gouji(&["--templates", dir.path().to_str().unwrap(), "codes", "208"]);
    assert_eq!(run.status, 2);
    assert!(
        run.stderr
            .contains("functional-2021.csv:2:5: expected text in UTF-8"),
        "{}",
        run.stderr
    );
}

#[test]
fn hints_do_not_block() {
    let run = gouji(&["check", only_file("official").to_str().unwrap()]);
    assert_eq!(run.status, 0);
    assert!(run.stdout.contains("R-27"), "{}", run.stdout);
}
