//! A run in a few lines: one for each department that may not be published, counts, and where the results lie.

use super::passage::place as place_of_passage;
use super::short::{fitted, fitted_sentences, path_line};
use super::{
    DepartmentReport, Lang, RunHints, Tally, Text, cells, department_name, ignored as reason_of,
    unreadable, visible,
};
use crate::book::Refusal;
use crate::finding::Ignored;
use crate::label;
use crate::reconcile::Finding;
use crate::rule::{Rule, Severity};
use indexmap::IndexMap;
use std::path::Path;
use std::sync::Arc;

/// Lines of departments, of files and of notes that a clerk reads in a window before it closes.
const DEPARTMENTS: usize = 3;
const OTHERS: usize = 1;
/// Lines of notes where there are many departments.
const NOTES: usize = 3;
/// Characters of a finding in a line of 汇总.xlsx.
const FINDING: usize = 120;
/// Lines of a window.
const WINDOW: usize = 10;

/// A department that may not be published, in one line, with what to do or to look at first; empty for one that may.
pub(crate) fn held_line(department: &DepartmentReport<'_>, lang: Lang) -> String {
    let (budget, report) = (department.budget, department.report);
    if report.is_publishable() {
        return String::new();
    }
    let mandatory = report.count(Severity::Mandatory);
    let name = department_name(&budget.department, budget.fiscal_year, lang);
    let mut lead = match lang {
        Lang::Zh => format!("不能公开  {name}：强制问题 {mandatory} 个"),
        Lang::En => format!("not publishable  {name}: {mandatory} mandatory"),
    };
    let reason = first_reason(department, lang).replace('\n', " ");
    if !reason.is_empty() {
        lead.push_str(lang.pick("，", ", "));
    }
    visible(&fitted_sentences(&lead, &reason))
}

/// What to do or to look at first in a department: the first correction that is proposed, else what the gravest
/// finding says; empty where there is none.
fn first_reason(department: &DepartmentReport<'_>, lang: Lang) -> String {
    let (budget, report) = (department.budget, department.report);
    let mut corrections = report.diagnoses.iter().filter_map(|diagnosis| {
        let own = diagnosis.named()?;
        let set = diagnosis.mends(budget).into_iter().nth(own)?;
        set.into_iter().next()
    });
    if let Some(table) = report.diagnoses.iter().find(|it| it.is_of_table()) {
        return table.in_words(budget, lang);
    }
    if let Some(correction) = corrections.next() {
        let place = correction.place(budget);
        return match (&correction.at, &correction.proposed) {
            (Some(_), Some(_)) => format!("{place} {}", correction.values.get(lang)),
            _ => [
                place,
                correction.name(),
                correction.change().get(lang).to_owned(),
            ]
            .join(" "),
        };
    }
    let gravest = report.findings.iter().min_by_key(|it| it.level);
    gravest.map_or(String::new(), |finding| {
        let said = super::problem(&finding.problem).get(lang).to_owned();
        match &finding.place {
            Some((file, _)) => format!(
                "{said}{}",
                lang.pick("（", " (").to_owned() + file + lang.pick("）", ")")
            ),
            None => said,
        }
    })
}

/// A finding as 汇总.xlsx names it beside a department: where it is and what is wrong, the rule at the end.
pub(crate) fn finding_line(finding: &Finding, rule: &Rule) -> String {
    let said = super::finding(finding).zh;
    let line = match &finding.sides {
        Some(sides) => {
            let [left, right] = super::sides(sides, Lang::Zh);
            format!("{} {}，{} {}，{said}", left.0, left.1, right.0, right.1)
        }
        None => at_its_cell(finding, said),
    };
    format!("{}（{}）", label::shortened(&line, FINDING), rule.id)
}

/// A sentence behind its cell, where there is one cell.
fn at_its_cell(finding: &Finding, said: String) -> String {
    if let Some(cell) = finding.cell_of_text() {
        return format!("情况说明 {} {said}", place_of_passage(&cell.at).zh);
    }
    match finding.cells.as_slice() {
        [cell] => {
            let place = format!("{}!{}", cell.at.sheet, cell.at.a1());
            format!("{place}：{}", cells::behind(&place, &said))
        }
        _ => said,
    }
}

