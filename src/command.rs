//! What the subcommands do, one a file, and what they share: where output goes and what it comes to.

mod check;
mod codes;
mod draft;
mod layouts;
mod output;
mod publish;
mod reader;
mod returning;
mod rules;

pub(crate) use check::check;
pub(crate) use codes::codes;
pub(crate) use draft::draft;
pub(crate) use layouts::layouts;
pub(crate) use publish::publish;
pub(crate) use reader::{READER, reader};
pub(crate) use rules::rules;

use crate::lang::{Lang, Text};
use crate::read::{Inbox, Reading, read_apart, said};
use crate::reconcile::{Report, reconcile};
use crate::report::Department;
use crate::templates::{self, Template};
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

/// What a run came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Clean,
    Findings,
    Failed,
}

/// What `publish` and `check` are told beside their input.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Options<'a> {
    pub(crate) templates: Option<&'a Path>,
    pub(crate) layout: Option<&'a str>,
    pub(crate) year: Option<i32>,
    pub(crate) lang: Lang,
}

/// Prints to standard output; a reader that has gone away ends the printing, not the work. Where the text
/// cannot be written, the run has failed.
fn print(text: &str) -> Result<(), Outcome> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            let _ = writeln!(std::io::stderr(), "{error}");
            Err(Outcome::Failed)
        }
        _ => Ok(()),
    }
}

/// Prints an error to standard error, in words for a clerk.
fn complain(lang: Lang, text: &Text) {
    let prefix = lang.pick("错误：", "error: ");
    let mut out = std::io::stderr().lock();
    let _ = writeln!(out, "{prefix}{}", crate::report::visible(text.get(lang)));
}

/// Loads templates, or says what is wrong with them.
fn load(templates: Option<&Path>, layout: Option<&str>, lang: Lang) -> Result<Vec<Template>, Outcome> {
    templates::load(templates, layout).map_err(|error| complain_of(&error, lang))
}

/// Says what is wrong with templates.
fn complain_of(error: &templates::TemplateError, lang: Lang) -> Outcome {
    let zh = match error {
        templates::TemplateError::UnknownLayout { asked, known } => format!("没有“{asked}”这种格式；有：{known}"),
        templates::TemplateError::Mistakes(_) => format!("格式、规则或目录文件有误：\n{error}"),
        _ => format!("读不到格式文件夹：{error}"),
    };
    complain(lang, &Text::new(zh, error.to_string()));
    Outcome::Failed
}

/// Opens a folder of workbooks, or says why it cannot be.
fn open(folder: &Path, out: &Path, lang: Lang) -> Result<Inbox, Outcome> {
    let name = folder.display();
    let inbox = Inbox::open(folder, out).map_err(|error| {
        let zh = match error.kind() {
            std::io::ErrorKind::NotFound => format!("没有这个文件夹或文件：{name}。请检查路径"),
            _ => format!("打不开文件夹 {name}：{}", said(&error)),
        };
        complain(lang, &Text::new(zh, format!("the folder {name} cannot be opened: {error}")));
        Outcome::Failed
    })?;
    if inbox.files.is_empty() && inbox.unreadable.is_empty() {
        let message = Text::new(
            format!("文件夹 {name} 里没有可读的文件。请把部门报来的 .xlsx 放进去再运行"),
            format!("the folder {name} holds no files to read. Put the submitted .xlsx files into it and run again"),
        );
        complain(lang, &message);
        return Err(Outcome::Failed);
    }
    Ok(inbox)
}

/// Reads an inbox and reconciles every department with the rules of its layout.
fn examine(
    inbox: Inbox,
    templates: &[Template],
    options: &Options<'_>,
) -> (Reading, Vec<(Arc<crate::rule::RuleSet>, Report)>) {
    let layouts: Vec<_> = templates.iter().map(|template| template.layout.clone()).collect();
    let reading = read_apart(inbox, &layouts, options.year, reader::workers(options).as_ref());
    let reports = reading
        .budgets
        .iter()
        .filter_map(|budget| {
            let template = templates.iter().find(|template| template.layout.id == budget.layout.id)?;
            Some((template.rules.clone(), reconcile(&template.rules, budget)))
        })
        .collect();
    (reading, reports)
}

/// The departments of a reading with their reports, as reports print them.
fn departments<'a>(reading: &'a Reading, reports: &'a [(Arc<crate::rule::RuleSet>, Report)]) -> Vec<Department<'a>> {
    let both = reading.budgets.iter().zip(reports);
    both.map(|(budget, (rules, report))| Department { budget, rules, report, written: None, letter: None }).collect()
}

/// The outcome of a reading: what could not be read outweighs mismatches.
fn outcome(reading: &Reading, departments: &[Department<'_>]) -> Outcome {
    if !reading.unreadable.is_empty() {
        Outcome::Failed
    } else if departments.iter().all(|department| department.report.is_publishable()) {
        Outcome::Clean
    } else {
        Outcome::Findings
    }
}
