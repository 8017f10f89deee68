//! What holds in one layout and one format holds in the others: kinds of input that other files try in one place.

use crate::book::{Book, Cell};
use crate::made::Parts;
use crate::made_xls::Xls;
use crate::program::{InboxDir, Run, data};
use std::fs;

const SHANGHAI: &str = "单位支出总表";
const ECONOMIC: &str = "单位一般公共预算拨款基本支出明细表";

fn case(name: &str) -> Book {
    Book::open(&data(&format!("cases/{name}/submitted.xlsx")))
}

fn shanghai() -> Book {
    case("sh_finance_2025")
}

fn jiangsu() -> Book {
    case("js_court_2018")
}

/// A workbook as it is handed in, in two formats.
fn formats(book: &Book) -> [(String, Vec<u8>); 2] {
    [("xlsx", book.bytes()), ("xls", Xls::of(book).bytes())]
        .map(|(ending, bytes)| (format!("2020年部门预算.{ending}"), bytes))
}

/// What is said of a workbook in each format.
fn in_both(book: &Book, look: impl Fn(&Run, &str)) {
    for (name, bytes) in formats(book) {
        let inbox = InboxDir::new();
        inbox.add(&name, &bytes);
        look(&inbox.check(), &name);
    }
}

#[test]
fn a_figure_that_comes_to_nothing_is_named_at_its_cell() {
    for (book, place) in [
        (Book::official().text("表七!F6", "4 元"), "F6"),
        (jiangsu().text("Sheet7!C9", "4 元"), "C9"),
        (
            shanghai().text("单位“三公”经费和机关运行费预算表!C6", "40 元"),
            "C6",
        ),
    ] {
        in_both(&book, |run, name| {
            assert!(run.stdout.contains("R-33 核实"), "{name} {}", run.stdout);
            assert!(run.stdout.contains("公开时成了 0"), "{name} {}", run.stdout);
            assert!(run.stdout.contains(place), "{name} {}", run.stdout);
            assert!(!run.stdout.contains("没有数字"), "{name} {}", run.stdout);
        });
    }
}

#[test]
fn a_table_that_alone_is_in_a_finer_unit_is_not_published_where_it_is_hardly_meant() {
    let three = "单位“三公”经费和机关运行费预算表!G2";
    for (book, likely) in [
        (jiangsu().text("Sheet9!I2", "单位：元"), "万元"),
        (shanghai().text(three, "单位：元"), "万元"),
        (Book::official().text("表六!D3", "单位：元"), "万元"),
    ] {
        in_both(&book, |run, name| {
            assert_eq!(run.status, 1, "{name} {}", run.stdout);
            let said = format!("单位多半应为“{likely}”");
            let is_said = run.stdout.contains(&said) || run.stdout.contains("的单位写成了“元”");
            assert!(is_said, "{name} {}", run.stdout);
        });
    }
    // a small table of a department that hands in everything in 元 is right
    let mut book = jiangsu();
    for sheet in &mut book.sheets {
        for ((row, _), cell) in &mut sheet.cells {
            match cell {
                Cell::Text(text) if text.contains("单位：万元") => {
                    *text = text.replace("万元", "元");
                }
                Cell::Number(number) if *row > 1 => {
                    let is_code = number.fract() == 0.0 && *number >= 1_000_000.0;
                    let factor = if is_code { 1.0 } else { 10_000.0 };
                    *number = (*number * factor).round();
                }
                _ => {}
            }
        }
    }
    in_both(&book, |run, name| {
        assert_eq!(run.status, 0, "{name} {}", run.stdout);
        assert!(!run.stdout.contains("R-34"), "{name} {}", run.stdout);
    });
}

#[test]
fn a_sum_of_one_part_that_is_not_zero_must_hold_exactly() {
    let mut official = Book::official().number("表二!E11", 68.86);
    for column in ["G", "H", "I", "J", "K", "L"] {
        official = official.number(&format!("表二!{column}11"), 0.0);
    }
    let shanghai = shanghai()
        .number(&format!("{SHANGHAI}!E8"), 84_861_720.0)
        .number(&format!("{SHANGHAI}!G8"), 0.0);
    // 208 with one group below it
    let jiangsu = jiangsu().number("Sheet7!C13", 2_254.77);
    for (book, rule) in [(official, "T2-1"), (shanghai, "S3-1"), (jiangsu, "J7-1")] {
        in_both(&book, |run, name| {
            assert_eq!(run.status, 1, "{name} {}", run.stdout);
            let broken = format!("{rule} 强制 不平");
            assert!(run.stdout.contains(&broken), "{name} {}", run.stdout);
        });
    }
}

