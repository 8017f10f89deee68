//! The program as a page starts it: no terminal, no processes, files in memory. What is asked is one argument of JSON;
//! what is answered are lines of JSON. `page/README.md` describes both.

mod answer;
mod question;

use crate::run::{Options, PreparedAnswers, Workers, publish, serve};
use crate::{templates, write};
use answer::{Answers, Ending, RunObserver};
use question::{BlankQuestion, Question, ReadSettings};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

/// The folders of the files in memory.
#[derive(Debug, Clone)]
pub struct MemoryFolders {
    /// What was handed in.
    pub inbox: PathBuf,
    /// Answers of workers, and results of shares.
    pub answers: PathBuf,
    /// What is made without an inbox, and results of a share.
    pub made: PathBuf,
}

impl MemoryFolders {
    /// Where a page puts them.
    pub(crate) fn of_page() -> Self {
        Self {
            inbox: "/inbox".into(),
            answers: "/answers".into(),
            made: "/made".into(),
        }
    }
}

/// Starts what the arguments ask for, on standard input and output.
pub fn run(mut arguments: impl Iterator<Item = String>) -> ExitCode {
    let asked = arguments.nth(1).unwrap_or_default();
    let folders = MemoryFolders::of_page();
    match answer(&asked, &folders, io::stdin().lock(), io::stdout()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

/// Answers a question.
///
/// # Errors
/// Where the question is none, or the answer cannot be written.
pub fn answer(
    asked: &str,
    folders: &MemoryFolders,
    requests: impl Read,
    output: impl Write + Send + 'static,
) -> io::Result<()> {
    match serde_json::from_str(asked)? {
        Question::About => Answers(output).about(&load(None)?),
        Question::Rules => Answers(output).rules(&load(None)?),
        Question::Read(reading) => {
            let templates = load(reading.layout.as_deref())?;
            let layouts: Vec<_> = templates.into_iter().map(|it| it.layout).collect();
            serve(&layouts, requests, output)
        }
        Question::Publish(reading) => publish_all(reading, folders, output),
        Question::Template(blank) => template(&blank, &folders.made),
        Question::Codes { query, year } => {
            let catalogue = templates::catalogue(None).map_err(io::Error::other)?;
            Answers(output).codes(&catalogue, &query, year)
        }
    }
}

fn load(layout: Option<&str>) -> io::Result<Vec<templates::Template>> {
    templates::load(None, layout).map_err(io::Error::other)
}

/// Publishes the inbox, or says which files workers are to read first.
fn publish_all(
    reading: ReadSettings,
    folders: &MemoryFolders,
    output: impl Write,
) -> io::Result<()> {
    let prepared = PreparedAnswers::of(&folders.answers);
    let options = Options {
        layout: reading.layout,
        year: reading.year,
        department: reading.department,
        newest: reading.newest,
        share: reading.share.map(|share| share.share(&folders.made)),
        results: Some(folders.answers.clone()),
        forgets: true,
        view: true,
        workers: Some(Workers {
            program: PathBuf::new(),
            arguments: Vec::new(),
            patience: Duration::ZERO,
            prepared: Some(prepared.clone()),
        }),
        ..Options::default()
    };
    let mut observer = RunObserver::new(output, prepared, &options);
    let ending = match publish(&folders.inbox, &options, &mut observer) {
        Ok(passed) => Ending::of(&passed),
        Err(error) => Ending::failed(&error),
    };
    observer.close(&ending)
}

/// Makes a blank workbook, named as the command line names it.
fn template(blank: &BlankQuestion, made: &Path) -> io::Result<()> {
    let templates = load(blank.layout.as_deref())?;
    let template = templates::usual(templates).map_err(|_| io::ErrorKind::NotFound)?;
    let wishes = blank.wishes();
    let bytes =
        write::blank(&template.layout, &template.rules, &wishes).map_err(io::Error::other)?;
    let name = write::blank_name(&template.layout.document, &wishes);
    std::fs::write(made.join(name), bytes)
}
