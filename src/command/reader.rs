//! The hidden command of a worker: reads files for another process, and how that process starts it.

use super::Outcome;
use crate::run::serve;
use crate::templates;
use std::io::{stdin, stdout};
use std::path::Path;

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
