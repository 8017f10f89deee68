//! What the written text states, counted against texts that people wrote for the same tables: every figure of theirs
//! that a table or last year's figures hold, at the precision in which they printed it. What only people know is left to
//! be filled in. Tried of the kind: a text of each of three places, with made-up figures of last year, and the written
//! document handed in again.

use crate::book::{Book, Cell, place_of};
use crate::document::Document;
use crate::program::{InboxDir, data};
use std::collections::HashMap;
use std::fs;

/// A text by people, the workbook that it explains, and what figures of it were last year.
struct Case {
    name: &'static str,
    year: u32,
    book: Book,
    /// Whether the sections of both texts have the same numbers.
    has_sections: bool,
    earlier: &'static [(f64, Option<f64>)],
    /// Figures of tables, and of last year, that are stated; those that are not, because they are no figures of either.
    counts: [usize; 3],
}

/// What last year's budget was, so that the changes of the text of 2020 are right.
const XINJIANG: [(f64, Option<f64>); 8] = [
    (7000.0, Some(7500.0)),
    (110.0, Some(400.0)),
    (42.0, Some(33.0)),
    (1383.83, Some(1435.34)),
    (14688.4, Some(19682.32)),
    (16072.23, Some(21117.66)),
    (70.51, Some(64.57)),
    (15932.58, Some(20978.01)),
];

/// What was spent last year, beside the rows of 表五.
const SPENT: [(&str, f64); 8] = [
    ("H11", 145.64),
    ("H14", 1293.33),
    ("H15", 6116.37),
    ("H16", 383.67),
    ("H17", 33.41),
    ("H18", 51.67),
    ("H20", 90.89),
    ("H22", 8864.39),
];

const JIANGSU: [(f64, Option<f64>); 23] = [
    (33172.15, Some(28849.38)),
    (26200.88, Some(23513.11)),
    (2254.76, Some(2347.13)),
    (4716.51, Some(2989.14)),
    (18570.82, Some(17123.19)),
    (11343.27, Some(11543.27)),
    (3258.06, Some(182.92)),
    (14857.61, Some(11786.92)),
    (6049.97, Some(6432.89)),
    (1833.3, Some(1733.3)),
    (950.0, Some(1050.0)),
    (397.23, Some(2347.13)),
    (1326.81, None),
    (530.72, None),
    (1398.26, Some(1029.15)),
    (3318.25, Some(1959.99)),
    (170.0, Some(180.0)),
    (266.8, Some(304.4)),
    (183.95, Some(185.72)),
    (271.26, Some(228.0)),
    (1666.25, Some(1701.25)),
    (620.75, Some(670.12)),
    (3407.38, Some(9193.4)),
];

fn cases() -> [Case; 3] {
    let of = |name: &str| Book::open(&data(&format!("cases/{name}/submitted.xlsx")));
    [
        Case {
            name: "xinjiang_2020",
            year: 2020,
            book: xinjiang(),
            has_sections: true,
            earlier: &XINJIANG,
            counts: [68, 23, 32],
        },
        Case {
            name: "js_court_2018",
            year: 2018,
            book: of("js_court_2018"),
            has_sections: true,
            earlier: &JIANGSU,
            counts: [61, 44, 19],
        },
        Case {
            name: "sh_finance_2025",
            year: 2025,
            book: of("sh_finance_2025"),
            has_sections: false,
            earlier: &[(171_915_169.0, Some(181_815_169.0))],
            counts: [19, 3, 7],
        },
    ]
}

/// The workbook of 2020 with a column of what was spent.
fn xinjiang() -> Book {
    let mut book = Book::official().text("表一!A2", "2020年部门收支总体情况表");
    let sheet = book.sheet("表五");
    let head = place_of("H4");
    sheet
        .cells
        .insert(head, Cell::Text("2019年执行数".to_owned()));
    sheet.merges.push((head.0, head.1, head.0 + 2, head.1));
    for (place, spent) in SPENT {
        sheet.cells.insert(place_of(place), Cell::Number(spent));
    }
    book
}

impl Case {
    fn inbox(&self) -> InboxDir {
        let inbox = InboxDir::new();
        inbox.add(&format!("{}年报送.xlsx", self.year), &self.book.bytes());
        inbox.add("上年/报送.xlsx", &self.last_year());
        inbox
    }

    fn last_year(&self) -> Vec<u8> {
        let mut book = self.book.clone();
        let (year, before) = (self.year.to_string(), (self.year - 1).to_string());
        let spent = (self.year - 2).to_string();
        for cell in book.sheets.iter_mut().flat_map(|it| it.cells.values_mut()) {
            match cell {
                Cell::Text(text) => *text = text.replace(&before, &spent).replace(&year, &before),
                Cell::Number(number) => {
                    if let Some((_, before)) = self.earlier.iter().find(|(now, _)| now == number) {
                        *cell = before.map_or(Cell::Text(String::new()), Cell::Number);
                    }
                }
                _ => {}
            }
        }
        book.bytes()
    }

