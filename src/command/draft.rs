//! `gouji layout draft`: a first `layout.toml` from a filled workbook.

use super::{ExitOutcome, complain, print};
use crate::run;
use crate::say::{Lang, Text};
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
            let (message, name) = (refusal.message(), file.display());
            complain(
                lang,
                &Text::new(
                    format!("{name}：{}", message.zh),
                    format!("{name}: {}", message.en),
                ),
            );
            ExitOutcome::Failed
        }
    }
}
