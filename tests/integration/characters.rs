//! Characters that look like others, or like nothing: the same workbook is read from them. In three layouts, as .xlsx
//! and as .ods.

use crate::book::{Book, Cell};
use crate::formats::inbox;
use crate::made_ods;
use crate::program::{InboxDir, Run, data};

fn books() -> [Book; 3] {
    let case = |name: &str| Book::open(&data(&format!("cases/{name}/submitted.xlsx")));
    [
        Book::official(),
        case("js_court_2018"),
        case("sh_finance_2025"),
    ]
}

/// The same workbook with every text changed.
fn respelt(book: &Book, change: impl Fn(&str) -> String) -> Book {
    let mut book = book.clone();
    for sheet in &mut book.sheets {
        for cell in sheet.cells.values_mut() {
            if let Cell::Text(text) = cell {
                *text = change(text);
            }
        }
    }
    book
}

/// The result of the equations, and what is published.
fn told(inbox: &InboxDir) -> (Run, Vec<String>) {
    let run = inbox.publish();
    (run, inbox.outputs())
}

fn line(run: &Run) -> &str {
    let mut lines = run.stdout.lines();
    lines
        .find(|line| line.contains("勾稽 "))
        .unwrap_or_default()
}

fn assert_reads_alike(change: impl Fn(&str) -> String, what: &str) {
    for book in books() {
        let (plain, outputs) = told(&inbox("报送2020.xlsx", &book.bytes()));
        assert_eq!(plain.status, 0, "{what} {}", plain.stdout);
        let other = respelt(&book, &change);
        assert_ne!(other.sheets[0].cells, book.sheets[0].cells, "{what}");
        for (name, bytes) in [
            ("报送2020.xlsx", other.bytes()),
            ("报送2020.ods", made_ods::bytes(&other, "")),
        ] {
            let (run, published) = told(&inbox(name, &bytes));
            assert_eq!(run.status, 0, "{what} {name} {}", run.stdout);
            assert_eq!(line(&run), line(&plain), "{what} {name}");
            assert_eq!(published, outputs, "{what} {name}");
        }
    }
}

#[test]
fn quotation_marks_and_colons_may_be_of_any_kind_or_missing() {
    for (open, close) in [
        ("『", "』"),
        ("〝", "〞"),
        ("「", "」"),
        ("\"", "\""),
        ("", ""),
    ] {
        let quoted = |text: &str| {
            text.replace('“', open)
                .replace('”', close)
                .replace('：', "∶")
        };
        assert_reads_alike(quoted, open);
    }
}

#[test]
fn radicals_and_compatibility_ideographs_are_the_characters_that_they_look_like() {
    let radicals = |text: &str| {
        let pairs = [
            ('人', '⼈'),
            ('民', '⺠'),
            ('车', '⻋'),
            ('力', '⼒'),
            ('金', '\u{f90a}'),
            ('社', '\u{fa4c}'),
            ('行', '\u{fa08}'),
        ];
        let of = |c: char| {
            pairs
                .iter()
                .find(|pair| pair.0 == c)
                .map_or(c, |pair| pair.1)
        };
        text.chars().map(of).chain(['\u{200b}']).collect()
    };
    assert_reads_alike(radicals, "radicals");
}

#[test]
fn a_line_break_may_cut_a_name_or_a_unit_in_two() {
    for mark in ['\n', '\t'] {
        let cut = |text: &str| {
            let mut chars: Vec<char> = text.chars().collect();
            let is_heading =
                text.contains("部门：") || text.contains("单位：") || text.contains("名称：");
            if is_heading && chars.len() < 40 {
                chars.insert(chars.len() - 1, mark);
            }
            chars.into_iter().collect()
        };
        assert_reads_alike(cut, "cut");
    }
}

/// Brackets of other kinds in titles and headers; names keep their own.
#[test]
fn brackets_may_be_of_any_kind() {
    for (open, close) in [('〔', '〕'), ('［', '］'), ('【', '】')] {
        let bracketed = |text: &str| {
            if text.contains("部门：") || text.contains("单位：") || text.starts_with("高新区")
            {
                return text.to_owned();
            }
            text.chars()
                .map(|c| match c {
                    '（' | '(' => open,
                    '）' | ')' => close,
                    other => other,
                })
                .chain([' '])
                .collect()
        };
        assert_reads_alike(bracketed, &open.to_string());
    }
}
