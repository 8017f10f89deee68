//! The lines of a watch, each with its time: what came and its outcome.

use super::super::{ExitOutcome, print, progress};
use crate::run::pass::DepartmentOutcome;
use crate::say::{self, Lang, Text, visible};
use std::fmt::Display;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

#[derive(Clone, Copy)]
pub(super) struct Log(pub(super) Lang);

impl Log {
    /// A line on standard output.
    pub(super) fn say(self, line: &Text) -> Result<(), ExitOutcome> {
        print(&visible(&format!("{} {}\n", time(), line.get(self.0))))
    }

    /// A line on standard error.
    pub(super) fn warn(self, line: &Text) {
        progress::aside(|| {
            let _ = writeln!(
                std::io::stderr(),
                "{} {}",
                time(),
                visible(line.get(self.0))
            );
        });
    }

    pub(super) fn begun(self, folder: &Path, out: &Path) -> Result<(), ExitOutcome> {
        self.say(&say::watch::begun(folder, out))
    }

    pub(super) fn unchanged(self, count: usize) -> Result<(), ExitOutcome> {
        match count {
            0 => Ok(()),
            _ => self.say(&say::watch::unchanged(count)),
        }
    }

    pub(super) fn gone(self, files: &[Arc<str>]) -> Result<(), ExitOutcome> {
        match files {
            [] => Ok(()),
            _ => self.say(&say::watch::taken_away(files)),
        }
    }

    pub(super) fn not_read(self, file: &str, reason: &Text) {
        self.warn(&say::watch::not_read(file, reason));
    }

    /// A department that was done.
    pub(super) fn department(self, department: &DepartmentOutcome) -> Result<(), ExitOutcome> {
        let outcome = &department.outcome;
        let mandatory = (!outcome.is_publishable).then_some(outcome.mandatory);
        self.say(&say::watch::department(
            &department.department,
            &department.files,
            mandatory,
            department.written.as_deref(),
        ))
    }
}

fn time() -> impl Display {
    chrono::Local::now().format("%H:%M:%S")
}
