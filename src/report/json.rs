//! The report for programs; its form is documented in the README. Amounts are strings in the layout's
//! unit of measure, so that no float touches them.

use super::keys::keys;
use crate::amount::Amount;
use crate::book::Refusal;
use crate::budget::Budget;
use crate::finding::{FindingKey, ReportChanges};
use crate::label::is_steering;
use crate::reconcile::{Cause, Diagnosis, Finding, FindingCell, FindingSide, TextDiagnosis};
use crate::say::{self, Correction, DepartmentReport, Lang, Tally, set_in_words};
use serde::Serialize;
use std::sync::Arc;

/// What stands behind the departments.
#[derive(Serialize)]
struct DocumentEnd<'a> {
    unreadable: Vec<UnreadableJson<'a>>,
    files: FilesJson,
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<SinceJson>,
}

/// Every file that was found is one of these; `warned` are among those `read`.
#[derive(Serialize)]
struct FilesJson {
    found: usize,
    read: usize,
    warned: usize,
    refused: usize,
    ignored: usize,
}

#[derive(Serialize)]
struct SinceJson {
    mended: usize,
    new: usize,
    open: usize,
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
    diagnosis: Vec<DiagnosisJson<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    texts: Vec<TextJson<'a>>,
}

/// How much of a text was compared.
#[derive(Serialize)]
struct TextJson<'a> {
    file: &'a str,
    amounts: usize,
    compared: usize,
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
    key: String,
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

#[derive(Serialize)]
struct DiagnosisJson<'a> {
    kind: &'static str,
    message: String,
    findings: Vec<usize>,
    proposal: Option<usize>,
    sets: Vec<Vec<MendJson<'a>>>,
}

#[derive(Serialize)]
struct MendJson<'a> {
    file: &'a str,
    sheet: &'a str,
    cell: Option<String>,
    table: String,
    row: String,
    column: Option<String>,
    value: Option<String>,
    proposed: Option<String>,
    slip: Option<&'static str>,
}

#[derive(Serialize)]
struct UnreadableJson<'a> {
    file: &'a str,
    reason: String,
}

/// A department as it stands in the report.
pub fn department_json(department: &DepartmentReport<'_>, lang: Lang) -> String {
    let text = pretty(&of_department(department, lang));
    // no text of JSON has a line break in it
    text.lines()
        .map(|line| format!("    {line}"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// The report, written department by department.
#[derive(Debug, Default)]
pub struct Json {
    departments: usize,
}

impl Json {
    /// What is written for the next department, which [`department_json`] gave.
    pub fn department(&mut self, department: &str) -> String {
        let before = if self.departments == 0 {
            "{\n  \"departments\": [\n"
        } else {
            ",\n"
        };
        self.departments += 1;
        format!("{before}{department}")
    }

    /// What is written at the end; `since` is what has changed since an earlier report, if there is one.
    pub fn end(
        &self,
        unreadable: &[(Arc<str>, Refusal)],
        tally: &Tally,
        since: Option<&ReportChanges>,
        lang: Lang,
    ) -> String {
        let rest = DocumentEnd {
            unreadable: unreadable
                .iter()
                .map(|(file, refusal)| UnreadableJson {
                    file,
                    reason: refusal.message().get(lang).to_owned(),
                })
                .collect(),
            files: FilesJson {
                found: tally.found(),
                read: tally.files,
                warned: tally.warned,
                refused: tally.refused,
                ignored: tally.ignored,
            },
            since: since
                .map(ReportChanges::counts)
                .map(|[mended, new, open]| SinceJson { mended, new, open }),
        };
        let before = if self.departments == 0 {
            "{\n  \"departments\": ["
        } else {
            "\n  "
        };
        format!("{before}],{}\n", pretty(&rest).trim_start_matches('{'))
    }
}

fn pretty(value: &impl Serialize) -> String {
    let text =
        serde_json::to_string_pretty(value).expect("strings, numbers and lists always serialise");
    escaped(&text)
}

/// JSON whose characters that would steer a terminal, or turn its text around, are escapes. They stand in its texts
/// alone, and its texts stay the same.
fn escaped(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        if c != '\n' && (c.is_control() || is_steering(c)) {
            text.push_str(&format!("\\u{:04x}", u32::from(c)));
        } else {
            text.push(c);
        }
    }
    text
}

fn of_department<'a>(department: &'a DepartmentReport<'_>, lang: Lang) -> DepartmentJson<'a> {
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
            .zip(keys(department))
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
            })
            .collect(),
    }
}

