//! The letter to a department: one page in plain Chinese, to be pasted into a message. What to mend,
//! where, from what to what; what mends most stands first.

use super::version::{difference, file_name};
use super::{
    Correction, DepartmentReport, Lang, Surface, VERSION, alike, cells, passage, problem_on,
};
use crate::budget::Budget;
use crate::finding::{Problem, TableVersions};
use crate::place::Address;
use crate::reconcile::{Diagnosis, Finding, FindingCell, Verdict};
use crate::rule::Severity;
use indexmap::IndexSet;
use std::collections::HashSet;

/// Tied changes that are listed one by one; more are counted.
const TIES: usize = 4;
/// Problems of one part of the page.
const LINES: usize = 30;
/// Cells of one problem, a line each, and those that share a line.
const CELLS: usize = 60;
const BARE_CELLS: usize = 24;
/// What may have a reason, which the department then gives.
const VERIFY: &str = "请核实（确有原因的，请写在核实说明里，与改好的表一起交回）";

/// The letter to a department whose tables may not be published.
///
/// `has_marks` says whether files go back with it in which the wrong cells are marked.
pub fn letter(department: &DepartmentReport<'_>, has_marks: bool) -> String {
    let report = department.report;
    let mended = mended_texts(department);
    let (certain, open): (Vec<&Diagnosis>, Vec<&Diagnosis>) = report
        .diagnoses
        .iter()
        .partition(|diagnosis| diagnosis.named().is_some());
    let certain = certain.iter().map(|it| certain_lines(department, it));
    let open = open.iter().map(|it| open_lines(department, it));
    let [mandatory, verify] = [Severity::Mandatory, Severity::Verify].map(|level| {
        let is_open = |finding: &&Finding| !finding.is_explained() && !is_mended(finding, &mended);
        let others = others(department, level).filter(is_open);
        let groups = alike::grouped(others);
        distinct(groups.iter().map(|group| group_lines(department, group)))
    });
    let (certain, open) = (distinct(certain), distinct(open));
    let others = match certain.is_empty() && open.is_empty() {
        true => "请改正",
        false => "另请改正",
    };
    let parts = [
        ("请改正", certain),
        ("请对照原始资料核对", open),
        (others, mandatory),
    ];
    let lines = parts.iter().map(|(_, lines)| lines.len()).sum();
    let mut letter = heading(department.budget);
    letter.push_str(&lead(department, lines));
    if has_marks {
        letter.push_str("随附的文件里，红色的有误，橙色的可能有误，批注写明怎么改。\n");
    }
    for (title, lines) in parts {
        part(&mut letter, title, &lines);
    }
    part(&mut letter, VERIFY, &verify);
    for text in &report.texts {
        texts(&mut letter, department, &text.file);
    }
    letter.push_str(&format!("\n（由勾稽 {VERSION}核对）\n"));
    letter
}

/// Findings of a level about tables that no diagnosis explains and that the department can mend.
fn others<'a>(
    department: &'a DepartmentReport<'_>,
    level: Severity,
) -> impl Iterator<Item = &'a Finding> {
    let report = department.report;
    let told: HashSet<usize> = report
        .diagnoses
        .iter()
        .flat_map(|it| it.equations.iter().copied())
        .collect();
    let is_told = move |finding: &&Finding| finding.equation.is_some_and(|it| told.contains(&it));
    let own = report
        .findings
        .iter()
        .filter(move |finding| finding.level == level && finding.passage().is_none());
    own.filter(|finding| finding.verdict == Verdict::Broken)
        .filter(move |finding| !is_told(finding))
}

/// Cells with something that is no amount for which the letter proposes one.
fn mended_texts(department: &DepartmentReport<'_>) -> HashSet<Address> {
    let budget = department.budget;
    let diagnoses = department.report.diagnoses.iter();
    let sets = diagnoses.filter_map(|it| it.mends(budget).into_iter().nth(it.named()?));
    sets.flatten().filter_map(|own| own.at).collect()
}

/// Whether a finding says no more than that a cell holds no amount, and what it should hold is proposed.
fn is_mended(finding: &Finding, mended: &HashSet<Address>) -> bool {
    let mut cells = finding.cells.iter();
    matches!(finding.problem, Problem::FigureUnreadable { .. })
        && cells.all(|cell| mended.contains(&cell.at))
}

/// The heading: the department, its year and what it handed in.
fn heading(budget: &Budget) -> String {
    let year = budget
        .fiscal_year
        .map(|year| format!("{year}年"))
        .unwrap_or_default();
    let document = budget.layout.document_of(budget.publication);
    match budget.department.as_str() {
        "" => format!("（未写部门）{year}{document} 退回意见\n\n"),
        name => format!("{name}{year}{document} 退回意见\n\n{name}：\n\n"),
    }
}

