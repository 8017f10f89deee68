//! `gouji publish`: folder in, publishable workbooks out. Every output is written beside its place and
//! renamed, so that nothing half-written is ever seen.

use super::{Options, Outcome, complain, departments, examine, load, open, outcome, print};
use crate::budget::Budget;
use crate::lang::Text;
use crate::read::{Inbox, OUTPUT_FOLDER, OUTPUT_MARK, said};
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
    let (reading, reports) = examine(inbox, &templates, options.year);
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
            Name { own: with(&own_tail, is_publishable), other: with(&own_tail, !is_publishable) }
        })
        .collect()
}

fn write_one(out: &Path, department: &Department<'_>, name: &str) -> Result<PathBuf, Text> {
    let path = out.join(name);
    let bytes = write::workbook(department.budget, department.rules, department.report).map_err(|error| {
        Text::new(
            format!("{name} 没有写成：{error}。请把这份报送文件发给开发者"),
            format!("{name} was not written: {error}"),
        )
    })?;
    fs::create_dir_all(out).map_err(|error| {
        let folder = out.display();
        Text::new(
            format!("建不了文件夹 {folder}：{}。可用 --out 写到别处", said(&error)),
            format!("the folder {folder} cannot be made: {error}. Use --out to write elsewhere"),
        )
    })?;
    if let Some(owner) = owner_file(out, name) {
        return Err(Text::new(
            format!("{name} 正在 Excel 或 WPS 中打开，没有写入。请关闭后再运行（如果没有打开，请删除 {owner}）"),
            format!(
                "{name} is open in Excel or WPS and was not written. Close it and run again (if it is not open, remove {owner})"
            ),
        ));
    }
    replace(&path, &bytes).map_err(|error| {
        let cause = said(&error);
        let advice = match error.kind() {
            std::io::ErrorKind::PermissionDenied => "请检查文件夹能否写入，文件是否正在 Excel 或 WPS 中打开；也可用 --out 写到别处",
            _ => "如果正在 Excel 或 WPS 中打开，请关闭后再运行；也可用 --out 写到别处",
        };
        Text::new(
            format!("写不了 {}：{cause}。{advice}", path.display()),
            format!("{} cannot be written: {error}. If it is open in Excel or WPS, close it and run again; or use --out to write elsewhere", path.display()),
        )
    })?;
    Ok(path)
}

/// The file by which Excel or WPS says that it has a workbook open.
fn owner_file(folder: &Path, name: &str) -> Option<String> {
    let shortened = name.char_indices().nth(2).map(|(at, _)| format!("~${}", &name[at..]));
    [Some(format!("~${name}")), shortened].into_iter().flatten().find(|owner| folder.join(owner).exists())
}

fn replace(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    // equal bytes stay as they are, so that a folder that is watched or synchronised keeps still
    if fs::read(path).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    let temporary = path.with_extension("xlsx.tmp");
    let written = fs::write(&temporary, bytes).and_then(|()| fs::rename(&temporary, path));
    if written.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    written
}
