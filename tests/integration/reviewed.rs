//! Departments with their reviewed workbooks: the seed, its ten slips and how each is mended, the cases.

use crate::book::{Book, Cell, place_of};
use crate::calc::Value;
use crate::program::{InboxDir, built_in, data, only_file};
use gouji::budget::Budget;
use gouji::reconcile::{Report, Verdict, reconcile};
use gouji::rule::Severity;
use gouji::templates::SharedRules;
use std::collections::BTreeMap;
use std::sync::LazyLock;

pub const REVIEW: &str = "审核结果";
/// The first row of it below the headings, zero-based.
pub const FIRST: u32 = 5;
/// Its columns, zero-based.
pub const VERDICT: u32 = 0;
pub const PROPOSAL: u32 = 2;
pub const PROBLEM: u32 = 3;
pub const DIFFERENCE: u32 = 6;
pub const LEVEL: u32 = 7;
pub const RULE: u32 = 8;
pub const LEFT: u32 = 9;
pub const RIGHT: u32 = 10;
const SLIPS: [&str; 10] = [
    "01_swapped_digits",
    "02_decimal_point_shifted",
    "03_line_left_out",
    "04_amount_doubled",
    "05_yuan_for_wan_yuan",
    "06_sign_error",
    "07_total_digits_swapped",
    "08_wrong_code",
    "09_cents_swapped_in_total",
    "10_total_blank",
];
pub const CASES: [&str; 4] = [
    "sh_wanli_2023",
    "sh_wanli_2024",
    "sh_finance_2025",
    "js_court_2018",
];

/// What a row says of a verdict: a hint is no mismatch.
pub fn word(level: Severity, verdict: Verdict) -> &'static str {
    match (level, verdict) {
        (Severity::Hint, Verdict::Broken) => "提示",
        _ => verdict.zh(),
    }
}

/// A department with its report.
pub struct Reviewed {
    pub name: String,
    pub budget: Budget,
    pub rules: SharedRules,
    pub report: Report,
}

impl Reviewed {
    pub fn of(name: &str, bytes: &[u8]) -> Self {
        let inbox = InboxDir::new();
        inbox.add("2020年.xlsx", bytes);
        let budget = inbox.budget();
        let template = built_in()
            .into_iter()
            .find(|template| template.layout.id == budget.layout.id)
            .unwrap();
        let report = reconcile(&template.rules, &budget);
        Self {
            name: name.to_owned(),
            budget,
            rules: template.rules,
            report,
        }
    }

    pub fn workbook(&self) -> Vec<u8> {
        gouji::write::reviewed(&self.budget, &self.rules, &self.report).unwrap()
    }

    /// The equation of every row, none for a check of form.
    pub fn order(&self) -> Vec<Option<usize>> {
        let judged = self.report.judgements.iter().enumerate();
        let mut holding: Vec<usize> = judged
            .filter(|(_, judgement)| judgement.verdict == Verdict::Holds)
            .map(|(index, _)| index)
            .collect();
        holding.sort_by_key(|index| self.rules.rules[self.report.equations[*index].rule].level);
        let findings = self.report.findings.iter().map(|finding| finding.equation);
        findings.chain(holding.into_iter().map(Some)).collect()
    }

    /// Level, verdict and rule of every row that there should be.
    pub fn rows(&self) -> Vec<(Severity, Verdict, &str)> {
        let findings = self
            .report
            .findings
            .iter()
            .map(|finding| (finding.verdict, finding.rule));
        let order = self.order();
        let holding = order[self.report.findings.len()..]
            .iter()
            .map(|index| (Verdict::Holds, self.report.equations[index.unwrap()].rule));
        let rule = |rule: usize| &self.rules.rules[rule];
        findings
            .chain(holding)
            .map(|(verdict, own)| (rule(own).level, verdict, rule(own).id.as_str()))
            .collect()
    }

