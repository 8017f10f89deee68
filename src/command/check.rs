//! `gouji check`: read and reconcile, write nothing.

use super::{Options, Outcome, departments, examine, load, open, outcome, print};
use crate::read::{Inbox, OUTPUT_FOLDER};
use crate::report;
use std::path::{Path, PathBuf};

/// Checks folders and files, and reports as text or JSON.
pub(crate) fn check(inputs: &[PathBuf], json: bool, options: &Options<'_>) -> Outcome {
    run(inputs, json, options).unwrap_or_else(|failed| failed)
}

fn run(inputs: &[PathBuf], json: bool, options: &Options<'_>) -> Result<Outcome, Outcome> {
    let templates = load(options.templates, options.layout, options.lang)?;
    let mut inbox = Inbox::default();
    for input in inputs {
        let own = if input.is_dir() || !input.exists() {
            open(input, Path::new(OUTPUT_FOLDER), options.lang)?
        } else {
            Inbox::of_files(std::slice::from_ref(input))
        };
        inbox.files.extend(own.files);
        inbox.ignored.extend(own.ignored);
        inbox.unreadable.extend(own.unreadable);
    }
    let (reading, reports) = examine(inbox, &templates, options.year);
    let departments = departments(&reading, &reports);
    let text = if json {
        report::json(&departments, &reading, options.lang)
    } else {
        report::text(&departments, &reading, options.lang)
    };
    print(&text);
    if !json {
        report::unreadable(&reading, options.lang);
    }
    Ok(outcome(&reading, &departments))
}
