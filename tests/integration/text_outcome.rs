//! What people see of a text: the terminal, the letter, the review sheet, the summary, the file that goes back; in every
//! format, and with the department and year that it names.

use crate::calc::{Calc, Value as Cell};
use crate::look::Parts;
use crate::made::{Parts as Package, packed};
use crate::narrative::given;
use crate::program::{InboxDir, Run, data, only_file};
use crate::reviewed::{DIFFERENCE, LEFT, REVIEW, RIGHT, RULE, VERDICT};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

fn sample(folder: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("samples")
        .join(folder);
    fs::read(path.join("2020年部门预算情况说明.docx")).unwrap()
}

fn official() -> Vec<u8> {
    fs::read(only_file("official")).unwrap()
}

/// The official workbook with a text beside it.
fn beside(name: &str, text: &[u8]) -> InboxDir {
    let inbox = InboxDir::new();
    inbox.add("2020.xlsx", &official()).add(name, text);
    inbox
}

fn letter(inbox: &InboxDir) -> String {
    let folder = inbox.path().join("公开表/退回");
    let mut entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let path = entries
        .find(|path| path.extension().is_some_and(|it| it == "txt"))
        .unwrap();
    fs::read_to_string(path).unwrap()
}

/// The rows of the review sheet about texts.
fn rows(calc: &Calc) -> Vec<u32> {
    let is_text = |row: &u32| matches!(calc.stored(REVIEW, *row, RULE), Cell::Text(rule) if rule.starts_with("N-"));
    (3..3_000).filter(is_text).collect()
}

#[test]
fn a_letter_beside_the_tables_is_named_and_not_published() {
    let letter = "承诺书\n本单位承诺所报材料真实、完整。\n联系人：李四  电话：13999999999";
    let published = |name: &str| {
        let inbox = InboxDir::with_folder("official");
        inbox.add(name, letter.as_bytes());
        let run = inbox.publish();
        assert_eq!(run.status, 0, "{}", run.stdout);
        run.stdout
    };
    let told = published("承诺书.txt");
    assert!(told.contains("R-44 提示"), "{told}");
    assert!(told.contains("承诺书.txt”里没有说明预算的标题"), "{told}");
    // by its name it is the department's text
    assert!(!published("情况说明.txt").contains("R-44"));
}

#[test]
fn a_wrong_figure_is_told_in_every_output() {
    let inbox = beside("说明.docx", &sample("有错"));
    let run = inbox.publish();
    assert_eq!(run.status, 1);
    let told = "    第11段 强制 N-B1  “下降2.50%”应为 2.44%（31.60 ÷ (1261.73 + 31.60) = 2.44%）；误以本年数作分母\n";
    assert!(run.stdout.contains(told), "{}", run.stdout);
    let letter = letter(&inbox);
    assert!(
        letter.contains("情况说明有 3 个问题，归为下列 2 条，请改正后重新报送"),
        "{letter}"
    );
    assert!(
        letter.contains("【情况说明 说明.docx：请改正】\r\n1. 第11段 “下降2.50%”应为 2.44%"),
        "{letter}"
    );
    let json = &inbox.json()["departments"][0];
    let finding = json["findings"]
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["rule"] == "N-B1")
        .unwrap();
    let cell = &finding["cells"][0];
    assert_eq!(finding["difference"], "0.06");
    assert_eq!(cell["cell"], "第11段");
    assert_eq!(cell["paragraph"], 10);
    assert_eq!(cell["value"], "2.50");
    assert_eq!(cell["proposed"], "2.44");
    assert_eq!(cell["mark"], "red");
    let text = cell["text"].as_str().unwrap();
    assert!(
        text.starts_with("2.社会保障和就业支出（类）")
            && text.ends_with("主要原因是在职人员减少。"),
        "{text}"
    );
    let summary = Calc::open(&fs::read(inbox.path().join("公开表/汇总.xlsx")).unwrap());
    // the heading of each column stands above the first row
    let of_first = |heading: &str| {
        let heading = Cell::Text(heading.into());
        let is_it = |column: &u32| summary.stored("问题", 2, *column) == heading;
        let column = (0..20).find(is_it).unwrap();
        summary.stored("问题", 3, column)
    };
    for (heading, text) in [
        (
            "问题",
            "“下降2.50%”应为 2.44%（31.60 ÷ (1261.73 + 31.60) = 2.44%）；误以本年数作分母",
        ),
        ("左边", "“下降2.50%”"),
        ("位置", "说明.docx 第11段"),
        ("建议", "2.50 → 2.44"),
    ] {
        assert_eq!(of_first(heading), Cell::Text(text.into()), "{heading}");
    }
}

