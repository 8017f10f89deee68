//! `gouji template`: a blank workbook, or a blank text, for departments, from a layout and its rules.

use crate::command::{ExitOutcome, complain, load, print};
use crate::layout::Publication;
use crate::run::output;
use crate::say::{self, Lang, Text};
use crate::templates;
use crate::write::{self, BlankOptions};
use std::path::{Path, PathBuf};

/// What is written, and where.
pub(crate) struct BlankTarget<'a> {
    /// The file; named for the layout if none.
    pub(crate) file: Option<&'a Path>,
    /// Whether one that is there is written over.
    pub(crate) force: bool,
    /// Whether it is the text instead of the tables.
    pub(crate) is_text: bool,
}

/// Writes a blank workbook, or a blank text.
pub(crate) fn template(
    folder: Option<&Path>,
    layout: Option<&str>,
    wishes: &BlankOptions,
    target: BlankTarget<'_>,
    lang: Lang,
) -> ExitOutcome {
    let found = match load(folder, layout, lang) {
        Ok(found) => found,
        Err(outcome) => return outcome,
    };
    let template = match templates::usual(found) {
        Ok(template) => template,
        Err(several) => {
            let known = several.iter().map(|it| it.layout.id.as_str());
            let known = known.collect::<Vec<_>>().join("、");
            complain(lang, &say::command::several_layouts(&known));
            return ExitOutcome::Failed;
        }
    };
    let layout = &template.layout;
    let usual = || match target.is_text {
        true => write::blank_text_name(layout.disclosure_of(Publication::Department), wishes),
        false => write::blank_name(&layout.document, wishes),
    };
    let path = target
        .file
        .map_or_else(|| PathBuf::from(usual()), Path::to_owned);
    if !target.force && std::fs::symlink_metadata(&path).is_ok() {
        complain(lang, &say::command::is_there(&path));
        return ExitOutcome::Failed;
    }
    let bytes = match target.is_text {
        true => write::blank_text(layout, &template.rules, wishes),
        false => write::blank(layout, &template.rules, wishes).map(Some),
    };
    let bytes = match bytes {
        Ok(Some(bytes)) => bytes,
        Ok(None) => {
            complain(lang, &say::command::no_text(&layout.id));
            return ExitOutcome::Failed;
        }
        Err(error) => {
            complain(lang, &say::command::blank_unmade(&error));
            return ExitOutcome::Failed;
        }
    };
    if let Err(message) = written(&path, &bytes) {
        complain(lang, &message);
        return ExitOutcome::Failed;
    }
    let said = say::command::blank_written(&layout.id, target.is_text, &path);
    print(&format!("{}\n", said.get(lang))).map_or_else(|failed| failed, |()| ExitOutcome::Clean)
}

fn written(path: &Path, bytes: &[u8]) -> Result<(), Text> {
    let folder = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let name = Path::new(path.file_name().unwrap_or_default());
    output::write(folder, name, bytes)
}
