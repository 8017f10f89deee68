//! What the flagged workbook adds to the public one: red and amber cells with notes, and the first
//! sheet 审核结果 with a row an equation.

mod advice;

use super::list::{Areas, ReviewRow, ReviewRows, TO_DO};
use super::live::{ALLOWANCE, DIFFERENCE, Formulas, LEFT, LiveEquation, RIGHT, VERDICT};
use super::mended::VERDICTS;
use super::page::{CellContent, ConditionColour, ConditionalPaint, SheetPage, Style};
use super::place::{OutputCell, area};
use crate::amount::Amount;
use crate::budget::FactId;
use crate::equation::Equation;
use crate::place::{Address, a1};
use crate::read::REVIEW_SHEET;
use crate::reconcile::{Finding, Report, Verdict};
use crate::rule::{RuleSet, Severity};
use crate::say;
use advice::{message, proposal};

const COLUMNS: [(&str, f64); 15] = [
    ("序号", 7.0),
    ("级别", 8.0),
    ("结论", 10.0),
    ("规则", 10.0),
    ("核对内容", 34.0),
    ("问题", 34.0),
    ("建议", 34.0),
    ("左边", 30.0),
    ("左边金额", 15.0),
    ("右边", 30.0),
    ("右边金额", 15.0),
    ("差额", 15.0),
    ("位置", 14.0),
    ("来源", 40.0),
    ("允许尾差", 10.0),
];

/// The column behind them, where the department has explained something.
const EXPLANATION: (&str, f64) = ("说明", 40.0);

/// The row of the headings, zero-based.
const HEADER: u32 = 2;

/// The sheet 审核结果: a row of formulas for every equation, and a row for every finding of form.
pub(super) fn page(
    formulas: &Formulas<'_>,
    rules: &RuleSet,
    report: &Report,
    list: &ReviewRows<'_>,
) -> SheetPage {
    let last = HEADER + u32::try_from(list.entries.len()).unwrap_or(0);
    let mut page = SheetPage {
        name: REVIEW_SHEET.to_owned(),
        widths: columns(list).map(|(_, width)| width).collect(),
        landscape: true,
        header_end: Some(HEADER),
        frozen: true,
        filter: Some((HEADER, last)),
        tab: Some(ConditionColour::Red),
        ..SheetPage::default()
    };
    heading(&mut page, formulas, report, list, last);
    for (index, entry) in list.entries.iter().enumerate() {
        row(&mut page, formulas, rules, report, entry, index);
    }
    let holding = list.entries.iter().enumerate();
    let holding = holding.filter(|(_, entry)| entry.verdict == Verdict::Holds);
    let holding: Vec<u32> = holding
        .filter_map(|(index, _)| u32::try_from(index).ok())
        .map(|index| HEADER + 1 + index)
        .collect();
    // what holds is there for whoever asks for it
    if !holding.is_empty() && holding.len() < list.entries.len() {
        let open = [Verdict::Broken, Verdict::Undecided, Verdict::Rounding];
        page.shown = Some((VERDICT, open.map(Verdict::zh).to_vec(), holding));
    }
    if !list.left_out.is_empty() {
        let (at, more) = (page.next_row(), list.left_out.len());
        page.text(
            at,
            0,
            COLUMNS.len(),
            format!("另有 {more} 条没有列出，请先改正以上问题"),
            Style::Remark,
        );
    }
    if last > HEADER {
        page.conditions.extend(conditions(last));
        let area = area(corner(0, HEADER + 1), corner(VERDICT, last));
        page.names
            .push((VERDICTS.to_owned(), format!("'{REVIEW_SHEET}'!{area}")));
    }
    page.widen_to_figures();
    page
}

