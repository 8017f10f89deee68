//! What the subcommands do, one a file, and what they share: where output goes and the exit status.

mod check;
mod codes;
pub(crate) mod console;
pub(crate) mod ctrl_c;
mod draft;
pub(crate) mod dress;
mod export;
mod layouts;
mod pdf;
mod progress;
mod publish;
mod reader;
mod rules;
mod start;
mod template;
mod trial;
mod watch;

pub(crate) use check::check;
pub(crate) use codes::codes;
pub(crate) use draft::draft;
pub(crate) use export::export;
pub(crate) use layouts::layouts;
pub(crate) use publish::{Detail, publish};
pub(crate) use reader::reader;
pub(crate) use rules::rules;
pub(crate) use start::start;
pub(crate) use template::{BlankTarget, template};
pub(crate) use trial::trial;
pub(crate) use watch::watch;

use crate::finding::FolderProblem;
use crate::run::{self, GatheredInbox, Inbox, OUTPUT_FOLDER, Options, PublishError, Workers};
use crate::say::{self, Lang, Tally, Text};
use crate::templates::{self, Settings, Template};
use console::print;
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// What a run came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ExitOutcome {
    /// This is another build than the one that asks it to read files.
    OtherBuild,
    Clean,
    Findings,
    Failed,
    /// It was asked to end before all was done.
    Interrupted,
}

/// Prints an error to standard error, in words for a clerk.
fn complain(lang: Lang, text: &Text) {
    let prefix = lang.pick("错误：", "error: ");
    console::print_error(&format!("{prefix}{}\n", say::visible(text.get(lang))));
}

/// Loads the templates that options name, or says what is wrong with them.
fn load_for(options: &Options) -> Result<Vec<Template>, ExitOutcome> {
    let loaded = options.load_templates();
    loaded.map_err(|error| complain_of(&error, options.lang))
}

/// The options for inputs: what the `gouji.toml` of the folder among them says, where the command line says nothing.
///
/// # Errors
/// Where that file cannot be used, which was said.
pub(crate) fn settled(inputs: &[PathBuf], options: Options) -> Result<Options, ExitOutcome> {
    let folders: Vec<&PathBuf> = inputs.iter().filter(|path| path.is_dir()).collect();
    // of several folders none speaks for the others
    let &[folder] = folders.as_slice() else {
        return Ok(options);
    };
    match Settings::of(folder) {
        Ok(None) => Ok(options),
        Ok(Some(settings)) => {
            let mut own = options.with_settings(folder, &settings);
            if settings.layout.is_some() && own.workers.is_some() {
                let layout = own.layout.as_deref();
                own.workers = Workers::of_this_program(own.templates.as_deref(), layout);
            }
            Ok(own)
        }
        Err(error) => {
            complain(options.lang, &say::command::settings(&error));
            Err(ExitOutcome::Failed)
        }
    }
}

/// Loads templates, or says what is wrong with them.
fn load(
    templates: Option<&Path>,
    layout: Option<&str>,
    lang: Lang,
) -> Result<Vec<Template>, ExitOutcome> {
    templates::load(templates, layout).map_err(|error| complain_of(&error, lang))
}

/// Says what is wrong with templates.
fn complain_of(error: &templates::TemplateError, lang: Lang) -> ExitOutcome {
    complain(lang, &say::command::templates(error));
    ExitOutcome::Failed
}

/// Says why a run did not begin.
fn complain_of_run(error: &PublishError, lang: Lang) -> ExitOutcome {
    match error {
        PublishError::Templates(error) => complain_of(error, lang),
        PublishError::Folder(problem) => complain_of_folder(problem, lang),
    }
}

/// Says why a folder cannot be used.
fn complain_of_folder(problem: &FolderProblem, lang: Lang) -> ExitOutcome {
    complain(lang, &say::folder(problem));
    ExitOutcome::Failed
}

/// Opens a folder of workbooks, or says why it cannot be.
fn open(folder: &Path, out: &Path, lang: Lang) -> Result<Inbox, ExitOutcome> {
    run::open(folder, out).map_err(|problem| complain_of_folder(&problem, lang))
}

/// Opens folders and files as one inbox. Gives with it whether a path among them cannot be opened, which was said
/// and costs no other.
fn open_all(inputs: &[PathBuf], lang: Lang) -> Result<(Inbox, bool), ExitOutcome> {
    let (files, folders): (Vec<PathBuf>, Vec<PathBuf>) =
        inputs.iter().cloned().partition(|input| input.is_file());
    let mut inbox = Inbox::of_files(&files);
    let mut failed = false;
    for folder in folders {
        let Ok(own) = open(&folder, Path::new(OUTPUT_FOLDER), lang) else {
            failed = true;
            continue;
        };
        inbox.files.extend(own.files);
        inbox.ignored.extend(own.ignored);
        inbox.unreadable.extend(own.unreadable);
        inbox.last_year = inbox.last_year.or(own.last_year);
    }
    if failed && inbox.files.is_empty() && inbox.unreadable.is_empty() {
        return Err(ExitOutcome::Failed);
    }
    // a file that is named twice, or lies in a folder that is named too, is read once
    let mut seen = HashSet::new();
    inbox.files.retain(|file| {
        seen.insert(std::fs::canonicalize(&file.path).unwrap_or_else(|_| file.path.clone()))
    });
    Ok((inbox, failed))
}

/// Prints the closing lines, after all departments.
fn close(gathered: &GatheredInbox, tally: &Tally, lang: Lang) -> Result<(), ExitOutcome> {
    ended(gathered, tally, lang)?;
    print(&say::closing(&gathered.ignored, tally, lang))?;
    not_read(gathered, lang);
    Ok(())
}

/// Prints the files that could not be read to standard error.
fn not_read(gathered: &GatheredInbox, lang: Lang) {
    let text = say::unreadable(&gathered.unreadable, lang);
    console::print_error(&text);
}

/// Says what was done and what was not where Ctrl-C has ended a run before its time.
fn ended(gathered: &GatheredInbox, tally: &Tally, lang: Lang) -> Result<(), ExitOutcome> {
    let (done, undone) = (tally.departments, gathered.undone);
    if !gathered.is_cut_short && undone == 0 {
        return Ok(());
    }
    let line = match (gathered.is_cut_short, lang) {
        (true, Lang::Zh) => {
            "已中断：文件还没有读完，没有核对，也没有写文件。再运行一次即可".to_owned()
        }
        (true, Lang::En) => {
            "interrupted while reading: nothing was checked or written. Run it again".to_owned()
        }
        (_, Lang::Zh) => {
            format!(
                "已中断：做完 {done} 个部门，还有 {undone} 个没有做；写好的文件都是完整的。再运行一次即可"
            )
        }
        (_, Lang::En) => {
            format!(
                "interrupted: {done} departments done, {undone} not; what was written is whole. Run it again"
            )
        }
    };
    console::print_error(&format!("{line}\n"));
    Err(ExitOutcome::Interrupted)
}

/// The outcome of a run: what could not be read outweighs mismatches.
fn outcome(tally: &Tally) -> ExitOutcome {
    if tally.refused > 0 || tally.departments == 0 {
        ExitOutcome::Failed
    } else if tally.publishable == tally.departments {
        ExitOutcome::Clean
    } else {
        ExitOutcome::Findings
    }
}
