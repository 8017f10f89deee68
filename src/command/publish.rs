//! `gouji publish`: folder in, publishable workbooks out, and what goes back to the departments.

use super::progress::Terminal;
use super::{
    ExitOutcome, close, complain, complain_of_run, ctrl_c, ended, not_read, outcome, pdf, print,
    settled,
};
use crate::run::{self, DepartmentOutcome, Observer, Options, PassOutcome, Stage};
use crate::say::{self, Lang, Text};
use crate::write::SUMMARY;
use std::path::Path;

/// From so many departments on, one that may be published takes no line.
const MANY: usize = 10;

/// Lines of departments that may not be published, where there are many: a screen has forty.
const LINES: usize = 25;

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
pub(crate) fn publish(
    inbox: &Path,
    (detail, with_pdf): (Detail, bool),
    options: &Options,
) -> ExitOutcome {
    let options = settled(&[inbox.to_path_buf()], options.clone());
    let published = options.and_then(|options| run(inbox, (detail, with_pdf), &options));
    published.unwrap_or_else(|failed| failed)
}

fn run(
    inbox: &Path,
    (detail, with_pdf): (Detail, bool),
    options: &Options,
) -> Result<ExitOutcome, ExitOutcome> {
    let lang = options.lang;
    ctrl_c::listen(&options.interrupt);
    let mut printer = Printer {
        terminal: Terminal::new(lang),
        lang,
        detail,
        held: 0,
        hints: say::RunHints::default(),
        notes: Vec::new(),
        printed: Ok(()),
    };
    let passed = run::publish(inbox, options, &mut printer)
        .map_err(|error| complain_of_run(&error, lang))?;
    passed.errors.iter().for_each(|error| complain(lang, error));
    printer.printed?;
    print(&say::more_held(printer.held.saturating_sub(LINES), lang))?;
    print(&match printer.detail {
        Detail::ByNumber => printer.hints.lines(lang),
        Detail::Full => printer.hints.in_full(lang),
        Detail::Quiet => String::new(),
    })?;
    print(&match printer.detail {
        Detail::Full => say::notes(&passed.notes, lang),
        _ => say::brief_notes(&[printer.notes, passed.notes.clone()].concat(), lang),
    })?;
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
    if let Some(changes) = &passed.changes {
        let is_full = printer.detail == Detail::Full;
        let lines = if is_full {
            say::since
        } else {
            say::since_counts
        };
        print(&lines(changes, lang))?;
    }
    if with_pdf {
        let said = pdf::add(&passed.out, &options.interrupt);
        let lines = said.iter().map(|text| format!("{}\n", text.get(lang)));
        print(&lines.collect::<String>())?;
    }
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
    /// Departments that may not be published.
    held: usize,
    /// The hints of all departments by rule.
    hints: say::RunHints,
    /// What happened to output that a person has changed, where there are many departments.
    notes: Vec<Text>,
    printed: Result<(), ExitOutcome>,
}

impl Printer {
    /// The line of a department; nothing where there are too many.
    fn line(&mut self, line: &str) -> String {
        self.held += 1;
        if self.held > LINES {
            return String::new();
        }
        format!("{line}\n")
    }
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
            Detail::ByNumber if !outcome.line.is_empty() => self.line(&outcome.line),
            Detail::ByNumber | Detail::Quiet => String::new(),
        };
        let notes = match self.detail {
            Detail::Full if outcome.kept.is_empty() => String::new(),
            Detail::Full => say::notes(&outcome.kept, self.lang) + "\n",
            _ => {
                self.notes.extend(outcome.kept);
                String::new()
            }
        };
        self.hints.add(outcome.hints);
        self.printed = self.printed.and_then(|()| print(&(said + &notes)));
    }
}
