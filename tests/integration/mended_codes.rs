//! A code that is mended in the workbook itself moves its figures to where they belong, in every layout: 类 款 项 in
//! three columns or a whole code in one.

use crate::book::Book;
use crate::calc::{Calc, Value};
use crate::program::{data, only_file};
use crate::reviewed::{FIRST, LEFT, REVIEW, RIGHT, Reviewed, VERDICT, broken};
use gouji::budget::RowKey;
use gouji::place::Address;
use gouji::reconcile::{Cause, Verdict};
use std::collections::BTreeMap;

/// The verdicts of 审核结果 as they now are, that are not 平: of equations alone.
fn uneven(reviewed: &Reviewed, calc: &Calc) -> Vec<(String, String)> {
    let rows = (FIRST..)
        .zip(reviewed.order())
        .filter_map(|(row, equation)| Some((row, equation?)));
    let now = rows.map(|(row, equation)| {
        let Value::Text(verdict) = calc.value(REVIEW, row, VERDICT) else {
            panic!("no verdict in row {row}")
        };
        let rule = &reviewed.rules.rules[reviewed.report.equations[equation].rule];
        (rule.id.clone(), verdict)
    });
    now.filter(|(_, verdict)| verdict != "平").collect()
}

/// Codes of a workbook: sheet and row, with the parts as printed and where.
fn codes(reviewed: &Reviewed) -> Vec<(Vec<Address>, Vec<String>)> {
    let mut found = Vec::new();
    for table in &reviewed.budget.tables {
        for (_, _, row) in table.rows().filter(|(_, _, row)| row.key == RowKey::Code) {
            let Some(code) = &row.code else { continue };
            let parts: Vec<String> = match row.code_cells.len() {
                1 => vec![code.as_str().to_owned()],
                _ => code.parts().into_iter().map(str::to_owned).collect(),
            };
            if parts.len() == row.code_cells.len() {
                found.push((row.code_cells.clone(), parts));
            }
        }
    }
    found
}

/// Another code, one digit away: the last, the third but last, or the third.
fn slips(parts: &[String]) -> Vec<Vec<String>> {
    let digits: Vec<char> = parts.concat().chars().collect();
    let places = [digits.len() - 1, digits.len().saturating_sub(3), 2];
    let mut slips: Vec<Vec<String>> = Vec::new();
    for place in places.into_iter().filter(|place| *place > 1) {
        for other in ['9', '3'] {
            let mut wrong = digits.clone();
            wrong[place] = other;
            let mut rest = wrong.into_iter();
            let wrong = parts
                .iter()
                .map(|part| rest.by_ref().take(part.len()).collect())
                .collect();
            if wrong != parts && !slips.contains(&wrong) {
                slips.push(wrong);
            }
        }
    }
    slips
}

/// Mistypes codes of a workbook one after another, every so many; where the diagnosis names the code, mends it in the
/// written workbook. Gives how often, by the length of the code.
fn mended(bytes: &[u8], every: usize) -> BTreeMap<usize, usize> {
    // the written workbook handed in itself, so that its cells are where they were read
    let start = Reviewed::of("first", bytes).workbook();
    let again = Reviewed::of("again", &start);
    let before = uneven(&again, &Calc::open(&again.workbook())).len();
    let book = Book::from_bytes(&start).without_sheet(REVIEW);
    let mut counts = BTreeMap::new();
    let slips = codes(&again).into_iter().flat_map(|(cells, parts)| {
        slips(&parts)
            .into_iter()
            .map(move |wrong| (cells.clone(), parts.clone(), wrong))
            .collect::<Vec<_>>()
    });
    for (cells, parts, wrong) in slips.step_by(every) {
        let place = |at: &Address| format!("{}!{}", at.sheet, at.a1());
        let changed = cells
            .iter()
            .zip(&wrong)
            .fold(book.clone(), |book, (at, part)| book.text(&place(at), part));
        let reviewed = Reviewed::of("mistyped", &changed.bytes());
        let is_named = reviewed
            .report
            .diagnoses
            .iter()
            .any(|diagnosis| match &diagnosis.cause {
                Cause::Code { row, right } => {
                    let row = &reviewed.budget.tables[row.0].blocks[row.1][row.2];
                    right.as_str() == parts.concat() && row.code_cells == cells
                }
                _ => false,
            });
        if !is_named {
            continue;
        }
        let mut calc = Calc::open(&reviewed.workbook());
        let broken = reviewed
            .report
            .judgements
            .iter()
            .filter(|it| it.verdict != Verdict::Holds)
            .count();
        assert_eq!(uneven(&reviewed, &calc).len(), broken);
        for (at, part) in cells.iter().zip(&parts) {
            calc.set(&place(at), Value::Text(part.clone()));
        }
        let left = uneven(&reviewed, &calc);
        assert!(
            left.len() <= before,
            "{} {wrong:?} for {parts:?}: {left:?}",
            place(&cells[0])
        );
        *counts.entry(parts.concat().len()).or_default() += 1;
    }
    counts
}

