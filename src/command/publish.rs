//! `gouji publish`: folder in, publishable workbooks out, and what goes back to the departments.

use super::{
    Options, Outcome, close, complain, each_department, load, open, outcome, output, print, read_all, returning,
};
use crate::lang::Text;
use crate::read::{Inbox, OUTPUT_FOLDER, OUTPUT_MARK, Submission, Submitted};
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
    let mut gathered = read_all(inbox, &templates, options);
    let names = names(&gathered.submissions);
    let lang = options.lang;
    let mut failed = false;
    let mut printed = Ok(());
    let target = Target { out: &out, files: &files, submitted: &submitted };
    let work = |index: usize, mut department: Department<'_>| {
        let errors = target.write(&mut department, &names[index]);
        (errors, report::department_text(&department, lang))
    };
    let tally = each_department(&mut gathered, &templates, work, |(errors, text)| {
        failed |= !errors.is_empty();
        errors.iter().for_each(|error| complain(lang, error));
        printed = printed.and_then(|()| print(&text));
    });
    returning::clear(&out);
    mark_output(folder, &out);
    printed?;
    close(&gathered, &tally, lang)?;
    Ok(if failed { Outcome::Failed } else { outcome(&tally) })
}

/// Where output goes, and what it must not replace.
struct Target<'a> {
    out: &'a Path,
    files: &'a [Submitted],
    submitted: &'a HashSet<PathBuf>,
}

impl Target<'_> {
    /// Writes what a department gets; gives what could not be written.
    fn write(&self, department: &mut Department<'_>, name: &Name) -> Vec<Text> {
        let is_submitted =
            |name: &str| fs::canonicalize(self.out.join(name)).is_ok_and(|path| self.submitted.contains(&path));
        let is_publishable = department.report.is_publishable();
        let (own, other) = name.of(is_publishable);
        if is_submitted(own) {
            let message = Text::new(
                format!("{own} 与报送的文件同名，没有写入，以免覆盖。请用 --out 写到别的文件夹"),
                format!("{own} is a submitted file and was not written over. Use --out to write elsewhere"),
            );
            return vec![message];
        }
        match write_one(self.out, department, own) {
            Ok(path) => department.written = Some(path),
            Err(message) => return vec![message],
        }
        if !is_submitted(other) {
            // what an earlier run said of this department no longer holds
            let _ = fs::remove_file(self.out.join(other));
        }
        if is_publishable {
            returning::take_away(self.out, department, &name.short, self.submitted);
            return Vec::new();
        }
        let (letter, errors) = returning::give_back(self.out, department, &name.short, self.files, self.submitted);
        department.letter = letter;
        errors
    }
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

/// The names of a department's workbook, by what its verdict will be.
struct Name {
    public: String,
    flagged: String,
    /// The department alone, told apart in the same way.
    short: String,
}

impl Name {
    /// The one that it gets, and the one that it had if its verdict were the other.
    fn of(&self, is_publishable: bool) -> (&str, &str) {
        if is_publishable { (&self.public, &self.flagged) } else { (&self.flagged, &self.public) }
    }
}

/// A name for every department; departments of one name are told apart by their folder, then by number.
fn names(submissions: &[Submission]) -> Vec<Name> {
    let base = |submission: &Submission| write::file_name(submission, true);
    let mut count: HashMap<String, usize> = HashMap::new();
    for submission in submissions {
        *count.entry(base(submission)).or_default() += 1;
    }
    let mut taken = HashSet::new();
    submissions
        .iter()
        .map(|submission| {
            let shared = count[&base(submission)] > 1 && !submission.folder.is_empty();
            let tail = if shared { format!("（{}）", write::file_safe(&submission.folder)) } else { String::new() };
            let with = |tail: &str, is_publishable: bool| {
                let name = write::file_name(submission, is_publishable);
                let stem = base(submission);
                let stem = stem.trim_end_matches(".xlsx");
                name.replacen(stem, &format!("{stem}{tail}"), 1)
            };
            let mut own_tail = tail.clone();
            for number in 2.. {
                // one that is called as another's flagged workbook would get in its way
                let both = [with(&own_tail, true), with(&own_tail, false)];
                if both.iter().all(|name| !taken.contains(name)) {
                    taken.extend(both);
                    break;
                }
                own_tail = format!("{tail}（{number}）");
            }
            let short = format!("{}{own_tail}", write::file_safe(&submission.department));
            Name { public: with(&own_tail, true), flagged: with(&own_tail, false), short }
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