#[test]
fn english_findings_of_a_text_read_so() {
    let inbox = beside("说明.docx", &sample("有错"));
    let run = crate::program::gouji(&["--lang", "en", "check", inbox.path().to_str().unwrap()]);
    let told = "paragraph 11 mandatory N-B1  下降2.50% should be 2.44% (31.60 ÷ (1261.73 + 31.60) = 2.44%); it was divided by this year's figure";
    assert!(run.stdout.contains(told), "{}", run.stdout);
}

/// Every row about a text comes to what is stored, and turns even once the right figure is typed into it.
#[test]
fn rows_about_texts_are_live() {
    let (mut live, mut mended) = (0, 0);
    for (_, text, workbook) in given() {
        let inbox = InboxDir::new();
        inbox.add("报送.xlsx", &fs::read(workbook).unwrap());
        inbox.add("说明.docx", &fs::read(data(text)).unwrap());
        if inbox.publish().status == 0 {
            continue;
        }
        let bytes = inbox.output();
        let calc = Calc::open(&bytes);
        for row in rows(&calc) {
            let Some(verdict) = calc.formulas.get(&(REVIEW.to_owned(), row, VERDICT)) else {
                continue;
            };
            live += 1;
            for column in [VERDICT, LEFT, RIGHT, DIFFERENCE] {
                if let Some(formula) = calc.formulas.get(&(REVIEW.to_owned(), row, column)) {
                    let (stored, now) = (
                        calc.stored(REVIEW, row, column),
                        calc.reckon(REVIEW, formula),
                    );
                    match (&stored, &now) {
                        (Cell::Number(stored), Cell::Number(now)) => assert!(
                            (stored - now).abs() < 1e-7,
                            "{text} {row} {column}: {stored} {now}"
                        ),
                        _ => assert_eq!(stored, now, "{text} {row} {column}: {formula}"),
                    }
                }
            }
            // the figure under test is a number to type over
            let is_typed = !calc.formulas.contains_key(&(REVIEW.to_owned(), row, LEFT));
            if is_typed {
                let mut typed = Calc::open(&bytes);
                typed.set(
                    &format!("{REVIEW}!J{}", row + 1),
                    calc.stored(REVIEW, row, RIGHT),
                );
                assert_eq!(
                    typed.reckon(REVIEW, verdict),
                    Cell::Text("平".into()),
                    "{text} {row}"
                );
                mended += 1;
            }
        }
        let Cell::Text(summary) = calc.stored(REVIEW, 1, 0) else {
            panic!("no summary");
        };
        let formula = &calc.formulas[&(REVIEW.to_owned(), 1, 0)];
        assert_eq!(calc.reckon(REVIEW, formula), Cell::Text(summary));
    }
    assert!(live > 25 && mended > 20, "{live} {mended}");
}

/// Parts that no mark touches are the same bytes, and the words of the others too.
#[test]
fn a_text_goes_back_as_it_was_but_for_its_marks() {
    for (name, text, workbook) in given() {
        let inbox = InboxDir::new();
        let own = fs::read(data(text)).unwrap();
        inbox.add("报送.xlsx", &fs::read(workbook).unwrap());
        inbox.add("说明.docx", &own);
        let status = inbox.publish().status;
        let path = inbox.path().join("公开表/退回/说明.docx");
        if status == 0 {
            assert!(!path.exists(), "{name}");
            continue;
        }
        let back = fs::read(&path).unwrap();
        let changed = [
            "word/document.xml",
            "word/comments.xml",
            "[Content_Types].xml",
            "word/_rels/document.xml.rels",
        ];
        let (before, after) = (Parts::of(&own).packed(), Parts::of(&back).packed());
        let names = |parts: &[(String, _)]| {
            parts
                .iter()
                .map(|(name, _)| name.clone())
                .filter(|it| it != "word/comments.xml")
                .collect::<Vec<_>>()
        };
        assert_eq!(names(&before), names(&after), "{name}");
        for part in before
            .iter()
            .filter(|(part, _)| !changed.contains(&part.as_str()))
        {
            assert!(after.contains(part), "{name}: {}", part.0);
        }
        let lines = |bytes: &[u8]| {
            let source = crate::texts::read(bytes);
            source
                .paragraphs
                .iter()
                .map(crate::texts::printed)
                .collect::<Vec<_>>()
        };
        assert_eq!(lines(&own), lines(&back), "{name}");
        let document = Parts::of(&back).text("word/document.xml");
        assert!(document.contains("<w:highlight w:val=\"red\"/>"), "{name}");
        let (marks, comments) = (
            document.matches("<w:commentReference ").count(),
            Parts::of(&back).text("word/comments.xml"),
        );
        assert_eq!(comments.matches("<w:comment ").count(), marks, "{name}");
        // what comes back is read as what was handed in
        let again = InboxDir::new();
        again
            .add(
                "报送.xlsx",
                &fs::read(inbox.path().join("报送.xlsx")).unwrap(),
            )
            .add("说明.docx", &back);
        let told = |inbox: &InboxDir| inbox.json()["departments"][0]["findings"].clone();
        assert_eq!(told(&again), told(&inbox), "{name}");
    }
}

