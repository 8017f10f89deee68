//! Whole books: one Word file with the text and all tables of a budget. Its tables are read by the layout, its text
//! is checked against them.

use crate::program::{InboxDir, data};
use serde_json::Value;
use std::fs;
use std::io::{Cursor, Read, Write};

const BOOKS: [(&str, &str, &str); 2] = [
    (
        "text/book_jiangsu_2018.docx",
        "narrative/js_court_2018.docx",
        "cases/js_court_2018/submitted.xlsx",
    ),
    (
        "text/book_shanghai_2025.docx",
        "narrative/sh_finance_2025.docx",
        "cases/sh_finance_2025/submitted.xlsx",
    ),
];

fn bytes(name: &str) -> Vec<u8> {
    fs::read(data(name)).unwrap()
}

fn department(files: &[(&str, Vec<u8>)]) -> Value {
    let inbox = InboxDir::new();
    for (name, bytes) in files {
        inbox.add(name, bytes);
    }
    let json = inbox.json();
    assert_eq!(json["unreadable"], Value::Array(Vec::new()));
    assert_eq!(json["departments"].as_array().unwrap().len(), 1);
    json["departments"][0].clone()
}

/// Rules and messages, in order.
fn told(department: &Value) -> Vec<String> {
    let findings = department["findings"].as_array().unwrap().iter();
    let words = findings.map(|it| format!("{} {}", it["rule"], it["message"]));
    let mut words: Vec<String> = words.collect();
    words.sort();
    words
}

/// A document with some of its words changed, the first time that they stand there.
fn changed(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).unwrap();
        let name = part.name().unwrap().to_string();
        let mut own = Vec::new();
        part.read_to_end(&mut own).unwrap();
        if name == "word/document.xml" {
            let text = String::from_utf8(own).unwrap();
            let at = text.find(from).unwrap();
            own = format!("{}{to}{}", &text[..at], &text[at + from.len()..]).into_bytes();
        }
        out.start_file(name, zip::write::SimpleFileOptions::default())
            .unwrap();
        out.write_all(&own).unwrap();
    }
    out.finish().unwrap().into_inner()
}

#[test]
fn tables_of_a_book_are_those_of_its_workbook() {
    for (book, text, workbook) in BOOKS {
        let own = department(&[("部门预算.docx", bytes(book))]);
        let apart = department(&[("说明.docx", bytes(text)), ("报送.xlsx", bytes(workbook))]);
        for key in ["department", "layout", "fiscal_year", "equations"] {
            assert_eq!(own[key], apart[key], "{book} {key}");
        }
        assert_eq!(told(&own), told(&apart), "{book}");
        assert_eq!(own["texts"][0]["compared"], apart["texts"][0]["compared"]);
        assert_eq!(own["files"], serde_json::json!(["部门预算.docx"]));
    }
}

#[test]
fn a_book_beside_its_workbook_is_a_text() {
    let (book, text, workbook) = BOOKS[0];
    let both = department(&[
        ("部门预算.docx", bytes(book)),
        ("报送.xlsx", bytes(workbook)),
    ]);
    let apart = department(&[
        ("部门预算.docx", bytes(text)),
        ("报送.xlsx", bytes(workbook)),
    ]);
    assert_eq!(both["equations"], apart["equations"]);
    assert_eq!(told(&both), told(&apart));
}

#[test]
fn a_wrong_cell_of_a_book_is_told_and_marked() {
    let wrong = changed(&bytes(BOOKS[0].0), ">3,258.06<", ">3,528.06<");
    let inbox = InboxDir::new();
    inbox.add("部门预算.docx", &wrong);
    let run = inbox.publish();
    assert_eq!(run.status, 1, "{}", run.stdout);
    let back = fs::read(inbox.path().join("公开表/退回/部门预算.docx")).unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(back)).unwrap();
    let mut comments = String::new();
    let mut part = archive.by_name("word/comments.xml").unwrap();
    part.read_to_string(&mut comments).unwrap();
    assert!(comments.contains("3,528.06 → 3,258.06"), "{comments}");
}
