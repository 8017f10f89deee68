//! `gouji publish`: folder in, publishable workbooks out, and what goes back to the departments.

use super::progress::Terminal;
use crate::command::{Outcome, close, complain, load, open, outcome, print};
use crate::report;
use crate::run::pass::{Job, Told};
use crate::run::{Inbox, Look, OUTPUT_FOLDER, Options};
use std::path::Path;

/// Publishes a folder (or a single file); what has not changed since the last run is done again only by `force`.
pub(crate) fn publish(
    inbox: &Path,
    out: Option<&Path>,
    force: bool,
    options: &Options<'_>,
) -> Outcome {
    run(inbox, out, force, options).unwrap_or_else(|failed| failed)
}

fn run(
    root: &Path,
    out: Option<&Path>,
    force: bool,
    options: &Options<'_>,
) -> Result<Outcome, Outcome> {
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
        &|_| Look::Content,
        &mut Terminal::new(lang),
        |Told { text, errors, .. }| {
            errors.iter().for_each(|error| complain(lang, error));
            printed = printed.and_then(|()| print(&text));
        },
    );
    passed.error.iter().for_each(|error| complain(lang, error));
    printed?;
    close(&passed.gathered, &passed.tally, lang)?;
    print(&report::unchanged(passed.unchanged, lang))?;
    Ok(if passed.failed {
        Outcome::Failed
    } else {
        outcome(&passed.tally)
    })
}
