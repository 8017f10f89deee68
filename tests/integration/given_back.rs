//! What `gouji publish` gives back, by the command line: red where one change would do, amber where several tie, in
//! each of the files that are wrong and in no other.

use crate::book::{Book, Cell};
use crate::look::Parts;
use crate::made;
use crate::made_xls::Xls;
use crate::program::{InboxDir, Run, data, gouji};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const RED: &str = "FFFF5050";
const AMBER: &str = "FFFFC000";

/// Cells of a colour, with their notes, by sheet and cell.
fn painted(bytes: &[u8], colour: &str) -> BTreeMap<String, String> {
    let mut parts = Parts::of(bytes);
    let mut found = BTreeMap::new();
    for (number, sheet) in (1..).zip(Book::from_bytes(bytes).sheets) {
        let looks = parts.looks(
            &format!("xl/worksheets/sheet{number}.xml"),
            "xl/workbook.xml",
        );
        let own = looks
            .into_iter()
            .filter(|(_, look)| look.fill.as_deref() == Some(colour));
        found.extend(own.map(|((row, column), look)| {
            let place = format!("{}!{}", sheet.name, gouji::place::a1(row, column));
            (place, look.note.unwrap_or_default())
        }));
    }
    found
}

/// Files of the folder 退回, by their path in it.
fn returned(inbox: &InboxDir) -> BTreeMap<String, Vec<u8>> {
    fn walk(folder: &Path, within: &str, files: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let name = format!("{within}{}", entry.file_name().to_str().unwrap());
            if entry.path().is_dir() {
                walk(&entry.path(), &format!("{name}/"), files);
            } else {
                files.insert(name, fs::read(entry.path()).unwrap());
            }
        }
    }
    let mut files = BTreeMap::new();
    walk(&inbox.path().join("公开表/退回"), "", &mut files);
    files
}

fn published(inbox: &InboxDir) -> Run {
    let run = inbox.publish();
    assert_eq!(run.status, 1, "{}{}", run.stdout, run.stderr);
    run
}

fn broken(name: &str) -> Vec<u8> {
    fs::read(data(&format!("broken/{name}.xlsx"))).unwrap()
}

#[test]
fn a_tie_comes_back_in_amber() {
    let inbox = InboxDir::new();
    inbox.add("报送.xlsx", &broken("01_swapped_digits"));
    published(&inbox);
    let files = returned(&inbox);
    let marked = &files["报送.xlsx"];
    let (red, amber) = (painted(marked, RED), painted(marked, AMBER));
    assert!(red.is_empty(), "{red:?}");
    assert_eq!(amber.len(), 20);
    // the cells that are really wrong are among them, and say what would be right
    for cell in ["表六!D18", "表六!E18"] {
        assert!(
            amber[cell].contains("可能有误：") && amber[cell].contains("82.71 → 87.21"),
            "{cell}: {}",
            amber[cell]
        );
    }
    assert!(
        amber.values().all(|note| note.contains("种改法都能平")),
        "{amber:?}"
    );
}

/// A line left out has no cell; a blank cell has a note that only the flagged workbook can show.
#[test]
fn only_what_the_manifest_names_is_red() {
    let manifest = fs::read_to_string(data("broken/manifest.json")).unwrap();
    let entries: Vec<serde_json::Value> = serde_json::from_str(&manifest).unwrap();
    let mut wrong: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for entry in &entries {
        let text = |key: &str| entry[key].as_str().unwrap();
        let cell = format!("{}!{}", text("sheet"), text("cell"));
        wrong.entry(text("file").to_owned()).or_default().push(cell);
    }
    for (name, wrong) in wrong {
        let inbox = InboxDir::new();
        inbox.add(
            "报送.xlsx",
            &fs::read(data(&format!("broken/{name}"))).unwrap(),
        );
        published(&inbox);
        for bytes in [&returned(&inbox)["报送.xlsx"], &inbox.output()] {
            let red: Vec<String> = painted(bytes, RED).into_keys().collect();
            match name.as_str() {
                "01_swapped_digits.xlsx" | "03_line_left_out.xlsx" => {
                    assert!(red.is_empty(), "{name}: {red:?}");
                    assert!(!painted(bytes, AMBER).is_empty(), "{name}");
                }
                _ => assert_eq!(red, wrong, "{name}"),
            }
        }
    }
}

