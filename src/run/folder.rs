//! A folder from beginning to end: its files are read, every department is checked, and what belongs to it is written.

use crate::finding::FolderProblem;
use crate::run::pass::{Job, PassOutcome};
use crate::run::{Inbox, OUTPUT_FOLDER, Observer, Options, Trust};
use crate::templates::{self, TemplateError};
use std::fs;
use std::path::{Path, PathBuf};

/// Why nothing was read at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PublishError {
    /// The templates cannot be used.
    #[error(transparent)]
    Templates(#[from] TemplateError),
    /// The folder cannot be used.
    #[error(transparent)]
    Folder(#[from] FolderProblem),
}

/// Publishes a folder, or a single file: writes the workbook of every department to the output folder, and beside it
/// what goes back to those that may not be published. What has not changed since the last run stays as it is.
///
/// # Errors
/// Where nothing could be read at all. A file that cannot be read is no error of the run: it is in the outcome.
pub fn publish(
    inbox: &Path,
    options: &Options,
    observer: &mut dyn Observer,
) -> Result<PassOutcome, PublishError> {
    let layout = options.layout.as_deref();
    let templates = templates::load(options.templates.as_deref(), layout)?;
    let is_file = inbox.is_file();
    let folder = if is_file {
        inbox.parent().unwrap_or(Path::new("."))
    } else {
        inbox
    };
    let out = output_folder(folder, options);
    let is_same = |out: PathBuf| fs::canonicalize(folder).is_ok_and(|folder| folder == out);
    if !is_file && fs::canonicalize(&out).is_ok_and(is_same) {
        return Err(FolderProblem::OutputIsInbox(folder.to_path_buf()).into());
    }
    if options.out.is_none() && out.is_symlink() {
        return Err(FolderProblem::OutputIsLink(out).into());
    }
    let files = if is_file {
        Inbox::of_files(&[inbox.to_path_buf()])
    } else {
        open(inbox, &out)?
    };
    let job = Job {
        folder,
        out: &out,
        templates: &templates,
        options,
        is_whole: !is_file,
    };
    // the state of a folder says nothing about one file of it
    let state = if is_file {
        None
    } else {
        job.state(options.force)
    };
    Ok(job.pass(files, state, &|_| Trust::Content, observer))
}

/// Where the output of a folder goes.
pub(crate) fn output_folder(folder: &Path, options: &Options) -> PathBuf {
    let own = || folder.join(OUTPUT_FOLDER);
    options.out.clone().unwrap_or_else(own)
}

/// Opens a folder that must hold files to read.
///
/// # Errors
/// Where it cannot be opened, or is empty.
pub(crate) fn open(folder: &Path, out: &Path) -> Result<Inbox, FolderProblem> {
    let inbox = Inbox::open(folder, out).map_err(|cause| FolderProblem::Unopened {
        path: folder.to_path_buf(),
        cause,
    })?;
    if inbox.files.is_empty() && inbox.unreadable.is_empty() {
        return Err(FolderProblem::Empty(folder.to_path_buf()));
    }
    Ok(inbox)
}
