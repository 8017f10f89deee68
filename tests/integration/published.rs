//! The public workbook, read back by a reader that shares no code with its writer.

use crate::book::{Book, Cell};
use crate::program::{InboxDir, gouji, only_file};
use crate::truth::assert_is_the_seed;
use std::collections::BTreeSet;
use std::fs;
use std::io::{Cursor, Read};
use std::path::Path;

/// A part of an .xlsx as text.
fn part(workbook: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(workbook)).unwrap();
    let mut text = String::new();
    archive
        .by_name(name)
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    text
}

/// All parts of an .xlsx as one text.
fn all_parts(workbook: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(workbook)).unwrap();
    (0..archive.len())
        .map(|i| {
            let mut text = String::new();
            archive
                .by_index(i)
                .unwrap()
                .read_to_string(&mut text)
                .unwrap();
            text
        })
        .collect()
}

fn clean() -> Vec<u8> {
    let inbox = InboxDir::with_folder("official");
    assert_eq!(inbox.publish().status, 0);
    inbox.output()
}

fn flagged(slip: &str) -> Vec<u8> {
    let inbox = InboxDir::new();
    let path = crate::program::data(&format!("broken/{slip}.xlsx"));
    inbox.add("2020年.xlsx", &fs::read(path).unwrap());
    assert_eq!(inbox.publish().status, 1);
    assert_eq!(
        inbox.outputs(),
        ["高新区（新市区）人力资源和社会保障局2020年部门预算公开表（待核）.xlsx"]
    );
    inbox.output()
}

#[test]
fn sheets_stand_in_the_order_of_the_layout() {
    let names: Vec<String> = Book::from_bytes(&clean())
        .sheets
        .into_iter()
        .map(|sheet| sheet.name)
        .collect();
    let tables = [
        "表一", "表二", "表三", "表四", "表五", "表六", "表七", "表八", "表九",
    ];
    let forms =
        ["一", "二", "三", "四", "五", "六"].map(|number| format!("绩效目标表（{number}）"));
    let wanted: Vec<String> = ["封面", "目录"]
        .into_iter()
        .chain(tables)
        .map(str::to_owned)
        .chain(forms)
        .collect();
    assert_eq!(names, wanted);
}

#[test]
fn every_cell_of_a_table_is_as_submitted() {
    let (mut published, mut submitted) = (
        Book::from_bytes(&clean()),
        Book::open(&only_file("official")),
    );
    for name in ["表三", "表五", "表六", "表二", "表七", "表四", "表一"] {
        let (public, own) = (published.sheet(name).clone(), submitted.sheet(name).clone());
        let squeezed = |cell: &Cell| match cell {
            Cell::Text(text) => Cell::Text(text.replace([' ', ':', '：'], "")),
            other => other.clone(),
        };
        // the total at the head runs over the code columns, so its label stands further left
        let cells = |sheet: &crate::book::Sheet| -> BTreeSet<String> {
            let all = sheet.cells.iter();
            all.filter(|(_, cell)| !matches!(cell, Cell::Text(text) if text.starts_with("总计")))
                .map(|((row, column), cell)| format!("{row} {column} {:?}", squeezed(cell)))
                .collect()
        };
        assert_eq!(cells(&public), cells(&own), "{name}");
    }
}

#[test]
fn the_published_workbook_is_the_seed_and_publishes_the_same_again() {
    let first = clean();
    let inbox = InboxDir::new();
    inbox.add("公开.xlsx", &first);
    assert_is_the_seed(&inbox.budget());
    let run = inbox.publish();
    assert_eq!(run.status, 0, "{}", run.stdout);
    assert_eq!(inbox.output(), first);
    assert_eq!(
        run.stdout.matches("R-").count(),
        2,
        "only the order of 表二 and the names of projects: {}",
        run.stdout
    );
}

#[test]
fn every_habit_gives_the_same_bytes() {
    let official = clean();
    for habit in ["one-sheet", "text-amounts", "yuan"] {
        let inbox = InboxDir::with_folder(habit);
        inbox.publish();
        let texts = |bytes: &[u8]| part(bytes, "xl/sharedStrings.xml");
        assert_eq!(texts(&inbox.output()), texts(&official), "{habit}");
        assert!(inbox.output() == official, "{habit}");
    }
}

