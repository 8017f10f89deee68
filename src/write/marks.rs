//! The marks of wrong cells: red or amber, and one note each. The same for the flagged workbook, by
//! figure, and for the department's own file, by cell.

use super::page::{Mark, Paint, SheetPage};
use super::place::{OutputCell, OutputCells};
use super::returned::{Flag, TextMark};
use crate::budget::{Budget, FactId};
use crate::finding::Check;
use crate::place::Address;
use crate::reconcile::{Cause, Diagnosis, Finding, FindingCell, Report, Verdict};
use crate::rule::{RuleSet, Severity};
use crate::say::{self, Correction, Lang, set_in_words};
use indexmap::IndexMap;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Notes longer than this are cut: nobody reads on.
const NOTE: usize = 1_000;

pub(super) type FindingMarks = HashMap<FactId, Mark>;

/// A cell of a wrong code.
pub(super) struct CodeMark {
    pub(super) place: OutputCell,
    /// The equations that it breaks.
    pub(super) equations: Vec<usize>,
    mark: Mark,
}

/// The marks of all wrong figures.
pub(super) fn of_figures(budget: &Budget, rules: &RuleSet, report: &Report) -> FindingMarks {
    let mut marks: FindingMarks = HashMap::new();
    let told: Vec<Vec<Vec<Correction>>> = report
        .diagnoses
        .iter()
        .map(|diagnosis| diagnosis.mends(budget))
        .collect();
    let of_equation = by_equation(report);
    // what to do stands above what is wrong
    for finding in &report.findings {
        let equation = finding.equation.and_then(|index| of_equation.get(&index));
        for (ids, paint) in [
            (&finding.painted, Paint::Red),
            (&finding.suspected, Paint::Amber),
        ] {
            let paint = if finding.verdict == Verdict::Rounding {
                Paint::Amber
            } else {
                paint
            };
            for id in ids {
                let mark = marks.entry(*id).or_insert_with(|| Mark {
                    paint,
                    note: String::new(),
                });
                if paint == Paint::Red {
                    mark.paint = Paint::Red;
                }
                for index in equation.into_iter().flatten() {
                    let advice = advice(budget, &report.diagnoses[*index], &told[*index], *id);
                    if !mark.note.contains(&advice) {
                        add(&mut mark.note, &advice);
                    }
                }
            }
        }
    }
    for finding in &report.findings {
        let note = note(budget, rules, finding);
        for id in finding.marked() {
            if let Some(mark) = marks.get_mut(&id) {
                add(&mut mark.note, &note);
            }
        }
    }
    marks
}

/// A row whose code is wrong: which, and which parts of the code.
type WrongCode = ((usize, usize, usize), Vec<bool>);

/// The rows whose codes a diagnosis holds to be wrong: the parts that differ from the right one, or the last part.
fn wrong_codes(budget: &Budget, diagnosis: &Diagnosis) -> Vec<WrongCode> {
    let code =
        |row: &(usize, usize, usize)| budget.tables[row.0].blocks[row.1][row.2].code.as_ref();
    match &diagnosis.cause {
        Cause::Code { row, right } => {
            let own = code(row).map(|code| code.parts()).unwrap_or_default();
            let differs = own.into_iter().zip(right.parts());
            vec![(*row, differs.map(|(own, right)| own != right).collect())]
        }
        Cause::CodeTwice { suspects, .. } => {
            let last = |row: &(usize, usize, usize)| {
                let count = code(row).map_or(0, |code| code.parts().len());
                (*row, (1..=count).map(|part| part == count).collect())
            };
            suspects.iter().map(last).collect()
        }
        _ => Vec::new(),
    }
}

/// The marks of wrong codes in the workbook: red where one is certain, amber where several may be.
pub(super) fn of_codes(budget: &Budget, places: &OutputCells, report: &Report) -> Vec<CodeMark> {
    let mut marks = of_unclear_codes(budget, places);
    for diagnosis in &report.diagnoses {
        let wrong = wrong_codes(budget, diagnosis);
        let paint = match wrong.len() {
            1 => Paint::Red,
            _ => Paint::Amber,
        };
        let said = diagnosis.in_words(budget, Lang::Zh);
        let note = format!("{said}。改正后可消除 {} 处不平", diagnosis.equations.len());
        for ((table, block, row), parts) in wrong {
            let Some((page, grid)) = places.grid(table, block) else {
                continue;
            };
            let is_whole = grid.codes.len() == 1;
            let columns = grid.codes.iter().zip(parts);
            let wrong = columns.filter(|(_, is_wrong)| is_whole || *is_wrong);
            marks.extend(wrong.map(|(column, _)| CodeMark {
                place: OutputCell {
                    page,
                    column: *column,
                    row: grid.rows[row],
                },
                equations: diagnosis.equations.clone(),
                mark: Mark {
                    paint,
                    note: note.clone(),
                },
            }));
        }
    }
    marks
}

