//! 核实说明.xlsx: asked for, filled in, handed in, shown, lapsed. Tried of the kind: publishable and not, filled in
//! where it was written and handed in under another name and in another format, rows sorted, a figure moved, another
//! department's.

use crate::book::{Book, Cell};
use crate::made_xls::Xls;
use crate::program::{InboxDir, data, gouji};
use std::fs;

const WORDS: &str = "含上年结转项目，已核对批复";

/// A budget with one thing to be verified (SP-4) and one that blocks.
fn submitted() -> Book {
    Book::open(&data("cases/sh_wanli_2023/submitted.xlsx"))
}

fn inbox() -> InboxDir {
    let inbox = InboxDir::new();
    inbox.add("报送.xlsx", &submitted().bytes());
    inbox
}

/// The name of the only 核实说明.xlsx.
fn asked(inbox: &InboxDir) -> String {
    let entries = fs::read_dir(inbox.path().join("公开表/退回")).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let names: Vec<String> = names.filter(|it| it.ends_with("核实说明.xlsx")).collect();
    assert_eq!(names.len(), 1, "{names:?}");
    format!("公开表/退回/{}", names[0])
}

fn opened(inbox: &InboxDir) -> Book {
    Book::open(&inbox.path().join(asked(inbox)))
}

/// The cell of the only row under a heading.
fn place(book: &Book, heading: &str) -> (u32, u32) {
    let cells = book.sheets[0].cells.iter();
    let mut found = cells.filter(|(_, cell)| **cell == Cell::Text(heading.to_owned()));
    let (row, column) = found.next().unwrap().0;
    (row + 1, *column)
}

fn words(book: &Book, heading: &str) -> Option<String> {
    match book.sheets[0].cells.get(&place(book, heading)) {
        Some(Cell::Text(text)) => Some(text.clone()),
        _ => None,
    }
}

fn filled(mut book: Book) -> Book {
    let place = place(&book, "说明");
    let cells = &mut book.sheets[0].cells;
    cells.insert(place, Cell::Text(WORDS.to_owned()));
    book
}

/// What the JSON says of it: its words, and whether they count.
fn said(inbox: &InboxDir) -> Option<(String, bool)> {
    let json = inbox.json();
    let findings = json["departments"][0]["findings"].as_array().unwrap();
    let own = findings.iter().find(|it| it["rule"] == "SP-4").unwrap();
    let said = own.get("explanation")?;
    Some((
        said["text"].as_str().unwrap().to_owned(),
        said["current"].as_bool().unwrap(),
    ))
}

/// All texts of a sheet of 汇总.xlsx.
fn summary(inbox: &InboxDir, sheet: &str) -> String {
    let mut book = Book::open(&inbox.path().join("公开表/汇总.xlsx"));
    let cells = book.sheet(sheet).cells.values();
    let texts = cells.map(|cell| match cell {
        Cell::Text(text) => text.clone(),
        cell => format!("{cell:?}"),
    });
    texts.collect::<Vec<_>>().join("\n")
}

#[test]
fn what_is_to_be_verified_is_asked_for() {
    let inbox = inbox();
    inbox.publish();
    let book = opened(&inbox);
    assert_eq!(words(&book, "规则").as_deref(), Some("SP-4"));
    assert_eq!(words(&book, "说明"), None);
    assert!(words(&book, "左边").is_some_and(|it| !it.is_empty()));
    let again = fs::read(inbox.path().join(asked(&inbox))).unwrap();
    inbox.publish();
    assert_eq!(fs::read(inbox.path().join(asked(&inbox))).unwrap(), again);
    // where nothing is to be verified nothing is asked
    let official = InboxDir::with_folder("official");
    official.publish();
    assert!(!official.path().join("公开表/退回").exists());
}

#[test]
fn an_explanation_handed_in_is_shown_and_kept() {
    let inbox = inbox();
    inbox.publish();
    let book = filled(opened(&inbox));
    for (name, bytes) in [
        ("核实说明.xlsx", book.bytes()),
        ("交回/回复（万里）.xls", Xls::of(&book).bytes()),
    ] {
        inbox.add(name, &bytes);
        let run = inbox.publish();
        assert!(run.stdout.contains(WORDS), "{}", run.stdout);
        assert!(!run.stdout.contains("忽略 核实"), "{}", run.stdout);
        assert_eq!(inbox.outputs().len(), 1, "no budget workbook");
        assert_eq!(said(&inbox), Some((WORDS.to_owned(), true)));
        assert_eq!(words(&opened(&inbox), "说明").as_deref(), Some(WORDS));
        assert!(summary(&inbox, "问题").contains(WORDS));
        assert!(summary(&inbox, "部门").contains("已说明"));
        fs::remove_file(inbox.path().join(name)).unwrap();
    }
    // it is kept where it was written
    inbox.publish();
    assert_eq!(words(&opened(&inbox), "说明").as_deref(), Some(WORDS));
}