#[test]
fn the_clean_workbook_has_no_trace_of_the_tool() {
    let all = all_parts(&clean());
    for word in [
        "gouji",
        "勾稽",
        "审核",
        "FF5050",
        "FFC000",
        "<comment",
        "2020年.xlsx",
        "/tmp",
    ] {
        assert!(!all.contains(word), "{word}");
    }
}

#[test]
fn pages_are_set_up_for_print() {
    let workbook = clean();
    let styles = part(&workbook, "xl/styles.xml");
    assert!(styles.contains("宋体") && styles.contains("#,##0.00"));
    let sheet = |number: usize| part(&workbook, &format!("xl/worksheets/sheet{number}.xml"));
    for number in 3..=17 {
        let xml = sheet(number);
        assert!(
            xml.contains("paperSize=\"9\"") && xml.contains("<pageSetUpPr fitToPage=\"1\"/>"),
            "sheet {number}"
        );
        // codes are texts: no green triangles
        assert!(xml.contains("<ignoredError ") && xml.contains("numberStoredAsText=\"1\""));
    }
    assert!(
        sheet(4).contains("orientation=\"landscape\"")
            && sheet(9).contains("orientation=\"landscape\"")
    );
    assert!(sheet(5).contains("orientation=\"portrait\""));
    let names = part(&workbook, "xl/workbook.xml");
    assert!(names.contains("表三!$1:$6"), "{names}");
    assert!(part(&workbook, "xl/worksheets/sheet2.xml").contains("location=\"'表一'!A1\""));
    assert!(styles.contains(
        "<fonts count=\"6\"><font><sz val=\"11\"/><color theme=\"1\"/><name val=\"宋体\"/>"
    ));
    let core = part(&workbook, "docProps/core.xml");
    assert!(
        core.contains(
            "<dc:title>高新区（新市区）人力资源和社会保障局2020年部门预算公开表</dc:title>"
        )
    );
    assert!(!core.contains("dcterms:created") && !names.contains("fullCalcOnLoad"));
}

#[test]
fn the_day_of_the_layout_is_in_the_properties_of_both_files() {
    let dir = tempfile::tempdir().unwrap();
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    for folder in ["xinjiang-2020", "common", "classification"] {
        std::fs::create_dir_all(dir.path().join(folder)).unwrap();
        for entry in std::fs::read_dir(kept.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap();
            std::fs::copy(&path, dir.path().join(folder).join(name)).unwrap();
        }
    }
    let layout = dir.path().join("xinjiang-2020/layout.toml");
    let text = std::fs::read_to_string(&layout).unwrap();
    let dated = text.replacen("[page]\n", "[page]\ndate = 2020-02-14\n", 1);
    assert_ne!(text, dated);
    std::fs::write(&layout, dated).unwrap();
    let inbox = InboxDir::with_folder("official");
    let (folder, templates) = (inbox.path().to_str().unwrap(), dir.path().to_str().unwrap());
    let run = gouji(&["publish", folder, "--templates", templates]);
    assert_eq!(run.status, 0, "{run:?}");
    let document = std::fs::read(inbox.path().join("公开表").join(&inbox.documents()[0])).unwrap();
    for bytes in [inbox.output(), document] {
        let core = part(&bytes, "docProps/core.xml");
        for name in ["created", "modified"] {
            let day = format!("<dcterms:{name} xsi:type=\"dcterms:W3CDTF\">2020-02-14T00:00:00Z</");
            assert!(core.contains(&day), "{core}");
        }
    }
}

/// What the columns of a sheet take together.
fn width(xml: &str) -> f64 {
    let attribute = |column: &str, name: &str| -> f64 {
        let text = column.split(&format!("{name}=\"")).nth(1).unwrap();
        text.split('"').next().unwrap().parse().unwrap()
    };
    let columns = xml.split("<col ").skip(1);
    columns
        .map(|column| {
            let count = attribute(column, "max") - attribute(column, "min") + 1.0;
            attribute(column, "width") * count
        })
        .sum()
}

