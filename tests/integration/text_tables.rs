//! Tables in a text that are not those of a budget: every amount counts, and one whose label names a cell is checked.

use crate::made::Parts;
use crate::marked_text::document;
use crate::program::{InboxDir, data};
use serde_json::Value;
use std::fs;

/// A document with a paragraph, a table and another table.
fn with_tables(title: &str, tables: &[&[&[&str]]]) -> Vec<u8> {
    let paragraph = |text: &str| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
    let mut body = paragraph(title);
    for rows in tables {
        let cell = |text: &&str| format!("<w:tc>{}</w:tc>", paragraph(text));
        let row = |cells: &&[&str]| {
            let cells: String = cells.iter().map(cell).collect();
            format!("<w:tr>{cells}</w:tr>")
        };
        let rows: String = rows.iter().map(row).collect();
        body.push_str(&format!("<w:tbl>{rows}</w:tbl>{}", paragraph("以上。")));
    }
    document(&body)
}

/// What comes out of the finance office's tables with a text.
fn finance(text: &[u8]) -> Value {
    let inbox = InboxDir::new();
    let workbook = data("cases/sh_finance_2025/submitted.xlsx");
    inbox.add("2025.xlsx", &fs::read(workbook).unwrap());
    inbox.add("说明.docx", text);
    inbox.json()["departments"][0].clone()
}

fn rest(department: &Value) -> Vec<String> {
    let rest = department["texts"][0]["rest"].as_array().unwrap().iter();
    rest.map(|it| {
        format!(
            "{} {}",
            it["cell"].as_str().unwrap(),
            it["text"].as_str().unwrap()
        )
    })
    .collect()
}

/// Rules, printed and right values of the text's marks.
fn marks(department: &Value) -> Vec<String> {
    let findings = department["findings"].as_array().unwrap().iter();
    let marks = findings.flat_map(|finding| {
        let cells = finding["cells"].as_array().unwrap().iter();
        let of_text = cells.filter(|it| it["paragraph"].is_number() && it["mark"].is_string());
        of_text.map(move |cell| {
            let words = [&finding["rule"], &cell["value"], &cell["proposed"]];
            let [rule, value, right] = words.map(|it| it.as_str().unwrap_or("-"));
            format!("{rule} {value} -> {right}")
        })
    });
    marks.collect()
}

#[test]
fn amounts_of_tables_are_counted_and_listed() {
    let text = with_tables(
        "2025年各科目支出如下（单位：万元）：",
        &[&[
            &["科目", "2024年", "2025年", "占比"],
            &["一般公共服务支出", "13,000.00", "12,788.68", "74.39%"],
            &["卫生健康支出", "460", "466.80", "2.72%"],
        ]],
    );
    let department = finance(&text);
    assert_eq!(
        rest(&department),
        [
            "第2段 一般公共服务支出 13,000.00",
            "第2段 一般公共服务支出 12,788.68",
            "第2段 卫生健康支出 460",
            "第2段 卫生健康支出 466.80",
        ]
    );
    assert_eq!(marks(&department), [""; 0]);
    // without a unit whole numbers may be codes or counts
    let text = with_tables("支出：", &[&[&["项目数", "12"], &["201", "12.50"]]]);
    assert_eq!(rest(&finance(&text)), ["第2段 项目数 12.50"]);
}

#[test]
fn an_amount_beside_its_label_is_checked() {
    let title = "2025年“三公”经费预算情况说明";
    let rows = |amount| {
        with_tables(
            title,
            &[&[&["因公出国（境）费", amount], &["小计", "1.00"]]],
        )
    };
    assert_eq!(rest(&finance(&rows("288.70"))), ["第2段 小计 1.00"]);
    assert_eq!(marks(&finance(&rows("288.70"))), [""; 0]);
    assert_eq!(marks(&finance(&rows("288.07"))), ["N-A2 288.07 -> 288.70"]);
    // what is far off may be another figure
    assert_eq!(marks(&finance(&rows("100.00"))), [""; 0]);
}

/// A head that names this year's budget tells which of several figures of a row is that of its cell.
#[test]
fn the_column_of_this_year_is_checked() {
    let title = "2025年“三公”经费预算情况说明";
    let of = |total: &str, reception: &str, more: &str| {
        let rows: [&[&str]; 5] = [
            &["项目", "2024年预算数", "2025年预算数（万元）", "增减额"],
            &["合计", "346.30", total, "0"],
            &["因公出国（境）费", "288.70", "288.70", "0"],
            &["公务接待费", "25.40", reception, "0"],
            &["公务用车购置及运行费", "32.20", more, "0"],
        ];
        marks(&finance(&with_tables(title, &[&rows])))
    };
    assert_eq!(of("346.30", "25.40", "32.20"), [""; 0]);
    let wrong = ["N-A1 364.30 -> 346.30", "N-A1 24.50 -> 25.40"];
    assert_eq!(of("364.30", "25.40", "32.20"), wrong[..1]);
    assert_eq!(of("346.30", "24.50", "32.20"), wrong[1..]);
    assert_eq!(of("364.30", "24.50", "32.20"), wrong);
    // a table of other money is not held against these cells
    assert_eq!(of("100.00", "20.40", "12.20"), [""; 0]);
}

