//! Real texts beside their workbooks: what is wrong in them is found with its figure, what is right stays silent.

use crate::program::{InboxDir, data, only_file};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::io::Read;

/// The five texts: the expectation, the text and its workbook.
pub fn given() -> Vec<(&'static str, &'static str, std::path::PathBuf)> {
    let case = |name: &str| data(&format!("cases/{name}/submitted.xlsx"));
    vec![
        (
            "xinjiang_2020",
            "text/xinjiang_2020.docx",
            only_file("official"),
        ),
        (
            "js_court_2018",
            "narrative/js_court_2018.docx",
            case("js_court_2018"),
        ),
        (
            "sh_finance_2025",
            "narrative/sh_finance_2025.docx",
            case("sh_finance_2025"),
        ),
        (
            "sh_wanli_2023",
            "narrative/sh_wanli_2023.docx",
            case("sh_wanli_2023"),
        ),
        (
            "sh_wanli_2024",
            "text/shanghai_2024.docx",
            case("sh_wanli_2024"),
        ),
    ]
}

fn department(text: &str, workbook: &std::path::Path) -> Value {
    let inbox = InboxDir::new();
    inbox.add("报送.xlsx", &fs::read(workbook).unwrap());
    inbox.add("情况说明.docx", &fs::read(data(text)).unwrap());
    let json = inbox.json();
    assert_eq!(json["unreadable"], Value::Array(Vec::new()));
    json["departments"][0].clone()
}

fn expected(name: &str) -> Value {
    serde_json::from_slice(&fs::read(data(&format!("narrative/{name}.json"))).unwrap()).unwrap()
}

/// Without blanks and separators.
fn plain(text: &str) -> String {
    let is_sign = |c: &char| !c.is_whitespace() && !",，".contains(*c);
    text.chars().filter(is_sign).collect()
}

fn of<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or("")
}

/// The cells of the text in a finding.
fn passages(finding: &Value) -> impl Iterator<Item = &Value> {
    let cells = finding["cells"].as_array().unwrap().iter();
    cells.filter(|cell| cell["paragraph"].is_number())
}

/// Whether a finding is about an expected mistake: its paragraph, and its figure or its words.
fn is_about(finding: &Value, mistake: &Value) -> bool {
    let (figure, quote) = (plain(of(mistake, "figure")), plain(of(mistake, "quote")));
    passages(finding).any(|cell| {
        let value = plain(of(cell, "value"));
        let has_words = !value.is_empty() && quote.contains(&value);
        let has_figure = !figure.is_empty() && (value.contains(&figure) || figure.contains(&value));
        cell["paragraph"] == mistake["paragraph"] && (has_figure || has_words)
    })
}

/// Mistakes of a level that no finding is about.
fn missed(findings: &[Value], expected: &Value, level: &str) -> (usize, Vec<String>) {
    let all = expected["must_find"].as_array().unwrap().iter();
    let own: Vec<&Value> = all.filter(|it| it["level"] == level).collect();
    let is_missed = |mistake: &&&Value| !findings.iter().any(|finding| is_about(finding, mistake));
    let missed = own.iter().filter(is_missed);
    let names = missed.map(|it| of(it, "id").to_owned()).collect();
    (own.len(), names)
}

#[test]
fn mistakes_of_real_texts_are_found() {
    let mut questions = (0, Vec::new());
    for (name, text, workbook) in given() {
        let department = department(text, &workbook);
        let findings = department["findings"].as_array().unwrap();
        let expected = expected(name);
        for level in ["error", "rounding"] {
            let (_, missed) = missed(findings, &expected, level);
            assert!(missed.is_empty(), "{name} {level}: {missed:?}");
        }
        let (all, missed) = missed(findings, &expected, "question");
        questions.0 += all;
        questions.1.extend(missed);
    }
    let (all, missed) = questions;
    assert!(missed.len() * 5 <= all, "{all} questions, not {missed:?}");
}

/// A figure is told to be wrong where its mark is red or amber.
#[test]
fn right_figures_of_real_texts_stay_silent() {
    for (name, text, workbook) in given() {
        let department = department(text, &workbook);
        let expected = expected(name);
        for right in expected["must_stay_silent"].as_array().unwrap() {
            let (figure, quote) = (plain(of(right, "figure")), plain(of(right, "quote")));
            for finding in department["findings"].as_array().unwrap() {
                let is_marked = |cell: &&Value| cell["mark"].is_string();
                let told = passages(finding).filter(is_marked).find(|cell| {
                    cell["paragraph"] == right["paragraph"]
                        && plain(of(cell, "value")) == figure
                        && plain(of(cell, "text")).contains(&quote)
                });
                assert!(told.is_none(), "{name}: {right} told by {finding}");
            }
        }
    }
}

/// Findings of which no transcriber knew, each looked at: all of them are true.
#[test]
fn texts_have_no_other_findings() {
    let mut others: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (name, text, workbook) in given() {
        let department = department(text, &workbook);
        let expected = expected(name);
        let known = expected["must_find"].as_array().unwrap();
        for finding in department["findings"].as_array().unwrap() {
            let is_of_text = passages(finding).next().is_some();
            if is_of_text && !known.iter().any(|mistake| is_about(finding, mistake)) {
                let place = passages(finding).next().unwrap();
                let words = format!("{} {}", of(finding, "rule"), of(place, "value"));
                others.entry(name).or_default().push(words);
            }
        }
    }
    let told: Vec<String> = others.into_values().flatten().collect();
    assert_eq!(
        told,
        [
            "N-N8 机关事业单位养老保险缴费",
            "N-T6 公务车用车",
            "N-T6 公务车用车",
            "N-T6 公务车用车",
            "N-N4 就业服务中心运行费",
            "N-N4 区聘人员工资社保福利支出",
            "N-T7 自治区本级部门",
        ]
    );
}

