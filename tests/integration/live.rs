//! 审核结果 is live: its formulas come to the verdicts of the report, and once a figure is mended in the workbook
//! they come to what publishing it again would say.

use crate::book::{Book, Cell};
use crate::calc::{Calc, Value};
use crate::program::data;
use crate::reviewed::{
    CASES, FIRST, LEVEL, PROBLEM, PROPOSAL, REVIEW, RULE, Reviewed, VERDICT, all, broken, mends,
    word,
};
use gouji::reconcile::Verdict;
use gouji::rule::Severity;
use std::collections::BTreeMap;

fn text(value: &Value) -> &str {
    match value {
        Value::Text(text) => text,
        _ => "",
    }
}

/// The verdict of each row, reckoned anew.
fn reckoned(calc: &Calc) -> Vec<String> {
    let is_row = |(sheet, row, column): &&(String, u32, u32)| {
        sheet == REVIEW && *row >= FIRST && *column == VERDICT
    };
    let count = u32::try_from(calc.stored.keys().filter(is_row).count()).unwrap();
    let rows = FIRST..FIRST + count;
    rows.map(|row| text(&calc.value(REVIEW, row, VERDICT)).to_owned())
        .collect()
}

/// Of the painted cells those that are green now.
fn green(calc: &Calc) -> Vec<String> {
    let painted = calc.conditions.iter().filter(|(sheet, ..)| sheet != REVIEW);
    let is_true =
        painted.filter(|(sheet, _, formula)| calc.reckon(sheet, formula) == Value::Number(1.0));
    is_true
        .map(|(sheet, cells, _)| format!("{sheet}!{cells}"))
        .collect()
}

#[test]
fn every_equation_is_a_row_with_the_verdict_of_the_report() {
    for (reviewed, workbook) in all() {
        let calc = Calc::open(workbook);
        let rows = reviewed.rows();
        let wanted: Vec<_> = rows
            .iter()
            .map(|(level, verdict, rule)| [level.zh(), word(*level, *verdict), rule])
            .collect();
        let stored: Vec<_> = (FIRST..FIRST + rows.len() as u32 + 1)
            .map(|row| {
                [LEVEL, VERDICT, RULE]
                    .map(|column| text(&calc.stored(REVIEW, row, column)).to_owned())
            })
            .collect();
        assert_eq!(stored[..rows.len()], wanted, "{}", reviewed.name);
        assert_eq!(stored[rows.len()], ["", "", ""], "{}", reviewed.name);
        let report = &reviewed.report;
        assert_eq!(rows.len(), report.findings.len() + report.held);
        let counts = format!(
            "勾稽 {} 条：平 {}，尾差 {}，不平 {}，无法判断 {}",
            report.equations.len(),
            report.held,
            report.rounding,
            report.broken,
            report.undecided
        );
        let summary = calc.stored(REVIEW, 1, 0);
        assert!(
            text(&summary).contains(&counts),
            "{}: {summary:?}",
            reviewed.name
        );
    }
}

#[test]
fn every_formula_comes_to_what_is_stored_with_it() {
    let mut count = 0;
    for (reviewed, workbook) in all() {
        let calc = Calc::open(workbook);
        for ((sheet, row, column), formula) in &calc.formulas {
            assert!(formula.chars().count() <= 8_192);
            let (stored, now) = (
                calc.stored(sheet, *row, *column),
                calc.reckon(sheet, formula),
            );
            let same = match (&stored, &now) {
                (Value::Number(stored), Value::Number(now)) => (stored - now).abs() < 1e-7,
                (Value::Blank, Value::Text(now)) => now.is_empty(),
                (stored, now) => stored == now,
            };
            assert!(
                same,
                "{} {row} {column}: {stored:?}, now {now:?}: {formula}",
                reviewed.name
            );
            count += 1;
        }
        assert_eq!(green(&calc), Vec::<String>::new(), "{}", reviewed.name);
    }
    assert!(count > 20_000, "{count}");
}