/// Both years and what lies between them: a row must agree with itself, and the total with its rows.
#[test]
fn a_table_of_both_years_agrees_with_itself() {
    let title = "2025年“三公”经费预算情况说明（单位：万元）";
    let of = |from: &str, to: &str| {
        let rows: [[&str; 5]; 5] = [
            ["项目", "2024年预算数", "2025年预算数", "增减额", "增减率"],
            ["合计", "321.30", "346.30", "25.00", "7.78%"],
            ["因公出国（境）费", "288.70", "288.70", "0", "0"],
            ["公务接待费", "25.40", "25.40", "0.00", "—"],
            ["公务用车购置及运行费", "7.20", "32.20", "25.00", "347.22%"],
        ];
        let rows = rows.map(|row| row.map(|own| if own == from { to } else { own }));
        let rows: Vec<&[&str]> = rows.iter().map(|row| &row[..]).collect();
        let mut marks = marks(&finance(&with_tables(title, &[&rows])));
        marks.dedup();
        marks
    };
    assert_eq!(of("", ""), [""; 0]);
    let both = |words: &str| [format!("N-D13 {words}"), format!("N-B21 {words}")];
    assert_eq!(of("321.30", "231.30"), both("231.30 -> 321.30"));
    assert_eq!(of("7.20", "2.70"), both("2.70 -> 7.20"));
    assert_eq!(of("7.78%", "7.22%"), ["N-B21 7.22 -> 7.78"]);
    assert_eq!(of("347.22%", "374.22%"), ["N-B21 374.22 -> 347.22"]);
    // less that is printed without a minus is less all the same
    assert_eq!(of("2024年预算数", "2024年执行数"), [""; 0]);
    // other heads mean something else
    assert_eq!(of("增减额", "备注"), [""; 0]);
}

#[test]
fn a_table_in_which_less_has_no_minus_is_read_so() {
    let title = "2025年“三公”经费预算情况说明（单位：万元）";
    let of = |change: &str, rate: &str| {
        let rows: [&[&str]; 5] = [
            &["项目", "2024年执行数", "2025年预算数", "增减额", "增减%"],
            &["合计", "381.30", "346.30", "35.00", "9.18%"],
            &["因公出国（境）费", "298.70", "288.70", change, rate],
            &["公务接待费", "25.40", "25.40", "0.00", "—"],
            &["公务用车购置及运行费", "57.20", "32.20", "25.00", "43.71%"],
        ];
        let mut marks = marks(&finance(&with_tables(title, &[&rows])));
        marks.dedup();
        marks
    };
    assert_eq!(of("10.00", "3.35%"), [""; 0]);
    assert_eq!(of("10.00", "3.47%"), ["N-B21 3.47 -> 3.35"]);
    let wrong = ["N-D13 1.00 -> 10.00", "N-B21 1.00 -> 10.00"];
    assert_eq!(of("1.00", "3.35%"), wrong);
}

#[test]
fn a_form_in_the_text_is_checked_by_its_project() {
    let bytes = fs::read(data("text/xinjiang_2020.docx")).unwrap();
    let inbox = InboxDir::with_folder("official");
    inbox.add("说明.docx", &bytes);
    let before = marks(&inbox.json()["departments"][0]);
    let wrong = Parts::of(&bytes).replaced(
        "word/document.xml",
        "年度资金总额： 42.00 万元",
        "年度资金总额： 47.00 万元",
    );
    inbox.add("说明.docx", &wrong.bytes());
    let mut after = marks(&inbox.json()["departments"][0]);
    after.retain(|it| !before.contains(it));
    assert_eq!(after, ["N-A1 47.00 -> 42.00"]);
}

/// The tables of a whole book are read as tables; the text has only its own amounts. One of them is of some of the
/// projects, which no table tells.
#[test]
fn tables_of_a_book_are_no_part_of_its_text() {
    let inbox = InboxDir::new();
    let book = fs::read(data("text/book_shanghai_2025.docx")).unwrap();
    let department = inbox.add("全本.docx", &book).json()["departments"][0].clone();
    let amounts = department["texts"][0]["amounts"].as_u64().unwrap();
    assert_eq!(amounts, 27);
    let rest = rest(&department);
    assert!(
        matches!(rest.as_slice(), [one] if one.contains("4,222.51万元")),
        "{rest:?}"
    );
}