/// Two lines of 表六 hold each other's money, which may have a reason; a total is wrong for certain.
#[test]
fn what_is_to_be_verified_is_amber() {
    let mut book = Book::official().number("表七!F12", 14_688.04);
    let cells = &mut book.sheet("表六").cells;
    for column in [3, 4] {
        let (one, other) = (cells[&(12, column)].clone(), cells[&(13, column)].clone());
        cells.insert((12, column), other);
        cells.insert((13, column), one);
    }
    let inbox = InboxDir::new();
    inbox.add("报送.xlsx", &book.bytes());
    published(&inbox);
    for bytes in [&returned(&inbox)["报送.xlsx"], &inbox.output()] {
        let (red, amber) = (painted(bytes, RED), painted(bytes, AMBER));
        assert_eq!(red.keys().collect::<Vec<_>>(), ["表七!F12"]);
        assert!(amber.contains_key("表六!D14"), "{amber:?}");
    }
}

#[test]
fn each_flagged_file_of_an_inbox_comes_back_with_its_own_marks() {
    let inbox = InboxDir::new();
    inbox.add("甲/报送.xlsx", &broken("01_swapped_digits"));
    inbox.add("乙/报送.xlsx", &broken("08_wrong_code"));
    inbox.add("丙/报送.xlsx", &broken("02_decimal_point_shifted"));
    inbox.add("丁/2020报送.xlsx", &Book::official().bytes());
    let run = published(&inbox);
    assert!(
        run.stdout.contains("部门 4 个：可以公开 1"),
        "{}",
        run.stdout
    );
    let files = returned(&inbox);
    let books: Vec<&str> = files
        .keys()
        .map(String::as_str)
        .filter(|name| name.ends_with(".xlsx"))
        .collect();
    assert_eq!(books, ["丙/报送.xlsx", "乙/报送.xlsx", "甲/报送.xlsx"]);
    assert_eq!(files.len(), 6, "a letter each: {:?}", files.keys());
    assert_eq!(painted(&files["甲/报送.xlsx"], AMBER).len(), 20);
    assert_eq!(
        painted(&files["丙/报送.xlsx"], RED)
            .into_keys()
            .collect::<Vec<_>>(),
        ["表三!G14"]
    );
    let of_code = painted(&files["乙/报送.xlsx"], RED);
    assert!(
        of_code["表三!C22"].contains("科目编码 2080707 → 2080705（编码打错）"),
        "{of_code:?}"
    );
    assert_eq!(inbox.outputs().len(), 4, "{:?}", inbox.outputs());
}

#[test]
fn of_a_submission_in_several_files_the_wrong_ones_come_back() {
    let inbox = InboxDir::with_folder("file-a-table");
    let change = |name: &str, cell: &str, value: f64| {
        let book = Book::open(&inbox.path().join(name));
        let sheet = book.sheets[0].name.clone();
        inbox.add(
            name,
            &book.number(&format!("{sheet}!{cell}"), value).bytes(),
        );
    };
    change("表七.xlsx", "F12", 14_688.04);
    change("表三.xlsx", "G14", 864.0);
    published(&inbox);
    let files = returned(&inbox);
    let books: Vec<&str> = files
        .keys()
        .map(String::as_str)
        .filter(|name| name.ends_with(".xlsx"))
        .collect();
    assert_eq!(books, ["表七.xlsx", "表三.xlsx"]);
    for (name, cell) in [("表三.xlsx", "G14"), ("表七.xlsx", "F12")] {
        let red: Vec<String> = painted(&files[name], RED).into_keys().collect();
        assert!(
            red.len() == 1 && red[0].ends_with(&format!("!{cell}")),
            "{name}: {red:?}"
        );
    }
}

#[test]
fn a_letter_offers_no_options_of_the_program() {
    let inbox = InboxDir::new();
    inbox.add("某局/一.xlsx", &Book::official().bytes());
    let other = Book::official().number("表三!G14", 864.0);
    inbox.add("某局/二.xlsx", &other.bytes());
    let run = inbox.publish();
    assert!(run.stdout.contains("--newest"), "{}", run.stdout);
    assert!(run.stdout.contains("--year"), "{}", run.stdout);
    let letter = inbox
        .path()
        .join("公开表/退回/高新区（新市区）人力资源和社会保障局退回意见.txt");
    let letter = std::fs::read_to_string(letter).unwrap();
    assert!(
        letter.contains("请确认哪一份有效，只保留一份。"),
        "{letter}"
    );
    assert!(letter.contains("请补写年度。"), "{letter}");
    assert!(!letter.contains("--"), "{letter}");
}

