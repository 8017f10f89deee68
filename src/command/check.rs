//! `gouji check`: read and reconcile, write nothing.

use super::console::print_data;
use super::ctrl_c;
use super::progress::Terminal;
use super::{ExitOutcome, complain, ended, load_for, not_read, open_all, outcome, print, settled};
use crate::finding::KnownFinding;
use crate::reconcile::reconcile_briefly;
use crate::report::{self, EarlierReport, Json};
use crate::run::Options;
use crate::run::examine::{each_department, read_all};
use crate::say::{self, DepartmentHints, DepartmentReport, Lang};
use crate::write;
use std::path::{Path, PathBuf};

/// Checks folders and files, and reports as text or JSON.
pub(crate) fn check(
    inputs: &[PathBuf],
    json: bool,
    since: Option<&Path>,
    options: &Options,
) -> ExitOutcome {
    let options = settled(inputs, options.clone());
    let checked = options.and_then(|options| run(inputs, json, since, &options));
    checked.unwrap_or_else(|failed| failed)
}

fn run(
    inputs: &[PathBuf],
    json: bool,
    since: Option<&Path>,
    options: &Options,
) -> Result<ExitOutcome, ExitOutcome> {
    let earlier = since.map(|path| earlier(path, options.lang)).transpose()?;
    let templates = load_for(options)?;
    let (inbox, failed) = open_all(inputs, options.lang)?;
    ctrl_c::listen(&options.interrupt);
    let mut terminal = Terminal::new(options.lang);
    let mut gathered = read_all(inbox, &templates, options, &mut terminal);
    let lang = options.lang;
    let describe = |_, department: DepartmentReport<'_>| {
        described(&department, (json, options.view), earlier.is_some(), lang)
    };
    let write = if json { print_data } else { print };
    let (mut document, mut now, mut printed) = (Json::default(), Vec::new(), Ok(()));
    let mut hints = say::RunHints::default();
    let tally = each_department(
        &mut gathered,
        &templates,
        &mut terminal,
        reconcile_briefly,
        describe,
        |(text, known, own_hints)| {
            hints.add(own_hints);
            let text = if json {
                document.department(&text)
            } else {
                text
            };
            printed = printed.and_then(|()| write(&text));
            now.extend(known);
        },
    );
    printed?;
    ended(&gathered, &tally, lang)?;
    let since = earlier.map(|earlier| earlier.compare(now));
    if json {
        write(&document.end(&gathered.unreadable, &tally, since.as_ref(), lang))?;
    } else {
        print(&hints.in_full(lang))?;
        print(say::command::choice(&options.rules).get(lang))?;
        print(&say::closing(&gathered.ignored, &tally, lang))?;
        let changes = since.map(|since| say::since(&since, lang));
        print(&changes.unwrap_or_default())?;
        not_read(&gathered, lang);
    }
    Ok(if failed {
        ExitOutcome::Failed
    } else {
        outcome(&tally)
    })
}

/// What is printed of a department, its findings where they are compared with earlier ones, and its hints.
fn described(
    department: &DepartmentReport<'_>,
    (json, view): (bool, bool),
    is_compared: bool,
    lang: Lang,
) -> (String, Vec<KnownFinding>, DepartmentHints) {
    let text = match (json, view) {
        (true, true) => {
            let view = write::view(department.budget, department.rules, department.report);
            report::department_view_json(department, &view, lang)
        }
        (true, false) => report::department_json(department, lang),
        (false, _) => say::department_text(department, lang),
    };
    let known = is_compared.then(|| report::known(department));
    let hints = DepartmentHints::of(department, lang);
    (text, known.unwrap_or_default(), hints)
}

/// Reads the report of an earlier run, or says why it cannot be.
fn earlier(path: &Path, lang: Lang) -> Result<EarlierReport, ExitOutcome> {
    let read = std::fs::read(path)
        .map_err(|error| say::command::earlier_unreadable(path, &error))
        .and_then(|bytes| {
            EarlierReport::of_bytes(&bytes)
                .map_err(|error| say::command::earlier_no_report(path, &error))
        });
    read.map_err(|cause| {
        complain(lang, &cause);
        ExitOutcome::Failed
    })
}
