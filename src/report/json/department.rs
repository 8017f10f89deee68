//! A department as JSON: its equations in numbers, and its findings with their cells.

use super::diagnosis::{DiagnosisJson, diagnosis_json, text_diagnosis_json};
use crate::amount::Amount;
use crate::finding::{Action, FindingKey};
use crate::reconcile::{Finding, FindingCell, FindingSide};
use crate::report::keys::keys;
use crate::say::{self, DepartmentReport, Lang, Surface};
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct DepartmentJson<'a> {
    department: &'a str,
    layout: &'a str,
    fiscal_year: Option<i32>,
    files: Vec<&'a str>,
    publishable: bool,
    equations: EquationsJson,
    findings: Vec<FindingJson<'a>>,
    diagnosis: Vec<DiagnosisJson<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    texts: Vec<TextJson<'a>>,
    /// Rules that need last year's tables, where they are not at hand.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    without_last_year: Vec<&'a str>,
}

/// How much of a text was compared.
#[derive(Serialize)]
struct TextJson<'a> {
    file: &'a str,
    amounts: usize,
    compared: usize,
    rest: Vec<RestJson<'a>>,
}

/// An amount of a text that was not compared.
#[derive(Serialize)]
struct RestJson<'a> {
    sheet: &'a str,
    cell: String,
    text: &'a str,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    action: Option<ActionJson>,
    key: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    explanation: Option<ExplanationJson<'a>>,
}

/// What the department says of a finding to be verified.
#[derive(Serialize)]
struct ExplanationJson<'a> {
    text: &'a str,
    /// Whether it was given for the present figures.
    current: bool,
}

/// A choice that settles the finding.
#[derive(Serialize)]
struct ActionJson {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    year: Option<i32>,
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
    #[serde(flatten)]
    passage: Option<PassageJson<'a>>,
}

/// A place in a text.
#[derive(Serialize)]
struct PassageJson<'a> {
    paragraph: usize,
    start: usize,
    end: usize,
    text: &'a str,
    proposed: Option<&'a str>,
    mark: Option<&'static str>,
}

pub(super) fn of_department<'a>(
    department: &'a DepartmentReport<'_>,
    lang: Lang,
) -> DepartmentJson<'a> {
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
        findings: report
            .findings
            .iter()
            .zip(keys(department.rules, budget, report))
            .map(|(finding, key)| finding_json(department, finding, &key, lang))
            .collect(),
        diagnosis: report
            .diagnoses
            .iter()
            .map(|diagnosis| diagnosis_json(department, diagnosis, lang))
            .chain(
                report
                    .text_diagnoses
                    .iter()
                    .map(|diagnosis| text_diagnosis_json(department, diagnosis, lang)),
            )
            .collect(),
        texts: report
            .texts
            .iter()
            .map(|text| TextJson {
                file: &text.file,
                amounts: text.amounts,
                compared: text.compared,
                rest: text
                    .rest
                    .iter()
                    .map(|(at, text)| RestJson {
                        sheet: &at.sheet,
                        cell: at.a1(),
                        text,
                    })
                    .collect(),
            })
            .collect(),
        without_last_year: report
            .without_last_year
            .iter()
            .map(|rule| department.rules.rules[*rule].id.as_str())
            .collect(),
    }
}

fn finding_json<'a>(
    department: &'a DepartmentReport<'_>,
    finding: &'a Finding,
    key: &FindingKey,
    lang: Lang,
) -> FindingJson<'a> {
    let rule = &department.rules.rules[finding.rule];
    let sides = finding.sides.as_ref();
    let plain = |amount: Amount| sides.map(|sides| amount.plain(sides.decimals));
    let side = |side: &'a FindingSide| SideJson {
        text: &side.text,
        value: side.value.and_then(plain),
    };
    FindingJson {
        rule: &rule.id,
        level: finding.level.word(),
        verdict: finding.verdict.word(),
        message: say::titled(rule, finding, Surface::Page)
            .get(lang)
            .to_owned(),
        left: sides
            .map(|sides| side(&sides.left))
            .or_else(|| of_sentence(finding, 0)),
        right: sides
            .map(|sides| side(&sides.right))
            .or_else(|| of_sentence(finding, 1)),
        difference: sides
            .and_then(|sides| sides.difference)
            .and_then(plain)
            .or_else(|| {
                Some(
                    finding
                        .sentence
                        .as_ref()?
                        .difference()
                        .published(4)
                        .plain(0),
                )
            }),
        cells: finding
            .cells
            .iter()
            .map(|cell| cell_json(department, cell))
            .collect(),
        action: finding.problem.action().map(action_json),
        key: key.to_string(),
        explanation: finding.explanation.as_ref().map(|it| ExplanationJson {
            text: &it.text,
            current: it.is_current,
        }),
    }
}

fn action_json(action: Action) -> ActionJson {
    let (kind, year) = match action {
        Action::ChooseYear { likely } => ("choose-year", likely),
        Action::TakeNewest => ("take-newest", None),
    };
    ActionJson { kind, year }
}

/// A side of a sentence that does not agree.
fn of_sentence(finding: &Finding, side: usize) -> Option<SideJson<'_>> {
    let own = finding.sentence.as_deref()?;
    let side = [&own.left, &own.right][side];
    Some(SideJson {
        text: &side.text,
        value: Some(side.value.published(4).plain(0)),
    })
}

fn cell_json<'a>(department: &'a DepartmentReport<'_>, cell: &'a FindingCell) -> CellJson<'a> {
    let budget = department.budget;
    let fact = cell.fact.map(|id| (id, budget.fact(id)));
    CellJson {
        file: &cell.at.file,
        sheet: &cell.at.sheet,
        cell: cell.at.a1(),
        table: cell.row.map(|(table, ..)| budget.table_name(table)),
        row: cell
            .row
            .map(|(table, block, row)| budget.row_name(table, block, row)),
        column: fact.map(|(_, fact)| budget.column_name(fact.table, fact.block, fact.column)),
        value: fact
            .and_then(|(id, _)| budget.published(id))
            .map(|amount| amount.plain(budget.decimals()))
            .or_else(|| cell.passage.as_ref().map(|passage| passage.value.clone())),
        side: cell
            .is_left
            .map(|is_left| if is_left { "left" } else { "right" }),
        passage: cell.passage.as_ref().map(|passage| PassageJson {
            paragraph: passage.block,
            start: passage.start,
            end: passage.end,
            text: &passage.text,
            proposed: passage.proposed.as_deref(),
            mark: passage
                .is_red
                .map(|is_red| if is_red { "red" } else { "amber" }),
        }),
    }
}
