//! What the diagnoses of a department propose, as JSON.

use crate::budget::Budget;
use crate::reconcile::{Cause, Diagnosis, Finding, FindingCell, TextDiagnosis};
use crate::say::{Correction, DepartmentReport, Lang, set_in_words};
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct DiagnosisJson<'a> {
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

pub(super) fn diagnosis_json<'a>(
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
        Cause::ProjectName { .. } => ("name", diagnosis.named()),
        Cause::Line { .. } => ("line", Some(0)),
        Cause::Forms { .. } | Cause::FormsTooMany { .. } => ("form", None),
        Cause::Unit { .. } => ("table", Some(0)),
        Cause::EmptyColumn { .. }
        | Cause::Table { .. }
        | Cause::Columns { .. }
        | Cause::Rows { .. } => ("table", None),
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

/// A cause in a text.
pub(super) fn text_diagnosis_json<'a>(
    department: &'a DepartmentReport<'_>,
    diagnosis: &'a TextDiagnosis,
    lang: Lang,
) -> DiagnosisJson<'a> {
    let findings = department.report.findings.iter().enumerate();
    let proposal = (diagnosis.is_certain || diagnosis.cells.len() == 1).then_some(0);
    DiagnosisJson {
        kind: "cells",
        message: lang.pick("文字中的数", "a figure of the text").to_owned(),
        findings: findings
            .filter(|(_, finding)| marks_cell_of(finding, diagnosis))
            .map(|(index, _)| index)
            .collect(),
        proposal,
        sets: diagnosis
            .cells
            .iter()
            .map(|(cell, slip)| vec![text_mend_json(cell, *slip)])
            .collect(),
    }
}

/// Whether a finding marks a figure of a text that a diagnosis is about.
fn marks_cell_of(finding: &Finding, diagnosis: &TextDiagnosis) -> bool {
    let place = |cell: &FindingCell| cell.passage.as_ref().map(|it| (it.paragraph, it.start));
    let is_marked =
        |cell: &&FindingCell| cell.passage.as_ref().is_some_and(|it| it.is_red.is_some());
    let mut marked = finding.cells.iter().filter(is_marked);
    marked.any(|cell| {
        let mut own = diagnosis.cells.iter().map(|(own, _)| own);
        own.any(|own| own.at.file == cell.at.file && place(own) == place(cell))
    })
}

fn text_mend_json<'a>(cell: &'a FindingCell, slip: Option<&'static str>) -> MendJson<'a> {
    let passage = cell.passage.as_ref();
    MendJson {
        file: &cell.at.file,
        sheet: &cell.at.sheet,
        cell: Some(cell.at.a1()),
        table: "情况说明".to_owned(),
        row: cell.at.a1(),
        column: None,
        value: passage.map(|it| it.value.clone()),
        proposed: passage.and_then(|it| it.proposed.clone()),
        slip,
    }
}