/// The marks of cells that hold no code: all of those of a row.
fn of_unclear_codes(budget: &Budget, places: &OutputCells) -> Vec<CodeMark> {
    let mut marks = Vec::new();
    for (table, it) in budget.tables.iter().enumerate() {
        for (block, row, _) in it.rows() {
            let problem = budget.unclear_code((table, block, row));
            let (Some(problem), Some((page, grid))) = (problem, places.grid(table, block)) else {
                continue;
            };
            let note = say::problem(&problem).zh;
            marks.extend(grid.codes.iter().map(|column| CodeMark {
                place: OutputCell {
                    page,
                    column: *column,
                    row: grid.rows[row],
                },
                equations: Vec::new(),
                mark: Mark {
                    paint: Paint::Red,
                    note: note.clone(),
                },
            }));
        }
    }
    marks
}

/// Puts marks on the cells of the pages.
pub(super) fn put(tables: &mut [SheetPage], figures: &FindingMarks, codes: Vec<CodeMark>) {
    let of_codes: HashMap<OutputCell, Mark> = codes
        .into_iter()
        .map(|code| (code.place, code.mark))
        .collect();
    for (page, table) in tables.iter_mut().enumerate() {
        for cell in &mut table.cells {
            let place = OutputCell {
                page,
                column: cell.column,
                row: cell.row,
            };
            let of_figure = cell.fact.and_then(|id| figures.get(&id));
            cell.mark = of_figure
                .or_else(|| of_codes.get(&place))
                .cloned()
                .map(Box::new);
        }
    }
}

/// The flags on the submitted files: the figures that are marked, and cells that are wrong without being a
/// figure: a mistyped code, a row that nobody knows.
pub(crate) fn flags(
    budget: &Budget,
    rules: &RuleSet,
    report: &Report,
) -> IndexMap<Arc<str>, Vec<Flag>> {
    let mut flags: IndexMap<Arc<str>, Vec<Flag>> = IndexMap::new();
    let mut put = |at: &Address, paint: Paint, note: &str| {
        let flag = Flag {
            sheet: at.sheet.to_string(),
            row: at.row,
            column: at.column,
            paint,
            note: note.to_owned(),
        };
        let own = flags.entry(at.file.clone()).or_default();
        if !own.contains(&flag) {
            own.push(flag);
        }
    };
    let marks = of_figures(budget, rules, report);
    let mut ids: Vec<&FactId> = marks.keys().collect();
    ids.sort_unstable();
    for id in ids
        .into_iter()
        .filter(|id| !budget.fact(**id).is_added_up())
    {
        put(&budget.fact(*id).at, marks[id].paint, &marks[id].note);
    }
    for diagnosis in &report.diagnoses {
        let mends = diagnosis.mends(budget);
        let paint = match mends.len() {
            1 => Paint::Red,
            _ => Paint::Amber,
        };
        for mend in mends.iter().flatten().filter(|mend| mend.fact.is_none()) {
            if let Some(at) = &mend.at {
                let lead = diagnosis.lead(budget).zh;
                put(at, paint, &format!("{lead}：{}", mend.change.zh));
            }
        }
    }
    let told = twice_and_told(budget, report);
    for finding in report
        .findings
        .iter()
        .filter(|finding| finding.sides.is_none() && finding.level == Severity::Mandatory)
    {
        let check = rules.rules[finding.rule].check;
        let is_told = |at: &Address| check == Some(Check::CodeOnce) && told.contains(at);
        let paint = match check.is_none_or(Check::names_wrong_cells) {
            true => Paint::Red,
            false => Paint::Amber,
        };
        let is_open = |cell: &&FindingCell| {
            let is_right = cell.passage.as_ref().is_some_and(|it| it.is_red.is_none());
            cell.fact.is_none() && !cell.at.is_text() && !is_right && !is_told(&cell.at)
        };
        for cell in finding.cells.iter().filter(is_open) {
            put(&cell.at, paint, &note(budget, rules, finding));
        }
    }
    flags
}