/// The title, the line that counts the verdicts, and the headings of the columns.
fn heading(
    page: &mut SheetPage,
    formulas: &Formulas<'_>,
    report: &Report,
    list: &ReviewRows<'_>,
    last: u32,
) {
    let budget = formulas.budget;
    let year = budget
        .fiscal_year
        .map(|year| format!("{year} 年"))
        .unwrap_or_default();
    page.text(
        0,
        0,
        COLUMNS.len(),
        format!("{REVIEW_SHEET}：{} {year}", budget.department),
        Style::Title,
    );
    let column_area = |column: u16| area(corner(column, HEADER + 1), corner(column, last));
    let areas = Areas {
        levels: column_area(1),
        verdicts: column_area(VERDICT),
    };
    let summary = list.summary(report, &areas, budget.layout.unit_of_measure.name());
    page.put_merged((1, 0), (1, COLUMNS.len()), summary, Style::Remark);
    for (column, (name, _)) in columns(list).enumerate() {
        page.text(HEADER, column, 1, name, Style::Header);
    }
}

/// The columns that there are.
fn columns(list: &ReviewRows<'_>) -> impl Iterator<Item = (&'static str, f64)> + use<> {
    let mut findings = list.entries.iter().filter_map(|entry| entry.finding);
    let is_explained = findings.any(|finding| finding.explanation.is_some());
    COLUMNS
        .into_iter()
        .chain(is_explained.then_some(EXPLANATION))
}

fn corner(column: u16, row: u32) -> OutputCell {
    OutputCell {
        page: 0,
        column,
        row,
    }
}

/// The colours of the verdicts down to the row `last`, and of the line above them once nothing mandatory is left; a
/// hint is no alarm.
fn conditions(last: u32) -> Vec<ConditionalPaint> {
    let [level, verdict] = [1, VERDICT].map(|column| a1(HEADER + 1, u32::from(column)));
    let says = |word: Verdict| format!("{verdict}=\"{}\"", word.zh());
    let alarm = format!(
        "AND({},{level}<>\"{}\")",
        says(Verdict::Broken),
        Severity::Hint.zh()
    );
    let tinted = [
        (alarm, ConditionColour::Red),
        (says(Verdict::Rounding), ConditionColour::Amber),
        (says(Verdict::Undecided), ConditionColour::Grey),
        (says(Verdict::Holds), ConditionColour::Green),
    ];
    let cells = vec![((HEADER + 1, VERDICT), (last, VERDICT))];
    let of_rows = tinted.map(|(formula, tint)| ConditionalPaint {
        cells: cells.clone(),
        formula,
        tint,
    });
    let done = ConditionalPaint {
        cells: vec![((HEADER - 1, 0), (HEADER - 1, ALLOWANCE))],
        formula: format!(
            "LEFT($A${HEADER},{})<>\"{}\"",
            TO_DO[0].chars().count(),
            TO_DO[0]
        ),
        tint: ConditionColour::Green,
    };
    of_rows.into_iter().chain([done]).collect()
}

fn row(
    page: &mut SheetPage,
    formulas: &Formulas<'_>,
    rules: &RuleSet,
    report: &Report,
    entry: &ReviewRow<'_>,
    index: usize,
) {
    let at = page.next_row();
    let rule = &rules.rules[entry.rule];
    let live = live_row(formulas, report, entry, at);
    page.put(
        at,
        0,
        CellContent::Amount(Amount::new((index + 1).into()), 0),
        Style::Centre,
    );
    page.text(at, 1, 1, entry.level.zh(), Style::Centre);
    let verdict = live
        .as_ref()
        .map_or(CellContent::text(entry.verdict.zh()), |(_, live)| {
            live.verdict.clone()
        });
    let message = entry
        .finding
        .map_or(CellContent::Blank, |finding| message(finding, &verdict, at));
    let proposal = proposal(formulas, report, entry, &verdict, at);
    page.put(at, VERDICT.into(), verdict, Style::Centre);
    page.text(at, 3, 1, rule.id.clone(), Style::Centre);
    page.text(at, 4, 1, rule.title.clone(), Style::Label);
    page.put(at, 5, message, Style::Label);
    page.put(at, 6, proposal, Style::Label);
    match live {
        Some((sides, live)) => put_sides(page, sides, live, at),
        None => [7, LEFT, 9, RIGHT, DIFFERENCE, ALLOWANCE]
            .into_iter()
            .for_each(|column| {
                page.put(at, column.into(), CellContent::Blank, Style::Label);
            }),
    }
    let (link, sources) = match (entry.finding, entry.equation) {
        (Some(finding), _) => of_finding(formulas, finding),
        (None, Some(equation)) => of_equation(formulas, &report.equations[equation]),
        (None, None) => (None, Vec::new()),
    };
    put_link(page, formulas, link, at);
    let mut shown: Vec<String> = sources.into_iter().map(Address::to_string).collect();
    // several figures of a paragraph are one place
    shown.dedup();
    let count = shown.len();
    shown.truncate(3);
    if count > 3 {
        shown.push(format!("等 {count} 格"));
    }
    page.text(at, 13, 1, shown.join("\n"), Style::Label);
    if let Some(explanation) = entry.finding.and_then(|it| it.explanation.as_ref()) {
        let words = say::explanation(explanation).zh;
        page.text(at, COLUMNS.len(), 1, words, Style::Label);
    }
}

