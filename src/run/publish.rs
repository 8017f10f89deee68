//! What a department gets: its workbook, and what goes back to it where it may not be published.

use crate::budget::Budget;
use crate::parallel;
use crate::reconcile::{Report, sentences};
use crate::rule::RuleSet;
use crate::run::names::OutputNames;
use crate::run::output::created;
use crate::run::output::folder::{OutputFolder, Outputs};
use crate::run::real_path;
use crate::run::spool::SpooledMap;
use crate::run::texts;
use crate::run::{OUTPUT_FOLDER, OUTPUT_MARK, Options, SubmittedFile, explanations, returned};
use crate::say::{self, DepartmentReport, Text};
use crate::write::{self, DocumentText, TablePages, WriteError};
use std::fs;
use std::path::Path;
use std::sync::Arc;

/// Where output goes, and the files that it is made from.
pub(crate) struct OutputTarget<'a> {
    pub(crate) folder: &'a OutputFolder<'a>,
    pub(crate) files: &'a SpooledMap<(usize, SubmittedFile)>,
    pub(crate) options: &'a Options,
    /// Whether one department is written, and no core has another one to write.
    pub(crate) is_alone: bool,
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
        let (workbook, document) = self.made(department, name);
        let workbook = workbook.map_err(|error| say::output::unmade(own, &error));
        let written = workbook.and_then(|bytes| outputs.write(Path::new(own), &bytes));
        if let Err(message) = written {
            return vec![message];
        }
        department.written = Some(outputs.folder.path.join(own));
        // what an earlier run said of this department no longer holds
        outputs.remove(Path::new(other));
        let mut errors: Vec<Text> = self
            .document(document, department, name, outputs)
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

    /// The workbook and the document: one beside the other where all cores have nothing else to do.
    fn made(
        &self,
        department: &DepartmentReport<'_>,
        name: &OutputNames,
    ) -> (Result<Vec<u8>, WriteError>, DocumentOutcome) {
        let DepartmentReport {
            budget,
            rules,
            report,
            ..
        } = *department;
        let tables = TablePages::of(budget);
        let own = tables.clone();
        let workbook = || write::workbook_of(budget, rules, report, own);
        let document = || DocumentOutcome::of((budget, rules, report), name, tables, self.options);
        match self.is_alone {
            true => parallel::both(workbook, document),
            false => (workbook(), document()),
        }
    }

    /// Writes the document beside the workbook: under the name for the public where nothing is left to be filled in.
    fn document(
        &self,
        document: DocumentOutcome,
        department: &mut DepartmentReport<'_>,
        name: &OutputNames,
        outputs: &mut Outputs<'_>,
    ) -> Result<(), Text> {
        let made = match document {
            DocumentOutcome::Made(made) => made,
            DocumentOutcome::None { problem } => {
                let (public, flagged) = name.document(true);
                [public, flagged]
                    .iter()
                    .for_each(|own| outputs.remove(Path::new(own)));
                outputs.kept.extend(problem);
                return Ok(());
            }
        };
        outputs.kept.extend(made.problem);
        let (own, other) = name.document(made.is_ready);
        if self.folder.is_submitted(Path::new(own)) {
            return Err(say::output::is_submitted(own));
        }
        let bytes = made
            .bytes
            .map_err(|error| say::output::unmade(own, &error))?;
        outputs.write(Path::new(own), &bytes)?;
        outputs.remove(Path::new(other));
        let versions = made.versions.iter();
        let versions = versions.map(|(taken, left)| say::output::other_version(own, taken, left));
        outputs.kept.extend(versions);
        department.document = Some((outputs.folder.path.join(own), made.left));
        Ok(())
    }
}

/// The document of a department before it is written.
enum DocumentOutcome {
    Made(MadeDocument),
    /// There is none; with what is wrong, where there should be one.
    None {
        problem: Option<Text>,
    },
}

struct MadeDocument {
    bytes: Result<Vec<u8>, WriteError>,
    /// Whether it may be published as it is.
    is_ready: bool,
    /// Places that are left to be filled in.
    left: usize,
    /// See [`DocumentText`].
    versions: Vec<(Arc<str>, Arc<str>)>,
    /// Why it says nothing of last year.
    problem: Option<Text>,
}

impl DocumentOutcome {
    fn of(
        (budget, rules, report): (&Budget, &RuleSet, &Report),
        name: &OutputNames,
        tables: TablePages,
        options: &Options,
    ) -> Self {
        let text = write::text(budget, rules).filter(|_| !options.no_document);
        let Some(text) = text else {
            return Self::None { problem: None };
        };
        // where the tables are right and the words are ours, so is what is written from them
        let ours = report.is_publishable() && !budget.has_own_words();
        let sound = match ours {
            true => sound(budget, rules, text, name),
            false => Ok((text, None)),
        };
        let (text, problem) = match sound {
            Ok(sound) => sound,
            Err(problem) => {
                let problem = Some(problem);
                return Self::None { problem };
            }
        };
        let left = text.left();
        Self::Made(MadeDocument {
            bytes: write::document(budget, rules, report, &text, tables),
            is_ready: report.is_publishable()
                && left == 0
                && text.versions.is_empty()
                && !texts::embeds(budget),
            left,
            versions: text.versions,
            problem,
        })
    }
}

/// A text of ours that our own reading finds nothing in. Where last year's figures contradict each other, the same
/// without them, with what to say of that.
///
/// # Errors
/// What to say where it is unsound even so.
fn sound(
    budget: &Budget,
    rules: &RuleSet,
    text: DocumentText,
    name: &OutputNames,
) -> Result<(DocumentText, Option<Text>), Text> {
    let unsound = sentences::of_written(rules, budget, &text.as_read());
    let Some(finding) = unsound.first() else {
        return Ok((text, None));
    };
    let (own, _) = name.document(false);
    let problem = (rules.rules[finding.rule].id.as_str(), unsound.len());
    if budget.has_last_year() {
        let alone = budget.without_last_year();
        let text = write::text(&alone, rules);
        let is_sound =
            |it: &DocumentText| sentences::of_written(rules, &alone, &it.as_read()).is_empty();
        if let Some(text) = text.filter(is_sound) {
            let last = budget.last_year.iter().map(|last| &last.budget);
            let tables = last.flat_map(|last| &last.tables);
            let mut files: Vec<&str> = tables.map(|it| &*it.title.at.file).collect();
            files.dedup();
            let problem = say::output::last_year_unsound(own, &files, problem);
            return Ok((text, Some(problem)));
        }
    }
    // no figure of it may be wrong, and the workbook is right without it
    Err(say::output::unsound(own, problem))
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
