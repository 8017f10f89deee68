//! A folder from beginning to end: its files are read, every department is checked, and what belongs to it is written.

use crate::finding::FolderProblem;
use crate::parallel;
use crate::run::pass::{Job, PassOutcome};
use crate::run::real_path;
use crate::run::{Inbox, OUTPUT_FOLDER, Observer, Options, Trust};
use crate::templates::TemplateError;
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
    if inbox.is_file() {
        return publish_files(&[inbox.to_path_buf()], options, observer);
    }
    let templates = options.load_templates()?;
    let out = output_folder(inbox, options);
    let is_same = |out: PathBuf| real_path(inbox).is_ok_and(|inbox| inbox == out);
    if real_path(&out).is_ok_and(is_same) {
        return Err(FolderProblem::OutputIsInbox(inbox.to_path_buf()).into());
    }
    is_no_link(&out, options)?;
    let job = Job {
        folder: inbox,
        out: &out,
        templates: &templates,
        options,
        is_whole: true,
    };
    let files = open(inbox, &out)?;
    let state = (!options.forgets)
        .then(|| job.state(options.force))
        .flatten();
    Ok(job.pass(files, state, &|_| Trust::Content, observer))
}

/// The same for some files of a folder, which is that of the first one.
///
/// # Errors
/// Where nothing could be read at all.
pub(crate) fn publish_files(
    files: &[PathBuf],
    options: &Options,
    observer: &mut dyn Observer,
) -> Result<PassOutcome, PublishError> {
    let templates = options.load_templates()?;
    let folder = files.first().and_then(|file| file.parent());
    let folder = folder.unwrap_or(Path::new("."));
    let out = output_folder(folder, options);
    is_no_link(&out, options)?;
    let job = Job {
        folder,
        out: &out,
        templates: &templates,
        options,
        is_whole: false,
    };
    // the state of a folder says nothing about some files of it
    Ok(job.pass(Inbox::of_files(files), None, &|_| Trust::Content, observer))
}

/// Output goes through no link that the user did not name.
fn is_no_link(out: &Path, options: &Options) -> Result<(), PublishError> {
    if options.out.is_none() && out.is_symlink() {
        return Err(FolderProblem::OutputIsLink(out.to_path_buf()).into());
    }
    Ok(())
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
    // threads that read files take over the memory of a long list
    let inbox =
        parallel::apart(|| Inbox::open(folder, out)).map_err(|cause| FolderProblem::Unopened {
            path: folder.to_path_buf(),
            cause,
        })?;
    if inbox.files.is_empty() && inbox.unreadable.is_empty() {
        return Err(FolderProblem::Empty(folder.to_path_buf()));
    }
    Ok(inbox)
}
