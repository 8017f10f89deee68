//! Titles as people write them: with the unit of measure, in book marks, filled across, a word more or less, or none.

use crate::book::{Book, Cell, Sheet, place_of};
use crate::made_xls::Xls;
use crate::program::{InboxDir, Run, data};

fn case(name: &str) -> Book {
    Book::open(&data(&format!("cases/{name}/submitted.xlsx")))
}

/// A table of a layout: its book, its year, its sheet, its title's cell, its unit of measure's cell.
struct Place {
    book: Book,
    year: i32,
    sheet: &'static str,
    title: (u32, u32),
    unit: (u32, u32),
}

fn places() -> [Place; 3] {
    let place = |book, year, sheet, title, unit| Place {
        book,
        year,
        sheet,
        title: place_of(title),
        unit: place_of(unit),
    };
    [
        place(Book::official(), 2020, "表三", "A2", "F3"),
        place(case("sh_finance_2025"), 2025, "单位支出总表", "A1", "G2"),
        place(case("js_court_2018"), 2018, "Sheet5", "A1", "C2"),
    ]
}

fn text_at(sheet: &Sheet, at: (u32, u32)) -> String {
    match sheet.cells.get(&at) {
        Some(Cell::Text(text)) => text.clone(),
        other => panic!("no text: {other:?}"),
    }
}

/// What is printed of a book in two formats.
fn runs(book: &Book, year: i32) -> [Run; 2] {
    let run = |ending: &str, bytes: &[u8]| {
        let inbox = InboxDir::new();
        inbox.add(&format!("{year}年部门预算公开表.{ending}"), bytes);
        inbox.check()
    };
    [
        run("xlsx", &book.bytes()),
        run("xls", &Xls::of(book).bytes()),
    ]
}

#[test]
fn a_title_shares_its_cell_with_the_unit_of_measure() {
    for (before, behind) in [("   ", ""), ("（", "）"), ("\n", "")] {
        for place in places() {
            let book = place.book.with(place.sheet, |sheet| {
                let unit = text_at(sheet, place.unit);
                let title = text_at(sheet, place.title);
                sheet.cells.remove(&place.unit);
                let both = Cell::Text(format!("{title}{before}{unit}{behind}"));
                sheet.cells.insert(place.title, both);
            });
            for run in runs(&book, place.year) {
                assert_eq!(run.status, 0, "{before:?}: {}", run.stdout);
            }
        }
    }
}

#[test]
fn a_title_stands_in_book_marks_or_in_every_cell_of_its_row() {
    for place in places() {
        let marks = [
            "《T》",
            "【T】",
            "T*",
            "T--公开",
            "T_公开",
            "（公开）T",
            "T（草案）",
        ];
        let marked = marks.map(|mark| {
            place.book.clone().with(place.sheet, |sheet| {
                let title = mark.replace('T', &text_at(sheet, place.title));
                sheet.cells.insert(place.title, Cell::Text(title));
            })
        });
        let filled = place.book.with(place.sheet, |sheet| {
            let title = text_at(sheet, place.title);
            sheet.merges.retain(|merge| merge.0 != place.title.0);
            for column in 0..=place.unit.1 {
                let own = Cell::Text(title.clone());
                sheet.cells.insert((place.title.0, column), own);
            }
        });
        for book in marked.into_iter().chain([filled]) {
            for run in runs(&book, place.year) {
                assert_eq!(run.status, 0, "{}", run.stdout);
            }
        }
    }
}

#[test]
fn a_word_more_or_less_is_a_hint() {
    let words = [
        ["部门支出预算总体情况表", "部门支出情况表"],
        ["2025年预算单位支出预算情况总表", "2025年单位支出总表"],
        [
            "2018年度江苏省高级人民法院财政拨款支出预算情况表",
            "2018年度江苏省高级人民法院财政拨款支出表",
        ],
    ];
    for (place, words) in places().into_iter().zip(words) {
        for word in words {
            let book = place.book.clone().with(place.sheet, |sheet| {
                sheet.cells.insert(place.title, Cell::Text(word.to_owned()));
            });
            for run in runs(&book, place.year) {
                assert_eq!(run.status, 0, "{word}: {}", run.stdout);
                assert!(run.stdout.contains("R-37 提示"), "{word}: {}", run.stdout);
            }
        }
    }
}