#[test]
fn an_equation_reads_like_this() {
    let calc = Calc::open(&broken("02_decimal_point_shifted").1);
    let formulas = |row: u32| {
        let cells = (0..15).filter_map(|column| {
            Some((
                column,
                calc.formulas.get(&(REVIEW.to_owned(), row, column))?,
            ))
        });
        cells
            .map(|(column, formula)| format!("{}: {formula}", gouji::place::a1(row, column)))
            .collect::<Vec<_>>()
    };
    insta::assert_snapshot!(formulas(6).join("\n"), @r##"
    A7: IF(G7=0,"平",IF(ROUND(ABS(G7)-L7,3)<=0,"尾差","不平"))
    C7: IF(A7="不平","最可能：表三!G14 2080101 行政运行 项目支出 864.00 → 86.40（小数点错位，向右多移了 1 位）","")
    D7: IF(A7="不平","相差 "&TEXT(ABS(G7),"#,##0.00")&" 万元","")
    F7: "表三 20801 人力资源和社会保障管理事务 项目支出："&TEXT(J7,"#,##0.00")&CHAR(10)&"表三 2080101 行政运行 项目支出 + … + 表三 2080199 其他人力资源和社会保障管理事务支出 项目支出（共 5 个）："&TEXT(K7,"#,##0.00")
    G7: ROUND(J7-K7,2)
    J7: SUM('表三'!$G$13)
    K7: SUM('表三'!$G$14:$G$18)
    L7: IF(COUNTIF('表三'!$G$13:$G$18,">0")+COUNTIF('表三'!$G$13:$G$18,"<0")>2,0.005*(COUNTIF('表三'!$G$13:$G$18,">0")+COUNTIF('表三'!$G$13:$G$18,"<0")),0)
    "##);
    let summary = calc.stored(REVIEW, 1, 0);
    insta::assert_snapshot!(text(&summary), @"强制问题还有 4 处，改正后才能公开；核实 0 处，提示 4 处。勾稽 322 条：平 318，尾差 0，不平 4，无法判断 0");
}

#[test]
fn a_mended_cell_turns_rows_even_and_red_cells_green() {
    let mends = mends();
    assert_eq!(mends.len(), 9);
    for (slip, cells) in mends {
        let (reviewed, workbook) = broken(&slip);
        let mut calc = Calc::open(workbook);
        let painted = calc
            .conditions
            .iter()
            .filter(|(sheet, ..)| sheet != REVIEW)
            .count();
        assert!(painted > 0, "{slip}");
        for (cell, value) in &cells {
            calc.set(cell, value.clone());
        }
        for ((level, was, rule), now) in reviewed.rows().into_iter().zip(reckoned(&calc)) {
            let is_form = rule.starts_with("R-");
            assert!(
                is_form || level != Severity::Mandatory || now == "平",
                "{slip}: {rule} was {was:?}, is {now}"
            );
        }
        assert_eq!(green(&calc).len(), painted, "{slip}");
        let summary = calc.value(REVIEW, 1, 0);
        assert!(
            text(&summary)
                .starts_with("强制问题已全部改正，请另存到收件文件夹、换下原报送文件后重新审核；"),
            "{slip}: {summary:?}"
        );
        assert!(
            text(&summary).contains("不平 0，无法判断 0"),
            "{slip}: {summary:?}"
        );
        // what is no longer wrong says nothing
        assert_eq!(
            [PROBLEM, PROPOSAL].map(|column| calc.value(REVIEW, FIRST, column)),
            [PROBLEM, PROPOSAL].map(|_| Value::Text(String::new()))
        );
    }
}

#[test]
fn a_row_says_what_to_change() {
    let proposals = |slip: &str| {
        let (reviewed, workbook) = broken(slip);
        let calc = Calc::open(workbook);
        let broken = (FIRST..)
            .zip(reviewed.rows())
            .filter(|(_, (_, verdict, _))| *verdict == Verdict::Broken);
        let mut said: Vec<String> = broken
            .map(|(row, _)| text(&calc.stored(REVIEW, row, PROPOSAL)).to_owned())
            .collect();
        said.dedup();
        said.join("\n")
    };
    insta::assert_snapshot!(proposals("01_swapped_digits"), @"有 10 种改法都能平，请对照原始资料");
    insta::assert_snapshot!(proposals("03_line_left_out"), @"最可能：表六 302 商品和服务支出 它下面漏列一行：小计 7.13，公用经费 7.13（各栏的差额正好合成一行）");
    insta::assert_snapshot!(proposals("05_yuan_for_wan_yuan"), @"最可能：表七!H8 劳动关系、人事管理及退管工作经费 商品和服务支出 3,000,000.00 → 300.00（按元填写，应为万元）");
    insta::assert_snapshot!(proposals("08_wrong_code"), @"最可能：表三!C22 2080707 公益性岗位补贴 科目编码 2080707 → 2080705（编码打错）");
}

#[test]
fn a_figure_mended_here_and_broken_there_is_not_green() {
    let mut calc = Calc::open(&broken("09_cents_swapped_in_total").1);
    calc.set("表三!G7", Value::Number(14_688.04));
    assert_eq!(green(&calc), Vec::<String>::new());
    let rules: Vec<(String, String)> = (FIRST..FIRST + 60)
        .map(|row| {
            (
                text(&calc.value(REVIEW, row, VERDICT)).to_owned(),
                text(&calc.stored(REVIEW, row, RULE)).to_owned(),
            )
        })
        .collect();
    assert!(rules.contains(&("平".to_owned(), "X3-7b".to_owned())));
    assert!(rules.contains(&("不平".to_owned(), "T3-1".to_owned())));
}

#[test]
fn a_figure_that_could_not_be_read_decides_once_it_is_a_number() {
    let reviewed = Reviewed::of(
        "words",
        &Book::official().text("表三!G14", "八十六万").bytes(),
    );
    assert!(reviewed.report.undecided > 0);
    let mut calc = Calc::open(&reviewed.workbook());
    let open = |calc: &Calc| {
        reckoned(calc)
            .iter()
            .filter(|verdict| *verdict == "无法判断")
            .count()
    };
    assert_eq!(open(&calc), reviewed.report.undecided);
    assert_eq!(
        calc.conditions
            .iter()
            .filter(|(sheet, place, _)| sheet == "表三" && place == "G14")
            .count(),
        1
    );
    calc.set("表三!G14", Value::Number(86.4));
    assert_eq!(open(&calc), 0);
    assert_eq!(green(&calc), ["表三!G14"]);
    calc.set("表三!G14", Value::Number(864.0));
    assert_eq!((open(&calc), green(&calc)), (0, Vec::new()));
    let summary = calc.value(REVIEW, 1, 0);
    assert!(text(&summary).contains("不平 4，无法判断 0"), "{summary:?}");
    // the layout counts a blank as nothing
    calc.set("表三!G14", Value::Blank);
    assert_eq!(open(&calc), 0);
}

#[test]
fn what_a_missing_table_leaves_open_stays_so() {
    let reviewed = Reviewed::of(
        "without 表七",
        &Book::official().without_sheet("表七").bytes(),
    );
    let calc = Calc::open(&reviewed.workbook());
    let rows = reviewed.rows();
    let open = (FIRST..)
        .zip(&rows)
        .filter(|(_, (_, verdict, _))| *verdict == Verdict::Undecided);
    let formulas: Vec<bool> = open
        .map(|(row, _)| {
            calc.formulas
                .contains_key(&(REVIEW.to_owned(), row, VERDICT))
        })
        .collect();
    assert!(!formulas.is_empty() && formulas.iter().all(|is_live| !is_live));
}

/// Types into a workbook cell by cell, and compares each time what its formulas say with what a new reading of it
/// comes to.
fn agree_after(start: &[u8], changes: &[(String, Option<f64>)]) -> BTreeMap<&'static str, usize> {
    // the written workbook handed in itself, so that facts stand where its formulas look for them
    let again = Reviewed::of("again", &Reviewed::of("first", start).workbook());
    let review = again.workbook();
    let rows = (FIRST..)
        .zip(again.order())
        .filter_map(|(row, index)| Some((again.key(index?), row)));
    let rows: Vec<(String, u32)> = rows.collect();
    let review_calc = Calc::open(&review);
    let book = Book::from_bytes(&review).without_sheet(REVIEW);
    let mut seen = BTreeMap::new();
    for (cell, value) in changes {
        let mut calc = review_calc.clone();
        calc.set(cell, value.map_or(Value::Blank, Value::Number));
        let book = value.map_or_else(
            || book.clone().blank(cell),
            |value| book.clone().number(cell, value),
        );
        let truth = Reviewed::of("changed", &book.bytes()).verdicts();
        for (key, row) in &rows {
            let now = calc.value(REVIEW, *row, VERDICT);
            // an equation without any figure is none
            let Some(wanted) = truth.get(key) else {
                continue;
            };
            assert_eq!(text(&now), wanted.zh(), "{cell} = {value:?}: {key}");
            *seen.entry(wanted.zh()).or_default() += 1;
        }
    }
    seen
}

