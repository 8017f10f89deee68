//! Texts as they are read: what Word does to a text, how lists count, where characters stand.

use gouji::book::text::{Paragraph, TextLimits, TextSource, read_docx};
use std::path::Path;

pub fn text_file(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/text");
    std::fs::read(folder.join(name)).unwrap()
}

pub fn read(bytes: &[u8]) -> TextSource {
    read_docx(bytes, &TextLimits::ANY).unwrap()
}

pub fn printed(paragraph: &Paragraph) -> String {
    format!("{}{}", paragraph.number, paragraph.text)
}

#[test]
fn every_feature_of_word_is_read_right() {
    let source = read(&text_file("features.docx"));
    let printed: Vec<String> = source.paragraphs.iter().map(printed).collect();
    let features: Vec<(String, String)> =
        serde_json::from_slice(&text_file("features.json")).unwrap();
    for (feature, expected) in features {
        let is_read = |expected: &str| {
            let lines: Vec<&str> = if feature.starts_with("tab") {
                vec![expected]
            } else {
                expected.split('\n').collect()
            };
            printed.windows(lines.len()).any(|found| found == lines)
        };
        assert!(
            expected.split('|').any(is_read),
            "{feature}: {expected:?} not in {printed:#?}"
        );
    }
    let all = source.printed();
    for never in [
        "9999.99",
        "8888.88",
        "88.88",
        "555.55",
        "666.66",
        "备42",
        "pin",
        "DOCPROPERTY",
    ] {
        assert!(!all.contains(never), "{never}");
    }
    assert_eq!(all.matches("777.77").count(), 1);
}

#[test]
fn characters_are_found_where_they_stand() {
    let bytes = text_file("features.docx");
    let source = read(&bytes);
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let part = std::io::read_to_string(archive.by_name(&source.part).unwrap()).unwrap();
    for paragraph in &source.paragraphs {
        let mut chars = paragraph.text.chars();
        for piece in &paragraph.pieces {
            let text: String = chars.by_ref().take(piece.chars as usize).collect();
            let written = &part[piece.start as usize..piece.end as usize];
            if piece.is_literal {
                assert_eq!(text, written);
            } else {
                assert_eq!(text.chars().count(), 1);
                assert!(written.starts_with(['<', '&']), "{written}");
            }
        }
        assert_eq!(chars.next(), None);
    }
}

/// Figures of real texts are known by the paragraph they stand in.
#[test]
fn paragraphs_are_counted_as_blocks_of_the_body() {
    let expected: serde_json::Value =
        serde_json::from_slice(&text_file("xinjiang_2020.json")).unwrap();
    let source = read(&text_file("xinjiang_2020.docx"));
    let bare = |text: &str| text.split_whitespace().collect::<String>();
    let mut count = 0;
    for list in ["must_find", "must_stay_silent"] {
        for entry in expected[list].as_array().unwrap() {
            let block = entry["paragraph"].as_u64().unwrap();
            let quote = bare(entry["quote"].as_str().unwrap());
            let held = source
                .paragraphs
                .iter()
                .filter(|p| p.block() as u64 == block);
            let text: String = held.map(printed).collect();
            assert!(
                bare(&text).contains(&quote),
                "{block}: {quote} not in {text}"
            );
            count += 1;
        }
    }
    assert_eq!(count, 60);
    assert!(!source.printed().contains("PAGEREF") && !source.printed().contains("概况\t3"));
}
