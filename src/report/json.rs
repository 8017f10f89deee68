//! The report for programs; its form is documented in the README. Amounts are strings in the layout's
//! unit of measure, so that no float touches them.

mod department;
mod diagnosis;

use crate::book::Refusal;
use crate::finding::ReportChanges;
use crate::label::is_steering;
use crate::say::{DepartmentReport, Lang, Tally};
use department::{DepartmentJson, of_department};
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
struct UnreadableJson<'a> {
    file: &'a str,
    reason: String,
}

/// A department as it stands in the report.
pub(crate) fn department_json(department: &DepartmentReport<'_>, lang: Lang) -> String {
    let text = pretty(&of_department(department, lang));
    // no text of JSON has a line break in it
    text.lines()
        .map(|line| format!("    {line}"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// The same in one line, with `view`: the pages of its tables.
pub(crate) fn department_view_json(
    department: &DepartmentReport<'_>,
    view: &impl Serialize,
    lang: Lang,
) -> String {
    #[derive(Serialize)]
    struct WithView<'a, V> {
        #[serde(flatten)]
        department: DepartmentJson<'a>,
        view: &'a V,
    }
    let department = of_department(department, lang);
    let text = serde_json::to_string(&WithView { department, view });
    escaped(&text.expect("strings, numbers and lists always serialise"))
}

/// The report, written department by department.
#[derive(Debug, Default)]
pub struct Json {
    departments: usize,
}

impl Json {
    /// What is written for the next department, which `department_json` or `department_view_json` gave.
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
