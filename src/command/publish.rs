//! `gouji publish`: folder in, publishable workbooks out, and what goes back to the departments.

use super::progress::Terminal;
use super::{ExitOutcome, close, complain, complain_of_run, ctrl_c, outcome, print};
use crate::run::{self, DepartmentOutcome, Observer, Options, Stage};
use crate::say;
use std::path::Path;

/// Publishes a folder (or a single file); what has not changed since the last run is done again only by `force`.
pub(crate) fn publish(inbox: &Path, options: &Options) -> ExitOutcome {
    run(inbox, options).unwrap_or_else(|failed| failed)
}

fn run(inbox: &Path, options: &Options) -> Result<ExitOutcome, ExitOutcome> {
    let lang = options.lang;
    ctrl_c::listen(&options.interrupt);
    let mut printer = Printer {
        terminal: Terminal::new(lang),
        options,
        printed: Ok(()),
    };
    let passed = run::publish(inbox, options, &mut printer)
        .map_err(|error| complain_of_run(&error, lang))?;
    passed.errors.iter().for_each(|error| complain(lang, error));
    printer.printed?;
    print(&say::notes(&passed.notes, lang))?;
    close(&passed.gathered, &passed.tally, lang)?;
    print(&say::unchanged(passed.unchanged, lang))?;
    Ok(if passed.failed {
        ExitOutcome::Failed
    } else {
        outcome(&passed.tally)
    })
}

/// Prints every department as it is done.
struct Printer<'a> {
    terminal: Terminal,
    options: &'a Options,
    printed: Result<(), ExitOutcome>,
}

impl Observer for Printer<'_> {
    fn begin(&mut self, stage: Stage, total: usize) {
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
        errors.for_each(|error| complain(self.options.lang, error));
        let notes = say::notes(&outcome.kept, self.options.lang);
        self.printed = self.printed.and_then(|()| print(&(outcome.text + &notes)));
    }
}