#[test]
fn a_mistyped_code_that_is_mended_in_the_workbook_makes_all_even() {
    let official = mended(&std::fs::read(only_file("official")).unwrap(), 29);
    assert!(official.values().sum::<usize>() > 3, "{official:?}");
    for (name, every) in [
        ("js_court_2018", 47),
        ("sh_wanli_2023", 149),
        ("sh_finance_2025", 89),
    ] {
        let counts = mended(
            &std::fs::read(data(&format!("cases/{name}/submitted.xlsx"))).unwrap(),
            every,
        );
        assert!(counts.values().sum::<usize>() > 0, "{name}: {counts:?}");
    }
}

fn is_lookup(calc: &Calc, row: u32, column: u32) -> bool {
    calc.formulas
        .get(&(REVIEW.to_owned(), row, column))
        .is_some_and(|formula| formula.contains("SUMPRODUCT"))
}

#[test]
fn equations_of_codes_that_nobody_doubts_speak_of_cells() {
    for name in [
        "01_swapped_digits",
        "02_decimal_point_shifted",
        "06_sign_error",
        "07_total_digits_swapped",
    ] {
        let (_, workbook) = broken(name);
        let calc = Calc::open(workbook);
        assert!(
            calc.formulas
                .values()
                .all(|formula| !formula.contains("SUMPRODUCT")),
            "{name}"
        );
    }
}

#[test]
fn a_code_that_stands_twice_is_told_apart_by_code() {
    // 2080705 in place of 2080505: two rows of one code, and a 款 without its 项
    let reviewed = Reviewed::of("twice", &Book::official().text("表三!B20", "07").bytes());
    let mut calc = Calc::open(&reviewed.workbook());
    assert!(!uneven(&reviewed, &calc).is_empty());
    calc.set("表三!B20", Value::Text("05".to_owned()));
    assert_eq!(uneven(&reviewed, &calc), []);
}

#[test]
fn figures_of_a_code_in_doubt_are_summed_by_code() {
    let (reviewed, workbook) = broken("08_wrong_code");
    let calc = Calc::open(workbook);
    let rows = (FIRST..).zip(reviewed.rows());
    let row = rows
        .filter(|(_, (_, verdict, rule))| *verdict == Verdict::Broken && *rule == "X2-3")
        .nth(1)
        .unwrap()
        .0;
    let formula = |column: u32| calc.formulas[&(REVIEW.to_owned(), row, column)].as_str();
    insta::assert_snapshot!([LEFT, RIGHT].map(formula).join("\n"), @r##"
    IF(SUMPRODUCT(('表二'!$A$6:$A$21&'表二'!$B$6:$B$21&'表二'!$C$6:$C$21="2080707")*ISNUMBER('表二'!$E$6:$E$21))=0,"",SUMPRODUCT(('表二'!$A$6:$A$21&'表二'!$B$6:$B$21&'表二'!$C$6:$C$21="2080707")*1,'表二'!$E$6:$E$21))
    IF(SUMPRODUCT(('表三'!$A$7:$A$23&'表三'!$B$7:$B$23&'表三'!$C$7:$C$23="2080707")*ISNUMBER('表三'!$E$7:$E$23))=0,"",SUMPRODUCT(('表三'!$A$7:$A$23&'表三'!$B$7:$B$23&'表三'!$C$7:$C$23="2080707")*1,'表三'!$E$7:$E$23))
    "##);
    let is_by_code = |row: u32| {
        [LEFT, RIGHT]
            .iter()
            .any(|column| is_lookup(&calc, row, *column))
    };
    assert_eq!(
        (FIRST..)
            .zip(reviewed.rows())
            .filter(|(row, _)| is_by_code(*row))
            .count(),
        15
    );
    // the right code under it leaves nothing under the wrong one
    let mut calc = calc.clone();
    calc.set("表三!C22", Value::Text("05".to_owned()));
    assert_eq!(
        [LEFT, RIGHT].map(|column| calc.value(REVIEW, row, column)),
        [LEFT, RIGHT].map(|_| Value::Text(String::new()))
    );
    // a third code is a third place
    calc.set("表三!C22", Value::Text("06".to_owned()));
    let still = uneven(reviewed, &calc);
    assert!(
        still.contains(&("X2-3".to_owned(), "不平".to_owned())),
        "{still:?}"
    );
}