#[test]
fn one_filled_in_where_it_was_written_is_taken_and_not_lost() {
    let inbox = inbox();
    inbox.publish();
    let own = filled(opened(&inbox)).bytes();
    let name = asked(&inbox);
    inbox.add(&name, &own);
    let run = inbox.publish();
    assert!(run.stdout.contains(WORDS), "{}", run.stdout);
    assert_eq!(words(&opened(&inbox), "说明").as_deref(), Some(WORDS));
    // all of it stands in the new one, so that nothing is kept aside and nothing is said
    assert!(!run.stdout.contains("有人改过"), "{}", run.stdout);
    let kept = inbox.path().join(name.replace(".xlsx", "（改过的）.xlsx"));
    assert!(!kept.exists());
    // a remark elsewhere is not lost
    let own = opened(&inbox).text("核实说明!A30", "已电话联系").bytes();
    inbox.add(&name, &own);
    let run = inbox.publish();
    let told = "里“说明”一栏写的已经采用。这一份也有改到别处的，留作 退回/";
    assert!(run.stdout.contains(told), "{}", run.stdout);
    assert!(!run.stdout.contains("换下原来报送的文件"), "{}", run.stdout);
    assert_eq!(fs::read(kept).unwrap(), own);
}

#[test]
fn it_lapses_when_a_figure_moves() {
    let inbox = inbox();
    inbox.publish();
    inbox.add("核实说明.xlsx", &filled(opened(&inbox)).bytes());
    inbox.publish();
    let json = inbox.json();
    let findings = json["departments"][0]["findings"].as_array().unwrap();
    let own = findings.iter().find(|it| it["rule"] == "SP-4").unwrap();
    let cell = &own["cells"][0];
    let place = format!(
        "{}!{}",
        cell["sheet"].as_str().unwrap(),
        cell["cell"].as_str().unwrap()
    );
    let value: f64 = cell["value"].as_str().unwrap().parse().unwrap();
    for (moved, is_current) in [(value + 1.0, false), (value, true)] {
        let book = submitted().number(&place, moved);
        inbox.add("报送.xlsx", &book.bytes());
        assert_eq!(
            said(&inbox),
            Some((WORDS.to_owned(), is_current)),
            "{place}"
        );
        let run = inbox.publish();
        assert_eq!(run.stdout.contains("原说明失效"), !is_current);
        let book = opened(&inbox);
        let [now, lapsed] = ["说明", "失效的说明"].map(|it| words(&book, it).is_some());
        assert_eq!([now, lapsed], [is_current, !is_current]);
    }
}

#[test]
fn the_flagged_workbook_shows_it() {
    let inbox = inbox();
    inbox.publish();
    inbox.add("核实说明.xlsx", &filled(opened(&inbox)).bytes());
    inbox.publish();
    let mut book = Book::open(&inbox.path().join("公开表").join(&inbox.outputs()[0]));
    let texts = |sheet: &crate::book::Sheet, words: &str| {
        let mut cells = sheet.cells.values();
        cells.any(|cell| *cell == Cell::Text(words.to_owned()))
    };
    assert!(texts(book.sheet("审核结果"), WORDS) && texts(book.sheet("审核结果"), "说明"));
}

#[test]
fn a_department_that_may_be_published_is_asked_too() {
    let inbox = InboxDir::new();
    // a name that differs from the other tables: a question without figures
    let book = Book::official().text("表七!D6", "行政管理");
    inbox.add("2020年报送.xlsx", &book.bytes());
    let run = inbox.publish();
    assert_eq!(run.status, 0, "{run:?}");
    assert_eq!(words(&opened(&inbox), "规则").as_deref(), Some("R-42"));
    inbox.add("说明.xlsx", &filled(opened(&inbox)).bytes());
    inbox.publish();
    assert_eq!(words(&opened(&inbox), "说明").as_deref(), Some(WORDS));
    // mended, nothing is asked any more
    inbox.add("2020年报送.xlsx", &Book::official().bytes());
    inbox.publish();
    let left = fs::read_dir(inbox.path().join("公开表/退回"));
    assert!(left.is_err(), "{left:?}");
}

#[test]
fn a_sheet_pasted_into_the_workbook_is_taken() {
    let inbox = inbox();
    inbox.publish();
    let mut book = submitted();
    book.sheets.extend(filled(opened(&inbox)).sheets);
    for (name, bytes) in [
        ("报送.xlsx", book.bytes()),
        ("报送.xls", Xls::of(&book).bytes()),
    ] {
        let again = InboxDir::new();
        again.add(name, &bytes);
        assert_eq!(said(&again), Some((WORDS.to_owned(), true)), "{name}");
        again.publish();
        // a second run takes what the first one knows of the file
        let run = again.publish();
        assert!(!run.stdout.contains("核实说明"), "{}", run.stdout);
        assert_eq!(words(&opened(&again), "说明").as_deref(), Some(WORDS));
    }
}

#[test]
fn one_of_another_department_is_named_and_not_used() {
    let inbox = inbox();
    inbox.publish();
    let own = filled(opened(&inbox)).bytes();
    let other = InboxDir::with_folder("official");
    other.add("核实说明.xlsx", &own);
    let run = gouji(&["check", other.path().to_str().unwrap()]);
    assert_eq!(run.status, 0, "{run:?}");
    assert!(
        run.stdout
            .contains("核实说明.xlsx：核实说明，它说明的部门不在这里"),
        "{}",
        run.stdout
    );
    assert!(!run.stdout.contains(WORDS));
}
