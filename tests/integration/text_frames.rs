//! Tables that only frame a text, as forms of a district have them: what stands in them is read as text.

use crate::made::Parts;
use crate::marked_text::document;
use crate::narrative::given;
use crate::program::{InboxDir, data};
use crate::texts::read;
use gouji::book::text::ParagraphPlace;
use serde_json::Value;
use std::fs;
use std::path::Path;

fn department(workbook: &Path, text: &[u8]) -> Value {
    let inbox = InboxDir::new();
    inbox.add("报送.xlsx", &fs::read(workbook).unwrap());
    inbox.add("情况说明.docx", text);
    inbox.json()["departments"][0].clone()
}

fn paragraph(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

fn row(cells: &[&str]) -> String {
    let cell = |text: &&str| format!("<w:tc>{}</w:tc>", paragraph(text));
    let cells: String = cells.iter().map(cell).collect();
    format!("<w:tr>{cells}</w:tr>")
}

fn table(rows: &str) -> String {
    format!("<w:tbl>{rows}</w:tbl>")
}

#[test]
fn a_text_within_one_frame_is_the_same_text() {
    for (name, text, workbook) in given() {
        let text = fs::read(data(text)).unwrap();
        let framed = Parts::of(&text)
            .replaced(
                "word/document.xml",
                "<w:body>",
                "<w:body><w:tbl><w:tr><w:tc>",
            )
            .replaced(
                "word/document.xml",
                "</w:body>",
                "</w:tc></w:tr></w:tbl></w:body>",
            );
        let (plain, framed) = (
            department(&workbook, &text),
            department(&workbook, &framed.bytes()),
        );
        assert_eq!(plain, framed, "{name}");
    }
}

#[test]
fn a_cell_for_each_paragraph_is_the_same_text() {
    let (_, text, workbook) = given().remove(1);
    let source = read(&fs::read(data(text)).unwrap());
    let texts: Vec<String> = source
        .paragraphs
        .iter()
        .map(|it| format!("{}{}", it.number, it.text))
        .collect();
    let all = |each: &dyn Fn(&str) -> String| -> String {
        let texts = texts.iter().map(String::as_str);
        texts.map(each).collect()
    };
    let plain = department(&workbook, &document(&all(&paragraph)));
    assert!(!plain["findings"].as_array().unwrap().is_empty());
    for body in [
        table(&all(&|text| row(&[text]))),
        all(&|text| table(&row(&[text]))),
    ] {
        assert_eq!(department(&workbook, &document(&body)), plain);
    }
}

/// Tables of several columns, lists of labels, and both within a frame.
#[test]
fn tables_of_figures_stay_tables() {
    let figures = table(&(row(&["项目", "金额"]) + &row(&["合计", "12.50"])));
    let list = table(&(row(&["房屋"]) + &row(&["车辆"])));
    let text = paragraph("收入预算12.50万元。");
    let framed = |inner: &str| table(&format!("<w:tr><w:tc>{inner}</w:tc></w:tr>"));
    let body = format!("{text}{figures}{text}{list}");
    for body in [
        body.clone(),
        framed(&body),
        framed(&framed(&body)),
        format!("{text}{}{text}{}", framed(&figures), framed(&list)),
    ] {
        let source = read(&document(&body));
        let places: Vec<String> = source
            .paragraphs
            .iter()
            .map(|it| match it.place {
                ParagraphPlace::Body { block } => format!("{block}"),
                ParagraphPlace::Table { block, row, column } => format!("{block}:{row},{column}"),
                _ => String::new(),
            })
            .collect();
        let expected = [
            "0", "1:0,0", "1:0,1", "1:1,0", "1:1,1", "2", "3:0,0", "3:1,0",
        ];
        assert_eq!(places, expected, "{body}");
    }
}
