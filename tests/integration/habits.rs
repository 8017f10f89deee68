//! The same department in five habits gives the same facts as the transcription, cell by cell.

use crate::book::{Book, Cell};
use crate::program::{InboxDir, gouji};
use crate::truth::assert_is_the_seed;
use gouji::budget::Figure;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::collections::HashMap;

#[test]
fn official_is_the_seed() {
    assert_is_the_seed(&InboxDir::with_folder("official").budget());
}

#[test]
fn tables_stacked_in_one_sheet_are_the_seed() {
    assert_is_the_seed(&InboxDir::with_folder("one-sheet").budget());
}

#[test]
fn amounts_typed_as_text_are_the_seed() {
    let inbox = InboxDir::with_folder("text-amounts");
    assert_is_the_seed(&inbox.budget());
    let run = inbox.check();
    assert!(
        run.stdout.contains("工作表“旧数据”是隐藏的，没有读入"),
        "{}",
        run.stdout
    );
}

#[test]
fn a_file_a_table_is_the_seed() {
    let budget = InboxDir::with_folder("file-a-table").budget();
    assert_eq!(budget.files.len(), 10);
    assert_is_the_seed(&budget);
}

#[test]
fn figures_in_yuan_are_the_seed() {
    assert_is_the_seed(&InboxDir::with_folder("yuan").budget());
}

#[test]
fn every_habit_is_publishable() {
    for habit in [
        "official",
        "one-sheet",
        "text-amounts",
        "file-a-table",
        "yuan",
    ] {
        let inbox = InboxDir::with_folder(habit);
        // nothing in it states the year
        let year = if habit == "file-a-table" { "2020" } else { "" };
        let told: &[&str] = if year.is_empty() {
            &[]
        } else {
            &["--year", year]
        };
        let run = gouji(&[&["publish", inbox.path().to_str().unwrap()], told].concat());
        assert_eq!(run.status, 0, "{habit}: {}{}", run.stdout, run.stderr);
        assert_eq!(
            inbox.outputs(),
            ["高新区（新市区）人力资源和社会保障局2020年部门预算公开表.xlsx"]
        );
    }
}

/// Another reader finds each figure at the address that the fact keeps.
#[test]
fn every_fact_keeps_its_address() {
    for (habit, factor) in [
        ("official", 1),
        ("one-sheet", 1),
        ("file-a-table", 1),
        ("yuan", 10_000),
    ] {
        let inbox = InboxDir::with_folder(habit);
        let budget = inbox.budget();
        let mut books: HashMap<&str, Book> = HashMap::new();
        let mut seen = 0;
        for fact in &budget.facts {
            let Figure::Amount { exact, .. } = fact.figure else {
                continue;
            };
            let open = || Book::open(&inbox.path().join(&*fact.at.file));
            let book = books.entry(&fact.at.file).or_insert_with(open);
            let cell = book
                .sheet(&fact.at.sheet)
                .cells
                .get(&(fact.at.row, fact.at.column))
                .cloned();
            let value = (exact.value() * Decimal::from(factor)).to_f64().unwrap();
            assert_eq!(cell, Some(Cell::Number(value)), "{}", fact.at);
            seen += 1;
        }
        assert_eq!(seen, 217);
    }
}
