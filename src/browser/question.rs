//! What a page asks.

use crate::run::Share;
use crate::write::BlankOptions;
use serde::Deserialize;
use std::num::NonZero;
use std::path::Path;

/// A question.
#[derive(Debug, Deserialize)]
#[serde(tag = "ask", rename_all = "kebab-case")]
pub(super) enum Question {
    /// The version, and the layouts.
    About,
    /// What is checked.
    Rules,
    /// To read files as a worker.
    Read(ReadSettings),
    /// To publish the inbox.
    Publish(ReadSettings),
    /// A blank workbook.
    Template(BlankQuestion),
    /// Codes.
    Codes {
        /// Digits, a part of a name, or first letters.
        query: String,
        /// The year of the list.
        year: Option<i32>,
    },
}

/// How files are read; what is not given is found.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ReadSettings {
    pub(super) layout: Option<String>,
    pub(super) year: Option<i32>,
    pub(super) department: Option<String>,
    /// Of two versions the one saved last.
    pub(super) newest: bool,
    /// The departments to do; all without it.
    pub(super) share: Option<ShareQuestion>,
}

/// One of several shares.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(super) struct ShareQuestion {
    number: usize,
    of: NonZero<usize>,
}

impl ShareQuestion {
    pub(super) fn share(self, results: &Path) -> Share {
        Share {
            number: self.number,
            of: self.of,
            results: results.to_path_buf(),
        }
    }
}

/// What a blank workbook is for.
#[derive(Debug, Deserialize)]
pub(super) struct BlankQuestion {
    pub(super) layout: Option<String>,
    year: Option<i32>,
    #[serde(default)]
    department: String,
}

impl BlankQuestion {
    pub(super) fn wishes(&self) -> BlankOptions {
        BlankOptions {
            year: self.year,
            department: self.department.clone(),
            unit: String::new(),
            projects: 40,
        }
    }
}