/// How much has to be mended, in a sentence. The problems are those that every other output counts; `lines` is how
/// many entries the page has for those of the tables.
fn lead(department: &DepartmentReport<'_>, lines: usize) -> String {
    let blocking = |is_text: bool| {
        let findings = department.report.findings.iter();
        findings.filter(move |it| it.blocks() && it.passage().is_some() == is_text)
    };
    let text_lines = passage::lines(department.rules, blocking(true)).len();
    let parts = [
        ("表", blocking(false).count(), lines),
        ("情况说明", blocking(true).count(), text_lines),
    ];
    let parts = parts.into_iter().filter(|(_, problems, _)| *problems > 0);
    let parts: Vec<String> = parts
        .map(|(what, problems, lines)| {
            let all = format!("{what}有 {problems} 个问题");
            if lines == problems {
                all
            } else {
                format!("{all}，归为下列 {lines} 条")
            }
        })
        .collect();
    let unit = department.budget.layout.unit_of_measure;
    format!(
        "你单位报送的{}，请改正后重新报送。金额单位：{unit}。\n",
        parts.join("；")
    )
}

/// What is wrong with a text, in the order of its paragraphs.
fn texts(letter: &mut String, department: &DepartmentReport<'_>, file: &str) {
    for (level, title) in [(Severity::Mandatory, "请改正"), (Severity::Verify, VERIFY)] {
        let own = department.report.findings.iter().filter(|finding| {
            let is_here = |cell: &FindingCell| &*cell.at.file == file;
            finding.level == level
                && finding.verdict == Verdict::Broken
                && finding.cell_of_text().is_some_and(is_here)
        });
        let lines = passage::lines(department.rules, own);
        let lines = lines
            .iter()
            .map(|line| format!("{} {}。", line.place().zh, line.said().zh));
        let file = own_name(department.budget, file);
        part(
            letter,
            &format!("情况说明 {file}：{title}"),
            &distinct(lines),
        );
    }
}

/// Each once.
fn distinct(lines: impl Iterator<Item = String>) -> Vec<String> {
    let lines: IndexSet<String> = lines.collect();
    lines.into_iter().collect()
}

fn part(letter: &mut String, title: &str, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    letter.push_str(&format!("\n【{title}】\n"));
    for (number, line) in (1..).zip(lines.iter().take(LINES)) {
        letter.push_str(&format!("{number}. {line}\n"));
    }
    if lines.len() > LINES {
        letter.push_str(&format!(
            "另有 {} 条，见退回的文件。\n",
            lines.len() - LINES
        ));
    }
}

/// What certainly is wrong, a line a cell.
fn certain_lines(department: &DepartmentReport<'_>, diagnosis: &Diagnosis) -> String {
    let budget = department.budget;
    let mends = diagnosis.mends(budget);
    let Some(set) = diagnosis.named().and_then(|index| mends.get(index)) else {
        let count = diagnosis.equations.len();
        return format!("{}。涉及 {count} 处不平。", diagnosis.lead(budget).zh);
    };
    let effect = diagnosis.effect(department.report).zh;
    let guess = if diagnosis.is_guess() {
        "（推测，请核对）"
    } else {
        ""
    };
    match set.as_slice() {
        [one] => {
            let what = if one.at.is_some() {
                "改这一格"
            } else {
                "补上这一行"
            };
            let said = corrected(one, budget);
            format!("{said}{guess}。{what}{effect}。")
        }
        set => {
            let lead = format!("下列 {} 处一并改正{guess}，{effect}：", set.len());
            indented(lead, set.iter().map(|one| corrected(one, budget)))
        }
    }
}

/// A correction: the cell, its row and column, from what to what.
fn corrected(correction: &Correction, budget: &Budget) -> String {
    let place = match &correction.at {
        Some(at) => place(budget, at),
        None => table_place(budget, correction.table),
    };
    let parts = [place, correction.name(), correction.change().zh];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(" ")
}

/// What breaks without a cell that is certainly wrong, and the changes that would do.
fn open_lines(department: &DepartmentReport<'_>, diagnosis: &Diagnosis) -> String {
    let budget = department.budget;
    let findings = department.report.findings.iter();
    let own = findings.filter(|finding| finding.equation.is_some_and(|it| diagnosis.explains(it)));
    let mut text = own
        .map(|finding| other_lines(department, finding))
        .take(3)
        .collect::<Vec<_>>()
        .join("\n   ");
    if diagnosis.equations.len() > 3 {
        text.push_str(&format!("\n   等 {} 处不平。", diagnosis.equations.len()));
    }
    let mends = diagnosis.mends(budget);
    let which = if mends.len() > 1 {
        "。只改其中一种："
    } else {
        "。"
    };
    text.push_str(&format!("\n   {}{which}", diagnosis.lead(budget).zh));
    for (number, set) in (1..).zip(mends.iter().take(TIES)) {
        match set.as_slice() {
            [one] => text.push_str(&format!("\n   （{number}）{}", corrected(one, budget))),
            set => {
                let lines = set.iter().map(|one| corrected(one, budget));
                let lead = format!("\n   （{number}）下列 {} 处一并改正：", set.len());
                text.push_str(&indented(lead, lines));
            }
        }
    }
    if mends.len() > TIES {
        text.push_str(&format!(
            "\n   另有 {} 种，见退回的文件。",
            mends.len() - TIES
        ));
    }
    text
}