    /// The figures of the text by people: section, source, figure.
    fn figures(&self) -> Vec<[String; 3]> {
        let path = data(&format!("narrative/{}_stated.tsv", self.name));
        let text = fs::read_to_string(path).unwrap();
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        let fields = |line: &str| {
            let mut fields = line.split('\t').map(str::to_owned);
            [(); 3].map(|()| fields.next().unwrap())
        };
        lines.map(fields).collect()
    }

    /// The figures of the written text by section, as they are printed.
    fn written(&self, document: &Document) -> HashMap<String, Vec<String>> {
        let mut sections: HashMap<String, Vec<String>> = HashMap::new();
        let mut section = "全".to_owned();
        let mut is_text = !self.has_sections;
        for paragraph in document.paragraphs() {
            if self.has_sections {
                is_text = (is_text || paragraph.starts_with("第三部分"))
                    && !paragraph.starts_with("第四部分");
                let number = paragraph.split('、').next().unwrap_or_default();
                if !number.is_empty() && number.chars().all(|c| "一二三四五六七八九十".contains(c))
                {
                    section = number.to_owned();
                }
            }
            if is_text {
                let own = sections.entry(section.clone()).or_default();
                own.extend(figures_in(&paragraph));
            }
        }
        sections
    }
}

/// The figures of a paragraph with their units: 万元, %, 个.
fn figures_in(text: &str) -> Vec<String> {
    let text: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    let mut figures = Vec::new();
    let mut number = String::new();
    for (at, c) in text.iter().enumerate() {
        if c.is_ascii_digit() || !number.is_empty() && *c == '.' {
            number.push(*c);
            continue;
        }
        let rest: String = text[at..].iter().take(2).collect();
        for unit in ["万元", "%", "个"] {
            if !number.is_empty() && rest.starts_with(unit) {
                figures.push(format!("{number}{unit}"));
            }
        }
        number.clear();
    }
    figures
}

/// A figure's value and its unit, with half a unit of its last place.
fn parsed(figure: &str) -> (f64, &str, f64) {
    let end = figure.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',');
    let (number, unit) = figure.split_at(end.unwrap());
    let number = number.replace(',', "");
    let decimals = number.split_once('.').map_or(0, |(_, rest)| rest.len());
    let half = 0.5 * 0.1_f64.powi(i32::try_from(decimals).unwrap());
    (number.parse().unwrap(), unit, half)
}

/// Takes a figure out of those that are written, if it is one of them.
fn take(written: &mut Vec<String>, figure: &str) -> bool {
    let (value, unit, half) = parsed(figure);
    let is_it = |it: &String| {
        let (own, own_unit, _) = parsed(it);
        own_unit == unit && (own - value).abs() <= half + 1e-9
    };
    let at = written.iter().position(is_it);
    at.map(|at| written.remove(at)).is_some()
}

#[test]
fn every_figure_of_tables_and_last_year_is_stated() {
    for case in cases() {
        let inbox = case.inbox();
        let run = inbox.publish();
        assert!(!run.stdout.contains("自己的核对"), "{}", run.stdout);
        let mut written = case.written(&Document::of(&inbox));
        let mut counts = [0; 3];
        for [section, source, figure] in case.figures() {
            let own = written.entry(section.clone()).or_default();
            let place = match source.as_str() {
                "表" => 0,
                "上年" | "误" => 1,
                // said in words, or left to be filled in
                "平" | "新" | "因" | "人" => {
                    counts[2] += 1;
                    continue;
                }
                source => panic!("{source}"),
            };
            assert!(take(own, &figure), "{} {section} {figure}", case.name);
            counts[place] += 1;
        }
        assert_eq!(counts, case.counts, "{}", case.name);
    }
}

#[test]
fn what_is_written_is_read_back_equal() {
    for case in cases() {
        let inbox = case.inbox();
        inbox.publish();
        for paragraph in Document::of(&inbox).paragraphs() {
            // amounts are printed with the places of the text, whatever the unit of the tables
            for figure in figures_in(&paragraph) {
                let decimals = figure
                    .strip_suffix("万元")
                    .and_then(|it| it.split_once('.'));
                assert!(
                    decimals.is_none_or(|(_, it)| it.len() == 2),
                    "{figure}: {paragraph}"
                );
            }
        }
        let name = &inbox.documents()[0];
        let written = fs::read(inbox.path().join("公开表").join(name)).unwrap();
        let again = case.inbox();
        again.add("情况说明.docx", &written);
        let json = again.json();
        let department = &json["departments"][0];
        let findings = department["findings"].as_array().unwrap();
        let of_text = findings.iter().filter(|it| it["level"] != "hint");
        let rules = of_text.map(|it| it["rule"].as_str().unwrap());
        // places to be filled in are all that is left
        let rules: Vec<&str> = rules
            .filter(|rule| rule.starts_with("N-") && *rule != "N-T3")
            .collect();
        assert_eq!(rules, [""; 0], "{}", case.name);
        let texts = department["texts"].as_array().unwrap();
        assert_eq!(texts.len(), 1, "{}", case.name);
        let [amounts, compared] = ["amounts", "compared"].map(|it| texts[0][it].as_u64().unwrap());
        let rest = texts[0]["rest"].as_array().unwrap();
        assert_eq!(amounts, compared, "{}: {}", case.name, rest.len());
        assert!(compared > 20, "{}", case.name);
    }
}