/// All tables in a coarser unit of measure, rounded to two decimals; the three public expenses are in it already.
fn in_ten_thousands(mut book: Book) -> Book {
    let sheets = book
        .sheets
        .iter_mut()
        .filter(|it| !it.name.contains("三公"));
    for sheet in sheets {
        for ((row, _), cell) in &mut sheet.cells {
            match cell {
                Cell::Text(text) => *text = text.replace("单位：元", "单位：万元"),
                Cell::Number(number) if *row > 3 => {
                    *number = (*number / 100.0).round() / 100.0;
                }
                _ => {}
            }
        }
    }
    book
}

#[test]
fn figures_in_a_coarser_unit_have_its_rounding() {
    let book = in_ten_thousands(shanghai());
    in_both(&book, |run, name| {
        assert_eq!(run.status, 0, "{name} {}", run.stdout);
        assert!(run.stdout.contains("属尾差"), "{name} {}", run.stdout);
    });
    // what rounding cannot explain is broken
    let book = book.number(&format!("{SHANGHAI}!E8"), 8_486.37);
    in_both(&book, |run, name| {
        assert_eq!(run.status, 1, "{name} {}", run.stdout);
        assert!(
            run.stdout.contains("S3-1 强制 不平"),
            "{name} {}",
            run.stdout
        );
    });
}

#[test]
fn a_table_typed_in_a_coarser_unit_is_one_cause_even_with_few_equations() {
    let mut book = shanghai();
    for ((row, column), cell) in &mut book.sheet(ECONOMIC).cells {
        if let (Cell::Number(number), true) = (cell, *row > 4 && *column > 2) {
            *number /= 10_000.0;
        }
    }
    in_both(&book, |run, name| {
        let said = "（整张表按万元填写，应为元）";
        assert!(run.stdout.contains(said), "{name} {}", run.stdout);
        assert!(!run.stdout.contains("找不出"), "{name} {}", run.stdout);
    });
}

#[test]
fn codes_that_show_as_dates_are_read_in_every_layout() {
    let day = |code: f64| Cell::Formatted(code, "yyyy-mm-dd".to_owned());
    let parts_gone = |book: Book, sheet: &str, row: u32| {
        book.blank(&format!("{sheet}!B{row}"))
            .blank(&format!("{sheet}!C{row}"))
    };
    for book in [
        parts_gone(Book::official(), "表三", 22).cell("表三!A22", day(2_080_705.0)),
        parts_gone(shanghai(), SHANGHAI, 8).cell(&format!("{SHANGHAI}!A8"), day(2_010_601.0)),
        jiangsu().cell("Sheet7!A9", day(2_040_503.0)),
    ] {
        in_both(&book, |run, name| {
            assert_eq!(run.status, 0, "{name} {}", run.stdout);
        });
    }
}

#[test]
fn the_cell_of_a_code_that_is_none_is_marked_in_every_layout() {
    for (book, code) in [
        (Book::official().text("表三!A22", "2O8"), "2O8 07 05"),
        (
            shanghai().text(&format!("{SHANGHAI}!A8"), "2O1"),
            "2O1 06 01",
        ),
        (jiangsu().text("Sheet7!A8", "2O40501"), "2O40501"),
    ] {
        for (name, bytes) in formats(&book) {
            let inbox = InboxDir::new();
            inbox.add(&name, &bytes);
            assert_eq!(inbox.publish().status, 1);
            let parts = Parts::of(&inbox.output());
            let notes = parts.0.iter().filter(|(name, _)| name.contains("comments"));
            let noted = notes.filter(|(_, bytes)| String::from_utf8_lossy(bytes).contains(code));
            assert_eq!(noted.count(), 1, "{name} {code}");
        }
    }
}

#[test]
fn characters_that_nobody_sees_change_nothing_in_every_layout() {
    for mut book in [Book::official(), shanghai(), jiangsu()] {
        let cells = book.sheets.iter_mut().flat_map(|it| it.cells.values_mut());
        for cell in cells {
            if let Cell::Text(text) = cell {
                let radicals = [('人', '⼈'), ('力', '⼒'), ('车', '⻋'), ('行', '⾏')];
                let dressed: String = text
                    .chars()
                    .map(|c| radicals.iter().find(|it| it.0 == c).map_or(c, |it| it.1))
                    .collect();
                let marked = dressed.replace('计', "计\u{2060}");
                *text = format!("\u{202d}{marked}\u{202c}\u{2068}\u{2069}\u{ad}");
            }
        }
        in_both(&book, |run, name| {
            assert_eq!(run.status, 0, "{name} {}", run.stdout);
        });
    }
}

