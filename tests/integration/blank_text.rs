//! `gouji template --text`: the text of a place with its slots in braces; handed in, the figures stand in it. Tried of
//! the kind: each place, filled in by people and not, and a document of ours whose places are filled in.

use crate::document::Document;
use crate::program::{InboxDir, gouji};
use std::fs;

fn blank(layout: &str) -> (InboxDir, Vec<u8>) {
    let folder = InboxDir::new();
    let path = folder.path().join("空白.docx");
    let path = path.to_str().unwrap();
    let run = gouji(&["template", "--text", "--layout", layout, "-o", path]);
    assert_eq!(run.status, 0, "{run:?}");
    let bytes = fs::read(path).unwrap();
    (folder, bytes)
}

#[test]
fn each_place_has_a_blank_text() {
    for layout in ["xinjiang-2020", "shanghai-2023", "jiangsu-2018"] {
        let (_folder, bytes) = blank(layout);
        let text = Document::open(&bytes).paragraphs().join("\n");
        assert!(text.contains("〔待填：主要职能〕"), "{layout}: {text}");
        assert!(
            text.contains("{部门}") && text.contains("|比上年}"),
            "{layout}"
        );
        assert_eq!(blank(layout).1, bytes, "equal wishes give equal bytes");
    }
}

#[test]
fn a_blank_text_handed_in_says_what_we_write() {
    let ours = InboxDir::with_folder("official");
    ours.publish();
    let ours = Document::of(&ours).paragraphs();
    let handed = InboxDir::with_folder("official");
    let (_folder, bytes) = blank("xinjiang-2020");
    handed.add("文字.docx", &bytes);
    handed.publish();
    let text = Document::of(&handed).paragraphs();
    // the places that are not filled in block nothing but the publication of the text
    let part = |all: &[String]| -> Vec<String> {
        let from = all.iter().skip_while(|it| !it.starts_with("第三部分"));
        from.cloned().collect()
    };
    assert_eq!(part(&text), part(&ours));
}

#[test]
fn a_document_whose_places_are_filled_in_is_the_text() {
    let inbox = InboxDir::with_folder("official");
    inbox.publish();
    let name = inbox.documents().remove(0);
    let written = inbox.path().join("公开表").join(&name);
    let bytes = fs::read(&written).unwrap();
    let filled = crate::document::with_xml(&bytes, |xml| {
        let mut parts = xml.split("〔待填：");
        let mut text = parts.next().unwrap().to_owned();
        for part in parts {
            let (_, rest) = part.split_once('〕').unwrap();
            text.push('略');
            text.push_str(rest);
        }
        text
    });
    inbox.add("情况说明.docx", &filled);
    inbox.publish();
    let text = Document::of(&inbox).paragraphs().join("\n");
    assert!(!text.contains("待填"), "{text}");
    assert!(text.contains("主要原因是略"), "{text}");
    assert!(text.contains("收支总预算16072.23万元"), "{text}");
}