#[test]
fn sheets_of_an_orientation_are_printed_at_one_scale() {
    for case in ["official", "cases/sh_finance_2025", "cases/js_court_2018"] {
        let inbox = InboxDir::with_folder(case);
        assert_eq!(inbox.publish().status, 0);
        let workbook = inbox.output();
        let count = Book::from_bytes(&workbook).sheets.len();
        for orientation in ["portrait", "landscape"] {
            let sheets =
                (1..=count).map(|it| part(&workbook, &format!("xl/worksheets/sheet{it}.xml")));
            let widths: Vec<f64> = sheets
                .filter(|xml| xml.contains(&format!("orientation=\"{orientation}\"")))
                .map(|xml| width(&xml))
                .collect();
            // a column is as wide as a whole number of points of a screen
            let (least, most) = (
                widths.iter().copied().fold(f64::MAX, f64::min),
                widths.iter().copied().fold(0.0, f64::max),
            );
            assert!(
                !widths.is_empty() && most - least < 3.0,
                "{case} {orientation} {widths:?}"
            );
        }
    }
}

#[test]
fn contents_name_the_printed_page_of_each_table() {
    let inbox = InboxDir::with_folder("cases/js_court_2018");
    assert_eq!(inbox.publish().status, 0);
    let workbook = inbox.output();
    let book = Book::from_bytes(&workbook);
    let contents = &book.sheets[1];
    let numbers: Vec<f64> = contents
        .cells
        .iter()
        .filter_map(|((_, column), cell)| match cell {
            Cell::Number(number) if *column == 1 => Some(*number),
            _ => None,
        })
        .collect();
    // behind the cover and the contents, a page each
    assert_eq!(numbers.len(), book.sheets.len() - 2);
    assert_eq!(numbers[0], 3.0);
    let sheets = |index: usize| -> f64 {
        let xml = part(&workbook, &format!("xl/worksheets/sheet{}.xml", index + 3));
        let setup = xml.split("<pageSetup ").nth(1).unwrap();
        let height = setup.split("fitToHeight=\"").nth(1);
        height.map_or(1.0, |text| text.split('"').next().unwrap().parse().unwrap())
    };
    for (index, pair) in numbers.windows(2).enumerate() {
        assert_eq!(pair[1] - pair[0], sheets(index), "{numbers:?}");
    }
    assert!(sheets(numbers.len() - 1) > 1.0);
    // a link that is a number is black in every spreadsheet program
    let xml = part(&workbook, "xl/worksheets/sheet2.xml");
    assert!(xml.contains("<hyperlink ref=\"B2\" location=\"'收支总表'!A1\""));
    assert!(!part(&workbook, "xl/styles.xml").contains("FF0563C1"));
}

/// The fill of every cell with a red or amber fill, by sheet.
fn painted(workbook: &[u8], colour: &str) -> Vec<String> {
    let styles = part(workbook, "xl/styles.xml");
    let fills: Vec<&str> = styles.split("<fill>").skip(1).collect();
    let fill = fills.iter().position(|fill| fill.contains(colour));
    let Some(fill) = fill else { return Vec::new() };
    let formats = styles
        .split("<cellXfs")
        .nth(1)
        .unwrap()
        .split("<xf ")
        .skip(1);
    let ids: Vec<String> = formats
        .enumerate()
        .filter(|(_, xf)| xf.contains(&format!("fillId=\"{fill}\"")))
        .map(|(id, _)| format!(" s=\"{id}\""))
        .collect();
    let book = Book::from_bytes(workbook);
    let mut cells = Vec::new();
    for (number, sheet) in (1..).zip(&book.sheets) {
        let xml = part(workbook, &format!("xl/worksheets/sheet{number}.xml"));
        for cell in xml.split("<c r=\"").skip(1) {
            let (name, rest) = cell.split_once('"').unwrap();
            let head = rest.split('>').next().unwrap();
            if ids.iter().any(|id| head.contains(id.as_str())) {
                cells.push(format!("{}!{name}", sheet.name));
            }
        }
    }
    cells
}