#[test]
fn a_title_that_is_not_understood_is_named_and_the_table_not_missed() {
    for place in places() {
        for title in ["部门有关情况一览", "部门花钱情况表", ""] {
            let book = place.book.clone().with(place.sheet, |sheet| {
                sheet
                    .cells
                    .insert(place.title, Cell::Text(title.to_owned()));
            });
            for run in runs(&book, place.year) {
                assert_eq!(run.status, 1, "{title}: {}", run.stdout);
                assert!(run.stdout.contains("R-35 强制"), "{title}: {}", run.stdout);
                assert!(run.stdout.contains(title), "{title}: {}", run.stdout);
                assert!(!run.stdout.contains("没有收到"), "{title}: {}", run.stdout);
                let is_broken = |it: &&str| it.contains(" 强制 ") && !it.contains("尾差");
                assert_eq!(run.stdout.lines().filter(is_broken).count(), 1, "{title}");
            }
        }
    }
}

#[test]
fn a_title_of_another_subject_is_another_table() {
    for place in places() {
        let title = "国有资本经营预算支出情况表";
        let book = place.book.with(place.sheet, |sheet| {
            sheet
                .cells
                .insert(place.title, Cell::Text(title.to_owned()));
        });
        for run in runs(&book, place.year) {
            assert_eq!(run.status, 1, "{}", run.stdout);
            assert!(!run.stdout.contains("R-35"), "{}", run.stdout);
            let lines: Vec<&str> = run.stdout.lines().collect();
            assert!(lines[2].contains("先看这里"), "{}", run.stdout);
            assert!(lines[3].contains("R-38 强制"), "{}", run.stdout);
            assert!(lines[4].contains(title), "{}", run.stdout);
        }
    }
}

#[test]
fn a_title_stands_in_the_header_of_the_printed_pages() {
    for place in places() {
        for with_unit in [false, true] {
            let book = place.book.clone().with(place.sheet, |sheet| {
                let unit = text_at(sheet, place.unit);
                let title = text_at(sheet, place.title);
                sheet.cells.remove(&place.title);
                sheet.print_header = format!("&C&\"宋体,加粗\"&18{title}&R第 &P 页");
                if with_unit {
                    sheet.cells.remove(&place.unit);
                    sheet.print_header = format!("&C{title}&R{unit}");
                }
            });
            for run in runs(&book, place.year) {
                assert_eq!(run.status, 0, "{with_unit}: {}", run.stdout);
                assert!(!run.stdout.contains("R-35"), "{}", run.stdout);
            }
        }
    }
}

#[test]
fn a_printed_title_says_nothing_where_a_cell_has_one() {
    for place in places() {
        let book = place.book.clone().with(place.sheet, |sheet| {
            sheet.print_header = "&C2019年政府性基金预算支出情况表&R单位：元".to_owned();
        });
        for run in runs(&book, place.year) {
            assert_eq!(run.status, 0, "{}", run.stdout);
        }
    }
}

#[test]
fn labels_filled_over_amounts_are_no_amounts() {
    // a label beside a cell for a figure that is blank
    let beside = [
        ("表四", "C10", "D10"),
        ("单位收支总表", "A9", "B9"),
        ("Sheet1", "C26", "D26"),
    ];
    for (place, (sheet, label, amount)) in places().into_iter().zip(beside) {
        let [label, amount] = [label, amount].map(place_of);
        let book = place.book.with(sheet, |sheet| {
            let text = text_at(sheet, label);
            sheet.merges.retain(|merge| merge.0 != label.0);
            assert!(!sheet.cells.contains_key(&amount), "{text}");
            sheet.cells.insert(amount, Cell::Text(text));
        });
        for run in runs(&book, place.year) {
            assert_eq!(run.status, 0, "{}", run.stdout);
            assert!(!run.stdout.contains("R-01"), "{}", run.stdout);
        }
    }
}

