//! A finding: its rule, both sides with their cells, and the sentence.

use crate::budget::FactId;
use crate::label;
use crate::place::Address;
use crate::reconcile::{Finding, FindingCell};
use crate::say::{DepartmentReport, Lang, alike, cells, explanation, finding as sentence, passage};
use indexmap::IndexMap;

/// Places of one side that are named one by one.
const PLACES: usize = 3;
/// Cells of a check of form that are named one by one.
const CELLS: usize = 30;

/// A finding; the line of its rule is left out where it is that of the one before.
pub(super) fn add_finding(
    text: &mut String,
    department: &DepartmentReport<'_>,
    finding: &Finding,
    is_same_rule: bool,
    lang: Lang,
) {
    if !is_same_rule {
        add_rule(text, department, finding, lang);
    }
    match &finding.sides {
        Some(sides) => add_sides(
            text,
            department,
            finding,
            super::super::sides(sides, lang),
            lang,
        ),
        None => add_places(text, department, finding, lang),
    }
    if let Some(own) = &finding.explanation {
        let lead = lang.pick("说明：", "explained: ");
        text.push_str(&format!("      {lead}{}\n", explanation(own).get(lang)));
    }
}

/// Findings that share a sentence.
pub(super) fn add_alike(
    text: &mut String,
    department: &DepartmentReport<'_>,
    group: &[&Finding],
    is_same_rule: bool,
    lang: Lang,
) {
    if !is_same_rule {
        add_rule(text, department, group[0], lang);
    }
    let said = alike::sentence(group);
    let cells = alike::cells(group);
    let listed = cells::listed(&cells, CELLS, |at| place(department, at), lang);
    text.push_str(&format!("      {}\n      {listed}\n", said.get(lang)));
}

/// The line of a finding's rule.
fn add_rule(text: &mut String, department: &DepartmentReport<'_>, finding: &Finding, lang: Lang) {
    let rule = &department.rules.rules[finding.rule];
    let level = lang.pick(finding.level.zh(), finding.level.word());
    let verdict = match finding.sides {
        Some(_) => format!(
            " {}",
            lang.pick(finding.verdict.zh(), finding.verdict.word())
        ),
        None => String::new(),
    };
    text.push_str(&format!(
        "    {} {level}{verdict}  {}\n",
        rule.id, rule.title
    ));
}

/// The findings about a text: a line for each figure, in the order of the text.
pub(super) fn add_passages<'a>(
    text: &mut String,
    department: &DepartmentReport<'a>,
    findings: &[&'a Finding],
    lang: Lang,
) {
    let mut lines: IndexMap<String, usize> = IndexMap::new();
    for line in passage::lines(department.rules, findings.iter().copied()) {
        let (place, said) = (line.place(), line.said());
        let line = format!(
            "    {} {} {}  {}",
            place.get(lang),
            lang.pick(line.level.zh(), line.level.word()),
            line.rules.join("、"),
            said.get(lang)
        );
        *lines.entry(line).or_default() += 1;
    }
    for (line, count) in lines {
        let times = match (count, lang) {
            (1, _) => String::new(),
            (_, Lang::Zh) => format!("（{count} 处）"),
            (_, Lang::En) => format!(" ({count} times)"),
        };
        text.push_str(&format!("{line}{times}\n"));
    }
}

/// The sentence of a check of form, and where it is.
fn add_places(text: &mut String, department: &DepartmentReport<'_>, finding: &Finding, lang: Lang) {
    let sentence = sentence(finding);
    let said = sentence.get(lang);
    text.push_str(&format!("      {said}\n"));
    let is_named = |cell: &&FindingCell| said.contains(&cell.at.a1());
    match finding.cells.as_slice() {
        [] => {}
        // these are titles, and their sentence names the files
        _ if finding.problem.is_of_versions() => {}
        [cell] => text.push_str(&format!("      {}\n", place(department, &cell.at))),
        // a sentence that names the cells needs no second list
        cells if cells.iter().all(|cell| is_named(&cell)) => {}
        cells => {
            let cells: Vec<&FindingCell> = cells.iter().collect();
            let listed = listed(department, &cells, CELLS, lang);
            text.push_str(&format!("      {listed}\n"));
        }
    }
}

/// Both sides of an equation, one below the other, and how far they are apart.
fn add_sides(
    text: &mut String,
    department: &DepartmentReport<'_>,
    finding: &Finding,
    [left, right]: [(&str, String); 2],
    lang: Lang,
) {
    let rows = [(left.0, left.1, true), (right.0, right.1, false)];
    let widest = rows
        .iter()
        .map(|(side, ..)| label::width(side))
        .max()
        .unwrap_or(0);
    let longest = rows
        .iter()
        .map(|(_, value, _)| label::width(value))
        .max()
        .unwrap_or(0);
    for (side, value, is_left) in rows {
        let gap = " ".repeat(widest - label::width(side));
        let before = " ".repeat(longest - label::width(&value));
        let line = format!(
            "      {side}{gap}  {before}{value}  {}",
            places(department, finding, is_left, lang)
        );
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text.push_str(&format!("      {}\n", sentence(finding).get(lang)));
}

/// A cell's place; the file is left out where all tables stand in one.
fn place(department: &DepartmentReport<'_>, at: &Address) -> String {
    let tables = &department.budget.tables;
    let is_of_table = tables.first().is_some_and(|it| it.title.at.file == at.file);
    if department.budget.is_one_file() && is_of_table {
        format!("{}!{}", at.sheet, at.a1())
    } else {
        at.to_string()
    }
}

/// Where the figures of one side stand; long sums are counted.
fn places(
    department: &DepartmentReport<'_>,
    finding: &Finding,
    is_left: bool,
    lang: Lang,
) -> String {
    let budget = department.budget;
    let stands = |id: FactId| budget.published(id).is_some() || finding.marked().any(|it| it == id);
    let cells: Vec<&FindingCell> = finding
        .cells
        .iter()
        .filter(|cell| cell.is_left == Some(is_left) && cell.fact.is_some_and(stands))
        .collect();
    listed(department, &cells, PLACES, lang)
}

/// Cells, the first few by name.
fn listed(
    department: &DepartmentReport<'_>,
    cells: &[&FindingCell],
    most: usize,
    lang: Lang,
) -> String {
    let cells: Vec<&Address> = cells.iter().map(|cell| &cell.at).collect();
    cells::listed(&cells, most, |at| place(department, at), lang)
}
