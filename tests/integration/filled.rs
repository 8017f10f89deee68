//! Blank workbooks filled in by a program, cell by cell, where they are not locked: what is read back, and what is said
//! beside the tables meanwhile.

mod elsewhere;

use crate::calc::Value;
use crate::department::{Department, Project};
use crate::filling::{Filling, Reckoned, money};
use crate::program::InboxDir;
use crate::properties::departments;
use crate::truth::{self, Place};
use gouji::budget::{Budget, RowKey};
use gouji::label::fold;
use gouji::reconcile::{Report, Verdict, reconcile};
use proptest::prelude::*;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// The blank workbook of a layout, with room for a few projects.
fn blank(layout: &str) -> Filling {
    static BLANKS: LazyLock<[(&str, Filling); 3]> = LazyLock::new(|| {
        ["xinjiang-2020", "shanghai-2023", "jiangsu-2018"].map(|id| (id, Filling::new(id, 8)))
    });
    BLANKS
        .iter()
        .find(|(id, _)| *id == layout)
        .unwrap()
        .1
        .clone()
}

/// A department of 新疆 in its blank workbook.
fn filled(department: &Department) -> Filling {
    let mut filling = blank("xinjiang-2020");
    filling.who(&department.name, "", department.year);
    let mut items: BTreeMap<&str, [i64; 2]> = BTreeMap::new();
    for (code, fen) in &department.basic {
        items.entry(code).or_default()[0] += fen;
    }
    for project in &department.projects {
        items.entry(&project.code).or_default()[1] += if project.fund { project.fen } else { 0 };
    }
    // the tables sort them
    for (number, (code, [basic, fund])) in (0..).zip(items.iter().rev()) {
        filling.entry(
            "功能科目录入",
            number,
            code,
            &[("表三.基本支出", *basic), ("表九.项目支出", *fund)],
        );
    }
    for (number, (code, fen)) in (0..).zip(department.economic_lines()) {
        let column = if code.starts_with("301") || code.starts_with("303") {
            "人员经费"
        } else {
            "公用经费"
        };
        filling.entry(
            "经济科目录入",
            number,
            &code,
            &[(&format!("表六.{column}"), fen)],
        );
    }
    for (number, fen) in (1..)
        .zip(department.three_publics)
        .filter(|(_, fen)| *fen != 0)
    {
        let (row, column) = filling.find_open("表八", number);
        filling.put("表八", row, column, money(fen));
    }
    for (number, project) in (0..).zip(&department.projects) {
        add_project(&mut filling, number, project);
    }
    filling
}

fn add_project(filling: &mut Filling, number: u32, project: &Project) {
    let (head, name) = filling.find("表七", "项目名称");
    let row = head + 2 + number;
    for (column, part) in [&project.code[..3], &project.code[3..5], &project.code[5..]]
        .into_iter()
        .enumerate()
    {
        filling.put(
            "表七",
            row,
            u32::try_from(column).unwrap(),
            Value::Text(part.to_owned()),
        );
    }
    filling.put("表七", row, name, Value::Text(project.name.clone()));
    filling.put(
        "表七",
        row,
        name + 2 + u32::try_from(project.class).unwrap(),
        money(project.fen),
    );
}

/// What is read of a workbook.
fn read(workbook: &[u8]) -> Budget {
    let inbox = InboxDir::new();
    inbox.add("报送.xlsx", workbook);
    inbox.budget()
}

fn report(budget: &Budget) -> Report {
    let template = gouji::templates::load(None, Some(&budget.layout.id))
        .unwrap()
        .remove(0);
    reconcile(&template.rules, budget)
}

/// What is asked of forms whose goals nobody has entered, as these have none.
const WITHOUT_GOAL: &str = "R-54";

/// The rules that do not hold in a workbook, as a report has them.
fn broken(budget: &Budget) -> BTreeSet<String> {
    let rules = gouji::templates::load(None, Some(&budget.layout.id))
        .unwrap()
        .remove(0)
        .rules;
    let broken = report(budget)
        .findings
        .into_iter()
        .filter(|finding| finding.verdict == Verdict::Broken);
    broken
        .map(|finding| rules.rules[finding.rule].id.clone())
        .filter(|id| id != WITHOUT_GOAL)
        .collect()
}

/// The rules of which the first sheet says that they do not hold.
fn said(reckoned: &Reckoned<'_>) -> BTreeSet<String> {
    let verdicts = reckoned.verdicts().into_iter();
    verdicts
        .filter(|(rule, verdict)| rule != "打印区域" && verdict != "平")
        .map(|(rule, _)| rule)
        .collect()
}

