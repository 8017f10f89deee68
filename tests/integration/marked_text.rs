//! The department's own Word file comes back as it was, but for highlights and comments on the marked characters.

use crate::look::Parts;
use crate::made::packed;
use crate::texts::{read, text_file};
use gouji::write::{Paint, PassageMark, returned_text};
use proptest::prelude::*;

const DOCUMENT: &str = "word/document.xml";
const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

fn mark(
    paragraph: usize,
    range: std::ops::Range<usize>,
    paint: Paint,
    comment: &str,
) -> PassageMark {
    PassageMark {
        paragraph,
        start: range.start,
        end: range.end,
        paint,
        comment: comment.to_owned(),
    }
}

/// A mark on some words of a text.
fn mark_on(bytes: &[u8], words: &str, comment: &str) -> PassageMark {
    let source = read(bytes);
    let mut found = source
        .paragraphs
        .iter()
        .enumerate()
        .filter_map(|(i, paragraph)| {
            let at = paragraph.text.find(words)?;
            let start = paragraph.text[..at].chars().count();
            Some(mark(
                i,
                start..start + words.chars().count(),
                Paint::Red,
                comment,
            ))
        });
    found.next().unwrap()
}

/// A document of one body.
pub fn document(body: &str) -> Vec<u8> {
    let types = "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'><Default Extension='xml' ContentType='application/xml'/></Types>";
    let root = "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'><Relationship Id='a' Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument' Target='word/document.xml'/></Relationships>";
    let text = format!("<w:document xmlns:w=\"{WORD}\"><w:body>{body}</w:body></w:document>");
    packed(&[
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", root.as_bytes()),
        (DOCUMENT, text.as_bytes()),
    ])
}

/// The body of a document that was marked.
fn body(bytes: &[u8]) -> String {
    let text = part(bytes, DOCUMENT);
    let (_, rest) = text.split_once("<w:body>").unwrap();
    rest.split_once("</w:body>").unwrap().0.to_owned()
}

fn part(bytes: &[u8], name: &str) -> String {
    Parts::of(bytes).text(name)
}

/// The texts of all runs that have a highlight of this colour.
fn highlighted(bytes: &[u8], colour: &str) -> String {
    let text = part(bytes, DOCUMENT);
    let mark = format!("<w:highlight w:val=\"{colour}\"/>");
    let runs = text
        .split(&mark)
        .skip(1)
        .map(|rest| rest.split("</w:r>").next().unwrap());
    let texts = runs.flat_map(|run| {
        run.split("<w:t").skip(1).filter_map(|rest| {
            let (_, rest) = rest.split_once('>')?;
            Some(rest.split("</w:t>").next().unwrap().to_owned())
        })
    });
    texts.collect()
}

#[test]
fn a_run_is_split_around_the_marked_figure() {
    let bytes = document(
        "<w:p><w:r><w:rPr><w:b/><w:u w:val=\"single\"/></w:rPr><w:t>收入 70.51 万元</w:t></w:r></w:p>",
    );
    let marked = returned_text(&bytes, &[mark_on(&bytes, "70.51", "应为 70.15\n第二行")]).unwrap();
    let run = |text: &str, highlight: &str, attribute: &str| {
        format!(
            "<w:r><w:rPr><w:b/>{highlight}<w:u w:val=\"single\"/></w:rPr><w:t{attribute}>{text}</w:t></w:r>"
        )
    };
    let space = " xml:space=\"preserve\"";
    let expected = [
        "<w:p>",
        &run("收入 ", "", space),
        "<w:commentRangeStart w:id=\"0\"/>",
        &run("70.51", "<w:highlight w:val=\"red\"/>", space),
        "<w:commentRangeEnd w:id=\"0\"/><w:r><w:commentReference w:id=\"0\"/></w:r>",
        &run(" 万元", "", space),
        "</w:p>",
    ];
    assert_eq!(body(&marked), expected.concat());
    let comments = part(&marked, "word/comments.xml");
    assert!(comments.contains("w:author=\"勾稽\""), "{comments}");
    assert_eq!(comments.matches("<w:p>").count(), 2);
    assert!(part(&marked, "[Content_Types].xml").contains("/word/comments.xml"));
    assert!(part(&marked, "word/_rels/document.xml.rels").contains("comments.xml"));
}

