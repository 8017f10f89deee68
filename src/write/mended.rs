//! Red cells that turn green. A painted figure goes green once every equation that it stands in is even again, a
//! wrong code once all that it breaks are, by the verdicts of 审核结果 as they now are: mended here and broken there
//! is not mended.

use super::list::{ReviewRows, word};
use super::live::Formulas;
use super::marks::{CodeMark, FindingMarks};
use super::page::{ConditionColour, ConditionalPaint, Paint, SheetPage};
use super::place::{OutputCell, area, areas};
use crate::budget::{FactId, Figure};
use crate::reconcile::{Finding, Report, Verdict};
use indexmap::IndexMap;
use std::collections::{BTreeMap, HashSet};

/// The names of two columns of 审核结果: the verdicts, and the numbers of the rows. Excel 2007 and others let
/// conditional formats speak of other sheets by names only.
pub(super) const VERDICTS: &str = "勾稽结论";
pub(super) const NUMBERS: &str = "勾稽序号";

/// A person does not mend more painted cells than this by hand, and rules would make the workbook slow.
const CELLS: usize = 2_000;

/// Adds the conditions of all painted cells to their pages.
pub(super) fn add(
    formulas: &Formulas<'_>,
    report: &Report,
    (marks, codes): (&FindingMarks, &[CodeMark]),
    list: &ReviewRows<'_>,
    tables: &mut [SheetPage],
) {
    let (budget, places) = (formulas.budget, formulas.places);
    let painted = equations_of(marks, report);
    let of_form: HashSet<FactId> = report
        .findings
        .iter()
        .filter(|finding| finding.equation.is_none())
        .flat_map(Finding::marked)
        .collect();
    let mut groups: IndexMap<(usize, String), Vec<OutputCell>> = IndexMap::new();
    for (id, equations) in painted.iter().take(CELLS) {
        let Some(place) = places.of(*id) else {
            continue;
        };
        let is_unreadable = matches!(budget.fact(*id).figure, Figure::Unreadable(_));
        if of_form.contains(id) && !is_unreadable {
            // no figure typed into it mends a form
            continue;
        }
        let number = is_unreadable.then(|| format!("ISNUMBER({})", area(place, place)));
        if let Some(formula) = condition(formulas, report, marks[id].paint, list, equations, number)
        {
            groups.entry((place.page, formula)).or_default().push(place);
        }
    }
    for code in codes {
        if let Some(formula) = condition(formulas, report, Paint::Red, list, &code.equations, None)
        {
            groups
                .entry((code.place.page, formula))
                .or_default()
                .push(code.place);
        }
    }
    for ((page, formula), cells) in groups {
        let corner = |place: OutputCell| (place.row, place.column);
        let cells = areas(&cells)
            .into_iter()
            .map(|(first, last)| (corner(first), corner(last)))
            .collect();
        tables[page].conditions.push(ConditionalPaint {
            cells,
            formula,
            tint: ConditionColour::Green,
        });
    }
}

/// The equations that each painted figure stands in.
fn equations_of(marks: &FindingMarks, report: &Report) -> BTreeMap<FactId, Vec<usize>> {
    let mut painted: BTreeMap<FactId, Vec<usize>> =
        marks.keys().map(|id| (*id, Vec::new())).collect();
    for (index, equation) in report.equations.iter().enumerate() {
        for (_, id) in equation.facts() {
            if let Some(equations) = painted.get_mut(&id)
                && equations.last() != Some(&index)
            {
                equations.push(index);
            }
        }
    }
    painted
}

/// When a painted cell is mended; `None` where no formula can tell.
fn condition(
    formulas: &Formulas<'_>,
    report: &Report,
    paint: Paint,
    list: &ReviewRows<'_>,
    equations: &[usize],
    number: Option<String>,
) -> Option<String> {
    let mut tests: Vec<String> = number.into_iter().collect();
    for equation in equations {
        let judgement = &report.judgements[*equation];
        let number = list.numbers[*equation]?;
        let now = format!("INDEX({VERDICTS},MATCH({number},{NUMBERS},0))");
        let word = |verdict: Verdict| word(list.entries[number - 1].level, verdict);
        let is = |verdict: Verdict| format!("{now}=\"{}\"", word(verdict));
        let is_not = |verdict: Verdict| format!("{now}<>\"{}\"", word(verdict));
        match judgement.verdict {
            // amber says 尾差 to begin with
            Verdict::Rounding if paint == Paint::Amber => tests.push(is(Verdict::Holds)),
            Verdict::Undecided if formulas.is_open(&report.equations[*equation], judgement) => {
                tests.extend([is_not(Verdict::Undecided), is_not(Verdict::Broken)]);
            }
            // no figure decides what a missing table leaves open
            Verdict::Undecided => {}
            _ => tests.push(is_not(Verdict::Broken)),
        }
    }
    // a function takes 255 arguments, and a condition no longer formula than a cell
    (1..=250)
        .contains(&tests.len())
        .then(|| match tests.as_slice() {
            [one] => one.clone(),
            several => format!("AND({})", several.join(",")),
        })
}