/// The figures of a budget but those that are nothing.
fn figures(budget: &Budget) -> BTreeMap<Place, Decimal> {
    truth::facts(budget)
        .into_iter()
        .filter(|(_, amount)| !amount.is_zero())
        .collect()
}

/// Publishes a workbook in which every verdict is 平; gives what was read.
fn published(filling: &Filling) -> Budget {
    let reckoned = filling.reckoned();
    assert_eq!(said(&reckoned), BTreeSet::new());
    let inbox = InboxDir::new();
    inbox.add("报送.xlsx", &reckoned.saved());
    let run = inbox.publish();
    assert_eq!(run.status, 0, "{run:?}");
    assert!(
        inbox.outputs()[0].ends_with("公开表.xlsx"),
        "{:?}",
        inbox.outputs()
    );
    inbox.budget()
}

/// A figure in hundredths, by a code, a label or a project; 0 if it was not read.
fn fen(budget: &Budget, table: &str, block: usize, row: &str, column: usize) -> i64 {
    let layout = &budget.layout;
    let own = budget
        .tables
        .iter()
        .filter(|it| layout.tables[it.layout].id == table);
    let mut found = own
        .flat_map(|it| it.rows().map(move |(of, _, row)| (it, of, row)))
        .filter_map(|(it, of, own)| {
            let block_layout = &layout.tables[it.layout].blocks[of];
            let label = match own.key {
                RowKey::Line(line) => fold(&block_layout.lines[line].label),
                _ => String::new(),
            };
            let is_it = own.code.as_ref().is_some_and(|code| code.as_str() == row)
                || own.project.as_ref().is_some_and(|project| project == row)
                || label == fold(row);
            let amount = own.facts[block_layout.amount_columns().nth(column)?]?;
            (of == block && is_it).then(|| {
                budget
                    .published(amount)
                    .map_or(Decimal::ZERO, |it| it.value())
            })
        });
    i64::try_from(found.next().unwrap_or_default() * Decimal::ONE_HUNDRED).unwrap()
}

/// A change of one fen, in an input that no other follows.
fn one_fen_more(
    department: &Department,
    in_economic: bool,
    which: usize,
) -> (Filling, &'static str) {
    let mut filling = filled(department);
    let sheet = if in_economic {
        "经济科目录入"
    } else {
        "功能科目录入"
    };
    let lines = department.economic_lines();
    if in_economic {
        let (number, (code, fen)) = lines.iter().enumerate().nth(which % lines.len()).unwrap();
        let column = if code.starts_with("301") || code.starts_with("303") {
            "人员经费"
        } else {
            "公用经费"
        };
        filling.entry(
            sheet,
            u32::try_from(number).unwrap(),
            code,
            &[(&format!("表六.{column}"), fen + 1)],
        );
    } else {
        let basic = &department.basic[which % department.basic.len()].0;
        let codes: BTreeSet<&String> = department
            .basic
            .iter()
            .map(|it| &it.0)
            .chain(department.projects.iter().map(|it| &it.code))
            .collect();
        let number = codes.iter().rev().position(|code| *code == basic).unwrap();
        let fen: i64 = department
            .basic
            .iter()
            .filter(|it| it.0 == *basic)
            .map(|it| it.1)
            .sum();
        filling.entry(
            sheet,
            u32::try_from(number).unwrap(),
            basic,
            &[("表三.基本支出", fen + 1)],
        );
    }
    (filling, sheet)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, max_shrink_iters: 0, ..ProptestConfig::default() })]

    #[test]
    fn what_is_typed_is_what_is_read(department in departments()) {
        let filling = filled(&department);
        let reckoned = filling.reckoned();
        let budget = read(&reckoned.saved());
        // the tables as such a department would have made them without formulas
        prop_assert_eq!(figures(&budget), figures(&read(&department.book().bytes())));
        prop_assert_eq!((budget.department.as_str(), budget.fiscal_year), (department.name.as_str(), Some(department.year)));
        prop_assert!(report(&budget).findings.iter().all(|finding| !finding.blocks()));
        prop_assert_eq!(said(&reckoned), BTreeSet::new());
    }

    #[test]
    fn one_fen_more_turns_its_own_verdicts(department in departments(), in_economic in any::<bool>(), which in 0..8_usize) {
        let (filling, sheet) = one_fen_more(&department, in_economic, which);
        let reckoned = filling.reckoned();
        prop_assert_eq!(said(&reckoned), BTreeSet::from(["X5-6".to_owned()]), "{}", sheet);
        for (table, is_broken) in [("表五", true), ("表六", true), ("表一", false), ("表三", false), ("表七", false)] {
            let beside = reckoned.beside(table);
            prop_assert_eq!(beside.starts_with("不平 X5-6"), is_broken, "{}: {}", table, beside);
            prop_assert!(is_broken || !beside.starts_with("不平"), "{}: {}", table, beside);
        }
        // and the saved workbook is found wrong in the same
        let said_of_all: Vec<String> = broken(&read(&reckoned.saved())).into_iter().collect();
        prop_assert_eq!(said_of_all, ["X5-6"]);
    }
}

