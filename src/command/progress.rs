//! How far a run is, on standard error: a bar where that is a terminal, otherwise a line now and then. A run that is
//! over soon says nothing. The only door to indicatif.

use crate::run::{DepartmentOutcome, Observer, Stage};
use crate::say::Lang;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{IsTerminal, Write};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A run says nothing before.
const SOON: Duration = Duration::from_secs(1);
/// And a line after each such time where there is no terminal.
const LINE: Duration = Duration::from_secs(5);
/// If there are so many files or departments; a few that take long are no reason for lines.
const MANY: usize = 20;

/// The bar that is on the terminal, of which there is one.
static SHOWN: Mutex<Option<ProgressBar>> = Mutex::new(None);

/// Shows how far a run is.
pub(super) struct Terminal {
    lang: Lang,
    progress: Option<Progress>,
}

impl Terminal {
    /// Nothing shown yet.
    pub(super) fn new(lang: Lang) -> Self {
        Self {
            lang,
            progress: None,
        }
    }
}

impl Observer for Terminal {
    fn begin(&mut self, stage: Stage, total: usize) {
        self.progress = Some(Progress::new(stage, total, self.lang));
    }

    fn advance(&mut self, mismatches: usize) {
        if let Some(progress) = &mut self.progress {
            progress.one(mismatches);
        }
    }

    fn end(&mut self) {
        self.progress = None;
    }
}

/// Shows how far a run is, and gives each department that is done to `each`.
pub(super) struct DepartmentListener<F> {
    terminal: Terminal,
    each: F,
}

impl<F: FnMut(DepartmentOutcome)> DepartmentListener<F> {
    /// Nothing shown yet.
    pub(super) fn new(lang: Lang, each: F) -> Self {
        let terminal = Terminal::new(lang);
        Self { terminal, each }
    }
}

impl<F: FnMut(DepartmentOutcome)> Observer for DepartmentListener<F> {
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
        (self.each)(outcome);
    }
}

/// How far one stage of a run is.
struct Progress {
    stage: Stage,
    all: usize,
    done: usize,
    mismatches: usize,
    lang: Lang,
    begun: Instant,
    told: Instant,
    is_terminal: bool,
}

impl Progress {
    /// A stage of so many files or departments.
    fn new(stage: Stage, all: usize, lang: Lang) -> Self {
        let (begun, is_terminal) = (Instant::now(), std::io::stderr().is_terminal());
        Self {
            stage,
            all,
            done: 0,
            mismatches: 0,
            lang,
            begun,
            told: begun,
            is_terminal,
        }
    }

    /// One more is done, with so many mismatches.
    fn one(&mut self, mismatches: usize) {
        self.done += 1;
        self.mismatches += mismatches;
        let now = Instant::now();
        if !self.is_terminal {
            if self.all >= MANY && now - self.told >= LINE && self.done < self.all {
                self.told = now;
                let _ = writeln!(std::io::stderr(), "{}", self.text(now));
            }
        } else if now - self.begun >= SOON {
            self.show(now);
        }
    }

    fn show(&self, now: Instant) {
        let mut shown = SHOWN.lock().unwrap_or_else(PoisonError::into_inner);
        let bar = shown.get_or_insert_with(|| {
            let bar =
                ProgressBar::with_draw_target(Some(self.all as u64), ProgressDrawTarget::stderr());
            let style = ProgressStyle::with_template("{bar:24} {msg}");
            bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        });
        bar.set_position(self.done as u64);
        bar.set_message(self.text(now));
    }

    fn text(&self, now: Instant) -> String {
        let Self {
            stage,
            all,
            done,
            mismatches,
            lang,
            ..
        } = self;
        let left = left(now - self.begun, *done, *all).map(|left| in_words(left, *lang));
        let left = left.map_or(String::new(), |left| match lang {
            Lang::Zh => format!("，大约还要 {left}"),
            Lang::En => format!(", about {left} left"),
        });
        match (stage, lang) {
            (Stage::Files, Lang::Zh) => format!("读入文件 {done}/{all}{left}"),
            (Stage::Files, Lang::En) => format!("files read: {done}/{all}{left}"),
            (Stage::Departments { files }, Lang::Zh) => {
                format!("文件 {files} 个已读，核对部门 {done}/{all}，不平 {mismatches} 条{left}")
            }
            (Stage::Departments { files }, Lang::En) => {
                format!(
                    "{files} files read, departments checked: {done}/{all}, {mismatches} mismatches{left}"
                )
            }
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = SHOWN.lock().unwrap_or_else(PoisonError::into_inner).take() {
            bar.finish_and_clear();
        }
    }
}

/// Writes something else to the terminal while there may be a bar on it.
pub(super) fn aside<T>(write: impl FnOnce() -> T) -> T {
    match SHOWN
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .as_ref()
    {
        Some(bar) => bar.suspend(write),
        None => write(),
    }
}

/// The time that is left at the pace so far, once there is a pace.
fn left(since: Duration, done: usize, all: usize) -> Option<Duration> {
    let pace = since.checked_div(u32::try_from(done).ok()?)?;
    (since >= SOON)
        .then(|| pace.saturating_mul(u32::try_from(all.saturating_sub(done)).unwrap_or(u32::MAX)))
}

fn in_words(time: Duration, lang: Lang) -> String {
    let seconds = time.as_secs() + 1;
    let (minutes, seconds) = (seconds / 60, seconds % 60);
    match (minutes, lang) {
        (0, Lang::Zh) => format!("{seconds} 秒"),
        (_, Lang::Zh) => format!("{minutes} 分 {seconds} 秒"),
        (0, Lang::En) => format!("{seconds} s"),
        (_, Lang::En) => format!("{minutes} min {seconds} s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_how_far_and_how_long() {
        let mut progress = Progress::new(Stage::Departments { files: 900 }, 400, Lang::Zh);
        (progress.done, progress.mismatches) = (100, 17);
        let after = |seconds| progress.begun + Duration::from_secs(seconds);
        assert_eq!(
            progress.text(after(0)),
            "文件 900 个已读，核对部门 100/400，不平 17 条"
        );
        assert_eq!(
            progress.text(after(25)),
            "文件 900 个已读，核对部门 100/400，不平 17 条，大约还要 1 分 16 秒"
        );
        let files = Progress {
            stage: Stage::Files,
            lang: Lang::En,
            ..progress
        };
        assert_eq!(
            files.text(files.begun + Duration::from_secs(2)),
            "files read: 100/400, about 7 s left"
        );
    }
}
