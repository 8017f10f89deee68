//! The hidden command of a worker: reads files for another process, and how that process starts it.

use super::{Options, Outcome};
use crate::read::{PATIENCE, Workers, serve};
use crate::templates;
use std::ffi::OsString;
use std::io::{stdin, stdout};
use std::path::Path;

/// The word that starts it.
pub(crate) const READER: &str = "read-for-another-process";

/// Answers requests on standard input until there are no more.
pub(crate) fn reader(templates: Option<&Path>, layout: Option<&str>) -> Outcome {
    let Ok(templates) = templates::load(templates, layout) else {
        return Outcome::Failed;
    };
    let layouts: Vec<_> = templates
        .into_iter()
        .map(|template| template.layout)
        .collect();
    match serve(&layouts, stdin().lock(), stdout().lock()) {
        Ok(()) => Outcome::Clean,
        Err(_) => Outcome::Failed,
    }
}

/// This program once more, as a reader of the same layouts; none where the system does not say where it lies.
pub(super) fn workers(options: &Options<'_>) -> Option<Workers> {
    let mut arguments: Vec<OsString> = vec![READER.into()];
    if let Some(folder) = options.templates {
        arguments.extend(["--templates".into(), folder.into()]);
    }
    if let Some(layout) = options.layout {
        arguments.extend(["--layout".into(), layout.into()]);
    }
    Some(Workers {
        program: std::env::current_exe().ok()?,
        arguments,
        patience: PATIENCE,
    })
}
