//! `gouji publish`: folder in, publishable workbooks out, and what goes back to the departments.

use super::{Options, Outcome, complain, departments, examine, load, open, outcome, output, print, returning};
use crate::budget::Budget;
use crate::lang::Text;
use crate::read::{Inbox, OUTPUT_FOLDER, OUTPUT_MARK};
use crate::report::{self, Department};
use crate::write;
use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Publishes a folder (or a single file).
pub(crate) fn publish(inbox: &Path, out: Option<&Path>, options: &Options<'_>) -> Outcome {
    run(inbox, out, options).unwrap_or_else(|failed| failed)
}

fn run(root: &Path, out: Option<&Path>, options: &Options<'_>) -> Result<Outcome, Outcome> {
    let templates = load(options.templates, options.layout, options.lang)?;
    let folder = if root.is_file() { root.parent().unwrap_or(Path::new(".")) } else { root };
    let out = out.map_or_else(|| folder.join(OUTPUT_FOLDER), Path::to_path_buf);
    let inbox = if root.is_file() { Inbox::of_files(&[root.to_path_buf()]) } else { open(root, &out, options.lang)? };
    // what was handed in is never written over, wherever the output goes
    let submitted: HashSet<PathBuf> = inbox.files.iter().filter_map(|file| fs::canonicalize(&file.path).ok()).collect();
    let files = inbox.files.clone();
    let (reading, reports) = examine(inbox, &templates, options);
    let mut departments = departments(&reading, &reports);
    let mut failed = false;
    let names = names(&departments);
    let produced: HashSet<&String> = names.iter().map(|name| &name.own).collect();
    for (department, name) in departments.iter_mut().zip(&names) {
        let is_submitted = |name: &String| fs::canonicalize(out.join(name)).is_ok_and(|path| submitted.contains(&path));
        if is_submitted(&name.own) {
            failed = true;
            let message = Text::new(
                format!("{} 与报送的文件同名，没有写入，以免覆盖。请用 --out 写到别的文件夹", name.own),
                format!("{} is a submitted file and was not written over. Use --out to write elsewhere", name.own),
            );
            complain(options.lang, &message);
            continue;
        }
        match write_one(&out, department, &name.own) {
            Ok(path) => {
                department.written = Some(path);
                if !produced.contains(&name.other) && !is_submitted(&name.other) {
                    // what an earlier run said of this department no longer holds
                    let _ = fs::remove_file(out.join(&name.other));
                }
                if department.report.is_publishable() {
                    returning::take_away(&out, department, &name.short, &submitted);
                } else {
                    let (letter, errors) = returning::give_back(&out, department, &name.short, &files, &submitted);
                    department.letter = letter;
                    failed |= !errors.is_empty();
                    errors.iter().for_each(|error| complain(options.lang, error));
                }
            }
            Err(message) => {
                failed = true;
                complain(options.lang, &message);
            }
        }
    }
    mark_output(folder, &out);
    print(&report::text(&departments, &reading, options.lang))?;
    report::unreadable(&reading, options.lang);
    Ok(if failed { Outcome::Failed } else { outcome(&reading, &departments) })
}

/// Leaves a mark in a folder within the inbox that output was written to, so that a later run passes it over.
fn mark_output(inbox: &Path, out: &Path) {
    let places = fs::canonicalize(inbox).ok().zip(fs::canonicalize(out).ok());
    let is_within = places.is_some_and(|(inbox, out)| out.starts_with(&inbox) && out != inbox);
    if is_within && out.file_name().is_none_or(|name| name != OUTPUT_FOLDER) {
        // without the mark the folder is only read once more than needed
        let _ = fs::write(out.join(OUTPUT_MARK), b"");
    }
}

/// The name of a department's workbook, and the one that it had if its verdict were the other.
struct Name {
    own: String,
    other: String,
    /// The department alone, told apart in the same way.
    short: String,
}

/// A name for every department; departments of one name are told apart by their folder, then by number.
fn names(departments: &[Department<'_>]) -> Vec<Name> {
    let base = |budget: &Budget| write::file_name(budget, true);
    let mut count: HashMap<String, usize> = HashMap::new();
    for department in departments {
        *count.entry(base(department.budget)).or_default() += 1;
    }
    let mut taken = HashSet::new();
    departments
        .iter()
        .map(|department| {
            let budget = department.budget;
            let shared = count[&base(budget)] > 1 && !budget.folder.is_empty();
            let tail = if shared { format!("（{}）", write::file_safe(&budget.folder)) } else { String::new() };
            let with = |tail: &str, is_publishable: bool| {
                let name = write::file_name(budget, is_publishable);
                let stem = base(budget);
                let stem = stem.trim_end_matches(".xlsx");
                name.replacen(stem, &format!("{stem}{tail}"), 1)
            };
            let mut own_tail = tail.clone();
            for number in 2.. {
                if taken.insert(with(&own_tail, true)) {
                    break;
                }
                own_tail = format!("{tail}（{number}）");
            }
            let is_publishable = department.report.is_publishable();
            let short = format!("{}{own_tail}", write::file_safe(&budget.department));
            Name { own: with(&own_tail, is_publishable), other: with(&own_tail, !is_publishable), short }
        })
        .collect()
}

fn write_one(out: &Path, department: &Department<'_>, name: &str) -> Result<PathBuf, Text> {
    let bytes = write::workbook(department.budget, department.rules, department.report).map_err(|error| {
        Text::new(
            format!("{name} 没有写成：{error}。请把这份报送文件发给开发者"),
            format!("{name} was not written: {error}"),
        )
    })?;
    output::write(out, name, &bytes)?;
    Ok(out.join(name))
}