/// The first cells of rows with one code, where a diagnosis tells which of the codes is wrong.
fn twice_and_told(budget: &Budget, report: &Report) -> HashSet<Address> {
    let mut told = HashSet::new();
    for diagnosis in &report.diagnoses {
        let ((table, block, row), _) = match wrong_codes(budget, diagnosis).as_slice() {
            [only] => only.clone(),
            _ => continue,
        };
        let rows = &budget.tables[table].blocks[block];
        let same = rows.iter().filter(|other| other.code == rows[row].code);
        told.extend(same.map(|row| row.at.clone()));
    }
    told
}

/// The diagnoses of each equation.
fn by_equation(report: &Report) -> HashMap<usize, Vec<usize>> {
    let mut of_equation: HashMap<usize, Vec<usize>> = HashMap::new();
    for (index, diagnosis) in report.diagnoses.iter().enumerate() {
        for equation in &diagnosis.equations {
            of_equation.entry(*equation).or_default().push(index);
        }
    }
    of_equation
}

/// What a diagnosis says of one figure.
fn advice(budget: &Budget, diagnosis: &Diagnosis, told: &[Vec<Correction>], id: FactId) -> String {
    let lead = diagnosis.lead(budget).zh;
    let count = diagnosis.equations.len();
    let own = |set: &&Vec<Correction>| set.iter().any(|mend| mend.fact == Some(id));
    match diagnosis.named().and_then(|index| told.get(index)) {
        Some(set) => {
            let said = match set.iter().find(|mend| mend.fact == Some(id)) {
                Some(mend) if set.len() == 1 => mend.change.zh.clone(),
                _ => set_in_words(set, budget, Lang::Zh),
            };
            format!("{lead}：{said}。改正后可消除 {count} 处不平")
        }
        None => match told.iter().find(own) {
            Some(set) => format!("可能有误：{}。{lead}", set_in_words(set, budget, Lang::Zh)),
            None => lead,
        },
    }
}

fn add(note: &mut String, more: &str) {
    if note.chars().count() < NOTE {
        if !note.is_empty() {
            note.push_str("\n\n");
        }
        note.push_str(more);
    }
}

/// Rule, both sides with values, the difference, the places.
fn note(budget: &Budget, rules: &RuleSet, finding: &Finding) -> String {
    let rule = &rules.rules[finding.rule];
    let mut lines = vec![format!(
        "{} {}：{}",
        rule.id,
        finding.verdict.zh(),
        rule.title
    )];
    if let Some(sides) = &finding.sides {
        lines.extend(
            sides
                .shown(Lang::Zh)
                .map(|(side, value)| format!("{side}：{value}")),
        );
    }
    lines.push(say::finding(finding).zh);
    let filled = |id: &FactId| {
        budget.published(*id).is_some() || finding.marked().any(|marked| marked == *id)
    };
    let mut places: Vec<String> = finding
        .cells
        .iter()
        .filter(|cell| cell.fact.as_ref().is_none_or(filled))
        .map(|cell| cell.at.to_string())
        .collect();
    let count = places.len();
    places.truncate(4);
    if !places.is_empty() {
        let more = if count > 4 {
            format!(" 等 {count} 格")
        } else {
            String::new()
        };
        lines.push(format!("来源：{}{more}", places.join("；")));
    }
    lines.join("\n")
}

/// The marks on a text that was handed in: its wrong figures, each with what is wrong.
pub(crate) fn text_marks(report: &Report, rules: &RuleSet, file: &str) -> Vec<TextMark> {
    let mut marks: Vec<TextMark> = Vec::new();
    for finding in &report.findings {
        let cells = finding.cells.iter().filter(|cell| &*cell.at.file == file);
        for passage in cells.filter_map(|cell| cell.passage.as_deref()) {
            let Some(is_red) = passage.is_red else {
                continue;
            };
            let is_red = is_red && finding.level == Severity::Mandatory;
            let paint = if is_red { Paint::Red } else { Paint::Amber };
            let said = format!(
                "{} {}：{}",
                rules.rules[finding.rule].id,
                rules.rules[finding.rule].title,
                say::finding(finding).zh
            );
            let place = (passage.paragraph, passage.start, passage.end);
            let known = marks
                .iter_mut()
                .find(|it| (it.paragraph, it.start, it.end) == place);
            match known {
                Some(known) => {
                    if paint == Paint::Red {
                        known.paint = paint;
                    }
                    if !known.comment.contains(&said) {
                        known.comment.push_str(&format!("\n{said}"));
                    }
                }
                None => marks.push(TextMark {
                    paragraph: passage.paragraph,
                    start: passage.start,
                    end: passage.end,
                    paint,
                    comment: said,
                }),
            }
        }
    }
    marks
}