#[test]
fn a_figure_over_several_runs_is_one_mark() {
    let bytes = text_file("features.docx");
    let marked = returned_text(&bytes, &[mark_on(&bytes, "1,261.73", "错")]).unwrap();
    assert_eq!(highlighted(&marked, "red"), "1,261.73");
    let text = part(&marked, DOCUMENT);
    // the file had one comment of its own
    assert_eq!(text.matches("<w:commentReference").count(), 2);
    let comments = part(&marked, "word/comments.xml");
    let before = part(&bytes, "word/comments.xml");
    let (before, _) = before.split_once("</w:comments>").unwrap();
    assert!(comments.starts_with(before), "{comments}");
}

#[test]
fn red_wins_and_each_mark_has_its_comment() {
    let bytes = document("<w:p><w:r><w:t>一二三四五</w:t></w:r></w:p>");
    let marks = [
        mark(0, 0..3, Paint::Amber, "甲"),
        mark(0, 2..5, Paint::Red, "乙"),
    ];
    let marked = returned_text(&bytes, &marks).unwrap();
    assert_eq!(highlighted(&marked, "yellow"), "一二");
    assert_eq!(highlighted(&marked, "red"), "三四五");
    assert_eq!(comments(&marked), 2);
    let silent = returned_text(&bytes, &[mark(0, 0..5, Paint::Red, "")]).unwrap();
    assert!(
        !Parts::of(&silent)
            .names()
            .contains(&"word/comments.xml".to_owned())
    );
}

#[test]
fn odd_places_are_marked() {
    let bytes = document(concat!(
        "<w:p><w:r><w:t>甲<![CDATA[乙1丙]]>&amp;</w:t><w:tab/><w:t>丁</w:t></w:r></w:p>",
        "<w:p><w:ins w:id=\"1\" w:author=\"a\"><w:r><w:rPr/><w:t>戊2己</w:t></w:r></w:ins></w:p>",
    ));
    for words in [
        "甲",
        "甲乙",
        "乙",
        "1",
        "丙&",
        "&\t丁",
        "丁",
        "甲乙1丙&\t丁",
        "戊2己",
        "2",
        "己",
    ] {
        let marked = returned_text(&bytes, &[mark_on(&bytes, words, "错")]).unwrap();
        assert_eq!(texts(&marked), texts(&bytes), "{words}");
        let seen = highlighted(&marked, "red")
            .replace("<![CDATA[", "")
            .replace("]]>", "");
        assert_eq!(seen, words.replace('&', "&amp;").replace('\t', ""));
    }
    let beyond = returned_text(&bytes, &[mark(0, 3..99, Paint::Red, "")]);
    assert!(beyond.unwrap_err().message().zh.contains("第 1 段没有"));
}

#[test]
fn a_comment_on_a_text_box_or_a_formula_stands_beside_it() {
    let bytes = text_file("features.docx");
    for words in ["777.77", "x", "式x", "xD7"] {
        let marked = returned_text(&bytes, &[mark_on(&bytes, words, "错")]).unwrap();
        let text = part(&marked, DOCUMENT);
        let start = text.find("<w:commentRangeStart w:id=\"1\"/>").unwrap();
        let end = text.find("<w:commentRangeEnd w:id=\"1\"/>").unwrap();
        assert!(start < end, "{words}");
        assert_eq!(
            text[..start].matches("<w:txbxContent").count(),
            text[..start].matches("</w:txbxContent").count()
        );
        assert_eq!(texts(&marked), texts(&bytes));
    }
}

/// Programs work fields out anew, and what stands in them goes.
#[test]
fn a_comment_on_a_field_stands_around_it() {
    let bytes = text_file("features.docx");
    for words in ["1383.83", "计1383.8", "3.83万", "3", "六"] {
        let marked = returned_text(&bytes, &[mark_on(&bytes, words, "错")]).unwrap();
        let text = part(&marked, DOCUMENT);
        let open = |place: &str| {
            let before = &text[..text.find(place).unwrap()];
            let count = |name: &str| before.matches(name).count();
            (
                count("w:fldCharType=\"begin\"") - count("w:fldCharType=\"end\""),
                count("<w:fldSimple") - count("</w:fldSimple"),
            )
        };
        assert_eq!(open("<w:commentRangeStart w:id=\"1\""), (0, 0), "{words}");
        assert_eq!(open("<w:commentRangeEnd w:id=\"1\""), (0, 0), "{words}");
        assert_eq!(texts(&marked), texts(&bytes));
    }
}

