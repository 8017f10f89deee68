//! Texts that are made to break a reader, or that broke by chance: each is read, or named and left alone.

use crate::made::packed;
use crate::program::{InboxDir, only_file};
use crate::texts::text_file;
use gouji::book::text::{self, TextLimits, TextSource};
use gouji::book::{Quantity, Refusal};
use gouji::run::{TextReader, Workers};
use proptest::prelude::*;
use std::fmt::Write;
use std::time::{Duration, Instant};

const SPACE: &str = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'";
const TYPES: &str = "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>";
const RELATIONS: &str = "<Relationships><Relationship Id='n' Type='x/numbering' Target='numbering.xml'/><Relationship Id='s' Type='x/styles' Target='styles.xml'/></Relationships>";

pub fn docx(body: &str, numbering: &str, styles: &str) -> Vec<u8> {
    let document = format!("<w:document {SPACE}><w:body>{body}</w:body></w:document>");
    packed(&[
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("word/document.xml", document.as_bytes()),
        ("word/_rels/document.xml.rels", RELATIONS.as_bytes()),
        (
            "word/numbering.xml",
            format!("<w:numbering {SPACE}>{numbering}</w:numbering>").as_bytes(),
        ),
        (
            "word/styles.xml",
            format!("<w:styles {SPACE}>{styles}</w:styles>").as_bytes(),
        ),
    ])
}

/// Reads a text, in a time that a clerk does not notice; a build for tests takes several times as long.
fn read(bytes: &[u8]) -> Result<Option<TextSource>, Refusal> {
    let start = Instant::now();
    let read = text::read(bytes, &TextLimits::ANY);
    assert!(
        start.elapsed() < Duration::from_secs(20),
        "{:?}",
        start.elapsed()
    );
    read
}

fn too_large(bytes: &[u8], counted: Quantity) {
    match read(bytes) {
        Err(Refusal::TooLarge { what, .. }) => assert_eq!(what, counted),
        other => panic!("{counted:?}: {other:?}"),
    }
}

fn texts(bytes: &[u8]) -> Vec<String> {
    let source = read(bytes).unwrap().unwrap();
    source
        .paragraphs
        .iter()
        .map(crate::texts::printed)
        .collect()
}

#[test]
fn more_than_any_text_holds_is_named() {
    too_large(
        &docx(
            &format!("<w:p>{}</w:p>", "<w:r><w:t>1</w:t></w:r>".repeat(1_000_000)),
            "",
            "",
        ),
        Quantity::Runs,
    );
    too_large(
        &docx(&"<w:p/>".repeat(1_000_000), "", ""),
        Quantity::Paragraphs,
    );
    too_large(
        &docx(&"<w:p>\n</w:p>     ".repeat(3_000_000), "", ""),
        Quantity::UnpackedBytes,
    );
    let long = "字".repeat(400_000);
    too_large(
        &docx(&format!("<w:p><w:r><w:t>{long}</w:t></w:r></w:p>"), "", ""),
        Quantity::TextBytes,
    );
    let some = "字".repeat(100_000);
    too_large(
        &docx(
            &format!("<w:p><w:r><w:t>{some}</w:t></w:r></w:p>").repeat(40),
            "",
            "",
        ),
        Quantity::AllTextBytes,
    );
    let lists: String = (0..60_000).fold(String::new(), |mut lists, i| {
        write!(lists, "<w:num w:numId='{i}'/>").unwrap();
        lists
    });
    too_large(&docx("", &lists, ""), Quantity::Definitions);
    too_large("支出\n".repeat(200_000).as_bytes(), Quantity::Paragraphs);
}

#[test]
fn nesting_without_end_is_damage() {
    for (open, close) in [
        ("<w:sdt>", "</w:sdt>"),
        ("<w:tbl><w:tr><w:tc><w:p>", "</w:p></w:tc></w:tr></w:tbl>"),
    ] {
        let body = open.repeat(100_000) + &close.repeat(100_000);
        assert!(matches!(
            read(&docx(&body, "", "")),
            Err(Refusal::Damaged { .. })
        ));
    }
    let entity = docx("<w:p/>", "", "");
    let with = String::from_utf8_lossy(&entity).replace("<w:body>", "&a;<w:body>");
    assert!(read(with.as_bytes()).is_err() || read(with.as_bytes()).unwrap().is_none());
}

#[test]
fn fields_within_fields_take_no_time() {
    let begin = "<w:r><w:fldChar w:fldCharType='begin'/></w:r>".repeat(100_000);
    let rest = "<w:r><w:fldChar w:fldCharType='end'/></w:r>".repeat(100_000);
    let body = format!("<w:p>{begin}<w:r><w:t>暗</w:t></w:r>{rest}<w:r><w:t>明</w:t></w:r></w:p>");
    assert_eq!(texts(&docx(&body, "", "")), ["明"]);
    // what never ends hides nothing
    let body = format!("<w:p>{begin}<w:r><w:t>明</w:t></w:r></w:p>");
    assert_eq!(texts(&docx(&body, "", "")), ["明"]);
}