fn rules_and_values(inbox: &InboxDir) -> Vec<(String, String)> {
    let json = inbox.json();
    let findings = json["departments"][0]["findings"]
        .as_array()
        .unwrap()
        .clone();
    let of_text = findings
        .iter()
        .filter(|it| it["rule"].as_str().unwrap().starts_with("N-"));
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    of_text
        .map(|it| (text(&it["rule"]), text(&it["message"])))
        .collect()
}

#[test]
fn every_kind_of_text_gives_the_same_findings() {
    let docx = sample("有错");
    let lines: Vec<String> = crate::texts::read(&docx)
        .paragraphs
        .iter()
        .map(crate::texts::printed)
        .collect();
    let plain = lines.join("\r\n");
    let (gbk, _, _) = encoding_rs::GBK.encode(&plain);
    let doc = fs::read(data("text/sample.doc")).unwrap();
    let expected = rules_and_values(&beside("说明.docx", &docx));
    assert_eq!(expected.len(), 3, "{expected:?}");
    for (name, bytes) in [
        ("说明.doc", doc.clone()),
        ("说明.wps", doc.clone()),
        ("说明.docx", doc),
        ("说明.txt", plain.clone().into_bytes()),
        ("说明.txt", format!("\u{feff}{plain}").into_bytes()),
        ("说明.txt", gbk.into_owned()),
    ] {
        let inbox = beside(name, &bytes);
        assert_eq!(rules_and_values(&inbox), expected, "{name}");
        let run = inbox.publish();
        assert_eq!(run.status, 1, "{name}: {run:?}");
        assert!(!inbox.path().join("公开表/退回").join(name).exists());
        let letter = letter(&inbox);
        assert!(
            letter.contains(&format!(
                "{name} 不是 .docx 格式，没有在原文上标出，请按上面所列的段落改正"
            )),
            "{letter}"
        );
        assert!(letter.contains("第11段 “下降2.50%”应为 2.44%"), "{letter}");
    }
}

#[test]
fn documents_that_are_not_read_are_named_and_left_alone() {
    for (name, bytes, kind) in [
        ("说明.rtf", &b"{\\rtf1\\ansi 2020}"[..], "RTF 文档"),
        ("说明.pdf", b"%PDF-1.4 2020", "PDF 文件"),
        ("盖章.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF", "图片"),
    ] {
        let inbox = beside(name, bytes);
        let run = inbox.publish();
        assert_eq!(run.status, 0, "{run:?}");
        let line = run
            .stdout
            .lines()
            .find(|line| line.starts_with(&format!("忽略 {name}：")))
            .unwrap_or_else(|| panic!("{}", run.stdout));
        assert!(line.contains(kind), "{line}");
    }
}

fn ran(files: &[(&str, &[u8])]) -> (InboxDir, Run) {
    let inbox = InboxDir::new();
    for (name, bytes) in files {
        inbox.add(name, bytes);
    }
    let run = inbox.publish();
    (inbox, run)
}

#[test]
fn a_text_without_tables_is_named_and_left_alone() {
    let (_, run) = ran(&[("说明.docx", &sample("有错"))]);
    assert!(run.stdout.contains("忽略 说明.docx："), "{}", run.stdout);
}

