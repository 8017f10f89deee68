//! The report for programs; its form is documented in the README. Amounts are strings in the layout's
//! unit of measure, so that no float touches them.

use super::Department;
use crate::amount::Amount;
use crate::lang::Lang;
use crate::read::Reading;
use crate::reconcile::{Finding, FindingCell, Side};
use serde::Serialize;

#[derive(Serialize)]
struct Document<'a> {
    departments: Vec<DepartmentJson<'a>>,
    unreadable: Vec<UnreadableJson<'a>>,
}

#[derive(Serialize)]
struct DepartmentJson<'a> {
    department: &'a str,
    layout: &'a str,
    fiscal_year: Option<i32>,
    files: Vec<&'a str>,
    publishable: bool,
    equations: EquationsJson,
    findings: Vec<FindingJson<'a>>,
}

#[derive(Serialize)]
struct EquationsJson {
    held: usize,
    rounding: usize,
    broken: usize,
    undecided: usize,
}

#[derive(Serialize)]
struct FindingJson<'a> {
    rule: &'a str,
    level: &'static str,
    verdict: &'static str,
    message: String,
    left: Option<SideJson<'a>>,
    right: Option<SideJson<'a>>,
    difference: Option<String>,
    cells: Vec<CellJson<'a>>,
}

#[derive(Serialize)]
struct SideJson<'a> {
    text: &'a str,
    value: Option<String>,
}

#[derive(Serialize)]
struct CellJson<'a> {
    file: &'a str,
    sheet: &'a str,
    cell: String,
    table: Option<String>,
    row: Option<String>,
    column: Option<&'a str>,
    value: Option<String>,
    side: Option<&'static str>,
}

#[derive(Serialize)]
struct UnreadableJson<'a> {
    file: &'a str,
    reason: String,
}

/// The report as JSON.
pub fn json(departments: &[Department<'_>], reading: &Reading, lang: Lang) -> String {
    let document = Document {
        departments: departments.iter().map(|department| department_json(department, lang)).collect(),
        unreadable: reading
            .unreadable
            .iter()
            .map(|(file, refusal)| UnreadableJson { file, reason: refusal.message().get(lang).to_owned() })
            .collect(),
    };
    let mut text = serde_json::to_string_pretty(&document).expect("strings, numbers and lists always serialise");
    text.push('\n');
    text
}

fn department_json<'a>(department: &'a Department<'_>, lang: Lang) -> DepartmentJson<'a> {
    let (budget, report) = (department.budget, department.report);
    DepartmentJson {
        department: &budget.department,
        layout: &budget.layout.id,
        fiscal_year: budget.fiscal_year,
        files: budget.files.iter().map(|file| &**file).collect(),
        publishable: report.is_publishable(),
        equations: EquationsJson {
            held: report.held,
            rounding: report.rounding,
            broken: report.broken,
            undecided: report.undecided,
        },
        findings: report.findings.iter().map(|finding| finding_json(department, finding, lang)).collect(),
    }
}

fn finding_json<'a>(department: &'a Department<'_>, finding: &'a Finding, lang: Lang) -> FindingJson<'a> {
    let rule = &department.rules.rules[finding.rule];
    let sides = finding.sides.as_ref();
    let plain = |amount: Amount| sides.map(|sides| amount.plain(sides.decimals));
    let side = |side: &'a Side| SideJson { text: &side.text, value: side.value.and_then(plain) };
    FindingJson {
        rule: &rule.id,
        level: finding.level.word(),
        verdict: finding.verdict.word(),
        message: format!("{}{}{}", rule.title, lang.pick("：", ": "), finding.message.get(lang)),
        left: sides.map(|sides| side(&sides.left)),
        right: sides.map(|sides| side(&sides.right)),
        difference: sides.and_then(|sides| sides.difference).and_then(plain),
        cells: finding.cells.iter().map(|cell| cell_json(department, cell)).collect(),
    }
}

fn cell_json<'a>(department: &'a Department<'_>, cell: &'a FindingCell) -> CellJson<'a> {
    let budget = department.budget;
    let fact = cell.fact.map(|id| (id, budget.fact(id)));
    CellJson {
        file: &cell.at.file,
        sheet: &cell.at.sheet,
        cell: cell.at.a1(),
        table: cell.row.map(|(table, ..)| budget.table_name(table)),
        row: cell.row.map(|(table, block, row)| budget.row_name(table, block, row)),
        column: fact.map(|(_, fact)| {
            let table = &budget.layout.tables[budget.tables[fact.table].layout];
            table.blocks[fact.block].columns[fact.column].id.as_str()
        }),
        value: fact.and_then(|(id, _)| budget.published(id)).map(|amount| amount.plain(budget.decimals())),
        side: cell.is_left.map(|is_left| if is_left { "left" } else { "right" }),
    }
}
