//! A figure is what the public sees in its cell: number formats, units of measure, characters.

use crate::book::{Book, Cell, place_of};
use crate::department::Department;
use crate::made_xls::Xls;
use crate::program::{InboxDir, Run, data};

const NAME: &str = "2020年部门预算公开表";

/// Workbooks of three layouts, two in 万元 and one in 元.
pub fn books() -> [(&'static str, Book); 3] {
    let case = |name: &str| Book::open(&data(&format!("cases/{name}/submitted.xlsx")));
    [
        ("xinjiang-2020", Book::official()),
        ("jiangsu-2018", case("js_court_2018")),
        ("shanghai-2023", case("sh_wanli_2023")),
    ]
}

/// The same workbook, every number so much larger and in a format.
pub fn formatted(mut book: Book, factor: f64, code: &str) -> Book {
    for cell in book
        .sheets
        .iter_mut()
        .flat_map(|sheet| sheet.cells.values_mut())
    {
        if let Cell::Number(number) = cell {
            *cell = Cell::Formatted(*number * factor, code.to_owned());
        }
    }
    book
}

pub fn inbox(name: &str, bytes: &[u8]) -> InboxDir {
    let inbox = InboxDir::new();
    inbox.add(name, bytes);
    inbox
}

fn run(book: &Book) -> Run {
    inbox(&format!("{NAME}.xlsx"), &book.bytes()).check()
}

/// What the figures of a workbook come to.
fn figures(name: &str, bytes: &[u8]) -> Vec<String> {
    let budget = inbox(name, bytes).budget();
    let facts = budget.facts.iter();
    facts
        .map(|fact| format!("{} {:?}", fact.at.a1(), fact.figure))
        .collect()
}

#[test]
fn formats_that_scale_show_the_figures() {
    let tenfold = |layout: &str| {
        if layout == "shanghai-2023" {
            100.0
        } else {
            10_000.0
        }
    };
    for (layout, book) in books() {
        let plain = run(&book);
        let wanted = figures("a.xlsx", &book.bytes());
        let codes = match layout {
            "shanghai-2023" => [
                ("0\\.00", 100.0),
                ("#,##0,", 1_000.0),
                ("0.00,,\n%", 10_000.0),
            ],
            _ => [
                ("0\\.0000", 10_000.0),
                ("#,##0.00,", 1_000.0),
                ("#,##0.00,,\n%", tenfold(layout)),
            ],
        };
        for (code, factor) in codes {
            let scaled = formatted(book.clone(), factor, code);
            assert_eq!(
                figures("a.xlsx", &scaled.bytes()),
                wanted,
                "{layout} {code:?}"
            );
            let seen = run(&scaled);
            assert_eq!(
                seen.status, plain.status,
                "{layout} {code:?} {}",
                seen.stdout
            );
            assert!(
                seen.stdout.contains("R-31 提示"),
                "{layout} {code:?} {}",
                seen.stdout
            );
            assert!(
                !seen.stdout.contains("R-32"),
                "{layout} {code:?} {}",
                seen.stdout
            );
        }
        let old = Xls::of(&formatted(book.clone(), tenfold(layout), codes[0].0)).bytes();
        assert_eq!(
            figures("a.xls", &old),
            figures("a.xls", &Xls::of(&book).bytes()),
            "{layout}"
        );
    }
}

#[test]
fn a_hint_names_the_format_once_a_table() {
    let book = Book::official().cell(
        "表七!F6",
        Cell::Formatted(864_000.0, "0!.0000\"万元\"".into()),
    );
    let book = book.cell(
        "表七!I6",
        Cell::Formatted(864_000.0, "0!.0000\"万元\"".into()),
    );
    let seen = run(&book);
    assert_eq!(seen.status, 0, "{}", seen.stdout);
    let hint = "表七有 2 格的单元格格式“0!.0000\"万元\"”改变了金额的大小，如存储值 864000 显示为 86.4000万元，按看到的 86.4 读入（F6）";
    assert!(seen.stdout.contains(hint), "{}", seen.stdout);
}

#[test]
fn a_format_may_round_a_figure_to_nothing() {
    for (layout, book) in books() {
        // whole amounts of a unit are as many hundredths of it afterwards
        for (code, seen_as) in [("#,##0", "显示为 0"), ("#", "不显示")] {
            let small = formatted(book.clone(), 0.000_01, code);
            let old = inbox("2020年表.xls", &Xls::of(&small).bytes()).check();
            for seen in [run(&small), old] {
                let hint = format!("的单元格格式“{code}”小数位太少，不是零的金额看不到：存储值 0.");
                let is_told = seen.stdout.contains(&hint) && seen.stdout.contains(seen_as);
                // whole 元 have no decimals to lose
                let is_of_fractions = layout != "shanghai-2023";
                assert!(
                    is_told || !is_of_fractions,
                    "{layout} {code} {}",
                    seen.stdout
                );
            }
        }
        let large = run(&formatted(book.clone(), 1.0, "#,##0.00"));
        assert!(
            !large.stdout.contains("小数位太少"),
            "{layout} {}",
            large.stdout
        );
    }
}

#[test]
fn a_unit_in_the_format_is_the_figures_own() {
    let own = Book::official().cell("表七!F6", Cell::Formatted(86.4, "0.00\"万元\"".into()));
    let seen = run(&own);
    assert_eq!(seen.status, 0, "{}", seen.stdout);
    assert!(!seen.stdout.contains("R-31"), "{}", seen.stdout);
    let other = Book::official().cell("表七!F6", Cell::Formatted(864_000.0, "#,##0\"元\"".into()));
    let seen = run(&other);
    assert_eq!(seen.status, 0, "{}", seen.stdout);
    assert!(
        seen.stdout.contains("按看到的 864000 元 读入"),
        "{}",
        seen.stdout
    );
}

#[test]
fn what_shows_no_amount_is_not_published() {
    for (code, number, words) in [
        (
            "0.0%",
            0.864,
            "表三 项目支出：单元格是百分比格式（0.0%），存储值 0.864 显示为 86.4%，不是金额",
        ),
        (";;;", 86.4, "不显示数字，存储值是 86.4，公众看不到这个金额"),
        (
            "\"86.40\"",
            5.0,
            "把存储值 5 显示为“86.40”，不知道以哪个为准",
        ),
        ("0.00;0.00", -86.4, "把存储值 -86.4 显示为“86.40”"),
    ] {
        let seen = run(&Book::official().cell("表三!G14", Cell::Formatted(number, code.into())));
        assert_eq!(seen.status, 1, "{code} {}", seen.stdout);
        assert!(seen.stdout.contains("R-32 强制"), "{code} {}", seen.stdout);
        assert!(seen.stdout.contains(words), "{code} {}", seen.stdout);
        assert!(!seen.stdout.contains("R-03"), "{code} {}", seen.stdout);
    }
    for (layout, book) in books() {
        for (code, factor) in [("0.00%", 0.01), (";;;", 1.0)] {
            let book = formatted(book.clone(), factor, code);
            let seen = run(&book);
            assert_eq!(seen.status, 1, "{layout} {code}");
            assert!(
                seen.stdout.contains("R-32 强制"),
                "{layout} {code} {}",
                seen.stdout
            );
            let old = inbox("2020年表.xls", &Xls::of(&book).bytes()).check();
            assert!(
                old.stdout.contains("R-32 强制"),
                "{layout} {code} {}",
                old.stdout
            );
        }
    }
}

#[test]
fn usual_formats_say_nothing() {
    for (layout, book) in books() {
        let plain = run(&book).stdout;
        for code in [
            "_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * \"-\"??_ ;_ @_ ",
            "#,##0.00;[Red]#,##0.00;",
            "[=0]\"\";General",
        ] {
            assert_eq!(
                run(&formatted(book.clone(), 1.0, code)).stdout,
                plain,
                "{layout} {code}"
            );
        }
    }
}

#[test]
fn a_figure_never_comes_to_nothing_in_silence() {
    let book = Department::full().book().text("表八!D2", "单位：元");
    let seen = run(&book);
    assert_eq!(seen.status, 1, "{}", seen.stdout);
    assert!(!seen.stdout.contains("没有数字"), "{}", seen.stdout);
    assert!(
        seen.stdout.contains("表八写的金额单位是“元”，折合成万元后"),
        "{}",
        seen.stdout
    );
    assert!(seen.stdout.contains("表八!D2"), "{}", seen.stdout);
    assert!(seen.stdout.contains("R-33 核实"), "{}", seen.stdout);
    // one of many
    let seen = run(&Book::official()
        .text("表七!F6", "4 元")
        .text("表七!I6", "4 元"));
    assert!(
        seen.stdout.contains("4 元折合 0.0004 万元，公开时成了 0"),
        "{}",
        seen.stdout
    );
    assert!(!seen.stdout.contains("R-34"), "{}", seen.stdout);
}

#[test]
fn units_of_measure_are_stated_in_many_ways() {
    for (layout, book) in &books()[..2] {
        let plain = run(book);
        for words in [
            "金额单位：人民币万元（保留两位小数）",
            "计量单位：万元人民币",
            "单位：萬元",
            "单位：万元，%",
            "單位：萬元",
            "（人民币：万元）",
            "币种：人民币 单位：万元",
        ] {
            let mut book = book.clone();
            let mut count = 0;
            for cell in book
                .sheets
                .iter_mut()
                .flat_map(|sheet| sheet.cells.values_mut())
            {
                if let Cell::Text(text) = cell
                    && ["单位：万元", "单位:万元"].contains(&text.replace(' ', "").as_str())
                {
                    *text = words.to_owned();
                    count += 1;
                }
            }
            assert!(count > 3, "{layout}");
            let seen = run(&book);
            assert_eq!(
                seen.status, plain.status,
                "{layout} {words} {}",
                seen.stdout
            );
            assert!(
                !seen.stdout.contains("R-18"),
                "{layout} {words} {}",
                seen.stdout
            );
        }
    }
}

/// A cell's text with more behind it.
fn lengthened(book: Book, place: &str, more: &str) -> Book {
    let (sheet, cell) = place.split_once('!').unwrap();
    let own = book.sheets.iter().find(|it| it.name == sheet).unwrap();
    let Some(Cell::Text(text)) = own.cells.get(&place_of(cell)) else {
        panic!("no text at {place}");
    };
    let text = format!("{text}{more}");
    book.text(place, &text)
}

#[test]
fn headings_of_columns_may_state_the_unit() {
    let [(_, xinjiang), (_, jiangsu), _] = books();
    let shanghai = Book::open(&data("cases/sh_finance_2025/submitted.xlsx"));
    let expenditure = "单位支出总表";
    let places = [
        (
            xinjiang,
            "万元",
            ["表三!E5", "表三!F5", "表三!G5"]
                .map(str::to_owned)
                .to_vec(),
            "表三!F3",
        ),
        (jiangsu, "万元", vec!["Sheet7!C3".to_owned()], "Sheet7!C2"),
        (
            shanghai,
            "元",
            ["E4", "F4", "G4"]
                .map(|at| format!("{expenditure}!{at}"))
                .to_vec(),
            "单位支出总表!G2",
        ),
    ];
    for (book, unit, cells, stated) in places {
        let wanted = figures("a.xlsx", &book.bytes());
        let in_other = if unit == "元" { "万元" } else { "元" };
        for suffix in ["（U）", "/U", "\nU", "\n（单位：U）", "（人民币U）", "U"] {
            let suffixed = |unit: &str| {
                let suffix = suffix.replace('U', unit);
                let heads = |book: Book, at: &String| lengthened(book, at, &suffix);
                cells.iter().fold(book.clone(), heads)
            };
            // the table's own words stay, are left out, or are of another unit than the headings'
            let changed = [
                suffixed(unit),
                suffixed(unit).blank(stated),
                suffixed(unit).text(stated, &format!("单位：{in_other}")),
            ];
            for book in changed {
                for (name, bytes) in [
                    (format!("{NAME}.xlsx"), book.bytes()),
                    (format!("{NAME}.xls"), Xls::of(&book).bytes()),
                ] {
                    assert_eq!(figures(&name, &bytes), wanted, "{suffix:?} {unit}");
                    let seen = inbox(&name, &bytes).check();
                    assert_eq!(seen.status, 0, "{suffix:?} {}", seen.stdout);
                }
            }
        }
    }
    // a column in a unit of its own
    let mut book = Book::official().text("表三!G5", "项目支出\n元");
    for ((row, column), cell) in &mut book.sheet("表三").cells {
        if let (Cell::Number(number), true) = (cell, *column == 6 && *row > 4) {
            *number *= 10_000.0;
        }
    }
    let seen = run(&book);
    assert_eq!(seen.status, 0, "{}", seen.stdout);
    // where each column states one, the table need not
    let book = book
        .text("表三!E5", "合计（万元）")
        .text("表三!F5", "基本支出（万元）")
        .blank("表三!F3");
    let seen = run(&book);
    assert_eq!(seen.status, 0, "{}", seen.stdout);
}

#[test]
fn zeros_give_no_rounding_allowance() {
    let mut book = Book::official().number("表二!E11", 68.86);
    for column in ["G", "H", "I", "J", "K", "L"] {
        book = book.number(&format!("表二!{column}11"), 0.0);
    }
    let seen = run(&book);
    assert_eq!(seen.status, 1, "{}", seen.stdout);
    assert!(seen.stdout.contains("T2-1 强制 不平"), "{}", seen.stdout);
    assert!(!seen.stdout.contains("尾差 1"), "{}", seen.stdout);
}

#[test]
fn characters_that_nobody_sees_change_nothing() {
    let mut book = Book::official()
        .text("表三!G15", "\u{202d}7,000.00\u{202c}")
        .text("表三!G14", "\u{2066}86\u{fe0f}.\u{ad}40\u{2069}");
    for cell in book
        .sheets
        .iter_mut()
        .flat_map(|sheet| sheet.cells.values_mut())
    {
        if let Cell::Text(text) = cell {
            let dressed = text
                .replace('人', "⼈")
                .replace('力', "⼒")
                .replace('车', "⻋")
                .replace('行', "⾏");
            *text = format!(
                "\u{202d}{}\u{202c}\u{fe0f}",
                dressed.replace('计', "计\u{2060}")
            );
        }
    }
    let seen = inbox("\u{202a}⼈⼒资源局2020年部门预算公开表.xlsx", &book.bytes()).check();
    assert_eq!(seen.status, 0, "{}", seen.stdout);
    // a mark that turns digits around is seen
    let seen = run(&Book::official().text("表三!G14", "\u{202e}04.68"));
    assert_eq!(seen.status, 1, "{}", seen.stdout);
    assert!(
        seen.stdout.contains("其中有看不见的字符（U+202E）"),
        "{}",
        seen.stdout
    );
}

#[test]
fn text_that_becomes_digits_is_no_amount() {
    for text in ["86.4²", "⑧⑥", "⅞"] {
        let seen = run(&Book::official().text("表三!G14", text));
        assert!(seen.stdout.contains("R-01 强制"), "{text} {}", seen.stdout);
    }
}