/// The departments that may not be published and that no line names; nothing where there are none.
pub(crate) fn more_held(count: usize, lang: Lang) -> String {
    match (count, lang) {
        (0, _) => String::new(),
        (_, Lang::Zh) => format!("另有 {count} 个部门不能公开，见汇总.xlsx\n"),
        (_, Lang::En) => format!("{count} more are not publishable, see 汇总.xlsx\n"),
    }
}

/// What happened to output, in a few lines.
pub(crate) fn brief_notes(notes: &[Text], lang: Lang) -> String {
    let lead = lang.pick("注意：", "note: ");
    let all: Vec<String> = notes
        .iter()
        .map(|note| visible(&fitted_sentences(lead, note.get(lang))))
        .collect();
    let mut lines: Vec<String> = all.iter().take(NOTES).cloned().collect();
    let more = all.len().saturating_sub(NOTES);
    if more > 0 {
        lines.push(match lang {
            Lang::Zh => format!("  另有 {more} 条，加 --verbose 全部显示"),
            Lang::En => format!("  and {more} more, see --verbose"),
        });
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// What stands at the end of a brief run: files left alone, counts, and the summary of the folder.
pub(crate) fn brief_closing(
    ignored: &[(Arc<str>, Ignored)],
    tally: &Tally,
    summary: Option<&Path>,
    lang: Lang,
) -> String {
    let mut text = ignored_by_reason(ignored, lang);
    text.push_str(&super::closing(&[], tally, lang));
    if let Some(summary) = summary {
        let lead = lang.pick("→ 汇总：", "→ summary: ");
        let line = path_line(lead, &summary.display().to_string(), "");
        text.push_str(&visible(&format!("{line}\n")));
    }
    text
}

/// Files left alone, a line a reason.
fn ignored_by_reason(ignored: &[(Arc<str>, Ignored)], lang: Lang) -> String {
    let mut by_reason: IndexMap<String, Vec<&str>> = IndexMap::new();
    for (file, reason) in ignored {
        let reason = reason_of(reason).get(lang).to_owned();
        by_reason.entry(reason).or_default().push(file);
    }
    let line = |(reason, files): (String, Vec<&str>)| {
        let (count, first) = (files.len(), files[0]);
        let line = match (count, lang) {
            (1, _) => ignored_line(first, &reason, lang),
            (_, Lang::Zh) => format!("忽略 {count} 个（{first} 等）：{reason}"),
            (_, Lang::En) => format!("{count} ignored ({first} and others): {reason}"),
        };
        format!("{}\n", fitted(&line))
    };
    visible(&by_reason.into_iter().map(line).collect::<String>())
}

/// A file left alone, and why.
pub(super) fn ignored_line(file: &str, reason: &str, lang: Lang) -> String {
    let colon = lang.pick("：", ": ");
    let lead = lang.pick("忽略 ", "ignored: ");
    path_line(lead, file, &format!("{colon}{reason}"))
}

/// What a window says before it closes: ten lines at most.
pub(crate) struct WindowText<'a> {
    /// Departments that may not be published, a line each.
    pub(crate) departments: &'a [String],
    /// Files that were not read.
    pub(crate) unreadable: &'a [(Arc<str>, Refusal)],
    /// Files that were left alone.
    pub(crate) ignored: &'a [(Arc<str>, Ignored)],
    /// What happened to output, and what could not be written.
    pub(crate) notes: &'a [Text],
    /// What is to be verified, and which units were added up.
    pub(crate) hints: &'a RunHints,
    /// The run in numbers.
    pub(crate) tally: &'a Tally,
    /// Where the results are; none where nothing was written.
    pub(crate) results: Option<&'a Path>,
}

impl WindowText<'_> {
    /// The lines.
    pub(crate) fn lines(&self, lang: Lang) -> Vec<String> {
        let mut lines = vec![self.counts(lang)];
        add_first(&mut lines, self.departments, DEPARTMENTS, lang);
        let refused = unreadable(self.unreadable, lang);
        let refused: Vec<String> = refused.lines().map(fitted).collect();
        add_first(&mut lines, &refused, OTHERS, lang);
        let mut last = Vec::new();
        let notes: Vec<String> = self
            .notes
            .iter()
            .map(|note| visible(&fitted_sentences("", note.get(lang))))
            .collect();
        add_first(&mut last, &notes, OTHERS, lang);
        if let Some(results) = self.results {
            let lead = lang.pick("结果在 ", "results in ");
            let results = results.display().to_string();
            last.push(visible(&path_line(lead, &results, "")));
        }
        let room = WINDOW.saturating_sub(lines.len() + last.len());
        lines.extend(self.besides(room, lang));
        lines.extend(last);
        lines
    }

    /// As far as there is room: units that were added up, texts that were left alone, what is to be verified.
    fn besides(&self, room: usize, lang: Lang) -> Vec<String> {
        let is_text = |(_, reason): &&(Arc<str>, Ignored)| {
            matches!(
                reason,
                Ignored::TextWithoutDepartment
                    | Ignored::TablesUnread(_)
                    | Ignored::TextOfOtherYear { .. }
                    | Ignored::Document(_)
                    | Ignored::Explanations(_)
                    | Ignored::Summary
            )
        };
        let ignored: Vec<_> = self.ignored.iter().filter(is_text).cloned().collect();
        let mut lines = Vec::new();
        add_first(&mut lines, &self.hints.unit_lines(lang), OTHERS, lang);
        let ignored = ignored_by_reason(&ignored, lang);
        lines.extend(ignored.lines().map(str::to_owned));
        lines.truncate(room);
        match room - lines.len() {
            0 => {}
            // of two lines the second may say how many more there are
            room => lines.extend(
                self.hints
                    .verify_lines(room - 1, lang)
                    .into_iter()
                    .take(room),
            ),
        }
        lines
    }

    fn counts(&self, lang: Lang) -> String {
        let Tally {
            departments,
            publishable,
            refused,
            ..
        } = self.tally;
        let held = departments - publishable;
        let verify = match (self.hints.to_verify(), lang) {
            (0, _) => String::new(),
            (count, Lang::Zh) => format!("；核实 {count} 处"),
            (count, Lang::En) => format!("; {count} to verify"),
        };
        match lang {
            Lang::Zh => format!(
                "部门 {departments} 个：可以公开 {publishable}，不能公开 {held}{verify}；未能读取的文件 {refused} 个"
            ),
            Lang::En => format!(
                "{departments} departments: {publishable} publishable, {held} not{verify}; {refused} files not read"
            ),
        }
    }
}