#[test]
fn stated_amounts_are_tied_to_something() {
    let (mut amounts, mut compared) = (0, 0);
    for (_, text, workbook) in given() {
        let department = department(text, &workbook);
        let count = &department["texts"][0];
        amounts += count["amounts"].as_u64().unwrap();
        compared += count["compared"].as_u64().unwrap();
    }
    assert!(amounts > 450, "{amounts}");
    assert!(compared * 100 >= amounts * 85, "{compared} of {amounts}");
}

/// The likeliest figure of each mistake of the seed and what it should be.
#[test]
fn wrong_figures_are_named_with_the_right_ones() {
    let (_, text, workbook) = given().remove(0);
    let department = department(text, &workbook);
    let sets = department["diagnosis"].as_array().unwrap();
    let firsts: Vec<&Value> = sets.iter().map(|it| &it["sets"][0][0]).collect();
    let named = |value: &str, right: &str, slip: Option<&str>| {
        firsts.iter().any(|cell| {
            cell["value"] == value && cell["proposed"] == right && cell["slip"].as_str() == slip
        })
    };
    assert!(named("1173.67", "1313.32", None), "{firsts:?}");
    for (printed, right) in [
        ("4.29", "4.11"),
        ("2.5", "2.44"),
        ("12.62", "14.45"),
        ("248", "71.33"),
        ("20.45", "25.71"),
        ("32.01", "24.25"),
        ("23.98", "19.34"),
        ("8.42", "9.20"),
    ] {
        assert!(named(printed, right, Some("this-years-base")), "{printed}");
    }
}

#[test]
fn only_one_figure_explains_the_court() {
    let (_, text, workbook) = given().remove(1);
    let department = department(text, &workbook);
    let sets = department["diagnosis"].as_array().unwrap().iter();
    let own = sets.filter(|it| it["sets"].to_string().contains("392.92"));
    let own: Vec<&Value> = own.map(|it| &it["sets"]).collect();
    assert_eq!(own.len(), 1, "{own:?}");
    assert_eq!(own[0].as_array().unwrap().len(), 1, "{own:?}");
    assert_eq!(own[0][0][0]["proposed"], "382.92");
}

/// Rules and messages, in order.
fn told(department: &Value) -> Vec<String> {
    let findings = department["findings"].as_array().unwrap().iter();
    let words = findings.map(|it| format!("{} {}", of(it, "rule"), of(it, "message")));
    let mut words: Vec<String> = words.collect();
    words.sort();
    words
}

#[test]
fn text_on_sheets_is_checked_as_a_word_file_is() {
    let inbox = InboxDir::new();
    inbox.add(
        "报送.xlsx",
        &fs::read(data("text/text_in_workbook.xlsx")).unwrap(),
    );
    let own = inbox.json()["departments"][0].clone();
    let (_, text, workbook) = given().remove(4);
    assert_eq!(told(&own), told(&department(text, &workbook)));
    assert_eq!(own["texts"][0]["amounts"], 133);
    let findings = own["findings"].as_array().unwrap();
    let sheets: Vec<&str> = findings
        .iter()
        .flat_map(passages)
        .map(|cell| of(cell, "sheet"))
        .collect();
    assert!(sheets.contains(&"单位编制说明"));
    assert!(sheets.contains(&"其他相关情况说明"));
    // the cells of the text go back with notes
    inbox.publish();
    let bytes = fs::read(inbox.path().join("公开表/退回/报送.xlsx")).unwrap();
    assert!(has_comment(bytes, "350.35"));
}

/// Whether a comment of a package says something.
fn has_comment(bytes: Vec<u8>, words: &str) -> bool {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    (0..archive.len()).any(|at| {
        let mut part = archive.by_index(at).unwrap();
        let is_comment = part.name().is_ok_and(|name| name.contains("comments"));
        let mut text = String::new();
        is_comment && part.read_to_string(&mut text).is_ok() && text.contains(words)
    })
}

#[test]
fn a_marked_text_goes_back_and_names_its_mistakes() {
    let (_, text, workbook) = given().remove(1);
    let inbox = InboxDir::new();
    inbox.add("报送.xlsx", &fs::read(workbook).unwrap());
    inbox.add("情况说明.docx", &fs::read(data(text)).unwrap());
    let run = inbox.publish();
    assert_eq!(run.status, 1, "{}", run.stdout);
    assert!(run.stdout.contains("文字中 95 个金额"), "{}", run.stdout);
    let bytes = fs::read(inbox.path().join("公开表/退回/情况说明.docx")).unwrap();
    assert!(has_comment(bytes, "382.92"));
    let letter = fs::read_dir(inbox.path().join("公开表/退回"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.extension().is_some_and(|it| it == "txt"))
        .unwrap();
    let letter = fs::read_to_string(letter).unwrap();
    assert!(letter.contains("392.92"), "{letter}");
}