#[test]
fn two_texts_of_a_department_are_both_checked() {
    let (inbox, run) = ran(&[
        ("2020.xlsx", &official()),
        ("情况说明.docx", &sample("有错")),
        ("再版.docx", &sample("已平")),
    ]);
    assert!(
        run.stdout
            .contains("  再版.docx：文字中 13 个金额，核对 13 个\n"),
        "{}",
        run.stdout
    );
    assert!(
        run.stdout
            .contains("  情况说明.docx：文字中 13 个金额，核对 13 个\n"),
        "{}",
        run.stdout
    );
    assert!(inbox.path().join("公开表/退回/情况说明.docx").exists());
    assert!(!inbox.path().join("公开表/退回/再版.docx").exists());
}

/// Below no heading the tables' figure only may be meant: one that is far from it is not called wrong, nor compared.
#[test]
fn an_amount_that_nothing_confirms_is_not_compared() {
    let counted = |amount: &str| {
        let text = format!("收支总预算{amount}万元。");
        let department = beside("情况说明.txt", text.as_bytes()).json()["departments"][0].take();
        let findings = department["findings"].as_array().unwrap();
        let mut rules = findings.iter().filter_map(|it| it["rule"].as_str());
        assert!(!rules.any(|rule| rule.starts_with("N-")), "{findings:?}");
        let count = &department["texts"][0];
        assert_eq!(count["amounts"], 1);
        (count["compared"].clone(), count["rest"].clone())
    };
    let (compared, rest) = counted("16,072.23");
    assert_eq!((compared, rest), (1.into(), json!([])));
    let (compared, rest) = counted("99,999.99");
    assert_eq!(compared, 0);
    assert_eq!(rest[0]["text"], "收支总预算99,999.99万元");
}

/// Of two departments in one folder a text goes to the one that it names.
#[test]
fn a_text_belongs_to_the_department_that_it_names() {
    let mut other = Package::of(&official());
    for (_, part) in &mut other.0 {
        if let Ok(text) = String::from_utf8(part.clone()) {
            *part = text.replace("人力资源和社会保障局", "教育局").into_bytes();
        }
    }
    let (_, run) = ran(&[
        ("2020甲.xlsx", &official()),
        ("2020乙.xlsx", &other.bytes()),
        ("说明.docx", &sample("有错")),
    ]);
    let owners: Vec<&str> = run
        .stdout
        .split("\n\n")
        .filter(|block| block.contains("说明.docx：文字中 13 个金额"))
        .collect();
    assert_eq!(owners.len(), 1, "{}", run.stdout);
    assert!(
        owners[0].starts_with("高新区（新市区）人力资源和社会保障局 2020 年"),
        "{}",
        run.stdout
    );
}

#[test]
fn a_text_of_another_year_is_named_and_left_alone() {
    let text = crate::texts::read(&sample("已平"));
    let lines: Vec<String> = text.paragraphs.iter().map(crate::texts::printed).collect();
    for year in ["2019年", "二〇一九年", "二○一九年"] {
        let old = lines.join("\n").replace("2020年", year);
        let run = beside("说明.txt", old.as_bytes()).check();
        let told = "忽略 说明.txt：是 2019 年的说明，表是 2020 年的";
        assert!(run.stdout.contains(told), "{year}: {}", run.stdout);
        assert!(!run.stdout.contains("N-"), "{}", run.stdout);
    }
}

