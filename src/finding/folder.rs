//! Why a folder is not published at all.

use std::io;
use std::path::PathBuf;

/// Why nothing of a folder was read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FolderProblem {
    /// The folder cannot be opened.
    #[error("the folder {} cannot be opened: {cause}", path.display())]
    Unopened {
        /// The folder.
        path: PathBuf,
        /// The system's reason.
        cause: io::Error,
    },
    /// The output would lie among what was handed in.
    #[error("output cannot go into the inbox {} itself", .0.display())]
    OutputIsInbox(PathBuf),
    /// The output folder is a link, and no option names it.
    #[error("the output folder {} is a link", .0.display())]
    OutputIsLink(PathBuf),
    /// The folder holds no file to read.
    #[error("the folder {} holds no files to read", .0.display())]
    Empty(PathBuf),
}