#[test]
fn lists_and_styles_that_lead_to_themselves_end() {
    let numbering = "<w:abstractNum w:abstractNumId='0'><w:numStyleLink w:val='a'/></w:abstractNum>\
        <w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num>\
        <w:abstractNum w:abstractNumId='1'><w:lvl w:ilvl='0'><w:start w:val='4294967295'/><w:lvlText w:val='%1%9%0%%'/></w:lvl></w:abstractNum>\
        <w:num w:numId='2'><w:abstractNumId w:val='1'/></w:num>";
    let styles = "<w:style w:styleId='a'><w:basedOn w:val='b'/><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr></w:style>\
        <w:style w:styleId='b'><w:basedOn w:val='a'/></w:style>";
    let paragraph = |properties: &str| {
        format!("<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>文</w:t></w:r></w:p>")
    };
    let body = [
        paragraph("<w:pStyle w:val='b'/>"),
        paragraph("<w:numPr><w:numId w:val='2'/></w:numPr>"),
        paragraph("<w:numPr><w:ilvl w:val='200'/><w:numId w:val='2'/></w:numPr>"),
        paragraph("<w:numPr><w:ilvl w:val='0'/><w:numId w:val='2'/></w:numPr>"),
        paragraph("<w:numPr><w:numId w:val='77'/></w:numPr>"),
    ];
    let texts = texts(&docx(&body.concat(), numbering, styles));
    assert_eq!(
        texts,
        ["文", "42949672951%0%%文", "文", "42949672951%0%%文", "文"]
    );
}

#[test]
fn files_that_are_cut_are_refused() {
    for name in ["features.docx", "features.doc", "xinjiang_2020.doc"] {
        let bytes = text_file(name);
        for part in 1..20 {
            let cut = &bytes[..bytes.len() * part / 20];
            let read = read(cut);
            assert!(
                matches!(&read, Ok(None) | Err(_)) || name.ends_with(".doc"),
                "{name} {part}"
            );
        }
        assert!(read(&bytes).unwrap().is_some());
    }
}

#[test]
fn a_word_file_with_a_password_or_of_word_95_is_named() {
    let mut bytes = text_file("features.doc");
    let header = bytes
        .windows(2)
        .position(|bytes| bytes == [0xec, 0xa5])
        .unwrap();
    bytes[header + 11] |= 1;
    assert_eq!(read(&bytes), Err(Refusal::Password));
    (bytes[header + 2], bytes[header + 3]) = (0x65, 0);
    assert!(matches!(read(&bytes), Err(Refusal::OtherFormat { .. })));
}

/// A text that is large comes from a process of its own as it is read within this one.
#[test]
fn a_large_text_is_read_by_a_worker() {
    let inbox = InboxDir::new();
    let body = "<w:p><w:r><w:t>支出1261.73万元</w:t></w:r></w:p>".repeat(30_000);
    let large = docx(&body, "", "");
    inbox
        .add("大.docx", &large)
        .add("小.docx", &text_file("features.docx"));
    inbox.add("多.docx", &docx(&"<w:p/>".repeat(200_000), "", ""));
    let workers = Workers {
        program: env!("CARGO_BIN_EXE_gouji").into(),
        arguments: vec!["read-for-another-process".into()],
        patience: Duration::from_secs(30),
        prepared: None,
    };
    let mut reader = TextReader::new(Some(&workers), None);
    let read_by_worker =
        |name: &str, reader: &mut TextReader<'_>| reader.read(&inbox.path().join(name));
    assert_eq!(read_by_worker("大.docx", &mut reader), read(&large));
    assert_eq!(
        read_by_worker("小.docx", &mut reader),
        read(&text_file("features.docx"))
    );
    let message = read_by_worker("多.docx", &mut reader)
        .unwrap_err()
        .message()
        .zh;
    assert!(message.contains("段落数为 80001，最多 80000"), "{message}");
    // without a program to start it is read here
    let none = Workers {
        program: "/nowhere".into(),
        ..workers.clone()
    };
    let mut reader = TextReader::new(Some(&none), None);
    assert_eq!(read_by_worker("大.docx", &mut reader), read(&large));
    assert!(read_by_worker("小.docx", &mut reader).is_ok());
}

/// A file with some of its bytes changed.
fn changed(name: &'static str) -> impl Strategy<Value = Vec<u8>> {
    let change = (any::<prop::sample::Index>(), any::<u8>());
    prop::collection::vec(change, 1..20).prop_map(move |changes| {
        let mut bytes = text_file(name);
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn changed_bytes_of_a_word_97_document_do_no_harm(bytes in changed("features.doc")) {
        let _ = read(&bytes);
    }

    #[test]
    fn changed_bytes_of_its_lists_do_no_harm(bytes in changed("lists.doc")) {
        let _ = read(&bytes);
    }

    #[test]
    fn any_bytes_do_no_harm(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        let _ = read(&bytes);
    }
}

#[test]
fn sentences_without_end_take_no_time() {
    let line = "其中：办公费1.23万元，比上年增加2万元，增长3%，主要原因是人员增加5万元";
    let paragraph = |text: &str| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
    let bodies = [
        paragraph(&format!("{line}。")).repeat(60_000),
        paragraph(&format!("{line}；").repeat(3_000)),
        paragraph(&("其中：（".repeat(8_000) + "1万元")).repeat(20),
        paragraph(&"（类）（款）（项）1万元".repeat(3_000)),
    ];
    for body in bodies {
        let heading = paragraph("五、一般公共预算当年拨款情况说明");
        let inbox = InboxDir::new();
        inbox.add("报送.xlsx", &std::fs::read(only_file("official")).unwrap());
        inbox.add("说明.docx", &docx(&(heading + &body), "", ""));
        let start = Instant::now();
        let json = inbox.json();
        assert!(start.elapsed() < Duration::from_secs(60));
        assert_eq!(json["departments"][0]["texts"][0]["file"], "说明.docx");
    }
}