fn diagnosis_json<'a>(
    department: &'a DepartmentReport<'_>,
    diagnosis: &Diagnosis,
    lang: Lang,
) -> DiagnosisJson<'a> {
    let budget = department.budget;
    let findings = department.report.findings.iter().enumerate();
    let concerned = |finding: &Finding| finding.equation.is_some_and(|it| diagnosis.explains(it));
    let mends = diagnosis.mends(budget);
    let (kind, proposal) = match &diagnosis.cause {
        Cause::Cells { proposal, .. } => ("cells", *proposal),
        Cause::Code { .. } => ("code", Some(0)),
        Cause::CodeTwice { .. } => ("code", diagnosis.named()),
        Cause::Line { .. } => ("line", Some(0)),
        Cause::Unit { .. } => ("table", Some(0)),
        Cause::Table { .. } | Cause::Columns { .. } | Cause::Rows { .. } => ("table", None),
        Cause::NotLocated { .. } => ("not-located", None),
        Cause::Contradiction => ("contradiction", None),
    };
    let said = proposal
        .and_then(|index| mends.get(index))
        .map(|set| set_in_words(set, budget, lang));
    let lead = diagnosis.lead(budget).get(lang).to_owned();
    DiagnosisJson {
        kind,
        message: match said {
            Some(said) => format!("{lead}{}{said}", lang.pick("：", ": ")),
            None => lead,
        },
        findings: findings
            .filter(|(_, finding)| concerned(finding))
            .map(|(index, _)| index)
            .collect(),
        proposal,
        sets: mends
            .into_iter()
            .map(|set| {
                set.into_iter()
                    .map(|mend| mend_json(budget, mend))
                    .collect()
            })
            .collect(),
    }
}

fn mend_json(budget: &Budget, mend: Correction) -> MendJson<'_> {
    let title = &budget.tables[mend.table].title.at;
    let fact = mend.fact.map(|id| &budget.fact(id).at);
    let at = fact.unwrap_or(title);
    MendJson {
        file: &at.file,
        sheet: &at.sheet,
        cell: mend.at.as_ref().map(|at| at.a1()),
        table: budget.table_name(mend.table),
        row: mend.row,
        column: mend.column,
        value: mend.value,
        proposed: mend.proposed,
        slip: mend.slip,
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
        message: say::titled(rule, finding).get(lang).to_owned(),
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
        key: key.to_string(),
    }
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

/// A cause in a text.
fn text_diagnosis_json<'a>(
    department: &'a DepartmentReport<'_>,
    diagnosis: &'a TextDiagnosis,
    lang: Lang,
) -> DiagnosisJson<'a> {
    let is_same = |one: &FindingCell, other: &FindingCell| {
        let place = |cell: &FindingCell| cell.passage.as_ref().map(|it| (it.paragraph, it.start));
        one.at.file == other.at.file && place(one) == place(other)
    };
    let concerned = |finding: &Finding| {
        let own = finding.cells.iter();
        let mut marked =
            own.filter(|cell| cell.passage.as_ref().is_some_and(|it| it.is_red.is_some()));
        marked.any(|cell| {
            diagnosis
                .cells
                .iter()
                .any(|(other, _)| is_same(cell, other))
        })
    };
    let findings = department.report.findings.iter().enumerate();
    let mend = |(cell, slip): &'a (FindingCell, Option<&'static str>)| MendJson {
        file: &cell.at.file,
        sheet: &cell.at.sheet,
        cell: Some(cell.at.a1()),
        table: "情况说明".to_owned(),
        row: cell.at.a1(),
        column: None,
        value: cell.passage.as_ref().map(|it| it.value.clone()),
        proposed: cell.passage.as_ref().and_then(|it| it.proposed.clone()),
        slip: *slip,
    };
    let proposal = (diagnosis.is_certain || diagnosis.cells.len() == 1).then_some(0);
    DiagnosisJson {
        kind: "cells",
        message: lang.pick("文字中的数", "a figure of the text").to_owned(),
        findings: findings
            .filter(|(_, finding)| concerned(finding))
            .map(|(index, _)| index)
            .collect(),
        proposal,
        sets: diagnosis
            .cells
            .iter()
            .map(|cell| vec![mend(cell)])
            .collect(),
    }
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