/// The document with other text in its parts.
fn edited(bytes: &[u8], changes: &[(&str, &str)]) -> Vec<u8> {
    let mut parts = Parts::of(bytes);
    let names = parts.names();
    let texts: Vec<(String, String)> = names
        .into_iter()
        .map(|name| {
            let text = parts.text(&name);
            let change = |text: String, (from, to): &(&str, &str)| text.replace(from, to);
            (name, changes.iter().fold(text, change))
        })
        .collect();
    let parts: Vec<(&str, &[u8])> = texts
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_bytes()))
        .collect();
    packed(&parts)
}

#[test]
fn marks_of_an_earlier_run_are_taken_off() {
    let bytes = document(concat!(
        "<w:p><w:r><w:t>收入 70.51 万元，</w:t></w:r><w:r><w:rPr><w:highlight w:val=\"yellow\"/></w:rPr><w:t>支出 8 万元</w:t></w:r></w:p>",
        "<w:p><w:r><w:t>合计 3 万元</w:t></w:r></w:p>"
    ));
    let once = returned_text(&bytes, &[mark_on(&bytes, "70.51", "应为 70.15")]).unwrap();
    // mended by the department, which comments on it
    let mended = edited(
        &once,
        &[
            (">70.51<", ">70.15<"),
            (
                "</w:comments>",
                "<w:comment w:id=\"5\" w:author=\"王\"><w:p/></w:comment></w:comments>",
            ),
        ],
    );
    let twice = returned_text(&mended, &[mark_on(&mended, "3", "应为 4")]).unwrap();
    assert_eq!(texts(&twice), texts(&mended));
    assert_eq!(highlighted(&twice, "red"), "3");
    assert_eq!(highlighted(&twice, "yellow"), "支出 8 万元");
    let text = body(&twice);
    assert!(text.starts_with("<w:p><w:r><w:t xml:space=\"preserve\">收入 </w:t></w:r><w:r><w:t xml:space=\"preserve\">70.15</w:t></w:r><w:r>"), "{text}");
    assert_eq!(text.matches("<w:commentReference ").count(), 1);
    let comments = part(&twice, "word/comments.xml");
    assert!(comments.contains("w:author=\"王\"") && comments.contains("应为 4"));
    assert!(!comments.contains("70.15"), "{comments}");
    assert_eq!(comments.matches("<w:comment ").count(), 2);
}

#[test]
fn a_highlight_that_a_mark_covers_comes_back() {
    let bytes = document(
        "<w:p><w:r><w:rPr><w:highlight w:val=\"darkMagenta\"/></w:rPr><w:t>收入 70.51 万元</w:t></w:r><w:r><w:t>支出</w:t></w:r></w:p>",
    );
    let once = returned_text(&bytes, &[mark_on(&bytes, "70.51", "错")]).unwrap();
    assert_eq!(highlighted(&once, "darkMagenta"), "收入  万元");
    let twice = returned_text(&once, &[mark_on(&once, "支出", "错")]).unwrap();
    assert_eq!(highlighted(&twice, "darkMagenta"), "收入 70.51 万元");
    assert_eq!(highlighted(&twice, "red"), "支出");
}