/// Two budget units with a text each, and one of the department: each is held against its own tables.
#[test]
fn the_text_of_a_budget_unit_is_checked_with_its_tables() {
    let inbox = InboxDir::new();
    for entry in fs::read_dir(data("units")).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("局/{}", path.file_name().unwrap().to_str().unwrap());
        inbox.add(&name, &fs::read(&path).unwrap());
    }
    let text = |name: &str, people: &str, public_use: &str| {
        format!(
            "{name}2020年部门预算情况说明\n一、关于2020年一般公共预算基本支出情况说明\n人员经费 {people} 万元；\n公用经费 {public_use} 万元。\n"
        )
    };
    let texts = [
        (
            "局/全部.txt",
            text("高新区（新市区）人力资源和社会保障局", "1313.32", "70.51"),
        ),
        (
            "局/中心.txt",
            text("高新区（新市区）就业服务管理中心", "293.41", "17.52"),
        ),
        (
            "局/机关.txt",
            text(
                "高新区（新市区）人力资源和社会保障局（本级）",
                "1019.91",
                "52.99",
            ),
        ),
    ];
    for (name, text) in &texts {
        inbox.add(name, text.as_bytes());
    }
    let json = inbox.json();
    let department = &json["departments"][0];
    let findings = department["findings"].as_array().unwrap();
    let of_text = findings
        .iter()
        .filter(|it| it["rule"].as_str().unwrap().starts_with("N-"));
    assert_eq!(of_text.count(), 0, "{findings:#?}");
    let counts = department["texts"].as_array().unwrap();
    assert_eq!(counts.len(), 3);
    assert!(counts.iter().all(|it| it["compared"] == 2), "{counts:?}");
    // the department's figure in the unit's text
    inbox.add(
        "局/中心.txt",
        text("高新区（新市区）就业服务管理中心", "1313.32", "17.52").as_bytes(),
    );
    let json = inbox.json();
    let findings = json["departments"][0]["findings"].as_array().unwrap();
    let wrong = findings.iter().find(|it| it["rule"] == "N-A1").unwrap();
    assert_eq!(wrong["cells"][0]["proposed"], "293.41", "{wrong}");
}

/// A text that lies in a zip, alone or with the workbook, is read and goes back as one beside the workbook.
#[test]
fn a_text_in_a_zip_is_read_as_one_in_the_folder() {
    let told = |inbox: &InboxDir| {
        let json = inbox.json();
        let findings = json["departments"][0]["findings"].as_array().unwrap();
        let of_text = findings.iter().filter(|it| it["rule"] == "N-B1");
        of_text
            .map(|it| it["cells"][0]["proposed"].clone())
            .collect::<Vec<_>>()
    };
    let text = sample("有错");
    let expected = told(&beside("说明.docx", &text));
    assert!(!expected.is_empty());
    let alone = packed(&[("内/说明.docx", &text)]);
    let whole = packed(&[("2020.xlsx", &official()), ("内/说明.docx", &text)]);
    for inbox in [beside("报送.zip", &alone), {
        let inbox = InboxDir::new();
        inbox.add("报送.zip", &whole);
        inbox
    }] {
        assert_eq!(told(&inbox), expected);
        for _ in 0..2 {
            let run = inbox.publish();
            assert_eq!(run.status, 1, "{run:?}");
            assert!(run.stdout.contains("忽略 0"), "{}", run.stdout);
            let back = inbox.path().join("公开表/退回/报送.zip/内/说明.docx");
            assert_ne!(fs::read(back).unwrap(), text);
        }
        // what is handed in anew is read anew
        inbox.add("报送.zip", &packed(&[("2020.xlsx", &official())]));
        let _ = fs::remove_file(inbox.path().join("2020.xlsx"));
        assert_eq!(inbox.publish().status, 0);
        let back = inbox.path().join("公开表/退回/报送.zip/内/说明.docx");
        assert!(!back.exists());
    }
}

#[test]
fn a_broken_text_in_a_zip_is_named() {
    let text = sample("有错");
    let zip = packed(&[
        ("说明.docx", &text[..text.len() / 2]),
        ("照片.png", b"\x89PNG"),
    ]);
    let run = beside("报送.zip", &zip).publish();
    assert_eq!(run.status, 2, "{run:?}");
    assert!(run.stderr.contains("报送.zip/说明.docx"), "{}", run.stderr);
    assert!(run.stdout.contains("未能读取 1，忽略 1"), "{}", run.stdout);
}

#[test]
fn projects_of_one_name_are_known_by_their_amounts() {
    let told = |amount: &str| {
        let book = Package::of(&official()).replaced(
            "xl/worksheets/sheet7.xml",
            "区聘人员工资福利支出",
            "社保分局工作经费",
        );
        let text = format!(
            "2020年部门预算情况说明\n七、2020年项目支出情况说明\n（一）项目名称：社保分局工作经费\n\
             预算安排规模：42万元\n（二）项目名称：社保分局工作经费\n预算安排规模：{amount}万元\n"
        );
        let inbox = InboxDir::new();
        inbox
            .add("2020.xlsx", &book.bytes())
            .add("情况说明.txt", text.as_bytes());
        let findings = inbox.json()["departments"][0]["findings"].clone();
        let own = findings.as_array().unwrap().iter();
        own.filter(|it| it["rule"] == "N-A1").count()
    };
    assert_eq!(["7000", "7070"].map(told), [0, 1]);
}
