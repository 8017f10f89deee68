//! `gouji layout draft`: a first `layout.toml` from a filled workbook.

use super::{ExitOutcome, complain, print};
use crate::run;
use crate::say::{self, Lang};
use std::path::Path;

/// Prints a draft of a layout.
pub(crate) fn draft(file: &Path, lang: Lang) -> ExitOutcome {
    let id = file
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    match run::draft_file(file, &id) {
        Ok(text) => print(&text).map_or_else(|failed| failed, |()| ExitOutcome::Clean),
        Err(refusal) => {
            complain(lang, &say::command::file(file, &refusal.message()));
            ExitOutcome::Failed
        }
    }
}
