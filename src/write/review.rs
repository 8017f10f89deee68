//! What the flagged workbook adds to the public one: red and amber cells with notes, and the first
//! sheet 审核结果 with a row an equation.

mod advice;
mod places;
mod sides;

use super::list::{Areas, ReviewRow, ReviewRows, TO_DO, word};
use super::live::{ALLOWANCE, DIFFERENCE, Formulas, LEFT, LEVEL, NUMBER, RIGHT, VERDICT};
use super::mended::{NUMBERS, VERDICTS};
use super::page::{CellContent, ConditionColour, ConditionalPaint, Print, SheetPage, Style};
use super::place::{OutputCell, area};
use crate::amount::Amount;
use crate::place::a1;
use crate::read::REVIEW_SHEET;
use crate::reconcile::{Report, Verdict};
use crate::rule::{RuleSet, Severity};
use crate::say;
use advice::{message, proposal};
use places::put_place;
use sides::{live_row, put_sides};

/// The first seven fit a screen of 1366 points, and are printed; formulas and filters need the others.
const COLUMNS: [(&str, f64); 13] = [
    ("结论", 8.0),
    ("位置", 20.0),
    ("建议", 34.0),
    ("问题", 30.0),
    ("核对内容", 20.0),
    ("两边", 30.0),
    ("差额", 12.0),
    ("级别", 8.0),
    ("规则", 10.0),
    ("左边金额", 15.0),
    ("右边金额", 15.0),
    ("允许尾差", 10.0),
    ("序号", 7.0),
];

/// How many columns are printed.
const PRINTED: u16 = 7;

/// The columns of the place and of both sides in words.
const PLACE: u16 = 1;
const SIDES: u16 = 5;

/// The columns of amounts.
const AMOUNTS: [u16; 4] = [DIFFERENCE, LEFT, RIGHT, ALLOWANCE];

/// The column behind them, where the department has explained something.
const EXPLANATION: (&str, f64) = ("说明", 40.0);

/// What stands above the rows: how to mend what is wrong, and where to save it.
const WHAT_TO_DO: &str = "怎么改：点“位置”到那一格，按“建议”改正各表中的数字和标红的科目编码，本页随之更新；另改科目或增减行的，重新审核后才更新。\n存到哪：改好后另存到收件文件夹、换下原报送文件，再重新审核。留在本文件里的改动不会采用，下次审核时会留作“（改过的）”，不会丢失。";

/// The row of the headings, zero-based.
const HEADER: u32 = 4;

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
        print: Print {
            columns: Some(PRINTED),
            ..Print::default()
        },
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
        let words = open
            .map(Verdict::zh)
            .into_iter()
            .chain([Severity::Hint.zh()]);
        page.shown = Some((VERDICT, words.collect(), holding));
    }
    if !list.left_out.is_empty() {
        let (at, more) = (page.next_row(), list.left_out.len());
        page.text(
            at,
            0,
            PRINTED.into(),
            format!("另有 {more} 条没有列出，请先改正以上问题"),
            Style::Remark,
        );
    }
    if last > HEADER {
        page.conditions.extend(conditions(last));
        for (name, column) in [(VERDICTS, VERDICT), (NUMBERS, NUMBER)] {
            let area = area(corner(column, HEADER + 1), corner(column, last));
            page.names
                .push((name.to_owned(), format!("'{REVIEW_SHEET}'!{area}")));
        }
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
    let title = format!("{REVIEW_SHEET}：{} {year}", budget.department);
    page.text(0, 0, PRINTED.into(), title, Style::Mark);
    let column_area = |column: u16| area(corner(column, HEADER + 1), corner(column, last));
    let areas = Areas {
        levels: column_area(LEVEL),
        verdicts: column_area(VERDICT),
    };
    let summary = list.summary(report, &areas);
    page.put_merged((1, 0), (1, PRINTED.into()), summary, Style::Remark);
    page.text(2, 0, PRINTED.into(), WHAT_TO_DO, Style::Remark);
    let files: Vec<&str> = budget.files.iter().map(|file| &**file).collect();
    let unit = budget.layout.unit_of_measure.name();
    let source = format!("来源：{}。金额单位：{unit}", files.join("、"));
    page.text(3, 0, PRINTED.into(), source, Style::Remark);
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
    let verdict = a1(HEADER + 1, VERDICT.into());
    let says = |word: Verdict| format!("{verdict}=\"{}\"", word.zh());
    let tinted = [
        (says(Verdict::Broken), ConditionColour::Red),
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
        cells: vec![((1, 0), (1, PRINTED - 1))],
        formula: format!("LEFT($A$2,{})<>\"{}\"", TO_DO[0].chars().count(), TO_DO[0]),
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
    let verdict = match &live {
        Some((_, live)) => said(&live.verdict, entry),
        None => CellContent::text(entry.word()),
    };
    let message = entry
        .finding
        .map_or(CellContent::Blank, |finding| message(finding, &verdict, at));
    let proposal = proposal(formulas, report, entry, &verdict, at);
    page.put(at, VERDICT.into(), verdict, Style::Centre);
    put_place(page, formulas, report, entry, at);
    page.put(at, 2, proposal, Style::Label);
    page.put(at, 3, message, Style::Label);
    page.text(at, 4, 1, rule.title.clone(), Style::Label);
    match live {
        Some((sides, live)) => put_sides(page, sides, live, entry.finding.is_some(), at),
        None => [SIDES].into_iter().chain(AMOUNTS).for_each(|column| {
            page.put(at, column.into(), CellContent::Blank, Style::Label);
        }),
    }
    page.text(at, LEVEL.into(), 1, entry.level.zh(), Style::Centre);
    page.text(at, 8, 1, rule.id.clone(), Style::Centre);
    let number = CellContent::Amount(Amount::new((index + 1).into()), 0);
    page.put(at, NUMBER.into(), number, Style::Centre);
    if let Some(explanation) = entry.finding.and_then(|it| it.explanation.as_ref()) {
        let words = say::explanation(explanation).zh;
        page.text(at, COLUMNS.len(), 1, words, Style::Label);
    }
}

/// A live verdict in the words of its row.
fn said(verdict: &CellContent, entry: &ReviewRow<'_>) -> CellContent {
    let (broken, word) = (Verdict::Broken.zh(), word(entry.level, Verdict::Broken));
    match verdict {
        CellContent::Formula(text, _) => CellContent::Formula(
            text.replace(&format!("\"{broken}\""), &format!("\"{word}\"")),
            Box::new(CellContent::text(entry.word())),
        ),
        _ => CellContent::text(entry.word()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_find_the_columns_that_they_speak_of() {
        let name = |column: u16| COLUMNS[usize::from(column)].0;
        let named = [VERDICT, DIFFERENCE, LEVEL, LEFT, RIGHT, ALLOWANCE, NUMBER].map(name);
        let names = [
            "结论",
            "差额",
            "级别",
            "左边金额",
            "右边金额",
            "允许尾差",
            "序号",
        ];
        assert_eq!(named, names);
        assert_eq!([PLACE, SIDES].map(name), ["位置", "两边"]);
    }
}