/// Findings that no diagnosis explains and that share a sentence.
fn group_lines(department: &DepartmentReport<'_>, group: &[&Finding]) -> String {
    if let [finding] = group {
        return other_lines(department, finding);
    }
    let place = |at: &Address| place(department.budget, at);
    let cells = cells::listed(&alike::cells(group), BARE_CELLS, place, Lang::Zh);
    format!("{}。\n   {cells}", alike::sentence(group).zh)
}

/// A finding that no diagnosis explains: what is wrong, and a line for each of its cells.
fn other_lines(department: &DepartmentReport<'_>, finding: &Finding) -> String {
    let budget = department.budget;
    let rule = &department.rules.rules[finding.rule];
    let said = problem_on(&finding.problem, Surface::Letter).zh;
    let shown = |cell: &&FindingCell| {
        let is_shown = |id| budget.published(id).is_some() || finding.marked().any(|it| it == id);
        cell.fact.is_none_or(is_shown)
    };
    let own: Vec<&FindingCell> = finding.cells.iter().filter(shown).collect();
    let is_bare = |cell: &&FindingCell| cell.row.is_none() && cell.fact.is_none();
    let places: IndexSet<&Address> = own.iter().map(|cell| &cell.at).collect();
    let are_bare = places.len() > 1 && own.iter().all(is_bare);
    let cells = match are_bare {
        true => {
            let places: Vec<&Address> = places.into_iter().collect();
            let place = |at: &Address| place(budget, at);
            vec![cells::listed(&places, BARE_CELLS, place, Lang::Zh)]
        }
        false => distinct(own.iter().map(|cell| cell_line(budget, cell))),
    };
    if let Problem::VersionsDiffer { versions, .. } | Problem::DocumentDiffers { versions, .. } =
        &finding.problem
    {
        let of_table = |version: &TableVersions| {
            let table = version.table.clone();
            let lines = version.differences.iter().map(difference);
            lines.map(move |line| format!("{table} {line}")).collect()
        };
        let lines: Vec<String> = versions
            .iter()
            .flat_map::<Vec<String>, _>(of_table)
            .collect();
        return indented(format!("{said}。"), lines.into_iter());
    }
    if let Some(sides) = &finding.sides {
        let [left, right] = super::sides(sides, Lang::Zh);
        let relation = format!("{} {}，{} {}", left.0, left.1, right.0, right.1);
        let lead = format!("{}：{relation}，{said}。", rule.title);
        return indented(lead, cells.into_iter());
    }
    match (cells.as_slice(), &finding.place) {
        ([], Some((file, _))) => format!("{}：{said}。", own_name(budget, file)),
        ([], None) => format!("{said}。"),
        ([one], _) if !are_bare => {
            let said = cells::behind(one, &said);
            format!("{one}：{said}。")
        }
        _ => indented(format!("{said}。"), cells.into_iter()),
    }
}

/// A cell of a finding: where it is, its row and column, its figure.
fn cell_line(budget: &Budget, cell: &FindingCell) -> String {
    let mut parts = vec![place(budget, &cell.at)];
    if let Some((table, block, row)) = cell.row {
        parts.push(budget.row_name(table, block, row));
    }
    if let Some(id) = cell.fact {
        let fact = budget.fact(id);
        let column = budget.column_name(fact.table, fact.block, fact.column);
        parts.push(column.to_owned());
        let figure = budget.published(id);
        parts.extend(figure.map(|amount| amount.grouped(budget.decimals())));
    }
    parts.retain(|part| !part.is_empty());
    parts.join(" ")
}

/// A sentence, with lines below it.
fn indented(lead: String, lines: impl ExactSizeIterator<Item = String>) -> String {
    let count = lines.len();
    let mut text = lead;
    for line in lines.take(CELLS) {
        text.push_str(&format!("\n   {line}"));
    }
    if count > CELLS {
        text.push_str(&format!("\n   等 {count} 处，见退回的文件。"));
    }
    text
}

/// Where a cell is, in the department's own words: the file only where it handed in several workbooks.
fn place(budget: &Budget, at: &Address) -> String {
    if at.is_text() || budget.is_one_file() {
        let cell = at.a1();
        return match at.is_text() {
            true => format!("{} {cell}", own_name(budget, &at.file)),
            false => format!("{}!{cell}", at.sheet),
        };
    }
    format!("{} {}!{}", own_name(budget, &at.file), at.sheet, at.a1())
}

/// Where a table is that lacks a line.
fn table_place(budget: &Budget, table: usize) -> String {
    let title = &budget.tables[table].title.at;
    match budget.is_one_file() {
        true => title.sheet.to_string(),
        false => format!("{} {}", own_name(budget, &title.file), title.sheet),
    }
}

/// The file as the department knows it: without our folders, unless two of its files have one name.
fn own_name<'a>(budget: &Budget, file: &'a str) -> &'a str {
    let own = file_name(file);
    let alike = budget.files.iter().filter(|it| file_name(it) == own);
    if alike.count() > 1 { file } else { own }
}
