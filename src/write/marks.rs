//! The marks of wrong cells: red or amber, and one note each. The same for the flagged workbook, by
//! figure, and for the department's own file, by cell.

mod advice;
mod codes;

use super::page::{CellMark, Paint, SheetPage};
use super::place::OutputCell;
use super::returned::{Flag, PassageMark};
use crate::budget::{Budget, FactId};
use crate::finding::{Check, Passage};
use crate::place::Address;
use crate::reconcile::{Finding, FindingCell, Report, Verdict};
use crate::rule::{RuleSet, Severity};
use crate::say::{self, Correction, Lang, Surface};
use advice::{advice, rules_of};
use codes::wrong_codes;
pub(super) use codes::{CodeMark, of_codes};
use indexmap::IndexMap;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Longer notes are cut.
const NOTE: usize = 1_000;

pub(super) type FindingMarks = HashMap<FactId, CellMark>;

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
                let mark = marks.entry(*id).or_insert_with(|| CellMark {
                    paint,
                    note: String::new(),
                });
                if paint == Paint::Red {
                    mark.paint = Paint::Red;
                }
                for index in equation.into_iter().flatten() {
                    let diagnosis = &report.diagnoses[*index];
                    let rules = rules_of(rules, report, diagnosis);
                    let effect = diagnosis.effect(report).zh;
                    let advice = advice(budget, diagnosis, &told[*index], (*id, &rules, &effect));
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

/// Puts marks on the cells of the pages.
pub(super) fn put(tables: &mut [SheetPage], figures: &FindingMarks, codes: Vec<CodeMark>) {
    let of_codes: HashMap<OutputCell, CellMark> = codes
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
/// figure: a mistyped code, an unknown row.
pub(crate) fn flags(
    budget: &Budget,
    rules: &RuleSet,
    report: &Report,
) -> IndexMap<Arc<str>, Vec<Flag>> {
    let mut flags = FileFlags::default();
    let marks = of_figures(budget, rules, report);
    let mut ids: Vec<&FactId> = marks.keys().collect();
    ids.sort_unstable();
    for id in ids
        .into_iter()
        .filter(|id| !budget.fact(**id).is_added_up())
    {
        flags.put(&budget.fact(*id).at, marks[id].paint, &marks[id].note);
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
                flags.put(at, paint, &format!("{lead}：{}", mend.change().zh));
            }
        }
    }
    flag_checks(&mut flags, budget, rules, report);
    flags.by_file
}

/// The flags of each file.
#[derive(Default)]
struct FileFlags {
    by_file: IndexMap<Arc<str>, Vec<Flag>>,
}

impl FileFlags {
    /// Adds a flag, once.
    fn put(&mut self, at: &Address, paint: Paint, note: &str) {
        let flag = Flag {
            sheet: at.sheet.to_string(),
            row: at.row,
            column: at.column,
            paint,
            note: note.to_owned(),
        };
        let flags = self.by_file.entry(at.file.clone()).or_default();
        if !flags.contains(&flag) {
            flags.push(flag);
        }
    }
}

/// Flags the cells that checks of form name, but for figures.
fn flag_checks(flags: &mut FileFlags, budget: &Budget, rules: &RuleSet, report: &Report) {
    let explained = twice_and_told(budget, report);
    for finding in report
        .findings
        .iter()
        .filter(|finding| finding.sides.is_none() && finding.level == Severity::Mandatory)
    {
        let check = rules.rules[finding.rule].check;
        let is_explained = |at: &Address| check == Some(Check::CodeOnce) && explained.contains(at);
        let paint = match check.is_none_or(Check::names_wrong_cells) {
            true => Paint::Red,
            false => Paint::Amber,
        };
        let is_open = |cell: &&FindingCell| {
            let is_right = cell.passage.as_ref().is_some_and(|it| it.is_red.is_none());
            cell.fact.is_none() && !cell.at.is_text() && !is_right && !is_explained(&cell.at)
        };
        for cell in finding.cells.iter().filter(is_open) {
            flags.put(&cell.at, paint, &note(budget, rules, finding));
        }
    }
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
        lines.extend(say::sides(sides, Lang::Zh).map(|(side, value)| format!("{side}：{value}")));
    }
    lines.push(say::finding_on(finding, Surface::Workbook).zh);
    let filled = |id: &FactId| {
        budget.published(*id).is_some() || finding.marked().any(|marked| marked == *id)
    };
    let mut places: Vec<String> = finding
        .cells
        .iter()
        .filter(|cell| cell.fact.as_ref().is_none_or(filled))
        .map(|cell| budget.short(&cell.at))
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

/// The marks on a text that was handed in: its wrong figures, each with what is wrong, then those that may be wrong in
/// their place.
pub(crate) fn text_marks(report: &Report, rules: &RuleSet, file: &str) -> Vec<PassageMark> {
    let mut marks: Vec<PassageMark> = Vec::new();
    for line in say::passage_lines(rules, report.findings.iter()) {
        let main = line
            .finding
            .cell_of_text()
            .filter(|it| &*it.at.file == file);
        if let Some(passage) = main.and_then(|it| it.passage.as_deref()) {
            let said = format!("{} {}", line.rules.join("、"), line.said().zh);
            mark(&mut marks, passage, line.finding.level, said);
        }
    }
    for finding in &report.findings {
        let main = finding.passage().map(|it| (it.paragraph, it.start));
        let cells = finding.cells.iter().filter(|cell| &*cell.at.file == file);
        let others = cells.filter_map(|cell| cell.passage.as_deref());
        for passage in others.filter(|it| Some((it.paragraph, it.start)) != main) {
            let right = passage.proposed.as_ref();
            let right = right.map_or(String::new(), |it| format!("；也可能是这个数应为 {it}"));
            let rule = &rules.rules[finding.rule].id;
            let said = format!(
                "{rule} {}{right}",
                say::finding_on(finding, Surface::Workbook).zh
            );
            mark(&mut marks, passage, finding.level, said);
        }
    }
    marks
}

/// Marks a passage, or adds to what its mark says; none where it is only part of the calculation.
fn mark(marks: &mut Vec<PassageMark>, passage: &Passage, level: Severity, said: String) {
    let Some(is_red) = passage.is_red else {
        return;
    };
    let paint = if is_red && level == Severity::Mandatory {
        Paint::Red
    } else {
        Paint::Amber
    };
    let place = (passage.paragraph, passage.start, passage.end);
    let mut own = marks.iter_mut();
    match own.find(|it| (it.paragraph, it.start, it.end) == place) {
        Some(known) => {
            if paint == Paint::Red {
                known.paint = paint;
            }
            if !known.comment.contains(&said) {
                known.comment.push_str(&format!("\n{said}"));
            }
        }
        None => marks.push(PassageMark {
            paragraph: passage.paragraph,
            start: passage.start,
            end: passage.end,
            paint,
            comment: said,
        }),
    }
}
