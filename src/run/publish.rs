//! What a department gets: its workbook, and what goes back to it where it may not be published.

use crate::run::names::OutputNames;
use crate::run::output::created;
use crate::run::output::folder::{OutputFolder, Outputs};
use crate::run::{OUTPUT_FOLDER, OUTPUT_MARK, SubmittedFile, returned};
use crate::say::{self, DepartmentReport, Text};
use crate::write;
use std::fs;
use std::path::{Path, PathBuf};

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
        let mark = out.join(OUTPUT_MARK);
        if fs::symlink_metadata(&mark).is_err() {
            let _ = created(&mark, &mark);
        }
    }
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
