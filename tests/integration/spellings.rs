//! Codes however they are spelt: read, or one finding a row that names its cells and no figure.

use crate::book::{Book, Cell};
use crate::made_xls::Xls;
use crate::program::{InboxDir, data};
use serde_json::Value;

fn case(name: &str) -> Book {
    Book::open(&data(&format!("cases/{name}/submitted.xlsx")))
}

/// What `check` says of a workbook in each of two formats.
fn checked(book: &Book) -> [Value; 2] {
    [
        ("2020.xlsx", book.bytes()),
        ("2020.xls", Xls::of(book).bytes()),
    ]
    .map(|(name, bytes)| {
        let inbox = InboxDir::new();
        inbox.add(name, &bytes);
        inbox.json()["departments"][0].clone()
    })
}

fn text(cell: Option<&Cell>) -> String {
    match cell {
        Some(Cell::Text(text)) => text.clone(),
        Some(Cell::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

/// Writes every code of a sheet anew: parts and name to the cells of the first columns.
fn respelt(
    book: Book,
    sheet: &str,
    columns: u32,
    spell: impl Fn(&[String], &str) -> Vec<String>,
) -> Book {
    book.with(sheet, |sheet| {
        sheet
            .merges
            .retain(|merge| merge.1 >= columns || merge.0 < 5);
        let last = sheet.cells.keys().map(|(row, _)| *row).max().unwrap();
        for row in 5..=last {
            let parts: Vec<String> = (0..columns)
                .map(|column| text(sheet.cells.get(&(row, column))))
                .filter(|part| !part.is_empty())
                .collect();
            let is_code = parts
                .first()
                .is_some_and(|part| part.parse::<u32>().is_ok());
            if !is_code {
                continue;
            }
            let name = text(sheet.cells.get(&(row, columns)));
            let cells = spell(&parts, &name);
            for column in 0..=columns {
                sheet.cells.remove(&(row, column));
                let written = cells.get(column as usize).filter(|text| !text.is_empty());
                if let Some(written) = written {
                    sheet
                        .cells
                        .insert((row, column), Cell::Text(written.clone()));
                }
            }
        }
    })
}

type Spelling = fn(&[String], &str) -> Vec<String>;

/// Ways to write 208 | 05 | 05 in three columns and the name in a fourth.
const SPELLINGS: [(&str, Spelling); 10] = [
    ("points", |parts, name| row(&parts.join("."), name)),
    ("dashes", |parts, name| row(&parts.join("-"), name)),
    ("padded", |parts, name| {
        row(&format!("{:0<7}", parts.concat()), name)
    }),
    ("as a number", |parts, name| {
        row(&format!("{}.0", parts.concat()), name)
    }),
    ("parts as numbers", |parts, name| {
        let part = |at: usize| {
            parts.get(at).map_or(String::new(), |part| {
                format!("{}.0", part.parse::<u32>().unwrap())
            })
        };
        vec![part(0), part(1), part(2), name.to_owned()]
    }),
    ("separators", |parts, name| {
        let whole: String = parts.concat();
        let groups: Vec<String> = whole
            .as_bytes()
            .rchunks(3)
            .rev()
            .map(|it| String::from_utf8_lossy(it).into_owned())
            .collect();
        row(&groups.join(","), name)
    }),
    ("scientific", |parts, name| {
        let whole = parts.concat();
        row(
            &format!("{}.{}E+{:02}", &whole[..1], &whole[1..], whole.len() - 1),
            name,
        )
    }),
    ("with the name in brackets", |parts, name| {
        row(&format!("[{}]{name}", parts.concat()), "")
    }),
    ("before the name", |parts, name| {
        row("", &format!("{}-{name}", parts.concat()))
    }),
    ("full width and apostrophes", |parts, name| {
        let wide = |part: &String| {
            format!(
                "’{}",
                part.chars()
                    .map(|c| char::from_u32(u32::from(c) + 0xfee0).unwrap())
                    .collect::<String>()
            )
        };
        let mut cells: Vec<String> = parts.iter().map(wide).collect();
        cells.resize(3, String::new());
        cells.push(name.to_owned());
        cells
    }),
];

fn row(code: &str, name: &str) -> Vec<String> {
    vec![
        code.to_owned(),
        String::new(),
        String::new(),
        name.to_owned(),
    ]
}

#[test]
fn codes_in_three_columns_are_read_however_they_are_spelt() {
    let bases = [
        (Book::official(), "表三"),
        (case("sh_finance_2025"), "单位支出总表"),
    ];
    for (base, sheet) in bases {
        let [expected, _] = checked(&base);
        for (how, spell) in SPELLINGS {
            for department in checked(&respelt(base.clone(), sheet, 3, spell)) {
                assert_eq!(department["equations"], expected["equations"], "{how}");
                assert_eq!(department["publishable"], true, "{how}");
            }
        }
    }
}

#[test]
fn whole_codes_are_read_however_they_are_spelt() {
    let court = case("js_court_2018");
    let [expected, _] = checked(&court);
    let parts = |code: &str| -> Vec<String> {
        let ends = [3, 5, 7].into_iter().filter(|end| *end <= code.len());
        ends.zip([0, 3, 5])
            .map(|(end, start)| code[start..end].to_owned())
            .collect()
    };
    let ways: [fn(&[String]) -> String; 4] = [
        |parts| parts.join("."),
        |parts| parts.join(" - "),
        |parts| format!("{:0<7}", parts.concat()),
        |parts| format!("{}.00", parts.concat()),
    ];
    for way in ways {
        let spell = |code: &[String], name: &str| vec![way(&parts(&code[0])), name.to_owned()];
        let book = respelt(court.clone(), "Sheet5", 1, spell);
        for department in checked(&respelt(book, "Sheet8", 1, spell)) {
            assert_eq!(department["equations"], expected["equations"]);
            assert_eq!(department["publishable"], true);
        }
    }
}

#[test]
fn codes_that_show_as_dates_are_read() {
    let book = Book::official().blank("表三!B22").blank("表三!C22");
    let book = book.cell("表三!A22", Cell::Date(2_080_705.0));
    let inbox = InboxDir::new();
    inbox.add("2020.xlsx", &book.bytes());
    assert_eq!(inbox.check().status, 0, "{}", inbox.check().stdout);
}

/// The only mandatory finding of a workbook, in each of two formats.
fn only_finding(book: &Book) -> Vec<Value> {
    checked(book)
        .iter()
        .map(|department| {
            let findings = department["findings"].as_array().unwrap().iter();
            let graver = findings.filter(|finding| {
                finding["level"] == "mandatory" && finding["verdict"] == "broken"
            });
            let found: Vec<&Value> = graver.collect();
            assert_eq!(found.len(), 1, "{found:#?}");
            assert_eq!(department["diagnosis"].as_array().unwrap().len(), 0);
            found[0].clone()
        })
        .collect()
}

#[test]
fn a_code_that_is_none_is_read_by_name_and_figures() {
    let shanghai = case("sh_finance_2025");
    let court = case("js_court_2018");
    let official = Book::official();
    let sheet = "单位支出总表";
    for (book, cells, code) in [
        // 7 | 11 | 01 for 210 | 11 | 01
        (
            shanghai.clone().text(&format!("{sheet}!A22"), "7"),
            vec!["A22"],
            "2101101",
        ),
        (
            shanghai.text(&format!("{sheet}!A15"), "2O8"),
            vec!["A15"],
            "2080505",
        ),
        (
            court.clone().text("Sheet8!A13", "3O113"),
            vec!["A13"],
            "30113",
        ),
        (court.text("Sheet5!A6", "204.5"), vec!["A6"], "20405"),
        (
            official.clone().text("表七!C10", "?6"),
            vec!["C10"],
            "2080106",
        ),
        (
            official.clone().text("表三!B22", "7.5"),
            vec!["B22"],
            "2080705",
        ),
        // the only table with codes of this kind
        (official.text("表六!A18", "3O1"), vec!["A18"], "30113"),
    ] {
        for finding in only_finding(&book) {
            let named: Vec<&str> = finding["cells"]
                .as_array()
                .unwrap()
                .iter()
                .map(|cell| cell["cell"].as_str().unwrap())
                .collect();
            assert_eq!(named, cells, "{finding:#}");
            let message = finding["message"].as_str().unwrap();
            assert!(message.contains(&format!("应是 {code}")), "{message}");
        }
    }
}

#[test]
fn a_code_that_nothing_tells_is_one_finding() {
    let book = Book::official()
        .text("表六!B18", "?")
        .text("表六!C18", "某项");
    for finding in only_finding(&book) {
        let message = finding["message"].as_str().unwrap();
        assert!(
            message.contains("“301 ?”（某项）不是科目编码，看不出是哪个科目"),
            "{message}"
        );
    }
}

#[test]
fn cells_without_a_code_are_red_in_the_flagged_workbook() {
    let inbox = InboxDir::new();
    let book = Book::official().text("表三!A22", "2O8");
    inbox.add("2020.xlsx", &book.bytes());
    assert_eq!(inbox.publish().status, 1);
    let parts = crate::made::Parts::of(&inbox.output());
    let notes = parts.0.iter().filter(|(name, _)| name.contains("comments"));
    let texts = notes.map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned());
    let noted = texts.filter(|text| text.contains("2O8 07 05"));
    assert_eq!(noted.count(), 1);
}

#[test]
fn a_form_may_have_the_words_of_the_national_one() {
    let words = [
        ("预算单位", "主管部门"),
        ("项目资金（万元）", "资金情况（万元）"),
        ("其中：财政拨款", "其中：财政资金"),
        ("项目总体目标", "总体目标"),
    ];
    let mut book = Book::official();
    for sheet in &mut book.sheets {
        if !sheet.name.starts_with("绩效") {
            continue;
        }
        for cell in sheet.cells.values_mut() {
            let Cell::Text(text) = cell else { continue };
            if let Some((_, other)) = words.iter().find(|(own, _)| *own == text.as_str()) {
                *text = (*other).to_owned();
            }
        }
    }
    let published = |book: &Book| {
        let inbox = InboxDir::new();
        inbox.add("2020a.xlsx", &book.bytes());
        let run = inbox.publish();
        assert_eq!(run.status, 0, "{}", run.stdout);
        inbox.output()
    };
    assert!(published(&book) == published(&Book::official()));
}