/// Figures of a workbook, every so many, each changed in turn.
fn changes(bytes: &[u8], every: usize, steps: &[Option<f64>]) -> Vec<(String, Option<f64>)> {
    let written = Reviewed::of("first", bytes).workbook();
    let (mut book, again) = (Book::from_bytes(&written), Reviewed::of("again", &written));
    let filled = again.budget.facts.iter().map(|fact| {
        (
            fact.at.sheet.to_string(),
            fact.at.a1(),
            fact.at.row,
            fact.at.column,
        )
    });
    let filled: Vec<_> = filled
        .filter_map(|(sheet, cell, row, column)| {
            match book.sheet(&sheet).cells.get(&(row, column))? {
                Cell::Number(number) => Some((format!("{sheet}!{cell}"), *number)),
                _ => None,
            }
        })
        .collect();
    let picked = filled.into_iter().step_by(every).enumerate();
    picked
        .map(|(index, (cell, number))| {
            let change =
                steps[index % steps.len()].map(|step| ((number + step) * 100.0).round() / 100.0);
            (cell, change)
        })
        .collect()
}

#[test]
fn after_any_change_the_formulas_say_what_a_new_reading_says() {
    let steps = [Some(0.01), None, Some(-0.02), Some(0.03), Some(1000.0)];
    // a figure in more places than any other would change what all of them are rounded to
    let whole = [Some(1.0), None, Some(-2.0), Some(3.0), Some(1000.0)];
    let official = Book::official().bytes();
    let seen = agree_after(&official, &changes(&official, 11, &steps));
    assert!(
        ["平", "尾差", "不平"]
            .iter()
            .all(|verdict| seen[verdict] > 0),
        "{seen:?}"
    );
    for name in CASES {
        let bytes = std::fs::read(data(&format!("cases/{name}/submitted.xlsx"))).unwrap();
        let seen = agree_after(&bytes, &changes(&bytes, 90, &whole));
        assert!(seen["平"] > 0 && seen["不平"] > 0, "{name}: {seen:?}");
    }
}

/// 万元 beside 元: the formulas round where the verdict does, a yuan beside it is no agreement.
#[test]
fn a_figure_in_a_coarser_unit_is_what_the_finer_ones_round_to() {
    let bytes = std::fs::read(data("cases/sh_finance_2025/submitted.xlsx")).unwrap();
    let calc = Calc::open(&Reviewed::of("written", &bytes).workbook());
    let Value::Number(coarse) = calc.value("三公经费表", 5, 6) else {
        panic!("no figure")
    };
    let near = [-5_100, -51, -50, -49, 0, 49, 50, 51];
    let changes: Vec<_> = near
        .map(|yuan| {
            (
                "基本支出表!F40".to_owned(),
                Some(coarse * 10_000.0 + f64::from(yuan)),
            )
        })
        .into();
    let seen = agree_after(&bytes, &changes);
    assert!(seen["不平"] > 0, "{seen:?}");
}
