//! A run in a few lines: one for each department that may not be published, counts, and where the results lie.

use super::{DepartmentReport, Lang, Tally, Text, ignored as reason_of, unreadable, visible};
use crate::book::Refusal;
use crate::finding::Ignored;
use crate::label::width;
use crate::rule::Severity;
use indexmap::IndexMap;
use std::path::Path;
use std::sync::Arc;

/// Columns of a line.
const COLUMNS: usize = 100;
/// Lines of departments, of files and of notes that a clerk reads in a window before it closes.
const DEPARTMENTS: usize = 3;
const OTHERS: usize = 1;
/// Lines of notes where there are many departments.
const NOTES: usize = 3;

/// A department that may not be published, in one line, with what to do or to look at first; empty for one that may.
pub(crate) fn held_line(department: &DepartmentReport<'_>, lang: Lang) -> String {
    let (budget, report) = (department.budget, department.report);
    if report.is_publishable() {
        return String::new();
    }
    let mandatory = report.count(Severity::Mandatory);
    let name = match budget.department.as_str() {
        "" => lang.pick("（未写部门）", "(no department)"),
        name => name,
    };
    let year = budget.fiscal_year.map_or(String::new(), |year| match lang {
        Lang::Zh => format!(" {year} 年"),
        Lang::En => format!(" {year}"),
    });
    let mut line = match lang {
        Lang::Zh => format!("不能公开  {name}{year}：强制问题 {mandatory} 个"),
        Lang::En => format!("not publishable  {name}{year}: {mandatory} mandatory"),
    };
    let reason = first_reason(department, lang);
    if !reason.is_empty() {
        line.push_str(lang.pick("，", ", "));
        line.push_str(&reason);
    }
    visible(&fitted(&line.replace('\n', " ")))
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
        let old = correction.value.as_deref();
        let old = old.unwrap_or(lang.pick("空白", "blank"));
        return match (&correction.at, &correction.proposed) {
            (Some(_), Some(new)) => format!("{place} {old} → {new}"),
            _ => [
                place,
                correction.name(),
                correction.change().get(lang).to_owned(),
            ]
            .join(" "),
        };
    }
    let gravest = report.findings.iter().min_by_key(|it| it.level);
    gravest.map_or(String::new(), |it| {
        format!(
            "{} {}",
            department.rules.rules[it.rule].id,
            super::finding(it).get(lang)
        )
    })
}

/// A text of so many columns at most; what is too long loses its middle, for the end names the cell.
fn fitted(text: &str) -> String {
    if width(text) <= COLUMNS {
        return text.to_owned();
    }
    let characters: Vec<char> = text.chars().collect();
    let columns = |c: &char| width(c.encode_utf8(&mut [0; 4]));
    let taking = |left: &mut usize, c: &char| {
        *left = left.checked_sub(columns(c))?;
        Some(*c)
    };
    let tail_columns = COLUMNS / 4;
    let head: String = characters
        .iter()
        .scan(COLUMNS - tail_columns - 2, taking)
        .collect();
    let tail: Vec<char> = characters.iter().rev().scan(tail_columns, taking).collect();
    let tail: String = tail.into_iter().rev().collect();
    format!("{head}…{tail}")
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
        .map(|note| visible(&fitted(&format!("{lead}{}", note.get(lang)))))
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

/// A path in its own line, its middle left out where it is long.
fn path_line(lead: &str, path: &Path) -> String {
    visible(&fitted(&format!("{lead}{}", path.display())))
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
        text.push_str(&format!("{}\n", path_line(lead, summary)));
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
            (1, Lang::Zh) => format!("忽略 {first}：{reason}"),
            (1, Lang::En) => format!("ignored: {first}: {reason}"),
            (_, Lang::Zh) => format!("忽略 {count} 个（{first} 等）：{reason}"),
            (_, Lang::En) => format!("{count} ignored ({first} and others): {reason}"),
        };
        format!("{}\n", fitted(&line))
    };
    visible(&by_reason.into_iter().map(line).collect::<String>())
}

/// What a window says before it closes: ten lines at most.
pub(crate) struct WindowText<'a> {
    /// Departments that may not be published, a line each.
    pub(crate) departments: &'a [String],
    /// Files that were not read.
    pub(crate) unreadable: &'a [(Arc<str>, Refusal)],
    /// What happened to output, and what could not be written.
    pub(crate) notes: &'a [Text],
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
        let notes: Vec<String> = self
            .notes
            .iter()
            .map(|note| visible(&fitted(note.get(lang))))
            .collect();
        add_first(&mut lines, &notes, OTHERS, lang);
        if let Some(results) = self.results {
            lines.push(path_line(lang.pick("结果在 ", "results in "), results));
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
        match lang {
            Lang::Zh => format!(
                "部门 {departments} 个：可以公开 {publishable}，不能公开 {held}；未能读取的文件 {refused} 个"
            ),
            Lang::En => format!(
                "{departments} departments: {publishable} publishable, {held} not; {refused} files not read"
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
    fn a_long_line_loses_its_middle() {
        let line = format!("{}：表三!G14", "某局".repeat(60));
        let shown = fitted(&line);
        assert!(width(&shown) <= COLUMNS, "{shown}");
        assert!(shown.starts_with("某局") && shown.ends_with("：表三!G14"));
        assert_eq!(fitted("短"), "短");
    }

    #[test]
    fn a_window_has_ten_lines_at_most() {
        let departments = vec!["不能公开".to_owned(); 60];
        let unreadable = vec![("甲.xlsx".into(), Refusal::BroughtDown); 9];
        let notes = vec![Text::new("注意", "note"); 9];
        let window = WindowText {
            departments: &departments,
            unreadable: &unreadable,
            notes: &notes,
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