#[test]
fn the_figures_under_test_are_red_and_no_others() {
    let workbook = flagged("09_cents_swapped_in_total");
    assert_eq!(painted(&workbook, "FF5050"), ["表七!F12"]);
    let workbook = flagged("10_total_blank");
    assert_eq!(painted(&workbook, "FF5050"), ["表一!D35"]);
    // where several changes would do, nothing is surely wrong: all that may be is amber
    let workbook = flagged("01_swapped_digits");
    assert_eq!(painted(&workbook, "FF5050"), Vec::<String>::new());
    assert_eq!(painted(&workbook, "FFC000").len(), 20);
    assert_eq!(painted(&clean(), "FF5050"), Vec::<String>::new());
}

#[test]
fn every_red_cell_says_why() {
    let workbook = flagged("02_decimal_point_shifted");
    let red = painted(&workbook, "FF5050");
    let mut archive = zip::ZipArchive::new(Cursor::new(&workbook)).unwrap();
    let names: Vec<String> = archive
        .file_names()
        .map(|name| name.unwrap().into_owned())
        .collect();
    let mut notes = String::new();
    for name in names.iter().filter(|name| name.starts_with("xl/comments")) {
        archive
            .by_name(name)
            .unwrap()
            .read_to_string(&mut notes)
            .unwrap();
    }
    assert_eq!(notes.matches("<comment ref=").count(), red.len(), "{red:?}");
    for words in [
        "X3-7a 不平：表三项目支出应等于表七各项目，逐项",
        "864.00",
        "86.40",
        "相差 777.60 万元",
        "来源：表三!G14；表七!F6",
    ] {
        assert!(notes.contains(words), "{words} in {notes}");
    }
    // first from what to what, why, and what it mends
    let first = "最可能：864.00 → 86.40\n小数点错位，向右多移了 1 位\n改正后可消除 4 处不平：T3-1、T3-2、X3-59a、X3-7a\n";
    assert!(notes.contains(first), "{notes}");
    assert!(!notes.contains("2020年.xlsx"), "{notes}");
}

#[test]
fn the_review_sheet_comes_first_and_links_to_the_cells() {
    let workbook = flagged("02_decimal_point_shifted");
    let mut book = Book::from_bytes(&workbook);
    assert_eq!(book.sheets[0].name, "审核结果");
    let review = book.sheet("审核结果").clone();
    let column = |column: u32| -> Vec<String> {
        let cells = review
            .cells
            .iter()
            .filter(|((row, at), _)| *at == column && *row > 4);
        cells
            .map(|(_, cell)| match cell {
                Cell::Text(text) => text.clone(),
                other => format!("{other:?}"),
            })
            .collect()
    };
    assert_eq!(column(8)[..4], ["T3-1", "T3-2", "X3-59a", "X3-7a"]);
    assert_eq!(column(1)[..4], ["表三!G14"; 4]);
    assert!(part(&workbook, "xl/worksheets/sheet1.xml").contains("location=\"'表三'!G14\""));
}

