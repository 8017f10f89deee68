//! Forms of projects (绩效目标表) and single tables that are handed in as Word beside the workbook of the other tables.

use crate::book::{Book, Cell, Sheet};
use crate::document::Document;
use crate::hostile_text::docx;
use crate::made::Parts;
use crate::program::{InboxDir, data};
use serde_json::Value;
use std::fs;

/// The text of the department, which has the six forms in it.
fn text() -> Vec<u8> {
    fs::read(data("text/xinjiang_2020.docx")).unwrap()
}

fn paragraph(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

/// The forms of the text, as XML.
fn forms() -> Vec<String> {
    let parts = Parts::of(&text()).0.into_iter();
    let document = parts
        .filter(|(name, _)| name == "word/document.xml")
        .map(|(_, bytes)| String::from_utf8(bytes).unwrap());
    let document: String = document.collect();
    let tables = document.split("<w:tbl>").skip(1);
    let tables = tables.map(|it| it.split("</w:tbl>").next().unwrap());
    tables
        .map(|it| format!("<w:tbl>{it}</w:tbl>"))
        .collect::<Vec<_>>()
}

/// A document of some forms, each below its title.
fn of_forms(forms: &[String]) -> Vec<u8> {
    let titled = forms
        .iter()
        .map(|form| format!("{}{form}<w:p/>", paragraph("项目支出绩效目标表")));
    docx(&titled.collect::<String>(), "", "")
}

fn without_forms() -> Book {
    let mut book = Book::official();
    book.sheets
        .retain(|sheet| !sheet.name.starts_with("绩效目标表"));
    book
}

fn department(inbox: &InboxDir) -> Value {
    let json = inbox.json();
    let departments = json["departments"].as_array().unwrap();
    assert_eq!(departments.len(), 1, "{json}");
    departments[0].clone()
}

fn grave(department: &Value) -> Vec<String> {
    let all = department["findings"].as_array().unwrap().iter();
    let grave = all.filter(|it| it["level"] != "hint" && it["verdict"] == "broken");
    grave
        .map(|it| {
            let [rule, message] = ["rule", "message"].map(|key| it[key].as_str().unwrap());
            format!("{rule} {message}")
        })
        .collect()
}

/// What is wrong with the tables; the text that has the forms in it has mistakes of its own.
fn of_tables(department: &Value) -> Vec<String> {
    let mut grave = grave(department);
    grave.retain(|it| !it.starts_with("N-"));
    grave
}

/// Titles of forms in the published document, contents left out.
fn titles(document: &Document) -> usize {
    let lines = document.paragraphs();
    let title = |line: &&String| line.contains("绩效目标表（") && line.ends_with('）');
    lines.iter().filter(title).count()
}

#[test]
fn forms_in_a_document_each_are_read() {
    let inbox = InboxDir::new();
    inbox.add("2020年.xlsx", &without_forms().bytes());
    for (number, form) in forms().iter().enumerate() {
        let bytes = of_forms(std::slice::from_ref(form));
        inbox.add(&format!("绩效{number}.docx"), &bytes);
    }
    let found = department(&inbox);
    assert_eq!(found["publishable"], true, "{found}");
    let screen = inbox.publish().stdout;
    assert!(screen.contains("读入 7"), "{screen}");
    assert!(!screen.contains("个金额"), "{screen}");
    // the text is the program's own, and the forms are printed among the tables
    let document = Document::of(&inbox);
    assert_eq!(titles(&document), 6);
    let lines = document.paragraphs().join("\n");
    assert!(lines.contains("本年度实行绩效管理的项目6个"), "{lines}");
}

#[test]
fn forms_in_one_document_are_read() {
    let inbox = InboxDir::new();
    inbox.add("2020年.xlsx", &without_forms().bytes());
    inbox.add("项目支出绩效目标表.docx", &of_forms(&forms()));
    let found = department(&inbox);
    assert_eq!(found["publishable"], true, "{found}");
    inbox.publish();
    assert_eq!(titles(&Document::of(&inbox)), 6);
}

/// A wrong amount in such a form is named, and so is a form that lacks.
#[test]
fn what_is_wrong_with_forms_in_word_is_named() {
    let mut forms = forms();
    forms.remove(5);
    forms[0] = forms[0].replace(" 86.4 万元", " 68.4 万元");
    let inbox = InboxDir::new();
    inbox.add("2020年.xlsx", &without_forms().bytes());
    inbox.add("项目支出绩效目标表.docx", &of_forms(&forms));
    let found = department(&inbox);
    let said = found["diagnosis"].as_array().unwrap().iter();
    let said: Vec<&str> = said.map(|it| it["message"].as_str().unwrap()).collect();
    let said = said.join("\n");
    assert!(
        said.contains("没有收到 项目“劳动关系、人事管理及退管工作经费”的绩效目标表（300.00 万元）"),
        "{said}"
    );
    assert!(said.contains("68.40 → 86.40"), "{said}");
    assert!(!said.contains("表三"), "{said}");
}

#[test]
fn forms_within_the_text_are_tables_and_the_rest_is_text() {
    let inbox = InboxDir::new();
    inbox.add("2020年.xlsx", &without_forms().bytes());
    inbox.add("情况说明.docx", &text());
    assert_eq!(of_tables(&department(&inbox)), [""; 0]);
    let screen = inbox.publish().stdout;
    assert!(screen.contains("情况说明.docx：文字中"), "{screen}");
    assert!(screen.contains("文件 2 个：读入 2"), "{screen}");
    let document = Document::of(&inbox);
    assert_eq!(titles(&document), 6);
    let lines = document.paragraphs().join("\n");
    assert!(
        lines.contains("具体情况见下表（按项目分别填报）"),
        "{lines}"
    );
}

/// Where the workbook has forms, those of the text are text: checked as its sentences are, and told where they differ.
#[test]
fn forms_that_the_workbook_has_stay_part_of_the_text() {
    let of = |text: &[u8]| {
        let inbox = InboxDir::with_folder("official");
        inbox.add("情况说明.docx", text);
        grave(&department(&inbox))
    };
    let wrong = Parts::of(&text()).replaced(
        "word/document.xml",
        "年度资金总额： 42.00 万元",
        "年度资金总额： 47.00 万元",
    );
    let (before, mut after) = (of(&text()), of(&wrong.bytes()));
    after.retain(|it| !before.contains(it));
    assert_eq!(after.len(), 1, "{after:?}");
    assert!(after[0].starts_with("N-A"), "{after:?}");
}

/// The table of a sheet as one of a document, below the lines above it.
fn in_word(sheet: &Sheet) -> String {
    let last = |of: fn(&(u32, u32)) -> u32| sheet.cells.keys().map(of).max().unwrap();
    let (rows, columns) = (last(|it| it.0), last(|it| it.1));
    let text = |row: u32, column: u32| match sheet.cells.get(&(row, column)) {
        Some(Cell::Text(text)) => text.clone(),
        Some(Cell::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    let filled = |row: u32| {
        (0..=columns)
            .filter(|it| !text(row, *it).is_empty())
            .count()
    };
    let first = (0..=rows).find(|row| filled(*row) > 2).unwrap();
    let mut body: String = (0..first)
        .flat_map(|row| (0..=columns).map(move |column| (row, column)))
        .map(|(row, column)| text(row, column))
        .filter(|it| !it.is_empty())
        .map(|it| paragraph(&it))
        .collect();
    body.push_str("<w:tbl>");
    for row in first..=rows {
        body.push_str("<w:tr>");
        let mut column = 0;
        while column <= columns {
            let within = |m: &&(u32, u32, u32, u32)| {
                (m.0..=m.2).contains(&row) && (m.1..=m.3).contains(&column)
            };
            let merge = sheet.merges.iter().find(within);
            let (top, left, bottom, right) = merge.copied().unwrap_or((row, column, row, column));
            let down = match (top < bottom, top == row) {
                (false, _) => "",
                (true, true) => "<w:vMerge w:val='restart'/>",
                (true, false) => "<w:vMerge/>",
            };
            let span = right - left + 1;
            let own = if top == row {
                text(top, left)
            } else {
                String::new()
            };
            body.push_str(&format!(
                "<w:tc><w:tcPr><w:gridSpan w:val='{span}'/>{down}</w:tcPr>{}</w:tc>",
                paragraph(&own)
            ));
            column = right + 1;
        }
        body.push_str("</w:tr>");
    }
    body.push_str("</w:tbl>");
    body
}

/// The workbook of a subdistrict without its 三公 table, and that table in Word.
fn street() -> (Vec<u8>, String) {
    let mut book = Book::open(&data("cases/sh_wanli_2023/submitted.xlsx"));
    let is_own = |sheet: &&Sheet| {
        let mut cells = sheet.cells.values();
        cells.any(|it| matches!(it, Cell::Text(text) if text.contains("“三公”经费")))
    };
    let own = book.sheets.iter().find(is_own).unwrap().clone();
    book.sheets.retain(|sheet| sheet.name != own.name);
    (book.bytes(), in_word(&own))
}

#[test]
fn a_table_that_the_workbook_lacks_is_read_from_its_document() {
    let (book, table) = street();
    let of = |document: &[u8]| {
        let inbox = InboxDir::new();
        inbox
            .add("报送.xlsx", &book)
            .add("三公经费表.docx", document);
        grave(&department(&inbox))
    };
    let lacks = |said: &[String]| said.iter().any(|it| it.starts_with("R-14"));
    let said = of(&docx(&table, "", ""));
    assert!(!lacks(&said), "{said:?}");
    // below sentences of a text, too
    let sentence = paragraph(&"本单位2023年预算按照有关规定编制，具体情况说明如下。".repeat(12));
    let said = of(&docx(&format!("{sentence}{table}{sentence}"), "", ""));
    assert!(!lacks(&said), "{said:?}");
    let said = of(&docx(&sentence, "", ""));
    assert!(lacks(&said), "{said:?}");
}

/// The same where the workbook has it too: the workbook's counts, and nothing is there twice.
#[test]
fn a_table_of_the_workbook_is_not_taken_twice() {
    let (_, table) = street();
    let book = fs::read(data("cases/sh_wanli_2023/submitted.xlsx")).unwrap();
    let inbox = InboxDir::new();
    inbox.add("报送.xlsx", &book);
    let alone = inbox.json()["departments"][0]["findings"].clone();
    inbox.add("三公经费表.docx", &docx(&table, "", ""));
    assert_eq!(department(&inbox)["findings"], alone);
}