#[test]
fn a_submission_without_figures_is_refused_in_every_layout() {
    for place in places() {
        let mut book = place.book;
        for sheet in &mut book.sheets {
            sheet.cells.retain(|_, cell| matches!(cell, Cell::Text(_)));
        }
        for run in runs(&book, place.year) {
            assert_eq!(run.status, 1, "{}", run.stdout);
            assert!(run.stdout.contains("R-39 强制"), "{}", run.stdout);
        }
    }
}

/// The title says which table it is: what is wrong are the headings, and they are named.
#[test]
fn a_known_title_over_other_headings_names_their_cells() {
    let inbox = InboxDir::new();
    let book = Book::official()
        .text("表三!F5", "基本")
        .text("表三!G5", "项目");
    inbox.add("2020年.xlsx", &book.bytes());
    let said = inbox.check().stdout;
    for part in [
        "缺少列：基本支出、项目支出",
        "有一列“基本”",
        "有一列“项目”",
        "表三!F5",
    ] {
        assert!(said.contains(part), "{said}");
    }
    for part in ["不是 xinjiang-2020 里的表", "没有收到 表三"] {
        assert!(!said.contains(part), "{said}");
    }
}

/// A sheet was copied from its neighbour; what says which table it is stands in its name, its number, its headings, or
/// only in its place.
#[test]
fn a_title_copied_from_another_table_is_told_and_no_table_missed() {
    let copied = |place: &Place, sheet: &str, from: (&str, &str), title: &str| {
        let mut book = place.book.clone();
        let text = text_at(book.sheet(from.0), place_of(from.1));
        book.with(sheet, |own| {
            own.cells.insert(place_of(title), Cell::Text(text));
        })
    };
    let [xinjiang, shanghai, jiangsu] = places();
    let named = |sheet: &str, name: &str| {
        copied(&xinjiang, sheet, ("表三", "A2"), "A2").with(sheet, |own| own.name = name.to_owned())
    };
    let without_mark = |sheet: &str, name: &str| {
        let book = copied(&xinjiang, sheet, ("表三", "A2"), "A2").blank(&format!("{sheet}!A1"));
        book.with(sheet, |own| own.name = name.to_owned())
    };
    let empty = "单位政府性基金拨款表";
    let cases = [
        (&xinjiang, named("表五", "表五"), "表五"),
        (&xinjiang, named("表五", "Sheet5"), "Sheet5"),
        (&xinjiang, without_mark("表五", "Sheet5"), "Sheet5"),
        (
            &xinjiang,
            copied(&xinjiang, "表九", ("表五", "A2"), "A2"),
            "表九",
        ),
        (
            &shanghai,
            copied(&shanghai, empty, ("单位支出总表", "A1"), "A1"),
            empty,
        ),
        (
            &jiangsu,
            copied(&jiangsu, "Sheet5", ("Sheet7", "A1"), "A1"),
            "Sheet5",
        ),
    ];
    for (place, book, sheet) in cases {
        for run in runs(&book, place.year) {
            let said = format!("工作表“{sheet}”的标题写成了");
            assert!(run.stdout.contains(&said), "{}", run.stdout);
            for part in ["没有收到", "两份", "无法判断："] {
                assert!(!run.stdout.contains(part), "{part}: {}", run.stdout);
            }
        }
    }
}

/// The title and all else say that it is the same table again: then it is a copy, and the other one is missing.
#[test]
fn a_copy_that_nothing_calls_another_table_stays_a_copy() {
    let mut book = Book::official();
    let mut copy = book.sheet("表三").clone();
    copy.name = "表三 (2)".to_owned();
    let place = book.sheets.iter().position(|it| it.name == "表五").unwrap();
    book.sheets[place] = copy;
    book.sheets.swap(place, 3);
    for run in runs(&book, 2020) {
        assert!(run.stdout.contains("没有收到 表五"), "{}", run.stdout);
        assert!(run.stdout.contains("表三有两份"), "{}", run.stdout);
        assert!(!run.stdout.contains("R-35"), "{}", run.stdout);
    }
}
