//! What a department gets: its workbook, and what goes back to it where it may not be published.

use crate::reconcile::sentences;
use crate::run::names::OutputNames;
use crate::run::output::created;
use crate::run::output::folder::{OutputFolder, Outputs};
use crate::run::real_path;
use crate::run::spool::SpooledMap;
use crate::run::{OUTPUT_FOLDER, OUTPUT_MARK, Options, SubmittedFile, explanations, returned};
use crate::say::{self, DepartmentReport, Text};
use crate::write::{self, DocumentText, TablePages};
use std::fs;
use std::path::{Path, PathBuf};

/// Where output goes, and the files that it is made from.
pub(crate) struct OutputTarget<'a> {
    pub(crate) folder: &'a OutputFolder<'a>,
    pub(crate) files: &'a SpooledMap<(usize, SubmittedFile)>,
    pub(crate) options: &'a Options,
}

impl OutputTarget<'_> {
    /// Writes what a department gets; gives what happened to the files.
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
        let tables = TablePages::of(department.budget);
        match write_one(outputs, department, own, tables.clone()) {
            Ok(path) => department.written = Some(path),
            Err(message) => return vec![message],
        }
        // what an earlier run said of this department no longer holds
        outputs.remove(Path::new(other));
        let mut errors: Vec<Text> = self
            .document(department, name, outputs, tables)
            .err()
            .into_iter()
            .collect();
        errors.extend(explanations::ask(outputs, department, &name.short).err());
        if is_publishable {
            returned::take_away(outputs, department, &name.short);
            return errors;
        }
        let (letter, more) = returned::give_back(outputs, department, &name.short, self.files);
        department.letter = letter;
        errors.extend(more);
        errors
    }

    /// Writes the document beside the workbook: under the name for the public where nothing is left to be filled in.
    fn document(
        &self,
        department: &mut DepartmentReport<'_>,
        name: &OutputNames,
        outputs: &mut Outputs<'_>,
        tables: TablePages,
    ) -> Result<(), Text> {
        let DepartmentReport {
            budget,
            rules,
            report,
            ..
        } = *department;
        let text = write::text(budget, rules).filter(|_| !self.options.no_document);
        let Some(text) = text else {
            let (public, flagged) = name.document(true);
            [public, flagged]
                .iter()
                .for_each(|own| outputs.remove(Path::new(own)));
            return Ok(());
        };
        // where the tables are right and the words are ours, so is what is written from them
        let ours = report.is_publishable() && budget.texts.is_empty();
        let text = if ours {
            match self.sound(department, text, name, outputs) {
                Some(text) => text,
                None => return Ok(()),
            }
        } else {
            text
        };
        let is_ready = report.is_publishable() && text.left() == 0 && text.versions.is_empty();
        let (own, other) = name.document(is_ready);
        if self.folder.is_submitted(Path::new(own)) {
            return Err(say::output::is_submitted(own));
        }
        let bytes = write::document(budget, rules, report, &text, tables)
            .map_err(|error| say::output::unmade(own, &error))?;
        outputs.write(Path::new(own), &bytes)?;
        outputs.remove(Path::new(other));
        let versions = text.versions.iter();
        let versions = versions.map(|(taken, left)| say::output::other_version(own, taken, left));
        outputs.kept.extend(versions);
        department.document = Some((outputs.folder.path.join(own), text.left()));
        Ok(())
    }

    /// A text of ours that our own reading finds nothing in. Where last year's figures contradict each other, the same
    /// without them; nothing where it is unsound even so.
    fn sound(
        &self,
        department: &DepartmentReport<'_>,
        text: DocumentText,
        name: &OutputNames,
        outputs: &mut Outputs<'_>,
    ) -> Option<DocumentText> {
        let DepartmentReport { budget, rules, .. } = *department;
        let unsound = sentences::of_written(rules, budget, &text.as_read());
        let Some(finding) = unsound.first() else {
            return Some(text);
        };
        let (own, other) = name.document(false);
        let problem = (rules.rules[finding.rule].id.as_str(), unsound.len());
        if budget.has_last_year() {
            let alone = budget.without_last_year();
            let text = write::text(&alone, rules)?;
            if sentences::of_written(rules, &alone, &text.as_read()).is_empty() {
                let last = budget.last_year.iter().map(|last| &last.budget);
                let tables = last.flat_map(|last| &last.tables);
                let mut files: Vec<&str> = tables.map(|it| &*it.title.at.file).collect();
                files.dedup();
                let problem = say::output::last_year_unsound(own, &files, problem);
                outputs.kept.push(problem);
                return Some(text);
            }
        }
        // no figure of it may be wrong, and the workbook is right without it
        outputs.remove(Path::new(own));
        outputs.remove(Path::new(other));
        outputs.kept.push(say::output::unsound(own, problem));
        None
    }
}

/// Leaves a mark in a folder within the inbox that output was written to, so that a later run passes it over.
pub(crate) fn mark_output(inbox: &Path, out: &Path) {
    let places = real_path(inbox).ok().zip(real_path(out).ok());
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
    tables: TablePages,
) -> Result<PathBuf, Text> {
    let DepartmentReport {
        budget,
        rules,
        report,
        ..
    } = *department;
    let bytes = write::workbook_of(budget, rules, report, tables)
        .map_err(|error| say::output::unmade(name, &error))?;
    outputs.write(Path::new(name), &bytes)?;
    Ok(outputs.folder.path.join(name))
}
