//! `gouji publish`: folder in, publishable workbooks out, and what goes back to the departments.

use super::progress::Terminal;
use crate::command::{ExitOutcome, close, complain, load, open, outcome, print};
use crate::run::pass::{DepartmentOutcome, Job};
use crate::run::{Inbox, OUTPUT_FOLDER, Options, Trust};
use crate::say;
use std::path::Path;

/// Publishes a folder (or a single file); what has not changed since the last run is done again only by `force`.
pub(crate) fn publish(
    inbox: &Path,
    out: Option<&Path>,
    force: bool,
    options: &Options<'_>,
) -> ExitOutcome {
    run(inbox, out, force, options).unwrap_or_else(|failed| failed)
}

fn run(
    root: &Path,
    out: Option<&Path>,
    force: bool,
    options: &Options<'_>,
) -> Result<ExitOutcome, ExitOutcome> {
    let templates = load(options.templates, options.layout, options.lang)?;
    let folder = if root.is_file() {
        root.parent().unwrap_or(Path::new("."))
    } else {
        root
    };
    let out = out.map_or_else(|| folder.join(OUTPUT_FOLDER), Path::to_path_buf);
    let inbox = if root.is_file() {
        Inbox::of_files(&[root.to_path_buf()])
    } else {
        open(root, &out, options.lang)?
    };
    let lang = options.lang;
    let job = Job {
        folder,
        out: &out,
        templates: &templates,
        options,
    };
    // what is known of a folder is not that of one file
    let state = if root.is_file() {
        None
    } else {
        job.state(force)
    };
    let mut printed = Ok(());
    let passed = job.pass(
        inbox,
        state,
        &|_| Trust::Content,
        &mut Terminal::new(lang),
        |DepartmentOutcome { text, errors, .. }| {
            errors.iter().for_each(|error| complain(lang, error));
            printed = printed.and_then(|()| print(&text));
        },
    );
    passed.error.iter().for_each(|error| complain(lang, error));
    printed?;
    close(&passed.gathered, &passed.tally, lang)?;
    print(&say::unchanged(passed.unchanged, lang))?;
    Ok(if passed.failed {
        ExitOutcome::Failed
    } else {
        outcome(&passed.tally)
    })
}
