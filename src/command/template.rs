//! `gouji template`: a blank workbook for departments, from a layout and its rules.

use crate::command::{ExitOutcome, complain, load, print};
use crate::run::output;
use crate::say::{self, Lang};
use crate::templates;
use crate::write::{self, BlankOptions};
use std::path::{Path, PathBuf};

/// Writes a blank workbook: to `file`, or to a file named for the layout. One that is there is written over only by
/// `force`.
pub(crate) fn template(
    folder: Option<&Path>,
    layout: Option<&str>,
    wishes: &BlankOptions,
    (file, force): (Option<&Path>, bool),
    lang: Lang,
) -> ExitOutcome {
    let usual = templates::usual(folder);
    let found = match load(folder, layout.or(usual.as_deref()), lang) {
        Ok(found) => found,
        Err(outcome) => return outcome,
    };
    let [template] = found.as_slice() else {
        let known = found
            .iter()
            .map(|template| template.layout.id.as_str())
            .collect::<Vec<_>>()
            .join("、");
        complain(lang, &say::command::several_layouts(&known));
        return ExitOutcome::Failed;
    };
    let path = file.map_or_else(
        || PathBuf::from(write::blank_name(&template.layout.document, wishes)),
        Path::to_owned,
    );
    if !force && std::fs::symlink_metadata(&path).is_ok() {
        complain(lang, &say::command::is_there(&path));
        return ExitOutcome::Failed;
    }
    let bytes = match write::blank(&template.layout, &template.rules, wishes) {
        Ok(bytes) => bytes,
        Err(error) => {
            complain(lang, &say::command::blank_unmade(&error));
            return ExitOutcome::Failed;
        }
    };
    let folder = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let name = Path::new(path.file_name().unwrap_or_default());
    if let Err(message) = output::write(folder, name, &bytes) {
        complain(lang, &message);
        return ExitOutcome::Failed;
    }
    let (id, shown) = (&template.layout.id, path.display());
    let text = match lang {
        Lang::Zh => format!("空白表（{id}）→ {shown}\n"),
        Lang::En => format!("blank workbook ({id}) → {shown}\n"),
    };
    print(&text).map_or_else(|failed| failed, |()| ExitOutcome::Clean)
}
