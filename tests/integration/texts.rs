//! Texts as they are read: what Word does to a text, how lists count, where characters stand.

use crate::program::{InboxDir, built_in, data};
use gouji::book::text::{self, Paragraph, TextLimits, TextSource, read_docx};
use gouji::finding::Ignored;
use gouji::run::{Inbox, Interrupt, ReadOptions};
use gouji::say;
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
    // footnotes stand in another part
    let own = source.paragraphs.iter().filter(|it| !it.pieces.is_empty());
    for paragraph in own {
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

/// A line a paragraph.
/// A text of the test data, whatever its kind.
fn read_any(name: &str) -> TextSource {
    text::read(&text_file(name), &TextLimits::ANY)
        .unwrap()
        .unwrap()
}

fn lines(source: &TextSource) -> Vec<String> {
    source.paragraphs.iter().map(printed).collect()
}

fn numbers(name: &str) -> String {
    let source = read_any(name);
    let numbers = source
        .paragraphs
        .iter()
        .map(|paragraph| paragraph.number.as_str());
    numbers.collect::<Vec<_>>().join(" ")
}

#[test]
fn lists_count_as_word_counts_them() {
    let counted = "一、 1.1 1.2 a) b) 1.3 二、 2.1 三、  （一） 1. 2. ① ② 3. （二） 1. （一） 1. （二） （三） 1. 5. 6. （四） 1. \
                   III. III-i IV. IV-ii 九. 一〇. A. 一一. A. （五） （六） （七） （八） （九） （十） （十一） （十二） （十三）";
    assert_eq!(numbers("lists.docx"), counted);
}

/// LibreOffice neither knows 1.1 below 一、 nor levels that go on counting, and it makes 十 of 一〇. In a `.doc` it gives
/// lists that start anew a count of their own.
#[test]
fn lists_that_libreoffice_saved_count_as_before() {
    let before = "一、 一.1 一.2 a) b) 一.3 二、 二.1 三、  （一） 1. 2. ① ② 3. （二） 1.";
    let anew = " （一） 1. （二） （三） 1. 5. 6. （四） 1.";
    let after = " III. III-i IV. IV-i 九. 十. A. 十一. A.";
    let rest = " （五） （六） （七） （八） （九） （十） （十一） （十二） （十三）";
    let saved = format!("{before}{anew}{after}{rest}");
    assert_eq!(numbers("lists_saved.docx"), saved);
    let old = numbers("lists.doc");
    assert!(old.starts_with(before) && old.contains(after), "{old}");
}

/// LibreOffice counts pages anew, repeats a block with a control, drops formulas, keeps no branch and no ruby in a `.doc`, whose
/// notes are not read.
#[test]
fn files_that_libreoffice_saved_read_as_before() {
    let own = lines(&read(&text_file("features.docx")));
    let changes = |name: &str| {
        let saved = lines(&read_any(name));
        let lost: Vec<_> = own.iter().filter(|line| !saved.contains(line)).collect();
        let new: Vec<_> = saved.iter().filter(|line| !own.contains(line)).collect();
        format!("{lost:?} {new:?}")
    };
    insta::assert_snapshot!(changes("features_saved.docx"), @r#"["第3页A8", "块C3", "式xD7"] ["第1页A8", "块C3块块C3C3块C3", "式D7"]"#);
    insta::assert_snapshot!(changes("features.doc"), @r#"["第3页A8", "拼D3", "脚注333.33", "式xD7"] ["第1页A8", "块块C3", "C3", "D3", "式D7"]"#);
}

#[test]
fn a_word_97_document_reads_as_its_twin() {
    let own = read(&text_file("xinjiang_2020.docx"));
    let old = read_any("xinjiang_2020.doc");
    for (old, own) in lines(&old).iter().zip(lines(&own)) {
        assert_eq!(*old, own);
    }
    let blocks = |source: &TextSource| {
        source
            .paragraphs
            .iter()
            .map(Paragraph::block)
            .collect::<Vec<_>>()
    };
    assert_eq!(blocks(&old), blocks(&own));
    let levels = |source: &TextSource| {
        source
            .paragraphs
            .iter()
            .map(Paragraph::level)
            .collect::<Vec<_>>()
    };
    assert_eq!(levels(&old), levels(&own));
}

/// A table of twenty columns, whose rows are told of in a stream of their own, and one that is merged both ways.
#[test]
fn the_tables_of_a_word_97_document_have_columns_and_merged_cells() {
    let own = read(&text_file("tables.docx"));
    let old = read_any("tables.doc");
    let filled = |source: &TextSource| {
        let filled = source.paragraphs.iter().filter(|it| !it.text.is_empty());
        filled
            .map(|it| format!("{:?} {}", it.place, it.text))
            .collect::<Vec<_>>()
    };
    assert_eq!(filled(&old), filled(&own));
    assert_eq!(own.spans.len(), 7);
    assert_eq!(old.spans, own.spans);
}

/// In Shanghai's forms whole sections of the text stand on sheets of the workbook.
#[test]
fn text_on_sheets_of_a_workbook_is_read() {
    let texts = text::texts_of_workbook(&text_file("text_in_workbook.xlsx")).unwrap();
    let names: Vec<&str> = texts.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["单位编制说明", "其他相关情况说明"]);
    let twin = read(&text_file("shanghai_2024.docx"));
    let bare = |text: &str| text.split_whitespace().collect::<String>();
    let on_sheets: Vec<String> = texts
        .iter()
        .flat_map(|(_, text)| &text.paragraphs)
        .map(|p| bare(&p.text))
        .collect();
    let lines = twin
        .paragraphs
        .iter()
        .flat_map(|paragraph| paragraph.text.split('\n'));
    let missing: Vec<&str> = lines
        .filter(|line| !on_sheets.contains(&bare(line)))
        .collect();
    assert_eq!(missing, Vec::<&str>::new());
    let (_, last) = &texts[1];
    let place = &last.paragraphs[1].place;
    assert!(
        matches!(
            place,
            text::ParagraphPlace::Cell {
                row: 2,
                column: 0,
                line: 0,
                ..
            }
        ),
        "{place:?}"
    );
}

#[test]
fn files_whose_text_is_not_read_say_what_to_do() {
    let kind = |bytes: &[u8]| text::TextKind::of(bytes);
    assert_eq!(
        kind(&text_file("features.docx")),
        Some(text::TextKind::Docx)
    );
    assert_eq!(kind(&text_file("features.doc")), Some(text::TextKind::Doc));
    assert_eq!(kind("支出".as_bytes()), Some(text::TextKind::Txt));
    let named = [
        (&b"{\\rtf1\\ansi"[..], "RTF 文档", "另存为 .docx"),
        (b"%PDF-1.4", "PDF 文件", "请附上 Word 原文件"),
        (b"\xff\xd8\xff\xe0", "图片", "请附上 Word 原文件"),
    ];
    for (bytes, name, advice) in named {
        let said = say::ignored(&Ignored::Document(kind(bytes).unwrap().unread().unwrap())).zh;
        assert!(said.contains(name) && said.contains(advice), "{said}");
        assert_eq!(text::read(bytes, &TextLimits::ANY), Ok(None));
    }
    assert_eq!(kind(&text_file("text_in_workbook.xlsx")), None);
    assert_eq!(kind(b""), None);
}

/// Files that were done by the time that all were read.
fn files_done(inbox: &InboxDir, interrupt: Option<&Interrupt>) -> usize {
    let layouts: Vec<_> = built_in().into_iter().map(|it| it.layout).collect();
    let options = ReadOptions {
        interrupt,
        ..ReadOptions::default()
    };
    let files = Inbox::open(inbox.path(), &inbox.path().join("公开表")).unwrap();
    let mut done = 0;
    gouji::run::gather(files, &layouts, options, |_| done += 1);
    done
}

#[test]
fn texts_count_as_files_that_are_done_and_are_not_read_once_the_run_should_end() {
    let inbox = InboxDir::new();
    let text = std::fs::read(data("text/xinjiang_2020.docx")).unwrap();
    let book = std::fs::read(data("cases/js_court_2018/submitted.xlsx")).unwrap();
    inbox.add("说明.docx", &text).add("2018年.xlsx", &book);
    inbox.add("另一份说明.docx", &text);
    // a workbook under the name of a text is no text
    inbox.add("其实是表格.docx", &book);
    assert_eq!(files_done(&inbox, None), 4);
    let interrupt = Interrupt::default();
    assert_eq!(files_done(&inbox, Some(&interrupt)), 4);
    interrupt.ask();
    assert_eq!(files_done(&inbox, Some(&interrupt)), 0);
}
