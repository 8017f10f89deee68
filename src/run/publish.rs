//! What a department gets: its workbook, and what goes back to it where it may not be published.

use crate::label::file_key;
use crate::run::output::fitted;
use crate::run::output::folder::{OutputFolder, Outputs};
use crate::run::{OUTPUT_FOLDER, OUTPUT_MARK, Submission, SubmittedFile, returned};
use crate::say::{self, DepartmentReport, Text};
use crate::write;
use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Bytes of what tells departments of one name apart.
const TAIL: usize = 90;
/// Bytes of a letter's name without its ending.
const LETTER: usize = 200;

/// Where output goes, and the files that it is made from.
pub(crate) struct OutputTarget<'a> {
    pub(crate) folder: &'a OutputFolder<'a>,
    pub(crate) files: &'a [SubmittedFile],
}

impl OutputTarget<'_> {
    /// Writes what a department gets; gives what became of the files.
    pub(crate) fn write(
        &self,
        department: &mut DepartmentReport<'_>,
        name: &OutputNames,
    ) -> Outputs<'_> {
        let mut outputs = Outputs::new(self.folder);
        let errors = self.write_all(department, name, &mut outputs);
        outputs.errors.extend(errors);
        outputs
    }

    fn write_all(
        &self,
        department: &mut DepartmentReport<'_>,
        name: &OutputNames,
        outputs: &mut Outputs<'_>,
    ) -> Vec<Text> {
        let is_publishable = department.report.is_publishable();
        let (own, other) = name.of(is_publishable);
        if self.folder.is_submitted(Path::new(own)) {
            return vec![say::output::is_submitted(own)];
        }
        match write_one(outputs, department, own) {
            Ok(path) => department.written = Some(path),
            Err(message) => return vec![message],
        }
        // what an earlier run said of this department no longer holds
        outputs.remove(Path::new(other));
        if is_publishable {
            returned::take_away(outputs, department, &name.short);
            return Vec::new();
        }
        let (letter, errors) = returned::give_back(outputs, department, &name.short, self.files);
        department.letter = letter;
        errors
    }
}

/// Leaves a mark in a folder within the inbox that output was written to, so that a later run passes it over.
pub(crate) fn mark_output(inbox: &Path, out: &Path) {
    let places = fs::canonicalize(inbox).ok().zip(fs::canonicalize(out).ok());
    let is_within = places.is_some_and(|(inbox, out)| out.starts_with(&inbox) && out != inbox);
    if is_within && out.file_name().is_none_or(|name| name != OUTPUT_FOLDER) {
        // without the mark the folder is only read once more than needed
        let _ = fs::write(out.join(OUTPUT_MARK), b"");
    }
}

/// The names of a department's workbook, by what its verdict will be.
pub(crate) struct OutputNames {
    public: String,
    flagged: String,
    /// The department alone, told apart in the same way.
    short: String,
}

impl OutputNames {
    /// All of them.
    pub(crate) fn all(&self) -> [&str; 3] {
        [&self.public, &self.flagged, &self.short]
    }

    /// The one that it gets, and the one that it had if its verdict were the other.
    fn of(&self, is_publishable: bool) -> (&str, &str) {
        if is_publishable {
            (&self.public, &self.flagged)
        } else {
            (&self.flagged, &self.public)
        }
    }
}

/// A name for every department; departments of one name are told apart by their folder, then by number. Names that
/// differ only in case, width or normal form are one name: some systems take them for that.
pub(crate) fn names(submissions: &[Submission]) -> Vec<OutputNames> {
    let base = |submission: &Submission| file_key(&write::file_name(submission, "", true));
    let mut count: HashMap<String, usize> = HashMap::new();
    for submission in submissions {
        *count.entry(base(submission)).or_default() += 1;
    }
    let (mut taken, mut shorts) = (HashSet::new(), HashSet::new());
    let own = |submission: &Submission| {
        let shared = count[&base(submission)] > 1 && !submission.folder.is_empty();
        let tail = if shared {
            let folder = write::file_safe(&submission.folder);
            format!("（{}）", fitted(&folder, "", TAIL))
        } else {
            String::new()
        };
        let tails =
            std::iter::once(tail.clone()).chain((2..).map(|number| format!("{tail}（{number}）")));
        let mut named = tails.map(|tail| {
            let [public, flagged] = [true, false].map(|it| write::file_name(submission, &tail, it));
            (tail, public, flagged)
        });
        // one that is called as another's flagged workbook would get in its way
        let is_free = |(_, public, flagged): &(String, String, String)| {
            ![public, flagged]
                .iter()
                .any(|name| taken.contains(&file_key(name)))
        };
        let (tail, public, flagged) = named.find(is_free).unwrap_or_default();
        taken.extend([file_key(&public), file_key(&flagged)]);
        let stem = write::file_safe(&submission.department);
        let numbered = (2..).map(|number| format!("{tail}（{number}）"));
        // years tell workbooks apart, not letters
        let mut all = std::iter::once(tail.clone())
            .chain(numbered)
            .map(|tail| fitted(&stem, &tail, LETTER));
        let short = all.find(|short| shorts.insert(file_key(short)));
        OutputNames {
            public,
            flagged,
            short: short.unwrap_or_default(),
        }
    };
    submissions.iter().map(own).collect()
}

fn write_one(
    outputs: &mut Outputs<'_>,
    department: &DepartmentReport<'_>,
    name: &str,
) -> Result<PathBuf, Text> {
    let bytes = write::workbook(department.budget, department.rules, department.report)
        .map_err(|error| say::output::unmade(name, &error))?;
    outputs.write(Path::new(name), &bytes)?;
    Ok(outputs.folder.path.join(name))
}