/// Figures that no formula makes agree: the verdicts are those of the report.
#[test]
fn verdicts_are_those_of_the_report() {
    let even = filled(&Department::full());
    let (entries, personnel) = even.find("经济科目录入", "人员经费");
    let (receptions, fee) = even.find_open("表八", 4);
    let (projects, name) = even.find("表七", "项目名称");
    let changes = [
        // 基本工资 is no 公用经费
        (
            "经济科目录入",
            (entries + 1, personnel + 1),
            money(5_000),
            "T6-4 X5-6",
        ),
        // less than 表六 has
        ("表八", (receptions, fee), money(1), "X8-6"),
        // a code without a row in 表三
        (
            "表七",
            (projects + 2, 2),
            Value::Text("50".to_owned()),
            "X3-7b",
        ),
        // more money: everything follows
        ("表七", (projects + 2, name + 3), money(1), ""),
    ];
    for (sheet, (row, column), value, wanted) in changes {
        let mut filling = even.clone();
        filling.put(sheet, row, column, value);
        let reckoned = filling.reckoned();
        let live: BTreeSet<String> = reckoned.verdicts().into_keys().collect();
        let reported: BTreeSet<String> = broken(&read(&reckoned.saved()))
            .intersection(&live)
            .cloned()
            .collect();
        assert_eq!(said(&reckoned), reported, "{sheet} {row} {column}");
        assert_eq!(
            reported.into_iter().collect::<Vec<_>>().join(" "),
            wanted,
            "{sheet} {row} {column}"
        );
    }
}

#[test]
fn a_form_speaks_of_itself() {
    let even = filled(&Department::full());
    let form = |number: &str| format!("绩效目标表（{number}）");
    let verdicts = |filling: &Filling| {
        let reckoned = filling.reckoned();
        ["一", "二", "三", "四"].map(|number| reckoned.beside(&form(number)))
    };
    // three projects, and a form that nobody needs
    assert_eq!(verdicts(&even), ["平", "平", "平", ""]);
    let mut filling = even.clone();
    filling.put_beside(&form("一"), "其他资金", money(10_000));
    assert_eq!(verdicts(&filling), ["平", "平", "平", ""]);
    let read = read(&filling.reckoned().saved());
    let columns = [0, 1, 2].map(|column| fen(&read, "绩效目标表", 0, "财政信息化建设", column));
    assert_eq!(columns, [1_234_567, 1_224_567, 10_000]);
    // more than there is
    filling.put_beside(&form("二"), "其他资金", money(500_001));
    assert_eq!(verdicts(&filling), ["平", "不平 金额小于 0", "平", ""]);
}

#[test]
fn a_form_that_differs_from_the_list_of_projects_is_red_in_its_own_cell() {
    let mut filling = filled(&Department::full());
    let sheet = "绩效目标表（三）";
    let (row, label) = filling.find(sheet, "年度资金总额：");
    // the cell is locked: somebody took the lock away
    filling.force(sheet, row, label + 1, money(70_000_000));
    let reckoned = filling.reckoned();
    assert_eq!(
        ["一", "二"].map(|number| reckoned.beside(&format!("绩效目标表（{number}）"))),
        ["平", "平"]
    );
    assert_eq!(reckoned.beside(sheet), "不平 X7-P1");
    let budget = read(&reckoned.saved());
    let broken = report(&budget)
        .findings
        .into_iter()
        .filter(gouji::reconcile::Finding::blocks);
    let painted: BTreeSet<String> = broken
        .flat_map(|finding| finding.painted)
        .map(|id| budget.fact(id).at.to_string())
        .collect();
    assert_eq!(
        painted.into_iter().collect::<Vec<_>>(),
        [format!("报送.xlsx {sheet}!C3")]
    );
}

#[test]
fn formulas_keep_to_excel_2010() {
    for layout in ["xinjiang-2020", "shanghai-2023", "jiangsu-2018"] {
        let filling = blank(layout);
        assert!(filling.formulas().count() > 1000);
        for formula in filling.formulas() {
            assert!(
                !formula.contains("_xlfn") && !formula.contains("_xlws"),
                "{formula}"
            );
            // no program takes more
            assert!(formula.len() < 8192, "{layout}: {formula}");
        }
        // a function that is not known would panic
        _ = filling.reckoned().saved();
    }
}
