//! `gouji PATH…`: what a clerk gets who drags a folder or files onto the program, or opens it by double click.

use super::progress::DepartmentListener;
use super::publish::came_to;
use super::{ExitOutcome, complain, complain_of_run, ctrl_c, ended, print, settled};
use crate::run::{self, DepartmentOutcome, Options, PublishError};
use crate::say;
use indexmap::IndexMap;
use std::io::{self, BufRead, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Publishes folders and files, says in ten lines what was done, shows the results and waits for Enter where there
/// is a terminal. `None` where nothing is named and there is no terminal to ask at.
pub(crate) fn start(paths: &[PathBuf], options: &Options) -> Option<ExitOutcome> {
    let has_terminal = io::stdin().is_terminal() && io::stdout().is_terminal();
    if paths.is_empty() && !has_terminal {
        return None;
    }
    let outcome = if paths.is_empty() {
        ask(options).map(|path| publish_all(&[path], has_terminal, options))
    } else {
        Ok(publish_all(paths, has_terminal, options))
    };
    if has_terminal {
        let _ = print(say::command::press_enter(options.lang));
        let _ = io::stdin().lock().read_line(&mut String::new());
    }
    Some(outcome.unwrap_or_else(|failed| failed))
}

/// Asks for a folder, which a clerk drags into the window.
fn ask(options: &Options) -> Result<PathBuf, ExitOutcome> {
    print(say::command::drag_a_folder(options.lang))?;
    let mut line = String::new();
    let read = io::stdin().lock().read_line(&mut line);
    let path = unquoted(line.trim());
    match read {
        Ok(0) | Err(_) => Err(ExitOutcome::Failed),
        Ok(_) if path.is_empty() => Err(ExitOutcome::Failed),
        Ok(_) => Ok(path.into()),
    }
}

/// A path as a window writes it where it has blanks.
fn unquoted(line: &str) -> &str {
    let quoted = |quote| line.strip_prefix(quote)?.strip_suffix(quote);
    quoted('"').or_else(|| quoted('\'')).unwrap_or(line)
}

/// Publishes every folder, and the files of one folder together.
fn publish_all(paths: &[PathBuf], has_terminal: bool, options: &Options) -> ExitOutcome {
    ctrl_c::listen(&options.interrupt);
    let mut inboxes: IndexMap<PathBuf, Vec<PathBuf>> = IndexMap::new();
    for path in paths {
        if path.is_file() {
            let folder = path.parent().unwrap_or(Path::new(".")).to_path_buf();
            inboxes.entry(folder).or_default().push(path.clone());
        } else {
            inboxes.entry(path.clone()).or_default();
        }
    }
    let mut worst = ExitOutcome::Clean;
    for (folder, files) in &inboxes {
        let own = settled(std::slice::from_ref(folder), options.clone());
        let outcome = own.and_then(|own| publish_one(folder, files, has_terminal, &own));
        worst = match outcome.unwrap_or_else(|failed| failed) {
            ExitOutcome::Interrupted => return ExitOutcome::Interrupted,
            outcome => worst.max(outcome),
        };
    }
    worst
}

fn publish_one(
    folder: &Path,
    files: &[PathBuf],
    has_terminal: bool,
    options: &Options,
) -> Result<ExitOutcome, ExitOutcome> {
    let lang = options.lang;
    let (mut departments, mut notes) = (Vec::new(), Vec::new());
    let mut hints = say::RunHints::default();
    let mut listener = DepartmentListener::new(lang, |outcome: DepartmentOutcome| {
        departments.extend(Some(outcome.line).filter(|line| !line.is_empty()));
        notes.extend(outcome.errors.into_iter().chain(outcome.kept));
        hints.add(outcome.hints);
    });
    let passed = if files.is_empty() {
        run::publish(folder, options, &mut listener)
    } else {
        run::publish_files(files, options, &mut listener)
    };
    let passed = passed.map_err(|error| not_begun(folder, &error, options))?;
    notes.extend(passed.errors.iter().chain(&passed.notes).cloned());
    ended(&passed.gathered, &passed.tally, lang)?;
    let results = Some(passed.out.as_path()).filter(|path| path.is_dir());
    let text = say::WindowText {
        departments: &departments,
        unreadable: &passed.gathered.unreadable,
        ignored: &passed.gathered.ignored,
        notes: &notes,
        hints: &hints,
        tally: &passed.tally,
        results,
    };
    print(&(text.lines(lang).join("\n") + "\n"))?;
    if let Some(results) = results.filter(|_| has_terminal) {
        show(results);
    }
    Ok(came_to(&passed))
}

/// A path that is not there may be a command that is mistyped.
fn not_begun(path: &Path, error: &PublishError, options: &Options) -> ExitOutcome {
    let outcome = complain_of_run(error, options.lang);
    let is_word = path.components().count() == 1 && path.extension().is_none();
    if is_word && !path.exists() {
        complain(options.lang, &say::command::no_command(path));
    }
    outcome
}

/// Opens a folder in the system's file manager; where that cannot be, the window has named it.
fn show(folder: &Path) {
    let program = if cfg!(windows) {
        "explorer"
    } else if cfg!(target_os = "macos") {
        "open"
    } else {
        "xdg-open"
    };
    let shown = Command::new(program)
        .arg(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    drop(shown);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dragged_path_loses_its_quotes() {
        assert_eq!(unquoted("\"D:\\预算 2020\""), "D:\\预算 2020");
        assert_eq!(unquoted("'/home/收件'"), "/home/收件");
        assert_eq!(unquoted("收件\""), "收件\"");
    }
}