/// The formulas of an equation or a sentence, with both sides in words.
fn live_row(
    formulas: &Formulas<'_>,
    report: &Report,
    entry: &ReviewRow<'_>,
    row: u32,
) -> Option<([String; 2], LiveEquation)> {
    if let Some(equation) = entry.equation {
        let (equation, judgement) = (&report.equations[equation], &report.judgements[equation]);
        let sides = equation.sides().map(|side| side.text(formulas.budget));
        return Some((sides, formulas.of(equation, judgement, row)));
    }
    let sentence = entry.finding?.sentence.as_deref()?;
    let sides = [&sentence.left, &sentence.right].map(|side| side.text.clone());
    Some((sides, formulas.of_sentence(sentence, entry.verdict, row)))
}

/// Both sides of an equation, their difference and its allowance.
fn put_sides(page: &mut SheetPage, [left, right]: [String; 2], live: LiveEquation, at: u32) {
    page.text(at, 7, 1, left, Style::Label);
    page.put(at, LEFT.into(), live.left, Style::Amount);
    page.text(at, 9, 1, right, Style::Label);
    page.put(at, RIGHT.into(), live.right, Style::Amount);
    page.put(at, DIFFERENCE.into(), live.difference, Style::Amount);
    page.put(at, ALLOWANCE.into(), live.allowance, Style::Amount);
}

/// A link to the cell that a row is about.
fn put_link(page: &mut SheetPage, formulas: &Formulas<'_>, link: Option<OutputCell>, at: u32) {
    let Some((sheet, cell)) = link.map(|place| formulas.places.name(place)) else {
        page.put(at, 12, CellContent::Blank, Style::Label);
        return;
    };
    let text = format!("{sheet}!{cell}");
    page.put(
        at,
        12,
        CellContent::link(text, sheet, cell),
        Style::RuledLink,
    );
}

/// The cell that a finding leads to, and where its cells were read.
fn of_finding<'a>(
    formulas: &Formulas<'_>,
    finding: &'a Finding,
) -> (Option<OutputCell>, Vec<&'a Address>) {
    let facts = finding.cells.iter().filter_map(|cell| cell.fact);
    let link = finding
        .marked()
        .chain(facts)
        .find_map(|id| formulas.places.of(id));
    let is_shown = |id: FactId| {
        formulas.budget.published(id).is_some() || finding.marked().any(|marked| marked == id)
    };
    let shown = finding
        .cells
        .iter()
        .filter(|cell| cell.fact.is_none_or(is_shown));
    (link, shown.map(|cell| &cell.at).collect())
}

/// The same of an equation that holds.
fn of_equation<'a>(
    formulas: &Formulas<'a>,
    equation: &Equation,
) -> (Option<OutputCell>, Vec<&'a Address>) {
    let budget = formulas.budget;
    let filled = || {
        equation
            .facts()
            .map(|(_, id)| id)
            .filter(|id| budget.published(*id).is_some())
    };
    (
        filled().find_map(|id| formulas.places.of(id)),
        filled().map(|id| &budget.fact(id).at).collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_find_the_columns_that_they_speak_of() {
        let name = |column: u16| COLUMNS[usize::from(column)].0;
        let named = [VERDICT, LEFT, RIGHT, DIFFERENCE, ALLOWANCE].map(name);
        assert_eq!(named, ["结论", "左边金额", "右边金额", "差额", "允许尾差"]);
    }
}
