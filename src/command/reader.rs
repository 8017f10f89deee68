//! The hidden command of a worker: reads files for another process, and how that process starts it.

use super::ExitOutcome;
use crate::run::serve;
use crate::templates;
use std::io::{stdin, stdout};
use std::path::Path;

/// Answers requests on standard input until there are no more.
pub(crate) fn reader(templates: Option<&Path>, layout: Option<&str>) -> ExitOutcome {
    let Ok(templates) = templates::load(templates, layout) else {
        return ExitOutcome::Failed;
    };
    let layouts: Vec<_> = templates
        .into_iter()
        .map(|template| template.layout)
        .collect();
    match serve(&layouts, stdin().lock(), stdout()) {
        Ok(()) => ExitOutcome::Clean,
        Err(_) => ExitOutcome::Failed,
    }
}
