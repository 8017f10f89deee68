//! A department's own words in its document: in several files, in copies and versions, without styles.

use crate::document::Document;
use crate::program::{InboxDir, data};
use std::fs;

/// A text in lines that have neither styles nor parts with numbers, all of it true.
const LINES: [&str; 10] = [
    "上海市财政局机构设置",
    "上海市财政局设22个内设机构。",
    "2025年单位预算编制说明",
    "2025年，上海市财政局收入预算17,192万元。",
    "4.“住房保障支出”科目2,180万元，主要用于缴纳住房公积金等住房改革支出。",
    "其他相关情况说明",
    "一、2025年“三公”经费预算情况说明",
    "2025年“三公”经费预算数为346.30万元。",
    "二、机关运行经费预算",
    "2025年上海市财政局财政拨款的机关运行经费预算为2,517.78万元。",
];

/// Lines that say something.
fn sentences() -> Vec<&'static str> {
    let own = LINES.into_iter().filter(|it| it.ends_with('。'));
    own.collect()
}

fn inbox(texts: &[(&str, String)]) -> InboxDir {
    let inbox = InboxDir::new();
    let workbook = fs::read(data("cases/sh_finance_2025/submitted.xlsx")).unwrap();
    inbox.add("submitted.xlsx", &workbook);
    for (name, text) in texts {
        inbox.add(name, text.as_bytes());
    }
    inbox
}

/// The paragraphs of the document that say something of the text, in its order.
fn said(inbox: &InboxDir) -> Vec<String> {
    let mut paragraphs = Document::of(inbox).paragraphs();
    paragraphs.retain(|it| sentences().contains(&it.as_str()));
    paragraphs
}

#[test]
fn parts_are_known_by_their_words() {
    let inbox = inbox(&[("情况说明.txt", LINES.join("\n"))]);
    inbox.publish();
    assert_eq!(said(&inbox), sentences());
    let paragraphs = Document::of(&inbox).paragraphs();
    // the part is not written a second time
    let headings = paragraphs.iter().filter(|it| **it == LINES[8]);
    assert_eq!(headings.count(), 1, "{paragraphs:?}");
}

#[test]
fn a_text_in_several_files_is_whole_and_in_order() {
    let inbox = inbox(&[
        ("情况说明（一）.txt", LINES[..4].join("\n")),
        ("情况说明（二）.txt", LINES[4..7].join("\n")),
        ("情况说明（三）.txt", LINES[7..].join("\n")),
    ]);
    inbox.publish();
    assert_eq!(said(&inbox), sentences());
}

#[test]
fn words_in_front_of_the_first_heading_are_kept() {
    let inbox = inbox(&[("情况说明.txt", LINES[3..].join("\n"))]);
    inbox.publish();
    assert_eq!(said(&inbox), sentences()[1..]);
}

#[test]
fn a_copy_counts_once() {
    let text = LINES.join("\n");
    let inbox = inbox(&[
        ("情况说明.txt", text.clone()),
        ("情况说明 - 副本.txt", text),
    ]);
    let run = inbox.publish();
    assert_eq!(said(&inbox), sentences());
    assert!(!run.stdout.contains("另一个版本"), "{}", run.stdout);
}

#[test]
fn of_two_versions_one_is_taken_and_the_other_named() {
    let headings = "三、政府采购预算情况\n四、绩效目标设置情况";
    let own = format!("{}\n{headings}", LINES.join("\n"));
    let other = own.replace("22个", "23个");
    let inbox = inbox(&[
        ("情况说明（初稿）.txt", own),
        ("情况说明（定稿）.txt", other),
    ]);
    let run = inbox.publish();
    let paragraphs = Document::of(&inbox).paragraphs().join("\n");
    assert_eq!(
        paragraphs.matches("个内设机构。").count(),
        1,
        "{paragraphs}"
    );
    assert!(inbox.documents()[0].ends_with("（待核）.docx"));
    let words = "情况说明（定稿）.txt 是同一份说明的另一个版本";
    assert!((run.stdout + &run.stderr).contains(words));
}

/// A part without a full stop, as lists of duties and offices are, with the part behind it.
const LISTS: [&str; 7] = [
    "上海市财政局机构设置",
    "（一）贯彻执行国家法律法规",
    "办公室、人事处、预算处",
    "编制120人，实有115人",
    "2025年单位预算编制说明",
    "2025年，上海市财政局收入预算17,192万元。",
    "其他相关情况说明",
];

/// How often lines of `LISTS` stand in the document.
fn counts(inbox: &InboxDir, lines: &[usize]) -> Vec<usize> {
    let paragraphs = Document::of(inbox).paragraphs();
    let count = |at: &usize| paragraphs.iter().filter(|it| *it == LISTS[*at]).count();
    lines.iter().map(count).collect()
}

#[test]
fn lists_without_full_stops_are_kept() {
    let inbox = inbox(&[("情况说明.txt", LISTS.join("\n"))]);
    inbox.publish();
    assert_eq!(counts(&inbox, &[1, 2, 3, 5]), [1; 4]);
}

#[test]
fn a_typed_table_of_contents_is_left_out_and_lists_behind_it_are_kept() {
    for dots in ["……………3", "\t3", "3", ""] {
        let headings = [0, 4, 6].map(|at| format!("{}{dots}", LISTS[at]));
        let text = format!("目  录\n{}\n{}", headings.join("\n"), LISTS.join("\n"));
        let inbox = inbox(&[("情况说明.txt", text)]);
        inbox.publish();
        assert_eq!(counts(&inbox, &[1, 2, 3, 5]), [1; 4], "{dots}");
        let paragraphs = Document::of(&inbox).paragraphs();
        let is_line =
            |it: &&String| it.ends_with(dots) && !dots.is_empty() && it.starts_with(LISTS[0]);
        assert_eq!(
            paragraphs.iter().filter(is_line).count(),
            0,
            "{paragraphs:?}"
        );
        let headings = paragraphs.iter().filter(|it| *it == LISTS[0]);
        assert!(headings.count() <= 1, "{paragraphs:?}");
    }
}

#[test]
fn lists_in_front_of_the_first_part_are_kept_without_the_cover() {
    let front = format!(
        "上海市财政局2025年单位预算\n上海市财政局\n2025年2月\n{}",
        LISTS[2]
    );
    let text = format!("{front}\n{}", LISTS[4..].join("\n"));
    let inbox = inbox(&[("情况说明.txt", text)]);
    inbox.publish();
    assert_eq!(counts(&inbox, &[2, 5]), [1; 2]);
    let paragraphs = Document::of(&inbox).paragraphs();
    let dates = paragraphs.iter().filter(|it| *it == "2025年2月");
    assert_eq!(dates.count(), 0, "{paragraphs:?}");
}
