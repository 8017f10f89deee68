//! `gouji rules --try`: what is understood of a text.

use super::progress::Terminal;
use super::{ExitOutcome, load_for, not_read, open_all, print};
use crate::budget::{Budget, BudgetText};
use crate::reconcile::{reconcile_briefly, trials};
use crate::run::Options;
use crate::run::examine::{each_department, read_all};
use crate::say::{self, DepartmentReport, Lang};
use crate::templates::Template;
use std::path::{Path, PathBuf};

/// Endings of files that hold tables.
const TABLES: [&str; 6] = ["xlsx", "xlsm", "xls", "xlsb", "ods", "et"];

/// Shows what is understood of texts; with `only`, the matches of one rule.
pub(crate) fn trial(inputs: &[PathBuf], only: Option<&str>, options: &Options) -> ExitOutcome {
    run(inputs, only, options).unwrap_or_else(|failed| failed)
}

fn run(
    inputs: &[PathBuf],
    only: Option<&str>,
    options: &Options,
) -> Result<ExitOutcome, ExitOutcome> {
    let lang = options.lang;
    let templates = load_for(options)?;
    let (inbox, failed) = open_all(&with_tables(inputs), lang)?;
    let mut terminal = Terminal::new(lang);
    let mut gathered = read_all(inbox, &templates, options, &mut terminal);
    let alone = gathered.texts.without_owner();
    let describe = |_, department: DepartmentReport<'_>| {
        let (budget, rules) = (department.budget, department.rules);
        let texts = trials(rules, budget);
        let said = texts
            .iter()
            .map(|text| say::trial(text, budget, rules, only, lang));
        said.collect::<String>()
    };
    let mut printed = Ok(());
    each_department(
        &mut gathered,
        &templates,
        &mut terminal,
        reconcile_briefly,
        describe,
        |text| printed = printed.and_then(|()| print(&text)),
    );
    printed?;
    for text in alone {
        print_without_tables(&text, &templates, only, lang)?;
    }
    not_read(&gathered, lang);
    let is_whole = !failed && gathered.unreadable.is_empty();
    Ok(if is_whole {
        ExitOutcome::Clean
    } else {
        ExitOutcome::Failed
    })
}

/// A text without tables, by the layout that understands most of it.
fn print_without_tables(
    text: &BudgetText,
    templates: &[Template],
    only: Option<&str>,
    lang: Lang,
) -> Result<(), ExitOutcome> {
    let understood = templates.iter().map(|template| {
        let mut budget = Budget::new(template.layout.clone(), String::new(), None, String::new());
        budget.texts.push(text.clone());
        let texts = trials(&template.rules, &budget);
        let lines = texts.iter().flat_map(|text| &text.lines);
        let count: usize = lines.map(|line| line.matches.len()).sum();
        (count, template, budget, texts)
    });
    let best = understood.reduce(|one, other| if other.0 > one.0 { other } else { one });
    let Some((_, Template { rules, .. }, budget, texts)) = best else {
        return Ok(());
    };
    print(lang.pick(
        "没有它的表，只看句式。请把表和它放在同一个文件夹\n",
        "without its tables: only its sentences. Put the tables beside it\n",
    ))?;
    for text in &texts {
        print(&say::trial(text, &budget, rules, only, lang))?;
    }
    Ok(())
}

/// Files, with the tables that lie beside them where there are none among them.
fn with_tables(inputs: &[PathBuf]) -> Vec<PathBuf> {
    let is_table = |path: &Path| {
        let ending = path.extension().and_then(|it| it.to_str());
        ending.is_some_and(|it| TABLES.contains(&it.to_ascii_lowercase().as_str()))
    };
    let mut all = inputs.to_vec();
    if inputs.iter().any(|path| is_table(path) || path.is_dir()) {
        return all;
    }
    for input in inputs {
        let folder = match input.parent() {
            Some(folder) if folder != Path::new("") => folder,
            _ => Path::new("."),
        };
        let Ok(entries) = std::fs::read_dir(folder) else {
            continue;
        };
        let mut beside: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        beside.retain(|path| is_table(path) && !all.contains(path));
        beside.sort();
        all.extend(beside);
    }
    all
}
