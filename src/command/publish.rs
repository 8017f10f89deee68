//! `gouji publish`: folder in, publishable workbooks out, and what goes back to the departments.

use super::progress::Terminal;
use super::{
    ExitOutcome, close, complain, complain_of_run, ctrl_c, ended, not_read, outcome, print, settled,
};
use crate::run::{self, DepartmentOutcome, Observer, Options, PassOutcome, Stage};
use crate::say::{self, Lang};
use crate::write::SUMMARY;
use std::path::Path;

/// From so many departments on, one that may be published takes no line.
const MANY: usize = 10;

/// How much a run prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Detail {
    /// Every finding of a few departments, a line a department of many.
    ByNumber,
    /// Every finding.
    Full,
    /// Counts and errors.
    Quiet,
}

/// Publishes a folder (or a single file); what has not changed since the last run is done again only by `force`.
pub(crate) fn publish(inbox: &Path, detail: Detail, options: &Options) -> ExitOutcome {
    let options = settled(&[inbox.to_path_buf()], options.clone());
    let published = options.and_then(|options| run(inbox, detail, &options));
    published.unwrap_or_else(|failed| failed)
}

fn run(inbox: &Path, detail: Detail, options: &Options) -> Result<ExitOutcome, ExitOutcome> {
    let lang = options.lang;
    ctrl_c::listen(&options.interrupt);
    let mut printer = Printer {
        terminal: Terminal::new(lang),
        lang,
        detail,
        printed: Ok(()),
    };
    let passed = run::publish(inbox, options, &mut printer)
        .map_err(|error| complain_of_run(&error, lang))?;
    passed.errors.iter().for_each(|error| complain(lang, error));
    printer.printed?;
    print(&say::notes(&passed.notes, lang))?;
    print(say::command::choice(&options.rules).get(lang))?;
    if printer.detail == Detail::Full {
        close(&passed.gathered, &passed.tally, lang)?;
    } else {
        ended(&passed.gathered, &passed.tally, lang)?;
        let summary = Some(passed.out.join(SUMMARY)).filter(|path| path.is_file());
        let (ignored, tally) = (&passed.gathered.ignored, &passed.tally);
        print(&say::brief_closing(
            ignored,
            tally,
            summary.as_deref(),
            lang,
        ))?;
        not_read(&passed.gathered, lang);
    }
    print(&say::unchanged(passed.unchanged, lang))?;
    Ok(came_to(&passed))
}

/// What a run came to.
pub(super) fn came_to(passed: &PassOutcome) -> ExitOutcome {
    if passed.failed {
        ExitOutcome::Failed
    } else {
        outcome(&passed.tally)
    }
}

/// Prints every department as it is done.
struct Printer {
    terminal: Terminal,
    lang: Lang,
    detail: Detail,
    printed: Result<(), ExitOutcome>,
}

impl Observer for Printer {
    fn begin(&mut self, stage: Stage, total: usize) {
        if matches!(stage, Stage::Departments { .. })
            && total < MANY
            && self.detail == Detail::ByNumber
        {
            self.detail = Detail::Full;
        }
        self.terminal.begin(stage, total);
    }

    fn advance(&mut self, mismatches: usize) {
        self.terminal.advance(mismatches);
    }

    fn end(&mut self) {
        self.terminal.end();
    }

    fn department(&mut self, outcome: DepartmentOutcome) {
        let errors = outcome.errors.iter();
        errors.for_each(|error| complain(self.lang, error));
        let said = match self.detail {
            Detail::Full => outcome.text.clone(),
            Detail::ByNumber if !outcome.line.is_empty() => format!("{}\n", outcome.line),
            Detail::ByNumber | Detail::Quiet => String::new(),
        };
        let notes = say::notes(&outcome.kept, self.lang);
        self.printed = self.printed.and_then(|()| print(&(said + &notes)));
    }
}
