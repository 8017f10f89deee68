//! `gouji check`: read and reconcile, write nothing.

use super::{Options, Outcome, complain, departments, examine, load, open, outcome, print};
use crate::lang::{Lang, Text};
use crate::read::{Inbox, OUTPUT_FOLDER, said};
use crate::report::{self, Earlier};
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// Checks folders and files, and reports as text or JSON.
pub(crate) fn check(inputs: &[PathBuf], json: bool, since: Option<&Path>, options: &Options<'_>) -> Outcome {
    run(inputs, json, since, options).unwrap_or_else(|failed| failed)
}

fn run(inputs: &[PathBuf], json: bool, since: Option<&Path>, options: &Options<'_>) -> Result<Outcome, Outcome> {
    let earlier = since.map(|path| earlier(path, options.lang)).transpose()?;
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
    let (reading, reports) = examine(inbox, &templates, options);
    let departments = departments(&reading, &reports);
    let since = earlier.map(|earlier| earlier.compare(&departments));
    let text = if json {
        report::json(&departments, &reading, since.as_ref(), options.lang)
    } else {
        let changed = since.map(|since| since.text(options.lang)).unwrap_or_default();
        report::text(&departments, &reading, options.lang) + &changed
    };
    print(&text)?;
    if !json {
        report::unreadable(&reading, options.lang);
    }
    Ok(if failed { Outcome::Failed } else { outcome(&reading, &departments) })
}

/// Reads the report of an earlier run, or says why it cannot be.
fn earlier(path: &Path, lang: Lang) -> Result<Earlier, Outcome> {
    let name = path.display();
    let read = std::fs::read_to_string(path)
        .map_err(|error| Text::new(said(&error), error.to_string()))
        .and_then(|text| Earlier::parse(&text));
    read.map_err(|cause| {
        let zh = format!("读不了上次的报告 {name}：{}", cause.zh);
        complain(lang, &Text::new(zh, format!("the earlier report {name} cannot be read: {}", cause.en)));
        Outcome::Failed
    })
}