#[test]
fn the_review_sheet_fits_a_screen_and_says_what_to_do() {
    let workbook = flagged("02_decimal_point_shifted");
    let mut book = Book::from_bytes(&workbook);
    let review = book.sheet("审核结果").clone();
    let text = |row: u32, column: u32| match review.cells.get(&(row, column)) {
        Some(Cell::Text(text)) | Some(Cell::Formula(_, text)) => text.clone(),
        _ => String::new(),
    };
    let headings: Vec<String> = (0..7).map(|column| text(4, column)).collect();
    assert_eq!(
        headings,
        ["结论", "位置", "建议", "问题", "核对内容", "两边", "差额"]
    );
    assert!(text(2, 0).contains("另存到收件文件夹") && text(3, 0).contains("来源：2020年.xlsx"));
    let xml = part(&workbook, "xl/worksheets/sheet1.xml");
    // seven columns of letters that are eight points wide
    let columns: f64 = xml
        .split("<col ")
        .skip(1)
        .filter(|column| {
            let max = column.split("max=\"").nth(1).unwrap();
            max.split('"').next().unwrap().parse::<u32>().unwrap() <= 7
        })
        .map(|column| width(&format!("<col {column}")) * 8.0)
        .sum();
    assert!((1000.0..1366.0).contains(&columns), "{columns}");
    assert!(xml.contains("<tabColor rgb=\"FFFF5050\"/>"));
    let names = part(&workbook, "xl/workbook.xml");
    assert!(names.contains("审核结果!$A$1:$G$"), "{names}");
    let is_hidden = |row: u32| {
        let start = xml
            .split(&format!("<row r=\"{}\"", row + 1))
            .nth(1)
            .unwrap();
        start.split('>').next().unwrap().contains("hidden=\"1\"")
    };
    // what holds is there for whoever asks; a hint is no mismatch
    let verdicts: Vec<(String, String, bool)> = (5..review.cells.keys().next_back().unwrap().0)
        .map(|row| (text(row, 0), text(row, 7), is_hidden(row)))
        .filter(|(verdict, ..)| !verdict.is_empty())
        .collect();
    assert!(verdicts.len() > 300);
    for (verdict, level, is_hidden) in verdicts {
        assert_eq!(is_hidden, verdict == "平", "{verdict} {level}");
        assert_eq!(verdict == "提示", level == "提示" && verdict != "平");
    }
}

/// A clerk may mend the flagged workbook itself and hand it in again.
#[test]
fn a_mended_flagged_workbook_is_publishable() {
    let book = Book::from_bytes(&flagged("02_decimal_point_shifted")).number("表三!G14", 86.4);
    let inbox = InboxDir::new();
    inbox.add("改好.xlsx", &book.bytes());
    assert_is_the_seed(&inbox.budget());
    assert_eq!(inbox.publish().status, 0);
}

#[test]
fn a_rounding_residue_is_amber_and_does_not_block() {
    // one fen of a total with three figures, copied into nothing else
    let mut department = crate::department::Department::full();
    department.three_publics = [6_000, 10_000, 3_500, 4_000];
    let book = department.book().number("表八!A5", 235.01);
    let inbox = InboxDir::new();
    inbox.add("2020a.xlsx", &book.bytes());
    let run = inbox.publish();
    assert_eq!(run.status, 0, "{}", run.stdout);
    assert!(run.stdout.contains("T8-1 强制 尾差"), "{}", run.stdout);
    assert_eq!(painted(&inbox.output(), "FFC000"), Vec::<String>::new());
    // beside a real mismatch it is shown
    let inbox = InboxDir::new();
    inbox.add("2020a.xlsx", &book.number("表三!E5", 1.0).bytes());
    assert_eq!(inbox.publish().status, 1);
    assert_eq!(painted(&inbox.output(), "FFC000"), ["表八!A6"]);
}

#[test]
fn what_an_earlier_run_said_does_not_stay() {
    let inbox = InboxDir::new();
    inbox.add(
        "2020年.xlsx",
        &Book::official().number("表三!G14", 864.0).bytes(),
    );
    inbox.publish();
    inbox.add("2020年.xlsx", &Book::official().bytes());
    inbox.publish();
    assert_eq!(
        inbox.outputs(),
        ["高新区（新市区）人力资源和社会保障局2020年部门预算公开表.xlsx"]
    );
    inbox.add(
        "2020年.xlsx",
        &Book::official().number("表三!G14", 864.0).bytes(),
    );
    inbox.publish();
    assert_eq!(
        inbox.outputs(),
        ["高新区（新市区）人力资源和社会保障局2020年部门预算公开表（待核）.xlsx"]
    );
}

#[test]
fn text_that_begins_like_a_formula_stays_text() {
    let book = Book::official()
        .text("表三!D14", "=1+1")
        .text("表七!E6", "@SUM(A1)");
    let inbox = InboxDir::new();
    inbox.add("2020a.xlsx", &book.bytes());
    inbox.publish();
    let all = all_parts(&inbox.output());
    assert!(!all.contains("<f>"), "a formula was written");
    assert!(all.contains("=1+1"));
}