/// The flagged workbook among the results, and where it lies.
fn flagged(inbox: &InboxDir) -> (std::path::PathBuf, Vec<u8>) {
    let entries = fs::read_dir(inbox.path().join("公开表")).unwrap();
    let mut paths = entries.map(|entry| entry.unwrap().path());
    let is_it = |path: &std::path::PathBuf| path.to_str().unwrap().ends_with("（待核）.xlsx");
    let path = paths.find(is_it).unwrap();
    let bytes = fs::read(&path).unwrap();
    (path, bytes)
}

#[test]
fn a_flagged_workbook_mended_in_place_is_kept_whatever_was_handed_in() {
    for (book, wrong, right) in [
        (
            shanghai().number(&format!("{SHANGHAI}!E8"), 84_861_791.0),
            84_861_791.0,
            84_861_719.0,
        ),
        (jiangsu().number("Sheet7!C8", 6_409.97), 6_409.97, 6_049.97),
    ] {
        for (name, bytes) in formats(&book) {
            let inbox = InboxDir::new();
            inbox.add(&name, &bytes);
            assert_eq!(inbox.publish().status, 1);
            let (path, written) = flagged(&inbox);
            let mut mended = Book::from_bytes(&written);
            for cell in mended
                .sheets
                .iter_mut()
                .flat_map(|it| it.cells.values_mut())
            {
                if *cell == Cell::Number(wrong) {
                    *cell = Cell::Number(right);
                }
            }
            let mended = mended.bytes();
            fs::write(&path, &mended).unwrap();
            let run = inbox.publish();
            let kept = path
                .to_str()
                .unwrap()
                .replace("（待核）", "（待核）（改过的）");
            assert!(fs::read(&kept).unwrap() == mended, "{name} {}", run.stdout);
            assert!(run.stdout.contains("（改过的）"), "{name} {}", run.stdout);
            // handed in again in the place of the first file, it may be published
            fs::remove_file(inbox.path().join(&name)).unwrap();
            inbox.add("改好的2020年.xlsx", &mended);
            let run = inbox.publish();
            assert_eq!(run.status, 0, "{name} {}", run.stdout);
        }
    }
}

#[test]
fn a_department_twice_in_two_formats_is_added_once() {
    for (book, total) in [(jiangsu(), "33172.15"), (shanghai(), "171915169")] {
        let inbox = InboxDir::new();
        for ((name, bytes), folder) in formats(&book).into_iter().zip(["原稿", "修改稿"]) {
            inbox.add(&format!("{folder}/{name}"), &bytes);
        }
        let run = inbox.publish();
        assert!(
            run.stdout.contains("数字相同，汇总的合计只算一份"),
            "{}",
            run.stdout
        );
        let summary = Book::open(&inbox.path().join("公开表/汇总.xlsx"));
        let first = &summary.sheets[0];
        let rows = first.cells.iter().filter_map(|(at, cell)| match cell {
            Cell::Text(text) if text.contains("合计") && at.0 > 3 => Some(at.0),
            _ => None,
        });
        let row = rows.max().unwrap();
        let numbers = first.cells.iter().filter(|(at, _)| at.0 == row);
        let mut shown = numbers.filter_map(|(_, cell)| match cell {
            Cell::Number(number) => Some(number.to_string()),
            Cell::Text(text) => Some(text.clone()),
            _ => None,
        });
        assert!(shown.any(|it| it == total), "{total} {:?}", first.cells);
    }
}

#[test]
fn units_of_measure_are_stated_in_many_ways_in_every_format() {
    let books = [
        (Book::official(), "万元"),
        (jiangsu(), "万元"),
        (shanghai(), "元"),
    ];
    for (book, unit) in books {
        for words in [
            "金额单位：人民币U（保留两位小数）",
            "计量单位：U人民币",
            "单位：U，%",
            "（人民币：U）",
            "币种：人民币 单位：U",
            "单位（U）",
            "单位：U 四舍五入",
            "单位：U（取整）",
            "单位 ：U ",
        ] {
            let words = words.replace('U', unit);
            let mut book = book.clone();
            let cells = book.sheets.iter_mut().flat_map(|it| it.cells.values_mut());
            for cell in cells {
                if let Cell::Text(text) = cell
                    && text.replace(' ', "") == format!("单位：{unit}")
                {
                    text.clone_from(&words);
                }
            }
            in_both(&book, |run, name| {
                assert_eq!(run.status, 0, "{name} {words} {}", run.stdout);
                assert!(!run.stdout.contains("R-18"), "{name} {words}");
            });
        }
    }
}