#[test]
fn a_comment_that_a_person_answered_stays_without_its_highlight() {
    let bytes = document("<w:p><w:r><w:t>收入 70.51 万元，支出</w:t></w:r></w:p>");
    let once = returned_text(&bytes, &[mark_on(&bytes, "70.51", "错")]).unwrap();
    let relation = "<Relationship Id=\"x\" Type=\"http://schemas.microsoft.com/office/2011/relationships/commentsExtended\" Target=\"e.xml\"/></Relationships>";
    let extended = |inner: &str| {
        let answered = edited(
            &once,
            &[
                (
                    "<w:p><w:r><w:t xml:space=\"preserve\">错",
                    "<w:p xmlns:v=\"v\" v:paraId=\"A1\"><w:r><w:t xml:space=\"preserve\">错",
                ),
                (
                    "Target=\"comments.xml\"/></Relationships>",
                    &format!("Target=\"comments.xml\"/>{relation}"),
                ),
            ],
        );
        let mut parts = Parts::of(&answered);
        let names = parts.names();
        let texts: Vec<String> = names.iter().map(|name| parts.text(name)).collect();
        let list = format!("<e xmlns:v=\"v\">{inner}</e>");
        let pairs = names.iter().zip(&texts);
        let mut all: Vec<(&str, &[u8])> = pairs
            .map(|(name, text)| (name.as_str(), text.as_bytes()))
            .collect();
        all.push(("word/e.xml", list.as_bytes()));
        packed(&all)
    };
    let alone = extended("<c v:paraId=\"A1\"/><c v:paraId=\"B1\"/>");
    let twice = returned_text(&alone, &[mark_on(&alone, "支出", "又错")]).unwrap();
    assert_eq!(comments(&twice), 1);
    assert_eq!(
        part(&twice, "word/e.xml"),
        "<e xmlns:v=\"v\"><c v:paraId=\"B1\"/></e>"
    );
    let answered = extended("<c v:paraId=\"A1\"/><c v:paraId=\"B1\" v:paraIdParent=\"A1\"/>");
    let twice = returned_text(&answered, &[mark_on(&answered, "支出", "又错")]).unwrap();
    assert_eq!(comments(&twice), 2);
    assert_eq!(highlighted(&twice, "red"), "支出");
    assert_eq!(part(&twice, "word/e.xml"), part(&answered, "word/e.xml"));
}

/// How many comments there are.
fn comments(bytes: &[u8]) -> usize {
    let part = part(bytes, "word/comments.xml");
    part.matches("<w:comment ").count()
}

/// The texts of all paragraphs with their numbers.
fn texts(bytes: &[u8]) -> Vec<String> {
    read(bytes)
        .paragraphs
        .iter()
        .map(crate::texts::printed)
        .collect()
}

/// Marks on the paragraphs of a text.
fn marks(bytes: &[u8]) -> impl Strategy<Value = Vec<PassageMark>> {
    // footnotes stand in another part, where nothing is marked
    let length =
        |it: &gouji::book::text::Paragraph| it.pieces.iter().map(|it| it.chars as usize).sum();
    let lengths: Vec<usize> = read(bytes).paragraphs.iter().map(length).collect();
    let some: Vec<usize> = (0..lengths.len()).filter(|i| lengths[*i] > 0).collect();
    let one = (
        prop::sample::select(some),
        any::<prop::sample::Index>(),
        any::<prop::sample::Index>(),
        any::<bool>(),
    );
    prop::collection::vec(one, 1..12).prop_map(move |chosen| {
        let mark_of = |(paragraph, from, to, is_red): (
            usize,
            prop::sample::Index,
            prop::sample::Index,
            bool,
        )| {
            let (a, b) = (from.index(lengths[paragraph]), to.index(lengths[paragraph]));
            let paint = if is_red { Paint::Red } else { Paint::Amber };
            mark(paragraph, a.min(b)..a.max(b) + 1, paint, "改")
        };
        chosen.into_iter().map(mark_of).collect()
    })
}

fn check(bytes: &[u8], marks: &[PassageMark]) {
    let marked = returned_text(bytes, marks).unwrap();
    assert_eq!(texts(&marked), texts(bytes));
    assert_eq!(marked, returned_text(bytes, marks).unwrap());
    let again = returned_text(&marked, marks).unwrap();
    assert_eq!(texts(&again), texts(bytes));
    assert_eq!(
        part(&again, "word/comments.xml"),
        part(&marked, "word/comments.xml")
    );
    let text = part(&marked, DOCUMENT);
    let own = part(bytes, DOCUMENT);
    for name in ["commentRangeStart", "commentRangeEnd", "commentReference"] {
        let count = |text: &str| text.matches(&format!("<w:{name} ")).count();
        assert_eq!(count(&text), count(&own) + marks.len(), "{name}");
    }
    let changed = [
        DOCUMENT,
        "word/comments.xml",
        "[Content_Types].xml",
        "word/_rels/document.xml.rels",
    ];
    let after = Parts::of(&marked).packed();
    for (name, packed) in Parts::of(bytes).packed() {
        if !changed.contains(&name.as_str()) {
            assert!(after.contains(&(name.clone(), packed)), "{name}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn marks_change_no_word(marks in marks(&text_file("features.docx"))) {
        check(&text_file("features.docx"), &marks);
    }

    #[test]
    fn marks_change_no_word_of_a_real_text(marks in marks(&text_file("xinjiang_2020.docx"))) {
        check(&text_file("xinjiang_2020.docx"), &marks);
    }
}
