//! `gouji check`: read and reconcile, write nothing.

use super::{Options, Outcome, departments, examine, load, open, outcome, print};
use crate::read::{Inbox, OUTPUT_FOLDER};
use crate::report;
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// Checks folders and files, and reports as text or JSON.
pub(crate) fn check(inputs: &[PathBuf], json: bool, options: &Options<'_>) -> Outcome {
    run(inputs, json, options).unwrap_or_else(|failed| failed)
}

fn run(inputs: &[PathBuf], json: bool, options: &Options<'_>) -> Result<Outcome, Outcome> {
    let templates = load(options.templates, options.layout, options.lang)?;
    let (files, folders): (Vec<PathBuf>, Vec<PathBuf>) = inputs.iter().cloned().partition(|input| input.is_file());
    let mut inbox = Inbox::of_files(&files);
    let mut failed = false;
    for folder in folders {
        // one wrong path costs no other
        let Ok(own) = open(&folder, Path::new(OUTPUT_FOLDER), options.lang) else {
            failed = true;
            continue;
        };
        inbox.files.extend(own.files);
        inbox.ignored.extend(own.ignored);
        inbox.unreadable.extend(own.unreadable);
    }
    if failed && inbox.files.is_empty() && inbox.unreadable.is_empty() {
        return Err(Outcome::Failed);
    }
    // a file that is named twice, or lies in a folder that is named too, is read once
    let mut seen = HashSet::new();
    inbox.files.retain(|file| seen.insert(std::fs::canonicalize(&file.path).unwrap_or_else(|_| file.path.clone())));
    let (reading, reports) = examine(inbox, &templates, options.year);
    let departments = departments(&reading, &reports);
    let text = if json {
        report::json(&departments, &reading, options.lang)
    } else {
        report::text(&departments, &reading, options.lang)
    };
    print(&text)?;
    if !json {
        report::unreadable(&reading, options.lang);
    }
    Ok(if failed { Outcome::Failed } else { outcome(&reading, &departments) })
}