/// The number between two texts.
fn number_within(text: &str, before: &str, after: &str) -> usize {
    let (_, rest) = text
        .split_once(before)
        .unwrap_or_else(|| panic!("no {before} in {text}"));
    let (number, _) = rest.split_once(after).unwrap();
    number.trim().parse().unwrap()
}

#[test]
fn what_blocks_is_counted_alike_in_every_output() {
    let case = |name: &str| Book::open(&data(&format!("cases/{name}/submitted.xlsx")));
    let unreadable = |book: Book, at: &str| book.text(at, "待定");
    let books = [
        unreadable(Book::official(), "表三!F14"),
        Book::official()
            .without_sheet("表六")
            .number("表五!E7", 5.0),
        unreadable(case("js_court_2018"), "Sheet7!C7"),
        case("js_court_2018").without_sheet("Sheet3"),
        unreadable(case("sh_finance_2025"), "单位支出总表!E8"),
    ];
    for book in books {
        for (ending, bytes) in [("xlsx", book.bytes()), ("xls", Xls::of(&book).bytes())] {
            let inbox = InboxDir::new();
            inbox.add(&format!("2020年部门预算.{ending}"), &bytes);
            let run = published(&inbox);
            let open = number_within(&run.stdout, "无法判断 ", "\n");
            assert!(open > 0, "{}", run.stdout);
            let told = number_within(&run.stdout, "强制问题 ", " 个");
            let json = inbox.json();
            let findings = json["departments"][0]["findings"].as_array().unwrap();
            let blocking = findings
                .iter()
                .filter(|it| it["level"] == "mandatory" && it["verdict"] == "broken");
            assert_eq!(blocking.count(), told, "{}", run.stdout);
            let flagged = Book::from_bytes(&inbox.output());
            let line = flagged.sheets[0]
                .cells
                .values()
                .find_map(|cell| match cell {
                    Cell::Text(text) if text.contains("处，改正后才能公开") => {
                        Some(text.clone())
                    }
                    _ => None,
                });
            assert_eq!(
                number_within(&line.unwrap(), "强制问题还有 ", " 处"),
                told,
                "{}",
                run.stdout
            );
            let short = gouji(&[inbox.path().to_str().unwrap()]);
            assert_eq!(number_within(&short.stdout, "强制问题 ", " 个"), told);
            let summary = Book::open(&inbox.path().join("公开表/汇总.xlsx"));
            let row = &summary.sheets[0].cells;
            let heads = row
                .iter()
                .find(|(_, cell)| **cell == Cell::Text("强制".to_owned()));
            let ((top, column), _) = heads.unwrap();
            assert_eq!(row[&(top + 1, *column)], Cell::Number(told as f64));
        }
    }
}

/// The workbook that came back, mended and with another mistake, comes back with the marks of the new one alone.
#[test]
fn marks_of_the_first_round_are_gone_in_the_second() {
    let round = |bytes: &[u8]| {
        let inbox = InboxDir::new();
        inbox.add("报送.xlsx", bytes);
        published(&inbox);
        returned(&inbox)["报送.xlsx"].clone()
    };
    let marks = |bytes: &[u8]| {
        let mut marks = painted(bytes, RED);
        marks.extend(painted(bytes, AMBER));
        marks
    };
    let first = round(&Book::official().number("表七!F12", 14_688.04).bytes());
    assert!(!marks(&first).is_empty());
    let sheet = "xl/worksheets/sheet7.xml";
    let mended = made::Parts::of(&first).replaced(sheet, ">14688.04<", ">14688.4<");
    let again = mended.replaced(sheet, ">14602<", ">14620<");
    let alone = Book::official().number("表七!H12", 14_620.0).bytes();
    assert_eq!(marks(&round(&again.bytes())), marks(&round(&alone)));
    let inbox = InboxDir::new();
    let mended = made::Parts::of(&first).replaced(sheet, ">14688.04<", ">14688.4<");
    inbox.add("报送.xlsx", &mended.bytes());
    inbox.publish();
    assert!(!inbox.path().join("公开表/退回/报送.xlsx").exists());
}