    /// What tells an equation from others in any reading: its rule and the cells of its figures.
    pub fn key(&self, index: usize) -> String {
        let equation = &self.report.equations[index];
        let place = |id| {
            format!(
                "{}!{}",
                self.budget.fact(id).at.sheet,
                self.budget.fact(id).at.a1()
            )
        };
        let cells: Vec<String> = equation
            .facts()
            .map(|(is_left, id)| format!("{is_left} {}", place(id)))
            .collect();
        format!("{} {}", self.rules.rules[equation.rule].id, cells.join(" "))
    }

    /// Every equation with its verdict.
    pub fn verdicts(&self) -> BTreeMap<String, Verdict> {
        let judged = self.report.judgements.iter().enumerate();
        judged
            .map(|(index, judgement)| (self.key(index), judgement.verdict))
            .collect()
    }
}

/// The seed, its ten slips, and the published budgets of other places, each with its reviewed workbook.
pub fn all() -> &'static [(Reviewed, Vec<u8>)] {
    static ALL: LazyLock<Vec<(Reviewed, Vec<u8>)>> = LazyLock::new(|| {
        let seed = ("official", only_file("official"));
        let slips = SLIPS.map(|name| (name, data(&format!("broken/{name}.xlsx"))));
        let cases = CASES.map(|name| (name, data(&format!("cases/{name}/submitted.xlsx"))));
        let files = std::iter::once(seed).chain(slips).chain(cases);
        let reviewed = files.map(|(name, path)| Reviewed::of(name, &std::fs::read(path).unwrap()));
        let coarser = Reviewed::of(COARSER, &with_a_coarser_table().bytes());
        let reviewed = reviewed.chain([coarser]);
        reviewed
            .map(|reviewed| (reviewed.workbook(), reviewed))
            .map(|(workbook, it)| (it, workbook))
            .collect()
    });
    &ALL
}

/// The case of which one table is in 万元, and so coarser than the others, and another figure is wrong.
pub const COARSER: &str = "sh_wanli_2023 in two units";

fn with_a_coarser_table() -> Book {
    let mut book = Book::open(&data("cases/sh_wanli_2023/submitted.xlsx"));
    let sheet = book.sheet("Sheet1");
    let (from, to) = (place_of("A179").0, place_of("A252").0);
    for ((row, column), cell) in &mut sheet.cells {
        // codes are text
        if let Cell::Number(number) = cell
            && (from..to).contains(row)
            && *column > 3
        {
            *number = (*number / 100.0).round() / 100.0;
        }
    }
    let wrong = sheet.cells.values_mut().find_map(|cell| match cell {
        Cell::Number(number) if *number > 1e6 => Some(number),
        _ => None,
    });
    *wrong.unwrap() += 1e6;
    book.text("Sheet1!G180", "单位：万元")
}

/// One of the ten slips.
pub fn broken(slip: &str) -> &'static (Reviewed, Vec<u8>) {
    all()
        .iter()
        .find(|(reviewed, _)| reviewed.name == slip)
        .unwrap()
}

/// The cells of the manifest, as they should be: figures, and a code.
pub fn mends() -> BTreeMap<String, Vec<(String, Value)>> {
    let text = std::fs::read_to_string(data("broken/manifest.json")).unwrap();
    let entries: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
    let mut mends: BTreeMap<String, Vec<(String, Value)>> = BTreeMap::new();
    for entry in entries {
        let text = |key: &str| entry[key].as_str().unwrap();
        let slip = text("file").trim_end_matches(".xlsx").to_owned();
        // a line left out is no cell: the workbook must be handed in again
        if slip == "03_line_left_out" {
            continue;
        }
        let right = text("right");
        let is_code = !right.contains('.');
        let value = if is_code {
            Value::Text(right.to_owned())
        } else {
            Value::Number(right.parse().unwrap())
        };
        mends
            .entry(slip)
            .or_default()
            .push((format!("{}!{}", text("sheet"), text("cell")), value));
    }
    mends
}