/// The first lines of many, and how many more there are.
fn add_first(lines: &mut Vec<String>, all: &[String], most: usize, lang: Lang) {
    // a line that counts one more takes as much room as that one
    let shown = if all.len() == most + 1 {
        all.len()
    } else {
        most
    };
    lines.extend(all.iter().take(shown).cloned());
    let more = all.len().saturating_sub(shown);
    if more > 0 {
        lines.push(match lang {
            Lang::Zh => format!("  另有 {more} 个，见汇总.xlsx"),
            Lang::En => format!("  and {more} more, see 汇总.xlsx"),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_has_ten_lines_at_most() {
        let departments = vec!["不能公开".to_owned(); 60];
        let unreadable = vec![("甲.xlsx".into(), Refusal::BroughtDown); 9];
        let notes = vec![Text::new("注意", "note"); 9];
        let window = WindowText {
            departments: &departments,
            unreadable: &unreadable,
            ignored: &[("甲.docx".into(), Ignored::TextWithoutDepartment)],
            notes: &notes,
            hints: &RunHints::default(),
            tally: &Tally {
                departments: 61,
                publishable: 1,
                refused: 9,
                ..Tally::default()
            },
            results: Some(Path::new("收件/公开表")),
        };
        assert_eq!(window.lines(Lang::Zh).len(), 10);
    }
}
