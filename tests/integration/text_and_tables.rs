//! A text beside its tables: it votes about their cells, and it may be the text of other tables.

use crate::made::Parts;
use crate::program::{InboxDir, data};
use serde_json::Value;
use std::fs;

/// The court's workbook with a figure of its 三公 table changed.
fn court_with(cell: &str, from: &str, to: &str) -> Vec<u8> {
    let bytes = fs::read(data("cases/js_court_2018/submitted.xlsx")).unwrap();
    let old = format!("<c r=\"{cell}\" s=\"5\" t=\"n\"><v>{from}</v>");
    let new = format!("<c r=\"{cell}\" s=\"5\" t=\"n\"><v>{to}</v>");
    let sheet = "xl/worksheets/sheet9.xml";
    Parts::of(&bytes).replaced(sheet, &old, &new).bytes()
}

/// The sets of cells of its tables that may be wrong, each as `G6 183.95`.
fn sets(workbook: &[u8], with_text: bool) -> Vec<Vec<String>> {
    let inbox = InboxDir::new();
    inbox.add("2018年部门预算.xlsx", workbook);
    if with_text {
        let text = fs::read(data("narrative/js_court_2018.docx")).unwrap();
        inbox.add("情况说明.docx", &text);
    }
    let json = inbox.json();
    let cell = |it: &Value| {
        let is_of_table = !it["cell"].as_str().unwrap().starts_with('第');
        is_of_table.then(|| {
            format!(
                "{} {}",
                it["cell"].as_str().unwrap(),
                it["proposed"].as_str().unwrap()
            )
        })
    };
    let diagnoses = json["departments"][0]["diagnosis"].as_array().unwrap();
    let sets = diagnoses
        .iter()
        .flat_map(|it| it["sets"].as_array().unwrap());
    let sets = sets.map(|set| set.as_array().unwrap().iter().filter_map(cell).collect());
    sets.filter(|set: &Vec<String>| !set.is_empty()).collect()
}

#[test]
fn a_figure_of_the_text_votes_about_a_cell() {
    let wrong = court_with("G6", "183.95", "151.42");
    assert_eq!(sets(&wrong, false), [["C6 202.53"], ["G6 183.95"]]);
    assert_eq!(sets(&wrong, true), [["G6 183.95"]]);
    let wrong = court_with("C6", "170", "202.53");
    assert_eq!(sets(&wrong, true), [["C6 170.00"]]);
}

/// The real text of 2024 names 2023 more often than its own year, with which it compares.
#[test]
fn a_text_beside_the_tables_of_the_year_before_is_left_alone() {
    let inbox = InboxDir::new();
    let bytes = |path: &str| fs::read(data(path)).unwrap();
    inbox.add("报送.xlsx", &bytes("cases/sh_wanli_2023/submitted.xlsx"));
    inbox.add("说明.docx", &bytes("text/shanghai_2024.docx"));
    let run = inbox.check();
    let named = "忽略 说明.docx：是 2024 年的说明，表是 2023 年的";
    assert!(run.stdout.contains(named), "{}", run.stdout);
    assert!(!run.stdout.contains("N-"), "{}", run.stdout);
}

#[test]
fn a_text_that_cannot_be_opened_is_named() {
    let whole = fs::read(data("text/xinjiang_2020.docx")).unwrap();
    let (half, zeros) = (whole[..whole.len() / 2].to_vec(), vec![0; 5_000]);
    let cut = "文件不完整或已损坏";
    for (bytes, reason) in [(half, cut), (zeros, cut), (Vec::new(), "是空文件")] {
        let inbox = InboxDir::with_folder("official");
        let run = inbox.add("说明.docx", &bytes).check();
        let named = format!("未能读取 说明.docx：{reason}");
        assert!(
            run.stdout.contains(&named) || run.stderr.contains(&named),
            "{}",
            run.stdout
        );
        assert_eq!(run.status, 2);
    }
}
