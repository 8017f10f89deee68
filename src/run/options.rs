//! How a folder is published or checked.

use crate::rule::RuleChoice;
use crate::run::{Interrupt, ReadOptions, Share, Workers};
use crate::say::Lang;
use crate::templates::{self, Settings, Template, TemplateError};
use std::path::{Path, PathBuf};

/// The settings of a run. The default reads everything within the process, by the built-in templates.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// A folder of templates; the built-in ones without it.
    pub templates: Option<PathBuf>,
    /// The layout of all files; recognised without it.
    pub layout: Option<String>,
    /// Where output goes; `公开表` within the inbox without it.
    pub out: Option<PathBuf>,
    /// Whether everything is done again, changed or not.
    pub force: bool,
    /// Whether nothing is kept for a later run to know.
    pub forgets: bool,
    /// The fiscal year; found in titles, covers and names without it.
    pub year: Option<i32>,
    /// The department of all files; found in headings and folders without it.
    pub department: Option<String>,
    /// The folder with last year's workbooks; `上年` within the inbox without it.
    pub last: Option<PathBuf>,
    /// Whether no document is written beside the workbook.
    pub no_document: bool,
    /// Whether the version that was saved last counts where two versions of a table were handed in.
    pub newest: bool,
    /// Whether the report for programs is made too, with the pages of the tables.
    pub view: bool,
    /// Which of the rules count.
    pub rules: RuleChoice,
    /// The language of what is printed.
    pub lang: Lang,
    /// Processes for files that might bring this one down.
    pub workers: Option<Workers>,
    /// The departments that this run does; all without it.
    pub share: Option<Share>,
    /// The folder of results that runs of shares have left.
    pub results: Option<PathBuf>,
    /// Ends the run in order when asked.
    pub interrupt: Interrupt,
}

impl Options {
    /// The layouts and the rules that count.
    ///
    /// # Errors
    /// Where there is a mistake in them, or no layout or rule of a name.
    pub(crate) fn load_templates(&self) -> Result<Vec<Template>, TemplateError> {
        let (folder, layout) = (self.templates.as_deref(), self.layout.as_deref());
        templates::load_chosen(folder, layout, &self.rules)
    }

    /// The part that reading needs.
    pub(crate) fn reading(&self) -> ReadOptions<'_> {
        ReadOptions {
            year: self.year,
            department: self.department.as_deref(),
            newest: self.newest,
            workers: self.workers.as_ref(),
            interrupt: Some(&self.interrupt),
        }
    }

    /// The same options, with what a folder says where they say nothing.
    #[must_use]
    pub(crate) fn with_settings(mut self, folder: &Path, settings: &Settings) -> Self {
        let within = |path: &PathBuf| folder.join(path);
        self.layout = self.layout.or_else(|| settings.layout.clone());
        self.year = self.year.or(settings.year);
        self.out = self.out.or_else(|| settings.out.as_ref().map(within));
        self.last = self.last.or_else(|| settings.last.as_ref().map(within));
        self.rules.ignore.extend(settings.ignore.iter().cloned());
        self
    }
}
