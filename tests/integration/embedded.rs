//! What a text holds beside its words: pictures and objects are told, notes are read.

use crate::document::Document;
use crate::made::Parts;
use crate::program::{InboxDir, data};
use std::fs;

const DOCUMENT: &str = "word/document.xml";
const RELATIONS: &str = "word/_rels/document.xml.rels";
const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

/// The court's text with a paragraph in front.
fn text_with(paragraph: &str) -> Parts {
    let text = fs::read(data("narrative/js_court_2018.docx")).unwrap();
    let body = format!("<w:body><w:p><w:r><w:t>机构设置如下：</w:t>{paragraph}</w:r></w:p>");
    Parts::of(&text).replaced(DOCUMENT, "<w:body>", &body)
}

fn inbox(text: &Parts) -> InboxDir {
    let inbox = InboxDir::new();
    let workbook = fs::read(data("cases/js_court_2018/submitted.xlsx")).unwrap();
    inbox.add("报送.xlsx", &workbook);
    inbox.add("情况说明.docx", &text.bytes());
    inbox
}

#[test]
fn pictures_and_objects_are_told_with_their_places() {
    let picture = "<w:drawing><pic:pic xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"/></w:drawing>";
    let old = "<w:pict><v:shape xmlns:v=\"urn:schemas-microsoft-com:vml\"><v:imagedata/></v:shape></w:pict>";
    let object = "<w:object><v:shape xmlns:v=\"urn:schemas-microsoft-com:vml\"><v:imagedata/></v:shape></w:object>";
    let chart = "<w:drawing><c:chart xmlns:c=\"http://schemas.openxmlformats.org/drawingml/2006/chart\"/></w:drawing>";
    for (inner, said) in [
        (picture, "1 张图片"),
        (old, "1 张图片"),
        (object, "1 个嵌入的对象"),
        (chart, "1 个图表"),
        ("<w:footnoteReference w:id=\"7\"/>", "1 个脚注或尾注"),
    ] {
        let inbox = inbox(&text_with(inner));
        let run = inbox.publish();
        let said = format!("情况说明.docx：第1段有 {said}：公开文本里没有");
        assert!(run.stdout.contains(&said), "{}", run.stdout);
        assert!(inbox.documents()[0].ends_with("（待核）.docx"));
    }
    let run = inbox(&text_with("")).publish();
    assert!(!run.stdout.contains("R-60"), "{}", run.stdout);
}

#[test]
fn figures_of_footnotes_are_checked_and_printed() {
    let note = "江苏省高级人民法院2018年度收入、支出预算总计33127.15万元。";
    let mut text = text_with("<w:footnoteReference w:id=\"7\"/>").replaced(
        RELATIONS,
        "</Relationships>",
        "<Relationship Id=\"rIdNotes\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes\" Target=\"footnotes.xml\"/></Relationships>",
    );
    let notes = format!(
        "<w:footnotes xmlns:w=\"{WORD}\"><w:footnote w:id=\"7\"><w:p><w:r><w:t>{note}</w:t></w:r></w:p></w:footnote></w:footnotes>"
    );
    text.0
        .push(("word/footnotes.xml".to_owned(), notes.into_bytes()));
    let inbox = inbox(&text);
    let run = inbox.publish();
    assert!(run.stdout.contains("33127.15万元"), "{}", run.stdout);
    assert!(run.stdout.contains("33172.15"), "{}", run.stdout);
    let paragraphs = Document::of(&inbox).paragraphs();
    assert!(paragraphs.iter().any(|it| it == note), "{paragraphs:?}");
}
